//! Questions in the order a person meets them, and pages to turn.

use std::collections::BTreeMap;

use crate::def::ScopeId;
use crate::def::body::{BodyItem, BodyKind, Repeat};
use crate::def::text::{Text, TextForm};
use crate::error::FormError;

use super::Session;
use super::host::Node;
use super::rows::ROOT_ROW;
use super::view::{NodeKey, Question, QuestionKind, RepeatInstance, Screen, ScreenKind};

/// A place in the questionnaire: an entry of the body in a row, or the prompt after a repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stop {
    pub(crate) item: usize,
    /// The entry's row; for a repeat the instance's, for a prompt the row around.
    pub(crate) row: u32,
    pub(crate) kind: StopKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StopKind {
    Question,
    Group,
    Repeat,
    Prompt,
}

/// Where the reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Cursor {
    /// The page's first stop; none before the first page is looked for, and at the end.
    pub(crate) at: Option<Stop>,
    /// Its number among the pages, for when it is gone.
    pub(crate) number: usize,
}

impl Session {
    /// All stops, pages or not, in order.
    pub(super) fn stops(&self) -> Vec<Stop> {
        let mut out = Vec::new();
        self.collect(0, self.def.body.len(), ROOT_ROW, &mut out);
        out
    }

    fn collect(&self, from: usize, until: usize, row: u32, out: &mut Vec<Stop>) {
        let mut at = from;
        while at < until {
            let Some(item) = self.def.body.get(at) else {
                return;
            };
            match &item.kind {
                BodyKind::Control(control) => {
                    // A control may ask for a node outside its own repeat.
                    let scope = self.def.nodes.scope(control.node);
                    if let Some(row) = self.rows.climb(&self.def, row, scope) {
                        out.push(Stop {
                            item: at,
                            row,
                            kind: StopKind::Question,
                        });
                    }
                }
                BodyKind::Group { .. } => {
                    out.push(Stop {
                        item: at,
                        row,
                        kind: StopKind::Group,
                    });
                    self.collect(at + 1, item.end, row, out);
                }
                BodyKind::Repeat(repeat) => self.collect_repeat(at, item, repeat, row, out),
            }
            at = item.end;
        }
    }

    fn collect_repeat(
        &self,
        at: usize,
        item: &BodyItem,
        repeat: &Repeat,
        row: u32,
        out: &mut Vec<Stop>,
    ) {
        let outer = self
            .def
            .scope(repeat.scope)
            .map_or(ScopeId::ROOT, |s| s.parent);
        let Some(parent) = self.rows.climb(&self.def, row, outer) else {
            return;
        };
        for instance in self.instances(parent, repeat.scope).unwrap_or_default() {
            out.push(Stop {
                item: at,
                row: *instance,
                kind: StopKind::Repeat,
            });
            self.collect(at + 1, item.end, *instance, out);
        }
        if !repeat.fixed {
            out.push(Stop {
                item: at,
                row: parent,
                kind: StopKind::Prompt,
            });
        }
    }

    pub(super) fn stop_relevant(&self, stop: Stop) -> bool {
        let Some(item) = self.def.body.get(stop.item) else {
            return false;
        };
        let key = match (&item.kind, stop.kind) {
            (BodyKind::Repeat(repeat), StopKind::Prompt) => {
                // A prompt stands for an instance that is not there yet: what is around the
                // repeat has to answer for it.
                if !self.takes_instances(stop.row, repeat.scope) {
                    return false;
                }
                let parent = self.def.nodes.parent(repeat.node);
                NodeKey {
                    row: stop.row,
                    node: parent.unwrap_or(repeat.node),
                }
            }
            _ => match self.context_of(item, stop.row) {
                Node::Form(key) => key,
                _ => return false,
            },
        };
        self.rows.is_relevant(&self.def, key) && self.groups_relevant(item, stop.row)
    }

    /// Groups of the body may have a relevance of their own around nodes that do not.
    fn groups_relevant(&self, item: &BodyItem, row: u32) -> bool {
        let mut parent = item.parent;
        while let Some(group) = parent.and_then(|index| self.def.body.get(index)) {
            if let BodyKind::Group { node: Some(node) } = group.kind {
                let scope = self.def.nodes.scope(node);
                let Some(row) = self.rows.climb(&self.def, row, scope) else {
                    return true;
                };
                if !self.rows.is_relevant(&self.def, NodeKey { row, node }) {
                    return false;
                }
            }
            parent = group.parent;
        }
        true
    }

    /// Every entry in the order a person meets them, those not asked at present included.
    ///
    /// ```
    /// # mod example {
    /// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/session.in"));
    /// # }
    /// # use example::household;
    /// let mut session = household();
    /// session.add_repeat("/data/person").unwrap();
    /// session.answer("/data/person/age", "9").unwrap();
    /// let questions = session.questions();
    /// let school = questions.iter().find(|q| q.path == "/data/person/school").unwrap();
    /// let choices: Vec<&str> = school.choices.iter().map(|c| c.label.as_str()).collect();
    /// assert_eq!((school.relevant, choices), (true, vec!["North school"]));
    /// ```
    #[must_use]
    pub fn questions(&self) -> Vec<Question> {
        self.look(|session| {
            let stops = session.stops().into_iter();
            stops
                .filter_map(|stop| session.question(stop, usize::MAX))
                .collect()
        })
    }

    /// The entry at a stop, with no more than `most_choices` of its choices.
    pub(super) fn question(&self, stop: Stop, most_choices: usize) -> Option<Question> {
        let item = self.def.body.get(stop.item)?;
        let node = self.context_of(item, stop.row);
        let relevant = self.stop_relevant(stop);
        let mut question = Question {
            path: String::new(),
            kind: QuestionKind::Group,
            control: None,
            data_type: "",
            appearance: item.appearance.clone(),
            relevant,
            readonly: false,
            required: false,
            value: None,
            label: self.label_of(item, stop.row),
            hint: self.shown(item.hint.as_ref(), node),
            guidance: self.guidance(item.hint.as_ref(), node),
            media: item
                .label
                .as_ref()
                .map(|text| self.media(text, node))
                .unwrap_or_default(),
            choices: Vec::new(),
            more_choices: 0,
            parameters: item.parameters.clone(),
            too_dear: false,
            depth: self.depth(item),
            instances: Vec::new(),
            repeat: String::new(),
        };
        match (&item.kind, stop.kind, node) {
            (BodyKind::Repeat(repeat), StopKind::Prompt, _) => {
                question.instances = self.repeat_instances(stop.row, repeat);
                let count = question.instances.len();
                question.kind = QuestionKind::Prompt;
                question.path = self.instance_path(stop.row, repeat.scope, count);
                question.repeat = self.instance_path(stop.row, repeat.scope, 0);
                question.parameters = BTreeMap::new();
            }
            (BodyKind::Repeat(repeat), _, Node::Form(key)) => {
                question.kind = QuestionKind::Repeat;
                question.path = self.path(key);
                question.readonly = self.is_readonly(key);
                question.instances = self.one_instance(key, repeat).into_iter().collect();
            }
            (BodyKind::Control(control), _, Node::Form(key)) => {
                question.kind = QuestionKind::Question;
                question.path = self.path(key);
                question.control = Some(control.kind);
                question.data_type = self.def.nodes.data_type(key.node).name();
                question.readonly = self.is_readonly(key);
                question.required = self.is_required(key);
                let value = self.rows.value(&self.def, key);
                question.value = Some(value.map(|v| v.to_string()).unwrap_or_default());
                // A map of choices cannot be drawn without their places.
                let map = item.appearance.split_whitespace().any(|word| word == "map");
                let choices = self.first_choices(control, key, map, most_choices);
                (question.choices, question.more_choices) = choices;
                self.add_bind_attributes(key, &mut question.parameters);
            }
            (BodyKind::Group { node: Some(_) }, _, Node::Form(key)) => {
                question.path = self.path(key);
                question.readonly = self.is_readonly(key);
            }
            // A group that only gathers questions on a page has no node of its own.
            _ => {}
        }
        question.too_dear = self.meter.is_cut();
        Some(question)
    }

    /// The instances of a repeat inside a row, in order.
    fn repeat_instances(&self, row: u32, repeat: &Repeat) -> Vec<RepeatInstance> {
        let rows = self.instances(row, repeat.scope).unwrap_or_default();
        let numbered = (1..).zip(rows);
        numbered
            .map(|(number, row)| {
                let key = NodeKey {
                    row: *row,
                    node: repeat.node,
                };
                self.repeat_instance(key, repeat, number)
            })
            .collect()
    }

    /// The instance that a repeat's entry stands for.
    fn one_instance(&self, key: NodeKey, repeat: &Repeat) -> Option<RepeatInstance> {
        let around = self.rows.parent(&self.def, key)?;
        let rows = self.instances(around.row, repeat.scope)?;
        let place = rows.iter().position(|row| *row == key.row)?;
        Some(self.repeat_instance(key, repeat, place + 1))
    }

    fn repeat_instance(&self, key: NodeKey, repeat: &Repeat, number: usize) -> RepeatInstance {
        RepeatInstance {
            path: self.path(key),
            number,
            removable: !repeat.fixed && !self.is_readonly(key),
        }
    }

    /// How many groups and repeats of the body are around an item.
    pub(super) fn depth(&self, item: &BodyItem) -> usize {
        let around = |item: &&BodyItem| item.parent.and_then(|index| self.def.body.get(index));
        std::iter::successors(around(&item), around).count()
    }

    /// A parameter of the question at `path` as the form writes it: `max-pixels`, `rows`, … The
    /// control's own goes before the bind's.
    #[must_use]
    pub fn parameter(&self, path: &str, name: &str) -> Option<&str> {
        let key = self.locate(path)?;
        let own = self.def.body_item(key.node);
        let own = own.and_then(|item| item.parameters.get(name));
        let found = own.or_else(|| self.def.bind(key.node)?.attributes.get(name))?;
        Some(found)
    }

    /// What the bind says to the host; the control's own word goes before.
    fn add_bind_attributes(&self, key: NodeKey, parameters: &mut BTreeMap<String, String>) {
        let Some(bind) = self.def.bind(key.node) else {
            return;
        };
        for (name, value) in &bind.attributes {
            let known = parameters.entry(name.clone());
            known.or_insert_with(|| value.clone());
        }
    }

    fn shown(&self, text: Option<&Text>, node: Node) -> String {
        text.map(|text| self.text(text, node)).unwrap_or_default()
    }

    fn guidance(&self, text: Option<&Text>, node: Node) -> String {
        text.and_then(|text| self.text_form(text, TextForm::Guidance, node))
            .unwrap_or_default()
    }

    /// Pages: every relevant question that is not on a field-list's page, every field-list with
    /// something to show, every prompt.
    fn pages(&self) -> Vec<Vec<Stop>> {
        let mut pages: Vec<Vec<Stop>> = Vec::new();
        // The field-list now open: its body entry, its row, and where it ends.
        let mut open: Option<(usize, usize)> = None;
        for stop in self.stops() {
            let Some(item) = self.def.body.get(stop.item) else {
                continue;
            };
            // Also at the same entry again: that is the next instance of a repeat, which has a
            // page of its own.
            if open.is_some_and(|(from, until)| stop.item <= from || stop.item >= until) {
                open = None;
            }
            let field_list = has_field_list(item);
            match stop.kind {
                StopKind::Group | StopKind::Repeat if open.is_none() && field_list => {
                    open = Some((stop.item, item.end));
                    pages.push(vec![stop]);
                }
                StopKind::Group | StopKind::Repeat if open.is_some() => push_stop(&mut pages, stop),
                // Outside of a page a group shows nothing of its own; its label is a title of
                // what is in it.
                StopKind::Group | StopKind::Repeat => {}
                StopKind::Question if open.is_some() => push_stop(&mut pages, stop),
                StopKind::Question => pages.push(vec![stop]),
                StopKind::Prompt if open.is_some() => {}
                StopKind::Prompt => pages.push(vec![stop]),
            }
        }
        pages.retain(|page| self.has_something_to_do(page));
        pages
    }

    /// Whether a page has a question or a prompt that is asked at present.
    fn has_something_to_do(&self, page: &[Stop]) -> bool {
        page.iter().any(|stop| {
            matches!(stop.kind, StopKind::Question | StopKind::Prompt) && self.stop_relevant(*stop)
        })
    }

    /// The page to show now.
    ///
    /// ```
    /// # mod example {
    /// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/session.in"));
    /// # }
    /// # use example::household;
    /// let mut session = household();
    /// assert_eq!(session.screen().questions[0].label, "Street");
    /// // After the last question of the form a person is asked whether there is another instance.
    /// assert_eq!(session.next().kind.name(), "prompt");
    /// assert_eq!(session.next().kind.name(), "end");
    /// assert_eq!(session.back().kind.name(), "prompt");
    /// ```
    ///
    /// While the page stands, this costs what is on it, however long the form is.
    #[must_use]
    pub fn screen(&self) -> Screen {
        self.look(|session| {
            if let Some(page) = session.page_at_cursor() {
                return session.show(Some(&page));
            }
            let pages = session.pages();
            let number = session.page_number(&pages);
            session.show(pages.get(number).map(Vec::as_slice))
        })
    }

    /// Has screens show no more than `most` choices a question, and those that are chosen:
    /// [`Question::more_choices`] says how many there are besides, and
    /// [`Session::find_choices`] finds them.
    pub fn limit_choices(&mut self, most: usize) {
        self.most_choices = most;
    }

    /// The page that begins where the reader is, without a look at the rest of the form;
    /// nothing when it is not shown any more.
    fn page_at_cursor(&self) -> Option<Vec<Stop>> {
        let first = self.cursor.at?;
        let item = self.def.body.get(first.item)?;
        if !self.rows.is_live(first.row) {
            return None;
        }
        let mut page = vec![first];
        if matches!(first.kind, StopKind::Group | StopKind::Repeat) {
            self.collect(first.item + 1, item.end, first.row, &mut page);
            page.retain(|stop| stop.kind != StopKind::Prompt);
        }
        self.has_something_to_do(&page).then_some(page)
    }

    /// The number of the page to show now, from 1, and how many there are at present; at the
    /// end both are the same.
    ///
    /// ```
    /// # mod example {
    /// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/session.in"));
    /// # }
    /// # use example::household;
    /// let mut session = household();
    /// assert_eq!(session.progress(), (1, 2));
    /// session.next();
    /// assert_eq!(session.progress(), (2, 2));
    /// ```
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        self.look(|session| {
            let pages = session.pages();
            let number = session.page_number(&pages);
            ((number + 1).min(pages.len()), pages.len())
        })
    }

    /// Goes to the next page and shows it; after the last one stands the end.
    #[allow(clippy::should_implement_trait)] // A page is turned; nothing is iterated.
    pub fn next(&mut self) -> Screen {
        self.call(|session| {
            let pages = session.pages();
            // One past the last page is the end: it has a number, and no stops.
            let number = (session.page_number(&pages) + 1).min(pages.len());
            session.turn_to(&pages, number)
        })
    }

    /// Goes to the page before and shows it.
    pub fn back(&mut self) -> Screen {
        self.call(|session| {
            let pages = session.pages();
            let number = session.page_number(&pages).saturating_sub(1);
            session.turn_to(&pages, number)
        })
    }

    /// Goes to the page on which the node at `path` is asked; for a group or a repeat instance
    /// the first page in it.
    ///
    /// # Errors
    /// There is no such page at present.
    pub fn goto(&mut self, path: &str) -> Result<Screen, FormError> {
        self.call(|session| session.gone_to(path))
    }

    fn gone_to(&mut self, path: &str) -> Result<Screen, FormError> {
        let missing = || FormError::NoSuch {
            kind: "page",
            path: path.to_owned(),
        };
        let pages = self.pages();
        let exact = self.locate(path);
        let is_here = |stop: &Stop| {
            let item = self.def.body.get(stop.item);
            match (item.map(|i| self.context_of(i, stop.row)), exact, stop.kind) {
                // A prompt is named by the instance it would add, which `locate` cannot find.
                (_, _, StopKind::Prompt) => self.stop_path(*stop).as_deref() == Some(path),
                (Some(Node::Form(key)), Some(wanted), _) => self.is_inside(key, wanted),
                _ => false,
            }
        };
        let number = pages
            .iter()
            .position(|page| page.iter().any(is_here))
            .ok_or_else(missing)?;
        if number != self.page_number(&pages) {
            self.audit_jump();
        }
        Ok(self.turn_to(&pages, number))
    }

    /// The reference of a stop; for a prompt that of the instance it would add.
    pub(super) fn stop_path(&self, stop: Stop) -> Option<String> {
        let item = self.def.body.get(stop.item)?;
        if let (BodyKind::Repeat(repeat), StopKind::Prompt) = (&item.kind, stop.kind) {
            let instances = self.instances(stop.row, repeat.scope);
            let count = instances.map_or(0, <[u32]>::len);
            return Some(self.instance_path(stop.row, repeat.scope, count));
        }
        match self.context_of(item, stop.row) {
            Node::Form(key) => Some(self.path(key)),
            _ => None,
        }
    }

    fn is_inside(&self, key: NodeKey, wanted: NodeKey) -> bool {
        let mut at = Some(key);
        while let Some(key) = at {
            if key == wanted {
                return true;
            }
            at = self.rows.parent(&self.def, key);
        }
        false
    }

    fn page_number(&self, pages: &[Vec<Stop>]) -> usize {
        let cursor = self.cursor;
        let Some(stop) = cursor.at else {
            return cursor.number.min(pages.len());
        };
        pages
            .iter()
            .position(|page| page.contains(&stop))
            // The page is gone, its questions being hidden: what has its number now is shown in
            // its place, and turning goes on from there.
            .unwrap_or_else(|| cursor.number.min(pages.len()))
    }

    fn turn_to(&mut self, pages: &[Vec<Stop>], number: usize) -> Screen {
        let page = pages.get(number).map(Vec::as_slice);
        self.cursor = Cursor {
            at: page.and_then(|p| p.first()).copied(),
            number,
        };
        let screen = self.show(page);
        self.audit_show(&screen);
        screen
    }

    fn show(&self, page: Option<&[Stop]>) -> Screen {
        let Some((page, first)) = page.and_then(|p| Some((p, p.first()?))) else {
            return Screen {
                kind: ScreenKind::End,
                path: String::new(),
                titles: Vec::new(),
                questions: Vec::new(),
            };
        };
        let kind = match first.kind {
            StopKind::Question => ScreenKind::Question,
            StopKind::Prompt => ScreenKind::Prompt,
            StopKind::Group | StopKind::Repeat => ScreenKind::Group,
        };
        let questions: Vec<Question> = page
            .iter()
            .filter(|stop| self.stop_relevant(**stop))
            .filter_map(|stop| self.question(*stop, self.most_choices))
            .collect();
        let path = questions
            .first()
            .map(|q| q.path.clone())
            .unwrap_or_default();
        Screen {
            kind,
            path,
            titles: self.titles(*first),
            questions,
        }
    }

    /// Labels of what is around a stop, outermost first.
    pub(super) fn titles(&self, stop: Stop) -> Vec<String> {
        let mut titles = Vec::new();
        let mut parent = self.def.body.get(stop.item).and_then(|item| item.parent);
        while let Some(group) = parent.and_then(|index| self.def.body.get(index)) {
            let row = match &group.kind {
                BodyKind::Repeat(r) => self.rows.climb(&self.def, stop.row, r.scope),
                _ => Some(stop.row),
            };
            let label = row.map(|row| self.label_of(group, row)).unwrap_or_default();
            if !label.is_empty() {
                titles.push(label);
            }
            parent = group.parent;
        }
        titles.reverse();
        titles
    }
}

fn has_field_list(item: &BodyItem) -> bool {
    item.appearance
        .split_ascii_whitespace()
        .any(|word| word == "field-list")
}

fn push_stop(pages: &mut [Vec<Stop>], stop: Stop) {
    if let Some(page) = pages.last_mut() {
        page.push(stop);
    }
}
