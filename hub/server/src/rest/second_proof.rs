//! The code beside the password: what one has, setting it up, taking it off.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use farola_hub_store::account::{Role, SessionId, UserId};
use farola_hub_store::codes_key::CodesKey;
use farola_hub_store::people::Who;
use farola_hub_store::second_proof::NewSecondProof;
use farola_hub_wire::{CodeRemoval, CodeSetup, CodeStatus, Done, IsoTime};
use farola_hub_wire::{NewCodeSecret, PersonPath, RecoveryCodes, User};
use farola_protocol::Problem;

use super::sessions::shape_user;
use crate::app::App;
use crate::auth::{AnyPerson, Person};
use crate::code::{CodeSecret, Typed, recovery_codes, typed};
use crate::extract::{JsonBody, Path};
use crate::failure::RestFailure;
use crate::prove::{self, Proved, Shown, prove, prove_code};
use crate::qr;
use crate::source::From;

/// Says whether the own account asks for a code, and whether the hub demands one of it.
#[utoipa::path(
    get,
    path = "/v1/users/current/code",
    operation_id = "readCode",
    responses((status = 200, description = "Done", body = CodeStatus)),
)]
pub(super) async fn read(
    State(app): State<App>,
    AnyPerson(person): AnyPerson,
) -> Result<Json<CodeStatus>, RestFailure> {
    let id = person.user.id;
    let found = app
        .read(move |store| Ok((store.find_second_proof(id)?, store.read_settings()?)))
        .await?;
    let (proof, settings) = found;
    Ok(Json(CodeStatus {
        set_at: proof.as_ref().map(|proof| IsoTime(proof.set)),
        recovery_codes: proof.map_or(0, |proof| proof.recovery_codes),
        demanded: settings.codes_demanded && person.user.role != Role::Team,
    }))
}

/// Makes a secret for the own account, with the picture that an app on a phone scans. Nothing is
/// kept of it before a code of it is shown.
#[utoipa::path(
    post,
    path = "/v1/users/current/code/secret",
    operation_id = "makeCodeSecret",
    responses((status = 200, description = "Done", body = NewCodeSecret)),
)]
pub(super) async fn secret(
    AnyPerson(person): AnyPerson,
) -> Result<Json<NewCodeSecret>, RestFailure> {
    let secret = CodeSecret::random()?;
    let uri = secret.uri(&person.user.email);
    Ok(Json(NewCodeSecret {
        secret: secret.text(),
        picture: qr::svg(&uri)?,
        uri,
    }))
}

/// Sets the code of the own account up, by its password and a code of the secret; answers recovery
/// codes, once. The other sessions of the person end.
#[utoipa::path(
    post,
    path = "/v1/users/current/code",
    operation_id = "setCode",
    request_body(content = CodeSetup),
    responses((status = 200, description = "Done", body = RecoveryCodes)),
)]
pub(super) async fn set(
    State(app): State<App>,
    AnyPerson(person): AnyPerson,
    From(source): From,
    headers: HeaderMap,
    JsonBody(setup): JsonBody<CodeSetup>,
) -> Result<Json<RecoveryCodes>, RestFailure> {
    let secret = CodeSecret::parse(&setup.secret)?;
    // Whoever finds a session left open is not to shut its owner out.
    let shown = Shown {
        email: person.user.email.clone(),
        password: setup.password,
        source,
        device: prove::device(&app, &headers),
    };
    let Proved { account, .. } = prove(&app, shown).await?;
    if account.has_code {
        return Err(Problem::CodeIsSet.into());
    }
    let id = account.user.id;
    // The secret is who types it's own: nothing is guessed by it.
    let step = match typed(&setup.code, id) {
        Typed::Code(code) => secret.step(&code, app.now()),
        Typed::Recovery(_) | Typed::Nothing => None,
    };
    let step = step.ok_or(Problem::CodeWrong)?;
    let (codes, stored) = recovery_codes(id)?;
    let key = codes_key(&app).await?;
    let new = NewSecondProof {
        sealed: secret.seal(&key, id)?,
        step,
        recovery_codes: stored,
    };
    let (kept, now) = (SessionId(crate::token::digest(&person.token)), app.now());
    app.write(|store| store.set_second_proof(id, new, kept, now))
        .await?;
    Ok(Json(RecoveryCodes { codes }))
}

/// The key of the hub's folder, made where no secret is sealed yet.
async fn codes_key(app: &App) -> Result<CodesKey, RestFailure> {
    let mut fresh = [0; 32];
    getrandom::fill(&mut fresh).map_err(|_| Problem::Internal)?;
    let fresh = CodesKey::new(fresh);
    Ok(app.read(move |store| store.keep_codes_key(fresh)).await?)
}

/// Takes the code off the own account, by its password and a code; every session ends, this one
/// too.
#[utoipa::path(
    post,
    path = "/v1/users/current/code/remove",
    operation_id = "removeOwnCode",
    request_body(content = CodeRemoval),
    responses((status = 200, description = "Done", body = Done)),
)]
pub(super) async fn remove_own(
    State(app): State<App>,
    person: Person,
    From(source): From,
    headers: HeaderMap,
    JsonBody(removal): JsonBody<CodeRemoval>,
) -> Result<Json<Done>, RestFailure> {
    let shown = Shown {
        email: person.user.email.clone(),
        password: removal.password,
        source,
        device: prove::device(&app, &headers),
    };
    let proved = prove(&app, shown).await?;
    prove_code(&app, &proved, Some(&removal.code)).await?;
    remove(&app, person.user.id, person.user.id).await?;
    Ok(Json(Done::YES))
}

/// Takes the code off a person who lost the phone; every session of the person ends.
#[utoipa::path(
    delete,
    path = "/v1/users/{id}/code",
    operation_id = "removeCode",
    params(PersonPath),
    responses((status = 200, description = "Done", body = User)),
)]
pub(super) async fn remove_of(
    State(app): State<App>,
    person: Person,
    Path(path): Path<PersonPath>,
) -> Result<Json<User>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    // One's own goes by one's own proof: whoever finds the page open is not to take it off.
    if person.user.id == UserId(path.id) {
        return Err(Problem::Forbidden.into());
    }
    let user = remove(&app, UserId(path.id), person.user.id).await?;
    Ok(Json(user))
}

async fn remove(app: &App, of: UserId, by: UserId) -> Result<User, RestFailure> {
    let (who, now) = (Who::Id(of), app.now());
    let removed = app.write(|store| store.remove_second_proof(who, Some(by), now));
    Ok(shape_user(removed.await?))
}
