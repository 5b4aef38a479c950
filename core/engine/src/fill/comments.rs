//! What reviewers say of the submission that is corrected, and where on a page it is said.

use farola_form::{Question, QuestionKind};

use super::filling::Filling;
use crate::messages::MessageComment;
use crate::shared::{Engine, Result};

impl Filling {
    /// What reviewers say of the submission that is corrected; labels in the form's language.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn comments(&self) -> Result<Vec<MessageComment>> {
        let Some(old) = &self.deprecated else {
            return Ok(Vec::new());
        };
        let engine = Engine {
            inner: std::sync::Arc::clone(&self.inner),
        };
        let messages = engine.messages(self.session.language())?;
        let mine = messages
            .into_iter()
            .find(|message| message.instance == *old);
        Ok(mine.map(|message| message.comments).unwrap_or_default())
    }

    /// Goes to the first question in the order of the form that has a comment and is asked; stays
    /// where there is none.
    pub(super) fn go_to_comment(&mut self) -> Result<()> {
        let comments = self.comments()?;
        let commented = |path: &str| {
            let mut named = comments.iter().filter_map(|c| c.reference.as_deref());
            named.any(|reference| reference == path)
        };
        let outline = self.outline();
        let first = outline.iter().find(|entry| commented(&entry.path));
        if let Some(entry) = first {
            self.go_to(&entry.path)?;
        }
        Ok(())
    }

    /// Reads the comments for the pages to come, once for each language of the form. Where they
    /// cannot be read the form is filled without them.
    pub(super) fn read_comments(&mut self) {
        let language = self.session.language();
        if self.shown.comments_in.as_deref() == Some(language) {
            return;
        }
        let language = language.to_owned();
        if let Ok(comments) = self.comments() {
            self.shown.comments = comments;
            self.shown.comments_in = Some(language);
        }
    }

    /// What is said about a question, all of it.
    pub(super) fn comments_about(&self, question: &Question) -> Vec<MessageComment> {
        if question.kind != QuestionKind::Question {
            return Vec::new();
        }
        let about = |comment: &&MessageComment| comment.reference.as_ref() == Some(&question.path);
        self.shown.comments.iter().filter(about).cloned().collect()
    }

    /// What is said about no question that is asked at present: it stands on every page, for
    /// there is no other place where it would be read.
    pub(super) fn comments_of_the_whole(&self) -> Vec<MessageComment> {
        if self.shown.comments.is_empty() {
            return Vec::new();
        }
        let outline = self.outline();
        let asked = |path: &str| {
            outline
                .iter()
                .any(|entry| entry.kind == QuestionKind::Question && entry.path == path)
        };
        let general = |comment: &&MessageComment| !comment.reference.as_deref().is_some_and(asked);
        let comments = self.shown.comments.iter();
        comments.filter(general).cloned().collect()
    }
}
