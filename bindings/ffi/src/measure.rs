//! What a shell asks between two answers: a scale's numbers, flat metres, words of measures.

use farola_engine::control::{self, flat, shown, words};
use farola_engine::{GateActs as EngineGateActs, Reminder, Signal};

use crate::record::{
    AppLanguage, CheckInRecord, DayAndClock, DayRecord, DecimalMark, DrawnRecord, GateActs,
    GivenAnswer, KeptShown, LineState, LocalTime, MonthPageRecord, Offset, PlaceRecord,
    QuestionAnswer, ReaderLanguage, ReaderLocale, ScaleRecord, SketchBoard, SketchFrame,
    SketchMove, WaitShown, WaySignal, WeekdayRecord, YearSpan,
};

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

/// What is said of a position: its number, and the form's words for it where it has some,
/// `3 · Mucha`.
#[uniffi::export]
#[must_use]
pub fn scale_said(scale: ScaleRecord, at: u32, decimal: DecimalMark) -> String {
    scale.said(at, decimal)
}

/// The entry as it stands once this is given, to be shown until the answer is there: what is
/// chosen, the order, the day, the position. Words stay as they are, and so does what only the
/// moment of the answer says.
#[uniffi::export]
#[must_use]
pub fn drawn_after(drawn: DrawnRecord, given: GivenAnswer) -> DrawnRecord {
    drawn.after(&given)
}

/// Where the picker of an answer stands: at the answer, and for what it has not at now, so that
/// whoever turns one part keeps the others.
#[uniffi::export]
#[must_use]
pub fn proposed_moment(answer: QuestionAnswer, now: LocalTime) -> DayAndClock {
    DayAndClock::proposed(&answer, now)
}

/// Whether a text in the field of a list to search in searches for something, as
/// `Filling.find_choices` does; for blanks the choices of the question stand.
#[uniffi::export]
#[must_use]
pub fn is_search(text: String) -> bool {
    control::is_search(&text)
}

/// Where places lie on a flat sketch around an origin, in metres.
#[uniffi::export]
#[must_use]
pub fn flat_offsets(origin: PlaceRecord, places: Vec<PlaceRecord>) -> Vec<Offset> {
    flat::offsets(&origin, &places)
}

/// What a sketch of these places shows; around 0, 0 of none.
#[uniffi::export]
#[must_use]
pub fn sketch_around(places: Vec<PlaceRecord>) -> SketchFrame {
    SketchFrame::around(&places).unwrap_or_default()
}

/// A sketch with a pin: around the places that are there, the pin on the last of them; before
/// there is one around where the phone is. Nothing where neither is known.
#[uniffi::export]
#[must_use]
pub fn sketch_board(places: Vec<PlaceRecord>, here: Option<PlaceRecord>) -> Option<SketchBoard> {
    SketchBoard::of(&places, here)
}

/// A sketch with a pin as it is after a hand touched it. Where the pin leaves it, the sketch
/// follows.
#[uniffi::export]
#[must_use]
pub fn sketch_moved(board: SketchBoard, by: SketchMove) -> SketchBoard {
    board.moved(&by)
}

/// The number, from 0, of the place that a touch so far from the middle of the frame means;
/// nothing where no place is within a finger's reach.
#[uniffi::export]
#[must_use]
pub fn sketch_touched(frame: SketchFrame, by: Offset, places: Vec<PlaceRecord>) -> Option<u32> {
    let place = frame.touched(&by, &places)?;
    u32::try_from(place).ok()
}

/// What is said of a line, or `closed` of an area, while it is walked or drawn.
#[uniffi::export]
#[must_use]
pub fn line_state(places: Vec<PlaceRecord>, closed: bool, locale: ReaderLocale) -> LineState {
    LineState::of(&places, closed, &locale)
}

/// What is said of the receiver on the way, with `WalkRecord.accuracy_m` and whether the person
/// refused to let the phone know where it is.
#[uniffi::export]
#[must_use]
pub fn way_signal(accuracy_m: Option<f64>, refused: bool) -> WaySignal {
    Signal::of(accuracy_m, refused).into()
}

/// Metres in words: `85 m`, `1.5 km`.
#[uniffi::export]
#[must_use]
pub fn shown_distance(metres: f64, locale: ReaderLocale) -> String {
    words::distance(metres, locale.decimal)
}

/// A course in whole degrees clockwise from north, 0 to 359, as a compass shows it.
#[uniffi::export]
#[must_use]
pub fn shown_degrees(course: f64) -> u16 {
    words::degrees(course)
}

/// Whether a place is said to be put by hand, and not to be sensed.
#[uniffi::export]
#[must_use]
pub fn is_by_hand(place: PlaceRecord) -> bool {
    place.is_by_hand()
}

/// When to set an alarm for the next reminder of the check-in, on whatever clock of the phone shows
/// `now_ms`; nothing where the alarm that is set for `set_for_ms` on the same clock may stay. Ask
/// each time a walk comes.
#[uniffi::export]
#[must_use]
pub fn check_in_alarm(
    check_in: CheckInRecord,
    now_ms: i64,
    set_for_ms: Option<i64>,
) -> Option<i64> {
    let reminder = Reminder {
        ring: check_in.ring,
        next_in_ms: check_in.next_ring_in_ms,
    };
    reminder.alarm(now_ms, set_for_ms)
}

/// The buttons of the check before the start where it could not be read: nobody is let through.
#[uniffi::export]
#[must_use]
pub fn acts_of_unread_gate() -> GateActs {
    EngineGateActs::OF_AN_UNREAD_GATE.into()
}

/// A duration in words: `25 min`, `1 h 05 min`.
#[uniffi::export]
#[must_use]
pub fn shown_duration(millis: i64) -> String {
    words::duration(millis)
}

/// A whole number in words: `1,234`.
#[uniffi::export]
#[must_use]
pub fn shown_number(number: i64, locale: ReaderLocale) -> String {
    shown::number(&number.to_string(), locale.decimal)
}

/// Bytes in words: `12 kB`, `1.5 MB`, `2 GB`.
#[uniffi::export]
#[must_use]
pub fn shown_bytes(bytes: u64, locale: ReaderLocale) -> String {
    words::bytes(bytes, locale.decimal)
}

/// When something happened, in words: `hoy 10:42`, `ayer 21:15`, `23 nov 2026, 21:15`.
#[uniffi::export]
#[must_use]
pub fn shown_moment(at: LocalTime, now: LocalTime, locale: ReaderLocale) -> String {
    shown::recent(at, now, locale.language)
}

/// As [`shown_moment`], as the beginning of a line: `Hoy 10:42`.
#[uniffi::export]
#[must_use]
pub fn shown_moment_at_start(at: LocalTime, now: LocalTime, locale: ReaderLocale) -> String {
    shown::recent_at_start(at, now, locale.language)
}

/// The name of a month, 1 to 12; empty for any other number.
#[uniffi::export]
#[must_use]
pub fn shown_month(month: u8, locale: ReaderLocale) -> String {
    words::month(month, locale.language).to_owned()
}

/// The name of a month, 1 to 12, in three letters; empty for any other number.
#[uniffi::export]
#[must_use]
pub fn shown_month_short(month: u8, locale: ReaderLocale) -> String {
    words::short_month(month, locale.language).to_owned()
}

/// The page of a calendar so many months from the one that `day` is on. That one itself where the
/// other is of none of the `years`, as of `DrawnRecord.years`.
#[uniffi::export]
#[must_use]
pub fn month_page(
    day: DayRecord,
    months: i32,
    years: Option<YearSpan>,
    locale: ReaderLocale,
) -> MonthPageRecord {
    MonthPageRecord::turned(day, months, years, locale.language)
}

/// The days of a week, from the one that it begins with: the head of a calendar.
#[uniffi::export]
#[must_use]
pub fn week(locale: ReaderLocale) -> Vec<WeekdayRecord> {
    WeekdayRecord::week(locale.language)
}

/// How a wait of so many seconds is said, as of a setting to choose.
#[uniffi::export]
#[must_use]
pub fn shown_wait(seconds: u32) -> WaitShown {
    WaitShown::of(seconds)
}

/// How so many days of keeping are said, as of a setting to choose.
#[uniffi::export]
#[must_use]
pub fn shown_kept(days: u16) -> KeptShown {
    KeptShown::of(days)
}

/// The languages that the app speaks, in the order in which a person chooses from them.
#[uniffi::export]
#[must_use]
pub fn app_languages() -> Vec<AppLanguage> {
    ReaderLanguage::ALL.map(AppLanguage::from).to_vec()
}

/// How texts are typed and shown: in the language of the app that a tag names, with the sign that
/// divides decimals on the phone's own keyboard, `.` or `,`.
#[uniffi::export]
#[must_use]
pub fn reader_locale(tag: String, decimal_sign: String) -> ReaderLocale {
    ReaderLocale {
        language: ReaderLanguage::of_tag(&tag),
        decimal: DecimalMark::of_sign(&decimal_sign),
    }
}

/// The language of the app that a tag names, of the phone or of the settings: `en`, `en-US` and
/// `en_US` are English; every other is Spanish.
#[uniffi::export]
#[must_use]
pub fn app_language(tag: String) -> AppLanguage {
    ReaderLanguage::of_tag(&tag).into()
}

/// The address of a page that a touch on a text opens; nothing where a browser would not open it.
#[uniffi::export]
#[must_use]
pub fn page_address(text: String) -> Option<String> {
    control::page_address(&text)
}

/// The wind a course in degrees points to, in words: `noreste`.
#[uniffi::export]
#[must_use]
pub fn shown_wind(degrees: f64, locale: ReaderLocale) -> String {
    words::wind(degrees, locale.language).to_owned()
}

/// A day in words: `mié 25 nov 2026`.
#[uniffi::export]
#[must_use]
pub fn shown_day(day: DayRecord, locale: ReaderLocale) -> String {
    shown::day(&day, locale.language)
}
