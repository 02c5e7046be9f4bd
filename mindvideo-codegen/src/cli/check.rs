use clap::Args;
use mindvideo_codegen::Modules;

use super::{Common, Failure, Stream};

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    common: Common,
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let files = options.common.files()?;
    let made = Modules::generate(&files, &options.common.settings());
    options.common.show(made.findings, Stream::Output)
}
