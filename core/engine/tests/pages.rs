//! Pages as a shell shows them: patches, what holds a page, long lists, the way back to a page.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::fmt::Write as _;
use std::path::Path;

use farola_engine::form::{MediaMap, ScreenKind};
use farola_engine::{Engine, Entry, Filling, LineShown, PAGE_CHOICES, Patch};
use farola_model::FormId;
use support::engine;

const FORM: &str = r#"<h:html xmlns="http://www.w3.org/2002/xforms"
  xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
  <h:head><h:title>Farolas</h:title><model>
  <itext><translation lang="Español (es)" default="true()">
    <text id="l"><value>Lámparas: <output value="/data/g/lamps"/></value></text></translation>
  <translation lang="English (en)">
    <text id="l"><value>Lamps: <output value="/data/g/lamps"/></value></text></translation></itext>
  <instance><data id="lamps" version="1"><street/><g><lamps/><off/><said/></g><place/>
  <meta><instanceID/></meta></data></instance>
  <instance id="places"><root>PLACES</root></instance>
  <bind nodeset="/data/street" type="string" required="true()" jr:requiredMsg="La calle falta"/>
  <bind nodeset="/data/g/lamps" type="int"/>
  <bind nodeset="/data/g/off" type="int" relevant="/data/g/lamps &gt; 0"
    constraint=". &lt;= /data/g/lamps" jr:constraintMsg="No puede ser más que el total"/>
  <bind nodeset="/data/g/said" type="string"/>
  <bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
  </model></h:head><h:body>
  <input ref="/data/street"><label>Calle</label></input>
  <group ref="/data/g" appearance="field-list"><label>Luz</label>
  <input ref="/data/g/lamps"><label>Cuántas</label></input>
  <input ref="/data/g/off"><label>Apagadas</label></input>
  <input ref="/data/g/said"><label ref="jr:itext('l')"/></input></group>
  <select1 ref="/data/place"><label>Lugar</label>
  <itemset nodeset="instance('places')/root/item"><value ref="name"/><label ref="label"/></itemset>
  </select1>
  </h:body></h:html>"#;

fn phone(dir: &Path) -> Engine {
    let mut places = String::new();
    for n in 0..500 {
        let street = ["Avenida", "Callejón", "Jardín", "Ánima", "Paseo"][n % 5];
        write!(
            places,
            "<item><name>p{n}</name><label>{street} {n}</label></item>"
        )
        .unwrap();
    }
    let engine = engine(dir);
    let xml = FORM.replace("PLACES", &places);
    engine.add_form(xml.as_bytes(), &MediaMap::new()).unwrap();
    engine
}

fn begun(engine: &Engine) -> Filling {
    engine.begin(&FormId::new("lamps"), None).unwrap()
}

fn changed(patch: &Patch) -> Vec<&str> {
    keys(&patch.changed)
}

fn keys(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.key.as_str()).collect()
}

#[test]
fn a_page_is_held_by_what_is_missing_and_says_so_in_place() {
    let dir = tempfile::tempdir().unwrap();
    let mut filling = begun(&phone(dir.path()));
    let first = filling.page();
    assert_eq!((first.number, first.of), (1, 3));
    assert!(!first.stays, "nothing stood before");
    assert_eq!(filling.page_before(), None, "going back leaves the form");
    assert!(filling.page().stays);
    assert_eq!(first.focus, None, "shown from its top");
    assert!(
        first.entries[0].broken.is_none(),
        "told before anyone went on"
    );
    let held = filling.next_page();
    assert_eq!(held.held_by[0].message, "La calle falta");
    assert_eq!(held.page.focus.as_deref(), Some("question:/data/street"));
    assert_eq!((held.page.number, held.page.stays), (1, true));
    let broken = held.page.entries[0].broken.as_ref().unwrap();
    assert_eq!(broken.message, "La calle falta");
    // Answering takes the mark away, with nothing else touched.
    let answered = filling.answer_here("/data/street", "Gante").unwrap();
    assert_eq!(changed(&answered.patch), ["question:/data/street"]);
    assert!(answered.patch.changed[0].broken.is_none());
    let second = filling.next_page().page;
    assert_eq!((second.number, second.stays), (2, false));
    assert_eq!(second.focus, None);
    filling.answer_here("/data/street", "").unwrap();
    let back = filling.page_before().unwrap();
    assert_eq!((back.number, back.stays), (1, false));
    // Before the first page there is none: it stays the first.
    assert_eq!(filling.page_before(), None);
    assert_eq!(filling.page().number, 1);
    assert_eq!(
        filling.skip_page().number,
        2,
        "the person may go on all the same"
    );
}

#[test]
fn an_answer_hands_over_what_differs_on_the_page_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let mut filling = begun(&phone(dir.path()));
    filling.page_of("/data/g/lamps").unwrap();
    let shown = filling.answer_here("/data/g/lamps", "4").unwrap().patch;
    let order = [
        "group:/data/g",
        "question:/data/g/lamps",
        "question:/data/g/off",
    ];
    assert_eq!(keys(shown.page.as_ref().unwrap())[..3], order);
    // The question that came, the answer, and the label that shows it.
    assert_eq!(
        changed(&shown),
        [
            "question:/data/g/lamps",
            "question:/data/g/off",
            "question:/data/g/said"
        ]
    );
    let over = filling.answer_here("/data/g/off", "5").unwrap();
    assert_eq!(
        over.invalid.unwrap().message,
        "No puede ser más que el total"
    );
    assert_eq!(changed(&over.patch), ["question:/data/g/off"]);
    assert!(over.patch.page.is_none());
    let mended = filling.answer_here("/data/g/lamps", "6").unwrap().patch;
    assert!(mended.changed.iter().all(|entry| entry.broken.is_none()));
    assert_eq!(mended.changed.len(), 3);
    let same = filling.answer_here("/data/g/lamps", "6").unwrap().patch;
    assert_eq!(same, Patch::default());
    let gone = filling.answer_here("/data/g/lamps", "0").unwrap().patch;
    assert_eq!(gone.page.unwrap().len(), 3);
}

/// What is said of the question now.
fn said(filling: &mut Filling) -> Option<String> {
    let page = filling.page();
    let entry = page.entries.into_iter();
    let mut broken = entry.filter(|entry| entry.question.path == OFF);
    broken.next().unwrap().broken.map(|broken| broken.message)
}

const OFF: &str = "/data/g/off";
const TOO_MANY: &str = "No puede ser más que el total";

/// What the patch says is wrong with the question; nothing where the patch does not bring it.
fn patched(patch: &Patch) -> Option<Option<&str>> {
    let mut entry = patch.changed.iter();
    let entry = entry.find(|entry| entry.question.path == OFF)?;
    let broken = entry.broken.as_ref();
    Some(broken.map(|broken| broken.message.as_str()))
}

fn four_lamps(engine: &Engine) -> Filling {
    let mut filling = begun(engine);
    filling.page_of("/data/g/lamps").unwrap();
    filling.answer_here("/data/g/lamps", "4").unwrap();
    filling
}

#[test]
fn half_a_number_is_no_mistake_until_its_field_is_left() {
    let dir = tempfile::tempdir().unwrap();
    let mut filling = four_lamps(&phone(dir.path()));
    let typed = filling.type_in(OFF, "5").unwrap().answered;
    assert_eq!(typed.invalid.unwrap().message, TOO_MANY);
    assert_eq!(patched(&typed.patch), Some(None), "while it is typed");
    let typed = filling.type_in(OFF, "51").unwrap().answered;
    assert_eq!(patched(&typed.patch), Some(None));
    // Another field is left, or this one.
    assert_eq!(filling.left("/data/g/said"), Patch::default());
    assert_eq!(patched(&filling.left(OFF)), Some(Some(TOO_MANY)));
    assert_eq!(filling.left(OFF), Patch::default(), "said once");
    // It stays said while it is mended, and goes at once.
    let typed = filling.type_in(OFF, "5").unwrap().answered;
    assert_eq!(patched(&typed.patch), Some(Some(TOO_MANY)));
    let typed = filling.type_in(OFF, "").unwrap().answered;
    assert_eq!(patched(&typed.patch), Some(None));
    let typed = filling.type_in(OFF, "6").unwrap().answered;
    assert_eq!(patched(&typed.patch), Some(None), "typed anew");
    // A page that is drawn anew says all of it: nobody writes on it yet.
    filling.page_before().unwrap();
    filling.page_of(OFF).unwrap();
    assert_eq!(said(&mut filling).as_deref(), Some(TOO_MANY));
}

#[test]
fn what_is_not_typed_is_said_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut filling = four_lamps(&phone(dir.path()));
    filling.type_in(OFF, "3").unwrap();
    // Another answer breaks it.
    let fewer = filling.answer_here("/data/g/lamps", "2").unwrap().patch;
    assert_eq!(patched(&fewer), None, "the field has the focus still");
    filling.left(OFF);
    filling.answer_here("/data/g/lamps", "3").unwrap();
    let fewer = filling.answer_here("/data/g/lamps", "2").unwrap().patch;
    assert_eq!(patched(&fewer), Some(Some(TOO_MANY)));
}

/// What was gone to comes into sight; what is no question of its page does not.
#[test]
fn a_question_that_was_gone_to_is_in_sight() {
    let dir = tempfile::tempdir().unwrap();
    let mut filling = four_lamps(&phone(dir.path()));
    for (path, focus) in [
        ("/data/g/lamps", Some("question:/data/g/lamps")),
        (OFF, Some("question:/data/g/off")),
        ("/data/g", None),
        ("/data/street", Some("question:/data/street")),
    ] {
        let page = filling.page_of(path).unwrap();
        assert_eq!(page.focus.as_deref(), focus, "{path}");
        assert!(focus.is_none_or(|key| page.entries.iter().any(|entry| entry.key == key)));
        // Drawn anew it stays where the person has scrolled to.
        assert_eq!(filling.page().focus, None);
    }
    filling.page_of(OFF).unwrap();
    let held = filling.type_in(OFF, "7").unwrap();
    assert!(held.answered.invalid.is_some());
    let step = filling.next_page();
    assert_eq!(step.page.focus.as_deref(), Some("question:/data/g/off"));
}

#[test]
fn who_goes_on_hears_what_is_wrong_and_a_held_page_lets_go_once_it_is_mended() {
    let dir = tempfile::tempdir().unwrap();
    let mut filling = four_lamps(&phone(dir.path()));
    assert!(!filling.type_in(OFF, "5").unwrap().answered.patch.held);
    let step = filling.next_page();
    assert_eq!(step.held_by.len(), 1);
    assert!(step.page.held);
    assert_eq!(said(&mut filling).as_deref(), Some(TOO_MANY));
    assert!(filling.page().held, "drawn anew");
    assert!(filling.type_in(OFF, "6").unwrap().answered.patch.held);
    assert!(!filling.type_in(OFF, "4").unwrap().answered.patch.held);
    // Broken once more it holds again, until the person is on another page.
    assert!(filling.type_in(OFF, "7").unwrap().answered.patch.held);
    assert!(!filling.page_before().unwrap().held);
    assert!(
        !filling.page_of(OFF).unwrap().held,
        "nobody wanted to go on"
    );
    // What is not asked any more holds nothing.
    assert!(filling.next_page().page.held);
    let gone = filling.answer_here("/data/g/lamps", "0").unwrap().patch;
    assert!(gone.page.is_some() && !gone.held);
    assert!(filling.next_page().held_by.is_empty());
}

#[test]
fn a_missing_answer_that_is_said_does_not_make_half_a_number_a_mistake() {
    let dir = tempfile::tempdir().unwrap();
    let mut filling = four_lamps(&phone(dir.path()));
    filling.insist();
    let typed = filling.type_in(OFF, "5").unwrap().answered;
    assert_eq!(patched(&typed.patch), Some(None));
    filling.insist();
    assert_eq!(said(&mut filling).as_deref(), Some(TOO_MANY));
}

#[test]
fn a_long_list_comes_in_part_and_is_searched() {
    let dir = tempfile::tempdir().unwrap();
    let mut filling = begun(&phone(dir.path()));
    filling.answer_here("/data/place", "p450").unwrap();
    let page = filling.page_of("/data/place").unwrap();
    let question = &page.entries[0].question;
    assert_eq!(
        question.choices.len(),
        PAGE_CHOICES + 1,
        "the chosen one is with them"
    );
    assert_eq!(question.more_choices, 500 - PAGE_CHOICES - 1);
    assert_eq!(question.choices.last().unwrap().value, "p450");
    let found = filling.find_choices("/data/place", "anima 49", 5);
    let labels: Vec<&str> = found.iter().map(|choice| choice.label.as_str()).collect();
    assert_eq!(labels, ["Ánima 493", "Ánima 498"]);
    assert_eq!(filling.find_choices("/data/place", "JARDIN", 7).len(), 7);
    for around in [" anima 49", "anima 49 ", "\tanima 49\n", "\u{a0}anima 49"] {
        let same = filling.find_choices("/data/place", around, 5);
        assert_eq!(same, found, "{around:?}");
    }
    for blank in ["", " ", " \t"] {
        let first = filling.find_choices("/data/place", blank, 3);
        let first: Vec<&str> = first.iter().map(|choice| choice.value.as_str()).collect();
        assert_eq!(first, ["p0", "p1", "p2"], "{blank:?}");
    }
    assert!(filling.find_choices("/data/place", "zócalo", 7).is_empty());
}

#[test]
fn what_a_list_shows_of_a_search_is_said_with_it() {
    use farola_engine::control::{FOUND_CHOICES, SearchSaid};
    let dir = tempfile::tempdir().unwrap();
    let filling = begun(&phone(dir.path()));
    for (text, shown, said) in [
        ("zócalo", 0, SearchSaid::NotFound),
        ("ánima 49", 2, SearchSaid::Nothing),
        ("jardin", FOUND_CHOICES, SearchSaid::Others),
    ] {
        let listed = filling.search("/data/place", text);
        assert_eq!((listed.shown.len(), listed.said), (shown, said), "{text}");
        let first = filling.find_choices("/data/place", text, shown);
        assert_eq!(listed.shown, first, "{text}");
    }
    let nowhere = filling.search("/data/none", "a");
    assert_eq!(nowhere.said, SearchSaid::NotFound);
}

/// From the end the last page is before it, also where it is the only one; before the first page
/// there is none, and no form is turned where there is nothing to turn.
#[test]
fn the_way_back_leads_through_every_page_and_out() {
    let dir = tempfile::tempdir().unwrap();
    let engine = phone(dir.path());
    for pages in 0..3 {
        let id = format!("way{pages}");
        let names: Vec<String> = (0..pages).map(|at| format!("q{at}")).collect();
        let nodes: String = names.iter().map(|name| format!("<{name}/>")).collect();
        let input = |name: &String| format!("<input ref=\"/data/{name}\"/>");
        let body: String = names.iter().map(input).collect();
        let xml = format!(
            "<h:html xmlns=\"http://www.w3.org/2002/xforms\" \
             xmlns:h=\"http://www.w3.org/1999/xhtml\" \
             xmlns:jr=\"http://openrosa.org/javarosa\"><h:head><h:title>w</h:title><model>\
             <instance><data id=\"{id}\">{nodes}<meta><instanceID/></meta></data></instance>\
             <bind nodeset=\"/data/meta/instanceID\" type=\"string\" jr:preload=\"uid\"/>\
             </model></h:head><h:body>{body}</h:body></h:html>"
        );
        engine
            .add_form(xml.as_bytes(), &Default::default())
            .unwrap();
        let mut filling = engine.begin(&FormId::new(id), None).unwrap();
        while filling.page().kind != ScreenKind::End {
            filling.skip_page();
        }
        for number in (1..=pages).rev() {
            let page = filling.page_before().unwrap();
            assert_eq!(
                (page.kind, page.number),
                (ScreenKind::Question, number),
                "{pages}"
            );
        }
        assert_eq!(filling.page_before(), None, "{pages}");
    }
}

/// A shell keeps the views of a page that stays: whatever does not turn it leaves it there.
#[test]
fn a_page_stays_until_another_is_shown() {
    let dir = tempfile::tempdir().unwrap();
    let mut filling = begun(&phone(dir.path()));
    assert!(!filling.page().stays);
    assert!(filling.page().stays);
    assert!(filling.next_page().page.stays, "it is held");
    assert!(filling.page_of("/data/street").unwrap().stays);
    filling.answer_here("/data/street", "Gante").unwrap();
    assert!(filling.page().stays, "an answer turns no page");
    assert!(filling.page_of("/data/none").is_err());
    assert!(
        filling.page().stays,
        "nor does a question that is not there"
    );
    for turned in [
        filling.next_page().page,
        filling.page_before().unwrap(),
        filling.skip_page(),
        filling.skip_page(),
        filling.skip_page(),
    ] {
        assert!(!turned.stays, "{}", turned.number);
    }
    assert!(filling.skip_page().stays, "after the last there is none");
}

#[test]
fn a_killed_phone_comes_back_to_the_page_of_the_last_answer() {
    let dir = tempfile::tempdir().unwrap();
    let phone = phone(dir.path());
    let mut filling = begun(&phone);
    filling.answer_here("/data/street", "Gante").unwrap();
    filling.answer_here("/data/g/lamps", "4").unwrap();
    let instance = filling.instance().clone();
    drop(filling);
    let mut filling = phone.resume(&instance).unwrap();
    let page = filling.page();
    assert_eq!((page.kind, page.number), (ScreenKind::Group, 2));
    assert!(!page.stays, "its views are made anew");
    let before = filling.page_before();
    assert!(before.is_some(), "going back does not leave the form");
    filling.next_page();
    let page = filling.page();
    assert_eq!(page.entries[1].question.value.as_deref(), Some("4"));
}

#[test]
fn after_the_wish_to_seal_everything_missing_is_marked() {
    let dir = tempfile::tempdir().unwrap();
    let mut filling = begun(&phone(dir.path()));
    filling.skip_page();
    let faults = filling.insist();
    assert_eq!(faults[0].path, "/data/street");
    let page = filling.page_of("/data/street").unwrap();
    assert!(page.entries[0].broken.is_some());
}

#[test]
fn answers_are_read_in_words_before_and_after_they_are_sealed() {
    let dir = tempfile::tempdir().unwrap();
    let phone = phone(dir.path());
    let mut filling = begun(&phone);
    filling.answer_here("/data/street", "Gante").unwrap();
    filling.answer_here("/data/place", "p3").unwrap();
    let lines = filling.lines();
    let words = ["Gante", "Ánima 3"].map(|text| LineShown::Words { text: text.into() });
    assert!(lines.iter().map(|line| &line.shown).eq(&words));
    let finalized = filling.finalize().unwrap();
    assert_eq!(
        phone.submission_lines(&finalized.instance, "es").unwrap(),
        lines
    );
}
