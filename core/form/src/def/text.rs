//! Texts people read: labels, hints, messages; plain or by translation, with outputs inside.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::ExprId;

/// A piece of a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Piece {
    /// As it stands.
    Literal(String),
    /// The value of an expression.
    Output(ExprId),
}

/// A text made of pieces.
pub(crate) type Pieces = Vec<Piece>;

/// Where a label, hint or message comes from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Text {
    /// Written in place.
    Plain(Pieces),
    /// A translation by a fixed id.
    Itext(Box<str>),
    /// A translation whose id is computed, or a value read from a node.
    Computed(ExprId),
}

/// The forms a translation may have beside its plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum TextForm {
    Long,
    Short,
    Guidance,
    Image,
    BigImage,
    Audio,
    Video,
}

impl TextForm {
    pub(crate) fn from_name(name: &str) -> Option<Option<Self>> {
        Some(Some(match name {
            "long" => Self::Long,
            "short" => Self::Short,
            "guidance" => Self::Guidance,
            "image" => Self::Image,
            "big-image" => Self::BigImage,
            "audio" => Self::Audio,
            "video" => Self::Video,
            "" => return Some(None),
            _ => return None,
        }))
    }

    /// The forms that name a file, with their names.
    pub(crate) const MEDIA: [(Self, &'static str); 4] = [
        (Self::Image, "image"),
        (Self::BigImage, "big-image"),
        (Self::Audio, "audio"),
        (Self::Video, "video"),
    ];
}

/// One translation: its plain text and its forms.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Translation {
    pub(crate) plain: Option<Pieces>,
    pub(crate) forms: BTreeMap<TextForm, Pieces>,
}

/// All translations of a form.
#[derive(Debug, Default)]
pub(crate) struct Itext {
    /// Languages, in the order written.
    pub(crate) languages: Vec<String>,
    /// Which of them is the default.
    pub(crate) default: usize,
    /// Per language id → translation.
    pub(crate) tables: Vec<FxHashMap<Box<str>, Translation>>,
}

impl Itext {
    /// The translation of `id` in a language; the default language's where that has none.
    pub(crate) fn get(&self, language: usize, id: &str) -> Option<&Translation> {
        self.tables
            .get(language)
            .and_then(|table| table.get(id))
            .or_else(|| {
                self.tables
                    .get(self.default)
                    .and_then(|table| table.get(id))
            })
    }

    /// Whether any language has `id`.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.tables.iter().any(|table| table.contains_key(id))
    }

    /// The number of a language by its name.
    pub(crate) fn language(&self, name: &str) -> Option<usize> {
        self.languages.iter().position(|known| known == name)
    }
}
