//! A JSON-lines protocol over the form engine: each request is one JSON object on one line, and
//! so is its answer.
//!
//! `farola form drive`, the browser build and the fuzz targets all speak through
//! [`Interpreter`], so that there is one meaning of the line protocol. It is pure: the form's
//! bytes, the time and the randomness are given to it. The shapes are a contract; they only
//! grow.
#![deny(missing_docs)]

pub mod cases;
mod clock;
mod drawn;
mod entropy;
mod greeting;
mod interpreter;
mod request;

pub use clock::parse_clock;
pub use entropy::Seeded;
pub use greeting::{fault, loaded, not_loaded};
pub use interpreter::Interpreter;
