//! Groups, repeats and loops: where they begin and end, and how deep they may be.

use farola_model::limits::XML_DEPTH;

use super::builder::{Builder, TableList};
use super::containers::{Container, Unended};
use super::row::Row;
use super::tree::{Control, Element, Kind};
use super::types;
use crate::expr::reference;
use crate::fault::Fault;
use crate::fault::rules::{names, survey as rules};
use crate::table::Record;

/// Levels of XML that the groups, repeats and loops around a question may make together: what is
/// left of the depth to which forms are read once `html`, `head`, `model`, `instance` and the data
/// element are around them, and `meta`, an entity and its label in them. The body has less: two
/// elements around, and a control, its label and an output within. What walks the tree calls
/// itself once a level, so that this also keeps a sheet without an end to its levels from ending
/// the process.
const MOST_LEVELS: usize = XML_DEPTH - 8;

/// Levels of XML in the body: a repeat stands in a group of its own, and a loop has a group for
/// each choice.
fn levels(control: &str) -> usize {
    match control {
        "" => 0,
        "group" => 1,
        _ => 2,
    }
}

impl Builder<'_, '_> {
    pub(super) fn end(&mut self, record: &Record<'_>, control: &'static str, row: &Row) {
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        let open = self
            .stack
            .iter()
            .skip(1)
            .rposition(|open| open.control == control);
        let Some(index) = open else {
            self.end_of_none(record, control);
            return;
        };
        // Containers inside that were not ended are the cause; this row ends what it names.
        for inner in self.stack.drain(index + 1..).skip(1) {
            let place = self.sheets.survey.at_row(inner.row, "type");
            let fault = Fault::new(&rules::BEGIN_ALONE, place).with("control", inner.control);
            let fault = fault.with("name", inner.name);
            self.faults
                .push(fault.with("before", row.number.to_string()));
        }
        self.table_list = TableList::None;
    }

    /// An end where nothing of its kind is open: it ends something of another kind, if that is
    /// not ended below.
    fn end_of_none(&mut self, record: &Record<'_>, control: &'static str) {
        let open = self.stack.iter().skip(1).next_back();
        let open = open.map(|open| (open.control, open.name.clone()));
        let open = open.filter(|(kind, _)| !self.ends_below(record.number, kind));
        let fault = match open {
            Some((kind, name)) => {
                self.stack.pop();
                let fault = self.fault(&rules::END_KIND, record, "type");
                fault.with("open", kind).with("name", name)
            }
            None => self.fault(&rules::END_ALONE, record, "type"),
        };
        self.faults.push(fault.with("control", control));
    }

    /// Whether a row below `number` ends what is open of this kind.
    fn ends_below(&mut self, number: u32, control: &str) -> bool {
        let survey = self.sheets.survey;
        let unended = self.unended.get_or_insert_with(|| {
            let is_type = |index: usize| survey.tokens.get(index).is_some_and(|t| *t == ["type"]);
            let rows = survey.table.rows.iter().map(|row| {
                let question = row.cells.iter().find(|(index, _)| is_type(*index));
                (row.number, question.map_or("", |(_, text)| text.as_ref()))
            });
            Unended::of(rows)
        });
        unended.below(number, control)
    }

    pub(super) fn begin(
        &mut self,
        record: &Record<'_>,
        control: &'static str,
        list: Option<&str>,
        row: Row,
    ) {
        let open = self.stack.iter().map(|open| levels(open.control));
        if open.sum::<usize>() + levels(control) > MOST_LEVELS {
            self.begin_beyond(record, control, &row);
            return;
        }
        let name = row.named().to_owned();
        if control == "repeat" {
            if name == self.settings.root {
                self.tell(&names::AS_ROOT, record, "name");
            } else if !name.is_empty() && !self.repeats.insert(name.clone()) && !self.same {
                self.tell(&names::REPEAT_TWICE, record, "name");
            }
            if row.label.is_none() && row.media.is_empty() {
                self.tell(&rules::REPEAT_LABEL, record, "label");
            }
        }
        let kind = match control {
            "repeat" => Kind::Repeat,
            "loop" => Kind::Loop,
            _ => Kind::Group,
        };
        let appearance = row.appearance().unwrap_or_default().to_owned();
        let mut element = Element::new(kind, control, &name, row.number);
        element.label = row.label;
        element.hint = row.hint;
        element.media = row.media;
        element.bind = row.bind;
        element.control = row.control;
        element.instance = row.instance;
        if let Some(intent) = row.intent {
            element.control.set("intent", intent);
        }
        if kind == Kind::Loop {
            element.itemset = self.loop_list(record, list);
        }
        self.count(&mut element);
        let caption = self.table_list(&mut element, &appearance);
        let id = self.tree.add(self.open(), element);
        if let Some(caption) = caption {
            self.tree.add(id, caption);
        }
        self.stack
            .push(Container::new(id, control, &name, row.number));
    }

    /// A container beyond the limit: told once, and not opened. What is in it is read as if it
    /// stood around it, for the faults of its own.
    fn begin_beyond(&mut self, record: &Record<'_>, control: &str, row: &Row) {
        self.beyond += 1;
        if control == "repeat" {
            // What shows its places is not wrong for that.
            self.repeats.insert(row.named().to_owned());
        }
        if !self.deep {
            self.deep = true;
            let fault = self.fault(&rules::DEEP, record, "type");
            self.faults
                .push(fault.with("limit", (MOST_LEVELS / levels(control)).to_string()));
        }
    }

    /// A count that is worked out gets a node of its own; a plain reference needs none.
    fn count(&mut self, element: &mut Element) {
        let Some(count) = element.control.get("jr:count").cloned() else {
            return;
        };
        if reference::only(&count).is_some() {
            return;
        }
        let name = format!("{}_count", element.name);
        let mut node = Element::new(
            Kind::Question(Control::None),
            "calculate",
            &name,
            element.row,
        );
        node.set_bind("type", "string");
        node.set_bind("readonly", "true()");
        node.set_bind("calculate", &count);
        self.tree.add(self.open(), node);
        element.control.set("jr:count", format!("${{{name}}}"));
    }

    /// A group that is a table: a `field-list` whose label stands in a note of its own.
    fn table_list(&mut self, element: &mut Element, appearance: &str) -> Option<Element> {
        if !appearance
            .split_whitespace()
            .any(|word| word == "table-list")
        {
            return None;
        }
        self.table_list = TableList::Open;
        let further = appearance
            .split_whitespace()
            .filter(|word| *word != "table-list");
        let words: Vec<&str> = std::iter::once("field-list").chain(further).collect();
        element.control.set("appearance", words.join(" "));
        if element.label.is_none() && element.hint.is_none() {
            return None;
        }
        let name = format!("generated_table_list_label_{}", element.row);
        let mut caption = types::element("note", &name, element.row)?;
        caption.label = element.label.take();
        caption.hint = element.hint.take();
        Some(caption)
    }
}
