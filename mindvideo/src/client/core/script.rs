//! Scripted answers and virtual time, for the tests of the machines.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::{Action, Answer, Event, Reply};
use crate::client::{error::ErrorKind, transport::TransportError};

pub(crate) fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let header = |(name, value): &(&'static str, &str)| {
        (
            HeaderName::from_static(name),
            value.parse::<HeaderValue>().unwrap(),
        )
    };
    pairs.iter().map(header).collect()
}

pub(crate) fn reply_with(status: u16, pairs: &[(&'static str, &str)], body: &str) -> Answer {
    let status = StatusCode::from_u16(status).unwrap();
    Answer::Reply(Reply {
        status,
        headers: headers(pairs),
        body: Ok(Bytes::copy_from_slice(body.as_bytes())),
    })
}

pub(crate) fn reply(status: u16, body: &str) -> Answer {
    reply_with(status, &[], body)
}

/// A state of the task `t`.
pub(crate) fn task(status: &str) -> Answer {
    reply(200, &format!(r#"{{"task_id":"t","status":"{status}"}}"#))
}

pub(crate) fn cut() -> Answer {
    let body = Err("is cut".to_owned());
    Answer::Reply(Reply {
        status: StatusCode::OK,
        headers: HeaderMap::new(),
        body,
    })
}

pub(crate) fn not_sent() -> Answer {
    Answer::Fault(TransportError::not_sent("refused"))
}

pub(crate) fn reset() -> Answer {
    Answer::Fault(TransportError::unknown("reset"))
}

/// What a call came to.
pub(crate) struct Course<T> {
    pub(crate) sleeps: Vec<Duration>,
    pub(crate) sends: usize,
    pub(crate) end: Result<T, ErrorKind>,
}

/// Drives a machine through `answers`; each takes a millisecond. The last one is given as often as it is asked for.
pub(crate) fn play<T>(
    mut step: impl FnMut(Duration, Event) -> Action<T>,
    answers: &[Answer],
) -> Course<T> {
    let (mut now, mut event) = (Duration::ZERO, Event::Start);
    let (mut sleeps, mut sends) = (Vec::new(), 0);
    for _ in 0..1000 {
        event = match step(now, event) {
            Action::Send { .. } => {
                let answer = answers.get(sends).or(answers.last()).unwrap().clone();
                sends += 1;
                now += Duration::from_millis(1);
                Event::Answered(answer)
            }
            Action::Sleep(pause) => {
                sleeps.push(pause);
                now += pause;
                Event::Slept
            }
            Action::Persist(_) => panic!("there is no journal here"),
            Action::Done(end) => return Course { sleeps, sends, end },
        };
    }
    panic!("the machine does not end");
}
