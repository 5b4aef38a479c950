//! What arrives is held to its form: kept all the same, and never shown as if it were good.
// A test that meets something unexpected is to fail at once, where it stands.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod rig;

use rig::{Answer, Rig, id, photo, registration, stop, stop_of};
use serde_json::{Value, json};

fn record(rig: &Rig, token: &str, number: u32) -> Value {
    rig.read(token, &format!("submissions/{}", id(number)))
}

/// Flags and faults of a record.
fn found(rig: &Rig, token: &str, number: u32) -> (Vec<String>, Vec<(String, String)>) {
    let record = record(rig, token, number);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let flags = record["flags"].as_array().unwrap().iter().map(text);
    let faults = record["faults"].as_array().unwrap().iter();
    let faults = faults.map(|fault| (text(&fault["kind"]), text(&fault["ref"])));
    (flags.collect(), faults.collect())
}

fn publish(rig: &Rig, xml: &str) -> Answer {
    let bearer = format!("Bearer {}", rig.sign_in("admin"));
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/xml"),
    ];
    let path = "/v1/projects/1/forms?publish=true";
    rig.send("POST", path, &headers, xml.as_bytes())
}

/// A stop with one answer changed.
fn changed(number: u32, from: &str, to: &str) -> String {
    let sound = stop(&id(number), "");
    let changed = sound.replace(from, to);
    assert_ne!(sound, changed, "{from}");
    changed
}

#[test]
fn each_rule_of_the_form_marks_the_record_and_its_answer() {
    let rig = Rig::new();
    let token = rig.sign_in("reviewer");
    let cases = [
        ("<n_calif>7<", "<n_calif>muchas<", "type", "/data/n_calif"),
        (
            "<n_calif>7<",
            "<n_calif>700<",
            "constraint",
            "/data/n_calif",
        ),
        ("<p_ojos>1<", "<p_ojos>9<", "choice", "/data/p_ojos"),
        ("<p_ojos>1</p_ojos>", "", "required", "/data/p_ojos"),
        ("<p_ojos>1<", "<p_ojos><", "required", "/data/p_ojos"),
        (
            "<pos>20.6767 -103.3470 1550 9.5<",
            "<pos>aquí<",
            "type",
            "/data/pos",
        ),
        (
            "<n_calif>",
            "<nombre>Rosa</nombre><n_calif>",
            "unknown",
            "/data",
        ),
        (
            "<n_calif>",
            "<pos_fix>20 -103 0 0</pos_fix><n_calif>",
            "unasked",
            "/data/pos_fix",
        ),
    ];
    for (number, (from, to, kind, place)) in (1..).zip(cases) {
        let sent = rig.submit(&changed(number, from, to), &[]);
        assert_eq!(sent.status, 201, "kept: {}", sent.text());
        let (flags, faults) = found(&rig, &token, number);
        assert_eq!(flags, ["form"], "{to}");
        let wanted = (kind.to_owned(), place.to_owned());
        assert!(faults.contains(&wanted), "{to}: {faults:?}");
    }
    // Reviewers find them by it; what is sound is not among them.
    assert_eq!(rig.submit(&stop(&id(90), ""), &[]).status, 201);
    assert_eq!(found(&rig, &token, 90), (vec![], vec![]));
    let queue = rig.read(&token, "queue?flag=form");
    assert_eq!(queue["total"], cases.len());
    let facets = rig.read(&token, "facets");
    assert_eq!(
        facets["flags"],
        json!([{"flag": "form", "count": cases.len()}])
    );
    let english = rig.read(&token, &format!("submissions/{}?lang=en", id(2)));
    assert_eq!(
        english["faults"][0]["label"],
        "How many women gave their opinion?"
    );
}

/// A correction that puts things right takes the mark away, and one that does not brings it.
#[test]
fn each_version_is_held_by_itself() {
    let rig = Rig::new();
    let token = rig.sign_in("reviewer");
    rig.submit(&changed(1, "<n_calif>7<", "<n_calif>700<"), &[]);
    assert_eq!(found(&rig, &token, 1).0, ["form"]);
    assert_eq!(
        rig.submit(&stop_of(&id(2), Some(&id(1)), ""), &[]).status,
        201
    );
    assert_eq!(found(&rig, &token, 2), (vec![], vec![]));
    let again = stop_of(&id(3), Some(&id(2)), "").replace("<n_calif>7<", "<n_calif>x<");
    assert_eq!(rig.submit(&again, &[]).status, 201);
    assert_eq!(found(&rig, &token, 3).0, ["form"]);
    // The same once more changes nothing.
    assert_eq!(rig.submit(&again, &[]).status, 201);
    assert_eq!(found(&rig, &token, 3).0, ["form"]);
}

const KEY: &str = include_str!("../../../core/form/tests/encryption/public.txt");

const HEAD: &str = r#"<h:html xmlns="http://www.w3.org/2002/xforms"
    xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
    <h:head><h:title>T</h:title><model>"#;

fn form(id: &str, nodes: &str, model: &str, body: &str) -> String {
    format!(
        "{HEAD}<instance><data id=\"{id}\" version=\"1\">{nodes}<meta><instanceID/></meta></data>\
         </instance>{model}</model></h:head><h:body>{body}</h:body></h:html>"
    )
}

fn sent(form: &str, number: u32, answers: &str) -> String {
    format!(
        "<data id=\"{form}\" version=\"1\">{answers}<meta><instanceID>{}</instanceID></meta></data>",
        id(number)
    )
}

/// A list that is not here, a form that is too dear: what cannot be judged is taken, and says so.
#[test]
fn what_cannot_be_judged_says_so() {
    let rig = Rig::new();
    let token = rig.sign_in("reviewer");
    let listed = form(
        "lista",
        "<a/>",
        r#"<instance id="far" src="jr://file-csv/far.csv"/>"#,
        r#"<select1 ref="/data/a"><label>A</label><itemset nodeset="instance('far')/root/item">
        <value ref="name"/><label ref="name"/></itemset></select1>"#,
    );
    let dear = form(
        "cara",
        "<r><x/><y/></r>",
        r#"<bind nodeset="/data/r/y"
        relevant="count(/data/r[count(/data/r[x = current()/../x]) &gt; 3]) &lt; 0"/>"#,
        r#"<group ref="/data/r"><label>R</label><repeat nodeset="/data/r"><input ref="/data/r/x">
        <label>X</label></input><input ref="/data/r/y"><label>Y</label></input></repeat></group>"#,
    );
    for xml in [&listed, &dear] {
        assert_eq!(publish(&rig, xml).status, 200);
    }
    let unchecked = (vec!["unchecked".to_owned()], vec![]);
    assert_eq!(
        rig.submit(&sent("lista", 1, "<a>norte</a>"), &[]).status,
        201
    );
    assert_eq!(found(&rig, &token, 1), unchecked);
    let rows = "<r><x>1</x><y>2</y></r>".repeat(600);
    assert_eq!(rig.submit(&sent("cara", 2, &rows), &[]).status, 201);
    assert_eq!(found(&rig, &token, 2), unchecked);
    // With its list the same answer is one of the choices, and no list says it of another.
    let bearer = format!("Bearer {}", rig.sign_in("admin"));
    let path = "/v1/projects/1/forms/lista/attachments/far.csv";
    let list = b"name\nnorte\nsur\n";
    let given = rig.send("POST", path, &[("Authorization", &bearer)], list);
    assert_eq!(given.status, 200, "{}", given.text());
    assert_eq!(
        rig.submit(&sent("lista", 3, "<a>norte</a>"), &[]).status,
        201
    );
    assert_eq!(found(&rig, &token, 3), (vec![], vec![]));
    assert_eq!(
        rig.submit(&sent("lista", 4, "<a>este</a>"), &[]).status,
        201
    );
    assert_eq!(found(&rig, &token, 4), unchecked, "it may have been on it");
}

/// Only a form that has a key takes answers that nobody here can read.
#[test]
fn who_calls_answers_encrypted_is_held_all_the_same() {
    let rig = Rig::new();
    let token = rig.sign_in("reviewer");
    assert_eq!(publish(&rig, &form("clara", "<a/>", "", "")).status, 200);
    let feigned = sent("clara", 1, "<b>x</b>").replace("<data ", "<data encrypted=\"yes\" ");
    assert_eq!(rig.submit(&feigned, &[]).status, 201);
    assert_eq!(found(&rig, &token, 1).0, ["form"]);
    let model = format!("<submission base64RsaPublicKey=\"{}\"/>", KEY.trim());
    let published = publish(&rig, &form("cifrada", "<a/>", &model, ""));
    assert_eq!(published.status, 200, "{}", published.text());
    let sealed = format!(
        "<data id=\"cifrada\" version=\"1\" encrypted=\"yes\" \
         xmlns=\"http://www.opendatakit.org/xforms/encrypted\"><base64EncryptedKey>k\
         </base64EncryptedKey><meta><instanceID>{}</instanceID></meta>\
         <encryptedXmlFile>submission.xml.enc</encryptedXmlFile></data>",
        id(2)
    );
    let answer = rig.submit(&sealed, &[("submission.xml.enc", &[7; 32])]);
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(found(&rig, &token, 2).0, ["unchecked"]);
}

/// What a phone of ours finalizes is marked by nothing, with photo and late files too.
#[test]
fn a_sound_record_has_no_mark() {
    let rig = Rig::new();
    let token = rig.sign_in("reviewer");
    let with_photo = stop(&id(1), "<foto>f.jpg</foto><foto_limpia>1</foto_limpia>");
    assert_eq!(rig.submit(&with_photo, &[]).status, 201);
    assert_eq!(rig.submit(&with_photo, &[("f.jpg", &photo(9))]).status, 201);
    assert_eq!(found(&rig, &token, 1), (vec![], vec![]));
    assert_eq!(rig.submit(&registration(&id(2)), &[]).status, 201);
    assert_eq!(found(&rig, &token, 2), (vec![], vec![]));
}
