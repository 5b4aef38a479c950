//! How large a form would be, before a byte of it is written.
//!
//! A sheet is small beside what it can ask for: each question is written with the path of all that
//! is around it, each reference with the path that it means, each language with every text, and a
//! list of `search()` in each question that uses it. The sum here is above what is written, and
//! never far above it for a form that people fill.

use std::collections::{HashMap, HashSet};

use farola_model::limits::FORM_XML_BYTES;

use crate::choices::{List, Lists};
use crate::survey::tree::{Element, Id, Tree};
use crate::text::{Attributes, Text};

/// Bytes beyond which a form is not written. Phones read a quarter of it: what lies between is
/// left to whoever reads the form, because other programs have other limits.
pub(crate) const LARGEST: usize = 4 * FORM_XML_BYTES;

/// Tags and signs around a text, about.
const AROUND: usize = 64;

/// The row of the question with which a form would be larger than anything reads.
pub(crate) fn beyond(tree: &Tree, lists: &Lists<'_>, searching: &HashSet<Id>) -> Option<u32> {
    let all = tree.all();
    let paths = paths(tree, &all);
    let longest = paths.values().copied().max().unwrap_or_default();
    let languages = languages(tree, &all, lists);
    let mut sum = 0_usize;
    let mut sizes: HashMap<&str, usize> = HashMap::new();
    for list in lists.iter() {
        let size = of_list(list, languages, longest);
        sizes.insert(&list.name, size);
        sum = sum.saturating_add(size);
    }
    for id in &all {
        let element = tree.get(*id);
        let path = paths.get(id).copied().unwrap_or_default();
        sum = sum.saturating_add(of_element(element, path, languages, longest));
        if searching.contains(id) {
            let list = element.itemset.as_deref().and_then(|list| sizes.get(list));
            sum = sum.saturating_add(list.copied().unwrap_or_default());
        }
        if sum > LARGEST {
            return Some(element.row);
        }
    }
    None
}

/// Bytes of the path of each element.
fn paths(tree: &Tree, all: &[Id]) -> HashMap<Id, usize> {
    let mut paths = HashMap::with_capacity(all.len());
    for id in all {
        let element = tree.get(*id);
        let above = element.parent.and_then(|parent| paths.get(&parent));
        let path = above.copied().unwrap_or_default() + element.name.len() + 1;
        paths.insert(*id, path);
    }
    paths
}

/// How many languages the texts of a form have.
fn languages(tree: &Tree, all: &[Id], lists: &Lists<'_>) -> usize {
    let mut found = HashSet::new();
    let mut add = |text: &Text| {
        for (language, _) in text.each("") {
            if !found.contains(language) {
                found.insert(language.to_owned());
            }
        }
    };
    for id in all {
        let element = tree.get(*id);
        texts(element).for_each(&mut add);
    }
    for choice in lists.iter().flat_map(|list| &list.choices) {
        choice.label.iter().for_each(&mut add);
        choice.media.iter().for_each(|(_, text)| add(text));
    }
    found.len()
}

/// The texts of an element that can have languages.
fn texts(element: &Element) -> impl Iterator<Item = &Text> {
    let shown = [&element.label, &element.hint, &element.guidance];
    let media = element.media.iter().map(|(_, text)| text);
    let bound = element.bind.iter().map(|(_, text)| text);
    shown.into_iter().flatten().chain(media).chain(bound)
}

fn of_element(element: &Element, path: usize, languages: usize, longest: usize) -> usize {
    let text = |text: &str| of_text(text, longest);
    let spoken = |all: &Text| all.each("").map(|(_, one)| text(one)).sum::<usize>();
    let own: usize = texts(element).map(spoken).sum();
    let plain = [&element.default, &element.choice_filter, &element.itemset];
    let plain: usize = plain.into_iter().flatten().map(|one| text(one)).sum();
    let control = attributes(&element.control, text) + attributes(&element.instance, text);
    // A change of each of these questions sets this one.
    let calculation = element.bound("calculate").map_or(0, text);
    let triggers = element.trigger.len() * (calculation + path + AROUND);
    // The data, the bind, the control; and the label, the hint and two messages in each language.
    let places = 4 + 4 * languages;
    let tags: usize = element.tags.iter().map(|tag| tag.key.len() + AROUND).sum();
    [
        own,
        plain,
        control,
        triggers,
        places * (path + AROUND),
        tags,
    ]
    .into_iter()
    .fold(0, usize::saturating_add)
}

fn attributes(all: &Attributes, text: impl Fn(&str) -> usize) -> usize {
    all.iter()
        .map(|(name, value)| name.len() + text(value))
        .sum()
}

fn of_list(list: &List<'_>, languages: usize, longest: usize) -> usize {
    let text = |text: &str| of_text(text, longest);
    let sizes = list.choices.iter().map(|choice| {
        let media = choice.media.iter().map(|(_, text)| text);
        let spoken = choice.label.iter().chain(media);
        let spoken: usize = spoken
            .flat_map(|all| all.each(""))
            .map(|(_, one)| text(one))
            .sum();
        let extra: usize = choice.extra.iter().map(|(_, one)| one.len() + AROUND).sum();
        let name = choice.name.as_deref().map_or(0, str::len);
        let ids = match list.in_itext {
            true => (languages + 1) * (list.name.len() + AROUND),
            false => 0,
        };
        [spoken, extra, name, ids].into_iter().sum::<usize>()
    });
    sizes.fold(0, usize::saturating_add)
}

/// A text with a path for each of its references.
fn of_text(text: &str, longest: usize) -> usize {
    let references = match text.contains("${") {
        true => text.matches("${").count(),
        false => 0,
    };
    text.len()
        .saturating_add(references.saturating_mul(longest))
        + AROUND
}
