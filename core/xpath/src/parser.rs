//! The parser: the full grammar of XPath 1.0, by precedence climbing.
//!
//! Nesting is limited while parsing, so that no tree is ever built that evaluation, printing or
//! dropping could overflow the stack with.

use std::str::FromStr;

use crate::ast::{Axis, Binary, BinaryOp, Call, Expr, NodeTest, Offset, Path, QName, Start, Step};
use crate::check::check;
use crate::error::XPathError;
use crate::function::Function;
use crate::lexer::{Token, tokens};
use crate::limits::{EXPRESSION_BYTES, EXPRESSION_DEPTH, OPERATOR_CHAIN};

/// Precedence of unary minus, between multiplication and union.
const UNARY: u8 = 7;

/// Parses an expression and checks the names and arguments of its functions.
///
/// ```
/// use farola_xpath::{Expr, parse};
///
/// let expr = parse("../age  >=18").unwrap();
/// assert_eq!(expr.to_string(), "../age >= 18");
/// assert_eq!("../age >= 18".parse::<Expr>().unwrap(), expr);
///
/// let error = parse("selectd(., 'a')").unwrap_err();
/// assert_eq!(error.to_string(), "there is no function selectd(): did you mean selected()?");
/// ```
///
/// # Errors
/// The first mistake, with its place and the way out.
pub fn parse(text: &str) -> Result<Expr, XPathError> {
    let expr = parse_lenient(text)?;
    match check(&expr).into_iter().next() {
        Some(error) => Err(error),
        None => Ok(expr),
    }
}

impl FromStr for Expr {
    type Err = XPathError;

    fn from_str(text: &str) -> Result<Self, XPathError> {
        parse(text)
    }
}

/// Parses an expression; unknown functions and wrong arguments are left to [`crate::check`] and
/// to evaluation, which never looks into the branch of an `if` that is not taken.
///
/// ```
/// use farola_xpath::{parse, parse_lenient};
///
/// assert!(parse("own-function(1)").is_err());
/// assert!(parse_lenient("own-function(1)").is_ok());
/// ```
///
/// # Errors
/// The first mistake of grammar, with its place and the way out.
pub fn parse_lenient(text: &str) -> Result<Expr, XPathError> {
    if text.len() > EXPRESSION_BYTES {
        return Err(XPathError::TooLong {
            limit: EXPRESSION_BYTES,
        });
    }
    let tokens = tokens(text)?;
    if tokens.is_empty() {
        return Err(XPathError::Empty);
    }
    let mut parser = Parser {
        tokens,
        at: 0,
        end: text.len(),
        nesting: 0,
        paths: 0,
        opened: vec![],
    };
    let parsed = parser.binary(0)?;
    match parser.peek() {
        None => Ok(parsed.expr),
        Some(_) => Err(parser.unexpected("an operator or the end")),
    }
}

/// A piece of tree and how deep it is.
struct Parsed {
    expr: Expr,
    depth: usize,
}

struct Parser<'a> {
    tokens: Vec<(Token<'a>, usize)>,
    at: usize,
    end: usize,
    nesting: usize,
    paths: u32,
    /// Offsets of the brackets that are open.
    opened: Vec<usize>,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.at).map(|(token, _)| *token)
    }

    fn peek_at(&self, ahead: usize) -> Option<Token<'a>> {
        self.tokens.get(self.at + ahead).map(|(token, _)| *token)
    }

    fn offset(&self) -> usize {
        self.tokens
            .get(self.at)
            .map_or(self.end, |(_, offset)| *offset)
    }

    fn mark(&self) -> Offset {
        Offset(u32::try_from(self.offset()).unwrap_or(u32::MAX))
    }

    fn eat(&mut self, token: Token<'_>) -> bool {
        let found = self.peek() == Some(token);
        if found {
            self.at += 1;
        }
        found
    }

    fn expect_close(&mut self, token: Token<'_>, expected: &'static str) -> Result<(), XPathError> {
        if self.eat(token) {
            self.opened.pop();
            return Ok(());
        }
        Err(self.unexpected(expected))
    }

    /// The error of a token that cannot stand here, with the commonest causes told apart.
    fn unexpected(&self, expected: &'static str) -> XPathError {
        let found = self
            .peek()
            .map_or("the end".to_owned(), |token| token.describe());
        let hint = match self.peek() {
            None => self
                .opened
                .last()
                .map(|at| format!("the bracket opened at byte {at} is not closed")),
            Some(Token::Close | Token::CloseBracket) if self.opened.is_empty() => {
                Some("there is one closing bracket too many".to_owned())
            }
            Some(
                Token::Name(..)
                | Token::Number(_)
                | Token::Literal(_)
                | Token::Dot
                | Token::DoubleDot
                | Token::Slash
                | Token::DoubleSlash
                | Token::Variable(..)
                | Token::At,
            ) if self.at > 0 => Some("a comma or an operator is missing before it".to_owned()),
            _ => None,
        };
        XPathError::Syntax {
            found,
            expected,
            hint,
            offset: self.offset(),
        }
    }

    fn deeper(&mut self) -> Result<(), XPathError> {
        self.nesting += 1;
        if self.nesting > EXPRESSION_DEPTH {
            return Err(XPathError::TooDeep {
                limit: EXPRESSION_DEPTH,
                offset: self.offset(),
            });
        }
        Ok(())
    }

    fn level(&self, depth: usize) -> Result<usize, XPathError> {
        if depth >= OPERATOR_CHAIN {
            return Err(XPathError::TooDeep {
                limit: OPERATOR_CHAIN,
                offset: self.offset(),
            });
        }
        Ok(depth + 1)
    }

    fn binary(&mut self, least: u8) -> Result<Parsed, XPathError> {
        self.deeper()?;
        let mut left = self.unary()?;
        while let Some(Token::Operator(op)) = self.peek() {
            if op.precedence() < least {
                break;
            }
            let at = self.mark();
            self.at += 1;
            // One more than its own: operators of XPath group from the left.
            let right = self.binary(op.precedence() + 1)?;
            let depth = self.level(left.depth.max(right.depth))?;
            let expr = Expr::Binary(Box::new(Binary {
                op,
                left: left.expr,
                right: right.expr,
                at,
            }));
            left = Parsed { expr, depth };
        }
        self.nesting -= 1;
        Ok(left)
    }

    fn unary(&mut self) -> Result<Parsed, XPathError> {
        if !self.eat(Token::Operator(BinaryOp::Subtract)) {
            return self.path();
        }
        // XPath binds the minus looser than a union: `-a|b` is the negative of the union.
        let inner = self.binary(UNARY)?;
        let depth = self.level(inner.depth)?;
        Ok(Parsed {
            expr: Expr::Negate(Box::new(inner.expr)),
            depth,
        })
    }

    fn path(&mut self) -> Result<Parsed, XPathError> {
        let at = self.mark();
        match self.peek() {
            Some(Token::Slash) => {
                let index = self.next_path();
                self.at += 1;
                let mut steps = Vec::new();
                let mut depth = 0;
                if self.starts_step() {
                    depth = self.relative(&mut steps)?;
                }
                self.finish(index, Start::Root, steps, depth, at)
            }
            Some(Token::DoubleSlash) => {
                let index = self.next_path();
                let mut steps = Vec::new();
                let depth = self.more_steps(&mut steps)?;
                self.finish(index, Start::Root, steps, depth, at)
            }
            _ if self.starts_primary() => self.filter(at),
            _ if self.starts_step() => {
                let index = self.next_path();
                let mut steps = Vec::new();
                let depth = self.relative(&mut steps)?;
                self.finish(index, Start::Context, steps, depth, at)
            }
            _ => Err(self.unexpected("a value, a path or a function")),
        }
    }

    fn finish(
        &self,
        index: u32,
        start: Start,
        steps: Vec<Step>,
        depth: usize,
        at: Offset,
    ) -> Result<Parsed, XPathError> {
        let depth = self.level(depth)?;
        Ok(Parsed {
            expr: Expr::Path(Box::new(Path {
                index,
                start,
                steps,
                at,
            })),
            depth,
        })
    }

    fn next_path(&mut self) -> u32 {
        let index = self.paths;
        self.paths += 1;
        index
    }

    fn starts_primary(&self) -> bool {
        match self.peek() {
            Some(Token::Open | Token::Literal(_) | Token::Number(_) | Token::Variable(..)) => true,
            Some(Token::Name(prefix, local)) => {
                self.peek_at(1) == Some(Token::Open)
                    // Tests of a step are written as calls are.
                    && !(prefix.is_none()
                        && matches!(
                            local,
                            "node" | "text" | "comment" | "processing-instruction"
                        ))
            }
            _ => false,
        }
    }

    fn starts_step(&self) -> bool {
        matches!(
            self.peek(),
            Some(
                Token::Name(..)
                    | Token::Star
                    | Token::PrefixAny(_)
                    | Token::At
                    | Token::Dot
                    | Token::DoubleDot
            )
        )
    }

    /// A primary expression with its predicates and the steps after it.
    fn filter(&mut self, at: Offset) -> Result<Parsed, XPathError> {
        let Parsed {
            expr: primary,
            mut depth,
        } = self.primary()?;
        let has_steps = matches!(self.peek(), Some(Token::Slash | Token::DoubleSlash));
        if !has_steps && self.peek() != Some(Token::OpenBracket) {
            return Ok(Parsed {
                expr: primary,
                depth,
            });
        }
        let primary = match primary {
            Expr::Path(mut path) if has_steps => {
                // `(a)/b` is `a/b`, and `instance('x')/b` is one path.
                depth = depth.max(self.more_steps(&mut path.steps)?);
                let depth = self.level(depth)?;
                return Ok(Parsed {
                    expr: Expr::Path(path),
                    depth,
                });
            }
            primary => Box::new(primary),
        };
        // The number is taken before the predicates and steps are read, so that numbers depend
        // on the tree alone and not on how it was written.
        let index = self.next_path();
        let mut predicates = Vec::new();
        depth = depth.max(self.predicates(&mut predicates)?);
        let mut steps = Vec::new();
        depth = depth.max(self.more_steps(&mut steps)?);
        self.finish(index, Start::Filter(primary, predicates), steps, depth, at)
    }

    fn primary(&mut self) -> Result<Parsed, XPathError> {
        let at = self.mark();
        let token = self.peek();
        let offset = self.offset();
        self.at += 1;
        let expr = match token {
            Some(Token::Number(number)) => Expr::Number(number),
            Some(Token::Literal(text)) => Expr::Literal(text.into()),
            Some(Token::Variable(prefix, local)) => Expr::Variable(qname(prefix, local), at),
            Some(Token::Open) => {
                self.opened.push(offset);
                let inner = self.binary(0)?;
                self.expect_close(Token::Close, "an operator or )")?;
                return Ok(inner);
            }
            Some(Token::Name(prefix, local)) => return self.call(prefix, local, at),
            _ => {
                self.at -= 1;
                return Err(self.unexpected("a value"));
            }
        };
        Ok(Parsed { expr, depth: 1 })
    }

    fn call(
        &mut self,
        prefix: Option<&str>,
        local: &str,
        at: Offset,
    ) -> Result<Parsed, XPathError> {
        self.opened.push(self.offset());
        self.at += 1;
        let mut args = Vec::new();
        let mut depth = 0;
        if !matches!(self.peek(), Some(Token::Close)) {
            loop {
                let arg = self.binary(0)?;
                depth = depth.max(arg.depth);
                args.push(arg.expr);
                if !self.eat(Token::Comma) {
                    break;
                }
            }
        }
        self.expect_close(Token::Close, "an operator, a comma or )")?;
        let depth = self.level(depth)?;
        let function = match prefix {
            Some(prefix) => Function::from_name(&format!("{prefix}:{local}")),
            None => Function::from_name(local),
        };
        let start = match (&function, args.as_slice()) {
            // Starts of a path and not calls: what follows them is followed through the
            // definition at load.
            (Function::Current, []) => Some(Start::Current),
            (Function::Instance, [Expr::Literal(id)]) => Some(Start::Instance(id.clone())),
            _ => None,
        };
        let expr = match start {
            Some(start) => {
                let index = self.next_path();
                Expr::Path(Box::new(Path {
                    index,
                    start,
                    steps: Vec::new(),
                    at,
                }))
            }
            None => Expr::Call(Box::new(Call { function, args, at })),
        };
        Ok(Parsed { expr, depth })
    }

    /// `[…][…]`: gives the depth of the deepest.
    fn predicates(&mut self, into: &mut Vec<Expr>) -> Result<usize, XPathError> {
        let mut depth = 0;
        loop {
            let offset = self.offset();
            if !self.eat(Token::OpenBracket) {
                return Ok(depth);
            }
            self.opened.push(offset);
            let inner = self.binary(0)?;
            self.expect_close(Token::CloseBracket, "an operator or ]")?;
            depth = depth.max(inner.depth);
            into.push(inner.expr);
        }
    }

    fn relative(&mut self, steps: &mut Vec<Step>) -> Result<usize, XPathError> {
        let (step, depth) = self.step()?;
        steps.push(step);
        Ok(depth.max(self.more_steps(steps)?))
    }

    fn more_steps(&mut self, steps: &mut Vec<Step>) -> Result<usize, XPathError> {
        let mut depth = 0;
        loop {
            let at = self.mark();
            if self.eat(Token::DoubleSlash) {
                let (axis, test) = (Axis::DescendantOrSelf, NodeTest::Node);
                steps.push(Step {
                    axis,
                    test,
                    predicates: Vec::new(),
                    at,
                });
            } else if !self.eat(Token::Slash) {
                return Ok(depth);
            }
            if !self.starts_step() {
                return Err(self.unexpected("a name after the /"));
            }
            let (step, inner) = self.step()?;
            depth = depth.max(inner);
            steps.push(step);
        }
    }

    fn step(&mut self) -> Result<(Step, usize), XPathError> {
        let at = self.mark();
        let (axis, test) = if self.eat(Token::Dot) {
            (Axis::SelfNode, NodeTest::Node)
        } else if self.eat(Token::DoubleDot) {
            (Axis::Parent, NodeTest::Node)
        } else {
            let axis = self.axis()?;
            (axis, self.node_test()?)
        };
        let mut predicates = Vec::new();
        let depth = self.predicates(&mut predicates)?;
        Ok((
            Step {
                axis,
                test,
                predicates,
                at,
            },
            depth,
        ))
    }

    fn axis(&mut self) -> Result<Axis, XPathError> {
        if self.eat(Token::At) {
            return Ok(Axis::Attribute);
        }
        let (Some(Token::Name(None, name)), Some(Token::Axis)) = (self.peek(), self.peek_at(1))
        else {
            return Ok(Axis::Child);
        };
        match Axis::ALL.iter().find(|(known, _)| *known == name) {
            Some((_, axis)) => {
                self.at += 2;
                Ok(*axis)
            }
            None => Err(self.unexpected("an axis such as child, parent or descendant")),
        }
    }

    fn node_test(&mut self) -> Result<NodeTest, XPathError> {
        let token = self.peek();
        let (prefix, local) = match token {
            Some(Token::Star) => {
                self.at += 1;
                return Ok(NodeTest::Any);
            }
            Some(Token::PrefixAny(prefix)) => {
                self.at += 1;
                return Ok(NodeTest::AnyOf(prefix.into()));
            }
            Some(Token::Name(prefix, local)) => (prefix, local),
            _ => return Err(self.unexpected("a name")),
        };
        if self.peek_at(1) != Some(Token::Open) {
            self.at += 1;
            return Ok(NodeTest::Name(qname(prefix, local)));
        }
        let test = match (prefix, local) {
            (None, "node") => NodeTest::Node,
            (None, "text") => NodeTest::Text,
            (None, "comment") => NodeTest::Comment,
            (None, "processing-instruction") => NodeTest::ProcessingInstruction(None),
            _ => {
                // A function cannot be a step of a path.
                self.at += 1;
                return Err(self.unexpected("a name, node() or text()"));
            }
        };
        self.at += 1;
        self.opened.push(self.offset());
        self.at += 1;
        let test = match (test, self.peek()) {
            (NodeTest::ProcessingInstruction(_), Some(Token::Literal(target))) => {
                self.at += 1;
                NodeTest::ProcessingInstruction(Some(target.into()))
            }
            (test, _) => test,
        };
        self.expect_close(Token::Close, ")")?;
        Ok(test)
    }
}

fn qname(prefix: Option<&str>, local: &str) -> QName {
    QName {
        prefix: prefix.map(Into::into),
        local: local.into(),
    }
}
