//! Answers in words, to be read once more.

use farola_control::own_words;
use farola_form::{ControlKind, OpenAs, Session};
use farola_model::{GeoPoint, InstanceId};

use super::files::names_picture;
use super::filling::Filling;
use super::session::session_env;
use crate::shared::{Engine, Result};

/// One answer in words, for reading it once more.
#[derive(Clone, PartialEq)]
pub struct Line {
    /// The question.
    pub path: String,
    /// Its label; nothing where the form has none, or only blanks.
    pub label: Option<String>,
    /// Labels of what is around it, outermost first.
    pub titles: Vec<String>,
    /// Type of the value, in the words of the XForm: dates and numbers are shown by locale.
    pub data_type: &'static str,
    /// The answer: labels of choices, else as stored.
    pub text: String,
    /// Name of the file it is.
    pub file: Option<String>,
    /// Whether the file is a picture, to be shown in the place of words.
    pub picture: bool,
    /// The place it is.
    pub place: Option<GeoPoint>,
    /// What stands above it: the titles that are not blank, where they are others than those of
    /// the line before.
    pub heading: Vec<String>,
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Line({})", self.path)
    }
}

impl Filling {
    /// What was answered, in words, to be read once more before it is finalized.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        lines(&self.session)
    }
}

impl Engine {
    /// What a finalized submission says, in words; nothing of an encrypted one.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged; `Form` when the bytes are damaged.
    pub fn submission_lines(&self, instance: &InstanceId, language: &str) -> Result<Vec<Line>> {
        let finalized = self.inner.store().submission(instance)?;
        let def = self.inner.definition(&finalized.info.form_sha256)?;
        if def.sending().public_key.is_some() {
            return Ok(Vec::new());
        }
        let env = session_env(&self.inner, Some(language))?;
        let session =
            Session::open_within(def, env, &finalized.xml, OpenAs::Draft, self.inner.bounds())?;
        Ok(lines(&session))
    }
}

/// The answers of a session in words.
fn lines(session: &Session) -> Vec<Line> {
    let mut lines: Vec<Line> = session.lines().into_iter().map(in_words).collect();
    head(&mut lines);
    lines
}

/// Puts the titles over the first line below them.
fn head(lines: &mut [Line]) {
    let mut above = Vec::new();
    for line in lines {
        let named = |title: &&String| !title.trim().is_empty();
        let titles: Vec<String> = line.titles.iter().filter(named).cloned().collect();
        if titles != above {
            line.heading.clone_from(&titles);
            above = titles;
        }
    }
}

fn in_words(line: farola_form::Line) -> Line {
    let place = (line.data_type == "geopoint").then(|| line.value.parse().ok());
    let file = (line.control == ControlKind::Upload).then_some(line.value);
    Line {
        picture: file.as_deref().is_some_and(names_picture),
        file,
        place: place.flatten(),
        path: line.path,
        label: own_words(line.label),
        titles: line.titles,
        data_type: line.data_type,
        text: line.text,
        heading: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn below(titles: &[&str]) -> Line {
        Line {
            path: String::new(),
            label: None,
            titles: titles.iter().map(|title| (*title).to_owned()).collect(),
            data_type: "string",
            text: String::new(),
            file: None,
            picture: false,
            place: None,
            heading: Vec::new(),
        }
    }

    #[test]
    fn titles_stand_where_they_change_and_blank_ones_nowhere() {
        let mut lines = [
            below(&[]),
            below(&["", " "]),
            below(&["Calle"]),
            below(&["Calle", ""]),
            below(&["Calle", "Hoyo"]),
            below(&["", "Calle", "Hoyo"]),
            below(&["Hoyo"]),
            below(&[]),
            below(&["Hoyo"]),
        ];
        head(&mut lines);
        let heads = lines.map(|line| line.heading.join("/"));
        let expect = ["", "", "Calle", "", "Calle/Hoyo", "", "Hoyo", "", "Hoyo"];
        assert_eq!(heads, expect);
    }
}
