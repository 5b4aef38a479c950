//! What a hand does to a form: text typed, something touched, a line walked.
//!
//! Each is one call that reads what was meant by the question's control, answers, and says how
//! the page changed; see the crate `farola-control`.

use farola_control::{
    Control, Given, GivenError, Locale, Place, Typed, TypedNote, Walked, Walker, YearSpan,
    drawn_points,
};
use farola_form::{AnswerError, DataType, Question, QuestionKind};
use farola_track::Fix;

use super::filling::Filling;
use super::page::Answered;
use crate::shared::{Result, WalkFix};

/// What became of a keystroke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedIn {
    /// What it changed.
    pub answered: Answered,
    /// What the field shows from now on, where that is not what was typed.
    pub field: Option<String>,
    /// What is said below the field.
    pub note: Option<TypedNote>,
}

/// What became of a fix on a line that is walked.
#[derive(Debug, Clone, PartialEq)]
pub struct WalkedOn {
    /// Whether it became a point.
    pub walked: Walked,
    /// What it changed, once there are enough points for an answer.
    pub answered: Option<Answered>,
    /// The points so far, while they are too few for an answer.
    pub begun: Vec<Place>,
}

impl Filling {
    /// Sets how texts are typed and shown from now on.
    pub fn read_by(&mut self, locale: Locale) {
        self.hand.locale = locale;
    }

    /// How texts are typed and shown.
    #[must_use]
    pub fn locale(&self) -> Locale {
        self.hand.locale
    }

    /// Answers with what stands in a question's field, read by its control. What is no value of
    /// it takes the answer back, and the note says why.
    ///
    /// # Errors
    /// As [`Filling::answer`].
    pub fn type_in(&mut self, path: &str, text: &str) -> Result<TypedIn> {
        let typed = self.at(path, |question, locale| Typed::read(text, question, locale))?;
        self.shown.typed(path);
        Ok(TypedIn {
            answered: self.answer_here(path, &typed.value)?,
            field: typed.field,
            note: typed.note,
        })
    }

    /// Answers with what was touched. Of a line or an area with too few places for an answer the
    /// places are kept until there are more or it is cleared; see [`Filling::begun`].
    ///
    /// # Errors
    /// [`crate::EngineError::Given`] where the question's control takes no such answer; as
    /// [`Filling::answer`].
    pub fn give(&mut self, path: &str, given: &Given) -> Result<Answered> {
        let now = self.inner.env.clock.local().datetime();
        let (value, goes_on) = self.at(path, |question, _| {
            let value = given.value_within(question, now, self.years(path));
            (value, Control::of(question).goes_on())
        })?;
        let value = value?;
        self.shown.left(path);
        let mut answered = self.answer_here(path, &value)?;
        answered.goes_on = goes_on && answered.invalid.is_none() && !value.is_empty();
        // Whoever draws has another line in mind than the one that was walked.
        self.hand.walks.remove(path);
        if let Given::Line { places } = given
            && value.is_empty()
            && !places.is_empty()
        {
            self.hand.walks.entry(path.to_owned()).or_default().begun = places.clone();
        }
        Ok(answered)
    }

    /// The years to pick from in a question: the usual ones, and as far as its answers lay since
    /// the form was opened.
    #[must_use]
    pub fn years(&self, path: &str) -> YearSpan {
        self.hand.years(path)
    }

    /// The places of a line or an area while they are too few for an answer, drawn or walked;
    /// none once there is one. They are in no journal: a kill loses them.
    #[must_use]
    pub fn begun(&self, path: &str) -> Vec<Place> {
        let Some(walk) = self.hand.walks.get(path) else {
            return Vec::new();
        };
        let answered = self.value(path).is_some_and(|value| !value.is_empty());
        if answered {
            return Vec::new();
        }
        walk.begun.clone()
    }

    /// Takes the next fix of a line or an area that is walked. It goes on from what was drawn or
    /// walked before. A point that is taken is in the journal when this returns, from the second
    /// on, or the third of an area.
    ///
    /// # Errors
    /// [`crate::EngineError::Given`] where the question is no line and no area; as
    /// [`Filling::answer`]: the line is then as it was.
    pub fn walked(&mut self, path: &str, fix: &WalkFix) -> Result<WalkedOn> {
        self.point(path, fix, Walker::step)
    }

    /// Takes a fix as the next point because a person says so: near to the last one too, as long
    /// as it is exact enough. It is one that [`Filling::walked`] may have seen before.
    ///
    /// # Errors
    /// As [`Filling::walked`].
    pub fn point_here(&mut self, path: &str, fix: &WalkFix) -> Result<WalkedOn> {
        self.point(path, fix, |_, _, fix| Walker::here(fix))
    }

    /// Judges a fix; one that is taken is the next point of the line.
    fn point(
        &mut self,
        path: &str,
        fix: &WalkFix,
        judge: impl FnOnce(&mut Walker, Option<&Place>, Fix) -> Walked,
    ) -> Result<WalkedOn> {
        let fix = Fix {
            at: fix.at,
            point: fix.point,
        };
        let (closed, stored) = self.at(path, |question, _| line_of(question))??;
        let walk = self.hand.walks.entry(path.to_owned()).or_default();
        let mut places = if stored.is_empty() {
            walk.begun.clone()
        } else {
            stored
        };
        let walked = judge(&mut walk.walker, places.last(), fix);
        if walked == Walked::Taken {
            places.push(fix.point.into());
        }
        let value = Place::write_line(&places, closed);
        let begun = if value.is_some() { Vec::new() } else { places };
        let answered = match value.filter(|_| walked == Walked::Taken) {
            Some(value) => Some(self.answer_here(path, &value)?),
            None => None,
        };
        // Only now: an answer that is not stored would take the first points with it.
        let walk = self.hand.walks.entry(path.to_owned()).or_default();
        walk.begun.clone_from(&begun);
        Ok(WalkedOn {
            walked,
            answered,
            begun,
        })
    }

    /// Reads a question of the page that is shown, or of the whole form.
    pub(super) fn at<T>(
        &self,
        path: &str,
        read: impl FnOnce(&Question, &Locale) -> T,
    ) -> Result<T> {
        let locale = &self.hand.locale;
        let asked =
            |question: &Question| question.path == path && question.kind == QuestionKind::Question;
        if let Some(question) = self.shown.questions().find(|question| asked(question)) {
            return Ok(read(question, locale));
        }
        let elsewhere = self.session.questions();
        let question = elsewhere.iter().find(|question| asked(question));
        let missing = || AnswerError::NoSuchNode {
            path: path.to_owned(),
        };
        Ok(read(question.ok_or_else(missing)?, locale))
    }
}

/// Whether a question is an area, and the points that it has.
fn line_of(question: &Question) -> std::result::Result<(bool, Vec<Place>), GivenError> {
    let (closed, data_type) = match Control::of(question) {
        Control::Line => (false, DataType::GeoTrace),
        Control::Area => (true, DataType::GeoShape),
        _ => return Err(GivenError::Mismatch),
    };
    let value = question.value.as_deref().unwrap_or_default();
    Ok((closed, drawn_points(value, data_type)))
}
