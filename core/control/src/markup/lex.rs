//! Cuts a text into words, marks and tags.

use super::entity;
use super::tag::{self, Tag};

/// A piece of a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'a> {
    /// Words as they are.
    Text(&'a str),
    /// A letter that an escape or an entity stands for.
    Letter(char),
    /// `*`, `**`, `_` or `__`, until they are paired.
    Mark(Mark),
    /// Where a style begins.
    Begin(Style),
    /// Where it ends.
    End(Style),
    /// So many `#` at the start of a line.
    Heading(u8),
    /// Where a link begins, with its address.
    Link(&'a str),
    /// Where it ends.
    LinkEnd,
    /// A tag.
    Tag(Tag<'a>),
    /// The end of a line.
    Newline,
}

/// A mark of markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Star,
    StarStar,
    Under,
    UnderUnder,
}

impl Mark {
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Star => "*",
            Self::StarStar => "**",
            Self::Under => "_",
            Self::UnderUnder => "__",
        }
    }
}

/// What a pair of marks means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Bold,
    Italic,
}

/// Finds the next of a letter. What it found is kept while the place moves on, so that asking at
/// every place of a text reads the text once.
struct Next<'a> {
    text: &'a str,
    letter: char,
    found: Option<usize>,
    looked_from: Option<usize>,
}

impl<'a> Next<'a> {
    fn new(text: &'a str, letter: char) -> Self {
        Self {
            text,
            letter,
            found: None,
            looked_from: None,
        }
    }

    /// The first such letter at or behind a place; places only grow.
    fn from(&mut self, at: usize) -> Option<usize> {
        let known = match (self.looked_from, self.found) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some(_), Some(found)) => found >= at,
        };
        if !known {
            self.found = self
                .text
                .get(at..)?
                .find(self.letter)
                .map(|behind| at + behind);
            self.looked_from = Some(at);
        }
        self.found
    }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    /// Where the words begin that are no token yet.
    words: usize,
    tokens: Vec<Token<'a>>,
    bracket: Next<'a>,
    parenthesis: Next<'a>,
    angle: Next<'a>,
    semicolon: Next<'a>,
    /// Ends of links that were begun: where their words end, and where the whole ends.
    links: Vec<(usize, usize)>,
}

/// Cuts a text into tokens.
pub(super) fn lex(text: &str) -> Vec<Token<'_>> {
    let mut lexer = Lexer {
        text,
        at: 0,
        words: 0,
        tokens: Vec::new(),
        bracket: Next::new(text, ']'),
        parenthesis: Next::new(text, ')'),
        angle: Next::new(text, '>'),
        semicolon: Next::new(text, ';'),
        links: Vec::new(),
    };
    lexer.run();
    lexer.tokens
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn run(&mut self) {
        self.heading();
        while let Some(letter) = self.rest().chars().next() {
            if self.end_of_link() {
                continue;
            }
            let taken = match letter {
                '\\' => self.escape(),
                '*' | '_' => self.mark(letter),
                '[' => self.link(),
                '<' => self.tag(),
                '&' => self.entity(),
                // A line that ends as on Windows ends once.
                '\r' if self.rest().starts_with("\r\n") => {
                    self.push(Token::Text(""), 1);
                    true
                }
                '\n' => {
                    self.push(Token::Newline, 1);
                    self.heading();
                    true
                }
                _ => false,
            };
            if !taken {
                self.at += letter.len_utf8();
            }
        }
        self.end_of_link();
        self.flush();
    }

    /// Puts the words before this place into a token of their own.
    fn flush(&mut self) {
        if let Some(words) = self
            .text
            .get(self.words..self.at)
            .filter(|text| !text.is_empty())
        {
            self.tokens.push(Token::Text(words));
        }
        self.words = self.at;
    }

    fn push(&mut self, token: Token<'a>, length: usize) {
        self.flush();
        self.tokens.push(token);
        self.at += length;
        self.words = self.at;
    }

    /// `# ` to `###### ` at the start of a line. Collect needs no blank; we do, so that `#5 Main
    /// Street` keeps its number.
    fn heading(&mut self) {
        let rest = self.rest();
        let level = rest.len() - rest.trim_start_matches('#').len();
        let blank = rest
            .get(level..)
            .is_some_and(|text| text.starts_with([' ', '\t']));
        if let (1..=6, true) = (level, blank) {
            self.push(Token::Heading(u8::try_from(level).unwrap_or(6)), level + 1);
        }
    }

    fn escape(&mut self) -> bool {
        let next = self.rest().chars().nth(1);
        let Some(letter) = next.filter(|letter| matches!(letter, '#' | '_' | '*' | '\\')) else {
            return false;
        };
        self.push(Token::Letter(letter), 2);
        true
    }

    fn mark(&mut self, letter: char) -> bool {
        let double = self.rest().chars().nth(1) == Some(letter);
        let mark = match (letter, double) {
            ('*', false) => Mark::Star,
            ('*', true) => Mark::StarStar,
            (_, false) => Mark::Under,
            (_, true) => Mark::UnderUnder,
        };
        self.push(Token::Mark(mark), mark.text().len());
        true
    }

    /// `[words](address)`; the words are read on, the rest is left out at their end.
    fn link(&mut self) -> bool {
        // A link inside of a link's words has no meaning of its own.
        if !self.links.is_empty() {
            return false;
        }
        let Some(words_end) = self.bracket.from(self.at) else {
            return false;
        };
        let opened = self
            .text
            .get(words_end + 1..)
            .is_some_and(|text| text.starts_with('('));
        let Some(end) = self.parenthesis.from(words_end).filter(|_| opened) else {
            return false;
        };
        let address = self.text.get(words_end + 2..end).unwrap_or_default();
        // `[x]()` leads nowhere, and is shown as it is written.
        if address.is_empty() {
            return false;
        }
        self.push(Token::Link(address), 1);
        self.links.push((words_end, end));
        true
    }

    fn end_of_link(&mut self) -> bool {
        match self.links.last() {
            Some((words_end, end)) if self.at >= *words_end => {
                let length = (end + 1).saturating_sub(self.at);
                self.links.pop();
                self.push(Token::LinkEnd, length);
                true
            }
            _ => false,
        }
    }

    fn tag(&mut self) -> bool {
        let inside = self.rest().get(1..).unwrap_or_default();
        // `<` before anything but a letter or a slash is a sign: `a < b`, `<3`.
        if !inside.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '/') {
            return false;
        }
        let Some(end) = self.angle.from(self.at) else {
            return false;
        };
        let Some(tag) = self.text.get(self.at + 1..end).and_then(tag::read) else {
            return false;
        };
        self.push(Token::Tag(tag), end + 1 - self.at);
        true
    }

    fn entity(&mut self) -> bool {
        let Some(end) = self.semicolon.from(self.at) else {
            return false;
        };
        // An `&` in running text may have a semicolon pages away.
        if end - self.at > entity::LONGEST {
            return false;
        }
        let Some(letter) = self.text.get(self.at + 1..end).and_then(entity::letter) else {
            return false;
        };
        self.push(Token::Letter(letter), end + 1 - self.at);
        true
    }
}
