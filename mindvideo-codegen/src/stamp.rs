//! The second line of a file, by which it is known to be up to date without being made again.
//!
//! It is the digest of the generator, the settings, all that was read and the code below. What the
//! generator is, is told by what it makes of `sample.json` and `sample-draft-4.json`, so a change of it is
//! noticed without a new version; what these schemas lack is not, so a new shape or rule is added there.

use std::fmt::Write as _;
use std::sync::OnceLock;

use mindvideo_schema::diagnostic::Diagnostics;
use mindvideo_schema::link::Library;

use crate::digest::digest;
use crate::file::{Text, head};
use crate::folder::SchemaFile;
use crate::generate::{inputs, sample};
use crate::library::Folders;
use crate::modules::Made;
use crate::output::STAMP;
use crate::{Settings, names};

/// All that decides what a file is, as text.
pub(crate) struct Origin {
    head: String,
    said: String,
    /// The URIs of other documents that the schema asked for.
    uris: Vec<String>,
}

impl Origin {
    /// `schema` is the digest of the schema's file.
    pub(crate) fn of(name: &str, schema: u128, folders: &Folders<'_>, settings: &Settings) -> Self {
        let Settings {
            draft,
            assert_format,
            // They matter by the documents that are found through them.
            maps: _,
            // Where there are warnings there is no stamp.
            deny_warnings: _,
        } = settings;
        let (head, generator) = (head(name), generator());
        let mut said = format!("{generator:x} {draft} {assert_format} {head}{schema:x}");
        let mut uris = Vec::new();
        for (uri, kept) in folders.answers() {
            let kept = kept.map(|source| digest(source.text.as_bytes()));
            let _ = write!(said, " {uri} {kept:x?}");
            uris.push(uri);
        }
        Self { head, said, uris }
    }

    /// Adds the line to a file without.
    pub(crate) fn stamp(&self, text: &mut String) {
        let fits = |uri: &String| !uri.is_empty() && uri.chars().all(|c| c.is_ascii_graphic());
        if let (true, Some(code)) = (self.uris.iter().all(fits), text.strip_prefix(&self.head)) {
            let line = self.line(code);
            text.insert_str(self.head.len(), &line);
        }
    }

    /// `// … code: 0f1e…`, and behind it what else was asked for.
    fn line(&self, code: &str) -> String {
        let all = format!("{} {:x}", self.said, digest(code.as_bytes()));
        let mut line = format!("{STAMP}{:032x}", digest(all.as_bytes()));
        for uri in &self.uris {
            line.push(' ');
            line.push_str(uri);
        }
        line.push('\n');
        line
    }
}

/// The file as it is there, if making it anew would change nothing and nothing would be said.
pub(crate) fn kept(
    text: String,
    file: &SchemaFile,
    schema: u128,
    settings: &Settings,
) -> Option<Made<Text>> {
    let below = text.strip_prefix(&head(&file.name))?;
    let (line, code) = below.split_once('\n')?;
    let folders = Folders::new((&file.path, &file.name), &settings.maps);
    for uri in line.strip_prefix(STAMP)?.split(' ').skip(1) {
        // It remembers what it answers.
        folders.document(uri);
    }
    let origin = Origin::of(&file.name, schema, &folders, settings);
    if origin.line(code).trim_end() != line {
        return None;
    }
    let slug = file.slug();
    Some(Made {
        module: Text {
            name: names::module(&slug),
            slug,
            text,
        },
        warnings: Diagnostics::new(),
        inputs: inputs(&file.path, &folders),
    })
}

/// What the generator is: all that it makes of a schema that has something of everything. So its
/// files are known to be stale when it changed, without its version.
fn generator() -> u128 {
    static GENERATOR: OnceLock<u128> = OnceLock::new();
    *GENERATOR.get_or_init(|| digest(sample().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::sample;

    #[test]
    fn the_generator_is_known_by_what_it_makes() {
        let sample = sample();
        for part in [
            "pub struct Input",
            "pub mod defs",
            "impl Record for",
            "impl Literals for",
            "impl Union for",
            "impl Newtype for",
            "Rule::Schema",
            "Rule::Integer",
            "Format::",
            "MV0",
        ] {
            assert!(sample.contains(part), "no {part} in {sample}");
        }
    }
}
