//! The definition of a form: immutable, shared behind `Arc`.

mod fields;
mod kinds;

pub use fields::{Field, FieldKind};
pub use kinds::{ControlKind, DataType};

use crate::diagnostic::Diagnostic;
use crate::media::FormMedia;

/// A node of the primary instance: its place in preorder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(crate) u32);

/// A form, ready to be filled.
pub struct FormDef {}

#[allow(unused_variables, clippy::todo, missing_docs)]
impl FormDef {
    /// Reads an XForm.
    pub fn parse(xml: &[u8], media: &dyn FormMedia) -> (Option<Self>, Vec<Diagnostic>) {
        todo!()
    }
    /// The title.
    pub fn title(&self) -> &str {
        todo!()
    }
    /// The form id: the `id` of the primary instance's root.
    pub fn id(&self) -> &str {
        todo!()
    }
    /// The version; empty where the form has none.
    pub fn version(&self) -> &str {
        todo!()
    }
    /// Names of the languages, the default first.
    pub fn languages(&self) -> &[String] {
        todo!()
    }
    /// Every node in document order with its type, labels and choices.
    pub fn fields(&self) -> Vec<Field<'_>> {
        todo!()
    }
    /// Names of the files the form refers to (`jr://…/NAME`).
    pub fn media_names(&self) -> Vec<String> {
        todo!()
    }
}
