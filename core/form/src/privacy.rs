//! What a form gathers that may say who somebody is, or hurt her: names, telephones, mails, what
//! happened to a person, what the phone knows of its owner, sounds, places, photos.
//!
//! It is found by what the form declares and by the words of its questions, in Spanish and in
//! English. Words do not prove anything, so that a form of anybody gets advice; the forms of a
//! walk promise that nobody is asked who she is, and there it is an error.

use std::sync::Arc;

use crate::def::action::Deed;
use crate::def::bind::Preload;
use crate::def::body::Choices;
use crate::def::nodes::NodeKind;
use crate::def::{ControlKind, DataType, FieldKind, FormDef, NodeId};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::session::{Session, SessionEnv};

/// A photo that a form may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AllowedPhoto {
    /// Name of the question.
    pub question: &'static str,
    /// The question and its answer with which it must not be asked for.
    pub never_with: Option<(&'static str, &'static str)>,
}

/// What a form that promises to ask nobody who she is may gather all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// Questions for a photo.
    pub photos: Vec<AllowedPhoto>,
    /// Names of the questions for a place or a line.
    pub places: Vec<&'static str>,
}

impl Allowed {
    /// What a form may gather: for each photo its question, and the question and its answer with
    /// which it must not be asked for; and the questions for places.
    #[must_use]
    pub fn of(
        photos: &[(&'static str, Option<(&'static str, &'static str)>)],
        places: &[&'static str],
    ) -> Self {
        let photos = photos.iter().map(|(question, never_with)| AllowedPhoto {
            question,
            never_with: *never_with,
        });
        Self {
            photos: photos.collect(),
            places: places.to_vec(),
        }
    }
}

/// One rule: its code, what is wrong, the way out, and whether it is an error where it must hold.
struct Rule {
    code: &'static str,
    what: &'static str,
    help: &'static str,
    is_advice: bool,
}

const fn rule(code: &'static str, what: &'static str, help: &'static str) -> Rule {
    Rule {
        code,
        what,
        help,
        is_advice: false,
    }
}

const NAME: Rule = rule(
    "form.privacy_name",
    "a question asks for the name of a person",
    "Ask for a role or an alias, or leave the question out.",
);
const TELEPHONE: Rule = rule(
    "form.privacy_telephone",
    "a question asks for a telephone number",
    "Leave it out, or keep the number on paper with the organisers.",
);
const MAIL: Rule = rule(
    "form.privacy_mail",
    "a question asks for a mail address",
    "Leave it out, or keep the address on paper with the organisers.",
);
const EXPERIENCE: Rule = rule(
    "form.privacy_experience",
    "a question asks what happened to a person",
    "Ask about the place; what somebody lived through is not written down.",
);
const IDENTITY: Rule = rule(
    "form.privacy_identity",
    "the form takes what the phone knows of its owner (name, number, mail, device)",
    "Take the preload or property() out.",
);
const RECORDING: Rule = rule(
    "form.privacy_recording",
    "the form records sound by itself, or asks for a sound or a film",
    "Take the recording out: a voice says who speaks.",
);
const AUDIT_PLACES: Rule = rule(
    "form.privacy_audit_places",
    "the audit log keeps where the phone was, or who filled the form",
    "Take the three settings of places, and identify-user, out of the audit.",
);
const LONG_TEXT: Rule = rule(
    "form.privacy_long_text",
    "a text of several lines has no limit",
    "Give it a constraint, as string-length(.) <= 400.",
);
const TEXT: Rule = Rule {
    code: "form.privacy_text",
    what: "a text has no limit",
    help: "Give it a constraint, as string-length(.) <= 120.",
    is_advice: true,
};
const PHOTO: Rule = rule(
    "form.privacy_photo",
    "a photo is asked for where this form must not ask for one",
    "Take the question out, or give it the relevance that keeps it away.",
);
const PLACE: Rule = rule(
    "form.privacy_place",
    "a place is taken where this form must not take one",
    "Take the question or the action out.",
);

/// Words that ask for a name; those that say it is not of a person.
const NAMES: [&str; 10] = [
    "nombre",
    "nombres",
    "apellido",
    "apellidos",
    "name",
    "names",
    "surname",
    "firstname",
    "lastname",
    "fullname",
];
const THINGS: &str = "calle colonia lugar parada parque escuela ruta ciudad municipio barrio sitio \
    plaza estado institucion dependencia organizacion empresa proyecto formulario \
    comercio street place stop park school route city town neighbourhood site square \
    state institution department organisation organization company project form file";
const TELEPHONES: [&str; 11] = [
    "telefono",
    "telefonos",
    "tel",
    "celular",
    "cel",
    "movil",
    "whatsapp",
    "phone",
    "telephone",
    "mobile",
    "cellphone",
];
const MAILS: [&str; 5] = ["correo", "email", "mail", "emails", "correos"];
/// Beginnings of phrases, as whole words.
const EXPERIENCES: [&str; 26] = [
    "le paso",
    "te paso",
    "les paso",
    "le ha pasado",
    "te ha pasado",
    "le sucedio",
    "te sucedio",
    "le ocurrio",
    "lo ocurrido",
    "lo que vivio",
    "lo que viviste",
    "su experiencia",
    "tu experiencia",
    "agresor",
    "agresores",
    "victima",
    "victimas",
    "sobreviviente",
    "what happened to",
    "happened to you",
    "happened to her",
    "your experience",
    "her experience",
    "victim",
    "survivor",
    "perpetrator",
];

impl FormDef {
    /// Holds a form to the rules of privacy. With `allowed` it is one that has to keep them, and
    /// what breaks them is an error; without, everything found is advice.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use farola_form::{Allowed, FormDef, NoMedia, Severity};
    ///
    /// let xml = br#"<h:html xmlns="http://www.w3.org/2002/xforms"
    ///     xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Hi</h:title><model>
    ///     <instance><data id="hi"><who/></data></instance></model></h:head>
    ///     <h:body><input ref="/data/who"><label>Your full name?</label></input></h:body>
    ///     </h:html>"#;
    /// let form = Arc::new(FormDef::parse(xml, &NoMedia).0.unwrap());
    /// let found = form.check_privacy(None);
    /// assert_eq!((found[0].code, found[0].severity), ("form.privacy_name", Severity::Warning));
    /// let strict = Allowed { photos: vec![], places: vec![] };
    /// assert_eq!(form.check_privacy(Some(&strict))[0].severity, Severity::Error);
    /// ```
    #[must_use]
    pub fn check_privacy(self: &Arc<Self>, allowed: Option<&Allowed>) -> Vec<Diagnostic> {
        let mut check = Check {
            form: self,
            allowed,
            found: Vec::new(),
        };
        for node in self.nodes.all().skip(1) {
            check.node(node);
        }
        check.whole();
        check.found
    }
}

struct Check<'a> {
    form: &'a Arc<FormDef>,
    allowed: Option<&'a Allowed>,
    found: Vec<Diagnostic>,
}

impl Check<'_> {
    fn tell(&mut self, rule: &Rule, path: String) {
        let severity = match self.allowed.is_some() && !rule.is_advice {
            true => Severity::Error,
            false => Severity::Warning,
        };
        self.found.push(Diagnostic {
            code: rule.code,
            severity,
            message: format!("{}: {path}", rule.what),
            place: Place {
                path,
                ..Place::default()
            },
            help: rule.help,
        });
    }

    fn node(&mut self, node: NodeId) {
        let form = self.form;
        let path = || form.node_path(node);
        let preload = form.bind(node).and_then(|bind| bind.preload.as_ref());
        if matches!(preload, Some(Preload::Property(_))) || self.reads_properties(node) {
            self.tell(&IDENTITY, path());
        }
        let Some(control) = form.control(node) else {
            return;
        };
        if control.kind == ControlKind::Upload {
            self.upload(node);
        }
        let data_type = form.nodes.data_type(node);
        let is_place = matches!(
            data_type,
            DataType::GeoPoint | DataType::GeoTrace | DataType::GeoShape
        );
        if is_place && !self.may_place(node) {
            self.tell(&PLACE, path());
        }
        let is_typed = control.kind == ControlKind::Input
            && matches!(control.choices, Choices::None)
            && !self.is_note(node)
            && matches!(
                data_type,
                DataType::String | DataType::Int | DataType::Decimal | DataType::Barcode
            );
        if is_typed {
            self.typed(node, data_type);
        }
    }

    /// A note is read and not answered.
    fn is_note(&self, node: NodeId) -> bool {
        let readonly = self.form.bind(node).and_then(|bind| bind.readonly);
        let readonly = readonly.and_then(|expr| self.form.expr(expr));
        readonly.is_some_and(|compiled| compiled.expr.to_string() == "true()")
    }

    fn typed(&mut self, node: NodeId, data_type: DataType) {
        let form = self.form;
        let texts = self.texts(node);
        let path = form.node_path(node);
        let has = |words: &[&str], texts: &[String]| {
            let mut all = texts.iter();
            all.any(|text| words.iter().any(|word| holds(text, word)))
        };
        let is_text = data_type == DataType::String;
        let named = |text: &&String| {
            NAMES.iter().any(|word| holds(text, word))
                && !THINGS.split(' ').any(|word| holds(text, word))
        };
        if is_text && texts.iter().any(|text| named(&text)) {
            self.tell(&NAME, path.clone());
        }
        for (rule, words) in [(&TELEPHONE, &TELEPHONES[..]), (&MAIL, &MAILS[..])] {
            if has(words, &texts) {
                self.tell(rule, path.clone());
            }
        }
        if is_text && has(&EXPERIENCES, &texts) {
            self.tell(&EXPERIENCE, path.clone());
        }
        if is_text && !self.is_limited(node) {
            let item = form.body_item(node);
            let lines = item.is_some_and(|item| item.appearance.contains("multiline"));
            self.tell(if lines { &LONG_TEXT } else { &TEXT }, path);
        }
    }

    fn is_limited(&self, node: NodeId) -> bool {
        let constraint = self.form.bind(node).and_then(|bind| bind.constraint);
        let constraint = constraint.and_then(|expr| self.form.expr(expr));
        constraint.is_some_and(|compiled| {
            let text = compiled.expr.to_string();
            text.contains("string-length(") || text.contains("regex(")
        })
    }

    /// The name of a question and its labels and hints in every language, in small letters
    /// without accents, words apart.
    fn texts(&self, node: NodeId) -> Vec<String> {
        let form = self.form;
        let mut texts = Vec::new();
        if let Some(name) = form.nodes.name(node) {
            texts.push(plain(form.names.text(name)));
        }
        let languages = form.languages().to_vec();
        let languages = match languages.is_empty() {
            true => vec![String::new()],
            false => languages,
        };
        let field = form
            .fields()
            .into_iter()
            .find(|field| field.kind == FieldKind::Question && field.path == form.node_path(node));
        for language in &languages {
            texts.extend(field.as_ref().map(|field| plain(&field.label(language))));
        }
        texts
    }

    fn reads_properties(&self, node: NodeId) -> bool {
        let Some(bind) = self.form.bind(node) else {
            return false;
        };
        let exprs = [
            bind.calculate,
            bind.relevant,
            bind.constraint,
            bind.required,
        ];
        let exprs = exprs.into_iter().flatten();
        let mut compiled = exprs.filter_map(|expr| self.form.expr(expr));
        compiled.any(|compiled| {
            farola_xpath::volatility(&compiled.expr).host
                && compiled.expr.to_string().contains("property(")
        })
    }

    fn upload(&mut self, node: NodeId) {
        let form = self.form;
        let path = form.node_path(node);
        let media = form
            .body_item(node)
            .and_then(|item| item.parameters.get("mediatype"));
        let media = media.map_or("", String::as_str);
        if media.starts_with("audio/") || media.starts_with("video/") {
            self.tell(&RECORDING, path);
            return;
        }
        let Some(allowed) = self.allowed else { return };
        let name = form
            .nodes
            .name(node)
            .map_or("", |name| form.names.text(name));
        let photo = allowed.photos.iter().find(|photo| photo.question == name);
        let is_kept_away = match photo {
            None => false,
            Some(photo) => photo
                .never_with
                .is_none_or(|(question, answer)| self.goes_with(node, question, answer)),
        };
        if !is_kept_away {
            self.tell(&PHOTO, path);
        }
    }

    /// Whether a question is not asked once another one has that answer.
    fn goes_with(&self, node: NodeId, question: &str, answer: &str) -> bool {
        let form = self.form;
        let asks = |node: &NodeId| {
            let name = form.nodes.name(*node).map(|name| form.names.text(name));
            name == Some(question) && form.nodes.kind(*node) == NodeKind::Leaf
        };
        let Some(other) = form.nodes.all().find(asks) else {
            return false;
        };
        let Ok(now) = "2026-01-01T12:00:00+00:00[UTC]".parse() else {
            return false;
        };
        let env = SessionEnv::new(now, |bytes: &mut [u8]| bytes.fill(0));
        let mut session = Session::new(Arc::clone(form), env);
        let is_taken = session.answer(&form.node_path(other), answer).is_ok();
        let found = session.find(&form.node_path(node));
        let state = found.and_then(|key| session.state(key));
        is_taken && state.is_some_and(|state| !state.relevant)
    }

    fn may_place(&self, node: NodeId) -> bool {
        let name = self.form.nodes.name(node);
        let name = name.map_or("", |name| self.form.names.text(name));
        match self.allowed {
            None => true,
            Some(allowed) => allowed.places.contains(&name),
        }
    }

    /// What no single question says.
    fn whole(&mut self) {
        let form = self.form;
        for action in &form.actions {
            let path = form.node_path(action.target);
            match action.deed {
                Deed::Record { .. } => self.tell(&RECORDING, path),
                Deed::Locate if !self.may_place(action.target) => self.tell(&PLACE, path),
                _ => {}
            }
        }
        if let Some((node, config)) = &form.audit
            && (config.location.is_some() || config.identify_user)
        {
            self.tell(&AUDIT_PLACES, form.node_path(*node));
        }
    }
}

/// Small letters without accents, everything that is no letter or digit a space, a space around.
fn plain(text: &str) -> String {
    let mut out = String::from(" ");
    for c in text.chars().flat_map(char::to_lowercase) {
        let c = match c {
            'á' | 'à' | 'ä' | 'â' | 'ã' => 'a',
            'é' | 'è' | 'ë' | 'ê' => 'e',
            'í' | 'ì' | 'ï' | 'î' => 'i',
            'ó' | 'ò' | 'ö' | 'ô' | 'õ' => 'o',
            'ú' | 'ù' | 'ü' | 'û' => 'u',
            'ñ' => 'n',
            // An accent that stands by itself.
            '\u{300}'..='\u{36f}' => continue,
            c if c.is_alphanumeric() => c,
            _ => ' ',
        };
        if c != ' ' || !out.ends_with(' ') {
            out.push(c);
        }
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
    out
}

/// Words before which a question says that it does not want what follows.
const NOT: [&str; 7] = ["sin", "ni", "no", "ningun", "nunca", "without", "nor"];

/// Whether a plain text has words in it, as whole words, and does not say that it goes without.
fn holds(plain: &str, words: &str) -> bool {
    plain.match_indices(words).any(|(at, _)| {
        let before = plain.get(..at).and_then(|text| text.strip_suffix(' '));
        let is_refused = || {
            let word = before.and_then(|text| text.rsplit(' ').next());
            word.is_some_and(|word| NOT.contains(&word))
        };
        let after = plain.get(at + words.len()..);
        let is_whole = before.is_some() && after.is_some_and(|text| text.starts_with(' '));
        is_whole && !is_refused()
    })
}
