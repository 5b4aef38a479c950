//! Small forms written in place, and sessions over them.

use std::sync::Arc;

use farola_form::{
    DeviceProperties, Diagnostic, Entropy, FormDef, MediaMap, NoMedia, Session, SessionEnv,
    Severity,
};

/// A form: the inside of its data element, of its model, and of its body.
#[derive(Clone, Default)]
pub(crate) struct Form {
    pub(crate) data: String,
    pub(crate) model: String,
    pub(crate) body: String,
    pub(crate) media: MediaMap,
}

pub(crate) fn form(data: &str) -> Form {
    Form {
        data: data.to_owned(),
        ..Form::default()
    }
}

impl Form {
    /// Adds a bind; `rest` is its further attributes as written.
    pub(crate) fn bind(mut self, node: &str, rest: &str) -> Self {
        self.model
            .push_str(&format!("<bind nodeset=\"{node}\" {rest}/>\n"));
        self
    }

    pub(crate) fn model(mut self, xml: &str) -> Self {
        self.model.push_str(xml);
        self
    }

    pub(crate) fn body(mut self, xml: &str) -> Self {
        self.body.push_str(xml);
        self
    }

    pub(crate) fn input(self, node: &str) -> Self {
        let label = node.rsplit('/').next().unwrap();
        self.body(&format!(
            "<input ref=\"{node}\"><label>{label}</label></input>\n"
        ))
    }

    pub(crate) fn inputs(self, nodes: &[&str]) -> Self {
        nodes.iter().fold(self, |form, node| form.input(node))
    }

    pub(crate) fn media(mut self, name: &str, text: &str) -> Self {
        self.media.insert(name.to_owned(), text.as_bytes().to_vec());
        self
    }

    pub(crate) fn xml(&self) -> String {
        format!(
            "<h:html xmlns=\"http://www.w3.org/2002/xforms\" \
             xmlns:h=\"http://www.w3.org/1999/xhtml\" \
             xmlns:jr=\"http://openrosa.org/javarosa\" \
             xmlns:orx=\"http://openrosa.org/xforms\" \
             xmlns:odk=\"http://www.opendatakit.org/xforms\">\n\
             <h:head><h:title>T</h:title><model>\n\
             <instance><data id=\"t\" version=\"1\">{}</data></instance>\n{}</model></h:head>\n\
             <h:body>\n{}</h:body></h:html>",
            self.data, self.model, self.body
        )
    }

    pub(crate) fn diagnostics(&self) -> Vec<Diagnostic> {
        FormDef::parse(self.xml().as_bytes(), &self.media).1
    }

    pub(crate) fn def(&self) -> Arc<FormDef> {
        let (def, diagnostics) = FormDef::parse(self.xml().as_bytes(), &self.media);
        let errors: Vec<_> = diagnostics
            .iter()
            .filter(|d| d.severity == Severity::Error)
            .collect();
        assert!(errors.is_empty(), "{errors:?}");
        Arc::new(def.unwrap())
    }

    pub(crate) fn start(&self) -> Session {
        Session::new(self.def(), env())
    }
}

pub(crate) fn parse(xml: &str) -> (Option<FormDef>, Vec<Diagnostic>) {
    FormDef::parse(xml.as_bytes(), &NoMedia)
}

/// Bytes that count up from a seed.
pub(crate) struct Counting(pub(crate) u8);

impl Entropy for Counting {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = self.0;
            self.0 = self.0.wrapping_add(41);
        }
    }
}

pub(crate) fn env() -> SessionEnv {
    env_at("2026-11-23T20:00:00-06:00[America/Mexico_City]", 0)
}

pub(crate) fn env_at(now: &str, seed: u8) -> SessionEnv {
    SessionEnv {
        now: now.parse().unwrap(),
        entropy: Box::new(Counting(seed)),
        properties: DeviceProperties {
            device_id: Some("farola:1".to_owned()),
            username: Some("ana".to_owned()),
            ..DeviceProperties::default()
        },
        language: None,
        last_saved: None,
    }
}

/// Short ways of asking and saying.
pub(crate) trait Scenario {
    fn say(&mut self, path: &str, value: &str);
    fn get(&self, path: &str) -> String;
    fn relevant(&self, path: &str) -> bool;
}

impl Scenario for Session {
    /// Answers; the answer must be taken.
    fn say(&mut self, path: &str, value: &str) {
        self.answer(path, value)
            .unwrap_or_else(|error| panic!("{path}: {error}"));
    }

    fn get(&self, path: &str) -> String {
        self.value(path).unwrap_or_default().to_owned()
    }

    fn relevant(&self, path: &str) -> bool {
        let found = self.dump().into_iter().find(|node| node.path == path);
        found.unwrap_or_else(|| panic!("no node {path}")).relevant
    }
}
