//! Parameters of texts, photos and recordings.

use super::params;
use super::tree::{Action, Element};
use crate::fault::rules::params as rules;
use crate::fault::{Fault, Faults, Place};
use crate::text::Attributes;

/// A text: how many rows its field has.
pub(crate) fn text(element: &mut Element, found: &Attributes, place: &Place, faults: &mut Faults) {
    params::accepted(found, &["rows"], place, faults);
    if params::whole(found, "rows", i64::MIN, place, faults).is_some() {
        let rows = found.get("rows").cloned().unwrap_or_default();
        element.control.set("rows", rows);
    }
}

/// A photo: its largest side in pixels, and the app that takes it.
pub(crate) fn photo(
    element: &mut Element,
    found: &Attributes,
    appearance: Option<&str>,
    place: &Place,
    faults: &mut Faults,
) {
    if let Some(default) = &mut element.default
        && !default.contains("jr://images/")
    {
        default.insert_str(0, "jr://images/");
    }
    params::accepted(found, &["app", "max-pixels"], place, faults);
    match found.get("max-pixels") {
        Some(pixels) => {
            if params::whole(found, "max-pixels", i64::MIN, place, faults).is_some() {
                element.set_bind("orx:max-pixels", pixels);
            }
        }
        None => faults.push(Fault::new(&rules::MAX_PIXELS, place.clone())),
    }
    let app = found
        .get("app")
        .filter(|_| matches!(appearance, None | Some("annotate")));
    if let Some(app) = app {
        if is_package(app) {
            element.control.set("intent", app.clone());
        } else {
            faults.push(Fault::new(&rules::APP, place.clone()).with("value", app));
        }
    }
}

/// Whether a text is the name of an Android app: parts of letters, digits and underscores, joined
/// by points, each beginning with a letter.
fn is_package(name: &str) -> bool {
    let is_part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    name.contains('.') && name.split('.').all(is_part)
}

/// A recording of a question.
pub(crate) fn audio(element: &mut Element, found: &Attributes, place: &Place, faults: &mut Faults) {
    const QUALITIES: [&str; 4] = ["voice-only", "low", "normal", "external"];
    params::accepted(found, &["quality"], place, faults);
    if let Some(quality) = params::one_of(found, "quality", &QUALITIES, place, faults) {
        element.set_bind("odk:quality", &quality);
    }
}

/// A recording that runs beside the form.
pub(crate) fn background_audio(
    element: &mut Element,
    found: &Attributes,
    place: &Place,
    faults: &mut Faults,
) {
    const QUALITIES: [&str; 3] = ["voice-only", "low", "normal"];
    params::accepted(found, &["quality"], place, faults);
    let mut action = Action::new("odk:recordaudio", "odk-instance-load");
    action.quality = params::one_of(found, "quality", &QUALITIES, place, faults);
    element.actions.push(action);
}

#[cfg(test)]
mod tests {
    use super::is_package;

    #[test]
    fn names_of_apps() {
        for good in ["mx.cuidate", "com.jeyluta.timestampcamerafree", "a1.b_2"] {
            assert!(is_package(good), "{good}");
        }
        for bad in [
            "", "app", "a.", ".a", "a..b", "a.1b", "_a.b", "a.b-c", "a.ñ",
        ] {
            assert!(!is_package(bad), "{bad}");
        }
    }
}
