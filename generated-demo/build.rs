//! Every schema in `schemas/` becomes a module.

use std::process::ExitCode;

fn main() -> ExitCode {
    mindvideo_codegen::Build::new("../schemas").run()
}
