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

/// The expression that a difference is about: of a value its calculation, of a broken rule the
/// constraint, and so on.
fn governing<'a>(difference: &Difference, facts: &'a Facts) -> &'a str {
    let attribute = match difference.what {
        "value" | "submission" => "calculate",
        "relevant" | "asked" => "relevant",
        "outcome" | "error" | "message" => "constraint",
        other => other,
    };
    facts.bind(&difference.reference, attribute)
}

/// Whether the expression that a difference is about calls one of these.
fn calls(difference: &Difference, facts: &Facts, functions: &[&str]) -> bool {
    let expression = governing(difference, facts);
    let named = |f: &&str| {
        expression.match_indices(&format!("{f}(")).any(|(at, _)| {
            let before = expression.get(..at).and_then(|t| t.chars().next_back());
            !before.is_some_and(|c| c.is_alphanumeric() || c == '-')
        })
    };
    functions.iter().any(named)
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

/// Whether choices are filtered by an answer of the own repeat, named by an absolute path.
fn filters_by_own_repeat(difference: &Difference, facts: &Facts) -> bool {
    let filter = facts.filter(&difference.reference);
    let around = facts.repeats_around(&difference.reference);
    difference.what == "choices" && around.iter().any(|repeat| filter.contains(repeat.as_str()))
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok()
}

/// Whether both are numbers for which this holds.
fn numbers(difference: &Difference, holds: fn(f64, f64) -> bool) -> bool {
    let both = number(&difference.ours).zip(number(&difference.theirs));
    both.is_some_and(|(ours, theirs)| holds(ours, theirs))
}

/// Whether what is a number here is none there: nothing, or NaN.
fn is_no_number(difference: &Difference) -> bool {
    matches!(&*difference.theirs, "" | "NaN")
}

/// Whether a difference is about a length or a piece of a text, in its expression or in what an
/// action sets.
fn counts_characters(difference: &Difference, facts: &Facts) -> bool {
    let set = facts.rule(&difference.reference);
    calls(difference, facts, &["string-length", "substr"])
        || ["string-length(", "substr("]
            .iter()
            .any(|call| set.contains(call))
}

/// Whether what follows of a sum can be told by a number that is none there: of a value that is a
/// number here, that it is none there; of a text, a condition or a rule, that it differs.
fn lacks_a_number(difference: &Difference) -> bool {
    !is_value(difference) || is_no_number(difference) || number(&difference.ours).is_none()
}

/// Whether one of these was answered.
fn answers(difference: &Difference, values: &[&str]) -> bool {
    let to = |value: &&str| difference.ours.ends_with(&format!("to \"{value}\""));
    difference.what == "outcome" && values.iter().any(to)
}

/// Whether a form that is read here was refused there, with these words.
fn refuses(difference: &Difference, words: &str) -> bool {
    difference.what == "load" && difference.theirs.contains(words)
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
