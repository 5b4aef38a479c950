//! Prints a tree as canonical XPath: what it prints parses to the same tree.

use std::fmt::{self, Display, Formatter, Write};

use crate::ast::{Axis, Binary, Call, Expr, NodeTest, Path, QName, Start, Step};

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            // Rust never writes an exponent here, so that the number can be read back.
            Self::Number(number) => write!(f, "{number}"),
            Self::Literal(text) => literal(text, f),
            Self::Variable(name, _) => write!(f, "${name}"),
            Self::Path(path) => path.fmt(f),
            Self::Call(call) => call.fmt(f),
            Self::Negate(inner) => {
                f.write_char('-')?;
                operand(inner, precedence(inner) < 7, f)
            }
            Self::Binary(binary) => binary.fmt(f),
        }
    }
}

fn precedence(expr: &Expr) -> u8 {
    match expr {
        Expr::Binary(binary) => binary.op.precedence(),
        Expr::Negate(_) => 7,
        _ => 9,
    }
}

fn operand(expr: &Expr, bracket: bool, f: &mut Formatter<'_>) -> fmt::Result {
    if bracket {
        write!(f, "({expr})")
    } else {
        expr.fmt(f)
    }
}

fn literal(text: &str, f: &mut Formatter<'_>) -> fmt::Result {
    let quote = if text.contains('\'') { '"' } else { '\'' };
    write!(f, "{quote}{text}{quote}")
}

impl Display for Binary {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let own = self.op.precedence();
        operand(&self.left, precedence(&self.left) < own, f)?;
        write!(f, " {} ", self.op.symbol())?;
        operand(&self.right, precedence(&self.right) <= own, f)
    }
}

impl Display for Call {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", self.function.name())?;
        for (i, arg) in self.args.iter().enumerate() {
            if i > 0 {
                f.write_str(", ")?;
            }
            arg.fmt(f)?;
        }
        f.write_char(')')
    }
}

impl Display for Path {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.start {
            Start::Root if self.steps.is_empty() => f.write_char('/')?,
            Start::Root | Start::Context => {}
            Start::Current => f.write_str("current()")?,
            Start::Instance(id) => {
                f.write_str("instance(")?;
                literal(id, f)?;
                f.write_char(')')?;
            }
            Start::Filter(inner, predicates) => {
                let bare = matches!(
                    **inner,
                    Expr::Call(_) | Expr::Number(_) | Expr::Literal(_) | Expr::Variable(..)
                );
                operand(inner, !bare, f)?;
                for predicate in predicates {
                    write!(f, "[{predicate}]")?;
                }
            }
        }
        let mut steps = self.steps.iter().peekable();
        let mut first = self.start == Start::Context;
        while let Some(step) = steps.next() {
            let next = if is_double_slash(step) && !first {
                steps.next()
            } else {
                None
            };
            match next {
                Some(next) => write!(f, "//{next}")?,
                None if first => step.fmt(f)?,
                None => write!(f, "/{step}")?,
            }
            first = false;
        }
        Ok(())
    }
}

/// Whether a step is what `//` stands for.
fn is_double_slash(step: &Step) -> bool {
    step.axis == Axis::DescendantOrSelf && step.test == NodeTest::Node && step.predicates.is_empty()
}

impl Display for Step {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match (self.axis, &self.test) {
            (Axis::SelfNode, NodeTest::Node) if self.predicates.is_empty() => f.write_char('.')?,
            (Axis::Parent, NodeTest::Node) if self.predicates.is_empty() => f.write_str("..")?,
            (Axis::Child, test) => test.fmt(f)?,
            (Axis::Attribute, test) => write!(f, "@{test}")?,
            (axis, test) => write!(f, "{}::{test}", axis.name())?,
        }
        self.predicates
            .iter()
            .try_for_each(|predicate| write!(f, "[{predicate}]"))
    }
}

impl Display for NodeTest {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_char('*'),
            Self::AnyOf(prefix) => write!(f, "{prefix}:*"),
            Self::Name(name) => name.fmt(f),
            Self::Node => f.write_str("node()"),
            Self::Text => f.write_str("text()"),
            Self::Comment => f.write_str("comment()"),
            Self::ProcessingInstruction(None) => f.write_str("processing-instruction()"),
            Self::ProcessingInstruction(Some(target)) => {
                f.write_str("processing-instruction(")?;
                literal(target, f)?;
                f.write_char(')')
            }
        }
    }
}

impl Display for QName {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.prefix {
            Some(prefix) => write!(f, "{prefix}:{}", self.local),
            None => f.write_str(&self.local),
        }
    }
}
