//! Forgetting by two: an administrator asks, another person confirms, and then it is done.

use axum::Json;
use axum::extract::State;
use farola_hub_store::Store;
use farola_hub_store::account::{Role, UserId};
use farola_hub_store::asking::{Ask, AskDecision, AskState, NewAsk};
use farola_hub_store::forget::Reason;
use farola_hub_wire as wire;
use farola_hub_wire::{
    Done, ForgetReason, Forgetting, ForgettingPath, ForgettingState, Forgotten, IsoTime,
    KeptBackup, NewForgetting, ProjectPath,
};
use farola_protocol::Problem;

use crate::admin;
use crate::app::App;
use crate::auth::Person;
use crate::extract::{JsonBody, Path};
use crate::failure::{Failure, RestFailure};

/// Who may confirm, and see what was asked for.
const MAY: [Role; 2] = [Role::Admin, Role::Reviewer];

fn shape(ask: Ask, reader: UserId) -> Forgetting {
    Forgetting {
        id: ask.id,
        walk_code: ask.walk_code,
        stop: ask.stop,
        reason: match ask.reason {
            Reason::Asked => ForgetReason::Asked,
            Reason::Privacy => ForgetReason::Privacy,
            Reason::Retention => ForgetReason::Retention,
        },
        records: ask.records as u64,
        is_own: ask.asked_by == reader,
        asked_by: ask.asked_by_name,
        asked_at: ask.asked.into(),
        state: match ask.state {
            AskState::Open => ForgettingState::Open,
            AskState::Done => ForgettingState::Done,
            AskState::Refused => ForgettingState::Refused,
        },
        decided_by: ask.decided_by,
        decided_at: ask.decided.map(IsoTime),
    }
}

fn decision(path: &ForgettingPath, person: &Person, app: &App) -> AskDecision {
    AskDecision {
        project: path.project,
        id: path.id,
        by: person.user.id,
        at: app.now(),
    }
}

/// Lists what was asked to be forgotten: what is open first, then the newest.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/forgetting",
    operation_id = "listForgetting",
    params(ProjectPath),
    responses((status = 200, description = "Done", body = Vec<wire::Forgetting>)),
)]
pub(super) async fn list(
    State(app): State<App>,
    person: Person,
    Path(path): Path<ProjectPath>,
) -> Result<Json<Vec<Forgetting>>, RestFailure> {
    person.must_be(&MAY)?;
    let asks = app.read(move |store| store.list_asks(path.project)).await?;
    let reader = person.user.id;
    let asks = asks.into_iter().map(|ask| shape(ask, reader));
    Ok(Json(asks.collect()))
}

/// Asks that a stop or a whole walk is forgotten. Nothing goes before another person confirms.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/forgetting",
    operation_id = "askToForget",
    params(ProjectPath),
    request_body(content = wire::NewForgetting),
    responses((status = 200, description = "Done", body = wire::Forgetting)),
)]
pub(super) async fn ask(
    State(app): State<App>,
    person: Person,
    Path(path): Path<ProjectPath>,
    JsonBody(new): JsonBody<NewForgetting>,
) -> Result<Json<Forgetting>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    let reason = match new.reason {
        ForgetReason::Asked => Reason::Asked,
        ForgetReason::Privacy => Reason::Privacy,
        // That is the hub's own.
        ForgetReason::Retention => return Err(Problem::BadParameter.into()),
    };
    let (project, code, stop) = (path.project, new.walk_code.trim().to_owned(), new.stop);
    let store = app.store().clone();
    let of_walk = code.clone();
    let found = app.blocking(move || records(&store, project, &of_walk, stop));
    let ask = NewAsk {
        project,
        walk_code: code,
        stop,
        reason,
        records: found.await?,
        by: person.user.id,
        at: app.now(),
    };
    if ask.records.is_empty() {
        return Err(Problem::RouteUnknown.into());
    }
    let id = app.write(|store| store.ask_to_forget(ask)).await?;
    let asked = app.read(move |store| store.read_ask(project, id)).await?;
    tracing::info!(event = "forget.asked", user = %person.user.id);
    Ok(Json(shape(asked, person.user.id)))
}

/// Confirms what another person asked for: it is forgotten, and cannot be brought back.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/forgetting/{id}/confirm",
    operation_id = "confirmForgetting",
    params(ForgettingPath),
    responses((status = 200, description = "Done", body = wire::Forgotten)),
)]
pub(super) async fn confirm(
    State(app): State<App>,
    person: Person,
    Path(path): Path<ForgettingPath>,
) -> Result<Json<Forgotten>, RestFailure> {
    person.must_be(&MAY)?;
    let decision = decision(&path, &person, &app);
    let store = app.store().clone();
    let found = app.blocking(move || {
        let ask = store.read_ask(path.project, path.id)?;
        records(&store, path.project, &ask.walk_code, ask.stop)
    });
    let found = found.await?;
    let done = app
        .write(|store| store.confirm_forgetting(decision, found))
        .await?;
    app.job_noted().notify_one();
    let backups = app.read(Store::list_backups).await?.into_iter();
    tracing::info!(event = "forget.confirmed", records = done.records, user = %person.user.id);
    Ok(Json(Forgotten {
        records: done.records as u64,
        files: done.files as u64,
        phones: done.phones as u64,
        backups: backups
            .map(|backup| KeptBackup {
                name: backup.name,
                until: backup.until.into(),
            })
            .collect(),
    }))
}

/// Takes back what was asked for: nothing goes.
#[utoipa::path(
    delete,
    path = "/v1/projects/{project}/forgetting/{id}",
    operation_id = "refuseForgetting",
    params(ForgettingPath),
    responses((status = 200, description = "Done", body = Done)),
)]
pub(super) async fn refuse(
    State(app): State<App>,
    person: Person,
    Path(path): Path<ForgettingPath>,
) -> Result<Json<Done>, RestFailure> {
    person.must_be(&MAY)?;
    let decision = decision(&path, &person, &app);
    app.write(|store| store.refuse_forgetting(decision)).await?;
    Ok(Json(Done::YES))
}

/// The records of a walk or a stop as they are now; none where there is none any more.
fn records(
    store: &Store,
    project: farola_model::ProjectId,
    code: &str,
    stop: Option<u32>,
) -> Result<Vec<farola_model::InstanceId>, Failure> {
    admin::records_of(store, project, code, stop).map_err(Failure::from)
}
