//! The states of two engines side by side.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use super::facts::{generic, unprefixed};
use super::peer::Name;
use super::values::same;

/// One thing on which our engine and a peer do not agree.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Difference {
    pub(crate) peer: Name,
    pub(crate) what: &'static str,
    pub(crate) reference: String,
    pub(crate) ours: String,
    pub(crate) theirs: String,
    pub(crate) after: After,
}

/// What had happened before: faults show themselves only after what sets them off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct After {
    /// An instance was removed, by hand or by a count.
    pub(crate) removal: bool,
    /// The language was switched.
    pub(crate) language: bool,
    /// The very question was answered, in any instance.
    pub(crate) answer: bool,
    /// What the peer says is what ours said before, in any instance, or nothing: it is stale.
    pub(crate) stale: bool,
    /// A text was answered with characters beyond the first 65,536, as most emoji are.
    pub(crate) astral: bool,
    /// A text was answered that only a programming language takes for a number, as `1e3`.
    pub(crate) exponent: bool,
}

impl Difference {
    /// The same fault in another instance or with other values.
    pub(crate) fn signature(&self) -> (Name, &'static str, String) {
        (self.peer, self.what, generic(&self.reference))
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = |text: &str| text.chars().take(160).collect::<String>();
        let (ours, theirs) = (short(&self.ours), short(&self.theirs));
        let peer = self.peer.word();
        let Self {
            reference, what, ..
        } = self;
        write!(f, "{reference} {what}: ours {ours:?}, {peer} {theirs:?}")
    }
}

type Entries<'a> = BTreeMap<String, &'a Value>;

fn entries(list: &Value) -> Entries<'_> {
    let items = list.as_array().into_iter().flatten();
    items
        // Of one ref the question counts, not the instance or the offer to add one.
        .filter(|item| item["kind"].is_null() || item["kind"] == "question")
        .filter_map(|item| Some((unprefixed(item["ref"].as_str()?), item)))
        .collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Compares two states.
pub(crate) struct Comparison<'a> {
    peer: Name,
    found: Vec<Difference>,
    ours: &'a Value,
    theirs: &'a Value,
}

impl<'a> Comparison<'a> {
    /// All differences, in the order of the document.
    pub(crate) fn of(peer: Name, ours: &'a Value, theirs: &'a Value) -> Vec<Difference> {
        let mut comparison = Self {
            peer,
            found: Vec::new(),
            ours,
            theirs,
        };
        if theirs["error"] == "peer" {
            comparison.push("fault", "/", String::new(), text(&theirs["message"]));
            return comparison.found;
        }
        comparison.nodes();
        comparison.questions();
        comparison.errors();
        comparison.found
    }

    fn push(&mut self, what: &'static str, reference: &str, ours: String, theirs: String) {
        self.found.push(Difference {
            peer: self.peer,
            what,
            reference: reference.to_owned(),
            ours,
            theirs,
            after: After::default(),
        });
    }

    fn nodes(&mut self) {
        let (ours, theirs) = (entries(&self.ours["nodes"]), entries(&self.theirs["nodes"]));
        let questions = entries(&self.ours["questions"]);
        for (reference, node) in &ours {
            let Some(other) = theirs.get(reference) else {
                let there = if node["relevant"] == true {
                    "there"
                } else {
                    "there, not relevant"
                };
                self.push("presence", reference, there.into(), "absent".into());
                continue;
            };
            let relevant = node["relevant"] == true && other["relevant"] == true;
            let mut keys = vec![("relevant", "relevant")];
            // What a browser shows of a node that nobody asks for does not matter to it.
            if self.peer == Name::JavaRosa || questions.contains_key(reference) && relevant {
                keys.extend([("required", "required"), ("readonly", "readonly")]);
            }
            if relevant || self.peer == Name::JavaRosa {
                keys.push(("value", "value"));
            }
            for (key, what) in keys {
                let (a, b) = (text(&node[key]), text(&other[key]));
                if !same(&a, &b) {
                    self.push(what, reference, a, b);
                }
            }
        }
        for reference in theirs.keys() {
            if !ours.contains_key(reference) {
                self.push("presence", reference, "absent".into(), "there".into());
            }
        }
    }

    fn questions(&mut self) {
        let ours = entries(&self.ours["questions"]);
        let theirs = entries(&self.theirs["questions"]);
        let relevant = |question: &Value| question["relevant"] != false;
        for (reference, own) in &ours {
            let Some(other) = theirs.get(reference) else {
                if relevant(own) {
                    self.push("asked", reference, "yes".into(), "no".into());
                }
                continue;
            };
            if !relevant(own) {
                self.push("asked", reference, "no".into(), "yes".into());
                continue;
            }
            for (key, what) in [("label", "label"), ("hint", "hint")] {
                let (a, b) = (text(&own[key]), text(&other[key]));
                if !same(&a, &b) {
                    self.push(what, reference, a, b);
                }
            }
            let (a, b) = (choices(own), choices(other));
            let alike = |(x, y): (&(String, String), &(String, String))| {
                same(&x.0, &y.0) && same(&x.1, &y.1)
            };
            if a.len() != b.len() || !a.iter().zip(&b).all(alike) {
                let list = |c: &[(String, String)]| format!("{c:?}");
                self.push("choices", reference, list(&a), list(&b));
            }
        }
        for reference in theirs.keys() {
            if !ours.contains_key(reference) {
                self.push("asked", reference, "no".into(), "yes".into());
            }
        }
    }

    fn errors(&mut self) {
        let (ours, theirs) = (
            entries(&self.ours["errors"]),
            entries(&self.theirs["errors"]),
        );
        for (reference, error) in &ours {
            match theirs.get(reference) {
                None => self.push("error", reference, text(&error["error"]), String::new()),
                Some(other) if error["error"] != other["error"] => {
                    let (a, b) = (text(&error["error"]), text(&other["error"]));
                    self.push("error", reference, a, b);
                }
                // JavaRosa leaves the words for a missing answer to its host.
                Some(_) if self.peer == Name::JavaRosa && error["error"] == "required" => {}
                Some(other) => {
                    let (a, b) = (text(&error["message"]), text(&other["message"]));
                    if !same(&a, &b) {
                        self.push("message", reference, a, b);
                    }
                }
            }
        }
        for (reference, error) in &theirs {
            if !ours.contains_key(reference) {
                self.push("error", reference, String::new(), text(&error["error"]));
            }
        }
    }
}

fn choices(question: &Value) -> Vec<(String, String)> {
    let list = question["choices"].as_array().into_iter().flatten();
    list.map(|choice| (text(&choice["value"]), text(&choice["label"])))
        .collect()
}
