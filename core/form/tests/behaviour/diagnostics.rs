//! Every fault of a form by name and place.

use farola_form::{FormDef, NoMedia, Severity};

use crate::support::{Form, Scenario, form, parse};

fn ok() -> Form {
    form("<a/><b/>").inputs(&["/data/a", "/data/b"])
}

fn check(form: &Form, expected: &[&str]) {
    let codes: Vec<&str> = form.diagnostics().iter().map(|d| d.code).collect();
    assert_eq!(codes, expected, "{:#?}", form.diagnostics());
}

#[test]
fn a_right_form_has_no_remarks() {
    check(&ok(), &[]);
}

#[test]
fn faults_of_the_model() {
    check(&ok().bind("/data/zzz", ""), &["form.bind_nowhere"]);
    check(
        &ok().bind("/data/a", "").bind("/data/a", ""),
        &["form.duplicate_bind"],
    );
    check(
        &ok().model("<bind type=\"int\"/>"),
        &["form.bind_without_nodeset"],
    );
    check(
        &ok().bind("/data/a", "type=\"integr\""),
        &["form.unknown_type"],
    );
    check(
        &ok().bind("/data/a", "jr:preload=\"magic\""),
        &["form.unknown_preload"],
    );
    check(
        &ok().model("<instance><x/></instance>"),
        &["form.instance_without_id"],
    );
    check(
        &ok().model("<instance id=\"i\"><x></instance>"),
        &["form.not_xml"],
    );
    check(
        &ok().model("<instance id=\"i\"><x/></instance><instance id=\"i\"><x/></instance>"),
        &["form.duplicate_instance"],
    );
    check(
        &ok().model("<instance id=\"i\" src=\"jr://file/none.xml\"/>"),
        &["form.media_missing"],
    );
    check(
        &ok().model("<setvalue ref=\"/data/q\" event=\"odk-instance-load\"/>"),
        &["form.setvalue_nowhere"],
    );
    check(
        &ok().model("<setvalue ref=\"/data/a\" event=\"someday\"/>"),
        &["form.unknown_event"],
    );
}

#[test]
fn faults_of_expressions_have_their_place() {
    let f = ok().bind("/data/a", "relevant=\"/data/b = \"");
    let d = &f.diagnostics()[0];
    assert!(d.code.starts_with("xpath."), "{d:?}");
    assert_eq!(
        (d.place.path.as_str(), d.place.line),
        ("/data/a @relevant", 4)
    );
    assert!(d.place.offset.is_some());
    let d = &ok()
        .bind("/data/a", "calculate=\"selectd(/data/b, 'x')\"")
        .diagnostics()[0];
    assert_eq!(d.code, "xpath.unknown_function");
    assert!(d.message.contains("selected"), "{}", d.message);
    check(
        &ok().bind("/data/a", "calculate=\"/data/bb + 1\""),
        &["form.path_nowhere"],
    );
    check(
        &ok().bind("/data/a", "calculate=\"instance('x')/root\""),
        &["form.unknown_instance"],
    );
    // All of them at once, in the order of the document.
    check(
        &ok()
            .bind("/data/a", "type=\"bad\" relevant=\"1 +\" constraint=\"((\"")
            .bind("/data/no", ""),
        &[
            "form.unknown_type",
            "xpath.syntax",
            "xpath.syntax",
            "form.bind_nowhere",
        ],
    );
}

#[test]
fn cycles_are_named() {
    let f = ok()
        .bind("/data/a", "calculate=\"/data/b + 1\"")
        .bind("/data/b", "calculate=\"/data/a + 1\"");
    check(&f, &["form.cycle"]);
    let message = f.diagnostics()[0].message.clone();
    assert!(
        message.contains("/data/a (calculate) → /data/b (calculate)"),
        "{message}"
    );
    check(&ok().bind("/data/a", "relevant=\". = 1\""), &["form.cycle"]);
    check(
        &ok().bind("/data/a", "calculate=\". + 1\""),
        &["form.cycle"],
    );
    // A constraint may look at its own node.
    check(
        &ok().bind("/data/a", "constraint=\". = 1\" required=\". = ''\""),
        &[],
    );
    let long = form("<a/><b/><c/>")
        .bind("/data/a", "relevant=\"/data/b = 1\"")
        .bind("/data/b", "calculate=\"/data/c\"")
        .bind("/data/c", "calculate=\"/data/a\"");
    check(&long, &["form.cycle"]);
}

#[test]
fn faults_of_the_body() {
    check(
        &ok().body("<input ref=\"/data/c\"><label/></input>"),
        &["form.ref_nowhere"],
    );
    check(
        &ok().body("<input bind=\"none\"><label/></input>"),
        &["form.ref_nowhere"],
    );
    check(
        &ok().body("<input><label/></input>"),
        &["form.control_without_ref"],
    );
    check(
        &ok().body("<input ref=\"/data\"/>"),
        &["form.control_on_group"],
    );
    check(
        &ok().body("<group ref=\"/data/c\"/>"),
        &["form.ref_nowhere"],
    );
    check(
        &ok().body("<slider ref=\"/data/a\"/>"),
        &["form.unknown_control"],
    );
    check(
        &ok().body("<input ref=\"/data/a\"><label ref=\"jr:itext('none')\"/></input>"),
        &["form.unknown_text"],
    );
}

#[test]
fn translations_are_compared() {
    let f = ok().model(
        "<itext><translation lang=\"es\"><text id=\"x\"><value>1</value></text></translation>\
         <translation lang=\"en\"/></itext>",
    );
    check(&f, &["form.missing_translation"]);
    assert_eq!(f.diagnostics()[0].severity, Severity::Warning);
}

#[test]
fn what_is_no_form_is_told_so() {
    let deep = format!("<a>{}", "<b>".repeat(100));
    let cases = [
        ("", "form.not_xml"),
        ("hello", "form.not_xml"),
        ("<a><b></a>", "form.not_xml"),
        ("<a/>", "form.no_model"),
        (
            "<!DOCTYPE x [<!ENTITY e \"&e;&e;\">]><x>&e;</x>",
            "form.dtd",
        ),
        ("<x>&e;</x>", "form.not_xml"),
        (
            "<model xmlns=\"http://www.w3.org/2002/xforms\"/>",
            "form.no_instance",
        ),
        (
            "<model xmlns=\"http://www.w3.org/2002/xforms\"><instance/></model>",
            "form.no_instance",
        ),
        (deep.as_str(), "form.too_deep"),
    ];
    for (xml, code) in cases {
        let (def, diagnostics) = parse(xml);
        let first = diagnostics.first().map_or("", |d| d.code);
        assert_eq!(first, code, "{xml}");
        assert!(def.is_none(), "{xml}");
        assert!(diagnostics.iter().all(|d| !d.help.is_empty()));
    }
}

#[test]
fn a_form_without_any_namespace_is_still_a_form() {
    let xml = ok()
        .xml()
        .replace("xmlns=\"http://www.w3.org/2002/xforms\" ", "");
    let (def, diagnostics) = parse(&xml);
    assert!(def.is_some() && diagnostics.is_empty(), "{diagnostics:?}");
}

#[test]
fn forms_in_the_wild_load_with_a_remark() {
    let lenient: [(Form, &[&str]); 5] = [
        (ok().bind("/data/zzz", ""), &["form.bind_nowhere"]),
        (
            ok().body("<input ref=\"/data\"/>"),
            &["form.control_on_group"],
        ),
        (
            ok().model("<instance><x/></instance>"),
            &["form.instance_without_id"],
        ),
        (
            ok().model("<instance id=\"i\"><x/></instance><instance id=\"i\"><y>2</y></instance>")
                .bind("/data/a", "calculate=\"instance('i')\""),
            &["form.duplicate_instance"],
        ),
        (
            ok().bind(
                "/data/a",
                "type=\"int\" relevant=\"/data/b = 1\" constraint=\". > 1\"",
            )
            .bind("/data/a", "constraint=\". > 5\" jr:constraintMsg=\"more\""),
            &["form.duplicate_bind"],
        ),
    ];
    for (f, codes) in &lenient {
        check(f, codes);
        assert!(
            f.diagnostics()
                .iter()
                .all(|d| d.severity == Severity::Warning)
        );
    }
    // Of two instances the later one counts, of two binds the later attribute.
    assert_eq!(lenient[3].0.start().get("/data/a"), "2");
    let mut s = lenient[4].0.start();
    s.say("/data/b", "1");
    let outcome = s.answer("/data/a", "3").unwrap();
    assert_eq!(outcome.invalid.unwrap().message, "more");
    assert!(s.answer("/data/a", "3.5").is_err());
    s.say("/data/b", "2");
    assert!(!s.relevant("/data/a"));
}

#[test]
fn a_form_without_an_id_can_be_tried_out() {
    let xml = ok().xml().replace("<data id=\"t\"", "<data");
    let (def, diagnostics) = parse(&xml);
    let codes: Vec<&str> = diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(codes, ["form.no_id"]);
    let mut s = farola_form::Session::new(std::sync::Arc::new(def.unwrap()), crate::support::env());
    s.say("/data/a", "1");
    assert!(s.finalize().is_ok());
}

/// Whoever gives a sheet where a form is wanted is told what to do with it.
#[test]
fn a_spreadsheet_is_not_sent_to_an_xml_editor() {
    let help = |bytes: &[u8]| {
        let (_, diagnostics) = FormDef::parse(bytes, &NoMedia);
        assert_eq!(diagnostics[0].code, "form.not_xml");
        diagnostics[0].help
    };
    for sheet in [
        &b"PK\x03\x04\x14\0"[..],
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    ] {
        assert!(help(sheet).contains("farola form convert"));
    }
    for other in [&b"PK"[..], b"", b"<a><b></a>", b"%PDF-1.7"] {
        assert!(help(other).contains("XML editor"));
    }
}
