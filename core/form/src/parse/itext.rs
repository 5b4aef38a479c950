//! Translations and every other text people read.

use farola_xpath::{Expr, Function};

use super::budget::{BYTES, ENTRY};
use super::expr::ExprPlace;
use super::{Fault, Loader};
use crate::def::NodeId;
use crate::def::text::{Piece, Pieces, Text, TextForm, Translation};
use crate::xml::{Child, Element, XFORMS};

impl Loader<'_> {
    pub(super) fn load_itext(&mut self, model: Element<'_>) {
        let Some(itext) = model.find(XFORMS, "itext") else {
            return;
        };
        for translation in itext.elements().filter(|e| e.name.local == "translation") {
            // Each is told apart from all others.
            if !self.work.spend(ENTRY + self.def.itext.languages.len()) {
                return;
            }
            let language = translation.attr("lang").unwrap_or_default().to_owned();
            let number = self.def.itext.languages.len();
            let default = translation.attr("default");
            if default.is_some_and(|text| text != "false()" && text != "false") {
                self.def.itext.default = number;
            }
            if self.def.itext.language(&language).is_some() {
                let fault = Fault {
                    code: "form.duplicate_language",
                    help: "Join the two translations of the language into one.",
                    at: translation.at,
                    path: "itext/translation",
                    offset: None,
                };
                self.warn(
                    &fault,
                    format!("the language {language:?} stands there twice"),
                );
            }
            self.def.itext.languages.push(language);
            self.def.itext.tables.push(rustc_hash::FxHashMap::default());
            for text in translation.elements().filter(|e| e.name.local == "text") {
                self.load_text_entry(number, text);
            }
        }
        self.order_languages();
        self.report_missing(itext);
    }

    fn load_text_entry(&mut self, number: usize, text: Element<'_>) {
        if !self.work.spend(ENTRY) {
            return;
        }
        let Some(id) = text.attr("id") else {
            let fault = Fault {
                code: "form.text_without_id",
                help: "Give the <text> an id, or remove it.",
                at: text.at,
                path: "itext/translation/text",
                offset: None,
            };
            return self.warn(&fault, "a translated text has no id".to_owned());
        };
        let mut entry = Translation::default();
        for value in text.elements().filter(|e| e.name.local == "value") {
            let pieces = self.pieces(value, None);
            match value.attr("form").map_or(Some(None), TextForm::from_name) {
                Some(None) => entry.plain = Some(pieces),
                Some(Some(form)) => {
                    if TextForm::MEDIA.iter().any(|(media, _)| *media == form) {
                        self.note_media(&pieces);
                    }
                    entry.forms.insert(form, pieces);
                }
                None => {
                    let fault = Fault {
                        code: "form.unknown_text_form",
                        help: "Known forms: long, short, guidance, image, big-image, audio, video.",
                        at: value.at,
                        path: id,
                        offset: None,
                    };
                    let form = value.attr("form").unwrap_or_default();
                    self.warn(&fault, format!("{form:?} is no form of a text"));
                }
            }
        }
        if let Some(table) = self.def.itext.tables.get_mut(number) {
            table.insert(id.into(), entry);
        }
    }

    fn note_media(&mut self, pieces: &Pieces) {
        if let [Piece::Literal(url)] = pieces.as_slice() {
            let name = media_name(url).to_owned();
            self.work.spend(self.def.media.len() / BYTES);
            if !name.is_empty() && !self.def.media.contains(&name) {
                self.def.media.push(name);
            }
        }
    }

    fn order_languages(&mut self) {
        let itext = &self.def.itext;
        let default = itext.languages.get(itext.default).cloned();
        let others = itext
            .languages
            .iter()
            .enumerate()
            .filter(|(i, _)| *i != itext.default);
        let others: Vec<String> = others.map(|(_, name)| name.clone()).collect();
        self.def.languages = default.into_iter().chain(others).collect();
    }

    /// Ids that one language has and another lacks, once per language.
    fn report_missing(&mut self, itext: Element<'_>) {
        let tables = &self.def.itext.tables;
        let alike = tables.windows(2).all(|pair| match pair {
            [a, b] => a.len() == b.len() && a.keys().all(|id| b.contains_key(id)),
            _ => true,
        });
        if alike {
            return;
        }
        let mut ids: Vec<&str> = Vec::new();
        for table in &self.def.itext.tables {
            ids.extend(table.keys().map(AsRef::as_ref));
        }
        ids.sort_unstable();
        ids.dedup();
        if !self.work.spend(ids.len().saturating_mul(tables.len())) {
            return;
        }
        let mut faults = Vec::new();
        for (language, table) in self.def.itext.languages.iter().zip(&self.def.itext.tables) {
            let missing: Vec<&str> = ids
                .iter()
                .copied()
                .filter(|id| !table.contains_key(*id))
                .collect();
            if let Some(first) = missing.first() {
                let count = missing.len();
                faults.push((
                    (*first).to_owned(),
                    format!(
                        "{language} lacks {count} of {} texts, {first:?} first",
                        ids.len()
                    ),
                ));
            }
        }
        for (path, message) in faults {
            let fault = Fault {
                code: "form.missing_translation",
                help: "Add the missing texts; until then the default language is shown.",
                at: itext.at,
                path: &path,
                offset: None,
            };
            self.warn(&fault, message);
        }
    }

    /// The text of an element: literal pieces and `<output value="…"/>`.
    pub(super) fn pieces(&mut self, element: Element<'_>, node: Option<NodeId>) -> Pieces {
        let mut pieces = Pieces::new();
        for child in element.children() {
            match child {
                Child::Text(text) => push_literal(&mut pieces, text),
                Child::Element(output) if output.name.local == "output" => {
                    let value = output
                        .attr("value")
                        .or(output.attr("ref"))
                        .unwrap_or_default();
                    let place = ExprPlace {
                        node,
                        at: output.at,
                        path: "output/@value",
                    };
                    if let Some(id) = self.compile(value, &place) {
                        pieces.push(Piece::Output(id));
                    }
                }
                // Markup inside a label (`<em>`) counts by its text.
                Child::Element(other) => pieces.extend(self.pieces(other, node)),
            }
        }
        trim(&mut pieces);
        pieces
    }

    /// A label, hint or message element: `ref` to a translation or a node, else its own text.
    pub(super) fn text(&mut self, element: Element<'_>, node: Option<NodeId>) -> Text {
        match element.attr("ref") {
            Some(reference) => {
                let place = ExprPlace {
                    node,
                    at: element.at,
                    path: "label/@ref",
                };
                self.text_reference(reference, &place)
            }
            None => Text::Plain(self.pieces(element, node)),
        }
    }

    /// `jr:itext('id')`, or an expression that gives the text.
    pub(super) fn text_reference(&mut self, reference: &str, place: &ExprPlace<'_>) -> Text {
        // Nearly every label of a form with languages: it needs no evaluator.
        if let Some(id) = plain_itext(reference) {
            return self.itext(id, place);
        }
        let Some(expr) = self.compile(reference, place) else {
            return Text::Plain(Pieces::new());
        };
        let id = self
            .def
            .expr(expr)
            .and_then(|compiled| itext_id(&compiled.expr));
        match id.map(ToOwned::to_owned) {
            Some(id) => self.itext(&id, place),
            None => Text::Computed(expr),
        }
    }

    fn itext(&mut self, id: &str, place: &ExprPlace<'_>) -> Text {
        if !self.def.itext.has(id) {
            let path = self.place_path(place);
            let fault = Fault {
                code: "form.unknown_text",
                help: "Add a <text> with this id to every translation.",
                at: place.at,
                path: &path,
                offset: None,
            };
            self.error(&fault, format!("no translation has a text {id:?}"));
        }
        Text::Itext(id.into())
    }
}

/// The id of `jr:itext('id')` as it is nearly always written.
fn plain_itext(reference: &str) -> Option<&str> {
    let rest = reference.trim().strip_prefix("jr:itext(")?;
    let quoted = rest.strip_suffix(')')?.trim();
    let inner = quoted
        .strip_prefix('\'')
        .and_then(|text| text.strip_suffix('\''));
    inner.filter(|id| !id.contains('\''))
}

/// The fixed id of `jr:itext('id')`.
fn itext_id(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Call(call) if call.function == Function::Itext => match call.args.as_slice() {
            [Expr::Literal(id)] => Some(id),
            _ => None,
        },
        _ => None,
    }
}

/// The file name of `jr://images/name.jpg`.
pub(crate) fn media_name(url: &str) -> &str {
    let url = url.trim();
    match url.strip_prefix("jr://") {
        Some(rest) => rest.split_once('/').map_or(rest, |(_, name)| name),
        None => url,
    }
}

fn push_literal(pieces: &mut Pieces, text: &str) {
    match pieces.last_mut() {
        Some(Piece::Literal(last)) => last.push_str(text),
        _ => pieces.push(Piece::Literal(text.to_owned())),
    }
}

/// White space around the whole text is an accident of how the XML was indented.
fn trim(pieces: &mut Pieces) {
    if let Some(Piece::Literal(first)) = pieces.first_mut() {
        let indent = first.len() - first.trim_start().len();
        drop(first.drain(..indent));
    }
    if let Some(Piece::Literal(last)) = pieces.last_mut() {
        last.truncate(last.trim_end().len());
    }
    pieces.retain(|piece| !matches!(piece, Piece::Literal(text) if text.is_empty()));
}
