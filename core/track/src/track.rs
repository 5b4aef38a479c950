//! A track: the kept fixes, in segments between which nothing is known.

use farola_model::{GeoPoint, Timestamp};
use geo_types::{Coord, LineString, MultiLineString};

use crate::filter::{Filter, Fix, Settings, Verdict};
use crate::geometry::{distance_m, length_m};
use crate::geotrace::Geotrace;
use crate::odometer::Odometer;
use crate::simplify::simplify;

pub use crate::odometer::MIN_STEP_M;

/// What is cut from both ends before a track leaves the phone's team, in metres.
pub const PRIVATE_ENDS_M: f64 = 200.0;

/// Kept fixes in order, in segments.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Track {
    segments: Vec<Vec<Fix>>,
}

impl Track {
    /// Runs all fixes through a filter and keeps what it keeps.
    pub fn from_fixes(fixes: impl IntoIterator<Item = Fix>, settings: Settings) -> (Self, Filter) {
        let mut filter = Filter::new(settings);
        let mut track = Self::default();
        for fix in fixes {
            let verdict = filter.push(fix);
            track.add(fix, verdict);
        }
        (track, filter)
    }

    /// Adds a fix as the filter judged it; a refused one changes nothing.
    pub fn add(&mut self, fix: Fix, verdict: Verdict) {
        match verdict {
            Verdict::Refused(_) => {}
            Verdict::KeptApart => self.segments.push(vec![fix]),
            Verdict::Kept => match self.segments.last_mut() {
                Some(segment) => segment.push(fix),
                None => self.segments.push(vec![fix]),
            },
        }
    }

    /// The segments, none empty.
    #[must_use]
    pub fn segments(&self) -> &[Vec<Fix>] {
        &self.segments
    }

    /// All fixes in order.
    pub fn fixes(&self) -> impl DoubleEndedIterator<Item = &Fix> {
        self.segments.iter().flatten()
    }

    /// First and last instant.
    #[must_use]
    pub fn span(&self) -> Option<(Timestamp, Timestamp)> {
        Some((self.fixes().next()?.at, self.fixes().next_back()?.at))
    }

    /// Metres along the fixes of each segment, the receiver's wandering included.
    #[must_use]
    pub fn length_m(&self) -> f64 {
        self.segments
            .iter()
            .map(|segment| length_m(segment.iter().map(|fix| &fix.point)))
            .sum()
    }

    /// Metres walked: steps shorter than [`MIN_STEP_M`], or than half the accuracy, are
    /// taken for wandering until they add up to one that is not.
    #[must_use]
    pub fn walked_m(&self) -> f64 {
        self.segments.iter().map(|segment| walked(segment)).sum()
    }

    /// The track with only the fixes that a line within `tolerance_m` needs.
    #[must_use]
    pub fn simplified(&self, tolerance_m: f64) -> Self {
        let thin = |segment: &Vec<Fix>| {
            let points: Vec<GeoPoint> = segment.iter().map(|fix| fix.point).collect();
            simplify(&points, tolerance_m)
                .into_iter()
                .filter_map(|index| segment.get(index).copied())
                .collect()
        };
        Self {
            segments: self.segments.iter().map(thin).collect(),
        }
    }

    /// The track without the first and last `metres` along it; empty where it is too short.
    ///
    /// Where somebody sets out from and goes home to is nobody else's business.
    #[must_use]
    pub fn without_ends(&self, metres: f64) -> Self {
        let total = self.length_m();
        let mut along = 0.0;
        let mut segments = Vec::new();
        for segment in &self.segments {
            let mut kept = Vec::new();
            let mut before: Option<&Fix> = None;
            for fix in segment {
                if let Some(before) = before {
                    along += distance_m(&before.point, &fix.point);
                }
                before = Some(fix);
                // Along the line and not as the crow flies: a walk that comes past its beginning
                // again would else lose its middle.
                if along >= metres && total - along >= metres {
                    kept.push(*fix);
                }
            }
            if !kept.is_empty() {
                segments.push(kept);
            }
        }
        Self { segments }
    }

    /// All fixes as one ODK geotrace.
    #[must_use]
    pub fn geotrace(&self) -> Geotrace {
        Geotrace::new(self.fixes().map(|fix| fix.point).collect())
    }

    /// The segments as lines of longitude and latitude.
    #[must_use]
    pub fn lines(&self) -> MultiLineString<f64> {
        let line = |segment: &Vec<Fix>| {
            LineString::from_iter(segment.iter().map(|fix| Coord {
                x: fix.point.lon,
                y: fix.point.lat,
            }))
        };
        MultiLineString::new(self.segments.iter().map(line).collect())
    }
}

fn walked(segment: &[Fix]) -> f64 {
    let mut odometer = Odometer::default();
    for fix in segment {
        odometer.push(fix, Verdict::Kept);
    }
    odometer.walked_m()
}
