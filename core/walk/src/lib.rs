//! The safety walk: its phases, its progress and its light; scores, principles, bands and what
//! follows from them; and the words of the kit's forms ([`kit`]).
//!
//! Phone and hub run this same code, and it counts in whole numbers, so a score is the same
//! bit by bit on both. It reads no file, clock or random source.
//!
//! ```
//! use farola_walk::{Band, Light, score};
//! let score = score(&|_| Some(2), Light::Night);
//! assert_eq!(score.isp.map(|isp| isp.percent()), Some(67));
//! assert_eq!(score.band(), Some(Band::Medium));
//! ```

pub mod act;
pub mod agreement;
pub mod checkin;
pub mod city;
pub mod code;
pub mod error;
pub mod gate;
pub mod item;
pub mod kit;
pub mod phase;
pub mod progress;
pub mod rating;
pub mod score;
pub mod sun;

pub use act::{GateAct, GateActs, WayAct};
pub use agreement::{Agreement, NightGap, agree, night_gap};
pub use checkin::{CheckIn, CheckInStatus, Reminder};
pub use city::{CITIES, City, city};
pub use code::WalkCode;
pub use error::WalkError;
pub use gate::{Advice, Gate, GateFacts, Refusal};
pub use item::{Item, Light, Principle};
pub use phase::{Deed, Phase, Standing};
pub use progress::{Mark, Way, planned_places, walked_ms, way_to_stop};
pub use rating::{Rating, Ratings, Ratio};
pub use score::{Band, Impact, Score, Weights, score, score_ratings};
pub use sun::light;
