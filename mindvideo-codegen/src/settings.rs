use std::path::PathBuf;

use mindvideo_schema::schema::Dialect;

/// What can be chosen about generation, the same through every door.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Settings {
    /// The draft of documents without `$schema`. Default: 2020-12.
    pub draft: Dialect,
    /// Whether values are judged by `format`, instead of it only telling readers what is meant. A
    /// format that the draft does not know never refuses anything.
    pub assert_format: bool,
    /// Where documents are kept that `$ref` names by URI: prefixes of URIs and their folders.
    pub maps: Vec<(String, PathBuf)>,
    /// Whether warnings are errors.
    pub deny_warnings: bool,
}

impl Settings {
    /// The settings of a user who chose nothing.
    pub fn new() -> Self {
        Self::default()
    }
}
