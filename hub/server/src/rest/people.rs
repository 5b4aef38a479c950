//! People: who may sign in, as what, and who is shut out. For administrators.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use farola_hub_store::account::{Role, User, UserId};
use farola_hub_store::people::{Listed, UserChange, Who};
use farola_hub_wire as wire;
use farola_hub_wire::{
    Done, IsoTime, MadePassword, NewPerson, PasswordChange, PersonPatch, PersonPath,
};
use farola_protocol::Problem;

use super::sessions::shape_user;
use crate::admin::{self, Newcomer};
use crate::app::App;
use crate::auth::Person;
use crate::extract::{JsonBody, Path};
use crate::failure::RestFailure;
use crate::password;
use crate::prove::{self, Shown, prove};
use crate::source::From;
use crate::weak::{Owner, judge};

fn shape(listed: Listed) -> wire::Person {
    let Listed {
        user,
        sessions,
        code_since,
    } = listed;
    wire::Person {
        last_seen_at: user.last_seen.map(IsoTime),
        disabled_at: user.disabled.map(IsoTime),
        code_since: code_since.map(IsoTime),
        sessions,
        user: shape_user(user),
    }
}

fn role(role: wire::Role) -> Role {
    match role {
        wire::Role::Admin => Role::Admin,
        wire::Role::Reviewer => Role::Reviewer,
        wire::Role::Team => Role::Team,
    }
}

/// Lists the people, those who are shut out too.
#[utoipa::path(
    get,
    path = "/v1/users",
    operation_id = "listUsers",
    responses((status = 200, description = "Done", body = Vec<wire::Person>)),
)]
pub(super) async fn list(
    State(app): State<App>,
    person: Person,
) -> Result<Json<Vec<wire::Person>>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    let now = app.now();
    let listed = app.read(move |store| store.list_users(now)).await?;
    Ok(Json(listed.into_iter().map(shape).collect()))
}

/// Changes what a person may do, shuts the person out or lets the person in again; at once.
#[utoipa::path(
    patch,
    path = "/v1/users/{id}",
    operation_id = "changeUser",
    params(PersonPath),
    request_body(content = PersonPatch),
    responses((status = 200, description = "Done", body = wire::User)),
)]
pub(super) async fn patch(
    State(app): State<App>,
    person: Person,
    Path(path): Path<PersonPath>,
    JsonBody(patch): JsonBody<PersonPatch>,
) -> Result<Json<wire::User>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    // One at a time, so that each is done whole or refused.
    let change = match (patch.role, patch.disabled) {
        (Some(wanted), None) => UserChange::Role(role(wanted)),
        (None, Some(true)) => UserChange::Disable,
        (None, Some(false)) => UserChange::Enable,
        (None, None) => return Err(Problem::MissingParameter.into()),
        (Some(_), Some(_)) => return Err(Problem::BadParameter.into()),
    };
    let changed = apply(&app, &person, path.id, change).await?;
    Ok(Json(shape_user(changed)))
}

/// Ends every session of a person, on every machine.
#[utoipa::path(
    delete,
    path = "/v1/users/{id}/sessions",
    operation_id = "endSessions",
    params(PersonPath),
    responses((status = 200, description = "Done", body = Done)),
)]
pub(super) async fn end_sessions(
    State(app): State<App>,
    person: Person,
    Path(path): Path<PersonPath>,
) -> Result<Json<Done>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    apply(&app, &person, path.id, UserChange::EndSessions).await?;
    Ok(Json(Done::YES))
}

/// Adds a person, and answers the password that was made for her, once.
#[utoipa::path(
    post,
    path = "/v1/users",
    operation_id = "addUser",
    request_body(content = NewPerson),
    responses((status = 200, description = "Done", body = MadePassword)),
)]
pub(super) async fn add(
    State(app): State<App>,
    person: Person,
    JsonBody(new): JsonBody<NewPerson>,
) -> Result<Json<MadePassword>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    let language = new
        .language
        .filter(|tag| tag == "en")
        .unwrap_or_else(|| "es".to_owned());
    let new = Newcomer {
        email: new.email,
        name: Some(new.display_name),
        role: role(new.role),
        language,
    };
    let (user, password) = hashed(&app, move || {
        let password = made()?;
        Ok((admin::newcomer(new, &password)?, password))
    })
    .await?;
    let email = user.email.clone();
    let now = app.now();
    app.write(|store| store.add_user(user, now)).await?;
    Ok(Json(MadePassword { email, password }))
}

/// Gives a person a new password that is answered once; the sessions end.
#[utoipa::path(
    post,
    path = "/v1/users/{id}/password",
    operation_id = "makePassword",
    params(PersonPath),
    responses((status = 200, description = "Done", body = MadePassword)),
)]
pub(super) async fn make_password(
    State(app): State<App>,
    person: Person,
    Path(path): Path<PersonPath>,
) -> Result<Json<MadePassword>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    let who = Who::Id(UserId(path.id));
    let found = who.clone();
    let user = app.read(move |store| store.find_user(&found)).await?;
    let (hash, password) = hashed(&app, move || {
        let password = made()?;
        Ok((password::hash(&password, owner(&user))?, password))
    })
    .await?;
    let (by, now) = (Some(person.user.id), app.now());
    let set = app.write(|store| store.set_password(who, hash, by, now));
    let email = set.await?.email;
    Ok(Json(MadePassword { email, password }))
}

/// Changes the own password; every session ends, this one too.
#[utoipa::path(
    post,
    path = "/v1/users/current/password",
    operation_id = "changePassword",
    request_body(content = PasswordChange),
    responses((status = 200, description = "Done", body = Done)),
)]
pub(super) async fn change_password(
    State(app): State<App>,
    person: Person,
    From(source): From,
    headers: HeaderMap,
    JsonBody(change): JsonBody<PasswordChange>,
) -> Result<Json<Done>, RestFailure> {
    judge(&change.new, owner(&person.user))?;
    // The old one is a guess like any other: a session that was left open must not try it freely.
    let shown = Shown {
        email: person.user.email.clone(),
        password: change.old,
        source,
        device: prove::device(&app, &headers),
    };
    prove(&app, shown).await?;
    let (id, user) = (person.user.id, person.user);
    let hash = hashed(&app, move || password::hash(&change.new, owner(&user))).await?;
    let now = app.now();
    app.write(|store| store.set_password(Who::Id(id), hash, Some(id), now))
        .await?;
    Ok(Json(Done::YES))
}

fn owner(user: &User) -> Owner<'_> {
    Owner {
        email: &user.email,
        name: &user.display_name,
    }
}

fn made() -> Result<String, Problem> {
    admin::new_password().map_err(|_| Problem::Internal)
}

/// Hashes off the event loop.
async fn hashed<T: Send + 'static>(
    app: &App,
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, RestFailure> {
    Ok(app.blocking(move || Ok(work()?)).await?)
}

async fn apply(app: &App, by: &Person, id: i64, change: UserChange) -> Result<User, RestFailure> {
    let (who, by, now) = (Who::Id(UserId(id)), Some(by.user.id), app.now());
    let changed = app.write(|store| store.change_user(who, change, by, now));
    Ok(changed.await?)
}
