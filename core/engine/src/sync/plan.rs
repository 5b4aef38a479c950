//! When to sync: decided here for every shell.

use farola_model::Timestamp;
use farola_store::SubmissionState;
use farola_sync::{Outcome, Report};

use crate::shared::{Engine, Result};

/// The least pause before a try that nobody asked for: what hinders now hinders in a minute too.
const LEAST_PAUSE_MS: i64 = 5 * 60_000;
/// The longest: what was seen in the evening is there in the morning.
const MOST_PAUSE_MS: i64 = 4 * 3_600_000;
/// The pause where the server has never answered.
const UNHEARD_MS: i64 = 3_600_000;

/// What just happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// The phone joined a server.
    Enrolled,
    /// The phone was unlocked.
    Unlocked,
    /// A form was finalized.
    Finalized,
    /// The app is put away.
    Hidden,
    /// A sync ended.
    Ended {
        /// Whether the person stopped it.
        cancelled: bool,
        /// When the next makes sense, as its report says.
        retry_at: Option<Timestamp>,
    },
}

impl From<&Report> for Occasion {
    fn from(report: &Report) -> Self {
        Self::Ended {
            cancelled: report.outcome == Outcome::Cancelled,
            retry_at: report.retry_at,
        }
    }
}

impl Occasion {
    /// A sync could not be begun, or came to no report: as one that ended by itself and names no
    /// time.
    pub const MISSED: Self = Self::Ended {
        cancelled: false,
        retry_at: None,
    };
}

/// When to sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SyncPlan {
    /// Sync at once, in sight of the person.
    pub now: bool,
    /// Give large files to the platform's uploader, where it has one.
    pub hand_over: bool,
    /// Ask the platform to run a sync when it can.
    pub later: Option<SyncLater>,
}

/// A sync that the platform is asked for. It needs the key: behind a lock that shut the database
/// it ends at once, and the next unlocking asks again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyncLater {
    /// Not before this; nothing where it may be at once. After a sync that ended there is one
    /// always.
    pub not_before: Option<Timestamp>,
    /// Only photos are left, and they wait for a network that costs nothing.
    pub unmetered: bool,
}

/// What waits to be sent.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    /// Submissions whose XML the server does not have.
    reports: bool,
    /// Files.
    media: bool,
    data_saver: bool,
    /// When to try again where a sync that ended names no time.
    next: Timestamp,
}

impl Engine {
    /// When to sync after `occasion`.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn sync_plan(&self, occasion: Occasion) -> Result<SyncPlan> {
        let device = self.device()?;
        if device.server.is_none() {
            return Ok(SyncPlan::default());
        }
        let unsent = |state| matches!(state, SubmissionState::Finalized | SubmissionState::Offered);
        let submissions = self.submissions()?;
        let counts = self.home()?;
        let reports = submissions
            .iter()
            .any(|info| info.goes_here && unsent(info.state));
        let waiting = Waiting {
            reports,
            // One that is sent and not acknowledged is asked about again.
            media: counts.waiting_media > 0 || (counts.waiting > 0 && !reports),
            data_saver: self.settings()?.data_saver,
            next: next_try(self.inner.now(), device.last_contact),
        };
        Ok(plan(occasion, waiting))
    }
}

/// After as long again as the server has not answered, so that pauses double without a count
/// that would have to be kept; within bounds. A platform adds its own rule: no network, no try.
fn next_try(now: Timestamp, last_contact: Option<Timestamp>) -> Timestamp {
    let silent_ms = last_contact.map_or(UNHEARD_MS, |at| now.millis_since(at));
    now.plus_millis(silent_ms.clamp(LEAST_PAUSE_MS, MOST_PAUSE_MS))
}

fn plan(occasion: Occasion, waiting: Waiting) -> SyncPlan {
    let waits = waiting.reports || waiting.media;
    let later = |not_before| SyncLater {
        not_before,
        unmetered: waiting.data_saver && waiting.media && !waiting.reports,
    };
    match occasion {
        // Without forms there is nothing to do but to have them.
        Occasion::Enrolled => SyncPlan {
            now: true,
            ..SyncPlan::default()
        },
        Occasion::Unlocked | Occasion::Finalized => SyncPlan {
            later: waits.then(|| later(None)),
            ..SyncPlan::default()
        },
        Occasion::Hidden => SyncPlan {
            now: false,
            hand_over: waits,
            later: waits.then(|| later(None)),
        },
        // She stopped it herself: not before she unlocks, finalizes or puts the app away.
        Occasion::Ended {
            cancelled: true, ..
        } => SyncPlan::default(),
        Occasion::Ended { retry_at, .. } => SyncPlan {
            later: (waits || retry_at.is_some())
                .then(|| later(Some(retry_at.unwrap_or(waiting.next)))),
            ..SyncPlan::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::ended::tests::report;
    use super::*;
    use farola_sync::SyncProblem;

    const NOTHING: Waiting = Waiting {
        reports: false,
        media: false,
        data_saver: true,
        next: Timestamp(1_796_000_300_000),
    };
    const PHOTOS: Waiting = Waiting {
        media: true,
        ..NOTHING
    };
    const REPORTS: Waiting = Waiting {
        reports: true,
        ..PHOTOS
    };
    const AT: Option<Timestamp> = Some(Timestamp(1_796_000_000_000));

    fn ended(cancelled: bool, retry_at: Option<Timestamp>) -> Occasion {
        Occasion::Ended {
            cancelled,
            retry_at,
        }
    }

    /// `now`, `hand over`, `later`, `at` a time, on an `unmetered` network.
    fn words(plan: SyncPlan) -> String {
        let mut words = Vec::new();
        if plan.now {
            words.push("now");
        }
        if plan.hand_over {
            words.push("hand-over");
        }
        if let Some(later) = plan.later {
            words.push("later");
            if later.not_before.is_some() {
                words.push("at");
            }
            if later.unmetered {
                words.push("unmetered");
            }
        }
        words.join(" ")
    }

    #[test]
    fn each_occasion_with_what_waits() {
        use Occasion::{Enrolled, Finalized, Hidden, Unlocked};
        // Occasion, with nothing to send, with photos alone, with reports.
        let table = [
            (Enrolled, "now", "now", "now"),
            (Unlocked, "", "later unmetered", "later"),
            (Finalized, "", "later unmetered", "later"),
            (Hidden, "", "hand-over later unmetered", "hand-over later"),
            (ended(false, None), "", "later at unmetered", "later at"),
            (
                ended(false, AT),
                "later at",
                "later at unmetered",
                "later at",
            ),
            (Occasion::MISSED, "", "later at unmetered", "later at"),
            (ended(true, None), "", "", ""),
            (ended(true, AT), "", "", ""),
        ];
        for (occasion, nothing, photos, reports) in table {
            let said = [NOTHING, PHOTOS, REPORTS].map(|waiting| words(plan(occasion, waiting)));
            assert_eq!(said, [nothing, photos, reports], "{occasion:?}");
        }
    }

    #[test]
    fn the_time_of_a_report_goes_before_the_rule() {
        for (retry_at, expect) in [(None, Some(NOTHING.next)), (AT, AT)] {
            let plan = plan(ended(false, retry_at), REPORTS);
            assert_eq!(plan.later.unwrap().not_before, expect);
        }
    }

    #[test]
    fn pauses_double_with_the_silence_of_the_server() {
        let now = Timestamp(1_796_000_000_000);
        let minutes = |silent: Option<i64>| {
            let last = silent.map(|minutes| Timestamp(now.as_millis() - minutes * 60_000));
            next_try(now, last).millis_since(now) / 60_000
        };
        for (silent, pause) in [
            (Some(0), 5),
            (Some(4), 5),
            (Some(5), 5),
            (Some(10), 10),
            (Some(90), 90),
            (Some(240), 240),
            (Some(100_000), 240),
            // A clock that went back.
            (Some(-30), 5),
            (None, 60),
        ] {
            assert_eq!(minutes(silent), pause, "{silent:?}");
        }
    }

    #[test]
    fn without_the_wish_to_save_photos_go_on_any_network() {
        let waiting = Waiting {
            data_saver: false,
            ..PHOTOS
        };
        assert_eq!(words(plan(Occasion::Finalized, waiting)), "later");
    }

    #[test]
    fn an_end_is_an_occasion_with_its_time() {
        for (outcome, cancelled) in [
            (Outcome::Complete, false),
            (Outcome::Paused(SyncProblem::Offline), false),
            (Outcome::Cancelled, true),
        ] {
            for retry_at in [None, AT] {
                let mut report = report(outcome, [1, 0, 0, 0, 0, 0]);
                report.retry_at = retry_at;
                assert_eq!(Occasion::from(&report), ended(cancelled, retry_at));
            }
        }
    }
}
