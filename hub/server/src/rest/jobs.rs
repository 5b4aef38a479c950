//! Work after answers, for administrators: what waits, what failed for good, and trying it again.

use axum::Json;
use axum::extract::State;
use farola_hub_store::Store;
use farola_hub_store::account::Role;
use farola_hub_store::job::{DeadJob, JobId};
use farola_hub_store::moving::Waiting;
use farola_hub_wire as wire;
use farola_hub_wire::{Done, IsoTime, JobPath, JobRecord, Jobs, WaitingFiles};

use crate::app::App;
use crate::auth::Person;
use crate::extract::Path;
use crate::failure::RestFailure;

fn shape(job: DeadJob) -> wire::DeadJob {
    let record = job.record.map(|(project_id, instance)| JobRecord {
        project_id,
        instance_id: instance.to_string(),
    });
    wire::DeadJob {
        id: job.id.0,
        kind: job.kind,
        about: job.about,
        record,
        tries: job.tries,
        problem: job.error,
        created_at: job.made.into(),
    }
}

fn waiting(app: &App, waiting: Waiting) -> WaitingFiles {
    let problem = app.why_not_moved().filter(|_| waiting.files > 0);
    WaitingFiles {
        here: waiting.files,
        here_since: waiting.since.map(IsoTime),
        elsewhere: waiting.elsewhere,
        elsewhere_since: waiting.elsewhere_since.map(IsoTime),
        problem: problem.map(str::to_owned),
    }
}

/// Tells how the work stands.
#[utoipa::path(
    get,
    path = "/v1/jobs",
    operation_id = "readJobs",
    responses((status = 200, description = "Done", body = Jobs)),
)]
pub(super) async fn read(
    State(app): State<App>,
    person: Person,
) -> Result<Json<Jobs>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    let report = app.read(Store::read_jobs).await?;
    let files = match app.store().moves_files() {
        false => None,
        true => Some(waiting(&app, app.read(Store::read_waiting_files).await?)),
    };
    Ok(Json(Jobs {
        waiting: report.waiting,
        oldest_at: report.oldest.map(IsoTime),
        dead: report.dead,
        newest_dead: report.newest_dead.into_iter().map(shape).collect(),
        files,
    }))
}

/// Tries a job again that failed for good.
#[utoipa::path(
    post,
    path = "/v1/jobs/{id}/again",
    operation_id = "tryJobAgain",
    params(JobPath),
    responses((status = 200, description = "Done", body = Done)),
)]
pub(super) async fn again(
    State(app): State<App>,
    person: Person,
    Path(path): Path<JobPath>,
) -> Result<Json<Done>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    app.write(|store| store.try_job_again(JobId(path.id)))
        .await?;
    app.job_noted().notify_one();
    Ok(Json(Done::YES))
}

/// Takes a job off the list that failed for good.
#[utoipa::path(
    delete,
    path = "/v1/jobs/{id}",
    operation_id = "forgetJob",
    params(JobPath),
    responses((status = 200, description = "Done", body = Done)),
)]
pub(super) async fn forget(
    State(app): State<App>,
    person: Person,
    Path(path): Path<JobPath>,
) -> Result<Json<Done>, RestFailure> {
    person.must_be(&[Role::Admin])?;
    app.write(|store| store.forget_job(JobId(path.id))).await?;
    Ok(Json(Done::YES))
}
