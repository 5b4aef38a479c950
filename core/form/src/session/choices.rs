//! Choice lists: what is on offer now, and whether what was chosen still is.

use std::borrow::Cow;
use std::collections::BTreeMap;

use farola_xpath::ast::{Axis, NodeTest, Start};
use farola_xpath::{Expr, Host, NodeKind};
use rustc_hash::FxHashSet;

use crate::def::body::{Choices, Control, InlineChoice, Itemset};
use crate::def::secondary::Key;
use crate::def::{ControlKind, ExprId};

use super::Session;
use super::host::Node;
use super::view::{Choice, NodeKey};

impl Session {
    /// The choices on offer at the question at `path`, each with all columns of its item: what
    /// a map of them needs, or a list that shows more than labels. Nothing where there is no
    /// such question.
    ///
    /// ```
    /// # mod example {
    /// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/session.in"));
    /// # }
    /// # use example::household;
    /// let mut session = household();
    /// session.add_repeat("/data/person").unwrap();
    /// session.answer("/data/person/age", "9").unwrap();
    /// let schools = session.choices_at("/data/person/school").unwrap();
    /// assert_eq!(schools[0].columns["youngest"], "3");
    /// ```
    #[must_use]
    pub fn choices_at(&self, path: &str) -> Option<Vec<Choice>> {
        let key = self.locate(path)?;
        let control = self.def.control(key.node)?;
        Some(self.look(|session| session.choices(control, key, true)))
    }

    /// All choices that a control offers at a node.
    pub(crate) fn choices(&self, control: &Control, key: NodeKey, columns: bool) -> Vec<Choice> {
        self.first_choices(control, key, columns, usize::MAX).0
    }

    /// The first `most` choices that a control offers at a node and those that are chosen, and
    /// how many more there are. Only what is given gets its label.
    pub(crate) fn first_choices(
        &self,
        control: &Control,
        key: NodeKey,
        columns: bool,
        most: usize,
    ) -> (Vec<Choice>, usize) {
        let itemset = match &control.choices {
            Choices::None => return (Vec::new(), 0),
            Choices::Inline(list) => {
                let all = list.iter().map(|c| self.inline_choice(c, key));
                return (all.collect(), 0);
            }
            Choices::Itemset(itemset) => itemset,
        };
        let fixed = itemset.fixed.iter().map(|c| self.inline_choice(c, key));
        let mut out: Vec<Choice> = fixed.collect();
        let mut seen: FxHashSet<String> = FxHashSet::default();
        let mut left_out = 0;
        let chosen = self.rows.value(&self.def, key).map(ToString::to_string);
        let chosen = selections(control.kind, chosen.as_deref().unwrap_or_default());
        for item in self.items(itemset, key) {
            // What is chosen is given however far down it stands: a list without the answer looks
            // unanswered.
            if out.len() >= most && !self.is_one_of(itemset, item, &chosen) {
                left_out += 1;
                continue;
            }
            let mut choice = self.itemset_choice(itemset, item);
            if columns {
                choice.columns = self.columns(itemset, item);
            }
            if !itemset.unique || seen.insert(choice.value.clone()) {
                out.push(choice);
            }
        }
        (out, left_out)
    }

    fn is_one_of(&self, itemset: &Itemset, item: Node, values: &[&str]) -> bool {
        let value = || self.cell(itemset.value, itemset.value_name.as_deref(), item);
        !values.is_empty() && values.contains(&&*value())
    }

    /// The first `most` choices of the question at `path` whose label holds `text`, whatever
    /// its accents and its case; those that begin with it come first.
    ///
    /// ```
    /// # mod example {
    /// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/session.in"));
    /// # }
    /// # use example::household;
    /// let mut session = household();
    /// session.add_repeat("/data/person").unwrap();
    /// session.answer("/data/person/age", "9").unwrap();
    /// let found = session.find_choices("/data/person/school", "NÓRTH", 10);
    /// assert_eq!(found[0].label, "North school");
    /// ```
    #[must_use]
    pub fn find_choices(&self, path: &str, text: &str, most: usize) -> Vec<Choice> {
        let found = self.locate(path);
        let Some((key, control)) = found.and_then(|key| Some((key, self.def.control(key.node)?)))
        else {
            return Vec::new();
        };
        let wanted = folded(text.trim());
        let (mut first, mut then) = (Vec::new(), Vec::new());
        for choice in self.look(|session| session.choices(control, key, false)) {
            let label = folded(&choice.label);
            if label.starts_with(&wanted) {
                first.push(choice);
            } else if then.len() < most && label.contains(&wanted) {
                then.push(choice);
            }
            // Enough that begin with it: nothing further down can come before these.
            if first.len() >= most {
                break;
            }
        }
        first.extend(then);
        first.truncate(most);
        first
    }

    fn inline_choice(&self, choice: &InlineChoice, key: NodeKey) -> Choice {
        let node = Node::Form(key);
        let label = choice.label.as_ref();
        Choice {
            value: choice.value.clone(),
            label: label.map(|text| self.text(text, node)).unwrap_or_default(),
            media: label.map(|text| self.media(text, node)).unwrap_or_default(),
            columns: BTreeMap::new(),
        }
    }

    fn itemset_choice(&self, itemset: &Itemset, item: Node) -> Choice {
        let value = self
            .cell(itemset.value, itemset.value_name.as_deref(), item)
            .into_owned();
        let own = itemset.label_by_language.get(self.language);
        let name = own.map(|name| &**name).or(itemset.label_name.as_deref());
        let label = itemset.label.map(|id| self.cell(id, name, item));
        let mut label = label.unwrap_or_default().into_owned();
        // What a search finds without a label shows its value.
        if itemset.unique && label.trim().is_empty() {
            label.clone_from(&value);
        }
        if itemset.itext {
            let media = self.media_of_id(&label, item);
            let label = self.itext(&label).unwrap_or_default();
            return Choice {
                value,
                label,
                media,
                columns: BTreeMap::new(),
            };
        }
        Choice {
            value,
            label,
            media: BTreeMap::new(),
            columns: BTreeMap::new(),
        }
    }

    /// The child elements of an item that are neither its value nor its label, by their local
    /// names, the first of a name.
    fn columns(&self, itemset: &Itemset, item: Node) -> BTreeMap<String, String> {
        let shown = [&itemset.value_name, &itemset.label_name];
        let is_shown = |name: &str| shown.iter().any(|own| own.as_deref() == Some(name));
        let mut cells = Vec::new();
        self.children(item, &mut cells);
        let mut columns = BTreeMap::new();
        for cell in cells {
            let name = self.name(cell).map(|name| name.local);
            let further = |name: &&str| self.kind(cell) == NodeKind::Element && !is_shown(name);
            if let Some(name) = name.filter(further) {
                let text = || self.string_value(cell).into_owned();
                columns.entry(name.to_owned()).or_insert_with(text);
            }
        }
        columns
    }

    /// The nodes an itemset offers.
    fn items(&self, itemset: &Itemset, key: NodeKey) -> Vec<Node> {
        let Some(compiled) = self.def.expr(itemset.nodes) else {
            return Vec::new();
        };
        let context = self.expr_context(itemset.nodes, Node::Form(key));
        // A filter may ask for the label of a choice, and so for its own list.
        let items = self
            .meter
            .nested(|| farola_xpath::evaluate_nodeset(&compiled.expr, &context, self));
        self.meter.blame(key, itemset.nodes);
        let items = items.and_then(Result::ok).unwrap_or_default();
        // Each has a value and a label.
        self.meter.count(items.len());
        items
    }

    fn cell(&self, expr: ExprId, name: Option<&str>, item: Node) -> Cow<'_, str> {
        if let (Some(name), Node::Item(instance, node)) = (name, item)
            && let Some(secondary) = self.secondary(instance)
        {
            return Cow::Borrowed(secondary.cell(node, name));
        }
        Cow::Owned(self.eval_text(expr, item))
    }

    /// The label of one choice, by its value.
    pub(crate) fn choice_label(&self, key: NodeKey, value: &str) -> Option<String> {
        let control = self.def.control(key.node)?;
        match &control.choices {
            Choices::None => None,
            Choices::Inline(list) => {
                let choice = list.iter().find(|c| c.value == value)?;
                Some(self.inline_choice(choice, key).label)
            }
            Choices::Itemset(itemset) => {
                if let Some(fixed) = itemset.fixed.iter().find(|c| c.value == value) {
                    return Some(self.inline_choice(fixed, key).label);
                }
                let name = itemset.value_name.as_deref();
                let items = self.items(itemset, key);
                let item = items
                    .into_iter()
                    .find(|i| self.cell(itemset.value, name, *i) == value)?;
                Some(self.itemset_choice(itemset, item).label)
            }
        }
    }

    /// The values that are on offer, of those asked for, in the order of the list.
    pub(crate) fn on_offer(&self, key: NodeKey, wanted: &[&str]) -> Option<Vec<String>> {
        let control = self.def.control(key.node)?;
        let mut found = Vec::new();
        match &control.choices {
            Choices::None => return None,
            Choices::Inline(list) => {
                for choice in list {
                    note(&choice.value, wanted, &mut found);
                }
            }
            Choices::Itemset(itemset) => {
                for choice in &itemset.fixed {
                    note(&choice.value, wanted, &mut found);
                }
                let listed = self.listed(itemset, wanted);
                if let Some(listed) = listed.filter(|_| itemset.fixed.is_empty()) {
                    return Some(listed);
                }
                let name = itemset.value_name.as_deref();
                for item in self.items(itemset, key) {
                    if found.len() == wanted.len() {
                        break;
                    }
                    note(&self.cell(itemset.value, name, item), wanted, &mut found);
                }
            }
        }
        Some(found)
    }

    /// The same for a whole secondary instance, by its index instead of item by item.
    fn listed(&self, itemset: &Itemset, wanted: &[&str]) -> Option<Vec<String>> {
        let value = itemset.value_name.as_deref()?;
        let Expr::Path(path) = &self.def.expr(itemset.nodes)?.expr else {
            return None;
        };
        let Start::Instance(id) = &path.start else {
            return None;
        };
        let index = self.def.instances.iter().position(|i| *i.id == **id)?;
        let secondary = self.secondary(index)?;
        let mut names = Vec::with_capacity(path.steps.len());
        for step in &path.steps {
            match (&step.test, step.axis, step.predicates.is_empty()) {
                (NodeTest::Name(name), Axis::Child, true) => names.push(name.local.clone()),
                _ => return None,
            }
        }
        let mut found = Vec::new();
        for text in wanted {
            let key = Key::NodeText((*text).to_owned());
            let items = secondary.find(&names, &[(value, &key)], |steps| self.meter.count(steps));
            found.extend(items.first().map(|item| (*item, *text)));
        }
        found.sort_unstable();
        Some(found.into_iter().map(|(_, text)| text.to_owned()).collect())
    }

    /// What is left of a selection when the list changed; `None` where all of it is.
    pub(crate) fn surviving(&self, key: NodeKey) -> Option<String> {
        let value = self.rows.value(&self.def, key)?.clone();
        let control = self.def.control(key.node)?;
        let wanted = selections(control.kind, &value);
        let found = self.on_offer(key, &wanted)?;
        // A list that was not gone through to its end takes no answer away.
        if self.meter.is_cut() {
            return None;
        }
        if found.len() >= wanted.len() {
            return None;
        }
        // In the order they were given: that order is a ranking's whole answer.
        let offered: FxHashSet<&str> = found.iter().map(String::as_str).collect();
        let left = wanted.into_iter().filter(|value| offered.contains(value));
        Some(left.collect::<Vec<_>>().join(" "))
    }
}

/// Notes a value that is wanted, once: a list may offer it several times.
fn note(value: &str, wanted: &[&str], found: &mut Vec<String>) {
    if wanted.contains(&value) && !found.iter().any(|known| known == value) {
        found.push(value.to_owned());
    }
}

/// The values a text of a question of this kind holds.
pub(crate) fn selections(kind: ControlKind, value: &str) -> Vec<&str> {
    if !kind.is_multiple() {
        return vec![value];
    }
    let mut out: Vec<&str> = Vec::new();
    for part in value.split_ascii_whitespace() {
        if !out.contains(&part) {
            out.push(part);
        }
    }
    out
}

/// A text as it is compared when a person looks for it: small letters of the Latin alphabet
/// without their accents, whether these are parts of the letter or marks of their own.
fn folded(text: &str) -> String {
    let plain = |letter: char| match letter {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ā' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'ē' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'ī' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ō' => 'o',
        'ú' | 'ù' | 'û' | 'ü' | 'ū' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    };
    let is_mark = |letter: &char| ('\u{300}'..='\u{36f}').contains(letter);
    let letters = text.chars().flat_map(char::to_lowercase);
    letters
        .filter(|letter| !is_mark(letter))
        .map(plain)
        .collect()
}
