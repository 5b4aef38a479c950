//! Expressions as sheets write them: XPath with references such as `${name}`.

pub(crate) mod instance;
pub(crate) mod lex;
pub(crate) mod reference;

use lex::{Kind, tokens};

/// Whether a default is worked out (`today()`, `${a} + 1`) and not just a value.
///
/// Dates and places hold a minus without being a calculation.
pub(crate) fn is_dynamic(default: &str, question: &str) -> bool {
    const WITH_MINUS: [&str; 5] = ["date", "dateTime", "geopoint", "geotrace", "geoshape"];
    let with_minus = WITH_MINUS.contains(&question);
    for token in tokens(default) {
        match token.kind {
            Kind::Math if with_minus && token.text == "-" => return false,
            Kind::Math | Kind::Union | Kind::Reference | Kind::Call => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_with_operators_calls_or_references_are_dynamic() {
        let check = |default, question, expected| {
            assert_eq!(is_dynamic(default, question), expected, "{default}");
        };
        for value in [
            "",
            "foo",
            "1.5",
            "-5",
            "a b",
            "Dr. Who",
            "2026-11-29",
            "8:30",
            "http://a.mx",
        ] {
            check(value, "text", false);
        }
        for value in [
            "today()",
            "${a}",
            "1 + 1",
            "a * b",
            "a | b",
            "7 mod 2",
            "foo-bar(1)",
        ] {
            check(value, "text", true);
        }
        check("a - b", "text", true);
        check("12-12 -1", "date", false);
        check("20.67 -103.34 0 0", "geopoint", false);
        check("${last-saved#a}", "integer", true);
    }
}
