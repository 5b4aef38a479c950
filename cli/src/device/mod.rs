//! `farola device …`: a phone without a screen, on the same engine, store and sync as the shells.
//!
//! Exit codes: 0 done, 1 a problem that the output names, 2 wrong usage, 3 no network.

mod answers;
mod correct;
mod fill;
mod init;
mod list;
mod phone;
mod say;
mod sync;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::words::Words;
use phone::Problem;
use say::Say;

/// `farola device …`.
#[derive(Debug, Args)]
pub(crate) struct DeviceArgs {
    /// Print one JSON object per line, for machines.
    #[arg(long, global = true)]
    json: bool,
    /// Language of the output for people, and of the forms.
    #[arg(long, global = true, value_enum, default_value_t = Words::Es)]
    words: Words,
    /// File with the key of the database (64 hexadecimal digits). Without it the environment's
    /// FAROLA_KEY is used, or else DIR/key, which `init` makes for this user only. A key beside
    /// its database protects nothing if the whole folder is copied: phones keep it in their key
    /// store, this command cannot.
    #[arg(long, global = true, value_name = "FILE")]
    key_file: Option<PathBuf>,
    #[command(subcommand)]
    command: DeviceCommand,
}

#[derive(Debug, Subcommand)]
enum DeviceCommand {
    /// Makes a phone in a folder, and enrols it.
    Init(init::InitArgs),
    /// Fills one form and finalizes it.
    Fill(fill::FillArgs),
    /// Exchanges with the server: sends what waits, gets forms and reviewers' words.
    Sync(sync::SyncArgs),
    /// Tries a submission again that was set aside with a problem.
    Retry(sync::RetryArgs),
    /// Lists forms, drafts and submissions with their state.
    List(list::Folder),
    /// Prints the answers of a draft, or the exact XML of a submission.
    Show(list::ShowArgs),
    /// Prints what reviewers say.
    Messages(list::MessagesArgs),
    /// Corrects a submission that a reviewer sent back.
    Correct(correct::CorrectArgs),
}

/// Runs a command on a phone.
pub(crate) fn run(args: DeviceArgs) -> ExitCode {
    let mut say = Say::new(args.json, args.words);
    let key = args.key_file.as_deref();
    let done = match args.command {
        DeviceCommand::Init(args) => init::run(&args, key, &mut say),
        DeviceCommand::Fill(args) => fill::run(&args, key, &mut say),
        DeviceCommand::Sync(args) => sync::run(&args, key, &mut say),
        DeviceCommand::Retry(args) => sync::retry(&args, key, &mut say),
        DeviceCommand::List(args) => list::run(&args, key, &mut say),
        DeviceCommand::Show(args) => list::show(&args, key, &mut say),
        DeviceCommand::Messages(args) => list::messages(&args, key, &mut say),
        DeviceCommand::Correct(args) => correct::run(&args, key, &mut say),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            say.problem(&problem);
            problem.exit()
        }
    }
}

type Done = Result<(), Problem>;
