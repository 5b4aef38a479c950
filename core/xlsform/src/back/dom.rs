//! A form's XML as a tree. Prefixes are those that the compiler writes, whatever the form calls
//! the same namespaces.

use farola_model::limits::{FORM_XML_BYTES, XML_DEPTH};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use crate::fault::rules::back as rules;
use crate::fault::{Fault, Place};
use crate::settings::NAMESPACES;

/// An element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// The name with the prefix of its namespace.
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) nodes: Vec<Node>,
}

/// What stands in an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// An attribute's value.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The elements in it.
    pub(super) fn elements(&self) -> impl DoubleEndedIterator<Item = &Self> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first element of this name in it.
    pub(super) fn first(&self, name: &str) -> Option<&Self> {
        self.elements().find(|element| element.name == name)
    }

    /// Its own text.
    pub(super) fn text(&self) -> String {
        let texts = self.nodes.iter().filter_map(|node| match node {
            Node::Text(text) => Some(text.as_str()),
            Node::Element(_) => None,
        });
        texts.collect()
    }

    /// The name without its prefix.
    pub(super) fn local(&self) -> &str {
        self.name.rsplit(':').next().unwrap_or(&self.name)
    }
}

/// The fault of a text that is no form.
pub(super) fn no_form() -> Fault {
    Fault::new(&rules::NO_FORM, Place::default())
}

/// Prefixes with the addresses that they stand for, the innermost last.
type Prefixes = Vec<(String, String)>;

/// Reads a form's XML.
pub(super) fn parse(xml: &str) -> Result<Element, Fault> {
    if xml.len() > 4 * FORM_XML_BYTES {
        return Err(no_form());
    }
    let mut reader = Reader::from_str(xml);
    let mut open: Vec<(Element, usize)> = vec![(Element::default(), 0)];
    let mut prefixes: Prefixes = Vec::new();
    loop {
        let event = reader.read_event().map_err(|_| no_form())?;
        match event {
            Event::Start(start) => {
                if open.len() > XML_DEPTH {
                    return Err(no_form());
                }
                let before = prefixes.len();
                let element = element(&start, &mut prefixes)?;
                open.push((element, before));
            }
            Event::Empty(start) => {
                let before = prefixes.len();
                let element = element(&start, &mut prefixes)?;
                prefixes.truncate(before);
                add(&mut open, Node::Element(element));
            }
            Event::End(_) => {
                let Some((element, before)) = open.pop().filter(|_| !open.is_empty()) else {
                    return Err(no_form());
                };
                prefixes.truncate(before);
                add(&mut open, Node::Element(element));
            }
            Event::Text(text) => say(&mut open, &text.xml10_content()),
            Event::CData(text) => say(&mut open, &text.xml10_content()),
            Event::GeneralRef(name) => {
                let c = match name.as_ref() {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => name.resolve_char_ref().ok().flatten(),
                };
                let mut buffer = [0; 4];
                say(&mut open, c.ok_or_else(no_form)?.encode_utf8(&mut buffer));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let (root, _) = open.pop().filter(|_| open.is_empty()).ok_or_else(no_form)?;
    root.elements().next().cloned().ok_or_else(no_form)
}

fn add(open: &mut [(Element, usize)], node: Node) {
    if let Some((element, _)) = open.last_mut() {
        element.nodes.push(node);
    }
}

fn say(open: &mut [(Element, usize)], text: &str) {
    let Some((element, _)) = open.last_mut() else {
        return;
    };
    match element.nodes.last_mut() {
        Some(Node::Text(there)) => there.push_str(text),
        _ => element.nodes.push(Node::Text(text.to_owned())),
    }
}

fn element(start: &BytesStart<'_>, prefixes: &mut Prefixes) -> Result<Element, Fault> {
    let mut attributes = Vec::new();
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| no_form())?;
        let key: &str = attribute.key.as_ref();
        let name = key.to_owned();
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        let value = value.map_err(|_| no_form())?.into_owned();
        let prefix = match name.as_str() {
            "xmlns" => Some(""),
            other => other.strip_prefix("xmlns:"),
        };
        if let Some(prefix) = prefix {
            prefixes.push((prefix.to_owned(), value.clone()));
        }
        attributes.push((name, value));
    }
    for (name, _) in &mut attributes {
        if name.contains(':') && !name.starts_with("xmlns:") {
            *name = known(name, prefixes);
        }
    }
    let name = known(start.name().as_ref(), prefixes);
    Ok(Element {
        name,
        attributes,
        nodes: Vec::new(),
    })
}

/// A name with the prefix that the compiler gives its namespace.
fn known(name: &str, prefixes: &Prefixes) -> String {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    let address = prefixes.iter().rev().find(|(known, _)| known == prefix);
    let Some((_, address)) = address else {
        return name.to_owned();
    };
    let ours = NAMESPACES.iter().find(|(_, known)| known == address);
    match ours {
        Some(("xmlns", _)) => local.to_owned(),
        Some((ours, _)) => format!("{}:{local}", ours.trim_start_matches("xmlns:")),
        None if prefix.is_empty() => local.to_owned(),
        None => name.to_owned(),
    }
}
