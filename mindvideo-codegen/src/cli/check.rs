use std::fmt::Write as _;

use clap::Args;
use mindvideo_codegen::diagnostic::{Diagnostic, Diagnostics, Format};
use mindvideo_codegen::{Module, Modules};

use super::{Common, Failure, Stream, print};

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    common: Common,

    /// List the schemas whose values are held as any JSON value, and why
    #[arg(long)]
    untyped: bool,
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let files = options.common.files()?;
    let made = Modules::generate(&files, &options.common.settings());
    if !options.untyped {
        return options.common.show(made.findings, Stream::Output);
    }
    let modules: Vec<&Module> = made.modules.iter().map(|(_, module)| module).collect();
    let mut findings = Diagnostics::new();
    findings.extend(made.findings.into_iter().filter(Diagnostic::is_error));
    for module in &modules {
        findings.extend(module.untyped.falls.clone());
    }
    if options.common.deny_warnings {
        findings.deny_warnings();
    }
    let shown = options.common.show(findings, Stream::Output);
    if matches!(options.common.format, Format::Human | Format::Short) {
        print(&summary(&modules));
    }
    shown
}

/// How much fell: for each model, if there are several, and for all together.
fn summary(modules: &[&Module]) -> String {
    let mut text = String::new();
    let (mut fallen, mut all) = (0, 0);
    for module in modules {
        fallen += module.untyped.fallen;
        all += module.untyped.all;
        if modules.len() > 1 && module.untyped.fallen > 0 {
            let line = share(module.untyped.fallen, module.untyped.all);
            let _ = writeln!(text, "{}: {line}", module.slug);
        }
    }
    let _ = writeln!(text, "{}", share(fallen, all));
    text
}

/// `3 of 1,204 schema nodes (0.2 %)`
fn share(fallen: usize, all: usize) -> String {
    let tenths = (fallen * 1000 + all / 2)
        .checked_div(all)
        .unwrap_or_default();
    let (whole, tenth) = (tenths / 10, tenths % 10);
    let (fallen, all) = (grouped(fallen), grouped(all));
    format!("{fallen} of {all} schema nodes ({whole}.{tenth} %)")
}

/// The number with a comma between thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
