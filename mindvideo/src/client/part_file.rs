//! A file that is not whole yet.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::Duration,
};

use hmac_sha256::Hash;
use serde_json::{Value, json};

use super::{
    core::{Kept, Version},
    disk::{make_anew, sync_folder},
    download_error::DownloadError,
    hex::hex,
    lock_file::LockFile,
    sha256::Sha256,
};

/// A file that grows under the name `TARGET.part` until it is published, with a note beside it, `TARGET.part.json`.
///
/// The note says which file this is, in which version, and the SHA-256 of the bytes that were there when it was written. So
/// another process can go on, and a part that a crash has torn is told from one that can be trusted. A part whose version has
/// no strong entity tag cannot be gone on with and disappears when it is dropped.
///
/// While it lives it is locked, so that two downloads to one name do not write into one file.
pub(crate) struct PartFile {
    file: LockFile,
    names: Names,
    /// SHA-256 of the name of what is fetched.
    identity: String,
    version: Version,
    length: u64,
    hash: Sha256,
    /// The length of which the note speaks. `None` when what it says is no longer so.
    noted: Option<u64>,
    /// So much of it is on the disk, or on its way there.
    flushed: u64,
    /// Whether an empty file may stand under the target's name that this download has put there.
    placing: bool,
}

#[derive(Clone, Debug)]
struct Names {
    target: PathBuf,
    part: PathBuf,
    note: PathBuf,
    /// The note while it is written.
    draft: PathBuf,
}

/// A note is written when so many bytes have come since the last one.
const NOTE_EVERY: u64 = 8 * 1024 * 1024;
/// So much is put on the disk at a time, or what is less at the end.
const FLUSH_EVERY: u64 = 64 * 1024 * 1024;
/// Largest note that is read, in bytes.
const LARGEST_NOTE: u64 = 64 * 1024;
/// How often a part file may belong to another download, or disappear between being opened and being locked.
const OPENINGS: u32 = 8;
const BETWEEN_OPENINGS: Duration = Duration::from_millis(50);

type Result<T> = std::result::Result<T, DownloadError>;

impl PartFile {
    /// Opens the part file for `target`, which must not exist, with what is left of an earlier download of the file that
    /// `name` names.
    pub(crate) fn open(target: &Path, name: &str) -> Result<Self> {
        let names = Names::of(target)?;
        let file = names.open_locked()?;
        let note = Note::read(&names.note);
        let found = file.metadata().map_err(|fault| names.fault(fault))?.len();
        if note.is_none() && found > 0 {
            // What has no note of ours may be somebody else's.
            return Err(DownloadError::TargetExists(names.part));
        }
        let identity = hex(&Hash::hash(name.as_bytes()));
        let mut part = Self {
            file,
            names,
            identity,
            version: Version::default(),
            length: 0,
            hash: Sha256::new(),
            noted: None,
            flushed: 0,
            placing: false,
        };
        part.resume(note).map_err(|fault| part.names.fault(fault))?;
        Ok(part)
    }

    /// What can be gone on with.
    pub(crate) fn kept(&self) -> Option<Kept> {
        (self.length > 0).then(|| Kept {
            version: self.version.clone(),
            length: self.length,
            sha256: self.sha256(),
        })
    }

    /// How many bytes have come.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// The SHA-256 of what has come.
    pub(crate) fn sha256(&self) -> [u8; 32] {
        self.hash.value()
    }

    /// Forgets what there is and begins a file of the given version.
    pub(crate) fn start_over(&mut self, version: Version) -> Result<()> {
        self.version = version;
        self.reset().map_err(|fault| self.names.fault(fault))
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.append(bytes).map_err(|fault| self.names.fault(fault))
    }

    /// Work that puts on the disk what was written, when there is enough of it. It holds nothing, least of all the lock, and
    /// its failure is the business of the [publishing](Self::publish), which makes sure.
    pub(crate) fn flush(&mut self) -> Option<impl FnOnce() + Send + 'static> {
        if self.length.saturating_sub(self.flushed) < FLUSH_EVERY {
            return None;
        }
        self.flushed = self.length;
        let path = self.names.part.clone();
        Some(move || {
            let _ = File::open(path).and_then(|part| part.sync_data());
        })
    }

    /// Puts the file under its name, unless something has come to stand there.
    ///
    /// A hard link fails atomically where a rename would replace. If the process ends before the part's own name is gone, the
    /// next download lets go of that name, for it is the finished file's as well.
    ///
    /// File systems without links get a rename onto a placeholder: an empty file that was created as new, so that what stands
    /// there already is not replaced. So do systems that do not tell how many names a file has. Only there, a reader may see
    /// the name empty for a moment; and if the process ends in this moment, the next download to the name takes the
    /// placeholder away, which it knows by the note.
    pub(crate) fn publish(mut self) -> Result<u64> {
        self.link().map_err(|fault| match fault.kind() {
            io::ErrorKind::AlreadyExists => DownloadError::TargetExists(self.names.target.clone()),
            _ => self.names.fault(fault),
        })?;
        self.version = Version::default();
        Ok(self.length)
    }

    /// Removes it, whatever could be done with it later.
    pub(crate) fn discard(mut self) {
        self.version = Version::default();
    }

    fn link(&mut self) -> io::Result<()> {
        self.file.sync_all()?;
        match add_name(&self.names.part, &self.names.target) {
            Ok(()) => {}
            Err(fault) if fault.kind() == io::ErrorKind::AlreadyExists => return Err(fault),
            Err(_) => {
                self.claim()?;
                self.fill_claim()?;
            }
        }
        // The film is in its place. A folder that cannot be read, or that knows no such thing, does not take it away again.
        let _ = sync_folder(&self.names.target);
        Ok(())
    }

    /// Takes the target's name with a placeholder, of which the note tells before it is there.
    fn claim(&mut self) -> io::Result<()> {
        self.placing = true;
        let claimed = self.note().and_then(|()| {
            // Where folders cannot be put on the disk, the note may be lost to a power cut, but not to a crash.
            let _ = sync_folder(&self.names.note);
            let mut options = OpenOptions::new();
            options
                .write(true)
                .create_new(true)
                .open(&self.names.target)
        });
        claimed.map(|_| ()).inspect_err(|_| {
            self.placing = false;
            self.noted = None;
        })
    }

    /// Puts the part in the place of the placeholder.
    fn fill_claim(&mut self) -> io::Result<()> {
        fs::rename(&self.names.part, &self.names.target).inspect_err(|_| {
            // The error that matters is the rename's.
            self.placing = fs::remove_file(&self.names.target).is_err();
            self.noted = None;
        })
    }

    /// Takes over what an earlier download left, if its note proves it.
    fn resume(&mut self, note: Option<Note>) -> io::Result<()> {
        let Some(note) = note else { return Ok(()) };
        if note.identity == self.identity && note.version.tag.is_some() && self.takes(&note)? {
            self.version = note.version;
            return if note.placing { self.note() } else { Ok(()) };
        }
        self.reset()
    }

    /// Reads as many bytes as the note speaks of. Whether they are the ones it means.
    fn takes(&mut self, note: &Note) -> io::Result<bool> {
        let mut piece = vec![0; 64 * 1024];
        let mut rest = (&mut *self.file).take(note.length);
        loop {
            match rest.read(&mut piece)? {
                0 => break,
                size => {
                    self.hash.update(piece.get(..size).unwrap_or_default());
                    self.length += size as u64;
                }
            }
        }
        self.noted = Some(note.length);
        self.file.set_len(self.length)?;
        Ok(self.length == note.length && hex(&self.sha256()) == note.sha256)
    }

    fn reset(&mut self) -> io::Result<()> {
        self.length = 0;
        self.flushed = 0;
        self.hash = Sha256::new();
        // The note first: bytes without one would be taken for a stranger's.
        self.note()?;
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0)).map(|_| ())
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.hash.update(bytes);
        self.length += bytes.len() as u64;
        if self.length - self.noted.unwrap_or(0) >= NOTE_EVERY {
            self.note()
        } else {
            Ok(())
        }
    }

    fn note(&mut self) -> io::Result<()> {
        let note = json!({
            "etag": self.version.tag,
            "file": self.identity,
            "length": self.length,
            "placing": self.placing,
            "sha256": hex(&self.sha256()),
            "total": self.version.total,
        });
        let mut draft = make_anew(&mut OpenOptions::new(), &self.names.draft)?;
        draft.write_all(note.to_string().as_bytes())?;
        if self.placing {
            draft.sync_all()?;
        }
        fs::rename(&self.names.draft, &self.names.note)?;
        self.noted = Some(self.length);
        Ok(())
    }
}

impl Drop for PartFile {
    fn drop(&mut self) {
        let resumable = self.version.tag.is_some() && self.length > 0;
        // There is nobody to tell about a failure; the next download tells a part without a true note and starts over.
        let noted = resumable && (self.noted == Some(self.length) || self.note().is_ok());
        if !noted {
            let _ = fs::remove_file(&self.names.part);
            let _ = fs::remove_file(&self.names.note);
        }
    }
}

impl Names {
    fn of(target: &Path) -> Result<Self> {
        let with = |end: &str| {
            let mut name = target.as_os_str().to_owned();
            name.push(end);
            PathBuf::from(name)
        };
        let names = Self {
            target: target.to_owned(),
            part: with(".part"),
            note: with(".part.json"),
            draft: with(".part.json.new"),
        };
        if target.file_name().is_none() {
            let said = "the path names no file";
            return Err(names.fault(io::Error::new(io::ErrorKind::InvalidInput, said)));
        }
        Ok(names)
    }

    /// The part file, locked, and still under its name.
    fn open_locked(&self) -> Result<LockFile> {
        for _ in 0..OPENINGS {
            if self.target.symlink_metadata().is_ok() && !self.is_claimed() {
                return Err(DownloadError::TargetExists(self.target.clone()));
            }
            let mut options = OpenOptions::new();
            let file = options
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(&self.part);
            let file = LockFile::new(file.map_err(|fault| self.fault(fault))?);
            match file.try_lock() {
                // One that was dropped may still be writing its last piece.
                Err(TryLockError::WouldBlock) => {
                    thread::sleep(BETWEEN_OPENINGS);
                    continue;
                }
                // Some file systems know no locks.
                Ok(()) | Err(TryLockError::Error(_)) => {}
            }
            if !is_at(&file, &self.part) {
                continue;
            }
            if has_other_names(&file) {
                // A finished file, or a stranger's: not one to write into.
                self.let_go()?;
                continue;
            }
            // The part is locked: whoever has put a placeholder there is gone.
            if self.is_claimed() {
                fs::remove_file(&self.target).map_err(|fault| self.fault(fault))?;
            }
            // A download that has just ended may have put this very file under the target's name.
            if self.target.symlink_metadata().is_err() {
                return Ok(file);
            }
        }
        Err(DownloadError::Busy(self.part.clone()))
    }

    /// Takes the part's name off the file that has others.
    fn let_go(&self) -> Result<()> {
        if Note::read(&self.note).is_none() {
            return Err(DownloadError::TargetExists(self.part.clone()));
        }
        fs::remove_file(&self.part).map_err(|fault| self.fault(fault))
    }

    /// Whether under the target's name stands a placeholder that a download has put there and not filled.
    ///
    /// That it is empty does not make it ours: a part must stand beside it, and a note that it was about to be put there.
    fn is_claimed(&self) -> bool {
        let empty = |named: fs::Metadata| named.is_file() && named.len() == 0;
        self.target.symlink_metadata().is_ok_and(empty)
            && self.part.symlink_metadata().is_ok()
            && Note::read(&self.note).is_some_and(|note| note.placing)
    }

    fn fault(&self, fault: io::Error) -> DownloadError {
        DownloadError::Io(self.target.clone(), Arc::new(fault))
    }
}

/// Whether an open file is the one that has this name.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    let same = |open: fs::Metadata, named: fs::Metadata| {
        (open.dev(), open.ino()) == (named.dev(), named.ino())
    };
    match (file.metadata(), path.symlink_metadata()) {
        (Ok(open), Ok(named)) => same(open, named),
        _ => false,
    }
}

/// Elsewhere a file that is open keeps its name.
#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|named| named.is_file())
}

/// Gives a file another name, which nothing may have yet.
#[cfg(unix)]
fn add_name(file: &Path, name: &Path) -> io::Result<()> {
    fs::hard_link(file, name)
}

/// Whether a file has other names than the one it was opened by.
#[cfg(unix)]
fn has_other_names(file: &File) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    file.metadata().is_ok_and(|file| file.nlink() > 1)
}

/// Elsewhere nobody could tell later that a file has two.
#[cfg(not(unix))]
fn add_name(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(unix))]
fn has_other_names(_: &File) -> bool {
    false
}

/// What stands in the note.
struct Note {
    identity: String,
    version: Version,
    length: u64,
    sha256: String,
    /// Whether it was written before a placeholder was put under the target's name.
    placing: bool,
}

impl Note {
    /// `None` when there is none, or none of ours.
    fn read(path: &Path) -> Option<Self> {
        let mut text = String::new();
        File::open(path)
            .ok()?
            .take(LARGEST_NOTE)
            .read_to_string(&mut text)
            .ok()?;
        let note: Value = serde_json::from_str(&text).ok()?;
        let text = |name: &str| note.get(name)?.as_str().map(str::to_owned);
        Some(Self {
            identity: text("file")?,
            version: Version {
                tag: text("etag"),
                total: note.get("total")?.as_u64(),
            },
            length: note.get("length")?.as_u64()?,
            sha256: text("sha256")?,
            placing: note.get("placing") == Some(&Value::Bool(true)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of its own, gone at the end.
    struct Place(PathBuf);

    impl Place {
        fn new(name: &str) -> Self {
            let path =
                std::env::temp_dir().join(format!("mindvideo-part-{}-{name}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        fn target(&self) -> PathBuf {
            self.0.join("a.mp4")
        }

        fn names(&self) -> Vec<String> {
            let names = fs::read_dir(&self.0).unwrap();
            let mut names: Vec<_> = names
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            names
        }
    }

    impl Drop for Place {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn version(tag: Option<&str>) -> Version {
        Version {
            tag: tag.map(Into::into),
            total: Some(9),
        }
    }

    fn kept(place: &Place, name: &str) -> Option<(u64, Option<String>)> {
        let part = PartFile::open(&place.target(), name).unwrap();
        part.kept().map(|kept| (kept.length, kept.version.tag))
    }

    #[test]
    fn a_part_is_gone_on_with_if_its_note_proves_it() {
        let place = Place::new("note");
        let leave = || {
            let mut part = PartFile::open(&place.target(), "f").unwrap();
            part.start_over(version(Some("\"v\""))).unwrap();
            part.write(b"abc").unwrap();
        };
        leave();
        assert_eq!(place.names(), ["a.mp4.part", "a.mp4.part.json"]);
        assert_eq!(kept(&place, "f"), Some((3, Some("\"v\"".to_owned()))));
        // More than the note knows of is cut off.
        let part = place.0.join("a.mp4.part");
        fs::write(&part, "abcdef").unwrap();
        assert_eq!(kept(&place, "f"), Some((3, Some("\"v\"".to_owned()))));
        // Other bytes, fewer bytes, another file: from the start.
        for spoilt in ["abX", "ab"] {
            leave();
            fs::write(&part, spoilt).unwrap();
            assert_eq!(kept(&place, "f"), None);
        }
        leave();
        assert_eq!(kept(&place, "g"), None);
        assert!(place.names().is_empty());
        // A torn note is none, and what has none is not ours.
        leave();
        fs::write(place.0.join("a.mp4.part.json"), "{\"file\"").unwrap();
        let refused = PartFile::open(&place.target(), "f").err().unwrap();
        assert!(matches!(refused, DownloadError::TargetExists(path) if path == part));
        assert_eq!(fs::read(&part).unwrap(), b"abc");
    }

    #[test]
    fn a_long_part_is_put_on_the_disk_now_and_then() {
        let place = Place::new("flush");
        let mut part = PartFile::open(&place.target(), "f").unwrap();
        part.start_over(version(None)).unwrap();
        part.write(b"abc").unwrap();
        assert!(part.flush().is_none());
        part.length += FLUSH_EVERY;
        part.flush().unwrap()();
        assert!(part.flush().is_none());
        part.start_over(version(None)).unwrap();
        part.length += FLUSH_EVERY;
        let late = part.flush().unwrap();
        part.discard();
        late();
        assert!(place.names().is_empty());
    }

    #[test]
    fn without_a_tag_nothing_stays() {
        let place = Place::new("tag");
        let mut part = PartFile::open(&place.target(), "f").unwrap();
        part.start_over(version(None)).unwrap();
        part.write(b"abc").unwrap();
        assert!(matches!(
            PartFile::open(&place.target(), "f"),
            Err(DownloadError::Busy(_))
        ));
        drop(part);
        assert!(place.names().is_empty());
    }

    #[test]
    fn who_is_about_to_let_go_is_waited_for() {
        let place = Place::new("wait");
        let part = PartFile::open(&place.target(), "f").unwrap();
        let late = thread::spawn(move || {
            thread::sleep(BETWEEN_OPENINGS);
            drop(part);
        });
        PartFile::open(&place.target(), "f").unwrap();
        late.join().unwrap();
    }

    #[test]
    fn the_lock_falls_though_a_child_process_has_a_copy_of_the_handle() {
        let place = Place::new("child");
        let mut part = PartFile::open(&place.target(), "f").unwrap();
        part.start_over(version(Some("\"v\""))).unwrap();
        part.write(b"abc").unwrap();
        let copy = part.file.try_clone().unwrap();
        drop(part);
        assert!(kept(&place, "f").is_some());
        drop(copy);
    }

    /// What may be written to but not listed, such as a drop box.
    #[cfg(unix)]
    #[test]
    fn a_folder_that_cannot_be_read_takes_a_file() {
        use std::os::unix::fs::PermissionsExt as _;

        let place = Place::new("drop-box");
        let mode = |mode| fs::set_permissions(&place.0, fs::Permissions::from_mode(mode)).unwrap();
        mode(0o300);
        let mut part = PartFile::open(&place.target(), "f").unwrap();
        part.start_over(version(None)).unwrap();
        part.write(b"abc").unwrap();
        let published = part.publish();
        mode(0o700);
        assert_eq!(published.unwrap(), 3);
        assert_eq!(place.names(), ["a.mp4"]);
    }

    /// What a process leaves that dies with a placeholder under the target's name.
    fn die_with_a_claim(place: &Place, tag: Option<&str>) {
        let mut part = PartFile::open(&place.target(), "f").unwrap();
        part.start_over(version(tag)).unwrap();
        part.write(b"abc").unwrap();
        part.claim().unwrap();
        let note = fs::read(&part.names.note).unwrap();
        let names = part.names.clone();
        drop(part);
        fs::write(names.note, note).unwrap();
        fs::write(names.part, "abc").unwrap();
        assert_eq!(fs::read(place.target()).unwrap(), b"");
    }

    #[test]
    fn a_placeholder_that_a_crash_left_is_taken_away() {
        let place = Place::new("claim");
        die_with_a_claim(&place, Some("\"v\""));
        let part = PartFile::open(&place.target(), "f").unwrap();
        assert_eq!(part.kept().map(|kept| kept.length), Some(3));
        assert_eq!(place.names(), ["a.mp4.part", "a.mp4.part.json"]);
        assert_eq!(part.publish().unwrap(), 3);
        assert_eq!(fs::read(place.target()).unwrap(), b"abc");
        assert_eq!(place.names(), ["a.mp4"]);

        let place = Place::new("claim-without-tag");
        die_with_a_claim(&place, None);
        assert_eq!(kept(&place, "f"), None);
        assert!(place.names().is_empty());
    }

    #[test]
    fn what_is_not_our_placeholder_stays() {
        let refused = |place: &Place, why: &str| {
            let before = fs::read(place.target()).unwrap();
            let refused = PartFile::open(&place.target(), "f").err();
            assert!(
                matches!(refused, Some(DownloadError::TargetExists(_))),
                "{why}"
            );
            assert_eq!(fs::read(place.target()).unwrap(), before, "{why}");
        };
        let place = Place::new("filled");
        die_with_a_claim(&place, Some("\"v\""));
        fs::write(place.target(), "x").unwrap();
        refused(&place, "it is not empty");
        fs::write(place.target(), "").unwrap();
        fs::remove_file(place.0.join("a.mp4.part")).unwrap();
        refused(
            &place,
            "an empty file was published, and the note is a rest",
        );

        let place = Place::new("stranger");
        die_with_a_claim(&place, Some("\"v\""));
        assert_eq!(kept(&place, "f").map(|(length, _)| length), Some(3));
        fs::write(place.target(), "").unwrap();
        refused(&place, "the claim was given up before");
    }

    /// The way of file systems without hard links.
    #[test]
    fn a_claim_is_filled_or_given_up() {
        let place = Place::new("fill");
        let opened = || {
            let mut part = PartFile::open(&place.target(), "f").unwrap();
            part.start_over(version(Some("\"v\""))).unwrap();
            part.write(b"abc").unwrap();
            part
        };
        let mut part = opened();
        fs::write(place.target(), "").unwrap();
        let fault = part.claim().unwrap_err();
        assert_eq!(fault.kind(), io::ErrorKind::AlreadyExists);
        drop(part);
        assert!(PartFile::open(&place.target(), "f").is_err());
        fs::remove_file(place.target()).unwrap();

        let mut part = opened();
        part.claim().unwrap();
        fs::remove_file(place.0.join("a.mp4.part")).unwrap();
        assert!(part.fill_claim().is_err());
        assert!(!part.placing);
        drop(part);
        assert_eq!(place.names(), ["a.mp4.part.json"]);

        let mut part = opened();
        part.claim().unwrap();
        assert!(matches!(
            PartFile::open(&place.target(), "f"),
            Err(DownloadError::Busy(_))
        ));
        part.fill_claim().unwrap();
        assert_eq!(fs::read(place.target()).unwrap(), b"abc");
    }

    /// What a process leaves that dies before the part has lost its name, when the film was moved since.
    #[cfg(unix)]
    #[test]
    fn a_finished_file_is_not_written_to() {
        let place = Place::new("second-name");
        let mut part = PartFile::open(&place.target(), "f").unwrap();
        part.start_over(version(Some("\"v\""))).unwrap();
        part.write(b"abc").unwrap();
        part.note().unwrap();
        part.write(b"def").unwrap();
        let note = fs::read(&part.names.note).unwrap();
        let names = part.names.clone();
        let film = place.0.join("film.mp4");
        fs::hard_link(&names.part, &film).unwrap();
        part.publish().unwrap();
        fs::rename(&names.target, &names.part).unwrap();
        fs::write(&names.note, note).unwrap();

        let mut part = PartFile::open(&place.target(), "f").unwrap();
        assert_eq!(part.kept(), None);
        part.start_over(version(None)).unwrap();
        part.write(b"x").unwrap();
        assert_eq!(fs::read(&film).unwrap(), b"abcdef");
        assert_eq!(part.publish().unwrap(), 1);
        assert_eq!(fs::read(&film).unwrap(), b"abcdef");
        assert_eq!(place.names(), ["a.mp4", "film.mp4"]);

        // Without a note, nobody knows whose name it is.
        fs::remove_file(place.target()).unwrap();
        fs::hard_link(&film, &names.part).unwrap();
        let refused = PartFile::open(&place.target(), "f").err().unwrap();
        assert!(matches!(refused, DownloadError::TargetExists(path) if path == names.part));
        assert_eq!(place.names(), ["a.mp4.part", "film.mp4"]);
    }

    #[test]
    fn published_and_nothing_else_left() {
        let place = Place::new("publish");
        let mut part = PartFile::open(&place.target(), "f").unwrap();
        part.start_over(version(Some("\"v\""))).unwrap();
        part.write(b"abc").unwrap();
        part.start_over(version(Some("\"w\""))).unwrap();
        part.write(b"defg").unwrap();
        assert_eq!(part.sha256(), Hash::hash(b"defg"));
        assert_eq!(part.publish().unwrap(), 4);
        assert_eq!(fs::read(place.target()).unwrap(), b"defg");
        assert_eq!(place.names(), ["a.mp4"]);
        assert!(matches!(
            PartFile::open(&place.target(), "f"),
            Err(DownloadError::TargetExists(_))
        ));
    }
}
