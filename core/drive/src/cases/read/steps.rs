//! The steps of a case.

use super::checks::{checks, finalize, screen};
use super::values::{Result, check_key, map, reference, reference_of, value};
use crate::cases::error::CaseError;
use crate::cases::plan::{Act, Finalize, Reopen, Step};
use crate::cases::tree::{Key, Kind, Node};

const STEP: &[&str] = &[
    "answer", "refused", "add", "remove", "language", "now", "goto", "next", "back", "reopen",
    "expect", "screen", "finalize",
];
const REFUSED: &[&str] = &["value", "error"];

/// Reads one entry of `steps`; several keys are several steps, in the order written.
pub(super) fn read_step(node: Node, steps: &mut Vec<Step>) -> Result<()> {
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

pub(super) fn bare(word: &str) -> Option<Act> {
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

pub(super) fn refused(key: Key, node: Node) -> Result<Step> {
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

pub(super) fn answers(node: Node, steps: &mut Vec<Step>) -> Result<()> {
    for (key, node) in map(node, "answers")? {
        let at = key.at;
        let act = Act::Answer(reference(key), value(node, "an answer")?);
        steps.push(Step { at, act });
    }
    Ok(())
}
