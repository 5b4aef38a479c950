//! Commands on a hub's folder: forms, counting, verification.

use farola_hub_server::HubError;
use farola_hub_server::admin;
use farola_hub_server::store::{Store, StoreError};
use farola_model::ProjectId;
use serde_json::json;

use super::output::{Output, put};
use super::{Folder, FormCommand, Kept};

/// `hub init`.
pub(super) fn init(
    output: &mut Output,
    folder: Folder,
    project_name: Option<&str>,
) -> Result<bool, HubError> {
    let place = folder.place()?;
    let is_new = !admin::exists(&place)?;
    let store = admin::open(&place)?;
    let key = admin::hub_key(&store)?;
    if let Some(name) = project_name {
        admin::rename_project(&store, ProjectId(1), name)?;
    }
    let dir = place.dir();
    let shown = dir.display();
    let (es, en) = if is_new {
        (
            format!("Servidor nuevo en {shown}"),
            format!("New hub in {shown}"),
        )
    } else {
        (
            format!("Ya había un servidor en {shown}"),
            format!("There was a hub in {shown}"),
        )
    };
    output.say(
        &json!({"data": dir, "created": is_new, "key": key}),
        &es,
        &en,
    );
    Ok(true)
}

/// Opens the hub of a command. Only `init` and `serve` make one: a folder that is written wrong
/// must not become a second, empty hub.
pub(super) fn existing(folder: Folder) -> Result<Store, HubError> {
    let place = folder.place()?;
    if admin::exists(&place)? {
        admin::open(&place)
    } else {
        Err(StoreError::Missing { what: "hub" }.into())
    }
}

/// `hub form publish`.
pub(super) fn form(output: &mut Output, command: FormCommand) -> Result<bool, HubError> {
    let FormCommand::Publish {
        forms,
        place,
        media,
    } = command;
    let (store, project) = place.open()?;
    let mut all = true;
    for file in &forms {
        // One broken form does not keep the others from being published.
        match admin::publish(&store, project, file, media.as_deref()) {
            Ok(form) => {
                let (id, version, title) = (&form.id, &form.version, &form.title);
                let json = json!({
                    "file": file, "xmlFormId": id, "version": version, "name": title,
                    "sha256": form.sha256,
                });
                output.say(
                    &json,
                    &format!("Publicado: {title} ({id}, versión {version})"),
                    &format!("Published: {title} ({id}, version {version})"),
                );
            }
            Err(error) => {
                output.error(&error);
                all = false;
            }
        }
    }
    Ok(all)
}

/// `hub recount`.
pub(super) fn recount(output: &mut Output, folder: Folder) -> Result<bool, HubError> {
    existing(folder)?.recount().wait()?;
    output.say(
        &json!({"counted": true}),
        "Los registros se contaron de nuevo.",
        "The records were counted again.",
    );
    Ok(true)
}

/// `hub verify`: exit 1 when anything is missing or altered.
pub(super) fn verify(output: &mut Output, kept: Kept) -> Result<bool, HubError> {
    let report = admin::verify(kept.place()?)?;
    let whole = report.is_whole();
    let (versions, files) = (report.versions, report.files);
    let bad = report.wrong_versions.len() + report.missing_files.len() + report.wrong_files.len();
    let mut json = serde_json::to_value(&report).unwrap_or_default();
    put(&mut json, "whole", whole.into());
    let (es, en) = if bad == 0 && report.database == "ok" && !whole {
        (
            "Nada falta, pero las listas cuentan mal; use farola hub recount".to_owned(),
            "Nothing is missing, but the lists count wrongly; use farola hub recount".to_owned(),
        )
    } else if whole {
        (
            format!("Todo en orden: {versions} registros, {files} archivos"),
            format!("All in order: {versions} records, {files} files"),
        )
    } else {
        (
            format!("Hay daños: {bad} de {versions} registros y {files} archivos; use --json"),
            format!("Damage: {bad} of {versions} records and {files} files; see --json"),
        )
    };
    output.say(&json, &es, &en);
    Ok(whole)
}
