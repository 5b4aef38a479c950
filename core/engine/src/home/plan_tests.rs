//! The table of the home screen: what there is, and the cards that follow.

use farola_model::{FormId, FormRef, InstanceId, Sha256, Timestamp};

use farola_store::SubmissionState;

use super::*;

fn draft(instance: &str) -> DraftInfo {
    DraftInfo {
        instance: InstanceId::new(instance),
        form: FormRef {
            id: FormId::new("f"),
            version: farola_model::FormVersion::new("1"),
        },
        form_sha256: Sha256::of(b"f"),
        title: "A form".to_owned(),
        deprecated: None,
        created: Timestamp(0),
        updated: Timestamp(0),
    }
}

fn message(instance: &str, can_correct: bool) -> Message {
    Message {
        instance: InstanceId::new(instance),
        title: None,
        form: None,
        state: "has_issues".to_owned(),
        reason: None,
        comments: Vec::new(),
        seen: false,
        changed: Timestamp(0),
        can_correct,
        correction: None,
    }
}

fn walk(phase: Phase) -> WalkView {
    WalkView {
        registration: InstanceId::new("registration"),
        debrief: Some(InstanceId::new("debrief")),
        phase,
        next: WalkNext::of(phase),
        ..WalkView::nowhere()
    }
}

fn facts() -> Facts {
    Facts {
        enrolled: true,
        forms: 6,
        walk: None,
        messages: Vec::new(),
        drafts: Vec::new(),
        old: None,
        counts: HomeCounts::default(),
    }
}

/// A card in one word, with what tells it from another of its kind.
fn word(card: &HomeCard) -> String {
    match card {
        HomeCard::Enrol => "enrol".to_owned(),
        HomeCard::FetchForms => "fetch".to_owned(),
        HomeCard::PrepareWalk => "prepare".to_owned(),
        HomeCard::Walk { next, .. } => format!("walk:{next:?}"),
        HomeCard::Correction { message } => format!("correct:{}", message.instance),
        HomeCard::Draft { draft } => format!("draft:{}", draft.instance),
        HomeCard::SetAside { count } => format!("aside:{count}"),
        HomeCard::OldDrafts { drafts, days } => format!("old:{drafts}:{days}"),
        HomeCard::Finding => "finding".to_owned(),
        HomeCard::Forms { count } => format!("forms:{count}"),
        HomeCard::Papers {
            drafts,
            waiting,
            sent,
        } => format!("papers:{drafts}/{waiting}/{sent}"),
        HomeCard::Messages { new } => format!("messages:{}", new.unwrap_or_default()),
        HomeCard::Settings => "settings".to_owned(),
    }
}

#[track_caller]
fn check(facts: Facts, expected: &str) {
    let words: Vec<String> = cards(facts).iter().map(word).collect();
    assert_eq!(words.join(" "), expected);
}

#[test]
fn before_the_forms_are_here_the_way_to_them_stands_first() {
    check(
        Facts {
            enrolled: false,
            forms: 0,
            ..facts()
        },
        "enrol settings",
    );
    check(
        Facts {
            forms: 0,
            ..facts()
        },
        "fetch forms:0 papers:0/0/0 messages:0 settings",
    );
    // Forms that came with the app.
    check(
        Facts {
            enrolled: false,
            ..facts()
        },
        "enrol prepare finding forms:6 settings",
    );
}

#[test]
fn nothing_written_is_hidden_by_what_is_missing() {
    let counts = HomeCounts {
        drafts: 1,
        waiting: 2,
        messages: 1,
        ..HomeCounts::default()
    };
    check(
        Facts {
            forms: 0,
            walk: Some(walk(Phase::Walking)),
            messages: vec![message("sent", true)],
            drafts: vec![draft("left")],
            counts,
            ..facts()
        },
        "fetch walk:Way correct:sent draft:left forms:0 papers:1/2/0 messages:1 settings",
    );
    check(
        Facts {
            enrolled: false,
            forms: 0,
            drafts: vec![draft("left")],
            counts,
            ..facts()
        },
        "enrol draft:left papers:1/2/0 messages:1 settings",
    );
}

#[test]
fn the_walk_leads_where_it_stands() {
    let lists = "finding forms:6 papers:0/0/0 messages:0 settings";
    let table = [
        (None, "prepare"),
        (Some(Phase::Registration), "walk:Registration"),
        (Some(Phase::Gate), "walk:Gate"),
        (Some(Phase::Walking), "walk:Way"),
        (Some(Phase::Paused), "walk:Way"),
        (Some(Phase::Debrief), "walk:Debrief"),
        (Some(Phase::Done), "prepare"),
    ];
    for (phase, first) in table {
        let walk = phase.map(walk);
        check(Facts { walk, ..facts() }, &format!("{first} {lists}"));
    }
}

#[test]
fn corrections_stand_above_what_is_set_aside_and_that_above_drafts() {
    let counts = HomeCounts {
        stuck: 2,
        sent: 4,
        drafts: 1,
        ..HomeCounts::default()
    };
    check(
        Facts {
            messages: vec![
                message("a", true),
                message("read", false),
                message("b", true),
            ],
            drafts: vec![draft("left")],
            counts,
            ..facts()
        },
        "prepare correct:a correct:b aside:2 draft:left finding forms:6 papers:1/0/4 messages:0 \
         settings",
    );
}

#[test]
fn the_walks_own_drafts_have_no_card_and_of_the_others_three_do() {
    let drafts: Vec<DraftInfo> = ["registration", "a", "debrief", "b", "c", "d"]
        .map(draft)
        .into();
    let lists = "finding forms:6 papers:0/0/0 messages:0 settings";
    check(
        Facts {
            walk: Some(walk(Phase::Debrief)),
            drafts: drafts.clone(),
            ..facts()
        },
        &format!("walk:Debrief draft:a draft:b draft:c {lists}"),
    );
    // A walk that was left leaves its drafts as drafts like others.
    check(
        Facts {
            walk: Some(walk(Phase::Done)),
            drafts,
            ..facts()
        },
        &format!("prepare draft:registration draft:a draft:debrief {lists}"),
    );
}

/// What a list and a receipt offer: both follow the same rule.
#[test]
fn sending_is_offered_where_there_is_a_server_forms_and_something_that_waits() {
    for (enrolled, forms, possible) in [
        (false, 0, false),
        (false, 3, false),
        (true, 0, false),
        (true, 3, true),
    ] {
        for state in SubmissionState::ALL {
            assert_eq!(
                Sending::of(enrolled, forms).offers(state.shelf()),
                possible && state.is_waiting(),
                "{enrolled} {forms} {state}"
            );
        }
    }
}

#[test]
fn drafts_that_will_go_are_told_of_above_the_drafts() {
    check(
        Facts {
            drafts: vec![draft("a")],
            old: Some(OldDrafts {
                drafts: 2,
                days: 14,
            }),
            ..facts()
        },
        "prepare old:2:14 draft:a finding forms:6 papers:0/0/0 messages:0 settings",
    );
}
