//! Translations: every text with languages, media or guidance, in every language of the form.

use std::collections::HashMap;

use super::Emitter;
use crate::expr::reference;
use crate::survey::tree::{Element, Id};
use crate::text::Text;
use crate::xml::Node;

/// A text of a language: what is said, and the element whose references it holds.
#[derive(Debug, Clone, Copy)]
struct Said<'t> {
    text: &'t str,
    context: Option<Id>,
}

/// The forms of a text in one language: `long`, `guidance`, `image`.
type Forms<'t> = Vec<(&'t str, Said<'t>)>;

/// A language: which texts it has, in which order they came.
#[derive(Debug, Default)]
struct Translation<'t> {
    language: &'t str,
    order: Vec<usize>,
    texts: Vec<Forms<'t>>,
}

/// All translations.
#[derive(Debug, Default)]
pub(super) struct Itext<'t> {
    ids: Vec<String>,
    index: HashMap<String, usize>,
    translations: Vec<Translation<'t>>,
}

/// Elements around a text: html, head, model, itext, translation.
const TEXT_LEVEL: usize = 5;

/// What stands for a text that a language lacks.
const MISSING: &str = "-";

impl<'t> Itext<'t> {
    fn id(&mut self, id: &str) -> usize {
        if let Some(index) = self.index.get(id) {
            return *index;
        }
        let index = self.ids.len();
        self.ids.push(id.to_owned());
        self.index.insert(id.to_owned(), index);
        index
    }

    fn add(&mut self, language: &'t str, id: usize, form: &'t str, said: Said<'t>) {
        let known = self
            .translations
            .iter()
            .position(|t| t.language == language);
        if known.is_none() {
            self.translations.push(Translation {
                language,
                ..Translation::default()
            });
        }
        let last = self.translations.len().saturating_sub(1);
        if let Some(translation) = self.translations.get_mut(known.unwrap_or(last)) {
            translation.add(id, form, said);
        }
    }

    /// Gives each language every text that another one has.
    fn complete(&mut self) {
        let mut all: Vec<(usize, Vec<&'t str>)> = Vec::new();
        let mut at: Vec<Option<usize>> = vec![None; self.ids.len()];
        for translation in &self.translations {
            for id in &translation.order {
                let forms = translation
                    .texts
                    .get(*id)
                    .map_or([].as_slice(), Vec::as_slice);
                let slot = at.get(*id).copied().flatten();
                let place = slot.unwrap_or(all.len());
                if slot.is_none() {
                    all.push((*id, Vec::new()));
                    if let Some(slot) = at.get_mut(*id) {
                        *slot = Some(place);
                    }
                }
                if let Some((_, known)) = all.get_mut(place) {
                    for (form, _) in forms {
                        if !known.contains(form) {
                            known.push(form);
                        }
                    }
                }
            }
        }
        for translation in &mut self.translations {
            for (id, forms) in &all {
                for form in forms {
                    translation.add_missing(*id, form);
                }
            }
        }
    }

    /// The languages, in the order in which the form first uses them.
    pub(super) fn languages(&self) -> Vec<String> {
        let languages = self.translations.iter().map(|t| t.language.to_owned());
        languages.collect()
    }

    /// The files of pictures and sounds.
    pub(super) fn files(&self) -> Vec<String> {
        let forms = self.translations.iter().flat_map(|translation| {
            let ids = translation.order.iter();
            ids.filter_map(|id| translation.texts.get(*id)).flatten()
        });
        let media = forms.filter(|(form, said)| {
            !["long", "guidance"].contains(form)
                && said.text != MISSING
                && !reference::has(said.text)
        });
        media.map(|(_, said)| said.text.to_owned()).collect()
    }

    /// The element with all translations, where there is one.
    pub(super) fn node(&self, emitter: &Emitter<'_, '_>) -> Option<Node> {
        if self.translations.is_empty() {
            return None;
        }
        let mut itext = Node::new("itext");
        for translation in &self.translations {
            let mut node = Node::new("translation").with("lang", translation.language);
            if translation.language == emitter.settings.default_language {
                node.set("default", "true()");
            }
            let texts = translation.order.iter().map(|id| {
                let forms = translation.texts.get(*id);
                let forms = forms.map_or([].as_slice(), Vec::as_slice);
                let name = self.ids.get(*id).map_or("", String::as_str);
                text_node(name, forms, emitter)
            });
            itext.push(node.written(TEXT_LEVEL, texts));
        }
        Some(itext)
    }
}

impl<'t> Translation<'t> {
    fn add(&mut self, id: usize, form: &'t str, said: Said<'t>) {
        if self.texts.len() <= id {
            self.texts.resize_with(id + 1, Vec::new);
        }
        let Some(forms) = self.texts.get_mut(id) else {
            return;
        };
        if forms.is_empty() {
            self.order.push(id);
        }
        match forms.iter_mut().find(|(known, _)| *known == form) {
            Some((_, there)) => *there = said,
            None => forms.push((form, said)),
        }
    }

    fn add_missing(&mut self, id: usize, form: &'t str) {
        let there = self.texts.get(id).is_some_and(|forms| {
            let mut forms = forms.iter();
            forms.any(|(known, _)| *known == form)
        });
        if !there {
            let said = Said {
                text: MISSING,
                context: None,
            };
            self.add(id, form, said);
        }
    }
}

fn text_node(id: &str, forms: &[(&str, Said<'_>)], emitter: &Emitter<'_, '_>) -> Node {
    let mut node = Node::new("text").with("id", id);
    let hint = id.split_once(':').is_some_and(|(_, part)| part == "hint");
    for (form, said) in forms {
        let value = match *form {
            "guidance" if hint => Node::new("value").with("form", "guidance"),
            _ if hint => Node::new("value"),
            "long" => Node::new("value"),
            _ if said.text == MISSING => continue,
            _ => {
                let folder = if *form == "big-image" { "image" } else { form };
                let folder = if folder == "image" { "images" } else { folder };
                let address = format!("jr://{folder}/{}", said.text);
                let children = emitter.spoken(&address, said.context);
                node.push(Node::new("value").with("form", *form).holding(children));
                continue;
            }
        };
        node.push(value.holding(emitter.spoken(said.text, said.context)));
    }
    node
}

impl<'a> Emitter<'a, '_> {
    /// Gathers every text that stands in the translations.
    pub(super) fn itext(&self) -> Itext<'a> {
        let mut itext = Itext::default();
        self.choice_texts(&mut itext);
        let all = self.tree.all();
        let said = |id: &Id| {
            let element = self.tree.get(*id);
            element.is_question() || element.is_section()
        };
        let elements: Vec<Id> = all.into_iter().filter(said).collect();
        for id in &elements {
            self.element_texts(*id, &mut itext);
        }
        for id in &elements {
            let element = self.tree.get(*id);
            if element.media.is_empty() {
                continue;
            }
            let text = itext.id(&format!("{}:label", self.tree.path(*id)));
            for (kind, media) in element.media.iter() {
                for (language, file) in media.each(&self.settings.default_language) {
                    let said = Said {
                        text: file,
                        context: None,
                    };
                    itext.add(language, text, kind, said);
                }
            }
        }
        itext.complete();
        itext
    }

    fn choice_texts(&self, itext: &mut Itext<'a>) {
        let default = self.settings.default_language.as_str();
        for list in self.lists.iter().filter(|list| list.in_itext) {
            for (index, choice) in list.choices.iter().enumerate() {
                let id = itext.id(&format!("{}-{index}", list.name));
                let label = choice.label.iter().map(|label| ("long", label));
                for (form, text) in label.chain(choice.media.iter()) {
                    for (language, text) in text.each(default) {
                        let said = Said {
                            text,
                            context: None,
                        };
                        itext.add(language, id, form, said);
                    }
                }
            }
        }
    }

    fn element_texts(&self, id: Id, itext: &mut Itext<'a>) {
        let element = self.tree.get(id);
        let path = self.tree.path(id);
        for name in ["jr:constraintMsg", "jr:requiredMsg", "jr:noAppErrorString"] {
            if let Some(text) = element.bind.get(name).filter(|text| in_itext(name, text)) {
                self.text(id, &format!("{path}:{name}"), "long", text, itext);
            }
        }
        if let Some(label) = element
            .label
            .as_ref()
            .filter(|label| label.is_spoken() || (element.has_label() && element.label_in_itext()))
        {
            self.text(id, &format!("{path}:label"), "long", label, itext);
        }
        if let Some(hint) = element.hint.as_ref().filter(|_| hint_in_itext(element)) {
            self.text(id, &format!("{path}:hint"), "long", hint, itext);
        }
        if let Some(guidance) = &element.guidance {
            self.text(id, &format!("{path}:hint"), "guidance", guidance, itext);
        }
    }

    fn text(&self, id: Id, name: &str, form: &'a str, text: &'a Text, itext: &mut Itext<'a>) {
        let index = itext.id(name);
        for (language, text) in text.each(&self.settings.default_language) {
            let said = Said {
                text,
                context: Some(id),
            };
            itext.add(language, index, form, said);
        }
    }
}

/// Whether a message stands in the translations: it has languages or references.
pub(super) fn in_itext(name: &str, text: &Text) -> bool {
    match text {
        Text::Spoken(_) => true,
        Text::Plain(text) => name != "jr:noAppErrorString" && reference::has(text),
    }
}

/// Whether a hint stands in the translations: it has languages, or guidance beside it.
pub(super) fn hint_in_itext(element: &Element) -> bool {
    element.hint.as_ref().is_some_and(Text::is_spoken) || element.guidance.is_some()
}
