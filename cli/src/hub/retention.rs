//! `farola hub retention`: what goes from a hub by itself when its time is over.

use clap::{Args, ValueEnum};
use farola_hub_server::store::retention::Class;
use farola_hub_server::{HubError, admin};
use serde_json::json;

use super::output::Output;
use super::{Folder, manage};

/// `farola hub retention …`.
#[derive(Debug, Args)]
pub(super) struct RetentionArgs {
    #[command(flatten)]
    folder: Folder,
    /// Say what would go, and let it stay.
    #[arg(long)]
    dry_run: bool,
    /// Set for how many days a class is kept, and remove nothing.
    #[arg(
        long,
        value_name = "CLASS",
        requires = "days",
        conflicts_with = "dry_run"
    )]
    keep: Option<Kind>,
    /// How many days.
    #[arg(long, requires = "keep")]
    days: Option<u32>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    /// Name and address of people who are shut out or went with groups.
    Contact,
    /// Photos and other files of records; the records stay.
    Photo,
    /// The audit.
    Audit,
}

impl From<Kind> for Class {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Contact => Self::Contact,
            Kind::Photo => Self::Photo,
            Kind::Audit => Self::Audit,
        }
    }
}

/// `hub retention`.
pub(super) fn run(output: &mut Output, args: RetentionArgs) -> Result<bool, HubError> {
    let store = manage::existing(args.folder)?;
    if let Some((kind, days)) = args.keep.zip(args.days) {
        admin::keep_for(&store, kind.into(), days)?;
        output.say(
            &json!({"days": days}),
            &format!("Se guardará {days} días."),
            &format!("It is kept for {days} days."),
        );
        return Ok(true);
    }
    let over = match args.dry_run {
        true => admin::find_over(&store)?,
        false => admin::retain(&store)?,
    };
    for one in &over {
        let (items, days) = (one.items, one.days);
        let (es, en) = match one.class {
            Class::Contact => (
                "personas sin datos de contacto",
                "people without their contact",
            ),
            Class::Photo => ("fotos y archivos", "photos and files"),
            Class::Audit => ("entradas de la bitácora", "entries of the audit"),
        };
        output.say(
            &json!({
                "class": one.class.as_str(), "items": items, "days": days,
                "dryRun": args.dry_run,
            }),
            &format!("{items} {es} (a los {days} días)"),
            &format!("{items} {en} (after {days} days)"),
        );
    }
    if over.is_empty() {
        output.note("Nada está vencido.", "Nothing is over its time.");
    }
    Ok(true)
}
