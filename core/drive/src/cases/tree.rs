//! YAML as a small tree that knows its lines.
//!
//! Only what a list of cases needs is read: maps, lists and scalars. Anchors and aliases (with
//! which a few lines unfold into gigabytes), tags, second documents and keys given twice are
//! refused, and depth and size are bounded before anything is kept.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::error::{At, CaseError};

/// Largest file read.
const BYTES: usize = 1024 * 1024;
/// Deepest nesting: the deepest that a case can need is eight.
const DEPTH: usize = 16;
/// Most nodes of a file.
const NODES: usize = 200_000;

/// A node of the file and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) at: At,
    pub(super) kind: Kind,
}

/// What a node is.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// A text as written; `plain` without quotes.
    Scalar { text: String, plain: bool },
    /// `- a`.
    List(Vec<Node>),
    /// `key: value`, in the order written.
    Map(Vec<(Key, Node)>),
}

/// A key and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Key {
    pub(super) at: At,
    pub(super) text: String,
}

impl Node {
    /// The word for what stands there, for people.
    pub(super) fn word(&self) -> &'static str {
        match &self.kind {
            Kind::Scalar { .. } => "a value",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a map of keys",
        }
    }
}

/// A map or list that is still open.
enum Open {
    List(At, Vec<Node>),
    Map(At, OpenMap),
}

/// A map that is still open.
#[derive(Default)]
struct OpenMap {
    entries: Vec<(Key, Node)>,
    key: Option<Key>,
    /// The line of each key so far.
    lines: BTreeMap<String, u32>,
}

/// Reads one document; nothing where the file holds none.
pub(super) fn read(text: &str) -> Result<Option<Node>, CaseError> {
    if text.len() > BYTES {
        return Err(CaseError::limit(
            At::START,
            format!("more than {BYTES} bytes"),
        ));
    }
    let mut reader = Reader::default();
    let mut parser = Parser::new_from_str(text);
    while let Some(next) = parser.next_event() {
        let (event, span) = next.map_err(|error| {
            CaseError::syntax(at_marker(error.marker()), error.info().to_owned())
        })?;
        reader.event(event, span)?;
    }
    Ok(reader.root)
}

fn at(span: Span) -> At {
    at_marker(&span.start)
}

fn at_marker(marker: &saphyr_parser::Marker) -> At {
    At {
        line: u32::try_from(marker.line()).unwrap_or(u32::MAX),
        column: u32::try_from(marker.col() + 1).unwrap_or(u32::MAX),
    }
}

#[derive(Default)]
struct Reader {
    open: Vec<Open>,
    root: Option<Node>,
    nodes: usize,
    documents: usize,
}

impl Reader {
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), CaseError> {
        let at = at(span);
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    let what = "a second document begins here; a file holds one list of cases";
                    return Err(CaseError::syntax(at, what.to_owned()));
                }
            }
            Event::Alias(_) => return Err(no_anchor(at)),
            Event::Scalar(text, style, anchor, tag) => {
                refuse(at, anchor, tag.is_some())?;
                let plain = style == ScalarStyle::Plain;
                let kind = Kind::Scalar {
                    text: text.into_owned(),
                    plain,
                };
                self.node(Node { at, kind })?;
            }
            Event::SequenceStart(anchor, tag) => {
                refuse(at, anchor, tag.is_some())?;
                self.push(at, Open::List(at, Vec::new()))?;
            }
            Event::MappingStart(anchor, tag) => {
                refuse(at, anchor, tag.is_some())?;
                self.push(at, Open::Map(at, OpenMap::default()))?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let node = match self.open.pop() {
                    Some(Open::List(at, list)) => Node {
                        at,
                        kind: Kind::List(list),
                    },
                    Some(Open::Map(at, map)) => Node {
                        at,
                        kind: Kind::Map(map.entries),
                    },
                    None => return Ok(()),
                };
                self.node(node)?;
            }
        }
        Ok(())
    }

    fn push(&mut self, at: At, open: Open) -> Result<(), CaseError> {
        if self.open.len() >= DEPTH {
            return Err(CaseError::limit(
                at,
                format!("nested deeper than {DEPTH} levels"),
            ));
        }
        self.open.push(open);
        Ok(())
    }

    fn node(&mut self, node: Node) -> Result<(), CaseError> {
        self.nodes += 1;
        if self.nodes > NODES {
            return Err(CaseError::limit(
                node.at,
                format!("more than {NODES} entries"),
            ));
        }
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List(_, list)) => list.push(node),
            Some(Open::Map(_, map)) => match map.key.take() {
                Some(key) => map.entries.push((key, node)),
                None => map.key = Some(key_of(node, &mut map.lines)?),
            },
        }
        Ok(())
    }
}

fn key_of(node: Node, lines: &mut BTreeMap<String, u32>) -> Result<Key, CaseError> {
    let at = node.at;
    let Kind::Scalar { text, .. } = node.kind else {
        return Err(CaseError::syntax(
            at,
            "a key must be a plain text".to_owned(),
        ));
    };
    if let Some(first) = lines.insert(text.clone(), at.line) {
        let what = format!("the key {text:?} stands here and in line {first}");
        return Err(CaseError::syntax(at, what));
    }
    Ok(Key { at, text })
}

fn refuse(at: At, anchor: usize, tagged: bool) -> Result<(), CaseError> {
    if anchor > 0 {
        return Err(no_anchor(at));
    }
    if tagged {
        let what = "tags (!name) are not read; write the value alone";
        return Err(CaseError::syntax(at, what.to_owned()));
    }
    Ok(())
}

fn no_anchor(at: At) -> CaseError {
    let what = "anchors (&name) and aliases (*name) are not read; write the value out, or in \
                quotes if it begins with & or *";
    CaseError::syntax(at, what.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str, says: &str) {
        let error = read(text).expect_err("refused");
        assert!(error.to_string().contains(says), "{error}");
    }

    #[test]
    fn knows_where_things_stand() {
        let root = read("a: 1\nb:\n  - x\n  - \"y\"\n")
            .expect("yaml")
            .expect("a node");
        let Kind::Map(map) = &root.kind else { panic!() };
        let (key, list) = &map[1];
        assert_eq!((key.text.as_str(), key.at.line, key.at.column), ("b", 2, 1));
        let Kind::List(list) = &list.kind else {
            panic!()
        };
        assert_eq!((list[1].at.line, list[1].at.column), (4, 5));
        assert!(matches!(&list[0].kind, Kind::Scalar { plain: true, .. }));
        assert!(matches!(&list[1].kind, Kind::Scalar { plain: false, .. }));
    }

    #[test]
    fn hostile_files_are_refused() {
        refused("a: &a [x]\nb: *a\n", "anchors");
        refused("a: *nothing\n", "");
        refused("a: !!binary aGk=\n", "tags");
        refused("a: 1\n---\nb: 2\n", "second document");
        refused("a: 1\na: 2\n", "stands here and in line 1");
        refused("[a]: 1\n", "key");
        refused(&"[".repeat(40), "deeper");
        refused(&"[".repeat(100_000), "recursion limit");
        refused(&"- ".repeat(100_000), "deeper");
        refused(&"a".repeat(BYTES + 1), "bytes");
        refused(&"- a\n".repeat(NODES + 1), "entries");
        refused("a: [1,\n", "");
        refused("\"open", "");
        assert!(read("").expect("nothing").is_none());
    }
}
