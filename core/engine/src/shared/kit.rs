//! A form in the kit's terms: its answers read, what it asks, what it is called.
//!
//! What they mean is the kit's ([`farola_walk::kit`]), for phone and hub alike.

use farola_form::{DataType, Field, FormDef, find_language, submission};
use farola_walk::kit::{self, Answers, Asks, Title, question};

use super::Result;

/// The answers of a finalized form. There are none where it is encrypted.
pub(crate) fn read_finalized<T>(xml: &[u8], read: impl FnOnce(&Answers<'_>) -> T) -> Result<T> {
    let received = submission::read(xml)?;
    let given = received.answers.iter();
    let pairs = given.filter_map(|answer| Some((answer.field.as_str(), answer.value.as_deref()?)));
    Ok(read(&Answers::of(pairs)))
}

/// What a form's definition says of its questions.
pub(crate) struct Asked<'a>(Vec<Field<'a>>);

impl<'a> Asked<'a> {
    pub(crate) fn of(def: &'a FormDef) -> Self {
        Self(def.fields())
    }

    fn at(&self, path: &str) -> Option<&Field<'a>> {
        self.0.iter().find(|field| field.path == path)
    }
}

impl Asks for Asked<'_> {
    fn has(&self, name: &str) -> bool {
        let mut paths = self.0.iter().map(|field| field.path.as_str());
        paths.any(|path| question::name_of(path) == name)
    }

    fn is_position(&self, path: &str) -> bool {
        self.at(path)
            .is_some_and(|field| field.data_type == DataType::GeoPoint)
    }

    fn label(&self, path: &str, value: &str, language: &str) -> Option<String> {
        let field = self.at(path)?;
        let choices = field.choices(language);
        let chosen = choices.into_iter().find(|choice| choice.value == value)?;
        Some(chosen.label).filter(|label| !label.is_empty())
    }
}

/// The title of a finalized form in the language that it was filled in, as the hub calls it too;
/// nothing of a form that is not of a walk, or whose answers name nothing. `xml` is not encrypted.
pub(crate) fn title_of(def: &FormDef, language: &str, xml: &[u8]) -> Result<Option<String>> {
    let asked = Asked::of(def);
    if !kit::is_of_walk(def.id(), &asked) {
        return Ok(None);
    }
    let summary = read_finalized(xml, |answers| kit::summary(def.id(), &asked, answers))?;
    let in_english = find_language(&[language], "en").is_some();
    let code = if in_english { "en" } else { "es" };
    let named = |title: Title| title.of(code).to_owned();
    Ok(summary.and_then(|summary| summary.title).map(named))
}
