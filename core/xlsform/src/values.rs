//! Answers that an expression compares with: is the value one of the question's choices?
//!
//! `${opina} = 'Sí'` is never true where the choice is named `si`; no program says so, and the
//! question that depends on it is never shown.

use std::collections::{HashMap, HashSet};

use crate::choices::{List, Lists};
use crate::columns::Columns;
use crate::expr::lex::{Kind, Token, tokens};
use crate::expr::reference;
use crate::fault::rules::choices as rules;
use crate::fault::{Fault, Faults};
use crate::near::Near;
use crate::spanish::folded;
use crate::survey::builder::Built;

/// Checks the expressions of the survey sheet. `wanted` says which columns hold expressions.
pub(crate) fn check(
    columns: &Columns<'_>,
    wanted: impl Fn(&[String]) -> bool,
    built: &Built,
    lists: &Lists<'_>,
    faults: &mut Faults,
) {
    let asked = asked(built);
    let mut known = Known::default();
    let wanted: Vec<bool> = columns.tokens.iter().map(|tokens| wanted(tokens)).collect();
    for record in &columns.table.rows {
        for (index, text) in &record.cells {
            if wanted.get(*index) != Some(&true) || !text.contains("${") {
                continue;
            }
            for (name, value) in compared(text) {
                let Some(list) = asked.get(name).and_then(|list| lists.get(list)) else {
                    continue;
                };
                if value == "other" || known.has(list, value) {
                    continue;
                }
                let near = known.near(list, value);
                let rule = match near {
                    Some(_) => &rules::VALUE_NEAR,
                    None => &rules::VALUE_UNKNOWN,
                };
                let fault = Fault::new(rule, columns.table.place(record, *index));
                let fault = fault.with("value", value).with("list", &list.name);
                faults.push(fault.with("near", near.unwrap_or_default()));
            }
        }
    }
}

/// The choices that were asked for: a list has a hundred thousand of them, and a form ten thousand
/// questions about it.
#[derive(Default)]
struct Known<'l> {
    choices: HashMap<&'l str, HashSet<&'l str>>,
    near: Near,
}

impl<'l> Known<'l> {
    fn has(&mut self, list: &'l List<'_>, value: &str) -> bool {
        let choices = self.choices.entry(&list.name);
        choices
            .or_insert_with(|| names(list).collect())
            .contains(value)
    }

    /// The choice that was probably meant: one that differs in capitals and accents alone comes
    /// first.
    fn near(&mut self, list: &List<'_>, value: &str) -> Option<String> {
        let plain = folded(value);
        let same = |choice: &&str| folded(choice) == plain;
        let same = names(list).take(MOST_FOLDED).find(same);
        same.map(str::to_owned)
            .or_else(|| self.near.of(&list.name, value, names(list)))
    }
}

/// Choices that are looked at for one with other capitals and accents.
const MOST_FOLDED: usize = 1_000;

fn names<'l>(list: &'l List<'_>) -> impl Iterator<Item = &'l str> {
    list.choices.iter().filter_map(|c| c.name.as_deref())
}

/// The list of each question that takes one and is alone with its name.
fn asked(built: &Built) -> HashMap<&str, &str> {
    let all = built.tree.all().into_iter().map(|id| built.tree.get(id));
    let selects = all.filter_map(|element| {
        let list = element.itemset.as_deref()?;
        let alone = built.names.get(&element.name) == Some(&1);
        alone.then_some((element.name.as_str(), list))
    });
    selects.collect()
}

/// Questions with the texts that they are compared with.
fn compared(text: &str) -> Vec<(&str, &str)> {
    let all: Vec<Token<'_>> = tokens(text)
        .filter(|token| token.kind != Kind::Blank)
        .collect();
    let mut found = Vec::new();
    for three in all.windows(3) {
        if let [a, sign, b] = three
            && matches!(sign.text, "=" | "!=")
        {
            found.extend(question(a).zip(value(b)));
            found.extend(question(b).zip(value(a)));
        }
    }
    for four in all.windows(4) {
        if let [call, asked, comma, chosen] = four
            && (call.text, comma.text) == ("selected(", ",")
        {
            found.extend(question(asked).zip(value(chosen)));
        }
    }
    found
}

fn question<'t>(token: &Token<'t>) -> Option<&'t str> {
    let name = token.text.strip_prefix("${")?.strip_suffix('}')?;
    (token.kind == Kind::Reference && !reference::has_last_saved(token.text)).then_some(name)
}

/// The text of a literal; nothing for an empty one, which asks whether there is an answer, and for
/// several values, which ask for the answers of a select_multiple.
fn value<'t>(token: &Token<'t>) -> Option<&'t str> {
    let inner = token.text.get(1..token.text.len().checked_sub(1)?)?;
    let plain = !inner.is_empty() && !inner.contains(' ');
    (token.kind == Kind::Literal && plain).then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparisons_with_a_question_are_found() {
        for (text, expected) in [
            ("${a} = 'si'", vec![("a", "si")]),
            ("'si' != ${a}", vec![("a", "si")]),
            (
                "selected(${a}, \"no\") and ${b}='x'",
                vec![("b", "x"), ("a", "no")],
            ),
            ("${a} = '' or ${b} > 'x' or ${c} = 1", vec![]),
            ("selected(${a}, 'x y')", vec![]),
            ("${last-saved#a} = 'x'", vec![]),
            ("count-selected(${a}) = 2", vec![]),
        ] {
            assert_eq!(compared(text), expected, "{text}");
        }
    }
}
