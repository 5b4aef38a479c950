//! Loops: the questions of a group once for each choice of a list, with the choice's name and
//! label put in for `%(name)s` and `%(label)s`.

use super::builder::Builder;
use super::tree::{Element, Id, Kind, Tree};
use crate::choices::{Choice, Lists};
use crate::fault::rules::choices as rules;
use crate::fault::{Fault, Place};
use crate::names::{is_name, proposed};
use crate::table::Record;
use crate::text::Text;

impl Builder<'_, '_> {
    /// The list of a loop; a fault where there is none.
    pub(super) fn loop_list(&mut self, record: &Record<'_>, list: Option<&str>) -> Option<String> {
        let Some(list) = list else {
            self.tell(&rules::LOOP_WITHOUT_LIST, record, "type");
            return None;
        };
        let Some(found) = self.lists.get(list) else {
            let known: Vec<&str> = self.lists.names().take(12).collect();
            let known = known.join(", ");
            let fault = self.fault(&rules::LIST_UNKNOWN, record, "type");
            self.faults
                .push(fault.with("list", list).with("known", known));
            return None;
        };
        if self.looped.insert(list.to_owned()) {
            for choice in &found.choices {
                if let Some(fault) = unnamed(choice, list) {
                    self.faults.push(fault);
                }
            }
        }
        Some(list.to_owned())
    }
}

/// A fault where the name of a choice cannot name the group that a loop makes of it. One with a
/// colon would be the name of a namespace's that no form declares.
fn unnamed(choice: &Choice<'_>, list: &str) -> Option<Fault> {
    let name = choice.name.as_deref()?;
    if is_name(name) && !name.contains(':') {
        return None;
    }
    let place = Place {
        row: Some(choice.row),
        text: Some(name.to_owned()),
        ..Place::sheet("choices")
    };
    let fault = Fault::new(&rules::LOOP_NAME, place).with("list", list);
    Some(fault.with("proposed", proposed(name)))
}

/// Puts the groups of each choice into every loop of the tree.
pub(super) fn unroll(tree: &mut Tree, lists: &Lists<'_>) {
    for id in tree.all() {
        if tree.get(id).kind != Kind::Loop {
            continue;
        }
        let list = tree.get_mut(id).itemset.take();
        let templates = std::mem::take(&mut tree.get_mut(id).children);
        let Some(list) = list.and_then(|list| lists.get(&list)) else {
            continue;
        };
        for choice in &list.choices {
            let name = choice.name.as_deref().unwrap_or_default();
            // "None of these" has nothing to ask about.
            if name == "none" {
                continue;
            }
            let mut group = Element::new(Kind::Group, "group", name, tree.get(id).row);
            group.label = choice.label.clone();
            group.media = choice.media.clone();
            let group = tree.add(id, group);
            for template in &templates {
                copy(tree, *template, group, choice, true);
            }
        }
    }
}

/// Copies an element into a group. Only the elements right below a loop have texts put in.
fn copy(tree: &mut Tree, from: Id, to: Id, choice: &Choice<'_>, fill: bool) {
    let mut element = tree.get(from).clone();
    let children = std::mem::take(&mut element.children);
    if fill {
        put_in(&mut element, choice);
    }
    let id = tree.add(to, element);
    for child in children {
        copy(tree, child, id, choice, false);
    }
}

fn put_in(element: &mut Element, choice: &Choice<'_>) {
    let name = choice.name.as_deref().unwrap_or_default();
    let label = |language: &str| match &choice.label {
        Some(Text::Plain(label)) => label.clone(),
        Some(Text::Spoken(labels)) => {
            let found = labels.iter().find(|(known, _)| known == language);
            found
                .or_else(|| labels.first())
                .map_or_else(String::new, |(_, label)| label.clone())
        }
        None => String::new(),
    };
    let filled = |text: &str, language: &str| {
        text.replace("%(name)s", name)
            .replace("%(label)s", &label(language))
    };
    element.name = filled(&element.name, "");
    for text in [&mut element.label, &mut element.hint, &mut element.guidance]
        .into_iter()
        .flatten()
    {
        match text {
            Text::Plain(text) => *text = filled(text, ""),
            Text::Spoken(texts) => {
                for (language, text) in texts {
                    *text = filled(text, language);
                }
            }
        }
    }
    for name in [
        "relevant",
        "constraint",
        "calculate",
        "required",
        "readonly",
    ] {
        if let Some(text) = element.bound(name).map(|text| filled(text, "")) {
            element.set_bind(name, &text);
        }
    }
    element.default = element.default.take().map(|text| filled(&text, ""));
}
