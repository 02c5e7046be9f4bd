//! Creating a task exactly once.

use std::time::Duration;

use super::{
    Action, Answer, Event, Persist, answer,
    answer::Fault,
    pace::Effort,
    retry::{self, Call, Outcome, Pace, Verdict},
};
use crate::client::{
    api_error::ApiError,
    config_error::ConfigError,
    error::{ErrorKind, OutcomeUnknown},
    journal::{Entry, Intent, JournalError, Stage, Step},
    snapshot::TaskSnapshot,
    task_id::TaskId,
    token::SubmissionToken,
};

/// A submission.
#[derive(Clone, Debug)]
pub(crate) struct SubmitPlan {
    pub(crate) intent: Intent,
    pub(crate) effort: Effort,
    /// An earlier process may have sent it, and its caller wants it sent again now.
    pub(crate) resumed: bool,
    /// There is a journal.
    pub(crate) journaled: bool,
}

/// A task that was made, now or before.
#[derive(Clone, Debug)]
pub(crate) enum Created {
    /// The server's answer to the create request.
    Reply(TaskSnapshot),
    /// The journal knew the task, and the request that made it; nothing was sent.
    Known(TaskId, Option<Box<str>>),
}

/// Sends one create request until its fate is known or the effort is used up.
///
/// It keeps one fact besides the effort: whether the server *may* have made the task already (`doubt`). While it may, no
/// later refusal, limit or dead line can end the call as "nothing happened": it ends as [`ErrorKind::OutcomeUnknown`] with
/// the token to go on.
///
/// With a journal the intent is there before the first request and the end before the caller hears of it. What the journal
/// knew of the key decides as well: an accepted task is given back unsent, a request in doubt stays in doubt, and another
/// input is refused here.
///
/// 409 has two meanings in the wild (assumption A17): the documented one, that the key names another input, and "the first
/// request with this key is still running". The body decides when it speaks clearly. When it is silent, the second is
/// believed for a while if an attempt of ours is in doubt, the first otherwise. No new key is made, no byte is changed.
#[derive(Debug)]
pub(crate) struct SubmitMachine {
    plan: SubmitPlan,
    doubt: bool,
    conflicts: u32,
    /// What comes when the journal has it.
    end: Option<Result<Created, ErrorKind>>,
    pending: Option<Action<Created>>,
}

/// Pauses for a request that is said to be running.
const RUNNING_PAUSES: u32 = 5;
/// Pauses for a 409 that says nothing while an attempt of ours is in doubt.
const SILENT_PAUSES: u32 = 3;

impl SubmitMachine {
    pub(crate) fn new(plan: SubmitPlan) -> Self {
        Self {
            doubt: plan.resumed,
            plan,
            conflicts: 0,
            end: None,
            pending: None,
        }
    }

    pub(crate) fn step(&mut self, now: Duration, event: Event) -> Action<Created> {
        let action = match (&self.pending, event) {
            (None, _) if self.plan.journaled => {
                Action::Persist(Persist::Begin(self.plan.intent.clone()))
            }
            (None, _) | (Some(Action::Sleep(_)), Event::Slept) => self.send(),
            (Some(Action::Persist(Persist::Begin(_))), Event::Persisted(known)) => {
                self.begun(known)
            }
            (Some(Action::Persist(_)), Event::Persisted(done)) => self.noted(done),
            (Some(Action::Send { .. }), Event::Answered(answer)) => self.judge(now, answer),
            (Some(pending), _) => return pending.clone(),
        };
        self.pending = Some(action.clone());
        action
    }

    fn send(&mut self) -> Action<Created> {
        Action::Send {
            within: self.plan.effort.begin(),
        }
    }

    /// The intent is in the journal, or was.
    fn begun(&mut self, known: Result<Option<Entry>, JournalError>) -> Action<Created> {
        let entry = match known {
            Err(fault) => return self.fail(ErrorKind::Journal(fault)),
            Ok(None) if self.plan.intent.sends => return self.send(),
            Ok(None) => return Action::Persist(Persist::Step(Step::Sent)),
            Ok(Some(entry)) => entry,
        };
        let SubmitPlan { intent, effort, .. } = &self.plan;
        if !entry.is_of(&intent.token) {
            return Action::Done(Err(taken(&entry, &intent.token)));
        }
        if let Some(task) = entry.task_token() {
            return Action::Done(Ok(Created::Known(task.task_id, task.request_id)));
        }
        match entry.stage() {
            Stage::InDoubt
                if !self.plan.resumed && entry.age(intent.at) > effort.policy().key_memory =>
            {
                Action::Done(Err(ErrorKind::Stale {
                    token: Box::new(intent.token.clone()),
                    age: entry.age(intent.at),
                }))
            }
            stage => {
                self.doubt |= stage != Stage::Prepared;
                Action::Persist(Persist::Step(Step::Sent))
            }
        }
    }

    /// The journal took a step in, or failed to.
    fn noted(&mut self, done: Result<Option<Entry>, JournalError>) -> Action<Created> {
        match (self.end.take(), done) {
            // Later faults of the journal lose nothing, and the driver reports them.
            (Some(end), _) => Action::Done(end),
            (None, Ok(_)) => self.send(),
            (None, Err(fault)) => self.fail(ErrorKind::Journal(fault)),
        }
    }

    /// The end, once the journal has it.
    fn finish(&mut self, step: Step, end: Result<Created, ErrorKind>) -> Action<Created> {
        if !self.plan.journaled {
            return Action::Done(end);
        }
        self.end = Some(end);
        Action::Persist(Persist::Step(step))
    }

    fn judge(&mut self, now: Duration, answer: Answer) -> Action<Created> {
        let Fault {
            outcome,
            kind,
            retry_after,
        } = match answer::read_task(answer, None) {
            Ok(task) => {
                self.plan.effort.succeed();
                let step = Step::Accepted {
                    task_id: task.task_id().clone(),
                    request_id: task.request_id().map(Into::into),
                    cost_estimate: task.cost_estimate().cloned(),
                };
                return self.finish(step, Ok(Created::Reply(task)));
            }
            Err(fault) => fault,
        };
        self.doubt |= retry::leaves_doubt(outcome);
        let doubt = self.doubt;
        let pause = match (retry::verdict(Call::Create, outcome), &kind) {
            (Verdict::Conflict, ErrorKind::Rejected(reply)) => {
                return self.conflict(now, reply.clone(), retry_after);
            }
            (_, ErrorKind::Rejected(reply)) if is_mismatch(outcome, reply) => {
                return self.bound(reply.clone());
            }
            (_, ErrorKind::Server { replayed: true, .. }) => None,
            (Verdict::Again(pace), _) => self.plan.effort.again(now, pace, retry_after, doubt),
            _ => None,
        };
        match pause {
            Some(pause) => Action::Sleep(pause),
            None => self.give_up(kind),
        }
    }

    fn conflict(
        &mut self,
        now: Duration,
        reply: ApiError,
        retry_after: Option<Duration>,
    ) -> Action<Created> {
        let running = match (reply.mentions(OTHER_INPUT), reply.mentions(STILL_RUNNING)) {
            (true, false) => return self.bound(reply),
            (false, true) => true,
            _ => false,
        };
        if !running && !self.doubt {
            return self.bound(reply);
        }
        // Somebody makes a task under our key; it is ours unless the key is shared.
        self.doubt = true;
        self.conflicts += 1;
        let pauses = if running {
            RUNNING_PAUSES
        } else {
            SILENT_PAUSES
        };
        let effort = &mut self.plan.effort;
        let pause = (self.conflicts <= pauses)
            .then(|| effort.pause(now, self.conflicts, Pace::Slow, retry_after))
            .flatten();
        match pause {
            Some(pause) => Action::Sleep(pause),
            None if running => self.give_up(ErrorKind::Rejected(reply)),
            None => self.bound(reply),
        }
    }

    /// The key is bound to another input.
    fn bound(&mut self, reply: ApiError) -> Action<Created> {
        let end = Err(ErrorKind::IdempotencyConflict {
            token: Box::new(self.plan.intent.token.clone()),
            ambiguous: self.doubt,
            reply: Some(reply),
        });
        if self.doubt {
            return Action::Done(end);
        }
        self.finish(Step::Refused, end)
    }

    /// The end without a task, of requests that were sent or tried.
    fn give_up(&mut self, last: ErrorKind) -> Action<Created> {
        if self.doubt {
            return self.fail(last);
        }
        self.finish(Step::Refused, Err(last))
    }

    /// The end without a task.
    fn fail(&self, last: ErrorKind) -> Action<Created> {
        if !self.doubt {
            return Action::Done(Err(last));
        }
        Action::Done(Err(ErrorKind::OutcomeUnknown(OutcomeUnknown {
            token: Box::new(self.plan.intent.token.clone()),
            last: Box::new(last),
        })))
    }
}

/// The journal has the key for something else.
fn taken(entry: &Entry, token: &SubmissionToken) -> ErrorKind {
    if entry.base_url() == &*token.base {
        return ErrorKind::IdempotencyConflict {
            token: Box::new(token.clone()),
            ambiguous: false,
            reply: None,
        };
    }
    let problem = format!("has this key for {}", entry.base_url());
    let cure = "use one journal for each server";
    ErrorKind::Config(ConfigError::new("journal", problem, cure))
}

const OTHER_INPUT: &[&str] = &[
    "mismatch",
    "different",
    "another payload",
    "another request",
    "other input",
    "not match",
    "reused",
];
const STILL_RUNNING: &[&str] = &[
    "in progress",
    "in_progress",
    "in-progress",
    "still running",
    "still processing",
    "being processed",
    "concurrent",
];

/// 422 is what the IETF draft on idempotency keys answers where the MindVideo documents say 409.
fn is_mismatch(outcome: Outcome, reply: &ApiError) -> bool {
    outcome == Outcome::Status(http::StatusCode::UNPROCESSABLE_ENTITY)
        && reply.mentions(&["idempoten"])
        && reply.mentions(OTHER_INPUT)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use std::time::SystemTime;

    use super::super::budget::Budget;
    use super::super::rng::Rng;
    use super::super::script::{Course, cut, not_sent, play, reply, reply_with, reset, task};
    use super::*;
    use crate::client::{
        config::RetryPolicy,
        error::{Charged, Error, Trace},
        idempotency_key::IdempotencyKey,
    };

    fn token() -> SubmissionToken {
        SubmissionToken {
            model: "m".into(),
            base: "https://h".into(),
            key: IdempotencyKey::parse("k").unwrap(),
            payload: Bytes::from_static(b"{}"),
            label: None,
        }
    }

    fn machine(seed: u64, resumed: bool, journaled: bool) -> SubmitMachine {
        SubmitMachine::new(SubmitPlan {
            intent: Intent {
                token: token(),
                at: SystemTime::UNIX_EPOCH + RetryPolicy::default().key_memory,
                sends: true,
            },
            effort: Effort::new(RetryPolicy::default(), Budget::new(5), seed),
            resumed,
            journaled,
        })
    }

    fn run_in(doubt: bool, answers: &[Answer]) -> Course<Created> {
        let mut machine = machine(3, doubt, false);
        play(|now, event| machine.step(now, event), answers)
    }

    fn run(answers: &[Answer]) -> Course<Created> {
        run_in(false, answers)
    }

    /// The end in one word, with the word for the last attempt if the outcome is unknown.
    fn word(end: &Result<Created, ErrorKind>) -> String {
        let kind = match end {
            Ok(Created::Reply(task)) => return format!("task {}", task.task_id()),
            Ok(Created::Known(id, _)) => return format!("known {id}"),
            Err(kind) => kind,
        };
        match kind {
            ErrorKind::NotSent(_) => "not sent".to_owned(),
            ErrorKind::Unanswered(_) => "unanswered".to_owned(),
            ErrorKind::Rejected(reply) => format!("rejected {}", reply.status()),
            ErrorKind::RateLimited { .. } => "limited".to_owned(),
            ErrorKind::Server { replayed, reply } => format!(
                "server {}{}",
                reply.status(),
                if *replayed { " replayed" } else { "" }
            ),
            ErrorKind::MalformedResponse { .. } => "malformed".to_owned(),
            ErrorKind::UnexpectedRedirect { .. } => "redirect".to_owned(),
            ErrorKind::IdempotencyConflict { ambiguous, .. } => {
                if *ambiguous { "conflict?" } else { "conflict" }.to_owned()
            }
            ErrorKind::OutcomeUnknown(unknown)
                if matches!(*unknown.last, ErrorKind::Journal(_)) =>
            {
                "OutcomeUnknown".to_owned()
            }
            ErrorKind::OutcomeUnknown(unknown) => {
                format!("unknown, last {}", word(&Err((*unknown.last).clone())))
            }
            other => format!("{other:?}"),
        }
    }

    /// Every row of the retry table: one such answer, then a healthy one; and nothing but such answers.
    #[test]
    fn rows_of_the_table() {
        let status = |code: u16| reply(code, "");
        for (answer, sends_once, ends_once, sends_ever, ends_ever) in [
            (task("queued"), 1, "task t", 1, "task t"),
            (reply(201, r#"{"task_id":"t"}"#), 1, "task t", 1, "task t"),
            (reply(202, r#"{"task_id":"t"}"#), 1, "task t", 1, "task t"),
            (not_sent(), 2, "task t", 6, "not sent"),
            (reset(), 2, "task t", 6, "unknown, last unanswered"),
            (cut(), 2, "task t", 6, "unknown, last malformed"),
            (
                reply(200, "{\"task_id\":"),
                2,
                "task t",
                6,
                "unknown, last malformed",
            ),
            (reply(200, "{}"), 2, "task t", 6, "unknown, last malformed"),
            (reply(204, ""), 2, "task t", 6, "unknown, last malformed"),
            (status(408), 2, "task t", 6, "unknown, last server 408"),
            (status(500), 2, "task t", 6, "unknown, last server 500"),
            (
                reply(502, "<html>"),
                2,
                "task t",
                6,
                "unknown, last server 502",
            ),
            (status(503), 2, "task t", 6, "unknown, last server 503"),
            (status(504), 2, "task t", 6, "unknown, last server 504"),
            (status(520), 2, "task t", 6, "unknown, last server 520"),
            (status(529), 2, "task t", 6, "unknown, last server 529"),
            (status(425), 2, "task t", 6, "limited"),
            (status(429), 2, "task t", 6, "limited"),
            (status(400), 1, "rejected 400", 1, "rejected 400"),
            (status(401), 1, "rejected 401", 1, "rejected 401"),
            (status(402), 1, "rejected 402", 1, "rejected 402"),
            (status(403), 1, "rejected 403", 1, "rejected 403"),
            (status(404), 1, "rejected 404", 1, "rejected 404"),
            (status(413), 1, "rejected 413", 1, "rejected 413"),
            (status(422), 1, "rejected 422", 1, "rejected 422"),
            (status(501), 1, "server 501", 1, "server 501"),
            (status(505), 1, "server 505", 1, "server 505"),
            (status(409), 1, "conflict", 1, "conflict"),
            (status(302), 1, "redirect", 1, "redirect"),
            (status(308), 1, "redirect", 1, "redirect"),
            (
                reply_with(500, &[("idempotent-replayed", "true")], ""),
                1,
                "unknown, last server 500 replayed",
                1,
                "unknown, last server 500 replayed",
            ),
        ] {
            let once = run(&[answer.clone(), task("queued")]);
            assert_eq!(
                (once.sends, &*word(&once.end)),
                (sends_once, ends_once),
                "{answer:?} once"
            );
            let ever = run(std::slice::from_ref(&answer));
            assert_eq!(
                (ever.sends, &*word(&ever.end)),
                (sends_ever, ends_ever),
                "{answer:?} for ever"
            );
        }
    }

    /// Once the server may have acted, no later answer but a task makes the outcome known.
    #[test]
    fn doubt_stays() {
        for (answers, ends) in [
            (&[reset(), reply(401, "")][..], "unknown, last rejected 401"),
            (&[reset(), reply(422, "")], "unknown, last rejected 422"),
            (&[reset(), not_sent()], "unknown, last not sent"),
            (&[reply(500, ""), reply(429, "")], "unknown, last limited"),
            (&[reply(500, ""), reply(302, "")], "unknown, last redirect"),
            (&[not_sent(), reply(401, "")], "rejected 401"),
            (&[reply(429, ""), not_sent()], "not sent"),
            (
                &[reset(), not_sent(), cut(), reply(503, ""), task("queued")],
                "task t",
            ),
        ] {
            let course = run(answers);
            assert_eq!(word(&course.end), ends, "{answers:?}");
        }
        assert_eq!(
            word(&run_in(true, &[not_sent()]).end),
            "unknown, last not sent"
        );
        assert_eq!(
            word(&run_in(true, &[reply(401, "")]).end),
            "unknown, last rejected 401"
        );
    }

    #[test]
    fn conflicts() {
        let mismatch = || {
            reply(
                409,
                r#"{"error":{"message":"Idempotency-Key reused with different input"}}"#,
            )
        };
        let running = || reply(409, r#"{"code":"request_in_progress"}"#);
        let both = || reply(409, "different input, or a request in progress");
        let silent = || reply(409, "");
        for (doubt, answers, sends, ends) in [
            (false, &[mismatch()][..], 1, "conflict"),
            (true, &[mismatch()], 1, "conflict?"),
            (false, &[reset(), mismatch()], 2, "conflict?"),
            (false, &[running(), task("queued")], 2, "task t"),
            (false, &[running()], 6, "unknown, last rejected 409"),
            (false, &[silent()], 1, "conflict"),
            (false, &[both()], 1, "conflict"),
            (false, &[not_sent(), silent()], 2, "conflict"),
            (false, &[reply(429, ""), silent()], 2, "conflict"),
            (
                false,
                &[reset(), silent(), silent(), task("queued")],
                4,
                "task t",
            ),
            (false, &[reset(), silent()], 5, "conflict?"),
            (false, &[cut(), both()], 5, "conflict?"),
            (true, &[silent()], 4, "conflict?"),
            (
                false,
                &[reply(
                    422,
                    r#"{"message":"Idempotency key reused with a different payload"}"#,
                )],
                1,
                "conflict",
            ),
            (
                false,
                &[reply(422, r#"{"message":"different aspect ratio wanted"}"#)],
                1,
                "rejected 422",
            ),
        ] {
            let course = run_in(doubt, answers);
            assert_eq!(
                (course.sends, &*word(&course.end)),
                (sends, ends),
                "doubt {doubt}, {answers:?}"
            );
        }
    }

    #[test]
    fn retry_after() {
        const DATE: (&str, &str) = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");
        let limited =
            |pairs: &[(&'static str, &str)]| run(&[reply_with(429, pairs, ""), task("queued")]);
        let seconds = Duration::from_secs;
        for (pairs, least, most) in [
            (
                &[("retry-after", "7")][..],
                seconds(7),
                Duration::from_millis(7700),
            ),
            (
                &[("retry-after", "Sun, 06 Nov 1994 08:49:47 GMT"), DATE],
                seconds(10),
                seconds(11),
            ),
            (
                &[("retry-after", "Sun, 06 Nov 1994 08:49:07 GMT"), DATE],
                Duration::ZERO,
                Duration::from_millis(1100),
            ),
            (
                &[("retry-after", "Sun, 06 Nov 1994 08:49:47 GMT")],
                Duration::ZERO,
                Duration::from_millis(1100),
            ),
            (
                &[("retry-after", "soon")],
                Duration::ZERO,
                Duration::from_millis(1100),
            ),
            (
                &[("retry-after", "-5")],
                Duration::ZERO,
                Duration::from_millis(1100),
            ),
            (&[("retry-after", "60")], seconds(60), seconds(66)),
        ] {
            let course = limited(pairs);
            assert!(
                (least..=most).contains(&course.sleeps[0]),
                "{pairs:?}: {:?}",
                course.sleeps
            );
            assert_eq!(course.sends, 2);
        }
        let course = limited(&[("retry-after", "61")]);
        assert_eq!(course.sends, 1);
        assert!(
            matches!(course.end, Err(ErrorKind::RateLimited { retry_after: Some(wait), .. }) if wait == seconds(61))
        );
    }

    #[test]
    fn the_budget_ends_it() {
        let course = run(&[reply_with(503, &[("retry-after", "50")], "")]);
        assert_eq!(
            course.sends, 3,
            "0 s, 50 s, 100 s; 150 s is beyond the budget"
        );
        assert!(course.sleeps.iter().sum::<Duration>() < RetryPolicy::default().budget);
    }

    #[test]
    fn chance_repeats_by_its_seed() {
        let sleeps = |seed| {
            let mut machine = machine(seed, false, false);
            play(|now, event| machine.step(now, event), &[reset()]).sleeps
        };
        assert_eq!(sleeps(1), sleeps(1));
        assert_ne!(sleeps(1), sleeps(2));
        for (tries, pause) in sleeps(1).into_iter().enumerate() {
            assert!(pause <= Duration::from_millis(275) * 2_u32.pow(u32::try_from(tries).unwrap()));
        }
    }

    #[test]
    fn a_confused_driver_gets_the_same_action_again() {
        let mut machine = machine(1, false, false);
        let zero = Duration::ZERO;
        assert!(matches!(
            machine.step(zero, Event::Start),
            Action::Send { .. }
        ));
        assert!(matches!(
            machine.step(zero, Event::Slept),
            Action::Send { .. }
        ));
        let Action::Sleep(pause) = machine.step(zero, Event::Answered(reset())) else {
            panic!()
        };
        assert!(
            matches!(machine.step(zero, Event::Answered(task("queued"))), Action::Sleep(again) if again == pause)
        );
        assert!(matches!(
            machine.step(zero, Event::Slept),
            Action::Send { .. }
        ));
        assert!(matches!(
            machine.step(zero, Event::Answered(task("queued"))),
            Action::Done(Ok(_))
        ));
        assert!(matches!(
            machine.step(zero, Event::Start),
            Action::Done(Ok(_))
        ));
    }

    /// Twenty thousand submissions to a server that remembers keys, each attempt with a fault by chance: whoever was
    /// charged has the task, or an error that does not say "not charged", and then going on finds the task.
    #[test]
    fn by_chance_nobody_pays_for_nothing() {
        for seed in 0..20_000 {
            let mut chance = Rng::new(seed);
            let mut draw = |sides: u64| chance.up_to(Duration::from_secs(65_536)).as_secs() % sides;
            let mut charged = false;
            let mut serve = |healthy: bool| {
                let acts = draw(2) == 0;
                let fault = draw(12);
                if healthy || fault > 8 {
                    charged = true;
                    return task("queued");
                }
                // Whether the server acts before it fails; a refusal and a plea for patience mean that it did not.
                charged |= acts && fault < 6;
                match fault {
                    0 => reset(),
                    1 => cut(),
                    2 => reply(500, ""),
                    3 => reply(503, ""),
                    4 => reply(200, "{}"),
                    5 => reply(408, ""),
                    6 => not_sent(),
                    7 if charged => reply(409, ["", "request in progress"][usize::from(acts)]),
                    7 => reply(429, ""),
                    _ => reply([401, 422, 302][usize::try_from(draw(3)).unwrap()], ""),
                }
            };
            let mut drive = |doubt, healthy| {
                let mut machine = machine(seed, doubt, false);
                let (mut now, mut event) = (Duration::ZERO, Event::Start);
                loop {
                    event = match machine.step(now, event) {
                        Action::Send { .. } => Event::Answered(serve(healthy)),
                        Action::Sleep(pause) => {
                            now += pause;
                            Event::Slept
                        }
                        Action::Persist(_) => panic!("there is no journal here"),
                        Action::Done(end) => return end,
                    };
                }
            };
            let end = drive(false, false);
            let resumes = matches!(end, Err(ErrorKind::OutcomeUnknown(_)));
            let found = resumes.then(|| drive(true, true));
            assert!(found.is_none_or(|end| end.is_ok()), "seed {seed}");
            if let Err(kind) = end {
                let told = Error::new(kind, Trace::default()).charged();
                assert!(
                    !charged || told == Charged::Unknown,
                    "seed {seed}: charged, and told {told:?}"
                );
            }
        }
    }

    /// Drives a machine with a journal. `known`: what that knows of the key; `broken`: from which write on it fails.
    fn journaled(
        known: Option<&Entry>,
        broken: usize,
        sends: bool,
        answers: &[Answer],
    ) -> (String, Vec<String>) {
        let mut machine = machine(3, false, true);
        machine.plan.intent.sends = sends;
        let (mut now, mut event) = (Duration::ZERO, Event::Start);
        let (mut course, mut writes, mut sent) = (Vec::new(), 0, 0);
        loop {
            event = match machine.step(now, event) {
                Action::Send { .. } => {
                    course.push("send".to_owned());
                    sent += 1;
                    Event::Answered(answers.get(sent - 1).or(answers.last()).unwrap().clone())
                }
                Action::Sleep(pause) => {
                    now += pause;
                    Event::Slept
                }
                Action::Persist(what) => {
                    course.push(match what {
                        Persist::Begin(_) => "begin".to_owned(),
                        Persist::Step(step) => serde_json::to_string(&step).unwrap(),
                    });
                    writes += 1;
                    Event::Persisted(if writes > broken {
                        Err(JournalError::new("disk full"))
                    } else {
                        Ok(known.filter(|_| writes == 1).cloned())
                    })
                }
                Action::Done(Err(ErrorKind::Journal(_))) => return ("journal".to_owned(), course),
                Action::Done(Err(ErrorKind::Stale { .. })) => return ("stale".to_owned(), course),
                Action::Done(end) => return (word(&end), course),
            };
        }
    }

    const SENT: &str = r#"{"sent":true}"#;
    const REFUSED: &str = r#"{"refused":true}"#;
    const ACCEPTED: &str = r#"{"accepted":{"task_id":"t"}}"#;

    #[test]
    fn the_journal_comes_first_and_last() {
        let ok = || task("queued");
        for (answers, end, course) in [
            (&[ok()][..], "task t", &["begin", "send", ACCEPTED][..]),
            (
                &[reset(), ok()],
                "task t",
                &["begin", "send", "send", ACCEPTED],
            ),
            (
                &[reply(401, "")],
                "rejected 401",
                &["begin", "send", REFUSED],
            ),
            (&[reply(409, "")], "conflict", &["begin", "send", REFUSED]),
            (
                &[reset(), reply(401, "")],
                "unknown, last rejected 401",
                &["begin", "send", "send"],
            ),
        ] {
            let found = journaled(None, usize::MAX, true, answers);
            assert_eq!((&*found.0, &*found.1), (end, &*to_strings(course)));
        }
        let found = journaled(None, usize::MAX, false, &[ok()]);
        let course = to_strings(&["begin", SENT, "send", ACCEPTED]);
        assert_eq!(found, ("task t".to_owned(), course));
    }

    #[test]
    fn a_journal_that_fails() {
        let ok = || task("queued");
        assert_eq!(
            journaled(None, 0, true, &[ok()]).0,
            "journal",
            "nothing is sent"
        );
        let (end, course) = journaled(None, 1, false, &[ok()]);
        assert_eq!((&*end, course), ("journal", to_strings(&["begin", SENT])));
        assert_eq!(
            journaled(None, 1, true, &[ok()]).0,
            "task t",
            "nothing is lost"
        );
        assert_eq!(
            journaled(None, 1, true, &[reply(401, "")]).0,
            "rejected 401"
        );
        let in_doubt = journaled(Some(&entry(&[Step::Sent])), 1, true, &[ok()]);
        assert_eq!(
            in_doubt.0, "OutcomeUnknown",
            "somebody else may have sent it"
        );
    }

    #[test]
    fn what_the_journal_knows_decides() {
        let accepted = Step::Accepted {
            task_id: TaskId::new("old").unwrap(),
            request_id: None,
            cost_estimate: None,
        };
        let ok = [task("queued")];
        for (steps, end, sends) in [
            (&[][..], "task t", 1),
            (&[Step::Sent], "task t", 1),
            (&[Step::Sent, accepted.clone()], "known old", 0),
        ] {
            let (found, course) = journaled(Some(&entry(steps)), usize::MAX, true, &ok);
            let sent = course.iter().filter(|step| *step == "send").count();
            assert_eq!((&*found, sent), (end, sends), "{steps:?}");
        }
        // Prepared only: a refusal is certain. Sent once by somebody: it is not.
        let refusal = [reply(401, "")];
        assert_eq!(
            journaled(Some(&entry(&[])), 9, true, &refusal).0,
            "rejected 401"
        );
        let sent = journaled(Some(&entry(&[Step::Sent])), 9, true, &refusal).0;
        assert_eq!(sent, "unknown, last rejected 401");

        let mut other = token();
        other.payload = Bytes::from_static(b"{\"other\":1}");
        let other = Entry::new(&Intent {
            token: other,
            at: SystemTime::UNIX_EPOCH,
            sends: true,
        });
        assert_eq!(
            journaled(Some(&other), 9, true, &ok),
            ("conflict".to_owned(), to_strings(&["begin"]))
        );
    }

    /// A key older than the server's memory is not used again by itself: it could pay anew (A9).
    #[test]
    fn old_doubt_is_for_a_person() {
        let ok = [task("queued")];
        let old = |sends| {
            let at = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
            Entry::new(&Intent {
                token: token(),
                at,
                sends,
            })
        };
        assert_eq!(
            journaled(Some(&old(true)), 9, true, &ok),
            ("stale".to_owned(), to_strings(&["begin"]))
        );
        assert_eq!(
            journaled(Some(&old(false)), 9, true, &ok).0,
            "task t",
            "it was never sent"
        );
    }

    fn entry(steps: &[Step]) -> Entry {
        let mut entry = Entry::new(&Intent {
            token: token(),
            at: SystemTime::UNIX_EPOCH,
            sends: false,
        });
        for step in steps {
            entry.apply(step);
        }
        entry
    }

    fn to_strings(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|&text| text.to_owned()).collect()
    }
}
