//! Numbers: rounding, sums, extremes, powers and angles.

use super::{Args, Outcome};
use crate::ast::Expr;
use crate::convert::{node_to_number, to_number};
use crate::error::XPathError;
use crate::function::Function as F;
use crate::host::{Host, Want};
use crate::value::Value;

pub(super) fn call<H: Host>(args: &Args<'_, H>) -> Outcome<H> {
    let number = match &args.call.function {
        F::Pi => std::f64::consts::PI,
        F::Random => random(args.host),
        F::Number => match args.expr(0) {
            Some(_) => args.number(0)?,
            None => node_to_number(args.context.node, args.host),
        },
        F::Sum => sum(args)?,
        F::Min | F::Max => return extreme(args),
        F::Round => {
            let places = if args.count() == 2 {
                args.number(1)?
            } else {
                0.0
            };
            round(args.number(0)?, places)
        }
        F::Pow => args.number(0)?.powf(args.number(1)?),
        F::Atan2 => args.number(0)?.atan2(args.number(1)?),
        function => unary(function, args.number(0)?),
    };
    Ok(Value::Number(number))
}

fn unary(function: &F, x: f64) -> f64 {
    match function {
        F::Floor => x.floor(),
        F::Ceiling => x.ceil(),
        F::Int => x.trunc(),
        F::Abs => x.abs(),
        F::Sqrt => x.sqrt(),
        F::Log => x.ln(),
        F::Log10 => x.log10(),
        F::Exp => x.exp(),
        F::Exp10 => 10_f64.powf(x),
        F::Sin => x.sin(),
        F::Cos => x.cos(),
        F::Tan => x.tan(),
        F::Asin => x.asin(),
        F::Acos => x.acos(),
        F::Atan => x.atan(),
        _ => f64::NAN,
    }
}

/// 53 random bits, so that every value is as likely.
fn random<H: Host>(host: &H) -> f64 {
    let mut bytes = [0; 8];
    host.entropy(&mut bytes);
    // As many bits as a double keeps exactly: more would round some up to 1.
    (u64::from_le_bytes(bytes) >> 11) as f64 / (1_u64 << 53) as f64
}

fn from_host<H: Host>(args: &Args<'_, H>) -> Option<f64> {
    match args.call.args.as_slice() {
        [Expr::Path(path)] => args.host.aggregate(&args.call.function, path, args.context),
        _ => None,
    }
}

/// Blank and unreadable values are passed over, as in JavaRosa.
fn sum<H: Host>(args: &Args<'_, H>) -> Result<f64, XPathError> {
    if let Some(sum) = from_host(args) {
        return Ok(sum);
    }
    let nodes = args.nodes(0)?;
    let numbers = nodes
        .into_iter()
        .map(|node| node_to_number(node, args.host));
    Ok(numbers
        .filter(|number| !number.is_nan())
        // Not `sum()`, whose sum of nothing is -0.
        .fold(0.0, |sum, number| sum + number))
}

/// The least or greatest number; of nothing, the empty text.
fn extreme<H: Host>(args: &Args<'_, H>) -> Outcome<H> {
    let found = match from_host(args) {
        Some(number) => Some(number),
        None => {
            let mut numbers = Vec::new();
            for index in 0..args.count() {
                match args.value_as(index, Want::Set)? {
                    Value::Nodeset(nodes) => numbers.extend(
                        nodes
                            .into_iter()
                            .map(|node| node_to_number(node, args.host)),
                    ),
                    other => numbers.push(to_number(&other, args.host)),
                }
            }
            let pick = if args.call.function == F::Min {
                f64::min
            } else {
                f64::max
            };
            numbers
                .into_iter()
                .filter(|number| !number.is_nan())
                .reduce(pick)
        }
    };
    Ok(match found {
        Some(number) if !number.is_nan() => Value::Number(number),
        _ => Value::String(String::new()),
    })
}

/// Rounds half up (toward positive infinity) at a decimal place, on the decimal digits of the
/// number and not on its binary value, so that `round(2.15, 1)` is 2.2.
pub(super) fn round(number: f64, places: f64) -> f64 {
    let places = if places.is_nan() { 0.0 } else { places.trunc() };
    if number.is_nan() || number.is_infinite() {
        return number;
    }
    // A slip and not a place; as many zeros would be written out first.
    if places.abs() > 30.0 {
        return f64::NAN;
    }
    let negative = number.is_sign_negative();
    // The shortest digits that mean this double are what its author wrote.
    let magnitude = round_digits(&number.abs().to_string(), places as i32, negative);
    if negative { -magnitude } else { magnitude }
}

/// Rounds plain decimal digits; a tie goes up for a positive number and down (in magnitude) for
/// a negative one.
fn round_digits(text: &str, places: i32, negative: bool) -> f64 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits: Vec<u8> = whole
        .bytes()
        .chain(fraction.bytes())
        .map(|b| b - b'0')
        .collect();
    let point = i32::try_from(whole.len()).unwrap_or(i32::MAX);
    let keep = point + places;
    if keep < 0 {
        return 0.0;
    }
    let keep = usize::try_from(keep).unwrap_or(0);
    if keep >= digits.len() {
        return text.parse().unwrap_or(f64::NAN);
    }
    let (kept, dropped) = digits.split_at(keep);
    let up = match dropped.split_first() {
        Some((first, rest)) if *first == 5 && negative => rest.iter().any(|digit| *digit > 0),
        Some((first, _)) => *first >= 5,
        None => false,
    };
    let mut kept = kept.to_vec();
    if up {
        increment(&mut kept);
    }
    let carried = kept.len() - keep;
    let mut out: String = kept.iter().map(|digit| char::from(b'0' + digit)).collect();
    if places >= 0 {
        out.insert(whole.len() + carried, '.');
        out.push('0');
    } else {
        out.extend(std::iter::repeat_n(
            '0',
            usize::try_from(-places).unwrap_or(0),
        ));
    }
    out.parse().unwrap_or(0.0)
}

/// Adds one to a row of decimal digits, growing it when all are nine.
fn increment(digits: &mut Vec<u8>) {
    for digit in digits.iter_mut().rev() {
        if *digit < 9 {
            *digit += 1;
            return;
        }
        *digit = 0;
    }
    digits.insert(0, 1);
}
