//! Reading is an act: what people open is noted in the audit before it is answered.
//!
//! What one person opens again within a short time is one opening: a long record comes in pages, a
//! decision answers the record it was about, and a queue that stands open asks by itself whether
//! something came. Photos as small as their record shows them are part of it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use farola_hub_store::audit::{Opened, Opening};
use farola_hub_wire::QueueQuery;
use farola_model::Timestamp;

use crate::app::App;
use crate::failure::Failure;

/// A record or a photo that is opened again within this time was not opened anew.
const ONE_OPENING_MS: i64 = 60_000;
/// A list stands open for long, and the page asks for it by itself.
const ONE_LIST_MS: i64 = 10 * 60_000;
/// Openings that are remembered; beyond it all are forgotten, and noted once more.
const REMEMBERED: usize = 4_096;

/// What was opened a moment ago, by whom.
#[derive(Debug, Default)]
pub(crate) struct Recent(Mutex<HashMap<Opening, Timestamp>>);

impl Recent {
    fn holds(&self, opening: &Opening, now: Timestamp) -> bool {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let noted = known.get(opening);
        // A clock that was set back makes nothing last longer.
        noted.is_some_and(|at| (0..lasts_ms(opening.what)).contains(&(now.0 - at.0)))
    }

    fn keep(&self, opening: Opening, now: Timestamp) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(opening, now);
    }
}

fn lasts_ms(what: Opened) -> i64 {
    match what {
        Opened::List | Opened::Audit => ONE_LIST_MS,
        Opened::Record | Opened::Photo => ONE_OPENING_MS,
        // A key that is shown is shown, and what is carried away is carried away.
        Opened::Aside | Opened::PhoneCode => 0,
    }
}

/// Notes that a person opened something. Where that cannot be written it is not to be answered.
///
/// # Errors
/// A failure of the store.
pub(crate) async fn note(app: &App, opening: Opening) -> Result<(), Failure> {
    let now = app.now();
    if app.recent().holds(&opening, now) {
        return Ok(());
    }
    let noted = opening.clone();
    app.write(|store| store.note_opening(noted, now)).await?;
    app.recent().keep(opening, now);
    Ok(())
}

/// By what a list is narrowed down.
pub(crate) fn narrowed_by(query: &QueueQuery) -> Vec<String> {
    let asked = serde_json::to_value(query).unwrap_or_default();
    let asked = asked.as_object().into_iter().flatten();
    let by = asked.filter(|(name, value)| {
        !value.is_null() && !matches!(name.as_str(), "lang" | "limit" | "cursor")
    });
    by.map(|(name, _)| name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use farola_hub_store::account::UserId;

    use super::*;

    fn opening(by: i64, what: Opened) -> Opening {
        Opening {
            by: UserId(by),
            what,
            details: serde_json::Value::Null,
        }
    }

    #[test]
    fn what_is_opened_again_within_a_short_time_is_one_opening() {
        for (what, lasts) in [
            (Opened::List, 600_000),
            (Opened::Audit, 600_000),
            (Opened::Record, 60_000),
            (Opened::Photo, 60_000),
            (Opened::Aside, 0),
            (Opened::PhoneCode, 0),
        ] {
            let recent = Recent::default();
            recent.keep(opening(1, what), Timestamp(1_000_000));
            for (by, at, known) in [
                (1, 1_000_000, lasts > 0),
                (1, 999_999 + lasts, lasts > 0),
                (1, 1_000_000 + lasts, false),
                (1, 999_999, false),
                (2, 1_000_000, false),
            ] {
                let held = recent.holds(&opening(by, what), Timestamp(at));
                assert_eq!(held, known, "{what:?} {by} {at}");
            }
        }
    }

    #[test]
    fn what_is_remembered_has_a_bound() {
        let recent = Recent::default();
        for by in 0..10_000 {
            recent.keep(opening(by, Opened::Record), Timestamp(by));
            assert!(recent.0.lock().unwrap().len() <= REMEMBERED);
        }
    }

    #[test]
    fn a_list_is_noted_without_what_was_looked_for() {
        let query = QueueQuery {
            q: Some("Lucía".to_owned()),
            limit: Some(3),
            lang: Some("es".to_owned()),
            ..QueueQuery::default()
        };
        assert_eq!(narrowed_by(&query), ["q"]);
    }
}
