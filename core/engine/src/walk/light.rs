//! Whether it is dark where the phone is.

use farola_model::GeoPoint;
use farola_store::PartState;
use farola_walk::{CITIES, Light};

use super::live::centre_of;
use super::registration::read_registration;
use crate::shared::{Appearance, Engine, Result};

/// A fix older than this says nothing of where the phone is.
const LAST_FIX_MS: i64 = 24 * 60 * 60 * 1_000;

/// How bright the screen is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Darkness {
    /// Dark.
    Dark,
    /// Light.
    Light,
    /// As the phone's own setting has it for all apps.
    AsPhone,
}

impl Engine {
    /// How bright the screen is now: as the person set it, or dark after dusk. By day a phone
    /// that is dark for all apps stays so.
    ///
    /// # Errors
    /// As [`Engine::is_night`]; the settings cannot be read from the database.
    pub fn darkness(&self) -> Result<Darkness> {
        Ok(match self.settings()?.appearance {
            Appearance::Dark => Darkness::Dark,
            Appearance::Light => Darkness::Light,
            Appearance::Auto if self.is_night()? => Darkness::Dark,
            Appearance::Auto => Darkness::AsPhone,
        })
    }

    /// Whether it is night (the sun 6° below the horizon) at the last fix of the last day, or
    /// else in the city of the last walk or of the enrolment; no where nothing is known.
    ///
    /// # Errors
    /// Fixes or walks cannot be read from the database.
    pub fn is_night(&self) -> Result<bool> {
        let now = self.inner.now();
        let place = self.known_place()?;
        Ok(place.is_some_and(|place| farola_walk::light(now, &place) == Light::Night))
    }

    fn known_place(&self) -> Result<Option<GeoPoint>> {
        let now = self.inner.now();
        let last = self.inner.store().last_fix()?;
        let fresh = last.filter(|fix| now.millis_since(fix.at).saturating_abs() <= LAST_FIX_MS);
        if let Some(fix) = fresh {
            return Ok(Some(fix.point));
        }
        Ok(self.known_city()?.as_deref().and_then(centre_of))
    }

    /// INEGI's key of the city: of the last walk that the phone knows, or of the network's city
    /// that the project is named after.
    pub(super) fn known_city(&self) -> Result<Option<String>> {
        let walks = self.inner.store().walks()?;
        let readable = |state| state != PartState::Purged;
        let last = walks.iter().find(|walk| readable(walk.registration_state));
        if let Some(walk) = last {
            let state = walk.registration_state;
            let registration = read_registration(&self.inner, &walk.registration, state)?;
            if registration.city.is_some() {
                return Ok(registration.city);
            }
        }
        let project = self.device()?.project_name.unwrap_or_default();
        let project = plain(&project);
        let named = CITIES
            .iter()
            .find(|city| project.contains(&plain(city.name)));
        Ok(named.map(|city| city.key.to_owned()))
    }
}

/// Lower case without the accents of Spanish: `QUERETARO` is Querétaro.
fn plain(text: &str) -> String {
    let letter = |c| match c {
        'á' => 'a',
        'é' => 'e',
        'í' => 'i',
        'ó' => 'o',
        'ú' | 'ü' => 'u',
        other => other,
    };
    text.to_lowercase().chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_city_is_found_however_it_is_written() {
        assert!(plain("Ciudades seguras: QUERÉTARO 2026").contains(&plain("Querétaro")));
        assert!(plain("queretaro").contains(&plain("Querétaro")));
        assert!(!plain("Colima").contains(&plain("Querétaro")));
    }
}
