//! A whole walk with a kill after every step.

use farola_engine::{Ahead, CheckInStatus, Phase, StopKind};

use crate::rig::{MINUTE, Rig, STOP, answer, debrief, registration, value};

#[test]
fn a_whole_walk_with_a_kill_at_every_step() {
    let mut rig = Rig::new();
    assert_eq!(rig.engine.walk().unwrap(), None);

    // The registration, killed half-way.
    let answers = registration();
    let mut filling = rig.engine.new_walk(None).unwrap();
    answer(&mut filling, &answers[..4]);
    let registration_id = filling.instance().clone();
    drop(filling);
    rig.kill();
    let walk = rig.walk();
    assert_eq!(walk.phase, Phase::Registration);
    assert_eq!(walk.registration, registration_id);
    assert_eq!(
        (walk.city.as_str(), walk.place.as_str()),
        ("Guadalajara", "Analco")
    );
    let mut filling = rig.engine.new_walk(None).unwrap();
    assert_eq!(filling.instance(), &registration_id, "goes on");
    assert_eq!(value(&filling, "colonia"), "Analco");
    answer(&mut filling, &answers[4..]);
    let walk_code = value(&filling, "walk_code");
    filling.finalize().unwrap();
    rig.kill();
    let walk = rig.walk();
    assert_eq!(
        (walk.phase, walk.code.as_deref()),
        (Phase::Gate, Some(walk_code.as_str()))
    );
    assert_eq!((walk.planned_stops, walk.route.len()), (5, 2));

    // The gate, the start.
    let gate = rig.engine.walk_gate(Some(40)).unwrap();
    assert!(gate.go());
    let advice: Vec<&str> = gate.advice.iter().map(|advice| advice.code()).collect();
    assert_eq!(advice, ["walk.low_charge"]);
    rig.engine.start_walk(Some(90)).unwrap();
    rig.kill();
    let walk = rig.walk();
    assert_eq!((walk.phase, walk.elapsed_s), (Phase::Walking, 0));
    assert!(!walk.night);
    assert_eq!(walk.ahead, None, "where the group is nobody knows yet");

    // Ten minutes at 0.8 m/s, a fix every ten seconds, killed at each minute.
    for step in 0..60 {
        rig.pass(10_000);
        let walk = rig
            .engine
            .add_fix(&rig.fix(f64::from(step) * 8.0, 8.0))
            .unwrap();
        assert_eq!(walk.fixes_kept, step + 1);
        // The group sets out at the first stop; eight metres on is the edge of what is known.
        if step != 1 {
            assert_eq!(
                walk.ahead == Some(Ahead::There),
                step == 0,
                "after fix {step}"
            );
        }
        if step % 6 == 0 {
            rig.kill();
            assert_eq!(rig.walk(), Rig::unheard(&walk), "after fix {step}");
        }
    }
    let walk = rig.walk();
    assert_eq!((walk.elapsed_s, walk.distance_m), (600, 472));
    assert_eq!(walk.line.len(), 60);
    // Planned: every 250 m of the kilometre; the first is behind the group.
    assert_eq!(walk.next_stop, 1);
    let ahead = Ahead::Towards {
        metres: 472,
        bearing_deg: 180,
    };
    assert_eq!(walk.ahead, Some(ahead));

    // The first stop, killed before and within its answers.
    let filling = rig.engine.begin_stop(StopKind::Full, Some("es")).unwrap();
    let stop_id = filling.instance().clone();
    drop(filling);
    rig.kill();
    let mut filling = rig.engine.begin_stop(StopKind::Full, None).unwrap();
    assert_eq!(
        filling.instance(),
        &stop_id,
        "the open stop is gone on with"
    );
    assert_eq!(value(&filling, "walk_code"), walk_code);
    assert_eq!(value(&filling, "parada"), "1");
    assert_eq!(value(&filling, "perfil"), "completo");
    assert!(
        value(&filling, "pos").starts_with("20.68094"),
        "the last fix"
    );
    assert_eq!(value(&filling, "luz_ahora"), "dia", "the sun is up");
    answer(&mut filling, &STOP[..7]);
    drop(filling);
    rig.kill();
    let mut filling = rig.engine.begin_stop(StopKind::Full, None).unwrap();
    assert_eq!(value(&filling, "p_genero"), "2");
    answer(&mut filling, &STOP[7..]);
    assert_eq!(rig.walk().stops_done, 0);
    filling.finalize().unwrap();
    rig.kill();
    let walk = rig.walk();
    assert_eq!(
        (walk.stops_done, walk.next_stop, walk.stops.len()),
        (1, 2, 1)
    );

    // A rest of an hour, over sunset; the group says that it is well.
    rig.engine.pause_walk().unwrap();
    rig.kill();
    assert_eq!(rig.walk().phase, Phase::Paused);
    rig.pass(60 * MINUTE);
    assert!(matches!(
        rig.walk().check_in.unwrap().status,
        CheckInStatus::Missed { late_ms } if late_ms == 50 * MINUTE
    ));
    rig.engine.check_in().unwrap();
    rig.kill();
    let walk = rig.walk();
    assert_eq!(
        walk.check_in.unwrap().status,
        CheckInStatus::Fine {
            due_in_ms: 20 * MINUTE
        }
    );
    assert_eq!(walk.elapsed_s, 600, "resting is not walking");
    assert!(walk.night, "18:55 in December");
    rig.engine.go_on_walk().unwrap();
    rig.kill();
    rig.pass(MINUTE);
    assert_eq!(
        (rig.walk().phase, rig.walk().elapsed_s),
        (Phase::Walking, 660)
    );

    // A stop by night, short; a finding.
    rig.engine.add_fix(&rig.fix(500.0, 8.0)).unwrap();
    let mut filling = rig.engine.begin_stop(StopKind::Short, None).unwrap();
    assert_eq!(
        (
            value(&filling, "perfil").as_str(),
            value(&filling, "parada").as_str()
        ),
        ("corto", "2")
    );
    assert_eq!(value(&filling, "luz_ahora"), "noche");
    answer(&mut filling, &STOP);
    assert_eq!(value(&filling, "isp"), "");
    filling.finalize().unwrap();
    let mut filling = rig.engine.begin_finding(None).unwrap();
    assert_eq!(value(&filling, "walk_code"), walk_code);
    assert_eq!(value(&filling, "ciudad"), "14039");
    assert!(!value(&filling, "pos").is_empty());
    answer(&mut filling, &[("tipo", "lampara"), ("urgencia", "2")]);
    filling.finalize().unwrap();
    rig.kill();
    assert_eq!((rig.walk().stops_done, rig.walk().findings), (2, 1));

    // The debrief, killed twice.
    let filling = rig.engine.begin_debrief(None).unwrap();
    let debrief_id = filling.instance().clone();
    drop(filling);
    rig.kill();
    let ended = rig.walk();
    assert_eq!(ended.phase, Phase::Debrief);
    assert_eq!(ended.debrief.as_ref(), Some(&debrief_id));
    rig.pass(30 * MINUTE);
    assert_eq!(rig.walk().elapsed_s, ended.elapsed_s, "the way has ended");
    assert_eq!(rig.walk().check_in, None);
    let mut filling = rig.engine.begin_debrief(None).unwrap();
    assert_eq!(filling.instance(), &debrief_id);
    assert_eq!(value(&filling, "walk_code"), walk_code);
    debrief(&mut filling);
    filling.finalize().unwrap();
    rig.kill();
    let done = rig.walk();
    assert_eq!(done.phase, Phase::Done);
    assert_eq!(done.debrief.as_ref(), Some(&debrief_id));
    assert_eq!(rig.engine.home().unwrap().waiting, 5);

    // Another one.
    let second = rig.engine.new_walk(None).unwrap();
    assert_ne!(second.instance(), &registration_id);
    rig.kill();
    let walk = rig.walk();
    assert_eq!(
        (walk.phase, walk.stops_done, walk.code),
        (Phase::Registration, 0, None)
    );
    rig.engine.leave_walk().unwrap();
    rig.kill();
    assert_eq!(rig.engine.walk().unwrap(), None);
    assert_eq!(
        rig.engine.drafts().unwrap().len(),
        1,
        "what was begun stays"
    );
}

#[test]
fn a_kill_while_two_walks_follow_each_other_mixes_nothing() {
    let mut rig = Rig::new();
    let mut codes = Vec::new();
    for expected in [1, 1] {
        rig.set_out();
        rig.pass(MINUTE);
        rig.engine.add_fix(&rig.fix(0.0, 8.0)).unwrap();
        let mut stop = rig.engine.begin_stop(StopKind::Full, None).unwrap();
        assert_eq!(value(&stop, "parada"), "1");
        answer(&mut stop, &STOP);
        stop.finalize().unwrap();
        rig.kill();
        let walk = rig.walk();
        assert_eq!((walk.stops_done, walk.fixes_kept), (expected, 1));
        codes.push(walk.code.unwrap());
        rig.engine.leave_walk().unwrap();
    }
    assert_ne!(codes[0], codes[1]);
    assert_eq!(rig.engine.tracks().unwrap().len(), 2);
    assert!(
        rig.engine
            .tracks()
            .unwrap()
            .iter()
            .all(|t| t.ended.is_some())
    );
}
