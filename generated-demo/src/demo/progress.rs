//! A task on its way.

use std::time::{Duration, Instant};

use mindvideo::{
    Error, Task, Update,
    client::{StatusKind, TaskSnapshot},
};
use tokio::time::timeout;

use super::page::Page;

/// How often the seconds of a live line are brought up to date.
const TICK: Duration = Duration::from_millis(200);

/// Shows the task's statuses until the last one: on a terminal in one line that is rewritten, elsewhere a line each.
///
/// # Errors
/// What ended the watching. That the task failed is not among it.
pub(crate) async fn watch<M>(task: &Task<M>, page: &mut Page) -> Result<(), Error> {
    let started = Instant::now();
    let mut progress = Progress::default();
    let mut updates = task.updates();
    loop {
        // A tick drops the future of `next`, which loses nothing.
        let update = timeout(TICK, updates.next()).await;
        let now = started.elapsed();
        match update {
            Ok(None) => return Ok(()),
            Ok(Some(Err(error))) => return Err(error),
            Ok(Some(Ok(Update::Status(snapshot)))) => {
                progress.change(now, &snapshot);
                if !page.is_live() {
                    page.indented(progress.news());
                }
            }
            Ok(Some(Ok(Update::TransientError { error, .. }))) => {
                page.indented(format_args!("{}  {error}; still waiting", clock(now)));
            }
            Err(_) | Ok(Some(Ok(_))) => {}
        }
        if page.is_live() {
            page.rewrite(&progress.line(now));
        }
    }
}

/// The statuses seen so far. It looks at no clock.
#[derive(Default)]
struct Progress {
    steps: Vec<Step>,
    money: String,
}

struct Step {
    status: String,
    since: Duration,
    last: bool,
}

impl Progress {
    fn change(&mut self, now: Duration, snapshot: &TaskSnapshot) {
        self.steps.push(Step {
            status: word(snapshot),
            since: now,
            last: snapshot.status().is_terminal() == Some(true),
        });
        self.money = match (snapshot.cost_actual(), snapshot.cost_estimate()) {
            (Some(cost), _) => format!("cost {cost}"),
            (None, Some(cost)) => format!("estimated {cost}"),
            (None, None) => "no cost announced".to_owned(),
        };
    }

    /// `queued 0:01 · processing 0:02 · estimated 0.675`: how long the task was, or is by now, in each status.
    fn line(&self, now: Duration) -> String {
        let ends = self.steps.iter().skip(1).map(|next| next.since);
        let ends = ends.chain(std::iter::once(now));
        let steps = self.steps.iter().zip(ends).map(|(step, end)| {
            let status = &step.status;
            if step.last {
                format!("{status} after {}", clock(step.since))
            } else {
                format!("{status} {}", clock(end.saturating_sub(step.since)))
            }
        });
        let parts: Vec<String> = steps.chain([self.money.clone()]).collect();
        parts.join(" · ")
    }

    /// `0:01  processing, estimated 0.675`: the last change.
    fn news(&self) -> String {
        let step = self.steps.last();
        step.map_or_else(String::new, |step| {
            format!("{}  {}, {}", clock(step.since), step.status, self.money)
        })
    }
}

/// The status in one short word, whatever the server sends.
fn word(snapshot: &TaskSnapshot) -> String {
    const LONGEST: usize = 24;
    match snapshot.status().kind() {
        StatusKind::Unknown("") => "no status".to_owned(),
        StatusKind::Unknown(text) => text.escape_debug().take(LONGEST).collect(),
        _ => snapshot.status().as_str().to_ascii_lowercase(),
    }
}

/// Minutes and seconds.
fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot(status: &str, more: &str) -> TaskSnapshot {
        let text = format!(r#"{{"task_id":"t","status":{status:?}{more}}}"#);
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn one_line_tells_the_whole_way() {
        let at = Duration::from_millis;
        let mut progress = Progress::default();
        for (now, status, more, line, news) in [
            (
                0,
                "queued",
                r#","cost_estimate":0.675"#,
                "queued 0:00 · estimated 0.675",
                "0:00  queued, estimated 0.675",
            ),
            (
                1_900,
                "Processing",
                r#","cost_estimate":0.675"#,
                "queued 0:01 · processing 0:00 · estimated 0.675",
                "0:01  processing, estimated 0.675",
            ),
            (
                62_000,
                "succeeded",
                r#","cost_estimate":0.675,"cost_actual":0.7"#,
                "queued 0:01 · processing 1:00 · succeeded after 1:02 · cost 0.7",
                "1:02  succeeded, cost 0.7",
            ),
        ] {
            progress.change(at(now), &snapshot(status, more));
            assert_eq!(progress.line(at(now)), line);
            assert_eq!(progress.news(), news);
        }
        assert!(progress.line(at(99_000)).contains("after 1:02"));
    }

    #[test]
    fn seconds_go_on_between_changes() {
        let mut progress = Progress::default();
        assert_eq!(progress.line(Duration::ZERO), "");
        progress.change(Duration::ZERO, &snapshot("queued", ""));
        let line = progress.line(Duration::from_secs(75));
        assert_eq!(line, "queued 1:15 · no cost announced");
    }

    #[test]
    fn a_server_cannot_draw_on_the_terminal() {
        assert_eq!(word(&snapshot("", "")), "no status");
        assert_eq!(
            word(&serde_json::from_str(r#"{"task_id":"t","status":"\u001b[2J"}"#).unwrap()),
            "\\u{1b}[2J"
        );
        assert_eq!(word(&snapshot(&"x".repeat(99), "")).len(), 24);
    }
}
