//! What goes by itself when its time is over, on both engines: by the day, said before, without a
//! byte left, and the chain of the audit goes on.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use farola_hub_store::account::Role;
use farola_hub_store::people::{UserChange, Who};
use farola_hub_store::retention::{Class, Over};
use farola_hub_store::submission::Arrival;
use farola_model::Timestamp;
use rig::hub::*;
use rig::{On, files_with};

mod rig;

const DAY_MS: i64 = 24 * HOUR_MS;
const NAME: &str = "zorzalita";

fn in_days(days: i64) -> Timestamp {
    NOW.plus_millis(days * DAY_MS)
}

fn items(over: &[Over]) -> Vec<(Class, u64)> {
    over.iter().map(|over| (over.class, over.items)).collect()
}

fn contacts_go_by_the_day_and_leave_no_byte(on: On) {
    let hub = hub(on);
    let add = |name: &str, role: Role| {
        let person = user(&format!("{name}@farola.example"), role);
        hub.store.add_user(person, NOW).wait().unwrap()
    };
    let gone = add(NAME, Role::Team);
    let shut = add(&format!("{NAME}-2"), Role::Reviewer);
    let who = Who::Id(shut);
    hub.store
        .change_user(who, UserChange::Disable, None, NOW)
        .wait()
        .unwrap();
    let kept = add("calandria", Role::Reviewer);
    let proofs = "SELECT count(*) FROM second_proof";
    for person in [gone, kept] {
        hub.beside.execute(&format!(
            "INSERT INTO second_proof SELECT {}, token_sha256, 1, 1 FROM app_user LIMIT 1",
            person.0
        ));
    }
    let over = hub.store.find_over(in_days(365)).unwrap();
    assert_eq!(
        items(&over),
        [(Class::Contact, 0), (Class::Photo, 0), (Class::Audit, 0)]
    );
    assert_eq!(hub.store.retain(in_days(365)).wait().unwrap(), []);
    assert!(!hub.store.is_job_due().unwrap());
    let late = in_days(365).plus_millis(1);
    let over = hub.store.find_over(late).unwrap();
    assert_eq!(
        items(&over),
        [(Class::Contact, 2), (Class::Photo, 0), (Class::Audit, 0)]
    );
    assert_eq!(
        hub.store.list_users(late).unwrap().len(),
        4,
        "a look changes nothing"
    );
    let done = hub.store.retain(late).wait().unwrap();
    assert_eq!(items(&done), [(Class::Contact, 2)]);
    assert_eq!(hub.store.retain(late).wait().unwrap(), []);
    assert!(
        hub.store.is_job_due().unwrap(),
        "what files hold goes in a job"
    );
    hub.store.erase_traces().unwrap();
    assert_eq!(files_with(hub.dir.path(), NAME), Vec::<String>::new());
    let left = "SELECT count(*) FROM \"user\" WHERE email LIKE '%zorzalita%'
         OR display_name LIKE '%zorzalita%'";
    assert_eq!(hub.beside.number(left), 0);
    assert_eq!(hub.beside.number(proofs), 1, "only hers who stays");
    for person in [gone, shut] {
        let found = hub.store.find_user(&Who::Id(person)).unwrap();
        assert_eq!(found.display_name, format!("#{}", person.0));
        assert!(hub.store.find_account(&found.email).unwrap().is_none());
    }
    assert_eq!(
        hub.store.find_user(&Who::Id(kept)).unwrap().email,
        "calandria@farola.example"
    );
}

fn the_audit_is_cut_and_its_chain_goes_on(on: On) {
    let hub = hub(on);
    for number in 0..5 {
        let act = hub
            .store
            .keep_for(Class::Contact, 400 + number, in_days(number.into()));
        act.wait().unwrap();
    }
    let before = hub.store.check_audit(None).unwrap();
    assert!(before.is_whole());
    let entries = hub.beside.number("SELECT count(*) FROM audit");
    // Of its days only those before the third act are over.
    hub.store
        .keep_for(Class::Audit, 10, in_days(4))
        .wait()
        .unwrap();
    let now = in_days(12);
    let over = hub.store.find_over(now).unwrap();
    let over = over.iter().find(|over| over.class == Class::Audit).unwrap();
    assert_eq!(over.days, 10);
    let gone = i64::try_from(over.items).unwrap();
    assert_eq!(gone, entries - 3, "what came before the third act");
    hub.store.retain(now).wait().unwrap();
    // The setting and the run were noted.
    assert_eq!(hub.beside.number("SELECT count(*) FROM audit"), 3 + 2);
    let after = hub.store.check_audit(before.head).unwrap();
    assert_eq!((after.is_whole(), after.entries), (true, 5), "{after:?}");
    assert_eq!(hub.store.retain(now).wait().unwrap(), []);
    // A second cut stands on the first.
    hub.store.retain(in_days(13)).wait().unwrap();
    assert!(hub.store.check_audit(before.head).unwrap().is_whole());
    // Nobody else removes an entry, and who does so elsewhere is found.
    assert!(hub.beside.try_execute("DELETE FROM audit").is_err());
    hub.beside.execute("INSERT INTO door (only_row) VALUES (1)");
    hub.beside
        .execute("DELETE FROM audit WHERE id = (SELECT min(id) FROM audit)");
    hub.beside.execute("DELETE FROM door");
    assert!(!hub.store.check_audit(None).unwrap().is_whole());
}

/// Files go after their days and the record stays; what a later record names too is kept.
fn photos_go_by_the_day_and_their_records_stay(on: On) {
    let hub = hub(on);
    let with = |number: usize, at: Timestamp| Arrival {
        at,
        expected: vec!["own.jpg".to_owned(), "shared.jpg".to_owned()],
        files: vec![
            hub.file("own.jpg", format!("{NAME} photo {number}").as_bytes()),
            hub.file("shared.jpg", b"a lamp that both saw"),
        ],
        ..hub.arrival(number)
    };
    let arrivals = [with(1, NOW), with(2, in_days(1))];
    let (own, later, shared) = (
        arrivals[0].files[0].sha256,
        arrivals[1].files[0].sha256,
        arrivals[0].files[1].sha256,
    );
    for arrival in arrivals {
        hub.accept(arrival).unwrap();
    }
    let of_photos = |at| {
        let over = hub.store.find_over(at).unwrap();
        over.iter()
            .find(|over| over.class == Class::Photo)
            .unwrap()
            .items
    };
    assert_eq!(of_photos(in_days(3 * 365)), 0);
    let late = in_days(3 * 365).plus_millis(1);
    assert_eq!(of_photos(late), 2);
    let done = hub.store.retain(late).wait().unwrap();
    assert!(items(&done).contains(&(Class::Photo, 2)), "{done:?}");
    assert_eq!(of_photos(late), 0);
    hub.store.erase_forgotten(0).unwrap();
    let files = hub.store.files();
    assert_eq!(
        [own, later, shared].map(|file| files.has(file)),
        [false, true, true]
    );
    assert_eq!(
        files_with(hub.dir.path(), "zorzalita photo 1"),
        Vec::<String>::new()
    );
    let record = hub.store.open_record(ONE, &id(1)).unwrap();
    assert_eq!(record.versions.len(), 1, "what was answered stays");
    assert_eq!(hub.store.read_queue(ONE, &[], None, 5).unwrap().total, 2);
    // The next day the other one, and with it the file of both.
    hub.store.retain(in_days(3 * 365 + 2)).wait().unwrap();
    hub.store.erase_forgotten(0).unwrap();
    assert_eq!([own, later, shared].map(|file| files.has(file)), [false; 3]);
    assert_eq!(hub.beside.number("SELECT count(*) FROM blob"), 0);
}

on_both! {
    photos_go_by_the_day_and_their_records_stay,
    contacts_go_by_the_day_and_leave_no_byte,
    the_audit_is_cut_and_its_chain_goes_on,
}

#[test]
fn a_class_is_read_as_it_is_written() {
    for class in Class::ALL {
        assert_eq!(Class::parse(class.as_str()), Some(class));
    }
    assert_eq!(Class::parse("of tomorrow"), None);
    assert_eq!(Class::ALL.map(Class::default_days), [365, 1095, 1825]);
}
