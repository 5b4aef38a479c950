//! Loops: the questions of a group once for each choice of a list, with the choice's name and
//! label put in for `%(name)s` and `%(label)s`.

use super::builder::Builder;
use super::tree::{Element, Id, Kind, Tree};
use crate::choices::{Choice, Lists};
use crate::fault::Fault;
use crate::fault::rules::choices as rules;
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
                let Some(columns) = self.sheets.choices.filter(|_| unnamed(choice)) else {
                    continue;
                };
                let name = choice.name.as_deref().unwrap_or_default();
                let place = columns.at_row(choice.row, "name");
                let fault = Fault::new(&rules::LOOP_NAME, place).with("list", list);
                self.faults.push(fault.with("proposed", proposed(name)));
            }
        }
        Some(list.to_owned())
    }
}

/// Whether the name of a choice cannot name the group that a loop makes of it. One with a colon
/// would be the name of a namespace's that no form declares.
fn unnamed(choice: &Choice<'_>) -> bool {
    let name = choice.name.as_deref();
    name.is_some_and(|name| !is_name(name) || name.contains(':'))
}

/// Elements that all loops may make together. A loop over a list within a loop over a list makes
/// the product of both, so that a sheet of a page can ask for ten million.
const MOST_MADE: usize = 100_000;
/// Bytes of the texts of those elements: the label of a choice comes into each question.
const MOST_TEXT: usize = 32 << 20;

/// What loops may still make.
struct Room {
    elements: usize,
    text: usize,
}

/// Puts the groups of each choice into every loop of the tree. Gives the row of a loop that makes
/// more than a form can have; what it made so far stays.
pub(super) fn unroll(tree: &mut Tree, lists: &Lists<'_>) -> Option<u32> {
    let mut room = Room {
        elements: MOST_MADE,
        text: MOST_TEXT,
    };
    for id in tree.all() {
        let element = tree.get(id);
        // A loop within a loop is filled with the copies of the outer one.
        let inner = tree.around(id).any(|id| tree.get(id).kind == Kind::Loop);
        if element.kind != Kind::Loop || inner {
            continue;
        }
        let row = element.row;
        let list = tree.get_mut(id).itemset.take();
        let templates = std::mem::take(&mut tree.get_mut(id).children);
        if fill(tree, lists, id, list.as_deref(), &templates, &mut room).is_none() {
            return Some(row);
        }
    }
    None
}

/// Fills a loop: a group for each choice of its list, with its questions. Nothing where there is
/// no room for them.
fn fill(
    tree: &mut Tree,
    lists: &Lists<'_>,
    id: Id,
    list: Option<&str>,
    templates: &[Id],
    room: &mut Room,
) -> Option<()> {
    let Some(list) = list.and_then(|list| lists.get(list)) else {
        return Some(());
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
        let group = room.add(tree, id, group)?;
        for template in templates {
            copy(tree, lists, *template, group, Some(choice), room)?;
        }
    }
    Some(())
}

/// Copies an element into a group. Only the elements right below a loop have the texts of a choice
/// put in; a loop among them is filled in its turn.
fn copy(
    tree: &mut Tree,
    lists: &Lists<'_>,
    from: Id,
    to: Id,
    choice: Option<&Choice<'_>>,
    room: &mut Room,
) -> Option<()> {
    let mut element = tree.get(from).clone();
    let children = std::mem::take(&mut element.children);
    if let Some(choice) = choice {
        room.has(filled_size(&element, choice))?;
        put_in(&mut element, choice);
    }
    let is_loop = element.kind == Kind::Loop;
    let list = element.itemset.take_if(|_| is_loop);
    let id = room.add(tree, to, element)?;
    if is_loop {
        return fill(tree, lists, id, list.as_deref(), &children, room);
    }
    for child in children {
        copy(tree, lists, child, id, None, room)?;
    }
    Some(())
}

impl Room {
    /// Adds an element, where there is room for it.
    fn add(&mut self, tree: &mut Tree, to: Id, element: Element) -> Option<Id> {
        self.elements = self.elements.checked_sub(1)?;
        self.text = self.text.checked_sub(size(&element))?;
        Some(tree.add(to, element))
    }

    fn has(&self, text: usize) -> Option<()> {
        (text <= self.text).then_some(())
    }
}

/// Bytes of the texts of an element.
fn size(element: &Element) -> usize {
    let spoken = [&element.label, &element.hint, &element.guidance];
    let media = element.media.iter().map(|(_, text)| text);
    let bound = element.bind.iter().map(|(_, text)| text);
    let texts = spoken.into_iter().flatten().chain(media).chain(bound);
    let texts = texts
        .flat_map(|text| text.each(""))
        .map(|(_, text)| text.len());
    element.name.len() + texts.sum::<usize>()
}

/// Bytes that an element can have once the texts of a choice are put in: no place holder is
/// shorter than nine.
fn filled_size(element: &Element, choice: &Choice<'_>) -> usize {
    let labels = choice.label.iter().flat_map(|label| label.each(""));
    let label = labels.map(|(_, label)| label.len()).max();
    let name = choice.name.as_deref().map_or(0, str::len);
    let longest = label.unwrap_or_default().max(name);
    let size = size(element) + element.default.as_deref().map_or(0, str::len);
    size.saturating_add((size / "%(name)s".len()).saturating_mul(longest))
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
