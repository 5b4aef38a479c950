//! Tokens of an expression, by the rules of pyxform's lexer: the first rule that matches wins,
//! and every text has tokens.

use crate::names::{name_at, prefixed_at};

/// What a token is. What no rule of ours asks for is `Other`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `*`, `+`, `-`, ` mod `, ` div `.
    Math,
    /// `|`.
    Union,
    /// `)`.
    Close,
    /// `/`.
    Slash,
    /// A text in quotes.
    Literal,
    /// Blanks.
    Blank,
    /// `${name}`, `${last-saved#name}`.
    Reference,
    /// A name with `(`.
    Call,
    /// A name with `[`.
    PredicateStart,
    /// `]`.
    PredicateEnd,
    /// Anything else.
    Other,
}

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'t> {
    /// What it is.
    pub(crate) kind: Kind,
    /// Its text.
    pub(crate) text: &'t str,
    /// The byte at which it begins.
    pub(crate) start: usize,
}

impl Token<'_> {
    /// The byte after it.
    pub(crate) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The tokens of a text; together they are the text.
pub(crate) fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (kind, length) = next(rest);
        // What no rule takes is a token of one letter.
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let (token, after) = rest.split_at_checked(length.max(first))?;
        let start = text.len() - rest.len();
        rest = after;
        Some(Token {
            kind,
            text: token,
            start,
        })
    })
}

/// The kind and the length of the first token.
fn next(text: &str) -> (Kind, usize) {
    // Moments first: as a number a date would end at its first dash.
    if let Some(length) = moment(text).or_else(|| number(text)) {
        return (Kind::Other, length);
    }
    for (sign, kind) in [
        ("*", Kind::Math),
        ("+", Kind::Math),
        ("-", Kind::Math),
        (" mod ", Kind::Math),
        (" div ", Kind::Math),
        ("=", Kind::Other),
        ("!=", Kind::Other),
        ("<", Kind::Other),
        (">", Kind::Other),
        (" and ", Kind::Other),
        (" or ", Kind::Other),
        ("|", Kind::Union),
        ("(", Kind::Other),
        (")", Kind::Close),
        ("[", Kind::Other),
        ("{", Kind::Other),
        ("}", Kind::Other),
        ("..", Kind::Other),
        (".", Kind::Other),
        ("/", Kind::Slash),
        (",", Kind::Other),
        ("]", Kind::PredicateEnd),
    ] {
        if text.starts_with(sign) {
            return (kind, sign.len());
        }
    }
    literal(text)
        .map(|length| (Kind::Literal, length))
        .or_else(|| blanks(text).map(|length| (Kind::Blank, length)))
        .or_else(|| reference(text).map(|length| (Kind::Reference, length)))
        .unwrap_or_else(|| named(text))
}

/// A name, alone or with what makes it a call, a predicate or an address.
fn named(text: &str) -> (Kind, usize) {
    let Some((name, after)) = prefixed_at(text) else {
        return (Kind::Other, 0);
    };
    match after.chars().next() {
        Some('(') => return (Kind::Call, name.len() + 1),
        Some('[') => return (Kind::PredicateStart, name.len() + 1),
        _ => {}
    }
    let scheme = name_at(text).filter(|(_, after)| after.starts_with("://"));
    match scheme {
        Some((scheme, _)) => (Kind::Other, scheme.len() + 3),
        None => (Kind::Other, name.len()),
    }
}

/// A date, a time, or a date with a time.
fn moment(text: &str) -> Option<usize> {
    if let Some(date) = date(text) {
        let time = text
            .get(date..)
            .and_then(|rest| rest.strip_prefix('T'))
            .and_then(time);
        return Some(time.map_or(date, |time| date + 1 + time));
    }
    time(text)
}

fn date(text: &str) -> Option<usize> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    matches(unsigned, "dddd-dd-dd").map(|length| length + text.len() - unsigned.len())
}

fn time(text: &str) -> Option<usize> {
    let length = matches(text, "dd:dd:dd")?;
    let rest = text.get(length..).unwrap_or_default();
    // The reference reads a point and blanks here, where fractions of a second were meant.
    let point = rest
        .strip_prefix('.')
        .and_then(blanks)
        .map_or(0, |blanks| blanks + 1);
    let zone = rest.get(point..).unwrap_or_default();
    let zone = match zone.chars().next() {
        Some('Z') => 1,
        Some('+' | '-') => zone
            .get(1..)
            .and_then(|zone| matches(zone, "dd:dd"))
            .map_or(0, |zone| zone + 1),
        _ => 0,
    };
    Some(length + point + zone)
}

/// The length of `pattern` where the text begins like it: `d` is a digit.
fn matches(text: &str, pattern: &str) -> Option<usize> {
    let mut own = text.bytes();
    let fits = pattern.bytes().all(|wanted| match (own.next(), wanted) {
        (Some(byte), b'd') => byte.is_ascii_digit(),
        (Some(byte), wanted) => byte == wanted,
        (None, _) => false,
    });
    fits.then_some(pattern.len())
}

fn number(text: &str) -> Option<usize> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let sign = text.len() - unsigned.len();
    let whole = digits(unsigned);
    let fraction = unsigned
        .get(whole..)
        .and_then(|rest| rest.strip_prefix('.'))
        .map(digits);
    match (whole, fraction) {
        (0, None | Some(0)) => None,
        (whole, None) => Some(sign + whole),
        (whole, Some(fraction)) => Some(sign + whole + 1 + fraction),
    }
}

fn literal(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inner = text.get(1..)?.find(quote)?;
    Some(inner + 2)
}

fn blanks(text: &str) -> Option<usize> {
    let end = text
        .find(|c: char| !c.is_whitespace())
        .unwrap_or(text.len());
    (end > 0).then_some(end)
}

fn reference(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("${")?;
    let name = inner.strip_prefix("last-saved#").unwrap_or(inner);
    let (_, after) = name_at(name)?;
    let after = after.strip_prefix('}')?;
    Some(text.len() - after.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(Kind, &str)> {
        tokens(text).map(|token| (token.kind, token.text)).collect()
    }

    #[test]
    fn the_first_rule_wins() {
        assert_eq!(
            kinds("a mod -1 + b[${x}]"),
            [
                (Kind::Other, "a"),
                (Kind::Math, " mod "),
                (Kind::Other, "-1"),
                (Kind::Blank, " "),
                (Kind::Math, "+"),
                (Kind::Blank, " "),
                (Kind::PredicateStart, "b["),
                (Kind::Reference, "${x}"),
                (Kind::PredicateEnd, "]"),
            ]
        );
        assert_eq!(
            kinds("instance('a')/root"),
            [
                (Kind::Call, "instance("),
                (Kind::Literal, "'a'"),
                (Kind::Close, ")"),
                (Kind::Slash, "/"),
                (Kind::Other, "root"),
            ]
        );
        assert_eq!(
            kinds("2026-11-29T08:30:00-06:00"),
            [(Kind::Other, "2026-11-29T08:30:00-06:00")]
        );
        assert_eq!(kinds("¿é"), [(Kind::Other, "¿"), (Kind::Other, "é")]);
    }

    #[test]
    fn tokens_are_the_whole_text() {
        for text in [
            "",
            "${a",
            "'open",
            "a:b:c(",
            "ñ\u{301} ${last-saved#x}",
            "-.",
            "1.2.3",
        ] {
            let together: String = tokens(text).map(|token| token.text).collect();
            assert_eq!(together, text);
        }
    }
}
