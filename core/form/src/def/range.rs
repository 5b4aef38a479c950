//! The scale of a range question.

use serde::Serialize;

/// Between what a range asks, and in which steps.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RangeScale {
    /// The first value; it may be the larger one.
    pub start: f64,
    /// The last value.
    pub end: f64,
    /// The distance between two values; always positive.
    pub step: f64,
    /// How far the marks on the scale are from each other; the step where the form does not say.
    pub tick_interval: f64,
    /// Where the handle stands while there is no answer; the start where the form does not say.
    pub placeholder: Option<f64>,
}

impl RangeScale {
    /// Reads the attributes of a control; nothing where one of the three is missing or no number.
    pub(crate) fn read<'a>(attr: impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        let number = |name: &str| attr(name).and_then(Self::number);
        let step = number("step")?.abs();
        Some(Self {
            start: number("start")?,
            end: number("end")?,
            step,
            tick_interval: number("tick-interval").unwrap_or(step),
            placeholder: number("placeholder"),
        })
    }

    /// A decimal as Java's BigDecimal reads it.
    pub(crate) fn number(text: &str) -> Option<f64> {
        let known = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
        let digits = text.chars().any(|c| c.is_ascii_digit()) && text.chars().all(known);
        digits.then(|| text.parse().ok()).flatten()
    }

    /// The number of steps; nothing where they do not end at the end.
    #[must_use]
    pub fn count(&self) -> Option<u32> {
        let count = (self.end - self.start).abs() / self.step;
        let whole = count.round();
        let fits = count.is_finite() && (count - whole).abs() < 1e-9 && whole >= 1.0;
        // The check above leaves what a u32 holds, or saturates harmlessly.
        (fits && whole <= f64::from(u32::MAX)).then_some(whole as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_end_on_a_step() {
        let count = |start: &str, end: &str, step: &str| {
            let scale = RangeScale::read(|name| match name {
                "start" => Some(start),
                "end" => Some(end),
                "step" => Some(step),
                _ => None,
            });
            scale.and_then(|s| s.count())
        };
        assert_eq!(count("1", "10", "1"), Some(9));
        assert_eq!(count("10", "1", "1"), Some(9));
        assert_eq!(count("0.5", "1.1", "0.1"), Some(6));
        assert_eq!(count("0", "10", "3"), None);
        assert_eq!(count("0", "10", "0"), None);
        assert_eq!(count("5", "5", "1"), None);
        assert_eq!(count("a", "5", "1"), None);
    }

    #[test]
    fn numbers_are_those_of_java() {
        for (text, number) in [("1e2", Some(100.0)), ("+1.5", Some(1.5)), (".5", Some(0.5))] {
            assert_eq!(RangeScale::number(text), number, "{text}");
        }
        for text in ["", "NaN", "inf", " 1", "1,5", "--1", "e"] {
            assert_eq!(RangeScale::number(text), None, "{text}");
        }
    }
}
