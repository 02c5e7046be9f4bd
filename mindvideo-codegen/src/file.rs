//! Modules as files.

use std::path::Path;

use proc_macro2::TokenStream;

use crate::output::{MARK, Output};
use crate::{Module, Modules, markdown};

/// The file of a module, formatted, under a line that says where it comes from.
pub fn render(module: &Module, name: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let body = pretty(&module.tokens);
    format!("{MARK}{version} from {name}: edit the schema, not this file.\n\n{body}")
}

/// One file a module, and `mod.rs` that declares them all.
pub fn folder(made: &Modules, folder: &Path, output: &mut Output) {
    let declare = |module: &Module| format!("pub mod {};\n", module.name);
    let index = index(made, declare);
    files(made, folder, index, output);
}

/// The same for a folder that only `include!` reaches, where `mod name;` would look elsewhere.
pub(crate) fn included(made: &Modules, folder: &Path, output: &mut Output) {
    let include = |module: &Module| {
        let (name, file) = (&module.name, file_name(module));
        format!(
            "pub mod {name} {{\n    include!(concat!(env!(\"OUT_DIR\"), \"/mindvideo/{file}\"));\n}}\n"
        )
    };
    let index = index(made, include);
    files(made, folder, index, output);
}

/// In a binary nobody else can use what the program does not; the lints of a project are for what
/// its people write; and `--check` compares what was generated.
const MODULE: &str = "#[allow(dead_code, clippy::pedantic)]\n#[rustfmt::skip]\n";

fn index(made: &Modules, item: impl Fn(&Module) -> String) -> String {
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
    if made.modules.iter().any(|(_, module)| module.deprecated) {
        index.push_str("#[allow(deprecated)]\n");
    }
    index.push_str(MODULE);
    index.push_str("pub const MODELS: &[::mindvideo::ModelInfo] = &[\n");
    index.push_str(&rows);
    index.push_str("];\n");
    index
}

fn files(made: &Modules, folder: &Path, index: String, output: &mut Output) {
    for (schema, module) in &made.modules {
        let path = folder.join(file_name(module));
        output.file(path, render(module, &schema.name));
    }
    output.file(folder.join("mod.rs"), index);
    output.owns(folder.to_owned());
}

/// As `mod name;` looks for it.
fn file_name(module: &Module) -> String {
    format!("{}.rs", module.name.trim_start_matches("r#"))
}

/// Formatted as rustfmt would. Tokens that are no items, which generation never makes, are printed
/// as they are.
fn pretty(tokens: &TokenStream) -> String {
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
