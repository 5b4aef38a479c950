//! What one key may send in a day: counted over restarts and over several hubs, without a write of
//! its own. Each case on both engines, with files in a folder and in a bucket.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use farola_hub_store::app_user::AppUserId;
use farola_hub_store::quota::Quota;
use farola_hub_store::submission::Arrival;
use farola_hub_store::{OpenAs, Store};
use farola_model::Timestamp;
use farola_protocol::Problem;
use farola_protocol::review::ReviewAction;
use rig::On;
use rig::hub::*;

mod rig;

const QUOTA: Quota = Quota {
    uploads: 4,
    bytes: 1_000,
};
const MINUTE_MS: i64 = 60_000;
const DAY_S: i64 = 24 * 3_600;

fn at(minute: i64) -> Timestamp {
    // Noon of a day.
    Timestamp((20_000 * DAY_S + DAY_S / 2) * 1_000).plus_millis(minute * MINUTE_MS)
}

/// Begins an upload and ends it at once; how long it would have to wait.
fn uploads(store: &Store, key: AppUserId, bytes: u64, at: Timestamp) -> Option<i64> {
    let wait = store.begin_upload(key, bytes, QUOTA, at).unwrap();
    if wait.is_none() {
        store.end_upload(key, bytes, bytes, at);
    }
    wait
}

fn a_key_has_its_share_of_each_day_and_leaves_the_others_theirs(on: On) {
    let hub = hub(on);
    let other = hub
        .store
        .add_app_user(ONE, "Equipo 2".to_owned(), key("otro"), None, NOW);
    let other = other.wait().unwrap().id;
    assert!(!hub.store.knows_sent(hub.phone, at(0)));
    for number in 0..4 {
        assert_eq!(uploads(&hub.store, hub.phone, 10, at(0)), None, "{number}");
    }
    assert!(hub.store.knows_sent(hub.phone, at(0)));
    // Until midnight, to the second.
    assert_eq!(uploads(&hub.store, hub.phone, 10, at(0)), Some(DAY_S / 2));
    assert_eq!(uploads(&hub.store, hub.phone, 0, at(719)), Some(60));
    assert_eq!(uploads(&hub.store, other, 10, at(0)), None);
    assert_eq!(
        uploads(&hub.store, hub.phone, 10, at(720)),
        None,
        "a new day"
    );
    // Bytes have an end too, those that are on their way as well.
    assert_eq!(uploads(&hub.store, other, 980, at(0)), None);
    assert_eq!(uploads(&hub.store, other, 11, at(0)), Some(DAY_S / 2));
    assert_eq!(uploads(&hub.store, other, 10, at(0)), None);
    let begun = hub.store.begin_upload(hub.phone, 990, QUOTA, at(720));
    assert_eq!(begun.unwrap(), None);
    let meanwhile = hub
        .store
        .begin_upload(hub.phone, 1, QUOTA, at(720))
        .unwrap();
    assert_eq!(meanwhile, Some(DAY_S));
    // Of what was announced nothing came.
    hub.store.end_upload(hub.phone, 990, 0, at(720));
    assert_eq!(uploads(&hub.store, hub.phone, 990, at(720)), None);
}

fn what_was_sent_outlives_a_restart_to_the_minute(on: On) {
    let dir = tempfile::tempdir().unwrap();
    let (place, beside) = on.place_and_beside(dir.path());
    let hub = hub_at(dir, &place, beside);
    let arrives = |number: usize, minute: i64| {
        let arrival = Arrival {
            at: at(minute),
            ..hub.arrival(number)
        };
        hub.accept(arrival).unwrap();
    };
    // A second hub on the same place, or the same one later, knows what was noted.
    let beside = || Store::open(&place, OpenAs::Command, NOW, "e2").unwrap();
    assert_eq!(uploads(&hub.store, hub.phone, 100, at(0)), None);
    arrives(1, 0);
    assert_eq!(uploads(&hub.store, hub.phone, 300, at(0)), None);
    assert_eq!(uploads(&beside(), hub.phone, 901, at(0)), Some(DAY_S / 2));
    assert_eq!(uploads(&beside(), hub.phone, 900, at(0)), None);
    // Within the minute nothing more is written; with the next note it is.
    arrives(2, 0);
    assert_eq!(uploads(&beside(), hub.phone, 900, at(0)), None);
    arrives(3, 1);
    assert_eq!(
        uploads(&beside(), hub.phone, 601, at(1)),
        Some(DAY_S / 2 - 60)
    );
    assert_eq!(uploads(&beside(), hub.phone, 600, at(1)), None);
    assert_eq!(
        uploads(&hub.store, hub.phone, 601, at(1)),
        Some(DAY_S / 2 - 60)
    );
    // An upload on its way when it was noted, of which less came than it said.
    let begun = hub
        .store
        .begin_upload(hub.phone, 600, QUOTA, at(2))
        .unwrap();
    assert_eq!(begun, None);
    arrives(4, 2);
    hub.store.end_upload(hub.phone, 600, 50, at(2));
    arrives(5, 3);
    assert_eq!(uploads(&beside(), hub.phone, 550, at(3)), None);
    assert_eq!(
        uploads(&beside(), hub.phone, 551, at(3)),
        Some(DAY_S / 2 - 180)
    );
    // The row is of one day.
    assert_eq!(uploads(&hub.store, hub.phone, 7, at(720)), None);
    arrives(6, 720);
    assert_eq!(uploads(&beside(), hub.phone, 993, at(720)), None);
    assert_eq!(uploads(&beside(), hub.phone, 994, at(720)), Some(DAY_S));
}

/// Nobody reviews at night: a phone that corrects its record again and again fills no disk.
fn corrections_that_nobody_reviewed_have_an_end(on: On) {
    let hub = hub(on);
    hub.accept(hub.arrival(1)).unwrap();
    let correct = |number: usize| {
        let arrival = Arrival {
            deprecated_id: Some(id(number - 1)),
            ..hub.arrival(number)
        };
        hub.accept(arrival)
    };
    for number in 2..=51 {
        correct(number).unwrap();
    }
    assert_eq!(refused(correct(52)), Problem::TooManyCorrections);
    let comment = Hub::comment("c1");
    let by = hub.decision(51, ReviewAction::Approve, "d1").by;
    hub.store
        .comment(ONE, id(51), comment, by, NOW)
        .wait()
        .unwrap();
    assert_eq!(
        refused(correct(52)),
        Problem::TooManyCorrections,
        "a word is no review"
    );
    let seen = hub.decision(51, ReviewAction::Approve, "d2");
    hub.store.decide(seen).wait().unwrap();
    correct(52).unwrap();
}

on_both! {
    a_key_has_its_share_of_each_day_and_leaves_the_others_theirs,
    what_was_sent_outlives_a_restart_to_the_minute,
    corrections_that_nobody_reviewed_have_an_end,
}
