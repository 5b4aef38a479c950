//! Choosing between values, and the answers of select questions.

use super::{Args, Outcome};
use crate::ast::Expr;
use crate::convert::to_boolean;
use crate::error::XPathError;
use crate::function::Function as F;
use crate::host::{Host, Scalar, Want};
use crate::value::Value;

pub(super) fn call<H: Host>(args: &Args<'_, H>) -> Outcome<H> {
    match &args.call.function {
        F::If => {
            let branch = if args.boolean(0)? { 1 } else { 2 };
            args.value_as(branch, args.want)
        }
        F::Once => {
            let present = args.host.once(args.context);
            if present.is_empty() {
                args.value_as(0, args.want)
            } else {
                Ok(present.into())
            }
        }
        F::Coalesce => {
            let first = args.value_as(0, args.want)?;
            if is_missing(&first, args.host) {
                args.value_as(1, args.want)
            } else {
                Ok(first)
            }
        }
        F::BooleanFromString => {
            let text = args.text(0)?;
            Ok(Value::Boolean(text == "true" || text == "1"))
        }
        F::Checklist => checklist(args),
        F::WeightedChecklist => weighted(args),
        F::Selected => {
            let (list, wanted) = (args.text(0)?, args.text(1)?);
            let wanted = wanted.trim();
            if wanted.is_empty() {
                // JavaRosa: the empty choice is selected when nothing is.
                return Ok(Value::Boolean(list.trim().is_empty()));
            }
            Ok(Value::Boolean(
                list.split_whitespace().any(|choice| choice == wanted),
            ))
        }
        F::SelectedAt => {
            let (list, index) = (args.text(0)?, args.number(1)?);
            let index = if index.is_nan() { 0.0 } else { index.trunc() };
            if index < 0.0 {
                return Ok("".into());
            }
            Ok(list
                .split_whitespace()
                .nth(index as usize)
                .unwrap_or_default()
                .into())
        }
        F::CountSelected => Ok((args.text(0)?.split_whitespace().count() as f64).into()),
        F::Depend => args.value_as(0, args.want),
        F::Property => Ok(args
            .host
            .property(&args.text(0)?)
            .unwrap_or_default()
            .into()),
        _ => Ok(args.host.version().unwrap_or_default().into_owned().into()),
    }
}

/// Whether `coalesce` passes over a value: empty text, NaN, no node or a blank one.
fn is_missing<H: Host>(value: &Value<H::Node>, host: &H) -> bool {
    match value {
        Value::Nodeset(nodes) => nodes
            .first()
            .is_none_or(|node| host.string_value(*node).is_empty()),
        Value::String(text) => text.is_empty(),
        Value::Number(number) => number.is_nan(),
        Value::Boolean(_) | Value::Date(_) => false,
    }
}

/// The truth of a factor's node: by its type, else whether it holds any text.
fn node_truth<H: Host>(node: H::Node, host: &H) -> bool {
    match host.typed(node) {
        Some(Scalar::Number(number)) => crate::convert::number_to_boolean(number),
        Some(Scalar::Boolean(truth)) => truth,
        Some(Scalar::Date(_)) => true,
        None => !host.string_value(node).is_empty(),
    }
}

/// The truths of one factor: a node-set has one for each node.
fn truths<H: Host>(
    expr: Option<&Expr>,
    args: &Args<'_, H>,
    index: usize,
) -> Result<Vec<bool>, XPathError> {
    if expr.is_none() {
        return Ok(Vec::new());
    }
    Ok(match args.value_as(index, Want::Set)? {
        Value::Nodeset(nodes) => nodes
            .into_iter()
            .map(|node| node_truth(node, args.host))
            .collect(),
        other => vec![to_boolean(&other)],
    })
}

fn checklist<H: Host>(args: &Args<'_, H>) -> Outcome<H> {
    let (least, most) = (args.number(0)?.trunc(), args.number(1)?.trunc());
    let mut count = 0.0;
    for index in 2..args.count() {
        let truths = truths(args.expr(index), args, index)?;
        count += truths.into_iter().filter(|truth| *truth).count() as f64;
    }
    Ok(Value::Boolean(
        (least < 0.0 || count >= least) && (most < 0.0 || count <= most),
    ))
}

/// Unlike `checklist`, -1 is no "not applicable" here: weights may be negative.
fn weighted<H: Host>(args: &Args<'_, H>) -> Outcome<H> {
    let (least, most) = (args.number(0)?, args.number(1)?);
    let mut sum = 0.0;
    for index in (2..args.count()).step_by(2) {
        let truths = truths(args.expr(index), args, index)?;
        let weights = match args.value_as(index + 1, Want::Set)? {
            Value::Nodeset(nodes) => nodes
                .into_iter()
                .map(|node| crate::convert::node_to_number(node, args.host))
                .collect(),
            other => vec![crate::convert::to_number(&other, args.host)],
        };
        if truths.len() != weights.len() {
            return Err(args.argument_error("there must be as many weights as values"));
        }
        sum += truths
            .iter()
            .zip(&weights)
            .filter(|(truth, _)| **truth)
            .map(|(_, w)| w)
            .sum::<f64>();
    }
    Ok(Value::Boolean(sum >= least && sum <= most))
}
