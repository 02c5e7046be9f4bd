use std::io;
use std::path::Path;

use mindvideo_codegen::Dialect;

use super::{Case, Test, read, settings};

/// Small schemas, one a keyword or trap. Those about `format` mean it to be judged.
pub(super) fn cases(folder: &Path) -> io::Result<Vec<Case>> {
    let file = folder.join("cases.json");
    let cases = read::file(&file)?;
    let cases = read::items(&cases, &file)?.iter().map(|case| {
        let name = read::text(case, "name", &file)?.to_owned();
        let mut settings = settings(Dialect::Draft2020);
        settings.assert_format = name.starts_with("format_");
        let mut tests = Vec::new();
        for (name, valid) in [("valid", true), ("invalid", false)] {
            let instances = read::items(read::member(case, name, &file)?, &file)?;
            tests.extend(instances.iter().map(|instance| Test {
                instance: instance.to_string(),
                valid,
            }));
        }
        Ok(Case {
            suite: "probe".to_owned(),
            name,
            schema: read::member(case, "schema", &file)?.to_string(),
            settings,
            broken: false,
            tests,
        })
    });
    cases.collect()
}
