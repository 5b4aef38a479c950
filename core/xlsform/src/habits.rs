//! Expressions as people write them who know spreadsheets in Spanish: each habit is told by its
//! own name, where a parser would only say that it expected something else.
//!
//! pyxform takes all of these as they are; a phone then refuses the form.

use crate::columns::Columns;
use crate::expr::lex::{Kind, Token, tokens};
use crate::fault::rules::habits as rules;
use crate::fault::{Fault, Faults, Rule};
use crate::names;
use crate::spanish;

/// Checks the expressions of a sheet. `wanted` says which columns hold expressions.
pub(crate) fn check(
    columns: &Columns<'_>,
    wanted: impl Fn(&[String]) -> bool,
    faults: &mut Faults,
) {
    let wanted: Vec<bool> = columns.tokens.iter().map(|tokens| wanted(tokens)).collect();
    for record in &columns.table.rows {
        for (index, text) in &record.cells {
            if wanted.get(*index) != Some(&true) {
                continue;
            }
            let tokens = columns
                .tokens
                .get(*index)
                .map(Vec::as_slice)
                .unwrap_or_default();
            let found = match yes_or_no(tokens, text) {
                Some(found) => vec![found],
                None => habits(text),
            };
            for habit in found {
                let place = columns.table.place(record, *index);
                let fault = Fault::new(habit.rule, place).with("sign", habit.sign);
                faults.push(fault.with("instead", habit.instead));
            }
        }
    }
}

/// Columns of the survey sheet that hold expressions.
pub(crate) fn of_survey(tokens: &[String]) -> bool {
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    matches!(
        tokens.as_slice(),
        [
            "bind",
            "relevant" | "constraint" | "calculate" | "required" | "readonly"
        ] | ["choice_filter"]
            | ["control", "jr:count"]
    )
}

/// Columns of the entities sheet that hold expressions.
pub(crate) fn of_entities(tokens: &[String]) -> bool {
    matches!(tokens, [only] if matches!(only.as_str(), "entity_id" | "create_if" | "update_if"))
}

/// Columns of the settings sheet that hold expressions.
pub(crate) fn of_settings(tokens: &[String]) -> bool {
    matches!(tokens, [only] if only == "instance_name")
}

#[derive(Debug)]
struct Habit {
    rule: &'static Rule,
    sign: String,
    instead: String,
}

fn habit(rule: &'static Rule, sign: &str, instead: impl Into<String>) -> Habit {
    Habit {
        rule,
        sign: sign.to_owned(),
        instead: instead.into(),
    }
}

fn yes_or_no(tokens: &[String], text: &str) -> Option<Habit> {
    let last = tokens.last().map(String::as_str);
    if !matches!(last, Some("required" | "readonly")) {
        return None;
    }
    let yes = spanish::yes_or_no(text)?;
    Some(habit(&rules::YES_NO, text, if yes { "yes" } else { "no" }))
}

/// What a text between tokens is to its neighbours.
fn is_operand(token: &Token<'_>) -> bool {
    match token.kind {
        Kind::Close | Kind::Literal | Kind::Reference | Kind::PredicateEnd => true,
        Kind::Other => {
            let first = token.text.chars().next().unwrap_or(' ');
            first.is_alphanumeric() || first == '_' || first == '.'
        }
        _ => false,
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Parentheses and brackets within each other. No form has ten; a phone that works through
/// thousands runs out of memory.
const DEEPEST: usize = 100;

/// The habits in an expression, each once.
fn habits(text: &str) -> Vec<Habit> {
    let all: Vec<Token<'_>> = tokens(text)
        .filter(|token| token.kind != Kind::Blank)
        .collect();
    let mut found: Vec<Habit> = Vec::new();
    // For each open parenthesis whether it is a function's, where commas part arguments.
    let mut open: Vec<bool> = Vec::new();
    for (index, token) in all.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|i| all.get(i));
        let after = all.get(index + 1);
        match (token.kind, token.text) {
            (Kind::Call, call) => {
                open.push(true);
                let name = call.trim_end_matches('(');
                if let Some(meant) = spanish::function(name) {
                    found.push(habit(&rules::FUNCTION, name, meant));
                }
            }
            (_, "(" | "[") => open.push(false),
            (Kind::PredicateStart, _) => open.push(false),
            (Kind::Close | Kind::PredicateEnd, _) => {
                open.pop();
            }
            _ => {}
        }
        if open.len() > DEEPEST {
            return vec![habit(&rules::DEEP, "(", DEEPEST.to_string())];
        }
        if index == 0 && token.text == "=" {
            found.push(habit(&rules::EQUALS_FIRST, "=", ""));
        }
        let called = open.last() == Some(&true);
        found.extend(joint(before, token, after));
        found.extend(comma(before, token, after, called));
        found.extend(sign(token, after));
        found.extend(reference(text, token, after));
    }
    let mut told: Vec<&str> = Vec::new();
    found.retain(|habit| {
        let first = !told.contains(&habit.rule.code) || habit.rule == &rules::FUNCTION;
        told.push(habit.rule.code);
        first
    });
    found
}

/// `${a} = 1 y ${b} = 2`.
fn joint(
    before: Option<&Token<'_>>,
    token: &Token<'_>,
    after: Option<&Token<'_>>,
) -> Option<Habit> {
    let instead = match token.text.trim() {
        "y" | "Y" | "e" | "E" | "AND" | "And" => "and",
        "o" | "O" | "u" | "U" | "OR" | "Or" => "or",
        _ => return None,
    };
    let joins = before.is_some_and(is_operand) && after.is_some();
    joins.then(|| habit(&rules::AND_OR, token.text.trim(), instead))
}

/// `2,5` outside the arguments of a function, and semicolons.
fn comma(
    before: Option<&Token<'_>>,
    token: &Token<'_>,
    after: Option<&Token<'_>>,
    called: bool,
) -> Option<Habit> {
    match token.text {
        ";" => Some(habit(&rules::SEMICOLON, ";", ",")),
        "," if !called => {
            let (before, after) = (before?, after?);
            let adjacent = before.end() == token.start && token.end() == after.start;
            let is_decimal = adjacent && is_number(before.text) && is_number(after.text);
            let number = |sign: &str| format!("{}{sign}{}", before.text, after.text);
            is_decimal.then(|| habit(&rules::DECIMAL_COMMA, &number(","), number(".")))
        }
        _ => None,
    }
}

/// Signs of other languages, of which some are two tokens.
fn sign(token: &Token<'_>, after: Option<&Token<'_>>) -> Option<Habit> {
    let adjacent = after.filter(|after| token.end() == after.start);
    let two = |second: &str| adjacent.is_some_and(|after| after.text == second);
    let (sign, instead) = match token.text {
        "&" if two("&") => ("&&", "and"),
        "&" => ("&", "and, concat()"),
        "|" if two("|") => ("||", "or"),
        "=" if two("=") => ("==", "="),
        "=" if two(">") => ("=>", ">="),
        "=" if two("<") => ("=<", "<="),
        "<" if two(">") => ("<>", "!="),
        "≤" => ("≤", "<="),
        "≥" => ("≥", ">="),
        "≠" => ("≠", "!="),
        "×" => ("×", "*"),
        "÷" => ("÷", "div"),
        "–" => ("–", "-"),
        "−" => ("−", "-"),
        "^" => ("^", "pow()"),
        "!" => ("!", "not()"),
        "«" | "»" => return Some(habit(&rules::QUOTES, token.text, "'")),
        "´" | "`" => return Some(habit(&rules::QUOTES, token.text, "'")),
        _ => return None,
    };
    Some(habit(&rules::SIGN, sign, instead))
}

/// `$(edad)`, `$[edad]`, `#{edad}`, `$edad`: what is probably a reference.
fn reference(text: &str, token: &Token<'_>, after: Option<&Token<'_>>) -> Option<Habit> {
    if !matches!(token.text, "$" | "#") {
        return None;
    }
    let after = after.filter(|after| !(token.text == "$" && after.text == "{"))?;
    let rest = text.get(token.end()..)?.trim_start();
    let inner = rest.trim_start_matches(['(', '[', '{']).trim_start();
    let (name, behind) = names::name_at(inner)?;
    let is_reference = match after.text {
        "(" | "[" | "{" => behind.trim_start().starts_with([')', ']', '}']),
        _ => token.text == "$",
    };
    let end = behind
        .trim_start()
        .chars()
        .next()
        .filter(|c| ")]}".contains(*c));
    let length = rest.len() - behind.len();
    let written = rest.get(..length).unwrap_or_default();
    let sign = format!(
        "{}{written}{}",
        token.text,
        end.map(String::from).unwrap_or_default()
    );
    is_reference.then(|| habit(&rules::REFERENCE, &sign, format!("${{{name}}}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The codes of the habits in an expression, with the sign and what to write instead.
    fn check(text: &str, expected: &[(&str, &str, &str)]) {
        let found = habits(text);
        let found: Vec<_> = found
            .iter()
            .map(|habit| {
                let code = habit.rule.code.trim_start_matches("xlsform.");
                (code, habit.sign.as_str(), habit.instead.as_str())
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn right_expressions_have_no_habits() {
        for text in [
            "${edad} >= 18 and ${edad} <= 99.5 or not(${y} != 'o')",
            "if(selected(${a}, 'si'), 2,5)",
            "round(2,5)",
            "concat('a; b', \"y o\", ${o})",
            "instance('l')/root/item[name = current()/../o]/y",
            "/data/y/o = .",
            "count(${o}) - sum(${y}) * 3 div 2",
            "-2 * (3 + 4)",
            "y",
            "date('2026-11-29') > today()",
            "regex(., '^[0-9]{8}$')",
            "${a} | ${b}",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn formulas_that_nest_without_end_are_told() {
        let nested = |deep: usize| format!("{}1{}", "(".repeat(deep), ")".repeat(deep));
        check(&nested(DEEPEST), &[]);
        for deep in [DEEPEST + 1, 20_000] {
            check(&nested(deep), &[("expression_deep", "(", "100")]);
        }
    }

    #[test]
    fn an_equals_sign_at_the_beginning_is_told() {
        check("=${a} + 1", &[("expression_equals", "=", "")]);
    }

    #[test]
    fn y_and_o_between_conditions_are_told() {
        check(
            "${a} = 'si' y ${b} > 2",
            &[("expression_and_or", "y", "and")],
        );
        check(
            "selected(${a}, 'x') o ${b}",
            &[("expression_and_or", "o", "or")],
        );
        check(
            "${a} = 1 AND ${b} = 2",
            &[("expression_and_or", "AND", "and")],
        );
        check("(. > 1) Or (. < 0)", &[("expression_and_or", "Or", "or")]);
    }

    #[test]
    fn semicolons_between_arguments_are_told() {
        check(
            "if(${a} = 1; 'x'; 'y')",
            &[("expression_semicolon", ";", ",")],
        );
    }

    #[test]
    fn decimal_commas_are_told() {
        check(". <= 2,5", &[("decimal_comma", "2,5", "2.5")]);
        check("(${a} * 0,16)", &[("decimal_comma", "0,16", "0.16")]);
    }

    #[test]
    fn functions_in_spanish_are_told() {
        check(
            "SI(contar(${a}) > 1, hoy(), '')",
            &[
                ("function_spanish", "SI", "if"),
                ("function_spanish", "contar", "count"),
                ("function_spanish", "hoy", "today"),
            ],
        );
    }

    #[test]
    fn signs_of_other_languages_are_told() {
        for (text, sign, instead) in [
            ("${a} == 1", "==", "="),
            ("${a} <> 1", "<>", "!="),
            ("${a} => 1", "=>", ">="),
            ("${a} ≥ 1", "≥", ">="),
            ("${a} = 1 && ${b} = 2", "&&", "and"),
            ("${a} || ${b}", "||", "or"),
            ("${a} – 1", "–", "-"),
        ] {
            check(text, &[("expression_sign", sign, instead)]);
        }
    }

    #[test]
    fn quotes_that_are_none_are_told() {
        check("${a} = «si»", &[("expression_quotes", "«", "'")]);
        check("${a} = ´si´", &[("expression_quotes", "´", "'")]);
    }

    #[test]
    fn references_with_other_signs_are_told() {
        for (text, sign) in [
            ("$(edad) > 18", "$(edad)"),
            ("$[edad] > 18", "$[edad]"),
            ("#{edad} > 18", "#{edad}"),
            ("$edad > 18", "$edad"),
            ("$ (edad) > 18", "$(edad)"),
        ] {
            check(text, &[("reference_signs", sign, "${edad}")]);
        }
    }
}
