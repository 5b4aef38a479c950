//! Rows of the survey sheet, one after the other, become the tree of the form.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::containers::{Beside, Container, Unended, begins, ends};
use super::row::{Reading, Row};
use super::tree::{Element, Id, ROOT, Tree};
use super::{audit, params, types};
use crate::book::Book;
use crate::choices::Lists;
use crate::columns::Columns;
use crate::entities::Declarations;
use crate::fault::rules::{names, params as param_rules, survey as rules};
use crate::fault::{Fault, Faults, Rule};
use crate::names::{is_name, proposed};
use crate::near::Near;
use crate::settings::{Settings, yes_no};
use crate::table::Record;
use crate::text::{Attributes, Text};

/// What the rows are read with.
pub(crate) struct Sheets<'a, 'w> {
    pub(crate) book: &'a Book<'w>,
    pub(crate) survey: &'a Columns<'w>,
    pub(crate) choices: Option<&'a Columns<'w>>,
    pub(crate) external: Option<&'a Lists<'w>>,
    pub(crate) osm: Option<&'a Lists<'w>>,
}

/// The first selects of a `table-list` group share one list, whose labels are shown once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TableList {
    /// No such group is open.
    None,
    /// The group is open, and no select has come yet.
    Open,
    /// The list of its selects.
    List(String),
}

/// Reads the rows.
pub(crate) struct Builder<'a, 'w> {
    pub(super) sheets: Sheets<'a, 'w>,
    pub(super) settings: &'a mut Settings,
    pub(super) lists: &'a mut Lists<'w>,
    pub(super) entities: &'a mut Declarations,
    pub(super) faults: &'a mut Faults,
    pub(super) tree: Tree,
    pub(super) stack: Vec<Container>,
    /// Containers that began beyond the limit and have not ended: none of them was opened.
    pub(super) beyond: usize,
    /// Whether the limit has been told.
    pub(super) deep: bool,
    /// Which rows have an end below that ends something above; worked out once one is missing.
    pub(super) unended: Option<Unended>,
    pub(super) table_list: TableList,
    pub(super) meta: Vec<Element>,
    pub(super) names: HashMap<String, usize>,
    /// In order: of two names that are equally near, always the same one is proposed.
    pub(super) questions: BTreeSet<String>,
    pub(super) repeats: HashSet<String>,
    pub(super) triggers: Vec<(String, u32)>,
    pub(super) geometries: Vec<(String, u32)>,
    pub(super) instances: HashSet<String>,
    /// Lists of which several choices are taken: each is looked at once, however many ask.
    pub(super) several: HashSet<String>,
    /// Lists that loops go over: the same.
    pub(super) looped: HashSet<String>,
    /// Names that are wrong: what refers to them is a follower of that.
    pub(super) wrong: HashSet<String>,
    /// The nearest of the names that are there.
    pub(super) near: Near,
    pub(super) other_seen: bool,
    /// Whether the name of the row stands beside the same one, which has been told.
    pub(super) same: bool,
}

/// What the rows gave.
pub(crate) struct Built {
    pub(crate) tree: Tree,
    /// How often each name stands on the sheet.
    pub(crate) names: HashMap<String, usize>,
    /// Names that are wrong.
    pub(crate) wrong: HashSet<String>,
    /// Whether a question takes other answers beside its list.
    pub(crate) other_seen: bool,
}

impl<'a, 'w> Builder<'a, 'w> {
    pub(crate) fn new(
        sheets: Sheets<'a, 'w>,
        settings: &'a mut Settings,
        lists: &'a mut Lists<'w>,
        entities: &'a mut Declarations,
        faults: &'a mut Faults,
    ) -> Self {
        let tree = Tree::new(&settings.root);
        Self {
            sheets,
            settings,
            lists,
            entities,
            faults,
            tree,
            stack: vec![Container::root()],
            beyond: 0,
            deep: false,
            unended: None,
            table_list: TableList::None,
            meta: Vec::new(),
            names: HashMap::new(),
            questions: BTreeSet::new(),
            repeats: HashSet::new(),
            triggers: Vec::new(),
            geometries: Vec::new(),
            instances: HashSet::new(),
            several: HashSet::new(),
            looped: HashSet::new(),
            wrong: HashSet::new(),
            near: Near::default(),
            other_seen: false,
            same: false,
        }
    }

    /// Reads every row.
    pub(crate) fn build(mut self) -> Built {
        let survey = self.sheets.survey;
        for record in &survey.table.rows {
            let reading = Reading {
                default_language: &self.settings.default_language,
                single_blanks: self.settings.single_blanks,
            };
            let row = Row::of(record, survey, reading);
            self.row(record, row);
        }
        self.finish();
        Built {
            tree: self.tree,
            names: self.names,
            wrong: self.wrong,
            other_seen: self.other_seen,
        }
    }

    /// Tells of a cell of a row.
    pub(super) fn tell(&mut self, rule: &'static Rule, record: &Record<'_>, meaning: &str) {
        let fault = self.fault(rule, record, meaning);
        self.faults.push(fault);
    }

    /// A fault of a cell of a row.
    pub(super) fn fault(&self, rule: &'static Rule, record: &Record<'_>, meaning: &str) -> Fault {
        Fault::new(rule, self.sheets.survey.at(record, meaning))
    }

    /// The container that is open.
    pub(super) fn open(&self) -> Id {
        self.stack.last().map_or(ROOT, |container| container.id)
    }

    fn row(&mut self, record: &Record<'w>, mut row: Row) {
        if let Some(disabled) = row.disabled.take() {
            self.tell(&rules::DISABLED, record, "disabled");
            if yes_no(&disabled) == Some(true) {
                return;
            }
            if record.cells.len() == 1 {
                return;
            }
        }
        let question = types::dealiased(row.kind()).to_owned();
        if question.is_empty() {
            let rule = match row.is_comment() {
                true => &rules::COMMENT,
                false => &rules::TYPE_MISSING,
            };
            self.tell(rule, record, "type");
            return;
        }
        row.question = Some(question.clone());
        let mut found = Attributes::new();
        if let Some(text) = &row.parameters {
            match params::parse(text) {
                Some(parsed) => found = parsed,
                None => self.tell(&param_rules::FORM, record, "parameters"),
            }
        }
        if question == "audit" {
            self.audit(record, &row, &found);
            return;
        }
        if ["subscriberid", "simserial"].contains(&question.as_str()) {
            self.tell(&rules::DEVICE_ID, record, "type");
        }
        if self.is_setting(&question, &row) {
            return;
        }
        let begin = begins(&question);
        let end = ends(&question);
        if end.is_none() && !self.name(record, &mut row) {
            // The row is read under a name that nobody refers to, so that what else is wrong with
            // it is told in the same run. No form comes out.
            row.name = Some(format!("_row_{}", record.number));
        }
        self.note_entities(record, &mut row, begin.is_some(), end.is_some());
        match (begin, end) {
            (_, Some(control)) => self.end(record, control, &row),
            (Some((control, list)), _) => self.begin(record, control, list, row),
            _ => self.question(record, row, found),
        }
    }

    fn audit(&mut self, record: &Record<'_>, row: &Row, found: &Attributes) {
        if row.name.as_deref().is_some_and(|name| name != "audit") {
            self.tell(&rules::AUDIT_NAME, record, "name");
        }
        let Some(mut element) = self.element(row, "audit") else {
            return;
        };
        "audit".clone_into(&mut element.name);
        let place = self.sheets.survey.at(record, "parameters");
        audit::apply(&mut element, found, &place, self.faults);
        self.meta.push(element);
    }

    /// Settings can stand on the survey sheet, the older way.
    fn is_setting(&mut self, question: &str, row: &Row) -> bool {
        let name = row.named().to_owned();
        match question {
            "form_title" | "set_form_title" => self.settings.title = name,
            "form_id" | "set_form_id" => self.settings.id = name,
            "prefix" => self.settings.prefix = Some(name),
            _ => return false,
        }
        true
    }

    /// Checks the name of a row and keeps it; a note gets one where it has none.
    fn name(&mut self, record: &Record<'_>, row: &mut Row) -> bool {
        if row.name.is_none() && row.kind() == "note" {
            row.name = Some(format!("generated_note_name_{}", row.number));
        }
        let Some(name) = row.name.clone() else {
            self.tell(&names::MISSING, record, "name");
            return false;
        };
        if !is_name(&name) {
            let fault = self.fault(&names::WRONG, record, "name");
            self.faults.push(fault.with("proposed", proposed(&name)));
            self.wrong.insert(name);
            return false;
        }
        *self.names.entry(name.clone()).or_default() += 1;
        if name == "meta" {
            self.tell(&names::META, record, "name");
            return true;
        }
        // What stands beyond the limit is in a group of its own, which is not there.
        let open = self.stack.last_mut().filter(|_| self.beyond == 0);
        let beside = open.map_or(Beside::New, |open| open.add(&name));
        self.same = beside == Beside::Same;
        match beside {
            Beside::New => {}
            Beside::Same => self.tell(&names::TWICE, record, "name"),
            Beside::Similar => self.tell(&names::SIMILAR, record, "name"),
        }
        true
    }

    fn note_entities(&mut self, record: &Record<'_>, row: &mut Row, begin: bool, end: bool) {
        let path: Vec<Id> = self.stack.iter().map(|container| container.id).collect();
        if let Some(saved) = row.bind.get("entities:saveto").and_then(Text::plain) {
            let place = self.sheets.survey.at(record, "bind::entities:saveto");
            let saved = saved.to_owned();
            let container = begin || end;
            let property = self
                .entities
                .saved(&saved, &path, container, &place, self.faults);
            if let Some(property) = property {
                row.bind.set("entities:saveto", Text::Plain(property));
            }
        }
        if let Some(name) = &row.name {
            self.entities.asked(name, &path);
        }
    }
}
