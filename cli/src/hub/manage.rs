//! Commands on a hub's folder: people, forms, phones, backup, verification.

use std::io::BufRead as _;
use std::path::Path;

use farola_hub_server::admin::{self, Newcomer};
use farola_hub_server::store::app_user::AppUserId;
use farola_hub_server::store::{Store, StoreError};
use farola_hub_server::{HubError, qr};
use farola_model::ProjectId;
use serde_json::json;

use super::output::{Output, put};
use super::{AppUserCommand, Folder, FormCommand, Kept, UserCommand};

/// `hub init`.
pub(super) fn init(
    output: &mut Output,
    folder: Folder,
    project_name: Option<&str>,
) -> Result<bool, HubError> {
    let place = folder.place()?;
    let is_new = !admin::exists(&place)?;
    let store = admin::open(&place)?;
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
    output.say(&json!({"data": dir, "created": is_new}), &es, &en);
    Ok(true)
}

/// Opens the hub of a command. Only `init` and `serve` make one: a folder that is written wrong
/// must not become a second, empty hub.
fn existing(folder: Folder) -> Result<Store, HubError> {
    let place = folder.place()?;
    if admin::exists(&place)? {
        admin::open(&place)
    } else {
        Err(StoreError::Missing { what: "hub" }.into())
    }
}

/// The password from standard input, or a new one and that it is new.
fn password(from_stdin: bool) -> Result<(String, bool), HubError> {
    if !from_stdin {
        return Ok((admin::new_password()?, true));
    }
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    read.map_err(|error| HubError::Unreadable {
        file: "-".to_owned(),
        kind: error.kind(),
    })?;
    Ok((line.trim_end_matches(['\r', '\n']).to_owned(), false))
}

/// `hub user …`.
pub(super) fn user(output: &mut Output, command: UserCommand) -> Result<bool, HubError> {
    match command {
        UserCommand::Add {
            email,
            folder,
            role,
            name,
            language,
            password_stdin,
        } => {
            let (secret, made) = password(password_stdin)?;
            let store = existing(folder)?;
            let newcomer = Newcomer {
                email: email.clone(),
                name,
                role: role.into(),
                language: language.tag().to_owned(),
            };
            let id = admin::add_user(&store, newcomer, &secret)?;
            say_password(
                output,
                json!({"id": id, "email": email}),
                &email,
                &secret,
                made,
            );
        }
        UserCommand::Password {
            email,
            folder,
            password_stdin,
        } => {
            let (secret, made) = password(password_stdin)?;
            let store = existing(folder)?;
            admin::set_password(&store, &email, &secret)?;
            say_password(output, json!({"email": email}), &email, &secret, made);
        }
        UserCommand::List { folder } => {
            let store = existing(folder)?;
            let users = admin::users(&store)?;
            if users.is_empty() {
                output.note("Todavía no hay nadie.", "There is nobody yet.");
            }
            for user in users {
                let line = format!(
                    "{}\t{}\t{}",
                    user.email,
                    user.role.as_str(),
                    user.display_name
                );
                let json = json!({
                    "id": user.id, "email": user.email, "role": user.role,
                    "displayName": user.display_name, "language": user.language,
                });
                output.say(&json, &line, &line);
            }
        }
    }
    Ok(true)
}

fn say_password(
    output: &mut Output,
    mut json: serde_json::Value,
    email: &str,
    secret: &str,
    made: bool,
) {
    if made {
        put(&mut json, "password", secret.into());
        output.say(
            &json,
            &format!("{email}, contraseña (anótela, no se vuelve a mostrar): {secret}"),
            &format!("{email}, password (write it down, it is not shown again): {secret}"),
        );
    } else {
        output.say(&json, &format!("{email}: listo"), &format!("{email}: done"));
    }
}

/// `hub form publish`.
pub(super) fn form(output: &mut Output, command: FormCommand) -> Result<bool, HubError> {
    let FormCommand::Publish {
        forms,
        folder,
        project,
        media,
    } = command;
    let store = existing(folder)?;
    let mut all = true;
    for file in &forms {
        // One broken form does not keep the others from being published.
        match admin::publish(&store, ProjectId(project), file, media.as_deref()) {
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

/// `hub app-user add`.
pub(super) fn app_user(output: &mut Output, command: AppUserCommand) -> Result<bool, HubError> {
    let (name, folder, project, base_url, draw) = match command {
        AppUserCommand::Add {
            name,
            folder,
            project,
            base_url,
            qr,
        } => (name, folder, project, base_url, qr),
        AppUserCommand::HandOver {
            from,
            to,
            folder,
            project,
        } => return hand_over(output, folder, ProjectId(project), from, to),
    };
    let store = existing(folder)?;
    let (id, enrolment) = admin::add_app_user(&store, ProjectId(project), &name, &base_url)?;
    let url = enrolment.server_url.reveal();
    let (link, code) = (enrolment.to_link(), enrolment.to_collect_qr());
    let json = json!({
        "id": id, "displayName": name, "url": url, "link": link, "collectQr": code,
    });
    output.say(
        &json,
        &format!(
            "Teléfono «{name}» (la clave no se vuelve a mostrar)\n  Dirección: {url}\n  \
             Enlace: {link}\n  QR de Collect: {code}"
        ),
        &format!(
            "Phone \"{name}\" (the key is not shown again)\n  Address: {url}\n  \
             Link: {link}\n  Collect QR: {code}"
        ),
    );
    if draw {
        output.draw(&qr::terminal(&code)?);
    }
    Ok(true)
}

/// `hub app-user hand-over`.
fn hand_over(
    output: &mut Output,
    folder: Folder,
    project: ProjectId,
    from: i64,
    to: i64,
) -> Result<bool, HubError> {
    let store = existing(folder)?;
    let records = admin::hand_over(&store, project, AppUserId(from), AppUserId(to))?;
    output.say(
        &json!({"from": from, "to": to, "records": records}),
        &format!("{records} registros del teléfono {from} son ahora del teléfono {to}"),
        &format!("{records} records of phone {from} are now of phone {to}"),
    );
    Ok(true)
}

/// `hub backup`.
pub(super) fn backup(output: &mut Output, kept: Kept, out: &Path) -> Result<bool, HubError> {
    let report = admin::backup(kept.place()?, out)?;
    let (versions, files) = (report.versions, report.files);
    output.say(
        &json!({"out": out, "versions": versions, "files": files, "bytes": report.bytes}),
        &format!(
            "Copia completa en {}: {versions} registros, {files} archivos",
            out.display()
        ),
        &format!(
            "Whole copy in {}: {versions} records, {files} files",
            out.display()
        ),
    );
    Ok(true)
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
