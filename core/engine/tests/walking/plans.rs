//! The plans of a whole phone: what the store says is what the tables are asked.

use farola_engine::{
    FirstScreen, FormPurpose, HomeCard, KeptGoes, LeadsTo, Occasion, SyncPlan, WalkNext,
};
use farola_model::InstanceId;

use super::rig::{MINUTE, Rig, STOP, answer, debrief, registration};

/// Kinds of the cards that are on the home screen.
fn kinds(rig: &Rig) -> Vec<&'static str> {
    let plan = rig.engine.home_plan("es", false).unwrap();
    let word = |card: &HomeCard| match card {
        HomeCard::Enrol => "enrol",
        HomeCard::FetchForms => "fetch",
        HomeCard::PrepareWalk => "prepare",
        HomeCard::Walk { next, .. } => match next {
            WalkNext::Registration => "walk:registration",
            WalkNext::Gate => "walk:gate",
            WalkNext::Way => "walk:way",
            WalkNext::Debrief => "walk:debrief",
        },
        HomeCard::Correction { .. } => "correction",
        HomeCard::Draft { .. } => "draft",
        HomeCard::SetAside { .. } => "aside",
        HomeCard::OldDrafts { .. } => "old",
        HomeCard::Finding => "finding",
        HomeCard::Forms { .. } => "forms",
        HomeCard::Papers { .. } => "papers",
        HomeCard::Messages { .. } => "messages",
        HomeCard::Settings => "settings",
    };
    plan.cards.iter().map(word).collect()
}

#[test]
fn home_follows_a_walk_from_its_preparation_to_its_end() {
    let rig = Rig::new();
    assert_eq!(kinds(&rig)[..2], ["enrol", "prepare"]);
    let mut filling = rig.engine.new_walk(None).unwrap();
    assert_eq!(kinds(&rig)[1], "walk:registration");
    assert!(
        !kinds(&rig).contains(&"draft"),
        "the walk's card leads to it"
    );
    answer(&mut filling, &registration());
    let finalized = filling.finalize().unwrap();
    assert_eq!(kinds(&rig)[1], "walk:gate");
    let after = rig.engine.after_finalizing(&finalized.instance).unwrap();
    assert_eq!(after.leads_to, LeadsTo::Gate);
    assert_eq!(after.kept, FormPurpose::Registration);
    assert_eq!(after.goes, None, "the check before the start comes next");
    assert_eq!(rig.engine.first_screen().unwrap(), FirstScreen::Home);
    rig.engine.start_walk(Some(90)).unwrap();
    assert_eq!(kinds(&rig)[1], "walk:way");
    assert_eq!(rig.engine.first_screen().unwrap(), FirstScreen::Way);
    let after = rig.engine.after_finalizing(&finalized.instance).unwrap();
    assert_eq!(
        after.leads_to,
        LeadsTo::Receipt,
        "it was left for the start"
    );
    let draft = rig.begin("cs_hallazgo");
    assert!(kinds(&rig).contains(&"draft"));
    drop(draft);
    rig.engine.begin_debrief(None).unwrap();
    assert_eq!(kinds(&rig)[1], "walk:debrief");
    rig.engine.leave_walk().unwrap();
    assert_eq!(kinds(&rig)[1], "prepare");
}

#[test]
fn a_walk_says_which_screen_it_has() {
    let mut rig = Rig::new();
    let next = |rig: &Rig| rig.walk().next;
    let mut filling = rig.engine.new_walk(None).unwrap();
    assert_eq!(next(&rig), Some(WalkNext::Registration));
    answer(&mut filling, &registration());
    filling.finalize().unwrap();
    assert_eq!(next(&rig), Some(WalkNext::Gate));
    let walk = rig.engine.start_walk(None).unwrap();
    assert_eq!(walk.next, Some(WalkNext::Way));
    let walk = rig.engine.pause_walk().unwrap();
    assert_eq!(walk.next, Some(WalkNext::Way));
    let walk = rig.engine.go_on_walk().unwrap();
    assert_eq!(walk.next, Some(WalkNext::Way));
    // The debrief is begun and left: the way has ended, whatever a screen still shows.
    let mut closing = rig.engine.begin_debrief(None).unwrap();
    assert_eq!(next(&rig), Some(WalkNext::Debrief));
    debrief(&mut closing);
    closing.finalize().unwrap();
    assert_eq!(next(&rig), None);
    rig.kill();
    assert_eq!(next(&rig), None);
}

#[test]
fn a_stop_leads_back_to_the_walk_and_what_is_unknown_nowhere() {
    let rig = Rig::new();
    rig.set_out();
    rig.engine.add_fix(&rig.fix(1.0, 6.0)).unwrap();
    let kind = farola_engine::StopKind::Full;
    let mut stop = rig.engine.begin_stop(kind, None).unwrap();
    answer(&mut stop, &STOP);
    let review = stop.review();
    assert!(review.ready, "{review:?}");
    assert!(!review.lines.is_empty());
    let finalized = stop.finalize().unwrap();
    let after = rig.engine.after_finalizing(&finalized.instance).unwrap();
    assert_eq!(after.leads_to, LeadsTo::Way);
    assert_eq!(after.kept, FormPurpose::Stop);
    assert_eq!(
        after.goes,
        Some(KeptGoes::NotEnrolled),
        "there is no server"
    );
    assert!(
        rig.engine
            .after_finalizing(&InstanceId::new("none"))
            .is_err()
    );
}

#[test]
fn a_review_names_what_is_missing_and_what_was_left_out() {
    let rig = Rig::new();
    let mut filling = rig.engine.new_walk(None).unwrap();
    filling.answer("/data/colonia", "Analco").unwrap();
    let review = filling.review();
    assert!(!review.ready);
    let first = &review.faults[0];
    assert_eq!(
        (first.path.as_str(), first.label.is_some()),
        ("/data/ciudad", true)
    );
    let faulty = |path: &str| review.faults.iter().any(|fault| fault.path == path);
    assert!(
        review
            .unanswered
            .iter()
            .all(|question| !faulty(&question.path))
    );
    assert!(
        review
            .unanswered
            .iter()
            .all(|question| question.label.is_some())
    );
    assert!(review.lines.iter().any(|line| line.path == "/data/colonia"));
    answer(&mut filling, &registration());
    let review = filling.review();
    assert!(review.ready && review.faults.is_empty(), "{review:?}");
    // What is only shown is nothing that anybody left out.
    let outline = filling.outline();
    for question in &review.unanswered {
        let entry = outline.iter().find(|entry| entry.path == question.path);
        assert!(entry.is_some_and(|entry| !entry.readonly && !entry.answered));
    }
}

#[test]
fn reminders_come_again_until_somebody_answers() {
    let rig = Rig::new();
    rig.set_out();
    let reminder = || rig.walk().check_in.unwrap().reminder;
    assert_eq!((reminder().ring, reminder().next_in_ms), (0, 20 * MINUTE));
    rig.pass(20 * MINUTE);
    assert_eq!((reminder().ring, reminder().next_in_ms), (1, 5 * MINUTE));
    rig.pass(4 * MINUTE);
    assert_eq!((reminder().ring, reminder().next_in_ms), (1, MINUTE));
    rig.pass(MINUTE);
    assert_eq!((reminder().ring, reminder().next_in_ms), (2, 5 * MINUTE));
    rig.engine.pause_walk().unwrap();
    rig.pass(60 * MINUTE);
    assert_eq!(reminder().ring, 14, "a pause is no reason to be silent");
    rig.engine.check_in().unwrap();
    assert_eq!((reminder().ring, reminder().next_in_ms), (0, 20 * MINUTE));
}

#[test]
fn home_says_where_it_sends_to_and_what_is_on_its_way() {
    let rig = Rig::new();
    let said = |rig: &Rig| {
        let plan = rig.engine.home_plan("es", false).unwrap();
        (plan.project, plan.on_their_way)
    };
    assert_eq!(said(&rig), (None, None));
    rig.register();
    assert_eq!(said(&rig), (None, Some(1)));
    for (name, project) in [("Analco", Some("Analco")), ("%20", None)] {
        let link = format!("farola://enrol?url=https%3A%2F%2Fhub.example%2Fkey%2Fa&name={name}");
        rig.engine.enrol_decided(&link).unwrap();
        assert_eq!(said(&rig), (project.map(str::to_owned), Some(1)));
    }
}

#[test]
fn a_phone_without_a_server_plans_no_sync() {
    let rig = Rig::new();
    rig.register();
    let occasions = [
        Occasion::Unlocked,
        Occasion::Finalized,
        Occasion::Hidden,
        Occasion::Enrolled,
    ];
    for occasion in occasions {
        let plan = rig.engine.sync_plan(occasion).unwrap();
        assert_eq!(plan, SyncPlan::default(), "{occasion:?}");
    }
    rig.engine
        .enrol_decided("https://hub.example/v1/key/abc/projects/1")
        .unwrap();
    assert!(rig.engine.sync_plan(Occasion::Enrolled).unwrap().now);
    let plan = rig.engine.sync_plan(Occasion::Finalized).unwrap();
    let later = plan.later.expect("the registration waits");
    assert!(!later.unmetered && !plan.now && !plan.hand_over);
    assert!(rig.engine.sync_plan(Occasion::Hidden).unwrap().hand_over);
}
