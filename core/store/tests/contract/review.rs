//! What reviewers say.

use farola_model::{Coded, DeviceId, ProjectId, Timestamp};
use farola_store::{Device, Enrolment, NewComment, ReviewChange};

use crate::{Phone, id, seal};

fn change(seq: u64, name: &str, state: &str, comments: &[&str]) -> ReviewChange {
    ReviewChange {
        seq,
        instance: id(name),
        xml_sha256: None,
        state: state.into(),
        reason: None,
        comments: comments
            .iter()
            .map(|body| NewComment {
                id: format!("c-{body}"),
                reference: Some("/data/p_luz".into()),
                body: (*body).to_owned(),
                at: "2026-11-23T20:53:00Z".into(),
                role: "reviewer".into(),
            })
            .collect(),
    }
}

#[test]
fn a_page_and_its_cursor_are_one() {
    let phone = Phone::new();
    let mut store = phone.open();
    seal(&mut store, "a", &[]);
    let page = [
        change(1, "a", "has_issues", &["falta la foto"]),
        change(2, "purged", "approved", &[]),
    ];
    store
        .apply_changes("p1", &page, "epoch:2", Timestamp(5_000))
        .unwrap();
    assert_eq!(store.cursor("p1").unwrap().as_deref(), Some("epoch:2"));
    assert_eq!(store.cursor("p2").unwrap(), None);
    let review = store.review(&id("a")).unwrap();
    assert_eq!((review.state.as_str(), review.seen), ("has_issues", false));
    assert_eq!(review.title.as_deref(), Some("Punto a"));
    assert_eq!(review.comments, page[0].comments);
    assert_eq!(store.review(&id("purged")).unwrap().title, None);
    assert_eq!(store.home_counts().unwrap().messages, 2);
    assert_eq!(
        store.review(&id("z")).unwrap_err().code(),
        "storage.not_found"
    );
}

#[test]
fn the_same_page_again_is_no_news() {
    let phone = Phone::new();
    let mut store = phone.open();
    let page = [change(1, "a", "has_issues", &["uno"])];
    store
        .apply_changes("p", &page, "1", Timestamp(1_000))
        .unwrap();
    store.mark_seen(&id("a")).unwrap();
    store.forget_cursor("p").unwrap();
    assert_eq!(store.cursor("p").unwrap(), None);
    store
        .apply_changes("p", &page, "1", Timestamp(2_000))
        .unwrap();
    let review = store.review(&id("a")).unwrap();
    assert!(review.seen);
    assert_eq!(review.changed, Timestamp(1_000));
    assert_eq!(review.comments.len(), 1);

    let news = [change(2, "a", "has_issues", &["uno", "dos"])];
    store
        .apply_changes("p", &news, "2", Timestamp(3_000))
        .unwrap();
    let review = store.review(&id("a")).unwrap();
    assert_eq!((review.seen, review.comments.len()), (false, 2));
    assert_eq!(review.changed, Timestamp(3_000));
    store.mark_seen(&id("a")).unwrap();
    let word = [change(3, "a", "a_state_of_tomorrow", &[])];
    store
        .apply_changes("p", &word, "3", Timestamp(4_000))
        .unwrap();
    let review = &store.reviews().unwrap()[0];
    assert_eq!(
        (review.seen, review.state.as_str()),
        (false, "a_state_of_tomorrow")
    );
}

#[test]
fn settings_and_enrolment_come_back_and_the_token_is_not_shown() {
    let phone = Phone::new();
    let mut store = phone.open();
    store.set_setting("language", "es").unwrap();
    store.set_setting("language", "en").unwrap();
    assert_eq!(store.device().unwrap(), None);
    let device = Device {
        id: DeviceId::new("farola:00112233"),
        enrolment: Some(Enrolment {
            server_url: "https://hub.example/v1/key/s3cret".into(),
            project: Some(ProjectId(1)),
            token: "s3cret".into(),
            at: Timestamp(1),
        }),
    };
    store.set_device(&device).unwrap();
    drop(store);
    let mut store = phone.open();
    assert_eq!(store.setting("language").unwrap().as_deref(), Some("en"));
    assert_eq!(store.device().unwrap().as_ref(), Some(&device));
    assert!(!format!("{device:?}").contains("s3cret"));
    store.clear_setting("language").unwrap();
    assert_eq!(store.setting("language").unwrap(), None);
    let left = Device {
        enrolment: None,
        ..device
    };
    store.set_device(&left).unwrap();
    assert_eq!(store.device().unwrap(), Some(left));
}
