//! `farola hub audit`: who did and who read what, and whether somebody changed that.

use clap::Args;
use farola_hub_server::HubError;
use farola_hub_server::store::audit::AuditEntry;
use farola_model::Sha256;
use serde_json::{Value, json};

use super::Folder;
use super::manage::existing;
use super::output::Output;

/// `farola hub audit …`.
#[derive(Debug, Clone, Args)]
pub(super) struct AuditArgs {
    #[command(flatten)]
    folder: Folder,
    /// Most entries, at most 500; the newest come first.
    #[arg(long, default_value_t = 50)]
    limit: u32,
    /// Entries before the one with this number.
    #[arg(long, value_name = "NUMBER")]
    before: Option<i64>,
    /// Go through the whole chain of digests instead; exit 1 when it is broken.
    #[arg(long)]
    verify: bool,
    /// A digest that was noted elsewhere: it must be that of an entry, or the end was cut off or
    /// all of it was written anew.
    #[arg(long, value_name = "DIGEST", requires = "verify")]
    expect: Option<Sha256>,
}

/// `hub audit`.
pub(super) fn run(output: &mut Output, args: AuditArgs) -> Result<bool, HubError> {
    let store = existing(args.folder)?;
    if args.verify {
        let found = store.check_audit(args.expect)?;
        let (whole, entries) = (found.is_whole(), found.entries);
        let head = found.head.map(|head| head.to_string());
        let shown = head.clone().unwrap_or_else(|| "-".to_owned());
        let json = json!({
            "whole": whole, "entries": entries, "head": head,
            "brokenAt": found.broken_at, "hasExpected": found.has_expected,
        });
        let (es, en) = match (found.broken_at, whole) {
            (_, true) => (
                format!("En orden: {entries} entradas. Anote fuera de aquí: {shown}"),
                format!("In order: {entries} entries. Note it elsewhere: {shown}"),
            ),
            (Some(at), _) => (
                format!("Alguien cambió la bitácora en la entrada {at}, o falta una antes de ella"),
                format!("Somebody changed the audit at entry {at}, or one before it is missing"),
            ),
            (None, _) => (
                "Falta la entrada de esa huella: cortaron la bitácora o la escribieron de nuevo"
                    .to_owned(),
                "The entry of that digest is missing: the audit was cut off or written anew"
                    .to_owned(),
            ),
        };
        output.say(&json, &es, &en);
        return Ok(whole);
    }
    let page = store.read_audit(args.before, args.limit)?;
    for entry in &page.entries {
        say(output, entry);
    }
    if let Some(next) = page.next {
        output.note(
            &format!("Siguen más: --before {next}"),
            &format!("There are more: --before {next}"),
        );
    }
    Ok(true)
}

fn say(output: &mut Output, entry: &AuditEntry) {
    let details: Value = serde_json::from_str(&entry.details).unwrap_or_default();
    let json = json!({
        "id": entry.id, "at": entry.at.to_string(), "by": entry.by.map(|by| by.0),
        "name": entry.name, "action": entry.action, "details": details,
        "digest": entry.digest.map(|digest| digest.to_string()),
    });
    let who = entry.name.as_deref().unwrap_or("(terminal)");
    let (id, at, action, details) = (entry.id, entry.at, &entry.action, &entry.details);
    let line = format!("{id}  {at}  {who}  {action}  {details}");
    output.say(&json, &line, &line);
}
