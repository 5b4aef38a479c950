//! Parameters of places.

use super::params;
use super::tree::Element;
use crate::fault::rules::params as rules;
use crate::fault::{Fault, Faults, Place};
use crate::text::Attributes;

const POINT: &[&str] = &[
    "allow-mock-accuracy",
    "capture-accuracy",
    "reference-geometry",
    "warning-accuracy",
];
const LINE: &[&str] = &["allow-mock-accuracy", "incremental", "reference-geometry"];

/// Puts the parameters of a place into its bind and its control.
pub(crate) fn apply(element: &mut Element, found: &Attributes, place: &Place, faults: &mut Faults) {
    if element.question == "geopoint" {
        params::accepted(found, POINT, place, faults);
        for (key, attribute) in [
            ("capture-accuracy", "accuracyThreshold"),
            ("warning-accuracy", "unacceptableAccuracyThreshold"),
        ] {
            if let Some(value) = params::number(found, key, place, faults) {
                element.control.set(attribute, value);
            }
        }
    } else {
        params::accepted(found, LINE, place, faults);
        match found.get("incremental").map(String::as_str) {
            None => {}
            Some("yes" | "true" | "true()") => {
                element.control.set("incremental", "true".to_owned())
            }
            Some(value) => {
                let fault = Fault::new(&rules::INCREMENTAL, place.clone());
                faults.push(fault.with("value", value));
            }
        }
    }
    if let Some(value) = params::truth(found, "allow-mock-accuracy", place, faults) {
        element.set_bind("odk:allow-mock-accuracy", &value);
    }
    if let Some(list) = found.get("reference-geometry") {
        element.itemset = Some(list.clone());
    }
}
