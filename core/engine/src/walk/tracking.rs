//! The track of a walk: every fix is stored as it comes; what the filter keeps is the track.

use std::sync::Arc;

use farola_model::{GeoPoint, Timestamp};
use farola_store::{Fix as StoredFix, TrackPoint};
use farola_track::{Filter, Fix, Geotrace, Odometer, Settings, Sketch, Track, Verdict};

use crate::shared::{Engine, Inner, Result};

/// Most points of the walked line as a screen shows it.
pub(crate) const LINE_POINTS: usize = 200;

/// What a track amounts to, kept up fix by fix: a fix costs the same at the start and after
/// hours.
#[derive(Debug, Clone)]
pub(crate) struct Trail {
    filter: Filter,
    track: Track,
    odometer: Odometer,
    line: Sketch,
    last: Option<Fix>,
    apart: bool,
}

impl Default for Trail {
    fn default() -> Self {
        Self {
            filter: Filter::new(Settings::default()),
            track: Track::default(),
            odometer: Odometer::default(),
            line: Sketch::new(LINE_POINTS),
            last: None,
            apart: false,
        }
    }
}

impl Trail {
    /// The trail of what is stored of a track.
    pub(crate) fn of(points: &[TrackPoint]) -> Self {
        let mut trail = Self::default();
        for point in points {
            match point {
                TrackPoint::Fix(fix) => {
                    trail.take(Fix {
                        at: fix.at,
                        point: fix.point,
                    });
                }
                TrackPoint::Pause(_) | TrackPoint::Resume(_) => trail.part(),
            }
        }
        trail
    }

    /// Takes the next fix.
    pub(crate) fn take(&mut self, fix: Fix) -> Verdict {
        let verdict = match self.filter.push(fix) {
            // After a pause a fix may be near and in time, and the way between is still not
            // known.
            Verdict::Kept if self.apart => Verdict::KeptApart,
            verdict => verdict,
        };
        // A refused fix leaves the mark of a pause: the next one that is kept begins the segment.
        if !matches!(verdict, Verdict::Refused(_)) {
            self.apart = false;
            self.last = Some(fix);
            self.line.push(fix.point);
        }
        self.track.add(fix, verdict);
        self.odometer.push(&fix, verdict);
        verdict
    }

    /// The next fix begins a new segment: where the group went meanwhile is not known.
    pub(crate) fn part(&mut self) {
        self.apart = true;
    }

    /// The last fix kept.
    pub(crate) fn last(&self) -> Option<&Fix> {
        self.last.as_ref()
    }

    /// Metres walked.
    pub(crate) fn walked_m(&self) -> f64 {
        self.odometer.walked_m()
    }

    /// The walked line in few points.
    pub(crate) fn line(&self) -> &[GeoPoint] {
        self.line.points()
    }

    /// Fixes kept, and refused.
    pub(crate) fn counts(&self) -> (u64, u64) {
        let counts = self.filter.counts();
        (counts.kept(), counts.seen() - counts.kept())
    }
}

/// Records one track.
pub struct Recorder {
    inner: Arc<Inner>,
    id: String,
    trail: Trail,
}

impl std::fmt::Debug for Recorder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Recorder({})", self.id)
    }
}

impl Engine {
    /// Begins to record a track by itself; a walk records its own.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn begin_track(&self, walk_code: Option<&str>) -> Result<Recorder> {
        let id = self.inner.random_hex(8);
        let at = self.inner.now();
        self.inner.store().begin_track(&id, walk_code, at)?;
        Ok(Recorder {
            inner: Arc::clone(&self.inner),
            id,
            trail: Trail::default(),
        })
    }

    /// Goes on with a track, also after a kill.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn resume_track(&self, id: &str) -> Result<Recorder> {
        let points = self.inner.store().track_points(id)?;
        Ok(Recorder {
            inner: Arc::clone(&self.inner),
            id: id.to_owned(),
            trail: Trail::of(&points),
        })
    }

    /// The tracks on the phone, the last first.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn tracks(&self) -> Result<Vec<farola_store::Track>> {
        Ok(self.inner.store().tracks()?)
    }
}

impl Recorder {
    /// Id of the track.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Takes one fix: stored first, then judged.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn fix(&mut self, at: Timestamp, point: GeoPoint) -> Result<Verdict> {
        let stored = StoredFix {
            at,
            point,
            speed_mps: None,
            bearing_deg: None,
        };
        self.inner
            .store()
            .append_track(&self.id, &TrackPoint::Fix(stored))?;
        Ok(self.trail.take(Fix { at, point }))
    }

    /// Notes that the group pauses.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn pause(&mut self) -> Result<()> {
        let at = self.inner.now();
        self.inner
            .store()
            .append_track(&self.id, &TrackPoint::Pause(at))?;
        self.trail.part();
        Ok(())
    }

    /// Notes that the group goes on.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn go_on(&mut self) -> Result<()> {
        let at = self.inner.now();
        self.inner
            .store()
            .append_track(&self.id, &TrackPoint::Resume(at))?;
        self.trail.part();
        Ok(())
    }

    /// Ends the recording.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn end(&mut self) -> Result<()> {
        let at = self.inner.now();
        Ok(self.inner.store().end_track(&self.id, at)?)
    }

    /// The track so far.
    #[must_use]
    pub fn track(&self) -> &Track {
        &self.trail.track
    }

    /// Fixes kept and refused so far.
    #[must_use]
    pub fn counts(&self) -> &farola_track::Counts {
        self.trail.filter.counts()
    }

    /// The walked line as a geotrace answer, simplified to `tolerance_m`.
    #[must_use]
    pub fn geotrace(&self, tolerance_m: f64) -> Geotrace {
        self.trail.track.simplified(tolerance_m).geotrace()
    }
}
