//! The points of León filled on the core, with their own clock, before any network.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use farola_form::{DeviceProperties, Entropy, FormDef, InvalidKind, NoMedia, Session, SessionEnv};

use crate::leon::{FORM, Point, points};

/// Counts up: enough to make ids differ, the same in every run.
struct Counter(u64);

impl Entropy for Counter {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            *byte = (self.0 >> 56) as u8;
        }
    }
}

fn session(def: &Arc<FormDef>, point: &Point, seed: u64) -> Session {
    let env = SessionEnv {
        now: local(&point.start),
        entropy: Box::new(Counter(seed)),
        properties: DeviceProperties::default(),
        language: None,
        last_saved: None,
    };
    Session::new(Arc::clone(def), env)
}

/// The instant with its own offset as local time, as the phone had it.
pub(crate) fn local(text: &str) -> jiff::ZonedDateTime {
    let at = jiff::fmt::temporal::DateTimeParser::new()
        .parse_timestamp(text)
        .unwrap();
    at.to_zoned_datetime(jiff::tz::TimeZone::get("America/Mexico_City").unwrap())
}

#[test]
fn leon_points_are_filled_on_the_core() {
    let points = points();
    if points.is_empty() {
        return;
    }
    assert_eq!(points.len(), 278);
    let (def, diagnostics) = FormDef::parse(FORM.as_bytes(), &NoMedia);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let def = Arc::new(def.unwrap());

    let began = Instant::now();
    let mut by_element: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut refused: BTreeMap<String, usize> = BTreeMap::new();
    let mut bytes = Vec::new();
    for (index, point) in points.iter().enumerate() {
        let mut session = session(&def, point, index as u64 + 1);
        for (path, value) in &point.answers {
            session.answer(path, value).unwrap();
        }
        session.set_now(local(&point.end));
        let tally = by_element.entry(point.element).or_default();
        match session.finalize() {
            Ok(submission) => {
                let xml = String::from_utf8(submission.xml.clone()).unwrap();
                assert!(xml.contains(&format!("<elemento>{}</elemento>", point.element)));
                // The point's own times, with their offset.
                assert!(xml.contains(&format!("<start>{}</start>", point.start)));
                assert!(xml.contains(&format!("<end>{}</end>", point.end)));
                tally.0 += 1;
                bytes.push(submission.xml.len());
            }
            Err(errors) => {
                tally.1 += 1;
                for error in errors {
                    assert_eq!(error.error, InvalidKind::Constraint);
                    *refused
                        .entry(format!("{}: {}", error.path, error.message))
                        .or_default() += 1;
                }
            }
        }
    }
    println!("finalized and refused by element: {by_element:?}");
    println!("why: {refused:#?}");
    bytes.sort_unstable();
    println!(
        "submissions: {}, bytes {} to {}, median {}; {} ms for all",
        bytes.len(),
        bytes[0],
        bytes[bytes.len() - 1],
        bytes[bytes.len() / 2],
        began.elapsed().as_millis(),
    );
    // Three positions with an accuracy above 500 m, one speed limit of 0 km/h.
    assert_eq!(bytes.len(), 274);
    assert_eq!(refused.values().sum::<usize>(), 4);
}
