//! Forms and their versions.

use farola_model::limits::FORM_XML_BYTES;
use farola_model::{Coded, FormRef, FormVersion, Sha256, Timestamp};
use farola_store::{FormMedium, NewForm, Store};

use crate::{Phone, form_ref, id, new_draft};

fn new_form(version: &str, xml: &str) -> NewForm {
    NewForm {
        form: FormRef {
            version: FormVersion::new(version),
            ..form_ref()
        },
        title: format!("Punto {version}"),
        xml: xml.as_bytes().to_vec(),
        hash: "md5:0123".into(),
        media: Vec::new(),
        at: Timestamp(1_000),
    }
}

fn with_file(store: &mut Store, form: NewForm, name: &str, content: &[u8]) -> NewForm {
    let file = store
        .import_media(&mut &content[..], "text/csv", Timestamp(1_000))
        .unwrap();
    NewForm {
        media: vec![FormMedium {
            name: name.into(),
            hash: "md5:csv".into(),
            sha256: file.sha256,
        }],
        ..form
    }
}

#[test]
fn a_new_version_is_switched_in_and_the_old_stays_for_its_drafts() {
    let phone = Phone::new();
    let mut store = phone.open();
    let one = store.store_form(&new_form("1", "<one/>")).unwrap();
    let mut draft = new_draft("a");
    draft.form_sha256 = one;
    store.begin_draft(&draft).unwrap();
    let form = new_form("2", "<two/>");
    let form = with_file(&mut store, form, "calles.csv", b"calle\n");
    let two = store.store_form(&form).unwrap();

    let active = store.active_form(&form_ref().id).unwrap().unwrap();
    assert_eq!((active.xml_sha256, active.title.as_str()), (two, "Punto 2"));
    assert_eq!(store.form_xml(&one).unwrap(), b"<one/>");
    assert!(!store.form(&one).unwrap().active);
    assert_eq!(store.form_media(&two).unwrap(), form.media);
    assert_eq!(
        store.form_medium_by_hash("md5:csv").unwrap(),
        Some(Sha256::of(b"calle\n"))
    );
    assert_eq!(store.form_medium_by_hash("md5:else").unwrap(), None);

    let later = Timestamp(1_000_000_000_000);
    assert_eq!(store.purge(Default::default(), later).unwrap().forms, 0);
    store.delete_draft(&id("a")).unwrap();
    assert_eq!(store.purge(Default::default(), later).unwrap().forms, 1);
    assert_eq!(store.form(&one).unwrap_err().code(), "storage.not_found");
    assert_eq!(
        store.media_bytes(&Sha256::of(b"calle\n")).unwrap(),
        b"calle\n"
    );
}

#[test]
fn the_same_bytes_again_only_renew_what_is_around_them() {
    let phone = Phone::new();
    let mut store = phone.open();
    let one = store.store_form(&new_form("1", "<one/>")).unwrap();
    store.store_form(&new_form("2", "<two/>")).unwrap();
    // The server went back to the first version.
    assert_eq!(store.store_form(&new_form("1", "<one/>")).unwrap(), one);
    assert_eq!(store.forms().unwrap().len(), 2);
    assert_eq!(
        store
            .active_form(&form_ref().id)
            .unwrap()
            .unwrap()
            .xml_sha256,
        one
    );
    store.retire_form(&form_ref().id).unwrap();
    assert_eq!(store.active_form(&form_ref().id).unwrap(), None);
}

#[test]
fn a_form_whose_file_is_not_stored_changes_nothing() {
    let phone = Phone::new();
    let mut store = phone.open();
    store.store_form(&new_form("1", "<one/>")).unwrap();
    for (name, code) in [
        ("calles.csv", "storage.not_found"),
        ("../x", "storage.unsafe_name"),
    ] {
        let mut form = new_form("2", "<two/>");
        form.media.push(FormMedium {
            name: name.into(),
            hash: "md5:csv".into(),
            sha256: Sha256::of(b"absent"),
        });
        assert_eq!(store.store_form(&form).unwrap_err().code(), code);
        assert_eq!(store.forms().unwrap().len(), 1);
        assert!(store.forms().unwrap()[0].active);
    }
}

#[test]
fn a_form_as_large_as_the_limit_is_kept_and_a_larger_one_is_refused() {
    let phone = Phone::new();
    let mut store = phone.open();
    let largest = new_form("1", &"x".repeat(FORM_XML_BYTES));
    let kept = store.store_form(&largest).unwrap();
    assert_eq!(store.form_xml(&kept).unwrap().len(), FORM_XML_BYTES);
    for beyond in [1, 2] {
        let larger = new_form("2", &"x".repeat(FORM_XML_BYTES + beyond));
        let error = store.store_form(&larger).unwrap_err();
        assert_eq!(error.code(), "storage.too_large");
    }
    let active = store.active_form(&form_ref().id).unwrap().unwrap();
    assert_eq!(active.xml_sha256, kept);
}
