//! What a session takes from a server: pages of the change feed, and forms with their files.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use farola_model::{FormId, FormRef, FormVersion, InstanceId, Md5, Sha256, Timestamp};
use farola_sync::*;

use support::{Played, ok, play, staged, start, status};

const PAGE: &[u8] = b"<!DOCTYPE html><html><body>Accept the terms</body></html>";

fn pages(cursor: Option<&str>, mut serve: impl FnMut(usize) -> String) -> Played {
    let mut asked = 0;
    let with_cursor = Start {
        cursor: cursor.map(str::to_owned),
        ..start(Vec::new())
    };
    play(with_cursor, true, move |_| {
        asked += 1;
        Ok(ok(serve(asked)))
    })
}

fn applied(played: &Played) -> Vec<usize> {
    let of = |write: &StoreCommand| match write {
        StoreCommand::ApplyChanges { page } => Some(page.entries.len()),
        _ => None,
    };
    played.writes.iter().filter_map(of).collect()
}

#[test]
fn pages_are_read_to_the_end_and_their_entries_counted() {
    let other = r#"{"seq":1,"kind":"other"}"#;
    let played = pages(None, |asked| match asked {
        1 => format!(r#"{{"cursor":"a.2","entries":[{other},{other}]}}"#),
        2 => format!(r#"{{"cursor":"a.5","entries":[{other},{other},{other}]}}"#),
        _ => r#"{"cursor":"a.5","upToDate":true}"#.to_owned(),
    });
    assert_eq!(
        played.requests,
        [
            "/submission",
            "/farola/changes?limit=200",
            "/farola/changes?limit=200&since=a.2",
            "/farola/changes?limit=200&since=a.5"
        ]
    );
    assert_eq!(played.report.changes, 5);
    assert!(played.report.changes_up_to_date);
    // A page that says nothing new is not written.
    assert_eq!(applied(&played), [2, 3]);
    // One that does is, though its cursor is the one that was known.
    let played = pages(Some("a.5"), |_| {
        format!(r#"{{"cursor":"a.5","upToDate":true,"entries":[{other}]}}"#)
    });
    assert_eq!((applied(&played), played.report.changes), (vec![1], 1));
}

#[test]
fn a_feed_without_an_end_leaves_the_rest_to_the_next_session() {
    let played = pages(None, |asked| format!(r#"{{"cursor":"a.{asked}"}}"#));
    assert_eq!(played.report.outcome, Outcome::Complete);
    assert!(!played.report.changes_up_to_date);
    assert_eq!(played.requests.len(), 1 + 500);
}

#[test]
fn a_hub_that_wants_all_read_anew_from_the_beginning_is_at_fault() {
    let played = pages(None, |_| r#"{"mustRefetch":true}"#.to_owned());
    let stuck = Outcome::Paused(SyncProblem::FeedStuck);
    assert_eq!(played.report.outcome, stuck);
    assert!(played.writes.is_empty(), "what is stored stays");
    assert_eq!(played.requests.len(), 2);
}

/// What a session with this answer in one place comes to.
fn answered(place: &str, answer: &Answer) -> Outcome {
    let waiting = OutboxItem {
        instance_id: InstanceId::new("uuid:1"),
        deprecated_id: None,
        xml_sha256: Sha256::of(b"1"),
        xml_size: 5_000,
        files: Vec::new(),
        offered: true,
        body_stored: false,
        attempts: 0,
        next_attempt: Timestamp(0),
    };
    let receipts = place == "receipts";
    let asked = Start {
        outbox: if receipts { vec![waiting] } else { Vec::new() },
        check_forms: true,
        ..start(Vec::new())
    };
    let list = list(&form("a", "1", "", "/m"));
    let played = play(asked, true, |path| {
        Ok(if path.contains(place) {
            answer.clone()
        } else if path.contains("changes") {
            ok(r#"{"cursor":"1.0","upToDate":true}"#)
        } else if path.contains("formList") {
            list.clone()
        } else if path.contains("a.xml") {
            ok("<h:html/>")
        } else {
            status(404)
        })
    });
    played.report.outcome
}

#[test]
fn a_login_page_is_told_from_an_answer_that_cannot_be_read() {
    let portal = Outcome::Paused(SyncProblem::CaptivePortal);
    let garbage = Outcome::Paused(SyncProblem::Unintelligible);
    for place in ["receipts", "changes", "formList"] {
        assert_eq!(answered(place, &ok(PAGE)), portal, "{place}");
        assert_eq!(answered(place, &ok("{\"a\":")), garbage, "{place}");
    }
    // One manifest that cannot be read keeps nothing else away, whatever it is.
    assert_eq!(answered("/m", &ok(PAGE)), Outcome::Complete);
    assert_eq!(answered("/m", &ok("{\"a\":")), Outcome::Complete);
}

fn form(id: &str, version: &str, hash: &str, manifest: &str) -> String {
    let manifest = match manifest {
        "" => String::new(),
        url => format!("<manifestUrl>{url}</manifestUrl>"),
    };
    format!(
        "<xform><formID>{id}</formID><name>{id}</name><version>{version}</version>{hash}\
         <downloadUrl>/{id}.xml</downloadUrl>{manifest}</xform>"
    )
}

fn list(forms: &str) -> Answer {
    ok(format!("<xforms>{forms}</xforms>"))
}

fn hash_of(bytes: &[u8]) -> String {
    format!("<hash>md5:{}</hash>", Md5::of(bytes))
}

fn fetch(forms: Vec<KnownForm>, serve: impl FnMut(&str) -> Result<Answer, Failure>) -> Played {
    let asked = Start {
        check_forms: true,
        forms,
        ..start(Vec::new())
    };
    play(asked, false, serve)
}

fn known(id: &str, version: &str, xml: &[u8], files: &[(&str, &[u8])]) -> KnownForm {
    let file = |(name, bytes): &(&str, &[u8])| KnownFile {
        name: (*name).to_owned(),
        hash: Md5::of(bytes),
        sha256: Sha256::of(bytes),
        kind: None,
    };
    KnownForm {
        form: FormRef {
            id: FormId::new(id),
            version: FormVersion::new(version),
        },
        hash: Md5::of(xml),
        files: files.iter().map(file).collect(),
    }
}

/// Of each form that was stored, whether its XML came and the names of its files.
fn stored(played: &Played) -> Vec<(String, bool, Vec<String>)> {
    let of = |write: &StoreCommand| match write {
        StoreCommand::StoreForm { entry, xml, files } => Some((
            entry.form.id.as_str().to_owned(),
            xml.is_some(),
            files.iter().map(|file| file.name.clone()).collect(),
        )),
        _ => None,
    };
    played.writes.iter().filter_map(of).collect()
}

fn dropped(played: &Played) -> Vec<(&str, SyncProblem)> {
    let missed = played.report.missed.iter();
    missed
        .map(|missed| (missed.form.as_str(), missed.problem))
        .collect()
}

#[test]
fn a_form_without_files_is_stored() {
    let played = fetch(vec![], |path| {
        Ok(match path {
            "/formList" => list(&form("a", "1", "", "")),
            _ => ok("<h:html/>"),
        })
    });
    assert_eq!(stored(&played), [("a".to_owned(), true, vec![])]);
    assert_eq!(played.report.forms_stored.len(), 1);
}

#[test]
fn where_a_server_gives_no_hash_the_version_speaks() {
    let serve = |version: &'static str| {
        fetch(vec![known("a", version, b"old", &[])], move |path| {
            Ok(match path {
                "/formList" => list(&form("a", version, "", "")),
                _ => ok("<h:html/>"),
            })
        })
    };
    assert!(stored(&serve("1")).is_empty());
    // Without either nobody knows: it is fetched to be sure.
    assert_eq!(stored(&serve("")).len(), 1);
}

#[test]
fn files_of_a_known_form_are_looked_at_and_only_new_ones_fetched() {
    let manifest = |files: &[(&str, &[u8])]| {
        let file = |(name, bytes): &(&str, &[u8])| {
            let hash = hash_of(bytes);
            format!(
                "<mediaFile><filename>{name}</filename>{hash}<downloadUrl>/f/{name}</downloadUrl>\
                 </mediaFile>"
            )
        };
        let files: String = files.iter().map(file).collect();
        ok(format!("<manifest>{files}</manifest>"))
    };
    let held = || {
        let other = known("other", "9", b"other", &[("o.csv", b"other's")]);
        let a = known("a", "1", b"xml", &[("x.csv", b"x"), ("y.csv", b"y")]);
        vec![other, a]
    };
    let serve = |now: Answer| {
        fetch(held(), move |path| {
            Ok(match path.trim_start_matches("http://127.0.0.1:9") {
                "/formList" => list(&form("a", "1", &hash_of(b"xml"), "/m")),
                "/m" => now.clone(),
                "/f/new.csv" => staged(b"new"),
                _ => status(404),
            })
        })
    };
    // The same files in another order are no change.
    let same = serve(manifest(&[("y.csv", b"y"), ("x.csv", b"x")]));
    assert!(stored(&same).is_empty(), "{:?}", same.requests);
    assert_eq!(same.requests.len(), 3);
    // One more: its bytes come, the form and the other files do not.
    let more = serve(manifest(&[
        ("x.csv", b"x"),
        ("y.csv", b"y"),
        ("new.csv", b"new"),
    ]));
    let names = ["x.csv", "y.csv", "new.csv"].map(str::to_owned).to_vec();
    assert_eq!(stored(&more), [("a".to_owned(), false, names)]);
    assert_eq!(more.requests.len(), 4, "{:?}", more.requests);
}

#[test]
fn a_part_that_came_wrong_once_is_fetched_once_more() {
    let serve = |wrong: usize| {
        let mut asked = 0;
        fetch(vec![], move |path| {
            Ok(match path {
                "/formList" => list(&form("a", "1", &hash_of(b"<right/>"), "")),
                _ => {
                    asked += 1;
                    ok(if asked <= wrong {
                        "<wrong/>"
                    } else {
                        "<right/>"
                    })
                }
            })
        })
    };
    let once = serve(1);
    assert_eq!((stored(&once).len(), once.waits), (1, 1));
    // Twice is the server's mistake: it is not fetched over and over.
    let twice = serve(2);
    assert_eq!(dropped(&twice), [("a", SyncProblem::FormHashMismatch)]);
    assert_eq!(twice.requests.len(), 1 + 1 + 2);
}

#[test]
fn a_form_that_cannot_be_had_is_left_and_the_others_come() {
    let serve = |failure: Failure, times: usize| {
        let mut failed = 0;
        fetch(vec![], move |path| {
            if path.ends_with("/a.xml") && failed < times {
                failed += 1;
                return Err(failure);
            }
            Ok(match path {
                "/formList" => list(&(form("a", "1", "", "") + &form("b", "1", "", ""))),
                _ => ok("<h:html/>"),
            })
        })
    };
    // Cut once: both come, after a pause.
    let once = serve(Failure::Cut, 1);
    assert_eq!((stored(&once).len(), once.waits), (2, 1));
    // Cut every time: four attempts, and then the other.
    let always = serve(Failure::Cut, 100);
    assert_eq!(dropped(&always), [("a", SyncProblem::Cut)]);
    assert_eq!(stored(&always).len(), 1);
    assert_eq!((always.requests.len(), always.waits), (2 + 4 + 1, 3));
    assert_eq!(always.report.outcome, Outcome::Complete);
    // Too large will not be smaller the next time.
    let large = serve(Failure::TooLarge, 100);
    assert_eq!(dropped(&large), [("a", SyncProblem::AnswerTooLarge)]);
    assert_eq!((stored(&large).len(), large.waits), (1, 0));
}
