//! `farola form …`: filling forms line by line, making, checking and testing them.

mod check;
mod convert;
mod diff;
mod drive;
mod explain;
mod load;
mod new;
mod sheet;
mod sheets;
mod target;
mod telling;
mod test;
mod watch;

use std::process::ExitCode;

use clap::Subcommand;

/// Commands on forms.
#[derive(Debug, Subcommand)]
pub(crate) enum FormCommand {
    /// Fills a form: one JSON object per line in, one per line out.
    Drive(Box<drive::DriveArgs>),
    /// Prints every diagnostic of forms, with its place and the way out.
    Check(check::CheckArgs),
    /// Makes a form of an XLSForm, and says every fault of the sheets at its cell.
    Convert(convert::ConvertArgs),
    /// Makes an XLSForm of a form, and says what a sheet cannot.
    Sheet(sheet::SheetArgs),
    /// Makes a small XLSForm to begin with.
    New(new::NewArgs),
    /// Says what a newer version of a form changes, and what follows.
    Diff(diff::DiffArgs),
    /// Runs a form's own tests: one line a case.
    Test(test::TestArgs),
}

/// Runs a command on forms.
pub(crate) fn run(command: FormCommand) -> ExitCode {
    match command {
        FormCommand::Drive(args) => drive::run(&args),
        FormCommand::Check(args) => check::run(&args),
        FormCommand::Convert(args) => convert::run(&args),
        FormCommand::Sheet(args) => sheet::run(&args),
        FormCommand::New(args) => new::run(&args),
        FormCommand::Diff(args) => diff::run(&args),
        FormCommand::Test(args) => test::run(&args),
    }
}
