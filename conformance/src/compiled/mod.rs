//! Generated types, compiled into programs that judge instances.

mod answer;
mod crates;
mod run;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use mindvideo_codegen::diagnostic::short;
use mindvideo_codegen::{Settings, generate};

pub use self::answer::Answer;
use crate::parallel::in_parallel;

/// What became of a schema.
#[derive(Clone, Debug)]
pub enum Made {
    /// Types that compile.
    Types,
    /// Findings, on one line.
    Refused(String),
    /// A bug: the generator's panic.
    Panicked(String),
    /// A bug: rustc's first error.
    NotCompiled(String),
}

/// The types of many schemas.
#[derive(Debug)]
pub struct Types {
    made: Vec<Made>,
    programs: Vec<Program>,
}

/// Some of the modules, in one program.
#[derive(Debug)]
struct Program {
    modules: Vec<usize>,
    path: PathBuf,
}

impl Types {
    /// Generates and compiles the types of schemas, several programs at a time, below a folder of
    /// target files. What was there of another run is replaced.
    ///
    /// # Errors
    /// Files that cannot be written, or cargo failing for a reason that is no module's.
    pub fn compile(target: &Path, schemas: &[(&str, &Settings)]) -> io::Result<Self> {
        let folder = target.join("compiled-types");
        let inputs = folder.join("schemas");
        match std::fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => std::fs::create_dir_all(&inputs)?,
        }
        let modules = in_parallel(schemas, |number, (schema, settings)| {
            module(&inputs.join(format!("m{number}.json")), schema, settings)
        });
        let mut made = Vec::new();
        let mut texts = Vec::new();
        for module in modules {
            let (what, text) = module?;
            made.push(what);
            texts.push(text);
        }
        let programs = crates::compile(target, &folder, &texts, &mut made)?;
        Ok(Self { made, programs })
    }

    /// What became of the schema with this number.
    pub fn made(&self, schema: usize) -> &Made {
        &self.made[schema]
    }

    /// Judges instances by the types of the schemas with these numbers. Schemas without types give
    /// no answer.
    ///
    /// # Errors
    /// A program that cannot be started.
    pub fn judge(&self, questions: &[(usize, &str)]) -> io::Result<Vec<Option<Answer>>> {
        let mut answers = vec![None; questions.len()];
        let done = in_parallel(&self.programs, |_, program| {
            let mine = |question: &usize| program.modules.contains(&questions[*question].0);
            let mine: Vec<usize> = (0..questions.len()).filter(mine).collect();
            let asked: Vec<_> = mine.iter().map(|question| questions[*question]).collect();
            run::ask(&program.path, &asked).map(|answers| (mine, answers))
        });
        for program in done {
            let (mine, said) = program?;
            for (question, answer) in mine.into_iter().zip(said) {
                answers[question] = Some(answer);
            }
        }
        Ok(answers)
    }
}

/// Generates one module, as the macro would have it.
fn module(path: &Path, schema: &str, settings: &Settings) -> io::Result<(Made, Option<String>)> {
    std::fs::write(path, schema)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let generated = catch_unwind(AssertUnwindSafe(|| generate(path, &name, settings)));
    Ok(match generated {
        Ok(Ok(module)) => (Made::Types, Some(module.tokens().to_string())),
        Ok(Err(refused)) => {
            let errors = refused.findings.iter().filter(|f| f.is_error());
            let errors: Vec<_> = errors.map(short).collect();
            (Made::Refused(errors.join("; ")), None)
        }
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or(panic.downcast_ref::<&str>().copied());
            (Made::Panicked(text.unwrap_or_default().to_owned()), None)
        }
    })
}
