//! The files of a form being filled: taken in with an answer, and looked at.

use std::io::Read;

use farola_control::{Listed, SOUGHT_CHOICES};
use farola_picture::photo::{self, PHOTO_BYTES, PhotoError};

use super::attachments::attachments;
use super::filling::{Attached, Filling, ORIGINAL};
use crate::shared::{EngineError, Result};

/// The parameter of a question that limits its photos.
const MAX_PIXELS: &str = "max-pixels";
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
        if is_picture(&extension) {
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

/// Whether a file with this ending, in small letters, is a picture that can be shown.
fn is_picture(extension: &str) -> bool {
    matches!(extension, "jpg" | "jpeg" | "png")
}

/// Whether the file of that name is a picture that can be shown.
pub(super) fn names_picture(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| is_picture(&ending.to_ascii_lowercase()))
}

/// The ending a taken file is stored with, and its type.
pub(super) fn content_type(extension: &str) -> (&'static str, &'static str) {
    let extension = extension.to_ascii_lowercase();
    let known = TYPES.iter().find(|(ending, _)| *ending == extension);
    known
        .copied()
        .unwrap_or(("bin", "application/octet-stream"))
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
