//! A keystroke: what is kept of a typed text, and what is said of it below the field.

use farola_form::Question;

use crate::control::Control;
use crate::locale::{DecimalMark, Locale};
use crate::shown;
use crate::typed::{self, NumberKind};

/// A typed text, read by the question's control.
#[derive(Clone, PartialEq, Eq)]
pub struct Typed {
    /// The value to answer with; empty takes the answer back, so that no number stays that stood
    /// before the last digit.
    pub value: String,
    /// What the field shows from now on, where that is not what was typed: thousands in groups,
    /// as Collect regroups them while they are typed.
    pub field: Option<String>,
    /// What is said below the field.
    pub note: Option<TypedNote>,
}

impl std::fmt::Debug for Typed {
    // An answer must not reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Typed(..)")
    }
}

/// What is said below a field.
#[derive(Clone, PartialEq, Eq)]
pub enum TypedNote {
    /// What was typed can mean two things; this is the number that is kept, as it is read.
    Kept {
        /// The number.
        number: String,
    },
    /// It is no whole number, or one of more than 32 bits.
    NotWhole,
    /// It is no number.
    NotANumber,
    /// It is no place: latitude and longitude are wanted.
    NotAPlace,
}

impl std::fmt::Debug for TypedNote {
    // An answer must not reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TypedNote(..)")
    }
}

impl From<String> for Typed {
    fn from(value: String) -> Self {
        Self {
            value,
            field: None,
            note: None,
        }
    }
}

impl Typed {
    /// Reads what stands in the field of a question.
    #[must_use]
    pub fn read(text: &str, question: &Question, locale: &Locale) -> Self {
        let decimal = locale.decimal;
        match Control::of(question) {
            Control::Number { decimals, grouped } => {
                let kind = if decimals {
                    NumberKind::Decimal
                } else {
                    NumberKind::Whole
                };
                if grouped {
                    in_groups(text, kind, decimal)
                } else {
                    number(text, kind, decimal)
                }
            }
            Control::Counter => number(text, NumberKind::Whole, decimal),
            Control::Bearing => number(text, NumberKind::Decimal, decimal),
            Control::Digits { grouped: true } => {
                let value = typed::ungrouped(text, decimal);
                let field = shown::number(&value, decimal);
                Self {
                    field: (field != text).then_some(field),
                    ..Self::from(value)
                }
            }
            Control::Point { .. } => place(text),
            _ => Self::from(text.to_owned()),
        }
    }
}

fn place(text: &str) -> Typed {
    let value = typed::place(text).and_then(|place| place.write());
    let missing = value.is_none() && !text.trim().is_empty();
    Typed {
        note: missing.then_some(TypedNote::NotAPlace),
        ..Typed::from(value.unwrap_or_default())
    }
}

fn refused(kind: NumberKind) -> Typed {
    let note = match kind {
        NumberKind::Whole => TypedNote::NotWhole,
        NumberKind::Decimal => TypedNote::NotANumber,
    };
    Typed {
        note: Some(note),
        ..Typed::from(String::new())
    }
}

fn number(text: &str, kind: NumberKind, decimal: DecimalMark) -> Typed {
    let Ok(value) = typed::number(text, kind, decimal) else {
        return refused(kind);
    };
    // A grouping mark may have been meant to divide, on keyboards that have only one.
    let unsure = text.contains(decimal.grouping()) && !value.is_empty();
    let note = unsure.then(|| TypedNote::Kept {
        number: value.replace('.', decimal.sign().encode_utf8(&mut [0; 4])),
    });
    Typed {
        note,
        ..Typed::from(value)
    }
}

/// Grouping marks in the field are its own; what is typed beside them is read without.
fn in_groups(text: &str, kind: NumberKind, decimal: DecimalMark) -> Typed {
    let plain = typed::ungrouped(text, decimal);
    // A mark that repeats would group; here the field groups, so it divides, and once only.
    let divides_once = plain.matches(decimal.sign()).count() <= 1;
    let value = typed::number(&plain, kind, decimal).ok();
    let Some(value) = value.filter(|_| divides_once) else {
        return refused(kind);
    };
    let field = regrouped(&plain, decimal);
    Typed {
        field: (field != text).then_some(field),
        ..Typed::from(value)
    }
}

/// The typed digits with groups; what is half typed (`-`, `1.`, `1.0`) stays as it is typed.
fn regrouped(plain: &str, decimal: DecimalMark) -> String {
    let (whole, rest) = match plain.find(decimal.sign()) {
        Some(at) => plain.split_at(at),
        None => (plain, ""),
    };
    format!("{}{rest}", shown::number(whole, decimal))
}

#[cfg(test)]
mod tests;
