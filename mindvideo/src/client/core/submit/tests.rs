//! Submissions by script, by table and by chance.

use std::time::SystemTime;

use bytes::Bytes;

use super::{
    super::{
        budget::Budget,
        rng::Rng,
        script::{Course, cut, not_sent, play, reply, reply_with, reset, task},
    },
    *,
};
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
            memory: (!resumed).then_some(RetryPolicy::default().key_memory),
            only_open: false,
        },
        effort: Effort::new(RetryPolicy::default(), Budget::new(5), seed),
        past: if resumed { Past::Resumed } else { Past::Open },
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
        Ok(Created::Gone) => return "gone".to_owned(),
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
        ErrorKind::OutcomeUnknown(unknown) => {
            format!("unknown, last {}", word(&Err((*unknown.last).clone())))
        }
        ErrorKind::Config(_) => "config".to_owned(),
        ErrorKind::Journal(_) => "journal".to_owned(),
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
        (
            status(300),
            1,
            "unknown, last redirect",
            1,
            "unknown, last redirect",
        ),
        (
            status(302),
            1,
            "unknown, last redirect",
            1,
            "unknown, last redirect",
        ),
        (
            status(303),
            1,
            "unknown, last redirect",
            1,
            "unknown, last redirect",
        ),
        (status(307), 1, "redirect", 1, "redirect"),
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
            let fault = draw(13);
            if healthy || fault > 9 {
                charged = true;
                return task("queued");
            }
            // Whether the server acts before it fails; a refusal and a plea for patience mean that it did not.
            charged |= acts && fault < 7;
            match fault {
                0 => reset(),
                1 => cut(),
                2 => reply(500, ""),
                3 => reply(503, ""),
                4 => reply(200, "{}"),
                5 => reply(408, ""),
                6 => reply(303, ""),
                7 => not_sent(),
                8 if charged => reply(409, ["", "request in progress"][usize::from(acts)]),
                8 => reply(429, ""),
                _ => reply([401, 422, 307][usize::try_from(draw(3)).unwrap()], ""),
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

/// Drives a machine with a journal. `known`: what that knows of the key; `broken`: from which write on it fails; `others`: what
/// happens to the key between the intent and the end.
fn journaled(
    known: Option<&Entry>,
    broken: usize,
    others: &[Step],
    answers: &[Answer],
) -> (String, Vec<String>) {
    let mut machine = machine(3, false, true);
    let (mut now, mut event) = (Duration::ZERO, Event::Start);
    let (mut course, mut writes, mut sent) = (Vec::new(), 0, 0);
    let mut entry = known.cloned();
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
                writes += 1;
                let told = match what {
                    Persist::Begin(intent) => {
                        course.push("begin".to_owned());
                        let before = entry.clone();
                        entry = Entry::begin(entry.as_ref(), &intent).or(entry);
                        for step in others {
                            entry.as_mut().unwrap().apply(step);
                        }
                        before
                    }
                    Persist::Step(step) => {
                        course.push(serde_json::to_string(&step).unwrap());
                        entry.as_mut().unwrap().apply(&step);
                        entry.clone()
                    }
                };
                Event::Persisted(if writes > broken {
                    Err(JournalError::new("disk full"))
                } else {
                    Ok(told)
                })
            }
            Action::Done(Err(ErrorKind::Stale { .. })) => return ("stale".to_owned(), course),
            Action::Done(end) => return (word(&end), course),
        };
    }
}

const REFUSED: &str = r#"{"refused":true}"#;
const ACCEPTED: &str = r#"{"accepted":{"task_id":"t"}}"#;

fn accepted() -> Step {
    Step::Accepted {
        task_id: TaskId::new("old").unwrap(),
        request_id: None,
        cost_estimate: None,
    }
}

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
            &[reply(303, "")],
            "unknown, last redirect",
            &["begin", "send"],
        ),
        (
            &[reset(), reply(401, "")],
            "unknown, last rejected 401",
            &["begin", "send", "send"],
        ),
    ] {
        let found = journaled(None, usize::MAX, &[], answers);
        assert_eq!((&*found.0, &*found.1), (end, &*to_strings(course)));
    }
}

#[test]
fn a_journal_that_fails() {
    let ok = || task("queued");
    assert_eq!(
        journaled(None, 0, &[], &[ok()]),
        ("unknown, last journal".to_owned(), to_strings(&["begin"])),
        "nothing is sent"
    );
    assert_eq!(
        journaled(None, 1, &[], &[ok()]).0,
        "task t",
        "nothing is lost"
    );
    let refused = &[reply(401, "")];
    assert_eq!(journaled(None, 1, &[], refused).0, "rejected 401");
    let in_doubt = entry(&[Step::Sent]);
    assert_eq!(
        journaled(Some(&in_doubt), 1, &[], refused).0,
        "unknown, last rejected 401",
        "somebody else may have sent it"
    );
}

/// What the journal could have told of the past stays in doubt when it does not even take the intent.
#[test]
fn doubt_outlives_the_journal() {
    let unknown = "unknown, last journal";
    for (past, end) in [
        (Past::Nothing, "journal"),
        (Past::Open, unknown),
        (Past::Sent, unknown),
        (Past::Resumed, unknown),
    ] {
        let mut machine = SubmitMachine::new(SubmitPlan {
            past,
            ..machine(3, false, true).plan
        });
        machine.step(Duration::ZERO, Event::Start);
        let full = Event::Persisted(Err(JournalError::new("disk full")));
        let Action::Done(found) = machine.step(Duration::ZERO, full) else {
            panic!("nothing may be sent");
        };
        assert_eq!(word(&found), end, "{past:?}");
    }
    // A journal that speaks knows better: every sender was refused.
    let mut machine = SubmitMachine::new(SubmitPlan {
        past: Past::Sent,
        ..machine(3, false, true).plan
    });
    machine.step(Duration::ZERO, Event::Start);
    let closed = entry(&[Step::Discarded]);
    machine.step(Duration::ZERO, Event::Persisted(Ok(Some(closed))));
    machine.step(Duration::ZERO, Event::Answered(reply(401, "")));
    let late = Event::Persisted(Err(JournalError::new("disk full")));
    let Action::Done(end) = machine.step(Duration::ZERO, late) else {
        panic!("it ends");
    };
    assert_eq!(word(&end), "rejected 401");
}

#[test]
fn what_the_journal_knows_decides() {
    let ok = [task("queued")];
    for (steps, end, sends) in [
        (&[][..], "task t", 1),
        (&[Step::Sent], "task t", 1),
        (&[Step::Sent, accepted()], "known old", 0),
        (&[Step::Sent, accepted(), Step::Abandoned], "known old", 0),
        (&[Step::Sent, Step::Abandoned], "task t", 1),
        (&[Step::Discarded], "task t", 1),
    ] {
        let (found, course) = journaled(Some(&entry(steps)), usize::MAX, &[], &ok);
        let sent = course.iter().filter(|step| *step == "send").count();
        assert_eq!((&*found, sent), (end, sends), "{steps:?}");
    }
}

/// A refusal to one sender says nothing about another; what the journal knows when the refusal is written decides.
#[test]
fn two_senders_of_one_key() {
    let refusal = [reply(401, "")];
    let unknown = "unknown, last rejected 401";
    for (before, meanwhile, end) in [
        // Prepared only: a refusal is certain. Sent once by somebody: it is not.
        (&[][..], &[][..], "rejected 401"),
        (&[Step::Sent], &[], unknown),
        // The other came later, and is out, refused or accepted when this one ends.
        (&[], &[Step::Sent], unknown),
        (&[], &[Step::Sent, Step::Refused], "rejected 401"),
        (&[], &[Step::Sent, accepted()], "known old"),
        (&[Step::Sent], &[Step::Refused], "rejected 401"),
        (&[Step::Sent], &[accepted()], "known old"),
        (&[Step::Sent], &[Step::Abandoned], unknown),
    ] {
        let entry = entry(before);
        let (found, course) = journaled(Some(&entry), 9, meanwhile, &refusal);
        assert_eq!(found, end, "{before:?} {meanwhile:?}");
        assert_eq!(course, to_strings(&["begin", "send", REFUSED]));
    }
    // What this one may have made itself, no other sender's fate makes known.
    let cut_off = [reset(), reply(401, "")];
    let (found, course) = journaled(None, 9, &[Step::Sent, Step::Refused], &cut_off);
    assert_eq!(found, unknown);
    assert_eq!(course, to_strings(&["begin", "send", "send"]));
}

/// The key is in the journal for another request. Whoever resumes has perhaps paid for his own.
#[test]
fn a_key_that_is_taken() {
    let intent = |base: &str, payload| Intent {
        token: SubmissionToken {
            base: base.into(),
            payload: Bytes::from_static(payload),
            ..token()
        },
        at: SystemTime::UNIX_EPOCH,
        sends: true,
        memory: None,
        only_open: false,
    };
    for (intent, fresh, resumed) in [
        (
            intent("https://h", b"{\"other\":1}"),
            "conflict",
            "conflict?",
        ),
        (
            intent("https://other", b"{}"),
            "config",
            "unknown, last config",
        ),
    ] {
        let known = Entry::begin(None, &intent).unwrap();
        for (resumes, end) in [(false, fresh), (true, resumed)] {
            let mut machine = machine(3, resumes, true);
            machine.step(Duration::ZERO, Event::Start);
            let event = Event::Persisted(Ok(Some(known.clone())));
            let Action::Done(found) = machine.step(Duration::ZERO, event) else {
                panic!("nothing may be sent");
            };
            assert_eq!(word(&found), end);
        }
    }
}

/// A key older than the server's memory is not used again by itself: it could pay anew (A9).
#[test]
fn old_doubt_is_for_a_person() {
    let ok = [task("queued")];
    let memory = RetryPolicy::default().key_memory;
    let second = Duration::from_secs(1);
    let now = SystemTime::UNIX_EPOCH + memory;
    for (at, sent, end) in [
        (now - memory, true, "task t"),
        (now - memory - second, true, "stale"),
        (now - memory - second, false, "task t"),
        (now + second, true, "task t"),
        // The clock was set back, so nobody knows the age.
        (now + 61 * second, true, "stale"),
        (now + 61 * second, false, "task t"),
    ] {
        let intent = Intent {
            token: token(),
            at,
            sends: sent,
            memory: None,
            only_open: false,
        };
        let known = Entry::begin(None, &intent).unwrap();
        let (found, course) = journaled(Some(&known), 9, &[], &ok);
        assert_eq!(found, end, "{at:?} {sent}");
        assert_eq!(course.len(), if end == "stale" { 1 } else { 3 });
    }
}

fn entry(steps: &[Step]) -> Entry {
    let intent = Intent {
        token: token(),
        at: SystemTime::UNIX_EPOCH,
        sends: false,
        memory: None,
        only_open: false,
    };
    let mut entry = Entry::begin(None, &intent).unwrap();
    for step in steps {
        entry.apply(step);
    }
    entry
}

fn to_strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}
