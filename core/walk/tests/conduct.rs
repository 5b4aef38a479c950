//! The walk code, the check-in timer and the gate before the start.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use farola_model::{Coded, Timestamp};
use farola_walk::{
    Advice, CITIES, CheckIn, CheckInStatus, Gate, GateAct, GateActs, GateFacts, Refusal, Reminder,
    WalkCode, WalkError, city,
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
    let acts = GateActs::OF_AN_UNREAD_GATE;
    assert_eq!(
        (acts.main, acts.others),
        (GateAct::LookAgain, &[GateAct::Leave][..])
    );
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
        // A clock that went back: asked at once, and again each five minutes on its way.
        (-1, 1, 1),
        (-5 * minute, 1, 5 * minute),
        (-5 * minute - 1, 2, 1),
        (-60 * minute, 12, 5 * minute),
        (i64::MIN / 2, u32::MAX, 0),
        (i64::MIN + 1_000, u32::MAX, 0),
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

/// A phone whose clock is set by hand, a second at a time. It asks with each position and when an
/// alarm rings, as shells do; nobody tells it of the clock.
struct Phone {
    timer: CheckIn,
    /// Positions come each so many seconds.
    every_s: i64,
    /// What the clock of the day is ahead of the time since the phone was started, from when on.
    ahead: Vec<(i64, i64)>,
    /// Milliseconds at which an alarm rang, since the phone was started.
    rang: Vec<i64>,
    /// Those at which another reminder was due than the one before.
    shown: Vec<i64>,
}

impl Phone {
    fn walk(timer: CheckIn, every_s: i64, ahead: &[(i64, i64)], until_ms: i64) -> Self {
        let mut phone = Self {
            timer,
            every_s,
            ahead: ahead.to_vec(),
            rang: Vec::new(),
            shown: Vec::new(),
        };
        let (mut set_for, mut ring) = (None, 0);
        for second in 0..until_ms / 1_000 {
            let now = second * 1_000;
            let rings = set_for.is_some_and(|at| at <= now);
            if rings {
                phone.rang.push(now);
                set_for = None;
            }
            if rings || second % phone.every_s == 0 {
                let reminder = phone.timer.reminder(phone.clock(now));
                set_for = reminder.alarm(now, set_for).or(set_for);
                if reminder.ring != 0 && reminder.ring != ring {
                    phone.shown.push(now);
                }
                ring = reminder.ring;
            }
        }
        phone
    }

    fn clock(&self, now: i64) -> Timestamp {
        let set = self.ahead.iter().rev().find(|(at, _)| *at <= now);
        Timestamp(now + set.map_or(0, |(_, ahead)| *ahead))
    }
}

/// While nobody answers, and however the clock is set meanwhile, a reminder comes at least each
/// five minutes, however often the phone asks: by the alarm alone, as one phone has it, and by the
/// number of the reminder, as the other.
#[test]
fn no_clock_puts_a_reminder_off() {
    let minute = 60_000;
    let timer = CheckIn {
        every_min: 20,
        last: Timestamp(0),
    };
    // When the clock is set, to what ahead; from when to when somebody is to be reminded.
    let asked = |ahead: &[(i64, i64)], from: i64, until: i64| {
        for every_s in [1, 7, 15, 60] {
            let phone = Phone::walk(timer, every_s, ahead, until);
            for (rings, name) in [(&phone.rang, "alarm"), (&phone.shown, "number")] {
                // Late by the slack of an alarm, by the position that tells of the clock, and by a
                // second of this test.
                let bound = 5 * minute + 5_000 + every_s * 1_000 + 1_000;
                let mut last = from;
                let since = rings.iter().copied().filter(|at| *at >= from);
                for at in since.chain([until]) {
                    let silent = at - last;
                    assert!(
                        silent <= bound,
                        "{name} {every_s} {ahead:?}: {last} to {at}"
                    );
                    last = at;
                }
            }
        }
    };
    asked(&[], 20 * minute, 90 * minute);
    for back in [1, 4, 5, 6, 19, 60, 600] {
        // Set back behind the last check-in, until the clock comes there again.
        let set = 10 * minute;
        let until = set + (back * minute).min(90 * minute);
        asked(&[(set, -set - back * minute)], set, until);
        // While it was due already.
        let set = 33 * minute;
        let until = set + (back * minute).min(90 * minute);
        asked(&[(set, -set - back * minute)], set, until);
    }
    // Set forth: at once, and then again.
    asked(&[(10 * minute, 30 * minute)], 10 * minute, 60 * minute);
    // Set back twice, and forth again to where it was.
    let there_and_back = [
        (5 * minute, -40 * minute),
        (12 * minute, -90 * minute),
        (40 * minute, 0),
    ];
    asked(&there_and_back, 5 * minute, 70 * minute);
}

/// A timer that is answered in time rings for nobody, whatever the phone asks.
#[test]
fn nobody_is_reminded_before_it_is_due() {
    let timer = CheckIn {
        every_min: 20,
        last: Timestamp(0),
    };
    for every_s in [1, 7, 15, 299] {
        let phone = Phone::walk(timer, every_s, &[], 20 * 60_000);
        assert_eq!((phone.rang, phone.shown), (vec![], vec![]), "{every_s}");
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
