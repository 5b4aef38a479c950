//! The log of a submission (`audit`), and its parameters.

use super::params;
use crate::fault::rules::params as rules;
use crate::fault::{Fault, Faults, Place};
use crate::survey::tree::Element;
use crate::text::Attributes;

const KNOWN: &[&str] = &[
    "identify-user",
    "location-max-age",
    "location-min-interval",
    "location-priority",
    "track-changes",
    "track-changes-reasons",
];

const LOCATION: [&str; 3] = [
    "location-priority",
    "location-min-interval",
    "location-max-age",
];

/// Puts the parameters of a log into its bind.
pub(crate) fn apply(element: &mut Element, found: &Attributes, place: &Place, faults: &mut Faults) {
    params::accepted(found, KNOWN, place, faults);
    if let Some(value) = params::truth(found, "track-changes", place, faults) {
        element.set_bind("odk:track-changes", &value);
    }
    let reasons = params::one_of(
        found,
        "track-changes-reasons",
        &["on-form-edit"],
        place,
        faults,
    );
    if let Some(value) = reasons {
        element.set_bind("odk:track-changes-reasons", &value);
    }
    if let Some(value) = params::truth(found, "identify-user", place, faults) {
        element.set_bind("odk:identify-user", &value);
    }
    if LOCATION.iter().any(|key| found.get(key).is_some()) {
        location(element, found, place, faults);
    }
}

/// The three parameters of places: all of them or none.
fn location(element: &mut Element, found: &Attributes, place: &Place, faults: &mut Faults) {
    const PRIORITIES: [&str; 4] = ["no-power", "low-power", "balanced", "high-accuracy"];
    if let Some(missing) = LOCATION.iter().find(|key| found.get(key).is_none()) {
        let fault = Fault::new(&rules::AUDIT_LOCATION, place.clone());
        faults.push(fault.with("missing", *missing));
        return;
    }
    let priority = params::one_of(found, "location-priority", &PRIORITIES, place, faults);
    let interval = params::whole(found, "location-min-interval", 0, place, faults);
    let age = params::whole(found, "location-max-age", 0, place, faults);
    let (Some(priority), Some(interval), Some(age)) = (priority, interval, age) else {
        return;
    };
    if age < interval {
        let fault = Fault::new(&rules::AUDIT_AGE, place.clone());
        let fault = fault.with("age", age.to_string());
        faults.push(fault.with("interval", interval.to_string()));
        return;
    }
    let written = |key: &str| found.get(key).cloned().unwrap_or_default();
    element.set_bind("odk:location-max-age", &written("location-max-age"));
    element.set_bind(
        "odk:location-min-interval",
        &written("location-min-interval"),
    );
    element.set_bind("odk:location-priority", &priority);
}
