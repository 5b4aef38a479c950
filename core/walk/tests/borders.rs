//! Exactly where each rule begins: one step on either side. A border that is off by one would
//! let a group of two set out, or a walk of the 31st of April be stored.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use farola_model::{Coded, ErrorClass, Timestamp};
use farola_walk::{
    Advice, CITIES, CheckIn, CheckInStatus, Gate, GateFacts, Item, Light, Principle, Rating,
    Ratings, Ratio, Refusal, WalkCode, WalkError, Weights, city, score_ratings,
};

type Change = &'static dyn Fn(&mut GateFacts);

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

/// What the gate says of a ready group with one change.
fn gate(change: impl FnOnce(&mut GateFacts)) -> Gate {
    let mut facts = ready();
    change(&mut facts);
    Gate::check(&facts)
}

#[test]
fn each_refusal_alone_closes_the_gate() {
    let rows: [(Change, Refusal); 7] = [
        (&|f| f.consent = false, Refusal::NoConsent),
        (&|f| drop(f.checks.remove(0)), Refusal::SafetyListIncomplete),
        (
            &|f| f.checks[2] = "botiquin".to_owned(),
            Refusal::SafetyListIncomplete,
        ),
        (
            &|f| f.checks[5] = "botiquin".to_owned(),
            Refusal::SafetyListIncomplete,
        ),
        (&|f| f.minors = 1, Refusal::MinorWithoutPermission),
        (
            &|f| (f.minors, f.guardian_permission) = (31, true),
            Refusal::TooFewAdults,
        ),
        (&|f| f.adults = 0, Refusal::NobodyWalks),
    ];
    for (change, refusal) in rows {
        let gate = gate(change);
        assert_eq!(gate.refusals, [refusal]);
        assert!(!gate.go(), "{refusal:?}");
    }
    assert!(gate(|_| {}).go());
    // Seven points with both that are required; five minors to each adult; a permission.
    assert!(gate(|f| f.checks.push("botiquin".to_owned())).go());
    assert!(gate(|f| (f.minors, f.guardian_permission) = (30, true)).go());
    // Minors alone: nobody looks after them.
    let alone = gate(|f| (f.adults, f.minors, f.guardian_permission) = (0, 4, true));
    assert_eq!(alone.refusals, [Refusal::TooFewAdults]);
}

#[test]
fn advice_begins_where_it_is_written_down() {
    let people = |adults, minors| {
        let gate = gate(|f| (f.adults, f.minors, f.guardian_permission) = (adults, minors, true));
        gate.advice.contains(&Advice::TeamSize)
    };
    for (adults, minors, advised) in [
        (1, 0, true),
        (2, 0, true),
        (3, 0, false),
        (2, 1, false),
        (15, 0, false),
        (10, 5, false),
        (16, 0, true),
        (10, 6, true),
    ] {
        assert_eq!(people(adults, minors), advised, "{adults} and {minors}");
    }
    for (charge, advised) in [
        (Some(0), true),
        (Some(59), true),
        (Some(60), false),
        (Some(100), false),
        (None, false),
    ] {
        let low = gate(|f| f.charge = charge).advice;
        assert_eq!(low.contains(&Advice::LowCharge), advised, "{charge:?}");
    }
    for (metres, advised) in [
        (Some(2_499.9), false),
        (Some(2_500.0), false),
        (Some(2_500.1), true),
        (None, false),
    ] {
        let long = gate(|f| f.route_m = metres).advice;
        assert_eq!(long.contains(&Advice::LongRoute), advised, "{metres:?}");
    }
}

#[test]
fn codes_of_the_gate_are_a_contract() {
    let refusals = [
        (Refusal::NoConsent, "walk.no_consent"),
        (Refusal::SafetyListIncomplete, "walk.safety_list_incomplete"),
        (
            Refusal::MinorWithoutPermission,
            "walk.minor_without_permission",
        ),
        (Refusal::TooFewAdults, "walk.too_few_adults"),
        (Refusal::NobodyWalks, "walk.nobody_walks"),
        (
            Refusal::RegistrationUnreadable,
            "walk.registration_unreadable",
        ),
    ];
    for (refusal, code) in refusals {
        assert_eq!(refusal.code(), code);
    }
    let advice = [
        (Advice::TeamSize, "walk.team_size"),
        (Advice::LowCharge, "walk.low_charge"),
        (Advice::LongRoute, "walk.long_route"),
    ];
    for (advice, code) in advice {
        assert_eq!(advice.code(), code);
    }
    let errors = [
        (WalkError::CodeMalformed, "walk.code_malformed"),
        (WalkError::RatingOutOfRange, "walk.rating_out_of_range"),
    ];
    for (error, code) in errors {
        assert_eq!((error.code(), error.class()), (code, ErrorClass::User));
    }
}

#[test]
fn a_check_in_is_due_and_missed_to_the_millisecond() {
    let timer = CheckIn {
        every_min: 20,
        last: Timestamp(1_000),
    };
    let due = 1_000 + 20 * 60_000;
    let missed = due + 5 * 60_000;
    let rows = [
        (due - 1, CheckInStatus::Fine { due_in_ms: 1 }),
        (due, CheckInStatus::Due),
        (missed, CheckInStatus::Due),
        (missed + 1, CheckInStatus::Missed { late_ms: 300_001 }),
        // A clock that was set back asks, and raises no alarm.
        (999, CheckInStatus::Due),
        (
            1_000,
            CheckInStatus::Fine {
                due_in_ms: 1_200_000,
            },
        ),
    ];
    for (at, status) in rows {
        assert_eq!(timer.status(Timestamp(at)), status, "{at}");
    }
}

#[test]
fn the_calendar_inside_a_walk_code() {
    let is_code = |date: &str| format!("14039-{date}-a3f09c").parse::<WalkCode>().is_ok();
    let last = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    for (month, last) in (1..).zip(last) {
        assert!(!is_code(&format!("2026{month:02}00")), "{month}");
        assert!(is_code(&format!("2026{month:02}01")), "{month}");
        assert!(is_code(&format!("2026{month:02}{last:02}")), "{month}");
        assert!(
            !is_code(&format!("2026{month:02}{:02}", last + 1)),
            "{month}"
        );
        assert!(!is_code(&format!("2026{month:02}99")), "{month}");
    }
    for month in [0, 13, 20, 99] {
        assert!(!is_code(&format!("2026{month:02}15")), "{month}");
    }
    // Every fourth year, but not the hundreds, but the four hundreds.
    for (year, leap) in [
        (2023, false),
        (2024, true),
        (2026, false),
        (2028, true),
        (2000, true),
        (2100, false),
        (2200, false),
        (2400, true),
    ] {
        assert_eq!(is_code(&format!("{year}0229")), leap, "{year}");
        assert!(!is_code(&format!("{year}0230")), "{year}");
    }
}

#[test]
fn each_part_of_a_walk_code_is_looked_at() {
    let refused = [
        "1403-20261121-a3f09c",
        "140399-20261121-a3f09c",
        "1403a-20261121-a3f09c",
        "14039-2026112-a3f09c",
        "14039-202611211-a3f09c",
        "14039-2026112a-a3f09c",
        "14039-20261121-a3f09",
        "14039-20261121-a3f09cc",
        "14039-20261121-a3f09g",
        "14039-20261121-A3f09c",
        "14039-20261121-a3f0-c",
    ];
    for code in refused {
        assert_eq!(
            code.parse::<WalkCode>(),
            Err(WalkError::CodeMalformed),
            "{code}"
        );
    }
    for code in [
        "14039-20261121-000000",
        "00000-20261121-ffffff",
        "14039-20261121-09afaf",
    ] {
        assert_eq!(code.parse::<WalkCode>().unwrap().to_string(), code);
    }
    // A uid that is too short makes no code; a longer one is cut.
    assert!(WalkCode::make("14039", (2026, 11, 21), "a3f09").is_err());
    assert!(WalkCode::make("14039", (2026, 2, 30), "a3f09c").is_err());
    let made = WalkCode::make("06002", (2026, 1, 2), "a3f09c11").unwrap();
    assert_eq!(made.as_str(), "06002-20260102-a3f09c");
}

#[test]
fn cities_are_found_by_their_key_alone() {
    for one in CITIES {
        assert_eq!(city(one.key), Some(&one));
    }
    for key in ["", "1001", "14040", "14039 ", "Guadalajara"] {
        assert_eq!(city(key), None, "{key}");
    }
}

#[test]
fn ratings_are_whole_from_nothing_to_three() {
    for (level, value) in [
        (0, Some(0.0)),
        (1, Some(1.0)),
        (3, Some(3.0)),
        (4, None),
        (-1, None),
    ] {
        assert_eq!(Rating::new(level).ok().map(Rating::value), value, "{level}");
    }
    for level in [i64::MIN, i64::MAX, 256, 257] {
        assert_eq!(Rating::new(level), Err(WalkError::RatingOutOfRange));
    }
    assert_eq!(Rating::new(3).unwrap().halves(), 6);
    let median = |levels: &[i64]| {
        let ratings: Vec<Rating> = levels.iter().map(|l| Rating::new(*l).unwrap()).collect();
        Rating::median(&ratings).map(Rating::value)
    };
    let rows: [(&[i64], Option<f64>); 6] = [
        (&[], None),
        (&[2], Some(2.0)),
        (&[3, 0], Some(1.5)),
        (&[3, 0, 1], Some(1.0)),
        (&[3, 2, 0, 1], Some(1.5)),
        (&[0, 0, 3, 3, 3], Some(3.0)),
    ];
    for (levels, expect) in rows {
        assert_eq!(median(levels), expect, "{levels:?}");
    }
    // Of half ratings the mean errs toward the less safe reading.
    let halves = [Rating::median(&[Rating::new(1).unwrap(), Rating::new(2).unwrap()]).unwrap()];
    let two = [halves[0], Rating::new(2).unwrap()];
    assert_eq!(Rating::median(&two).unwrap().value(), 1.5);
}

#[test]
fn a_share_is_of_something_and_rounds_half_up() {
    assert!(Ratio::new(0, 0).is_none() && Ratio::new(1, 0).is_none());
    assert!(Ratio::new(4, 3).is_none());
    assert!(Ratio::new(3, 3).is_some());
    let of = |part, whole| Ratio::new(part, whole).unwrap();
    let percents = [
        (0, 3, 0),
        (1, 3, 33),
        (2, 3, 67),
        (3, 3, 100),
        (1, 200, 1),
        (1, 201, 0),
    ];
    for (part, whole, percent) in percents {
        assert_eq!(of(part, whole).percent(), percent, "{part} of {whole}");
    }
    for (part, whole, tenths) in [
        (0, 24, 0),
        (24, 24, 50),
        (13, 24, 27),
        (1, 100, 1),
        (1, 101, 0),
    ] {
        assert_eq!(
            of(part, whole).tenths_of_five(),
            tenths,
            "{part} of {whole}"
        );
    }
    assert_eq!(of(1, 2), of(2, 4));
    assert_ne!(of(1, 2), of(2, 3));
    assert_ne!(of(1, 2), of(1, 3));
    assert!((of(1, 4).value() - 0.25).abs() < 1e-12);
}

#[test]
fn weights_weigh_and_impacts_are_sorted() {
    // Everything at 2 but the path at 0, which weighs three times as much as any other.
    let mut ratings = Ratings::from_answers(&|_| Some(2));
    ratings.set(Item::Path, Rating::new(0).ok());
    let mut weights = [1_000; 12];
    weights[Item::ALL
        .iter()
        .position(|item| *item == Item::Path)
        .unwrap()] = 3_000;
    let even = score_ratings(&ratings, Light::Night, &Weights::default());
    let heavy = score_ratings(&ratings, Light::Night, &Weights::from_thousandths(weights));
    assert_eq!(even.isp.unwrap().percent(), 61); // 22 of 36
    assert_eq!(heavy.isp.unwrap().percent(), 52); // 22 of 42
    assert_eq!(heavy.impacts.len(), 12);
    assert_eq!(heavy.impacts[0].item, Item::Path);
    assert_eq!(heavy.impacts[0].gain.percent(), 21); // 9 of 42
    let rest: Vec<Item> = heavy.impacts[1..]
        .iter()
        .map(|impact| impact.item)
        .collect();
    let order: Vec<Item> = Item::ALL
        .into_iter()
        .filter(|item| *item != Item::Path)
        .collect();
    assert_eq!(rest, order, "equal gains in the form's order");
    // What is good already would not help.
    ratings.set(Item::Eyes, Rating::new(3).ok());
    let score = score_ratings(&ratings, Light::Night, &Weights::default());
    assert!(score.impacts.iter().all(|impact| impact.item != Item::Eyes));
    // An index needs its nine; a principle and the comparable score need their own.
    let weightless = score_ratings(&ratings, Light::Night, &Weights::from_thousandths([0; 12]));
    assert_eq!(weightless.isp, None, "nothing weighs, nothing is reached");
}

#[test]
fn words_that_are_stored_and_published() {
    let lights = [
        (Light::Day, "dia", 11),
        (Light::Twilight, "crepusculo", 12),
        (Light::Night, "noche", 12),
    ];
    for (light, code, items) in lights {
        assert_eq!((light.code(), light.items().count()), (code, items));
        assert_eq!(Light::parse(code), Some(light));
    }
    assert_eq!(Light::parse("tarde"), None);
    let codes: Vec<&str> = Principle::ALL.iter().map(|p| p.code()).collect();
    assert_eq!(codes, ["P1", "P2", "P3", "P4", "P5", "P6"]);
    let of = |principle: Principle| principle.items(Light::Night).collect::<Vec<_>>();
    assert_eq!(of(Principle::Orientation), [Item::Signs]);
    assert_eq!(of(Principle::Sight), [Item::Light, Item::Openness]);
    assert_eq!(
        of(Principle::Company),
        [Item::Eyes, Item::People, Item::Gender]
    );
    assert_eq!(
        of(Principle::Escape),
        [Item::Guards, Item::Exits, Item::Transit]
    );
    assert_eq!(of(Principle::Upkeep), [Item::Path, Item::Upkeep]);
    assert_eq!(of(Principle::Community), [Item::Community]);
    let comparable: Vec<Item> = Item::ALL
        .into_iter()
        .filter(|i| i.is_comparable())
        .collect();
    let eight = [
        Item::Light,
        Item::Openness,
        Item::Eyes,
        Item::People,
        Item::Gender,
        Item::Guards,
        Item::Transit,
        Item::Path,
    ];
    assert_eq!(comparable, eight);
    let bands = [(0, "critico"), (25, "bajo"), (50, "medio"), (75, "bueno")];
    for (percent, code) in bands {
        assert_eq!(farola_walk::Band::of(percent).code(), code);
    }
}
