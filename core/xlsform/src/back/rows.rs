//! The data of a form, element by element, as rows of the survey sheet.

use std::collections::HashMap;

use super::choices::{self, Lists};
use super::columns::{Row, Table};
use super::dom::Element;
use super::entities::{self, Declarations};
use super::externals;
use super::folds;
use super::form::Form;
use super::nodes::Nodes;
use super::paths::Paths;
use super::questions::{Parts, Question};
use super::selects::{self, Source};
use super::settings;
use super::texts::{Texts, id_of};
use crate::emit::{self, Mode};
use crate::expr::reference;
use crate::read::{self, Limits};
use crate::survey::file_name::split_end;
use crate::survey::tree::{Id, Kind, ROOT};
use crate::workbook::{Sheet, Workbook};

/// Headers of the survey sheet in the order that people know.
const FIRST: [&str; 26] = [
    "type",
    "name",
    "label",
    "hint",
    "guidance_hint",
    "image",
    "big-image",
    "audio",
    "video",
    "required",
    "required_message",
    "relevant",
    "constraint",
    "constraint_message",
    "read_only",
    "appearance",
    "parameters",
    "choice_filter",
    "repeat_count",
    "default",
    "calculation",
    "trigger",
    "save_to",
    "query",
    "rows",
    "autoplay",
];

/// Attributes of binds with a column of their own.
const BINDS: [(&str, &str); 8] = [
    ("relevant", "relevant"),
    ("required", "required"),
    ("constraint", "constraint"),
    ("calculate", "calculation"),
    ("readonly", "read_only"),
    ("jr:constraintMsg", "constraint_message"),
    ("jr:requiredMsg", "required_message"),
    ("entities:saveto", "save_to"),
];

/// Attributes of controls with a column of their own.
const CONTROLS: [(&str, &str); 4] = [
    ("appearance", "appearance"),
    ("jr:count", "repeat_count"),
    ("rows", "rows"),
    ("autoplay", "autoplay"),
];

/// The columns whose expressions can ask a list in a file.
const ASKING: [&str; 7] = [
    "calculation",
    "constraint",
    "read_only",
    "required",
    "relevant",
    "choice_filter",
    "default",
];

/// Writes the sheets of a form.
pub(super) fn workbook(form: &Form<'_>, itemsets: Option<&str>) -> Workbook {
    let nodes = Nodes::of(form);
    let paths = Paths::new(&nodes);
    let texts = Texts {
        form,
        paths: &paths,
        default: form.default_language(),
    };
    let external = itemsets.and_then(external_choices);
    let mut writer = Writer {
        form,
        nodes: &nodes,
        paths: &paths,
        texts: &texts,
        lists: Lists::of(form, &texts),
        declared: Declarations::of(form, &nodes, &paths),
        counts: folds::counts(form, &nodes, &paths),
        has_external: external.is_some(),
        asks_external: false,
        survey: Vec::new(),
        osm: Vec::new(),
    };
    writer.children(ROOT);
    let settings = settings::row(form, &nodes, &paths);
    let Writer {
        lists,
        declared,
        survey,
        osm,
        asks_external,
        ..
    } = writer;
    let survey = externals::placed(survey, form);
    let mut setting = Table {
        rows: vec![settings],
    };
    if survey
        .iter()
        .flat_map(|row| &row.cells)
        .any(|(_, text)| text.contains("  "))
    {
        // Runs of blanks stay what they are.
        setting
            .rows
            .iter_mut()
            .for_each(|row| row.put("clean_text_values", "no"));
    }
    let languages: Vec<&str> = form.translations.iter().map(|t| t.language).collect();
    let default = form.default_language();
    let sheet =
        |table: Table, name: &str, first: &[&str]| table.sheet(name, first, &languages, default);
    let sheets = [
        sheet(Table { rows: survey }, "survey", &FIRST),
        sheet(lists.table(form), "choices", &choices::FIRST),
        sheet(Table { rows: osm }, "osm", &choices::FIRST),
        sheet(
            Table {
                rows: declared.into_rows(),
            },
            "entities",
            &entities::FIRST,
        ),
        external.filter(|_| asks_external),
        sheet(setting, "settings", &settings::FIRST),
    ];
    Workbook {
        sheets: sheets.into_iter().flatten().collect(),
    }
}

/// The sheet of external choices out of the file that the compiler makes of it.
fn external_choices(text: &str) -> Option<Sheet> {
    let name = "external_choices.csv";
    let reading = read::file(name, text.as_bytes(), &Limits::default()).ok()?;
    reading.workbook.sheets.into_iter().next()
}

struct Writer<'a, 'n, 'x> {
    form: &'a Form<'x>,
    nodes: &'n Nodes<'x>,
    paths: &'a Paths<'n, 'x>,
    texts: &'a Texts<'a, 'n, 'x>,
    lists: Lists,
    declared: Declarations,
    counts: HashMap<Id, (Id, String)>,
    has_external: bool,
    asks_external: bool,
    survey: Vec<Row>,
    osm: Vec<Row>,
}

impl<'x> Writer<'_, '_, 'x> {
    fn children(&mut self, id: Id) {
        let children = self.nodes.tree.get(id).children.clone();
        let folded: Vec<Id> = self.counts.values().map(|(count, _)| *count).collect();
        let mut children = children
            .into_iter()
            .filter(|id| !folded.contains(id))
            .peekable();
        while let Some(child) = children.next() {
            match self.nodes.tree.get(child).kind {
                Kind::Group => self.section(child, "group"),
                Kind::Repeat => self.section(child, "repeat"),
                Kind::Hidden => self.meta(child),
                Kind::Question(_) => {
                    let next = children.peek().copied();
                    if self.question(child, next) {
                        children.next();
                    }
                }
                _ => {}
            }
        }
    }

    /// Of `meta` only the log has a row.
    fn meta(&mut self, id: Id) {
        for child in self.nodes.tree.get(id).children.clone() {
            let path = self.nodes.tree.path(child);
            if self.nodes.name(child) == "audit" && self.form.binds.contains_key(path.as_str()) {
                let mut row = Row::default();
                let question = Question::new("audit", "audit");
                self.say(child, &path, question, None, &mut row);
                self.survey.push(row);
            }
        }
    }

    fn section(&mut self, id: Id, control: &str) {
        let path = self.nodes.tree.path(id);
        let mut row = Row::default();
        row.put("type", format!("begin_{control}"));
        row.put("name", self.nodes.name(id));
        let shown = self.form.controls.get(path.as_str()).copied();
        let question = Question::default();
        self.labels(id, &path, shown, &mut row);
        if let Some(bind) = self.form.binds.get(path.as_str()) {
            self.binds(id, &question, bind, &mut row);
        }
        let attributes = match control {
            "repeat" => self.form.repeats.get(path.as_str()).copied(),
            _ => shown,
        };
        if let Some(attributes) = attributes {
            self.controls(id, &question.further_controls(attributes), &mut row);
        }
        if let Some((_, count)) = self.counts.get(&id) {
            row.put("repeat_count", count.as_str());
        }
        self.instance(id, &mut row);
        note_sources(&mut row, None);
        self.survey.push(row);
        self.children(id);
        let mut end = Row::default();
        end.put("type", format!("end_{control}"));
        self.survey.push(end);
    }

    /// Writes a question; gives whether the node behind it is its own for other answers.
    fn question(&mut self, id: Id, next: Option<Id>) -> bool {
        let path = self.nodes.tree.path(id);
        let control = self.form.controls.get(path.as_str()).copied();
        let parts = self.parts(&path);
        let mut row = Row::default();
        let (mut question, source) = match control {
            Some(control) => self.shown(id, control, parts, &mut row),
            None => (Question::hidden(parts), None),
        };
        let other = next.zip(source.as_ref()).is_some_and(|(next, source)| {
            let pair = (id, next);
            folds::is_other(self.form, self.nodes, &self.lists, source, pair)
        });
        if other {
            question.written.push_str(" or_other");
        }
        self.say(id, &path, question, control, &mut row);
        let file = source.filter(|source| source.is_file);
        note_sources(&mut row, file.map(|source| source.list).as_deref());
        self.survey.push(row);
        other
    }

    fn parts<'p>(&self, path: &'p str) -> Parts<'p, 'x>
    where
        Self: 'p,
    {
        Parts {
            form: self.form,
            path,
            control: self.form.controls.get(path).copied(),
            bind: self.form.binds.get(path).copied(),
        }
    }

    /// The type of a question that is shown, and where its choices come from.
    fn shown(
        &mut self,
        id: Id,
        control: &'x Element,
        parts: Parts<'_, 'x>,
        row: &mut Row,
    ) -> (Question, Option<Source>) {
        let (question, plain, of_file) = match control.name.as_str() {
            "select1" => ("select one", "select_one", "select_one_from_file"),
            "select" => (
                "select all that apply",
                "select_multiple",
                "select_multiple_from_file",
            ),
            "odk:rank" | "rank" => ("rank", "rank", "rank"),
            _ => return (self.entered(id, control, parts, row), None),
        };
        let source = selects::source(self.form, self.nodes, self.paths, control, id);
        let source = source.or_else(|| {
            let name = self.nodes.name(id);
            let list = self.lists.held(self.form, self.texts, control, name)?;
            Some(Source {
                list,
                is_own: true,
                ..Source::default()
            })
        });
        let source = source.unwrap_or_default();
        let word = if source.is_file { of_file } else { plain };
        let mut question = Question::new(question, &format!("{word} {}", source.list));
        question.parameters.clone_from(&source.parameters);
        if let Some(filter) = &source.filter {
            row.put("choice_filter", filter.as_str());
        }
        (question, Some(source))
    }

    /// The type of a question without choices.
    fn entered(
        &mut self,
        id: Id,
        control: &'x Element,
        parts: Parts<'_, 'x>,
        row: &mut Row,
    ) -> Question {
        let mut question = Question::shown(parts, control);
        match control.name.as_str() {
            "input" => {
                if let Some((list, filter)) = selects::query(control) {
                    if self.has_external {
                        question.written = format!("select_one_external {list}");
                        self.asks_external = true;
                    } else {
                        row.put("query", list);
                    }
                    if let Some(filter) = filter {
                        row.put(
                            "choice_filter",
                            selects::query_filter(self.paths, filter, id),
                        );
                    }
                }
                if let Some(list) = selects::geometry(self.paths, control, id) {
                    question
                        .parameters
                        .push(("reference-geometry".to_owned(), list));
                }
            }
            "range" => {
                let set = control.first("itemset");
                let set = set.and_then(|set| set.get("nodeset"));
                if let Some(list) = set.and_then(selects::instance) {
                    let value = list.to_owned();
                    question
                        .parameters
                        .push(("tick_labelset".to_owned(), value));
                }
            }
            "upload" => self.tags(id, control, &mut question),
            _ => {}
        }
        question
    }

    /// The tags of a question of OpenStreetMap.
    fn tags(&mut self, id: Id, control: &Element, question: &mut Question) {
        let list = self.nodes.name(id);
        let mut any = false;
        for tag in control.elements().filter(|element| element.name == "tag") {
            any = true;
            let mut row = Row::default();
            row.put("list_name", list);
            row.put("name", tag.get("key").unwrap_or_default());
            if let Some(label) = tag.first("label") {
                row.put("label", self.texts.said(label, Some(id)));
            }
            self.osm.push(row);
        }
        if any {
            question.written = format!("osm {list}");
        }
    }

    /// Puts everything that a question says into its row.
    fn say(
        &mut self,
        id: Id,
        path: &str,
        mut question: Question,
        control: Option<&'x Element>,
        row: &mut Row,
    ) {
        let parts = self.parts(path);
        question.parametrize(parts);
        row.put("type", question.written.as_str());
        row.put("name", self.nodes.name(id));
        self.labels(id, path, control, row);
        if let Some(bind) = parts.bind {
            self.binds(id, &question, bind, row);
        }
        if let Some(control) = control {
            self.controls(id, &question.further_controls(control), row);
        }
        row.put("parameters", question.parameters());
        self.values(id, parts, row);
        self.instance(id, row);
    }

    /// What a question is before anybody answers, and what changes it.
    fn values(&self, id: Id, parts: Parts<'_, 'x>, row: &mut Row) {
        let begun = parts.begun().and_then(|action| action.value());
        match begun {
            Some(value) => {
                row.put(
                    "default",
                    self.paths.referred(value, Some(id), Mode::default()),
                );
            }
            None => {
                let part = self.nodes.part(id);
                row.put("default", part.map(Element::text).unwrap_or_default());
            }
        }
        let mut triggers: Vec<String> = Vec::new();
        for action in parts.triggered() {
            let Some(of) = action.of.and_then(|of| self.nodes.at(of)) else {
                continue;
            };
            triggers.extend(self.paths.of(of).filter(|name| !triggers.contains(name)));
            if let Some(value) = action.value().filter(|_| row.get("calculation").is_none()) {
                let value = self.paths.referred(value, Some(of), Mode::default());
                row.put("calculation", value);
            }
        }
        row.put("trigger", triggers.join(", "));
    }

    /// Labels, hints and media.
    fn labels(&self, id: Id, path: &str, control: Option<&'x Element>, row: &mut Row) {
        for (name, header) in [("label", "label"), ("hint", "hint")] {
            let element = control.and_then(|control| control.first(name));
            let asked = element
                .and_then(|element| element.get("ref"))
                .and_then(id_of);
            let text = asked.map_or_else(|| format!("{path}:{name}"), str::to_owned);
            let spoken = self.texts.of_id(&text, "", Some(id));
            let (beside, alone) = match name {
                "label" => {
                    let media = self.texts.media(&text);
                    let alone = media.is_empty();
                    (media, alone)
                }
                _ => {
                    let guidance = self.texts.of_id(&text, "guidance", Some(id));
                    let alone = guidance.is_empty();
                    (vec![("guidance_hint", guidance)], alone)
                }
            };
            self.texts.put(row, header, &spoken, alone);
            for (kind, texts) in &beside {
                self.texts.put(row, kind, texts, false);
            }
            row.chain(beside.iter().map(|(kind, _)| (*kind).to_owned()).collect());
            if spoken.is_empty()
                && asked.is_none()
                && let Some(element) = element
            {
                let said = self.texts.said(element, Some(id));
                let is_blank = said.trim().is_empty();
                row.put(header, if is_blank { String::new() } else { said });
            }
        }
    }

    fn binds(&self, id: Id, question: &Question, bind: &Element, row: &mut Row) {
        let mut chain = Vec::new();
        for (name, value) in &question.further_binds(bind) {
            let known = BINDS.iter().find(|(known, _)| known == name);
            let header = known.map_or_else(|| format!("bind::{name}"), |(_, h)| (*h).to_owned());
            match (*name, id_of(value)) {
                ("jr:constraintMsg" | "jr:requiredMsg" | "jr:noAppErrorString", Some(text)) => {
                    let spoken = self.texts.of_id(text, "", Some(id));
                    let refers = spoken.iter().any(|(_, text)| reference::has(text));
                    let alone = !refers || *name == "jr:noAppErrorString";
                    self.texts.put(row, &header, &spoken, alone);
                }
                ("required" | "readonly", _) if *value == "true()" => row.put(&header, "yes"),
                ("required" | "readonly", _) if *value == "false()" => row.put(&header, "no"),
                ("entities:saveto", _) => {
                    row.put(&header, self.declared.saved(self.nodes, id, value));
                }
                _ => row.put(
                    &header,
                    self.paths.referred(value, Some(id), Mode::default()),
                ),
            }
            if !question.brings(name) {
                chain.push(header);
            }
        }
        row.chain(chain);
    }

    fn controls(&self, id: Id, attributes: &[(&str, &str)], row: &mut Row) {
        let mut chain = Vec::new();
        for (name, value) in attributes {
            let known = CONTROLS.iter().find(|(known, _)| known == name);
            let header = known.map_or_else(|| format!("body::{name}"), |(_, h)| (*h).to_owned());
            row.put(
                &header,
                self.paths.referred(value, Some(id), Mode::default()),
            );
            chain.push(header);
        }
        row.chain(chain);
    }

    /// Attributes of the element in the data.
    fn instance(&self, id: Id, row: &mut Row) {
        let mut chain = Vec::new();
        let part = self.nodes.part(id);
        let attributes = part.map_or([].as_slice(), |part| part.attributes.as_slice());
        for (name, value) in attributes {
            if name == "jr:template" || name.starts_with("xmlns") {
                continue;
            }
            let header = format!("instance::{name}");
            row.put(
                &header,
                self.paths.referred(value, Some(id), Mode::default()),
            );
            chain.push(header);
        }
        row.chain(chain);
    }
}

/// Notes which lists in files a row asks for, in the order in which the compiler finds them.
fn note_sources(row: &mut Row, file: Option<&str>) {
    let asked = ASKING.iter().filter_map(|header| row.get(header));
    let mut found: Vec<String> = asked.flat_map(emit::pulled).collect();
    found.extend(file.map(|file| split_end(file).0.to_owned()));
    row.sources = found;
}
