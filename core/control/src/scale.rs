//! The scale of a range: exact steps, so that ten of 0.1 are 1.
//!
//! Collect refuses a scale whose step does not divide what lies between its ends; so do we, and
//! a number is typed instead. Where an attribute is missing, pyxform's own defaults stand: from
//! 1 to 10 by 1.

use farola_form::Choice;

use crate::locale::DecimalMark;
use crate::shown;

/// Most steps of a slider: more than that many cannot be told apart by a finger or a buzz.
pub const MOST_STEPS: u32 = 10_000;
/// Most marks that are drawn: more are a grey bar.
const MOST_TICKS: u32 = 100;
/// Most decimals that a scale may have.
const MOST_DECIMALS: u8 = 12;

/// A scale of equal steps. Positions count from 0 at the start to `steps` at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// Value at position 0, in units of the last decimal.
    pub start: i64,
    /// From one position to the next, in the same units; negative where values fall.
    pub step: i64,
    /// How many decimals values have at most.
    pub decimals: u8,
    /// Number of steps; at least 1, at most [`MOST_STEPS`].
    pub steps: u32,
    /// Every so many steps stands a mark; nothing where none is drawn.
    pub tick_every: Option<u32>,
    /// Where the handle waits while there is no answer.
    pub placeholder: Option<u32>,
    /// Words that the form has for some positions.
    pub labels: Vec<ScaleLabel>,
}

/// Words at a position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScaleLabel {
    /// The position.
    pub at: u32,
    /// The words, without markup.
    pub words: String,
}

impl Scale {
    /// Reads the attributes of a range; nothing where they make no scale.
    pub(crate) fn read<'a>(
        attribute: impl Fn(&str) -> Option<&'a str>,
        choices: &[Choice],
        ticks: bool,
    ) -> Option<Self> {
        let number = |name: &str, otherwise: i64| match attribute(name) {
            Some(text) => Exact::read(text),
            None => Some(Exact {
                units: otherwise,
                decimals: 0,
            }),
        };
        let (start, end, step) = (number("start", 1)?, number("end", 10)?, number("step", 1)?);
        let decimals = start.decimals.max(end.decimals).max(step.decimals);
        let (from, to) = (start.in_units(decimals)?, end.in_units(decimals)?);
        let step = step.in_units(decimals)?.checked_abs()?;
        let span = to.checked_sub(from)?;
        if step == 0 || span == 0 || span % step != 0 {
            return None;
        }
        let steps = u32::try_from((span / step).unsigned_abs()).ok()?;
        let mut scale = Self {
            start: from,
            step: if span < 0 { -step } else { step },
            decimals,
            steps,
            tick_every: None,
            placeholder: None,
            labels: Vec::new(),
        };
        if steps > MOST_STEPS {
            return None;
        }
        scale.tick_every = scale.ticks(attribute("tick-interval")).filter(|_| ticks);
        scale.placeholder = attribute("placeholder").and_then(|value| scale.position(value));
        scale.labels = choices
            .iter()
            .filter_map(|choice| scale.label(choice))
            .collect();
        Some(scale)
    }

    /// What is stored at a position; positions beyond the end are the end.
    #[must_use]
    pub fn value(&self, at: u32) -> String {
        let way = self.step.saturating_mul(i64::from(at.min(self.steps)));
        Exact {
            units: self.start.saturating_add(way),
            decimals: self.decimals,
        }
        .write()
    }

    /// What is shown at a position.
    #[must_use]
    pub fn shown(&self, at: u32, decimal: DecimalMark) -> String {
        shown::number(&self.value(at), decimal)
    }

    /// What is said of a position: its number, and the form's words for it where it has some,
    /// `3 · Mucha`. No line begins with the dot.
    #[must_use]
    pub fn said(&self, at: u32, decimal: DecimalMark) -> String {
        let number = self.shown(at, decimal);
        match self.labels.iter().find(|label| label.at == at) {
            Some(label) => format!("{number}\u{a0}· {}", label.words),
            None => number,
        }
    }

    /// The position nearest to a value, as Collect shows it; nothing for a value outside of the
    /// scale, and for no number.
    #[must_use]
    pub fn position(&self, value: &str) -> Option<u32> {
        let exact = Exact::read(value)?;
        let decimals = self.decimals.max(exact.decimals);
        // In 128 bits: two numbers of 64 may lie further apart than 64 hold.
        let wide = |units: i64| {
            let own = Exact {
                units,
                decimals: self.decimals,
            };
            own.in_units(decimals).map(i128::from)
        };
        let way = i128::from(exact.in_units(decimals)?) - wide(self.start)?;
        let step = wide(self.step)?;
        // Both are turned so that steps count upwards; halves go up, as Collect rounds.
        let (way, step) = if step < 0 { (-way, -step) } else { (way, step) };
        let last = step * i128::from(self.steps);
        if way < 0 || way > last {
            return None;
        }
        u32::try_from((2 * way + step) / (2 * step)).ok()
    }

    /// Where a step by `by` positions leads; never off the scale. Without an answer the first step,
    /// whichever way, leads to where the handle waits, or to the start.
    #[must_use]
    pub fn moved(&self, from: Option<u32>, by: i32) -> u32 {
        let to = match from {
            Some(at) => at.saturating_add_signed(by),
            None => self.placeholder.unwrap_or(0),
        };
        to.min(self.steps)
    }

    /// Collect's rule: marks stand at the interval where it is whole steps and divides the
    /// scale, else at every step.
    fn ticks(&self, interval: Option<&str>) -> Option<u32> {
        let every = interval
            .and_then(|text| self.whole_steps(text))
            .unwrap_or(1);
        (self.steps / every <= MOST_TICKS).then_some(every)
    }

    fn whole_steps(&self, interval: &str) -> Option<u32> {
        let exact = Exact::read(interval)?;
        let decimals = self.decimals.max(exact.decimals);
        let interval = exact.in_units(decimals)?;
        let step = Exact {
            units: self.step.checked_abs()?,
            decimals: self.decimals,
        };
        let step = step.in_units(decimals)?;
        if interval <= 0 || interval % step != 0 {
            return None;
        }
        let every = u32::try_from(interval / step).ok()?;
        self.steps.is_multiple_of(every).then_some(every)
    }

    fn label(&self, choice: &Choice) -> Option<ScaleLabel> {
        let at = self.position(&choice.value)?;
        // Only on the step itself: beside it the words would name another value.
        let same = Exact::read(&choice.value)?.write() == self.value(at);
        let words = crate::markup::plain(&choice.label);
        (same && !words.is_empty()).then_some(ScaleLabel { at, words })
    }
}

/// A decimal number as whole units of its last decimal.
#[derive(Debug, Clone, Copy)]
struct Exact {
    units: i64,
    decimals: u8,
}

impl Exact {
    /// Reads a number as Java's `BigDecimal` does, exponents of a sensible size among them.
    fn read(text: &str) -> Option<Self> {
        let (digits, exponent) = match text.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (sign, digits) = match digits.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, digits.strip_prefix('+').unwrap_or(digits)),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        // Idle zeros would count as decimals, and so against their limit.
        let part = part.trim_end_matches('0');
        let all = format!("{whole}{part}");
        if all.is_empty() && !digits.contains('0') || !all.bytes().all(|byte| byte.is_ascii_digit())
        {
            return None;
        }
        let units = if all.is_empty() {
            0
        } else {
            all.parse::<i64>().ok()?
        };
        let decimals = i32::try_from(part.len()).ok()?.checked_sub(exponent)?;
        let up = u32::try_from((-decimals).max(0)).ok()?;
        let units = units.checked_mul(10i64.checked_pow(up)?)?;
        let decimals = u8::try_from(decimals.max(0)).ok()?;
        let fits = decimals <= MOST_DECIMALS;
        fits.then_some(Self {
            units: sign * units,
            decimals,
        })
    }

    /// The units where there are so many decimals, no fewer than it has.
    fn in_units(self, decimals: u8) -> Option<i64> {
        let more = u32::from(decimals.checked_sub(self.decimals)?);
        self.units.checked_mul(10i64.checked_pow(more)?)
    }

    /// The number without exponent and idle zeros.
    fn write(self) -> String {
        let scale = 10u64.checked_pow(u32::from(self.decimals)).unwrap_or(1);
        let units = self.units.unsigned_abs();
        let sign = if self.units < 0 { "-" } else { "" };
        let (whole, part) = (units / scale, units % scale);
        let width = usize::from(self.decimals);
        if part == 0 {
            return format!("{sign}{whole}");
        }
        let part = format!("{part:0width$}");
        format!("{sign}{whole}.{}", part.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests;
