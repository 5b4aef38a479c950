//! What reviewers say, and the way from there to a correction.

use farola_form::FormDef;
use farola_model::{FormRef, InstanceId, Timestamp};
use farola_protocol::ReviewState;
use farola_store::{Reader, Review, SubmissionInfo};

use crate::shared::{Engine, Result};

/// What reviewers say about one submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The submission.
    pub instance: InstanceId,
    /// Its title, while the phone still holds it.
    pub title: Option<String>,
    /// Its form, while the phone still holds it.
    pub form: Option<FormRef>,
    /// State by name; may be one that this version does not know.
    pub state: String,
    /// Reason of a rejection.
    pub reason: Option<String>,
    /// Comments in the order they came.
    pub comments: Vec<MessageComment>,
    /// Whether the person has seen it.
    pub seen: bool,
    /// When it last changed here.
    pub changed: Timestamp,
    /// Whether a correction is asked for and can be opened.
    pub can_correct: bool,
    /// The correction that was begun.
    pub correction: Option<InstanceId>,
}

/// The way to put a submission right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CorrectionStep {
    /// Nobody began it.
    Begin,
    /// It is a draft already.
    GoOn,
}

impl Message {
    /// The way to put it right; nothing where no correction is asked for.
    #[must_use]
    pub fn correction_step(&self) -> Option<CorrectionStep> {
        let step = match self.correction {
            None => CorrectionStep::Begin,
            Some(_) => CorrectionStep::GoOn,
        };
        self.can_correct.then_some(step)
    }

    /// What one line says of it: the title of the submission, and the first comment. One that is
    /// blank is left out.
    #[must_use]
    pub fn line(&self) -> Vec<String> {
        let first = self.comments.first().map(|comment| &comment.body);
        let parts = self.title.iter().chain(first);
        parts
            .filter(|part| !part.trim().is_empty())
            .cloned()
            .collect()
    }
}

/// One comment.
#[derive(Clone, PartialEq, Eq)]
pub struct MessageComment {
    /// The question it is about.
    pub reference: Option<String>,
    /// The question's label in the language asked for.
    pub label: Option<String>,
    /// The words.
    pub body: String,
    /// When, RFC 3339.
    pub at: String,
    /// Role of who wrote it.
    pub role: String,
}

impl std::fmt::Debug for MessageComment {
    // A reviewer's words may quote an answer.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MessageComment({:?})", self.at)
    }
}

impl Engine {
    /// What reviewers say, the last changed first; labels in `language`.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn messages(&self, language: &str) -> Result<Vec<Message>> {
        let (reviews, submissions) = {
            let store = self.inner.store();
            (store.reviews()?, store.submissions()?)
        };
        reviews
            .into_iter()
            .map(|review| self.message(review, &submissions, language))
            .collect()
    }

    /// Opens what reviewers say about one submission: from now on the person has seen it. Labels
    /// in `language`.
    ///
    /// # Errors
    /// `Store`: nothing was said about it; the database is locked, full or damaged.
    pub fn open_message(&self, instance: &InstanceId, language: &str) -> Result<Message> {
        self.mark_seen(instance)?;
        let (review, submissions) = {
            let store = self.inner.store();
            (store.review(instance)?, store.submissions()?)
        };
        self.message(review, &submissions, language)
    }

    /// Notes that the person has read what is said about a submission, without opening it.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn mark_seen(&self, instance: &InstanceId) -> Result<()> {
        Ok(self.inner.store().mark_seen(instance)?)
    }

    fn message(
        &self,
        review: Review,
        submissions: &[SubmissionInfo],
        language: &str,
    ) -> Result<Message> {
        let submission = submissions.iter().find(|s| s.instance == review.instance);
        let def = submission.and_then(|s| self.inner.definition(&s.form_sha256).ok());
        let newest = newest_of(submissions, &review.instance);
        let correction = self.inner.store().correction_of(newest)?;
        let asked = review.state == ReviewState::HasIssues.as_str();
        // Once a newer version was finalized, the request is answered.
        let can_correct = asked && submission.is_some() && *newest == review.instance;
        let comments = review.comments.into_iter().map(|comment| MessageComment {
            label: def
                .as_deref()
                .zip(comment.reference.as_deref())
                .and_then(|(def, reference)| label(def, reference, language)),
            reference: comment.reference,
            body: comment.body,
            at: comment.at,
            role: comment.role,
        });
        Ok(Message {
            title: review.title.or_else(|| submission.map(|s| s.title.clone())),
            form: submission.map(|s| s.form.clone()),
            state: review.state,
            reason: review.reason,
            comments: comments.collect(),
            seen: review.seen,
            changed: review.changed,
            can_correct,
            correction: correction.map(|draft| draft.instance),
            instance: review.instance,
        })
    }
}

/// The label of a question by its reference, positions of repeats left out.
fn label(def: &FormDef, reference: &str, language: &str) -> Option<String> {
    let plain: Vec<&str> = reference
        .split('/')
        .map(|step| step.split('[').next().unwrap_or(step))
        .collect();
    let plain = plain.join("/");
    let field = def.fields().into_iter().find(|field| field.path == plain)?;
    let label = field.label(language);
    (!label.is_empty()).then_some(label)
}

/// The last version of a submission that the phone holds.
fn newest_of<'a>(submissions: &'a [SubmissionInfo], instance: &'a InstanceId) -> &'a InstanceId {
    let mut newest = instance;
    // Bounded by the number of submissions, so that a circle cannot hold us.
    for _ in submissions {
        match submissions
            .iter()
            .find(|s| s.deprecated.as_ref() == Some(newest))
        {
            Some(next) => newest = &next.instance,
            None => break,
        }
    }
    newest
}

pub(crate) fn newest_version(store: &Reader, instance: &InstanceId) -> Result<InstanceId> {
    let submissions = store.submissions()?;
    Ok(newest_of(&submissions, instance).clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_the_title_and_the_first_comment() {
        let comment = |body: &&str| MessageComment {
            reference: None,
            label: None,
            body: (*body).to_owned(),
            at: String::new(),
            role: String::new(),
        };
        let table: [(Option<&str>, &[&str], &[&str]); 6] = [
            (
                Some("Parada 3"),
                &["Falta la foto", "Y la luz"],
                &["Parada 3", "Falta la foto"],
            ),
            (Some("Parada 3"), &[], &["Parada 3"]),
            (Some("Parada 3"), &[" "], &["Parada 3"]),
            (Some(""), &["Falta la foto"], &["Falta la foto"]),
            (None, &["Falta la foto"], &["Falta la foto"]),
            (None, &[], &[]),
        ];
        for (title, comments, expect) in table {
            let message = Message {
                instance: InstanceId::new("sent"),
                title: title.map(str::to_owned),
                form: None,
                state: String::new(),
                reason: None,
                comments: comments.iter().map(comment).collect(),
                seen: false,
                changed: Timestamp(0),
                can_correct: true,
                correction: None,
            };
            assert_eq!(message.line(), expect, "{title:?} {comments:?}");
            for (can_correct, begun, step) in [
                (false, false, None),
                (false, true, None),
                (true, false, Some(CorrectionStep::Begin)),
                (true, true, Some(CorrectionStep::GoOn)),
            ] {
                let message = Message {
                    can_correct,
                    correction: begun.then(|| InstanceId::new("draft")),
                    ..message.clone()
                };
                assert_eq!(message.correction_step(), step, "{can_correct} {begun}");
            }
        }
    }
}
