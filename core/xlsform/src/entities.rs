//! The entities sheet: what a submission creates and changes in lists of entities.
//!
//! A declaration stands in the `meta` of a container: the form, a group or a repeat. Which one
//! follows from the questions that are saved to it and those that it asks ([`allocate`]).

mod allocate;
mod declare;

use crate::columns::Columns;
use crate::expr::reference;
use crate::fault::rules::{entities as rules, names};
use crate::fault::{Fault, Faults, Place};
use crate::names::{is_name, proposed};
use crate::near::Near;
use crate::survey::tree::{Id, Tree};
use crate::text::cleaned;

/// A declaration, and what of the survey belongs to it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Declaration {
    /// The list of entities.
    pub(crate) list: String,
    /// Its row on the entities sheet.
    pub(crate) row: u32,
    pub(crate) id: Option<String>,
    pub(crate) create_if: Option<String>,
    pub(crate) update_if: Option<String>,
    pub(crate) label: Option<String>,
    /// The questions that its expressions ask.
    asked: Vec<String>,
    /// Where those questions and the ones saved to it are.
    uses: Vec<Use>,
}

/// A question that belongs to a declaration.
#[derive(Debug, Clone)]
struct Use {
    /// The containers around the question, from the form inwards.
    path: Vec<Id>,
    /// The cell of the question that is saved, or none for one that is asked.
    saved: Option<(String, Place)>,
    /// The question's name, where it is asked.
    question: String,
}

/// All declarations.
#[derive(Debug, Default)]
pub(crate) struct Declarations {
    list: Vec<Declaration>,
    /// Declarations in the order in which the survey first needs them.
    order: Vec<usize>,
    sheet: String,
    /// Whether a declaration is wrong, so that the others cannot be told apart.
    broken: bool,
    near: Near,
}

impl Declarations {
    /// Reads the entities sheet.
    pub(crate) fn of(columns: &Columns<'_>, faults: &mut Faults) -> Self {
        let mut found = Self {
            sheet: columns.table.sheet.to_owned(),
            ..Self::default()
        };
        for (index, tokens) in columns.tokens.iter().enumerate() {
            let known = match tokens.as_slice() {
                [one] => crate::columns::ENTITIES.known.contains(&one.as_str()),
                _ => false,
            };
            let used = || {
                let mut rows = columns.table.rows.iter();
                rows.any(|row| row.cells.iter().any(|(cell, _)| *cell == index))
            };
            if !known && used() {
                faults.push(Fault::new(&rules::HEADER, columns.at_header(index)));
            }
        }
        for record in &columns.table.rows {
            let cell = |name: &str| {
                let mut cells = record.cells.iter();
                let found = cells.find(|(index, _)| {
                    columns
                        .tokens
                        .get(*index)
                        .is_some_and(|tokens| *tokens == [name])
                });
                found.map(|(_, text)| cleaned(text.clone(), false).into_owned())
            };
            let declaration = Declaration {
                list: cell("dataset").unwrap_or_default(),
                row: record.number,
                id: cell("entity_id"),
                create_if: cell("create_if"),
                update_if: cell("update_if"),
                label: cell("label"),
                ..Declaration::default()
            };
            let at = |meaning: &str| columns.at(record, meaning);
            match declaration.check(&at, faults) {
                true => found.add(declaration, at("dataset"), faults),
                false => found.broken = true,
            }
        }
        found
    }

    fn add(&mut self, mut declaration: Declaration, place: Place, faults: &mut Faults) {
        if self.has(&declaration.list) {
            faults.push(Fault::new(&rules::LIST_TWICE, place));
            self.broken = true;
            return;
        }
        let columns = [
            &declaration.id,
            &declaration.create_if,
            &declaration.update_if,
            &declaration.label,
        ];
        let meant = columns
            .into_iter()
            .flatten()
            .flat_map(|text| reference::right(text));
        let asked = meant.map(|reference| reference.name.to_owned()).collect();
        declaration.asked = asked;
        self.list.push(declaration);
    }

    /// Whether there is a declaration for a list.
    pub(crate) fn has(&self, list: &str) -> bool {
        self.list.iter().any(|declaration| declaration.list == list)
    }

    /// The version of the entities specification that the form needs, where it has entities.
    pub(crate) fn version(&self, tree: &Tree) -> Option<&'static str> {
        if self.list.is_empty() {
            return None;
        }
        let several = self.list.len() > 1;
        Some(match several || allocate::in_a_repeat(tree) {
            true => "2025.1.0",
            false => "2024.1.0",
        })
    }

    /// Notes that a question is saved: `property`, or `list#property`. Gives the property.
    pub(crate) fn saved(
        &mut self,
        written: &str,
        path: &[Id],
        container: bool,
        place: &Place,
        faults: &mut Faults,
    ) -> Option<String> {
        let mut tell = |rule| faults.push(Fault::new(rule, place.clone()));
        if self.broken {
            return None;
        }
        if self.list.is_empty() {
            tell(&rules::NONE_DECLARED);
            return None;
        }
        let (list, property) = match written.split_once('#') {
            Some((_, property)) if property.contains('#') => {
                tell(&rules::SAVE_TO_SIGNS);
                return None;
            }
            Some((list, property)) => (list.to_owned(), property),
            None if self.list.len() > 1 => {
                tell(&rules::SAVE_TO_LIST);
                return None;
            }
            None => (
                self.list
                    .first()
                    .map(|d| d.list.clone())
                    .unwrap_or_default(),
                written,
            ),
        };
        let Some(index) = self
            .list
            .iter()
            .position(|declaration| declaration.list == list)
        else {
            let lists = self.list.iter().map(|d| d.list.as_str());
            let near = self.near.of("", &list, lists);
            let fault = Fault::new(&rules::LIST_UNKNOWN, place.clone()).with("list", &list);
            faults.push(fault.with("known", near.unwrap_or_else(|| "–".to_owned())));
            return None;
        };
        if container {
            tell(&rules::SAVE_TO_CONTAINER);
            return None;
        }
        if let Some(rule) = property_fault(property) {
            let fault = Fault::new(rule, place.clone());
            faults.push(fault.with("proposed", proposed(property)));
            return None;
        }
        let declaration = self.list.get_mut(index)?;
        let mut uses = declaration
            .uses
            .iter()
            .filter_map(|used| used.saved.as_ref());
        if let Some((_, other)) = uses.find(|(known, _)| known == property) {
            let row = other.row.map_or_else(String::new, |row| row.to_string());
            faults.push(Fault::new(&rules::SAVE_TO_TWICE, place.clone()).with("other", row));
            return None;
        }
        declaration.uses.push(Use {
            path: path.to_vec(),
            saved: Some((property.to_owned(), place.clone())),
            question: String::new(),
        });
        self.needed(index);
        Some(property.to_owned())
    }

    /// Notes where a question is that declarations ask.
    pub(crate) fn asked(&mut self, name: &str, path: &[Id]) {
        let asking =
            |declaration: &Declaration| declaration.asked.iter().any(|asked| asked == name);
        for index in 0..self.list.len() {
            let Some(declaration) = self.list.get_mut(index).filter(|d| asking(d)) else {
                continue;
            };
            declaration.uses.push(Use {
                path: path.to_vec(),
                saved: None,
                question: name.to_owned(),
            });
            self.needed(index);
        }
    }

    fn needed(&mut self, index: usize) {
        if !self.order.contains(&index) {
            self.order.push(index);
        }
    }

    /// Puts every declaration into the `meta` of its container.
    pub(crate) fn place(&self, tree: &mut Tree, faults: &mut Faults) {
        if self.list.is_empty() || self.broken {
            return;
        }
        let Some(places) = allocate::allocate(self, tree, faults) else {
            return;
        };
        declare::inject(&self.list, places, tree);
    }
}

impl Declaration {
    /// Checks a declaration by itself: its list, and which of its columns go together.
    fn check(&self, at: &dyn Fn(&str) -> Place, faults: &mut Faults) -> bool {
        let rule = if self.list.is_empty() {
            &rules::LIST_MISSING
        } else if self.list.starts_with("__") {
            &rules::NAME_RESERVED
        } else if self.list.contains('.') {
            &rules::NAME_POINT
        } else if !is_name(&self.list) {
            &names::WRONG
        } else if self.id.is_none() && self.update_if.is_some() {
            faults.push(Fault::new(&rules::ID_MISSING, at("entity_id")).with("list", &self.list));
            return false;
        } else if self.id.is_some() && self.create_if.is_some() && self.update_if.is_none() {
            faults
                .push(Fault::new(&rules::UPDATE_MISSING, at("update_if")).with("list", &self.list));
            return false;
        } else if self.id.is_none() && self.label.is_none() {
            faults.push(Fault::new(&rules::LABEL_MISSING, at("label")).with("list", &self.list));
            return false;
        } else {
            return true;
        };
        let fault = Fault::new(rule, at("dataset")).with("list", &self.list);
        faults.push(fault.with("proposed", proposed(&self.list)));
        false
    }
}

/// What is wrong with the name of a property.
fn property_fault(property: &str) -> Option<&'static crate::fault::Rule> {
    let lower = property.to_lowercase();
    if lower == "name" || lower == "label" {
        Some(&rules::PROPERTY_RESERVED)
    } else if property.starts_with("__") {
        Some(&rules::NAME_RESERVED)
    } else if !is_name(property) {
        Some(&names::WRONG)
    } else {
        None
    }
}
