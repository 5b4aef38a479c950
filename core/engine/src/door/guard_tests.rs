//! Every use of a PIN: right, wrong, waiting, and with the power cut between any two writes.

use std::io::ErrorKind;

use farola_model::Coded as _;
use farola_store::KeyUnavailable;
use proptest::prelude::*;

use super::super::testbench::{Bench, Cut, KEY, OTHER, PIN, WRONG};
use super::*;
use crate::env::{BootId, Instant, SeededEntropy};

/// One use of a PIN that is old already: opens, or changes it to [`OTHER`].
#[derive(Debug, Clone, Copy)]
enum Use {
    Open,
    Change,
}

const USES: [Use; 2] = [Use::Open, Use::Change];

impl Use {
    fn run(self, guard: &Guard, pin: &str) -> Result<()> {
        match self {
            Self::Open => guard.open(pin).map(|key| assert_eq!(*key, KEY)),
            Self::Change => guard.change(pin, OTHER),
        }
    }
}

fn code(result: Result<()>) -> &'static str {
    result.map_or_else(|error| error.code(), |()| "ok")
}

fn made(bench: &Bench) -> u32 {
    let kept = bench.guard().read().unwrap().unwrap();
    kept.tries.made
}

#[test]
fn a_wrong_pin_counts_at_every_use_and_a_right_one_ends_the_count() {
    for first in USES {
        let bench = Bench::sealed();
        for n in 1..=4 {
            assert_eq!(code(first.run(&bench.guard(), WRONG)), "lock.wrong_pin");
            assert_eq!(made(&bench), n, "{first:?}");
        }
        assert_eq!(bench.guard().wait_ms().unwrap(), Some(0));
        assert_eq!(code(first.run(&bench.guard(), PIN)), "ok");
        assert_eq!(made(&bench), 0, "{first:?}");
    }
}

#[test]
fn the_wait_of_one_use_holds_at_all_others_and_the_right_pin_is_no_way_around_it() {
    for first in USES {
        for second in USES {
            let bench = Bench::sealed();
            for _ in 0..5 {
                assert_eq!(code(first.run(&bench.guard(), WRONG)), "lock.wrong_pin");
            }
            for pin in [WRONG, PIN] {
                assert_eq!(code(second.run(&bench.guard(), pin)), "lock.wait");
            }
            assert_eq!(made(&bench), 5, "a refused try was counted");
            bench.instants.pass(29_999);
            assert_eq!(bench.guard().wait_ms().unwrap(), Some(1));
            assert_eq!(code(second.run(&bench.guard(), PIN)), "lock.wait");
            bench.instants.pass(1);
            assert_eq!(code(second.run(&bench.guard(), PIN)), "ok");
            assert_eq!(made(&bench), 0);
        }
    }
}

#[test]
fn each_further_failure_waits_longer() {
    let bench = Bench::sealed();
    for n in 1..=10 {
        let wait = bench.guard().wait_ms().unwrap().unwrap();
        assert_eq!(wait, lock::pin_wait_ms(n - 1), "before try {n}");
        bench.instants.pass(wait);
        assert_eq!(code(Use::Open.run(&bench.guard(), WRONG)), "lock.wrong_pin");
    }
}

#[test]
fn what_is_no_pin_is_no_try() {
    let bench = Bench::sealed();
    for pin in ["", "12345", "12345678901234567"] {
        let refused = code(Use::Open.run(&bench.guard(), pin));
        assert_eq!(refused, "lock.pin_short", "{pin}");
    }
    // A new PIN that would be refused spends no try of the old one.
    for new in ["123456", "1"] {
        assert!(bench.guard().change(WRONG, new).is_err());
    }
    assert_eq!(made(&bench), 0);
}

#[test]
fn a_first_pin_is_chosen_once() {
    let bench = Bench::new();
    assert_eq!(bench.guard().wait_ms().unwrap(), None);
    assert_eq!(code(bench.guard().open(PIN).map(drop)), "lock.unused");
    assert_eq!(code(bench.guard().change(PIN, OTHER)), "lock.unused");
    assert_eq!(
        code(bench.guard().begin("111111").map(drop)),
        "lock.pin_simple"
    );
    assert!(bench.shelf.names().is_empty(), "a refused PIN left a file");
    let key = bench.guard().begin(PIN).unwrap();
    assert_eq!(code(bench.guard().begin(OTHER).map(drop)), "lock.in_use");
    assert_eq!(bench.guard().open(PIN).unwrap(), key);
    let file = bench.shelf.bytes("door").unwrap();
    assert!(!file.windows(32).any(|part| part == key.as_ref()));
}

#[test]
fn a_changed_pin_opens_the_same_key_and_the_old_one_nothing() {
    let bench = Bench::sealed();
    bench.shelf.put("sealed.new", b"what an older app left");
    bench.guard().change(PIN, OTHER).unwrap();
    assert_eq!(*bench.guard().open(OTHER).unwrap(), KEY);
    assert_eq!(code(Use::Open.run(&bench.guard(), PIN)), "lock.wrong_pin");
    assert_eq!(bench.shelf.names(), ["door"]);
}

/// Wrong, wrong, a change, wrong, right: with the power cut in each write, on either side of it.
#[test]
fn the_count_is_never_lower_than_the_tries_made() {
    for how in [Cut::Before, Cut::After] {
        let mut writes = 0;
        loop {
            let bench = Bench::sealed();
            bench.shelf.cut(writes, how);
            let mut pin = PIN;
            let mut tries_made = 0;
            for (act, given) in [
                (Use::Open, WRONG),
                (Use::Change, WRONG),
                (Use::Change, PIN),
                (Use::Open, WRONG),
                (Use::Open, OTHER),
            ] {
                let said = code(act.run(&bench.guard(), given));
                // A right one ends the count, whether anybody heard of it or not.
                if given != WRONG {
                    tries_made = 0;
                } else if said == "lock.wrong_pin" {
                    tries_made += 1;
                }
                if said == "ok" && matches!(act, Use::Change) {
                    pin = OTHER;
                }
                if bench.shelf.revive() {
                    break;
                }
            }
            bench.shelf.calm();
            assert!(made(&bench) >= tries_made, "{how:?} in write {writes}");
            // One of the two PINs opens, whatever was cut; which one is told by what was heard.
            let opens = |pin: &str| bench.guard().open(pin).is_ok_and(|key| *key == KEY);
            let other = if pin == PIN { OTHER } else { PIN };
            assert!(opens(pin) || opens(other), "{how:?} in write {writes}");
            writes += 1;
            if writes > 12 {
                break;
            }
        }
    }
}

#[test]
fn a_first_pin_that_was_cut_is_there_or_not() {
    for how in [Cut::Before, Cut::After] {
        let bench = Bench::new();
        bench.shelf.cut(0, how);
        assert!(bench.guard().begin(PIN).is_err());
        assert!(bench.shelf.revive());
        match how {
            Cut::Before => assert!(bench.guard().begin(PIN).is_ok()),
            Cut::After => assert!(bench.guard().open(PIN).is_ok()),
        }
    }
}

#[test]
fn a_count_that_cannot_be_written_refuses_the_right_pin_too() {
    for (kind, expected) in [
        (ErrorKind::StorageFull, "storage.disk_full"),
        (ErrorKind::QuotaExceeded, "storage.disk_full"),
        (ErrorKind::ReadOnlyFilesystem, "storage.read_only"),
        (ErrorKind::PermissionDenied, "storage.io"),
    ] {
        for act in USES {
            let bench = Bench::sealed();
            bench.shelf.refuse(Some(kind));
            for pin in [WRONG, PIN] {
                assert_eq!(code(act.run(&bench.guard(), pin)), expected);
            }
            bench.shelf.refuse(None);
            assert_eq!(code(act.run(&bench.guard(), PIN)), "ok");
        }
    }
}

#[test]
fn a_key_store_that_refuses_lets_nobody_in() {
    for (reason, expected) in [
        (KeyUnavailable::Locked, "storage.key_locked"),
        (KeyUnavailable::Missing, "storage.key_missing"),
        (KeyUnavailable::Denied, "storage.key_denied"),
    ] {
        let bench = Bench::sealed();
        *bench.keys.refuses.lock().unwrap() = Some(reason);
        for act in USES {
            assert_eq!(code(act.run(&bench.guard(), PIN)), expected);
        }
        assert!(bench.guard().wait_ms().is_err());
        assert!(bench.guard().begin(OTHER).is_err(), "the key was replaced");
        *bench.keys.refuses.lock().unwrap() = None;
        assert_eq!(code(Use::Open.run(&bench.guard(), PIN)), "ok");
    }
}

#[test]
fn a_torn_or_bent_file_opens_to_nobody_and_is_not_replaced() {
    let bench = Bench::sealed();
    let whole = bench.shelf.bytes("door").unwrap();
    let refused = |bytes: &[u8]| {
        bench.shelf.put("door", bytes);
        let opened = bench.guard().open(PIN);
        assert!(opened.is_err(), "{} bytes", bytes.len());
        assert!(bench.guard().wait_ms().is_err());
        assert!(bench.guard().begin(OTHER).is_err());
        assert_eq!(bench.shelf.bytes("door").unwrap(), bytes, "it was replaced");
    };
    for length in 0..whole.len() {
        refused(&whole[..length]);
    }
    for place in 0..whole.len() {
        let mut bent = whole.clone();
        bent[place] ^= 1;
        refused(&bent);
    }
    // Torn before it was wrapped: the key store has nothing to say against it.
    let plain = bench.keys.unwrap(&whole).unwrap();
    for length in 0..plain.len() {
        refused(&bench.keys.wrap(&plain[..length]).unwrap());
    }
    let mut longer = plain;
    longer.push(0);
    refused(&bench.keys.wrap(&longer).unwrap());
}

#[test]
fn the_wall_clock_and_a_restart_give_no_guess() {
    let bench = Bench::sealed();
    bench.spend();
    // Started again: the whole wait counts anew.
    bench.instants.set(Instant {
        since_boot_ms: 0,
        boot: Some(BootId::of("second")),
    });
    assert_eq!(bench.guard().wait_ms().unwrap(), Some(30_000));
    bench.instants.pass(29_999);
    assert_eq!(code(Use::Open.run(&bench.guard(), PIN)), "lock.wait");
    // And again, longer running than the first: its own time counts, not the difference.
    bench.instants.set(Instant {
        since_boot_ms: 10,
        boot: Some(BootId::of("third")),
    });
    assert_eq!(bench.guard().wait_ms().unwrap(), Some(29_990));
    bench.instants.pass(29_990);
    assert_eq!(code(Use::Open.run(&bench.guard(), PIN)), "ok");
}

#[test]
fn a_clock_that_stands_or_goes_back_never_ends_a_wait() {
    let bench = Bench::sealed();
    bench.spend();
    for since_boot_ms in [1_000_000, 999_999, 0] {
        let boot = Some(BootId::of("first"));
        bench.instants.set(Instant {
            since_boot_ms,
            boot,
        });
        assert_eq!(bench.guard().wait_ms().unwrap(), Some(30_000));
        assert_eq!(code(Use::Open.run(&bench.guard(), PIN)), "lock.wait");
    }
}

#[test]
fn another_process_at_the_door_is_waited_for() {
    let bench = Bench::sealed();
    bench.shelf.hold(true);
    for act in USES {
        assert_eq!(code(act.run(&bench.guard(), PIN)), "lock.busy");
    }
    bench.shelf.hold(false);
    assert_eq!(made(&bench), 0);
    // Two that take turns share one count.
    let (one, two) = (bench.guard(), bench.guard());
    for n in 0..5 {
        let guard = if n % 2 == 0 { &one } else { &two };
        assert_eq!(code(Use::Open.run(guard, WRONG)), "lock.wrong_pin");
    }
    for guard in [&one, &two] {
        assert_eq!(code(Use::Open.run(guard, PIN)), "lock.wait");
    }
}

#[test]
fn what_the_apps_up_to_0_1_kept_still_opens() {
    // Android kept its count since the start of the phone, iOS by the wall clock.
    let table: [(&str, Option<&[u8]>, u32); 7] = [
        ("failures", None, 0),
        ("failures", Some(b"3 900000"), 3),
        ("failures", Some(b"5 999000"), 5),
        ("guesses", Some(b"4 1796000000000"), 4),
        ("guesses", Some(b"6 1796000000000"), 6),
        // Torn: it was there, so somebody guessed.
        ("failures", Some(b""), 5),
        ("guesses", Some(b"6"), 5),
    ];
    for (name, count, expected) in table {
        let bench = Bench::new();
        // Made by the function that the shells called.
        let (entropy, cost) = (SeededEntropy::new(3), lock::tests::CHEAP);
        let key = lock::new_key(&entropy).unwrap();
        let sealed = lock::seal_at(cost, PIN, &key, &entropy, bench.keys.as_ref()).unwrap();
        bench
            .shelf
            .put("sealed", &bench.keys.wrap(&sealed).unwrap());
        if let Some(count) = count {
            bench.shelf.put(name, count);
        }
        let wait = bench.guard().wait_ms().unwrap().unwrap();
        assert_eq!(made(&bench), expected, "{name} {count:?}");
        assert_eq!(wait > 0, expected >= 5, "{name} {count:?}");
        assert_eq!(bench.shelf.names(), ["door"]);
        bench.instants.pass(wait);
        assert_eq!(bench.guard().open(PIN).unwrap(), key);
    }
}

#[test]
fn taking_over_outlives_a_power_cut_at_each_write() {
    for how in [Cut::Before, Cut::After] {
        for write in 0..5 {
            let bench = Bench::new();
            bench.shelf.put("sealed", &bench.cheap());
            bench.shelf.put("failures", b"5 1000000");
            bench.shelf.cut(write, how);
            let _ = bench.guard().wait_ms();
            bench.shelf.calm();
            assert_eq!(bench.guard().wait_ms().unwrap(), Some(30_000));
            assert_eq!(code(Use::Open.run(&bench.guard(), PIN)), "lock.wait");
            bench.guard().sweep();
            assert_eq!(bench.shelf.names(), ["door"], "{how:?} in write {write}");
            bench.instants.pass(30_000);
            assert_eq!(code(Use::Open.run(&bench.guard(), PIN)), "ok");
        }
    }
}

#[test]
fn an_old_sealed_key_that_is_torn_is_damaged_and_stays() {
    let bench = Bench::new();
    let plain = bench.keys.unwrap(&bench.cheap()).unwrap();
    for length in [0, 1, 40, plain.len() - 1] {
        let torn = bench.keys.wrap(&plain[..length]).unwrap();
        bench.shelf.put("sealed", &torn);
        assert_eq!(code(bench.guard().open(PIN).map(drop)), "lock.damaged");
        assert_eq!(bench.shelf.names(), ["sealed"]);
    }
}

#[test]
fn removing_leaves_nothing_to_open() {
    let bench = Bench::sealed();
    for name in ["door.new", "sealed", "failures", "guesses"] {
        bench.shelf.put(name, b"old");
    }
    bench.guard().remove().unwrap();
    assert!(bench.shelf.names().is_empty());
    assert_eq!(bench.guard().wait_ms().unwrap(), None);
}

/// One thing that somebody does with a phone that is not hers.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Guess,
    Pass(u64),
    /// Starts the phone again, after it was off for so long.
    Restart(u64),
    /// Cuts the power in the next write but so many.
    Cut(u32, bool),
    /// A system that names no start.
    Nameless,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        6 => Just(Deed::Guess),
        3 => prop_oneof![0..2_000_u64, 20_000..70_000_u64, 800_000..1_000_000_u64]
            .prop_map(Deed::Pass),
        1 => (0..100_000_u64).prop_map(Deed::Restart),
        2 => (0..3_u32, any::<bool>()).prop_map(|(n, after)| Deed::Cut(n, after)),
        1 => Just(Deed::Nameless),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever is done with the phone: before the n-th guess in a row the wait for n - 1 has
    /// passed, by a clock that nobody can touch.
    #[test]
    fn guesses_never_exceed_the_schedule(deeds in prop::collection::vec(deed(), 1..80)) {
        let bench = Bench::sealed();
        let mut guard = bench.guard();
        let (mut real_ms, mut boots, mut named) = (0_u64, 0, true);
        let mut guesses: Vec<u64> = Vec::new();
        for deed in deeds {
            match deed {
                Deed::Guess => match guard.open(WRONG) {
                    Err(error) if error.code() == "lock.wrong_pin" => guesses.push(real_ms),
                    Err(_) => {}
                    Ok(_) => prop_assert!(false, "the wrong PIN opened"),
                },
                Deed::Pass(ms) => {
                    real_ms += ms;
                    bench.instants.pass(ms);
                }
                Deed::Restart(off_ms) => {
                    real_ms += off_ms;
                    boots += 1;
                    let boot = named.then(|| BootId::of(&boots.to_string()));
                    bench.instants.set(Instant { since_boot_ms: 0, boot });
                }
                Deed::Cut(n, after) => {
                    bench.shelf.cut(n, if after { Cut::After } else { Cut::Before });
                }
                Deed::Nameless => named = false,
            }
            if bench.shelf.revive() {
                guard = bench.guard();
            }
        }
        for (n, pair) in guesses.windows(2).enumerate() {
            let made = u32::try_from(n + 1).unwrap();
            let between = pair[1] - pair[0];
            prop_assert!(between >= lock::pin_wait_ms(made), "{made} made, then {between} ms");
        }
    }
}

/// Gives the phone a key of its own, as an app that learned to ask for one.
fn with_hardware(bench: &Bench, key: u8) {
    *bench.keys.hardware.lock().unwrap() = Some([key; 32]);
}

fn is_stirred(bench: &Bench) -> bool {
    lock::is_stirred(&bench.guard().read().unwrap().unwrap().sealed)
}

#[test]
fn an_old_seal_is_taken_over_at_the_next_opening_and_only_by_the_right_pin() {
    let bench = Bench::sealed();
    assert_eq!(code(Use::Open.run(&bench.guard(), PIN)), "ok");
    assert!(!is_stirred(&bench), "this phone has no key of its own");
    with_hardware(&bench, 9);
    assert_eq!(code(Use::Open.run(&bench.guard(), WRONG)), "lock.wrong_pin");
    assert!(!is_stirred(&bench));
    assert_eq!(code(Use::Open.run(&bench.guard(), PIN)), "ok");
    assert!(is_stirred(&bench));
    for pin in [WRONG, PIN] {
        let expected = if pin == PIN { "ok" } else { "lock.wrong_pin" };
        assert_eq!(code(Use::Open.run(&bench.guard(), pin)), expected);
    }
    assert_eq!(made(&bench), 0);
    // The file alone, on another phone.
    with_hardware(&bench, 10);
    assert_eq!(code(Use::Open.run(&bench.guard(), PIN)), "lock.wrong_pin");
}

#[test]
fn a_power_cut_while_a_seal_is_taken_over_leaves_one_that_opens() {
    for n in 0..4 {
        for how in [Cut::Before, Cut::After] {
            let bench = Bench::sealed();
            with_hardware(&bench, 9);
            bench.shelf.cut(n, how);
            let _ = bench.guard().open(PIN);
            bench.shelf.calm();
            assert_eq!(
                code(Use::Open.run(&bench.guard(), PIN)),
                "ok",
                "{n} {how:?}"
            );
        }
    }
}

#[test]
fn a_phone_that_gives_no_answer_now_counts_no_try_and_one_without_its_key_says_so() {
    let bench = Bench::sealed();
    with_hardware(&bench, 9);
    assert_eq!(code(Use::Open.run(&bench.guard(), PIN)), "ok");
    // The screen lock is on: the wrapping opens, the key of the phone does not.
    *bench.keys.stir_refuses.lock().unwrap() = Some(KeyUnavailable::Locked);
    for _ in 0..9 {
        assert_eq!(
            code(Use::Open.run(&bench.guard(), PIN)),
            "storage.key_locked"
        );
        assert_eq!(bench.guard().wait_ms().unwrap(), Some(0));
    }
    *bench.keys.stir_refuses.lock().unwrap() = None;
    assert_eq!(code(Use::Open.run(&bench.guard(), PIN)), "ok");
    *bench.keys.stir_refuses.lock().unwrap() = Some(KeyUnavailable::Missing);
    let lost = bench.guard().wait_ms().unwrap_err();
    assert_eq!(lost.code(), "storage.key_missing");
}
