//! The body: controls, groups and repeats, and where choices come from.

use std::collections::BTreeMap;

use super::kinds::ControlKind;
use super::text::Text;
use super::{ExprId, NodeId, ScopeId};

/// An entry of the body, in preorder; its children are those up to `end`.
#[derive(Debug)]
pub(crate) struct BodyItem {
    pub(crate) kind: BodyKind,
    /// The item just after the last one below it.
    pub(crate) end: usize,
    pub(crate) parent: Option<usize>,
    pub(crate) label: Option<Text>,
    pub(crate) hint: Option<Text>,
    pub(crate) appearance: String,
    pub(crate) parameters: BTreeMap<String, String>,
}

/// What an entry is.
#[derive(Debug)]
pub(crate) enum BodyKind {
    Control(Control),
    Group { node: Option<NodeId> },
    Repeat(Repeat),
}

/// A question.
#[derive(Debug)]
pub(crate) struct Control {
    pub(crate) kind: ControlKind,
    pub(crate) node: NodeId,
    pub(crate) choices: Choices,
}

/// A repeat as it is shown.
#[derive(Debug)]
pub(crate) struct Repeat {
    pub(crate) node: NodeId,
    pub(crate) scope: ScopeId,
    /// Neither added nor removed by hand.
    pub(crate) fixed: bool,
}

/// Where a question's choices come from.
#[derive(Debug, Default)]
pub(crate) enum Choices {
    /// It has none.
    #[default]
    None,
    /// Written in the body.
    Inline(Vec<InlineChoice>),
    /// Nodes of an instance.
    Itemset(Itemset),
}

/// A choice written in the body.
#[derive(Debug)]
pub(crate) struct InlineChoice {
    pub(crate) value: String,
    pub(crate) label: Option<Text>,
}

/// Choices from nodes.
#[derive(Debug)]
pub(crate) struct Itemset {
    pub(crate) nodes: ExprId,
    /// Path from an item to its value, and the same as a plain child name.
    pub(crate) value: ExprId,
    pub(crate) value_name: Option<Box<str>>,
    /// Path from an item to its label; with `itext`, to the id of its translation.
    pub(crate) label: Option<ExprId>,
    pub(crate) label_name: Option<Box<str>>,
    pub(crate) itext: bool,
    /// Whether the list can change while the form is filled.
    pub(crate) dynamic: bool,
    /// Choices written in the body that stand before those of the list.
    pub(crate) fixed: Vec<InlineChoice>,
    /// Whether of several items with one value only the first is a choice.
    pub(crate) unique: bool,
    /// Per language the child with the label, where a list has one for each.
    pub(crate) label_by_language: Vec<Box<str>>,
}
