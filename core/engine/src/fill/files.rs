//! The files of a form being filled: taken in with an answer, and looked at.

use std::io::{Read, Seek};

use farola_control::{Listed, SOUGHT_CHOICES};
use farola_picture::media::{self, Kind};
use farola_picture::photo::{self, PHOTO_BYTES, PhotoError};

use super::attachments::attachments;
use super::filling::{Attached, Filling, ORIGINAL};
use crate::shared::{EngineError, Result};

/// The parameter of a question that limits its photos.
const MAX_PIXELS: &str = "max-pixels";
/// Longest part of a file's name that comes from the question.
const NAME_CHARS: usize = 40;
/// A text is told by nothing but its name: the ending of a table stays.
const TABLE: (&str, &str) = ("csv", "text/csv");

/// A file that is taken in: read twice, once to judge it and once to keep it.
pub trait Content: Read + Seek {}

impl<T: Read + Seek> Content for T {}

impl Filling {
    /// Takes a photo in: cleans it, stores it and answers the question with its name. Where the
    /// question has `max-pixels`, it is made smaller before it is stored.
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
        let mut clean = photo::clean(&bytes)?;
        // A photo of a good camera twice in memory is more than a cheap phone has.
        drop(bytes);
        if let Some(longest) = self.longest_side(path) {
            clean = photo::fit(clean, longest);
        }
        let mut content = clean.bytes.as_slice();
        self.take_in(path, clean.extension, clean.content_type, &mut content)
    }

    /// How many pixels the longer side of a photo may have there; nothing where the form does
    /// not say it, or says no number above 0.
    fn longest_side(&self, path: &str) -> Option<u32> {
        let written = self.session.parameter(path, MAX_PIXELS)?;
        written.trim().parse().ok().filter(|pixels| *pixels > 0)
    }

    /// Takes a recording, a film or another file in and answers the question with its name. Its
    /// bytes say what it is, not the ending `extension`; places, times, serial numbers and makers
    /// are cut out of it, and what cannot be gone through whole is refused. A photo is taken in as
    /// [`Filling::attach_photo`] does.
    ///
    /// # Errors
    /// [`EngineError::File`]; as [`Filling::attach_photo`]; the store's when the file is too large.
    pub fn attach_file(
        &mut self,
        path: &str,
        extension: &str,
        content: &mut dyn Content,
    ) -> Result<Attached> {
        self.open()?;
        let judged = Judged::of(content, extension)?;
        if judged.is_photo() {
            content.rewind().map_err(unreadable)?;
            return self.attach_photo(path, content);
        }
        let (extension, content_type) = (judged.extension, judged.content_type);
        self.take_in(
            path,
            extension,
            content_type,
            &mut judged.plan.read(content),
        )
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
        // Before the answer: a file that no answer names goes with the next purge, an answer
        // without its file could never be sent.
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
    /// [`EngineError::AttachmentMissing`]; `Store`.
    pub fn file(&self, name: &str) -> Result<Vec<u8>> {
        let store = self.inner.store();
        let files = attachments(&store, self, &[name.to_owned()])?;
        let file = files.first().ok_or(EngineError::AttachmentMissing)?;
        Ok(store.media_bytes(&file.sha256)?)
    }

    /// A picture or sound of the form version that is filled; nothing where it has no such file.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn form_file(&self, name: &str) -> Result<Option<Vec<u8>>> {
        self.inner.form_file(&self.form_sha256, name)
    }

    /// Languages of the form, in its order.
    #[must_use]
    pub fn languages(&self) -> Vec<String> {
        self.session.def().languages().to_vec()
    }

    /// Languages to choose from; none where the form is in one alone.
    #[must_use]
    pub fn offered_languages(&self) -> Vec<String> {
        let languages = self.languages();
        if languages.len() > 1 {
            languages
        } else {
            Vec::new()
        }
    }

    /// What is asked at present, to jump to.
    #[must_use]
    pub fn outline(&self) -> Vec<farola_form::OutlineEntry> {
        self.session.outline()
    }

    /// The first choices of a question whose label holds a text, blanks around it left out; the
    /// first of all of them where nothing is left.
    #[must_use]
    pub fn find_choices(&self, path: &str, text: &str, most: usize) -> Vec<farola_form::Choice> {
        self.session.find_choices(path, text, most)
    }

    /// What a list to search in shows of a text, by [`Filling::find_choices`].
    #[must_use]
    pub fn search(&self, path: &str, text: &str) -> Listed {
        Listed::found(self.find_choices(path, text, SOUGHT_CHOICES))
    }
}

/// A file that was gone through: what of it is kept, and what it is called.
pub(super) struct Judged {
    pub(super) plan: media::Plan,
    pub(super) extension: &'static str,
    pub(super) content_type: &'static str,
}

impl Judged {
    /// Goes through a file; `extension` is what the phone called it.
    ///
    /// # Errors
    /// [`EngineError::File`]: nothing of it is to be kept.
    pub(super) fn of(mut content: &mut dyn Content, extension: &str) -> Result<Self> {
        let plan = media::plan(&mut content).map_err(EngineError::File)?;
        let kind = plan.kind();
        let table = kind == Kind::Text && extension.eq_ignore_ascii_case(TABLE.0);
        let (extension, content_type) = if table {
            TABLE
        } else {
            (kind.extension(), kind.content_type())
        };
        Ok(Self {
            plan,
            extension,
            content_type,
        })
    }

    fn is_photo(&self) -> bool {
        matches!(self.plan.kind(), Kind::Jpeg | Kind::Png)
    }
}

fn unreadable(error: std::io::Error) -> EngineError {
    EngineError::File(media::MediaError::Unreadable(error.kind()))
}

/// Whether a file with this ending, in small letters, is a picture that can be shown.
fn is_picture(extension: &str) -> bool {
    matches!(extension, "jpg" | "jpeg" | "png")
}

/// Whether the file of that name is a picture that can be shown.
pub(super) fn names_picture(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| is_picture(&ending.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::names_picture;

    #[test]
    fn a_picture_is_told_by_the_ending_of_its_name() {
        for (name, picture) in [
            ("foto-a1b2c3.jpg", true),
            ("firma-a1b2c3.png", true),
            ("1700000000000.JPEG", true),
            ("voz-a1b2c3.m4a", false),
            ("cine-a1b2c3.mp4", false),
            ("foto.jpg.bin", false),
            ("jpg", false),
            ("", false),
        ] {
            assert_eq!(names_picture(name), picture, "{name}");
        }
    }
}
