//! Jobs: noted with their cause, claimed by one, tried again, dead in the end.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use farola_hub_store::job::{Again, Job, JobKind, JobReport};
use farola_hub_store::submission::{Accepted, Arrival, ArrivedFile};
use farola_model::Coded as _;
use farola_protocol::Problem;
use rig::On;
use rig::hub::{Hub, ONE, hub, id, refused};

mod rig;

/// Longer than any pause and any lease.
const DAY_MS: i64 = 24 * 3_600_000;

impl Hub {
    fn with(&self, number: usize, files: Vec<ArrivedFile>) -> Arrival {
        Arrival {
            files,
            ..self.arrival(number)
        }
    }

    /// A record with a photo of its own.
    fn photo(&self, number: usize) -> ArrivedFile {
        let photo = self.file("a.jpg", format!("photo {number}").as_bytes());
        self.accept(self.with(number, vec![photo.clone()])).unwrap();
        photo
    }

    fn claim(&self) -> Vec<Job> {
        self.store.claim_jobs(10).wait().unwrap()
    }

    fn claim_one(&self) -> Job {
        let mut jobs = self.claim();
        assert_eq!(jobs.len(), 1, "{jobs:?}");
        jobs.remove(0)
    }

    fn fail(&self, job: &Job, again: Again) -> bool {
        let failed = self.store.job_failed(job, "hub.file", again);
        failed.wait().unwrap()
    }

    fn report(&self) -> JobReport {
        self.store.read_jobs().unwrap()
    }

    /// As if time had gone by: jobs are due so much earlier.
    fn later(&self, ms: i64) {
        let sql = format!("UPDATE job SET due_ms = due_ms - {ms}");
        self.beside.execute(&sql);
    }
}

fn a_photo_is_noted_in_the_transaction_that_keeps_it(on: On) {
    let hub = hub(on);
    let photo = hub.photo(1);
    assert_eq!(hub.report().waiting, 1);
    // What is refused, what is no picture, and what is here already note nothing.
    let other = Arrival {
        xml_sha256: farola_model::Sha256::of(b"other"),
        ..hub.with(1, vec![hub.file("b.jpg", b"b")])
    };
    assert_eq!(refused(hub.accept(other)), Problem::DigestMismatch);
    let sound = ArrivedFile {
        media_type: "audio/ogg",
        ..hub.file("a.ogg", b"sound")
    };
    hub.accept(hub.with(2, vec![sound])).unwrap();
    let again = hub.accept(hub.with(1, vec![photo.clone()])).unwrap();
    assert_eq!(again, Accepted::Known);
    let report = hub.report();
    assert_eq!((report.waiting, report.dead), (1, 0));
    assert!(report.oldest.is_some());
    let job = hub.claim_one();
    assert_eq!((job.kind, job.tries), (JobKind::Pictures, 1));
    assert_eq!(job.about, photo.sha256.to_string());
}

fn a_job_is_given_to_one_and_gone_when_it_is_done(on: On) {
    let hub = hub(on);
    assert!(!hub.store.is_job_due().unwrap());
    for number in 0..12 {
        hub.photo(number);
    }
    assert!(hub.store.is_job_due().unwrap());
    let claims = std::thread::scope(|scope| {
        let claim = || hub.store.claim_jobs(4).wait().unwrap();
        let claims = [(); 3].map(|()| scope.spawn(claim));
        claims.map(|claim| claim.join().unwrap())
    });
    let jobs: Vec<Job> = claims.into_iter().flatten().collect();
    let mut about: Vec<&str> = jobs.iter().map(|job| job.about.as_str()).collect();
    about.sort_unstable();
    about.dedup();
    assert_eq!((jobs.len(), about.len()), (12, 12), "nobody got another's");
    assert!(!hub.store.is_job_due().unwrap());
    assert_eq!(hub.claim(), []);
    for job in &jobs {
        assert!(hub.store.job_done(job).wait().unwrap());
        assert!(!hub.store.job_done(job).wait().unwrap(), "once");
    }
    hub.later(DAY_MS);
    assert_eq!(hub.report(), JobReport::default());
}

fn a_lease_that_ran_out_is_the_next_ones(on: On) {
    let hub = hub(on);
    hub.photo(1);
    let first = hub.claim_one();
    hub.later(4 * 60_000);
    assert_eq!(hub.claim(), [], "it is held for five minutes");
    hub.later(2 * 60_000);
    let second = hub.claim_one();
    assert_eq!((second.tries, &second.about), (2, &first.about));
    // The first one comes back to life: what it says counts no more.
    assert!(!hub.store.job_done(&first).wait().unwrap());
    assert!(!hub.fail(&first, Again::Never));
    assert_eq!(hub.report().waiting, 1);
    assert!(hub.store.job_done(&second).wait().unwrap());
    assert_eq!(hub.report().waiting, 0);
}

fn what_fails_is_tried_again_later_and_is_dead_in_the_end(on: On) {
    let hub = hub(on);
    hub.photo(1);
    for tries in 1..=8 {
        let job = hub.claim_one();
        assert_eq!(job.tries, tries);
        assert!(hub.fail(&job, Again::Later));
        assert_eq!(hub.claim(), [], "not at once");
        hub.later(DAY_MS);
    }
    assert!(!hub.store.is_job_due().unwrap());
    assert_eq!(hub.claim(), []);
    let report = hub.report();
    assert_eq!((report.waiting, report.dead), (0, 1));
    let dead = &report.newest_dead[0];
    assert_eq!((dead.tries, dead.error.as_str()), (8, "hub.file"));
    let record = dead.record.as_ref().unwrap();
    assert_eq!(record, &(ONE, id(1)));
    // Somebody looked after it: it begins anew.
    hub.store.try_job_again(dead.id).wait().unwrap();
    assert_eq!(hub.claim_one().tries, 1);
    let gone = hub.store.try_job_again(dead.id).wait().unwrap_err();
    assert_eq!(gone.code(), "hub.not_found", "it is not dead");
}

fn what_can_never_go_well_is_dead_at_once_and_can_be_forgotten(on: On) {
    let hub = hub(on);
    hub.photo(1);
    let job = hub.claim_one();
    let living = hub.store.read_jobs().unwrap().newest_dead;
    assert_eq!(living, []);
    assert!(hub.fail(&job, Again::Never));
    let dead = hub.report().newest_dead.remove(0);
    assert_eq!((dead.tries, dead.kind.as_str()), (1, "pictures"));
    hub.store.forget_job(dead.id).wait().unwrap();
    assert_eq!(hub.report(), JobReport::default());
    let gone = hub.store.forget_job(dead.id).wait().unwrap_err();
    assert_eq!(gone.code(), "hub.not_found");
}

fn a_job_over_which_hubs_die_is_dead_too(on: On) {
    let hub = hub(on);
    hub.photo(1);
    for tries in 1..=8 {
        assert_eq!(hub.claim_one().tries, tries);
        hub.later(DAY_MS);
    }
    assert_eq!(hub.claim(), []);
    let dead = hub.report().newest_dead.remove(0);
    assert_eq!((dead.tries, dead.error.as_str()), (8, "hub.job_lost"));
}

fn what_is_asked_for_while_it_is_held_is_done_once_more(on: On) {
    let hub = hub(on);
    let photo = hub.photo(1);
    let job = hub.claim_one();
    hub.accept(hub.with(2, vec![photo])).unwrap();
    assert_eq!(hub.report().waiting, 1, "the same job");
    assert!(hub.store.job_done(&job).wait().unwrap());
    let again = hub.claim_one();
    assert_eq!(again.tries, 1);
    assert!(hub.store.job_done(&again).wait().unwrap());
    assert_eq!(hub.report().waiting, 0);
}

fn a_hub_that_starts_again_takes_its_jobs_back(on: On) {
    let hub = hub(on);
    hub.photo(1);
    hub.claim_one();
    assert_eq!(hub.store.take_back_jobs().wait().unwrap(), 1);
    assert_eq!(hub.claim_one().tries, 2, "the try counts");
}

fn what_a_newer_hub_noted_is_left_to_it(on: On) {
    let hub = hub(on);
    hub.photo(1);
    hub.beside.execute("UPDATE job SET kind = 'of tomorrow'");
    assert!(!hub.store.is_job_due().unwrap());
    assert_eq!(hub.claim(), []);
    assert_eq!(hub.report().waiting, 1);
}

on_both! {
    a_photo_is_noted_in_the_transaction_that_keeps_it,
    a_job_is_given_to_one_and_gone_when_it_is_done,
    a_lease_that_ran_out_is_the_next_ones,
    what_fails_is_tried_again_later_and_is_dead_in_the_end,
    what_can_never_go_well_is_dead_at_once_and_can_be_forgotten,
    a_job_over_which_hubs_die_is_dead_too,
    what_is_asked_for_while_it_is_held_is_done_once_more,
    a_hub_that_starts_again_takes_its_jobs_back,
    what_a_newer_hub_noted_is_left_to_it,
}
