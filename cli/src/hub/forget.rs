//! `farola hub forget`: what a group said at a stop, or on a whole walk, goes.

use clap::{Args, ValueEnum};
use farola_hub_server::store::forget::Reason;
use farola_hub_server::{HubError, admin};
use serde_json::json;

use super::output::Output;
use super::{InProject, backup};

/// `farola hub forget …`.
#[derive(Debug, Clone, Args)]
pub(super) struct ForgetArgs {
    /// Code of the walk, as the group has it: 14039-20261121-a3f09c.
    code: String,
    /// The stop; without it everything of the walk goes.
    #[arg(long, value_name = "NUMBER")]
    stop: Option<u32>,
    /// Why. No words of anybody are kept.
    #[arg(long, value_enum, default_value_t = Why::Asked)]
    reason: Why,
    /// Say how many records would go, and let them stay.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    place: InProject,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Why {
    /// The group asked for it.
    Asked,
    /// Somebody can be known by it.
    Privacy,
}

impl From<Why> for Reason {
    fn from(why: Why) -> Self {
        match why {
            Why::Asked => Self::Asked,
            Why::Privacy => Self::Privacy,
        }
    }
}

/// `hub forget`.
pub(super) fn run(output: &mut Output, args: ForgetArgs) -> Result<bool, HubError> {
    let (store, project) = args.place.open()?;
    let records = admin::records_of_walk(&store, project, &args.code, args.stop)?;
    if args.dry_run {
        let count = records.len();
        output.say(
            &json!({"dryRun": true, "records": count}),
            &format!("Se borrarían {count} registros; no se borró nada."),
            &format!("{count} records would go; nothing went."),
        );
        return Ok(true);
    }
    let whole = args.stop.is_none().then_some(args.code);
    let done = admin::forget(&store, project, records, whole, args.reason.into())?;
    let (records, files, phones) = (done.records, done.files, done.phones);
    let (backups, told) = backup::still_holding(&store)?;
    let (still_es, still_en) = match told.is_empty() {
        true => (
            "Ningún respaldo que el servidor conozca lo tiene.".to_owned(),
            "No backup that the hub knows of has it.".to_owned(),
        ),
        false => (
            format!(
                "Respaldos que aún lo tienen, y hasta cuándo: {}.",
                told.join(", ")
            ),
            format!(
                "Backups that still have it, and until when: {}.",
                told.join(", ")
            ),
        ),
    };
    output.say(
        &json!({
            "records": records, "versions": done.versions, "files": files, "phones": phones,
            "backups": backups,
        }),
        &format!(
            "Olvidado: {records} registros y {files} archivos; {phones} teléfonos lo oirán al \
             sincronizar. {still_es}"
        ),
        &format!(
            "Forgotten: {records} records and {files} files; {phones} phones will hear of it when \
             they sync. {still_en}"
        ),
    );
    Ok(true)
}
