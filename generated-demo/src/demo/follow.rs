//! Tasks on their way: waiting, fetching, and the commands that go on with them.

use std::path::Path;

use mindvideo::{
    Attempt, Error, IdempotencyKey, SubmissionToken, Succeeded, Task, TaskToken, Update,
    client::{
        Amount, TaskFile, TaskId, TaskSnapshot,
        journal::{Entry, SavedFile},
    },
};
use serde_json::json;

use super::{
    args::{self, Whereabouts},
    fault::Fault,
    folder::Target,
    place::Place,
    progress,
    voice::Voice,
    way::{Standing, Way},
};

/// Follows tasks of one place to their ends.
pub(crate) struct Follower<'a> {
    pub(crate) place: Place,
    pub(crate) target: Target,
    pub(crate) way: &'a Way,
    pub(crate) voice: &'a mut Voice,
}

/// `resume`.
pub(crate) async fn resume(
    options: &args::Resume,
    way: &Way,
    voice: &mut Voice,
) -> Result<(), Fault> {
    let target = Target::file(options.output.as_deref())?;
    let mut follower = Follower::open(&options.whereabouts, target, way, voice)?;
    let task = follower.find(&options.what).await?;
    follower.one(task).await
}

/// `wait`.
pub(crate) async fn wait(options: &args::Wait, way: &Way, voice: &mut Voice) -> Result<(), Fault> {
    let target = Target::folder(options.output.as_deref())?;
    let mut follower = Follower::open(&options.whereabouts, target, way, voice)?;
    let mut tasks = Vec::new();
    for id in &options.tasks {
        tasks.push(follower.find(id).await?);
    }
    if options.tasks.is_empty() {
        let (accepted, others) = follower.unfinished().await?;
        if others > 0 {
            follower.voice.aside(format_args!(
                "{others} more may not have been sent; `recover` finishes them"
            ));
        }
        for token in accepted {
            tasks.push(follower.place.client.resume_any(token)?);
        }
    }
    follower.all(tasks).await
}

/// `recover`.
pub(crate) async fn recover(
    options: &args::Recover,
    way: &Way,
    voice: &mut Voice,
) -> Result<(), Fault> {
    let target = Target::folder(options.output.as_deref())?;
    let mut follower = Follower::open(&options.whereabouts, target, way, voice)?;
    way.stand(Standing::Open);
    let recovered = follower.place.client.recover().await?;
    if recovered.is_empty() {
        follower.voice.aside("nothing is open");
    }
    let mut ends = Vec::new();
    for one in recovered {
        let model = one.model().to_owned();
        ends.push((model, one.into_result()));
    }
    follower.settle(ends).await
}

impl<'a> Follower<'a> {
    /// Of tasks at a server that outlives this process, which it names.
    fn open(
        whereabouts: &Whereabouts,
        target: Target,
        way: &'a Way,
        voice: &'a mut Voice,
    ) -> Result<Self, Fault> {
        let place = Place::lasting(whereabouts)?;
        place.announce(voice);
        Ok(Self {
            place,
            target,
            way,
            voice,
        })
    }
}

impl Follower<'_> {
    /// Says that the server has the task.
    pub(crate) async fn submitted(&mut self, task: &Task<()>) -> Result<(), Fault> {
        self.way
            .stand(Standing::Task(task.id().as_str().to_owned()));
        let token = task.token();
        let entry = self.entry(|entry| is_task(entry, task.id())).await?;
        let named = entry.as_ref().and_then(Entry::label).map(unlabel);
        let estimate = task.created_as().and_then(TaskSnapshot::cost_estimate);
        let estimate = estimate.or(entry.as_ref().and_then(Entry::cost_estimate));
        let members = json!({
            "key": token.idempotency_key().map(IdempotencyKey::as_str),
            "business_id": named.as_ref().map(|(id, _)| id),
            "attempt": named.as_ref().and_then(|(_, attempt)| *attempt),
            "model": token.model(),
            "task_id": task.id().as_str(),
            "cost_estimate": estimate.map(Amount::to_string),
        });
        let id = shown(task.id());
        let estimate = estimate.map_or_else(String::new, |cost| format!(", estimated {cost}"));
        self.voice.tell(
            "submitted",
            members,
            format_args!("task     {id}{estimate}"),
        );
        Ok(())
    }

    /// Follows one task to its end.
    pub(crate) async fn one(&mut self, task: Task<()>) -> Result<(), Fault> {
        self.way
            .stand(Standing::Task(task.id().as_str().to_owned()));
        let model = task.token().model().to_owned();
        if !self.voice.is_json() {
            progress::watch(&task, &mut self.voice.page).await?;
            let done = task.wait().await?;
            return self.deliver(&model, &done).await;
        }
        for done in self.wait_all(vec![task]).await {
            self.deliver(&model, &done?).await?;
        }
        Ok(())
    }

    /// Follows several tasks to their ends.
    async fn all(&mut self, tasks: Vec<Task<()>>) -> Result<(), Fault> {
        if tasks.is_empty() {
            self.voice.aside("no task is open");
            return Ok(());
        }
        self.way.stand(Standing::Open);
        let models: Vec<_> = tasks
            .iter()
            .map(|task| task.token().model().to_owned())
            .collect();
        let ends = self.wait_all(tasks).await;
        self.settle(models.into_iter().zip(ends)).await
    }

    async fn wait_all(&self, tasks: Vec<Task<()>>) -> Vec<Result<Succeeded<()>, Error>> {
        let ids: Vec<_> = tasks.iter().map(|task| task.id().clone()).collect();
        let mut voice = Voice::new(self.voice.is_json());
        let waiting = self.place.client.wait_all(tasks);
        let waiting = waiting.on_update(move |number, update| {
            if let Some(id) = ids.get(number) {
                show(&mut voice, id, update);
            }
        });
        waiting.await
    }

    /// Fetches what came to a good end, and says what did not.
    async fn settle(
        &mut self,
        ends: impl IntoIterator<Item = (String, Result<Succeeded<()>, Error>)>,
    ) -> Result<(), Fault> {
        let mut worst = 0;
        for (model, end) in ends {
            let done = match end {
                Ok(done) => self.deliver(&model, &done).await,
                Err(error) => Err(Fault::Task(error)),
            };
            if let Err(fault) = done {
                // That an outcome is open outweighs what is decided.
                worst = if fault.code() == 3 || worst == 0 {
                    fault.code()
                } else {
                    worst
                };
                self.way.complain(&fault, self.voice);
            }
        }
        if worst == 0 {
            Ok(())
        } else {
            Err(Fault::Told(worst))
        }
    }

    /// Fetches the files of a task, and says that it is done.
    async fn deliver(&mut self, model: &str, done: &Succeeded<()>) -> Result<(), Fault> {
        let task = done.snapshot().task_id();
        let entry = self.entry(|entry| is_task(entry, task)).await?;
        let saved = entry.as_ref().map_or(&[][..], Entry::saved);
        for (number, file) in done.files().iter().enumerate() {
            self.fetch(task, number, file, saved).await?;
        }
        let status = done.snapshot().status().as_str();
        let members = json!({
            "task_id": task.as_str(),
            "model": model,
            "key": entry.as_ref().map(|entry| entry.idempotency_key().as_str()),
            "status": status,
            "cost": done.cost().map(Amount::to_string),
        });
        let cost = done
            .cost()
            .map_or_else(|| "not told".to_owned(), Amount::to_string);
        self.voice.tell(
            "done",
            members,
            format_args!("done     {}, cost {cost}", shown(task)),
        );
        Ok(())
    }

    async fn fetch(
        &mut self,
        task: &TaskId,
        number: usize,
        file: &TaskFile,
        saved: &[SavedFile],
    ) -> Result<(), Fault> {
        let path = self.target.place_for(task, number, file.media());
        let old = path
            .as_deref()
            .and_then(|path| known(saved, file.pointer(), path));
        let size = match (&path, old) {
            (Some(_), Some(size)) => Some(size),
            (Some(path), None) => Some(file.download_to(path).await?.size()),
            (None, _) => None,
        };
        let members = json!({
            "task_id": task.as_str(),
            "pointer": file.pointer(),
            "url": file.url(),
            "path": path.as_deref().map(Path::to_string_lossy),
            "size": size,
            "fresh": path.is_some() && old.is_none(),
        });
        let words = match (&path, size) {
            (Some(path), Some(size)) => {
                let again = if old.is_some() { ", there already" } else { "" };
                format!("file     {} ({size} bytes{again})", path.display())
            }
            _ => format!("file     {}", file.url().escape_debug()),
        };
        self.voice.tell("file", members, words);
        Ok(())
    }

    /// The task that a text names: by a token, by its id, or by the key of its purchase.
    async fn find(&self, what: &str) -> Result<Task<()>, Fault> {
        let client = &self.place.client;
        if what.trim_start().starts_with('{') {
            if let Ok(token) = serde_json::from_str::<SubmissionToken>(what) {
                self.way.stand(Standing::Sending);
                return Ok(client.resume_submission_any(token)?.await?);
            }
            let token: TaskToken = serde_json::from_str(what).map_err(|error| Fault::Settings {
                problem: format!("this is no token: {error}"),
                cure: "give the JSON text of a task's or a submission's token".to_owned(),
            })?;
            return Ok(client.resume_any(token)?);
        }
        let id = TaskId::new(what)?;
        let entry =
            self.entry(|entry| is_task(entry, &id) || entry.idempotency_key().as_str() == what);
        let Some(entry) = entry.await? else {
            // The journal does not know it; the server may.
            return Ok(client.resume_any(TaskToken::new("", id))?);
        };
        if let Some(token) = entry.task_token() {
            return Ok(client.resume_any(token)?);
        }
        match entry.submission_token() {
            Some(token) => {
                self.way.stand(Standing::Sending);
                Ok(client.resume_submission_any(token)?.await?)
            }
            None => Err(Fault::Settings {
                problem: format!(
                    "{what} came to no task: the server refused it, or it was given up"
                ),
                cure: "run it anew, with a higher --attempt".to_owned(),
            }),
        }
    }

    /// What is open at this server: the tasks that it named, and how many purchases it did not.
    async fn unfinished(&self) -> Result<(Vec<TaskToken>, usize), Fault> {
        let entries = self.place.client.journal_entries().await?;
        let base = self.place.client.base_url();
        let open = entries
            .iter()
            .filter(|entry| entry.is_open() && entry.base_url() == base);
        let tokens: Vec<_> = open.map(Entry::task_token).collect();
        let all = tokens.len();
        let tasks: Vec<_> = tokens.into_iter().flatten().collect();
        let others = all - tasks.len();
        Ok((tasks, others))
    }

    async fn entry(&self, is_it: impl Fn(&Entry) -> bool) -> Result<Option<Entry>, Fault> {
        let entries = self.place.client.journal_entries().await?;
        Ok(entries.into_iter().find(is_it))
    }
}

fn is_task(entry: &Entry, task: &TaskId) -> bool {
    entry
        .task_token()
        .is_some_and(|token| token.task_id() == task)
}

/// The size of a file that was fetched to this path before and is there.
fn known(saved: &[SavedFile], pointer: &str, path: &Path) -> Option<u64> {
    let mut same = saved
        .iter()
        .filter(|file| file.pointer() == pointer && Path::new(file.path()) == path);
    let size = same.next()?.size();
    let there = std::fs::metadata(path).is_ok_and(|file| file.len() == size);
    there.then_some(size)
}

fn show(voice: &mut Voice, task: &TaskId, update: &Update) {
    match update {
        Update::Status(snapshot) => {
            let amount = |amount: Option<&Amount>| amount.map(Amount::to_string);
            let members = json!({
                "task_id": task.as_str(),
                "status": snapshot.status().as_str(),
                "cost_estimate": amount(snapshot.cost_estimate()),
                "cost_actual": amount(snapshot.cost_actual()),
            });
            let status = snapshot.status().as_str().escape_debug().to_string();
            voice.tell(
                "status",
                members,
                format_args!("task     {}  {status}", shown(task)),
            );
        }
        Update::TransientError { error, .. } => {
            let members = json!({"task_id": task.as_str(), "problem": error.to_string()});
            voice.tell(
                "waiting",
                members,
                format_args!("task     {}  {error}; still waiting", shown(task)),
            );
        }
        _ => {}
    }
}

/// A server's text without anything that a terminal would obey.
pub(crate) fn shown(task: &TaskId) -> String {
    task.as_str().escape_debug().to_string()
}

/// A business id and its attempt as the label of a journal's entry.
pub(crate) fn label(id: &str, attempt: Attempt) -> String {
    format!("{id}#{}", attempt.number())
}

/// The two out of a label; of one that another program wrote, the whole of it.
pub(crate) fn unlabel(label: &str) -> (String, Option<u32>) {
    let parts = label.rsplit_once('#');
    let parts = parts.and_then(|(id, attempt)| Some((id, attempt.parse().ok()?)));
    parts.map_or_else(
        || (label.to_owned(), None),
        |(id, attempt)| (id.to_owned(), Some(attempt)),
    )
}
