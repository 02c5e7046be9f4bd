//! What each way to end an attempt means for each call: the table of [`retries`](crate::client::retries).

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

/// The table, as code; a test reads the one in the documentation and compares.
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
        (408 | 500..=999, _) | (409, Call::Read) => Verdict::Again(Pace::Normal),
        (409, Call::Create) => Verdict::Conflict,
        (401 | 403 | 404 | 410, Call::Download) => Verdict::FreshUrl,
        (300..=399, Call::Download) => Verdict::Follow,
        _ => Verdict::Stop,
    }
}

/// Whether the server may have made the task although the attempt did not say so.
///
/// A server error does not say how far the server came, and a redirect may mean "done, look there" (303 does by RFC 9110,
/// 15.4.4; 301 and 302 by custom), but for the two that ask for the same request elsewhere. A refusal does say it, and so does
/// a reply that asks for patience.
pub(crate) fn leaves_doubt(outcome: Outcome) -> bool {
    match outcome {
        Outcome::NotSent => false,
        Outcome::Unanswered | Outcome::Unreadable => true,
        Outcome::Status(status) => matches!(
            status.as_u16(),
            300..=306 | 309..=399 | 408 | 500 | 502..=504 | 506..=999
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Accept => "accept",
            Verdict::Again(Pace::Normal) => "again",
            Verdict::Again(Pace::Slow) => "slowly",
            Verdict::Conflict => "conflict",
            Verdict::FreshUrl => "fresh URL",
            Verdict::Follow => "follow",
            Verdict::Stop => "stop",
        }
    }

    /// The outcomes that a row is about.
    fn outcomes(name: &str) -> Vec<Outcome> {
        let statuses = |from: &str, to: &str| {
            let codes = from.parse::<u16>().unwrap()..=to.parse().unwrap();
            let status = |code| Outcome::Status(StatusCode::from_u16(code).unwrap());
            codes.map(status).collect()
        };
        match (name, name.split_once('-')) {
            ("not sent", _) => vec![Outcome::NotSent],
            ("unanswered", _) => vec![Outcome::Unanswered],
            ("unreadable", _) => vec![Outcome::Unreadable],
            (_, Some((from, to))) => statuses(from, to),
            (code, None) => statuses(code, code),
        }
    }

    /// Every row of the documented table, for every outcome it is about; and no status from 200 to 999 is without a row.
    #[test]
    fn the_documented_table_is_the_code() {
        let table = include_str!("../retries.rs").lines();
        let rows = table
            .skip_while(|line| !line.starts_with("//! |---"))
            .skip(1);
        let mut seen = 0;
        for row in rows.take_while(|line| line.starts_with("//! |")) {
            let cells: Vec<_> = row.split('|').map(str::trim).collect();
            for outcome in outcomes(cells[1]) {
                let all = [Call::Create, Call::Read, Call::Download];
                let [create, read, download] = all.map(|call| word(verdict(call, outcome)));
                let made = match create {
                    "accept" => "yes",
                    _ if leaves_doubt(outcome) => "perhaps",
                    _ => "no",
                };
                assert_eq!([create, made, read, download], cells[2..6], "{row}");
                seen += 1;
            }
        }
        assert_eq!(seen, 3 + 800);
    }
}
