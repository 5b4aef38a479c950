//! Parts of the walk one by one: gate, pauses, check-ins, stops, findings, missing forms.

use farola_engine::form::MediaMap;
use farola_engine::{Appearance, CheckInStatus, Darkness, Filling, Phase, Settings, StopKind};
use farola_model::{InstanceId, Timestamp};

use crate::rig::{EVENING, MINUTE, Rig, STOP, answer, code, debrief, registration, value};

#[test]
fn the_gate_is_closed_until_everything_holds() {
    let rig = Rig::new();
    assert_eq!(code(rig.engine.walk_gate(None)), "walk.not_open");
    let mut filling = rig.engine.new_walk(None).unwrap();
    // Asked early, it names what the answers so far forbid.
    let refusals = rig.engine.walk_gate(None).unwrap().refusals;
    let refusals: Vec<&str> = refusals.iter().map(|refusal| refusal.code()).collect();
    assert_eq!(
        refusals,
        [
            "walk.no_consent",
            "walk.safety_list_incomplete",
            "walk.nobody_walks"
        ]
    );
    assert_eq!(code(rig.engine.start_walk(None)), "walk.wrong_phase");
    one_adult_with_six_girls(&mut filling);
    filling.finalize().unwrap();
    let gate = rig.engine.walk_gate(None).unwrap();
    let refusals: Vec<&str> = gate.refusals.iter().map(|refusal| refusal.code()).collect();
    assert_eq!(refusals, ["walk.too_few_adults"]);
    assert_eq!(code(rig.engine.start_walk(Some(100))), "walk.gate_closed");
    assert_eq!(rig.walk().phase, Phase::Gate);
    assert!(rig.engine.tracks().unwrap().is_empty());
    // The way out: leave it, and register again.
    assert_eq!(code(rig.engine.new_walk(None)), "walk.under_way");
    rig.engine.leave_walk().unwrap();
    rig.set_out();
    assert_eq!(rig.walk().phase, Phase::Walking);
}

/// Answers a registration that the gate refuses: too few adults.
fn one_adult_with_six_girls(filling: &mut Filling) {
    let mut answers = registration();
    for (name, value) in &mut answers {
        match *name {
            "grupo/n_mujeres" => *value = "1".into(),
            "grupo/n_mayores" => *value = "0".into(),
            "grupo/n_ninas" => *value = "6".into(),
            _ => {}
        }
    }
    answer(filling, &answers);
    answer(filling, &[("consent_menor", "1")]);
}

/// Seals a registration that the gate refuses.
fn refused_at_the_gate(rig: &Rig) -> InstanceId {
    let mut filling = rig.engine.new_walk(None).unwrap();
    one_adult_with_six_girls(&mut filling);
    let finalized = filling.finalize().unwrap().instance;
    assert!(!rig.engine.walk_gate(None).unwrap().go());
    finalized
}

#[test]
fn at_the_gate_a_group_registers_again() {
    let mut rig = Rig::new();
    assert_eq!(code(rig.engine.register_again(None)), "walk.not_open");
    let first = refused_at_the_gate(&rig);
    let again = rig.engine.register_again(None).unwrap();
    assert_ne!(again.instance(), &first);
    let begun = again.instance().clone();
    drop(again);
    // A kill finds the registration that was begun, and the finalized one stays as it is.
    rig.kill();
    let walk = rig.walk();
    assert_eq!(
        (walk.phase, walk.registration),
        (Phase::Registration, begun.clone())
    );
    let finalized = rig.engine.submissions().unwrap();
    assert!(finalized.iter().all(|info| info.instance == first));
    assert_eq!(finalized.len(), 1);
    // It is gone on with as any registration, and leads to a gate that is open.
    let mut filling = rig.engine.new_walk(None).unwrap();
    assert_eq!(filling.instance(), &begun);
    answer(&mut filling, &registration());
    filling.finalize().unwrap();
    assert!(rig.engine.walk_gate(Some(90)).unwrap().go());
    rig.engine.start_walk(Some(90)).unwrap();
    assert_eq!(rig.engine.submissions().unwrap().len(), 2);
}

#[test]
fn nobody_registers_again_away_from_the_gate() {
    let rig = Rig::new();
    let refused = |at: Phase| {
        let before = rig.walk();
        assert_eq!(before.phase, at);
        assert_eq!(code(rig.engine.register_again(None)), "walk.wrong_phase");
        assert_eq!(rig.walk(), before);
    };
    let mut filling = rig.engine.new_walk(None).unwrap();
    refused(Phase::Registration);
    answer(&mut filling, &registration());
    filling.finalize().unwrap();
    rig.engine.start_walk(None).unwrap();
    refused(Phase::Walking);
    rig.engine.pause_walk().unwrap();
    refused(Phase::Paused);
    let mut closing = rig.engine.begin_debrief(None).unwrap();
    refused(Phase::Debrief);
    debrief(&mut closing);
    closing.finalize().unwrap();
    refused(Phase::Done);
}

#[test]
fn a_walk_at_its_gate_stays_where_no_other_can_be_registered() {
    let mut rig = Rig::new();
    let first = refused_at_the_gate(&rig);
    rig.retire("cs_recorrido");
    assert_eq!(code(rig.engine.register_again(None)), "walk.form_missing");
    let walk = rig.walk();
    assert_eq!((walk.phase, walk.registration), (Phase::Gate, first));
}

#[test]
fn nothing_is_recorded_in_a_pause_and_nothing_is_bridged() {
    let mut rig = Rig::new();
    rig.set_out();
    for metre in [0.0, 10.0, 20.0] {
        rig.pass(10_000);
        rig.engine.add_fix(&rig.fix(metre, 5.0)).unwrap();
    }
    rig.engine.pause_walk().unwrap();
    rig.engine.pause_walk().unwrap();
    rig.pass(MINUTE);
    // The group shelters 100 m away; the screen shows how good the signal is.
    let walk = rig.engine.add_fix(&rig.fix(120.0, 7.0)).unwrap();
    assert_eq!((walk.fixes_kept, walk.distance_m), (3, 20));
    assert_eq!(walk.accuracy_m, Some(7.0));
    rig.engine.go_on_walk().unwrap();
    rig.engine.go_on_walk().unwrap();
    for metre in [120.0, 130.0] {
        rig.pass(10_000);
        rig.engine.add_fix(&rig.fix(metre, 5.0)).unwrap();
    }
    let walk = rig.walk();
    assert_eq!(
        (walk.fixes_kept, walk.distance_m),
        (5, 30),
        "not the 100 m between"
    );
    assert_eq!(walk.elapsed_s, 50);
    rig.kill();
    assert_eq!(rig.walk(), Rig::unheard(&walk));
    let points = rig.engine.tracks().unwrap();
    assert_eq!(points[0].fixes, 5);
}

#[test]
fn a_receiver_that_is_not_heard_has_no_accuracy() {
    let mut rig = Rig::new();
    let signal = |rig: &Rig| rig.walk().accuracy_m;
    let heard = |rig: &Rig, accuracy_m: f64| {
        let walk = rig.engine.add_fix(&rig.fix(0.0, accuracy_m)).unwrap();
        assert_eq!(walk.accuracy_m, Some(accuracy_m));
        assert_eq!(signal(rig), Some(accuracy_m));
        rig.pass(MINUTE);
        assert_eq!(signal(rig), Some(accuracy_m), "a minute ago");
        rig.pass(1_000);
        assert_eq!(signal(rig), None, "61 s ago");
    };
    rig.register();
    assert_eq!(signal(&rig), None, "nothing yet");
    heard(&rig, 9.0);
    rig.engine.start_walk(None).unwrap();
    assert_eq!(signal(&rig), None, "setting out brings no signal");
    heard(&rig, 8.0);
    // What the filter does not keep was heard all the same.
    heard(&rig, 80.0);
    rig.engine.pause_walk().unwrap();
    heard(&rig, 7.0);
    rig.engine.go_on_walk().unwrap();
    heard(&rig, 6.0);
    // A receiver that hands on the fix of another day is heard now.
    let mut old = rig.fix(1.0, 5.0);
    old.at = old.at.plus_millis(-24 * 60 * MINUTE);
    let walk = rig.engine.add_fix(&old).unwrap();
    assert_eq!(walk.accuracy_m, Some(5.0));
    // What is no place was no fix.
    rig.pass(61_000);
    let mut nowhere = rig.fix(0.0, 5.0);
    nowhere.point.lat = f64::NAN;
    let walk = rig.engine.add_fix(&nowhere).unwrap();
    assert_eq!(walk.accuracy_m, None);
    // What is stored was heard by another process.
    rig.engine.add_fix(&rig.fix(2.0, 5.0)).unwrap();
    rig.kill();
    assert_eq!(signal(&rig), None);
    assert!(rig.walk().fixes_kept > 0);
}

#[test]
fn the_check_in_is_asked_for_and_missed() {
    let mut rig = Rig::new();
    rig.set_out();
    let status = |rig: &Rig| rig.walk().check_in.unwrap().status;
    assert_eq!(rig.walk().check_in.unwrap().every_min, 20);
    rig.pass(19 * MINUTE);
    assert_eq!(status(&rig), CheckInStatus::Fine { due_in_ms: MINUTE });
    rig.pass(MINUTE);
    assert_eq!(status(&rig), CheckInStatus::Due);
    rig.pass(6 * MINUTE);
    rig.kill();
    assert_eq!(
        status(&rig),
        CheckInStatus::Missed {
            late_ms: 6 * MINUTE
        }
    );
    let walk = rig.engine.check_in().unwrap();
    let fine = CheckInStatus::Fine {
        due_in_ms: 20 * MINUTE,
    };
    assert_eq!(walk.check_in.unwrap().status, fine);
    rig.engine.leave_walk().unwrap();
    assert_eq!(code(rig.engine.check_in()), "walk.not_open");
}

#[test]
fn a_stop_takes_only_a_position_that_is_fresh_and_good() {
    let rig = Rig::new();
    rig.set_out();
    let begun = |rig: &Rig| {
        let filling = rig.engine.begin_stop(StopKind::Full, None).unwrap();
        let place = value(&filling, "pos");
        rig.engine.discard(filling.instance()).unwrap();
        place
    };
    assert_eq!(begun(&rig), "", "no fix");
    rig.pass(10_000);
    rig.engine.add_fix(&rig.fix(0.0, 26.0)).unwrap();
    assert_eq!(begun(&rig), "", "±26 m is weak");
    rig.pass(10_000);
    rig.engine.add_fix(&rig.fix(0.0, 24.0)).unwrap();
    assert_eq!(begun(&rig), "20.6767 -103.347 1550 24");
    rig.pass(MINUTE + 1);
    assert_eq!(begun(&rig), "", "a minute old");
    // What is no place is not taken, and never gets into an answer.
    for broken in 0..4 {
        let mut nowhere = rig.fix(0.0, 5.0);
        match broken {
            0 => nowhere.point.lat = f64::NAN,
            1 => nowhere.point.lon = 181.0,
            2 => nowhere.point.alt_m = f64::INFINITY,
            _ => nowhere.point.accuracy_m = f64::NAN,
        }
        let walk = rig.engine.add_fix(&nowhere).unwrap();
        assert_eq!((walk.fixes_kept, walk.fixes_refused), (2, 0));
    }
    assert_eq!(begun(&rig), "");
}

#[test]
fn stops_count_on_from_what_is_sealed() {
    let rig = Rig::new();
    rig.set_out();
    let mut first = rig.engine.begin_stop(StopKind::Full, None).unwrap();
    answer(&mut first, &STOP);
    answer(
        &mut first,
        &[("pos", "20.6767 -103.347 1550 9"), ("parada", "4")],
    );
    first.finalize().unwrap();
    // Somebody else noted three: the next is the fifth.
    assert_eq!((rig.walk().stops_done, rig.walk().next_stop), (1, 5));
    let next = rig.engine.begin_stop(StopKind::Short, None).unwrap();
    assert_eq!(value(&next, "parada"), "5");
    // Begun short, gone on with short, whatever button is pressed.
    let again = rig.engine.begin_stop(StopKind::Full, None).unwrap();
    assert_eq!(again.instance(), next.instance());
    assert_eq!(value(&again, "perfil"), "corto");
    rig.engine.discard(next.instance()).unwrap();
    assert_eq!(rig.walk().next_stop, 5);
}

#[test]
fn a_stop_left_open_is_not_moved_to_where_the_group_is_later() {
    let rig = Rig::new();
    rig.set_out();
    let begun = rig.engine.begin_stop(StopKind::Full, None).unwrap();
    assert_eq!(value(&begun, "pos"), "", "no fix yet");
    rig.pass(20_000);
    rig.engine.add_fix(&rig.fix(0.0, 8.0)).unwrap();
    let soon = rig.engine.begin_stop(StopKind::Full, None).unwrap();
    assert_eq!(value(&soon, "pos"), "20.6767 -103.347 1550 8");
    rig.engine.discard(soon.instance()).unwrap();

    rig.engine.begin_stop(StopKind::Full, None).unwrap();
    let draft = rig.engine.drafts().unwrap().remove(0).instance;
    let mut left_open = rig.engine.resume(&draft).unwrap();
    for blank in ["pos", "luz_ahora", "parada"] {
        left_open.answer(&format!("/data/{blank}"), "").unwrap();
    }
    rig.pass(20 * MINUTE);
    rig.engine.add_fix(&rig.fix(300.0, 8.0)).unwrap();
    let late = rig.engine.begin_stop(StopKind::Full, None).unwrap();
    assert_eq!(late.instance(), &draft);
    let known = ["pos", "luz_ahora", "parada"].map(|name| value(&late, name));
    assert_eq!(known, ["", "", "1"]);
}

#[test]
fn a_button_pressed_twice_opens_one_form() {
    let rig = Rig::new();
    let both = |begin: &(dyn Fn() -> farola_engine::Filling + Sync)| {
        std::thread::scope(|scope| {
            let presses = [(); 4].map(|()| scope.spawn(begin));
            presses.map(|press| press.join().unwrap().instance().clone())
        })
    };
    let opened = both(&|| rig.engine.new_walk(None).unwrap());
    assert!(opened.iter().all(|id| *id == opened[0]));
    rig.engine.leave_walk().unwrap();
    rig.set_out();
    let opened = both(&|| rig.engine.begin_stop(StopKind::Full, None).unwrap());
    assert!(opened.iter().all(|id| *id == opened[0]));
    let opened = both(&|| rig.engine.begin_debrief(None).unwrap());
    assert!(opened.iter().all(|id| *id == opened[0]));
}

#[test]
fn a_stop_begun_from_the_list_of_forms_is_taken_in_by_its_code() {
    let mut rig = Rig::new();
    rig.set_out();
    let walk_code = rig.walk().code.unwrap();
    for (written, stops) in [("14039-20261221-000000", 0), (walk_code.as_str(), 1)] {
        let mut filling = rig.begin("cs_punto");
        answer(
            &mut filling,
            &[
                ("walk_code", written),
                ("parada", "1"),
                ("pos", "20.6767 -103.347 1550 9"),
                ("luz_ahora", "dia"),
            ],
        );
        answer(&mut filling, &STOP);
        filling.finalize().unwrap();
        rig.kill();
        assert_eq!(rig.walk().stops_done, stops, "{written}");
    }
}

#[test]
fn a_finding_stands_by_itself_without_a_walk() {
    let rig = Rig::new();
    let filling = rig.engine.begin_finding(None).unwrap();
    assert_eq!(
        (value(&filling, "walk_code"), value(&filling, "ciudad")),
        (String::new(), String::new())
    );
    rig.set_out();
    rig.engine.leave_walk().unwrap();
    // The city of the last walk is a good guess; its code would be wrong.
    let filling = rig.engine.begin_finding(None).unwrap();
    assert_eq!(value(&filling, "walk_code"), "");
    assert_eq!(value(&filling, "ciudad"), "14039");
}

#[test]
fn a_phone_without_the_forms_says_which_is_missing() {
    let rig = Rig::with(&["cs_recorrido"]);
    assert_eq!(code(rig.engine.begin_finding(None)), "walk.form_missing");
    assert_eq!(
        code(rig.engine.begin_stop(StopKind::Full, None)),
        "walk.not_open"
    );
    rig.set_out();
    assert_eq!(
        code(rig.engine.begin_stop(StopKind::Full, None)),
        "walk.form_missing"
    );
    // The group is not left with its way ended and nothing to fill.
    assert_eq!(code(rig.engine.begin_debrief(None)), "walk.form_missing");
    assert_eq!(rig.walk().phase, Phase::Walking);
    let bare = Rig::with(&[]);
    assert_eq!(code(bare.engine.new_walk(None)), "walk.form_missing");
    assert_eq!(bare.engine.walk().unwrap(), None);
}

#[test]
fn a_registration_thrown_away_never_was() {
    let mut rig = Rig::new();
    let filling = rig.engine.new_walk(None).unwrap();
    rig.engine.discard(filling.instance()).unwrap();
    rig.kill();
    assert_eq!(rig.engine.walk().unwrap(), None);
    rig.set_out();
    assert_eq!(rig.walk().phase, Phase::Walking);
}

#[test]
fn an_encrypted_registration_cannot_be_gone_by() {
    let rig = Rig::new();
    let key = include_str!("../../../form/tests/encryption/public.txt").trim();
    let form = include_str!("../../../../kit/cs_recorrido.xml")
        .replace("2026112301", "2026112399")
        .replacen(
            "<instance>",
            &format!("<submission base64RsaPublicKey=\"{key}\"/><instance>"),
            1,
        );
    rig.engine
        .add_form(form.as_bytes(), &MediaMap::new())
        .unwrap();
    rig.register();
    assert_eq!(rig.walk().phase, Phase::Gate);
    assert_eq!(
        code(rig.engine.start_walk(None)),
        "walk.registration_unreadable"
    );
    // The gate says so as it says all that forbids the start: a screen that asks has a gate to
    // show, with its ways out.
    let gate = rig.engine.walk_gate(None).unwrap();
    let refusals: Vec<&str> = gate.refusals.iter().map(|refusal| refusal.code()).collect();
    assert_eq!(refusals, ["walk.registration_unreadable"]);
    assert!(!gate.go() && gate.advice.is_empty());
    let again = rig.engine.register_again(None).unwrap();
    assert_eq!(rig.walk().phase, Phase::Registration);
    assert_eq!(&rig.walk().registration, again.instance());
    rig.engine.leave_walk().unwrap();
}

#[test]
fn it_is_night_where_the_phone_is() {
    let rig = Rig::new();
    // 22:00 in Guadalajara, and nothing is known.
    rig.clock.set(Timestamp(EVENING + 255 * MINUTE));
    assert!(!rig.engine.is_night().unwrap());
    let mut filling = rig.engine.new_walk(None).unwrap();
    answer(&mut filling, &registration()[..1]);
    assert!(
        rig.engine.is_night().unwrap(),
        "the city of the registration"
    );
    rig.clock.set(Timestamp(EVENING));
    assert!(!rig.engine.is_night().unwrap(), "17:45 is day");

    // A fix on the other side of the world says better than the city, for a day.
    answer(&mut filling, &registration()[1..]);
    filling.finalize().unwrap();
    rig.engine.start_walk(None).unwrap();
    let mut delhi = rig.fix(0.0, 9.0);
    (delhi.point.lat, delhi.point.lon) = (28.61, 77.21);
    rig.engine.add_fix(&delhi).unwrap();
    assert!(rig.engine.is_night().unwrap(), "05:15 in Delhi");
    rig.pass(24 * 60 * MINUTE + 1);
    assert!(
        !rig.engine.is_night().unwrap(),
        "a day later it is 17:45 here"
    );
}

#[test]
fn the_screen_is_dark_as_it_is_set_or_after_dusk() {
    let mut rig = Rig::new();
    let mut filling = rig.engine.new_walk(None).unwrap();
    answer(&mut filling, &registration()[..1]);
    let table = [
        (Appearance::Auto, Darkness::AsPhone, Darkness::Dark),
        (Appearance::Light, Darkness::Light, Darkness::Light),
        (Appearance::Dark, Darkness::Dark, Darkness::Dark),
    ];
    for (appearance, by_day, by_night) in table {
        let settings = rig.engine.settings().unwrap();
        let settings = Settings {
            appearance,
            ..settings
        };
        rig.engine.set_settings(settings).unwrap();
        for (at, expect) in [(0, by_day), (255 * MINUTE, by_night)] {
            rig.clock.set(Timestamp(EVENING + at));
            assert_eq!(rig.engine.darkness().unwrap(), expect, "{appearance:?}");
        }
        rig.kill();
        assert_eq!(rig.engine.darkness().unwrap(), by_night, "{appearance:?}");
    }
}

#[test]
fn the_enrolled_city_is_known_by_the_projects_name() {
    let rig = Rig::new();
    rig.clock.set(Timestamp(EVENING + 255 * MINUTE));
    let link = "farola://enrol?url=https%3A%2F%2Fhub.example%2Fv1%2Fkey%2Fk%2Fprojects%2F1&name=Guadalajara%202026";
    match rig.engine.enrol(link) {
        Ok(device) if device.project_name.is_some() => {
            assert!(rig.engine.is_night().unwrap());
        }
        other => panic!("no name came with the enrolment: {other:?}"),
    }
}

#[test]
fn lists_call_the_forms_of_a_walk_as_the_hub_does_in_their_own_language() {
    let rig = Rig::new();
    rig.set_out();
    let finding = [
        ("pos", "20.6767 -103.347 1550 9"),
        ("tipo", "lampara"),
        ("poste", "118"),
        ("urgencia", "2"),
    ];
    for language in ["es", "en"] {
        let mut filling = rig
            .engine
            .begin_stop(StopKind::Full, Some(language))
            .unwrap();
        answer(&mut filling, &[("pos", "20.6767 -103.347 1550 9")]);
        answer(&mut filling, &STOP);
        filling.finalize().unwrap();
        let mut filling = rig.engine.begin_finding(Some(language)).unwrap();
        answer(&mut filling, &finding);
        filling.finalize().unwrap();
    }
    let mut titles: Vec<String> = rig
        .engine
        .submissions()
        .unwrap()
        .into_iter()
        .map(|sent| sent.title)
        .collect();
    titles.reverse();
    assert_eq!(
        titles,
        [
            "Recorrido · Analco",
            "Parada 1 · Calle o banqueta",
            "Lámpara apagada o rota · poste 118",
            "Stop 2 · Street or footpath",
            "Lamp off or broken · pole 118",
        ]
    );
}
