//! What a form gathers that says who somebody is.

use std::sync::Arc;

use farola_form::{Allowed, AllowedPhoto, FormDef, NoMedia, Severity};

const STRICT: Allowed = Allowed {
    photos: Vec::new(),
    places: Vec::new(),
};

fn form(nodes: &str, model: &str, body: &str) -> Arc<FormDef> {
    let xml = format!(
        r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
        xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms">
        <h:head><h:title>T</h:title><model><instance><data id="t">{nodes}<meta><instanceID/><audit/>
        </meta></data></instance>{model}</model></h:head><h:body>{body}</h:body></h:html>"#
    );
    let (form, diagnostics) = FormDef::parse(xml.as_bytes(), &NoMedia);
    Arc::new(form.unwrap_or_else(|| panic!("{diagnostics:?}")))
}

/// The codes of errors, without `form.privacy_`.
fn found(form: &Arc<FormDef>, allowed: &Allowed) -> Vec<&'static str> {
    let found = form.check_privacy(Some(allowed)).into_iter();
    let errors = found.filter(|one| one.severity == Severity::Error);
    errors
        .map(|one| one.code.strip_prefix("form.privacy_").unwrap())
        .collect()
}

#[test]
fn a_question_is_known_by_its_words() {
    for (name, label, expected) in [
        ("nombre", "¿Cómo se llama?", &["name"][..]),
        ("q1", "Escriba su NOMBRE completo", &["name"]),
        ("q1", "Apellidos", &["name"]),
        ("first_name", "Who?", &["name"]),
        ("q1", "Your full name?", &["name"]),
        ("q1", "¿Cuál es el nombre de la calle?", &[]),
        ("q1", "Name of the street", &[]),
        ("q1", "Nota, sin nombres ni teléfonos", &[]),
        ("q1", "A note without names", &[]),
        ("q1", "Sin prisa: su nombre", &["name"]),
        ("renombre", "Nombrecito", &[]),
        ("q1", "¿Qué teléfono tiene?", &["telephone"]),
        ("q1", "Tele\u{301}fono", &["telephone"]),
        ("cel", "¿A dónde le marcamos?", &["telephone"]),
        ("q1", "Mobile phone", &["telephone"]),
        ("q1", "Correo electrónico", &["mail"]),
        ("q1", "E-mail", &["mail"]),
        ("q1", "Nombre y correo", &["name", "mail"]),
        ("q1", "¿Qué le pasó?", &["experience"]),
        ("q1", "Describa a su agresor", &["experience"]),
        ("q1", "What happened to you here?", &["experience"]),
        ("q1", "¿Qué falta en esta parada?", &[]),
        ("poste", "Número del poste", &[]),
    ] {
        let body = format!("<input ref=\"/data/{name}\"><label>{label}</label></input>");
        let form = form(&format!("<{name}/>"), "", &body);
        assert_eq!(found(&form, &STRICT), expected, "{name} {label}");
        // Of a form of anybody the same is advice.
        let advice = form.check_privacy(None);
        assert!(advice.iter().all(|one| one.severity == Severity::Warning));
        assert_eq!(advice.len(), expected.len() + 1, "a text has no limit");
    }
    // A choice or a note asks nobody to write anything.
    let choice = form(
        "<q/>",
        "",
        "<select1 ref=\"/data/q\"><label>¿Hay teléfono?</label><item><label>Sí</label>\
         <value>1</value></item></select1>",
    );
    assert_eq!(found(&choice, &STRICT), [""; 0]);
    let note = form(
        "<q/>",
        "<bind nodeset=\"/data/q\" readonly=\"true()\"/>",
        "<input ref=\"/data/q\"><label>No anote ningún nombre ni teléfono</label></input>",
    );
    assert_eq!(found(&note, &STRICT), [""; 0]);
    let number = form(
        "<q/>",
        "<bind nodeset=\"/data/q\" type=\"int\"/>",
        "<input ref=\"/data/q\"><label>Celular</label></input>",
    );
    assert_eq!(found(&number, &STRICT), ["telephone"]);
}

#[test]
fn a_label_in_any_language_counts() {
    let form = form(
        "<q/>",
        "<itext><translation lang=\"es\"><text id=\"q\"><value>Lugar</value></text></translation>\
         <translation lang=\"en\"><text id=\"q\"><value>Your phone</value></text></translation>\
         </itext>",
        "<input ref=\"/data/q\"><label ref=\"jr:itext('q')\"/></input>",
    );
    assert_eq!(found(&form, &STRICT), ["telephone"]);
}

#[test]
fn what_a_form_takes_by_itself_is_known_by_what_it_declares() {
    for property in [
        "deviceid",
        "username",
        "phonenumber",
        "email",
        "subscriberid",
        "simserial",
        "uri:email",
    ] {
        let model = format!(
            "<bind nodeset=\"/data/q\" jr:preload=\"property\" jr:preloadParams=\"{property}\"/>"
        );
        assert_eq!(
            found(&form("<q/>", &model, ""), &STRICT),
            ["identity"],
            "{property}"
        );
    }
    let read = "<bind nodeset=\"/data/q\" calculate=\"concat('a', property('deviceid'))\"/>";
    assert_eq!(found(&form("<q/>", read, ""), &STRICT), ["identity"]);
    let times = "<bind nodeset=\"/data/q\" jr:preload=\"timestamp\" jr:preloadParams=\"start\"/>";
    assert_eq!(found(&form("<q/>", times, ""), &STRICT), [""; 0]);
    let record = "<odk:recordaudio event=\"odk-instance-load\" ref=\"/data/q\"/>";
    assert_eq!(found(&form("<q/>", record, ""), &STRICT), ["recording"]);
    let place = "<odk:setgeopoint event=\"odk-instance-first-load\" ref=\"/data/q\"/>";
    assert_eq!(found(&form("<q/>", place, ""), &STRICT), ["place"]);
    for (audit, expected) in [
        ("odk:track-changes=\"true\"", &[][..]),
        ("odk:identify-user=\"true\"", &["audit_places"]),
        (
            "odk:location-priority=\"balanced\" odk:location-min-interval=\"10\" \
             odk:location-max-age=\"60\"",
            &["audit_places"],
        ),
    ] {
        let model = format!("<bind nodeset=\"/data/meta/audit\" type=\"binary\" {audit}/>");
        assert_eq!(
            found(&form("<q/>", &model, ""), &STRICT),
            expected,
            "{audit}"
        );
    }
}

#[test]
fn photos_sounds_and_places_are_those_that_are_allowed() {
    let asks = |relevant: &str| {
        let model = format!(
            "<bind nodeset=\"/data/photo\" type=\"binary\" relevant=\"{relevant}\"/>\
             <bind nodeset=\"/data/place\" type=\"geopoint\"/>"
        );
        let body = "<input ref=\"/data/kind\"><label>K</label></input>\
             <upload ref=\"/data/photo\" mediatype=\"image/*\"><label>P</label></upload>\
             <input ref=\"/data/place\"><label>W</label></input>";
        form("<kind/><photo/><place/>", &model, body)
    };
    let photo = |never_with| Allowed {
        photos: vec![AllowedPhoto {
            question: "photo",
            never_with,
        }],
        places: vec!["place"],
    };
    let never = Some(("kind", "harassment"));
    assert_eq!(found(&asks("true()"), &STRICT), ["photo", "place"]);
    assert_eq!(found(&asks("true()"), &photo(None)), [""; 0]);
    assert_eq!(found(&asks("true()"), &photo(never)), ["photo"]);
    assert_eq!(
        found(&asks("/data/kind != 'harassment'"), &photo(never)),
        [""; 0]
    );
    assert_eq!(
        found(&asks("/data/kind = 'harassment'"), &photo(never)),
        ["photo"]
    );
    assert_eq!(
        found(&asks("/data/kind != 'lamp'"), &photo(never)),
        ["photo"]
    );
    for media in ["audio/*", "video/*"] {
        let body =
            format!("<upload ref=\"/data/q\" mediatype=\"{media}\"><label>V</label></upload>");
        let bind = "<bind nodeset=\"/data/q\" type=\"binary\"/>";
        assert_eq!(
            found(&form("<q/>", bind, &body), &photo(None)),
            ["recording"],
            "{media}"
        );
    }
}

#[test]
fn a_text_has_a_limit() {
    for (appearance, constraint, code) in [
        ("", "", "form.privacy_text"),
        ("multiline", "", "form.privacy_long_text"),
        ("multiline", ". != 'x'", "form.privacy_long_text"),
        ("multiline", "string-length(.) &lt;= 400", ""),
        ("", "regex(., '^[0-9]{3}$')", ""),
    ] {
        let model = match constraint {
            "" => String::new(),
            rule => format!("<bind nodeset=\"/data/q\" constraint=\"{rule}\"/>"),
        };
        let body =
            format!("<input ref=\"/data/q\" appearance=\"{appearance}\"><label>Q</label></input>");
        let found = form("<q/>", &model, &body).check_privacy(Some(&STRICT));
        let codes: Vec<_> = found.iter().map(|one| one.code).collect();
        let expected: Vec<&str> = Some(code)
            .filter(|code| !code.is_empty())
            .into_iter()
            .collect();
        assert_eq!(codes, expected, "{appearance} {constraint}");
    }
}
