//! Questions for tests: a form of one question, filled at a fixed time.

use std::sync::Arc;

use farola_form::jiff::ZonedDateTime;
use farola_form::{FormDef, NoMedia, Question, Session, SessionEnv};

/// The local time of every test.
pub(crate) fn now() -> ZonedDateTime {
    let now = "2026-11-25T20:51:30-06:00[America/Mexico_City]";
    now.parse().unwrap()
}

/// A form whose question `/data/q` is `element` with these attributes, and a bind of a type.
pub(crate) fn session(element: &str, data_type: &str, attributes: &str) -> Session {
    let items = match element {
        "select" | "select1" | "odk:rank" => {
            "<item><label>**Uno**</label><value>a</value></item>\
             <item><label>Dos</label><value>b</value></item>\
             <item><label>Tres</label><value>c</value></item>"
        }
        _ => "",
    };
    let body =
        format!("<{element} ref=\"/data/q\" {attributes}><label>q</label>{items}</{element}>");
    begin(
        "<q/>",
        &format!("<bind nodeset=\"/data/q\" type=\"{data_type}\"/>"),
        &body,
    )
}

/// A form of these nodes with this body, begun.
pub(crate) fn form(nodes: &str, body: &str) -> Session {
    begin(nodes, "", body)
}

fn begin(nodes: &str, binds: &str, body: &str) -> Session {
    let xml = format!(
        "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" \
         xmlns:jr=\"http://openrosa.org/javarosa\" xmlns:odk=\"http://www.opendatakit.org/xforms\">\
         <h:head><h:title>t</h:title><model><instance><data id=\"t\">{nodes}<meta><instanceID/>\
         </meta></data></instance>{binds}</model></h:head><h:body>{body}</h:body></h:html>"
    );
    let (form, diagnostics) = FormDef::parse(xml.as_bytes(), &NoMedia);
    let form = form.unwrap_or_else(|| panic!("{diagnostics:?}"));
    let env = SessionEnv::new(now(), |bytes: &mut [u8]| bytes.fill(7));
    Session::new(Arc::new(form), env)
}

/// The one question of a session.
pub(crate) fn only(session: &Session) -> Question {
    session.questions().into_iter().next().unwrap()
}

/// The question `/data/q` of such a form, without an answer.
pub(crate) fn question(element: &str, data_type: &str, attributes: &str) -> Question {
    only(&session(element, data_type, attributes))
}
