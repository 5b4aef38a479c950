//! Text to tokens, with XPath's rule for telling `*` and `and` the operator from the name.

use crate::ast::BinaryOp;
use crate::error::XPathError;

/// A piece of an expression.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Token<'a> {
    Number(f64),
    Literal(&'a str),
    /// A name, with its prefix.
    Name(Option<&'a str>, &'a str),
    /// `prefix:*`
    PrefixAny(&'a str),
    Variable(Option<&'a str>, &'a str),
    /// `*` as a name test.
    Star,
    Operator(BinaryOp),
    Slash,
    DoubleSlash,
    Open,
    Close,
    OpenBracket,
    CloseBracket,
    Dot,
    DoubleDot,
    At,
    Comma,
    Axis,
}

impl Token<'_> {
    /// Whether an operator, not an operand, must follow.
    fn ends_operand(&self) -> bool {
        !matches!(
            self,
            Self::At
                | Self::Axis
                | Self::Open
                | Self::OpenBracket
                | Self::Comma
                | Self::Operator(_)
                | Self::Slash
                | Self::DoubleSlash
        )
    }

    /// The token in words, for messages.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Number(_) => "a number".into(),
            Self::Literal(_) => "a quoted text".into(),
            Self::Name(None, local) => format!("the name {local}"),
            Self::Name(Some(prefix), local) => format!("the name {prefix}:{local}"),
            Self::PrefixAny(prefix) => format!("{prefix}:*"),
            Self::Variable(..) => "a variable".into(),
            Self::Star => "*".into(),
            Self::Operator(op) => format!("the operator {}", op.symbol()),
            Self::Slash => "/".into(),
            Self::DoubleSlash => "//".into(),
            Self::Open => "(".into(),
            Self::Close => ")".into(),
            Self::OpenBracket => "[".into(),
            Self::CloseBracket => "]".into(),
            Self::Dot => ".".into(),
            Self::DoubleDot => "..".into(),
            Self::At => "@".into(),
            Self::Comma => "a comma".into(),
            Self::Axis => "::".into(),
        }
    }
}

/// Splits a whole expression into tokens with their byte offsets.
pub(crate) fn tokens(text: &str) -> Result<Vec<(Token<'_>, usize)>, XPathError> {
    let mut lexer = Lexer { text, at: 0 };
    let mut tokens: Vec<(Token<'_>, usize)> = Vec::with_capacity(text.len() / 3 + 2);
    loop {
        lexer.space();
        let at = lexer.at;
        // XPath 1.0, 3.7: behind an operand `*` and names such as `and` are operators; anywhere
        // else they are a test or a name.
        let after_operand = tokens.last().is_some_and(|(token, _)| token.ends_operand());
        match lexer.token(after_operand)? {
            Some(token) => tokens.push((token, at)),
            None => return Ok(tokens),
        }
    }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn take(&mut self, bytes: usize) -> &'a str {
        let piece = self.rest().get(..bytes).unwrap_or_default();
        self.at += piece.len();
        piece
    }

    fn take_while(&mut self, accept: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !accept(c)).unwrap_or(rest.len());
        self.take(end)
    }

    fn space(&mut self) {
        // Most tokens follow each other without any.
        let plain = |b: &u8| (b'!'..=b'~').contains(b);
        if !self.text.as_bytes().get(self.at).is_some_and(plain) {
            self.take_while(|c| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}' | '\u{a0}'));
        }
    }

    /// The longest name from here on, without a prefix.
    fn plain_name(&mut self) -> &'a str {
        let plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
        let rest = self.rest();
        let length = rest.bytes().take_while(|b| plain(b)).count();
        match rest.as_bytes().get(length) {
            // Read anew by the whole alphabet; nearly all names of forms end before.
            Some(next) if !next.is_ascii() => self.take_while(is_name),
            _ => self.take(length),
        }
    }

    fn token(&mut self, after_operand: bool) -> Result<Option<Token<'a>>, XPathError> {
        let mut chars = self.rest().chars();
        let Some(first) = chars.next() else {
            return Ok(None);
        };
        let second = chars.next();
        let one = |token| (token, 1);
        let (token, length) = match (first, second) {
            ('(', _) => one(Token::Open),
            (')', _) => one(Token::Close),
            ('[', _) => one(Token::OpenBracket),
            (']', _) => one(Token::CloseBracket),
            ('@', _) => one(Token::At),
            (',', _) => one(Token::Comma),
            (':', Some(':')) => (Token::Axis, 2),
            ('/', Some('/')) => (Token::DoubleSlash, 2),
            ('/', _) => one(Token::Slash),
            ('.', Some('.')) => (Token::DoubleDot, 2),
            ('.', Some('0'..='9')) | ('0'..='9', _) => return self.number().map(Some),
            ('.', _) => one(Token::Dot),
            ('"' | '\'', _) => return self.literal(first).map(Some),
            ('$', _) => return self.variable().map(Some),
            ('*', _) if after_operand => one(Token::Operator(BinaryOp::Multiply)),
            ('*', _) => one(Token::Star),
            _ if is_name_start(first) => return Ok(Some(self.name(after_operand))),
            _ => match operator(first, second) {
                Some((op, length)) => (Token::Operator(op), length),
                None => return Err(self.character(first, second)),
            },
        };
        self.at += length;
        Ok(Some(token))
    }

    fn number(&mut self) -> Result<Token<'a>, XPathError> {
        let start = self.at;
        let whole = self.take_while(|c| c.is_ascii_digit()).len();
        let mut length = whole;
        if self.rest().starts_with('.') && !(whole > 0 && self.rest().starts_with("..")) {
            self.at += 1;
            length += 1 + self.take_while(|c| c.is_ascii_digit()).len();
        }
        let text = self.text.get(start..start + length).unwrap_or_default();
        let end = self
            .rest()
            .find(|c| !is_name(c))
            .unwrap_or(self.rest().len());
        let name = self.rest().get(..end).unwrap_or_default();
        // `2e3` and `5km` would else be a number and a name beside it, and the fault be told of
        // the name.
        if name.starts_with(is_name_start) && operator_name(name).is_none() {
            return Err(XPathError::Syntax {
                found: "a letter".into(),
                expected: "the end of the number",
                hint: Some(
                    "numbers have no exponent and no unit; names start with a letter".into(),
                ),
                offset: self.at,
            });
        }
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Token::Number(number)),
            _ => Err(XPathError::Syntax {
                found: "a number too large to hold".into(),
                expected: "a number",
                hint: None,
                offset: start,
            }),
        }
    }

    fn literal(&mut self, quote: char) -> Result<Token<'a>, XPathError> {
        let offset = self.at;
        self.at += 1;
        let inner = self.take_while(|c| c != quote);
        if self.rest().is_empty() {
            return Err(XPathError::UnclosedString { quote, offset });
        }
        self.at += 1;
        Ok(Token::Literal(inner))
    }

    fn variable(&mut self) -> Result<Token<'a>, XPathError> {
        let offset = self.at;
        self.at += 1;
        if !self.rest().starts_with(is_name_start) {
            let hint = self.rest().starts_with('{').then(|| {
                "${name} is XLSForm's way to write a path; an XForm has the path itself".into()
            });
            return Err(XPathError::Character {
                character: '$',
                hint,
                offset,
            });
        }
        match self.name(false) {
            Token::Name(prefix, local) => Ok(Token::Variable(prefix, local)),
            _ => Err(XPathError::Character {
                character: '$',
                hint: None,
                offset,
            }),
        }
    }

    fn name(&mut self, after_operand: bool) -> Token<'a> {
        let first = self.plain_name();
        if after_operand && let Some((op, length)) = operator_name(first) {
            // The digits of `and1` are the next token.
            self.at -= first.len() - length;
            return Token::Operator(op);
        }
        let mut next = self.rest().chars();
        if next.next() == Some(':') {
            match next.next() {
                Some('*') => {
                    self.at += 2;
                    return Token::PrefixAny(first);
                }
                Some(c) if is_name_start(c) => {
                    self.at += 1;
                    return Token::Name(Some(first), self.plain_name());
                }
                _ => {}
            }
        }
        Token::Name(None, first)
    }

    fn character(&self, character: char, second: Option<char>) -> XPathError {
        let hint = match (character, second) {
            ('=', Some('=')) => Some("one = compares"),
            ('!', _) => Some("write not(…), or != for \"differs\""),
            ('&', _) => Some("write and"),
            ('%', _) => Some("write mod"),
            ('≠', _) => Some("write !="),
            ('≤', _) => Some("write <="),
            ('≥', _) => Some("write >="),
            ('×', _) => Some("write *"),
            ('÷', _) => Some("write div"),
            ('–' | '—' | '−', _) => Some("write the plain minus -"),
            ('“' | '”' | '„' | '‘' | '’' | '«' | '»', _) => {
                Some("write straight quotes: ' or \"")
            }
            ('{' | '}' | '#', _) => Some("${name} is XLSForm's; an XForm has the path itself"),
            (':', _) => Some("a prefix and its name stand together: jr:itext"),
            _ => None,
        };
        XPathError::Character {
            character,
            hint: hint.map(str::to_owned),
            offset: self.at,
        }
    }
}

/// The operator that a name after an operand is, and its length: `and`, and the `and` of `1and1`,
/// which can be nothing else there.
fn operator_name(name: &str) -> Option<(BinaryOp, usize)> {
    let operators = [
        ("and", BinaryOp::And),
        ("or", BinaryOp::Or),
        ("div", BinaryOp::Divide),
        ("mod", BinaryOp::Modulo),
    ];
    operators.into_iter().find_map(|(word, op)| {
        let rest = name.strip_prefix(word)?;
        let number = rest.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        (rest.is_empty() || (number && !rest.starts_with('.'))).then_some((op, word.len()))
    })
}

fn operator(first: char, second: Option<char>) -> Option<(BinaryOp, usize)> {
    Some(match (first, second) {
        ('=', Some('=')) | ('|', Some('|')) | ('<', Some('>')) => return None,
        ('=', _) => (BinaryOp::Equal, 1),
        ('!', Some('=')) => (BinaryOp::NotEqual, 2),
        ('<', Some('=')) => (BinaryOp::LessOrEqual, 2),
        ('<', _) => (BinaryOp::Less, 1),
        ('>', Some('=')) => (BinaryOp::GreaterOrEqual, 2),
        ('>', _) => (BinaryOp::Greater, 1),
        ('+', _) => (BinaryOp::Add, 1),
        ('-', _) => (BinaryOp::Subtract, 1),
        ('|', _) => (BinaryOp::Union, 1),
        _ => return None,
    })
}

/// XML's NCName start characters.
pub(crate) fn is_name_start(c: char) -> bool {
    matches!(c,
        'A'..='Z' | '_' | 'a'..='z'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}'
        | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// XML's NCName characters.
pub(crate) fn is_name(c: char) -> bool {
    is_name_start(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}'
            | '\u{203F}'..='\u{2040}')
}
