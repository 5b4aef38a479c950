//! The values, references and keys that everything else is made of.

use farola_model::nearest;

use crate::cases::error::CaseError;
use crate::cases::plan::{Ref, Value};
use crate::cases::tree::{Key, Kind, Node};

pub(super) type Result<T> = std::result::Result<T, CaseError>;
pub(super) type Map = Vec<(Key, Node)>;

pub(super) fn references(node: Node) -> Result<Vec<Ref>> {
    list(node, "references")?
        .into_iter()
        .map(reference_of)
        .collect()
}

pub(super) fn reference_of(node: Node) -> Result<Ref> {
    let value = value(node, "a reference like /data/age")?;
    Ok(Ref {
        at: value.at,
        text: value.text,
    })
}

pub(super) fn reference(key: Key) -> Ref {
    Ref {
        at: key.at,
        text: key.text,
    }
}

/// A value; a list stands for the selections of a select-several, separated by spaces.
pub(super) fn value(node: Node, what: &str) -> Result<Value> {
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
pub(super) fn values(node: Node, what: &str) -> Result<Vec<Value>> {
    match node.kind {
        Kind::List(list) => list.into_iter().map(|node| value(node, what)).collect(),
        _ => Ok(vec![value(node, what)?]),
    }
}

pub(super) fn truth(node: Node) -> Result<bool> {
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

pub(super) fn number(node: Node, what: &str) -> Result<u64> {
    let value = value(node, what)?;
    let refused = |_| CaseError::shape(value.at, format!("{what} is a whole number from 0"));
    value.text.parse().map_err(refused)
}

pub(super) fn map(node: Node, what: &str) -> Result<Map> {
    let found = node.word();
    match node.kind {
        Kind::Map(map) => Ok(map),
        _ => {
            let what = format!("{what}: a map of keys should stand here, not {found}");
            Err(CaseError::shape(node.at, what))
        }
    }
}

pub(super) fn list(node: Node, what: &str) -> Result<Vec<Node>> {
    let found = node.word();
    match node.kind {
        Kind::List(list) => Ok(list),
        _ => {
            let what = format!("{what}: a list should stand here, not {found}");
            Err(CaseError::shape(node.at, what))
        }
    }
}

pub(super) fn check_key(key: &Key, known: &'static [&'static str]) -> Result<()> {
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
