//! One odd entry never spoils a list: it is left out and named, and the rest of the list, and of
//! the session, goes on as if it were not there.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use farola_model::{Coded as _, FormId, FormRef, FormVersion, Md5, Sha256};
use farola_protocol::{Enrolment, HubKey, Response};
use farola_sync::*;

use support::{BASE, Played, item, ok, play, staged, start, status};

const XML: &str = "<h:html/>";

fn file(name: &str, more: &str, url: &str) -> String {
    format!(
        "<mediaFile><filename>{name}</filename>{more}<downloadUrl>{url}</downloadUrl></mediaFile>"
    )
}

fn form(id: &str, version: &str, more: &str) -> String {
    format!(
        "<xform><formID>{id}</formID><name>{id}</name><version>{version}</version>\
         <downloadUrl>/{id}.xml</downloadUrl>{more}</xform>"
    )
}

fn hash(bytes: &[u8]) -> String {
    format!("<hash>md5:{}</hash>", Md5::of(bytes))
}

fn ask(forms: Vec<KnownForm>) -> Start {
    Start {
        check_forms: true,
        forms,
        // Its photo goes last, behind all forms.
        outbox: vec![item(1, &[900_000])],
        ..start(Vec::new())
    }
}

/// A plain server that takes what is sent and has a list, a manifest at `/m`, a form at `/*.xml`
/// and good files at `/f/*`; everything else is as `odd` says.
fn serve(
    start: Start,
    list: &str,
    manifest: &str,
    mut odd: impl FnMut(&str) -> Result<Answer, Failure>,
) -> Played {
    let list = format!("<xforms>{list}</xforms>");
    let manifest = format!("<manifest>{manifest}</manifest>");
    play(start, false, move |path| {
        let path = path.trim_start_matches("http://127.0.0.1:9");
        Ok(match path {
            "/submission" => Answer {
                body: AnswerBody::Bytes(Response::success("ok", None).to_xml().into_bytes()),
                ..status(201)
            },
            "/formList" => ok(list.as_str()),
            "/m" => ok(manifest.as_str()),
            path if path.starts_with("/f/") => staged(path.as_bytes()),
            path if path.ends_with(".xml") => ok(XML),
            path => return odd(path),
        })
    })
}

/// Id of each form that was stored, with the names of its files.
fn stored(played: &Played) -> Vec<String> {
    let of = |write: &StoreCommand| match write {
        StoreCommand::StoreForm { entry, files, .. } => {
            let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
            let (id, version) = (entry.form.id.as_str(), entry.form.version.as_str());
            Some(format!("{id} {version}: {}", names.join(" ")))
        }
        _ => None,
    };
    played.writes.iter().filter_map(of).collect()
}

fn named(played: &Played) -> Vec<String> {
    let missed = played.report.missed.iter();
    missed
        .map(|m| match &m.file {
            Some(file) => format!("{}/{file} {}", m.form, m.problem.code()),
            None => format!("{} {}", m.form, m.problem.code()),
        })
        .collect()
}

/// Nothing of it kept away what was to be sent.
fn went_on(played: &Played, case: &str) {
    assert_eq!(played.report.outcome, Outcome::Complete, "{case}");
    assert_eq!(played.report.delivered.len(), 1, "{case}");
}

/// Odd entries of a manifest between two good ones: the form comes with the good ones.
#[test]
fn an_odd_file_is_left_out_and_named() {
    let too_long = "x".repeat(201);
    let cut = format!("f/{}… form.odd_entry", "x".repeat(80));
    let rows: &[(&str, String, &[&str])] = &[
        (
            "two points",
            file("../evil.txt", "", "/f/e"),
            &["f/../evil.txt form.odd_entry"],
        ),
        (
            "a path",
            file("/etc/passwd", "", "/f/e"),
            &["f//etc/passwd form.odd_entry"],
        ),
        (
            "a folder",
            file("a/b.png", "", "/f/e"),
            &["f/a/b.png form.odd_entry"],
        ),
        (
            "of Windows",
            file("a\\b.png", "", "/f/e"),
            &["f/a\\b.png form.odd_entry"],
        ),
        (
            "hidden",
            file(".hidden", "", "/f/e"),
            &["f/.hidden form.odd_entry"],
        ),
        (
            "turned text",
            file("a\u{202e}/b", "", "/f/e"),
            &["f/a/b form.odd_entry"],
        ),
        ("too long", file(&too_long, "", "/f/e"), &[&cut]),
        ("no name", file("", "", "/f/e"), &["f/ form.odd_entry"]),
        (
            "no element for it",
            "<mediaFile/>".to_owned(),
            &["f/ form.odd_entry"],
        ),
        (
            "no address",
            file("e.png", "", ""),
            &["f/e.png form.odd_entry"],
        ),
        (
            "doubled",
            file("A.csv", "", "/f/other"),
            &["f/A.csv form.odd_entry"],
        ),
        (
            "the same again",
            file("a.csv", &hash(b"/f/a.csv"), "/f/a.csv"),
            &[],
        ),
        (
            "a file of the phone",
            file("e.png", "", "file:///etc/passwd"),
            &["f/e.png form.foreign_address"],
        ),
        (
            "another host",
            file("e.png", "", "https://other.example/e"),
            &["f/e.png form.foreign_address"],
        ),
        (
            "another port",
            file("e.png", "", "http://127.0.0.1:10/e"),
            &["f/e.png form.foreign_address"],
        ),
        (
            "a user before the host",
            file("e.png", "", "http://127.0.0.1:9@other.example/e"),
            &["f/e.png form.foreign_address"],
        ),
        (
            "a blank in it",
            file("e.png", "", "/a b"),
            &["f/e.png form.foreign_address"],
        ),
        (
            "an unknown element",
            "<folder><filename>x</filename></folder>".to_owned(),
            &[],
        ),
        (
            "text between",
            "text &amp; <!-- and a comment -->".to_owned(),
            &[],
        ),
    ];
    for (case, entry, names) in rows {
        let manifest = [
            file("a.csv", &hash(b"/f/a.csv"), "/f/a.csv"),
            entry.clone(),
            file("z.png", "", "/f/z.png"),
        ];
        let list = form("f", "1", "<manifestUrl>/m</manifestUrl>") + &form("g", "1", "");
        let played = serve(ask(vec![]), &list, &manifest.concat(), |path| {
            panic!("{case}: {path}")
        });
        assert_eq!(stored(&played), ["f 1: a.csv z.png", "g 1: "], "{case}");
        assert_eq!(named(&played), *names, "{case}");
        went_on(&played, case);
    }
}

/// A hash that is none of MD5 is as good as none.
#[test]
fn a_file_with_a_hash_of_another_kind_is_taken() {
    for odd in ["md5:xyz", "sha256:00", "md5:", "?"] {
        let manifest = file("a.csv", &format!("<hash>{odd}</hash>"), "/f/a.csv");
        let list = form("f", "1", "<manifestUrl>/m</manifestUrl>");
        let played = serve(ask(vec![]), &list, &manifest, |path| panic!("{path}"));
        assert_eq!(stored(&played), ["f 1: a.csv"], "{odd}");
        assert!(named(&played).is_empty(), "{odd}");
    }
}

/// A file that the server does not give now: a phone that has a version keeps it whole, and takes
/// over what changed beside the file; one that has none waits.
#[test]
fn a_file_that_cannot_be_had_now_never_makes_a_form_worse() {
    type Odd = fn() -> Result<Answer, Failure>;
    let rows: &[(&str, Odd, &str)] = &[
        ("absent", || Ok(status(404)), "form.unavailable"),
        ("forbidden", || Ok(status(403)), "form.unavailable"),
        ("refused", || Ok(status(401)), "form.unavailable"),
        ("gone", || Ok(status(410)), "form.unavailable"),
        ("too large to tell", || Ok(status(413)), "form.unavailable"),
        ("failing", || Ok(status(500)), "server.failed"),
        (
            "other bytes",
            || Ok(staged(b"other")),
            "form.media_hash_mismatch",
        ),
        (
            "a page",
            || {
                Ok(Answer {
                    location: None,
                    ..status(302)
                })
            },
            "network.captive_portal",
        ),
        ("created", || Ok(status(201)), "network.captive_portal"),
        (
            "elsewhere",
            || {
                Ok(Answer {
                    location: Some("https://other.example/l".into()),
                    ..status(302)
                })
            },
            "form.foreign_address",
        ),
        (
            "too large",
            || Err(Failure::TooLarge),
            "network.answer_too_large",
        ),
        ("torn", || Err(Failure::Cut), "network.cut"),
        ("no end", || Err(Failure::Timeout), "network.timeout"),
        (
            "not packed",
            || Err(Failure::Undecodable),
            "network.unintelligible",
        ),
    ];
    let held = |version: &str| KnownForm {
        form: FormRef {
            id: FormId::new("f"),
            version: FormVersion::new(version),
        },
        hash: Md5::of(XML.as_bytes()),
        files: vec![KnownFile {
            name: "l.csv".to_owned(),
            hash: Md5::of(b"old list"),
            sha256: Sha256::of(b"old list"),
            kind: None,
        }],
    };
    for (case, odd, code) in rows {
        let manifest = file("l.csv", &hash(b"new list"), "/odd") + &file("z.png", "", "/f/z.png");
        let list = form("f", "2", "<manifestUrl>/m</manifestUrl>") + &form("g", "1", "");
        for (held, expect) in [
            (vec![], &["g 1: "][..]),
            (vec![held("1")], &["g 1: "]),
            (vec![held("2")], &["f 2: l.csv z.png", "g 1: "]),
        ] {
            let versions = held.len();
            let played = serve(ask(held), &list, &manifest, |path| match path {
                "/odd" => odd(),
                _ => panic!("{case}: {path}"),
            });
            assert_eq!(stored(&played), expect, "{case}, {versions}");
            assert_eq!(named(&played), [format!("f/l.csv {code}")], "{case}");
            went_on(&played, case);
            let kept = played.writes.iter().find_map(|write| match write {
                StoreCommand::StoreForm { entry, files, .. } if entry.form.id.as_str() == "f" => {
                    files.first().cloned()
                }
                _ => None,
            });
            assert!(
                kept.is_none_or(|kept| kept.hash == Md5::of(b"old list")),
                "{case}"
            );
        }
    }
}

/// Odd entries of a form list between two good ones.
#[test]
fn an_odd_form_is_left_out_and_named() {
    let bare = |fields: &str| format!("<xform>{fields}</xform>");
    let rows: &[(&str, String, &[&str])] = &[
        ("empty", bare(""), &[" form.odd_entry"]),
        (
            "no id",
            bare("<name>N</name><downloadUrl>/n.xml</downloadUrl>"),
            &["N form.odd_entry"],
        ),
        (
            "no name",
            bare("<formID>n</formID><downloadUrl>/n.xml</downloadUrl>"),
            &["n form.odd_entry"],
        ),
        (
            "no address",
            bare("<formID>n</formID><name>N</name>"),
            &["n form.odd_entry"],
        ),
        (
            "doubled",
            form("a", "1", "<descriptionText>again</descriptionText>"),
            &["a form.odd_entry"],
        ),
        ("the same again", form("a", "1", ""), &[]),
        (
            "another host",
            form("n", "1", "").replace("/n.xml", "https://other.example/n.xml"),
            &["n form.foreign_address"],
        ),
        (
            "a file of the phone",
            form("n", "1", "").replace("/n.xml", "file:///n.xml"),
            &["n form.foreign_address"],
        ),
        (
            "a manifest on another host",
            form(
                "n",
                "1",
                "<manifestUrl>https://other.example/m</manifestUrl>",
            ),
            &["n form.foreign_address"],
        ),
        (
            "absent",
            form("n", "1", "").replace("/n.xml", "/odd/404"),
            &["n form.unavailable"],
        ),
        (
            "refused",
            form("n", "1", "").replace("/n.xml", "/odd/401"),
            &["n form.unavailable"],
        ),
        (
            "failing",
            form("n", "1", "").replace("/n.xml", "/odd/503"),
            &["n server.failed"],
        ),
        (
            "too large",
            form("n", "1", "").replace("/n.xml", "/odd/large"),
            &["n network.answer_too_large"],
        ),
        (
            "a page",
            form("n", "1", &hash(b"n")).replace("/n.xml", "/odd/page"),
            &["n network.captive_portal"],
        ),
        (
            "other bytes",
            form("n", "1", &hash(b"n")),
            &["n form.hash_mismatch"],
        ),
        (
            "no bytes",
            form("n", "1", "").replace("/n.xml", "/odd/200"),
            &["n form.hash_mismatch"],
        ),
        (
            "a manifest that is none",
            form("n", "1", "<manifestUrl>/odd/200</manifestUrl>"),
            &["n network.unintelligible"],
        ),
        (
            "no manifest",
            form("n", "1", "<manifestUrl>/odd/404</manifestUrl>"),
            &["n form.unavailable"],
        ),
        (
            "an unknown element",
            "<xforms-group><name>G</name></xforms-group>".to_owned(),
            &[],
        ),
    ];
    for (case, entry, names) in rows {
        let list = form("a", "1", "") + entry + &form("z", "1", "");
        let played = serve(ask(vec![]), &list, "", |path| {
            Ok(match path.strip_prefix("/odd/").expect(case) {
                "large" => return Err(Failure::TooLarge),
                "page" => ok("<!DOCTYPE html><html></html>"),
                code => status(code.parse().unwrap()),
            })
        });
        assert_eq!(stored(&played), ["a 1: ", "z 1: "], "{case}");
        assert_eq!(named(&played), *names, "{case}");
        went_on(&played, case);
    }
}

/// Many that fail are asked for once each behind the first, and at last no more: what is to be
/// sent goes all the same.
#[test]
fn a_server_that_fails_for_every_form_still_takes_reports() {
    let ids: Vec<String> = (0..20).map(|n| format!("n{n}")).collect();
    let list = ids
        .iter()
        .map(|id| form(id, "1", "").replace(".xml", ".odd"));
    let list: String = list.collect();
    for answer in [Ok(status(500)), Err(Failure::Timeout), Ok(ok("<html>"))] {
        let is_page = matches!(&answer, Ok(page) if page.status == 200);
        // A page has no hash to fail: it stands for a form only where one is given.
        let list = if is_page {
            list.replace("</xform>", &(hash(b"n") + "</xform>"))
        } else {
            list.clone()
        };
        let mut asked = 0;
        let played = serve(ask(vec![]), &list, "", |_| {
            asked += 1;
            answer.clone()
        });
        went_on(&played, "all fail");
        assert_eq!(named(&played).len(), 20);
        assert!(asked <= 4 + 5, "{asked}");
    }
    // One that comes gives the others their patience back.
    let list = [
        form("a", "1", "").replace(".xml", ".odd"),
        form("b", "1", ""),
        form("c", "1", "").replace(".xml", ".odd"),
    ];
    let mut asked = 0;
    let played = serve(ask(vec![]), &list.concat(), "", |_| {
        asked += 1;
        Ok(status(500))
    });
    assert_eq!((stored(&played).len(), asked), (1, 4 + 4));
    went_on(&played, "one comes");
}

/// Two versions of one id: one of them, whatever the order, and at the next session nothing.
#[test]
fn of_two_versions_of_a_form_always_the_same_is_taken() {
    for (low, high) in [
        ("1", "2"),
        ("9", "10"),
        ("1.9", "1.10"),
        ("2026112901", "2026113001"),
        ("", "1"),
        ("a", "b"),
        ("01", "1"),
        ("v2-beta", "v10"),
        ("99999999999999999999998", "99999999999999999999999"),
    ] {
        let hashed = |version: &str| form("f", version, &hash(XML.as_bytes()));
        for list in [[low, high], [high, low]] {
            let list = list.map(hashed).concat();
            let played = serve(ask(vec![]), &list, "", |path| panic!("{path}"));
            assert_eq!(stored(&played), [format!("f {high}: ")], "{low} {high}");
            assert!(named(&played).is_empty());
            let known = KnownForm {
                form: FormRef {
                    id: FormId::new("f"),
                    version: FormVersion::new(high),
                },
                hash: Md5::of(XML.as_bytes()),
                files: Vec::new(),
            };
            let again = serve(ask(vec![known]), &list, "", |path| panic!("{path}"));
            assert!(stored(&again).is_empty(), "{low} {high}");
        }
    }
}

/// Another server is one that the enrolment names, and nobody else. It is not told who asks; where
/// the hub has a key it must have said what the file is.
#[test]
fn other_servers_are_those_that_the_enrolment_names() {
    const KEY: HubKey = HubKey::new([7; 32]);
    let plain = || Enrolment::from_url(BASE).unwrap();
    let keyed = || Enrolment::at(BASE, Some(KEY)).unwrap();
    let named_by = |enrolment: Enrolment| {
        let hosts = ["https://files.example", "https://two.example:8443"];
        enrolment.with_file_hosts(hosts).unwrap()
    };
    let rows = [
        (named_by(plain()), "https://files.example/a", "", true),
        (named_by(plain()), "https://FILES.example:443/a", "", true),
        (named_by(plain()), "https://two.example:8443/a", "", true),
        (named_by(plain()), "https://two.example/a", "", false),
        (named_by(plain()), "http://files.example/a", "", false),
        (named_by(plain()), "https://files.example.evil/a", "", false),
        (plain(), "https://files.example/a", "", false),
    ];
    for (enrolment, url, more, comes) in rows {
        let start = Start {
            enrolment,
            ..ask(vec![])
        };
        let list = form("f", "1", "<manifestUrl>/m</manifestUrl>");
        let manifest = file("a.csv", more, url);
        let played = serve(start, &list, &manifest, |path| {
            assert!(comes && path == url, "{path}");
            Ok(staged(b"a"))
        });
        let (files, code): (_, &[&str]) = if comes {
            ("f 1: a.csv", &[])
        } else {
            ("f 1: ", &["f/a.csv form.foreign_address"])
        };
        assert_eq!(stored(&played), [files], "{url}");
        assert_eq!(named(&played), code, "{url}");
    }
    for (name, ok) in [
        ("https://files.example", true),
        ("https://files.example:8443", true),
        ("https://files.example/", true),
        ("https://files.example/folder", false),
        ("http://files.example", false),
        ("files.example", false),
        ("https://a@files.example", false),
        ("", false),
    ] {
        let read = keyed().with_file_hosts([name]);
        assert_eq!(read.is_ok(), ok, "{name}");
        if let Ok(read) = read {
            let again = Enrolment::parse(&read.to_link()).unwrap();
            assert_eq!(again, read);
            assert_eq!(
                Enrolment::parse(&read.to_collect_qr()).unwrap().file_hosts,
                read.file_hosts
            );
        }
    }
}
