//! The types of the real schemas, ours and typify's, as build scripts of users make them.

use std::env;
use std::fmt::Write;
use std::fs;
use std::panic;
use std::path::{Path, PathBuf};

use mindvideo_codegen::Settings;

/// What typify makes of these, rustc refuses.
const NO_RUST: &[&str] = &[];

pub(crate) fn make() {
    println!("cargo::rerun-if-env-changed=MINDVIDEO_SHARED");
    println!("cargo::rerun-if-changed=types.rs");
    let mut code = String::from("pub const READERS: &[Readers] = &[\n");
    let mut modules = String::new();
    for path in schemas() {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let name = stem.replace('-', "_");
        let ours = ours(&path, &name, &mut modules);
        let typify = typify(&path, &stem, &name, &mut modules);
        let at_compile_time = at_compile_time(&path, &name, &mut modules);
        writeln!(
            code,
            "Readers {{ name: {stem:?}, ours: {ours}, typify: {typify}, \
             at_compile_time: {at_compile_time} }},"
        )
        .unwrap();
    }
    code.push_str("];\n");
    code.push_str(&modules);
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap());
    fs::write(out.join("real.rs"), code).unwrap();
}

fn schemas() -> Vec<PathBuf> {
    let Some(shared) = env::var_os("MINDVIDEO_SHARED") else {
        return Vec::new();
    };
    let folder = PathBuf::from(shared).join("corpora/jsonschema-benchmark");
    println!("cargo::rerun-if-changed={}", folder.display());
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut paths: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    paths.sort();
    paths
}

fn ours(path: &Path, name: &str, modules: &mut String) -> String {
    let file = path.file_name().unwrap().to_string_lossy();
    let Ok(module) = mindvideo_codegen::generate(path, &file, &Settings::new()) else {
        return "Err(\"schema refused\")".to_owned();
    };
    let tokens = module.tokens();
    writeln!(modules, "#[allow(warnings)] mod ours_{name} {{ {tokens} }}").unwrap();
    format!("Ok(|text| ours_{name}::Input::from_json(text).is_ok())")
}

fn typify(path: &Path, stem: &str, name: &str, modules: &mut String) -> String {
    panic::set_hook(Box::new(|_| {}));
    let made = panic::catch_unwind(|| typify_code(path));
    drop(panic::take_hook());
    let Some((root, tokens)) = made.ok().flatten() else {
        return "Err(\"panics\")".to_owned();
    };
    if NO_RUST.contains(&stem) {
        return "Err(\"no Rust\")".to_owned();
    }
    writeln!(
        modules,
        "#[allow(warnings)] mod typify_{name} {{ {tokens} }}"
    )
    .unwrap();
    format!("Ok(|text| serde_json::from_slice::<typify_{name}::{root}>(text).is_ok())")
}

fn typify_code(path: &Path) -> Option<(String, String)> {
    let text = fs::read_to_string(path).ok()?;
    let mut schema: serde_json::Value = serde_json::from_str(&text).ok()?;
    schema["title"] = "Root".into();
    let schema: schemars::schema::RootSchema = serde_json::from_value(schema).ok()?;
    let mut types = typify::TypeSpace::default();
    let root = types.add_root_schema(schema).ok()??;
    let name = types.get_type(&root).ok()?.name();
    Some((name, types.to_stream().to_string()))
}

/// Behind a feature: rustc takes minutes for them.
fn at_compile_time(path: &Path, name: &str, modules: &mut String) -> String {
    if env::var_os("CARGO_FEATURE_MACROS").is_none() {
        return "Err(\"not asked\")".to_owned();
    }
    writeln!(
        modules,
        "#[jsonschema::validator(path = {path:?})] #[allow(warnings)] struct validator_{name};"
    )
    .unwrap();
    format!("Ok(|value| validator_{name}::is_valid(value))")
}
