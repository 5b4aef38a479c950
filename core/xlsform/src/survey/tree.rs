//! The tree of a form: the data element, groups, repeats, questions, and what entities need.

use crate::text::{Attributes, Text};

/// An element of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Id(u32);

/// The data element.
pub(crate) const ROOT: Id = Id(0);

/// What an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The form's data element.
    Survey,
    /// A group.
    Group,
    /// A group of the data that no page shows: `meta`.
    Hidden,
    /// A group with one group for each choice of a list.
    Loop,
    /// A repeat.
    Repeat,
    /// A question, or a value without one.
    Question(Control),
    /// A list in a file (`csv-external`), which has no place in the data.
    External,
    /// The declaration of an entity.
    Entity,
    /// An attribute of a declaration.
    Attribute,
    /// The label of a declaration.
    EntityLabel,
}

/// How a question is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Control {
    /// Not at all.
    None,
    /// As an `input`.
    Input,
    /// As a `trigger`.
    Trigger,
    /// As an `upload`.
    Upload,
    /// As an `upload` with tags of OpenStreetMap.
    Osm,
    /// As choices.
    Select,
    /// As a range.
    Range,
    /// As an `input` for places, which can have other places to show.
    Geo,
}

/// An action in the model, or in a repeat where it waits for a new instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Action {
    /// The element's name.
    pub(crate) name: &'static str,
    /// The event that starts it.
    pub(crate) event: &'static str,
    /// Its value, where that is not the question's default.
    pub(crate) value: Option<String>,
    /// The quality of a recording.
    pub(crate) quality: Option<String>,
}

/// The event of a new instance of a repeat.
pub(crate) const NEW_REPEAT: &str = "odk-new-repeat";
/// The event of a new submission.
pub(crate) const FIRST_LOAD: &str = "odk-instance-first-load";

impl Action {
    /// An action without a value of its own.
    pub(crate) fn new(name: &'static str, event: &'static str) -> Self {
        Self {
            name,
            event,
            value: None,
            quality: None,
        }
    }
}

/// A tag of OpenStreetMap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag {
    /// Its key.
    pub(crate) key: String,
    /// Its label.
    pub(crate) label: Option<String>,
}

/// An element: what its row says, and its place in the tree.
#[derive(Debug, Clone)]
pub(crate) struct Element {
    pub(crate) kind: Kind,
    /// The type as dealiased: `select one`, `photo`, `group`.
    pub(crate) question: String,
    pub(crate) name: String,
    /// The row of the survey sheet; 0 for what no row says.
    pub(crate) row: u32,
    pub(crate) parent: Option<Id>,
    pub(crate) children: Vec<Id>,
    pub(crate) label: Option<Text>,
    pub(crate) hint: Option<Text>,
    pub(crate) guidance: Option<Text>,
    pub(crate) media: Attributes<Text>,
    pub(crate) bind: Attributes<Text>,
    /// The element of the body, without its attributes.
    pub(crate) tag: &'static str,
    pub(crate) control: Attributes,
    pub(crate) instance: Attributes,
    pub(crate) default: Option<String>,
    pub(crate) trigger: Vec<String>,
    pub(crate) choice_filter: Option<String>,
    pub(crate) params: Attributes,
    pub(crate) query: Option<String>,
    /// The list that choices come from: a name, a file or a reference.
    pub(crate) itemset: Option<String>,
    pub(crate) actions: Vec<Action>,
    pub(crate) tags: Vec<Tag>,
    /// The value of an attribute.
    pub(crate) value: String,
}

impl Element {
    /// An element with nothing but its name.
    pub(crate) fn new(kind: Kind, question: &str, name: &str, row: u32) -> Self {
        Self {
            kind,
            question: question.to_owned(),
            name: name.to_owned(),
            row,
            parent: None,
            children: Vec::new(),
            label: None,
            hint: None,
            guidance: None,
            media: Attributes::new(),
            bind: Attributes::new(),
            tag: "",
            control: Attributes::new(),
            instance: Attributes::new(),
            default: None,
            trigger: Vec::new(),
            choice_filter: None,
            params: Attributes::new(),
            query: None,
            itemset: None,
            actions: Vec::new(),
            tags: Vec::new(),
            value: String::new(),
        }
    }

    /// A value that is worked out.
    pub(crate) fn calculation(name: &str, expression: &str) -> Self {
        let mut element = Self::new(Kind::Question(Control::None), "calculate", name, 0);
        element.set_bind("type", "string");
        element.set_bind("calculate", expression);
        element
    }

    /// Sets an attribute of the bind.
    pub(crate) fn set_bind(&mut self, name: &str, value: &str) {
        self.bind.set(name, Text::Plain(value.to_owned()));
    }

    /// The one text of an attribute of the bind.
    pub(crate) fn bound(&self, name: &str) -> Option<&str> {
        self.bind.get(name).and_then(Text::plain)
    }

    /// Whether a label is there that says something. A text in languages always counts.
    pub(crate) fn has_label(&self) -> bool {
        said(self.label.as_ref())
    }

    /// Whether a hint is there that says something.
    pub(crate) fn has_hint(&self) -> bool {
        said(self.hint.as_ref())
    }

    /// Whether the label stands in the translations: it has languages, or media beside it.
    pub(crate) fn label_in_itext(&self) -> bool {
        self.label.as_ref().is_some_and(Text::is_spoken) || !self.media.is_empty()
    }

    /// Whether it is a question, shown or not.
    pub(crate) fn is_question(&self) -> bool {
        matches!(self.kind, Kind::Question(_))
    }

    /// Whether it holds others.
    pub(crate) fn is_section(&self) -> bool {
        matches!(
            self.kind,
            Kind::Survey | Kind::Group | Kind::Hidden | Kind::Loop | Kind::Repeat | Kind::Entity
        )
    }
}

fn said(text: Option<&Text>) -> bool {
    text.is_some_and(|text| text.plain() != Some(""))
}

/// A form as a tree.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    root: Element,
    rest: Vec<Element>,
}

impl Tree {
    /// A tree of the data element alone.
    pub(crate) fn new(root: &str) -> Self {
        Self {
            root: Element::new(Kind::Survey, "survey", root, 0),
            rest: Vec::new(),
        }
    }

    /// Adds an element as the last child of `parent`.
    pub(crate) fn add(&mut self, parent: Id, mut element: Element) -> Id {
        let id = Id(u32::try_from(self.rest.len() + 1).unwrap_or(u32::MAX));
        element.parent = Some(parent);
        self.rest.push(element);
        self.get_mut(parent).children.push(id);
        id
    }

    /// An element. Ids come from this tree alone, so that each has one.
    pub(crate) fn get(&self, id: Id) -> &Element {
        let index = usize::try_from(id.0).ok().and_then(|id| id.checked_sub(1));
        let found = index.and_then(|index| self.rest.get(index));
        found.unwrap_or(&self.root)
    }

    /// An element, to be changed.
    pub(crate) fn get_mut(&mut self, id: Id) -> &mut Element {
        let index = usize::try_from(id.0).ok().and_then(|id| id.checked_sub(1));
        match index.filter(|index| *index < self.rest.len()) {
            Some(index) => self.rest.get_mut(index).unwrap_or(&mut self.root),
            None => &mut self.root,
        }
    }

    /// Every element from the data element down, in the order of the form.
    pub(crate) fn all(&self) -> Vec<Id> {
        self.below(ROOT)
    }

    /// An element and everything in it, in the order of the form.
    pub(crate) fn below(&self, id: Id) -> Vec<Id> {
        let mut found = Vec::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            found.push(id);
            open.extend(self.get(id).children.iter().rev());
        }
        found
    }

    /// The elements around one, from the inside to the outside.
    pub(crate) fn around(&self, id: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(self.get(id).parent, |id| self.get(*id).parent)
    }

    /// The nearest repeat around an element.
    pub(crate) fn repeat_around(&self, id: Id) -> Option<Id> {
        self.around(id)
            .find(|id| self.get(*id).kind == Kind::Repeat)
    }

    /// The nearest element around both that `wanted` takes, and how many steps up from `id` it
    /// is.
    pub(crate) fn common(
        &self,
        id: Id,
        other: Id,
        wanted: impl Fn(Kind) -> bool,
    ) -> Option<(usize, Id)> {
        let others: Vec<Id> = self.around(other).collect();
        let mut steps = self.around(id).enumerate();
        let found = steps.find(|(_, up)| wanted(self.get(*up).kind) && others.contains(up));
        found.map(|(steps, id)| (steps + 1, id))
    }

    /// The path of an element from the data element: `/data/group/question`.
    pub(crate) fn path(&self, id: Id) -> String {
        self.path_below(id, None)
    }

    /// The path of an element from what is below `from`: `/group/question`.
    pub(crate) fn path_below(&self, id: Id, from: Option<Id>) -> String {
        let mut names = vec![id];
        names.extend(self.around(id).take_while(|up| Some(*up) != from));
        let mut path = String::new();
        for id in names.into_iter().rev() {
            let element = self.get(id);
            path.push('/');
            if element.kind == Kind::Attribute {
                path.push('@');
            }
            path.push_str(&element.name);
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_what_is_around() {
        let mut tree = Tree::new("data");
        let repeat = tree.add(ROOT, Element::new(Kind::Repeat, "repeat", "r", 2));
        let group = tree.add(repeat, Element::new(Kind::Group, "group", "g", 3));
        let a = tree.add(group, Element::calculation("a", "1"));
        let b = tree.add(repeat, Element::calculation("b", "1"));
        assert_eq!(tree.path(a), "/data/r/g/a");
        assert_eq!(tree.path_below(a, Some(repeat)), "/g/a");
        assert_eq!(tree.repeat_around(a), Some(repeat));
        assert_eq!(
            tree.common(a, b, |kind| kind == Kind::Repeat),
            Some((2, repeat))
        );
        assert_eq!(tree.common(a, b, |kind| kind == Kind::Group), None);
        assert_eq!(tree.all(), [ROOT, repeat, group, a, b]);
    }
}
