//! Languages, outputs, media, messages.

use farola_form::find_language;

use crate::support::{Form, Scenario, form};

fn bilingual() -> Form {
    form("<a/><b/><k/>")
        .model(
            "<itext><translation lang=\"English (en)\">\
             <text id=\"a:label\"><value>Hello <output value=\" /data/b \"/>!</value></text>\
             <text id=\"a:hint\"><value>A hint</value><value form=\"guidance\">Long</value></text>\
             <text id=\"c1\"><value>One</value></text></translation>\
             <translation lang=\"Español (es)\" default=\"true()\">\
             <text id=\"a:label\"><value>Hola <output value=\" /data/b \"/></value>\
             <value form=\"image\">jr://images/x.png</value></text>\
             <text id=\"a:hint\"><value>Una pista</value></text>\
             <text id=\"msg\"><value>No: <output value=\".\"/></value></text>\
             <text id=\"c1\"><value>Uno</value></text></translation></itext>",
        )
        .bind(
            "/data/a",
            "constraint=\". != '2'\" jr:constraintMsg=\"jr:itext('msg')\"",
        )
        .body(
            "<input ref=\"/data/a\"><label ref=\"jr:itext('a:label')\"/>\
             <hint ref=\"jr:itext('a:hint')\"/></input>\
             <input ref=\"/data/b\"><label>Plain <output value=\"/data/a\"/> text</label></input>",
        )
}

#[test]
fn texts_follow_the_language() {
    let mut s = bilingual().start();
    assert_eq!(s.def().languages(), ["Español (es)", "English (en)"]);
    s.say("/data/b", "Ana");
    let q = &s.questions()[0];
    assert_eq!(
        (q.label.as_str(), q.hint.as_str()),
        ("Hola Ana", "Una pista")
    );
    assert_eq!(q.media.get("image").map(String::as_str), Some("x.png"));
    assert_eq!(s.def().media_names(), ["x.png"]);
    s.set_language("English (en)").unwrap();
    let q = &s.questions()[0];
    assert_eq!(
        (q.label.as_str(), q.guidance.as_str()),
        ("Hello Ana!", "Long")
    );
    s.set_language("es").unwrap();
    assert_eq!(s.language(), "Español (es)");
    assert!(s.set_language("Nahuatl").is_err());
    assert_eq!(s.get("/data/b"), "Ana", "nothing is lost");
}

/// The rule as a table; the hub's and the terminal's tests read the same one.
#[test]
fn a_language_is_found_by_its_name_its_code_or_what_people_call_it() {
    let rows: Vec<serde_json::Value> =
        serde_json::from_str(include_str!("../tables/languages.json")).unwrap();
    assert!(rows.len() > 20);
    for row in rows {
        let why = row["why"].as_str().unwrap();
        let languages = row["languages"].as_array().unwrap();
        let languages: Vec<&str> = languages.iter().map(|l| l.as_str().unwrap()).collect();
        let asked = row["asked"].as_str().unwrap();
        let found = row["found"].as_u64().map(|n| usize::try_from(n).unwrap());
        assert_eq!(find_language(&languages, asked), found, "{why}");

        if languages.is_empty() {
            continue; // a form whose label is in no translation does not load
        }
        // The same through a form, as a phone asks it.
        let translations = languages.iter().map(|name| {
            format!("<translation lang=\"{name}\"><text id=\"a\"><value>{name}</value></text></translation>")
        });
        let itext = format!("<itext>{}</itext>", translations.collect::<String>());
        let mut session = form("<a/>")
            .model(&itext)
            .body("<input ref=\"/data/a\"><label ref=\"jr:itext('a')\"/></input>")
            .start();
        // A language is named as the form writes it, blanks included.
        let name = found.map(|place| languages[place]);
        assert_eq!(
            session.set_language(asked).ok().map(|_| session.language()),
            name,
            "{why}"
        );
        let label = session.def().fields()[0].label(asked);
        let shown = name
            .or(languages.first().copied())
            .unwrap_or_default()
            .trim();
        assert_eq!(label, shown, "{why}: the default where there is none");
    }
}

#[test]
fn of_two_languages_that_fit_the_default_is_taken() {
    let itext = "<itext><translation lang=\"es-ES\"/><translation lang=\"es-MX\" \
         default=\"true()\"/></itext>";
    let mut session = form("<a/>")
        .model(itext)
        .body("<input ref=\"/data/a\"/>")
        .start();
    session.set_language("es").unwrap();
    assert_eq!(
        session.language(),
        "es-MX",
        "as the hub lists it: the default first"
    );
}

#[test]
fn messages_have_outputs_and_fall_back() {
    let mut s = bilingual().start();
    assert_eq!(
        s.answer("/data/a", "2").unwrap().invalid.unwrap().message,
        "No: 2"
    );
    // English has no such message: the default language's is shown.
    s.set_language("en").unwrap();
    assert_eq!(s.validate()[0].message, "No: 2");
}

#[test]
fn plain_labels_have_outputs() {
    let mut s = bilingual().start();
    s.say("/data/a", "x");
    assert_eq!(s.questions()[1].label, "Plain x text");
}

#[test]
fn choices_and_calculations_change_with_the_language() {
    let mut s = bilingual()
        .model("<instance id=\"l\"><root><item><itextId>c1</itextId><name>1</name></item></root></instance>")
        .bind("/data/b", "calculate=\"jr:itext('c1')\"")
        .body(
            "<select1 ref=\"/data/k\"><label>x</label><itemset nodeset=\"instance('l')/root/item\">\
             <value ref=\"name\"/><label ref=\"jr:itext(itextId)\"/></itemset></select1>",
        )
        .start();
    let label = |s: &farola_form::Session| s.questions()[2].choices[0].label.clone();
    assert_eq!((label(&s), s.get("/data/b")), ("Uno".into(), "Uno".into()));
    s.set_language("en").unwrap();
    assert_eq!((label(&s), s.get("/data/b")), ("One".into(), "One".into()));
}

#[test]
fn the_hub_reads_labels_and_choices_without_a_session() {
    let def = bilingual()
        .model("<instance id=\"l\"><root><item><itextId>c1</itextId><name>1</name></item></root></instance>")
        .body(
            "<select1 ref=\"/data/k\"><label>x</label>\
             <itemset nodeset=\"instance('l')/root/item[name = /data/a]\">\
             <value ref=\"name\"/><label ref=\"jr:itext(itextId)\"/></itemset></select1>",
        )
        .def();
    let fields = def.fields();
    assert_eq!(fields[0].label("English (en)"), "Hello …!");
    assert_eq!(fields[0].label("es"), "Hola …");
    assert_eq!(fields[0].path, "/data/a");
    assert_eq!(fields[2].choices("en")[0].label, "One");
}
