//! What must not compile does not, and says why; what looks unusual and is right does.
//!
//! Each file in `ui/` is a test. Where rustc's text changed for the better, `TRYBUILD=overwrite`
//! accepts it.

use std::path::Path;
use std::{fs, io};

#[test]
fn ui() {
    lend_schemas().unwrap();
    let tests = trybuild::TestCases::new();
    tests.pass("tests/ui/pass/*.rs");
    for theme in ["attribute", "schema", "input"] {
        tests.compile_fail(format!("tests/ui/{theme}/*.rs"));
    }
}

/// Paths in the attribute start at the folder of Cargo.toml, and trybuild compiles the tests in a
/// package of its own: the schemas go there.
fn lend_schemas() -> io::Result<()> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("..");
    let package = target.join("tests/trybuild").join(env!("CARGO_PKG_NAME"));
    for folder in ["tests/ui/schemas", "tests/ui/schema/schemas"] {
        let to = package.join("schemas");
        fs::create_dir_all(&to)?;
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}
