//! Questions: a row becomes an element, with what its type wants.

use super::builder::Builder;
use super::file_name::stem;
use super::row::Row;
use super::tree::{Action, Element, FIRST_LOAD, NEW_REPEAT, Tag};
use super::{geo, media, range, select, types};
use crate::expr::{is_dynamic, reference};
use crate::fault::rules::{refs, survey as rules};
use crate::table::Record;
use crate::text::{Attributes, Text};

impl<'w> Builder<'_, 'w> {
    pub(super) fn question(&mut self, record: &Record<'w>, row: Row, found: Attributes) {
        let question = row.kind().to_owned();
        self.questions.insert(row.named().to_owned());
        if question == "calculate" && !is_worked_out(&row) {
            self.tell(&rules::CALCULATION, record, "bind::calculate");
        }
        if let Some(command) = select::parse(&question) {
            self.select(record, &row, command, found);
            return;
        }
        if let Some(list) = osm_list(&question) {
            self.osm(record, &row, list);
            return;
        }
        let Some(mut element) = self.element(&row, &question) else {
            self.unknown_type(record, &question);
            return;
        };
        self.trigger_of(record, &row, &mut element);
        let place = self.sheets.survey.at(record, "parameters");
        let appearance = row.appearance();
        match question.as_str() {
            "text" => media::text(&mut element, &found, &place, self.faults),
            "photo" => media::photo(&mut element, &found, appearance, &place, self.faults),
            "audio" => media::audio(&mut element, &found, &place, self.faults),
            "background-audio" => {
                media::background_audio(&mut element, &found, &place, self.faults);
            }
            "range" => {
                range::apply(
                    &mut element,
                    &found,
                    appearance,
                    self.lists,
                    &place,
                    self.faults,
                );
            }
            "geopoint" | "geoshape" | "geotrace" => {
                geo::apply(&mut element, &found, &place, self.faults);
                if found.get("reference-geometry").is_some() {
                    let list = element.itemset.clone().unwrap_or_default();
                    self.geometries.push((list, row.number));
                }
            }
            "start-geopoint" => {
                let action = Action::new("odk:setgeopoint", FIRST_LOAD);
                element.actions.push(action);
            }
            "background-geopoint" => self.background_geopoint(record, &row),
            "xml-external" | "csv-external" => {
                self.instances.insert(stem(row.named()).to_owned());
            }
            _ => {}
        }
        self.tree.add(self.open(), element);
    }

    fn background_geopoint(&mut self, record: &Record<'_>, row: &Row) {
        if row.trigger.is_none() {
            self.tell(&rules::GEOPOINT_TRIGGER, record, "trigger");
        }
        if row.bind.get("calculate").is_some() {
            self.tell(&rules::GEOPOINT_CALCULATION, record, "bind::calculate");
        }
    }

    fn unknown_type(&mut self, record: &Record<'_>, question: &str) {
        if self.without_list(record, question) {
            return;
        }
        if let Some((house, instead)) = crate::houses::question(question) {
            let fault = self.fault(&rules::TYPE_OF_HOUSE, record, "type");
            self.faults
                .push(fault.with("house", house).with("instead", instead));
            return;
        }
        let fault = match types::nearest(question) {
            Some(near) => self
                .fault(&rules::TYPE_NEAR, record, "type")
                .with("near", near),
            None => self.fault(&rules::TYPE_UNKNOWN, record, "type"),
        };
        self.faults.push(fault);
    }

    /// Tells a select without its list, and where the list probably stands.
    fn without_list(&mut self, record: &Record<'_>, question: &str) -> bool {
        let written = crate::columns::snake_case(question);
        if !matches!(written.as_str(), "select_one" | "select_multiple" | "rank") {
            return false;
        }
        let survey = self.sheets.survey;
        let cells = record.cells.iter();
        let found = cells.filter(|(index, _)| {
            survey
                .tokens
                .get(*index)
                .and_then(|t| t.first())
                .is_some_and(|t| t != "type")
        });
        let mut lists = found.filter(|(_, text)| self.lists.get(text).is_some());
        let list = lists.next().map(|(_, text)| text.to_string());
        let rule = match list {
            Some(_) => &rules::LIST_ELSEWHERE,
            None => &rules::LIST_NOT_NAMED,
        };
        let fault = self.fault(rule, record, "type").with("type", written);
        self.faults
            .push(fault.with("list", list.unwrap_or_default()));
        true
    }

    /// An element with all that its row says.
    pub(super) fn element(&self, row: &Row, question: &str) -> Option<Element> {
        let mut element = types::element(question, row.named(), row.number)?;
        element.label = row.label.clone();
        if row.hint.is_some() {
            element.hint = row.hint.clone();
        }
        element.guidance = row.guidance.clone();
        element.media = row.media.clone();
        for (name, value) in row.bind.iter() {
            element.bind.set(name, value.clone());
        }
        for (name, value) in row.control.iter() {
            element.control.set(name, value.clone());
        }
        element.instance = row.instance.clone();
        element.default = row.default.clone();
        element.choice_filter = row.choice_filter.clone();
        element.query = row.query.clone();
        if row.appearance() == Some("label") && !element.has_label() {
            element.label = Some(Text::Plain(" ".to_owned()));
        }
        let dynamic = row
            .default
            .as_deref()
            .is_some_and(|text| is_dynamic(text, row.kind()));
        if dynamic {
            element.actions.push(Action::new("setvalue", FIRST_LOAD));
            if self.stack.iter().any(|open| open.control == "repeat") {
                element.actions.push(Action::new("setvalue", NEW_REPEAT));
            }
        }
        Some(element)
    }

    /// Reads the questions whose change gives this one its value.
    pub(super) fn trigger_of(&mut self, record: &Record<'_>, row: &Row, element: &mut Element) {
        let Some(trigger) = &row.trigger else {
            return;
        };
        if !reference::is_candidate(trigger) {
            self.tell(&refs::TRIGGER, record, "trigger");
            return;
        }
        for part in trigger.split(',') {
            let mut meant = reference::meant(part);
            match meant.next() {
                Some(Ok(found)) => {
                    element.trigger.push(found.name.to_owned());
                    self.triggers.push((found.name.to_owned(), row.number));
                }
                Some(Err(_)) => self.tell(&refs::MALFORMED, record, "trigger"),
                None => {}
            }
            if meant.next().is_some() {
                self.tell(&refs::WITHOUT_COMMA, record, "trigger");
            }
        }
    }

    fn osm(&mut self, record: &Record<'_>, row: &Row, list: &str) {
        let Some(mut element) = self.element(row, "osm") else {
            return;
        };
        match self.sheets.osm.map(|lists| lists.get(list)) {
            Some(Some(tags)) => {
                let tags = tags.choices.iter().map(|choice| Tag {
                    key: choice.name.as_deref().unwrap_or_default().to_owned(),
                    label: choice.label.as_ref().and_then(|label| {
                        let mut texts = label.each("");
                        texts.next().map(|(_, text)| text.to_owned())
                    }),
                });
                element.tags = tags.collect();
            }
            Some(None) => {
                let fault = self.fault(&rules::OSM_LIST, record, "type");
                self.faults.push(fault.with("list", list));
            }
            None => {}
        }
        self.tree.add(self.open(), element);
    }
}

/// Whether a calculation has something to work out: its expression, or a default that is one.
fn is_worked_out(row: &Row) -> bool {
    let dynamic = row
        .default
        .as_deref()
        .is_some_and(|text| is_dynamic(text, row.kind()));
    dynamic || row.bind.get("calculate").is_some()
}

/// The list of tags of a question of OpenStreetMap.
fn osm_list(question: &str) -> Option<&str> {
    let (_, after) = question.split_once("osm ")?;
    let list = after.split_whitespace().next()?;
    after.starts_with(list).then_some(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_openstreetmap() {
        assert_eq!(osm_list("osm building_tags"), Some("building_tags"));
        assert_eq!(osm_list("osm"), None);
    }
}
