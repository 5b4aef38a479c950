//! Expressions over lists inside labels: `instance('l')/root/item[name = ${a}]/label` becomes an
//! output as a whole.

use super::lex::{Kind, Token, tokens};

/// Where in an expression the reader is.
#[derive(Default)]
struct State {
    inside: bool,
    path: bool,
    predicate: bool,
}

/// Begin and end of each expression that starts with `instance(` and goes on as a path.
///
/// Inside a predicate anything can stand; outside of one, a blank ends the expression.
pub(crate) fn boundaries(text: &str) -> Vec<(usize, usize)> {
    let mut state = State::default();
    let mut last: Option<Token<'_>> = None;
    let mut marks = Vec::new();
    for token in tokens(text) {
        let starts = !state.inside && is_instance(&token);
        let belongs = starts || (state.inside && goes_on(&mut state, last.as_ref(), &token));
        if starts {
            state.inside = true;
            marks.push(token.start);
        }
        if belongs {
            last = Some(token);
        } else if state.inside {
            state.inside = false;
            marks.extend(last.map(|last| last.end()));
        }
    }
    // Where an expression goes to the end of the text. Where none is open this mark has no
    // partner, and is dropped.
    marks.extend(last.map(|last| last.end()));
    marks
        .chunks_exact(2)
        .filter_map(|pair| match pair {
            [start, end] => Some((*start, *end)),
            _ => None,
        })
        .collect()
}

fn is_instance(token: &Token<'_>) -> bool {
    token.kind == Kind::Call && token.text == "instance("
}

/// Whether a token goes on with the expression that `last` was part of.
fn goes_on(state: &mut State, last: Option<&Token<'_>>, token: &Token<'_>) -> bool {
    let before = last.map(|last| last.kind);
    match (token.kind, before) {
        (Kind::Literal, Some(Kind::Call)) if last.is_some_and(is_instance) => true,
        (Kind::Close, Some(Kind::Literal)) => true,
        (Kind::Slash, Some(Kind::Close | Kind::PredicateEnd)) => {
            state.path = true;
            true
        }
        (kind, _) if state.path => {
            match kind {
                Kind::Blank => state.path = false,
                Kind::PredicateStart => (state.path, state.predicate) = (false, true),
                _ => {}
            }
            kind != Kind::Blank
        }
        (kind, _) if state.predicate => {
            state.predicate = kind != Kind::PredicateEnd;
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = boundaries(text)
            .into_iter()
            .map(|(start, end)| text.get(start..end).unwrap())
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn expressions_over_lists_are_found() {
        check("nothing", &[]);
        check(
            "a instance('l')/root/item[name = ${q}]/label b",
            &["instance('l')/root/item[name = ${q}]/label"],
        );
        check(
            "instance('a')/root/item[x=1]/y, instance('b')/root",
            &["instance('a')/root/item[x=1]/y,", "instance('b')/root"],
        );
        check("instance(", &["instance("]);
    }
}
