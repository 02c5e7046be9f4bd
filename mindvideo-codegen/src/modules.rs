use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use mindvideo_schema::diagnostic::{Code, Diagnostic, Diagnostics, Source};
use mindvideo_schema::json::Span;

use crate::folder::SchemaFile;
use crate::{Module, Settings, generate};

/// The modules of several schemas, and everything that was found on the way.
#[derive(Debug, Default)]
pub struct Modules {
    /// The modules of the schemas without errors, each with its file.
    pub modules: Vec<(SchemaFile, Module)>,
    /// Every finding of every schema.
    pub findings: Diagnostics,
    /// Every file that was read.
    pub inputs: Vec<PathBuf>,
}

impl Modules {
    /// Generates one module a schema. An error in one does not keep the others from being read.
    pub fn generate(files: &[SchemaFile], settings: &Settings) -> Self {
        let mut all = Self::default();
        for file in files {
            match generate(&file.path, &file.name, settings) {
                Ok(module) => {
                    all.findings.extend(module.warnings.clone());
                    all.inputs.extend(module.inputs.iter().cloned());
                    all.modules.push((file.clone(), module));
                }
                Err(refused) => {
                    all.findings.extend(refused.findings);
                    all.inputs.extend(refused.inputs);
                }
            }
        }
        all.refuse_same_names();
        all
    }

    /// Two files of one stem would be two models of one slug.
    fn refuse_same_names(&mut self) {
        let mut names: BTreeMap<&str, &SchemaFile> = BTreeMap::new();
        for (file, module) in &self.modules {
            let Some(first) = names.insert(&module.name, file) else {
                continue;
            };
            let source = Arc::new(Source::new(&file.name, ""));
            let message = format!("`{}` is the model `{}`, too", first.name, module.slug);
            self.findings.push(
                Diagnostic::error(Code::SAME_MODEL, &source, Span::default(), message)
                    .with_note("a model is named after the stem of its schema's file")
                    .with_help("rename one of the files"),
            );
        }
    }
}
