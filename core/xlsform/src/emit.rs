//! The tree as an XForm: model, translations, lists, binds and body.

mod binds;
mod body;
mod frames;
mod instance;
mod itemset;
mod itext;
mod output;
mod paths;
mod secondary;
mod size;

pub(crate) use body::searches;
pub(crate) use frames::Frames;
pub(crate) use paths::{Finder, Mode};
pub(crate) use secondary::pulled;
pub(crate) use size::{LARGEST, beyond};

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use crate::Attachment;
use crate::choices::Lists;
use crate::columns::Columns;
use crate::fault::{Fault, Faults, Rule};
use crate::settings::{NAMESPACES, Settings, namespaces};
use crate::survey::tree::{Element, Id, Tree};
use crate::text::Text;
use crate::xml::Node;

/// The version of ODK XForms that forms follow.
const XFORMS_VERSION: &str = "1.0.0";

/// What the form is made of.
pub(crate) struct Emitter<'a, 'w> {
    tree: &'a Tree,
    lists: &'a Lists<'w>,
    settings: &'a Settings,
    survey: &'a Columns<'w>,
    entities: Option<&'static str>,
    finder: Finder<'a>,
    /// What a change of a question sets: the element, its expression, whether it is a place.
    triggered: HashMap<&'a str, Vec<Set<'a>>>,
    /// Questions whose choices come from `search()`.
    searching: HashSet<Id>,
    faults: RefCell<Vec<Fault>>,
    /// What those faults say: the same text can stand in several elements of the form.
    told: RefCell<HashSet<String>>,
}

/// What a change of a question sets.
#[derive(Debug, Clone, Copy)]
struct Set<'a> {
    target: Id,
    expression: &'a str,
    geopoint: bool,
}

/// A form as text.
pub(crate) struct Form {
    pub(crate) xml: String,
    pub(crate) attachments: Vec<Attachment>,
    /// The languages of its texts.
    pub(crate) languages: Vec<String>,
}

impl<'a, 'w> Emitter<'a, 'w> {
    /// Prepares a form. `searching`: questions whose choices come from `search()`.
    pub(crate) fn new(
        tree: &'a Tree,
        lists: &'a Lists<'w>,
        settings: &'a Settings,
        survey: &'a Columns<'w>,
        entities: Option<&'static str>,
        searching: HashSet<Id>,
    ) -> Self {
        let mut triggered: HashMap<&str, Vec<Set<'a>>> = HashMap::new();
        for id in tree.all() {
            let element = tree.get(id);
            if !element.is_question() && !element.is_section() {
                continue;
            }
            for trigger in &element.trigger {
                triggered.entry(trigger).or_default().push(Set {
                    target: id,
                    expression: element.bound("calculate").unwrap_or_default(),
                    geopoint: element.question == "background-geopoint",
                });
            }
        }
        Self {
            tree,
            lists,
            settings,
            survey,
            entities,
            finder: Finder::new(tree),
            triggered,
            searching,
            faults: RefCell::default(),
            told: RefCell::default(),
        }
    }

    /// Writes the form.
    pub(crate) fn form(&self, faults: &mut Faults) -> Form {
        let itext = self.itext();
        let mut files = itext.files();
        let model = self.model(&itext, &mut files);
        let body = self.body();
        let mut html = Node::new("h:html");
        for (name, address) in NAMESPACES {
            html.set(name, address);
        }
        for (prefix, address) in self.further_namespaces() {
            html.set(&prefix, address);
        }
        let mut head = Node::new("h:head");
        head.push(Node::new("h:title").text(self.settings.title.clone()));
        head.push(model);
        html.push(head);
        html.push(body);
        for fault in self.faults.take() {
            faults.push(fault);
        }
        let mut seen = HashSet::new();
        files.retain(|name| seen.insert(name.clone()));
        let attachments = files.into_iter().map(|name| Attachment {
            name,
            content: None,
        });
        Form {
            xml: html.document(),
            attachments: attachments.collect(),
            languages: itext.languages(),
        }
    }

    fn further_namespaces(&self) -> Vec<(String, String)> {
        let setting = self.settings.namespaces.as_deref().unwrap_or_default();
        let entities = "http://www.opendatakit.org/xforms/entities".to_owned();
        let entities = self.entities.map(|_| ("entities", entities));
        let all = namespaces(setting).chain(entities);
        let mut found: Vec<(String, String)> = Vec::new();
        for (prefix, address) in all {
            let name = format!("xmlns:{prefix}");
            let known = NAMESPACES.iter().any(|(known, _)| *known == name);
            match found.iter_mut().find(|(there, _)| *there == name) {
                Some((_, there)) => *there = address,
                None if !known => found.push((name, address)),
                None => {}
            }
        }
        found
    }

    fn model(&self, itext: &itext::Itext<'_>, files: &mut Vec<String>) -> Node {
        let mut model = Node::new("model").with("odk:xforms-version", XFORMS_VERSION);
        if let Some(version) = self.entities {
            model.set("entities:entities-version", version);
        }
        if let Some(submission) = self.submission() {
            model.push(submission);
        }
        if let Some(node) = itext.node(self) {
            model.push(node);
        }
        let mut instance = Node::new("instance");
        instance.push(self.instance());
        model.push(instance);
        for (node, file) in self.secondary() {
            model.push(node);
            files.extend(file);
        }
        for node in self.binds() {
            model.push(node);
        }
        model
    }

    /// Where and how submissions are sent, where the settings say so.
    fn submission(&self) -> Option<Node> {
        let settings = self.settings;
        let mut node = Node::new("submission");
        if let Some(address) = &settings.submission_url {
            node.set("action", address);
            node.set("method", "post");
        }
        for (name, value) in [
            ("base64RsaPublicKey", &settings.public_key),
            ("orx:auto-send", &settings.auto_send),
            ("orx:auto-delete", &settings.auto_delete),
        ] {
            if let Some(value) = value {
                node.set(name, value);
            }
        }
        if settings.client_editable {
            node.set("odk:client-editable", "true");
        }
        (node != Node::new("submission")).then_some(node)
    }

    /// Tells of an element at the cell of its row.
    fn tell(&self, rule: &'static Rule, element: &Element, meaning: &str) -> Fault {
        Fault::new(rule, self.survey.at_row(element.row, meaning))
    }

    fn push(&self, fault: Fault) {
        if self
            .told
            .borrow_mut()
            .insert(format!("{} {fault}", fault.code()))
        {
            self.faults.borrow_mut().push(fault);
        }
    }
}

/// The text of an attribute, whatever its language.
fn one_text(text: &Text) -> &str {
    text.each("").next().map_or("", |(_, text)| text)
}
