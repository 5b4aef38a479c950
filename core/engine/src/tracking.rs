//! The track of a walk: every fix is stored as it comes; what the filter keeps is the track.

use std::sync::Arc;

use farola_model::{GeoPoint, Timestamp};
use farola_store::{Fix as StoredFix, TrackPoint};
use farola_track::{Filter, Fix, Geotrace, Settings, Track, Verdict};

use crate::engine::{Engine, Inner};
use crate::error::Result;

/// Records one walk.
pub struct Recorder {
    inner: Arc<Inner>,
    id: String,
    filter: Filter,
    track: Track,
}

impl std::fmt::Debug for Recorder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Recorder({})", self.id)
    }
}

impl Engine {
    /// Begins to record a walk.
    ///
    /// # Errors
    /// Those of the store.
    pub fn begin_track(&self, walk_code: Option<&str>) -> Result<Recorder> {
        let id = self.inner.random_hex(8);
        let at = self.inner.now();
        self.inner.store().begin_track(&id, walk_code, at)?;
        Ok(Recorder {
            inner: Arc::clone(&self.inner),
            id,
            filter: Filter::new(Settings::default()),
            track: Track::default(),
        })
    }

    /// Goes on with a track, also after a kill.
    ///
    /// # Errors
    /// Those of the store.
    pub fn resume_track(&self, id: &str) -> Result<Recorder> {
        let points = self.inner.store().track_points(id)?;
        let mut recorder = Recorder {
            inner: Arc::clone(&self.inner),
            id: id.to_owned(),
            filter: Filter::new(Settings::default()),
            track: Track::default(),
        };
        for point in points {
            if let TrackPoint::Fix(fix) = point {
                recorder.take(Fix {
                    at: fix.at,
                    point: fix.point,
                });
            }
        }
        Ok(recorder)
    }

    /// The tracks on the phone, the last first.
    ///
    /// # Errors
    /// Those of the store.
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
    /// Those of the store.
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
        Ok(self.take(Fix { at, point }))
    }

    fn take(&mut self, fix: Fix) -> Verdict {
        let verdict = self.filter.push(fix);
        self.track.add(fix, verdict);
        verdict
    }

    /// Notes that the group pauses.
    ///
    /// # Errors
    /// Those of the store.
    pub fn pause(&mut self) -> Result<()> {
        let at = self.inner.now();
        Ok(self
            .inner
            .store()
            .append_track(&self.id, &TrackPoint::Pause(at))?)
    }

    /// Notes that the group goes on.
    ///
    /// # Errors
    /// Those of the store.
    pub fn go_on(&mut self) -> Result<()> {
        let at = self.inner.now();
        Ok(self
            .inner
            .store()
            .append_track(&self.id, &TrackPoint::Resume(at))?)
    }

    /// Ends the recording.
    ///
    /// # Errors
    /// Those of the store.
    pub fn end(&mut self) -> Result<()> {
        let at = self.inner.now();
        Ok(self.inner.store().end_track(&self.id, at)?)
    }

    /// The track so far.
    #[must_use]
    pub fn track(&self) -> &Track {
        &self.track
    }

    /// Fixes kept and refused so far.
    #[must_use]
    pub fn counts(&self) -> &farola_track::Counts {
        self.filter.counts()
    }

    /// The walked line as a geotrace answer, simplified to `tolerance_m`.
    #[must_use]
    pub fn geotrace(&self, tolerance_m: f64) -> Geotrace {
        self.track.simplified(tolerance_m).geotrace()
    }
}
