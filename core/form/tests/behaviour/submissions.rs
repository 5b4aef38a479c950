//! What is sent: order, namespaces, relevance, corrections; and what is read back.

use farola_form::{FormError, OpenAs, Session, submission};

use crate::support::{Form, Scenario, env, env_at, form, parse};

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

fn small() -> Form {
    form("<b/><a/><g custom=\"kept\"><c>1</c></g><photo/><orx:meta><orx:instanceID/></orx:meta>")
        .bind("/data/g/c", "relevant=\"/data/a = 'yes'\"")
        .bind("/data/photo", "type=\"binary\"")
        .bind("/data/orx:meta/orx:instanceID", "jr:preload=\"uid\"")
        .inputs(&["/data/a", "/data/g/c"])
        .body("<upload ref=\"/data/photo\" mediatype=\"image/*\"><label>f</label></upload>")
        .input("/data/b")
}

#[test]
fn the_submission_has_the_order_of_the_model() {
    let mut s = small().start();
    s.say("/data/a", "a<b> & \"c\"");
    s.say("/data/photo", "x.jpg");
    let done = s.finalize().unwrap();
    insta::assert_snapshot!(text(done.xml), @r#"<?xml version="1.0" encoding="UTF-8"?><data xmlns:orx="http://openrosa.org/xforms" id="t" version="1"><b/><a>a&lt;b&gt; &amp; "c"</a><g custom="kept"/><photo>x.jpg</photo><orx:meta><orx:instanceID>uuid:0029527b-a4cd-461f-8871-9ac3ec153e67</orx:instanceID></orx:meta></data>"#);
    assert_eq!(done.attachments, ["x.jpg"]);
    assert_eq!(
        done.instance_id,
        "uuid:0029527b-a4cd-461f-8871-9ac3ec153e67"
    );
}

#[test]
fn drafts_keep_what_is_not_relevant() {
    let f = small();
    let mut s = f.start();
    s.say("/data/a", "yes");
    s.say("/data/g/c", "5");
    s.say("/data/a", "no");
    assert!(!text(s.finalize().unwrap().xml).contains("<c>"));
    let draft = s.save();
    assert!(text(draft.clone()).contains("<c>5</c>"));
    let mut again = Session::open(
        f.def(),
        env_at("2026-11-24T08:00:00Z[UTC]", 77),
        &draft,
        OpenAs::Draft,
    )
    .unwrap();
    assert_eq!(again.dump(), s.dump());
    assert_eq!(again.finalize().unwrap().xml, s.finalize().unwrap().xml);
    again.say("/data/a", "yes");
    assert_eq!(again.get("/data/g/c"), "5");
}

#[test]
fn a_correction_names_what_it_replaces() {
    let f = small();
    let first = f.start().finalize().unwrap();
    let env = env_at("2026-11-24T08:00:00-06:00[America/Mexico_City]", 99);
    let mut s = Session::open(f.def(), env, &first.xml, OpenAs::Edit).unwrap();
    let second = s.finalize().unwrap();
    assert_ne!(second.instance_id, first.instance_id);
    assert_eq!(
        second.deprecated_id.as_deref(),
        Some(first.instance_id.as_str())
    );
    let read = submission::read(&second.xml).unwrap();
    assert_eq!(
        read.deprecated_id.as_deref(),
        Some(first.instance_id.as_str())
    );
    // The correction's own draft keeps it.
    let again = Session::open(f.def(), crate::support::env(), &s.save(), OpenAs::Draft).unwrap();
    assert_eq!(again.save(), s.save());
}

#[test]
fn a_document_of_another_form_is_refused() {
    let error = Session::open(small().def(), env(), b"<data id='other'/>", OpenAs::Edit);
    assert!(matches!(error, Err(FormError::OtherForm { .. })));
    let error = Session::open(
        small().def(),
        env(),
        b"<!DOCTYPE a><data id='t'/>",
        OpenAs::Edit,
    );
    assert!(matches!(error, Err(FormError::Dtd)));
}

#[test]
fn unknown_and_missing_nodes_do_no_harm() {
    let xml = b"<data id='t' version='0'><zzz>1</zzz><a>yes</a><a>second</a></data>";
    let s = Session::open(small().def(), env(), xml, OpenAs::Draft).unwrap();
    assert_eq!(
        (s.get("/data/a"), s.get("/data/g/c")),
        ("yes".into(), "1".into())
    );
}

#[test]
fn a_form_in_a_namespace_of_its_own_keeps_it() {
    let xml = small()
        .xml()
        .replace("<data id=\"t\"", "<data xmlns=\"urn:own\" id=\"t\"");
    let (def, _) = parse(&xml);
    let mut s = Session::new(std::sync::Arc::new(def.unwrap()), env());
    assert!(text(s.finalize().unwrap().xml).contains("<data xmlns=\"urn:own\""));
}

#[test]
fn templates_and_repeats_are_written_as_instances() {
    let mut s = form("<p jr:template=\"\"><x/></p><after/>")
        .body("<repeat nodeset=\"/data/p\"><input ref=\"/data/p/x\"><label>x</label></input></repeat>")
        .start();
    assert!(!text(s.finalize().unwrap().xml).contains("<p"));
    s.add_repeat("/data/p").unwrap();
    s.add_repeat("/data/p").unwrap();
    s.say("/data/p[2]/x", "2");
    let xml = text(s.finalize().unwrap().xml);
    assert!(xml.contains("<p><x/></p><p><x>2</x></p><after/>"), "{xml}");
    let read = submission::read(xml.as_bytes()).unwrap();
    assert!(
        read.answers
            .iter()
            .any(|a| a.path == "/data/p[2]/x" && a.field == "/data/p/x")
    );
}

#[test]
fn what_the_form_does_not_know_is_handed_on() {
    let xml =
        br#"<data xmlns:c="urn:c" id="t"><a>1</a><c:note c:by="x &amp; y"><t>a&lt;b</t></c:note>
        <g><old>7</old></g><meta><instanceID>uuid:1</instanceID></meta></data>"#;
    let f = small();
    let mut s = Session::open(f.def(), env(), xml, OpenAs::Edit).unwrap();
    let written = text(s.finalize().unwrap().xml);
    let note = r#"<c:note xmlns:c="urn:c" c:by="x &amp; y"><t>a&lt;b</t></c:note>"#;
    assert!(written.contains(note), "{written}");
    assert!(written.contains("<old>7</old></g>"), "{written}");
    let again = Session::open(f.def(), env(), &s.save(), OpenAs::Draft).unwrap();
    assert_eq!(again.save(), s.save());
}

#[test]
fn a_form_that_makes_no_instance_id_gets_one() {
    let f = form("<a/><meta><instanceID/></meta>").input("/data/a");
    let mut s = f.start();
    let start = s.snapshot();
    let done = s.finalize().unwrap();
    assert_eq!(done.instance_id.len(), 41);
    assert_eq!(s.finalize().unwrap().xml, done.xml, "and keeps it");
    let deltas = s.take_deltas();
    let other = env_at("2027-01-01T00:00:00Z[UTC]", 9);
    let back = Session::replay(f.def(), other, &start, &deltas).unwrap();
    assert_eq!(back.dump(), s.dump());
}

#[test]
fn attributes_that_the_form_does_not_know_are_kept() {
    let xml = br#"<data xmlns:x="urn:x" id="t" version="0" x:by="a&amp;b" x:at="2" plain="1">
        <a x:by="c">1</a></data>"#;
    let f = small();
    let mut s = Session::open(f.def(), env(), xml, OpenAs::Edit).unwrap();
    let written = text(s.finalize().unwrap().xml);
    let root = r#" xmlns:x="urn:x" x:by="a&amp;b" x:at="2" plain="1">"#;
    assert!(written.contains(root), "{written}");
    assert!(
        written.contains(r#"<a xmlns:x="urn:x" x:by="c">1</a>"#),
        "{written}"
    );
    let again = Session::open(f.def(), env(), &s.save(), OpenAs::Draft).unwrap();
    assert_eq!(again.save(), s.save());
}

#[test]
fn several_nodes_of_one_name_keep_their_values() {
    let f = form("<a>1</a><a>2</a><g><b/></g><g><b>3</b></g>").input("/data/a");
    let mut s = f.start();
    s.say("/data/a", "9");
    let written = text(s.save());
    let expected = "<a>9</a><a>2</a><g><b/></g><g><b>3</b></g>";
    assert!(written.contains(expected), "{written}");
    let answers = b"<data id='t'><a>x</a><a>y</a><a>z</a><g><b>p</b></g><g><b>q</b></g></data>";
    let s = Session::open(f.def(), env(), answers, OpenAs::Draft).unwrap();
    let written = text(s.save());
    // One more than the form has is handed on like anything it does not know.
    let expected = "<a>x</a><a>y</a><g><b>p</b></g><g><b>q</b></g><a>z</a>";
    assert!(written.contains(expected), "{written}");
}

#[test]
fn a_submission_has_a_document_element_even_when_nothing_is_relevant() {
    let mut s = form("<a/>").bind("/data", "relevant=\"false()\"").start();
    let xml = s.finalize().unwrap().xml;
    assert!(farola_form::submission::read(&xml).is_ok());
}

#[test]
fn spaces_that_are_a_value_come_back_with_the_draft() {
    let f = form("<a/><b/><t/>")
        .bind("/data/t", "readonly=\"true()\"")
        .inputs(&["/data/b", "/data/t"])
        .body(
            "<input ref=\"/data/a\"><label>a</label><setvalue event=\"xforms-value-changed\" \
             ref=\"/data/t\" value=\"join(' ', '', '')\"/></input>",
        );
    let mut s = f.start();
    s.say("/data/a", "1");
    assert_eq!(s.get("/data/t"), " ");
    let again = Session::open(f.def(), env(), &s.save(), OpenAs::Draft).unwrap();
    assert_eq!(again.get("/data/t"), " ");
    // What an indenting writer puts in is none.
    let indented = String::from_utf8(s.save()).unwrap();
    let indented = indented.replace("<t> </t>", "<t>\n  </t>");
    let again = Session::open(f.def(), env(), indented.as_bytes(), OpenAs::Draft).unwrap();
    assert_eq!(again.get("/data/t"), "");
}
