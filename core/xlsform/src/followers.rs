//! One cause is told once: what only follows from another fault is left out.

use std::collections::HashSet;

use crate::fault::rules::{cells, names, refs};
use crate::fault::{Fault, Place};

/// The faults without those that only follow from others.
///
/// - Whatever is wrong with a cell that holds the error of a formula follows from the error.
/// - A name that several questions have makes every reference to it doubtful.
/// - A reference to a name that is nowhere is probably to the question that has none: told again
///   only where there are more such names than questions without one.
pub(crate) fn without(mut faults: Vec<Fault>) -> Vec<Fault> {
    let broken: HashSet<_> = of_rule(&faults, cells::ERROR.code)
        .map(|f| cell(&f.place))
        .collect();
    let twice: HashSet<String> = of_rule(&faults, names::TWICE.code)
        .filter_map(|fault| fault.place.text.clone())
        .collect();
    let nameless = of_rule(&faults, names::MISSING.code).count();
    let unknown: HashSet<String> = of_rule(&faults, refs::UNKNOWN.code)
        .filter_map(|fault| fault.named("name"))
        .collect();
    let of_nameless = !unknown.is_empty() && unknown.len() <= nameless;
    faults.retain(|fault| {
        let code = fault.code();
        let of_error = code != cells::ERROR.code && broken.contains(&cell(&fault.place));
        let of_twice = code == refs::SEVERAL.code
            && fault
                .named("name")
                .is_some_and(|name| twice.contains(&name));
        let of_nameless = code == refs::UNKNOWN.code && of_nameless;
        !(of_error || of_twice || of_nameless)
    });
    faults
}

fn of_rule<'f>(faults: &'f [Fault], code: &'static str) -> impl Iterator<Item = &'f Fault> {
    faults.iter().filter(move |fault| fault.code() == code)
}

fn cell(place: &Place) -> (String, Option<u32>, Option<u32>) {
    (place.sheet.clone(), place.row, place.column)
}
