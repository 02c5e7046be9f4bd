//! One GET that does not give up at the first fault.

use std::time::Duration;

use super::{
    Action, Answer, Event,
    answer::Fault,
    pace::Effort,
    retry::{self, Call, Verdict},
};

/// What the machine looks for in an answer.
type Reader<T> = Box<dyn Fn(Answer) -> Result<T, Fault> + Send>;

/// Reads until an answer is readable, the server refuses, or the effort is used up. Reading costs nothing, so there is no
/// doubt to keep.
pub(crate) struct ReadMachine<T> {
    effort: Effort,
    reader: Reader<T>,
    pending: Option<Action<T>>,
}

impl<T: Clone> ReadMachine<T> {
    pub(crate) fn new(
        effort: Effort,
        reader: impl Fn(Answer) -> Result<T, Fault> + Send + 'static,
    ) -> Self {
        Self {
            effort,
            reader: Box::new(reader),
            pending: None,
        }
    }

    pub(crate) fn step(&mut self, now: Duration, event: Event) -> Action<T> {
        let action = match (&self.pending, event) {
            (None, _) | (Some(Action::Sleep(_)), Event::Slept) => Action::Send {
                within: self.effort.begin(),
            },
            (Some(Action::Send { .. }), Event::Answered(answer)) => self.judge(now, answer),
            (Some(pending), _) => return pending.clone(),
        };
        self.pending = Some(action.clone());
        action
    }

    fn judge(&mut self, now: Duration, answer: Answer) -> Action<T> {
        let fault = match (self.reader)(answer) {
            Ok(found) => {
                self.effort.succeed();
                return Action::Done(Ok(found));
            }
            Err(fault) => fault,
        };
        let pause = match retry::verdict(Call::Read, fault.outcome) {
            Verdict::Again(pace) => self.effort.again(now, pace, fault.retry_after, false),
            _ => None,
        };
        pause.map_or_else(|| Action::Done(Err(fault.kind)), Action::Sleep)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        answer::read_task,
        budget::Budget,
        script::{cut, not_sent, play, reply, reset, task},
    };
    use super::*;
    use crate::client::{config::RetryPolicy, task_id::TaskId};

    #[test]
    fn rows_of_the_table() {
        for (answer, sends) in [
            (task("queued"), 1),
            (not_sent(), 6),
            (reset(), 6),
            (cut(), 6),
            (reply(200, r#"{"task_id":"other"}"#), 6),
            (reply(408, ""), 6),
            (reply(409, ""), 6),
            (reply(425, ""), 6),
            (reply(429, ""), 6),
            (reply(500, ""), 6),
            (reply(503, ""), 6),
            (reply(400, ""), 1),
            (reply(401, ""), 1),
            (reply(404, ""), 1),
            (reply(410, ""), 1),
            (reply(501, ""), 1),
            (reply(303, ""), 1),
        ] {
            let id = TaskId::new("t").unwrap();
            let effort = Effort::new(RetryPolicy::default(), Budget::new(5), 1);
            let mut machine = ReadMachine::new(effort, move |answer| read_task(answer, Some(&id)));
            let course = play(
                |now, event| machine.step(now, event),
                std::slice::from_ref(&answer),
            );
            assert_eq!(course.sends, sends, "{answer:?}");
            assert_eq!(
                course.end.is_ok(),
                matches!(&answer, Answer::Reply(r) if r.status.is_success()) && sends == 1
            );
        }
    }
}
