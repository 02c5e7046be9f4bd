//! The retry table: what each way to end an attempt means for each call.
//!
//! | the attempt ended as | create | read | download |
//! |---|---|---|---|
//! | readable 2xx | accept | accept | accept |
//! | proven not sent (name, connect, TLS) | again | again | again |
//! | no whole reply, unreadable 2xx | again | again | again |
//! | 408, 5xx but for the three below | again | again | again |
//! | 425, 429, 503 | again, slowly | again, slowly | again, slowly |
//! | 501, 505 | stop | stop | stop |
//! | 409 | conflict | again | stop |
//! | 401, 403, 404, 410 | stop | stop | fresh URL |
//! | other 4xx | stop | stop | stop |
//! | 3xx | stop | stop | follow |
//!
//! *Again* is the same request: for a create the same idempotency key and the same bytes, which the server answers with the
//! task it has already made, if it has. That is why even an unreadable success is asked for again. *Conflict* is judged by
//! the create machine, *follow* and *fresh URL* by the download machine. A pause is never shorter than a `Retry-After`.

use http::StatusCode;

/// What kind of call the attempt belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    Create,
    Read,
    Download,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Proven: no byte left.
    NotSent,
    /// Something may have left, no whole reply came.
    Unanswered,
    /// A 2xx whose body is cut, too large, or not what was asked for.
    Unreadable,
    /// A whole reply; a 2xx is readable.
    Status(StatusCode),
}

/// What to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Accept,
    Again(Pace),
    Conflict,
    FreshUrl,
    Follow,
    Stop,
}

/// How long to pause before the next attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    Normal,
    Slow,
}

/// The table above.
pub(crate) fn verdict(call: Call, outcome: Outcome) -> Verdict {
    let status = match outcome {
        Outcome::NotSent | Outcome::Unanswered | Outcome::Unreadable => {
            return Verdict::Again(Pace::Normal);
        }
        Outcome::Status(status) => status.as_u16(),
    };
    match (status, call) {
        (200..=299, _) => Verdict::Accept,
        (425 | 429 | 503, _) => Verdict::Again(Pace::Slow),
        (501 | 505, _) => Verdict::Stop,
        (408 | 500..=599, _) | (409, Call::Read) => Verdict::Again(Pace::Normal),
        (409, Call::Create) => Verdict::Conflict,
        (401 | 403 | 404 | 410, Call::Download) => Verdict::FreshUrl,
        (300..=399, Call::Download) => Verdict::Follow,
        _ => Verdict::Stop,
    }
}

/// Whether the server may have made the task although the attempt did not say so.
///
/// A server error does not say how far the server came. A refusal does, and so does a reply that asks for patience.
pub(crate) fn leaves_doubt(outcome: Outcome) -> bool {
    match outcome {
        Outcome::NotSent => false,
        Outcome::Unanswered | Outcome::Unreadable => true,
        Outcome::Status(status) => matches!(status.as_u16(), 408 | 500 | 502..=504 | 506..=599),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Verdict::{Accept, Conflict, Follow, FreshUrl, Stop};

    const AGAIN: Verdict = Verdict::Again(Pace::Normal);
    const SLOW: Verdict = Verdict::Again(Pace::Slow);

    /// Walks every status from 200 to 599 against the rows of the table.
    #[test]
    fn the_table_is_the_table() {
        for code in 200..600 {
            let expected = match code {
                200..=299 => [Accept; 3],
                300..=399 => [Stop, Stop, Follow],
                408 => [AGAIN; 3],
                409 => [Conflict, AGAIN, Stop],
                425 | 429 | 503 => [SLOW; 3],
                401 | 403 | 404 | 410 => [Stop, Stop, FreshUrl],
                400..=499 | 501 | 505 => [Stop; 3],
                _ => [AGAIN; 3],
            };
            let outcome = Outcome::Status(StatusCode::from_u16(code).unwrap());
            let found =
                [Call::Create, Call::Read, Call::Download].map(|call| verdict(call, outcome));
            assert_eq!(found, expected, "{code}");
        }
        for outcome in [Outcome::NotSent, Outcome::Unanswered, Outcome::Unreadable] {
            assert_eq!(
                [Call::Create, Call::Read, Call::Download].map(|call| verdict(call, outcome)),
                [AGAIN; 3]
            );
        }
    }

    #[test]
    fn doubt() {
        let status = |code| Outcome::Status(StatusCode::from_u16(code).unwrap());
        for outcome in [
            Outcome::Unanswered,
            Outcome::Unreadable,
            status(408),
            status(500),
            status(502),
            status(503),
            status(504),
            status(524),
        ] {
            assert!(leaves_doubt(outcome), "{outcome:?}");
        }
        for outcome in [
            Outcome::NotSent,
            status(400),
            status(401),
            status(409),
            status(422),
            status(425),
            status(429),
            status(501),
            status(302),
        ] {
            assert!(!leaves_doubt(outcome), "{outcome:?}");
        }
    }
}
