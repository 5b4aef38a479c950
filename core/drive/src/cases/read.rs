//! From the tree to cases: every key is known, and everything stands where it belongs.

use farola_form::InvalidKind;
use farola_model::nearest;

use super::error::{At, CaseError};
use super::plan::{
    Act, Case, Check, Device, Finalize, Flag, Ref, Reopen, ScreenCheck, Setting, Step, Value, Want,
    Words,
};
use super::tree::{self, Key, Kind, Node};

type Result<T> = std::result::Result<T, CaseError>;
type Map = Vec<(Key, Node)>;

const SETTINGS: &[&str] = &["now", "seed", "language", "device", "given"];
const FILE: &[&str] = &["cases", "now", "seed", "language", "device", "given"];
const CASE: &[&str] = &[
    "name", "steps", "now", "seed", "language", "device", "given",
];
const DEVICE: &[&str] = &["device_id", "username", "email", "phone_number"];
const STEP: &[&str] = &[
    "answer", "refused", "add", "remove", "language", "now", "goto", "next", "back", "reopen",
    "expect", "screen", "finalize",
];
const REFUSED: &[&str] = &["value", "error"];
const EXPECT: &[&str] = &[
    "value", "relevant", "readonly", "required", "valid", "error", "message", "label", "hint",
    "guidance", "choices", "count", "that",
];
const SCREEN: &[&str] = &["kind", "ref", "questions", "titles"];
const FINALIZE: &[&str] = &["ok", "errors", "xml", "not_xml", "attachments"];

/// Reads a file of cases: a list of them, or a map with `cases` and what holds for all.
pub(super) fn suite(text: &str) -> Result<Vec<Case>> {
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

fn answers(node: Node, steps: &mut Vec<Step>) -> Result<()> {
    for (key, node) in map(node, "answers")? {
        let at = key.at;
        let act = Act::Answer(reference(key), value(node, "an answer")?);
        steps.push(Step { at, act });
    }
    Ok(())
}

/// Reads one entry of `steps`; several keys are several steps, in the order written.
fn read_step(node: Node, steps: &mut Vec<Step>) -> Result<()> {
    // `- next` is short for `- next:`.
    if let Kind::Scalar { text, .. } = &node.kind
        && let Some(act) = bare(text)
    {
        steps.push(Step { at: node.at, act });
        return Ok(());
    }
    for (key, node) in map(node, "a step")? {
        check_key(&key, STEP)?;
        let at = key.at;
        let act = match key.text.as_str() {
            "answer" => {
                answers(node, steps)?;
                continue;
            }
            "refused" => {
                for (key, node) in map(node, "refused")? {
                    steps.push(refused(key, node)?);
                }
                continue;
            }
            "expect" => {
                for (key, node) in map(node, "expect")? {
                    let at = key.at;
                    let act = Act::Expect(reference(key), checks(node)?);
                    steps.push(Step { at, act });
                }
                continue;
            }
            "add" => Act::Add(reference_of(node)?),
            "remove" => Act::Remove(reference_of(node)?),
            "goto" => Act::Goto(reference_of(node)?),
            "language" => Act::Language(value(node, "a language")?),
            "now" => Act::Now(value(node, "a time")?),
            "reopen" => {
                let how = value(node, "draft or edit")?;
                Act::Reopen(match how.text.as_str() {
                    "draft" => Reopen::Draft,
                    "edit" => Reopen::Edit,
                    _ => return Err(CaseError::shape(how.at, "reopen: draft or edit")),
                })
            }
            "screen" => Act::Screen(screen(node)?),
            "finalize" => Act::Finalize(finalize(node)?),
            next => {
                value(node, "nothing")?;
                match bare(next) {
                    Some(act) => act,
                    None => continue,
                }
            }
        };
        steps.push(Step { at, act });
    }
    Ok(())
}

fn bare(word: &str) -> Option<Act> {
    match word {
        "next" => Some(Act::Next),
        "back" => Some(Act::Back),
        "finalize" => Some(Act::Finalize(Finalize {
            ok: true,
            ..Finalize::default()
        })),
        _ => None,
    }
}

fn refused(key: Key, node: Node) -> Result<Step> {
    let at = key.at;
    let reference = reference(key);
    let (given, error) = match node.kind {
        Kind::Map(map) => {
            let (mut given, mut error) = (None, None);
            for (key, node) in map {
                check_key(&key, REFUSED)?;
                let text = value(node, "a value")?;
                match key.text.as_str() {
                    "value" => given = Some(text),
                    _ => error = Some(text),
                }
            }
            let missing = || CaseError::shape(at, "the refused answer needs a value");
            (given.ok_or_else(missing)?, error)
        }
        _ => (value(node, "an answer")?, None),
    };
    let act = Act::Refused(reference, given, error);
    Ok(Step { at, act })
}

fn checks(node: Node) -> Result<Vec<Check>> {
    let at = node.at;
    let Kind::Map(map) = node.kind else {
        let want = Want::Value(value(node, "a value")?);
        return Ok(vec![Check { at, want }]);
    };
    if map.is_empty() {
        return Err(CaseError::shape(at, "nothing is expected here"));
    }
    map.into_iter()
        .map(|(key, node)| {
            check_key(&key, EXPECT)?;
            let at = key.at;
            let want = want(&key.text, node)?;
            Ok(Check { at, want })
        })
        .collect()
}

fn want(key: &str, node: Node) -> Result<Want> {
    Ok(match key {
        "value" => Want::Value(value(node, "a value")?),
        "relevant" => Want::Flag(Flag::Relevant, truth(node)?),
        "readonly" => Want::Flag(Flag::Readonly, truth(node)?),
        "required" => Want::Flag(Flag::Required, truth(node)?),
        "valid" => Want::Flag(Flag::Valid, truth(node)?),
        "error" => Want::Error(rule(node)?),
        "message" => Want::Text(Words::Message, value(node, "a message")?),
        "label" => Want::Text(Words::Label, value(node, "a label")?),
        "hint" => Want::Text(Words::Hint, value(node, "a hint")?),
        "guidance" => Want::Text(Words::Guidance, value(node, "a text")?),
        "choices" => Want::Choices(choices(node)?),
        "count" => {
            let count = number(node, "a number of instances")?;
            Want::Count(usize::try_from(count).unwrap_or(usize::MAX))
        }
        _ => Want::That(value(node, "an expression")?),
    })
}

fn choices(node: Node) -> Result<Vec<(Value, Option<Value>)>> {
    match node.kind {
        Kind::Map(map) => map
            .into_iter()
            .map(|(key, node)| {
                let name = Value {
                    at: key.at,
                    text: key.text,
                    plain: false,
                };
                Ok((name, Some(value(node, "a label")?)))
            })
            .collect(),
        _ => list(node, "choices")?
            .into_iter()
            .map(|node| Ok((value(node, "a choice")?, None)))
            .collect(),
    }
}

fn screen(node: Node) -> Result<Vec<ScreenCheck>> {
    let at = node.at;
    let Kind::Map(map) = node.kind else {
        return Ok(vec![ScreenCheck::Questions(at, references(node)?)]);
    };
    map.into_iter()
        .map(|(key, node)| {
            check_key(&key, SCREEN)?;
            Ok(match key.text.as_str() {
                "kind" => ScreenCheck::Kind(value(node, "a kind of screen")?),
                "ref" => ScreenCheck::Ref(reference_of(node)?),
                "questions" => ScreenCheck::Questions(key.at, references(node)?),
                _ => ScreenCheck::Titles(key.at, values(node, "titles")?),
            })
        })
        .collect()
}

fn finalize(node: Node) -> Result<Finalize> {
    let at = node.at;
    if let Kind::Scalar { text, .. } = &node.kind {
        let ok = match text.as_str() {
            "ok" | "true" | "~" | "" => true,
            "fails" | "false" => false,
            _ => {
                return Err(CaseError::shape(
                    at,
                    "finalize: ok, fails, or what it gives",
                ));
            }
        };
        return Ok(Finalize {
            ok,
            ..Finalize::default()
        });
    }
    let mut out = Finalize {
        ok: true,
        ..Finalize::default()
    };
    for (key, node) in map(node, "finalize")? {
        check_key(&key, FINALIZE)?;
        match key.text.as_str() {
            "ok" => out.ok = truth(node)?,
            "errors" => {
                let errors = errors(node)?;
                out.ok = errors.is_empty();
                out.errors = Some(errors);
            }
            "xml" => out.xml = values(node, "texts of the submission")?,
            "not_xml" => out.not_xml = values(node, "texts of the submission")?,
            _ => out.attachments = Some((key.at, values(node, "file names")?)),
        }
    }
    Ok(out)
}

fn errors(node: Node) -> Result<Vec<(Ref, Option<InvalidKind>)>> {
    match node.kind {
        Kind::Map(map) => map
            .into_iter()
            .map(|(key, node)| Ok((reference(key), rule(node)?)))
            .collect(),
        _ => Ok(references(node)?.into_iter().map(|r| (r, None)).collect()),
    }
}

fn rule(node: Node) -> Result<Option<InvalidKind>> {
    let word = value(node, "a rule")?;
    match word.text.as_str() {
        "required" => Ok(Some(InvalidKind::Required)),
        "constraint" => Ok(Some(InvalidKind::Constraint)),
        "type" => Ok(Some(InvalidKind::Type)),
        "none" => Ok(None),
        _ => {
            let what = "a rule is required, constraint, type or none";
            Err(CaseError::shape(word.at, what))
        }
    }
}

fn references(node: Node) -> Result<Vec<Ref>> {
    list(node, "references")?
        .into_iter()
        .map(reference_of)
        .collect()
}

fn reference_of(node: Node) -> Result<Ref> {
    let value = value(node, "a reference like /data/age")?;
    Ok(Ref {
        at: value.at,
        text: value.text,
    })
}

fn reference(key: Key) -> Ref {
    Ref {
        at: key.at,
        text: key.text,
    }
}

/// A value; a list stands for the selections of a select-several, separated by spaces.
fn value(node: Node, what: &str) -> Result<Value> {
    let at = node.at;
    match node.kind {
        Kind::Scalar { text, plain } => {
            let empty = plain && matches!(text.as_str(), "~" | "null");
            let text = if empty { String::new() } else { text };
            Ok(Value { at, text, plain })
        }
        Kind::List(list) => {
            let mut words = Vec::new();
            for node in list {
                if !matches!(node.kind, Kind::Scalar { .. }) {
                    return Err(CaseError::shape(node.at, "a selection must be one value"));
                }
                words.push(value(node, what)?.text);
            }
            Ok(Value {
                at,
                text: words.join(" "),
                plain: false,
            })
        }
        Kind::Map(_) => Err(CaseError::shape(
            at,
            format!("{what} should stand here, not a map of keys"),
        )),
    }
}

/// One value or a list of them.
fn values(node: Node, what: &str) -> Result<Vec<Value>> {
    match node.kind {
        Kind::List(list) => list.into_iter().map(|node| value(node, what)).collect(),
        _ => Ok(vec![value(node, what)?]),
    }
}

fn truth(node: Node) -> Result<bool> {
    let value = value(node, "true or false")?;
    match value.text.as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(CaseError::shape(
            value.at,
            "true or false should stand here",
        )),
    }
}

fn number(node: Node, what: &str) -> Result<u64> {
    let value = value(node, what)?;
    let refused = |_| CaseError::shape(value.at, format!("{what} is a whole number from 0"));
    value.text.parse().map_err(refused)
}

fn map(node: Node, what: &str) -> Result<Map> {
    let found = node.word();
    match node.kind {
        Kind::Map(map) => Ok(map),
        _ => {
            let what = format!("{what}: a map of keys should stand here, not {found}");
            Err(CaseError::shape(node.at, what))
        }
    }
}

fn list(node: Node, what: &str) -> Result<Vec<Node>> {
    let found = node.word();
    match node.kind {
        Kind::List(list) => Ok(list),
        _ => {
            let what = format!("{what}: a list should stand here, not {found}");
            Err(CaseError::shape(node.at, what))
        }
    }
}

fn check_key(key: &Key, known: &'static [&'static str]) -> Result<()> {
    if known.contains(&key.text.as_str()) {
        return Ok(());
    }
    Err(CaseError::Key {
        at: key.at,
        key: key.text.clone(),
        nearest: nearest(&key.text, known.iter().copied()),
        known,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
