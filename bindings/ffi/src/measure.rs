//! What a shell asks between two answers: a scale's numbers, flat metres, words of measures.

use farola_engine::control::{flat, least_points, shown, words};

use crate::record::{DayRecord, DecimalMark, Offset, PlaceRecord, ReaderLocale, ScaleRecord};

/// What a scale shows at a position, while a handle is dragged.
#[uniffi::export]
#[must_use]
pub fn scale_shown(scale: ScaleRecord, at: u32, decimal: DecimalMark) -> String {
    scale.shown(at, decimal)
}

/// What a scale shows at each of its positions, for a list of them.
#[uniffi::export]
#[must_use]
pub fn scale_all_shown(scale: ScaleRecord, decimal: DecimalMark) -> Vec<String> {
    (0..=scale.steps)
        .map(|at| scale.shown(at, decimal))
        .collect()
}

/// Where places lie on a flat sketch around an origin, in metres.
#[uniffi::export]
#[must_use]
pub fn flat_offsets(origin: PlaceRecord, places: Vec<PlaceRecord>) -> Vec<Offset> {
    flat::offsets(&origin, &places)
}

/// The place so many metres from an origin, put by hand.
#[uniffi::export]
#[must_use]
pub fn flat_moved(origin: PlaceRecord, by: Offset) -> PlaceRecord {
    flat::moved(&origin, &by)
}

/// The least number of places that make an answer: of a line, or closed, of an area.
#[uniffi::export]
#[must_use]
pub fn least_places(closed: bool) -> u32 {
    u32::try_from(least_points(closed)).unwrap_or(u32::MAX)
}

/// The length of a line in words: `85 m`, `1.5 km`.
#[uniffi::export]
#[must_use]
pub fn shown_length(places: Vec<PlaceRecord>, locale: ReaderLocale) -> String {
    words::distance(flat::length_m(&places), locale.decimal)
}

/// The size of an area in words: `1,234 m²`, `1.3 ha`.
#[uniffi::export]
#[must_use]
pub fn shown_area(places: Vec<PlaceRecord>, locale: ReaderLocale) -> String {
    words::area(flat::area_m2(&places), &locale)
}

/// Metres in words: `85 m`, `1.5 km`.
#[uniffi::export]
#[must_use]
pub fn shown_distance(metres: f64, locale: ReaderLocale) -> String {
    words::distance(metres, locale.decimal)
}

/// A duration in words: `25 min`, `1 h 05 min`.
#[uniffi::export]
#[must_use]
pub fn shown_duration(millis: i64) -> String {
    words::duration(millis)
}

/// The wind a course in degrees points to, in words: `noreste`.
#[uniffi::export]
#[must_use]
pub fn shown_wind(degrees: f64, locale: ReaderLocale) -> String {
    words::wind(degrees, locale.language).to_owned()
}

/// A place in words: `20.67670, -103.34700 (±9 m)`.
#[uniffi::export]
#[must_use]
pub fn shown_place(place: PlaceRecord, locale: ReaderLocale) -> String {
    shown::place(&place, &locale)
}

/// A day in words: `mié 25 nov 2026`.
#[uniffi::export]
#[must_use]
pub fn shown_day(day: DayRecord, locale: ReaderLocale) -> String {
    shown::day(&day, locale.language)
}
