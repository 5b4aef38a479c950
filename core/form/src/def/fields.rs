//! The fields of a form for those who list, store or show answers.

use super::body::{Choices, InlineChoice, Itemset};
use super::nodes::NodeKind;
use super::text::{Piece, Pieces, Text};
use super::{ControlKind, DataType, FormDef, NodeId};
use crate::session::Choice;
use farola_xpath::Expr;
use farola_xpath::ast::{NodeTest, Start};

/// What a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// A group.
    Group,
    /// A repeat.
    Repeat,
    /// A node a person answers (or a note).
    Question,
    /// A node without a control: calculated, preloaded, metadata.
    Calculate,
}

/// One node of the primary instance, seen by a hub.
#[derive(Clone)]
pub struct Field<'a> {
    def: &'a FormDef,
    node: NodeId,
    /// `/data/g/age`.
    pub path: String,
    /// Groups and repeats above it, the root not counted.
    pub depth: usize,
    /// What it is.
    pub kind: FieldKind,
    /// Its type.
    pub data_type: DataType,
    /// Its control, where it has one.
    pub control: Option<ControlKind>,
    /// The control's appearance; empty where it has none.
    pub appearance: &'a str,
}

impl std::fmt::Debug for Field<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Field")
            .field("path", &self.path)
            .field("kind", &self.kind)
            .field("data_type", &self.data_type)
            .field("control", &self.control)
            .finish_non_exhaustive()
    }
}

impl FormDef {
    /// Every element of the primary instance below its root, in document order, with its type,
    /// labels and choices.
    ///
    /// ```
    /// # mod example {
    /// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/session.in"));
    /// # }
    /// # use example::household;
    /// let session = household();
    /// let fields = session.def().fields();
    /// let age = fields.iter().find(|field| field.path == "/data/person/age").unwrap();
    /// assert_eq!((age.data_type.name(), age.depth), ("int", 1));
    /// assert_eq!(age.label("en"), "How old is …?");
    /// ```
    #[must_use]
    pub fn fields(&self) -> Vec<Field<'_>> {
        self.nodes
            .all()
            .skip(1)
            .filter(|node| self.nodes.kind(*node) != NodeKind::Attribute)
            .map(|node| self.field(node))
            .collect()
    }

    fn field(&self, node: NodeId) -> Field<'_> {
        let control = self.control(node).map(|control| control.kind);
        let kind = match self.nodes.kind(node) {
            NodeKind::Group => FieldKind::Group,
            NodeKind::Repeat => FieldKind::Repeat,
            _ if control.is_some() => FieldKind::Question,
            _ => FieldKind::Calculate,
        };
        let mut depth = 0;
        let mut at = self.nodes.parent(node);
        while let Some(parent) = at {
            at = self.nodes.parent(parent);
            depth += usize::from(at.is_some());
        }
        Field {
            def: self,
            node,
            path: self.node_path(node),
            depth,
            kind,
            data_type: self.nodes.data_type(node),
            control,
            appearance: self
                .body_item(node)
                .map_or("", |item| item.appearance.as_str()),
        }
    }

    fn fixed_text(&self, text: &Text, language: usize) -> String {
        match text {
            Text::Plain(pieces) => literal(pieces),
            Text::Itext(id) => self.fixed_itext(id, language),
            Text::Computed(_) => String::new(),
        }
    }

    fn fixed_itext(&self, id: &str, language: usize) -> String {
        let translation = self.itext.get(language, id);
        translation
            .and_then(|t| t.plain.as_ref())
            .map(literal)
            .unwrap_or_default()
    }
}

impl Field<'_> {
    fn language(&self, name: &str) -> usize {
        self.def
            .find_language(name)
            .unwrap_or(self.def.itext.default)
    }

    /// The label in `language`, by name or code (the default language where the form has no
    /// such); outputs are shown as `…`. Empty where there is none.
    #[must_use]
    pub fn label(&self, language: &str) -> String {
        let text = self
            .def
            .body_item(self.node)
            .and_then(|item| item.label.as_ref());
        text.map(|text| self.def.fixed_text(text, self.language(language)))
            .unwrap_or_default()
    }

    /// All choices in `language`, unfiltered; empty where the field has none or they are nodes
    /// of the answers themselves.
    #[must_use]
    pub fn choices(&self, language: &str) -> Vec<Choice> {
        let language = self.language(language);
        match self.def.control(self.node).map(|control| &control.choices) {
            None | Some(Choices::None) => Vec::new(),
            Some(Choices::Inline(list)) => list
                .iter()
                .map(|choice| self.inline(choice, language))
                .collect(),
            Some(Choices::Itemset(itemset)) => self.itemset(itemset, language).unwrap_or_default(),
        }
    }

    fn inline(&self, choice: &InlineChoice, language: usize) -> Choice {
        let label = choice.label.as_ref();
        Choice {
            value: choice.value.clone(),
            label: label
                .map(|text| self.def.fixed_text(text, language))
                .unwrap_or_default(),
            media: std::collections::BTreeMap::new(),
            columns: std::collections::BTreeMap::new(),
        }
    }

    fn itemset(&self, itemset: &Itemset, language: usize) -> Option<Vec<Choice>> {
        let (instance, names) = instance_path(&self.def.expr(itemset.nodes)?.expr)?;
        let secondary = self.def.instances.iter().find(|i| i.id == instance)?;
        let value = itemset.value_name.as_deref()?;
        let choice = |item: farola_xpath::document::NodeId| {
            let label = itemset
                .label_name
                .as_deref()
                .map(|name| secondary.cell(item, name).to_owned());
            let label = label.unwrap_or_default();
            Choice {
                value: secondary.cell(item, value).to_owned(),
                label: if itemset.itext {
                    self.def.fixed_itext(&label, language)
                } else {
                    label
                },
                media: std::collections::BTreeMap::new(),
                columns: std::collections::BTreeMap::new(),
            }
        };
        let items = secondary.items(&names);
        let all = (0..).map_while(|place| secondary.item(&items, place));
        Some(all.map(choice).collect())
    }
}

/// The instance and the names of the steps of `instance('x')/root/item[…]`, also inside
/// `randomize(…)`; predicates are left out.
fn instance_path(expr: &Expr) -> Option<(&str, Vec<Box<str>>)> {
    let path = match expr {
        Expr::Path(path) => path,
        Expr::Call(call) => return instance_path(call.args.first()?),
        _ => return None,
    };
    let Start::Instance(id) = &path.start else {
        return None;
    };
    let names: Option<Vec<Box<str>>> = path
        .steps
        .iter()
        .map(|step| match &step.test {
            NodeTest::Name(name) => Some(name.local.clone()),
            _ => None,
        })
        .collect();
    Some((id, names?))
}

fn literal(pieces: &Pieces) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Literal(text) => text.as_str(),
            Piece::Output(_) => "…",
        })
        .collect()
}
