//! What was written is read back as it was, in the same order, on both engines. And whether a
//! backup is whole.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice
)]

use farola_hub_store::account::{Role, SessionId};
use farola_hub_store::flag::Flag;
use farola_hub_store::form::{FormFileBytes, FormState, GivenFile, NewForm};
use farola_hub_store::record::Part;
use farola_hub_store::review::Decision;
use farola_hub_store::submission::{Accepted, Arrival, Summary, Verdict};
use farola_hub_store::{Store, StoreError};
use farola_model::{FormId, FormVersion, Md5, ProjectId, Sha256, Timestamp};
use farola_protocol::Problem;
use farola_protocol::review::ReviewAction;
use rig::On;
use rig::hub::*;
use rusqlite::Connection;

mod rig;

fn a_long_history_goes_on_behind_its_last_line(on: On) {
    let hub = hub(on);
    hub.accept(hub.arrival(1)).unwrap();
    let comments = (0..250).map(|number| Hub::comment(&format!("c{number}")));
    let correct = Decision {
        comments: comments.collect(),
        ..hub.decision(1, ReviewAction::RequestCorrection, "d1")
    };
    hub.store.decide(correct).wait().unwrap();
    let record = hub.store.open_record(ONE, &id(1)).unwrap();
    assert_eq!(record.history.len(), 200);
    let last = record.next_history.unwrap();
    let part = |part| hub.store.read_record_part(ONE, &id(1), part).unwrap();
    let rest = part(Part::History { after: last });
    assert_eq!((rest.history.len(), rest.next_history), (52, None));
    // A part has nothing of the others, and each has the record's own line.
    let answers = part(Part::Answers);
    assert_eq!((&answers.xml, rest.xml.len()), (&record.xml, 0));
    assert_eq!((answers.history.len(), answers.next_history), (0, None));
    assert_eq!((answers.versions.len(), rest.versions.len()), (0, 0));
    assert_eq!((&answers.item, &rest.item), (&record.item, &record.item));
    assert_eq!(part(Part::Whole), record);
    let frame = part(Part::Frame);
    assert_eq!((frame.xml.len(), frame.history.len()), (0, 0));
    assert_eq!(
        (&frame.item, frame.xml_sha256),
        (&record.item, record.xml_sha256)
    );
    for part in [
        Part::Whole,
        Part::Frame,
        Part::Answers,
        Part::History { after: 0 },
    ] {
        let unknown = hub.store.read_record_part(ONE, &id(2), part);
        assert_eq!(refused(unknown), Problem::SubmissionUnknown);
    }
}

/// A version of a hub of before may have more files than one may have today: whoever sends one of
/// them again hears that it is here, and nobody adds to them.
fn a_version_with_too_many_files_is_told_what_it_has(on: On) {
    let hub = hub(on);
    let with = |name: &str, bytes: &[u8]| Arrival {
        files: vec![hub.file(name, bytes)],
        ..hub.arrival(1)
    };
    hub.accept(with("f.jpg", b"first")).unwrap();
    let first = Sha256::of(b"first").to_string();
    let digest = match on {
        On::Sqlite | On::SqliteBucket => format!("X'{first}'"),
        On::Postgres | On::PostgresBucket => format!("decode('{first}', 'hex')"),
    };
    // 2,001 in all.
    hub.beside.execute(
        "INSERT INTO submission_attachment (version, name, expected)
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
         SELECT (SELECT min(id) FROM submission_version), i || '.jpg', 0 FROM n",
    );
    hub.beside.execute(&format!(
        "INSERT INTO attachment_file (attachment, file_sha256, media_type, carried, received_ms)
         SELECT id, {digest}, 'image/jpeg', 0, 1 FROM submission_attachment WHERE name <> 'f.jpg'"
    ));
    let lines = || hub.store.open_record(ONE, &id(1)).unwrap().history.len();
    let before = lines();
    for name in ["f.jpg", "7.jpg"] {
        assert_eq!(hub.accept(with(name, b"first")).unwrap(), Accepted::Known);
    }
    assert_eq!(hub.accept(hub.arrival(1)).unwrap(), Accepted::Known);
    assert_eq!(lines(), before, "nothing was added");
    for more in [with("new.jpg", b"first"), with("f.jpg", b"second")] {
        assert_eq!(refused(hub.accept(more)), Problem::SubmissionTooComplex);
    }
}

/// What is read and written about projects, forms and phones beside what the cases above need.
fn what_was_written_is_read_back(on: On) {
    let hub = hub(on);
    let (store, f) = (&hub.store, FormId::new("f"));
    let later = NOW.plus_millis(HOUR_MS);
    let renamed = |project| {
        store
            .rename_project(project, "León".to_owned(), later)
            .wait()
    };
    renamed(ONE).unwrap();
    assert_eq!(refused(renamed(ProjectId(9))), Problem::ProjectUnknown);
    hub.accept(hub.arrival(1)).unwrap();
    let project = &store.list_projects().unwrap()[0];
    assert_eq!(
        (project.name.as_str(), project.updated),
        ("León", Some(later))
    );
    assert_eq!(
        (project.forms, project.app_users, project.last_submission),
        (2, 1, Some(NOW))
    );
    let nowhere = ProjectId(9);
    for refusal in [
        refused(store.read_time_zone(nowhere)),
        refused(store.read_queue(nowhere, &[], None, 9)),
        refused(store.count_facets(nowhere, &[])),
        refused(store.list_places(nowhere)),
        refused(store.list_counted_forms(nowhere)),
        refused(store.list_app_users(nowhere)),
    ] {
        assert_eq!(refusal, Problem::ProjectUnknown);
    }

    let forms = store.list_counted_forms(ONE).unwrap();
    let counts: Vec<_> = forms.iter().map(|form| form.submissions).collect();
    assert_eq!(counts, [1, 0]);
    let closed = store.set_form_state(ONE, f.clone(), FormState::Closed, later);
    assert_eq!(closed.wait().unwrap().form.state, FormState::Closed);
    let counted = store.read_counted_form(ONE, &f).unwrap();
    assert_eq!((counted.submissions, counted.form.title.as_str()), (1, "F"));
    let version = FormVersion::new("1");
    let closed = store.match_form(ONE, &f, &version);
    assert_eq!(refused(closed), Problem::FormClosed);
    let (other, none) = (FormVersion::new("2"), FormId::new("x"));
    let g = FormId::new("g");
    let unknown = store.match_form(ONE, &g, &other);
    assert_eq!(refused(unknown), Problem::FormVersionUnknown);
    assert_eq!(
        refused(store.match_form(ONE, &none, &version)),
        Problem::FormUnknown
    );
    let xml = store.read_form_xml(ONE, &f).unwrap();
    assert_eq!(
        (xml.bytes.as_slice(), xml.sha256),
        (&b"<f/>"[..], Sha256::of(b"<f/>"))
    );
    let twice = store.publish_form(ONE, form("f", &[]), Vec::new(), None, later);
    assert_eq!(twice.wait().unwrap().form.key, forms[0].form.key);
    let changed = NewForm {
        xml: b"<f2/>".to_vec(),
        ..form("f", &[])
    };
    let changed = store.publish_form(ONE, changed, Vec::new(), None, later);
    assert_eq!(refused(changed.wait()), Problem::FormVersionExists);

    let phone = store.read_app_user(ONE, hub.phone).unwrap();
    assert_eq!(
        (phone.display_name.as_str(), phone.created_by),
        ("Equipo", None)
    );
    let session = SessionId(Sha256::of(b"s"));
    let ends = NOW.plus_millis(HOUR_MS);
    let opened = store.open_session(hub.account(), session, NOW, ends);
    opened.wait().unwrap();
    store.close_session(session).wait().unwrap();
    assert!(store.find_session(session, NOW).unwrap().is_none());
}

/// An address is one person however it is written, and people are listed by it; forms by their
/// titles. The order is that of the bytes, whatever language the server sorts in.
fn addresses_and_order_are_the_same_everywhere(on: On) {
    let hub = hub(on);
    let store = &hub.store;
    let again = store.add_user(user("ANA@Farola.example", Role::Team), NOW);
    assert!(matches!(again.wait(), Err(StoreError::Exists { .. })));
    let found = store.find_account("Ana@FAROLA.example").unwrap().unwrap();
    assert_eq!(found.user.email, "ana@farola.example");
    for email in ["Zoe@a.example", "ñandu@a.example", "Beto@a.example"] {
        let added = store.add_user(user(email, Role::Team), NOW);
        added.wait().unwrap();
    }
    let listed = store.list_users(NOW).unwrap();
    let emails: Vec<_> = listed.iter().map(|one| one.user.email.as_str()).collect();
    assert_eq!(
        emails,
        [
            "ana@farola.example",
            "Beto@a.example",
            "Zoe@a.example",
            "ñandu@a.example"
        ]
    );
    for (id, title) in [("h", "Álamo"), ("i", "zona"), ("j", "Zona")] {
        let titled = NewForm {
            title: title.to_owned(),
            ..form(id, &[])
        };
        let published = store.publish_form(ONE, titled, Vec::new(), None, NOW);
        published.wait().unwrap();
    }
    let listed = store.list_forms(ONE).unwrap();
    let titles: Vec<_> = listed.iter().map(|form| form.title.as_str()).collect();
    assert_eq!(titles, ["F", "G", "Zona", "zona", "Álamo"]);
}

/// Everything that a record can hold comes back as it went in.
fn a_record_is_what_was_sent(on: On) {
    let hub = hub(on);
    let summary = Summary {
        title_es: "Árbol 🌳".to_owned(),
        title_en: "Tree's".to_owned(),
        place: Some(String::new()),
        city_code: Some("14039".to_owned()),
        walk_code: Some("14039-20261121-a3f09c".to_owned()),
        urgency: Some("1".to_owned()),
        light: Some("noche".to_owned()),
        day: None,
        voices: Some(i64::MAX),
        isp: Some(-7),
        band: Some("alto".to_owned()),
        answered: Some(Timestamp(-1)),
        position: Some((20.675_123_456_789, -103.347_000_000_1, 0.1)),
        geometry: Some("{\"a\":[1]}".to_owned()),
        registers_walk: true,
        search: "arbol".to_owned(),
    };
    let sent = Arrival {
        summary: summary.clone(),
        xml: (0..=255).collect(),
        xml_sha256: Sha256::of(&(0..=255).collect::<Vec<u8>>()),
        device_id: Some("d'1".to_owned()),
        ..hub.arrival(1)
    };
    hub.accept(sent.clone()).unwrap();
    let record = hub.store.open_record(ONE, &id(1)).unwrap();
    let item = &record.item;
    assert_eq!(
        (&item.title_es, &item.title_en, &item.place),
        (&summary.title_es, &summary.title_en, &summary.place)
    );
    assert_eq!(
        item.city.as_ref().unwrap().1.as_deref(),
        Some("Guadalajara")
    );
    assert_eq!(
        (item.voices, item.isp, item.position, item.answered),
        (
            summary.voices,
            summary.isp,
            summary.position,
            summary.answered
        )
    );
    assert_eq!(
        (&item.urgency, &item.light, &item.band, &item.walk_code),
        (
            &summary.urgency,
            &summary.light,
            &summary.band,
            &summary.walk_code
        )
    );
    assert_eq!(record.device_id, sent.device_id);
    assert_eq!(
        (record.geometry, record.xml_sha256),
        (summary.geometry, sent.xml_sha256)
    );
    assert_eq!(
        hub.store.read_submission_xml(ONE, &id(1)).unwrap(),
        sent.xml
    );
}

#[test]
fn a_backup_is_whole_and_says_what_is_not() {
    let hub = hub(On::Sqlite);
    let record = Arrival {
        files: vec![hub.file("a.jpg", b"aaaa"), hub.file("b.jpg", b"bb")],
        ..hub.arrival(1)
    };
    hub.accept(record).unwrap();
    hub.accept(hub.arrival(2)).unwrap();
    let (dir, out) = (hub.dir.path(), tempfile::tempdir().unwrap());
    let copy = out.path().join("copy");
    let report = Store::back_up(dir, &copy).unwrap();
    assert_eq!((report.versions, report.files, report.bytes), (2, 2, 6));
    let manifest = std::fs::read_to_string(copy.join("files.sha256")).unwrap();
    assert!(manifest.contains(&format!("{}  4", Sha256::of(b"aaaa"))));
    let whole = Store::verify(&copy).unwrap();
    assert!(whole.is_whole());
    assert_eq!((whole.versions, whole.files), (2, 2));
    // Neither over another one, nor of nothing.
    let over = Store::back_up(dir, &copy).unwrap_err();
    assert!(matches!(over, StoreError::Exists { .. }), "{over:?}");
    let empty = tempfile::tempdir().unwrap();
    let none = Store::back_up(empty.path(), &out.path().join("x")).unwrap_err();
    assert!(matches!(none, StoreError::Missing { .. }), "{none:?}");
    assert!(matches!(
        Store::verify(empty.path()),
        Err(StoreError::Missing { .. })
    ));
    assert!(Store::exists(dir) && !Store::exists(empty.path()));

    // Each kind of damage is named, and each alone is enough.
    let path_of = |bytes: &[u8]| {
        let digest = Sha256::of(bytes).to_string();
        copy.join("files").join(&digest[..2]).join(&digest)
    };
    let (a, b) = (path_of(b"aaaa"), path_of(b"bb"));
    std::fs::write(&a, b"aaab").unwrap();
    let damaged = Store::verify(&copy).unwrap();
    assert_eq!(
        (damaged.wrong_files.as_slice(), damaged.is_whole()),
        (&[Sha256::of(b"aaaa")][..], false)
    );
    std::fs::write(&a, b"aaaa").unwrap();
    std::fs::remove_file(&b).unwrap();
    let damaged = Store::verify(&copy).unwrap();
    assert_eq!(
        (damaged.missing_files.as_slice(), damaged.is_whole()),
        (&[Sha256::of(b"bb")][..], false)
    );
    std::fs::write(&b, b"bb").unwrap();
    assert!(Store::verify(&copy).unwrap().is_whole());
    let beside = Connection::open(copy.join("hub.db")).unwrap();
    // The database itself refuses this; a disk does not ask.
    let sql = "SELECT group_concat('DROP TRIGGER ' || name, ';') FROM sqlite_schema
         WHERE type = 'trigger' AND tbl_name = 'submission_version'";
    let guards: String = beside.query_row(sql, [], |row| row.get(0)).unwrap();
    beside.execute_batch(&guards).unwrap();
    let sql = "UPDATE submission_version SET xml = x'00' WHERE instance_id = ?1";
    beside.execute(sql, [id(2).as_str()]).unwrap();
    drop(beside);
    let damaged = Store::verify(&copy).unwrap();
    assert_eq!(damaged.wrong_versions, [id(2).as_str()]);
    assert!(!damaged.is_whole());
    let sound = farola_hub_store::backup::VerifyReport {
        database: "ok".to_owned(),
        ..Default::default()
    };
    assert!(sound.is_whole());
    let torn = farola_hub_store::backup::VerifyReport {
        database: "row 7 missing from index".to_owned(),
        ..Default::default()
    };
    assert!(!torn.is_whole());
}

/// What the form says is said of one version: the next one has its own, and a repetition none.
fn what_a_form_says_stays_with_its_version(on: On) {
    let hub = hub(on);
    let said = |flags: &[Flag], faults: &str| Verdict {
        flags: flags.to_vec(),
        faults: faults.to_owned(),
    };
    let read = |number: usize| {
        let record = hub.store.open_record(ONE, &id(number)).unwrap();
        (record.item.flags, record.faults)
    };
    let bad = Arrival {
        verdict: said(&[Flag::Form], "required /data/note\n"),
        ..hub.arrival(1)
    };
    assert!(!format!("{:?}", bad.verdict).contains("note"));
    hub.accept(bad).unwrap();
    let of_bad = (vec![Flag::Form], "required /data/note\n".to_owned());
    assert_eq!(read(1), of_bad);
    assert_eq!(hub.accept(hub.arrival(1)).unwrap(), Accepted::Known);
    assert_eq!(read(1), of_bad, "a repetition says nothing new");
    for (number, verdict) in [
        (2, said(&[Flag::Form, Flag::Unchecked], "type /data/note\n")),
        (3, said(&[Flag::Unchecked], "")),
        (4, said(&[], "")),
    ] {
        let next = Arrival {
            deprecated_id: Some(id(number - 1)),
            verdict: verdict.clone(),
            ..hub.arrival(number)
        };
        assert_eq!(hub.accept(next).unwrap(), Accepted::Edited);
        assert_eq!(read(number), (verdict.flags, verdict.faults));
    }
}

/// Who holds submissions to a version has its bytes and its lists, and hears of a new list.
fn a_version_is_read_with_its_lists(on: On) {
    let hub = hub(on);
    let (g, version) = (FormId::new("g"), FormVersion::new("1"));
    let matched = || hub.store.match_form(ONE, &g, &version).unwrap();
    let before = matched();
    let definition = hub.store.read_definition(before.version).unwrap();
    assert!(!definition.xml.is_empty());
    assert_eq!(definition.files[0].name, "lista.csv");
    assert_eq!(definition.files[0].stored, None);
    let kept = hub.file("lista.csv", b"name\nnorte\n");
    let bytes = FormFileBytes {
        sha256: kept.sha256,
        md5: Md5::of(b"name\nnorte\n"),
        size: kept.size,
    };
    let file = GivenFile {
        name: kept.name,
        bytes,
    };
    let given = hub.store.give_form_file(ONE, g.clone(), file, NOW);
    given.wait().unwrap();
    let after = matched();
    assert_eq!(after.version, before.version);
    assert_ne!(after.files, before.files, "what was kept is read anew");
    let definition = hub.store.read_definition(after.version).unwrap();
    assert_eq!(definition.files[0].stored, Some(bytes));
}

on_both! {
    what_a_form_says_stays_with_its_version,
    a_version_is_read_with_its_lists,
    a_long_history_goes_on_behind_its_last_line,
    a_version_with_too_many_files_is_told_what_it_has,
    what_was_written_is_read_back,
    addresses_and_order_are_the_same_everywhere,
    a_record_is_what_was_sent,
}
