//! Labels, hints and messages in the session's language, outputs filled in.

use std::collections::BTreeMap;

use farola_xpath::Context;

use crate::def::body::{BodyItem, BodyKind};
use crate::def::text::{Piece, Text, TextForm, Translation};
use crate::def::{ExprId, NodeId};

use super::Session;
use super::host::Node;
use super::rows::ROOT_ROW;
use super::view::NodeKey;

/// The pieces shown where no other form is asked for.
pub(crate) fn plain_pieces(translation: &Translation) -> Option<&[Piece]> {
    let forms = &translation.forms;
    translation
        .plain
        .as_ref()
        .or_else(|| forms.get(&TextForm::Long))
        .or_else(|| forms.get(&TextForm::Short))
        .map(Vec::as_slice)
}

impl Session {
    pub(crate) fn expr_context(&self, expr: ExprId, node: Node) -> Context<Node> {
        Context::new(node).for_expression(expr.0)
    }

    /// An expression's text; empty where it cannot be evaluated.
    pub(crate) fn eval_text(&self, id: ExprId, node: Node) -> String {
        let Some(compiled) = self.def.expr(id) else {
            return String::new();
        };
        let context = self.expr_context(id, node);
        // A text may ask for another one, and so for itself.
        let text = self
            .meter
            .nested(|| farola_xpath::evaluate_string(&compiled.expr, &context, self));
        self.blame(node, id);
        text.and_then(Result::ok).unwrap_or_default()
    }

    pub(crate) fn render(&self, pieces: &[Piece], node: Node) -> String {
        let mut out = String::new();
        for piece in pieces {
            match piece {
                Piece::Literal(text) => out.push_str(text),
                Piece::Output(id) => out.push_str(&self.eval_text(*id, node)),
            }
        }
        out
    }

    pub(crate) fn text(&self, text: &Text, node: Node) -> String {
        match text {
            Text::Plain(pieces) => self.render(pieces, node),
            Text::Itext(id) => self
                .def
                .itext
                .get(self.language, id)
                .and_then(plain_pieces)
                .map(|pieces| self.render(pieces, node))
                .unwrap_or_default(),
            Text::Computed(id) => self.eval_text(*id, node),
        }
    }

    /// One form of a text; `None` where it has none.
    pub(crate) fn text_form(&self, text: &Text, form: TextForm, node: Node) -> Option<String> {
        let Text::Itext(id) = text else { return None };
        let here = self
            .def
            .itext
            .get(self.language, id)
            .and_then(|t| t.forms.get(&form));
        let default = || {
            self.def
                .itext
                .get(self.def.itext.default, id)?
                .forms
                .get(&form)
        };
        here.or_else(default)
            .map(|pieces| self.render(pieces, node))
    }

    /// File names of a text's image, sound and film.
    pub(crate) fn media(&self, text: &Text, node: Node) -> BTreeMap<String, String> {
        TextForm::MEDIA
            .iter()
            .filter_map(|(form, name)| {
                let url = self.text_form(text, *form, node)?;
                Some((
                    (*name).to_owned(),
                    crate::parse::media_name(&url).to_owned(),
                ))
            })
            .collect()
    }

    /// File names of the translation with a computed id.
    pub(crate) fn media_of_id(&self, id: &str, node: Node) -> BTreeMap<String, String> {
        let text = Text::Itext(id.into());
        if self.def.itext.has(id) {
            self.media(&text, node)
        } else {
            BTreeMap::new()
        }
    }

    /// The label of a node's entry in the body.
    pub(crate) fn label_of(&self, item: &BodyItem, row: u32) -> String {
        let node = self.context_of(item, row);
        item.label
            .as_ref()
            .map(|text| self.text(text, node))
            .unwrap_or_default()
    }

    /// The node whose surroundings an entry's texts are evaluated in.
    pub(crate) fn context_of(&self, item: &BodyItem, row: u32) -> Node {
        let node = match &item.kind {
            BodyKind::Control(control) => control.node,
            BodyKind::Group { node: Some(node) } => *node,
            BodyKind::Group { node: None } => {
                let scope = self.rows.get(row).and_then(|r| self.def.scope(r.scope));
                scope.map_or(NodeId::ROOT, |s| s.node)
            }
            BodyKind::Repeat(repeat) => repeat.node,
        };
        let exists = self.rows.get(row).is_some();
        Node::Form(NodeKey {
            row: if exists { row } else { ROOT_ROW },
            node,
        })
    }

    pub(crate) fn constraint_message(&self, key: NodeKey) -> String {
        let bind = self.def.bind(key.node);
        let text = bind.and_then(|b| b.constraint_message.as_ref());
        text.map(|text| self.text(text, Node::Form(key)))
            .unwrap_or_default()
    }

    pub(crate) fn required_message(&self, key: NodeKey) -> String {
        let bind = self.def.bind(key.node);
        let text = bind.and_then(|b| b.required_message.as_ref());
        text.map(|text| self.text(text, Node::Form(key)))
            .unwrap_or_default()
    }
}
