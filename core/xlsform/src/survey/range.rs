//! Ranges: start, end and step, ticks and their labels.

use super::params;
use super::tree::Element;
use crate::choices::Lists;
use crate::decimal::Decimal;
use crate::fault::rules::params as rules;
use crate::fault::{Fault, Faults, Place};
use crate::text::Attributes;

const KNOWN: &[&str] = &[
    "end",
    "placeholder",
    "start",
    "step",
    "tick_interval",
    "tick_labelset",
];
const TICKS: [&str; 3] = ["tick_interval", "placeholder", "tick_labelset"];

/// What the checks of a range share.
struct Range<'a> {
    start: Decimal,
    end: Decimal,
    step: Decimal,
    place: &'a Place,
}

/// Puts the parameters of a range into its control.
pub(crate) fn apply(
    element: &mut Element,
    found: &Attributes,
    appearance: Option<&str>,
    lists: &Lists<'_>,
    place: &Place,
    faults: &mut Faults,
) {
    params::accepted(found, KNOWN, place, faults);
    let ticks = appearance.is_none_or(|a| a.contains("vertical") || a.contains("no-ticks"));
    if !ticks && TICKS.iter().any(|key| found.get(key).is_some()) {
        let fault = Fault::new(&rules::RANGE_APPEARANCE, place.clone());
        faults.push(fault.with("appearance", appearance.unwrap_or_default()));
        return;
    }
    let mut written = found.clone();
    for (key, value) in [("start", "1"), ("end", "10"), ("step", "1")] {
        if written.get(key).is_none() {
            written.set(key, value.to_owned());
        }
    }
    let mut number = |key: &'static str| decimal(&written, key, place, faults);
    let (start, end, step) = (number("start"), number("end"), number("step"));
    let (interval, placeholder) = (number("tick_interval"), number("placeholder"));
    let (Some(start), Some(end), Some(step)) = (start.value, end.value, step.value) else {
        return;
    };
    if interval.wrong || placeholder.wrong {
        return;
    }
    let range = Range {
        start,
        end,
        step,
        place,
    };
    range.check_step("step", step, faults);
    if let Some(interval) = interval.value {
        range.check_step("tick_interval", interval, faults);
        if !interval.is_multiple_of(step) {
            range.tell(&rules::RANGE_MULTIPLE, "tick_interval", faults);
        }
        rename(&mut written, "tick_interval", "odk:tick-interval");
    }
    if let Some(placeholder) = placeholder.value {
        range.check_placeholder(placeholder, faults);
        rename(&mut written, "placeholder", "odk:placeholder");
    }
    if let Some(name) = written.take("tick_labelset") {
        let only_ends = appearance.is_some_and(|a| a.contains("no-ticks"));
        range.check_labels(&name, interval.value, only_ends, lists, faults);
        element.itemset = Some(name);
    }
    let numbers = [
        Some(start),
        Some(end),
        Some(step),
        interval.value,
        placeholder.value,
    ];
    if numbers.iter().flatten().any(|number| !number.is_whole()) {
        element.set_bind("type", "decimal");
    }
    for (key, value) in written.iter() {
        element.control.set(key, value.clone());
    }
    element.params = written;
}

fn rename(written: &mut Attributes, from: &str, to: &str) {
    if let Some(value) = written.take(from) {
        written.set(to, value);
    }
}

/// A number of a parameter, or that there is none.
#[derive(Clone, Copy)]
struct Found {
    value: Option<Decimal>,
    wrong: bool,
}

fn decimal(written: &Attributes, key: &'static str, place: &Place, faults: &mut Faults) -> Found {
    let Some(text) = written.get(key) else {
        return Found {
            value: None,
            wrong: false,
        };
    };
    let value = Decimal::parse(text);
    if value.is_none() {
        let fault = Fault::new(&rules::NOT_NUMBER, place.clone());
        faults.push(fault.with("key", key).with("value", text));
    }
    Found {
        value,
        wrong: value.is_none(),
    }
}

impl Range<'_> {
    fn tell(&self, rule: &'static crate::fault::Rule, key: &'static str, faults: &mut Faults) {
        faults.push(Fault::new(rule, self.place.clone()).with("key", key));
    }

    fn holds(&self, value: Decimal) -> bool {
        value >= self.start.min(self.end) && value <= self.start.max(self.end)
    }

    fn check_step(&self, key: &'static str, step: Decimal, faults: &mut Faults) {
        if step.is_zero() {
            self.tell(&rules::RANGE_ZERO, key, faults);
        } else if step > self.end.distance(self.start) {
            self.tell(&rules::RANGE_TOO_LARGE, key, faults);
        }
    }

    fn check_placeholder(&self, placeholder: Decimal, faults: &mut Faults) {
        if !placeholder.minus(self.start).is_multiple_of(self.step) {
            self.tell(&rules::RANGE_MULTIPLE, "placeholder", faults);
        }
        if !self.holds(placeholder) {
            self.tell(&rules::RANGE_OUTSIDE, "placeholder", faults);
        }
    }

    fn check_labels(
        &self,
        name: &str,
        interval: Option<Decimal>,
        only_ends: bool,
        lists: &Lists<'_>,
        faults: &mut Faults,
    ) {
        let Some(list) = lists.get(name) else {
            let fault = Fault::new(&rules::RANGE_LIST, self.place.clone());
            faults.push(fault.with("list", name));
            return;
        };
        let mut values = Vec::new();
        for choice in &list.choices {
            // A choice without a name has been told at its own row.
            let Some(written) = choice.name.as_deref() else {
                continue;
            };
            let fault = |rule| {
                let fault = Fault::new(rule, self.place.clone());
                fault.with("choice", written).with("list", name)
            };
            let Some(value) = Decimal::parse(written) else {
                faults.push(fault(&rules::RANGE_CHOICE_NUMBER));
                return;
            };
            if !self.holds(value) {
                faults.push(fault(&rules::RANGE_CHOICE_OUTSIDE));
            } else if !value
                .minus(self.start)
                .is_multiple_of(interval.unwrap_or(self.step))
            {
                faults.push(fault(&rules::RANGE_CHOICE_STEP));
            }
            values.push(value);
        }
        values.sort_unstable();
        values.dedup();
        let ends = [self.start.min(self.end), self.start.max(self.end)];
        if only_ends && values != ends {
            let fault = Fault::new(&rules::RANGE_ENDS, self.place.clone());
            faults.push(fault.with("list", name));
        }
    }
}
