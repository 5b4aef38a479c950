//! Questions with choices: from a list, a file or a repeat, with `or_other`, shuffled or ranked.

use super::builder::{Builder, TableList};
use super::containers::begins;
use super::file_name::split_end;
use super::params;
use super::row::Row;
use super::tree::{Element, Kind};
use super::types;
use crate::choices::Choice;
use crate::expr::reference;
use crate::fault::rules::{choices as rules, params as param_rules, sheets};
use crate::fault::{Fault, Place};
use crate::names::is_name;
use crate::table::Record;
use crate::text::{Attributes, Text};

/// Ends of files that lists can come from.
pub(crate) const FILES: [&str; 3] = [".xml", ".csv", ".geojson"];

const ONE: &str = "select one";
const SEVERAL: &str = "select all that apply";
const EXTERNAL: &str = "select one external";

/// Words that begin the type of a question with choices, in the order in which they are tried.
const COMMANDS: [(&str, &str); 15] = [
    ("add select one prompt using", ONE),
    ("add select multiple prompt using", SEVERAL),
    ("select all that apply from", SEVERAL),
    ("select one from", ONE),
    ("select1", ONE),
    ("select_one", ONE),
    ("select one", ONE),
    ("select_multiple", SEVERAL),
    ("select all that apply", SEVERAL),
    ("select_one_external", EXTERNAL),
    ("select_one_from_file", ONE),
    ("select_multiple_from_file", SEVERAL),
    ("select one from file", ONE),
    ("select multiple from file", SEVERAL),
    ("rank", "rank"),
];

/// The type of a question with choices, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Command {
    written: &'static str,
    question: &'static str,
    list: String,
    other: bool,
}

impl Command {
    fn takes_file(&self) -> bool {
        self.written.ends_with("from_file") || self.written.ends_with("from file")
    }
}

/// Takes a type apart: `select_one list or_other`.
pub(crate) fn parse(question: &str) -> Option<Command> {
    COMMANDS.iter().find_map(|(written, kind)| {
        let rest = question.strip_prefix(written)?.strip_prefix(' ')?;
        let (list, tail) = rest.split_once(' ').unwrap_or((rest, ""));
        let other = match tail {
            "" if rest.len() == list.len() => false,
            "or specify other" | "or_other" | "or other" => true,
            _ => return None,
        };
        let fits = !list.is_empty() && !list.contains(char::is_whitespace);
        fits.then(|| Command {
            written,
            question: kind,
            list: list.to_owned(),
            other,
        })
    })
}

/// Whether a type takes its choices from a list of the workbook, also where it is written wrong.
pub(crate) fn asks_for_list(question: &str) -> bool {
    let question = types::dealiased(question);
    if let Some(command) = parse(question) {
        let elsewhere = command.takes_file()
            || command.question == EXTERNAL
            || FILES.contains(&split_end(&command.list).1)
            || reference::has(&command.list);
        return !elsewhere;
    }
    if let Some((control, _)) = begins(question) {
        return control == "loop";
    }
    let written = crate::columns::snake_case(question);
    if matches!(written.as_str(), "select_one" | "select_multiple" | "rank") {
        return true;
    }
    let near = types::nearest(question).filter(|_| types::shape_of(question).is_none());
    near.is_some_and(|near| near.starts_with("select_") || near.starts_with("rank"))
}

impl<'w> Builder<'_, 'w> {
    /// Reads a question with choices.
    pub(super) fn select(
        &mut self,
        record: &Record<'w>,
        row: &Row,
        command: Command,
        found: Attributes,
    ) {
        let (name, end) = split_end(&command.list);
        if command.question == EXTERNAL {
            self.external(record, row, &command.list);
        } else {
            self.instances.insert(name.to_owned());
            self.list(record, &command, end);
        }
        if command.question == SEVERAL && !FILES.contains(&end) {
            self.no_blanks(&command.list);
        }
        let other = command
            .other
            .then(|| self.or_other(record, row, &command.list))
            .flatten();
        let place = self.sheets.survey.at(record, "parameters");
        self.parameters(&command, &found, &place);
        let Some(mut element) = self.element(row, command.question) else {
            return;
        };
        self.trigger_of(record, row, &mut element);
        element.params = found;
        element.itemset = Some(command.list.clone());
        if command.question == EXTERNAL {
            element.query = Some(command.list.clone());
        }
        if self.settings.add_none && command.question == SEVERAL {
            none_alone(&mut element);
        }
        self.table_row(record, row, &command, &mut element);
        let open = self.open();
        self.tree.add(open, element);
        if let Some(other) = other {
            self.tree.add(open, other);
        }
    }

    /// A list of the sheet of external choices.
    fn external(&mut self, record: &Record<'_>, row: &Row, list: &str) {
        if row.choice_filter.is_none() {
            self.tell(&rules::EXTERNAL_FILTER, record, "choice_filter");
        }
        match self.sheets.external {
            None => {
                let listed = self.sheets.book.listed();
                let fault = self.fault(&sheets::EXTERNAL_MISSING, record, "type");
                self.faults.push(fault.with("sheets", listed));
            }
            Some(lists) if lists.get(list).is_none() => {
                let near = self.near.of("external_choices", list, lists.names());
                let near = near.unwrap_or_default();
                let fault = self.fault(&rules::EXTERNAL_UNKNOWN, record, "type");
                self.faults
                    .push(fault.with("list", list).with("near", near));
            }
            Some(_) => {}
        }
    }

    /// Checks that the list of a question is there.
    fn list(&mut self, record: &Record<'_>, command: &Command, end: &str) {
        let list = command.list.as_str();
        let points = list.trim_start_matches('.').matches('.').count();
        if command.takes_file() && (points != 1 || !FILES.contains(&end)) {
            let fault = self.fault(&rules::FILE_END, record, "type");
            self.faults.push(fault.with("file", list));
            return;
        }
        if self.lists.get(list).is_some() || FILES.contains(&end) || reference::has(list) {
            return;
        }
        if self.lists.is_empty() {
            let similar = self.sheets.book.misspelt("choices").unwrap_or_default();
            let rule = match similar {
                "" => &sheets::CHOICES_MISSING,
                _ => &sheets::CHOICES_MISSPELT,
            };
            let fault = self.fault(rule, record, "type").with("similar", similar);
            self.faults.push(fault.with("list", list));
            return;
        }
        let near = self.near.of("choices", list, self.lists.names());
        let fault = match near {
            Some(near) => self
                .fault(&rules::LIST_NEAR, record, "type")
                .with("near", near),
            None => {
                let known: Vec<&str> = self.lists.names().take(12).collect();
                let known = known.join(", ");
                self.fault(&rules::LIST_UNKNOWN, record, "type")
                    .with("known", known)
            }
        };
        self.faults.push(fault.with("list", list));
    }

    /// Several choices are joined by blanks in the answer, so none can be in a name.
    fn no_blanks(&mut self, list: &str) {
        // Told once for a list, however many questions take it.
        if !self.several.insert(list.to_owned()) {
            return;
        }
        let Some(list) = self.lists.get(list) else {
            return;
        };
        for choice in &list.choices {
            let name = choice.name.as_deref().unwrap_or_default();
            if !name.contains(' ') {
                continue;
            }
            let Some(columns) = self.sheets.choices else {
                continue;
            };
            let place = columns.at_row(choice.row, "name");
            let fault = Fault::new(&rules::NAME_BLANK, place).with("list", &list.name);
            self.faults
                .push(fault.with("proposed", name.replace(' ', "_")));
        }
    }

    /// Adds the choice for other answers to the list, and gives the question for them.
    fn or_other(&mut self, record: &Record<'_>, row: &Row, list: &str) -> Option<Element> {
        self.other_seen = true;
        if row.choice_filter.is_some() {
            self.tell(&rules::OTHER_FILTER, record, "choice_filter");
        }
        let Some(list) = self.lists.get_mut(list) else {
            if reference::has(list) || FILES.contains(&split_end(list).1) {
                self.tell(&rules::OTHER_LIST, record, "type");
            }
            return None;
        };
        if !list
            .choices
            .iter()
            .any(|choice| choice.name.as_deref() == Some("other"))
        {
            let label = languages(&list.choices);
            list.choices.push(Choice {
                name: Some("other".into()),
                label: Some(label),
                ..Choice::default()
            });
        }
        let name = row.named();
        let mut other = types::element("text", &format!("{name}_other"), row.number)?;
        other.label = Some(Text::Plain("Specify other.".to_owned()));
        other.set_bind("relevant", &format!("selected(../{name}, 'other')"));
        Some(other)
    }

    fn parameters(&mut self, command: &Command, found: &Attributes, place: &Place) {
        let takes_file = command.takes_file() && command.written.contains('_');
        if takes_file {
            params::accepted(
                found,
                &["label", "randomize", "seed", "value"],
                place,
                self.faults,
            );
            for key in ["value", "label"] {
                if let Some(value) = found.get(key).filter(|value| !is_name(value)) {
                    let fault = Fault::new(&param_rules::COLUMN_NAME, place.clone());
                    self.faults
                        .push(fault.with("key", key).with("value", value));
                }
            }
        } else {
            params::accepted(found, &["randomize", "seed"], place, self.faults);
        }
        let shuffled = params::truth(found, "randomize", place, self.faults);
        let Some(seed) = found.get("seed") else {
            return;
        };
        if found.get("randomize").is_none() {
            self.faults
                .push(Fault::new(&param_rules::SEED_ALONE, place.clone()));
        } else if shuffled.is_some()
            && reference::only(seed).is_none()
            && seed.parse::<f64>().is_err()
        {
            let fault = Fault::new(&param_rules::SEED, place.clone());
            self.faults.push(fault.with("value", seed));
        }
    }

    /// A question of a table: the first one brings the row of labels, all lose their own.
    fn table_row(
        &mut self,
        record: &Record<'_>,
        row: &Row,
        command: &Command,
        element: &mut Element,
    ) {
        match &self.table_list {
            TableList::None => return,
            TableList::Open => {
                self.table_list = TableList::List(command.list.clone());
                if row.choice_filter.is_some() {
                    self.tell(&rules::TABLE_FILTER, record, "choice_filter");
                }
                let name = format!("reserved_name_for_field_list_labels_{}", row.number);
                if let Some(mut head) = types::element(command.question, &name, row.number) {
                    head.label = Some(Text::Plain(" ".to_owned()));
                    head.control.set("appearance", "label".to_owned());
                    head.itemset = Some(command.list.clone());
                    self.tree.add(self.open(), head);
                }
            }
            TableList::List(list) if *list != command.list => {
                let fault = self.fault(&rules::TABLE_LISTS, record, "type");
                let fault = fault.with("list", &command.list).with("first", list);
                self.faults.push(fault);
            }
            TableList::List(_) => {}
        }
        element.control.set("appearance", "list-nolabel".to_owned());
    }
}

/// The label of the choice for other answers, in the languages of the list.
fn languages(choices: &[Choice<'_>]) -> Text {
    let mut known: Vec<(String, String)> = Vec::new();
    for choice in choices {
        let Some(Text::Spoken(texts)) = &choice.label else {
            continue;
        };
        for (language, _) in texts {
            if !known.iter().any(|(there, _)| there == language) {
                known.push((language.clone(), "Other".to_owned()));
            }
        }
    }
    match known.is_empty() {
        true => Text::Plain("Other".to_owned()),
        false => Text::Spoken(known),
    }
}

/// `none` cannot be chosen with others.
fn none_alone(element: &mut Element) {
    debug_assert!(matches!(element.kind, Kind::Question(_)));
    let alone = "(.='none' or not(selected(., 'none')))";
    let constraint = match element.bound("constraint") {
        Some(there) => format!("{there} and {alone}"),
        None => alone.to_owned(),
    };
    element.set_bind("constraint", &constraint);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_choices_are_taken_apart() {
        let check = |question: &str, expected: Option<(&str, &str, bool)>| {
            let found = parse(question);
            let found = found
                .as_ref()
                .map(|c| (c.question, c.list.as_str(), c.other));
            assert_eq!(found, expected, "{question}");
        };
        check("select_one si_no", Some((ONE, "si_no", false)));
        check("select_multiple a or_other", Some((SEVERAL, "a", true)));
        check(
            "select one from file cities.xml",
            Some((ONE, "cities.xml", false)),
        );
        check("select one from cities", Some((ONE, "cities", false)));
        check("select_one_external city", Some((EXTERNAL, "city", false)));
        check("rank a", Some(("rank", "a", false)));
        check(
            "select all that apply from l or specify other",
            Some((SEVERAL, "l", true)),
        );
        check("select_one ${q}", Some((ONE, "${q}", false)));
        check("select_one", None);
        check("select_one a b", None);
        check("select_one  a", None);
    }
}
