//! What the core asks of the browser: the time and randomness.

use farola_form::Entropy;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn milliseconds() -> f64;

    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn random(bytes: &mut [u8]);
}

/// The browser's clock in a zone; UTC where it has no such zone.
pub(crate) fn now(zone: &str) -> ZonedDateTime {
    // Whole milliseconds, in a range that fits for the next 285,000 years.
    #[allow(clippy::cast_possible_truncation)]
    let moment = Timestamp::from_millisecond(milliseconds() as i64).unwrap_or_default();
    ZonedDateTime::new(moment, TimeZone::get(zone).unwrap_or(TimeZone::UTC))
}

/// `crypto.getRandomValues`.
#[derive(Debug)]
pub(crate) struct Random;

impl Entropy for Random {
    fn fill(&mut self, bytes: &mut [u8]) {
        // The browser refuses more than this at once.
        for chunk in bytes.chunks_mut(65_536) {
            random(chunk);
        }
    }
}
