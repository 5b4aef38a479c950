//! Constant folding: what needs no node, no clock and no language is computed once.

use std::borrow::Cow;
use std::cmp::Ordering;

use jiff::{Timestamp, ZonedDateTime, tz::TimeZone};

use crate::ast::{BinaryOp, Call, Expr, Start};
use crate::eval::{Context, evaluate};
use crate::function::Function;
use crate::host::{Host, Name, NodeKind};
use crate::temporal::Temporal;
use crate::value::Value;

/// The expression with every constant part computed: what it evaluates to stays the same.
///
/// ```
/// use farola_xpath::{fold, parse};
/// assert_eq!(fold(parse("../a > 2 * 3").unwrap()).to_string(), "../a > 6");
/// assert_eq!(fold(parse("if(true(), ../a, ../b)").unwrap()).to_string(), "../a");
/// ```
#[must_use]
pub fn fold(expr: Expr) -> Expr {
    let expr = fold_parts(expr);
    if is_constant(&expr) {
        constant(&expr).unwrap_or(expr)
    } else {
        expr
    }
}

fn fold_parts(expr: Expr) -> Expr {
    match expr {
        Expr::Negate(inner) => Expr::Negate(Box::new(fold(*inner))),
        Expr::Binary(mut binary) => {
            binary.left = fold(binary.left);
            binary.right = fold(binary.right);
            match (binary.op, truth(&binary.left)) {
                (BinaryOp::Or, Some(true)) => boolean(true),
                (BinaryOp::And, Some(false)) => boolean(false),
                _ => Expr::Binary(binary),
            }
        }
        Expr::Call(mut call) => {
            call.args = call.args.into_iter().map(fold).collect();
            branch(call)
        }
        Expr::Path(mut path) => {
            path.start = match path.start {
                Start::Filter(inner, predicates) => {
                    Start::Filter(inner, predicates.into_iter().map(fold).collect())
                }
                start => start,
            };
            for step in &mut path.steps {
                let predicates = std::mem::take(&mut step.predicates);
                step.predicates = predicates.into_iter().map(fold).collect();
            }
            Expr::Path(path)
        }
        other => other,
    }
}

/// An `if` whose condition is constant is its branch.
fn branch(mut call: Box<Call>) -> Expr {
    if call.function == Function::If && call.args.len() == 3 {
        match call.args.first().and_then(truth) {
            Some(true) => return call.args.swap_remove(1),
            Some(false) => return call.args.swap_remove(2),
            None => {}
        }
    }
    Expr::Call(call)
}

fn truth(expr: &Expr) -> Option<bool> {
    match expr {
        Expr::Call(call) if call.args.is_empty() => match call.function {
            Function::True => Some(true),
            Function::False => Some(false),
            _ => None,
        },
        Expr::Number(number) => Some(crate::convert::number_to_boolean(*number)),
        Expr::Literal(text) => Some(!text.is_empty()),
        _ => None,
    }
}

fn boolean(truth: bool) -> Expr {
    let function = if truth {
        Function::True
    } else {
        Function::False
    };
    Expr::Call(Box::new(Call {
        function,
        args: Vec::new(),
        at: Default::default(),
    }))
}

fn is_literal(expr: &Expr) -> bool {
    match expr {
        Expr::Number(_) => true,
        // A date with time is read in the local zone, which is not known here.
        Expr::Literal(text) => !(Temporal::looks_like(text.trim()) && text.contains('T')),
        Expr::Negate(inner) => matches!(**inner, Expr::Number(_)),
        Expr::Call(_) => truth(expr).is_some(),
        _ => false,
    }
}

/// Whether an expression is an operator or function over literals alone. Parts were folded
/// before, so looking one level down is enough.
fn is_constant(expr: &Expr) -> bool {
    match expr {
        Expr::Negate(inner) => is_literal(inner) && !matches!(**inner, Expr::Number(_)),
        Expr::Binary(binary) => {
            binary.op != BinaryOp::Union && is_literal(&binary.left) && is_literal(&binary.right)
        }
        Expr::Call(call) => {
            is_pure(&call.function)
                && call.function.arity().accepts(call.args.len())
                && (!call.args.is_empty() || call.function == Function::Pi)
                && call.args.iter().all(is_literal)
        }
        _ => false,
    }
}

/// Functions of their arguments alone.
fn is_pure(function: &Function) -> bool {
    use Function as F;
    matches!(
        function,
        F::Boolean
            | F::Not
            | F::Number
            | F::String
            | F::Concat
            | F::Join
            | F::StartsWith
            | F::EndsWith
            | F::Contains
            | F::SubstringBefore
            | F::SubstringAfter
            | F::Substring
            | F::Substr
            | F::StringLength
            | F::NormalizeSpace
            | F::Translate
            | F::Floor
            | F::Ceiling
            | F::Round
            | F::Int
            | F::Pow
            | F::Log
            | F::Log10
            | F::Abs
            | F::Sqrt
            | F::Exp
            | F::Exp10
            | F::Pi
            | F::Sin
            | F::Cos
            | F::Tan
            | F::Asin
            | F::Acos
            | F::Atan
            | F::Atan2
            | F::BooleanFromString
            | F::Regex
            | F::Digest
            | F::Base64Decode
            | F::Selected
            | F::SelectedAt
            | F::CountSelected
    )
}

/// The value of a constant expression as a literal, where one can be written.
fn constant(expr: &Expr) -> Option<Expr> {
    match evaluate(expr, &Context::new(()), &Nothing).ok()? {
        Value::Number(number) if !number.is_finite() => None,
        Value::Number(number) if number.is_sign_negative() => {
            Some(Expr::Negate(Box::new(Expr::Number(-number))))
        }
        Value::Number(number) => Some(Expr::Number(number)),
        Value::String(text) if text.contains('"') && text.contains('\'') => None,
        Value::String(text) => Some(Expr::Literal(text.into())),
        Value::Boolean(truth) => Some(boolean(truth)),
        Value::Nodeset(_) | Value::Date(_) => None,
    }
}

/// A host without nodes, for expressions that have none.
struct Nothing;

impl Host for Nothing {
    type Node = ();

    fn root(&self, (): ()) {}
    fn kind(&self, (): ()) -> NodeKind {
        NodeKind::Document
    }
    fn parent(&self, (): ()) -> Option<()> {
        None
    }
    fn children(&self, (): (), _: &mut Vec<()>) {}
    fn attributes(&self, (): (), _: &mut Vec<()>) {}
    fn name(&self, (): ()) -> Option<Name<'_>> {
        None
    }
    fn string_value(&self, (): ()) -> Cow<'_, str> {
        Cow::Borrowed("")
    }
    fn document_order(&self, (): (), (): ()) -> Ordering {
        Ordering::Equal
    }
    fn now(&self) -> ZonedDateTime {
        Timestamp::UNIX_EPOCH.to_zoned_datetime(TimeZone::UTC)
    }
    fn entropy(&self, out: &mut [u8]) {
        out.fill(0);
    }
}
