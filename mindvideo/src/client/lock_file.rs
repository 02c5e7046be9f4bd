//! A file with a lock.

use std::{
    fs::File,
    ops::{Deref, DerefMut},
};

/// A file whose lock falls when it is dropped.
///
/// To close it is not enough: a child process that is being started at this moment has a copy of every handle until its
/// program runs, and with it the lock.
#[derive(Debug)]
pub(crate) struct LockFile(File);

impl LockFile {
    pub(crate) fn new(file: File) -> Self {
        Self(file)
    }
}

impl Deref for LockFile {
    type Target = File;

    fn deref(&self) -> &File {
        &self.0
    }
}

impl DerefMut for LockFile {
    fn deref_mut(&mut self) -> &mut File {
        &mut self.0
    }
}

impl Drop for LockFile {
    fn drop(&mut self) {
        // Where it was never locked, or where there are no locks, nothing is lost.
        let _ = self.0.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_falls_though_a_child_process_has_a_copy_of_the_handle() {
        let path = std::env::temp_dir().join(format!("mindvideo-lock-{}", std::process::id()));
        let open = || LockFile::new(File::create(&path).unwrap());
        let first = open();
        first.try_lock().unwrap();
        assert!(open().try_lock().is_err());
        let copy = first.try_clone().unwrap();
        drop(first);
        open().try_lock().unwrap();
        drop(copy);
        std::fs::remove_file(path).unwrap();
    }
}
