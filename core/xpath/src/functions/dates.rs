//! Dates and times.

use jiff::civil::Weekday;

use super::{Args, Outcome};
use crate::ast::Expr;
use crate::convert::zone;
use crate::error::XPathError;
use crate::function::Function as F;
use crate::host::{Host, Scalar, Want};
use crate::temporal::{Temporal, decimal_time_of_day};
use crate::value::Value;

/// Days beyond which no date is, as in JavaRosa.
const DAYS: f64 = 2_147_483_647.0;

pub(super) fn call<H: Host>(args: &Args<'_, H>) -> Outcome<H> {
    match &args.call.function {
        F::Today => Ok(Value::Date(Temporal::from_date(args.host.now().date()))),
        F::Now => {
            let now = args.host.now();
            Ok(Value::Date(Temporal::from_parts(
                now.datetime(),
                now.offset(),
            )))
        }
        F::Date => to_date(args, false),
        F::DateTime => to_date(args, true),
        F::DecimalDateTime => decimal_date_time(args),
        F::DecimalTime => decimal_time(args),
        _ => format(args),
    }
}

/// The argument as a date. Empty text and NaN pass through; what is no date is an error.
fn to_date<H: Host>(args: &Args<'_, H>, keep_time: bool) -> Outcome<H> {
    let date = match args.value(0)? {
        Value::Date(date) => Some(date),
        Value::Number(number) if number.is_nan() => return Ok(Value::Number(number)),
        Value::Number(number) => from_number(number, keep_time, args),
        Value::Boolean(_) => None,
        text @ (Value::String(_) | Value::Nodeset(_)) => {
            let text = crate::convert::into_text(text, args.host);
            let text = text.trim();
            if text.is_empty() {
                return Ok("".into());
            }
            Temporal::parse(text, &zone(args.host))
        }
    };
    match date {
        Some(date) if keep_time => Ok(Value::Date(date)),
        Some(date) => Ok(Value::Date(date.without_time())),
        None => Err(XPathError::Date {
            function: args.name(),
            offset: args.offset(),
        }),
    }
}

fn from_number<H: Host>(number: f64, keep_time: bool, args: &Args<'_, H>) -> Option<Temporal> {
    if number.abs() > DAYS {
        return None;
    }
    if !keep_time {
        return Temporal::from_days(number.trunc() as i64);
    }
    let counted = args.expr(0).and_then(|expr| days_of(expr, args));
    let counted = counted.unwrap_or(if number.fract() == 0.0 {
        Days::Local
    } else {
        Days::Utc
    });
    match counted {
        Days::Local => Temporal::from_epoch_days(number, &zone(args.host)),
        Days::Utc => Temporal::from_decimal_date_time(number, &zone(args.host)),
    }
}

/// From where days are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Days {
    /// Local midnight, as a date that becomes a number counts them.
    Local,
    /// Midnight in UTC, as `decimal-date-time()` counts them.
    Utc,
}

/// From where a number that is to be a date counts its days, by what it is made of; `None` where
/// that does not say it. A number from elsewhere is a local date where it is whole, and else what
/// `decimal-date-time()` gave before.
fn days_of<H: Host>(expr: &Expr, args: &Args<'_, H>) -> Option<Days> {
    match expr {
        Expr::Call(call) => match &call.function {
            F::DecimalDateTime => Some(Days::Utc),
            F::Today | F::Now | F::Date | F::DateTime => Some(Days::Local),
            _ => call.args.iter().find_map(|arg| days_of(arg, args)),
        },
        Expr::Binary(binary) => {
            // Chains lean to the left and may be long.
            let mut right = vec![&binary.right];
            let mut first = &binary.left;
            while let Expr::Binary(inner) = first {
                right.push(&inner.right);
                first = &inner.left;
            }
            let operands = std::iter::once(first).chain(right.into_iter().rev());
            operands.into_iter().find_map(|expr| days_of(expr, args))
        }
        Expr::Negate(inner) => days_of(inner, args),
        Expr::Path(path) => {
            let nodes = crate::path::nodes(path, args.context, Want::Single, args.host);
            let first = nodes.ok()?.first().copied()?;
            let date = matches!(args.host.typed(first), Some(Scalar::Date(_)));
            date.then_some(Days::Local)
        }
        Expr::Number(_) | Expr::Literal(_) | Expr::Variable(..) => None,
    }
}

/// A number is what this function gives already.
fn decimal_date_time<H: Host>(args: &Args<'_, H>) -> Outcome<H> {
    if let Value::Number(number) = args.value(0)?
        && number.abs() <= DAYS
    {
        return Ok(number.into());
    }
    match to_date(args, true)? {
        Value::Date(date) => Ok(date.decimal_date_time(&zone(args.host)).into()),
        other => Ok(other),
    }
}

fn decimal_time<H: Host>(args: &Args<'_, H>) -> Outcome<H> {
    if let Value::Number(number) = args.value(0)? {
        return Ok((number - number.floor()).into());
    }
    let text = args.text(0)?;
    if let Some(fraction) = decimal_time_of_day(text.trim(), args.host.now().offset()) {
        return Ok(fraction.into());
    }
    match to_date(args, true)? {
        Value::Date(date) => Ok(date.decimal_time().into()),
        other => Ok(other),
    }
}

/// A plain date has midnight for its time.
fn format<H: Host>(args: &Args<'_, H>) -> Outcome<H> {
    let Value::Date(date) = to_date(args, true)? else {
        return Ok("".into());
    };
    let pattern = args.text(1)?;
    let language = args.host.language().unwrap_or_default();
    let names = Names::of(&language);
    let mut out = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let Some(identifier) = chars.next() else {
            return Err(
                args.argument_error("the format ends with a lone % (write %% for a percent sign)")
            );
        };
        match field(date, identifier, &names) {
            Some(text) => out.push_str(&text),
            None => {
                return Err(args.argument_error(format!(
                    "%{identifier} is no identifier: use %Y %y %m %n %b %d %e %a %W %H %h %M %S %3"
                )));
            }
        }
    }
    Ok(out.into())
}

fn field(temporal: Temporal, identifier: char, names: &Names) -> Option<String> {
    let date = temporal.date;
    let time = temporal.time.map(|(time, _)| time).unwrap_or_default();
    Some(match identifier {
        '%' => "%".to_owned(),
        'Y' => format!("{:04}", date.year()),
        'y' => format!("{:02}", date.year().rem_euclid(100)),
        'm' => format!("{:02}", date.month()),
        'n' => date.month().to_string(),
        'b' => {
            let month = usize::try_from(date.month()).unwrap_or(1);
            names
                .months
                .get(month - 1)
                .copied()
                .unwrap_or_default()
                .to_owned()
        }
        'd' => format!("{:02}", date.day()),
        'e' => date.day().to_string(),
        'a' => names
            .days
            .get(weekday(date.weekday()))
            .copied()
            .unwrap_or_default()
            .to_owned(),
        'w' => weekday(date.weekday()).to_string(),
        'W' => date.iso_week_date().week().to_string(),
        'H' => format!("{:02}", time.hour()),
        'h' => time.hour().to_string(),
        'M' => format!("{:02}", time.minute()),
        'S' => format!("{:02}", time.second()),
        '3' => format!("{:03}", time.millisecond()),
        _ => return None,
    })
}

/// Days from Sunday.
fn weekday(day: Weekday) -> usize {
    usize::try_from(day.to_sunday_zero_offset()).unwrap_or(0)
}

/// Short names of months and days.
struct Names {
    months: [&'static str; 12],
    days: [&'static str; 7],
}

impl Names {
    /// The names of a form's language, known by its code (`Español (es)`, `es-MX`) or its name.
    fn of(language: &str) -> Self {
        let lower = language.to_lowercase();
        let code = lower
            .rsplit_once('(')
            .map_or(lower.as_str(), |(_, code)| code.trim_end_matches(')'))
            .trim();
        let is = |short: &str, names: &[&str]| {
            code == short
                || code.starts_with(&format!("{short}-"))
                || code.starts_with(&format!("{short}_"))
                || names.iter().any(|name| lower.starts_with(name))
        };
        if is("es", &["español", "espanol", "spanish", "castellano"]) {
            Self::SPANISH
        } else if is("fr", &["français", "francais", "french"]) {
            Self::FRENCH
        } else if is("pt", &["português", "portugues", "portuguese"]) {
            Self::PORTUGUESE
        } else {
            Self::ENGLISH
        }
    }

    const ENGLISH: Self = Self {
        months: [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ],
        days: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
    };
    const SPANISH: Self = Self {
        months: [
            "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic",
        ],
        days: ["dom", "lun", "mar", "mié", "jue", "vie", "sáb"],
    };
    const FRENCH: Self = Self {
        months: [
            "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.",
            "nov.", "déc.",
        ],
        days: ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
    };
    const PORTUGUESE: Self = Self {
        months: [
            "jan.", "fev.", "mar.", "abr.", "mai.", "jun.", "jul.", "ago.", "set.", "out.", "nov.",
            "dez.",
        ],
        days: ["dom.", "seg.", "ter.", "qua.", "qui.", "sex.", "sáb."],
    };
}
