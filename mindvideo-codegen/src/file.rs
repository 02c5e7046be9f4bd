//! Modules as files.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;

use crate::digest::digest;
use crate::folder::SchemaFile;
use crate::library::Folders;
use crate::modules::Made;
use crate::output::{MARK, Output};
use crate::stamp::{self, Origin};
use crate::{Module, Modules, Settings, generate, markdown, names};

/// A module as the text of a file.
#[derive(Clone, Debug)]
pub struct Text {
    /// The model's name in requests.
    pub slug: String,
    /// The module's Rust name.
    pub name: String,
    /// The file's contents.
    pub text: String,
}

impl Text {
    /// The module of a schema's file that is called `file`, formatted, under a line that says where
    /// it comes from.
    pub fn of(module: &Module, file: &str) -> Self {
        Self {
            slug: module.slug.clone(),
            name: module.name.clone(),
            text: format!("{}\n{}", head(file), pretty(&module.tokens())),
        }
    }
}

impl Modules<Text> {
    /// The files of modules, which differ from [`Text::of`] by one line: a digest of all that went
    /// into the file, so that next time nothing has to be made to know that nothing changed.
    ///
    /// `place` says where a file will be. One that is there and up to date is taken as it is. A
    /// schema with warnings gets no such line: they are found, and said, each time.
    pub fn render(
        files: &[SchemaFile],
        settings: &Settings,
        place: impl Fn(&SchemaFile) -> Option<PathBuf> + Sync,
    ) -> Self {
        Self::each(files, |file| {
            let bytes = generate::bytes(&file.path, &file.name)?;
            let schema = digest(&bytes);
            let there = place(file).and_then(|path| fs::read_to_string(path).ok());
            if let Some(kept) = there.and_then(|text| stamp::kept(text, file, schema, settings)) {
                return Ok(kept);
            }
            let folders = Folders::new((&file.path, &file.name), &settings.maps);
            let module = generate::of_text((&file.path, &file.name), bytes, settings, &folders)?;
            let mut text = Text::of(&module, &file.name);
            if module.warnings.is_empty() {
                let origin = Origin::of(&file.name, schema, &folders, settings);
                origin.stamp(&mut text.text);
            }
            Ok(Made {
                module: text,
                warnings: module.warnings,
                inputs: module.inputs,
            })
        })
    }
}

/// How the file of a schema that is called `file` begins.
pub(crate) fn head(file: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!("{MARK}{version} from {file}: edit the schema, not this file.\n")
}

/// One file a module, and `mod.rs` that declares them all.
pub fn folder(made: &Modules<Text>, folder: &Path, output: &mut Output) {
    let declare = |module: &Text| format!("pub mod {};\n", module.name);
    let index = index(made, declare);
    files(made, folder, index, output);
}

/// The same for a folder that only `include!` reaches, where `mod name;` would look elsewhere.
pub(crate) fn included(made: &Modules<Text>, folder: &Path, output: &mut Output) {
    let include = |module: &Text| {
        let (name, file) = (&module.name, file_name(&module.name));
        format!(
            "pub mod {name} {{\n    include!(concat!(env!(\"OUT_DIR\"), \"/mindvideo/{file}\"));\n}}\n"
        )
    };
    let index = index(made, include);
    files(made, folder, index, output);
}

/// Where [`folder`] keeps the module of a schema.
pub fn path(folder: &Path, schema: &SchemaFile) -> PathBuf {
    folder.join(file_name(&names::module(&schema.slug())))
}

/// In a binary nobody else can use what the program does not; the lints of a project are for what
/// its people write; and `--check` compares what was generated.
const MODULE: &str = "#[allow(dead_code, clippy::pedantic)]\n#[rustfmt::skip]\n";

fn index(made: &Modules<Text>, item: impl Fn(&Text) -> String) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let mut index = format!("{MARK}{version}: one module a schema.\n");
    for (_, module) in &made.modules {
        let docs = markdown::code(&module.slug);
        let docs = format!("\n/// The model {docs}.\n");
        index.push_str(&docs);
        index.push_str(MODULE);
        index.push_str(&item(module));
    }
    let rows = made.modules.iter().map(|(_, module)| {
        format!(
            "    ::mindvideo::ModelInfo::of::<{}::Input>(),\n",
            module.name
        )
    });
    let rows: String = rows.collect();
    index.push_str("\n/// Every model of this folder.\n");
    // A model may be deprecated as a whole.
    index.push_str("#[allow(deprecated)]\n");
    index.push_str(MODULE);
    index.push_str("pub const MODELS: &[::mindvideo::ModelInfo] = &[\n");
    index.push_str(&rows);
    index.push_str("];\n");
    index
}

fn files(made: &Modules<Text>, folder: &Path, index: String, output: &mut Output) {
    for (schema, module) in &made.modules {
        output.file(path(folder, schema), module.text.clone());
    }
    output.file(folder.join("mod.rs"), index);
    output.owns(folder.to_owned());
}

/// As `mod name;` looks for it.
fn file_name(module: &str) -> String {
    format!("{}.rs", module.trim_start_matches("r#"))
}

/// Formatted as rustfmt would. Tokens that are no items, which generation never makes, are printed
/// as they are.
pub(crate) fn pretty(tokens: &TokenStream) -> String {
    match syn::parse2(tokens.clone()) {
        Ok(file) => spaced(&prettyplease::unparse(&file)),
        Err(_) => tokens.to_string(),
    }
}

/// An empty line between two items, as people write them.
fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + 64);
    let mut ended = false;
    for line in text.lines() {
        let inside = line.starts_with(' ') || line.is_empty();
        let closes = line.starts_with(['}', ')']);
        if ended && !closes && !inside {
            spaced.push('\n');
        }
        ended = closes || (!inside && !line.starts_with("//") && line.ends_with(';'));
        spaced.push_str(line);
        spaced.push('\n');
    }
    spaced
}
