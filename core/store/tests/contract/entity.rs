//! Lists of entities: replaced whole, asked for by name.

use farola_model::{Coded, Timestamp};
use farola_store::{EntityWrite, FinalizedWith, StoredEntity, StoredList};

use crate::{Phone, id, new_draft};

fn list(name: &str, hash: &str) -> StoredList {
    StoredList {
        name: name.into(),
        hash: hash.into(),
        needs_approval: name == "streets",
        properties: format!("[\"{name}\"]"),
    }
}

fn entity(id: &str) -> StoredEntity {
    StoredEntity {
        id: id.into(),
        label: format!("Label of {id}"),
        version: 3,
        trunk_version: None,
        branch_id: "b".into(),
        online: false,
        properties: "[]".into(),
    }
}

#[test]
fn each_list_is_given_by_its_name_and_no_other() {
    let phone = Phone::new();
    let mut store = phone.open();
    assert_eq!(store.entity_list("people").unwrap(), None);
    let (people, streets) = (list("people", "md5:1"), list("streets", "md5:2"));
    store
        .replace_entities(&people, &[entity("p2"), entity("p1")], Timestamp(1))
        .unwrap();
    store
        .replace_entities(&streets, &[entity("s1")], Timestamp(2))
        .unwrap();
    assert_eq!(store.entity_list("people").unwrap(), Some(people.clone()));
    assert_eq!(store.entity_list("streets").unwrap(), Some(streets.clone()));
    assert_eq!(store.entity_list("peopl").unwrap(), None);
    assert_eq!(store.entity_lists().unwrap(), [people, streets.clone()]);
    let ids = |name: &str| -> Vec<String> {
        let entities = store.entities(name).unwrap();
        entities.into_iter().map(|entity| entity.id).collect()
    };
    assert_eq!(ids("people"), ["p2", "p1"], "in the order of the list");
    assert_eq!(ids("streets"), ["s1"]);
    assert_eq!(ids("nothing"), [""; 0]);
}

#[test]
fn a_newer_list_takes_the_place_of_the_one_before_and_leaves_the_others() {
    let phone = Phone::new();
    let mut store = phone.open();
    for name in ["people", "streets"] {
        store
            .replace_entities(
                &list(name, "md5:1"),
                &[entity("a"), entity("b")],
                Timestamp(1),
            )
            .unwrap();
    }
    let newer = list("people", "md5:2");
    store
        .replace_entities(&newer, &[entity("c")], Timestamp(2))
        .unwrap();
    assert_eq!(store.entity_list("people").unwrap(), Some(newer));
    assert_eq!(store.entities("people").unwrap(), [entity("c")]);
    let hash = store.entity_list("streets").unwrap().unwrap().hash;
    assert_eq!(hash, "md5:1");
    assert_eq!(store.entities("streets").unwrap().len(), 2);
}

#[test]
fn what_a_form_makes_goes_into_the_list_it_names() {
    let phone = Phone::new();
    let mut store = phone.open();
    for name in ["people", "streets"] {
        let list = list(name, "md5:1");
        store
            .replace_entities(&list, &[entity("a")], Timestamp(1))
            .unwrap();
    }
    let mut seal = |name: &str, writes: &[EntityWrite]| {
        store.begin_draft(&new_draft(name)).unwrap();
        let with = FinalizedWith {
            title: Some("Sealed"),
            entities: writes,
        };
        store.finalize_with_entities(&id(name), b"<data/>", &[], with, Timestamp(2))
    };
    let new = |list: &str| (list.to_owned(), entity("new"));
    seal("one", &[new("streets")]).unwrap();
    let refused = seal("two", &[new("streets"), new("nothing")]).unwrap_err();
    assert_eq!(refused.code(), "storage.not_found");
    assert_eq!(store.entities("people").unwrap(), [entity("a")]);
    let streets = store.entities("streets").unwrap();
    assert_eq!(streets, [entity("a"), entity("new")]);
    let drafts = store.drafts().unwrap();
    let titles: Vec<_> = drafts.iter().map(|draft| draft.title.as_str()).collect();
    assert_eq!(titles, ["Punto two"], "refused whole");
    assert_eq!(store.submission_info(&id("one")).unwrap().title, "Sealed");
}
