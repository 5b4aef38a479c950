//! The forms of a walk, begun with what is known already answered.

use farola_model::{FormId, InstanceId};
use farola_store::{Store, WalkPart};
use farola_walk::kit::{Extent as StopKind, Form, question};
use farola_walk::{Deed, Phase};

use super::live::{Live, is_fresh};
use super::open::require;
use crate::fill::{Filling, path_of};
use crate::shared::{Engine, EngineError, Result, WalkProblem};

/// Answers by the names of their questions.
type Known = Vec<(&'static str, String)>;

impl Engine {
    /// Begins a walk with its registration; one that is being filled is gone on with. A walk
    /// that is over is left.
    ///
    /// # Errors
    /// [`WalkProblem::UnderWay`] while another is open; [`WalkProblem::FormMissing`];
    /// [`EngineError::Store`]: the database is held by another process, full or damaged.
    pub fn new_walk(&self, language: Option<&str>) -> Result<Filling> {
        let _one_at_a_time = self.inner.beginning();
        let open = match self.live(|_, live| Ok((live.phase(), live.walk.registration.clone()))) {
            Err(EngineError::Walk(WalkProblem::NotOpen)) => None,
            other => Some(other?),
        };
        match open {
            Some((Phase::Registration, draft)) => self.go_on_with(&draft, language),
            None | Some((Phase::Done, _)) => {
                self.begin_form(Form::Registration, language, |store, draft| {
                    store.begin_walk(draft)
                })
            }
            Some(_) => Err(WalkProblem::UnderWay.into()),
        }
    }

    /// Begins another registration in the place of the finalized one, which the gate does not let
    /// through and nobody can change any more. The walk that waits at the gate is left in the
    /// same write, so that a kill finds the one or the other; its registration stays finalized.
    ///
    /// # Errors
    /// [`WalkProblem::WrongPhase`] unless the walk is at its gate; [`WalkProblem::NotOpen`];
    /// [`WalkProblem::FormMissing`], with the walk as it was;
    /// [`EngineError::Store`]: the database is held by another process, full or damaged.
    pub fn register_again(&self, language: Option<&str>) -> Result<Filling> {
        let _one_at_a_time = self.inner.beginning();
        self.live(|_, live| match live.phase() {
            Phase::Gate => Ok(()),
            _ => Err(WalkProblem::WrongPhase.into()),
        })?;
        self.begin_form(Form::Registration, language, |store, draft| {
            store.begin_walk(draft)
        })
    }

    /// Begins the observation of a stop; one that is being filled is gone on with as it was
    /// begun. Walk code, number, light and, from a fix that is fresh and good, the position are
    /// answered already; of a draft that has lain for a while only what does not change meanwhile.
    ///
    /// # Errors
    /// [`WalkProblem::WrongPhase`] before the start and after the end; as [`Engine::new_walk`].
    pub fn begin_stop(&self, kind: StopKind, language: Option<&str>) -> Result<Filling> {
        let _one_at_a_time = self.inner.beginning();
        let (draft, known) = self.live(|inner, live| {
            require(live, Deed::Stop)?;
            let now = inner.now();
            let mut known = code(live);
            known.push((question::STOP_NUMBER, live.next_stop().to_string()));
            let draft = live.draft(WalkPart::Stop).cloned();
            if let Some(draft) = &draft {
                // The group may be elsewhere by now.
                let begun = inner.store().load_draft(draft)?.info.created;
                if !is_fresh(begun, now) {
                    return Ok((Some(draft.clone()), known));
                }
            }
            if let Some(place) = live.position(now) {
                known.push((question::POSITION, place.to_string()));
            }
            if let Some(light) = live.light(now) {
                known.push((question::LIGHT, light.code().to_owned()));
            }
            Ok((draft, known))
        })?;
        if let Some(draft) = draft {
            let mut filling = self.go_on_with(&draft, language)?;
            fill(&mut filling, &known)?;
            return Ok(filling);
        }
        let mut filling = self.begin_part(Form::Stop, WalkPart::Stop, language)?;
        // First of all, for it decides what else is asked; and over the form's own default.
        if let Some(path) = path_of(filling.session.def(), question::EXTENT) {
            answer(&mut filling, &path, kind.code())?;
        }
        fill(&mut filling, &known)?;
        Ok(filling)
    }

    /// Begins a quick finding; without a walk under way it stands by itself. Walk code, city
    /// and position are answered as far as they are known.
    ///
    /// # Errors
    /// As [`Engine::new_walk`].
    pub fn begin_finding(&self, language: Option<&str>) -> Result<Filling> {
        let _one_at_a_time = self.inner.beginning();
        let of_walk = self.live(|inner, live| {
            let mut known = Known::new();
            let part = require(live, Deed::Finding).is_ok();
            if part {
                known = code(live);
            }
            if let Some(place) = live.position(inner.now()) {
                known.push((question::POSITION, place.to_string()));
            }
            Ok((part, known))
        });
        let (part, mut known) = match of_walk {
            Err(EngineError::Walk(WalkProblem::NotOpen)) => (false, Known::new()),
            other => other?,
        };
        if let Some(city) = self.known_city()? {
            known.push((question::CITY, city));
        }
        let mut filling = if part {
            self.begin_part(Form::Finding, WalkPart::Finding, language)?
        } else {
            self.begin_form(Form::Finding, language, Store::begin_draft)?
        };
        fill(&mut filling, &known)?;
        Ok(filling)
    }

    /// Ends the way and begins the debrief; one that is being filled is gone on with.
    ///
    /// # Errors
    /// [`WalkProblem::WrongPhase`] before the start and after the end; as [`Engine::new_walk`].
    pub fn begin_debrief(&self, language: Option<&str>) -> Result<Filling> {
        let _one_at_a_time = self.inner.beginning();
        let (draft, known) = self.live(|inner, live| {
            require(live, Deed::Debrief)?;
            let draft = live.draft(WalkPart::Debrief).cloned();
            if draft.is_none()
                && inner
                    .store()
                    .active_form(&form_id(Form::Debrief))?
                    .is_none()
            {
                // The group would stand there with its way ended and nothing to fill.
                return Err(missing(Form::Debrief));
            }
            if let Some(course) = live.course.as_mut().filter(|course| course.ended.is_none()) {
                let at = inner.now();
                inner.store().end_track(&course.id, at)?;
                course.ended = Some(at);
            }
            Ok((draft, code(live)))
        })?;
        let mut filling = match draft {
            Some(draft) => self.go_on_with(&draft, language)?,
            None => self.begin_part(Form::Debrief, WalkPart::Debrief, language)?,
        };
        fill(&mut filling, &known)?;
        Ok(filling)
    }

    fn begin_part(&self, form: Form, part: WalkPart, language: Option<&str>) -> Result<Filling> {
        self.begin_form(form, language, |store, draft| {
            store.begin_walk_form(draft, part)
        })
    }

    fn begin_form(
        &self,
        form: Form,
        language: Option<&str>,
        put: impl FnOnce(&mut Store, &farola_store::NewDraft) -> farola_store::Result<()>,
    ) -> Result<Filling> {
        match self.begin_with(&form_id(form), language, put) {
            Err(EngineError::FormUnknown) => Err(missing(form)),
            other => other,
        }
    }

    /// Opens a draft where it was left, in the language asked for where the form has it.
    fn go_on_with(&self, draft: &InstanceId, language: Option<&str>) -> Result<Filling> {
        let mut filling = self.resume(draft)?;
        if let Some(language) = language {
            match filling.set_language(language) {
                Err(EngineError::Form(_)) | Ok(_) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filling)
    }
}

fn form_id(form: Form) -> FormId {
    FormId::new(form.id())
}

fn missing(form: Form) -> EngineError {
    WalkProblem::FormMissing { form: form.id() }.into()
}

fn code(live: &Live) -> Known {
    let code = live.registration.code.iter();
    code.map(|code| (question::WALK_CODE, code.clone()))
        .collect()
}

/// Answers what is known and still blank, where the version at hand asks it.
fn fill(filling: &mut Filling, known: &[(&'static str, String)]) -> Result<()> {
    for (name, value) in known {
        let Some(path) = path_of(filling.session.def(), name) else {
            continue;
        };
        if filling.value(&path).is_none_or(|answer| answer.is_empty()) {
            answer(filling, &path, value)?;
        }
    }
    Ok(())
}

/// Answers a question; one that this version has in another shape is left to the person.
fn answer(filling: &mut Filling, path: &str, value: &str) -> Result<()> {
    match filling.answer(path, value) {
        Ok(_) | Err(EngineError::Answer(_)) => Ok(()),
        Err(error) => Err(error),
    }
}
