use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use mindvideo_schema::diagnostic::{Code, Diagnostic, Diagnostics, Source};
use mindvideo_schema::json::Span;

use crate::folder::SchemaFile;
use crate::{Module, Refused, Settings, generate, names, parallel};

/// The modules of several schemas, or their texts, and everything that was found on the way.
#[derive(Debug)]
#[non_exhaustive]
pub struct Modules<M = Module> {
    /// What the schemas without errors became, each with its file.
    pub modules: Vec<(SchemaFile, M)>,
    /// Every finding of every schema.
    pub findings: Diagnostics,
    /// Every file that was read.
    pub inputs: Vec<PathBuf>,
}

/// What one schema became.
pub(crate) struct Made<M> {
    pub module: M,
    pub warnings: Diagnostics,
    pub inputs: Vec<PathBuf>,
}

impl<M> Default for Modules<M> {
    fn default() -> Self {
        Self {
            modules: Vec::new(),
            findings: Diagnostics::new(),
            inputs: Vec::new(),
        }
    }
}

impl Modules {
    /// Generates one module a schema. An error in one does not keep the others from being read.
    pub fn generate(files: &[SchemaFile], settings: &Settings) -> Self {
        Self::each(files, |file| {
            let module = generate(&file.path, &file.name, settings)?;
            Ok(Made {
                warnings: module.warnings.clone(),
                inputs: module.inputs.clone(),
                module,
            })
        })
    }
}

impl<M: Send> Modules<M> {
    /// On all processors; the result does not depend on how many there are.
    pub(crate) fn each(
        files: &[SchemaFile],
        work: impl Fn(&SchemaFile) -> Result<Made<M>, Refused> + Sync,
    ) -> Self {
        let mut all = Self::default();
        for (file, made) in files.iter().zip(parallel::map(files, work)) {
            match made {
                Ok(made) => {
                    all.findings.extend(made.warnings);
                    all.inputs.extend(made.inputs);
                    all.modules.push((file.clone(), made.module));
                }
                Err(refused) => {
                    all.findings.extend(refused.findings);
                    all.inputs.extend(refused.inputs);
                }
            }
        }
        let modules = all.modules.iter();
        all.findings
            .extend(same_names(modules.map(|(file, _)| file)));
        all
    }
}

/// Two files of one stem would be two models of one slug.
pub(crate) fn same_names<'f>(files: impl IntoIterator<Item = &'f SchemaFile>) -> Diagnostics {
    let mut findings = Diagnostics::new();
    let mut seen: BTreeMap<String, &SchemaFile> = BTreeMap::new();
    for file in files {
        let slug = file.slug();
        let Some(first) = seen.insert(names::module(&slug), file) else {
            continue;
        };
        let source = Arc::new(Source::new(&file.name, ""));
        let message = format!("`{}` is the model `{slug}`, too", first.name);
        findings.push(
            Diagnostic::error(Code::SAME_MODEL, &source, Span::default(), message)
                .with_note("a model is named after the stem of its schema's file")
                .with_help("rename one of the files"),
        );
    }
    findings
}
