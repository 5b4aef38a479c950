//! One broken form for every diagnostic: the place, the words and the way out that its designer
//! is shown.

use std::collections::BTreeSet;

use farola_form::{Diagnostic, FormDef, Severity};

use crate::support::{Form, form};

/// A form with one fault: what it is, and what is shown of it.
struct Broken {
    code: &'static str,
    xml: String,
    form: Form,
    /// What the text of the form has at the place shown.
    at: &'static str,
    /// What the message says.
    says: &'static str,
}

fn ok() -> Form {
    form("<a/><b/><r><x/><y/></r><s/>")
        .inputs(&["/data/a", "/data/b"])
        .body("<repeat nodeset=\"/data/r\"><input ref=\"/data/r/x\"><label/></input></repeat>")
}

fn broken(code: &'static str, form: Form, at: &'static str, says: &'static str) -> Broken {
    Broken {
        code,
        xml: form.xml(),
        form,
        at,
        says,
    }
}

fn raw(code: &'static str, xml: &str, at: &'static str, says: &'static str) -> Broken {
    Broken {
        code,
        xml: xml.to_owned(),
        form: Form::default(),
        at,
        says,
    }
}

fn bind(code: &'static str, rest: &str, at: &'static str, says: &'static str) -> Broken {
    broken(code, ok().bind("/data/a", rest), at, says)
}

fn model(code: &'static str, xml: &str, at: &'static str, says: &'static str) -> Broken {
    broken(code, ok().model(xml), at, says)
}

fn body(code: &'static str, xml: &str, at: &'static str, says: &'static str) -> Broken {
    broken(code, ok().body(xml), at, says)
}

fn documents() -> Vec<Broken> {
    let deep = "<a>".repeat(100);
    let model =
        |inner: &str| format!("<model xmlns=\"http://www.w3.org/2002/xforms\">{inner}</model>");
    vec![
        raw("form.not_xml", "<a>\n<b></a>", "</a>", ""),
        raw("form.dtd", "<!DOCTYPE x><x/>", "<!DOCTYPE", "document type"),
        raw("form.too_deep", &deep, "<a>", "deeper than"),
        raw("form.no_model", "<x/>", "<x/>", "no model"),
        raw("form.no_instance", &model(""), "<model", "no instance"),
        raw(
            "form.no_id",
            &model("<instance><d/></instance>"),
            "<d/>",
            "no id",
        ),
    ]
}

fn models() -> Vec<Broken> {
    vec![
        model(
            "form.bind_nowhere",
            "<bind nodeset=\"/data/aa\"/>",
            "<bind",
            "did you mean /data/a?",
        ),
        model(
            "form.bind_without_nodeset",
            "<bind type=\"int\"/>",
            "<bind",
            "names no node",
        ),
        broken(
            "form.duplicate_bind",
            ok().bind("/data/a", "").bind("/data/a", "type=\"int\""),
            "<bind nodeset=\"/data/a\" type",
            "more than one bind",
        ),
        bind(
            "form.unknown_type",
            "type=\"integr\"",
            "<bind",
            "\"integr\"",
        ),
        broken(
            "form.audit_location",
            form("<a/><meta><audit/></meta>")
                .input("/data/a")
                .bind("/data/meta/audit", "odk:location-priority=\"balanced\""),
            "<bind",
            "keeps no places",
        ),
        bind(
            "form.unknown_preload",
            "jr:preload=\"magic\"",
            "<bind",
            "magic",
        ),
        model(
            "form.instance_without_id",
            "<instance><x/></instance>",
            "<instance><x/>",
            "no id",
        ),
        model(
            "form.duplicate_instance",
            "<instance id=\"i\"><x/></instance><instance id=\"i\"><y/></instance>",
            "<instance id=\"i\"><y/>",
            "two secondary instances \"i\"",
        ),
        broken(
            "form.bad_instance",
            ok().model("<instance id=\"i\" src=\"jr://file/l.xml\"/>")
                .media("l.xml", "<a>"),
            "<instance id",
            "\"i\"",
        ),
        broken(
            "form.bad_geojson",
            ok().model("<instance id=\"i\" src=\"jr://file/l.geojson\"/>")
                .media("l.geojson", "{}"),
            "<instance id",
            "l.geojson",
        ),
        model(
            "form.media_missing",
            "<instance id=\"i\" src=\"jr://file/none.csv\"/>",
            "<instance id",
            "none.csv",
        ),
        model(
            "form.setvalue_nowhere",
            "<setvalue ref=\"/data/q\" event=\"odk-instance-load\"/>",
            "<setvalue",
            "/data/q",
        ),
        model(
            "form.unknown_event",
            "<setvalue ref=\"/data/a\" event=\"someday\"/>",
            "<setvalue",
            "someday",
        ),
        model(
            "form.duplicate_language",
            "<itext><translation lang=\"es\"/><translation lang=\"es\"/></itext>",
            "<translation lang=\"es\"/></itext>",
            "\"es\"",
        ),
        model(
            "form.text_without_id",
            "<itext><translation lang=\"es\"><text><value/></text></translation></itext>",
            "<text>",
            "no id",
        ),
        model(
            "form.unknown_text_form",
            "<itext><translation lang=\"es\"><text id=\"x\"><value form=\"song\">1</value></text>\
             </translation></itext>",
            "<value form",
            "\"song\"",
        ),
        model(
            "form.missing_translation",
            "<itext><translation lang=\"es\"><text id=\"x\"><value>1</value></text></translation>\
             <translation lang=\"en\"/></itext>",
            "",
            "en",
        ),
    ]
}

fn bodies() -> Vec<Broken> {
    vec![
        body(
            "form.bad_range",
            "<range ref=\"/data/s\" start=\"one\" end=\"5\" step=\"1\"/>",
            "<range",
            "start=\"one\"",
        ),
        body(
            "form.range_scale",
            "<range ref=\"/data/s\" start=\"1\" end=\"5\" step=\"3\"/>",
            "<range",
            "whole number of steps",
        ),
        body(
            "form.bad_search",
            "<select1 ref=\"/data/s\" appearance=\"search('f', 'contains')\">\
             <item><label>l</label><value>v</value></item></select1>",
            "<select1",
            "search",
        ),
        body(
            "form.ref_nowhere",
            "<input ref=\"/data/bb\"><label/></input>",
            "<input ref=\"/data/bb",
            "did you mean /data/b?",
        ),
        body(
            "form.control_without_ref",
            "<input><label/></input>",
            "<input><",
            "where its answer",
        ),
        body(
            "form.control_on_group",
            "<input ref=\"/data\"/>",
            "<input ref=\"/data\"/>",
            "a group",
        ),
        body(
            "form.unknown_control",
            "<slider ref=\"/data/s\"/>",
            "<slider",
            "<slider>",
        ),
        body(
            "form.repeat_nowhere",
            "<group><repeat nodeset=\"a\"/></group>",
            "<repeat nodeset=\"a\"",
            "",
        ),
        body(
            "form.choice_with_space",
            "<select ref=\"/data/s\"><label/><item><label/><value>a b</value></item></select>",
            "",
            "\"a b\"",
        ),
        body(
            "form.unknown_text",
            "<input ref=\"/data/s\"><label ref=\"jr:itext('none')\"/></input>",
            "",
            "\"none\"",
        ),
    ]
}

/// A form with an entity in its meta block, of a version, and binds.
fn entity(
    code: &'static str,
    version: &str,
    meta: &str,
    binds: &str,
    says: &'static str,
) -> Broken {
    let data = format!("<a/><r><x/></r><meta>{meta}</meta>");
    let form = form(&data)
        .inputs(&["/data/a"])
        .body("<repeat nodeset=\"/data/r\"><input ref=\"/data/r/x\"><label/></input></repeat>")
        .model(binds);
    let model =
        format!("<model xmlns:entities=\"http://www.opendatakit.org/xforms/entities\" {version}>");
    raw(code, &form.xml().replace("<model>", &model), "", says)
}

fn entities() -> Vec<Broken> {
    let version = "entities:entities-version=\"2024.1.0\"";
    let trees = "<entity dataset=\"trees\" id=\"\" create=\"1\"/>";
    let save = |node: &str, property: &str| {
        format!("<bind nodeset=\"/data/{node}\" entities:saveto=\"{property}\"/>")
    };
    let twice = save("a", "p") + &save("meta/q", "p");
    vec![
        entity(
            "form.entities_version",
            "entities:entities-version=\"1999\"",
            trees,
            "",
            "\"1999\"",
        ),
        entity(
            "form.entities_version_missing",
            "",
            trees,
            "",
            "without a version",
        ),
        entity(
            "form.entity_without_dataset",
            version,
            "<entity/>",
            "",
            "names no list",
        ),
        entity(
            "form.entity_property",
            version,
            trees,
            &save("a", "name"),
            "\"name\"",
        ),
        entity(
            "form.saveto_without_entity",
            version,
            "",
            &save("a", "p"),
            "without an entity",
        ),
        entity(
            "form.saveto_in_repeat",
            version,
            trees,
            &save("r/x", "p"),
            "of a repeat",
        ),
        entity(
            "form.saveto_twice",
            version,
            &format!("{trees}<q/>"),
            &twice,
            "two questions",
        ),
    ]
}

fn expressions() -> Vec<Broken> {
    let call = |inner: &str| format!("calculate=\"{inner}\"");
    let deep = call(&"(".repeat(400));
    let long = call(&"1 + ".repeat(100_000));
    vec![
        bind(
            "form.path_nowhere",
            "relevant=\"1 = /data/bb\"",
            "/data/bb\"",
            "did you mean /data/b?",
        ),
        bind(
            "form.unknown_instance",
            "calculate=\"count(instance('x')/root)\"",
            "instance('x')",
            "no list \"x\"",
        ),
        bind(
            "form.node_as_truth",
            "required=\"not(/data/b) or 1 = 2\"",
            "/data/b)",
            "/data/b alone is true",
        ),
        bind(
            "form.never_relevant",
            "relevant=\"/data/b = 'x' and /data/b = 'y'\"",
            "<bind",
            "is never reached",
        ),
        bind(
            "form.never_valid",
            "constraint=\". &gt; 10 and . &lt; 5\"",
            "<bind",
            "is ever right",
        ),
        bind(
            "form.several_nodes",
            "calculate=\"1 + /data/r/x\"",
            "/data/r/x\"",
            "each instance of /data/r",
        ),
        bind(
            "form.cycle",
            "calculate=\". + 1\"",
            "<bind",
            "in a circle: /data/a (calculate)",
        ),
        broken(
            "form.cycle_between_instances",
            ok().bind("/data/r/y", "calculate=\"sum(/data/r/y) + 1\""),
            "<bind",
            "in a circle",
        ),
        bind(
            "xpath.syntax",
            "constraint=\". &lt; 3 and \"",
            "\"/>",
            "should stand",
        ),
        bind(
            "xpath.unclosed_string",
            "constraint=\". = 'a\"",
            "'a\"",
            "not closed",
        ),
        bind(
            "xpath.character",
            "constraint=\". = “a”\"",
            "“a”",
            "no meaning",
        ),
        bind(
            "xpath.unknown_function",
            "constraint=\"selectd(., 'a')\"",
            "selectd",
            "selected()?",
        ),
        bind(
            "xpath.arguments",
            "constraint=\"selected(.)\"",
            "selected(.)",
            "takes",
        ),
        bind("xpath.variable", "constraint=\"$b = 1\"", "$b", "${b}"),
        bind(
            "xpath.not_nodeset",
            "constraint=\"count(3) = 1\"",
            "count(3)",
            "argument 1",
        ),
        bind(
            "xpath.regex",
            "constraint=\"regex(., '(?!a)b')\"",
            "regex(",
            "look-ahead",
        ),
        bind("xpath.too_deep", &deep, "", "nested deeper"),
        bind("xpath.too_long", &long, "", "longer than"),
    ]
}

/// The diagnostic of a broken form, and the text of the form from its place on.
fn shown(broken: &Broken) -> (Diagnostic, String) {
    let (_, diagnostics) = FormDef::parse(broken.xml.as_bytes(), &broken.form.media);
    let found = diagnostics.iter().find(|d| d.code == broken.code);
    let found = found.unwrap_or_else(|| panic!("{}: {diagnostics:#?}", broken.code));
    let line = broken.xml.lines().nth(found.place.line as usize - 1);
    let column = found.place.column as usize - 1;
    let tail = line.unwrap_or_default().chars().skip(column).collect();
    (found.clone(), tail)
}

#[test]
fn each_fault_is_shown_where_it_is_in_words_of_its_designer() {
    for broken in [documents(), models(), bodies(), entities(), expressions()].concat_all() {
        let code = broken.code;
        let (diagnostic, tail) = shown(&broken);
        assert!(tail.starts_with(broken.at), "{code}: {tail:?} is shown");
        assert!(
            diagnostic.message.contains(broken.says),
            "{code}: {}",
            diagnostic.message
        );
        assert!(
            diagnostic.help.ends_with('.') || diagnostic.help.ends_with('?'),
            "{code}"
        );
        let excerpt = diagnostic.place.excerpt(broken.xml.as_bytes());
        let excerpt = excerpt.unwrap_or_else(|| panic!("{code}: no line"));
        let below: String = excerpt.text.chars().skip(excerpt.caret).take(8).collect();
        let wanted: String = tail.chars().take(8).collect();
        assert!(
            wanted.starts_with(below.trim_end_matches('…')),
            "{code}: {excerpt:?}"
        );
        // Warnings leave the form usable, errors do not.
        let (def, all) = FormDef::parse(broken.xml.as_bytes(), &broken.form.media);
        let fatal = all.iter().any(|d| d.severity == Severity::Error);
        assert_eq!(def.is_none(), fatal, "{code}");
    }
}

trait ConcatAll {
    fn concat_all(self) -> Vec<Broken>;
}

impl<const N: usize> ConcatAll for [Vec<Broken>; N] {
    fn concat_all(self) -> Vec<Broken> {
        self.into_iter().flatten().collect()
    }
}

/// Codes that no text of a form alone can show, and where they are shown instead.
const ELSEWHERE: [&str; 12] = [
    // The command: tests of `farola form`.
    "form.bad_now",
    "form.file_there",
    "form.unreadable",
    // Below.
    "form.too_big",
    "form.more_faults",
    // At run time, or of documents that are no form: tests of farola-xpath.
    "xpath.argument",
    "xpath.date",
    "xpath.document",
    "xpath.empty",
    "xpath.geo",
    "xpath.out_of_steps",
    "xpath.unknown_instance",
];

#[test]
fn every_diagnostic_of_the_list_has_its_broken_form() {
    let list = include_str!("../../../../docs/errors.md");
    let section = list.split("## Diagnostics of a form").nth(1).unwrap();
    let diagnostics = section
        .lines()
        .filter_map(|line| line.strip_prefix("| `form."));
    let xpath = list
        .lines()
        .filter_map(|line| line.strip_prefix("| `xpath."));
    let name = |rest: &str| rest.split('`').next().unwrap_or_default().to_owned();
    let listed: BTreeSet<String> = diagnostics
        .map(|rest| format!("form.{}", name(rest)))
        .chain(xpath.map(|rest| format!("xpath.{}", name(rest))))
        .collect();
    // What a form gathers of a person is no fault of its text: privacy.rs beside this file finds
    // each of these, by the end of its code.
    let gathers = include_str!("privacy.rs");
    // Nor is what a form costs: growth.rs finds each of these.
    let grows = include_str!("growth.rs");
    let gathered = |code: &&String| {
        let end = code.strip_prefix("form.privacy_");
        let grown = code.starts_with("form.grows_") && grows.contains(&format!("\"{code}\""));
        grown
            || end.is_some_and(|end| {
                gathers.contains(&format!("\"{end}\"")) || gathers.contains(&format!("\"{code}\""))
            })
    };
    let shown: BTreeSet<String> = [documents(), models(), bodies(), entities(), expressions()]
        .concat_all()
        .iter()
        .map(|broken| broken.code)
        .chain(ELSEWHERE)
        .map(ToOwned::to_owned)
        .collect();
    let gone = |code: &&String| !list.contains(&format!("| `{code}` |"));
    let gone: Vec<&String> = shown.iter().filter(gone).collect();
    assert!(gone.is_empty(), "{gone:?} are no codes of the list");
    let missing: Vec<&String> = listed
        .difference(&shown)
        .filter(|code| !gathered(code))
        .collect();
    assert!(
        missing.is_empty(),
        "add a broken form for {missing:?} to this file"
    );
}

#[test]
fn what_is_meant_is_not_remarked_upon() {
    for rest in [
        // One value of each instance is what sums and counts want, or what is chosen.
        "calculate=\"sum(/data/r/x) + count(/data/r)\"",
        "calculate=\"/data/r[position() = 1]/x\"",
        "calculate=\"indexed-repeat(/data/r/x, /data/r, 1)\"",
        "calculate=\"join(' ', /data/r/x)\"",
        // Answered or not, compared, and nodes that hold a truth.
        "relevant=\"/data/b != '' and not(/data/b = 'no')\"",
        "relevant=\"boolean(instance('l')/root/item[name = /data/b])\"",
        "relevant=\"/data/s\"",
        "relevant=\"count(/data/r) &gt; 0 or string-length(/data/b)\"",
    ] {
        let form = ok()
            .model("<instance id=\"l\"><root><item><name>n</name></item></root></instance>")
            .bind("/data/a", rest)
            .bind("/data/s", "type=\"boolean\"")
            .bind("/data/r/y", "calculate=\"../x + /data/r/x\"");
        assert_eq!(form.diagnostics(), [], "{rest}");
    }
}

#[test]
fn choices_from_a_repeat_are_several_on_purpose() {
    let form = ok().body(
        "<select1 ref=\"/data/s\"><label/><itemset nodeset=\"/data/r[x != '']\">\
         <value ref=\"x\"/><label ref=\"x\"/></itemset></select1>",
    );
    assert_eq!(form.diagnostics(), []);
    let form = ok().body(
        "<select1 ref=\"/data/s\"><label/><itemset nodeset=\"/data/r\">\
         <value ref=\"x\"/><label ref=\"x\"/></itemset></select1>",
    );
    assert_eq!(form.diagnostics(), []);
}

#[test]
fn a_list_of_faults_has_an_end() {
    let form = (0..5_000).fold(ok(), |form, index| {
        form.bind(&format!("/data/n{index}"), "")
    });
    let diagnostics = form.diagnostics();
    assert_eq!(diagnostics.len(), 501);
    let last = diagnostics.last().unwrap();
    assert_eq!(last.code, "form.more_faults");
    assert!(last.message.starts_with("4500 more"), "{}", last.message);
}

#[test]
fn a_form_beyond_the_limit_is_not_read() {
    let big = vec![b' '; farola_model::limits::FORM_XML_BYTES + 1];
    let (def, diagnostics) = FormDef::parse(&big, &farola_form::NoMedia);
    assert!(def.is_none());
    assert_eq!(diagnostics[0].code, "form.too_big");
    assert!(diagnostics[0].message.contains("larger than"));
}
