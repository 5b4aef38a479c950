//! What is worked out once every row was read: ends that are missing, loops, `meta`.

use std::collections::HashMap;

use super::builder::Builder;
use super::loops;
use super::tree::{Control, Element, Kind, ROOT};
use crate::expr::reference;
use crate::fault::Fault;
use crate::fault::rules::{names, params as param_rules, refs, survey as rules};

impl Builder<'_, '_> {
    pub(super) fn finish(&mut self) {
        for inner in std::mem::take(&mut self.stack).into_iter().skip(1) {
            let place = self.sheets.survey.at_row(inner.row, "type");
            let fault = Fault::new(&rules::NOT_ENDED, place).with("control", inner.control);
            self.faults.push(fault.with("name", inner.name));
        }
        for (name, row) in std::mem::take(&mut self.triggers) {
            if !self.questions.contains(&name) && !self.wrong.contains(&name) {
                let place = self.sheets.survey.at_row(row, "trigger");
                let fault = self.unknown(Fault::new(&refs::UNKNOWN, place), &name);
                self.faults.push(fault);
            }
        }
        self.check_geometries();
        if let Some(row) = loops::unroll(&mut self.tree, self.lists) {
            let place = self.sheets.survey.at_row(row, "type");
            self.faults.push(Fault::new(&rules::LOOP_LARGE, place));
        }
        self.check_repeats();
        self.meta();
    }

    /// A loop makes a repeat once for each choice; where its name has no place for the choice, all
    /// are named the same.
    fn check_repeats(&mut self) {
        let mut rows = HashMap::new();
        for id in self.tree.all() {
            let element = self.tree.get(id);
            if element.kind != Kind::Repeat {
                continue;
            }
            let first = *rows.entry(&element.name).or_insert((id, element.row));
            if first.0 != id && first.1 == element.row {
                let place = self.sheets.survey.at_row(element.row, "name");
                self.faults.push(Fault::new(&names::REPEAT_TWICE, place));
                return;
            }
        }
    }

    fn unknown(&mut self, fault: Fault, name: &str) -> Fault {
        let questions = self.questions.iter().map(String::as_str);
        match self.near.of("", name, questions) {
            Some(near) => Fault::new(&refs::UNKNOWN_NEAR, fault.place).with("near", near),
            None => fault,
        }
        .with("name", name)
    }

    fn check_geometries(&mut self) {
        for (list, row) in std::mem::take(&mut self.geometries) {
            let repeat = reference::only(&list).is_some_and(|r| self.repeats.contains(r.name));
            let known = repeat
                || self.instances.contains(&list)
                || self.lists.get(&list).is_some()
                || self.entities.has(&list);
            if !known {
                let place = self.sheets.survey.at_row(row, "parameters");
                let fault = Fault::new(&param_rules::GEOMETRY, place).with("list", list);
                self.faults.push(fault);
            }
        }
    }

    /// The elements of `meta`, after the declarations of entities.
    fn meta(&mut self) {
        let mut elements = std::mem::take(&mut self.meta);
        if !self.settings.omit_instance_id {
            let mut id = Element::new(Kind::Question(Control::None), "calculate", "instanceID", 0);
            id.set_bind("type", "string");
            id.set_bind("readonly", "true()");
            let preload = self.settings.instance_id.as_deref().unwrap_or("uid");
            id.set_bind("jr:preload", preload);
            elements.push(id);
            *self.names.entry("instanceID".to_owned()).or_default() += 1;
        }
        if let Some(name) = &self.settings.instance_name {
            elements.push(Element::calculation("instanceName", name));
        }
        self.entities.place(&mut self.tree, self.faults);
        if elements.is_empty() {
            return;
        }
        let children = &self.tree.get(ROOT).children;
        let there = children.iter().copied().find(|id| {
            let child = self.tree.get(*id);
            child.name == "meta" && matches!(child.kind, Kind::Hidden | Kind::Group)
        });
        let meta = there.unwrap_or_else(|| {
            self.tree
                .add(ROOT, Element::new(Kind::Hidden, "group", "meta", 0))
        });
        for element in elements {
            self.tree.add(meta, element);
        }
    }
}
