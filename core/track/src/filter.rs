//! Which fixes are kept, and why the others are not.
//!
//! The filter sees one fix at a time and keeps constant state, so the phone can run it for
//! hours. It never moves a fix: a smoothed position would be an answer nobody measured.

use std::collections::BTreeMap;

use farola_model::{GeoPoint, Timestamp};

use crate::geometry::distance_m;

/// One reading of the receiver.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fix {
    /// When it was taken.
    pub at: Timestamp,
    /// Where, with its accuracy in metres.
    pub point: GeoPoint,
}

/// What the filter lets through.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Largest accuracy radius kept, in metres.
    pub max_accuracy_m: f64,
    /// Fastest plausible movement in metres per second, after both accuracies are granted.
    pub max_speed_mps: f64,
    /// A silence longer than this begins a new segment, in milliseconds.
    pub max_gap_ms: i64,
    /// So many refused fixes in a row that agree with each other show that the fix kept
    /// before them was the wrong one.
    pub agree_to_reanchor: u8,
}

impl Default for Settings {
    /// For a group on foot: 50 m (residents' phones in León: median 21 m, p90 65 m), 7 m/s
    /// (somebody runs for a bus), ten minutes, three fixes.
    fn default() -> Self {
        Self {
            max_accuracy_m: 50.0,
            max_speed_mps: 7.0,
            max_gap_ms: 600_000,
            agree_to_reanchor: 3,
        }
    }
}

/// Why a fix was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refusal {
    /// Not a place on Earth, or an accuracy that is no number.
    Invalid,
    /// The accuracy radius is too large.
    Inaccurate,
    /// The same instant as the fix before.
    Duplicate,
    /// Earlier than the fix before.
    ClockBack,
    /// Farther than anyone moves in that time.
    Jump,
}

impl Refusal {
    /// All reasons, in the order in which a fix is tested for them.
    pub const ALL: [Self; 5] = [
        Self::Invalid,
        Self::Inaccurate,
        Self::Duplicate,
        Self::ClockBack,
        Self::Jump,
    ];

    /// A stable word for reports.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Inaccurate => "inaccurate",
            Self::Duplicate => "duplicate",
            Self::ClockBack => "clock_back",
            Self::Jump => "jump",
        }
    }
}

/// What became of one fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Kept, and the way to it from the fix before counts.
    Kept,
    /// Kept as the first of a new segment: nothing is known of the way to it.
    KeptApart,
    /// Not kept.
    Refused(Refusal),
}

/// How many fixes were kept and refused.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    kept: u64,
    refused: BTreeMap<Refusal, u64>,
}

impl Counts {
    /// Fixes kept.
    #[must_use]
    pub fn kept(&self) -> u64 {
        self.kept
    }

    /// Fixes refused for one reason.
    #[must_use]
    pub fn refused(&self, reason: Refusal) -> u64 {
        self.refused.get(&reason).copied().unwrap_or(0)
    }

    /// All fixes seen.
    #[must_use]
    pub fn seen(&self) -> u64 {
        self.kept + self.refused.values().sum::<u64>()
    }
}

/// The filter and its small memory.
#[derive(Debug, Clone)]
pub struct Filter {
    settings: Settings,
    last: Option<Fix>,
    /// The last of the fixes refused in a row against `last`, and how many agree.
    rival: Option<(Fix, u8)>,
    counts: Counts,
}

impl Filter {
    /// A filter that has seen nothing.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            last: None,
            rival: None,
            counts: Counts::default(),
        }
    }

    /// What was kept and refused so far.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Judges the next fix.
    pub fn push(&mut self, fix: Fix) -> Verdict {
        let verdict = self.judge(fix);
        match verdict {
            Verdict::Kept | Verdict::KeptApart => {
                self.last = Some(fix);
                self.rival = None;
                self.counts.kept += 1;
            }
            Verdict::Refused(reason) => *self.counts.refused.entry(reason).or_insert(0) += 1,
        }
        verdict
    }

    fn judge(&mut self, fix: Fix) -> Verdict {
        // Before it is compared with anything: an unfit fix must not count for a rival either.
        if let Some(reason) = self.unfit_alone(&fix) {
            return Verdict::Refused(reason);
        }
        let Some(last) = self.last else {
            // The first fix begins a segment: nothing is known of the way to it.
            return Verdict::KeptApart;
        };
        match self.step(&last, &fix) {
            Ok(apart) => apart,
            // Agreement of a fix with itself, repeated, is no evidence against `last`.
            Err(Refusal::Duplicate) => Verdict::Refused(Refusal::Duplicate),
            Err(reason) => self.hear_rival(fix, reason),
        }
    }

    fn unfit_alone(&self, fix: &Fix) -> Option<Refusal> {
        let point = &fix.point;
        let on_earth = point.lat.abs() <= 90.0 && point.lon.abs() <= 180.0;
        if !on_earth || !point.alt_m.is_finite() || point.accuracy_m.is_nan() {
            return Some(Refusal::Invalid);
        }
        if point.accuracy_m < 0.0 {
            return Some(Refusal::Invalid);
        }
        (point.accuracy_m > self.settings.max_accuracy_m).then_some(Refusal::Inaccurate)
    }

    /// Whether `to` can follow `from`.
    fn step(&self, from: &Fix, to: &Fix) -> Result<Verdict, Refusal> {
        let elapsed = to.at.millis_since(from.at);
        if elapsed == 0 {
            return Err(Refusal::Duplicate);
        }
        if elapsed < 0 {
            return Err(Refusal::ClockBack);
        }
        // After a long gap no speed can be told, so neither can a jump.
        if elapsed > self.settings.max_gap_ms {
            return Ok(Verdict::KeptApart);
        }
        // Both may be off by their accuracy; only what is left is a way that somebody walked.
        let granted = from.point.accuracy_m + to.point.accuracy_m;
        let metres = (distance_m(&from.point, &to.point) - granted).max(0.0);
        #[allow(clippy::cast_precision_loss)] // at most max_gap_ms
        let seconds = elapsed as f64 / 1000.0;
        if metres > self.settings.max_speed_mps * seconds {
            return Err(Refusal::Jump);
        }
        Ok(Verdict::Kept)
    }

    /// Refuses a fix against the kept one, until enough of them agree with each other: then
    /// the kept one was wrong (a reflection, a clock set back) and a new segment begins.
    fn hear_rival(&mut self, fix: Fix, reason: Refusal) -> Verdict {
        let agreeing = match self.rival {
            Some((rival, agreeing)) => match self.step(&rival, &fix) {
                Ok(Verdict::Kept) => agreeing.saturating_add(1),
                Err(Refusal::Duplicate) => return Verdict::Refused(reason),
                // This fix contradicts the rival as well and becomes the new one.
                _ => 1,
            },
            None => 1,
        };
        // Several fixes that agree with each other outweigh one old fix: it was the outlier.
        if agreeing >= self.settings.agree_to_reanchor {
            return Verdict::KeptApart;
        }
        self.rival = Some((fix, agreeing));
        Verdict::Refused(reason)
    }
}
