//! The tree of a document: all nodes in one list, in the order they stand, and what they say
//! borrowed from the text where that says it as it is.

use std::borrow::Cow;
use std::ops::{Deref, Range};
use std::rc::Rc;
use std::sync::Arc;

use super::chars::{escape_attribute, escape_text};
use super::namespaces::XFORMS;
use crate::def::table::Table;

/// A namespace URI, shared.
pub(crate) type Uri = Option<Rc<str>>;

/// A name with its prefix as written and its namespace.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct XmlName<'x> {
    pub(crate) prefix: Option<&'x str>,
    pub(crate) local: &'x str,
    pub(crate) ns: Uri,
}

impl<'x> XmlName<'x> {
    /// Whether this is the name `local` of a namespace. What has no namespace at all counts as
    /// XForms: old forms forget the declaration.
    pub(crate) fn is(&self, ns: &str, local: &str) -> bool {
        let fits = || match self.ns.as_deref() {
            Some(own) => own == ns,
            None => ns == XFORMS,
        };
        self.local == local && fits()
    }

    /// The name as written.
    pub(crate) fn written(&self) -> Cow<'x, str> {
        match self.prefix {
            Some(prefix) => Cow::Owned(format!("{prefix}:{}", self.local)),
            None => Cow::Borrowed(self.local),
        }
    }
}

/// An attribute.
#[derive(Debug, Clone)]
pub(crate) struct Attr<'x> {
    pub(crate) name: XmlName<'x>,
    pub(crate) value: Cow<'x, str>,
}

impl Attr<'_> {
    /// The attribute as it stands in a tag, a space first; before it the declaration of its
    /// prefix, where it has one.
    pub(crate) fn standing_alone(&self) -> Vec<String> {
        let written = |name: &str, value: &str| {
            let mut out = format!(" {name}=\"");
            escape_attribute(value, &mut out);
            out.push('"');
            out
        };
        let mut out = Vec::new();
        if let (Some(prefix), Some(uri)) = (&self.name.prefix, &self.name.ns) {
            out.push(written(&format!("xmlns:{prefix}"), uri));
        }
        out.push(written(&self.name.written(), &self.value));
        out
    }
}

/// What a tag says.
#[derive(Debug, Default)]
pub(crate) struct Tag<'x> {
    pub(crate) name: XmlName<'x>,
    /// Byte offset of its start.
    pub(crate) at: usize,
    /// Its attributes within those of the document.
    pub(super) attrs: Range<u32>,
    /// The node just after the last one inside.
    pub(super) end: u32,
    /// What is kept of its content apart from the tree.
    pub(super) aside: Option<Box<Aside>>,
}

/// Content that is no part of the tree.
#[derive(Debug)]
pub(super) enum Aside {
    /// Bytes between its tags, left unread.
    Unread(Range<usize>),
    /// A plain list.
    Table(Arc<Table>),
}

#[derive(Debug)]
pub(super) enum Node<'x> {
    Element(Tag<'x>),
    Text(Cow<'x, str>),
}

/// A read document; its first node is the root element.
#[derive(Debug, Default)]
pub(crate) struct Document<'x> {
    pub(super) nodes: Vec<Node<'x>>,
    pub(super) attrs: Vec<Attr<'x>>,
    /// Every prefix declared anywhere, first meaning first.
    pub(crate) prefixes: Vec<(&'x str, Rc<str>)>,
}

impl<'x> Document<'x> {
    /// How many elements, texts and attributes it has.
    pub(super) fn parts(&self) -> usize {
        self.nodes.len() + self.attrs.len()
    }

    /// The root element.
    pub(crate) fn root(&self) -> Option<Element<'_>> {
        self.element(0)
    }

    fn element(&self, index: usize) -> Option<Element<'_>> {
        match self.nodes.get(index)? {
            Node::Element(tag) => Some(Element {
                document: self,
                tag,
                index,
            }),
            Node::Text(_) => None,
        }
    }
}

/// An element in its document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element<'d> {
    document: &'d Document<'d>,
    tag: &'d Tag<'d>,
    index: usize,
}

impl<'d> Deref for Element<'d> {
    type Target = Tag<'d>;

    fn deref(&self) -> &Tag<'d> {
        self.tag
    }
}

/// What stands in an element.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Child<'d> {
    Element(Element<'d>),
    Text(&'d str),
}

impl<'d> Element<'d> {
    /// What stands directly inside, in order.
    pub(crate) fn children(self) -> impl Iterator<Item = Child<'d>> {
        let document = self.document;
        let end = self.tag.end as usize;
        let mut next = self.index + 1;
        std::iter::from_fn(move || {
            let index = next;
            let node = document.nodes.get(index).filter(|_| index < end)?;
            Some(match node {
                Node::Text(text) => {
                    next = index + 1;
                    Child::Text(text)
                }
                Node::Element(tag) => {
                    next = (tag.end as usize).max(index + 1);
                    Child::Element(Element {
                        document,
                        tag,
                        index,
                    })
                }
            })
        })
    }

    /// Its child elements.
    pub(crate) fn elements(self) -> impl Iterator<Item = Element<'d>> {
        self.children().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    /// Its first child element of that name.
    pub(crate) fn find(self, ns: &str, local: &str) -> Option<Element<'d>> {
        self.elements().find(|e| e.name.is(ns, local))
    }

    /// Its first child element with that local name.
    pub(crate) fn find_local(self, local: &str) -> Option<Element<'d>> {
        self.elements().find(|e| e.name.local == local)
    }

    /// Its attributes, declarations of namespaces left out.
    pub(crate) fn attrs(self) -> &'d [Attr<'d>] {
        let Range { start, end } = self.tag.attrs;
        let range = start as usize..end as usize;
        self.document.attrs.get(range).unwrap_or_default()
    }

    /// The value of an attribute without namespace.
    pub(crate) fn attr(self, local: &str) -> Option<&'d str> {
        self.attrs()
            .iter()
            .find(|a| a.name.prefix.is_none() && a.name.local == local)
            .map(|a| &*a.value)
    }

    /// The value of an attribute in a namespace.
    pub(crate) fn attr_ns(self, ns: &str, local: &str) -> Option<&'d str> {
        self.attrs()
            .iter()
            .find(|a| a.name.is(ns, local))
            .map(|a| &*a.value)
    }

    /// Whether it has child elements.
    pub(crate) fn has_elements(self) -> bool {
        self.elements().next().is_some()
    }

    /// Its own text, white space kept.
    pub(crate) fn text(self) -> Cow<'d, str> {
        let mut out = Cow::Borrowed("");
        for child in self.children() {
            if let Child::Text(text) = child {
                if out.is_empty() {
                    out = Cow::Borrowed(text);
                } else {
                    out.to_mut().push_str(text);
                }
            }
        }
        out
    }

    /// Bytes between its tags, where its content was left unread.
    pub(crate) fn unread(self) -> Option<Range<usize>> {
        match self.tag.aside.as_deref() {
            Some(Aside::Unread(range)) => Some(range.clone()),
            _ => None,
        }
    }

    /// What stands between its tags, where that is a plain list.
    pub(crate) fn table(self) -> Option<&'d Arc<Table>> {
        match self.tag.aside.as_deref() {
            Some(Aside::Table(table)) => Some(table),
            _ => None,
        }
    }

    /// Appends the element as XML that stands on its own: every prefix is declared.
    pub(crate) fn write(self, out: &mut String) {
        self.write_in(&mut Vec::new(), out);
    }

    fn write_in(self, known: &mut Vec<(Option<&'d str>, Uri)>, out: &mut String) {
        let depth = known.len();
        let written = self.name.written();
        out.push('<');
        out.push_str(&written);
        for name in std::iter::once(&self.tag.name).chain(self.attrs().iter().map(|a| &a.name)) {
            let meaning = (name.prefix, name.ns.clone());
            let undeclared = |m: &&(Option<&str>, Uri)| m.0 == meaning.0;
            if name.ns.is_none() || known.iter().rev().find(undeclared) == Some(&meaning) {
                continue;
            }
            match &name.prefix {
                Some(prefix) => out.push_str(&format!(" xmlns:{prefix}=\"")),
                None => out.push_str(" xmlns=\""),
            }
            escape_attribute(name.ns.as_deref().unwrap_or_default(), out);
            out.push('"');
            known.push(meaning);
        }
        for attr in self.attrs() {
            out.push_str(&format!(" {}=\"", attr.name.written()));
            escape_attribute(&attr.value, out);
            out.push('"');
        }
        out.push('>');
        for child in self.children() {
            match child {
                Child::Text(text) => escape_text(text, out),
                Child::Element(element) => element.write_in(known, out),
            }
        }
        out.push_str(&format!("</{written}>"));
        known.truncate(depth);
    }
}
