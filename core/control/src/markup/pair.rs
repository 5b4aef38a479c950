//! Which marks belong together.
//!
//! The order is Collect's: bold first, over lines; then italic by `_`, then by `*`, each within
//! its line. A mark without its other is the sign itself.

use super::lex::{Mark, Style, Token};

/// Turns marks that pair into the beginnings and ends of styles, and the others into text.
pub(super) fn pair(tokens: &mut Vec<Token<'_>>) {
    pair_bold(tokens, Mark::UnderUnder);
    pair_bold(tokens, Mark::StarStar);
    split_double(tokens);
    pair_italic(tokens, Mark::Under);
    pair_italic(tokens, Mark::Star);
    for token in tokens {
        if let Token::Mark(mark) = token {
            *token = Token::Text(mark.text());
        }
    }
}

/// The first with the second, the third with the fourth.
fn pair_bold(tokens: &mut [Token<'_>], mark: Mark) {
    let mut open: Option<usize> = None;
    for at in 0..tokens.len() {
        if tokens.get(at) != Some(&Token::Mark(mark)) {
            continue;
        }
        match open.take() {
            None => open = Some(at),
            Some(begin) => {
                set(tokens, begin, Token::Begin(Style::Bold));
                set(tokens, at, Token::End(Style::Bold));
            }
        }
    }
}

/// A double mark that found no other is two single ones.
fn split_double(tokens: &mut Vec<Token<'_>>) {
    let single = |token: &Token<'_>| match token {
        Token::Mark(Mark::StarStar) => Some(Mark::Star),
        Token::Mark(Mark::UnderUnder) => Some(Mark::Under),
        _ => None,
    };
    if !tokens.iter().any(|token| single(token).is_some()) {
        return;
    }
    let split = tokens.drain(..).flat_map(|token| match single(&token) {
        Some(mark) => [Some(Token::Mark(mark)), Some(Token::Mark(mark))],
        None => [Some(token), None],
    });
    *tokens = split.flatten().collect();
}

fn pair_italic(tokens: &mut [Token<'_>], mark: Mark) {
    let mut open: Option<usize> = None;
    for at in 0..tokens.len() {
        match tokens.get(at) {
            Some(Token::Newline) => open = None,
            Some(Token::Mark(own)) if *own == mark => {
                let begin = open.filter(|begin| begin + 1 < at && ends(tokens, at, mark));
                if let Some(begin) = begin {
                    set(tokens, begin, Token::Begin(Style::Italic));
                    set(tokens, at, Token::End(Style::Italic));
                    open = None;
                } else {
                    open = begins(tokens, at, mark).then_some(at);
                }
            }
            _ => {}
        }
    }
}

/// A mark begins where a letter follows it and, for `_`, none stands before it: `a_b_c` is a
/// name, and a star before a blank is a star.
fn begins(tokens: &[Token<'_>], at: usize, mark: Mark) -> bool {
    let follows = last_or_first(tokens.get(at + 1), true).is_some_and(|next| !next.is_whitespace());
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    follows && (mark == Mark::Star || !is_word(last_or_first(before, false)))
}

fn ends(tokens: &[Token<'_>], at: usize, mark: Mark) -> bool {
    mark == Mark::Star || !is_word(last_or_first(tokens.get(at + 1), true))
}

/// The letter of a token that touches its neighbour. Tags and other marks are no letters of a
/// word, but something follows.
fn last_or_first(token: Option<&Token<'_>>, first: bool) -> Option<char> {
    match token? {
        Token::Text(text) if first => text.chars().next(),
        Token::Text(text) => text.chars().next_back(),
        Token::Letter(letter) => Some(*letter),
        Token::Newline => Some('\n'),
        _ => Some('<'),
    }
}

fn is_word(letter: Option<char>) -> bool {
    letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
}

fn set<'a>(tokens: &mut [Token<'a>], at: usize, new: Token<'a>) {
    if let Some(token) = tokens.get_mut(at) {
        *token = new;
    }
}
