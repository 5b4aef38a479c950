//! A small owned tree of an XML document with namespaces by URI and places in the text.
//!
//! Forms come from anywhere, so the reader holds limits and refuses what no form needs: document
//! type definitions, entities other than the five of XML, too deep nesting, too large a text.

mod builder;
mod chars;
mod grid;
mod lists;
mod names;
mod namespaces;
mod place;
mod read;
mod tree;

pub(crate) use self::chars::{escape_attribute, escape_text, is_xml_char, without_controls};
pub(crate) use self::lists::list;
pub(crate) use self::names::split_name;
pub(crate) use self::namespaces::{JAVAROSA, ODK, OPENROSA, XFORMS};
pub(crate) use self::place::{Lines, line_column};
pub(crate) use self::read::{Content, read};
pub(crate) use self::tree::{Attr, Child, Element, XmlName};
