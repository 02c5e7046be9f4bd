//! A file that is not whole yet.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

/// A file that grows under a name of its own next to the target, and disappears unless it is published.
#[derive(Debug)]
pub(crate) struct PartFile {
    file: File,
    path: PathBuf,
    target: PathBuf,
}

const NAMES_TRIED: u64 = 16;

impl PartFile {
    /// Makes an empty file for `target`, which must not exist. `chance` is for its name.
    pub(crate) fn create(target: &Path, chance: u64) -> io::Result<Self> {
        if target.file_name().is_none() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "the path names no file",
            ));
        }
        if target.symlink_metadata().is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let folder = folder(target);
        let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
        for at in 0..NAMES_TRIED {
            let path = folder.join(format!(".mindvideo-{:016x}.part", chance.wrapping_add(at)));
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => {
                    return Ok(Self {
                        file,
                        path,
                        target: target.to_owned(),
                    });
                }
                Err(fault) if fault.kind() == io::ErrorKind::AlreadyExists => last = fault,
                Err(fault) => return Err(fault),
            }
        }
        // Not `AlreadyExists`: that would blame the target.
        Err(io::Error::other(last))
    }

    /// Keeps the first `length` bytes and goes on writing there.
    pub(crate) fn cut(&mut self, length: u64) -> io::Result<()> {
        self.file.set_len(length)?;
        self.file.seek(SeekFrom::Start(length)).map(|_| ())
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    /// Puts the file under its name, unless something has come to stand there: then `AlreadyExists`.
    ///
    /// A hard link fails atomically where a rename would replace. File systems without links get a rename onto an empty file
    /// that was created as new, so that two downloads to one name still cannot both win; only there, a reader may see the
    /// name empty for a moment.
    pub(crate) fn publish(self) -> io::Result<()> {
        self.file.sync_all()?;
        match fs::hard_link(&self.path, &self.target) {
            Ok(()) => {}
            Err(fault) if fault.kind() == io::ErrorKind::AlreadyExists => return Err(fault),
            Err(_) => {
                OpenOptions::new()
                    .write(true)
                    .create_new(true)
                    .open(&self.target)?;
                fs::rename(&self.path, &self.target).inspect_err(|_| {
                    // The placeholder is ours; the error that matters is the rename's.
                    let _ = fs::remove_file(&self.target);
                })?;
            }
        }
        sync_folder(&self.target)
    }
}

impl Drop for PartFile {
    fn drop(&mut self) {
        // After a publication by link this removes the second name, after one by rename there is nothing to remove.
        let _ = fs::remove_file(&self.path);
    }
}

fn folder(target: &Path) -> &Path {
    target
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// So that the name survives a power cut. Elsewhere a folder cannot be opened like this, and need not be.
fn sync_folder(target: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder(target))?.sync_all()
    } else {
        Ok(())
    }
}
