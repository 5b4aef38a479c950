//! The files of a form being filled: taken in with an answer, looked at, and read in words.

use std::io::Read;

use farola_form::{ControlKind, Session};
use farola_model::GeoPoint;

use crate::messages::MessageComment;
use crate::photo::{self, PHOTO_BYTES, PhotoError};
use crate::shared::{EngineError, Result};

use super::{Attached, Filling, ORIGINAL};

/// Longest part of a file's name that comes from the question.
const NAME_CHARS: usize = 40;
/// Endings that a taken file may have, with its type; the rest is stored as it comes.
const TYPES: [(&str, &str); 10] = [
    ("m4a", "audio/mp4"),
    ("mp3", "audio/mpeg"),
    ("ogg", "audio/ogg"),
    ("wav", "audio/wav"),
    ("mp4", "video/mp4"),
    ("webm", "video/webm"),
    ("3gp", "video/3gpp"),
    ("pdf", "application/pdf"),
    ("csv", "text/csv"),
    ("txt", "text/plain"),
];

/// One answer in words, for reading it once more.
#[derive(Clone, PartialEq)]
pub struct Line {
    /// The question.
    pub path: String,
    /// Its label.
    pub label: String,
    /// Labels of what is around it, outermost first.
    pub titles: Vec<String>,
    /// Type of the value, in the words of the XForm: dates and numbers are shown by locale.
    pub data_type: &'static str,
    /// The answer: labels of choices, else as stored.
    pub text: String,
    /// Name of the file it is.
    pub file: Option<String>,
    /// The place it is.
    pub place: Option<GeoPoint>,
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Line({})", self.path)
    }
}

impl Filling {
    /// Takes a photo in: cleans it, stores it and answers the question with its name.
    ///
    /// # Errors
    /// [`EngineError::Photo`]; as [`Filling::answer`].
    pub fn attach_photo(&mut self, path: &str, content: &mut dyn Read) -> Result<Attached> {
        self.open()?;
        let mut bytes = Vec::new();
        content
            .take(PHOTO_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| PhotoError::Unreadable(error.kind()))?;
        let clean = photo::clean(&bytes)?;
        let mut content = clean.bytes.as_slice();
        self.take_in(path, clean.extension, clean.content_type, &mut content)
    }

    /// Takes a recording or another file in as it is and answers the question with its name.
    /// What is a picture is cleaned as [`Filling::attach_photo`] does.
    ///
    /// # Errors
    /// As [`Filling::attach_photo`]; the store's when the file is too large.
    pub fn attach_file(
        &mut self,
        path: &str,
        extension: &str,
        content: &mut dyn Read,
    ) -> Result<Attached> {
        let extension = extension.to_ascii_lowercase();
        if matches!(extension.as_str(), "jpg" | "jpeg" | "png") {
            return self.attach_photo(path, content);
        }
        self.open()?;
        let (extension, content_type) = content_type(&extension);
        self.take_in(path, extension, content_type, content)
    }

    fn take_in(
        &mut self,
        path: &str,
        extension: &str,
        content_type: &str,
        content: &mut dyn Read,
    ) -> Result<Attached> {
        let field = path.rsplit('/').next().unwrap_or(path);
        let plain = field.chars().filter(|c| c.is_alphanumeric() || *c == '_');
        let field: String = plain.take(NAME_CHARS).collect();
        let name = format!("{field}-{}.{extension}", self.inner.random_hex(6));
        let at = self.inner.now();
        let stored = self.inner.store().import_draft_media(
            &self.instance,
            &name,
            ORIGINAL,
            content,
            content_type,
            at,
        )?;
        let outcome = self.answer(path, &name)?;
        Ok(Attached {
            name,
            sha256: stored.sha256,
            size: stored.size,
            seq: outcome.seq,
        })
    }

    /// The bytes of a file that an answer names, to show it.
    ///
    /// # Errors
    /// [`EngineError::AttachmentMissing`]; those of the store.
    pub fn file(&self, name: &str) -> Result<Vec<u8>> {
        let store = self.inner.store();
        let files = super::attachments(&store, self, &[name.to_owned()])?;
        let file = files.first().ok_or(EngineError::AttachmentMissing)?;
        Ok(store.media_bytes(&file.sha256)?)
    }

    /// A picture or sound of the form version that is filled; nothing where it has no such file.
    ///
    /// # Errors
    /// Those of the store.
    pub fn form_file(&self, name: &str) -> Result<Option<Vec<u8>>> {
        self.inner.form_file(&self.form_sha256, name)
    }

    /// Languages of the form, in its order.
    #[must_use]
    pub fn languages(&self) -> Vec<String> {
        self.session.def().languages().to_vec()
    }

    /// What is asked at present, to jump to.
    #[must_use]
    pub fn outline(&self) -> Vec<farola_form::OutlineEntry> {
        self.session.outline()
    }

    /// The first choices of a question whose label holds a text.
    #[must_use]
    pub fn find_choices(&self, path: &str, text: &str, most: usize) -> Vec<farola_form::Choice> {
        self.session.find_choices(path, text, most)
    }

    /// What was answered, in words, to be read once more before it is sealed.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        lines(&self.session)
    }

    /// What reviewers say of the submission that is corrected; labels in the form's language.
    ///
    /// # Errors
    /// Those of the store.
    pub fn comments(&self) -> Result<Vec<MessageComment>> {
        let Some(old) = &self.deprecated else {
            return Ok(Vec::new());
        };
        let engine = crate::Engine {
            inner: std::sync::Arc::clone(&self.inner),
        };
        let messages = engine.messages(self.session.language())?;
        let mine = messages
            .into_iter()
            .find(|message| message.instance == *old);
        Ok(mine.map(|message| message.comments).unwrap_or_default())
    }
}

/// The ending a taken file is stored with, and its type.
pub(super) fn content_type(extension: &str) -> (&'static str, &'static str) {
    let extension = extension.to_ascii_lowercase();
    let known = TYPES.iter().find(|(ending, _)| *ending == extension);
    known
        .copied()
        .unwrap_or(("bin", "application/octet-stream"))
}

/// The answers of a session in words.
pub(crate) fn lines(session: &Session) -> Vec<Line> {
    let lines = session.lines().into_iter();
    lines.map(in_words).collect()
}

fn in_words(line: farola_form::Line) -> Line {
    let place = (line.data_type == "geopoint").then(|| line.value.parse().ok());
    Line {
        file: (line.control == ControlKind::Upload).then_some(line.value),
        place: place.flatten(),
        path: line.path,
        label: line.label,
        titles: line.titles,
        data_type: line.data_type,
        text: line.text,
    }
}
