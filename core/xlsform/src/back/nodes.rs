//! The data of a form as the compiler's own tree, so that paths are worked out by the same rules.

use std::collections::{HashMap, HashSet};

use super::dom::Element;
use super::form::Form;
use crate::survey::tree::{self, Control, Id, Kind, ROOT, Tree};

/// The tree, and what of the form each element is.
pub(super) struct Nodes<'x> {
    pub(super) tree: Tree,
    parts: HashMap<Id, &'x Element>,
    paths: HashMap<String, Id>,
}

impl<'x> Nodes<'x> {
    /// The data of a form.
    pub(super) fn of(form: &Form<'x>) -> Self {
        let mut nodes = Self {
            tree: Tree::new(&form.data.name),
            parts: HashMap::from([(ROOT, form.data)]),
            paths: HashMap::new(),
        };
        nodes.children(form, ROOT, form.data, &format!("/{}", form.data.name));
        for id in nodes.tree.all() {
            nodes.paths.insert(nodes.tree.path(id), id);
        }
        nodes
    }

    /// The element of the data.
    pub(super) fn part(&self, id: Id) -> Option<&'x Element> {
        self.parts.get(&id).copied()
    }

    /// The element at a path.
    pub(super) fn at(&self, path: &str) -> Option<Id> {
        self.paths.get(path).copied()
    }

    /// The name of an element.
    pub(super) fn name(&self, id: Id) -> &str {
        &self.tree.get(id).name
    }

    fn children(&mut self, form: &Form<'x>, id: Id, data: &'x Element, path: &str) {
        let path_of = |element: &Element| format!("{path}/{}", element.name);
        let mut found = once_each(data);
        in_order_of_body(&mut found, |element| {
            form.order.get(path_of(element).as_str()).copied()
        });
        for element in found {
            let path = path_of(element);
            let kind = kind(form, element, &path);
            let own = self.add(id, kind, &element.name, element);
            match kind {
                Kind::Question(_) => {}
                Kind::Entity => self.entity(own, element),
                _ => self.children(form, own, element, &path),
            }
        }
    }

    fn add(&mut self, parent: Id, kind: Kind, name: &str, part: &'x Element) -> Id {
        let element = tree::Element::new(kind, "", name, 0);
        let id = self.tree.add(parent, element);
        self.parts.insert(id, part);
        id
    }

    fn entity(&mut self, id: Id, element: &'x Element) {
        for (name, _) in &element.attributes {
            self.add(id, Kind::Attribute, name, element);
        }
        for child in element.elements() {
            self.add(id, Kind::EntityLabel, &child.name, child);
        }
    }
}

/// The elements of a group, one of each name: of a repeat the first one that is no template.
fn once_each(data: &Element) -> Vec<&Element> {
    let is_template = |element: &&Element| element.get("jr:template").is_some();
    let real: HashSet<&str> = data
        .elements()
        .filter(|element| !is_template(element))
        .map(|element| element.name.as_str())
        .collect();
    let mut seen = HashSet::new();
    let found = data.elements().filter(|element| {
        let stands_in = is_template(element) && real.contains(element.name.as_str());
        !stands_in && seen.insert(element.name.as_str())
    });
    found.collect()
}

/// Puts what the body shows into the order of the body; what it does not show stays.
fn in_order_of_body(found: &mut [&Element], place: impl Fn(&Element) -> Option<usize>) {
    let shown = found.iter().enumerate();
    let shown = shown.filter_map(|(at, element)| Some((at, place(element)?, *element)));
    let mut shown: Vec<(usize, usize, &Element)> = shown.collect();
    let slots: Vec<usize> = shown.iter().map(|(at, ..)| *at).collect();
    shown.sort_by_key(|(_, place, _)| *place);
    for (slot, (.., element)) in slots.into_iter().zip(shown) {
        if let Some(there) = found.get_mut(slot) {
            *there = element;
        }
    }
}

fn kind(form: &Form<'_>, element: &Element, path: &str) -> Kind {
    let control = form.controls.get(path);
    if form.repeats.contains_key(path) {
        return Kind::Repeat;
    }
    if control.is_some_and(|control| control.name == "group") {
        return Kind::Group;
    }
    if control.is_none() && element.local() == "meta" {
        return Kind::Hidden;
    }
    if control.is_none() && element.local() == "entity" && element.get("dataset").is_some() {
        return Kind::Entity;
    }
    match element.elements().next() {
        Some(_) => Kind::Group,
        None => Kind::Question(Control::None),
    }
}
