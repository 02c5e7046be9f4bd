//! A file that was fetched.

use serde_json::{Map, Value};

use super::members::{count, object, put, text};

/// A file of a task that was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedFile {
    pub(crate) pointer: Box<str>,
    pub(crate) path: Box<str>,
    pub(crate) size: u64,
}

impl SavedFile {
    /// Where in the task's output the file stands: `/videos/0`.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Where it was put, as the caller wrote it; what is not Unicode in it is replaced.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Its size in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    pub(super) fn write(&self) -> Value {
        let mut all = Map::new();
        put(&mut all, "pointer", &*self.pointer);
        put(&mut all, "path", &*self.path);
        put(&mut all, "size", self.size);
        all.into()
    }

    pub(super) fn read(value: &Value) -> Result<Self, String> {
        let all = object(value, "saved")?;
        Ok(Self {
            pointer: text(all, "pointer")?.into(),
            path: text(all, "path")?.into(),
            size: count(all, "size")?,
        })
    }
}
