//! What a range asks between: `start`, `end` and `step` must be numbers that fit.

use super::{Fault, Loader};
use crate::def::range::RangeScale;
use crate::xml::Element;

impl Loader<'_> {
    /// As JavaRosa, refuses what is no number; says where no scale can be shown.
    pub(super) fn check_range(&mut self, element: Element<'_>) {
        let path = element.attr("ref").unwrap_or_default();
        for name in ["start", "end", "step"] {
            let Some(text) = element.attr(name) else {
                continue;
            };
            if RangeScale::number(text).is_none() {
                let fault = Fault {
                    code: "form.bad_range",
                    help: "Write start, end and step as numbers, with a point for the decimals.",
                    at: element.at,
                    path,
                    offset: None,
                };
                return self.error(&fault, format!("{name}={text:?} is no number"));
            }
        }
        let scale = RangeScale::read(|name| element.attr(name));
        if scale.is_none_or(|scale| scale.count().is_none()) {
            let fault = Fault {
                code: "form.range_scale",
                help: "Give start, end and a step that divides what lies between them.",
                at: element.at,
                path,
                offset: None,
            };
            self.warn(&fault, "the range has no whole number of steps".to_owned());
        }
    }
}
