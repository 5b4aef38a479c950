//! XForms that are broken or meant to break: `farola form check` names the fault, and neither a
//! hub publishes nor a phone takes a form that does not load.

use std::path::Path;

use crate::judge;
use crate::rig::{done, farola, farola_with, json_lines, kit};

/// A form around the instance, the rest of the model and the body.
fn form(instance: &str, model: &str, body: &str) -> String {
    format!(
        "<h:html xmlns:h=\"http://www.w3.org/1999/xhtml\" xmlns=\"http://www.w3.org/2002/xforms\" \
         xmlns:jr=\"http://openrosa.org/javarosa\"><h:head><h:title>F</h:title><model>\
         <instance><data id=\"f\" version=\"1\">{instance}<meta><instanceID/></meta></data>\
         </instance>{model}</model></h:head><h:body>{body}</h:body></h:html>"
    )
}

fn bind(attributes: &str) -> String {
    let model = format!("<bind nodeset=\"/data/a\" {attributes}/><bind nodeset=\"/data/b\"/>");
    form(
        "<a/><b/>",
        &model,
        "<input ref=\"/data/a\"><label>A</label></input>",
    )
}

fn deep(levels: usize) -> String {
    format!("{}{}", "<g>".repeat(levels), "</g>".repeat(levels))
}

fn utf16(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

/// Name, content, and the code that the check must name (empty: it loads without an error).
fn cases() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let good = form(
        "<a/>",
        "",
        "<input ref=\"/data/a\"><label>A</label></input>",
    );
    let dtd = |dtd: &str| format!("<?xml version=\"1.0\"?>{dtd}{good}").into_bytes();
    let bomb = "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">\
                <!ENTITY c \"&b;&b;&b;&b;&b;&b;\">]>";
    let mut bad_utf8 = good.clone().into_bytes();
    let place = good.find(">A<").unwrap() + 1;
    bad_utf8[place] = 0xff;
    let huge_repeat = form(
        "<r><a/></r>",
        "<bind nodeset=\"/data/meta/instanceID\" jr:preload=\"uid\"/>",
        "<repeat nodeset=\"/data/r\" jr:count=\"99999999999999\">\
         <input ref=\"/data/r/a\"><label>A</label></input></repeat>",
    );
    let spaces = form(
        "<a/>",
        "",
        "<select ref=\"/data/a\"><label>A</label><item><label>U</label><value>u v</value></item>\
         </select>",
    );
    let text: Vec<(&str, String, &str)> = vec![
        ("deep groups", form(&deep(200), "", ""), "form.too_deep"),
        ("deep nesting 100k", deep(100_000), "form.too_deep"),
        (
            "deep nesting, never closed",
            "<g>".repeat(100_000),
            "form.too_deep",
        ),
        (
            "cycle of two",
            {
                let binds = "<bind nodeset=\"/data/a\" calculate=\"/data/b + 1\"/>\
                         <bind nodeset=\"/data/b\" calculate=\"/data/a + 1\"/>";
                form("<a/><b/>", binds, "")
            },
            "form.cycle",
        ),
        (
            "self-referencing calculate",
            bind("calculate=\". + 1\""),
            "form.cycle",
        ),
        (
            "self-referencing relevant",
            bind("relevant=\"/data/a = 1\""),
            "form.cycle",
        ),
        (
            "bind to nowhere",
            form("<a/>", "<bind nodeset=\"/data/no\"/>", ""),
            "form.bind_nowhere",
        ),
        (
            "duplicate bind",
            form(
                "<a/>",
                "<bind nodeset=\"/data/a\"/><bind nodeset=\"/data/a\"/>",
                "",
            ),
            "form.duplicate_bind",
        ),
        (
            "reference to nowhere",
            bind("relevant=\"/data/no = 1\""),
            "form.path_nowhere",
        ),
        (
            "control to nowhere",
            form("<a/>", "", "<input ref=\"/data/no\"/>"),
            "form.ref_nowhere",
        ),
        (
            "unknown function",
            bind("calculate=\"launch-missiles(1)\""),
            "xpath.unknown_function",
        ),
        (
            "wrong arity",
            bind("calculate=\"regex('a')\""),
            "xpath.arguments",
        ),
        (
            "expression never closed",
            bind("calculate=\"concat('a'\""),
            "xpath.syntax",
        ),
        (
            "expression of 100k brackets",
            {
                let open = "(".repeat(100_000);
                bind(&format!("calculate=\"{open}1{}\"", ")".repeat(100_000)))
            },
            "xpath.too_deep",
        ),
        ("not XML", "hola".into(), "form.not_xml"),
        ("empty", String::new(), "form.not_xml"),
        (
            "a web page",
            "<html><body><h1>404</h1></body></html>".into(),
            "form.no_model",
        ),
        (
            "torn in the middle",
            good[..good.len() / 2].to_owned(),
            "form.not_xml",
        ),
        ("two roots", format!("{good}{good}"), "form.not_xml"),
        (
            "missing model",
            {
                "<h:html xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head/><h:body/></h:html>"
                    .into()
            },
            "form.no_model",
        ),
        (
            "missing instance",
            {
                "<h:html xmlns:h=\"http://www.w3.org/1999/xhtml\" \
             xmlns=\"http://www.w3.org/2002/xforms\"><h:head><model/></h:head><h:body/></h:html>"
                    .into()
            },
            "form.no_instance",
        ),
        (
            "itext missing",
            form(
                "<a/>",
                "",
                "<input ref=\"/data/a\"><label ref=\"jr:itext('no')\"/></input>",
            ),
            "form.unknown_text",
        ),
        ("choices with spaces", spaces, "form.choice_with_space"),
        (
            "unknown secondary instance",
            bind("calculate=\"instance('no')/root/x\""),
            { "form.unknown_instance" },
        ),
        (
            "repeat to nowhere",
            form("<a/>", "", "<repeat nodeset=\"/data/r\"/>"),
            { "form.ref_nowhere" },
        ),
        ("repeat with a huge count", huge_repeat, ""),
        (
            "unknown entity",
            good.replace(">A<", ">&nada;<"),
            "form.not_xml",
        ),
        ("NUL inside", good.replace(">A<", ">\0<"), "form.not_xml"),
    ];
    let mut cases: Vec<(&str, Vec<u8>, &str)> = text
        .into_iter()
        .map(|(n, text, code)| (n, text.into_bytes(), code))
        .collect();
    cases.extend([
        ("entity bomb", dtd(bomb), "form.dtd"),
        (
            "external entity",
            dtd("<!DOCTYPE d SYSTEM \"file:///etc/passwd\">"),
            "form.dtd",
        ),
        ("invalid UTF-8", bad_utf8, "form.not_xml"),
        ("UTF-16", utf16(&good), "form.not_xml"),
        (
            "33 MB",
            [good.as_bytes(), &vec![b' '; 33 << 20]].concat(),
            "form.too_big",
        ),
    ]);
    cases
}

/// The codes of the check, and whether the form loads.
fn check(file: &Path) -> (Vec<String>, bool) {
    let output = farola(&["form", "check", "--json", file.to_str().unwrap()]);
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = json_lines(&text);
    for line in &lines {
        assert!(
            line["message"].as_str().is_some_and(|m| !m.is_empty()),
            "{line}"
        );
        assert!(
            line["help"].as_str().is_some_and(|m| !m.is_empty()),
            "{line}"
        );
    }
    let codes = lines.iter().map(|l| l["code"].as_str().unwrap().to_owned());
    (codes.collect(), output.status.code() != Some(2))
}

#[test]
fn broken_forms_are_named_and_go_nowhere() {
    let temp = tempfile::tempdir().unwrap();
    let hub = temp.path().join("hub");
    let phone = temp.path().join("phone");
    let (hub, phone) = (hub.to_str().unwrap(), phone.to_str().unwrap());
    done(&["hub", "init", "--data", hub]);
    done(&[
        "device",
        "init",
        phone,
        "--form",
        kit("cs_hallazgo.xml").to_str().unwrap(),
    ]);
    let file = temp.path().join("f.xml");
    let mut rows = Vec::new();
    for (name, content, wanted) in cases() {
        std::fs::write(&file, content).unwrap();
        let path = file.to_str().unwrap();
        let (codes, loads) = check(&file);
        let got = match codes.iter().find(|code| *code == wanted) {
            Some(code) => code.clone(),
            None => codes.join(" "),
        };
        rows.push((name, wanted.to_owned(), got));
        if !loads {
            let published = farola(&["hub", "--json", "form", "publish", path, "--data", hub]);
            // What is too big is not even read.
            let refused = match wanted {
                "form.too_big" => "hub.unreadable_file",
                _ => "form.invalid",
            };
            let got = crate::code_of(&published);
            assert_eq!(got, refused, "{name} at the hub");
            let taken = farola(&["device", "--json", "init", phone, "--form", path]);
            assert_eq!(
                crate::code_of(&taken),
                "engine.form_broken",
                "{name} on the phone"
            );
        }
    }
    let list = done(&["device", "--json", "list", phone]);
    let forms = json_lines(&list)
        .iter()
        .filter(|l| l["event"] == "form")
        .count();
    assert!(
        (1..=2).contains(&forms),
        "the phone keeps its own form: {list}"
    );
    judge("Forms (farola form check)", rows);
}

#[test]
fn a_huge_repeat_ends_at_the_limit() {
    let temp = tempfile::tempdir().unwrap();
    let file = temp.path().join("f.xml");
    let (_, content, _) = cases()
        .into_iter()
        .find(|(name, ..)| *name == "repeat with a huge count")
        .unwrap();
    std::fs::write(&file, content).unwrap();
    let phone = temp.path().join("phone");
    let phone = phone.to_str().unwrap();
    done(&["device", "init", phone, "--form", file.to_str().unwrap()]);
    let lines = json_lines(&done(&["device", "--json", "fill", phone, "f"]));
    let id = lines[0]["instance"].as_str().unwrap();
    let xml = done(&["device", "show", phone, id]);
    let instances = xml.matches("<r>").count();
    assert_eq!(instances, farola_model::limits::REPEAT_INSTANCES);
    println!("a repeat of 99999999999999 instances → filled with {instances}, the limit");
}

#[test]
fn values_of_a_wrong_type_are_refused_by_name() {
    let values = [
        ("int", "doce"),
        ("int", "1.5"),
        ("int", "99999999999999999999"),
        ("decimal", "1,5"),
        ("date", "2026-02-30"),
        ("dateTime", "ayer"),
        ("time", "25:61"),
        ("geopoint", "91 0 0 0"),
        ("geopoint", "cien"),
        ("geotrace", "20 -103 0 0;x"),
        ("geoshape", "20 -103 0 0"),
    ];
    let mut rows = Vec::new();
    for (kind, value) in values {
        let temp = tempfile::tempdir().unwrap();
        let file = temp.path().join("f.xml");
        let bind = format!("<bind nodeset=\"/data/v\" type=\"{kind}\"/>");
        let input = "<input ref=\"/data/v\"><label>v</label></input>";
        std::fs::write(&file, form("<v/>", &bind, input)).unwrap();
        let request = serde_json::json!({"op": "answer", "ref": "/data/v", "value": value});
        let lines = format!("{request}\n{{\"op\":\"eval\",\"expr\":\"string(/data/v)\"}}\n");
        let drive = ["form", "drive", file.to_str().unwrap()];
        let output = farola_with(&drive, lines.as_bytes());
        let said = json_lines(&String::from_utf8(output.stdout).unwrap());
        assert_eq!(
            said[2]["value"], "",
            "{kind} {value}: nothing of it is kept"
        );
        let got = said[1]["error"].as_str().unwrap_or_default().to_owned();
        rows.push((value, "type".to_owned(), got));
    }
    judge("Values of a wrong type (farola form drive)", rows);
}
