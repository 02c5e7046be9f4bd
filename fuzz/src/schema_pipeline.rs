use std::path::PathBuf;
use std::sync::OnceLock;

use mindvideo_codegen::diagnostic::short;
use mindvideo_codegen::{Dialect, Settings, file, generate};

use crate::items;

/// The generator ends with a module or with findings, and a module is Rust in which no name is
/// given twice.
///
/// The first byte chooses a draft if it is a digit.
pub fn schema_pipeline(bytes: &[u8]) {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    let path = PATH.get_or_init(|| {
        let folder = PathBuf::from("/dev/shm");
        let folder = Some(folder).filter(|folder| folder.is_dir());
        let name = format!("mindvideo-fuzz-{}.json", std::process::id());
        folder.unwrap_or_else(std::env::temp_dir).join(name)
    });
    let (draft, bytes) = match bytes.split_first() {
        Some((b'4', rest)) => (Dialect::Draft4, rest),
        Some((b'6', rest)) => (Dialect::Draft6, rest),
        Some((b'7', rest)) => (Dialect::Draft7, rest),
        Some((b'9', rest)) => (Dialect::Draft2019, rest),
        _ => (Dialect::Draft2020, bytes),
    };
    if std::fs::write(path, bytes).is_err() {
        return;
    }
    let mut settings = Settings::new();
    settings.draft = draft;
    match generate(path, "fuzzed.json", &settings) {
        Ok(module) => {
            match syn::parse2::<syn::File>(module.tokens()) {
                Ok(file) => items::assert_distinct(&file.items),
                Err(error) => panic!("the module is no Rust: {error}: {}", module.tokens()),
            }
            let text = file::Text::of(&module, "fuzzed.json").text;
            assert!(
                syn::parse_file(&text).is_ok(),
                "the file is no Rust: {text}"
            );
            module
                .warnings
                .iter()
                .for_each(|finding| drop(short(finding)));
        }
        Err(refused) => {
            assert!(refused.findings.error_count() > 0, "refused for nothing");
            let _ = refused.findings.to_string();
        }
    }
}
