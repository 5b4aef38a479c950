//! What a form is filled for: the words once it is finalized go by it.

#![allow(clippy::unwrap_used, clippy::expect_used)] // A helper may stop the test.

mod support;

use farola_engine::FormPurpose;
use farola_engine::form::MediaMap;
use farola_model::FormId;
use support::engine;

/// A form of one question under an id.
fn form(id: &str) -> String {
    format!(
        r#"<h:html xmlns="http://www.w3.org/2002/xforms"
  xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
  <h:head><h:title>Una</h:title><model>
  <instance><data id="{id}" version="1"><a/><meta><instanceID/></meta></data></instance>
  <bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
  </model></h:head><h:body><input ref="/data/a"><label>A</label></input></h:body></h:html>"#
    )
}

#[test]
fn each_form_of_a_walk_has_its_own_also_as_a_draft() {
    let dir = tempfile::tempdir().unwrap();
    let engine = engine(dir.path());
    for (id, expect) in [
        ("cs_recorrido", FormPurpose::Registration),
        ("cs_punto", FormPurpose::Stop),
        ("cs_hallazgo", FormPurpose::Finding),
        ("cs_cierre", FormPurpose::Debrief),
        ("cs_verificacion", FormPurpose::Form),
        ("cs_plan", FormPurpose::Form),
        ("parada", FormPurpose::Form),
        ("cs_punto_2", FormPurpose::Form),
    ] {
        let form = form(id);
        engine.add_form(form.as_bytes(), &MediaMap::new()).unwrap();
        let filling = engine.begin(&FormId::new(id), None).unwrap();
        assert_eq!(filling.purpose(), expect, "{id}");
        let draft = filling.instance().clone();
        drop(filling);
        let again = engine.resume(&draft).unwrap();
        assert_eq!(again.purpose(), expect, "{id} gone on with");
    }
}
