//! References of all sheets: each is written right and names one question.

use std::collections::{HashMap, HashSet};

use crate::columns::Columns;
use crate::expr::reference::{Malformed, is_candidate, meant};
use crate::fault::rules::refs as rules;
use crate::fault::{Fault, Faults};
use crate::near::Near;

/// The names of the survey sheet.
pub(crate) struct Known<'a> {
    /// How often each stands there.
    pub(crate) names: &'a HashMap<String, usize>,
    /// Names that are wrong, which has been told.
    pub(crate) wrong: &'a HashSet<String>,
    /// The names in order, so that of two that are equally near always the same one is proposed.
    pub(crate) sorted: Vec<&'a str>,
}

/// Checks every cell of the columns that `wanted` takes.
pub(crate) fn check(
    columns: &Columns<'_>,
    wanted: impl Fn(&[String]) -> bool,
    known: &Known<'_>,
    near: &mut Near,
    faults: &mut Faults,
) {
    let wanted: Vec<bool> = columns.tokens.iter().map(|tokens| wanted(tokens)).collect();
    for record in &columns.table.rows {
        for (index, text) in &record.cells {
            if !is_candidate(text) || wanted.get(*index) != Some(&true) {
                continue;
            }
            let mut told: Vec<&str> = Vec::new();
            for found in meant(text) {
                let (rule, name) = match found {
                    Err(Malformed(written)) => (&rules::MALFORMED, written),
                    Ok(reference) => match known.names.get(reference.name) {
                        Some(1) => continue,
                        Some(_) => (&rules::SEVERAL, reference.name),
                        None => (&rules::UNKNOWN, reference.name),
                    },
                };
                if told.contains(&name) || known.wrong.contains(name.trim()) {
                    continue;
                }
                told.push(name);
                let place = columns.table.place(record, *index);
                faults.push(fault(rule, name, place, known, near));
            }
        }
    }
}

fn fault(
    rule: &'static crate::fault::Rule,
    name: &str,
    place: crate::fault::Place,
    known: &Known<'_>,
    near: &mut Near,
) -> Fault {
    if rule != &rules::UNKNOWN {
        return Fault::new(rule, place).with("name", name);
    }
    match near.of("", name, known.sorted.iter().copied()) {
        Some(near) => {
            let fault = Fault::new(&rules::UNKNOWN_NEAR, place).with("name", name);
            fault.with("near", near)
        }
        None => Fault::new(rule, place).with("name", name),
    }
}
