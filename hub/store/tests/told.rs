//! What people and phones are told: decisions and their feed, corrections and late photos, the
//! queue and its counts, keys and sessions. Each case on both engines.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice
)]

use farola_hub_store::StoreError;
use farola_hub_store::account::{Role, SessionId};
use farola_hub_store::app_user::AppUserId;
use farola_hub_store::form::{FormFileBytes, FormState, GivenFile};
use farola_hub_store::people::Who;
use farola_hub_store::queue::{Condition, Day};
use farola_hub_store::review::{ActorRole, Decision, EventKind};
use farola_hub_store::submission::{Accepted, Arrival, ArrivedFile, Summary};
use farola_model::{FormId, FormVersion, InstanceId, Md5, ProjectId, Sha256};
use farola_protocol::review::{ReviewAction, ReviewState};
use farola_protocol::{Change, Problem};
use rig::On;
use rig::hub::*;

mod rig;

fn a_decision_is_a_line_of_the_history_and_an_entry_for_the_phone(on: On) {
    let hub = hub(on);
    hub.accept(hub.arrival(1)).unwrap();
    let correct = Decision {
        comments: vec![Hub::comment("c1")],
        ..hub.decision(1, ReviewAction::RequestCorrection, "d1")
    };
    hub.store.decide(correct).wait().unwrap();
    assert_eq!(hub.state(1), ReviewState::HasIssues);
    let history = hub.store.open_record(ONE, &id(1)).unwrap().history;
    let kinds: Vec<EventKind> = history.iter().map(|line| line.kind).collect();
    assert_eq!(
        kinds,
        [EventKind::Received, EventKind::State, EventKind::Comment]
    );
    let (sent, decided) = (&history[0], &history[1]);
    assert_eq!(sent.actor.as_ref().unwrap().role, ActorRole::Device);
    let person = decided.actor.as_ref().unwrap();
    assert_eq!(
        (person.name.as_str(), person.role.as_str()),
        ("Ana", "reviewer")
    );
    assert_eq!(
        (decided.at, decided.from, decided.to),
        (
            NOW.plus_millis(HOUR_MS),
            Some(ReviewState::Received),
            Some(ReviewState::HasIssues)
        )
    );
    assert_eq!(history[2].body.as_deref(), Some("¿Cuántas lámparas?"));

    let (entries, cursor, up_to_date) = hub.feed(None, 10);
    assert_eq!((cursor.as_deref(), up_to_date), (Some("e1.1"), true));
    let told = &entries[0];
    assert_eq!(
        (&told.instance_id, told.state.as_str()),
        (&id(1), "has_issues")
    );
    assert_eq!(told.comments.len(), 1);
    assert_eq!(told.comments[0].id, "c1");
    assert_eq!(told.comments[0].role, "reviewer");

    // A comment alone is told too, and decides nothing.
    let by = hub.decider();
    let alone = hub.store.comment(ONE, id(1), Hub::comment("c2"), by, NOW);
    alone.wait().unwrap();
    assert_eq!(hub.state(1), ReviewState::HasIssues);
    let (entries, ..) = hub.feed(Some("e1.1"), 10);
    assert_eq!(entries[0].comments[0].id, "c2");
}

fn what_a_decision_needs(on: On) {
    let hub = hub(on);
    hub.accept(hub.arrival(1)).unwrap();
    let decide = |decision| hub.store.decide(decision).wait();
    let bare = |action| hub.decision(1, action, "d");
    assert_eq!(
        refused(decide(bare(ReviewAction::RequestCorrection))),
        Problem::CommentRequired
    );
    assert_eq!(
        refused(decide(bare(ReviewAction::Reject))),
        Problem::ReasonRequired
    );
    let seen = hub.store.open_record(ONE, &id(1)).unwrap().item.version;
    let stale = Decision {
        expected_version: Some(seen + 1),
        ..bare(ReviewAction::Start)
    };
    assert_eq!(refused(decide(stale)), Problem::ChangedMeanwhile);
    assert_eq!(
        hub.state(1),
        ReviewState::Received,
        "nothing of it was kept"
    );
    assert!(hub.feed(None, 10).0.is_empty());
    let fresh = Decision {
        expected_version: Some(seen),
        reason: Some("Repetido".to_owned()),
        ..bare(ReviewAction::Reject)
    };
    decide(fresh).unwrap();
    assert_eq!(hub.state(1), ReviewState::Rejected);
    assert_eq!(hub.feed(None, 10).0[0].reason.as_deref(), Some("Repetido"));
    let nobody = hub.decision(9, ReviewAction::Start, "d9");
    assert_eq!(refused(decide(nobody)), Problem::SubmissionUnknown);
}

fn a_feed_is_read_in_pages_and_anew_where_its_cursor_means_nothing(on: On) {
    let hub = hub(on);
    for number in 1..=3 {
        hub.accept(hub.arrival(number)).unwrap();
        let opened = hub.decision(number, ReviewAction::Start, &format!("d{number}"));
        hub.store.decide(opened).wait().unwrap();
    }
    let (first, cursor, more) = hub.feed(None, 2);
    assert_eq!(
        (first.len(), cursor.as_deref(), more),
        (2, Some("e1.2"), false)
    );
    let (second, cursor, more) = hub.feed(cursor.as_deref(), 2);
    assert_eq!(
        (second.len(), cursor.as_deref(), more),
        (1, Some("e1.3"), true)
    );
    assert_eq!(second[0].instance_id, id(3));
    // Exactly a page is the end, and after it nothing is new.
    assert!(hub.feed(None, 3).2);
    assert!(hub.feed(Some("e1.3"), 2).0.is_empty());
    assert_eq!(hub.feed(Some(""), 9).0.len(), 3);
    for nothing in ["e2.1", "e1.4", "e1.-1", "e1.x", "e1"] {
        let page = hub.store.read_changes(ONE, hub.phone, Some(nothing), 2);
        assert!(page.unwrap().must_refetch, "{nothing}");
    }
    // Another phone hears of none of it, and its cursor moves all the same.
    let other = hub
        .store
        .add_app_user(ONE, "Otro".to_owned(), key("t2"), None, NOW);
    let other = other.wait().unwrap().id;
    let page = hub.store.read_changes(ONE, other, None, 2).unwrap();
    assert_eq!(
        (page.entries.len(), page.cursor.as_deref()),
        (0, Some("e1.3"))
    );
}

/// Two phones follow their feeds while three people comment on the records of both.
fn a_feed_that_is_followed_while_people_write_has_no_gap_and_nothing_twice(on: On) {
    const RECORDS: usize = 4;
    const COMMENTS: usize = 8;
    let hub = hub(on);
    let other = hub
        .store
        .add_app_user(ONE, "Otro".to_owned(), key("t2"), None, NOW);
    let phones = [hub.phone, other.wait().unwrap().id];
    for number in 0..RECORDS {
        let sent = Arrival {
            app_user: Some(phones[number % 2]),
            ..hub.arrival(number)
        };
        hub.accept(sent).unwrap();
    }
    let written = std::sync::atomic::AtomicUsize::new(0);
    let write = |person: usize| {
        for number in 0..COMMENTS {
            let comment = Hub::comment(&format!("c{person}.{number}"));
            let of = id((person + number) % RECORDS);
            let told = hub.store.comment(ONE, of, comment, hub.decider(), NOW);
            told.wait().unwrap();
        }
        written.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
    };
    let follow = |phone: AppUserId| {
        let (mut seen, mut since) = (Vec::new(), None);
        loop {
            let all = written.load(std::sync::atomic::Ordering::SeqCst) == 3;
            let page = hub.store.read_changes(ONE, phone, since.as_deref(), 3);
            let page = page.unwrap();
            assert!(!page.must_refetch);
            for entry in page.entries {
                let Change::Review(told) = entry else {
                    panic!("the hub wrote it");
                };
                seen.push((told.seq, told.comments[0].id.clone()));
            }
            since = page.cursor.or(since);
            if all && page.up_to_date {
                return seen;
            }
        }
    };
    let feeds = std::thread::scope(|scope| {
        let following = phones.map(|phone| scope.spawn(move || follow(phone)));
        for person in 0..3 {
            scope.spawn(move || write(person));
        }
        following.map(|feed| feed.join().unwrap())
    });
    for feed in &feeds {
        assert!(feed.is_sorted_by(|one, next| one.0 < next.0), "{feed:?}");
    }
    let mut all: Vec<_> = feeds.into_iter().flatten().collect();
    all.sort();
    let numbers: Vec<_> = all.iter().map(|(seq, _)| *seq).collect();
    let count = 3 * COMMENTS;
    assert_eq!(numbers, (1..=count as u64).collect::<Vec<_>>());
    let mut comments: Vec<_> = all.into_iter().map(|(_, comment)| comment).collect();
    comments.sort();
    comments.dedup();
    assert_eq!(comments.len(), count, "each was told once");
}

fn an_id_means_one_content_and_a_correction_names_the_current_one(on: On) {
    let hub = hub(on);
    assert_eq!(hub.accept(hub.arrival(1)).unwrap(), Accepted::Created);
    assert_eq!(hub.accept(hub.arrival(1)).unwrap(), Accepted::Known);
    let other = Arrival {
        xml: b"<other/>".to_vec(),
        xml_sha256: Sha256::of(b"<other/>"),
        ..hub.arrival(1)
    };
    assert_eq!(refused(hub.accept(other)), Problem::DigestMismatch);
    let stored = hub.store.read_submission_xml(ONE, &id(1)).unwrap();
    assert_eq!(stored, hub.arrival(1).xml);

    let corrects = |number, base| Arrival {
        deprecated_id: Some(id(base)),
        ..hub.arrival(number)
    };
    assert_eq!(refused(hub.accept(corrects(2, 9))), Problem::BaseUnknown);
    // Of another form it is no correction.
    let of_g = hub
        .store
        .match_form(ONE, &FormId::new("g"), &FormVersion::new("1"));
    let of_g = of_g.unwrap();
    let strange = Arrival {
        form: of_g.form,
        form_version: of_g.version,
        ..corrects(2, 1)
    };
    assert_eq!(refused(hub.accept(strange)), Problem::BaseUnknown);
    assert_eq!(hub.accept(corrects(2, 1)).unwrap(), Accepted::Edited);
    assert_eq!(refused(hub.accept(corrects(3, 1))), Problem::BaseOutdated);
    let record = hub.store.open_record(ONE, &id(1)).unwrap();
    assert_eq!(record.item.instance_id, id(2));
    assert_eq!(record.item.state, ReviewState::Edited);
    let versions: Vec<_> = record
        .versions
        .iter()
        .map(|v| (&v.instance_id, v.current))
        .collect();
    assert_eq!(versions, [(&id(2), true), (&id(1), false)]);
    assert_eq!(record.history.last().unwrap().kind, EventKind::Edited);
}

fn a_photo_that_comes_later_is_held_and_told_once(on: On) {
    let hub = hub(on);
    let record = Arrival {
        expected: vec!["a.jpg".to_owned(), "b.jpg".to_owned()],
        files: vec![hub.file("a.jpg", b"a")],
        ..hub.arrival(1)
    };
    let (_, receipt) = hub.store.accept_submission(record.clone()).wait().unwrap();
    assert_eq!(receipt.missing, ["b.jpg"]);
    assert!(receipt.holds("a.jpg", &Sha256::of(b"a")));
    let lines = || {
        let history = hub.store.open_record(ONE, &id(1)).unwrap().history;
        history
            .into_iter()
            .filter(|line| line.kind == EventKind::Media)
            .count()
    };
    // The same photo again is no news, another is.
    let again = |file: ArrivedFile, uid: &str| Arrival {
        files: vec![file],
        event_uid: uid.to_owned(),
        ..record.clone()
    };
    hub.accept(again(hub.file("a.jpg", b"a"), "u1")).unwrap();
    assert_eq!(lines(), 0);
    hub.accept(again(hub.file("b.jpg", b"bb"), "u2")).unwrap();
    assert_eq!(lines(), 1);
    let receipt = hub.store.read_receipt(ONE, hub.phone, &id(1)).unwrap();
    assert!(receipt.missing.is_empty());
    let shown = hub.store.read_record_file(ONE, &id(1), "b.jpg").unwrap();
    assert_eq!((shown.sha256, shown.size), (Sha256::of(b"bb"), 2));
    assert_eq!(
        refused(hub.store.read_record_file(ONE, &id(1), "c.jpg")),
        Problem::AttachmentUnknown
    );
    let item = hub.store.open_record(ONE, &id(1)).unwrap().item;
    assert_eq!((item.photos_expected, item.photos_present), (2, 2));
}

fn stop(place: Option<&str>, urgency: Option<&str>, walk: &str, search: &str) -> Summary {
    Summary {
        title_es: "Parada".to_owned(),
        place: place.map(str::to_owned),
        city_code: Some("14039".to_owned()),
        walk_code: Some(walk.to_owned()),
        urgency: urgency.map(str::to_owned),
        search: search.to_owned(),
        position: Some((20.6, -103.3, 5.0)),
        ..Summary::default()
    }
}

/// Five records: a registration that names the place of its walk, two stops of it, one stop of
/// another day, and a record of no walk.
fn queue(on: On) -> Hub {
    let hub = hub(on);
    let registration = Summary {
        registers_walk: true,
        ..stop(Some("Analco"), None, "14039-20261121-a3f09c", "analco")
    };
    let none = Summary {
        city_code: None,
        walk_code: None,
        answered: Some(NOW.plus_millis(-48 * HOUR_MS)),
        day: Some("20261121".to_owned()),
        ..stop(Some("Oblatos"), None, "", "100% luz")
    };
    let summaries = [
        registration,
        stop(None, Some("2"), "14039-20261121-a3f09c", "poste"),
        stop(None, Some("1"), "14039-20261121-a3f09c", "banqueta"),
        stop(Some("Oblatos"), None, "14039-20261128-b3f09c", "poste"),
        none,
    ];
    for (number, summary) in (1..).zip(summaries) {
        let arrived = Arrival {
            summary,
            at: NOW.plus_millis(i64::try_from(number).unwrap() * 1_000),
            ..hub.arrival(number)
        };
        hub.accept(arrived).unwrap();
    }
    hub
}

fn found(hub: &Hub, filter: &[Condition]) -> Vec<usize> {
    let page = hub.store.read_queue(ONE, filter, None, 100).unwrap();
    assert_eq!(page.total, i64::try_from(page.items.len()).unwrap());
    let number = |id: &InstanceId| id.as_str()[30..].trim_start_matches('0').parse().unwrap();
    page.items
        .iter()
        .map(|item| number(&item.instance_id))
        .collect()
}

fn the_queue_is_by_urgency_and_each_condition_narrows_it(on: On) {
    let hub = queue(on);
    assert_eq!(found(&hub, &[]), [3, 2, 1, 4, 5]);
    let day = |digits: &str| Day(digits.to_owned());
    let states = Condition::States(vec![ReviewState::Received, ReviewState::InReview]);
    assert_eq!(found(&hub, &[states]).len(), 5);
    assert!(found(&hub, &[Condition::States(vec![ReviewState::Approved])]).is_empty());
    assert!(found(&hub, &[Condition::States(Vec::new())]).is_empty());
    assert_eq!(found(&hub, &[Condition::Form("f".to_owned())]).len(), 5);
    assert!(found(&hub, &[Condition::Form("g".to_owned())]).is_empty());
    assert_eq!(
        found(&hub, &[Condition::City("14039".to_owned())]),
        [3, 2, 1, 4]
    );
    // A stop without a place of its own has that of its walk.
    assert_eq!(
        found(&hub, &[Condition::Places(vec!["Analco".to_owned()])]),
        [3, 2, 1]
    );
    let both = vec!["Analco".to_owned(), "Oblatos".to_owned()];
    assert_eq!(found(&hub, &[Condition::Places(both)]).len(), 5);
    assert_eq!(found(&hub, &[Condition::Word("poste".to_owned())]), [2, 4]);
    assert_eq!(found(&hub, &[Condition::Word("%".to_owned())]), [5]);
    // By the walk's date, and without a walk by when it was answered.
    let (early, late) = (day("20261121"), day("20261128"));
    assert_eq!(found(&hub, &[Condition::From(late.clone())]), [4]);
    assert_eq!(found(&hub, &[Condition::To(early.clone())]), [3, 2, 1, 5]);
    assert_eq!(
        found(&hub, &[Condition::From(early), Condition::To(late)]).len(),
        5
    );
    let two = [
        Condition::Word("poste".to_owned()),
        Condition::Places(vec!["Oblatos".to_owned()]),
    ];
    assert_eq!(found(&hub, &two), [4]);
    assert_eq!(hub.store.list_places(ONE).unwrap(), ["Analco", "Oblatos"]);
    let others = hub.store.open_record(ONE, &id(2)).unwrap().neighbours;
    assert!(others.iter().any(|other| other.instance_id == id(3)));
    assert!(others.iter().all(|other| other.instance_id != id(4)));
}

fn counts_leave_their_own_filter_out(on: On) {
    let hub = queue(on);
    hub.store
        .decide(hub.decision(2, ReviewAction::Start, "d"))
        .wait()
        .unwrap();
    let filter = [
        Condition::States(vec![ReviewState::Received]),
        Condition::Places(vec!["Analco".to_owned()]),
    ];
    let facets = hub.store.count_facets(ONE, &filter).unwrap();
    let of = |state| facets.states.iter().find(|(s, _)| *s == state).unwrap().1;
    assert_eq!(facets.states.len(), ReviewState::ALL.len());
    assert_eq!(
        (of(ReviewState::Received), of(ReviewState::InReview)),
        (2, 1)
    );
    assert_eq!(facets.forms, [("f".to_owned(), "F".to_owned(), 2)]);
    let city = ("14039".to_owned(), Some("Guadalajara".to_owned()), 2);
    assert_eq!(facets.cities, [city]);
    assert_eq!(
        facets.places,
        [("Analco".to_owned(), 2), ("Oblatos".to_owned(), 2)]
    );
}

fn pages_of_the_queue_follow_each_other(on: On) {
    let hub = queue(on);
    let (mut cursor, mut seen) = (None, Vec::new());
    // A cursor that leads back must fail here and not turn for ever.
    for _ in 0..=5 {
        let page = hub
            .store
            .read_queue(ONE, &[], cursor.as_deref(), 2)
            .unwrap();
        assert_eq!(page.total, 5, "of all pages");
        seen.extend(page.items.iter().map(|item| item.instance_id.clone()));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(cursor, None, "the pages do not end");
    assert_eq!(seen, [3, 2, 1, 4, 5].map(id));
    assert_eq!(hub.store.read_queue(ONE, &[], None, 5).unwrap().next, None);
    let wrong = hub.store.read_queue(ONE, &[], Some("1.x.2"), 2);
    assert_eq!(refused(wrong), Problem::BadParameter);
}

fn a_key_opens_its_project_until_it_is_changed_or_revoked(on: On) {
    let hub = hub(on);
    let opens = |token: &str| hub.store.find_app_user(ONE, key(token).digest).unwrap();
    assert_eq!(opens("t1").unwrap().id, hub.phone);
    assert!(opens("t2").is_none());
    let store = &hub.store;
    store
        .rotate_app_user(ONE, hub.phone, key("t2"), None, NOW)
        .wait()
        .unwrap();
    assert!(opens("t1").is_none() && opens("t2").is_some());
    assert_eq!(opens("t2").unwrap().last_used, None);
    hub.accept(hub.arrival(1)).unwrap();
    let used = || store.read_app_user(ONE, hub.phone).unwrap().last_used;
    assert_eq!(used(), Some(NOW));
    // To the minute: what comes within it is not written again.
    let later = |number: usize, seconds: i64| {
        let at = NOW.plus_millis(seconds * 1_000);
        hub.accept(Arrival {
            at,
            ..hub.arrival(number)
        })
        .unwrap();
        used()
    };
    assert_eq!(later(2, 59), Some(NOW));
    assert_eq!(later(3, 60), Some(NOW.plus_millis(60_000)));
    store
        .revoke_app_user(ONE, hub.phone, None, NOW)
        .wait()
        .unwrap();
    assert!(opens("t2").is_none());
    let listed = store.list_app_users(ONE).unwrap();
    assert_eq!(
        listed.iter().map(|phone| phone.revoked).collect::<Vec<_>>(),
        [Some(NOW)]
    );
    let missing = |outcome: Result<(), StoreError>| {
        assert!(
            matches!(outcome, Err(StoreError::Missing { .. })),
            "{outcome:?}"
        );
    };
    missing(store.revoke_app_user(ONE, AppUserId(99), None, NOW).wait());
    let gone = store.rotate_app_user(ONE, hub.phone, key("t3"), None, NOW);
    missing(gone.wait().map(drop));
    let nowhere = store.add_app_user(ProjectId(9), "X".to_owned(), key("t4"), None, NOW);
    assert_eq!(refused(nowhere.wait()), Problem::ProjectUnknown);
}

fn a_session_ends_at_its_time_and_with_a_new_password(on: On) {
    let hub = hub(on);
    let (store, email) = (&hub.store, "ana@farola.example");
    assert!(store.find_account("otra@farola.example").unwrap().is_none());
    let account = store.find_account(email).unwrap().unwrap();
    assert_eq!(
        (account.user.id, account.user.role),
        (hub.reviewer, Role::Reviewer)
    );
    assert_eq!(account.user.last_login, None);
    let session = SessionId(Sha256::of(b"s"));
    let ends = NOW.plus_millis(HOUR_MS);
    store
        .open_session(account, session, NOW, ends)
        .wait()
        .unwrap();
    let open = |at| store.find_session(session, at).unwrap();
    assert_eq!(open(NOW).unwrap().expires, ends);
    assert_eq!(open(NOW).unwrap().user.last_login, Some(NOW));
    assert!(open(ends.plus_millis(-1)).is_some() && open(ends).is_none());
    let changed = store.set_password(
        Who::Email(email.to_owned()),
        "$argon2id$two".to_owned(),
        None,
        NOW,
    );
    changed.wait().unwrap();
    assert!(open(NOW).is_none(), "whoever knew the old one is out");
    let account = store.find_account(email).unwrap().unwrap();
    assert_eq!(account.password_hash, "$argon2id$two");
    assert!(!format!("{account:?}").contains("argon"));
    let nobody = store
        .set_password(Who::Email("x".to_owned()), String::new(), None, NOW)
        .wait();
    assert!(matches!(nobody, Err(StoreError::Missing { .. })));
    for role in [Role::Admin, Role::Reviewer, Role::Team] {
        assert_eq!(Role::parse(role.as_str()), Some(role));
    }
    for state in [FormState::Open, FormState::Closing, FormState::Closed] {
        assert_eq!(FormState::parse(state.as_str()), Some(state));
    }
}

fn the_files_of_a_form_are_those_that_it_names(on: On) {
    let hub = hub(on);
    let (store, g) = (&hub.store, FormId::new("g"));
    let give = |name: &str| {
        let file = GivenFile {
            name: name.to_owned(),
            bytes: FormFileBytes {
                sha256: store.files().put(b"a,b").unwrap(),
                md5: Md5::of(b"a,b"),
                size: 3,
            },
        };
        store.give_form_file(ONE, g.clone(), file, NOW).wait()
    };
    assert_eq!(store.list_form_files(ONE, &g).unwrap()[0].stored, None);
    assert_eq!(refused(give("otra.csv")), Problem::AttachmentUnknown);
    give("lista.csv").unwrap();
    let files = store.list_form_files(ONE, &g).unwrap();
    assert_eq!((files.len(), files[0].name.as_str()), (1, "lista.csv"));
    let bytes = files[0].stored.unwrap();
    assert_eq!((bytes.size, bytes.sha256), (3, Sha256::of(b"a,b")));
    let forms = store.list_forms(ONE).unwrap();
    let named: Vec<_> = forms
        .iter()
        .map(|f| (f.id.as_str(), f.has_attachments))
        .collect();
    assert_eq!(named, [("f", false), ("g", true)]);
    assert_eq!(forms[0].created, NOW);
    let fields = store.read_form_fields(forms[1].version_key).unwrap();
    assert_eq!(fields, "{\"g\":1}");
    assert_eq!(store.list_projects().unwrap().len(), 1);
    assert!(!store.read_time_zone(ONE).unwrap().is_empty());
}

on_both! {
    a_decision_is_a_line_of_the_history_and_an_entry_for_the_phone,
    what_a_decision_needs,
    a_feed_is_read_in_pages_and_anew_where_its_cursor_means_nothing,
    a_feed_that_is_followed_while_people_write_has_no_gap_and_nothing_twice,
    an_id_means_one_content_and_a_correction_names_the_current_one,
    a_photo_that_comes_later_is_held_and_told_once,
    the_queue_is_by_urgency_and_each_condition_narrows_it,
    counts_leave_their_own_filter_out,
    pages_of_the_queue_follow_each_other,
    a_key_opens_its_project_until_it_is_changed_or_revoked,
    a_session_ends_at_its_time_and_with_a_new_password,
    the_files_of_a_form_are_those_that_it_names,
}
