//! Answers in words, to be read once more.

use farola_control::{Locale, own_words, shown};
use farola_form::{ControlKind, DataType, OpenAs, Session};
use farola_model::{GeoPoint, InstanceId};

use super::files::names_picture;
use super::filling::Filling;
use super::session::session_env;
use crate::shared::{Engine, Result};

/// What stands in the place of an answer.
#[derive(Clone, PartialEq)]
pub enum LineShown {
    /// The answer in words: labels of choices; numbers, dates and places by the reader's locale.
    Words {
        /// The words.
        text: String,
    },
    /// A file that cannot be shown; that there is one is said in words.
    File {
        /// Its name.
        name: String,
    },
    /// A picture; words as for a file as long as it is not read, and where it is no longer here.
    Picture {
        /// Name of its file.
        name: String,
    },
}

impl LineShown {
    fn of(line: farola_form::Line, locale: &Locale) -> Self {
        match line.control {
            ControlKind::Upload if names_picture(&line.value) => Self::Picture { name: line.value },
            ControlKind::Upload => Self::File { name: line.value },
            _ => {
                let data_type = DataType::from_name(line.data_type).unwrap_or_default();
                Self::Words {
                    text: shown::value(&line.text, data_type, None, locale),
                }
            }
        }
    }
}

// An answer must not reach a log.
impl std::fmt::Debug for LineShown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LineShown(..)")
    }
}

/// One answer in words, for reading it once more.
#[derive(Clone, PartialEq)]
pub struct Line {
    /// The question.
    pub path: String,
    /// Its label; nothing where the form has none, or only blanks.
    pub label: Option<String>,
    /// Labels of what is around it, outermost first.
    pub titles: Vec<String>,
    /// What is shown of the answer.
    pub shown: LineShown,
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
        lines(&self.session, &self.locale())
    }
}

impl Engine {
    /// What a finalized submission says, in the words of a language (`es`, `en`); nothing of an
    /// encrypted one.
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
        Ok(lines(&session, &Locale::of_language(language)))
    }
}

/// The answers of a session in words.
fn lines(session: &Session, locale: &Locale) -> Vec<Line> {
    let all = session.lines().into_iter();
    let mut lines: Vec<Line> = all.map(|line| in_words(line, locale)).collect();
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

fn in_words(mut line: farola_form::Line, locale: &Locale) -> Line {
    let place = (line.data_type == "geopoint").then(|| line.value.parse().ok());
    Line {
        place: place.flatten(),
        path: std::mem::take(&mut line.path),
        label: own_words(std::mem::take(&mut line.label)),
        titles: std::mem::take(&mut line.titles),
        shown: LineShown::of(line, locale),
        heading: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use farola_form::{FormDef, NoMedia, SessionEnv};

    use super::*;

    fn below(titles: &[&str]) -> Line {
        Line {
            path: String::new(),
            label: None,
            titles: titles.iter().map(|title| (*title).to_owned()).collect(),
            shown: LineShown::Words {
                text: String::new(),
            },
            place: None,
            heading: Vec::new(),
        }
    }

    const FORM: &str = r#"<h:html xmlns="http://www.w3.org/2002/xforms"
        xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>t</h:title><model>
        <instance><data id="t"><said/><lamps/><kind/><file/></data></instance>
        <bind nodeset="/data/lamps" type="int"/><bind nodeset="/data/file" type="binary"/>
        </model></h:head><h:body><input ref="/data/said"><label>a</label></input>
        <input ref="/data/lamps"><label>b</label></input>
        <select1 ref="/data/kind"><label>c</label>
        <item><label>Hoyo</label><value>hole</value></item></select1>
        <upload ref="/data/file" mediatype="*/*"><label>d</label></upload></h:body></h:html>"#;

    fn shown(path: &str, value: &str, language: &str) -> LineShown {
        let form = FormDef::parse(FORM.as_bytes(), &NoMedia).0.unwrap();
        let now = "2026-11-25T20:51:30-06:00[America/Mexico_City]"
            .parse()
            .unwrap();
        let env = SessionEnv::new(now, |bytes: &mut [u8]| bytes.fill(7));
        let mut session = Session::new(Arc::new(form), env);
        session.answer(path, value).unwrap();
        let mut lines = lines(&session, &Locale::of_language(language));
        assert_eq!(lines.len(), 1, "{path} {value}");
        lines.remove(0).shown
    }

    #[test]
    fn an_answer_is_words_a_file_or_its_picture() {
        let words = |text: &str| LineShown::Words { text: text.into() };
        let file = |name: &str| LineShown::File { name: name.into() };
        let picture = |name: &str| LineShown::Picture { name: name.into() };
        for (path, value, expect) in [
            ("/data/said", "Gante", words("Gante")),
            // What a person typed is no file, whatever it is called.
            ("/data/said", "foto.jpg", words("foto.jpg")),
            ("/data/lamps", "1234", words("1,234")),
            ("/data/kind", "hole", words("Hoyo")),
            ("/data/file", "foto.jpg", picture("foto.jpg")),
            ("/data/file", "FOTO.PNG", picture("FOTO.PNG")),
            ("/data/file", "voz.m4a", file("voz.m4a")),
            ("/data/file", "sin-nombre", file("sin-nombre")),
        ] {
            for language in ["es", "en"] {
                assert!(shown(path, value, language) == expect, "{path} {value}");
            }
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
