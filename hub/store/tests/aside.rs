//! What is set aside, on both engines: noted once, known again, listed, fetched, and forgotten with
//! its record.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use farola_hub_store::Store;
use farola_hub_store::aside::{AsideKind, AsideReason, Sealed, SetAside};
use farola_hub_store::flag::Flag;
use farola_hub_store::forget::{Forgetting, Reason};
use farola_hub_store::submission::{Accepted, Arrival, ArrivedFile, Kept, Left};
use farola_model::Sha256;
use farola_protocol::Problem;
use rig::On;
use rig::hub::*;

mod rig;

fn sealed(hub: &Hub, bytes: &[u8]) -> Sealed {
    Sealed {
        sha256: hub.store.files().put(bytes).unwrap(),
        size: bytes.len() as u64,
    }
}

/// A file of which only `sealed` is kept.
fn aside(name: &str, bytes: &[u8], reason: AsideReason, sealed: Option<Sealed>) -> ArrivedFile {
    ArrivedFile {
        name: name.to_owned(),
        sha256: Sha256::of(bytes),
        size: bytes.len() as u64,
        media_type: "image/jpeg",
        kept: Kept::Aside(SetAside { reason, sealed }),
    }
}

fn sent(hub: &Hub, files: Vec<ArrivedFile>) -> Arrival {
    let whole = hub.arrival(1);
    let kept = b"<data id=\"f\"/>".to_vec();
    let answers = SetAside {
        reason: AsideReason::Unasked,
        sealed: Some(sealed(hub, b"sealed answers")),
    };
    Arrival {
        left: Some(Left {
            sha256: Sha256::of(&kept),
            sent_size: whole.xml.len() as u64,
            aside: answers,
        }),
        xml: kept,
        files,
        expected: vec!["named.jpg".to_owned()],
        ..whole
    }
}

fn what_is_set_aside_is_noted_once_and_goes_with_its_record(on: On) {
    let dir = tempfile::tempdir().unwrap();
    let (place, beside) = on.place_and_beside(dir.path());
    let hub = hub_at(dir, &place, beside);
    let store = &hub.store;
    assert_eq!(store.read_aside_key().unwrap(), None);
    let key = Some("age1example".to_owned());
    store.set_aside_key(key.clone(), NOW).wait().unwrap();
    assert_eq!(store.read_aside_key().unwrap(), key);

    let photo = Sealed {
        size: 12,
        ..sealed(&hub, b"sealed photo")
    };
    let files = || {
        vec![
            aside("secret name.jpg", b"one", AsideReason::Unasked, Some(photo)),
            aside("named.jpg", b"two", AsideReason::Unclean, None),
        ]
    };
    let (accepted, receipt) = store.accept_submission(sent(&hub, files())).wait().unwrap();
    assert_eq!(accepted, Accepted::Created);
    assert_eq!(receipt.xml_sha256, hub.arrival(1).xml_sha256);
    assert_eq!(receipt.aside, [Sha256::of(b"one"), Sha256::of(b"two")]);
    let names: Vec<_> = receipt
        .files
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    assert_eq!((names, receipt.missing.len()), (vec!["named.jpg"], 0));
    assert_eq!(store.read_receipt(ONE, hub.phone, &id(1)).unwrap(), receipt);
    let known = |bytes: &[u8]| store.knows_aside(ONE, &id(1), Sha256::of(bytes)).unwrap();
    assert_eq!(
        [known(b"one"), known(b"two"), known(b"three")],
        [true, true, false]
    );

    // Sent again it is known; a new file of the kind is one line more, without a name.
    let again = Arrival {
        event_uid: "again".to_owned(),
        ..sent(&hub, files())
    };
    assert_eq!(hub.accept(again).unwrap(), Accepted::Known);
    let late = Arrival {
        event_uid: "late".to_owned(),
        ..sent(
            &hub,
            vec![aside(
                "other name.jpg",
                b"three",
                AsideReason::Unasked,
                None,
            )],
        )
    };
    assert_eq!(hub.accept(late).unwrap(), Accepted::Known);
    let record = store.open_record(ONE, &id(1)).unwrap();
    assert_eq!(record.item.flags, [Flag::Form]);
    assert_eq!(record.kept_sha256, Some(Sha256::of(&record.xml)));
    assert_eq!(record.aside.len(), 4);
    assert!(
        record
            .aside
            .iter()
            .any(|one| one.kind == AsideKind::Answers)
    );
    assert!(!format!("{record:?}").contains("name.jpg\""), "{record:?}");
    let bodies: Vec<_> = record
        .history
        .iter()
        .filter_map(|line| line.body.as_ref())
        .collect();
    assert_eq!(bodies, [""; 0]);
    for one in &record.aside {
        assert_eq!(&store.read_aside(ONE, &id(1), one.id).unwrap(), one);
        let other = store.read_aside(ONE, &id(2), one.id);
        assert_eq!(refused(other), Problem::SubmissionUnknown);
    }
    assert_eq!(
        refused(store.read_aside(ONE, &id(1), 99)),
        Problem::AttachmentUnknown
    );
    let found = Store::verify(&place).unwrap();
    assert!(found.wrong_versions.is_empty() && found.wrong_files.is_empty());

    let forgetting = Forgetting {
        project: ONE,
        records: vec![id(1)],
        walk_code: None,
        reason: Reason::Asked,
        by: None,
        at: NOW,
    };
    store.forget(forgetting).wait().unwrap();
    store.erase_forgotten(0).unwrap();
    assert_eq!(hub.beside.number("SELECT count(*) FROM aside"), 0);
    assert!(!store.files().has(photo.sha256));
}

on_both! {
    what_is_set_aside_is_noted_once_and_goes_with_its_record,
}
