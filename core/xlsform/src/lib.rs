//! XLSForms to XForms: a workbook of sheets in, a form and every fault with its cell out.
//!
//! The rules are those of pyxform 4.5.0, and the XML is the one that pyxform writes. What is
//! different is how faults are told: all at once, each with its cell, what is wrong and what to
//! write instead ([`Fault`]).
//!
//! ```
//! use farola_xlsform::workbook::{Sheet, Workbook};
//! use farola_xlsform::{Options, compile};
//!
//! let workbook = Workbook {
//!     sheets: vec![Sheet::of_text(
//!         "survey",
//!         &[&["type", "name", "label"], &["text", "street", "Which street?"]],
//!     )],
//! };
//! let outcome = compile(&workbook, &Options::default());
//! assert!(outcome.faults.is_empty());
//! ```

#![deny(missing_docs)]

mod back;
mod book;
mod choices;
mod columns;
mod compile;
mod decimal;
mod emit;
mod entities;
mod expr;
pub mod fault;
mod followers;
mod habits;
mod houses;
pub mod marks;
mod names;
mod near;
mod origin;
mod people;
pub mod read;
mod refs;
mod settings;
mod sheet_names;
mod spanish;
mod survey;
pub mod table;
mod text;
mod translations;
mod values;
pub mod workbook;
pub mod write;
mod xml;

pub use back::{Sheeted, sheets};
pub use fault::{Fault, Faults, Language, Place, Severity};
pub use origin::Origins;
pub use workbook::Workbook;

/// What the caller knows of a form beside its sheets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The form's id where the settings sheet gives none: the name of the file without its end.
    pub fallback_id: Option<String>,
    /// The name of the form's data element, `data` where none is given.
    pub root: Option<String>,
    /// The language of texts without one, where the settings name no `default_language`.
    pub default_language: Option<String>,
}

/// What compiling gives: the form where no fault is an error, and every fault.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// The form; none where a fault is an error.
    pub form: Option<Compiled>,
    /// Everything that is wrong or could be better, in the order of the sheets and their rows.
    pub faults: Vec<Fault>,
}

/// A form made of sheets.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Compiled {
    /// The XForm, with line breaks and indents as pyxform writes them.
    pub xml: String,
    /// The files that belong to the form, in the order in which the form names them.
    pub attachments: Vec<Attachment>,
    /// The form's id.
    pub form_id: String,
    /// The form's version, empty where the settings give none.
    pub version: String,
    /// The form's title.
    pub title: String,
    /// Where on the survey sheet the parts of the form come from.
    pub origins: Origins,
}

/// A file that belongs to a form.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attachment {
    /// The file's name, without a folder.
    pub name: String,
    /// What is in it, where the workbook itself holds that (`itemsets.csv`).
    pub content: Option<String>,
}

/// Makes an XForm of a workbook.
///
/// Never panics, and reads nothing but what it is given.
#[must_use]
pub fn compile(workbook: &Workbook, options: &Options) -> Outcome {
    compile::compile(workbook, options)
}
