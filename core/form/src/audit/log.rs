//! The log: events gathered, intervals closed, the file written.

use std::fmt::{self, Write};

use farola_model::GeoPoint;
use serde::{Deserialize, Serialize};

use super::config::AuditConfig;
use super::event::{AuditEvent, AuditKind};

/// An audit log being written. Times are milliseconds since 1970.
///
/// ```
/// use farola_form::{AuditConfig, AuditKind, AuditLog};
///
/// let mut log = AuditLog::new(AuditConfig { track_changes: true, ..AuditConfig::default() });
/// log.event(AuditKind::FormStart, 1000);
/// log.enter(AuditKind::Question, "/data/name", "", 1010);
/// log.leave(1500, |_| "Ana".to_owned());
/// assert_eq!(
///     log.csv(),
///     "event,node,start,end,old-value,new-value\n\
///      form start,,1000,,,\n\
///      question,/data/name,1010,1500,,Ana\n"
/// );
/// ```
#[derive(Clone)]
pub struct AuditLog {
    config: AuditConfig,
    state: State,
}

/// What a snapshot keeps of a log.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct State {
    /// The file as earlier sittings on another draft left it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    before: String,
    events: Vec<AuditEvent>,
    /// Events before the present sitting.
    #[serde(default)]
    earlier: usize,
    #[serde(default)]
    resumed: bool,
    #[serde(default)]
    user: Option<String>,
    #[serde(default)]
    fixes: Vec<Fix>,
    /// The latest time told: clocks that go back do not make a log go back.
    #[serde(default)]
    last: i64,
}

/// A place and when it was taken.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Fix {
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    pub(crate) accuracy: f64,
    pub(crate) at: i64,
}

impl fmt::Debug for AuditLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Answers and places stay out of whatever prints this.
        f.debug_struct("AuditLog")
            .field("events", &self.state.events.len())
            .finish_non_exhaustive()
    }
}

impl AuditLog {
    /// An empty log.
    #[must_use]
    pub fn new(config: AuditConfig) -> Self {
        Self::restored(config, State::default())
    }

    pub(crate) fn restored(config: AuditConfig, state: State) -> Self {
        Self { config, state }
    }

    pub(crate) fn state(&self) -> &State {
        &self.state
    }

    /// Goes on with the file that an earlier filling of the same instance left.
    pub fn continue_from(&mut self, csv: &str) {
        csv.clone_into(&mut self.state.before);
    }

    /// Something happened. Leaving the form closes what was shown; opening it begins a sitting.
    pub fn event(&mut self, kind: AuditKind, at_ms: i64) {
        if self.is_ignored(kind) {
            return;
        }
        match kind {
            AuditKind::FormStart | AuditKind::FormResume => {
                // What a kill left open ended when something was last heard.
                let last = self.state.last;
                self.close(last, |_| None);
                self.state.earlier = self.state.events.len();
                self.state.resumed = kind == AuditKind::FormResume;
                self.state.user = None;
            }
            AuditKind::FormExit => self.close(at_ms, |_| None),
            _ => {}
        }
        self.push(kind, "", "", false, at_ms);
    }

    /// Something is shown, with the answer it has.
    pub fn enter(&mut self, kind: AuditKind, node: &str, old: &str, at_ms: i64) {
        self.push(kind, node, old, false, at_ms);
    }

    /// A question on a page with others is shown.
    pub fn enter_listed(&mut self, node: &str, old: &str, at_ms: i64) {
        self.push(AuditKind::Question, node, old, true, at_ms);
    }

    /// What was shown is left; `value` gives the answer that a question has now.
    pub fn leave(&mut self, at_ms: i64, mut value: impl FnMut(&str) -> String) {
        self.close(at_ms, |node| Some(value(node)));
    }

    /// Whether something of this kind is shown at `node`.
    #[must_use]
    pub fn is_shown(&self, kind: AuditKind, node: &str) -> bool {
        let mut open = self.state.events.iter().filter(|event| event.is_open());
        open.any(|event| event.kind == kind && event.node == node)
    }

    /// The phone is here.
    pub fn place(&mut self, point: GeoPoint, at_ms: i64) {
        if self.config.location.is_some() {
            self.state.fixes.push(Fix {
                lat: point.lat,
                lon: point.lon,
                accuracy: point.accuracy_m,
                at: at_ms,
            });
        }
    }

    /// Who fills the form, from the beginning of this sitting.
    pub fn user(&mut self, name: &str) {
        self.state.user = Some(name.to_owned());
        for event in self.state.events.iter_mut().skip(self.state.earlier) {
            event.user = Some(name.to_owned());
        }
    }

    /// Why answers were changed.
    pub fn reason(&mut self, text: &str, at_ms: i64) {
        self.push(AuditKind::ChangeReason, "", "", false, at_ms);
        if let Some(event) = self.state.events.last_mut() {
            event.reason = Some(text.to_owned());
        }
    }

    /// Whether the person must still be asked for a name.
    #[must_use]
    pub fn wants_user(&self) -> bool {
        let known = self.state.user.as_ref();
        self.config.identify_user && known.is_none_or(|name| name.trim().is_empty())
    }

    /// Whether the person must still be asked why a saved form was changed.
    #[must_use]
    pub fn wants_reason(&self) -> bool {
        let mut sitting = self.state.events.iter().skip(self.state.earlier);
        self.config.reasons_on_edit
            && self.state.resumed
            && !sitting.any(|event| event.kind == AuditKind::ChangeReason)
    }

    fn is_ignored(&self, kind: AuditKind) -> bool {
        // Phones tell of their location services several times in a row.
        let repeats = matches!(
            kind,
            AuditKind::LocationProvidersEnabled | AuditKind::LocationProvidersDisabled
        );
        let last = self.state.events.last().map(|event| event.kind);
        (kind.is_about_location() && self.config.location.is_none())
            || (repeats && last == Some(kind))
    }

    fn push(&mut self, kind: AuditKind, node: &str, old: &str, listed: bool, at_ms: i64) {
        // A page that is drawn anew is no new event.
        if kind.is_interval() && self.is_shown(kind, node) {
            return;
        }
        let start = self.time(at_ms);
        let place = self.best_fix(start);
        self.state.events.push(AuditEvent {
            kind,
            node: node.to_owned(),
            start,
            end: None,
            place,
            old: old.to_owned(),
            new: String::new(),
            user: self.state.user.clone(),
            reason: None,
            listed,
        });
    }

    fn close(&mut self, at_ms: i64, mut value: impl FnMut(&str) -> Option<String>) {
        let end = self.time(at_ms);
        let late = self.best_fix(end);
        let tracked = self.config.track_changes;
        let mut events = std::mem::take(&mut self.state.events);
        events.retain_mut(|event| {
            if !event.is_open() {
                return true;
            }
            event.end = Some(end);
            event.place = event.place.or(late);
            if event.kind == AuditKind::Question {
                event.new = value(&event.node).unwrap_or_else(|| event.old.clone());
                if event.new == event.old {
                    event.old.clear();
                    event.new.clear();
                    return !event.listed;
                }
            }
            !event.listed || tracked
        });
        self.state.events = events;
    }

    fn time(&mut self, at_ms: i64) -> i64 {
        self.state.last = self.state.last.max(at_ms);
        self.state.last
    }

    /// The most exact place that still counts.
    fn best_fix(&mut self, now: i64) -> Option<Fix> {
        let max_age = self.config.location?.max_age_ms;
        let fixes = &mut self.state.fixes;
        fixes.retain(|fix| now <= fix.at.saturating_add(max_age));
        let best = |a: &&Fix, b: &&Fix| a.accuracy.total_cmp(&b.accuracy);
        fixes.iter().min_by(best).copied()
    }

    /// The file as it stands; what is still shown is not in it.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut out = self.header();
        let lines = &self.state.before;
        let earlier = lines.split_once('\n').map_or("", |(_, rest)| rest);
        out.push_str(earlier);
        if !out.ends_with('\n') {
            out.push('\n');
        }
        for event in self.state.events.iter().filter(|event| !event.is_open()) {
            self.line(event, &mut out);
        }
        out
    }

    fn header(&self) -> String {
        let mut out = "event,node,start,end".to_owned();
        if self.config.location.is_some() {
            out.push_str(",latitude,longitude,accuracy");
        }
        if self.config.track_changes {
            out.push_str(",old-value,new-value");
        }
        if self.config.identify_user {
            out.push_str(",user");
        }
        if self.config.reasons_on_edit {
            out.push_str(",change-reason");
        }
        out.push('\n');
        out
    }

    // Writing to a String cannot fail.
    fn line(&self, event: &AuditEvent, out: &mut String) {
        let _ = write!(out, "{},{},{},", event.kind.text(), event.node, event.start);
        if let Some(end) = event.end {
            let _ = write!(out, "{end}");
        }
        if self.config.location.is_some() {
            // A whole number has its ".0", as Java prints it.
            let _ = match event.place {
                Some(fix) => write!(out, ",{:?},{:?},{:?}", fix.lat, fix.lon, fix.accuracy),
                None => write!(out, ",,,"),
            };
        }
        let mut cell = |text: &str| {
            out.push(',');
            escape(text, out);
        };
        if self.config.track_changes {
            cell(&event.old);
            cell(&event.new);
        }
        if self.config.identify_user {
            cell(event.user.as_deref().unwrap_or_default());
        }
        if self.config.reasons_on_edit {
            cell(event.reason.as_deref().unwrap_or_default());
        }
        out.push('\n');
    }
}

fn escape(text: &str, out: &mut String) {
    if text.contains([',', '"', '\n', '\r']) {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}
