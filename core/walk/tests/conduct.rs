//! The walk code, the check-in timer and the gate before the start.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use farola_model::{Coded, Timestamp};
use farola_walk::{
    Advice, CITIES, CheckIn, CheckInStatus, Gate, GateAct, GateFacts, Refusal, Reminder, WalkCode,
    WalkError, city,
};
use proptest::prelude::*;

#[test]
fn a_walk_code_is_made_as_the_form_makes_it() {
    let uid = "a3f09c11-5a0e-4c0c-9d5d-0b5d5f0f5f0f";
    let code = WalkCode::make("14039", (2026, 11, 21), uid).unwrap();
    assert_eq!(code.as_str(), "14039-20261121-a3f09c");
    assert_eq!((code.city_key(), code.date()), ("14039", "20261121"));
    assert_eq!(city(code.city_key()).unwrap().name, "Guadalajara");
    assert_eq!("14039-20261121-a3f09c".parse(), Ok(code));
}

#[test]
fn what_is_no_walk_code_is_refused() {
    for wrong in [
        "",
        "14039",
        "14039-20261121",
        "1403-20261121-a3f09c",
        "14039-20261321-a3f09c",
        "14039-20260229-a3f09c",
        "14039-20261121-A3F09C",
        "14039-20261121-a3f09",
        "14039-20261121-a3f09c-1",
        "14039-2026112١-a3f09c",
        " 14039-20261121-a3f09c",
    ] {
        let error = wrong.parse::<WalkCode>().unwrap_err();
        assert_eq!(error, WalkError::CodeMalformed, "{wrong}");
        assert_eq!(error.code(), "walk.code_malformed");
    }
    assert!("14039-20280229-a3f09c".parse::<WalkCode>().is_ok());
}

proptest! {
    #[test]
    fn a_made_code_reads_back(
        at in 0usize..5, year in 2000u16..2100, month in 1u8..=12, day in 1u8..=28,
        uid in "[0-9a-f]{8}",
    ) {
        let code = WalkCode::make(CITIES[at].key, (year, month, day), &uid).unwrap();
        prop_assert_eq!(code.to_string().parse::<WalkCode>().unwrap(), code);
    }
}

#[test]
fn the_check_in_is_fine_then_due_then_missed() {
    let timer = CheckIn {
        every_min: 20,
        last: Timestamp(1_000),
    };
    let at = |minutes: i64| timer.status(Timestamp(1_000 + minutes * 60_000));
    assert_eq!(
        at(0),
        CheckInStatus::Fine {
            due_in_ms: 1_200_000
        }
    );
    assert_eq!(at(19), CheckInStatus::Fine { due_in_ms: 60_000 });
    assert_eq!(at(20), CheckInStatus::Due);
    assert_eq!(at(25), CheckInStatus::Due);
    assert_eq!(at(26), CheckInStatus::Missed { late_ms: 360_000 });
    assert_eq!(at(-1), CheckInStatus::Due);
}

#[test]
fn minutes_to_go_are_begun_ones_and_minutes_late_are_whole_ones() {
    use CheckInStatus::{Due, Fine, Missed};
    for (status, minutes) in [
        (Fine { due_in_ms: 1 }, 1),
        (Fine { due_in_ms: 60_000 }, 1),
        (Fine { due_in_ms: 60_001 }, 2),
        (
            Fine {
                due_in_ms: i64::MAX,
            },
            u32::MAX,
        ),
        (Due, 0),
        (Missed { late_ms: 300_001 }, 5),
        (Missed { late_ms: 359_999 }, 5),
        (Missed { late_ms: 360_000 }, 6),
        (Missed { late_ms: i64::MAX }, u32::MAX),
    ] {
        assert_eq!(status.minutes(), minutes, "{status:?}");
    }
}

#[test]
fn an_alarm_stays_where_its_time_has_hardly_moved() {
    let reminder = Reminder {
        ring: 0,
        next_in_ms: 60_000,
    };
    assert_eq!(reminder.alarm(1_000, None), Some(61_000));
    for (set_for, expect) in [
        (61_000, None),
        (65_999, None),
        (56_001, None),
        (66_000, Some(61_000)),
        (56_000, Some(61_000)),
        (i64::MIN, Some(61_000)),
    ] {
        assert_eq!(reminder.alarm(1_000, Some(set_for)), expect, "{set_for}");
    }
    assert_eq!(reminder.alarm(i64::MAX, None), Some(i64::MAX));
}

#[test]
fn the_group_is_asked_from_the_due_time_on() {
    let timer = CheckIn {
        every_min: 20,
        last: Timestamp(0),
    };
    for (minutes, asks) in [(0, false), (19, false), (20, true), (25, true), (26, true)] {
        let status = timer.status(Timestamp(minutes * 60_000));
        assert_eq!(status.asks(), asks, "{minutes}");
    }
    // A clock that went back.
    assert!(timer.status(Timestamp(-1)).asks());
}

/// A gate that could not be read lets nobody through, and nobody is held by it.
#[test]
fn a_gate_that_cannot_be_read_is_read_again_or_left() {
    let acts = GateAct::OF_AN_UNREAD_GATE;
    assert_eq!(acts, [GateAct::LookAgain, GateAct::Leave]);
}

#[test]
fn the_reminder_comes_at_the_due_time_and_again_each_five_minutes() {
    let timer = CheckIn {
        every_min: 20,
        last: Timestamp(1_000),
    };
    let minute = 60_000;
    // Milliseconds since the last check-in; which reminder; milliseconds until the next.
    let table = [
        (0, 0, 20 * minute),
        (20 * minute - 1, 0, 1),
        (20 * minute, 1, 5 * minute),
        (25 * minute - 1, 1, 1),
        (25 * minute, 2, 5 * minute),
        (26 * minute, 2, 4 * minute),
        (80 * minute, 13, 5 * minute),
        // A clock that went back: asked once, and again when it has not gone on.
        (-1, 1, 5 * minute),
        (i64::MIN / 2, 1, 5 * minute),
        (i64::MAX / 2, u32::MAX, 0),
    ];
    for (since, ring, next_in_ms) in table {
        let reminder = timer.reminder(Timestamp(1_000 + since));
        assert_eq!(reminder.ring, ring, "{since}");
        if next_in_ms > 0 {
            assert_eq!(reminder.next_in_ms, next_in_ms, "{since}");
        }
        assert!(reminder.next_in_ms > 0, "{since}");
    }
}

fn ready() -> GateFacts {
    let checks = ["reco", "salidas", "contacto", "telefonos", "clima", "apoyo"];
    GateFacts {
        checks: checks.map(str::to_owned).to_vec(),
        consent: true,
        adults: 6,
        minors: 0,
        guardian_permission: false,
        charge: Some(80),
        route_m: Some(1_500.0),
    }
}

#[test]
fn a_ready_group_may_go() {
    let gate = Gate::check(&ready());
    assert!(gate.go());
    assert!(gate.advice.is_empty());
}

#[test]
fn every_missing_thing_is_named() {
    let gate = Gate::check(&GateFacts::default());
    let expect = [
        Refusal::NoConsent,
        Refusal::SafetyListIncomplete,
        Refusal::NobodyWalks,
    ];
    assert_eq!(gate.refusals, expect);
    assert_eq!(gate.advice, [Advice::TeamSize]);

    let mut without_contact = ready();
    without_contact.checks.retain(|check| check != "contacto");
    without_contact.checks.push("botiquin".to_owned());
    assert_eq!(
        Gate::check(&without_contact).refusals,
        [Refusal::SafetyListIncomplete]
    );

    let school = GateFacts {
        adults: 1,
        minors: 6,
        ..ready()
    };
    assert_eq!(
        Gate::check(&school).refusals,
        [Refusal::MinorWithoutPermission, Refusal::TooFewAdults]
    );

    let tired = GateFacts {
        charge: Some(59),
        route_m: Some(2_500.1),
        adults: 16,
        ..ready()
    };
    let gate = Gate::check(&tired);
    assert!(gate.go());
    assert_eq!(
        gate.advice,
        [Advice::TeamSize, Advice::LowCharge, Advice::LongRoute]
    );
}
