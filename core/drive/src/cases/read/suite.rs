//! A file of cases, and what holds for all of them.

use super::steps::{answers, read_step};
use super::values::{Map, Result, check_key, list, map, number, value};
use crate::cases::error::{At, CaseError};
use crate::cases::plan::{Case, Device, Setting, Step};
use crate::cases::tree::{self, Kind, Node};

const SETTINGS: &[&str] = &["now", "seed", "language", "device", "given"];
const FILE: &[&str] = &["cases", "now", "seed", "language", "device", "given"];
const CASE: &[&str] = &[
    "name", "steps", "now", "seed", "language", "device", "given",
];
const DEVICE: &[&str] = &["device_id", "username", "email", "phone_number"];

/// Reads a file of cases: a list of them, or a map with `cases` and what holds for all.
pub(in crate::cases) fn suite(text: &str) -> Result<Vec<Case>> {
    let Some(root) = tree::read(text)? else {
        return Err(CaseError::shape(At::START, "the file holds no cases"));
    };
    let at = root.at;
    let (setting, given, cases) = match root.kind {
        Kind::List(cases) => (Setting::default(), Vec::new(), cases),
        Kind::Map(map) => {
            let (setting, given, rest) = setting(map, &Setting::default(), FILE)?;
            let cases = rest.into_iter().find(|(key, _)| key.text == "cases");
            let Some((_, cases)) = cases else {
                let what = "the file needs a list of cases under the key \"cases\"";
                return Err(CaseError::shape(at, what));
            };
            (setting, given, list(cases, "cases")?)
        }
        Kind::Scalar { .. } => {
            return Err(CaseError::shape(at, "the file must hold a list of cases"));
        }
    };
    if cases.is_empty() {
        return Err(CaseError::shape(at, "the file holds no cases"));
    }
    cases
        .into_iter()
        .map(|node| case(node, &setting, &given))
        .collect()
}

fn case(node: Node, shared: &Setting, given: &[Step]) -> Result<Case> {
    let at = node.at;
    let (setting, own, rest) = setting(map(node, "a case")?, shared, CASE)?;
    let (mut name, mut steps) = (None, Vec::new());
    for (key, node) in rest {
        match key.text.as_str() {
            "name" => name = Some(value(node, "a name")?.text),
            _ => {
                for node in list(node, "steps")? {
                    read_step(node, &mut steps)?;
                }
            }
        }
    }
    let Some(name) = name.filter(|name| !name.is_empty()) else {
        return Err(CaseError::shape(at, "the case needs a name"));
    };
    if steps.is_empty() {
        return Err(CaseError::shape(
            at,
            "the case has no steps, so that it tests nothing",
        ));
    }
    let steps = given.iter().cloned().chain(own).chain(steps).collect();
    Ok(Case {
        at,
        name,
        setting,
        steps,
    })
}

/// Takes what a file and a case can say alike out of a map; `known` are all keys it may have.
fn setting(
    map: Map,
    shared: &Setting,
    known: &'static [&'static str],
) -> Result<(Setting, Vec<Step>, Map)> {
    let (mut setting, mut given, mut rest) = (shared.clone(), Vec::new(), Vec::new());
    for (key, node) in map {
        check_key(&key, known)?;
        if !SETTINGS.contains(&key.text.as_str()) {
            rest.push((key, node));
            continue;
        }
        match key.text.as_str() {
            "now" => setting.now = Some(value(node, "a time")?),
            "seed" => setting.seed = Some(number(node, "a seed")?),
            "language" => setting.language = Some(value(node, "a language")?),
            "device" => setting.device = device(node)?,
            _ => answers(node, &mut given)?,
        }
    }
    Ok((setting, given, rest))
}

fn device(node: Node) -> Result<Device> {
    let mut device = Device::default();
    for (key, node) in map(node, "device")? {
        check_key(&key, DEVICE)?;
        let text = Some(value(node, "a text")?.text);
        match key.text.as_str() {
            "device_id" => device.device_id = text,
            "username" => device.username = text,
            "email" => device.email = text,
            _ => device.phone_number = text,
        }
    }
    Ok(device)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::plan::Act;

    fn refused(text: &str, line: u32, says: &str) {
        let error = suite(text).expect_err("refused");
        assert!(error.to_string().contains(says), "{error}");
        assert_eq!(error.at().line, line, "{error}");
    }

    #[test]
    fn a_wrong_file_says_where_and_what() {
        refused("", 1, "no cases");
        refused("[]", 1, "no cases");
        refused("now: 1", 1, "under the key \"cases\"");
        refused("- name: a\n  stps: []\n", 2, "did you mean \"steps\"?");
        refused("- name: a\n  colour: []\n", 2, "known here: name, steps");
        refused("- steps: [next]\n", 1, "needs a name");
        refused("- name: a\n", 1, "tests nothing");
        refused(
            "- name: a\n  steps:\n    - expct: {a: 1}\n",
            3,
            "\"expect\"",
        );
        refused(
            "- name: a\n  steps:\n    - expect:\n        a: {relevent: true}\n",
            4,
            "\"relevant\"",
        );
        refused(
            "- name: a\n  steps:\n    - expect: {a: {relevant: maybe}}\n",
            3,
            "true or false",
        );
        refused(
            "- name: a\n  steps:\n    - expect: {a: {count: -1}}\n",
            3,
            "whole number",
        );
        refused(
            "- name: a\n  steps:\n    - answer: {a: {b: c}}\n",
            3,
            "not a map",
        );
        refused("- name: a\n  steps:\n    - answer: [a]\n", 3, "not a list");
        refused(
            "- name: a\n  steps:\n    - finalize: perhaps\n",
            3,
            "ok, fails",
        );
        refused("- name: a\n  steps:\n    - reopen: x\n", 3, "draft or edit");
    }

    #[test]
    fn what_a_file_says_for_all_comes_first() {
        let text = "seed: 3\ngiven: {a: 1}\ncases:\n- name: x\n  seed: 4\n  given: {b: 2}\n  \
                    steps:\n  - answer: {c: [3, 4]}\n    expect: {c: 3 4}\n  - next\n";
        let cases = suite(text).expect("cases");
        let case = cases.first().expect("one");
        assert_eq!(case.setting.seed, Some(4));
        let names: Vec<String> = case
            .steps
            .iter()
            .map(|step| match &step.act {
                Act::Answer(to, value) => format!("{}={}", to.text, value.text),
                Act::Expect(to, checks) => format!("{}?{}", to.text, checks.len()),
                Act::Next => "next".to_owned(),
                other => format!("{other:?}"),
            })
            .collect();
        assert_eq!(names, ["a=1", "b=2", "c=3 4", "c?1", "next"]);
    }
}
