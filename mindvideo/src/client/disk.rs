//! What files on a disk need that must survive.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind as K},
    path::Path,
};

/// Puts the names in the folder of `path` on the disk, so that they survive a power cut.
///
/// It does so where that is possible: not in a folder that may be written and not read, nor on file systems that know no
/// such order. Where a folder cannot be opened at all (Windows), it need not be.
///
/// # Errors
/// A fault of the disk.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    let folder = path.parent();
    let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
    let folder = File::open(folder.unwrap_or(Path::new(".")));
    let synced = folder.and_then(|folder| folder.sync_all());
    synced.or_else(|fault| match fault.kind() {
        K::PermissionDenied | K::InvalidInput | K::Unsupported => Ok(()),
        _ => Err(fault),
    })
}

/// Makes a file for writing where perhaps one stands that a crash left: never through a link that somebody put there.
///
/// # Errors
/// What the file system says.
pub(crate) fn make_anew(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(fault) if fault.kind() != K::NotFound => return Err(fault),
        _ => {}
    }
    options.write(true).create_new(true).open(path)
}

#[cfg(all(test, unix))]
mod tests {
    use std::{io::Write as _, os::unix::fs::symlink};

    use super::*;

    #[test]
    fn what_stands_there_is_replaced_and_no_link_followed() {
        let folder = std::env::temp_dir().join(format!("mindvideo-disk-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let (target, path) = (folder.join("target"), folder.join("draft"));
        fs::write(&target, "dear").unwrap();
        symlink(&target, &path).unwrap();
        for text in ["one", "2"] {
            let mut file = make_anew(&mut OpenOptions::new(), &path).unwrap();
            file.write_all(text.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(fs::read_to_string(&target).unwrap(), "dear");
        assert!(sync_folder(&path).is_ok());
        assert!(sync_folder(&folder.join("missing/file")).is_err());
        fs::remove_dir_all(folder).unwrap();
    }
}
