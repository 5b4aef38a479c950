//! The lists of a form as rows of the choices sheet.

use std::collections::{HashMap, HashSet};

use super::columns::{Row, Table};
use super::dom::Element;
use super::form::Form;
use super::texts::{Spoken, Texts, id_of};

/// Headers of the choices sheet in the order that people know.
pub(super) const FIRST: [&str; 7] = [
    "list_name",
    "name",
    "label",
    "image",
    "big-image",
    "audio",
    "video",
];

/// A list: its name, and a row for each choice.
struct List {
    name: String,
    rows: Vec<Row>,
}

/// The lists of a form.
#[derive(Default)]
pub(super) struct Lists {
    lists: Vec<List>,
    /// For each list which values it has.
    values: HashMap<String, HashSet<String>>,
}

/// A choice as the form has it.
struct Choice<'x> {
    name: String,
    id: Option<String>,
    label: Option<String>,
    /// Further elements, in their order.
    further: Vec<(&'x str, String)>,
}

impl Lists {
    /// The lists that stand beside the data.
    pub(super) fn of(form: &Form<'_>, texts: &Texts<'_, '_, '_>) -> Self {
        let mut lists = Self::default();
        let own = form.secondary.iter().filter(|i| i.get("src").is_none());
        for instance in own {
            let name = instance.get("id").unwrap_or_default();
            let root = instance.elements().next().into_iter();
            let choices = root.flat_map(Element::elements).map(choice);
            lists.add(name, choices.collect(), texts);
        }
        lists
    }

    /// The list of a control that holds its choices itself; gives its name.
    pub(super) fn held(
        &mut self,
        form: &Form<'_>,
        texts: &Texts<'_, '_, '_>,
        control: &Element,
        question: &str,
    ) -> Option<String> {
        let items = control.elements().filter(|element| element.name == "item");
        let choices: Vec<Choice<'_>> = items.map(|item| held_choice(item, texts)).collect();
        let first = choices.first()?;
        let from_id = first.id.as_deref().and_then(|id| id.strip_suffix("-0"));
        let taken = |name: &str| {
            self.values.contains_key(name)
                || form.secondary.iter().any(|i| i.get("id") == Some(name))
        };
        if let Some(name) = from_id.filter(|name| self.values.contains_key(*name)) {
            return Some(name.to_owned());
        }
        let name = match from_id {
            Some(name) => name.to_owned(),
            None if taken(question) => format!("{question}_choices"),
            None => question.to_owned(),
        };
        self.add(&name, choices, texts);
        Some(name)
    }

    /// Whether a list has a choice of this name.
    pub(super) fn has(&self, list: &str, value: &str) -> bool {
        let values = self.values.get(list);
        values.is_some_and(|values| values.contains(value))
    }

    fn add(&mut self, name: &str, choices: Vec<Choice<'_>>, texts: &Texts<'_, '_, '_>) {
        let spoken: Vec<Said<'_>> = choices.iter().map(|c| said(c, texts)).collect();
        // A list stands in the translations as a whole, where one of its choices has to.
        let has_to = |said: &Said<'_>| {
            let mut labels = said.label.iter();
            let other = labels.any(|(language, text)| {
                *language != texts.default || crate::expr::reference::has(text)
            });
            other || !said.media.is_empty()
        };
        let alone = !spoken.iter().any(has_to);
        let values = choices.iter().map(|choice| choice.name.clone()).collect();
        let rows = choices.iter().zip(&spoken);
        let rows = rows.map(|(choice, said)| row(name, choice, said, alone, texts));
        self.lists.push(List {
            name: name.to_owned(),
            rows: rows.collect(),
        });
        self.values.insert(name.to_owned(), values);
    }

    /// The rows of all lists, in the order in which the translations have them: that of a list
    /// which stands in no instance follows from there.
    pub(super) fn table(mut self, form: &Form<'_>) -> Table {
        let mut place: HashMap<&str, usize> = HashMap::new();
        for translation in &form.translations {
            for id in &translation.order {
                if let Some(list) = id.rsplit_once('-').map(|(list, _)| list) {
                    let next = place.len();
                    place.entry(list).or_insert(next);
                }
            }
        }
        let own = |name: &str| {
            let mut found = form.secondary.iter();
            found.any(|instance| instance.get("id") == Some(name))
        };
        let (mut lists, held): (Vec<List>, Vec<List>) =
            self.lists.drain(..).partition(|list| own(&list.name));
        for list in held {
            let behind = place.get(list.name.as_str());
            let at = lists.iter().position(|other| {
                let other = place.get(other.name.as_str());
                behind.zip(other).is_some_and(|(own, other)| own < other)
            });
            lists.insert(at.unwrap_or(lists.len()), list);
        }
        Table {
            rows: lists.into_iter().flat_map(|list| list.rows).collect(),
        }
    }
}

/// The texts of a choice.
struct Said<'x> {
    label: Spoken<'x>,
    media: Vec<(&'static str, Spoken<'x>)>,
}

fn said<'x>(choice: &Choice<'_>, texts: &Texts<'_, '_, 'x>) -> Said<'x> {
    match &choice.id {
        Some(id) => Said {
            label: texts.of_id(id, "", None),
            media: texts.media(id),
        },
        None => Said {
            label: Vec::new(),
            media: Vec::new(),
        },
    }
}

fn row(
    list: &str,
    choice: &Choice<'_>,
    said: &Said<'_>,
    alone: bool,
    texts: &Texts<'_, '_, '_>,
) -> Row {
    let mut row = Row::default();
    row.put("list_name", list);
    row.put("name", choice.name.as_str());
    if let Some(label) = &choice.label {
        row.put("label", label.as_str());
    }
    texts.put(&mut row, "label", &said.label, alone);
    for (kind, files) in &said.media {
        texts.put(&mut row, kind, files, false);
    }
    row.chain(
        said.media
            .iter()
            .map(|(kind, _)| (*kind).to_owned())
            .collect(),
    );
    for (name, text) in &choice.further {
        row.put(name, text.as_str());
    }
    let further = choice.further.iter().map(|(name, _)| (*name).to_owned());
    row.chain(further.collect());
    row
}

fn choice(item: &Element) -> Choice<'_> {
    let mut found = Choice {
        name: String::new(),
        id: None,
        label: None,
        further: Vec::new(),
    };
    for element in item.elements() {
        let text = element.text();
        match element.name.as_str() {
            "name" => found.name = text,
            "itextId" => found.id = Some(text),
            "label" => found.label = Some(text),
            name => found.further.push((name, text)),
        }
    }
    found
}

fn held_choice<'x>(item: &'x Element, texts: &Texts<'_, '_, '_>) -> Choice<'x> {
    let label = item.first("label");
    let id = label.and_then(|label| label.get("ref")).and_then(id_of);
    let text = label
        .filter(|_| id.is_none())
        .map(|label| texts.said(label, None));
    Choice {
        name: item.first("value").map(Element::text).unwrap_or_default(),
        id: id.map(str::to_owned),
        label: text.filter(|text| !text.is_empty()),
        further: Vec::new(),
    }
}
