//! `farola-sim`: invented walks, for `make run`, tests and measurements.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    ExitCode::from(farola_sim::command::Sim::parse().run())
}
