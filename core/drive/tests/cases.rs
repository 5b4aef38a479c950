//! Cases that fail say what, where, and what was there instead.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::sync::Arc;

use farola_drive::cases::{CaseReport, Defaults, Suite};
use farola_form::{FormDef, NoMedia};

const FORM: &str = r#"<h:html xmlns="http://www.w3.org/2002/xforms"
    xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"><h:head>
    <h:title>T</h:title><model>
    <itext><translation lang="en"><text id="age:label"><value>Age</value></text></translation>
    <translation lang="es"><text id="age:label"><value>Edad</value></text></translation></itext>
    <instance><data id="t" version="1"><age/><next/><sex/><when/><r jr:template=""><x/></r>
      <meta><instanceID/></meta></data></instance>
    <bind nodeset="/data/age" type="int" required="true()" constraint=". &lt; 130"
      jr:constraintMsg="too old"/>
    <bind nodeset="/data/next" calculate="/data/age + 1"/>
    <bind nodeset="/data/sex" relevant="/data/age &gt; 17"/>
    <bind nodeset="/data/when" calculate="format-date(today(), '%Y-%m-%d')"/>
    <bind nodeset="/data/meta/instanceID" jr:preload="uid"/></model></h:head>
    <h:body><input ref="/data/age"><label ref="jr:itext('age:label')"/><hint>In years</hint></input>
    <select1 ref="/data/sex"><label>Sex</label><item><label>Woman</label><value>f</value></item>
      <item><label>Man</label><value>m</value></item></select1>
    <group ref="/data/r"><label>R</label><repeat nodeset="/data/r"><input ref="/data/r/x">
      <label>X</label></input></repeat></group></h:body></h:html>"#;

fn form() -> Arc<FormDef> {
    Arc::new(FormDef::parse(FORM.as_bytes(), &NoMedia).0.unwrap())
}

fn run(text: &str) -> Vec<CaseReport> {
    let suite = Suite::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    suite.run(&form(), &Defaults::default())
}

/// Runs the steps of one case, written below each other.
fn steps(steps: &[&str]) -> Vec<String> {
    let mut text = "- name: one\n  steps:\n".to_owned();
    for step in steps {
        text.push_str(&format!("  - {step}\n"));
    }
    let report = run(&text).remove(0);
    report.failures.iter().map(ToString::to_string).collect()
}

fn passes(list: &[&str]) {
    let failures = steps(list);
    assert!(failures.is_empty(), "{failures:?}");
}

fn fails(list: &[&str], expected: &[&str]) {
    assert_eq!(steps(list), expected);
}

#[test]
fn what_is_expected_and_there_passes() {
    passes(&[
        "answer: {age: 34}",
        "expect: {next: 35, age: {value: '34', valid: true, required: true, readonly: false}}",
        "expect: {age: {label: Age, hint: In years, guidance: '', error: none, message: ''}}",
        "expect: {sex: {relevant: true, choices: [f, m]}}",
        "expect: {sex: {choices: {f: Woman, m: Man}}}",
        "language: es",
        "expect: {age: {label: Edad, that: '. > 30 and ../next = 35'}}",
        "expect: {r: {count: 0}}",
        "add: r",
        "add: /data/r",
        "answer: {'r[2]/x': b}",
        "expect: {r: {count: 2}, '/data/r[1]/x': '', 'r[2]/x': b, /data/@version: 1}",
        "remove: r[1]",
        "expect: {r: {count: 1}, r/x: b}",
        "refused: {age: {value: x, error: type}, next: 1, sex: q}",
        "goto: age",
        "screen: [age]",
        "next",
        "screen: {kind: question, ref: sex, questions: [sex], titles: []}",
        "back:",
        "screen: {ref: age}",
        "reopen: draft",
        "expect: {r/x: b, next: 35}",
        "expect: {when: 2026-01-15}",
        "now: 2026-02-01T10:00:00Z",
        "expect: {when: 2026-02-01}",
        "finalize: {xml: ['<age>34</age>', '<x>b</x>'], not_xml: <y>, attachments: []}",
        "reopen: edit",
        "answer: {age: ~}",
        "finalize: fails",
        "finalize: {errors: {age: required}}",
        "finalize: {errors: [age]}",
    ]);
}

#[test]
fn what_is_not_there_is_said_with_its_place() {
    fails(
        &["answer: {age: 34}", "expect: {next: 36}"],
        &["4:20 /data/next value: expected \"36\", got \"35\""],
    );
    fails(
        &["expect: {age: {relevant: false, required: false, readonly: true, valid: false}}"],
        &[
            "3:20 /data/age relevant: expected false, got true",
            "3:37 /data/age required: expected false, got true",
            "3:54 /data/age readonly: expected true, got false",
            "3:70 /data/age valid: expected false, got true",
        ],
    );
    fails(
        &[
            "answer: {age: 130}",
            "expect: {age: {error: none, message: old}}",
        ],
        &[
            "4:20 /data/age error: expected none, got constraint",
            "4:33 /data/age message: expected \"old\", got \"too old\"",
        ],
    );
    fails(
        &["expect: {next: {message: x, label: y}, sex: {message: z}}"],
        &[
            "3:21 /data/next message: expected \"x\", got no broken rule",
            "3:33 /data/next label: expected \"y\", got no question",
            "3:50 /data/sex message: expected \"z\", got no broken rule",
        ],
    );
    fails(
        &[
            "answer: {age: 20}",
            "expect: {sex: {choices: [m, f]}, r: {count: 1}}",
        ],
        &[
            "4:20 /data/sex choices: expected [m, f], got [f, m]",
            "4:42 /data/r count: expected 1, got 0",
        ],
    );
    fails(
        &[
            "answer: {age: 20}",
            "expect: {sex: {choices: {f: Woman, m: Boy}}}",
        ],
        &["4:20 /data/sex choices: expected [f: Woman, m: Boy], got [f: Woman, m: Man]"],
    );
    fails(
        &["expect: {age: {that: '. > 3'}}"],
        &["3:20 /data/age that . > 3: expected true, got false"],
    );
    fails(
        &["screen: [sex]"],
        &["3:13 screen questions: expected [\"/data/sex\"], got [\"/data/age\"]"],
    );
    fails(
        &["answer: {age: 1}", "refused: {age: 2}"],
        &["4:15 /data/age answer: expected a refusal, got \"2\" was taken"],
    );
}

#[test]
fn the_end_is_compared_whole() {
    fails(
        &["finalize"],
        &["3:5 finalize: expected no broken rule, got /data/age (required)"],
    );
    fails(
        &["finalize: {errors: {sex: required}}"],
        &[
            "3:25 /data/sex finalize: expected required, got /data/age (required)",
            "3:5 finalize: expected no other broken rule, got /data/age (required)",
        ],
    );
    fails(
        &[
            "answer: {age: 3}",
            "finalize: {xml: <age>4, not_xml: <age>3, attachments: [a.jpg]}",
        ],
        &[
            "4:21 xml: expected \"<age>4\", got it is not in the submission",
            "4:38 not_xml: expected no \"<age>3\", got it is there",
            "4:46 attachments: expected [\"a.jpg\"], got []",
        ],
    );
    fails(
        &["answer: {age: 3}", "finalize: {errors: [age]}"],
        &["4:5 finalize: expected broken rules, got the form could be finished"],
    );
}

#[test]
fn a_step_that_cannot_be_carried_out_ends_the_case() {
    fails(
        &["answer: {age: x}", "expect: {next: 3}"],
        &["3:14 /data/age answer: the answer \"x\" was refused: \
           /data/age: not a value of type int"],
    );
    fails(
        &["expect: {ago: 1}", "expect: {next: 3}"],
        &["3:14 ago: the form has no ago: did you mean age?"],
    );
    fails(
        &["language: fr"],
        &["3:15 language: the form has no language \"fr\"; it has: en, es"],
    );
    fails(
        &["add: age"],
        &["3:10 /data/age add: there is no repeat /data/age"],
    );
    fails(
        &["reopen: edit"],
        &["3:5 reopen: it cannot be finished: /data/age (required)"],
    );
    fails(&["now: soon"], &["3:10 now: \"soon\" is no RFC 3339 time"]);
    fails(
        &["expect: {'r[2]/x': 1}"],
        &["3:24 /data/r[2]/x: expected a node, got there is no such instance now"],
    );
}

#[test]
fn every_run_of_a_case_gives_the_same() {
    let text = "- name: ids\n  steps:\n  - expect: {meta/instanceID: x}\n";
    assert_eq!(run(text), run(text));
    let other = run(&text.replace("  steps", "  seed: 2\n  steps"));
    assert_ne!(run(text), other);
}
