//! `ls`: what the journal knows.

use std::time::{Duration, SystemTime};

use mindvideo::client::{
    Amount, TaskStatus,
    journal::{Entry, FileJournal, SavedFile, Stage},
};
use serde_json::{Value, json};

use super::{
    args::Ls,
    fault::Fault,
    follow::{shown, unlabel},
    place,
    voice::Voice,
};

/// Shows every entry, oldest first. The journal may be in use meanwhile.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn ls(options: &Ls, voice: &mut Voice) -> Result<(), Fault> {
    let path = place::journal_path(&options.whereabouts);
    place::announce(voice, &path);
    let entries = FileJournal::look(&path).map_err(mindvideo::Error::from)?;
    let shown: Vec<_> = entries
        .iter()
        .filter(|entry| !options.open || entry.is_open())
        .collect();
    if shown.is_empty() {
        voice.aside("nothing is in it");
    }
    let now = SystemTime::now();
    for entry in shown {
        let age = now.duration_since(entry.at()).unwrap_or_default();
        voice.tell("entry", members(entry, age), line(entry, age));
    }
    Ok(())
}

fn members(entry: &Entry, age: Duration) -> Value {
    let named = entry.label().map(unlabel);
    let file = |file: &SavedFile| json!({"pointer": file.pointer(), "path": file.path(), "size": file.size()});
    json!({
        "key": entry.idempotency_key().as_str(),
        "business_id": named.as_ref().map(|(id, _)| id),
        "attempt": named.as_ref().and_then(|(_, attempt)| *attempt),
        "model": entry.model(),
        "base_url": entry.base_url(),
        "state": state(entry.stage()).replace(' ', "_"),
        "status": entry.status().map(TaskStatus::as_str),
        "task_id": entry.task_token().as_ref().map(|token| token.task_id().as_str()),
        "age_seconds": age.as_secs(),
        "cost_estimate": entry.cost_estimate().map(Amount::to_string),
        "cost": entry.cost().map(Amount::to_string),
        "files": entry.saved().iter().map(file).collect::<Vec<_>>(),
    })
}

/// `veo3-1-quality  order-7  succeeded  3 min  task_1`
fn line(entry: &Entry, age: Duration) -> String {
    let named = match entry.label().map(unlabel) {
        None => "-".to_owned(),
        Some((id, None | Some(1))) => id,
        Some((id, Some(attempt))) => format!("{id} (attempt {attempt})"),
    };
    let state = entry
        .status()
        .map_or(state(entry.stage()), TaskStatus::as_str);
    let task = entry
        .task_token()
        .map_or_else(|| "-".to_owned(), |token| shown(token.task_id()));
    let (model, age) = (entry.model(), old(age));
    format!(
        "{model:<20}  {:<20}  {:<10}  {age:>6}  {task}",
        named.escape_debug().to_string(),
        state.escape_debug().to_string()
    )
}

fn state(stage: Stage) -> &'static str {
    match stage {
        Stage::Prepared => "prepared",
        Stage::InDoubt => "in doubt",
        Stage::Accepted => "accepted",
        Stage::Ended => "ended",
        Stage::Closed => "closed",
        _ => "unknown",
    }
}

fn old(age: Duration) -> String {
    let seconds = age.as_secs();
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages() {
        for (seconds, text) in [
            (0, "0 s"),
            (59, "59 s"),
            (61, "1 min"),
            (7_200, "2 h"),
            (172_800, "2 d"),
        ] {
            assert_eq!(old(Duration::from_secs(seconds)), text);
        }
    }
}
