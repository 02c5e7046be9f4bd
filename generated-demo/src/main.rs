//! From a JSON Schema to a finished film: what `mindvideo` does, in one run.
//!
//! `generated-demo --help` says how to run it, `demo/story.rs` what happens.

mod demo;

use std::process::ExitCode;

fn main() -> ExitCode {
    demo::run(std::env::args_os())
}
