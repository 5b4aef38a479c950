//! What a form asks of the phone while it is filled: its place, a recording.

use farola_form::{AnswerError, Changes, Request, Want};
use farola_model::GeoPoint;

#[cfg(doc)]
use crate::shared::EngineError;
use crate::shared::Result;

use super::files::{Content, Judged};
use super::filling::{Attached, Filling, ORIGINAL};

/// How long positions are given for a place that a form asked for, in milliseconds. As Collect,
/// which takes each that is more exact than those before for a minute.
pub const FOLLOW_MS: u32 = 60_000;

impl Filling {
    /// What the form waits for from the phone, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.session.requests()
    }

    /// Gives the place that was asked for. It may come late, and a better one may follow; where
    /// the repeat instance is gone, nothing happens.
    ///
    /// # Errors
    /// As [`Filling::answer`].
    pub fn fulfil_location(&mut self, request: &Request, point: GeoPoint) -> Result<Changes> {
        self.open()?;
        self.tick();
        let changes = self.session.fulfil_location(request, point);
        self.commit()?;
        Ok(changes?)
    }

    /// Takes in the recording that was asked for, judged and cleaned as
    /// [`Filling::attach_file`] does; `extension` is what the phone called it.
    ///
    /// # Errors
    /// As [`Filling::answer`], also where a place was asked for; [`EngineError::File`].
    pub fn fulfil_audio(
        &mut self,
        request: &Request,
        content: &mut dyn Content,
        extension: &str,
    ) -> Result<Attached> {
        self.open()?;
        if !matches!(request.want, Want::Audio { .. }) {
            let path = request.path.clone();
            let expected = "geopoint";
            return Err(AnswerError::Type { path, expected }.into());
        }
        let judged = Judged::of(content, extension)?;
        let name = format!("audio-{}.{}", self.inner.random_hex(6), judged.extension);
        let at = self.inner.now();
        let stored = self.inner.store().import_draft_media(
            &self.instance,
            &name,
            ORIGINAL,
            &mut judged.plan.read(content),
            judged.content_type,
            at,
        )?;
        self.tick();
        let fulfilled = self.session.fulfil_audio(request, &name);
        let seq = self.commit()?;
        fulfilled?;
        Ok(Attached {
            name,
            sha256: stored.sha256,
            size: stored.size,
            seq,
        })
    }

    /// Gives the place to whatever waits for it at `path`; nothing waits there, nothing happens.
    /// A further one is taken where it is more exact than those before.
    ///
    /// # Errors
    /// As [`Filling::answer`].
    pub fn give_place(&mut self, path: &str, point: GeoPoint) -> Result<Changes> {
        let Some(request) = self.session.request_at(path) else {
            return Ok(Changes::default());
        };
        // 0 stands for unknown in a geopoint, and anything that is known is better.
        let known = point.accuracy_m > 0.0;
        let accuracy_m = if known {
            point.accuracy_m
        } else {
            f64::INFINITY
        };
        let best_m = self.hand.places.get(path).copied();
        // A form that asks once more wants the place of now.
        let waits = self.session.requests().contains(&request);
        if !waits && best_m.is_some_and(|best_m| best_m <= accuracy_m) {
            return Ok(Changes::default());
        }
        let changes = self.fulfil_location(&request, point)?;
        self.hand.places.insert(path.to_owned(), accuracy_m);
        Ok(changes)
    }

    /// Gives the recording to whatever waits for it at `path`.
    ///
    /// # Errors
    /// As [`Filling::fulfil_audio`]; nothing waits there.
    pub fn give_recording(
        &mut self,
        path: &str,
        content: &mut dyn Content,
        extension: &str,
    ) -> Result<Attached> {
        let missing = || AnswerError::NoSuchNode {
            path: path.to_owned(),
        };
        let request = self.session.request_at(path).ok_or_else(missing)?;
        self.fulfil_audio(&request, content, extension)
    }
}
