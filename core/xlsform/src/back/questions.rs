//! Which type a question of the form has on a sheet, and what its type says already.

use super::dom::Element;
use super::form::{Action, Form};
use crate::decimal::Decimal;
use crate::survey::tree::{Element as Shape, FIRST_LOAD};
use crate::survey::types;
use crate::text::Text;

/// A type as a sheet writes it, what it brings, and its parameters.
#[derive(Debug, Clone, Default)]
pub(super) struct Question {
    /// The cell of the column type.
    pub(super) written: String,
    /// What the compiler knows by this type.
    shape: Option<Shape>,
    pub(super) parameters: Vec<(String, String)>,
    /// Attributes of the bind that the parameters say.
    bound: Vec<&'static str>,
    /// Attributes of the control that the parameters say.
    controlled: Vec<&'static str>,
}

/// What a question consists of.
#[derive(Clone, Copy)]
pub(super) struct Parts<'a, 'x> {
    pub(super) form: &'a Form<'x>,
    pub(super) path: &'a str,
    pub(super) control: Option<&'x Element>,
    pub(super) bind: Option<&'x Element>,
}

impl<'x> Parts<'_, 'x> {
    /// An attribute of the bind.
    pub(super) fn bound(&self, name: &str) -> Option<&'x str> {
        self.bind?.get(name)
    }

    /// The actions that set its value.
    pub(super) fn actions(&self) -> impl Iterator<Item = Action<'x>> {
        let actions = self.form.actions.get(self.path);
        actions.into_iter().flatten().copied()
    }

    /// The actions that a change of another question starts.
    pub(super) fn triggered(&self) -> impl Iterator<Item = Action<'x>> {
        let found = self.actions().filter(|action| action.of.is_some());
        found.filter(|action| action.has_event("xforms-value-changed"))
    }

    /// The action that works out its first value.
    pub(super) fn begun(&self) -> Option<Action<'x>> {
        let mut found = self.actions().filter(|action| action.of.is_none());
        found.find(|a| a.element.name == "setvalue" && a.has_event(FIRST_LOAD))
    }

    /// Whether the translations have a text of this part (`label`, `hint`).
    fn has_text(&self, part: &str) -> bool {
        let id = format!("{}:{part}", self.path);
        let mut translations = self.form.translations.iter();
        translations.any(|translation| !translation.values(&id).is_empty())
    }

    /// Whether the bind begins as that of a note does.
    fn is_note(&self) -> bool {
        let mut names = self.bind.into_iter().flat_map(|bind| &bind.attributes);
        let first = names.find(|(name, _)| name != "nodeset");
        first.is_some_and(|(name, _)| name == "readonly")
    }

    fn is_located(&self, event: &str) -> bool {
        let mut found = self.actions().filter(|action| action.has_event(event));
        found.any(|action| action.element.name == "odk:setgeopoint")
    }
}

/// Types that the phone fills in by itself.
const PRELOADED: [&str; 14] = [
    "start",
    "end",
    "today",
    "deviceid",
    "phonenumber",
    "username",
    "email",
    "subscriberid",
    "simserial",
    "uri:deviceid",
    "uri:subscriberid",
    "uri:simserial",
    "uri:phonenumber",
    "uri:username",
];

impl Question {
    /// A question of this type, in the compiler's words and in those of the sheet.
    pub(super) fn new(question: &str, written: &str) -> Self {
        Self {
            written: written.to_owned(),
            shape: types::element(types::dealiased(question), "q", 1),
            ..Self::default()
        }
    }

    /// A value that no page shows.
    pub(super) fn hidden(parts: Parts<'_, '_>) -> Self {
        let preloaded = PRELOADED.into_iter().chain(["uri:email"]);
        let mut preloaded = preloaded.map(|name| Self::new(name, name));
        if let Some(found) = preloaded.find(|question| question.is_preload_of(parts)) {
            return found;
        }
        let is_set = parts.triggered().next().is_some();
        let calculated = parts.bound("calculate").is_some()
            || parts.triggered().any(|action| action.value().is_some());
        let kind = parts.bound("type").unwrap_or_default();
        if parts.is_located("xforms-value-changed") {
            return Self::new("background-geopoint", "background-geopoint");
        }
        if kind == "geopoint" && parts.is_located(FIRST_LOAD) {
            return Self::new("start-geopoint", "start-geopoint");
        }
        let mut actions = parts.actions();
        if let Some(action) = actions.find(|action| action.element.name == "odk:recordaudio") {
            let mut question = Self::new("background-audio", "background-audio");
            let quality = action.element.get("odk:quality");
            let quality = quality.map(|value| ("quality".to_owned(), value.to_owned()));
            question.parameters.extend(quality);
            return question;
        }
        // With a text it would be shown, were it not of a type that never is.
        let silent = !parts.has_text("label") && !parts.has_text("hint");
        if calculated && silent && kind == "string" && parts.is_note() {
            return Self::new("note", "note");
        }
        let mut typed = INPUTS.iter().filter(|_| silent);
        let typed = typed.find(|(known, _)| *known == kind);
        match (calculated || is_set, typed) {
            // Without a label it is shown nowhere.
            (true, Some((_, name))) if *name != "text" => Self::new(name, name),
            (true, _) if calculated => Self::new("calculate", "calculate"),
            _ => Self::new("hidden", "hidden"),
        }
    }

    fn is_preload_of(&self, parts: Parts<'_, '_>) -> bool {
        let Some(shape) = &self.shape else {
            return false;
        };
        let mut bind = shape.bind.iter();
        bind.all(|(name, text)| parts.bound(name) == text.plain())
    }

    /// A question by its control; choices are dealt with elsewhere.
    pub(super) fn shown(parts: Parts<'_, '_>, control: &Element) -> Self {
        let kind = parts.bound("type").unwrap_or_default();
        match control.name.as_str() {
            "input" => Self::input(parts, kind),
            "upload" => Self::upload(control),
            "range" => Self::range(control),
            "trigger" if parts.is_located("xforms-value-changed") => {
                Self::new("background-geopoint", "background-geopoint")
            }
            "trigger" if parts.bound("type").is_none() => Self::new("trigger", "trigger"),
            "trigger" => Self::new("acknowledge", "acknowledge"),
            _ => Self::new("text", "text"),
        }
    }

    fn input(parts: Parts<'_, '_>, kind: &str) -> Self {
        if parts.is_note() && kind == "string" {
            return Self::new("note", "note");
        }
        let found = INPUTS.iter().find(|(known, _)| *known == kind);
        let name = found.map_or("text", |(_, name)| name);
        Self::new(name, name)
    }

    fn upload(control: &Element) -> Self {
        let name = match control.get("mediatype").unwrap_or_default() {
            kind if kind.starts_with("image/") => "image",
            kind if kind.starts_with("audio/") => "audio",
            kind if kind.starts_with("video/") => "video",
            kind if kind.starts_with("osm/") => "osm",
            _ => "file",
        };
        Self::new(name, name)
    }

    fn range(control: &Element) -> Self {
        const NAMES: [(&str, &str); 5] = [
            ("start", "start"),
            ("end", "end"),
            ("step", "step"),
            ("odk:tick-interval", "tick_interval"),
            ("odk:placeholder", "placeholder"),
        ];
        let mut question = Self::new("range", "range");
        for (attribute, value) in &control.attributes {
            if let Some((known, key)) = NAMES.iter().find(|(known, _)| known == attribute) {
                question.parameters.push(((*key).to_owned(), value.clone()));
                question.controlled.push(*known);
            }
        }
        let values = question.parameters.iter().map(|(_, value)| value);
        let mut numbers = values.filter_map(|value| Decimal::parse(value));
        if numbers.any(|number| !number.is_whole())
            && let Some(shape) = &mut question.shape
        {
            shape.set_bind("type", "decimal");
        }
        question
    }

    /// Says by parameters what stands at the end of the bind or the control, where parameters
    /// put it.
    pub(super) fn parametrize(&mut self, parts: Parts<'_, '_>) {
        let (bound, controlled): (&[Named], &[Named]) = match self.written.as_str() {
            "image" => (PHOTO, &[]),
            "audio" => (SOUND, &[]),
            "audit" => (AUDIT, &[]),
            "geopoint" => (MOCK, POINT),
            "geoshape" | "geotrace" => (MOCK, LINE),
            _ => return,
        };
        let found = at_the_end(parts.bind, bound);
        self.bound.extend(found.iter().map(|(name, _)| *name));
        let further = at_the_end(parts.control, controlled);
        self.controlled
            .extend(further.iter().map(|(name, _)| *name));
        for (attribute, value) in found.into_iter().chain(further) {
            let mut names = bound.iter().chain(controlled);
            if let Some((_, key)) = names.find(|(known, _)| *known == attribute) {
                self.parameters.push(((*key).to_owned(), value));
            }
        }
    }

    /// Whether the type brings this attribute of the bind, so that its place is not the sheet's.
    pub(super) fn brings(&self, name: &str) -> bool {
        let shape = self.shape.as_ref();
        shape.is_some_and(|shape| shape.bind.get(name).is_some())
    }

    /// The attributes of the bind that the type and its parameters do not say.
    pub(super) fn further_binds<'b>(&self, bind: &'b Element) -> Vec<(&'b str, &'b str)> {
        let known = |name: &str| self.shape.as_ref()?.bind.get(name).and_then(Text::plain);
        let given = bind.attributes.iter();
        let given = given.map(|(name, value)| (name.as_str(), value.as_str()));
        given
            .filter(|(name, value)| {
                *name != "nodeset" && known(name) != Some(*value) && !self.bound.contains(name)
            })
            .collect()
    }

    /// The attributes of the control that the type and its parameters do not say.
    pub(super) fn further_controls<'b>(&self, control: &'b Element) -> Vec<(&'b str, &'b str)> {
        let known = |name: &str| self.shape.as_ref()?.control.get(name).map(String::as_str);
        let given = control.attributes.iter();
        let given = given.map(|(name, value)| (name.as_str(), value.as_str()));
        given
            .filter(|(name, value)| {
                let place = ["ref", "nodeset", "query"].contains(name);
                !place && known(name) != Some(*value) && !self.controlled.contains(name)
            })
            .collect()
    }

    /// The parameters as a cell.
    pub(super) fn parameters(&self) -> String {
        let all = self.parameters.iter();
        let all = all.map(|(key, value)| format!("{key}={value}"));
        all.collect::<Vec<_>>().join(" ")
    }
}

/// Types of binds, each with the type of an input.
const INPUTS: [(&str, &str); 10] = [
    ("string", "text"),
    ("int", "integer"),
    ("decimal", "decimal"),
    ("date", "date"),
    ("time", "time"),
    ("dateTime", "dateTime"),
    ("geopoint", "geopoint"),
    ("geotrace", "geotrace"),
    ("geoshape", "geoshape"),
    ("barcode", "barcode"),
];

/// An attribute, and the parameter that says it.
type Named = (&'static str, &'static str);

const PHOTO: &[Named] = &[("orx:max-pixels", "max-pixels")];
const SOUND: &[Named] = &[("odk:quality", "quality")];
const LINE: &[Named] = &[("incremental", "incremental")];
const MOCK: &[Named] = &[("odk:allow-mock-accuracy", "allow-mock-accuracy")];
const POINT: &[Named] = &[
    ("accuracyThreshold", "capture-accuracy"),
    ("unacceptableAccuracyThreshold", "warning-accuracy"),
];
const AUDIT: &[Named] = &[
    ("odk:track-changes", "track-changes"),
    ("odk:track-changes-reasons", "track-changes-reasons"),
    ("odk:identify-user", "identify-user"),
    ("odk:location-max-age", "location-max-age"),
    ("odk:location-min-interval", "location-min-interval"),
    ("odk:location-priority", "location-priority"),
];

/// The attributes that parameters can say, where nothing else comes behind the first of them.
fn at_the_end(element: Option<&Element>, named: &[Named]) -> Vec<(&'static str, String)> {
    let attributes = element.map_or([].as_slice(), |element| element.attributes.as_slice());
    let attributes = attributes
        .iter()
        .filter(|(name, _)| !["ref", "nodeset"].contains(&name.as_str()));
    let mut found = Vec::new();
    for (attribute, value) in attributes {
        match named.iter().find(|(known, _)| known == attribute) {
            // A value that parameters would write otherwise stands in a column of its own.
            Some(_) if value.contains(char::is_whitespace) || *value != value.to_lowercase() => {
                return Vec::new();
            }
            Some((known, _)) => found.push((*known, value.clone())),
            None if found.is_empty() => {}
            None => return Vec::new(),
        }
    }
    found
}
