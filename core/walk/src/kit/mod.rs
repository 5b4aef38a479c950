//! The kit's words: the ids of its six forms, the names of their questions, one reader of their
//! answers, and what lists show of them.
//!
//! Phone, hub and terminal ask here, and no other shipped code of ours names a form or a question
//! of the kit (`xtask/src/tidy/kit.rs` refuses it). So a question that is renamed is renamed in
//! one place, and a city that adds a form changes one folder. Choices that a type of this crate
//! stands for (the light, the bands) keep their words beside that type.
//!
//! A form that is not of a walk has no [`Summary`]: the hub then shows what every form has.
//!
//! ```
//! use farola_walk::kit::{Answers, Form, Registration};
//! let pairs = [("/data/colonia", "Analco"), ("/data/grupo/n_mujeres", "7")];
//! let registration = Registration::of(&Answers::of(pairs));
//! assert_eq!((registration.place.as_str(), registration.gate.adults), ("Analco", 7));
//! assert_eq!(Form::from_id("cs_punto"), Some(Form::Stop));
//! ```

mod answers;
mod form;
mod gathers;
pub mod question;
mod registration;
mod stop;
mod summary;

pub use answers::{Answers, Asks};
pub use form::Form;
pub use gathers::{Gathers, Photo};
pub use registration::Registration;
pub use stop::{Extent, place};
pub use summary::{Summary, Title, is_of_walk, summary};
