use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::{Made, Program};

/// A program has at most so many modules, and so much text: rustc takes memory for all of it.
const MOST_MODULES: usize = 120;
const MOST_BYTES: usize = 3 << 20;

/// Compiles the modules that have a text into programs, and notes those that do not compile.
pub(super) fn compile(
    target: &Path,
    folder: &Path,
    texts: &[Option<String>],
    made: &mut [Made],
) -> io::Result<Vec<Program>> {
    loop {
        let crates = split(texts, made);
        if crates.is_empty() {
            return Ok(Vec::new());
        }
        write(folder, &crates, texts)?;
        let faults = build(target, folder)?;
        let programs = crates.into_iter().enumerate().map(|(number, modules)| {
            let path = target.join("debug").join(name(number));
            Program { modules, path }
        });
        match faults {
            None => return Ok(programs.collect()),
            Some(faults) => {
                for (module, message) in faults {
                    made[module] = Made::NotCompiled(message);
                }
            }
        }
    }
}

fn name(number: usize) -> String {
    format!("compiled-types-{number}")
}

/// The modules of each program.
fn split(texts: &[Option<String>], made: &[Made]) -> Vec<Vec<usize>> {
    let mut crates: Vec<Vec<usize>> = Vec::new();
    let mut bytes = 0;
    for (module, text) in texts.iter().enumerate() {
        let (Some(text), Made::Types) = (text, &made[module]) else {
            continue;
        };
        match crates.last_mut() {
            Some(last) if last.len() < MOST_MODULES && bytes + text.len() < MOST_BYTES => {
                last.push(module);
                bytes += text.len();
            }
            _ => {
                crates.push(vec![module]);
                bytes = text.len();
            }
        }
    }
    crates
}

fn write(folder: &Path, crates: &[Vec<usize>], texts: &[Option<String>]) -> io::Result<()> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let runtime = here.with_file_name("mindvideo");
    let members: Vec<_> = (0..crates.len()).map(|n| format!("\"{n}\"")).collect();
    let workspace = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[profile.dev]\ndebug = 0\n\
         incremental = false\n\n[profile.dev.package.mindvideo-schema]\nopt-level = 1\n",
        members.join(", ")
    );
    std::fs::write(folder.join("Cargo.toml"), workspace)?;
    std::fs::copy(here.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    for (number, modules) in crates.iter().enumerate() {
        let source = folder.join(number.to_string()).join("src");
        std::fs::create_dir_all(&source)?;
        let manifest = format!(
            "[package]\nname = \"{}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             mindvideo = {{ path = \"{}\", default-features = false }}\nserde_json = \"1\"\n",
            name(number),
            runtime.display()
        );
        std::fs::write(source.with_file_name("Cargo.toml"), manifest)?;
        let mut program = include_str!("program.in").to_owned();
        let mut judges = String::new();
        for module in modules {
            let text = texts[*module].as_deref().unwrap_or_default();
            std::fs::write(source.join(format!("m{module}.rs")), text)?;
            let _ = writeln!(program, "mod m{module};");
            let _ = writeln!(judges, "    ({module}, judge::<m{module}::Input>),");
        }
        let _ = write!(
            program,
            "\nconst JUDGES: &[(usize, fn(&str) -> Answers)] = &[\n{judges}];\n"
        );
        std::fs::write(source.join("main.rs"), program)?;
    }
    Ok(())
}

/// Runs cargo. `Some` are the modules with errors, each with its first one.
fn build(target: &Path, folder: &Path) -> io::Result<Option<BTreeMap<usize, String>>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--quiet", "--offline", "--keep-going"])
        .arg("--message-format=json")
        .arg("--target-dir")
        .arg(target)
        .current_dir(folder)
        .env_remove("RUSTFLAGS")
        .output()?;
    if output.status.success() {
        return Ok(None);
    }
    let mut faults = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(message) = serde_json::from_str::<Value>(line) else {
            continue;
        };
        let message = &message["message"];
        if message["level"] == "error" {
            let text = message["message"].as_str().unwrap_or_default();
            for module in modules(message) {
                faults.entry(module).or_insert_with(|| text.to_owned());
            }
        }
    }
    if faults.is_empty() {
        let errors = String::from_utf8_lossy(&output.stderr);
        return Err(io::Error::other(format!("cargo failed:\n{errors}")));
    }
    Ok(Some(faults))
}

/// The modules in whose files a message of rustc has a place, directly or by a macro.
fn modules(message: &Value) -> Vec<usize> {
    let mut found = Vec::new();
    let mut open = vec![message];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(members) => {
                let file = members.get("file_name").and_then(Value::as_str);
                let file = file.and_then(|path| path.rsplit('/').next());
                let number = file.and_then(|file| file.strip_prefix('m')?.strip_suffix(".rs"));
                found.extend(number.and_then(|number| number.parse::<usize>().ok()));
                open.extend(members.values());
            }
            _ => {}
        }
    }
    found
}
