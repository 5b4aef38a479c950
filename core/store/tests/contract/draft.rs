//! Drafts and their journal.

use farola_model::{Coded, FormRef, FormVersion, InstanceId, Sha256, Timestamp};
use farola_store::{NewDraft, Store};

use crate::{Phone, form_ref, id, new_draft};

fn deltas(store: &Store, draft: &InstanceId) -> Vec<(u64, String)> {
    let draft = store.load_draft(draft).unwrap();
    draft
        .deltas
        .into_iter()
        .map(|delta| (delta.seq, String::from_utf8(delta.bytes).unwrap()))
        .collect()
}

#[test]
fn deltas_come_back_in_order_after_the_snapshot() {
    let phone = Phone::new();
    let mut store = phone.open();
    let a = id("a");
    store.begin_draft(&new_draft("a")).unwrap();
    store.begin_draft(&new_draft("b")).unwrap();
    assert_eq!(store.append_delta(&a, b"one", Timestamp(2_000)).unwrap(), 1);
    assert_eq!(
        store
            .append_delta(&id("b"), b"other", Timestamp(2_500))
            .unwrap(),
        1
    );
    assert_eq!(
        store
            .append_deltas(&a, &[b"two", b"three"], Timestamp(3_000))
            .unwrap(),
        3
    );

    store
        .snapshot_draft(&a, 2, b"state of two", Timestamp(4_000))
        .unwrap();
    drop(store);
    let mut store = phone.open();
    let draft = store.load_draft(&a).unwrap();
    assert_eq!(draft.snapshot.as_deref(), Some(&b"state of two"[..]));
    assert_eq!(draft.snapshot_seq, 2);
    assert_eq!(deltas(&store, &a), [(3, "three".to_owned())]);

    // Numbers go on after all deltas were taken into a snapshot.
    store
        .snapshot_draft(&a, 3, b"state of three", Timestamp(5_000))
        .unwrap();
    assert_eq!(deltas(&store, &a), []);
    assert_eq!(
        store.append_delta(&a, b"four", Timestamp(6_000)).unwrap(),
        4
    );
    assert_eq!(deltas(&store, &id("b")), [(1, "other".to_owned())]);
}

#[test]
fn a_snapshot_cannot_cover_what_was_not_written() {
    let phone = Phone::new();
    let mut store = phone.open();
    store.begin_draft(&new_draft("a")).unwrap();
    store.append_delta(&id("a"), b"one", Timestamp(1)).unwrap();
    let error = store
        .snapshot_draft(&id("a"), 2, b"x", Timestamp(2))
        .unwrap_err();
    assert_eq!(error.code(), "storage.not_found");
    assert_eq!(deltas(&store, &id("a")).len(), 1);
}

#[test]
fn a_draft_moved_to_another_version_keeps_its_answers_and_its_numbers() {
    let phone = Phone::new();
    let mut store = phone.open();
    for name in ["a", "b"] {
        store.begin_draft(&new_draft(name)).unwrap();
        store
            .append_deltas(&id(name), &[b"one", b"two"], Timestamp(2_000))
            .unwrap();
    }
    let newer = FormRef {
        version: FormVersion::new("2026112901"),
        ..form_ref()
    };
    let sha256 = Sha256::of(b"newer form");
    store
        .rebase_draft(&id("a"), &newer, &sha256, b"answers", Timestamp(3_000))
        .unwrap();
    drop(store);

    let mut store = phone.open();
    let draft = store.load_draft(&id("a")).unwrap();
    assert_eq!((draft.info.form, draft.info.form_sha256), (newer, sha256));
    assert_eq!(draft.info.updated, Timestamp(3_000));
    assert_eq!(draft.snapshot.as_deref(), Some(&b"answers"[..]));
    assert_eq!((draft.snapshot_seq, draft.deltas.len()), (2, 0));
    let next = store.append_delta(&id("a"), b"three", Timestamp(4_000));
    assert_eq!(next.unwrap(), 3);
    assert_eq!(deltas(&store, &id("a")), [(3, "three".to_owned())]);

    let other = store.load_draft(&id("b")).unwrap();
    assert_eq!((other.info.form, other.deltas.len()), (form_ref(), 2));
    let nowhere = store.rebase_draft(&id("c"), &form_ref(), &sha256, b"x", Timestamp(1));
    assert_eq!(nowhere.unwrap_err().code(), "storage.not_found");
}

#[test]
fn lists_show_the_last_answered_first_with_its_pinned_form() {
    let phone = Phone::new();
    let mut store = phone.open();
    for name in ["a", "b"] {
        store.begin_draft(&new_draft(name)).unwrap();
    }
    store
        .append_delta(&id("a"), b"one", Timestamp(9_000))
        .unwrap();
    store.title_draft(&id("a"), "Parque Morelos").unwrap();
    let drafts = store.drafts().unwrap();
    let titles: Vec<_> = drafts.iter().map(|d| d.title.as_str()).collect();
    assert_eq!(titles, ["Parque Morelos", "Punto b"]);
    assert_eq!(drafts[0].updated, Timestamp(9_000));
    assert_eq!(drafts[0].form, form_ref());
}

#[test]
fn a_correction_begins_with_the_old_answers_and_is_found() {
    let phone = Phone::new();
    let mut store = phone.open();
    let correction = NewDraft {
        deprecated: Some(id("old")),
        snapshot: Some(b"old answers".to_vec()),
        ..new_draft("new")
    };
    store.begin_draft(&correction).unwrap();
    assert_eq!(
        store.correction_of(&id("old")).unwrap().unwrap().instance,
        id("new")
    );
    assert_eq!(store.correction_of(&id("new")).unwrap(), None);
    let draft = store.load_draft(&id("new")).unwrap();
    assert_eq!(draft.snapshot.as_deref(), Some(&b"old answers"[..]));
}

#[test]
fn what_is_not_there_or_there_twice_is_told() {
    let phone = Phone::new();
    let mut store = phone.open();
    store.begin_draft(&new_draft("a")).unwrap();
    assert_eq!(
        store.begin_draft(&new_draft("a")).unwrap_err().code(),
        "storage.exists"
    );
    let b = id("b");
    for code in [
        store
            .append_delta(&b, b"x", Timestamp(1))
            .unwrap_err()
            .code(),
        store
            .append_deltas(&b, &[b"x"], Timestamp(1))
            .unwrap_err()
            .code(),
        store
            .snapshot_draft(&b, 0, b"x", Timestamp(1))
            .unwrap_err()
            .code(),
        store.load_draft(&b).unwrap_err().code(),
        store.delete_draft(&b).unwrap_err().code(),
        store.title_draft(&b, "x").unwrap_err().code(),
    ] {
        assert_eq!(code, "storage.not_found");
    }
    let huge = vec![b'x'; 3 * 1024 * 1024];
    let error = store
        .append_delta(&id("a"), &huge, Timestamp(1))
        .unwrap_err();
    assert_eq!(error.code(), "storage.too_large");
}

#[test]
fn a_deleted_draft_takes_its_journal_along() {
    let phone = Phone::new();
    let mut store = phone.open();
    store.begin_draft(&new_draft("a")).unwrap();
    store.append_delta(&id("a"), b"one", Timestamp(1)).unwrap();
    store.delete_draft(&id("a")).unwrap();
    store.begin_draft(&new_draft("a")).unwrap();
    assert_eq!(deltas(&store, &id("a")), []);
}

#[test]
fn a_long_fill_keeps_the_log_short() {
    let phone = Phone::new();
    let mut store = phone.open();
    store.begin_draft(&new_draft("a")).unwrap();
    for _ in 0..1_500 {
        store
            .append_delta(&id("a"), &[b'x'; 200], Timestamp(1))
            .unwrap();
    }
    let log = std::fs::metadata(phone.dir.path().join("farola.db-wal"));
    let log = log.unwrap().len();
    assert!(log < 6_000_000, "{log} bytes");
}

#[test]
fn debug_shows_no_answer() {
    let phone = Phone::new();
    let mut store = phone.open();
    let draft = NewDraft {
        snapshot: Some(b"secret".to_vec()),
        ..new_draft("a")
    };
    store.begin_draft(&draft).unwrap();
    store
        .append_delta(&id("a"), b"secret", Timestamp(1))
        .unwrap();
    let shown = format!("{draft:?} {:?}", store.load_draft(&id("a")).unwrap());
    insta::assert_snapshot!(shown, @"NewDraft(uuid:a) Draft(uuid:a, [Delta(1, 6 bytes)])");
}
