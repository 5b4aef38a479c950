//! What a form does not ask for, and files that cannot be cleaned, are set aside: by whichever way
//! they come, on either engine, nothing of them is stored readable, their sender is told that they
//! came, reviewers that something is missing, and only the holder of the private half reads it.
// A test that meets something unexpected is to fail at once, where it stands.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "../../store/tests/rig/mod.rs"]
mod postgres_rig;
mod rig;

use std::path::Path;

use farola_hub_server::admin;
use farola_hub_server::store::Store;
use farola_model::Sha256;
use postgres_rig::{On, s3::S3};
use rig::{Rig, id, parcel, photo};
use serde_json::{Value, json};

/// In everything that is to be set aside, and in nothing else.
const SAID: &str = "calandria 20.676543219";

const FORM: &str = r#"<h:html xmlns="http://www.w3.org/2002/xforms"
    xmlns:h="http://www.w3.org/1999/xhtml" xmlns:orx="http://openrosa.org/xforms">
    <h:head><h:title>Aparte</h:title><model><instance><data id="aparte" version="1"><tipo/><foto/>
    <lugar/><linea/><nota/><siempre/><r jr:template="" xmlns:jr="http://openrosa.org/javarosa">
    <otra/></r><orx:meta><orx:instanceID/></orx:meta></data></instance>
    <bind nodeset="/data/tipo" type="string"/>
    <bind nodeset="/data/foto" type="binary" relevant="/data/tipo != 'acoso'"/>
    <bind nodeset="/data/lugar" type="geopoint" relevant="/data/tipo != 'acoso'"/>
    <bind nodeset="/data/linea" type="geotrace" relevant="/data/tipo != 'acoso'"/>
    <bind nodeset="/data/nota" type="string" relevant="/data/tipo != 'acoso'"/>
    <bind nodeset="/data/siempre" type="binary"/>
    <bind nodeset="/data/r/otra" type="binary" relevant="/data/tipo != 'acoso'"/></model></h:head>
    <h:body><input ref="/data/tipo"><label>Tipo</label></input>
    <upload ref="/data/foto" mediatype="image/*"><label>Foto</label></upload>
    <input ref="/data/lugar"><label>Lugar</label></input>
    <input ref="/data/linea"><label>Línea</label></input>
    <input ref="/data/nota"><label>Nota</label></input>
    <upload ref="/data/siempre" mediatype="image/*"><label>Siempre</label></upload>
    <group ref="/data/r"><label>R</label><repeat nodeset="/data/r">
    <upload ref="/data/r/otra" mediatype="image/*"><label>Otra</label></upload></repeat></group>
    </h:body></h:html>"#;

/// What somebody sends that nobody may read here.
struct Kind {
    what: &'static str,
    answers: String,
    /// Name and bytes of its file.
    file: Option<(String, Vec<u8>)>,
    /// Kind and reason of each line that the record has of it.
    told: &'static [(&'static str, &'static str)],
    /// Whether an asked answer names the file.
    is_asked: bool,
}

fn kinds() -> Vec<Kind> {
    let acoso = |answer: &str| format!("<tipo>acoso</tipo>{answer}");
    let name = format!("{SAID}.jpg");
    let picture = [&photo(7)[..], SAID.as_bytes()].concat();
    let large = [SAID.as_bytes(), &vec![b'7'; 400_000]].concat();
    let unasked = &[("answers", "unasked")][..];
    let both = &[("answers", "unasked"), ("file", "unasked")][..];
    let kind = |what, answers, file: Option<(&str, &[u8])>, told, is_asked| Kind {
        what,
        answers,
        file: file.map(|(name, bytes)| (name.to_owned(), bytes.to_vec())),
        told,
        is_asked,
    };
    vec![
        kind(
            "a photo that is not asked",
            acoso(&format!("<foto>{name}</foto>")),
            Some((&name, &picture)),
            both,
            false,
        ),
        kind(
            "one in a repeat",
            acoso(&format!("<r><otra>{name}</otra></r>")),
            Some((&name, &picture)),
            both,
            false,
        ),
        kind(
            "a point that is not asked",
            acoso("<lugar>20.676543219 -103.3470 1550 9.5</lugar>"),
            None,
            unasked,
            false,
        ),
        kind(
            "a line that is not asked",
            acoso("<linea>20.676543219 -103.3 0 0;20.7 -103.4 0 0</linea>"),
            None,
            unasked,
            false,
        ),
        kind(
            "a text that is not asked",
            acoso(&format!("<nota>{SAID}</nota>")),
            None,
            unasked,
            false,
        ),
        kind(
            "a field that the form does not have",
            format!("<tipo>luz</tipo><casa><donde>{SAID}</donde></casa>"),
            None,
            unasked,
            false,
        ),
        kind(
            "a file that no answer names",
            "<tipo>luz</tipo>".to_owned(),
            Some((&name, &picture)),
            &[("file", "unasked")],
            false,
        ),
        kind(
            "a large one",
            "<tipo>luz</tipo>".to_owned(),
            Some((&name, &large)),
            &[("file", "unasked")],
            false,
        ),
        kind(
            "a file that cannot be cleaned",
            "<siempre>f.jpg</siempre>".to_owned(),
            Some(("f.jpg", &[b"%PDF-1.7 ", SAID.as_bytes()].concat())),
            &[("file", "unclean")],
            true,
        ),
    ]
}

/// How it comes.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    /// As ODK Collect and Central's clients send it: in one request.
    Together,
    /// The file in a later request.
    Late,
    /// By the platform of a phone.
    Parcel,
}

struct World {
    rig: Rig,
    /// The private half.
    secret: Option<String>,
    database: Option<String>,
    _s3: Option<S3>,
    dir: tempfile::TempDir,
}

impl World {
    fn new(on: On, has_key: bool) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let hub = dir.path().join("hub");
        let (mut database, mut s3) = (None, None);
        let mut place = farola_hub_server::store::Place::folder(&hub);
        if on == On::PostgresBucket {
            let url = postgres_rig::database();
            let held = dir.path().join("bucket");
            std::fs::create_dir(&held).unwrap();
            let server = S3::own(&held);
            place = server.give(place.with_database(&url).unwrap());
            (database, s3) = (Some(url), Some(server));
        }
        let key = rig::furnish_at(&place);
        let store = admin::open(place.clone()).unwrap();
        let secret = has_key.then(|| {
            let (secret, public) = admin::new_aside_key();
            admin::set_aside_key(&store, Some(&public)).unwrap();
            secret
        });
        let form = dir.path().join("form.xml");
        std::fs::write(&form, FORM).unwrap();
        admin::publish(&store, farola_model::ProjectId(1), &form, None).unwrap();
        drop(store);
        Self {
            rig: Rig::at(&place, key),
            secret,
            database,
            _s3: s3,
            dir,
        }
    }

    /// Where it is: tables, files of the folder and of the bucket.
    fn traces(&self) -> Vec<String> {
        let mut found = files_with(self.dir.path(), "20.676543219");
        if let Some(url) = &self.database {
            let sql = "SELECT t.table_name::text FROM information_schema.tables t
                 WHERE t.table_schema = current_schema() AND query_to_xml(format(
                   'SELECT 1 FROM %I x WHERE to_jsonb(x)::text LIKE ''%%20.676543219%%''
                      OR to_jsonb(x)::text LIKE ''%%32302e363736353433323139%%'' LIMIT 1',
                   t.table_name), false, false, '')::text LIKE '%<row%'";
            let rows = postgres_rig::beside(url).query(sql, &[]).unwrap();
            found.extend(rows.iter().map(|row| row.get::<_, String>(0)));
        }
        found
    }

    /// Sends it; the receipt at the end.
    fn send(&self, kind: &Kind, way: Way, xml: &str, number: u32) -> farola_protocol::Receipt {
        let files: Vec<(&str, &[u8])> = kind
            .file
            .iter()
            .map(|(name, bytes)| (name.as_str(), &bytes[..]))
            .collect();
        if way == Way::Together {
            return self.rig.submit(xml, &files).receipt();
        }
        let first = self.rig.submit(xml, &[]);
        assert_eq!(first.status, 201, "{}", first.text());
        let Some((name, bytes)) = kind.file.as_ref().filter(|_| way == Way::Parcel) else {
            return self.rig.submit(xml, &files).receipt();
        };
        let parcel = parcel(&self.rig.key, xml, &id(number), name, bytes);
        let announced = self.rig.announce(&parcel.id, &parcel.told.to_json());
        if !kind.is_asked {
            // Its name would wait in a row; the phone sends it by itself instead.
            assert_eq!(announced.problem(), "parcel.not_wanted");
            return self.rig.submit(xml, &files).receipt();
        }
        assert_eq!(announced.status, 201, "{}", announced.text());
        let sent = self.rig.upload(&parcel.id.to_string(), &parcel.sealed);
        assert_eq!(sent.status, 201, "{}", sent.text());
        self.rig.receipt(&id(number))
    }

    fn record(&self, role: &str, number: u32) -> Value {
        let token = self.rig.sign_in(role);
        self.rig
            .read(&token, &format!("submissions/{}", id(number)))
    }
}

fn files_with(dir: &Path, word: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, word));
        } else if path.extension().is_none_or(|end| end != "xml") {
            let bytes = std::fs::read(&path).unwrap();
            let needle = word.as_bytes();
            if bytes.windows(needle.len()).any(|part| part == needle) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

fn xml(number: u32, answers: &str) -> String {
    format!(
        "<data id=\"aparte\" version=\"1\" xmlns:orx=\"http://openrosa.org/xforms\">{answers}\
         <orx:meta><orx:instanceID>{}</orx:instanceID></orx:meta></data>",
        id(number)
    )
}

/// Each kind, by each way, sealed or dropped.
fn nothing_of_it_is_readable(on: On) {
    for has_key in [true, false] {
        let world = World::new(on, has_key);
        let mut number = 0;
        for kind in kinds() {
            for way in [Way::Together, Way::Late, Way::Parcel] {
                number += 1;
                let what = format!("{} {way:?}, key {has_key}", kind.what);
                let xml = xml(number, &kind.answers);
                let receipt = world.send(&kind, way, &xml, number);
                assert_eq!(world.traces(), [""; 0], "{what}");

                // Both digests; whoever sent it has nothing left to send.
                assert_eq!(receipt.xml_sha256, Sha256::of(xml.as_bytes()), "{what}");
                let is_cut = kind.told.contains(&("answers", "unasked"));
                assert_eq!(receipt.kept_xml_sha256.is_some(), is_cut, "{what}");
                assert_eq!(receipt.missing, [""; 0], "{what}");
                if let Some((name, bytes)) = &kind.file {
                    assert!(receipt.holds(name, &Sha256::of(bytes)), "{what}");
                }
                assert_eq!(world.rig.receipt(&id(number)), receipt, "{what}");
                let again = world.send(&kind, Way::Together, &xml, number);
                assert_eq!(again, receipt, "{what}: sent again it is the same");

                told(&world, number, &kind, &what);
            }
        }
        assert_eq!(world.traces(), [""; 0]);
        let token = world.rig.sign_in("reviewer");
        let marked = world.rig.read(&token, "queue?flag=form");
        assert_eq!(marked["total"], number, "reviewers find all of them");
    }
}

/// What a reviewer and an administrator see of it, and what is sealed.
fn told(world: &World, number: u32, kind: &Kind, what: &str) {
    let seen = world.record("reviewer", number);
    assert_eq!(seen["flags"], json!(["form"]), "{what}");
    assert!(!seen.to_string().contains("20.676543219"), "{what}");
    let mut lines: Vec<(&str, &str)> = Vec::new();
    for line in seen["aside"].as_array().unwrap() {
        let text = |name: &str| line[name].as_str().unwrap();
        lines.push((text("kind"), text("reason")));
        assert_eq!(line["url"], Value::Null, "{what}");
        assert_eq!(line["sealed"], world.secret.is_some(), "{what}");
    }
    lines.sort_unstable();
    assert_eq!(lines, kind.told, "{what}");
    let of_admin = world.record("admin", number);
    let mut opened = Vec::new();
    for line in of_admin["aside"].as_array().unwrap() {
        let Some(url) = line["url"].as_str() else {
            assert!(world.secret.is_none(), "{what}");
            continue;
        };
        for (role, status) in [("team", 403), ("reviewer", 403), ("admin", 200)] {
            let bearer = format!("Bearer {}", world.rig.sign_in(role));
            let answer = world
                .rig
                .send("GET", url, &[("Authorization", &bearer)], b"");
            assert_eq!(answer.status, status, "{what} {role}");
            if status == 200 {
                assert!(!has(&answer.body, SAID), "{what}: it is sealed");
                let plain = open(world, &answer.body);
                let digest = Sha256::of(&plain).to_string();
                assert_eq!(line["sha256"], digest, "{what}: it is what came");
                opened.push(plain);
            }
        }
    }
    if world.secret.is_some() {
        let all = opened.concat();
        assert!(has(&all, "20.676543219"), "{what}");
    }
}

fn has(bytes: &[u8], word: &str) -> bool {
    bytes
        .windows(word.len())
        .any(|part| part == word.as_bytes())
}

/// Opens sealed bytes as an administrator does, elsewhere.
fn open(world: &World, sealed: &[u8]) -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str| dir.path().join(name);
    std::fs::write(file("sealed"), sealed).unwrap();
    std::fs::write(file("key"), world.secret.as_ref().unwrap()).unwrap();
    admin::open_aside(&file("sealed"), &file("key"), &file("plain")).unwrap();
    let (_, other) = (
        std::fs::write(file("other"), admin::new_aside_key().0),
        "gone",
    );
    let refused = admin::open_aside(&file("sealed"), &file("other"), &file(other));
    assert!(refused.is_err() && !file(other).exists());
    std::fs::read(file("plain")).unwrap()
}

#[test]
fn nothing_of_it_is_readable_on_sqlite() {
    nothing_of_it_is_readable(On::Sqlite);
}

#[test]
fn nothing_of_it_is_readable_on_postgres() {
    nothing_of_it_is_readable(On::PostgresBucket);
}

/// What is asked is kept, beside what is not, as it came; `hub verify` and a copy find all whole.
#[test]
fn what_is_asked_stays_beside_it_and_all_is_whole() {
    let world = World::new(On::Sqlite, true);
    let (good, planted) = (photo(9), [&photo(3)[..], SAID.as_bytes()].concat());
    let answers = format!(
        "<tipo>acoso</tipo><foto>{SAID}.jpg</foto><siempre>g.jpg</siempre><casa>{SAID}</casa>"
    );
    let xml = xml(1, &answers);
    let name = format!("{SAID}.jpg");
    let sent = world
        .rig
        .submit(&xml, &[(&name, &planted), ("g.jpg", &good)]);
    let receipt = sent.receipt();
    assert!(receipt.holds("g.jpg", &Sha256::of(&good)));
    let seen = world.record("reviewer", 1);
    let answer = |path: &str| {
        let answers = seen["answers"].as_array().unwrap();
        answers.iter().find(|one| one["ref"] == path).cloned()
    };
    assert_eq!(answer("/data/tipo").unwrap()["value"], "acoso");
    assert_eq!(answer("/data/siempre").unwrap()["media"]["present"], true);
    assert!(answer("/data/foto").is_none_or(|one| one["value"] == Value::Null));
    assert_eq!(seen["receipt"]["complete"], true);
    assert_eq!(seen["receipt"]["xmlSha256"], receipt.xml_sha256.to_string());
    let kept = receipt.kept_xml_sha256.unwrap().to_string();
    assert_eq!(seen["receipt"]["keptXmlSha256"], kept);
    // Both faults are still told, by place.
    let faults = seen["faults"].as_array().unwrap();
    let refs: Vec<_> = faults.iter().map(|fault| fault["ref"].as_str()).collect();
    assert_eq!(refs, [Some("/data"), Some("/data/foto")]);
    assert_eq!(world.traces(), [""; 0]);
    assert!(Store::verify(world.rig.dir.as_path()).unwrap().is_whole());
    let copy = world.dir.path().join("copy");
    Store::back_up(world.rig.dir.as_path(), &copy).unwrap();
    assert!(Store::verify(copy.as_path()).unwrap().is_whole());
    assert_eq!(world.traces(), [""; 0], "nor in the copy");
}

/// A fetch is an act: each one stands in the audit, and so does setting the key.
#[test]
fn who_fetches_it_stands_in_the_audit() {
    let world = World::new(On::Sqlite, true);
    world
        .rig
        .submit(&xml(1, &format!("<casa>{SAID}</casa>")), &[]);
    let url = world.record("admin", 1)["aside"][0]["url"].clone();
    let token = world.rig.sign_in("admin");
    let get = |path: &str| world.rig.json("GET", path, Some(&token), &Value::Null);
    for _ in 0..2 {
        assert_eq!(get(url.as_str().unwrap()).status, 200);
    }
    let entries = get("/v1/audit?limit=500").json();
    let count = |action: &str| {
        let entries = entries["entries"].as_array().unwrap().iter();
        entries.filter(|entry| entry["action"] == action).count()
    };
    assert_eq!((count("aside.open"), count("hub.aside_key")), (2, 1));
    // Neither another record's nor one that is not there.
    world.rig.submit(&xml(2, "<tipo>luz</tipo>"), &[]);
    let other = url.as_str().unwrap().replace("0000001/", "0000002/");
    assert_ne!(url, other);
    assert_eq!(get(&other).status, 404);
    assert_eq!(get(&format!("{}9", url.as_str().unwrap())).status, 404);
}

/// A correction without it takes the mark away; what was set aside before stays listed.
#[test]
fn a_correction_is_held_by_itself() {
    let world = World::new(On::Sqlite, true);
    world
        .rig
        .submit(&xml(1, &format!("<casa>{SAID}</casa>")), &[]);
    let fixed = xml(2, "<tipo>luz</tipo>").replace(
        "<orx:meta>",
        &format!("<orx:meta><orx:deprecatedID>{}</orx:deprecatedID>", id(1)),
    );
    assert_eq!(world.rig.submit(&fixed, &[]).status, 201);
    let seen = world.record("reviewer", 2);
    assert_eq!(seen["flags"], json!([]));
    assert_eq!(seen["aside"].as_array().unwrap().len(), 1);
    // And a correction with it keeps what it corrects.
    let again = xml(3, &format!("<tipo>luz</tipo><casa>{SAID}</casa>")).replace(
        "<orx:meta>",
        &format!("<orx:meta><orx:deprecatedID>{}</orx:deprecatedID>", id(2)),
    );
    assert_eq!(world.rig.submit(&again, &[]).status, 201);
    let seen = world.record("reviewer", 3);
    assert_eq!(seen["versions"].as_array().unwrap().len(), 3);
    assert_eq!(seen["aside"].as_array().unwrap().len(), 2);
    assert_eq!(world.traces(), [""; 0]);
}
