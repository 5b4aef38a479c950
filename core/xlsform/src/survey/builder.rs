//! Rows of the survey sheet, one after the other, become the tree of the form.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::containers::{Beside, Container, begins, ends};
use super::row::{Reading, Row};
use super::tree::{Action, Control, Element, FIRST_LOAD, Id, Kind, NEW_REPEAT, ROOT, Tree};
use super::{audit, geo, loops, media, params, range, types};
use crate::book::Book;
use crate::choices::Lists;
use crate::columns::Columns;
use crate::entities::Declarations;
use crate::expr::{is_dynamic, reference};
use crate::fault::rules::{names, params as param_rules, refs, survey as rules};
use crate::fault::{Fault, Faults, Rule};
use crate::names::{is_name, proposed};
use crate::settings::{Settings, yes_no};
use crate::table::Record;
use crate::text::{Attributes, Text};

/// What the rows are read with.
pub(crate) struct Sheets<'a, 'w> {
    pub(crate) book: &'a Book<'w>,
    pub(crate) survey: &'a Columns<'w>,
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

/// Groups, repeats and loops that may be open at once, each within the one before. What walks the
/// tree calls itself once a level, so that a sheet without an end to its levels would end the
/// process; the deepest form that people fill has some ten.
const MOST_OPEN: usize = 200;

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
    beyond: usize,
    /// Whether the limit has been told.
    deep: bool,
    pub(super) table_list: TableList,
    meta: Vec<Element>,
    names: HashMap<String, usize>,
    /// In order: of two names that are equally near, always the same one is proposed.
    questions: BTreeSet<String>,
    repeats: HashSet<String>,
    triggers: Vec<(String, u32)>,
    geometries: Vec<(String, u32)>,
    pub(super) instances: HashSet<String>,
    /// Lists of which several choices are taken: each is looked at once, however many ask.
    pub(super) several: HashSet<String>,
    /// Lists that loops go over: the same.
    pub(super) looped: HashSet<String>,
    /// Names that are wrong: what refers to them is a follower of that.
    wrong: HashSet<String>,
    pub(super) other_seen: bool,
    /// Whether the name of the row stands beside the same one, which has been told.
    same: bool,
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

    fn end(&mut self, record: &Record<'_>, control: &'static str, row: &Row) {
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
        let fault = match open.filter(|(kind, _)| !self.ends_below(record.number, kind)) {
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
    fn ends_below(&self, number: u32, control: &str) -> bool {
        let survey = self.sheets.survey;
        let is_type = |index: usize| survey.tokens.get(index).is_some_and(|t| *t == ["type"]);
        let below = survey.table.rows.iter().filter(|row| row.number > number);
        let mut types = below.filter_map(|row| row.cells.iter().find(|(index, _)| is_type(*index)));
        let mut depth = 0_u32;
        types.any(|(_, question)| {
            if begins(question).is_some_and(|(kind, _)| kind == control) {
                depth += 1;
            }
            if ends(question) != Some(control) {
                return false;
            }
            let is_ours = depth == 0;
            depth = depth.saturating_sub(1);
            is_ours
        })
    }

    fn begin(&mut self, record: &Record<'_>, control: &'static str, list: Option<&str>, row: Row) {
        // The form itself is open too.
        if self.stack.len() > MOST_OPEN {
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
            self.faults.push(fault.with("limit", MOST_OPEN.to_string()));
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

    fn question(&mut self, record: &Record<'w>, row: Row, found: Attributes) {
        let question = row.kind().to_owned();
        self.questions.insert(row.named().to_owned());
        if question == "calculate" && !is_worked_out(&row) {
            self.tell(&rules::CALCULATION, record, "bind::calculate");
        }
        if let Some(command) = super::select::parse(&question) {
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
                let tags = tags.choices.iter().map(|choice| super::tree::Tag {
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

    fn finish(&mut self) {
        for inner in std::mem::take(&mut self.stack).into_iter().skip(1) {
            let place = self.sheets.survey.at_row(inner.row, "type");
            let fault = Fault::new(&rules::NOT_ENDED, place).with("control", inner.control);
            self.faults.push(fault.with("name", inner.name));
        }
        for (name, row) in std::mem::take(&mut self.triggers) {
            if !self.questions.contains(&name) && !self.wrong.contains(&name) {
                let place = self.sheets.survey.at_row(row, "trigger");
                self.faults
                    .push(self.unknown(Fault::new(&refs::UNKNOWN, place), &name));
            }
        }
        self.check_geometries();
        loops::unroll(&mut self.tree, self.lists);
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

    fn unknown(&self, fault: Fault, name: &str) -> Fault {
        let near = farola_model::nearest(name, self.questions.iter().map(String::as_str));
        match near {
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

/// A name without the end of a file: `cities.csv` is `cities`.
pub(crate) fn stem(name: &str) -> &str {
    split_end(name).0
}

/// A name and the end of a file, with its point: a point at the beginning begins no end.
pub(crate) fn split_end(name: &str) -> (&str, &str) {
    let point = name.rfind('.');
    let split = point.and_then(|point| name.split_at_checked(point));
    split
        .filter(|(stem, _)| stem.chars().any(|c| c != '.'))
        .unwrap_or((name, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_files() {
        for (name, expected) in [
            ("cities.csv", ("cities", ".csv")),
            ("a.b.xml", ("a.b", ".xml")),
            ("cities", ("cities", "")),
            (".csv", (".csv", "")),
            ("a.", ("a", ".")),
            ("", ("", "")),
        ] {
            assert_eq!(split_end(name), expected, "{name}");
        }
    }

    #[test]
    fn lists_of_openstreetmap() {
        assert_eq!(osm_list("osm building_tags"), Some("building_tags"));
        assert_eq!(osm_list("osm"), None);
    }
}
