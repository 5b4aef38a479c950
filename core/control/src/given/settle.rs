//! What a touch comes to, where that depends on what stands: the second touch that takes back, a
//! place in an order, the next month.

use farola_form::Question;
use farola_form::jiff::civil::DateTime;

use crate::answer::Answer;
use crate::control::Control;
use crate::drawn::{self, Drawn};
use crate::locale::Locale;
use crate::moment::{Clock, Day, TimePart, YearSpan};

use super::{Given, first};

/// What stands before a touch.
pub(crate) struct Standing<'a> {
    control: &'a Control,
    answer: Answer,
    takes_back: bool,
    order: Vec<String>,
    years: YearSpan,
}

impl<'a> Standing<'a> {
    pub(crate) fn of(question: &Question, control: &'a Control, years: YearSpan) -> Self {
        Self {
            // Only texts depend on the reader, and no touch settles on one.
            answer: Answer::of(question, control, &Locale::default()),
            takes_back: drawn::takes_back(question, control),
            order: drawn::order(question, control),
            control,
            years,
        }
    }

    /// The touch as it would be given by itself, with nothing standing. What the control does not
    /// take stays as it is. Without `now` a turn of a blank date stays too.
    pub(crate) fn settle(&self, given: &Given, now: Option<DateTime>) -> Given {
        let settled = match given {
            Given::Touched { value } => self.touched(value),
            Given::Truth { yes } => self.again(&Answer::Truth { yes: *yes }),
            Given::Position { at } => self.again(&Answer::Position { at: *at }),
            Given::Acknowledge => self.again(&Answer::Acknowledged),
            Given::Moved { value, by } => self.moved(value, *by),
            Given::InOrder => self.in_order(self.order.clone()),
            Given::Step { by } => self.stepped(*by),
            Given::Turned { part, by } => self.turned(*part, *by, now),
            _ => None,
        };
        settled.unwrap_or_else(|| given.clone())
    }

    fn chosen(&self) -> &[String] {
        match &self.answer {
            Answer::Chosen { values } => values,
            _ => &[],
        }
    }

    fn touched(&self, value: &str) -> Option<Given> {
        let stands = self.chosen().iter().any(|chosen| chosen == value);
        let one = || vec![value.to_owned()];
        let values = match self.control {
            Control::SelectOne { .. } if stands && self.takes_back => Vec::new(),
            Control::SelectOne { .. } => one(),
            Control::SelectMany { .. } if stands => {
                let others = self.chosen().iter().filter(|chosen| *chosen != value);
                others.cloned().collect()
            }
            Control::SelectMany { .. } => [self.chosen(), &one()].concat(),
            _ => return None,
        };
        Some(Given::Chosen { values })
    }

    /// The same answer once more takes it back.
    fn again(&self, answer: &Answer) -> Option<Given> {
        (self.takes_back && self.answer == *answer).then_some(Given::Clear)
    }

    fn moved(&self, value: &str, by: i32) -> Option<Given> {
        let mut order = self.order.clone();
        let from = order.iter().position(|own| own == value)?;
        let way = isize::try_from(by).ok()?;
        let to = from
            .saturating_add_signed(way)
            .min(order.len().checked_sub(1)?);
        let own = order.remove(from);
        order.insert(to, own);
        self.in_order(order)
    }

    fn in_order(&self, values: Vec<String>) -> Option<Given> {
        matches!(self.control, Control::Rank).then_some(Given::Chosen { values })
    }

    fn stepped(&self, by: i32) -> Option<Given> {
        let scale = self.control.scale()?;
        let from = match &self.answer {
            Answer::Position { at } => Some(*at),
            _ => None,
        };
        let at = scale.moved(from, by);
        Some(Given::Position { at })
    }

    fn turned(&self, part: TimePart, by: i32, now: Option<DateTime>) -> Option<Given> {
        let (day, clock) = match &self.answer {
            Answer::Day { day } => (Some(*day), None),
            Answer::Clock { clock } => (None, Some(*clock)),
            Answer::Moment { day, clock } => (Some(*day), Some(*clock)),
            _ => (None, None),
        };
        if part.is_of_day() {
            let day = day.or_else(|| now.map(|now| Day::from(now.date())))?;
            let next = day.turned(part, by);
            let next = next.filter(|next| self.years.has(*next));
            return Some(Given::Day {
                day: next.unwrap_or(day),
            });
        }
        let clock = clock.or_else(|| now.map(|now| Clock::from(now.time())))?;
        Some(Given::Clock {
            clock: clock.turned(part, by),
        })
    }
}

impl Drawn {
    /// The entry as it stands once this is given, to be shown until the answer is there: what is
    /// chosen, the order, the day, the position. Words, and what only the moment of the answer
    /// says, stay as they are.
    #[must_use]
    pub fn after(&self, given: &Given) -> Self {
        let standing = Standing {
            control: &self.control,
            answer: self.answer.clone(),
            takes_back: self.takes_back,
            order: self.order.clone(),
            years: self.years.unwrap_or_default(),
        };
        let settled = standing.settle(given, None);
        let mut after = self.clone();
        if let (Control::Rank, Given::Chosen { values }) = (&self.control, &settled)
            && !values.is_empty()
        {
            after.order.clone_from(values);
        }
        if let Some(answer) = self.answer_of(settled) {
            after.answer = answer;
        }
        after
    }

    fn answer_of(&self, settled: Given) -> Option<Answer> {
        Some(match (settled, &self.control, &self.answer) {
            (Given::Clear, _, _) => Answer::Blank,
            (Given::Truth { yes }, Control::Truth, _) => Answer::Truth { yes },
            (Given::Acknowledge, Control::Acknowledge, _) => Answer::Acknowledged,
            (Given::Chosen { values }, _, _) if values.is_empty() => Answer::Blank,
            (Given::Chosen { values }, _, _) => Answer::Chosen { values },
            (Given::Position { at }, control, _) if at <= control.scale()?.steps => {
                Answer::Position { at }
            }
            (Given::Day { day }, Control::Date { pick, .. }, _) => Answer::Day {
                day: first(day, *pick),
            },
            (Given::Day { day }, Control::DateTime { pick, .. }, Answer::Moment { clock, .. }) => {
                Answer::Moment {
                    day: first(day, *pick),
                    clock: *clock,
                }
            }
            (Given::Clock { clock }, Control::Time, _) => Answer::Clock { clock },
            (Given::Clock { clock }, Control::DateTime { .. }, Answer::Moment { day, .. }) => {
                Answer::Moment { day: *day, clock }
            }
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests;
