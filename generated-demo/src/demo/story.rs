//! The run: inputs, one purchase, its course, its film.

use std::{fs, io::Read as _, path::Path};

use generated_demo::{models::veo3_1_quality as built, veo};
use mindvideo::{
    Attempt, Error, IdempotencyKey, Model, Succeeded, Task, Valid, Validate as _, client::Amount,
};

use super::{
    args::{Story as Options, Whereabouts},
    catalog,
    checks::Checks,
    fault::Fault,
    folder::Folder,
    follow::{label, shown},
    inputs,
    page::Page,
    place::Place,
    progress,
    way::{Standing, Way},
};

/// Tells the whole story.
///
/// # Errors
/// What ended it, or that something turned out not to hold.
pub(crate) async fn tell(options: &Options, way: &Way, page: &mut Page) -> Result<(), Fault> {
    let place = Place::choose(&Whereabouts::default(), way)?;
    let folder = Folder::open(options.output.as_deref())?;
    place.introduce(page);
    page.text("");
    catalog::list(page);

    let mut story = Story {
        page,
        place,
        way,
        checks: Checks::default(),
    };
    story.write_literal()?;
    let input = story.build(&options.prompt)?;
    story.refuse();
    let key = story.name_purchase(options)?;
    let task = story.submit(&input, &key, options.attempt).await?;
    let done = story.wait(&task).await?;
    story.download(&done, &folder).await?;
    story.settle(&task, &done);
    story.close(&key).await?;
    story.checks.conclude(story.page)
}

struct Story<'a> {
    page: &'a mut Page,
    place: Place,
    way: &'a Way,
    checks: Checks,
}

impl Story<'_> {
    fn write_literal(&mut self) -> Result<(), Fault> {
        self.page
            .heading("1. An input that the compiler has judged (model made by #[mindvideo_model])");
        let input = inputs::literal();
        self.show("literal", &input)?;
        self.page
            .indented("A wrong literal there is a compile error at that literal.");
        self.checks.note(
            input.check().is_ok(),
            "the literal input, judged while compiling, holds at run time too",
        );
        self.checks.note(
            veo::Input::SCHEMA == built::Input::SCHEMA,
            "the macro and build.rs read the same schema",
        );
        Ok(())
    }

    fn build(&mut self, prompt: &str) -> Result<Valid<built::Input>, Fault> {
        self.page
            .heading("2. An input judged while running (model made by build.rs)");
        let input = inputs::checked(prompt).map_err(Fault::Input)?;
        self.show("checked", &input)?;
        self.page
            .indented("The prompt comes from outside, so validate() judges it. This one goes on.");
        self.checks
            .note(true, "the built input passed every rule of its schema");
        Ok(input)
    }

    /// How an input is made, and the bytes that submitting it would send. Asking for them sends nothing.
    fn show<M: Model>(&mut self, function: &str, input: &Valid<M>) -> Result<(), Error> {
        self.page.quoted(inputs::source(function));
        self.page.indented("Its request, byte for byte:");
        let request = self.place.client.submit(input).token()?;
        self.page.quoted(String::from_utf8_lossy(request.payload()));
        Ok(())
    }

    fn refuse(&mut self) {
        self.page
            .heading("3. A wrong input is refused here, before anything is sent");
        for (number, line) in (1..).zip(inputs::WRONG.lines()) {
            self.page.quoted(format_args!("{number} | {line}"));
        }
        self.page.indented("The report:");
        match inputs::wrong() {
            Ok(_) => self.checks.note(false, "the wrong input is refused"),
            Err(report) => {
                let found = report.violations().len();
                self.page.quoted(report);
                let said = format!("the wrong input was refused unsent, for all {found} mistakes");
                self.checks.note(found == 4 && self.is_untouched(), said);
            }
        }
    }

    /// Whether the sandbox has seen no request. The real API shows no books.
    fn is_untouched(&self) -> bool {
        let sandbox = self.place.sandbox.as_ref();
        sandbox.is_none_or(|sandbox| sandbox.ledger().request_count() == 0)
    }

    /// The film itself is what shall be bought once, so its prompt is the business id. In a shop it is the order's number.
    fn name_purchase(&mut self, options: &Options) -> Result<IdempotencyKey, Fault> {
        self.page
            .heading("4. One purchase, under an idempotency key made from what is bought");
        let (prompt, attempt) = (&options.prompt, options.attempt);
        let key = self.place.key(prompt, attempt)?;
        self.page.indented(format_args!(
            "key      {key}, from the prompt and attempt {}",
            attempt.number()
        ));
        self.page.indented(format_args!(
            "journal  {}, where key and bytes are before the first byte leaves",
            self.place.journal.display()
        ));
        Ok(key)
    }

    async fn submit(
        &mut self,
        input: &Valid<built::Input>,
        key: &IdempotencyKey,
        attempt: Attempt,
    ) -> Result<Task<built::Input>, Error> {
        let client = self.place.client.clone();
        self.way.stand(Standing::Sending);
        let label = label(&input.prompt, attempt);
        self.way.name_purchase();
        let task = client
            .submit(input)
            .idempotency_key(key.clone())
            .label(label)
            .await?;
        self.way
            .stand(Standing::Task(task.id().as_str().to_owned()));
        self.page
            .indented(format_args!("task     {}", shown(task.id())));
        if self.place.sandbox.is_some() {
            let again = client.submit(input).idempotency_key(key.clone()).await?;
            self.compare(&task, &again);
        } else {
            self.page
                .indented("By the rule of the API, submitting it again gives the same task and costs nothing; this run leaves it at one.");
        }
        Ok(task)
    }

    /// What the sandbox's books say about two submissions.
    fn compare<M: Model>(&mut self, first: &Task<M>, again: &Task<M>) {
        let Some(sandbox) = &self.place.sandbox else {
            return;
        };
        let ledger = sandbox.ledger();
        let (tasks, charged) = (ledger.tasks().len(), ledger.total_charged());
        let same = if first.id() == again.id() {
            "the same task"
        } else {
            "another task"
        };
        self.page.indented(format_args!(
            "Submitted again: {same}. The sandbox's ledger: tasks {tasks}, charged {charged}."
        ));
        let once = first.id() == again.id()
            && tasks == 1
            && first
                .created_as()
                .and_then(|task| task.cost_estimate())
                .map(Amount::as_decimal)
                == Some(charged);
        self.checks.note(
            once,
            "two submissions under one key made one task, charged once",
        );
    }

    async fn wait<M: Model>(&mut self, task: &Task<M>) -> Result<Succeeded<M>, Error> {
        self.page.heading("5. The task on its way");
        progress::watch(task, self.page).await?;
        let done = task.wait().await?;
        self.checks.note(true, "the task succeeded");
        Ok(done)
    }

    async fn download<M>(&mut self, done: &Succeeded<M>, folder: &Folder) -> Result<(), Error> {
        self.page.heading("6. The film");
        let files = done.files();
        if files.is_empty() {
            self.checks.note(false, "the task has a file");
        }
        for file in &files {
            let path = folder.place_for(done.snapshot().task_id(), file.media());
            let size = file.download_to(&path).await?.size();
            let kind = if is_mp4(&path) { ", an MP4" } else { "" };
            self.page
                .indented(format_args!("{}  ({size} bytes{kind})", path.display()));
            let whole = size > 0 && fs::metadata(&path).is_ok_and(|file| file.len() == size);
            let said = format!("the file is whole: {size} bytes{kind}; nothing was replaced");
            self.checks.note(whole, said);
        }
        self.check_credentials();
        Ok(())
    }

    /// Files may lie on another host, which the key does not concern.
    fn check_credentials(&mut self) {
        if let Some(sandbox) = &self.place.sandbox {
            let ledger = sandbox.ledger();
            let mut files = ledger
                .requests()
                .iter()
                .filter(|request| request.path.starts_with("/files/"));
            let secret = files.all(|request| !request.with_credentials);
            self.checks
                .note(secret, "the download did not carry the API key");
        }
    }

    /// What a crash would have left is nothing by now.
    async fn close(&mut self, key: &IdempotencyKey) -> Result<(), Error> {
        let entries = self.place.client.journal_entries().await?;
        let mut own = entries
            .iter()
            .filter(|entry| entry.idempotency_key() == key);
        let ended = own.next().is_some_and(|entry| !entry.is_open());
        self.checks
            .note(ended, "the journal has the purchase, and that it ended");
        Ok(())
    }

    fn settle<M: Model>(&mut self, task: &Task<M>, done: &Succeeded<M>) {
        self.page.heading("7. The costs, in exact decimals");
        let estimate = task.created_as().and_then(|task| task.cost_estimate());
        for (name, amount) in [("estimated", estimate), ("actual   ", done.cost())] {
            let amount = amount.map_or_else(|| "not told".to_owned(), Amount::to_string);
            self.page.indented(format_args!("{name}  {amount}"));
        }
        if self.place.sandbox.is_some() {
            self.page.indented("Play money: this was the sandbox.");
            self.checks.note(
                estimate.is_some() && estimate == done.cost(),
                "the cost is the estimate, digit for digit",
            );
        }
    }
}

/// Whether the first box of the file is the one that MP4 files begin with.
fn is_mp4(path: &Path) -> bool {
    let mut head = [0; 8];
    let read = fs::File::open(path).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && head.ends_with(b"ftyp")
}
