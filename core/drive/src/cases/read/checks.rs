//! What is expected of a form: of a question, of a page, of its end.

use farola_form::InvalidKind;

use super::values::{
    Result, check_key, list, map, number, reference, reference_of, references, truth, value, values,
};
use crate::cases::error::CaseError;
use crate::cases::plan::{Check, Finalize, Flag, Ref, ScreenCheck, Value, Want, Words};
use crate::cases::tree::{Kind, Node};

const EXPECT: &[&str] = &[
    "value", "relevant", "readonly", "required", "valid", "error", "message", "label", "hint",
    "guidance", "choices", "count", "that",
];
const SCREEN: &[&str] = &["kind", "ref", "questions", "titles"];
const FINALIZE: &[&str] = &["ok", "errors", "xml", "not_xml", "attachments"];

pub(super) fn checks(node: Node) -> Result<Vec<Check>> {
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

pub(super) fn want(key: &str, node: Node) -> Result<Want> {
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

pub(super) fn choices(node: Node) -> Result<Vec<(Value, Option<Value>)>> {
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

pub(super) fn screen(node: Node) -> Result<Vec<ScreenCheck>> {
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

pub(super) fn finalize(node: Node) -> Result<Finalize> {
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

pub(super) fn errors(node: Node) -> Result<Vec<(Ref, Option<InvalidKind>)>> {
    match node.kind {
        Kind::Map(map) => map
            .into_iter()
            .map(|(key, node)| Ok((reference(key), rule(node)?)))
            .collect(),
        _ => Ok(references(node)?.into_iter().map(|r| (r, None)).collect()),
    }
}

pub(super) fn rule(node: Node) -> Result<Option<InvalidKind>> {
    let word = value(node, "a rule")?;
    match word.text.as_str() {
        "required" => Ok(Some(InvalidKind::Required)),
        "constraint" => Ok(Some(InvalidKind::Constraint)),
        "type" => Ok(Some(InvalidKind::Type)),
        "too_dear" => Ok(Some(InvalidKind::TooDear)),
        "none" => Ok(None),
        _ => {
            let what = "a rule is required, constraint, type or none";
            Err(CaseError::shape(word.at, what))
        }
    }
}
