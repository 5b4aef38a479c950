//! Whose a record is and whose a walk is: the rule as a table and as long random stories against a
//! model. Each case on both engines, with files in a folder and in a bucket.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice
)]

use farola_hub_store::StoreError;
use farola_hub_store::app_user::AppUserId;
use farola_hub_store::flag::Flag;
use farola_hub_store::owner::{HandOver, PhoneHandOver};
use farola_hub_store::queue::Condition;
use farola_hub_store::review::EventKind;
use farola_hub_store::submission::{Accepted, Arrival, Summary};
use farola_model::{Coded as _, Sha256};
use farola_protocol::parcel::{Announcement, ParcelKey};
use farola_protocol::review::ReviewAction;
use farola_protocol::{Change, ParcelId, Problem};
use rig::On;
use rig::hub::*;

mod rig;

const WALK: &str = "14039-20261121-a3f09c";

fn phone(hub: &Hub, name: &str) -> AppUserId {
    let added = hub
        .store
        .add_app_user(ONE, name.to_owned(), key(name), None, NOW);
    added.wait().unwrap().id
}

fn from(hub: &Hub, phone: AppUserId, number: usize) -> Arrival {
    Arrival {
        app_user: Some(phone),
        ..hub.arrival(number)
    }
}

fn corrects(hub: &Hub, phone: AppUserId, number: usize, base: usize) -> Arrival {
    Arrival {
        deprecated_id: Some(id(base)),
        ..from(hub, phone, number)
    }
}

fn gives(hub: &Hub, number: usize, to: AppUserId, uid: &str) -> Result<(), StoreError> {
    let act = HandOver {
        project: ONE,
        instance_id: id(number),
        to,
        expected_version: None,
        by: Some(hub.reviewer),
        at: NOW,
        uid: uid.to_owned(),
    };
    hub.store.hand_over(act).wait()
}

fn gives_all(hub: &Hub, from: AppUserId, to: AppUserId, uid: &str) -> Result<u64, StoreError> {
    hub.store.hand_over_all(&PhoneHandOver {
        project: ONE,
        from,
        to,
        by: None,
        at: NOW,
        uid: uid.to_owned(),
    })
}

/// Announces a photo that the record names; what is asked is who may.
fn announces(hub: &Hub, phone: AppUserId, number: usize) -> Result<(), StoreError> {
    let (xml, file) = (hub.arrival(number).xml_sha256, Sha256::of(b"late"));
    let of = ParcelId::of(&format!("key of {phone}"), &xml, "late.jpg", &file);
    let told = Announcement {
        instance_id: id(number),
        xml_sha256: xml,
        name: "late.jpg".to_owned(),
        sha256: file,
        size: 4,
        key: ParcelKey::new([7; 32]),
    };
    let announced = hub.store.announce_parcel(ONE, phone, of, told, NOW);
    announced.wait().map(|_| ())
}

fn feed(hub: &Hub, phone: AppUserId) -> Vec<(String, String)> {
    let page = hub.store.read_changes(ONE, phone, None, 500).unwrap();
    let entries = page.entries.into_iter().map(|entry| match entry {
        Change::Review(told) => (told.instance_id.to_string(), told.state),
        Change::Forgotten(_) | Change::Other => panic!("it was not written"),
    });
    entries.collect()
}

/// What each phone may do with a record that the first sent, before and after it was given to the
/// second; the third never may.
fn a_record_belongs_to_who_sent_it_or_was_given_it(on: On) {
    let hub = hub(on);
    let phones = [hub.phone, phone(&hub, "dos"), phone(&hub, "tres")];
    let first = Arrival {
        expected: vec!["late.jpg".to_owned()],
        ..hub.arrival(1)
    };
    hub.accept(first).unwrap();
    let asked = |allowed: [bool; 3], corrects_it: [bool; 3], next: usize| {
        for (place, phone) in phones.into_iter().enumerate() {
            let late = Arrival {
                files: vec![hub.file("late.jpg", format!("of {place}").as_bytes())],
                event_uid: format!("late {place} {next}"),
                ..from(&hub, phone, 1)
            };
            let answers = [
                (hub.accept(late).map(|_| ()), Problem::SubmissionNotYours),
                (announces(&hub, phone, 1), Problem::SubmissionUnknown),
                (
                    hub.store.read_receipt(ONE, phone, &id(1)).map(|_| ()),
                    Problem::SubmissionUnknown,
                ),
            ];
            for (number, (answer, problem)) in answers.into_iter().enumerate() {
                match allowed[place] {
                    true => answer.unwrap(),
                    false => assert_eq!(refused(answer), problem, "{place} {number}"),
                }
            }
            if !corrects_it[place] {
                let answer = hub.accept(corrects(&hub, phone, next, 1));
                assert_eq!(refused(answer), Problem::SubmissionNotYours, "{place}");
            }
        }
    };
    asked([true, false, false], [true, false, false], 2);
    let before = hub.store.open_record(ONE, &id(1)).unwrap();
    assert_eq!(before.owner, Some((hub.phone, "Equipo".to_owned())));

    gives(&hub, 1, phones[1], "given").unwrap();
    // Who sent it may still send its files; the correction is the other's alone.
    asked([true, true, false], [false, true, false], 2);
    let after = hub.store.open_record(ONE, &id(1)).unwrap();
    assert_eq!(after.owner, Some((phones[1], "dos".to_owned())));
    assert_eq!(after.item.version, before.item.version + 1);
    let line = after
        .history
        .iter()
        .find(|line| line.kind == EventKind::Handed);
    assert_eq!(line.unwrap().body.as_deref(), Some("dos"));
    let sent = hub.accept(corrects(&hub, phones[1], 2, 1)).unwrap();
    assert_eq!(sent, Accepted::Edited);
    // Nor may the first one correct the correction, or read its receipt.
    let back = hub.accept(corrects(&hub, phones[0], 3, 2));
    assert_eq!(refused(back), Problem::SubmissionNotYours);
    let receipt = hub.store.read_receipt(ONE, phones[0], &id(2));
    assert_eq!(refused(receipt), Problem::SubmissionUnknown);
}

fn what_cannot_be_given(on: On) {
    let hub = hub(on);
    let gone = phone(&hub, "gone");
    let revoked = hub.store.revoke_app_user(ONE, gone, None, NOW);
    revoked.wait().unwrap();
    hub.accept(hub.arrival(1)).unwrap();
    let nobody = AppUserId(99);
    for to in [gone, nobody] {
        assert_eq!(gives(&hub, 1, to, "u").unwrap_err().code(), "hub.not_found");
        let all = gives_all(&hub, hub.phone, to, "u").unwrap_err();
        assert_eq!(all.code(), "hub.not_found");
    }
    let all = gives_all(&hub, nobody, hub.phone, "u").unwrap_err();
    assert_eq!(all.code(), "hub.not_found");
    assert_eq!(
        refused(gives(&hub, 7, hub.phone, "u")),
        Problem::SubmissionUnknown
    );
    let stale = HandOver {
        project: ONE,
        instance_id: id(1),
        to: hub.phone,
        expected_version: Some(9),
        by: None,
        at: NOW,
        uid: "u".to_owned(),
    };
    assert_eq!(
        refused(hub.store.hand_over(stale).wait()),
        Problem::ChangedMeanwhile
    );
    // What it has already is not given again: no line, no new version.
    gives(&hub, 1, hub.phone, "u").unwrap();
    let record = hub.store.open_record(ONE, &id(1)).unwrap();
    assert_eq!((record.item.version, record.history.len()), (1, 1));
}

/// A phone that was lost asked for nothing; the new one is asked for what the old one was asked.
fn a_phone_takes_the_place_of_another_with_all_its_records(on: On) {
    let hub = hub(on);
    let new = phone(&hub, "nuevo");
    let third = phone(&hub, "tres");
    for number in 0..250 {
        hub.accept(hub.arrival(number)).unwrap();
    }
    hub.accept(from(&hub, third, 300)).unwrap();
    let asked = farola_hub_store::review::Decision {
        comments: vec![Hub::comment("c1")],
        ..hub.decision(7, ReviewAction::RequestCorrection, "d1")
    };
    hub.store.decide(asked).wait().unwrap();
    assert_eq!(
        feed(&hub, hub.phone),
        [(id(7).to_string(), "has_issues".to_owned())]
    );

    assert_eq!(gives_all(&hub, hub.phone, new, "all").unwrap(), 250);
    assert_eq!(
        gives_all(&hub, hub.phone, new, "all").unwrap(),
        0,
        "none is left"
    );
    // The new one is asked, with the words; the old one is asked no more.
    assert_eq!(
        feed(&hub, new),
        [(id(7).to_string(), "has_issues".to_owned())]
    );
    let told = hub.store.read_changes(ONE, new, None, 10).unwrap();
    let Change::Review(told) = &told.entries[0] else {
        panic!("a review")
    };
    assert_eq!(told.comments[0].id, "c1");
    let of_old = feed(&hub, hub.phone);
    assert_eq!(of_old.last().unwrap().1, "in_review");
    hub.accept(corrects(&hub, new, 400, 7)).unwrap();
    let foreign = hub.accept(corrects(&hub, new, 401, 300));
    assert_eq!(refused(foreign), Problem::SubmissionNotYours);
    // Both who sent the first version and who corrected it hear what became of it.
    let approved = hub.decision(400, ReviewAction::Approve, "d2");
    hub.store.decide(approved).wait().unwrap();
    let last = |phone| feed(&hub, phone).pop().unwrap();
    assert_eq!(last(new), (id(400).to_string(), "approved".to_owned()));
    assert_eq!(last(hub.phone), (id(7).to_string(), "approved".to_owned()));
    assert_eq!(feed(&hub, third), []);
}

/// A number that is different each time and the same in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }
}

/// Records, phones and hand-overs in any order: the hub says what a model of one line says.
fn any_story_ends_as_the_model_says(on: On) {
    let seeds: u64 = if matches!(on, On::Sqlite) { 12 } else { 2 };
    for seed in 1..=seeds {
        let hub = hub(on);
        let phones = [hub.phone, phone(&hub, "dos"), phone(&hub, "tres")];
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        // For each record its newest version, its owner, and who sent which version.
        let mut records: Vec<(usize, usize)> = Vec::new();
        let mut sent: Vec<(usize, usize)> = Vec::new();
        for step in 0..60 {
            let who = dice.roll(3);
            let what = if records.is_empty() { 0 } else { dice.roll(5) };
            match what {
                0 => {
                    hub.accept(from(&hub, phones[who], sent.len())).unwrap();
                    sent.push((records.len(), who));
                    records.push((sent.len() - 1, who));
                }
                1 | 2 => {
                    let of = dice.roll(records.len());
                    let (newest, owner) = records[of];
                    let answer = hub.accept(corrects(&hub, phones[who], sent.len(), newest));
                    if who == owner {
                        assert_eq!(answer.unwrap(), Accepted::Edited, "{seed} {step}");
                        records[of].0 = sent.len();
                        sent.push((of, who));
                    } else {
                        assert_eq!(refused(answer), Problem::SubmissionNotYours);
                    }
                }
                3 => {
                    let of = dice.roll(records.len());
                    let uid = format!("{seed} {step}");
                    gives(&hub, records[of].0, phones[who], &uid).unwrap();
                    records[of].1 = who;
                }
                _ => {
                    let old = dice.roll(3);
                    let uid = format!("{seed} {step}");
                    gives_all(&hub, phones[old], phones[who], &uid).unwrap();
                    for record in records.iter_mut().filter(|record| record.1 == old) {
                        record.1 = who;
                    }
                }
            }
        }
        for (number, (of, author)) in sent.iter().enumerate() {
            for (who, phone) in phones.into_iter().enumerate() {
                let may = who == *author || who == records[*of].1;
                let receipt = hub.store.read_receipt(ONE, phone, &id(number));
                assert_eq!(receipt.is_ok(), may, "{seed}: {number} by {who}");
                let again = hub.accept(from(&hub, phone, number));
                assert_eq!(again.is_ok(), may, "{seed}: {number} again by {who}");
            }
        }
    }
}

fn registers(place: &str) -> Summary {
    Summary {
        registers_walk: true,
        place: Some(place.to_owned()),
        walk_code: Some(WALK.to_owned()),
        ..Summary::default()
    }
}

fn of_walk() -> Summary {
    Summary {
        walk_code: Some(WALK.to_owned()),
        ..Summary::default()
    }
}

/// The code of a walk is read aloud to the group: who hears it must not move the walk.
fn a_walk_belongs_to_who_registered_it(on: On) {
    let dir = tempfile::tempdir().unwrap();
    let (place_of_hub, beside) = on.place_and_beside(dir.path());
    let hub = hub_at(dir, &place_of_hub, beside);
    let stranger = phone(&hub, "ajeno");
    let send = |arrival: Arrival, summary: Summary| {
        let sent = Arrival { summary, ..arrival };
        hub.accept(sent).unwrap();
    };
    send(hub.arrival(1), registers("Analco"));
    send(hub.arrival(2), of_walk());
    let place = |number: usize| {
        let item = hub.store.open_record(ONE, &id(number)).unwrap().item;
        (item.place, item.flags)
    };
    let named = |name: &str| Some(name.to_owned());
    assert_eq!(place(2), (named("Analco"), vec![]));
    send(from(&hub, stranger, 3), registers("Otra parte"));
    assert_eq!(place(2), (named("Analco"), vec![]), "nothing of it moved");
    assert_eq!(place(3), (named("Otra parte"), vec![Flag::Walk]), "kept");
    // Reviewers find it; counters are as records are.
    let flagged = [Condition::Flag(Flag::Walk)];
    let page = hub.store.read_queue(ONE, &flagged, None, 10).unwrap();
    let found: Vec<_> = page.items.iter().map(|item| &item.instance_id).collect();
    assert_eq!((page.total, found), (1, vec![&id(3)]));
    let facets = hub.store.count_facets(ONE, &flagged).unwrap();
    assert_eq!(facets.flags, [(Flag::Walk, 1)]);
    assert_eq!(facets.places, [("Otra parte".to_owned(), 1)]);
    let all = hub.store.count_facets(ONE, &[]).unwrap();
    assert_eq!(all.flags, [(Flag::Walk, 1)]);
    let word = [
        Condition::Flag(Flag::Walk),
        Condition::Word("zz".to_owned()),
    ];
    assert_eq!(hub.store.read_queue(ONE, &word, None, 10).unwrap().total, 0);
    // The stranger corrects it: it stays flagged, and the walk stays where it is.
    let again = Arrival {
        summary: registers("Otra más"),
        ..corrects(&hub, stranger, 4, 3)
    };
    hub.accept(again).unwrap();
    assert_eq!(place(4), (named("Otra más"), vec![Flag::Walk]));
    assert_eq!(place(2).0, named("Analco"));
    // With another code it is a walk of its own, and is flagged no more.
    let moved = Arrival {
        summary: Summary {
            walk_code: named("14039-20261121-ffffff"),
            ..registers("Otra más")
        },
        ..corrects(&hub, stranger, 5, 4)
    };
    hub.accept(moved).unwrap();
    assert_eq!(place(5).1, vec![]);
    // Who registered it may: with a correction, and with one more registration.
    let own = Arrival {
        summary: registers("Analco norte"),
        ..corrects(&hub, hub.phone, 6, 1)
    };
    hub.accept(own).unwrap();
    assert_eq!(place(2).0, named("Analco norte"));
    send(hub.arrival(7), registers("Analco sur"));
    assert_eq!((place(2).0, place(7).1), (named("Analco sur"), vec![]));
    // And whoever has that phone's records now.
    gives_all(&hub, hub.phone, stranger, "given").unwrap();
    send(from(&hub, stranger, 8), registers("Analco viejo"));
    assert_eq!((place(2).0, place(8).1), (named("Analco viejo"), vec![]));
    let verified = farola_hub_store::Store::verify(&place_of_hub).unwrap();
    assert_eq!(verified.wrong_counters, 0);
}

on_both! {
    a_record_belongs_to_who_sent_it_or_was_given_it,
    what_cannot_be_given,
    a_phone_takes_the_place_of_another_with_all_its_records,
    any_story_ends_as_the_model_says,
    a_walk_belongs_to_who_registered_it,
}
