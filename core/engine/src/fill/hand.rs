//! Who fills a form: how texts are typed and shown, and the lines that are being walked.

use std::collections::BTreeMap;

use farola_control::{Locale, Place, Walker};

/// A line that is being walked.
#[derive(Default)]
pub(super) struct Walk {
    pub(super) walker: Walker,
    /// Its points while they are too few for an answer.
    pub(super) begun: Vec<Place>,
}

/// The reader of a form and the lines that are walked in it.
#[derive(Default)]
pub(crate) struct Hand {
    pub(super) locale: Locale,
    pub(super) walks: BTreeMap<String, Walk>,
    /// The accuracy in metres of the place that was given last, by the node that asked for it.
    pub(super) places: BTreeMap<String, f64>,
}
