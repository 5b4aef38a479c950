//! Columns and types of other houses: KoboToolbox, Survey123, CommCare.
//!
//! What their own programs ask of a form is not part of XLSForm. It is named, with what to use in
//! its place; where a form declares the house's namespace, its attributes are kept as they are.

use crate::columns::{Columns, snake_case};
use crate::fault::rules::sheets as rules;
use crate::fault::{Fault, Faults};

/// What is to be done about a column.
enum Way {
    /// Nothing: only the house's own editor reads it.
    Drop,
    /// Another column or expression does the same.
    Use(&'static str),
}

const KOBO: &str = "KoboToolbox";
const SURVEY123: &str = "Survey123";
const COMMCARE: &str = "CommCare";

/// Headers in lower case, without `bind::` and `body::`; one that ends with `*` stands for all
/// that begin so.
const COLUMNS: [(&str, &str, Way); 22] = [
    (
        "kobo--score-choices",
        KOBO,
        Way::Use("begin group, table-list"),
    ),
    ("kobo--rank-items", KOBO, Way::Use("rank")),
    (
        "kobo--rank-constraint-message",
        KOBO,
        Way::Use("constraint_message"),
    ),
    (
        "kobo--matrix_list",
        KOBO,
        Way::Use("begin group, table-list"),
    ),
    ("kobo--*", KOBO, Way::Drop),
    ("$kuid", KOBO, Way::Drop),
    ("$autoname", KOBO, Way::Drop),
    ("$xpath", KOBO, Way::Drop),
    ("$qpath", KOBO, Way::Drop),
    (
        "esri:inputmask",
        SURVEY123,
        Way::Use("constraint: regex(., '…')"),
    ),
    (
        "esri:fieldlength",
        SURVEY123,
        Way::Use("constraint: string-length(.) <= …"),
    ),
    ("esri:visible", SURVEY123, Way::Use("relevant")),
    ("esri:style", SURVEY123, Way::Use("appearance")),
    ("esri:warning", SURVEY123, Way::Use("constraint")),
    (
        "esri:warning_message",
        SURVEY123,
        Way::Use("constraint_message"),
    ),
    ("esri:*", SURVEY123, Way::Drop),
    ("question_id", COMMCARE, Way::Use("name")),
    ("display_condition", COMMCARE, Way::Use("relevant")),
    ("validation_condition", COMMCARE, Way::Use("constraint")),
    (
        "validation_message",
        COMMCARE,
        Way::Use("constraint_message"),
    ),
    ("case_property", COMMCARE, Way::Use("save_to")),
    ("vellum:*", COMMCARE, Way::Drop),
];

/// Types in lower case.
const TYPES: [(&str, &str, &str); 8] = [
    ("begin_score", KOBO, "begin group, table-list"),
    ("score__row", KOBO, "select_one"),
    ("end_score", KOBO, "end group"),
    ("begin_rank", KOBO, "rank"),
    ("rank__level", KOBO, "rank"),
    ("begin_kobomatrix", KOBO, "begin group, table-list"),
    ("end_kobomatrix", KOBO, "end group"),
    ("email", SURVEY123, "text"),
];

/// Tells the columns of other houses, and takes out those that no form can keep.
pub(crate) fn check(columns: &mut Columns<'_>, declared: &[&str], faults: &mut Faults) {
    let mut dropped = Vec::new();
    for (index, header) in columns.table.headers.iter().enumerate() {
        let name = header
            .text
            .rsplit("::")
            .next()
            .unwrap_or_default()
            .trim()
            .to_lowercase();
        let is_kept = name
            .split_once(':')
            .is_some_and(|(prefix, _)| declared.contains(&prefix));
        let Some((_, house, way)) = COLUMNS.iter().find(|(own, ..)| fits(own, &name)) else {
            continue;
        };
        if is_kept {
            continue;
        }
        let rule = match way {
            Way::Drop => &rules::HOUSE_DROPPED,
            Way::Use(_) => &rules::HOUSE_INSTEAD,
        };
        let fault = Fault::new(rule, columns.at_header(index)).with("house", *house);
        faults.push(match way {
            Way::Drop => fault,
            Way::Use(instead) => fault.with("instead", *instead),
        });
        dropped.push(index);
    }
    for index in dropped {
        if let Some(tokens) = columns.tokens.get_mut(index) {
            tokens.clear();
        }
    }
}

fn fits(own: &str, name: &str) -> bool {
    match own.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => own == name,
    }
}

/// The house of a type, and what to use in its place.
pub(crate) fn question(written: &str) -> Option<(&'static str, &'static str)> {
    let written = snake_case(written);
    let first = written.split(' ').next().unwrap_or_default();
    let found = TYPES.iter().find(|(own, ..)| *own == first);
    found.map(|(_, house, instead)| (*house, *instead))
}
