//! What a shell would decide by itself of what the core gave it: two wishes of the core put
//! together, a text that counts as nothing, a count held against a number, a region.

use super::super::{Finding, Tree};
use super::words::each_line;

/// Every line with such a decision; one finding a line.
pub(super) fn found(tree: &Tree) -> Vec<Finding> {
    each_line(tree, true, |_, _, _, line| {
        let code = without_texts(line);
        joined(&code)
            .or_else(|| blank(&code))
            .or_else(|| counted(&code))
            .or_else(|| none(&code))
            .or_else(|| apart(&code))
            .or_else(|| stand_in(&code))
            .or_else(|| region(line))
    })
}

/// The line with nothing between its quotes.
fn without_texts(line: &str) -> String {
    line.split('"').step_by(2).collect::<Vec<_>>().join("\"\"")
}

/// Words of a line, each with what follows it.
fn words(code: &str) -> impl Iterator<Item = (&str, &str)> {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    let begins = code.char_indices().filter(move |(at, c)| {
        let before = code.get(..*at).and_then(|text| text.chars().next_back());
        inside(*c) && !before.is_some_and(inside)
    });
    begins.filter_map(move |(at, _)| {
        let rest = code.get(at..)?;
        let end = rest.find(|c: char| !inside(c)).unwrap_or(rest.len());
        rest.split_at_checked(end)
    })
}

/// Whether a word is a wish of the core's, such as `canSync`.
fn is_wish(word: &str) -> bool {
    let rest = word.strip_prefix("can");
    rest.is_some_and(|rest| rest.starts_with(char::is_uppercase))
}

/// Two wishes in one condition, or one asked of a whole list.
fn joined(code: &str) -> Option<String> {
    let condition = ["&&", "||", "if ", "guard "];
    let is_condition = condition.iter().any(|mark| code.contains(mark));
    let wishes = words(code).filter(|(word, _)| is_wish(word)).count();
    let of_all = [
        ".any {",
        ".all {",
        ".none {",
        "contains(where",
        "allSatisfy",
    ];
    let asks_all = of_all.iter().any(|mark| code.contains(mark));
    ((wishes > 1 && is_condition) || (wishes > 0 && asks_all)).then(|| {
        "wishes of the core put together: whether something is offered is one value of it".into()
    })
}

/// Words that ask whether a text is blank.
const BLANKS: [&str; 6] = [
    ".ifBlank",
    ".isBlank(",
    ".isNotBlank(",
    ".trim(",
    ".isWhitespace",
    "trimmingCharacters(",
];

fn blank(code: &str) -> Option<String> {
    let word = BLANKS.iter().find(|word| code.contains(*word))?;
    Some(format!(
        "`{word}`: what a blank text means is the core's to say"
    ))
}

/// A count that is held against 2 or more. None, one and several are what any screen draws
/// differently; from three points on an area is filled is a rule.
fn counted(code: &str) -> Option<String> {
    let number = words(code).find_map(|(word, rest)| {
        if !["size", "count"].contains(&word) {
            return None;
        }
        let rest = rest.trim_start();
        let compared = ["<=", ">=", "==", "!=", "<", ">"];
        let rest = compared.iter().find_map(|sign| rest.strip_prefix(sign))?;
        let digits: String = rest
            .trim_start()
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        digits.parse::<u32>().ok().filter(|number| *number > 1)
    })?;
    Some(format!(
        "a count held against {number}: from how many on something holds is the core's to say"
    ))
}

/// Another word where a count is 0: `days == 0 ? words["none"] : …`.
fn none(code: &str) -> Option<String> {
    let compares = code.match_indices("== 0").any(|(at, found)| {
        let after = code.get(at + found.len()..).unwrap_or_default();
        !after.starts_with(|c: char| c.is_ascii_digit() || c == '.')
    });
    let says = ["R.string.", "R.plurals.", "words["];
    (compares && says.iter().any(|mark| code.contains(mark))).then(|| {
        "another word for a count of 0: what is said of none is a variant of the core's".into()
    })
}

/// Words by which a list is divided or put into another order.
const APART: [&str; 11] = [
    ".drop(1)",
    ".dropFirst(",
    ".groupBy",
    "(grouping:",
    ".partition",
    ".sorted(",
    ".sorted {",
    ".sortedBy",
    ".sortedWith",
    ".reversed(",
    ".distinct",
];

/// A list of the core's that is divided, or put into another order.
fn apart(code: &str) -> Option<String> {
    let word = APART.iter().find(|word| code.contains(*word))?;
    Some(format!(
        "`{word}`: what stands where, and beside what, is the core's to say"
    ))
}

/// Another word where a label is empty: `row.label.isEmpty ? words["form.row_unnamed"] : …`.
fn stand_in(code: &str) -> Option<String> {
    let marks = [".ifEmpty {", ".isEmpty ?"];
    let label = marks.iter().any(|mark| {
        let (before, after) = code.split_once(mark).unwrap_or_default();
        let named = before.trim_end_matches(')');
        let named = named.strip_suffix(".plain").unwrap_or(named);
        let says = ["words(", "words["].iter().any(|mark| after.contains(mark));
        named.ends_with("label") && says
    });
    label.then(|| {
        "another word where a label is empty: what it is called is the core's to say".into()
    })
}

/// A region written down, `"MX"`.
fn region(line: &str) -> Option<String> {
    let is_region = |text: &&str| text.len() == 2 && text.chars().all(|c| c.is_ascii_uppercase());
    let region = line.split('"').skip(1).step_by(2).find(is_region)?;
    Some(format!(
        "`{region}`: the core has the tags of the languages (AppLanguage.tag)"
    ))
}
