//! `farola hub settings`: what holds for a whole hub.

use clap::{Args, ValueEnum};
use farola_hub_server::store::settings::SettingsChange;
use farola_hub_server::{HubError, admin};
use serde_json::json;

use super::Folder;
use super::manage::existing;
use super::output::Output;

/// `farola hub settings …`.
#[derive(Debug, Clone, Args)]
pub(super) struct SettingsArgs {
    #[command(flatten)]
    folder: Folder,
    /// Whether administrators and reviewers must show a code of their phone beside the password.
    #[arg(long, value_enum)]
    codes: Option<Demand>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Demand {
    /// Who has none sets one up before anything else.
    Demanded,
    /// Who wants one has one.
    Offered,
}

/// `hub settings`.
pub(super) fn run(output: &mut Output, args: SettingsArgs) -> Result<bool, HubError> {
    let change = SettingsChange {
        codes_demanded: args.codes.map(|codes| codes == Demand::Demanded),
    };
    let settings = admin::change_settings(&existing(args.folder)?, change)?;
    let (es, en) = match settings.codes_demanded {
        true => (
            "Códigos: se exigen a quien administra y a quien revisa",
            "Codes: demanded of administrators and reviewers",
        ),
        false => (
            "Códigos: los pone quien quiere",
            "Codes: for whoever wants one",
        ),
    };
    output.say(&json!({"codesDemanded": settings.codes_demanded}), es, en);
    Ok(true)
}
