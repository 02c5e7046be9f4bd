use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use mindvideo_codegen::Dialect;

use super::{Case, Test, json_files, read, settings};

/// Real schemas with instances found in the world and made from them: one suite a corpus.
///
/// A schema without instances is no case: some files are there for others to refer to.
pub(super) fn cases(corpora: &Path) -> io::Result<Vec<Case>> {
    let manifest = corpora.join("manifest.jsonl");
    let mut broken = BTreeSet::new();
    for row in read::lines(&manifest)? {
        if !read::flag(&row, "metaschema_ok", true) {
            broken.insert(read::text(&row, "file", &manifest)?.to_owned());
        }
    }
    let mut folders: Vec<_> = std::fs::read_dir(corpora)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    folders.retain(|folder| folder.is_dir());
    folders.sort();
    let mut cases = Vec::new();
    for folder in folders {
        let corpus = folder.file_name().unwrap_or_default().to_string_lossy();
        for file in json_files(&folder)? {
            let Some(tests) = tests(&file)? else {
                continue;
            };
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let mut settings = settings(Dialect::Draft2020);
            if corpus == "huggingface" {
                let maps = &mut settings.maps;
                maps.push(("/inference/schemas/".to_owned(), folder.clone()));
            }
            cases.push(Case {
                suite: format!("corpus {corpus}"),
                name: name.clone().into_owned(),
                schema: std::fs::read_to_string(&file)?,
                settings,
                broken: broken.contains(&format!("{corpus}/{name}")),
                tests,
            });
        }
    }
    Ok(cases)
}

/// The instances of a schema: those that need `format` to be asserted are left out.
fn tests(schema: &Path) -> io::Result<Option<Vec<Test>>> {
    let mut tests = Vec::new();
    for kind in ["real.jsonl", "instances.jsonl"] {
        let file = schema.with_extension(kind);
        for row in read::lines(&file)? {
            if !read::flag(&row, "needs_format_assertion", false) {
                tests.push(Test {
                    instance: read::member(&row, "instance", &file)?.to_string(),
                    valid: read::flag(&row, "valid", false),
                });
            }
        }
    }
    let is_case = !tests.is_empty() || schema.with_extension("instances.jsonl").exists();
    Ok(is_case.then_some(tests))
}
