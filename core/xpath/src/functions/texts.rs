//! Text: searching, cutting, joining. Positions count characters, not UTF-16 units.

use super::patterns::compiled;
use super::{Args, Outcome, numbers};
use crate::ast::Expr;
use crate::error::XPathError;
use crate::eval::{spend, spend_text};
use crate::function::Function as F;
use crate::host::{Host, Want};
use crate::value::Value;

/// Longest text that `uuid(n)` makes.
const RANDOM_TEXT: f64 = 4096.0;

pub(super) fn call<H: Host>(args: &Args<'_, H>) -> Outcome<H> {
    let text = match &args.call.function {
        F::String => args.text_or_context()?.into_owned(),
        F::Concat => args.texts(0, Want::Single)?.concat(),
        F::Join => join(args)?,
        F::StartsWith => return Ok(args.text(0)?.starts_with(&*args.text(1)?).into()),
        F::EndsWith => return Ok(args.text(0)?.ends_with(&*args.text(1)?).into()),
        F::Contains => return Ok(args.text(0)?.contains(&*args.text(1)?).into()),
        F::StringLength => return Ok((args.text_or_context()?.chars().count() as f64).into()),
        F::Regex => return regex(args),
        F::SubstringBefore => {
            let (text, part) = (args.text(0)?, args.text(1)?);
            text.split_once(&*part)
                .map_or("", |(before, _)| before)
                .to_owned()
        }
        F::SubstringAfter => {
            let (text, part) = (args.text(0)?, args.text(1)?);
            text.split_once(&*part)
                .map_or("", |(_, after)| after)
                .to_owned()
        }
        F::Substring => substring(args)?,
        F::Substr => substr(args)?,
        F::NormalizeSpace => {
            let text = args.text_or_context()?;
            let words = text.split([' ', '\t', '\n', '\r']);
            words
                .filter(|word| !word.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        }
        F::Translate => {
            let (text, from, to) = (args.text(0)?, args.text(1)?, args.text(2)?);
            // Each character is looked for among those to exchange.
            spend_text(args.host, text.len().saturating_mul(from.len()))?;
            translate(&text, &from, &to)
        }
        _ => uuid(args)?,
    };
    Ok(Value::String(text))
}

fn join<H: Host>(args: &Args<'_, H>) -> Result<String, XPathError> {
    let separator = args.text(0)?;
    if let [_, Expr::Path(path)] = args.call.args.as_slice()
        && let Some(joined) = args.host.joined(&separator, path, args.context)
    {
        spend_text(args.host, joined.len())?;
        return Ok(joined);
    }
    Ok(args.texts(1, Want::Set)?.join(&*separator))
}

/// `substring`: from 1, with XPath 1.0's rounding and its rules for NaN and infinities.
fn substring<H: Host>(args: &Args<'_, H>) -> Result<String, XPathError> {
    let text = args.text(0)?;
    let start = numbers::round(args.number(1)?, 0.0);
    let end = match args.count() {
        3 => start + numbers::round(args.number(2)?, 0.0),
        _ => f64::INFINITY,
    };
    let inside = |(i, _): &(usize, char)| {
        let position = (i + 1) as f64;
        position >= start && position < end
    };
    Ok(text
        .chars()
        .enumerate()
        .filter(inside)
        .map(|(_, c)| c)
        .collect())
}

/// `substr`: from 0, the end exclusive, negative positions from the end.
fn substr<H: Host>(args: &Args<'_, H>) -> Result<String, XPathError> {
    let text = args.text(0)?;
    let length = text.chars().count() as f64;
    let place = |number: f64| {
        let number = if number.is_nan() { 0.0 } else { number.trunc() };
        let number = if number < 0.0 {
            length + number
        } else {
            number
        };
        number.clamp(0.0, length)
    };
    let start = place(args.number(1)?);
    let end = if args.count() == 3 {
        place(args.number(2)?)
    } else {
        length
    };
    let (start, end) = (start as usize, end as usize);
    Ok(text
        .chars()
        .skip(start)
        .take(end.saturating_sub(start))
        .collect())
}

fn translate(text: &str, from: &str, to: &str) -> String {
    let to: Vec<char> = to.chars().collect();
    text.chars()
        .filter_map(|c| match from.chars().position(|known| known == c) {
            Some(place) => to.get(place).copied(),
            None => Some(c),
        })
        .collect()
}

fn regex<H: Host>(args: &Args<'_, H>) -> Outcome<H> {
    let (text, pattern) = (args.text(0)?, args.text(1)?);
    let fault = |reason| XPathError::Regex {
        reason,
        offset: args.offset(),
    };
    let pattern = compiled(&pattern).map_err(fault)?;
    // A large program goes through the text many times, and making it costs more than all else.
    spend(args.host, pattern.steps(text.len()))?;
    Ok(Value::Boolean(pattern.is_match(&text)))
}

fn uuid<H: Host>(args: &Args<'_, H>) -> Result<String, XPathError> {
    if args.count() == 0 {
        return Ok(version_4(args.host));
    }
    let length = args.number(0)?.trunc();
    if length > RANDOM_TEXT {
        return Err(args.argument_error("the length is at most 4096"));
    }
    Ok(random_text(
        if length > 0.0 { length as usize } else { 0 },
        args.host,
    ))
}

fn version_4<H: Host>(host: &H) -> String {
    let mut bytes = [0_u8; 16];
    host.entropy(&mut bytes);
    let number = u128::from_be_bytes(bytes);
    // Version 4, variant 1 (RFC 9562).
    let number = number & !(0xF << 76) | (0x4 << 76);
    let number = number & !(0x3 << 62) | (0x2 << 62);
    let hex = format!("{number:032x}");
    let part = |range: std::ops::Range<usize>| hex.get(range).unwrap_or_default().to_owned();
    [
        part(0..8),
        part(8..12),
        part(12..16),
        part(16..20),
        part(20..32),
    ]
    .join("-")
}

/// Letters and digits as JavaRosa's `uuid(n)` gives them, each as likely.
fn random_text<H: Host>(length: usize, host: &H) -> String {
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let mut bytes = [0_u8; 16];
        host.entropy(&mut bytes);
        // 252 is the greatest multiple of 36 that a byte holds.
        for byte in bytes.into_iter().filter(|byte| *byte < 252) {
            if text.len() < length {
                text.push(char::from_digit(u32::from(byte % 36), 36).unwrap_or('0'));
            }
        }
    }
    text.to_ascii_uppercase()
}
