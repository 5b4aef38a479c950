//! From the sealed draft to the server's acknowledgement, and what is removed after it.

use farola_model::limits::SUBMISSION_XML_BYTES;
use farola_model::{Coded, DeviceId, InstanceId, Sha256, Timestamp};
use farola_protocol::proof::{Answered, Asked, Proven, sign};
use farola_protocol::{HubSigner, Nonce, ReceiptFile};
use farola_store::{
    Device, HomeCounts, NewDraft, Receipt, RetentionPolicy, ReviewChange, Server, Shelf, Store,
    SubmissionEvent as Event, SubmissionState as State,
};

use crate::{Phone, attachment, id, new_draft, seal};

const NOW: Timestamp = Timestamp(10_000);
const DAY: i64 = 86_400_000;

fn state(store: &Store, name: &str) -> State {
    store.submission_info(&id(name)).unwrap().state
}

fn next(store: &Store, now: i64) -> Option<InstanceId> {
    let next = store.next_to_send(Timestamp(now)).unwrap();
    next.map(|outgoing| outgoing.info.instance)
}

/// What a hub says that it has.
fn said(xml: Sha256, files: &[(&str, &[u8])]) -> farola_protocol::Receipt {
    let file = |(name, content): &(&str, &[u8])| ReceiptFile {
        name: (*name).to_owned(),
        sha256: Sha256::of(content),
        size: content.len() as u64,
    };
    farola_protocol::Receipt {
        instance_id: id("a"),
        xml_sha256: xml,
        kept_xml_sha256: None,
        files: files.iter().map(file).collect(),
        missing: Vec::new(),
        aside: Vec::new(),
    }
}

fn receipt(xml: Sha256, files: &[(&str, &[u8])]) -> Receipt {
    Receipt::named(&said(xml, files))
}

/// The same, signed by the hub of this seed.
fn signed(seed: u8, receipt: &farola_protocol::Receipt) -> Receipt {
    let signer = HubSigner::from_seed(&[seed; 32]).unwrap();
    let body = serde_json::to_vec(receipt).unwrap();
    let asked = Asked {
        method: "GET",
        address: "https://h/v1/key/k/projects/1/farola/receipts/a",
        nonce: Nonce::of(&[1; 32], 1),
    };
    let answered = Answered {
        status: 200,
        hub: None,
        parcels: None,
        limit: None,
        problem: None,
        body: Sha256::of(&body),
    };
    let signature = sign(&signer, &asked, &answered).unwrap().to_string();
    let proven = Proven::of(&signer.key(), &asked, &answered, Some(&signature)).unwrap();
    assert_eq!(proven.receipt(b"other"), None);
    Receipt::proven(&proven.receipt(&body).unwrap())
}

/// What waits for a hub with a key leaves the phone on that hub's word alone, and what was sealed
/// for another server not at all.
#[test]
fn a_record_for_a_hub_leaves_on_its_signed_word_alone() {
    let key = |seed: u8| HubSigner::from_seed(&[seed; 32]).unwrap().key();
    for sealed_for in [None, Some(1), Some(2)] {
        let phone = Phone::new();
        let mut store = phone.open();
        let identity = sealed_for.map(|seed| format!("hub:{}/1", key(seed)));
        let device = Device {
            id: DeviceId::new("d"),
            enrolment: None,
        };
        let server = Server {
            identity: identity.unwrap_or_else(|| "at:https://h".to_owned()),
            before: None,
        };
        store.enrol(&device, &server, &[], "p").unwrap();
        let xml = seal(&mut store, "a", &[]);
        store.advance(&id("a"), Event::Offer, NOW).unwrap();
        store.mark_stored(&id("a"), &[], NOW).unwrap();
        let said = said(xml, &[]);
        let words = [
            (Receipt::bare(), None),
            (Receipt::named(&said), None),
            (signed(1, &said), Some(1)),
            (signed(2, &said), Some(2)),
        ];
        for (word, by) in words {
            let counts = sealed_for.is_none() || sealed_for == by;
            let taken = store.acknowledge(&id("a"), &word, NOW);
            assert_eq!(taken.is_ok(), counts, "{sealed_for:?} {by:?}");
            let state = store.submission_info(&id("a")).unwrap().state;
            if counts {
                assert_eq!(state, State::Acknowledged);
                break;
            }
            assert_ne!(state, State::Acknowledged, "{sealed_for:?} {by:?}");
        }
    }
}

#[test]
fn sealing_moves_everything_at_once_and_can_be_asked_again() {
    let phone = Phone::new();
    let mut store = phone.open();
    let digest = seal(&mut store, "a", &[("f.jpg", b"photo")]);
    assert_eq!(store.drafts().unwrap(), []);
    let submission = store.submission(&id("a")).unwrap();
    assert_eq!(Sha256::of(&submission.xml), digest);
    assert_eq!(submission.info.state, State::Finalized);
    assert_eq!(submission.media[0].size, Some(5));
    assert_eq!(submission.info.media, (1, 0));

    let xml = submission.xml;
    let files = [attachment("f.jpg", b"photo")];
    assert_eq!(store.finalize(&id("a"), &xml, &files, NOW).unwrap(), digest);
    let other = store.finalize(&id("a"), b"<other/>", &[], NOW).unwrap_err();
    assert_eq!(other.code(), "storage.exists");
    assert_eq!(
        store.begin_draft(&new_draft("a")).unwrap_err().code(),
        "storage.exists"
    );
}

#[test]
fn sealing_without_the_photo_changes_nothing() {
    let phone = Phone::new();
    let mut store = phone.open();
    store.begin_draft(&new_draft("a")).unwrap();
    let lost = [attachment("f.jpg", b"absent")];
    let error = store
        .finalize(&id("a"), b"<data/>", &lost, NOW)
        .unwrap_err();
    assert_eq!(error.code(), "storage.not_found");
    assert_eq!(store.drafts().unwrap().len(), 1);
    assert_eq!(store.submissions().unwrap(), []);
    assert_eq!(next(&store, 1 << 40), None);
    let nobody = store.finalize(&id("b"), b"<data/>", &[], NOW).unwrap_err();
    assert_eq!(nobody.code(), "storage.not_found");
    let mut huge = vec![b' '; SUBMISSION_XML_BYTES + 1];
    let error = store.finalize(&id("a"), &huge, &[], NOW).unwrap_err();
    assert_eq!(error.code(), "storage.too_large");
    // What the limit allows is sealed.
    huge.pop();
    store.finalize(&id("a"), &huge, &[], NOW).unwrap();
    assert_eq!(next(&store, 1 << 40), Some(id("a")));
}

#[test]
fn the_way_in_several_requests_with_a_cut() {
    let phone = Phone::new();
    let mut store = phone.open();
    let a = id("a");
    let digest = seal(&mut store, "a", &[("1.jpg", b"one"), ("2.jpg", b"two")]);
    assert_eq!(
        store.advance(&a, Event::Offer, NOW).unwrap(),
        State::Offered
    );
    assert_eq!(store.mark_stored(&a, &[], NOW).unwrap(), State::BodyStored);
    assert_eq!(
        store.mark_stored(&a, &["1.jpg"], NOW).unwrap(),
        State::MediaPartial
    );
    drop(store);
    let mut store = phone.open();
    let outgoing = store.next_to_send(NOW).unwrap().unwrap();
    let sent: Vec<_> = outgoing
        .media
        .iter()
        .map(|m| (m.name.as_str(), m.sent))
        .collect();
    assert_eq!(sent, [("1.jpg", true), ("2.jpg", false)]);
    assert_eq!(
        store.advance(&a, Event::Offer, NOW).unwrap(),
        State::MediaPartial
    );

    // The server does not name its files: its word does not cover what was never sent.
    let early = store.acknowledge(&a, &Receipt::bare(), NOW).unwrap_err();
    assert_eq!(early.code(), "storage.receipt_mismatch");
    assert_eq!(state(&store, "a"), State::MediaPartial);

    assert_eq!(
        store.mark_stored(&a, &["2.jpg"], NOW).unwrap(),
        State::Complete
    );
    let files: &[(&str, &[u8])] = &[("1.jpg", b"one"), ("2.jpg", b"two")];
    let wrong_xml = receipt(Sha256::of(b"else"), files);
    let lacks_one = receipt(digest, &files[..1]);
    let wrong_file = receipt(digest, &[("1.jpg", b"one"), ("2.jpg", b"torn")]);
    for receipt in [wrong_xml, lacks_one, wrong_file] {
        let error = store.acknowledge(&a, &receipt, NOW).unwrap_err();
        assert_eq!(error.code(), "storage.receipt_mismatch");
        assert_eq!(state(&store, "a"), State::Complete);
    }
    assert_eq!(
        store.mark_missing(&a, &["2.jpg"], NOW).unwrap(),
        State::MediaPartial
    );
    assert_eq!(
        store.mark_stored(&a, &["2.jpg"], NOW).unwrap(),
        State::Complete
    );
    let word = receipt(digest, files);
    for _ in 0..2 {
        assert_eq!(
            store.acknowledge(&a, &word, NOW).unwrap(),
            State::Acknowledged
        );
    }
    assert_eq!(next(&store, 1 << 40), None);
    let late = store.mark_stored(&a, &[], NOW).unwrap_err();
    assert_eq!(late.code(), "storage.transition");
    let nobody = store.mark_missing(&id("z"), &[], NOW).unwrap_err();
    assert_eq!(nobody.code(), "storage.not_found");
}

#[test]
fn oldest_first_and_what_waits_does_not_hold_up_the_rest() {
    let phone = Phone::new();
    let mut store = phone.open();
    for name in ["a", "b", "c"] {
        seal(&mut store, name, &[]);
    }
    assert_eq!(next(&store, 10_000), Some(id("a")));
    store.advance(&id("a"), Event::Offer, NOW).unwrap();
    assert_eq!(
        store
            .postpone(&id("a"), Timestamp(20_000), "net.timeout", true)
            .unwrap(),
        1
    );
    assert_eq!(
        store
            .postpone(&id("a"), Timestamp(20_000), "net.portal", false)
            .unwrap(),
        1
    );
    assert_eq!(next(&store, 10_000), Some(id("b")));
    store.wedge(&id("b"), "submission.too_large", NOW).unwrap();
    assert_eq!(next(&store, 10_000), Some(id("c")));
    store.advance(&id("c"), Event::Offer, NOW).unwrap();
    store
        .reject(&id("c"), "submission.digest_mismatch", NOW)
        .unwrap();
    assert_eq!(next(&store, 10_000), None);
    assert_eq!(store.next_attempt().unwrap(), Some(Timestamp(20_000)));
    assert_eq!(next(&store, 20_000), Some(id("a")));

    let info = store.submission_info(&id("b")).unwrap();
    assert_eq!(info.problem.as_deref(), Some("submission.too_large"));
    store.advance(&id("b"), Event::Retry, NOW).unwrap();
    assert_eq!(store.submission_info(&id("b")).unwrap().problem, None);
    assert_eq!(next(&store, 10_000), Some(id("b")));
    store.hurry().unwrap();
    assert_eq!(store.due(NOW, 10).unwrap().len(), 2);
    let wrong = store
        .advance(&id("b"), Event::Acknowledge, NOW)
        .unwrap_err();
    assert_eq!(wrong.code(), "storage.transition");
}

fn deliver(store: &mut Store, name: &str, at: i64) {
    store.advance(&id(name), Event::Offer, NOW).unwrap();
    let media = store.submission_media(&id(name)).unwrap();
    let names: Vec<_> = media.iter().map(|m| m.name.as_str()).collect();
    store.mark_stored(&id(name), &names, NOW).unwrap();
    store
        .acknowledge(&id(name), &Receipt::bare(), Timestamp(at))
        .unwrap();
}

#[test]
fn nothing_is_removed_before_the_servers_word_and_its_days() {
    let phone = Phone::new();
    let mut store = phone.open();
    for (name, photo) in [("sent", "p1"), ("waiting", "p2"), ("wedged", "p3")] {
        seal(
            &mut store,
            name,
            &[("f.jpg", photo.as_bytes()), ("shared.jpg", b"shared")],
        );
    }
    store.wedge(&id("wedged"), "x", NOW).unwrap();
    deliver(&mut store, "sent", 20_000);
    let policy = RetentionPolicy::default();
    let purged = store
        .purge(policy, Timestamp(20_000 + 7 * DAY - 1))
        .unwrap();
    assert_eq!((purged.submissions, purged.media), (0, 0));
    let purged = store.purge(policy, Timestamp(20_000 + 7 * DAY)).unwrap();
    assert_eq!((purged.submissions, purged.media), (1, 1));
    assert_eq!(
        store
            .purge(policy, Timestamp(i64::MAX))
            .unwrap()
            .submissions,
        0
    );
    for name in ["waiting", "wedged"] {
        assert!(
            store
                .submission_media(&id(name))
                .unwrap()
                .iter()
                .all(|m| m.size.is_some())
        );
    }
    assert!(store.medium(&Sha256::of(b"shared")).is_ok());
    assert_eq!(
        store.medium(&Sha256::of(b"p1")).unwrap_err().code(),
        "storage.not_found"
    );
}

#[test]
fn what_is_to_be_corrected_stays() {
    let phone = Phone::new();
    let mut store = phone.open();
    for name in ["asked", "begun"] {
        seal(&mut store, name, &[]);
        deliver(&mut store, name, 0);
    }
    let asked = ReviewChange {
        seq: 1,
        instance: id("asked"),
        xml_sha256: None,
        state: "has_issues".into(),
        reason: None,
        comments: Vec::new(),
    };
    store
        .apply_changes("p", std::slice::from_ref(&asked), "c1", NOW)
        .unwrap();
    let correction = NewDraft {
        deprecated: Some(id("begun")),
        ..new_draft("correction")
    };
    store.begin_draft(&correction).unwrap();
    let policy = RetentionPolicy::default();
    let late = Timestamp(100 * DAY);
    assert_eq!(store.purge(policy, late).unwrap().submissions, 0);
    store.delete_draft(&id("correction")).unwrap();
    let settled = ReviewChange {
        state: "approved".into(),
        ..asked
    };
    store.apply_changes("p", &[settled], "c2", NOW).unwrap();
    assert_eq!(store.purge(policy, late).unwrap().submissions, 2);
}

#[test]
fn a_server_that_lost_its_memory_is_given_everything_again() {
    let phone = Phone::new();
    let mut store = phone.open();
    seal(&mut store, "a", &[("f.jpg", b"photo")]);
    deliver(&mut store, "a", 20_000);
    assert_eq!(
        store.advance(&id("a"), Event::Reoffer, NOW).unwrap(),
        State::Finalized
    );
    let outgoing = store.next_to_send(NOW).unwrap().unwrap();
    assert!(!outgoing.media[0].sent);
    deliver(&mut store, "a", 30_000);
    assert_eq!(
        store.submission_info(&id("a")).unwrap().state_at,
        Timestamp(30_000)
    );
}

#[test]
fn the_room_of_what_was_removed_goes_back_to_the_phone() {
    let phone = Phone::new();
    let mut store = phone.open();
    let photo: Vec<u8> = (0..1_000_000u32).map(|n| (n % 251) as u8).collect();
    seal(&mut store, "a", &[("f.jpg", &photo)]);
    deliver(&mut store, "a", 0);
    let before = store.storage_use().unwrap().file;
    store
        .purge(RetentionPolicy::default(), Timestamp(30 * DAY))
        .unwrap();
    let after = store.storage_use().unwrap().file;
    assert!(before - after > 900_000, "{before} then {after}");
    assert_eq!(store.free_bytes().unwrap(), 0);
    assert_eq!(std::fs::metadata(phone.path()).unwrap().len(), after);
}

#[test]
fn the_home_screen_counts() {
    let phone = Phone::new();
    let mut store = phone.open();
    assert_eq!(store.home_counts().unwrap(), HomeCounts::default());
    store.begin_draft(&new_draft("draft")).unwrap();
    for name in ["waiting", "sent", "stuck"] {
        seal(&mut store, name, &[("f.jpg", name.as_bytes())]);
    }
    deliver(&mut store, "sent", 20_000);
    store.wedge(&id("stuck"), "x", NOW).unwrap();
    insta::assert_debug_snapshot!(store.home_counts().unwrap(), @r"
    HomeCounts {
        drafts: 1,
        waiting: 1,
        waiting_media: 1,
        media_bytes: 7,
        media_bytes_sent: 0,
        stuck: 1,
        elsewhere: 0,
        sent: 1,
        messages: 0,
    }
    ");
}

/// A correction goes where what it corrects went, and what waits for another server is offered
/// to none and counted apart, with a reason that says so.
#[test]
fn what_was_sealed_for_another_server_waits_for_it() {
    let phone = Phone::new();
    let mut store = phone.open();
    let enrol = |store: &mut Store, identity: &str, before: Option<&str>| {
        let device = Device {
            id: DeviceId::new("d"),
            enrolment: None,
        };
        let server = Server {
            identity: identity.to_owned(),
            before: before.map(str::to_owned),
        };
        store.enrol(&device, &server, &[], "p").unwrap();
    };
    let due = |store: &Store| -> Vec<String> {
        let due = store.due(Timestamp(i64::MAX), 9).unwrap();
        due.into_iter()
            .map(|one| one.info.instance.to_string())
            .collect()
    };
    seal(&mut store, "first", &[]);
    enrol(&mut store, "at:a", None);
    seal(&mut store, "photo", &[("f.jpg", b"seven b")]);
    assert_eq!(due(&store), ["uuid:first", "uuid:photo"]);

    enrol(&mut store, "hub:b/1", Some("at:b"));
    seal(&mut store, "second", &[]);
    let correction = NewDraft {
        deprecated: Some(id("photo")),
        ..new_draft("correction")
    };
    store.begin_draft(&correction).unwrap();
    store
        .finalize(&id("correction"), b"<x/>", &[], NOW)
        .unwrap();
    assert_eq!(due(&store), ["uuid:second"]);
    let counts = store.home_counts().unwrap();
    assert_eq!((counts.waiting, counts.elsewhere, counts.stuck), (1, 3, 0));
    assert_eq!((counts.waiting_media, counts.media_bytes), (0, 0));
    for name in ["first", "photo", "correction"] {
        let info = store.submission_info(&id(name)).unwrap();
        assert_eq!(info.problem.as_deref(), Some("submission.another_server"));
        assert_eq!(info.shelf(), Shelf::SetAside);
    }

    // The same hub of before it had a key, and none that merely stands at the address later.
    enrol(&mut store, "hub:a/1", Some("at:a"));
    assert_eq!(due(&store), ["uuid:first", "uuid:photo", "uuid:correction"]);
    enrol(&mut store, "at:a", None);
    assert!(due(&store).is_empty());
    assert_eq!(store.home_counts().unwrap().elsewhere, 4);
}
