//! `run`: one purchase.

use std::path::Path;

use generated_demo::models::MODELS;
use mindvideo::{AnyInput, IdempotencyKey, ModelInfo, client::journal::Entry};

use super::{
    args::{self, Run},
    draft::Draft,
    fault::Fault,
    folder::Target,
    follow::{Follower, label},
    place::Place,
    voice::Voice,
    way::{Standing, Way},
};

/// Checks the input, submits it, waits and fetches.
///
/// # Errors
/// What ended it; until the input is checked nothing has been made, not even a journal.
pub(crate) async fn run(run: &Run, way: &Way, voice: &mut Voice) -> Result<(), Fault> {
    let input = input(run)?;
    let target = Target::file(run.output.as_deref())?;
    let place = Place::choose(&run.whereabouts, way)?;
    place.announce(voice);
    let mut submit = place.client.submit_any(&input);
    if let Some(id) = &run.business_id {
        let key = place.key(id, run.attempt)?;
        submit = submit.idempotency_key(key).label(label(id, run.attempt));
        way.name_purchase();
    }
    let token = submit.token()?;
    check_output(
        run.output.as_deref(),
        &target,
        &place,
        token.idempotency_key(),
    )
    .await?;
    way.stand(Standing::Sending);
    let task = submit.await?;
    let mut follower = Follower {
        place,
        target,
        way,
        voice,
    };
    follower.submitted(&task).await?;
    follower.one(task).await
}

/// The input that the flags make.
fn input(run: &Run) -> Result<AnyInput, Fault> {
    let mut draft = Draft::new(model(&run.model)?);
    if let Some(path) = &run.input {
        draft.read(path)?;
    }
    for (field, value) in &run.fields {
        let flag = format!("--{}", field.replace('_', "-"));
        draft.set(format!("{flag} {}", short(value)), field, value);
    }
    for (field, value) in &run.set {
        draft.set(format!("--set {field}={}", short(value)), field, value);
    }
    draft.finish()
}

fn model(slug: &str) -> Result<&'static ModelInfo, Fault> {
    let found = MODELS.iter().find(|model| model.slug == slug);
    found.ok_or_else(|| Fault::Settings {
        problem: format!("there is no model {slug:?} in this build"),
        cure: format!(
            "name one of these, or add its schema to schemas/:\n{}",
            args::slugs()
        ),
    })
}

/// As much of a value as it takes to know it again.
fn short(value: &str) -> String {
    const LONGEST: usize = 40;
    let shown: String = value.escape_debug().take(LONGEST).collect();
    let more = if value.chars().count() > LONGEST {
        "…"
    } else {
        ""
    };
    format!("{shown}{more}")
}

/// A film that has no place to go should not be paid. The film of this very purchase may stand there already.
async fn check_output(
    output: Option<&Path>,
    target: &Target,
    place: &Place,
    key: &IdempotencyKey,
) -> Result<(), Fault> {
    let (Some(path), Target::File(_)) = (output, target) else {
        return Ok(());
    };
    let entries = place.client.journal_entries().await?;
    let own = entries
        .iter()
        .filter(|entry| entry.idempotency_key() == key);
    let saved = own.flat_map(Entry::saved);
    let known = saved.into_iter().any(|file| Path::new(file.path()) == path);
    if known || path.symlink_metadata().is_err() {
        return Ok(());
    }
    Err(Fault::Settings {
        problem: format!(
            "{} is there already, and nothing is replaced",
            path.display()
        ),
        cure: "name another file with -o; nothing was sent".to_owned(),
    })
}
