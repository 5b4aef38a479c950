//! Every control, appearance and parameter reaches the shell as the form's author wrote it.

use farola_form::{ControlKind, Question, RangeScale};

use crate::support::{Form, form};

fn only(form: &Form) -> Question {
    let questions = form.start().questions();
    questions.into_iter().next_back().unwrap()
}

/// Control, type and what shells know beside them.
#[test]
fn every_appearance_is_handed_on() {
    let words: [(&str, &str, &[&str]); 21] = [
        (
            "input",
            "string",
            &[
                "numbers",
                "url",
                "thousands-sep",
                "multiline",
                "masked",
                "ex:org.example.app(a='1', b=/data/o)",
                "printer:org.example.print",
                "hidden-answer",
                "comment",
            ],
        ),
        (
            "input",
            "int",
            &["thousands-sep", "counter", "analog-scale"],
        ),
        ("input", "decimal", &["bearing", "thousands-sep"]),
        ("input", "barcode", &["front", "hidden-answer"]),
        (
            "input",
            "date",
            &[
                "no-calendar",
                "month-year",
                "year",
                "ethiopian",
                "coptic",
                "islamic",
                "bikram-sambat",
                "myanmar",
                "persian",
                "buddhist",
            ],
        ),
        ("input", "dateTime", &["no-calendar", "ethiopian"]),
        ("input", "time", &[""]),
        (
            "input",
            "geopoint",
            &["placement-map", "maps", "hide-input"],
        ),
        ("input", "geotrace", &["placement-map", "hide-input"]),
        ("input", "geoshape", &["placement-map", "hide-input"]),
        (
            "upload",
            "binary",
            &[
                "new",
                "new-front",
                "front",
                "selfie",
                "signature",
                "draw",
                "annotate",
                "voice-only",
                "ex:org.example.scan",
            ],
        ),
        (
            "select1",
            "string",
            &[
                "minimal",
                "search",
                "autocomplete",
                "quick",
                "columns",
                "columns-2",
                "columns-pack",
                "columns quick",
                "compact",
                "compact-3",
                "quickcompact",
                "no-buttons",
                "image-map",
                "likert",
                "list",
                "list-nolabel",
                "label",
                "map",
                "picker",
                "x-timed-grid",
                "horizontal",
            ],
        ),
        (
            "select",
            "string",
            &[
                "minimal autocomplete",
                "columns-pack no-buttons",
                "image-map",
                "label",
            ],
        ),
        ("odk:rank", "odk:rank", &["minimal", ""]),
        (
            "range",
            "int",
            &["vertical", "no-ticks", "rating", "picker", "analog-scale"],
        ),
        ("range", "decimal", &["vertical no-ticks", "horizontal"]),
        ("trigger", "string", &["", "minimal"]),
        ("secret", "string", &[""]),
        ("input", "boolean", &[""]),
        ("input", "intent", &["ex:org.example.app"]),
        (
            "input",
            "string",
            &["w1", "w2 numbers", "literacy", "table-list"],
        ),
    ];
    for (control, data_type, appearances) in words {
        for appearance in appearances {
            let range = if control == "range" {
                "start=\"1\" end=\"5\" step=\"1\""
            } else {
                ""
            };
            let items = if control.contains("select") || control.contains("rank") {
                "<item><label>A</label><value>a</value></item>"
            } else {
                ""
            };
            let f = form("<q/><o/>")
                .bind("/data/q", &format!("type=\"{data_type}\""))
                .body(&format!(
                    "<{control} ref=\"/data/q\" appearance=\"{appearance}\" {range}>\
                     <label>q</label>{items}</{control}>"
                ));
            let q = only(&f);
            let kind = ControlKind::from_name(control.trim_start_matches("odk:"));
            assert_eq!((q.control, q.appearance.as_str()), (kind, *appearance));
            assert_eq!(q.choices.len(), usize::from(!items.is_empty()), "{control}");
            let shown = if data_type.contains("rank") {
                "string"
            } else {
                data_type
            };
            assert_eq!(q.data_type, shown);
        }
    }
    let group = form("<g><q/></g>").body(
        "<group ref=\"/data/g\" appearance=\"field-list table-list\"><label>g</label>\
         <input ref=\"/data/g/q\"><label>q</label></input></group>",
    );
    assert_eq!(
        group.start().questions()[0].appearance,
        "field-list table-list"
    );
}

#[test]
fn every_parameter_is_handed_on() {
    let cases: [(&str, &str, &str, &str, &str); 21] = [
        (
            "upload",
            "",
            "mediatype=\"image/*\"",
            "mediatype",
            "image/*",
        ),
        (
            "upload",
            "",
            "accept=\".pdf,.docx\"",
            "accept",
            ".pdf,.docx",
        ),
        ("upload", "orx:max-pixels=\"640\"", "", "max-pixels", "640"),
        ("upload", "odk:quality=\"low\"", "", "quality", "low"),
        (
            "upload",
            "",
            "intent=\"org.example.camera\"",
            "intent",
            "org.example.camera",
        ),
        ("input", "", "rows=\"5\"", "rows", "5"),
        (
            "input",
            "",
            "accuracyThreshold=\"2.5\"",
            "accuracyThreshold",
            "2.5",
        ),
        (
            "input",
            "",
            "unacceptableAccuracyThreshold=\"50\"",
            "unacceptableAccuracyThreshold",
            "50",
        ),
        (
            "input",
            "odk:allow-mock-accuracy=\"true\"",
            "",
            "allow-mock-accuracy",
            "true",
        ),
        ("input", "", "incremental=\"true\"", "incremental", "true"),
        (
            "input",
            "saveIncomplete=\"true()\"",
            "",
            "saveIncomplete",
            "true()",
        ),
        ("input", "odk:length=\"short\"", "", "length", "short"),
        ("input", "", "autoplay=\"audio\"", "autoplay", "audio"),
        (
            "input",
            "",
            "kb:flash=\"red\" xmlns:kb=\"urn:kb\"",
            "flash",
            "red",
        ),
        ("range", "", "odk:tick-interval=\"2\"", "tick-interval", "2"),
        (
            "range",
            "",
            "odk:tick-labelset=\"instance('t')/root/item\"",
            "tick-labelset",
            "instance('t')/root/item",
        ),
        ("range", "", "odk:placeholder=\"3\"", "placeholder", "3"),
        ("range", "", "odk:bounds=\"soft\"", "bounds", "soft"),
        ("trigger", "", "custom=\"kept\"", "custom", "kept"),
        ("input", "", "readonly=\"true()\"", "readonly", "true()"),
        ("secret", "", "rows=\"1\"", "rows", "1"),
    ];
    for (control, bind, attributes, name, value) in cases {
        let range = if control == "range" {
            "start=\"1\" end=\"5\" step=\"1\""
        } else {
            ""
        };
        let f = form("<q/>").bind("/data/q", bind).body(&format!(
            "<{control} ref=\"/data/q\" {range} {attributes}><label>q</label></{control}>"
        ));
        let q = only(&f);
        assert_eq!(
            q.parameters.get(name).map(String::as_str),
            Some(value),
            "{name}"
        );
    }
}

#[test]
fn a_range_has_a_scale() {
    let range = |attributes: &str| {
        form("<q/>")
            .bind("/data/q", "type=\"decimal\"")
            .body(&format!(
                "<range ref=\"/data/q\" {attributes}><label>q</label></range>"
            ))
    };
    let full = range(
        "start=\"1\" end=\"2\" step=\"0.1\" odk:tick-interval=\"0.5\" odk:placeholder=\"1.5\"",
    );
    let scale = only(&full).range().unwrap();
    let expected = RangeScale {
        start: 1.0,
        end: 2.0,
        step: 0.1,
        tick_interval: 0.5,
        placeholder: Some(1.5),
    };
    assert_eq!((scale, scale.count()), (expected, Some(10)));
    // As JavaRosa: an answer off the scale is taken; the widget is what keeps to it.
    let mut s = full.start();
    assert!(s.answer("/data/q", "7.77").unwrap().valid());
    assert!(s.answer("/data/q", "x").is_err());
    let codes = |attributes: &str| -> Vec<&str> {
        let found = range(attributes).diagnostics();
        found.into_iter().map(|d| d.code).collect()
    };
    assert_eq!(codes("start=\"1\" end=\"5\" step=\"1\""), [""; 0]);
    assert_eq!(
        codes("start=\"1\" end=\"five\" step=\"1\""),
        ["form.bad_range"]
    );
    assert_eq!(
        codes("start=\"1\" end=\"5\" step=\"3\""),
        ["form.range_scale"]
    );
    assert_eq!(
        codes("start=\"1\" end=\"5\" step=\"0\""),
        ["form.range_scale"]
    );
    assert_eq!(codes("start=\"1\" end=\"5\""), ["form.range_scale"]);
}

#[test]
fn or_other_is_a_choice_and_a_question() {
    let f = form("<q/><q_other/>")
        .bind("/data/q_other", "relevant=\"selected(../q, 'other')\"")
        .body(
            "<select ref=\"/data/q\"><label>q</label><item><label>A</label><value>a</value></item>\
             <item><label>Other</label><value>other</value></item></select>",
        )
        .input("/data/q_other");
    let mut s = f.start();
    assert!(s.answer("/data/q_other", "x").is_err());
    s.answer("/data/q", "a other").unwrap();
    assert!(s.answer("/data/q_other", "x").is_ok());
}
