use std::io;
use std::path::Path;

use mindvideo_codegen::Dialect;

use super::{Case, Test, json_files, read, settings};

/// The parts of a draft: required tests, optional ones, and those that judge `format`.
const PARTS: [(&str, &str); 3] = [
    ("required", ""),
    ("optional", "optional"),
    ("format", "optional/format"),
];

/// The official JSON Schema Test Suite, one draft of it.
pub(super) fn cases(suite: &Path, draft: &str, dialect: Dialect) -> io::Result<Vec<Case>> {
    let mut cases = Vec::new();
    for (part, folder) in PARTS {
        for file in json_files(&suite.join("tests").join(draft).join(folder))? {
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            for group in read::items(&read::file(&file)?, &file)? {
                let mut settings = settings(dialect);
                settings.assert_format = part == "format";
                let remotes = ("http://localhost:1234/".into(), suite.join("remotes"));
                settings.maps.push(remotes);
                let description = read::text(group, "description", &file)?;
                cases.push(Case {
                    suite: format!("{draft} {part}"),
                    name: format!("{stem}: {description}"),
                    schema: read::member(group, "schema", &file)?.to_string(),
                    settings,
                    broken: false,
                    tests: tests(read::member(group, "tests", &file)?, &file)?,
                });
            }
        }
    }
    Ok(cases)
}

fn tests(group: &mindvideo_schema::json::Node, file: &Path) -> io::Result<Vec<Test>> {
    let tests = read::items(group, file)?.iter().map(|test| {
        Ok(Test {
            instance: read::member(test, "data", file)?.to_string(),
            valid: read::flag(test, "valid", false),
        })
    });
    tests.collect()
}
