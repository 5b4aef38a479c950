//! The `farola` command.

#[cfg(feature = "device")]
mod device;
mod form;
#[cfg(feature = "hub")]
mod hub;
mod words;
mod xpath;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// A hub serves for months: what one request took for a moment goes back to the system.
#[cfg(all(feature = "jemalloc", target_os = "linux"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Offline field work and its hub.
#[derive(Debug, Parser)]
#[command(name = "farola", version, about)]
struct Farola {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[cfg(feature = "device")]
    /// A phone without a screen: fills forms, syncs, reads what reviewers say.
    Device(device::DeviceArgs),
    /// Fills and checks forms.
    #[command(subcommand)]
    Form(form::FormCommand),
    #[cfg(feature = "hub")]
    /// Serves and manages a hub.
    Hub(hub::HubArgs),
    /// Evaluates XPath expressions, a line each.
    Xpath(xpath::Args),
}

fn main() -> ExitCode {
    match Farola::parse().command {
        #[cfg(feature = "device")]
        Command::Device(args) => device::run(args),
        Command::Form(command) => form::run(command),
        #[cfg(feature = "hub")]
        Command::Hub(args) => hub::run(args),
        Command::Xpath(args) => xpath::run(&args),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    /// Otherwise a command ends at its first use, and only in a build for development.
    #[test]
    fn no_command_has_two_arguments_of_one_name() {
        super::Farola::command().debug_assert();
    }
}
