//! The evaluator, asked as a user of it would.

use std::path::PathBuf;
use std::sync::Arc;

use mindvideo_codegen::Settings;
use mindvideo_schema::Evaluator;
use mindvideo_schema::diagnostic::{Source, short};
use mindvideo_schema::json;
use mindvideo_schema::link::Library;

/// Reads a schema.
///
/// # Errors
/// Everything that is wrong with it, on one line.
pub fn evaluator(schema: &str, settings: &Settings) -> Result<Evaluator, String> {
    let library = Folders(&settings.maps);
    let evaluator = Evaluator::load("schema.json", schema, settings.draft, &library);
    let evaluator = evaluator.map(|ready| ready.assert_format(settings.assert_format));
    evaluator.map_err(|refused| {
        let findings = refused.diagnostics().iter();
        let errors = findings.filter(|finding| finding.is_error());
        errors.map(short).collect::<Vec<_>>().join("; ")
    })
}

/// The evaluator's verdict.
///
/// # Errors
/// That its two answers, quick and with reasons, differ.
pub fn judge(evaluator: &Evaluator, instance: &str) -> Result<bool, String> {
    let reasons = evaluator.check_json(instance.as_bytes());
    let quick = json::parse(instance).is_ok_and(|node| evaluator.is_valid(&node));
    match (quick, reasons) {
        (true, Ok(())) => Ok(true),
        (false, Err(_)) => Ok(false),
        (true, Err(reasons)) => Err(format!("valid, but for a reason: {reasons}")),
        (false, Ok(())) => Err("not valid, and for no reason".to_owned()),
    }
}

/// Documents in folders, by the prefixes of their URIs.
struct Folders<'a>(&'a [(String, PathBuf)]);

impl Library for Folders<'_> {
    fn document(&self, uri: &str) -> Option<Result<Arc<Source>, String>> {
        self.0.iter().find_map(|(prefix, folder)| {
            let path = folder.join(uri.strip_prefix(prefix.as_str())?);
            let text = std::fs::read_to_string(&path)
                .or_else(|_| std::fs::read_to_string(path.with_added_extension("json")));
            let text = text.map_err(|error| error.to_string());
            Some(text.map(|text| Arc::new(Source::new(uri, text))))
        })
    }
}
