//! Where an expression stands and what it is wanted for.

use crate::def::NodeId;
use crate::parse::{LISTED, Loader, site};

/// Where an expression stands.
pub(crate) struct ExprPlace<'a> {
    /// The node it belongs to.
    pub(crate) node: Option<NodeId>,
    /// Byte offset of the element it stands in.
    pub(crate) at: usize,
    /// The attribute it stands in, for people.
    pub(crate) path: &'a str,
}

/// What an expression is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gives {
    /// One value.
    Value,
    /// True or false.
    Truth,
    /// The nodes themselves, as choices.
    Nodes,
}

/// An expression and where it stands, for faults.
pub(in crate::parse) struct Site<'a> {
    pub(in crate::parse) place: &'a ExprPlace<'a>,
    pub(super) text: &'a str,
    pub(in crate::parse) gives: Gives,
}

impl Loader<'_> {
    /// The byte of the form where an offset of an expression stands, and the path of the place.
    pub(in crate::parse) fn exact(&self, site: &Site<'_>, offset: usize) -> (usize, String) {
        let full = self.diagnostics.len() >= LISTED;
        let at = match full {
            true => site.place.at,
            false => site::exact(self.bytes, site.place.at, site.text, offset),
        };
        (at, self.place_path(site.place))
    }

    /// The path of the node that an expression belongs to, and what of it the expression is.
    pub(in crate::parse) fn place_path(&self, place: &ExprPlace<'_>) -> String {
        match place.node {
            Some(node) => format!("{} {}", self.def.node_path(node), place.path),
            None => place.path.to_owned(),
        }
    }
}
