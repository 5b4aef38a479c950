//! The `farola` command.

mod device;
mod form;
mod hub;
mod xpath;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Offline field work and its hub.
#[derive(Debug, Parser)]
#[command(name = "farola", version, about)]
struct Farola {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// A phone without a screen: fills forms, walks, syncs.
    Device(device::DeviceArgs),
    /// Fills and checks forms.
    #[command(subcommand)]
    Form(form::FormCommand),
    /// Serves and manages a hub.
    Hub(hub::HubArgs),
    /// Evaluates XPath expressions, a line each.
    Xpath(xpath::Args),
}

fn main() -> ExitCode {
    match Farola::parse().command {
        Command::Device(args) => device::run(args),
        Command::Form(command) => form::run(command),
        Command::Hub(args) => hub::run(args),
        Command::Xpath(args) => xpath::run(&args),
    }
}
