//! Doing what is noted to be done after an answer ([`farola_hub_store::job`]), as long as the hub
//! serves: one job after the other, so that phones and reviewers have the machine first.

use std::time::{Duration, Instant};

use farola_hub_store::StoreError;
use farola_hub_store::files::ShownAs;
use farola_hub_store::job::{Again, Job, JobKind};
use farola_model::{Coded as _, Sha256};
use farola_protocol::Problem;

use crate::admin;
use crate::app::App;
use crate::photo::{self, SIZES};

/// A hub looks for jobs when it noted one, and else so often: others end, and pauses are over.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Jobs that are claimed at one time.
const CLAIM: u32 = 4;

/// Why a job failed, and whether it may go well another time.
struct Failed {
    code: &'static str,
    again: Again,
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self {
            code: error.code(),
            again: Again::Later,
        }
    }
}

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Self {
        Self {
            code: problem.code(),
            again: Again::Later,
        }
    }
}

/// Does jobs until it is dropped. One that is cut off then is done again later.
pub(crate) async fn work(app: App) {
    if app.write(|store| store.take_back_jobs()).await.is_err() {
        tracing::warn!(event = "jobs.not_taken_back");
    }
    loop {
        let jobs = claim(&app).await;
        if jobs.is_empty() {
            let noted = app.job_noted().notified();
            let _ = tokio::time::timeout(LOOK_EVERY, noted).await;
        }
        for job in jobs {
            do_one(&app, &job).await;
        }
    }
}

/// Jobs that are due; none also where the database does not answer.
async fn claim(app: &App) -> Vec<Job> {
    // Looking costs no write, and there is seldom one.
    match app.read(|store| store.is_job_due()).await {
        Ok(true) => {}
        Ok(false) | Err(_) => return Vec::new(),
    }
    let claimed = app.write(|store| store.claim_jobs(CLAIM)).await;
    claimed.unwrap_or_default()
}

async fn do_one(app: &App, job: &Job) {
    let started = Instant::now();
    let outcome = match job.kind {
        JobKind::Pictures => pictures(app, &job.about).await,
        JobKind::Traces => traces(app).await,
    };
    let told = match outcome {
        Ok(()) => app.write(|store| store.job_done(job)).await,
        Err(Failed { code, again }) => {
            let (kind, tries) = (job.kind.as_str(), job.tries);
            tracing::warn!(event = "job.failed", kind, tries, code);
            app.write(|store| store.job_failed(job, code, again)).await
        }
    };
    if told.is_err() {
        tracing::warn!(event = "job.not_told", kind = job.kind.as_str());
    }
    // Nobody waits for it: half of one core is enough, the rest is for those who do.
    tokio::time::sleep(started.elapsed()).await;
}

/// Erases what files of the hub hold of rows that were removed. From the first file on: the round
/// that failed may be an old one, and a file that is gone costs a look.
async fn traces(app: &App) -> Result<(), Failed> {
    let store = app.store().clone();
    let erased = tokio::task::spawn_blocking(move || {
        store.keep_ledgers()?;
        admin::erase(&store, 0)
    });
    let erased = erased.await.map_err(|_| Problem::Internal)?;
    Ok(erased?)
}

/// Makes the pictures of a photo that reviewers ask for, where they are not there yet.
async fn pictures(app: &App, about: &str) -> Result<(), Failed> {
    let digest: Sha256 = about.parse().map_err(|_| Failed {
        code: Problem::BadParameter.code(),
        again: Again::Never,
    })?;
    let room = app.photos().acquire().await;
    let _room = room.map_err(|_| Problem::Internal)?;
    let store = app.store().clone();
    let made = tokio::task::spawn_blocking(move || {
        let files = store.files();
        let shown_as = |side| ShownAs {
            digest,
            side: Some(side),
        };
        if SIZES
            .iter()
            .all(|side| files.find_shown(shown_as(*side)).is_some())
        {
            return Ok(());
        }
        let decoded = photo::decode(&store.read_file(digest)?).map_err(|problem| Failed {
            code: problem.code(),
            again: Again::Never,
        })?;
        for side in SIZES {
            files.keep_shown(shown_as(side), &decoded.show(side)?.bytes)?;
        }
        Ok(())
    });
    made.await.unwrap_or_else(|_| Err(Problem::Internal.into()))
}
