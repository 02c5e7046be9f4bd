//! A journal in a file.

use std::{
    collections::HashMap,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, BufRead as _, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use super::{
    Entry, Intent, Journal, JournalError, Stage, Step, by_age, line,
    line::{Flaw, Line},
};
use crate::client::{
    disk::{make_anew, sync_folder},
    idempotency_key::IdempotencyKey,
    lock_file::LockFile,
};

/// A journal in one file, for one process at a time.
///
/// - What was taken in is on the disk (`fsync`, of the folder too when the file is made, where it allows that) before the
///   call returns.
/// - Each line has a checksum. A last line that a crash cut short is cut off when the file is opened; damage anywhere
///   before it is an error, never passed over.
/// - A lock on `NAME.lock` beside it keeps a second process out, and falls with the process. Where the path is a symbolic
///   link, both stand beside the file that it leads to.
/// - The file grows by a line for each step and is rewritten, with one line an entry, when half of it is history.
/// - It is readable by its owner alone (mode 0600). It holds inputs of tasks that have not ended, so prompts too, and never
///   the API key, an output's URL, or anything else that opens a door.
///
/// Tasks stay in it, without their input once they have ended, until [`forget_ended`](Self::forget_ended): as long as the
/// journal remembers a key, that key cannot pay twice, whatever the server has forgotten. To forget while a client has the
/// journal, give it an `Arc` of it.
///
/// ```
/// use mindvideo::client::journal::{FileJournal, Journal, JournalError};
///
/// # let path = std::env::temp_dir().join(format!("mindvideo-file-doc-{}.journal", std::process::id()));
/// let journal = FileJournal::open(&path)?;
/// assert!(journal.entries()?.is_empty());
/// assert!(matches!(FileJournal::open(&path), Err(JournalError::Locked(_))));
/// # drop(journal);
/// # std::fs::remove_file(path.with_extension("journal.lock")).ok();
/// # std::fs::remove_file(path).ok();
/// # Ok::<(), JournalError>(())
/// ```
#[derive(Debug)]
pub struct FileJournal {
    path: Arc<Path>,
    state: Mutex<State>,
    /// Locked as long as it is open.
    _lock: LockFile,
}

#[derive(Debug)]
struct State {
    file: File,
    /// So much of the file is known to be whole.
    length: u64,
    /// The length at which it is rewritten.
    rewrite_at: u64,
    entries: Entries,
    broken: bool,
}

type Entries = HashMap<IdempotencyKey, Entry>;

/// Below this length a file is not worth rewriting.
const SMALL: u64 = 1 << 20;
/// Longer than any line that this crate writes.
const LONGEST_LINE: u64 = 256 << 20;

impl FileJournal {
    /// Opens the journal at `path`, which is made if there is none.
    ///
    /// # Errors
    /// [`Locked`](JournalError::Locked), [`NotAJournal`](JournalError::NotAJournal), [`Corrupt`](JournalError::Corrupt), or
    /// what the file system says.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, JournalError> {
        let path = resolve(path.as_ref())?;
        let io = |fault| JournalError::Io(Arc::clone(&path), Arc::new(fault));
        let lock = private().open(beside(&path, ".lock")).map_err(io)?;
        let lock = LockFile::new(lock);
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(JournalError::Locked(path)),
            Err(TryLockError::Error(fault)) => return Err(io(fault)),
        }
        let mut file = private().read(true).open(&*path).map_err(io)?;
        let (entries, length) = load(&path, &mut file)?;
        cut(&file, length).map_err(io)?;
        let mut state = State {
            file,
            length,
            rewrite_at: SMALL.max(length.saturating_mul(2)),
            entries,
            broken: false,
        };
        if length == 0 {
            state.rewrite(&path, |_| true).map_err(io)?;
        }
        Ok(Self {
            path,
            state: Mutex::new(state),
            _lock: lock,
        })
    }

    /// What the journal at `path` says, oldest first, without opening it: nothing is written or made, and a process that has
    /// it open goes on. Empty if there is none.
    ///
    /// # Errors
    /// As [`open`](Self::open), but never [`Locked`](JournalError::Locked).
    pub fn look(path: impl AsRef<Path>) -> Result<Vec<Entry>, JournalError> {
        let path: Arc<Path> = path.as_ref().into();
        match File::open(&*path) {
            Ok(mut file) => {
                let (entries, _) = load(&path, &mut file)?;
                Ok(by_age(entries.into_values()))
            }
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(fault) => Err(JournalError::Io(path, Arc::new(fault))),
        }
    }

    /// Forgets what was begun longer ago than `age` and has ended or was given up, and all closed entries. Gives how many.
    ///
    /// Forget only what the server has forgotten as well, or what will never be submitted again: a key that nobody remembers
    /// pays anew.
    ///
    /// # Errors
    /// What the file system says.
    pub fn forget_ended(&self, age: Duration) -> Result<usize, JournalError> {
        let now = SystemTime::now();
        let mut state = self.lock();
        let before = state.entries.len();
        let young = |entry: &Entry| entry.age(now).is_none_or(|own| own <= age);
        let keep =
            |entry: &Entry| entry.stage() != Stage::Closed && (entry.is_open() || young(entry));
        let done = state.rewrite(&self.path, keep);
        done.map_err(|fault| JournalError::Io(Arc::clone(&self.path), Arc::new(fault)))?;
        Ok(before - state.entries.len())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic between two of its statements leaves no half-changed state: the file is written first, the map last.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a line on the disk, and the entry that it makes into the map.
    fn take_in(
        &self,
        state: &mut State,
        line: serde_json::Result<String>,
        entry: Entry,
    ) -> Result<(), JournalError> {
        let io = |fault: io::Error| JournalError::Io(Arc::clone(&self.path), Arc::new(fault));
        if state.broken {
            return Err(JournalError::Broken(Arc::clone(&self.path)));
        }
        let line = line.map_err(|fault| io(fault.into()))?;
        state.append(line.as_bytes()).map_err(io)?;
        state.entries.insert(entry.key.clone(), entry);
        if state.length >= state.rewrite_at {
            // The line is on the disk already; a rewrite that fails is tried again at twice the length.
            state.rewrite_at = state.length.saturating_mul(2);
            let _ = state.rewrite(&self.path, |entry| entry.stage() != Stage::Closed);
        }
        Ok(())
    }
}

impl Journal for FileJournal {
    fn begin(&self, intent: &Intent) -> Result<Option<Entry>, JournalError> {
        let mut state = self.lock();
        let key = intent.token().idempotency_key();
        let known = state.entries.get(key).cloned();
        if let Some(entry) = Entry::begin(known.as_ref(), intent) {
            let mut sent = known.clone();
            if let Some(known) = &mut sent {
                known.apply(&Step::Sent);
            }
            let line = if sent.as_ref() == Some(&entry) {
                line::write_step(key, &Step::Sent)
            } else {
                line::write_entry(&entry)
            };
            self.take_in(&mut state, line, entry)?;
        }
        Ok(known)
    }

    fn record(&self, key: &IdempotencyKey, step: &Step) -> Result<Option<Entry>, JournalError> {
        let mut state = self.lock();
        let Some(mut entry) = state.entries.get(key).cloned() else {
            return Ok(None);
        };
        entry.apply(step);
        self.take_in(&mut state, line::write_step(key, step), entry.clone())?;
        Ok(Some(entry))
    }

    fn entries(&self) -> Result<Vec<Entry>, JournalError> {
        Ok(by_age(self.lock().entries.values().cloned()))
    }
}

impl State {
    fn append(&mut self, line: &[u8]) -> io::Result<()> {
        let written = self
            .file
            .seek(SeekFrom::Start(self.length))
            .and_then(|_| self.file.write_all(line))
            .and_then(|()| self.file.sync_data());
        if let Err(fault) = written {
            // Half a line must not stay under the next one, and after a failed `fsync` nobody knows what is on the disk.
            let undone = self
                .file
                .set_len(self.length)
                .and_then(|()| self.file.sync_all());
            self.broken = undone.is_err();
            return Err(fault);
        }
        self.length = self.length.saturating_add(line.len() as u64);
        Ok(())
    }

    /// Writes the file anew with what is kept, one line an entry, and puts it in the place of the old one. When it fails
    /// before that, nothing is changed; file and map say the same in any case.
    fn rewrite(&mut self, path: &Path, keep: impl Fn(&Entry) -> bool) -> io::Result<()> {
        let fresh = beside(path, ".new");
        let kept = self.entries.values().filter(|entry| keep(entry));
        let kept = by_age(kept.cloned());
        let (file, length) = write_anew(&fresh, &kept)?;
        fs::rename(&fresh, path)?;
        self.file = file;
        self.length = length;
        self.rewrite_at = SMALL.max(length.saturating_mul(2));
        let keyed = kept.into_iter().map(|entry| (entry.key.clone(), entry));
        self.entries = keyed.collect();
        // If the new name is not on the disk, what is written under it may be gone after a power cut.
        let synced = sync_folder(path);
        self.broken = synced.is_err();
        synced
    }
}

fn write_anew(path: &Path, entries: &[Entry]) -> io::Result<(File, u64)> {
    let file = make_anew(private().read(true), path)?;
    let mut writer = BufWriter::new(&file);
    let mut length = line::HEADER.len() as u64;
    writer.write_all(line::HEADER.as_bytes())?;
    for entry in entries {
        let line = line::write_entry(entry)?;
        length = length.saturating_add(line.len() as u64);
        writer.write_all(line.as_bytes())?;
    }
    writer.flush()?;
    drop(writer);
    file.sync_all()?;
    Ok((file, length))
}

/// Where the file itself is, which is made if there is none: two ways to one file must come to one lock.
pub(super) fn resolve(path: &Path) -> Result<Arc<Path>, JournalError> {
    let made = private().open(path).and_then(|_| fs::canonicalize(path));
    let io = |fault| JournalError::Io(path.into(), Arc::new(fault));
    Ok(made.map_err(io)?.into())
}

/// What the file says, and how much of it is whole. Zero: there is nothing yet.
fn load(path: &Arc<Path>, file: &mut File) -> Result<(Entries, u64), JournalError> {
    let length = file.metadata().map(|about| about.len());
    let length = length.map_err(|fault| JournalError::Io(Arc::clone(path), Arc::new(fault)))?;
    load_from(path, file, length)
}

/// The same of the first `length` bytes: where a process goes on writing, what it adds meanwhile must not make its half a line
/// one that others follow.
fn load_from(
    path: &Arc<Path>,
    source: impl io::Read,
    length: u64,
) -> Result<(Entries, u64), JournalError> {
    let io = |fault| JournalError::Io(Arc::clone(path), Arc::new(fault));
    let mut reader = BufReader::new(source.take(length));
    let mut entries = Entries::new();
    let mut text = Vec::new();
    let (mut length, mut number) = (0, 0);
    loop {
        text.clear();
        let mut bounded = reader.by_ref().take(LONGEST_LINE);
        let read = bounded.read_until(b'\n', &mut text).map_err(io)?;
        if read == 0 {
            break;
        }
        number += 1;
        let last = reader.fill_buf().map_err(io)?.is_empty();
        if number == 1 {
            match () {
                () if text == line::HEADER.as_bytes() => {}
                () if last && line::HEADER.as_bytes().starts_with(&text) => break,
                () => return Err(JournalError::NotAJournal(Arc::clone(path))),
            }
        } else {
            let corrupt = |problem: String| JournalError::Corrupt {
                path: Arc::clone(path),
                line: number,
                problem: problem.into(),
            };
            match line::open(&text) {
                Ok(json) => take(&mut entries, line::read(json).map_err(corrupt)?),
                Err(Flaw::Torn) if last => break,
                Err(_) => return Err(corrupt("is not as it was written".to_owned())),
            }
        }
        length += read as u64;
    }
    Ok((entries, length))
}

/// Cuts off what a crash left behind the last whole line.
fn cut(file: &File, length: u64) -> io::Result<()> {
    if file.metadata()?.len() > length {
        file.set_len(length)?;
        file.sync_all()?;
    }
    Ok(())
}

fn take(entries: &mut Entries, line: Line) {
    match line {
        Line::Entry(entry) => {
            entries.insert(entry.idempotency_key().clone(), *entry);
        }
        Line::Step(key, step) => {
            if let Some(entry) = entries.get_mut(&key) {
                entry.apply(&step);
            }
        }
    }
}

/// Opens for writing, or makes, a file for its owner alone.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file that another process appends to: where its last read ended, more is there at the next one.
    struct Growing(std::vec::IntoIter<Vec<u8>>);

    impl io::Read for Growing {
        fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
            let piece = self.0.next().unwrap_or_default();
            room.get_mut(..piece.len()).unwrap().copy_from_slice(&piece);
            Ok(piece.len())
        }
    }

    #[test]
    fn half_a_line_of_a_writer_at_work_is_no_damage() {
        let key = IdempotencyKey::parse("k").unwrap();
        let line = line::write_step(&key, &Step::Sent).unwrap();
        let whole = [line::HEADER, &line, &line].concat().into_bytes();
        let path: Arc<Path> = Path::new("j").into();
        for cut in line::HEADER.len()..=whole.len() {
            let (seen, rest) = whole.split_at(cut);
            let pieces = vec![seen.to_vec(), Vec::new(), rest.to_vec()];
            let found = load_from(&path, Growing(pieces.into_iter()), cut as u64);
            let lines = (cut - line::HEADER.len()) / line.len();
            let length = line::HEADER.len() + lines * line.len();
            assert_eq!(found.unwrap().1, length as u64, "{cut}");
        }
    }
}
