//! Known differences: what a peer does otherwise, why ours stands, and a matcher no wider than
//! that. docs/form-support.md tells them to people, under the same names.

mod javarosa;
mod web_forms;

use super::compare::Difference;
use super::facts::Facts;
use super::peer::Name;

/// One known difference.
#[derive(Clone, Copy)]
struct Fault {
    /// What the peer does.
    name: &'static str,
    matches: fn(&Difference, &Facts) -> bool,
}

/// The name of the known difference that this is.
pub(crate) fn known(difference: &Difference, facts: &Facts) -> Option<&'static str> {
    let table = match difference.peer {
        Name::JavaRosa => javarosa::TABLE,
        Name::WebForms => web_forms::TABLE,
    };
    let found = table.iter().find(|f| (f.matches)(difference, facts));
    found.map(|fault| fault.name)
}

/// A value, in the state or in the submission.
fn is_value(difference: &Difference) -> bool {
    matches!(difference.what, "value" | "submission")
}

/// A calculated value whose expression calls one of these.
fn calls(difference: &Difference, facts: &Facts, functions: &[&str]) -> bool {
    let calculate = facts.bind(&difference.reference, "calculate");
    is_value(difference)
        && functions
            .iter()
            .any(|f| calculate.contains(&format!("{f}(")))
}

/// Whether a calculated value reads its own repeat by an absolute path.
fn reads_own_repeat(difference: &Difference, facts: &Facts) -> bool {
    let calculate = facts.bind(&difference.reference, "calculate");
    is_value(difference)
        && facts
            .repeats_around(&difference.reference)
            .iter()
            .any(|repeat| calculate.contains(repeat.as_str()))
}

#[test]
fn people_are_told_of_every_known_difference() {
    let told = crate::program::here().join("../../docs/form-support.md");
    let told = std::fs::read_to_string(told).expect("docs/form-support.md");
    let missing: Vec<&str> = [javarosa::TABLE, web_forms::TABLE]
        .concat()
        .iter()
        .map(|fault| fault.name)
        .filter(|name| !told.contains(&format!("| {name} |")))
        .collect();
    assert!(
        missing.is_empty(),
        "not in docs/form-support.md: {missing:?}"
    );
}
