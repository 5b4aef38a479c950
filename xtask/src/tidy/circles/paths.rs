//! The paths that a Rust file names, read from its text without a compiler.

use std::iter::Peekable;
use std::str::Chars;

/// One path as it stands in the file: `crate::fill::Filling`, a leaf of a `use`, or
/// `apply::start` in an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// Its segments. The last may be `*`.
    pub segments: Vec<String>,
    /// The name that a `use` gives it in this module; none for a path in an expression or type.
    pub alias: Option<String>,
}

/// The paths of shipped code; `code` has no comments.
pub(super) fn named(code: &str) -> Vec<Named> {
    let tokens = tokens(code);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if token == "use" {
            at = tree(&tokens, at + 1, &[], &mut found);
        } else if begins_path(&tokens, at) {
            let (segments, after) = plain(&tokens, at);
            found.push(Named {
                segments,
                alias: None,
            });
            at = after;
        } else {
            at += 1;
        }
    }
    found
}

/// Whether a path of at least two segments begins here. A visibility (`pub(in crate::a)`) names
/// who may look in, which is no dependency.
fn begins_path(tokens: &[String], at: usize) -> bool {
    let token = |place: Option<usize>| place.and_then(|place| tokens.get(place));
    let is = |place: Option<usize>, text: &str| token(place).is_some_and(|found| found == text);
    let visibility = is(at.checked_sub(1), "in") && is(at.checked_sub(2), "(");
    token(Some(at)).is_some_and(|text| is_name(text))
        && is(Some(at + 1), "::")
        && !is(at.checked_sub(1), "::")
        && !visibility
}

/// A path in an expression or type, and where it ends.
fn plain(tokens: &[String], mut at: usize) -> (Vec<String>, usize) {
    let mut segments = Vec::new();
    while let Some(name) = tokens.get(at).filter(|text| is_name(text)) {
        segments.push(name.clone());
        at += 1;
        if tokens.get(at).is_none_or(|text| text != "::") {
            break;
        }
        at += 1;
    }
    (segments, at)
}

/// One tree of a `use`, from its first segment on; gives where it ends.
fn tree(tokens: &[String], mut at: usize, before: &[String], found: &mut Vec<Named>) -> usize {
    let mut segments = before.to_vec();
    loop {
        match tokens.get(at).map(String::as_str) {
            Some("{") => {
                at += 1;
                while tokens
                    .get(at)
                    .is_some_and(|text| text != "}" && text != ";")
                {
                    let after = tree(tokens, at, &segments, found);
                    // A token that is no part of a `use` must not hold us.
                    at = after.max(at + 1);
                    if tokens.get(at).is_some_and(|text| text == ",") {
                        at += 1;
                    }
                }
                return at + 1;
            }
            // `use ::std`: from outside.
            Some("::") => {
                at += 1;
                continue;
            }
            // `use a::{self}` is `a` itself.
            Some("self") if !segments.is_empty() => at += 1,
            Some(name) if is_name(name) || name == "*" => {
                segments.push(name.to_owned());
                at += 1;
            }
            _ => return at,
        }
        match tokens.get(at).map(String::as_str) {
            Some("::") => at += 1,
            Some("as") => {
                let alias = tokens.get(at + 1).cloned();
                found.push(Named { segments, alias });
                return at + 2;
            }
            _ => {
                let alias = segments.last().cloned();
                found.push(Named { segments, alias });
                return at;
            }
        }
    }
}

fn is_name(text: &str) -> bool {
    let first = text.chars().next();
    first.is_some_and(|c| c.is_alphabetic() || c == '_') && text != "as"
}

/// Words, `::` and single signs; texts between quotes are left out.
fn tokens(code: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut chars = code.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '"' {
            pass_text(&mut chars, raw_marks(&tokens));
        } else if c == '\'' {
            // The character `'"'` begins no text.
            let escaped = chars.next_if_eq(&'\\').is_some();
            chars.next_if(|c| *c == '"' || escaped);
        } else if c.is_alphanumeric() || c == '_' {
            let mut word = String::from(c);
            while let Some(c) = chars.next_if(|c| c.is_alphanumeric() || *c == '_') {
                word.push(c);
            }
            tokens.push(word);
        } else if c == ':' && chars.next_if_eq(&':').is_some() {
            tokens.push("::".to_owned());
        } else if !c.is_whitespace() {
            tokens.push(c.to_string());
        }
    }
    tokens
}

/// How many `#` a raw text that begins here has before its quote; none for a plain text.
fn raw_marks(tokens: &[String]) -> Option<usize> {
    let marks = tokens.iter().rev().take_while(|text| *text == "#").count();
    let prefix = tokens.iter().rev().nth(marks)?;
    matches!(prefix.as_str(), "r" | "br").then_some(marks)
}

/// Goes behind the end of a text.
fn pass_text(chars: &mut Peekable<Chars<'_>>, raw: Option<usize>) {
    let mut escaped = false;
    while let Some(c) = chars.next() {
        match c {
            _ if escaped => escaped = false,
            '\\' if raw.is_none() => escaped = true,
            '"' => {
                let marks = raw.unwrap_or(0);
                let found = (0..marks).take_while(|_| chars.next_if_eq(&'#').is_some());
                if found.count() == marks {
                    return;
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: &str, expect: &[&str]) {
        let found: Vec<String> = named(code)
            .into_iter()
            .map(|path| match path.alias {
                Some(alias) => format!("{} as {alias}", path.segments.join("::")),
                None => path.segments.join("::"),
            })
            .collect();
        assert_eq!(found, expect, "{code}");
    }

    #[test]
    fn the_leaves_of_a_use_are_named_with_their_aliases() {
        check("use crate::a::B;", &["crate::a::B as B"]);
        check(
            "pub(crate) use self::a::{self, B, c::{D as E, f}};",
            &[
                "self::a as a",
                "self::a::B as B",
                "self::a::c::D as E",
                "self::a::c::f as f",
            ],
        );
        check("use super::*;", &["super::* as *"]);
    }

    #[test]
    fn paths_in_expressions_and_types_are_named() {
        check(
            "fn f(x: &super::live::Live) -> crate::Result<()> { apply::start::<u8>(x)?; }",
            &["super::live::Live", "crate::Result", "apply::start"],
        );
    }

    #[test]
    fn texts_and_visibilities_name_nothing() {
        check("const A: &str = \"crate::a::B \\\" crate::c::D\";", &[]);
        check(
            "let (a, b) = (r#\"x\" crate::a::B\"#, r\"\\\"); c::D",
            &["c::D"],
        );
        check("let (q, e) = ('\"', '\\''); c::D", &["c::D"]);
        check("pub(in crate::a) fn f() {}", &[]);
        check("pub(crate) struct A;", &[]);
    }
}
