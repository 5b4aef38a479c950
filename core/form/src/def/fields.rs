//! The fields of a form for those who list, store or show answers.

use super::{ControlKind, DataType, FormDef, NodeId};
use crate::session::Choice;

/// What a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// A group.
    Group,
    /// A repeat.
    Repeat,
    /// A node a person answers (or a note).
    Question,
    /// A node without a control: calculated, preloaded, metadata.
    Calculate,
}

/// One node of the primary instance, seen by a hub.
#[derive(Clone)]
pub struct Field<'a> {
    #[allow(dead_code)]
    pub(crate) def: &'a FormDef,
    #[allow(dead_code)]
    pub(crate) node: NodeId,
    /// `/data/g/age`.
    pub path: String,
    /// Groups and repeats above it, the root not counted.
    pub depth: usize,
    /// What it is.
    pub kind: FieldKind,
    /// Its type.
    pub data_type: DataType,
    /// Its control, where it has one.
    pub control: Option<ControlKind>,
    /// The control's appearance; empty where it has none.
    pub appearance: &'a str,
}

#[allow(unused_variables, clippy::todo)]
impl Field<'_> {
    /// The label in `language` (the default language where it has no such); outputs are shown
    /// as `…`. Empty where there is none.
    pub fn label(&self, language: &str) -> String {
        todo!()
    }
    /// All choices in `language`, unfiltered; empty where the field has none.
    pub fn choices(&self, language: &str) -> Vec<Choice> {
        todo!()
    }
}
