//! Waits by script, in virtual time.

use super::super::script::{cut, not_sent, reply, reply_with, reset, task};
use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn plan(age: Option<Duration>, known: Option<&str>) -> WaitPlan {
    let known = known.map(|status| {
        TaskSnapshot::read(format!(r#"{{"task_id":"t","status":"{status}"}}"#).as_bytes()).unwrap()
    });
    WaitPlan {
        task_id: TaskId::new("t").unwrap(),
        schedule: PollSchedule::default(),
        retry: RetryPolicy::default(),
        seed: 5,
        age,
        known,
        polls: Limit::new(10, 20),
        journaled: false,
    }
}

struct Course {
    polls: Vec<Duration>,
    updates: Vec<String>,
    end: Result<TaskSnapshot, ErrorKind>,
    ended: Duration,
}

/// Drives a wait; `answer` gives the reply to a poll by its number and time. A reply takes 10 ms.
fn run(plan: WaitPlan, answer: impl Fn(usize, Duration) -> Answer) -> Course {
    let mut machine = WaitMachine::new(plan);
    let (mut now, mut event) = (Duration::ZERO, WaitEvent::Start);
    let (mut polls, mut updates) = (Vec::new(), Vec::new());
    for _ in 0..10_000 {
        event = match machine.step(now, event) {
            WaitAction::Send { within } => {
                assert!(within >= SECOND);
                polls.push(now);
                let answer = answer(polls.len(), now);
                now += Duration::from_millis(10);
                WaitEvent::Answered(answer)
            }
            WaitAction::Sleep(pause) => {
                assert!(!pause.is_zero());
                now += pause;
                WaitEvent::Slept
            }
            WaitAction::Persist(step) => {
                updates.push(serde_json::to_string(&step).unwrap());
                WaitEvent::Persisted
            }
            WaitAction::Report(WaitUpdate::Status(task)) => {
                updates.push(task.status().to_string());
                WaitEvent::Reported
            }
            WaitAction::Report(WaitUpdate::Trouble(..)) => {
                updates.push("!".to_owned());
                WaitEvent::Reported
            }
            WaitAction::Done(end) => {
                return Course {
                    polls,
                    updates,
                    end,
                    ended: now,
                };
            }
        };
    }
    panic!("the wait does not end");
}

#[test]
fn the_usual_course() {
    let course = run(
        plan(Some(Duration::ZERO), Some("queued")),
        |_, now| match now.as_secs() {
            0..20 => task("queued"),
            20..105 => task("processing"),
            _ => task("succeeded"),
        },
    );
    assert_eq!(course.updates, ["queued", "processing", "succeeded"]);
    assert!(course.end.is_ok());
    assert_eq!(course.polls[0], 5 * SECOND);
    assert!(course.polls.len() <= 19, "{}", course.polls.len());
    assert!(course.ended < 115 * SECOND);
    for pair in course.polls.windows(2) {
        let gap = pair[1].saturating_sub(pair[0]);
        assert!((SECOND..10 * SECOND).contains(&gap), "{gap:?}");
    }
}

#[test]
fn when_the_first_poll_is() {
    let first = |age, known| run(plan(age, known), |_, _| task("succeeded")).polls[0];
    assert_eq!(first(None, None), Duration::ZERO);
    assert_eq!(first(Some(Duration::ZERO), Some("queued")), 5 * SECOND);
    assert_eq!(first(Some(2 * SECOND), Some("queued")), 3 * SECOND);
    assert_eq!(first(Some(60 * SECOND), Some("queued")), Duration::ZERO);
    assert_eq!(
        first(Some(Duration::ZERO), Some("succeeded")),
        Duration::ZERO,
        "a replayed create reply may lack the output"
    );
}

#[test]
fn ends() {
    let end = |status: &'static str| run(plan(None, None), move |_, _| task(status));
    assert!(end("SUCCEEDED").end.is_ok());
    assert!(matches!(end("failed").end, Err(ErrorKind::TaskFailed(_))));
    assert!(matches!(
        end("canceled").end,
        Err(ErrorKind::TaskCancelled(_))
    ));
    assert_eq!(end("failed").updates, ["failed"]);
}

#[test]
fn faults_end_nothing() {
    for answer in [
        not_sent(),
        reset(),
        cut(),
        reply(200, "<html>"),
        reply(200, r#"{"task_id":"other","status":"succeeded"}"#),
        reply(500, ""),
        reply(502, "<html>"),
        reply(503, ""),
        reply(429, ""),
        reply(408, ""),
        reply(409, ""),
    ] {
        let course = run(plan(None, None), |number, _| {
            if number <= 20 {
                answer.clone()
            } else {
                task("succeeded")
            }
        });
        assert!(course.end.is_ok(), "{answer:?}");
        assert_eq!(course.updates.len(), 21);
        assert!(course.updates[..20].iter().all(|update| update == "!"));
    }
}

#[test]
fn refusals_end_it() {
    for status in [400, 401, 403, 404, 410, 501, 302] {
        let course = run(plan(None, None), |_, _| reply(status, ""));
        assert!(
            course.end.is_err() && course.polls.len() == 1 && course.updates.is_empty(),
            "{status}"
        );
    }
}

#[test]
fn a_new_task_may_be_invisible() {
    let invisible_for = |seconds, age| {
        run(plan(age, Some("queued")), move |_, now| {
            if now < seconds * SECOND {
                reply(404, "")
            } else {
                task("succeeded")
            }
        })
    };
    assert!(invisible_for(20, Some(Duration::ZERO)).end.is_ok());
    assert!(matches!(
        invisible_for(60, Some(Duration::ZERO)).end,
        Err(ErrorKind::Rejected(_))
    ));
    assert!(matches!(
        invisible_for(20, Some(29 * SECOND)).end,
        Err(ErrorKind::Rejected(_))
    ));
    assert!(matches!(
        invisible_for(20, None).end,
        Err(ErrorKind::Rejected(_))
    ));
}

#[test]
fn the_deadline_has_a_last_call() {
    for seconds in [0, 1, 7, 60, 1800] {
        let mut plan = plan(Some(Duration::ZERO), Some("queued"));
        plan.schedule.deadline = seconds * SECOND;
        let course = run(plan.clone(), |_, _| task("processing"));
        assert!(
            matches!(&course.end, Err(ErrorKind::WaitTimeout(Some(task))) if task.status().as_str() == "processing")
        );
        assert_eq!(*course.polls.last().unwrap(), seconds * SECOND);
        assert!(course.ended <= (seconds + 1) * SECOND);
        let last = course.polls.len();
        plan.polls = Limit::new(10, 20);
        let course = run(plan.clone(), |number, _| {
            task(if number == last {
                "succeeded"
            } else {
                "processing"
            })
        });
        assert!(course.end.is_ok(), "seen at the last call");
        plan.polls = Limit::new(10, 20);
        let course = run(plan, |_, _| reset());
        assert!(matches!(course.end, Err(ErrorKind::WaitTimeout(Some(_)))));
    }
}

#[test]
fn an_unknown_status_is_neither_success_nor_failure() {
    let course = run(plan(None, None), |_, _| task("moderating"));
    assert!(
        matches!(&course.end, Err(ErrorKind::UnknownStatus(task)) if task.status().as_str() == "moderating")
    );
    assert_eq!(course.updates, ["moderating"], "reported once");
    assert!((600 * SECOND..620 * SECOND).contains(&course.ended));

    let course = run(plan(None, None), |number, _| {
        task(if number < 30 {
            "moderating"
        } else {
            "succeeded"
        })
    });
    assert!(course.end.is_ok());

    // Alternating words start the clock anew each time, until the deadline.
    let course = run(plan(None, None), |number, _| {
        task(if number % 2 == 0 { "a" } else { "b" })
    });
    assert!(matches!(course.end, Err(ErrorKind::UnknownStatus(_))));
    assert!(course.ended >= 1800 * SECOND);
}

#[test]
fn going_backwards_is_reported() {
    let course = run(plan(None, None), |number, _| {
        task(["processing", "queued", "processing", "succeeded"][number - 1])
    });
    assert_eq!(
        course.updates,
        ["processing", "queued", "processing", "succeeded"]
    );
}

/// A pause that no policy would sleep through does not silence a wait: it is told, and cut.
#[test]
fn a_long_retry_after_is_cut() {
    for body in [r#"{"task_id":"t","status":"queued"}"#, ""] {
        let course = run(plan(None, None), |number, _| match number {
            1 if body.is_empty() => reply_with(503, &[("retry-after", "3600")], body),
            1 => reply_with(200, &[("retry-after", "3600")], body),
            _ => task("succeeded"),
        });
        assert!(
            (60 * SECOND..67 * SECOND).contains(&course.polls[1]),
            "{:?}",
            course.polls
        );
    }
    let mut machine = WaitMachine::new(plan(None, None));
    machine.step(Duration::ZERO, WaitEvent::Start);
    let refusal = reply_with(503, &[("retry-after", "3600")], "");
    let told = machine.step(Duration::ZERO, WaitEvent::Answered(refusal));
    assert!(
        matches!(told, WaitAction::Report(WaitUpdate::Trouble(_, pause)) if (60 * SECOND..67 * SECOND).contains(&pause))
    );
}

#[test]
fn retry_after_is_honoured_also_on_success() {
    let told = |status, body: &'static str| {
        run(plan(None, None), move |number, _| {
            if number == 1 {
                reply_with(status, &[("retry-after", "40")], body)
            } else {
                task("succeeded")
            }
        })
    };
    for course in [
        told(200, r#"{"task_id":"t","status":"queued"}"#),
        told(503, ""),
        told(429, ""),
    ] {
        assert!(
            (40 * SECOND..46 * SECOND).contains(&course.polls[1]),
            "{:?}",
            course.polls
        );
    }
    let mut short = plan(None, None);
    short.schedule.deadline = 20 * SECOND;
    let course = run(short, |_, _| {
        reply_with(503, &[("retry-after", "86400")], "")
    });
    assert_eq!(course.polls, [Duration::ZERO, 20 * SECOND]);
}

#[test]
fn the_journal_hears_of_the_end() {
    for (status, noted) in [("succeeded", true), ("failed", true), ("processing", false)] {
        let mut plan = plan(None, None);
        plan.journaled = true;
        let course = run(plan, |_, _| task(status));
        let ended = format!(r#"{{"ended":{{"status":"{status}","task_id":"t"}}}}"#);
        let expected = if noted {
            vec![status.to_owned(), ended]
        } else {
            vec![status.to_owned()]
        };
        assert_eq!(course.updates, expected);
    }
}

/// A thousand waits keep to the client's rate, none starves, and none ends late.
#[test]
fn a_thousand_waits_share_one_rate() {
    let polls = Limit::new(10, 20);
    let mut waits: Vec<_> = (0..1000_u32)
        .map(|number| {
            let mut plan = plan(Some(Duration::ZERO), Some("queued"));
            plan.polls = polls.clone();
            plan.seed = number.into();
            plan.schedule.deadline = 600 * SECOND;
            (WaitMachine::new(plan), WaitEvent::Start, Duration::ZERO)
        })
        .collect();
    let (mut sent, mut asked, mut ended) = (Vec::new(), vec![0; waits.len()], 0);
    while let Some(at) = (0..waits.len())
        .filter(|at| waits[*at].2 < Duration::MAX)
        .min_by_key(|at| waits[*at].2)
    {
        let (machine, event, now) = &mut waits[at];
        *event = match machine.step(*now, event.clone()) {
            WaitAction::Send { .. } => {
                sent.push(*now);
                asked[at] += 1;
                WaitEvent::Answered(task("processing"))
            }
            WaitAction::Sleep(pause) => {
                *now += pause;
                WaitEvent::Slept
            }
            WaitAction::Report(_) => WaitEvent::Reported,
            WaitAction::Persist(_) => WaitEvent::Persisted,
            WaitAction::Done(end) => {
                assert!(matches!(end, Err(ErrorKind::WaitTimeout(_))));
                assert!(*now <= 601 * SECOND, "{now:?}");
                ended += 1;
                *now = Duration::MAX;
                continue;
            }
        };
    }
    assert_eq!(ended, 1000);
    sent.sort_unstable();
    for (first, at) in sent.iter().enumerate() {
        let within = sent[first..]
            .iter()
            .take_while(|t| **t < *at + SECOND)
            .count();
        assert!(within <= 30, "{within} requests in the second from {at:?}");
    }
    assert!(sent.len() > 5900, "{}", sent.len());
    assert!(
        *asked.iter().min().unwrap() >= 4,
        "{:?}",
        asked.iter().min()
    );
}

/// What tasks cost that take as long as `end`, one a seed: requests at most and in all, and how late their ends are noticed.
fn cost(end: Duration, seeds: std::ops::Range<u64>) -> (usize, usize, Vec<Duration>) {
    let (mut most, mut all, mut late) = (0, 0, Vec::new());
    for seed in seeds {
        let mut plan = plan(Some(Duration::ZERO), Some("queued"));
        plan.seed = seed;
        let course = run(plan, |_, now| {
            task(if now < end { "processing" } else { "succeeded" })
        });
        most = most.max(course.polls.len());
        all += course.polls.len();
        late.push(course.ended.saturating_sub(end));
    }
    (most, all, late)
}

fn mean(durations: &[Duration]) -> Duration {
    durations.iter().sum::<Duration>() / u32::try_from(durations.len()).unwrap()
}

/// A task of 105 s, by ten thousand seeds.
#[test]
fn what_the_usual_course_costs() {
    let (most, all, late) = cost(105 * SECOND, 0..10_000);
    println!(
        "{most} polls at most, {all} in 10,000 waits, late by {:?} on average",
        mean(&late)
    );
    assert!(most == 18 && all <= 17 * 10_200 && mean(&late) <= 5 * SECOND);
}

/// No seed makes it more: were every interval as short as chance can make it, the eighteenth request would see the end.
#[test]
fn what_the_usual_course_costs_at_most() {
    let schedule = PollSchedule::default();
    let mut steady = plan(Some(Duration::ZERO), Some("queued"));
    steady.schedule.jitter_percent = 0;
    let polls = run(steady, |count, _| {
        task(if count < 18 {
            "processing"
        } else {
            "succeeded"
        })
    })
    .polls;
    let steady = polls[17].saturating_sub(polls[0]);
    let shortest = steady / 100 * (100 - schedule.jitter_percent);
    assert_eq!(polls[0], schedule.first);
    assert!(schedule.first + shortest >= 105 * SECOND, "{shortest:?}");
}

/// How long a task takes, nobody knows before: an early end is noticed early, and a late one soon enough.
#[test]
fn an_end_is_noticed_at_any_time() {
    let millis = Duration::from_millis;
    for (from, to, polls, mean_late, latest) in [
        (5, 10, 4, millis(1_400), millis(3_500)),
        (10, 20, 6, millis(2_300), millis(5_400)),
        (20, 60, 12, millis(4_000), millis(8_800)),
        (60, 300, 42, millis(4_500), millis(8_800)),
    ] {
        let (mut most, mut late) = (0, Vec::new());
        for tenth in from * 10..=to * 10 {
            let (polls, _, lates) = cost(millis(100) * tenth, 0..4);
            most = most.max(polls);
            late.extend(lates);
        }
        let (mean, max) = (mean(&late), late.iter().max().unwrap());
        println!("{from} to {to} s: {most} polls at most, late by {mean:?}, at most {max:?}");
        assert!(
            most <= polls && mean <= mean_late && *max <= latest,
            "{from}"
        );
    }
}
