//! `farola hub user …` and `farola hub app-user …`: who may sign in, and which phones may send.

use std::io::BufRead as _;

use farola_hub_server::admin::{self, Enrolment, Newcomer};
use farola_hub_server::store::account::User;
use farola_hub_server::store::app_user::{AppUser, AppUserId};
use farola_hub_server::store::people::{Listed, UserChange};
use farola_hub_server::{HubError, qr};
use farola_model::Timestamp;
use serde_json::{Value, json};

use super::manage::existing;
use super::output::{Output, put};
use super::{AppUserCommand, Folder, UserCommand};

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
            let users = admin::users(&existing(folder)?)?;
            if users.is_empty() {
                output.note("Todavía no hay nadie.", "There is nobody yet.");
            }
            for listed in users {
                say_listed(output, &listed);
            }
        }
        UserCommand::Role {
            email,
            folder,
            role,
        } => change(output, folder, &email, UserChange::Role(role.into()))?,
        UserCommand::Disable { email, folder } => {
            change(output, folder, &email, UserChange::Disable)?;
        }
        UserCommand::Enable { email, folder } => {
            change(output, folder, &email, UserChange::Enable)?;
        }
        UserCommand::SignOut { email, folder } => {
            change(output, folder, &email, UserChange::EndSessions)?;
        }
        UserCommand::NoCode { email, folder } => {
            let user = admin::remove_code(&existing(folder)?, &email)?;
            let email = &user.email;
            output.say(
                &person_json(&user),
                &format!("{email}: ya no se le pide código; sus sesiones terminaron"),
                &format!("{email}: is asked for no code any more; the sessions have ended"),
            );
        }
        UserCommand::Link {
            email,
            folder,
            base_url,
        } => {
            let (url, ends) = admin::make_link(&existing(folder)?, &email, &base_url)?;
            output.say(
                &json!({"email": email, "url": url, "expiresAt": ends.to_string()}),
                &format!("{email}, enlace (sirve una vez, durante una hora): {url}"),
                &format!("{email}, link (good once, for an hour): {url}"),
            );
        }
    }
    Ok(true)
}

fn change(
    output: &mut Output,
    folder: Folder,
    email: &str,
    change: UserChange,
) -> Result<(), HubError> {
    let user = admin::change_user(&existing(folder)?, email, change)?;
    let (email, role) = (&user.email, user.role.as_str());
    let (es, en) = match change {
        UserChange::Role(_) => (
            format!("{email}: ahora es {role}"),
            format!("{email}: is {role} now"),
        ),
        UserChange::Disable => (
            format!("{email}: ya no puede entrar; sus sesiones terminaron"),
            format!("{email}: may not sign in any more; the sessions have ended"),
        ),
        UserChange::Enable => (
            format!("{email}: puede entrar otra vez"),
            format!("{email}: may sign in again"),
        ),
        UserChange::EndSessions => (
            format!("{email}: sus sesiones terminaron"),
            format!("{email}: the sessions have ended"),
        ),
    };
    output.say(&person_json(&user), &es, &en);
    Ok(())
}

fn person_json(user: &User) -> Value {
    json!({
        "id": user.id, "email": user.email, "role": user.role,
        "displayName": user.display_name, "language": user.language,
        "lastSeenAt": user.last_seen.map(|at| at.to_string()), "disabledAt": user.disabled.map(|at| at.to_string()),
    })
}

fn say_listed(output: &mut Output, listed: &Listed) {
    let Listed {
        user,
        sessions,
        code_since,
    } = listed;
    let (email, role, name) = (&user.email, user.role.as_str(), &user.display_name);
    let seen = seen(user.last_seen);
    let mut json = person_json(user);
    put(&mut json, "sessions", (*sessions).into());
    let since = code_since.map(|at| at.to_string());
    put(&mut json, "codeSince", since.into());
    let (es, en) = match user.disabled {
        Some(_) => ("no entra", "shut out"),
        None => ("entra", "may sign in"),
    };
    output.say(
        &json,
        &format!("{email}\t{role}\t{name}\t{es}\t{sessions} sesiones\t{seen}"),
        &format!("{email}\t{role}\t{name}\t{en}\t{sessions} sessions\t{seen}"),
    );
}

/// An instant for people, to the minute, in universal time; a dash where there was none.
fn seen(at: Option<Timestamp>) -> String {
    at.map_or_else(
        || "-".to_owned(),
        |at| at.to_string().chars().take(16).collect(),
    )
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

/// `hub app-user …`.
pub(super) fn app_user(output: &mut Output, command: AppUserCommand) -> Result<bool, HubError> {
    match command {
        AppUserCommand::Add { name, place, code } => {
            let (store, project) = place.open()?;
            let (id, enrolment) = admin::add_app_user(&store, project, &name, &code.base_url)?;
            say_enrolment(output, id, &name, &enrolment, code.qr)?;
        }
        AppUserCommand::HandOver { from, to, place } => {
            let (store, project) = place.open()?;
            let records = admin::hand_over(&store, project, AppUserId(from), AppUserId(to))?;
            output.say(
                &json!({"from": from, "to": to, "records": records}),
                &format!("{records} registros del teléfono {from} son ahora del teléfono {to}"),
                &format!("{records} records of phone {from} are now of phone {to}"),
            );
        }
        AppUserCommand::List { place } => {
            let (store, project) = place.open()?;
            let phones = admin::app_users(&store, project)?;
            if phones.is_empty() {
                output.note("Todavía no hay teléfonos.", "There are no phones yet.");
            }
            for phone in phones {
                say_phone(output, &phone);
            }
        }
        AppUserCommand::Revoke { id, place } => {
            let (store, project) = place.open()?;
            admin::revoke_app_user(&store, project, AppUserId(id))?;
            output.say(
                &json!({"id": id, "revoked": true}),
                &format!("Teléfono {id}: su clave ya no sirve"),
                &format!("Phone {id}: its key is good no more"),
            );
        }
        AppUserCommand::Rotate { id, place, code } => {
            let (store, project) = place.open()?;
            let id = AppUserId(id);
            let (phone, enrolment) = admin::rotate_app_user(&store, project, id, &code.base_url)?;
            say_enrolment(output, id, &phone.display_name, &enrolment, code.qr)?;
        }
    }
    Ok(true)
}

fn say_phone(output: &mut Output, phone: &AppUser) {
    let (id, name, prefix) = (phone.id, &phone.display_name, &phone.token_prefix);
    let used = seen(phone.last_used);
    let (es, en) = match phone.revoked {
        Some(_) => ("retirado", "revoked"),
        None => ("en uso", "in use"),
    };
    output.say(
        &json!({
            "id": id, "displayName": name, "tokenPrefix": prefix,
            "revoked": phone.revoked.is_some(), "lastUsed": phone.last_used.map(|at| at.to_string()),
        }),
        &format!("{id}\t{name}\t{prefix}…\t{es}\t{used}"),
        &format!("{id}\t{name}\t{prefix}…\t{en}\t{used}"),
    );
}

fn say_enrolment(
    output: &mut Output,
    id: AppUserId,
    name: &str,
    enrolment: &Enrolment,
    draw: bool,
) -> Result<(), HubError> {
    let words = |language| enrolment.hub_key.map(|key| key.words(language));
    let (es, en) = (
        words("es").unwrap_or_default(),
        words("en").unwrap_or_default(),
    );
    let url = enrolment.server_url.reveal();
    let (link, code) = (enrolment.to_link(), enrolment.to_collect_qr());
    let is_local = admin::is_of_this_machine(url);
    let json = json!({
        "id": id, "displayName": name, "url": url, "link": link, "collectQr": code,
        "onlyThisMachine": is_local, "keyWords": {"es": es, "en": en},
    });
    output.say(
        &json,
        &format!(
            "Teléfono «{name}» (la clave no se vuelve a mostrar)\n  Dirección: {url}\n  \
             Enlace: {link}\n  QR de Collect: {code}\n  \
             Palabras de la llave, que el teléfono muestra también: {es}"
        ),
        &format!(
            "Phone \"{name}\" (the key is not shown again)\n  Address: {url}\n  \
             Link: {link}\n  Collect QR: {code}\n  \
             Words of the key, which the phone shows too: {en}"
        ),
    );
    if is_local {
        output.note(
            "  Este código solo sirve en esta misma máquina. Para un teléfono, diga con \
             --base-url la dirección por la que llega al servidor.",
            "  This code is of use on this machine alone. For a phone, name with --base-url the \
             address by which it reaches the hub.",
        );
    }
    if draw {
        output.draw(&qr::terminal(&code)?);
    }
    Ok(())
}
