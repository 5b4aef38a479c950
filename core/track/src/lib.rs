//! GPS fixes: filter, pauses, length, simplification; geotrace, GPX and GeoJSON.
//!
//! Fixes go one by one through a [`Filter`], which keeps or refuses each with a reason; what
//! it keeps makes a [`Track`]. Everything is deterministic and pure: time is in the fixes.
//!
//! ```
//! use farola_model::{GeoPoint, Timestamp};
//! use farola_track::{Filter, Fix, Refusal, Settings, Track, Verdict};
//!
//! let mut filter = Filter::new(Settings::default());
//! let mut track = Track::default();
//! let at = |s: i64, lat, accuracy_m| Fix {
//!     at: Timestamp(s * 1000),
//!     point: GeoPoint { lat, lon: -103.347, alt_m: 1550.0, accuracy_m },
//! };
//! for fix in [at(0, 20.6767, 8.0), at(10, 20.6768, 900.0), at(20, 20.6769, 9.0)] {
//!     let verdict = filter.push(fix);
//!     track.add(fix, verdict);
//! }
//! assert_eq!(filter.counts().refused(Refusal::Inaccurate), 1);
//! assert_eq!(track.fixes().count(), 2);
//! assert!((track.length_m() - 22.2).abs() < 0.1);
//! ```

pub mod error;
pub mod filter;
pub mod geojson;
pub mod geometry;
pub mod geotrace;
pub mod gpx;
pub mod odometer;
pub mod pause;
pub mod simplify;
pub mod sketch;
pub mod track;

pub use error::TrackError;
pub use filter::{Counts, Filter, Fix, Refusal, Settings, Verdict};
pub use geometry::{EARTH_RADIUS_M, along, bearing_deg, distance_m, length_m, offset_m};
pub use geotrace::Geotrace;
pub use odometer::Odometer;
pub use pause::{Pause, PauseRule};
pub use simplify::simplify;
pub use sketch::Sketch;
pub use track::{MIN_STEP_M, Track};
