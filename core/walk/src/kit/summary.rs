//! What lists show of a form of a walk: on the phone, at the hub, on the terminal.

use farola_model::GeoPoint;

use super::answers::{Answers, Asks};
use super::form::Form;
use super::question;
use super::stop::place;
use crate::code::WalkCode;
use crate::item::Light;
use crate::score::{Band, score};

/// A title in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// In Spanish.
    pub es: String,
    /// In English.
    pub en: String,
}

impl Title {
    /// The title for a language's code: English for `en`, else Spanish.
    #[must_use]
    pub fn of(&self, language: &str) -> &str {
        match language {
            "en" => &self.en,
            _ => &self.es,
        }
    }
}

/// What a form of a walk says of itself. Texts are as they were answered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// What it is called; nothing where its answers name nothing, and then lists show the name
    /// that the form gives itself.
    pub title: Option<Title>,
    /// Code of the walk.
    pub walk_code: Option<String>,
    /// INEGI key of the city: as answered, else of the walk's code.
    pub city: Option<String>,
    /// Neighbourhood.
    pub neighbourhood: Option<String>,
    /// `1` (danger) to `4`.
    pub urgency: Option<String>,
    /// Light at the place: a choice of [`question::LIGHT`], or whatever was answered.
    pub light: Option<String>,
    /// Women who gave their opinion.
    pub voices: Option<u32>,
    /// The index of a stop with its band, from the ratings alone: a phone's own sum is not
    /// looked at. Nothing where fewer than nine items were rated or the light is not known.
    pub index: Option<(u8, Band)>,
    /// Where it is (see [`place`]).
    pub place: Option<GeoPoint>,
    /// Whether it registers its walk: the form that makes the code does, the others carry it.
    pub registers_walk: bool,
}

/// Whether a form is of a walk: one of the kit by its id, or with the question that joins all
/// forms of a walk.
#[must_use]
pub fn is_of_walk(form_id: &str, form: &dyn Asks) -> bool {
    Form::from_id(form_id).is_some() || form.has(question::WALK_CODE)
}

/// What lists show of a record; nothing of a form that is not of a walk ([`is_of_walk`]).
#[must_use]
pub fn summary(form_id: &str, form: &dyn Asks, answers: &Answers<'_>) -> Option<Summary> {
    if !is_of_walk(form_id, form) {
        return None;
    }
    let kind = Form::from_id(form_id).or_else(|| Form::from_questions(&|name| form.has(name)));
    let walk_code = answers.text(question::WALK_CODE);
    let code: Option<WalkCode> = walk_code.and_then(|code| code.parse().ok());
    let registers_walk = answers.text(question::WALK_UID).is_some() && code.is_some();
    let of_code = || code.as_ref().map(WalkCode::city_key);
    let owned = |text: Option<&str>| text.map(str::to_owned);
    Some(Summary {
        title: kind.and_then(|kind| title(kind, form, answers)),
        city: owned(answers.text(question::CITY).or_else(of_code)),
        walk_code: owned(walk_code),
        neighbourhood: owned(answers.text(question::NEIGHBOURHOOD)),
        urgency: owned(answers.text(question::URGENCY)),
        light: owned(answers.text(question::LIGHT)),
        voices: answers.read(question::VOICES),
        index: index(answers),
        place: place(answers, form),
        registers_walk,
    })
}

/// Forms of a walk are named by what they say, in the reader's language: the name that the
/// kit's forms give themselves is in one language, and of a debrief it is a code.
fn title(kind: Form, form: &dyn Asks, answers: &Answers<'_>) -> Option<Title> {
    match kind {
        Form::Registration => {
            let place = answers.text(question::NEIGHBOURHOOD)?;
            Some(Title {
                es: format!("Recorrido · {place}"),
                en: format!("Walk · {place}"),
            })
        }
        Form::Stop => {
            let number: i64 = answers.read(question::STOP_NUMBER)?;
            let place = |language| {
                let label = answers.label(question::STOP_PLACE, form, language);
                label.map(|label| format!(" · {label}")).unwrap_or_default()
            };
            Some(Title {
                es: format!("Parada {number}{}", place("es")),
                en: format!("Stop {number}{}", place("en")),
            })
        }
        Form::Finding => {
            let label = |language| answers.label(question::FINDING_KIND, form, language);
            let pole = |word: &str| {
                let pole = answers.text(question::POLE);
                pole.map(|pole| format!(" · {word} {pole}"))
                    .unwrap_or_default()
            };
            Some(Title {
                es: label("es")? + &pole("poste"),
                en: label("en")? + &pole("pole"),
            })
        }
        Form::Debrief => Some(Title {
            es: "Cierre del recorrido".to_owned(),
            en: "Walk debrief".to_owned(),
        }),
        // They are named by the case that they are about.
        Form::Verification | Form::Plan => None,
    }
}

fn index(answers: &Answers<'_>) -> Option<(u8, Band)> {
    let light = Light::parse(answers.text(question::LIGHT)?)?;
    let score = score(&|name| answers.read(name), light);
    Some((score.isp?.percent(), score.band()?))
}
