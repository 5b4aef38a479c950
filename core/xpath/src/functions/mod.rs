//! The function library, a file a family.

mod dates;
mod digests;
mod geo;
mod logic;
mod nodes;
mod numbers;
mod patterns;
mod shuffles;
mod texts;

use std::borrow::Cow;

use crate::ast::{Call, Expr};
use crate::convert::truth_of;
use crate::error::XPathError;
use crate::eval::{self, Context, spend_text};
use crate::function::Function;
use crate::host::{Host, Want};
use crate::value::Value;

pub(crate) use patterns::compile;
pub use shuffles::shuffle;

/// What a function gives.
type Outcome<H> = Result<Value<<H as Host>::Node>, XPathError>;

/// The arguments of a call, evaluated when asked for.
struct Args<'a, H: Host> {
    call: &'a Call,
    context: &'a Context<H::Node>,
    /// What the surroundings want of a path that the function hands through.
    want: Want,
    host: &'a H,
}

impl<'a, H: Host> Args<'a, H> {
    fn count(&self) -> usize {
        self.call.args.len()
    }

    fn expr(&self, index: usize) -> Option<&'a Expr> {
        self.call.args.get(index)
    }

    fn value(&self, index: usize) -> Outcome<H> {
        self.value_as(index, Want::Single)
    }

    fn value_as(&self, index: usize, want: Want) -> Outcome<H> {
        match self.expr(index) {
            Some(expr) => eval::value(expr, self.context, want, self.host),
            None => Ok(Value::String(String::new())),
        }
    }

    /// The argument, or the context node where there is none.
    fn text_or_context(&self) -> Result<Cow<'a, str>, XPathError> {
        match self.expr(0) {
            Some(_) => self.text(0),
            None => Ok(self.host.string_value(self.context.node)),
        }
    }

    fn text(&self, index: usize) -> Result<Cow<'a, str>, XPathError> {
        let text = match self.expr(index) {
            Some(expr) => eval::text(expr, self.context, self.host)?,
            None => Cow::Borrowed(""),
        };
        spend_text(self.host, text.len())?;
        Ok(text)
    }

    fn number(&self, index: usize) -> Result<f64, XPathError> {
        match self.expr(index) {
            Some(expr) => eval::number(expr, self.context, self.host),
            None => Ok(f64::NAN),
        }
    }

    fn boolean(&self, index: usize) -> Result<bool, XPathError> {
        Ok(truth_of(&self.value(index)?, self.host))
    }

    /// The argument as nodes; a value is an error.
    fn nodes(&self, index: usize) -> Result<Vec<H::Node>, XPathError> {
        match self.value_as(index, Want::Set)? {
            Value::Nodeset(nodes) => Ok(nodes),
            _ => Err(XPathError::NotNodeset {
                function: self.name(),
                argument: index + 1,
                offset: self.offset(),
            }),
        }
    }

    /// The texts of the arguments from `first` on; node-sets give the text of each node.
    fn texts(&self, first: usize, want: Want) -> Result<Vec<Cow<'a, str>>, XPathError> {
        let mut texts = Vec::new();
        for index in first..self.count() {
            let from = texts.len();
            match self.value_as(index, want)? {
                Value::Nodeset(nodes) => {
                    texts.extend(nodes.into_iter().map(|node| self.host.string_value(node)));
                }
                other => texts.push(crate::convert::into_text(other, self.host)),
            }
            // Before they are put together: a text of gigabytes is not made.
            let bytes = texts.iter().skip(from).map(|text| text.len()).sum();
            spend_text(self.host, bytes)?;
        }
        Ok(texts)
    }

    fn name(&self) -> String {
        self.call.function.name().to_owned()
    }

    fn offset(&self) -> usize {
        self.call.at.bytes()
    }

    fn argument_error(&self, reason: impl Into<String>) -> XPathError {
        XPathError::Argument {
            function: self.name(),
            reason: reason.into(),
            offset: self.offset(),
        }
    }
}

/// Calls a function.
pub(crate) fn call<H: Host>(
    call: &Call,
    context: &Context<H::Node>,
    want: Want,
    host: &H,
) -> Outcome<H> {
    let args = Args {
        call,
        context,
        want,
        host,
    };
    let arity = call.function.arity();
    if !arity.accepts(call.args.len()) {
        return Err(XPathError::Arguments {
            function: args.name(),
            expected: arity.to_string(),
            found: call.args.len(),
            offset: args.offset(),
        });
    }
    use Function as F;
    match &call.function {
        F::True => Ok(Value::Boolean(true)),
        F::False => Ok(Value::Boolean(false)),
        F::Boolean => Ok(Value::Boolean(args.boolean(0)?)),
        F::Not => Ok(Value::Boolean(!args.boolean(0)?)),
        F::If
        | F::Once
        | F::Coalesce
        | F::BooleanFromString
        | F::Checklist
        | F::WeightedChecklist
        | F::Selected
        | F::SelectedAt
        | F::CountSelected
        | F::Depend
        | F::Property
        | F::Version => logic::call(&args),
        F::Last
        | F::Position
        | F::Count
        | F::CountNonEmpty
        | F::Id
        | F::LocalName
        | F::NamespaceUri
        | F::Name
        | F::Lang
        | F::Instance
        | F::Current
        | F::IndexedRepeat
        | F::Randomize
        | F::Pulldata
        | F::Itext
        | F::ChoiceName => nodes::call(&args),
        F::String
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
        | F::Uuid
        | F::Regex => texts::call(&args),
        F::Digest | F::Base64Decode | F::ExtractSigned => digests::call(&args),
        F::Today
        | F::Now
        | F::Date
        | F::DateTime
        | F::FormatDate
        | F::FormatDateTime
        | F::DecimalDateTime
        | F::DecimalTime => dates::call(&args),
        F::Area | F::Distance | F::Geofence | F::Intersects => geo::call(&args),
        F::Pi
        | F::Random
        | F::Number
        | F::Sum
        | F::Min
        | F::Max
        | F::Round
        | F::Pow
        | F::Atan2
        | F::Floor
        | F::Ceiling
        | F::Int
        | F::Abs
        | F::Sqrt
        | F::Log
        | F::Log10
        | F::Exp
        | F::Exp10
        | F::Sin
        | F::Cos
        | F::Tan
        | F::Asin
        | F::Acos
        | F::Atan => numbers::call(&args),
        F::Other(name) => other(name, &args),
    }
}

/// A function that only the host may know.
fn other<H: Host>(name: &str, args: &Args<'_, H>) -> Outcome<H> {
    let mut values = Vec::with_capacity(args.count());
    for index in 0..args.count() {
        values.push(args.value_as(index, Want::Set)?);
    }
    args.host
        .call(name, &values, args.context)
        .unwrap_or_else(|| {
            Err(XPathError::UnknownFunction {
                name: name.to_owned(),
                nearest: Function::nearest(name),
                offset: args.offset(),
            })
        })
}
