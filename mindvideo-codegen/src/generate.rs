use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mindvideo_schema::diagnostic::{Code, Diagnostic, Diagnostics, Source, read, suggest};
use mindvideo_schema::json;
use mindvideo_schema::schema::Dialect;
use mindvideo_schema::{Evaluator, link};
use proc_macro2::TokenStream;

use crate::library::Folders;
use crate::model::Model;
#[cfg(feature = "diff")]
use crate::model::Type;
use crate::settings::Settings;
use crate::{emit, folder, lint, lower, markdown, names};

/// One generated module.
#[derive(Debug)]
#[non_exhaustive]
pub struct Module {
    /// The model's name in requests: the stem of the schema's file.
    pub slug: String,
    /// The module's Rust name.
    pub name: String,
    /// The files that it was made from, the schema first.
    pub inputs: Vec<PathBuf>,
    /// What the schema says and hardly means.
    pub warnings: Diagnostics,
    /// What no type holds.
    pub untyped: Untyped,
    model: Model,
}

impl Module {
    /// Its items.
    pub fn tokens(&self) -> TokenStream {
        emit::emit(&self.model)
    }

    /// Its types, with their places in the schema.
    #[cfg(feature = "diff")]
    pub(crate) fn types(&self) -> &[Type] {
        &self.model.types
    }
}

/// A module, and the judge of what it takes.
#[cfg(feature = "diff")]
#[derive(Debug)]
pub(crate) struct Judged {
    pub module: Module,
    pub evaluator: Evaluator,
}

/// The schemas whose values are held as `serde_json::Value`: exact, and seen by no compiler.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Untyped {
    /// A finding for each, with the reason.
    pub falls: Diagnostics,
    /// How many schemas that makes, those within one that fell included.
    pub fallen: usize,
    /// How many schemas say anything about values, of those that apply to the input.
    pub all: usize,
}

/// Why a schema was refused: every finding, and the files that were read on the way.
#[derive(Debug)]
#[non_exhaustive]
pub struct Refused {
    /// Every finding; at least one is an error.
    pub findings: Diagnostics,
    /// The files that were read: a change to one of them may mend it.
    pub inputs: Vec<PathBuf>,
}

/// Every finding, as [`Diagnostics`] shows them.
impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.findings.fmt(f)
    }
}

impl std::error::Error for Refused {}

/// Generates the module for a schema's file.
///
/// `path` is read; `name` is what messages and the generated code call the file, so that they are
/// the same wherever the checkout lies.
///
/// # Errors
/// Everything that is wrong with the schema, in one run.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::path::Path;
///
/// use mindvideo_codegen::{Settings, generate};
///
/// # let folder = std::env::temp_dir().join(format!("mindvideo-generate-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// # let path = folder.join("clip.json");
/// # std::fs::write(&path, r#"{"type": "object", "properties": {"size": {"enum": ["4k"]}}}"#)?;
/// # let path: &Path = &path;
/// let module = generate(path, "schemas/clip.json", &Settings::new())?;
/// assert_eq!(module.slug, "clip");
/// assert!(module.tokens().to_string().contains("pub enum Size"));
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok(())
/// # }
/// ```
pub fn generate(path: &Path, name: &str, settings: &Settings) -> Result<Module, Refused> {
    let bytes = bytes(path, name)?;
    let folders = Folders::new((path, name), &settings.maps);
    of_text((path, name), bytes, settings, &folders)
}

/// The same with the evaluator.
#[cfg(feature = "diff")]
pub(crate) fn judged(path: &Path, name: &str, settings: &Settings) -> Result<Judged, Refused> {
    let bytes = bytes(path, name)?;
    let folders = Folders::new((path, name), &settings.maps);
    let (module, evaluator) = made((path, name), bytes, settings, &folders)?;
    Ok(Judged { module, evaluator })
}

/// The same for a schema's file that was read already.
pub(crate) fn of_text(
    file: (&Path, &str),
    bytes: Vec<u8>,
    settings: &Settings,
    folders: &Folders<'_>,
) -> Result<Module, Refused> {
    made(file, bytes, settings, folders).map(|(module, _)| module)
}

fn made(
    (path, name): (&Path, &str),
    bytes: Vec<u8>,
    settings: &Settings,
    folders: &Folders<'_>,
) -> Result<(Module, Evaluator), Refused> {
    let slug = folder::slug(path);
    let mut findings = Diagnostics::new();
    let made = model(&slug, name, bytes, settings, folders, &mut findings);
    let inputs = inputs(path, folders);
    if settings.deny_warnings {
        findings.deny_warnings();
    }
    match (made, findings.propagate()) {
        (Some((evaluator, model, untyped)), Ok(())) => {
            let module = Module {
                untyped,
                slug,
                name: model.module.clone(),
                inputs,
                model,
                warnings: findings.into_sorted(),
            };
            Ok((module, evaluator))
        }
        (_, Err(findings)) => Err(Refused { findings, inputs }),
        (None, Ok(())) => Err(Refused { findings, inputs }),
    }
}

/// What becomes of a schema that has something of everything, and what is said about it.
#[cfg(feature = "format")]
pub(crate) fn sample() -> String {
    [
        include_str!("sample.json"),
        include_str!("sample-draft-4.json"),
    ]
    .map(made_of)
    .concat()
}

#[cfg(feature = "format")]
fn made_of(schema: &str) -> String {
    let folders = Folders::new((Path::new(""), ""), &[]);
    let settings = Settings {
        assert_format: true,
        ..Settings::new()
    };
    let mut findings = Diagnostics::new();
    let model = model(
        "sample",
        "",
        schema.into(),
        &settings,
        &folders,
        &mut findings,
    );
    let code = model.map(|(_, model, _)| crate::file::pretty(&emit::emit(&model)));
    format!("{findings}{}", code.unwrap_or_default())
}

/// The first half of the journey: a schema's file, ready to judge. What is suspicious is not said.
#[cfg(feature = "format")]
pub(crate) fn evaluator(
    path: &Path,
    name: &str,
    settings: &Settings,
) -> Result<Evaluator, Refused> {
    let bytes = bytes(path, name)?;
    let folders = Folders::new((path, name), &settings.maps);
    let mut findings = Diagnostics::new();
    judge(name, bytes, settings, &folders, &mut findings).ok_or_else(|| {
        let inputs = inputs(path, &folders);
        let findings = findings.into_sorted();
        Refused { findings, inputs }
    })
}

/// The files that were read.
pub(crate) fn inputs(path: &Path, folders: &Folders<'_>) -> Vec<PathBuf> {
    let mut inputs = vec![path.to_owned()];
    inputs.extend(folders.read());
    inputs
}

/// What stands in a schema's file.
pub(crate) fn bytes(path: &Path, name: &str) -> Result<Vec<u8>, Refused> {
    std::fs::read(path).map_err(|error| Refused {
        findings: unreadable(path, name, &error).into(),
        inputs: vec![path.to_owned()],
    })
}

/// The whole journey, from text to model. A stage begins where the one before found no error.
fn model(
    slug: &str,
    name: &str,
    bytes: Vec<u8>,
    settings: &Settings,
    folders: &Folders<'_>,
    findings: &mut Diagnostics,
) -> Option<(Evaluator, Model, Untyped)> {
    let evaluator = judge(name, bytes, settings, folders, findings)?;
    lint::lint(&evaluator, findings);
    let document = evaluator.linked().documents().first()?;
    let lowered = lower::lower(&evaluator, slug);
    let untyped = untyped(&evaluator, &lowered.untyped);
    let model = Model {
        slug: slug.to_owned(),
        module: names::module(slug),
        file: name.to_owned(),
        schema: compact(&document.source),
        others: others(&evaluator),
        dialect: dialect(settings.draft),
        assert_format: settings.assert_format,
        types: lowered.types,
    };
    Some((evaluator, model, untyped))
}

fn judge(
    name: &str,
    bytes: Vec<u8>,
    settings: &Settings,
    folders: &Folders<'_>,
    findings: &mut Diagnostics,
) -> Option<Evaluator> {
    let source = match read(name, bytes) {
        Ok((source, _)) => source,
        Err(finding) => {
            findings.push(*finding);
            return None;
        }
    };
    let linked = link::load(&source, settings.draft, folders, findings)?;
    if findings.error_count() > 0 {
        return None;
    }
    Some(Evaluator::of(linked).assert_format(settings.assert_format))
}

fn untyped(evaluator: &Evaluator, counted: &lower::Untyped) -> Untyped {
    let linked = evaluator.linked();
    let mut falls = Diagnostics::new();
    for lower::Fall { schema, reason } in &counted.falls {
        let schema = linked.schema(*schema);
        let source = &linked.document(schema.document).source;
        let message = format!("held as any JSON value: {reason}");
        falls.push(
            Diagnostic::warning(Code::UNTYPED, source, schema.span, message)
                .with_pointer(linked.pointer(schema).as_str()),
        );
    }
    Untyped {
        falls,
        fallen: counted.fallen,
        all: counted.all,
    }
}

/// The schema's text for a literal in the generated code. Characters that turn the direction of text
/// or show nothing are written as escapes: compilers and lints refuse them.
fn compact(source: &Source) -> String {
    let text = json::parse(&source.text).map(|node| node.to_string());
    let text = text.unwrap_or_else(|_| source.text.to_string());
    if !text.contains(markdown::is_invisible) {
        return text;
    }
    let escape = |character| match character {
        // In JSON such a character stands in strings only.
        hidden if markdown::is_invisible(hidden) => format!("\\u{:04x}", u32::from(hidden)),
        other => other.to_string(),
    };
    text.chars().map(escape).collect()
}

/// What the schema refers to, by the names that a run will ask for it by.
fn others(evaluator: &Evaluator) -> Vec<(String, String)> {
    let documents = evaluator.linked().documents();
    documents
        .iter()
        .skip(1)
        .filter(|document| !document.is_built_in)
        .map(|document| {
            let name = document.file.as_ref().unwrap_or(&document.address);
            (name.clone(), compact(&document.source))
        })
        .collect()
}

/// The variant of `Dialect`, unless it is the one that is taken anyway.
fn dialect(draft: Dialect) -> Option<&'static str> {
    match draft {
        Dialect::Draft4 => Some("Draft4"),
        Dialect::Draft6 => Some("Draft6"),
        Dialect::Draft7 => Some("Draft7"),
        Dialect::Draft2019 => Some("Draft2019"),
        _ => None,
    }
}

fn unreadable(path: &Path, name: &str, error: &std::io::Error) -> Diagnostic {
    let source = Arc::new(Source::new(name, ""));
    let span = json::Span::default();
    let message = format!("the schema cannot be read: {error}");
    let finding = Diagnostic::error(Code::UNREADABLE, &source, span, message);
    if path.is_dir() {
        return finding.with_help("this is a folder: name a schema's file in it");
    }
    match nearest(path, Path::new(name)) {
        Some(meant) => finding.with_help(format!("did you mean `{meant}`?")),
        None if error.kind() == ErrorKind::NotFound => finding
            .with_help("check the path; in the attribute it starts at the folder of Cargo.toml"),
        None => finding,
    }
}

/// The name of the file beside it that was probably meant.
fn nearest(path: &Path, name: &Path) -> Option<String> {
    let beside = std::fs::read_dir(path.parent()?).ok()?;
    let files = beside.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut files: Vec<String> = files.collect();
    files.sort();
    let file = path.file_name()?.to_str()?;
    let meant = suggest(file, files.iter().map(String::as_str))?;
    Some(name.with_file_name(meant).display().to_string())
}
