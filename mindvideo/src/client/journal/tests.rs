//! What every journal does, and what a file survives.

use std::{
    fs,
    path::PathBuf,
    time::{Duration, SystemTime},
};

use bytes::Bytes;

use super::{
    Entry, FileJournal, Intent, Journal, JournalError, Meeting, MemoryJournal, SavedFile, Stage,
    Step,
};
use crate::client::{
    idempotency_key::IdempotencyKey, status::TaskStatus, task_id::TaskId, token::SubmissionToken,
};

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("mindvideo-journal-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn path(&self) -> PathBuf {
        self.0.join("purchases.journal")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn key(text: &str) -> IdempotencyKey {
    IdempotencyKey::parse(text).unwrap()
}

fn intent(name: &str, sends: bool) -> Intent {
    Intent {
        token: SubmissionToken {
            model: "veo3-1-quality".into(),
            base: "https://h".into(),
            key: key(name),
            payload: Bytes::from_static("{\"prompt\":\"日落\\n \"}".as_bytes()),
            label: Some("order-7".into()),
        },
        at: SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_123),
        sends,
        memory: None,
        only_open: false,
    }
}

fn fresh(name: &str, sends: bool) -> Entry {
    Entry::begin(None, &intent(name, sends)).unwrap()
}

fn accepted() -> Step {
    Step::Accepted {
        task_id: TaskId::new("task/1 é").unwrap(),
        request_id: Some("req".into()),
        cost_estimate: "0.06426".parse().ok(),
    }
}

fn ended() -> Step {
    Step::Ended {
        task_id: TaskId::new("task/1 é").unwrap(),
        status: TaskStatus::new("Succeeded"),
        cost: "0.06426".parse().ok(),
    }
}

fn saved(pointer: &str) -> Step {
    Step::Saved(SavedFile {
        pointer: pointer.into(),
        path: "a b.mp4".into(),
        size: 1 << 40,
    })
}

fn a_life() -> Vec<Step> {
    vec![
        Step::Sent,
        accepted(),
        ended(),
        saved("/videos/0"),
        saved("/videos/1"),
    ]
}

/// What a journal says of a key.
fn find(journal: &dyn Journal, name: &str) -> Option<Entry> {
    let all = journal.entries().unwrap();
    all.into_iter()
        .find(|entry| *entry.idempotency_key() == key(name))
}

/// What the trait asks for.
fn keeps_its_word(journal: &dyn Journal) {
    assert!(journal.entries().unwrap().is_empty());
    assert!(journal.begin(&intent("a", false)).unwrap().is_none());
    let known = journal.begin(&intent("a", false)).unwrap().unwrap();
    assert_eq!(known, fresh("a", false), "the second changes nothing");
    let mut expected = fresh("a", false);
    for step in a_life() {
        let told = journal.record(&key("a"), &step).unwrap();
        expected.apply(&step);
        assert_eq!(told.as_ref(), Some(&expected), "{step:?}");
        assert_eq!(find(journal, "a").unwrap(), expected, "{step:?}");
    }
    let known = journal.begin(&intent("a", true)).unwrap();
    assert_eq!(known.as_ref(), Some(&expected));
    assert_eq!(find(journal, "a").unwrap(), expected, "no request follows");

    assert_eq!(journal.record(&key("unknown"), &Step::Sent).unwrap(), None);
    assert!(find(journal, "unknown").is_none());

    // A closed entry gives way to a new purchase.
    assert!(journal.begin(&intent("b", true)).unwrap().is_none());
    journal.record(&key("b"), &Step::Refused).unwrap();
    assert_eq!(find(journal, "b").unwrap().stage(), Stage::Closed);
    journal.begin(&intent("b", true)).unwrap();
    assert_eq!(find(journal, "b").unwrap(), fresh("b", true));

    two_senders(journal);
    given_up(journal);
    taken_up(journal);
    assert_eq!(journal.entries().unwrap().len(), 7);
}

/// One of them is refused, and the other is gone: it may have been heard.
fn two_senders(journal: &dyn Journal) {
    assert!(journal.begin(&intent("two", true)).unwrap().is_none());
    let known = journal.begin(&intent("two", true)).unwrap().unwrap();
    assert_eq!(known.stage(), Stage::InDoubt);
    let left = journal.record(&key("two"), &Step::Refused).unwrap();
    let left = left.unwrap();
    assert_eq!((left.stage(), left.is_open()), (Stage::InDoubt, true));
    assert!(left.submission_token().is_some());
    // Another input is no sender of it.
    let mut other = intent("two", true);
    other.token.payload = Bytes::from_static(b"{}");
    assert_eq!(journal.begin(&other).unwrap(), Some(left));
    let left = journal.record(&key("two"), &Step::Refused).unwrap();
    assert_eq!(left.unwrap().stage(), Stage::Closed);
}

/// What may have been made is remembered, with its age, and cannot be paid again.
fn given_up(journal: &dyn Journal) {
    for (name, steps, stage) in [
        ("doubt", &[][..], Stage::InDoubt),
        ("made", &[accepted()], Stage::Accepted),
    ] {
        journal.begin(&intent(name, true)).unwrap();
        for step in steps {
            journal.record(&key(name), step).unwrap();
        }
        let discarded = journal.record(&key(name), &Step::Discarded).unwrap();
        assert!(discarded.unwrap().is_open(), "it may have been sent");
        journal.record(&key(name), &Step::Abandoned).unwrap();
        let mut later = intent(name, true);
        later.at += Duration::from_hours(1);
        let known = journal.begin(&later).unwrap().unwrap();
        assert_eq!((known.stage(), known.is_open()), (stage, false), "{name}");
        assert_eq!(known.at(), intent(name, true).at, "{name}");
    }
    // It was sent again, so it is gone on with; and then its task became known.
    assert!(find(journal, "doubt").unwrap().is_open());
    assert!(!find(journal, "made").unwrap().is_open());
    journal.record(&key("doubt"), &Step::Abandoned).unwrap();
    let known = journal.record(&key("doubt"), &accepted()).unwrap().unwrap();
    assert_eq!((known.stage(), known.is_open()), (Stage::Accepted, true));
}

/// What was prepared long ago is as old as its first request; what was given up is gone on with when it is prepared again.
fn taken_up(journal: &dyn Journal) {
    journal.begin(&intent("waits", false)).unwrap();
    let mut later = intent("waits", true);
    later.at += Duration::from_hours(25);
    journal.begin(&later).unwrap();
    let mut again = later.clone();
    again.at += Duration::from_hours(1);
    journal.begin(&again).unwrap();
    let sent = find(journal, "waits").unwrap();
    assert_eq!((sent.stage(), sent.at()), (Stage::InDoubt, later.at));

    journal.begin(&intent("again", true)).unwrap();
    journal.record(&key("again"), &Step::Abandoned).unwrap();
    let known = journal.begin(&intent("again", false)).unwrap().unwrap();
    assert!(!known.is_open());
    let found = find(journal, "again").unwrap();
    assert_eq!((found.stage(), found.is_open()), (Stage::InDoubt, true));
}

/// Who only goes on with what is open neither begins anything nor takes up what was given up.
#[test]
fn only_what_is_open() {
    let recovers = Intent {
        only_open: true,
        ..intent("a", true)
    };
    let meets = |known: Option<&Entry>| {
        let writes = Entry::begin(known, &recovers).is_some();
        (Entry::meet(known, &recovers), writes)
    };
    assert_eq!(meets(None), (Meeting::Gone, false));
    let mut other = intent("a", true);
    other.token.payload = Bytes::from_static(b"{}");
    let other = Entry::begin(None, &other).unwrap();
    assert_eq!(meets(Some(&other)), (Meeting::Gone, false));
    for (sends, steps, open) in [
        (false, &[][..], Some(false)),
        (true, &[], Some(true)),
        (false, &[Step::Discarded], None),
        (true, &[Step::Refused], None),
        (true, &[Step::Abandoned], None),
        (true, &[accepted(), Step::Abandoned], None),
    ] {
        let mut entry = fresh("a", sends);
        for step in steps {
            entry.apply(step);
        }
        let expected = match open {
            Some(doubt) => (Meeting::Joins { doubt }, true),
            None => (Meeting::Gone, false),
        };
        assert_eq!(meets(Some(&entry)), expected, "{sends} {steps:?}");
    }
}

#[test]
fn in_memory() {
    keeps_its_word(&MemoryJournal::default());
}

#[test]
fn in_a_file() {
    let folder = Folder::new("word");
    let journal = FileJournal::open(folder.path()).unwrap();
    keeps_its_word(&journal);
    let before = journal.entries().unwrap();
    drop(journal);
    let again = FileJournal::open(folder.path()).unwrap().entries().unwrap();
    assert_eq!(again, before, "a file remembers");
}

#[cfg(feature = "sqlite")]
#[test]
fn in_sqlite() {
    use super::SqliteJournal;

    let folder = Folder::new("sqlite");
    let (one, two) = (
        SqliteJournal::open(folder.path()).unwrap(),
        SqliteJournal::open(folder.path()).unwrap(),
    );
    keeps_its_word(&one);
    assert_eq!(one.entries().unwrap(), two.entries().unwrap());
    drop(one);
    assert!(two.begin(&intent("a", true)).unwrap().is_some());
    fs::write(
        folder.0.join("other"),
        "no database, but long enough to look at",
    )
    .unwrap();
    let error = SqliteJournal::open(folder.0.join("other")).unwrap_err();
    assert!(error.to_string().contains("database"), "{error}");
}

/// A path is a path: nothing that forgets, and nothing in another place, is made of it.
#[cfg(feature = "sqlite")]
#[test]
fn sqlite_takes_no_path_for_something_else() {
    use super::SqliteJournal;

    let error = SqliteJournal::open(":memory:").unwrap_err();
    assert!(error.to_string().contains("MemoryJournal"), "{error}");
    assert!(!std::path::Path::new(":memory:").exists());
    let folder = Folder::new("sqlite-uri");
    let path = folder.0.join("file:other?mode=memory");
    SqliteJournal::open(&path)
        .unwrap()
        .begin(&intent("a", true))
        .unwrap();
    let again = SqliteJournal::open(&path).unwrap();
    assert_eq!(again.entries().unwrap().len(), 1);
}

/// Two processes send one purchase: the first is refused, the second dies.
#[cfg(feature = "sqlite")]
#[test]
fn two_processes_on_sqlite() {
    use super::SqliteJournal;

    let folder = Folder::new("sqlite-two");
    let open = || SqliteJournal::open(folder.path()).unwrap();
    let (one, two) = (open(), open());
    assert!(one.begin(&intent("a", true)).unwrap().is_none());
    assert!(two.begin(&intent("a", true)).unwrap().is_some());
    one.record(&key("a"), &Step::Refused).unwrap();
    drop((one, two));
    let left = open().entries().unwrap().remove(0);
    assert_eq!((left.stage(), left.is_open()), (Stage::InDoubt, true));
}

/// Threads that begin the same purchase: one of them is the first, and all of them are counted.
#[test]
fn one_begins() {
    let folder = Folder::new("race");
    let file = FileJournal::open(folder.path()).unwrap();
    for journal in [&MemoryJournal::default() as &dyn Journal, &file] {
        let firsts = std::thread::scope(|scope| {
            let begin = || journal.begin(&intent("a", true)).unwrap().is_none();
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(begin)).collect();
            threads
                .into_iter()
                .map(|t| t.join().unwrap())
                .filter(|first| *first)
                .count()
        });
        assert_eq!(firsts, 1);
        let refused = |_| journal.record(&key("a"), &Step::Refused).unwrap().unwrap();
        let left: Vec<_> = (0..8).map(refused).map(|entry| entry.stage()).collect();
        assert_eq!((left[6], left[7]), (Stage::InDoubt, Stage::Closed));
    }
}

#[test]
fn stages() {
    use Stage::{Accepted, Closed, Ended, InDoubt, Prepared};
    let all = |sends, steps: &[Step]| {
        let mut entry = fresh("a", sends);
        for step in steps {
            entry.apply(step);
        }
        let tokens = (entry.submission_token(), entry.task_token());
        let (request, task) = (tokens.0.is_some(), tokens.1.is_some());
        (entry.stage(), entry.is_open(), request, task)
    };
    for (sends, steps, expected) in [
        (false, &[][..], (Prepared, true, true, false)),
        (true, &[], (InDoubt, true, true, false)),
        (false, &[Step::Sent], (InDoubt, true, true, false)),
        (true, &[Step::Refused], (Closed, false, false, false)),
        // Two senders, one of them refused: the other may have been heard.
        (
            true,
            &[Step::Sent, Step::Refused],
            (InDoubt, true, true, false),
        ),
        (
            true,
            &[Step::Sent, Step::Refused, Step::Refused],
            (Closed, false, false, false),
        ),
        (true, &[accepted()], (Accepted, true, true, true)),
        (
            true,
            &[Step::Sent, accepted(), Step::Refused, Step::Refused],
            (Accepted, true, true, true),
        ),
        (
            true,
            &[Step::Refused, accepted()],
            (Accepted, true, false, true),
        ),
        (true, &[accepted(), ended()], (Ended, false, false, true)),
        // The journal failed when the task was accepted.
        (true, &[ended()], (Ended, false, false, true)),
        (false, &[Step::Discarded], (Closed, false, false, false)),
        (true, &[Step::Discarded], (InDoubt, true, true, false)),
        (
            true,
            &[accepted(), Step::Discarded],
            (Accepted, true, true, true),
        ),
        (false, &[Step::Abandoned], (Closed, false, false, false)),
        (true, &[Step::Abandoned], (InDoubt, false, true, false)),
        (
            true,
            &[accepted(), Step::Abandoned, accepted()],
            (Accepted, false, true, true),
        ),
        (
            true,
            &[Step::Abandoned, Step::Sent],
            (InDoubt, true, true, false),
        ),
        (
            true,
            &[Step::Abandoned, Step::Refused],
            (Closed, false, false, false),
        ),
    ] {
        assert_eq!(all(sends, steps), expected, "{sends} {steps:?}");
    }
}

#[test]
fn entries_and_steps_go_through_text() {
    let mut entry = fresh("a", true);
    let more = [Step::Refused, Step::Discarded, Step::Abandoned];
    for step in a_life().into_iter().chain(more) {
        let text = serde_json::to_string(&step).unwrap();
        assert_eq!(serde_json::from_str::<Step>(&text).unwrap(), step);
        entry.apply(&step);
        let text = serde_json::to_string(&entry).unwrap();
        assert_eq!(serde_json::from_str::<Entry>(&text).unwrap(), entry);
        assert_eq!(text.contains("日落"), entry.is_open(), "{text}");
    }
    assert!(!format!("{entry:?}").contains("日落"));
    for text in ["{}", "[]", "null", r#"{"later":{}}"#] {
        assert!(serde_json::from_str::<Step>(text).is_err(), "{text}");
        assert!(serde_json::from_str::<Entry>(text).is_err(), "{text}");
    }
}

/// The file of a life, and its lines.
fn written(folder: &Folder) -> Vec<u8> {
    let journal = FileJournal::open(folder.path()).unwrap();
    journal.begin(&intent("a", true)).unwrap();
    journal.begin(&intent("b", false)).unwrap();
    journal.record(&key("a"), &accepted()).unwrap();
    fs::read(folder.path()).unwrap()
}

/// A crash may cut the file anywhere: what was whole before stays, and the journal goes on from there.
#[test]
fn cut_at_every_byte() {
    let folder = Folder::new("cut");
    let whole = written(&folder);
    for length in 0..=whole.len() {
        fs::write(folder.path(), &whole[..length]).unwrap();
        let journal = FileJournal::open(folder.path()).unwrap();
        let lines = whole[..length].split(|b| *b == b'\n').count() - 1;
        let stages: Vec<_> = journal
            .entries()
            .unwrap()
            .iter()
            .map(Entry::stage)
            .collect();
        let expected: &[Stage] = match lines {
            0 | 1 => &[],
            2 => &[Stage::InDoubt],
            3 => &[Stage::InDoubt, Stage::Prepared],
            _ => &[Stage::Accepted, Stage::Prepared],
        };
        assert_eq!(stages, expected, "{length}");
        if length % 7 != 0 {
            continue;
        }
        journal.begin(&intent("c", true)).unwrap();
        drop(journal);
        let again = FileJournal::open(folder.path()).unwrap().entries().unwrap();
        assert_eq!(again.len(), expected.len() + 1, "{length}");
    }
}

/// Zeros and half a sector of something else, as file systems leave them behind a torn write.
#[test]
fn rubbish_at_the_end() {
    let folder = Folder::new("rubbish");
    let whole = written(&folder);
    for rubbish in [
        &[0; 700][..],
        b"\0\0\n",
        b"0123456789abcdef 2 {}\n",
        b"\xff\xfe",
        b"\n",
    ] {
        fs::write(folder.path(), [&whole, rubbish].concat()).unwrap();
        assert_eq!(
            FileJournal::open(folder.path())
                .unwrap()
                .entries()
                .unwrap()
                .len(),
            2
        );
        assert_eq!(fs::read(folder.path()).unwrap(), whole);
    }
}

/// A flipped bit before the last line is damage, not a torn tail, and is never passed over; in the last line it costs that
/// line at most.
#[test]
fn flipped_at_every_byte() {
    let folder = Folder::new("flip");
    let whole = written(&folder);
    let last = whole[..whole.len() - 1]
        .iter()
        .rposition(|b| *b == b'\n')
        .unwrap()
        + 1;
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        fs::write(folder.path(), &bytes).unwrap();
        match FileJournal::open(folder.path()) {
            Ok(journal) => {
                assert!(at >= last, "{at} was passed over");
                assert_eq!(journal.entries().unwrap()[0].stage(), Stage::InDoubt);
            }
            Err(JournalError::Corrupt { line, .. }) => {
                let end = at == whole.len() - 1;
                assert!(end || at < last && (2..=3).contains(&line), "{at} {line}");
                assert_eq!(fs::read(folder.path()).unwrap(), bytes, "left as it is");
            }
            Err(JournalError::NotAJournal(_)) => assert!(at < super::line::HEADER.len()),
            Err(other) => panic!("{other}"),
        }
    }
}

/// What a later version wrote is whole, though not understood: nothing may be cut off.
#[test]
fn a_step_of_a_later_version_is_kept() {
    let folder = Folder::new("later");
    let mut text = String::from_utf8(written(&folder)).unwrap();
    let json = r#"{"key":"a","step":{"delivered":true}}"#;
    let sum = crate::client::hex::hex(&hmac_sha256::Hash::hash(json.as_bytes()));
    text = format!("{text}{} {} {json}\n", &sum[..16], json.len());
    fs::write(folder.path(), &text).unwrap();
    let error = FileJournal::open(folder.path()).unwrap_err();
    assert!(
        matches!(&error, JournalError::Corrupt { line: 5, .. }),
        "{error}"
    );
    assert!(error.to_string().contains("`delivered`"), "{error}");
    assert_eq!(fs::read_to_string(folder.path()).unwrap(), text);
}

#[test]
fn no_other_file_is_touched() {
    let folder = Folder::new("other");
    for text in ["a letter\n", "mindvideo journal, version 2\n", "{}", "\0\0"] {
        fs::write(folder.path(), text).unwrap();
        let error = FileJournal::open(folder.path()).unwrap_err();
        assert!(matches!(error, JournalError::NotAJournal(_)), "{error}");
        assert_eq!(fs::read_to_string(folder.path()).unwrap(), text);
    }
    let missing = folder.0.join("no/folder");
    assert!(matches!(
        FileJournal::open(missing),
        Err(JournalError::Io(..))
    ));
    assert!(matches!(
        FileJournal::open(&folder.0),
        Err(JournalError::Io(..))
    ));
}

#[test]
fn one_at_a_time() {
    let folder = Folder::new("lock");
    let first = FileJournal::open(folder.path()).unwrap();
    let error = FileJournal::open(folder.path()).unwrap_err();
    assert!(matches!(error, JournalError::Locked(_)), "{error}");
    assert!(!error.help().is_empty());
    drop(first);
    FileJournal::open(folder.path()).unwrap();
}

#[cfg(unix)]
#[test]
fn for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new("mode");
    let journal = FileJournal::open(folder.path()).unwrap();
    journal.begin(&intent("a", true)).unwrap();
    journal.forget_ended(Duration::ZERO).unwrap();
    for entry in fs::read_dir(&folder.0).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", entry.path().display());
    }
}

/// A file of many steps is rewritten, and says the same afterwards.
#[test]
fn history_is_rewritten() {
    let folder = Folder::new("rewrite");
    let journal = FileJournal::open(folder.path()).unwrap();
    journal.begin(&intent("open", true)).unwrap();
    let mut big = intent("big", true);
    big.token.payload = Bytes::from(vec![b'x'; 700_000]);
    journal.begin(&big).unwrap();
    for step in a_life() {
        journal.record(&key("big"), &step).unwrap();
    }
    for round in 0..3 {
        let mut more = intent(&format!("more-{round}"), true);
        more.token.payload = Bytes::from(vec![b'y'; 200_000]);
        journal.begin(&more).unwrap();
        journal
            .record(&key(&format!("more-{round}")), &Step::Refused)
            .unwrap();
    }
    assert!(
        fs::metadata(folder.path()).unwrap().len() < 700_000,
        "the inputs of what ended are gone"
    );
    let before: Vec<_> = ["open", "big"].map(|name| find(&journal, name)).into();
    drop(journal);
    let journal = FileJournal::open(folder.path()).unwrap();
    let after: Vec<_> = ["open", "big"].map(|name| find(&journal, name)).into();
    assert_eq!(before, after);
    assert!(!folder.0.join("purchases.journal.new").exists());

    assert_eq!(
        journal.forget_ended(Duration::MAX).unwrap(),
        2,
        "what is closed: more-1, which was open when the file was rewritten, and more-2"
    );
    journal.begin(&intent("given-up", true)).unwrap();
    journal.record(&key("given-up"), &Step::Abandoned).unwrap();
    assert_eq!(journal.forget_ended(Duration::MAX).unwrap(), 0);
    assert_eq!(
        journal.forget_ended(Duration::ZERO).unwrap(),
        2,
        "what ended or was given up: big, given-up"
    );
    assert!(find(&journal, "open").is_some() && find(&journal, "big").is_none());
    let kept = journal.entries().unwrap();
    drop(journal);
    assert_eq!(FileJournal::look(folder.path()).unwrap(), kept);
}

/// The line that makes the file long enough to be rewritten is in what is written anew, be it an intent or a step.
#[test]
fn a_rewrite_keeps_the_last_line() {
    let folder = Folder::new("rewrite-last");
    let journal = FileJournal::open(folder.path()).unwrap();
    let length = || fs::metadata(folder.path()).unwrap().len();
    let mut rewritten = 0;
    let mut check = |before: u64, what: &str| {
        rewritten += u64::from(length() < before);
        let seen = FileJournal::look(folder.path()).unwrap();
        assert_eq!(seen, journal.entries().unwrap(), "{what}");
    };
    for number in 0..14 {
        let name = format!("a-{number}");
        let mut big = intent(&name, true);
        big.token.payload = Bytes::from(vec![b'x'; 90_000]);
        let before = length();
        journal.begin(&big).unwrap();
        check(before, &name);
        journal.record(&key(&name), &ended()).unwrap();
    }
    let mut bigger = intent("b", true);
    let room = usize::try_from((1 << 20) - length()).unwrap();
    bigger.token.payload = Bytes::from(vec![b'x'; room - 600]);
    journal.begin(&bigger).unwrap();
    for number in 0..20 {
        let before = length();
        journal.record(&key("b"), &saved("/videos/0")).unwrap();
        check(before, &format!("step {number}"));
    }
    assert_eq!(rewritten, 2);
}

/// An entry of unknown age is not forgotten.
#[test]
fn a_clock_that_was_set_back() {
    let folder = Folder::new("clock");
    let journal = FileJournal::open(folder.path()).unwrap();
    let mut ahead = intent("ahead", true);
    ahead.at = SystemTime::now() + Duration::from_hours(1);
    journal.begin(&ahead).unwrap();
    journal.record(&key("ahead"), &ended()).unwrap();
    assert_eq!(journal.forget_ended(Duration::ZERO).unwrap(), 0);
}

/// Two ways to one file come to one lock, and a rewrite leaves a link in its place.
#[cfg(unix)]
#[test]
fn through_a_symbolic_link() {
    use std::os::unix::fs::symlink;

    let folder = Folder::new("link");
    let (link, ahead) = (folder.0.join("link"), folder.0.join("ahead"));
    symlink(folder.path(), &link).unwrap();
    symlink(folder.0.join("later"), &ahead).unwrap();
    for (first, second) in [(folder.path(), &link), (folder.0.join("later"), &ahead)] {
        let journal = FileJournal::open(second).unwrap();
        let error = FileJournal::open(&first).unwrap_err();
        assert!(matches!(error, JournalError::Locked(_)), "{error}");
        journal.begin(&intent("a", true)).unwrap();
        journal.forget_ended(Duration::ZERO).unwrap();
        drop(journal);
        assert!(fs::symlink_metadata(second).unwrap().is_symlink());
        assert_eq!(FileJournal::look(&first).unwrap().len(), 1);
    }
}

/// The new file is not written through a link that somebody put in its place.
#[cfg(unix)]
#[test]
fn a_planted_link_is_not_followed() {
    let folder = Folder::new("planted");
    let journal = FileJournal::open(folder.path()).unwrap();
    let target = folder.0.join("target");
    fs::write(&target, "dear").unwrap();
    std::os::unix::fs::symlink(&target, folder.0.join("purchases.journal.new")).unwrap();
    journal.forget_ended(Duration::ZERO).unwrap();
    assert_eq!(fs::read_to_string(&target).unwrap(), "dear");
}

/// A folder that may be written and not read cannot be synced, which stops nothing.
#[cfg(unix)]
#[test]
fn in_a_folder_that_nobody_may_read() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new("unread");
    fs::set_permissions(&folder.0, fs::Permissions::from_mode(0o300)).unwrap();
    let journal = FileJournal::open(folder.path());
    fs::set_permissions(&folder.0, fs::Permissions::from_mode(0o700)).unwrap();
    journal.unwrap().begin(&intent("a", true)).unwrap();
}

/// A client has it, and its maker still does.
#[test]
fn shared() {
    let folder = Folder::new("shared");
    let journal = std::sync::Arc::new(FileJournal::open(folder.path()).unwrap());
    keeps_its_word(&std::sync::Arc::clone(&journal));
    journal.forget_ended(Duration::ZERO).unwrap();
}

/// A file that cannot grow: the write is refused, half a line is taken back, and with room it goes on.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk() {
    if let Some(path) = std::env::var_os("JOURNAL_ON_A_FULL_DISK") {
        let journal = FileJournal::open(PathBuf::from(path)).unwrap();
        journal.begin(&intent("a", true)).unwrap();
        let mut big = intent("big", true);
        big.token.payload = Bytes::from(vec![b'x'; 10_000]);
        let error = journal.begin(&big).unwrap_err();
        assert!(matches!(error, JournalError::Io(..)), "{error}");
        journal.begin(&intent("c", true)).unwrap();
        return;
    }
    let folder = Folder::new("full");
    // The limit of a file's size counts blocks of 512 or 1024 bytes.
    let mut child = std::process::Command::new("sh");
    child
        .args([
            "-c",
            "trap '' XFSZ; ulimit -f 4; exec \"$0\" --exact client::journal::tests::a_full_disk",
        ])
        .arg(std::env::current_exe().unwrap())
        .env("JOURNAL_ON_A_FULL_DISK", folder.path());
    let output = child.output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    let entries = FileJournal::open(folder.path()).unwrap().entries().unwrap();
    assert_eq!(entries.len(), 2);
}

#[test]
fn looking_needs_no_lock_and_changes_nothing() {
    let folder = Folder::new("look");
    let path = folder.path();
    assert_eq!(FileJournal::look(&path).unwrap(), []);
    assert!(!path.exists());
    let journal = FileJournal::open(&path).unwrap();
    journal.begin(&intent("a", true)).unwrap();
    let mut torn = fs::read(&path).unwrap();
    torn.extend(b"0123 4");
    fs::write(&path, &torn).unwrap();
    let seen = FileJournal::look(&path).unwrap();
    assert_eq!(seen, journal.entries().unwrap());
    assert_eq!(seen[0].label(), Some("order-7"));
    assert_eq!(seen[0].submission_token().unwrap().label(), Some("order-7"));
    assert_eq!(fs::read(&path).unwrap(), torn);
    fs::write(&path, "a novel\n").unwrap();
    assert!(matches!(
        FileJournal::look(&path),
        Err(JournalError::NotAJournal(_))
    ));
}
