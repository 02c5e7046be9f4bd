//! What fuzzing begins with: the schemas and goldens of this project and the words of JSON Schema.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use mindvideo_codegen::Dialect;
use mindvideo_conformance::random::{self, Random};

/// The words that mutations insert, one a line of `keywords.dict`, as libFuzzer reads it.
pub fn words() -> Vec<String> {
    let lines = include_str!("../keywords.dict").lines();
    let quoted = lines.filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'));
    quoted
        .map(|word| word.replace("\\\"", "\"").replace("\\\\", "\\"))
        .collect()
}

/// The seeds of a check.
///
/// # Errors
/// A file of this project that cannot be read.
pub fn of(check: &str) -> io::Result<Vec<Vec<u8>>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut seeds = BTreeSet::new();
    for folder in ["schemas", "mindvideo-codegen/tests/golden"] {
        for path in files(&root.join(folder))? {
            let text = fs::read_to_string(&path)?;
            let instances = fs::read_to_string(path.with_extension("instances.jsonl"));
            let instances = instances.unwrap_or_default();
            let instances = instances.lines().filter_map(|line| {
                let (_, instance) = line.split_once("\"instance\": ")?;
                instance.strip_suffix('}')
            });
            match check {
                "evaluator" => {
                    seeds.extend(instances.map(|instance| format!("{text}\0{instance}")));
                }
                "pattern" => seeds.extend(patterns(&text)),
                "json_reader" => {
                    seeds.extend(instances.map(str::to_owned));
                    seeds.insert(text);
                }
                _ => {
                    seeds.insert(text);
                }
            }
        }
    }
    Ok(seeds.into_iter().map(String::into_bytes).collect())
}

/// An input that is made up from nothing, for the checks that begin with a schema: what mutations
/// of bytes hardly ever come to.
pub fn made_up(check: &str, random: &mut Random) -> Option<Vec<u8>> {
    let mut schema = || random::schema(random, Dialect::Draft2020);
    let text = match check {
        "schema_pipeline" => schema().to_string(),
        "evaluator" => {
            let schema = schema();
            let instance = random::instance(random, &schema);
            format!("{schema}\0{instance}")
        }
        _ => return None,
    };
    Some(text.into_bytes())
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "json") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The patterns of a schema, and some that are hard, each with a text.
fn patterns(schema: &str) -> Vec<String> {
    let hard = [
        "^(a+)+$\0aaaaaaaaaaaaaaaaaaaaaaaa!",
        "^(?=.*[0-9])(?!.*x)[\\w-]{2,8}$\0ab-1",
        "(?<=a)b{3,}|\\p{L}+\\b\0abbb",
        "^[^\\d\\s]*?\\u{1F600}$\0\u{1F600}",
    ];
    let after = schema.split("\"pattern\": \"").skip(1);
    let own = after.filter_map(|rest| {
        let (pattern, _) = rest.split_once("\",").or_else(|| rest.split_once('"'))?;
        Some(format!("{}\0abc-123", pattern.replace("\\\\", "\\")))
    });
    hard.map(str::to_owned).into_iter().chain(own).collect()
}
