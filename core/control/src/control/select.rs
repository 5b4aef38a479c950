//! How choices stand.

use crate::appearance::Appearance;

use super::{ChoiceLayout, ListLook};

/// Six pictures beside each other are the smallest that a finger hits.
const MOST_COLUMNS: u32 = 6;

/// Five words beside each other are what a small screen bears.
const MOST_ON_LINE: usize = 5;

/// The layout, in the order in which Collect asks for the words.
pub(super) fn layout(look: &Appearance, several: bool) -> ChoiceLayout {
    let one = !several;
    if look.has("minimal") {
        ChoiceLayout::Minimal
    } else if one && look.has("likert") {
        ChoiceLayout::Likert
    } else if look.has("list-nolabel") {
        ChoiceLayout::GridRow { labels: false }
    } else if look.has("list") {
        ChoiceLayout::GridRow { labels: true }
    } else if look.has("image-map") {
        ChoiceLayout::ImageMap
    } else if one && look.has("map") {
        ChoiceLayout::Map
    } else {
        arrangement(look)
    }
}

/// The layout of a list: what was found stands one below another, whatever was asked for, since
/// rows, scales, pictures and maps are of all choices. A closed list stays closed.
pub(super) fn searched(asked: ChoiceLayout, list: &ListLook) -> ChoiceLayout {
    match asked {
        ChoiceLayout::Minimal => asked,
        _ if list.search => ChoiceLayout::List,
        _ => asked,
    }
}

/// The layout of so many choices: a scale of agreement that no line holds is a list.
pub(super) fn fitting(asked: ChoiceLayout, choices: usize) -> ChoiceLayout {
    match asked {
        ChoiceLayout::Likert if choices > MOST_ON_LINE => ChoiceLayout::List,
        _ => asked,
    }
}

/// `horizontal` and its kin are words of Enketo; there they are older names of columns.
fn arrangement(look: &Appearance) -> ChoiceLayout {
    let count = look
        .number_after("columns-")
        .or_else(|| look.number_after("compact-"));
    if look.has_any(&[
        "columns-pack",
        "compact",
        "quickcompact",
        "horizontal-compact",
    ]) {
        ChoiceLayout::Packed
    } else if let Some(count) = count {
        ChoiceLayout::Columns {
            count: Some(count.clamp(1, MOST_COLUMNS)),
        }
    } else if look.has_any(&["columns", "horizontal"]) {
        ChoiceLayout::Columns { count: None }
    } else {
        ChoiceLayout::List
    }
}

pub(super) fn list(look: &Appearance, more: usize) -> ListLook {
    ListLook {
        search: more > 0 || look.has_any(&["autocomplete", "search"]),
        bare: look.has_any(&["no-buttons", "compact", "quickcompact"])
            || look.number_after("compact-").is_some(),
    }
}
