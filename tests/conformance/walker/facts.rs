//! What the text of a form says: which node's rules mention which names, and which constants
//! stand in them.
//!
//! It reads the XML by itself rather than our engine's definition: what the engine misread must
//! not hide its own fault.

use std::collections::{BTreeMap, BTreeSet};

use farola_xpath::document::{Document, NodeId};

use super::chance::Chance;

/// The facts of one form.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// Each node of the primary instance with all texts that govern it.
    rules: BTreeMap<String, String>,
    /// The attributes of each node's bind.
    binds: BTreeMap<String, BTreeMap<String, String>>,
    /// The control of each node that has one.
    controls: BTreeMap<String, String>,
    /// Nodes whose choices a predicate filters, with the path that has it.
    filtered: BTreeMap<String, String>,
    /// What the leaves of the primary instance begin with.
    initial: BTreeMap<String, Vec<String>>,
    /// How many repeats the body has around each control.
    depths: BTreeMap<String, usize>,
    /// Nodes that an action inside a repeat sets.
    set_in_repeat: BTreeSet<String>,
    /// Nodes whose control has marked up words in its label or hint.
    marked_up: BTreeSet<String>,
    repeats: BTreeMap<String, Repeat>,
    /// What the first of each leaf holds in the form.
    defaults: BTreeMap<String, String>,
    numbers: Vec<String>,
    words: Vec<String>,
    pub(crate) text: String,
}

#[derive(Debug, Default)]
struct Repeat {
    counted: bool,
    /// The expression of its `jr:count`.
    count: String,
    template: bool,
}

/// `/data/r[2]/x` is `/data/r/x` in the form.
pub(crate) fn generic(reference: &str) -> String {
    let mut out = String::with_capacity(reference.len());
    let mut inside = false;
    for c in reference.chars() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// `/data/orx:meta` is `/data/meta`.
pub(crate) fn unprefixed(reference: &str) -> String {
    let steps = reference.split('/');
    let plain: Vec<&str> = steps
        .map(|step| step.rsplit(':').next().unwrap_or(step))
        .collect();
    plain.join("/")
}

fn leaf(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Whether a text names this name as a whole word.
fn mentions(text: &str, name: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + name.len()..).and_then(|t| t.chars().next());
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}

impl Facts {
    pub(crate) fn of(xml: &str) -> Self {
        let mut facts = Self {
            text: xml.to_owned(),
            ..Self::default()
        };
        let Ok(document) = Document::parse(xml) else {
            return facts;
        };
        let all: Vec<NodeId> = document.descendants(document.root()).collect();
        facts.read_instance(&document, &all);
        facts.read_rules(&document, &all);
        facts.read_constants();
        facts
    }

    fn read_instance(&mut self, document: &Document, all: &[NodeId]) {
        let instance = all
            .iter()
            .find(|node| document.local_name(**node) == "instance");
        let Some(root) = instance.and_then(|node| document.elements(*node).next()) else {
            return;
        };
        let mut open = vec![(root, format!("/{}", document.local_name(root)))];
        while let Some((node, path)) = open.pop() {
            for child in document.elements(node) {
                open.push((child, format!("{path}/{}", document.local_name(child))));
            }
            // The last of several is met first, so that what the first holds stays.
            if document.elements(node).next().is_none() {
                let text = document.value(node).trim().to_owned();
                self.defaults.insert(path.clone(), text);
            }
            if document.attribute(node, "template").is_some() {
                self.repeats.entry(path.clone()).or_default().template = true;
            }
            if document.elements(node).next().is_none() {
                let text: String = document
                    .children(node)
                    .map(|text| document.value(text))
                    .collect();
                let text = text.trim().to_owned();
                self.initial.entry(path.clone()).or_default().push(text);
            }
            self.rules.entry(path).or_default();
        }
    }

    /// The path that a reference in the form means: by its whole, or by its last name.
    fn resolve(&self, reference: &str) -> Vec<String> {
        let plain = unprefixed(&generic(reference).replace(' ', ""));
        if self.rules.contains_key(&plain) {
            return vec![plain];
        }
        let name = leaf(&plain).to_owned();
        let same = |path: &&String| leaf(path) == name;
        self.rules.keys().filter(same).cloned().collect()
    }

    fn read_rules(&mut self, document: &Document, all: &[NodeId]) {
        let texts = itext(document, all);
        for node in all {
            let target = ["nodeset", "ref"]
                .iter()
                .find_map(|name| document.attribute(*node, name));
            let name = document.local_name(*node);
            let (Some(target), false) = (target, matches!(name, "itemset" | "value" | "label"))
            else {
                continue;
            };
            let mut rule = attributes(document, *node);
            let own = document
                .children(*node)
                .flat_map(|child| std::iter::once(child).chain(document.descendants(child)));
            for below in own {
                // A group's questions have rules of their own.
                if matches!(name, "group" | "repeat") && document.attribute(below, "ref").is_some()
                {
                    continue;
                }
                rule.push_str(&attributes(document, below));
            }
            let used: String = texts
                .iter()
                .filter(|(id, _)| rule.contains(&format!("'{id}'")))
                .map(|(_, outputs)| outputs.as_str())
                .collect();
            rule.push_str(&used);
            // What sets a node when another changes makes it hang from that other one.
            if let Some(trigger) = document.parent(*node).filter(|_| name == "setvalue") {
                rule.push_str(&attributes(document, trigger));
            }
            for path in self.resolve(target) {
                self.note(document, *node, &path);
                self.rules.entry(path).or_default().push_str(&rule);
            }
        }
    }

    fn note(&mut self, document: &Document, node: NodeId, path: &str) {
        match document.local_name(node) {
            "bind" => {
                let all = document.attributes(node).map(|attribute| {
                    let name = document.local_name(attribute).to_owned();
                    (name, document.value(attribute).to_owned())
                });
                self.binds.entry(path.to_owned()).or_default().extend(all);
            }
            "repeat" => {
                let count = document.attribute(node, "count").unwrap_or_default();
                let repeat = self.repeats.entry(path.to_owned()).or_default();
                repeat.counted |= !count.is_empty();
                repeat.count.push_str(count);
            }
            "setvalue" if depth(document, node) > 0 => {
                self.set_in_repeat.insert(path.to_owned());
            }
            "group" | "setvalue" | "setgeopoint" => {}
            control => {
                self.depths.insert(path.to_owned(), depth(document, node));
                for child in document.elements(node) {
                    let nodes = document.attribute(child, "nodeset").unwrap_or_default();
                    let name = document.local_name(child);
                    if name == "itemset" && nodes.contains('[') {
                        self.filtered.insert(path.to_owned(), nodes.to_owned());
                    }
                    let mut inner = document.elements(child);
                    let marks = inner.any(|inner| document.local_name(inner) != "output");
                    if matches!(name, "label" | "hint") && marks {
                        self.marked_up.insert(path.to_owned());
                    }
                }
                self.controls.insert(path.to_owned(), control.to_owned());
            }
        }
    }

    fn read_constants(&mut self) {
        let rules: Vec<&String> = self.rules.values().collect();
        let (mut numbers, mut words) = (BTreeSet::new(), BTreeSet::new());
        for rule in rules {
            for piece in rule.split(|c: char| !c.is_ascii_digit()) {
                if let Ok(number) = piece.parse::<i32>() {
                    numbers.extend([number - 1, number, number + 1]);
                }
            }
            for (at, piece) in rule.split('\'').enumerate() {
                if at % 2 == 1 && piece.len() < 20 && !piece.contains(['/', '(', '=']) {
                    words.insert(piece.to_owned());
                }
            }
        }
        self.numbers = numbers.iter().map(ToString::to_string).collect();
        self.words = words.into_iter().filter(|w| !w.is_empty()).collect();
    }

    /// A value at the edge of one of the form's own conditions.
    pub(crate) fn edge(&self, kind: &str, chance: &mut Chance) -> Option<String> {
        let list = match kind {
            "int" | "decimal" => &self.numbers,
            "string" | "barcode" => &self.words,
            _ => return None,
        };
        (!list.is_empty()).then(|| chance.of(list).clone())
    }

    /// An attribute of a node's bind; nothing where it has none.
    pub(crate) fn bind(&self, reference: &str, attribute: &str) -> &str {
        let bind = self.binds.get(&generic(reference));
        bind.and_then(|bind| bind.get(attribute))
            .map_or("", String::as_str)
    }

    pub(crate) fn has(&self, reference: &str, attribute: &str) -> bool {
        !self.bind(reference, attribute).is_empty()
    }

    /// Whether an expression reads what is deeper in a repeat than its own children: in a group
    /// or a repeat inside it.
    pub(crate) fn reads_deep_in_a_repeat(&self, expression: &str) -> bool {
        let is_deep = |path: &&String| {
            let below = |repeat: &String| path.strip_prefix(&format!("{repeat}/"));
            let mut rests = self.repeats.keys().filter_map(below);
            rests.any(|rest| rest.contains('/'))
        };
        let mut deep = self.rules.keys().filter(is_deep);
        deep.any(|path| expression.contains(path.as_str()))
    }

    /// Whether the number of instances of some repeat follows from a node, at one remove at most.
    pub(crate) fn is_a_count(&self, reference: &str) -> bool {
        let own = generic(reference);
        let name = leaf(&own);
        let mut counts = self.repeats.values().map(|repeat| repeat.count.as_str());
        counts.any(|count| {
            let through = |path: &String| {
                mentions(count, leaf(path)) && mentions(self.bind(path, "calculate"), name)
            };
            mentions(count, name) || self.binds.keys().any(through)
        })
    }

    /// The element name of a node's control.
    pub(crate) fn control(&self, reference: &str) -> &str {
        self.controls.get(&generic(reference)).map_or("", |c| c)
    }

    pub(crate) fn is_asked(&self, reference: &str) -> bool {
        !self.control(reference).is_empty()
    }

    /// Whether a filter decides what a node's choices are.
    pub(crate) fn is_filtered(&self, reference: &str) -> bool {
        !self.filter(reference).is_empty()
    }

    /// The path with the filter of a node's choices; nothing where there is none.
    pub(crate) fn filter(&self, reference: &str) -> &str {
        let filter = self.filtered.get(&unprefixed(&generic(reference)));
        filter.map_or("", String::as_str)
    }

    /// Whether the filter of a node's choices reads a node that a condition may hide.
    pub(crate) fn filter_reads_what_may_be_hidden(&self, reference: &str) -> bool {
        let filter = self.filter(reference);
        let mut conditions = self
            .binds
            .iter()
            .filter(|(_, bind)| bind.contains_key("relevant"));
        conditions.any(|(path, _)| mentions(filter, leaf(path)))
    }

    /// Whether the form gives a node this value at first.
    pub(crate) fn begins_with(&self, reference: &str, value: &str) -> bool {
        let initial = self.initial.get(&unprefixed(&generic(reference)));
        initial.is_some_and(|texts| texts.iter().any(|text| text == value.trim()))
    }

    /// Whether a node of a repeat is asked for outside of it.
    pub(crate) fn is_asked_outside(&self, reference: &str) -> bool {
        let depth = self.depths.get(&unprefixed(&generic(reference)));
        depth.is_some_and(|depth| *depth < self.repeats_around(reference).len())
    }

    /// Whether an action inside a repeat sets a node.
    pub(crate) fn is_set_in_a_repeat(&self, reference: &str) -> bool {
        self.set_in_repeat
            .contains(&unprefixed(&generic(reference)))
    }

    /// Whether a node's label or hint has marked up words.
    pub(crate) fn is_marked_up(&self, reference: &str) -> bool {
        self.marked_up.contains(&unprefixed(&generic(reference)))
    }

    /// Everything that governs a node, in one text.
    pub(crate) fn rule(&self, reference: &str) -> &str {
        let rule = self.rules.get(&unprefixed(&generic(reference)));
        rule.map_or("", String::as_str)
    }

    /// Whether an expression asks whether a boolean node is true by naming it alone.
    pub(crate) fn asks_a_boolean(&self, expression: &str) -> bool {
        let boolean = |(_, bind): &(&String, &BTreeMap<String, String>)| {
            bind.get("type").is_some_and(|kind| kind == "boolean")
        };
        let mut paths = self.binds.iter().filter(boolean).map(|(path, _)| path);
        let plain = expression.replace(' ', "");
        paths.any(|path| {
            let around = |start: &str, end: &str| plain.contains(&format!("{start}{path}{end}"));
            plain == *path
                || around("if(", ",")
                || around("not(", ")")
                || around("or", "")
                || around("and", "")
                || around("", "or")
                || around("", "and")
        })
    }

    /// Whether the form is written with this namespace as its own.
    pub(crate) fn is_in(&self, namespace: &str) -> bool {
        self.text.contains(&format!("xmlns=\"{namespace}\""))
    }

    pub(crate) fn has_languages(&self) -> bool {
        self.text.matches("<translation").count() > 1
    }

    /// Whether a node's calculation reads a select whose choices are filtered.
    pub(crate) fn mentions_filtered_select(&self, reference: &str) -> bool {
        let calculate = self.bind(reference, "calculate");
        self.filtered
            .keys()
            .any(|path| mentions(calculate, leaf(path)))
    }

    /// Whether a change elsewhere sets a node's value.
    pub(crate) fn is_set_by_change(&self, reference: &str) -> bool {
        let rule = self.rules.get(&generic(reference));
        rule.is_some_and(|rule| rule.contains("xforms-value-changed"))
    }

    /// Whether a change of a node sets another, which may hide the node itself.
    pub(crate) fn may_hide_itself_by_a_set(&self, reference: &str) -> bool {
        let own = generic(reference);
        let hit = |set: &String| self.is_set_by_change(set) && self.reached(set).contains(&own);
        let after = self.reached(reference);
        after.iter().any(hit)
    }

    /// Whether what an action sets a node to follows from what another action sets.
    pub(crate) fn is_set_after_another(&self, reference: &str) -> bool {
        let own = generic(reference);
        let others = || self.rules.keys().filter(|other| **other != own);
        self.is_set_by_change(reference)
            && others().any(|o| self.is_set_by_change(o) && self.reached(o).contains(&own))
    }

    pub(crate) fn repeats(&self) -> impl Iterator<Item = &String> {
        self.repeats.keys()
    }

    /// The repeats that a node is in.
    pub(crate) fn repeats_around(&self, reference: &str) -> Vec<&String> {
        let path = generic(reference);
        let around = |repeat: &&String| path.starts_with(&format!("{repeat}/"));
        self.repeats.keys().filter(around).collect()
    }

    /// Whether a node is an instance of a counted repeat, or in one.
    pub(crate) fn in_counted_repeat(&self, reference: &str) -> bool {
        let path = generic(reference);
        self.repeats.iter().any(|(repeat, how)| {
            how.counted && (path == *repeat || path.starts_with(&format!("{repeat}/")))
        })
    }

    /// Whether a node is in a repeat whose count is a bare name, neither `../n` nor `/data/n`.
    pub(crate) fn in_bare_count(&self, reference: &str) -> bool {
        let path = generic(reference);
        self.repeats.iter().any(|(repeat, how)| {
            let bare = how.counted && !how.count.contains('/');
            bare && (path == *repeat || path.starts_with(&format!("{repeat}/")))
        })
    }

    /// Whether a node is in a repeat, itself in a repeat, whose count is an absolute path.
    pub(crate) fn in_inner_absolute_count(&self, reference: &str) -> bool {
        let path = generic(reference);
        self.repeats.iter().any(|(repeat, how)| {
            let inner = !self.repeats_around(repeat).is_empty();
            let own = path == *repeat || path.starts_with(&format!("{repeat}/"));
            inner && own && how.count.starts_with('/')
        })
    }

    /// Whether a node is in a repeat whose form has no `jr:template`.
    pub(crate) fn without_template(&self, reference: &str) -> bool {
        let around = self.repeats_around(reference);
        around.iter().any(|repeat| !self.repeats[*repeat].template)
    }

    /// Whether a value is what the form's first instance holds there, in a repeat without a
    /// template.
    pub(crate) fn is_default_of_instance(&self, reference: &str, value: &str) -> bool {
        let default = self.defaults.get(&unprefixed(&generic(reference)));
        self.without_template(reference) && !value.is_empty() && default.is_some_and(|d| d == value)
    }

    /// All nodes that a wrong value of `from` can reach.
    pub(crate) fn reached(&self, from: &str) -> BTreeSet<String> {
        let mut reached = BTreeSet::from([generic(from)]);
        let mut open = vec![generic(from)];
        while let Some(path) = open.pop() {
            let below = format!("{path}/");
            let name = leaf(&path).to_owned();
            for (other, rule) in &self.rules {
                let hit = other.starts_with(&below) || mentions(rule, &name);
                if hit && reached.insert(other.clone()) {
                    open.push(other.clone());
                }
            }
        }
        reached
    }
}

/// How many repeats the body has around an element.
fn depth(document: &Document, node: NodeId) -> usize {
    let mut around = 0;
    let mut at = node;
    while let Some(parent) = document.parent(at) {
        around += usize::from(document.local_name(parent) == "repeat");
        at = parent;
    }
    around
}

fn attributes(document: &Document, node: NodeId) -> String {
    document
        .attributes(node)
        .map(|attribute| format!(" {} ;", document.value(attribute)))
        .collect()
}

/// Each text id with the outputs of its translations.
fn itext(document: &Document, all: &[NodeId]) -> Vec<(String, String)> {
    let texts = all
        .iter()
        .filter(|node| document.local_name(**node) == "text");
    texts
        .filter_map(|node| {
            let outputs: String = document
                .descendants(*node)
                .map(|below| attributes(document, below))
                .collect();
            Some((document.attribute(*node, "id")?.to_owned(), outputs))
        })
        .collect()
}
