//! The way back: a form as an XLSForm.
//!
//! What the compiler writes is taken apart part by part: data, binds, controls, translations,
//! lists. A sheet cannot say all that a form can, so nothing is believed: the sheets are compiled
//! again, both forms are taken apart into facts ([`facts`]), and each fact in which they differ is
//! told. What comes out without a remark is the same form.

mod choices;
mod columns;
mod dom;
mod entities;
mod externals;
mod facts;
mod folds;
mod form;
mod nodes;
mod paths;
mod questions;
mod rows;
mod selects;
mod settings;
mod texts;

use crate::fault::rules::back as rules;
use crate::fault::{Fault, Place, Severity};
use crate::workbook::Workbook;
use crate::{Options, compile};

/// A form as sheets.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Sheeted {
    /// The sheets.
    pub workbook: Workbook,
    /// What the sheets do not say as the form does: each part once. Empty where the sheets give
    /// the same form.
    pub remarks: Vec<Fault>,
}

/// Makes sheets of a form. `itemsets` is the text of its file `itemsets.csv`, which holds the
/// sheet of external choices, where the caller has it.
///
/// # Errors
/// A fault where the text is no XForm: no XML, deeper or larger than forms may be, or without data.
///
/// # Examples
/// ```
/// use farola_xlsform::{Options, compile, read, sheets};
///
/// let table = "| survey | | | |\n| | type | name | label |\n| | text | street | Street |\n";
/// let read = read::file("form.md", table.as_bytes(), &read::Limits::default())?;
/// let form = compile(&read.workbook, &Options::default()).form.expect("a form");
/// let back = sheets(&form.xml, None)?;
/// assert!(back.remarks.is_empty());
/// let again = compile(&back.workbook, &Options::default()).form.expect("a form");
/// assert_eq!(again.xml, form.xml);
/// # Ok::<(), farola_xlsform::Fault>(())
/// ```
pub fn sheets(xml: &str, itemsets: Option<&str>) -> Result<Sheeted, Fault> {
    let html = dom::parse(xml)?;
    let read = form::Form::of(&html).ok_or_else(dom::no_form)?;
    let workbook = rows::workbook(&read, itemsets);
    let outcome = compile(&workbook, &Options::default());
    let mut remarks: Vec<Fault> = Vec::new();
    match outcome.form {
        Some(made) if made.xml == xml => {}
        Some(made) => {
            let again = dom::parse(&made.xml)?;
            remarks.extend(differences(&html, &again));
        }
        None => {
            let place = Place::default();
            remarks.push(Fault::new(&rules::NOT_COMPILED, place));
            let errors = outcome.faults.into_iter();
            remarks.extend(errors.filter(|fault| fault.severity() == Severity::Error));
        }
    }
    Ok(Sheeted { workbook, remarks })
}

/// Differences that are told one by one.
const MOST_TOLD: usize = 500;

fn differences(form: &dom::Element, again: &dom::Element) -> Vec<Fault> {
    let found = facts::differences(&facts::of(form), &facts::of(again));
    let more = found.len().saturating_sub(MOST_TOLD);
    let told = found.into_iter().take(MOST_TOLD).map(|difference| {
        let rule = match (&difference.form, &difference.sheet) {
            (Some(_), Some(_)) => &rules::OTHERWISE,
            (Some(_), None) => &rules::NOT_SAID,
            (None, _) => &rules::ADDED,
        };
        Fault::new(rule, Place::default())
            .with("part", difference.part)
            .with("form", difference.form.unwrap_or_default())
            .with("made", difference.sheet.unwrap_or_default())
    });
    let mut told: Vec<Fault> = told.collect();
    if more > 0 {
        let fault = Fault::new(&rules::MORE, Place::default());
        told.push(fault.with("more", more.to_string()));
    }
    told
}
