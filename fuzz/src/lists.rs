//! A list from a stranger: CSV, GeoJSON or XML beside a form, and last an entity list.

use std::sync::Arc;

use farola_form::{FormDef, MediaMap, Session};

use super::ways::{env, fill};

const KINDS: [(&str, &str); 3] = [
    ("jr://file-csv/l.csv", "l.csv"),
    ("jr://file/l.geojson", "l.geojson"),
    ("jr://file/l.xml", "l.xml"),
];

/// The first byte says which kind, the rest is the file.
pub fn run(data: &[u8]) {
    let Some((kind, file)) = data.split_first() else {
        return;
    };
    let Some((src, name)) = KINDS.get(usize::from(*kind) % KINDS.len()) else {
        return;
    };
    let xml = format!(
        r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
        xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>l</h:title><model><instance>
        <data id="l"><k/><s/><m/><p/><n/><g/></data></instance><instance id="l" src="{src}"/>
        <bind nodeset="/data/p" calculate="pulldata('l', 'label', 'name', /data/s)"/>
        <bind nodeset="/data/n" calculate="count(instance('l')/root/item[name != ''])"/>
        <bind nodeset="/data/g" calculate="instance('l')/root/item[name = /data/s]/geometry"/>
        </model></h:head><h:body><input ref="/data/k"/><select1 ref="/data/s"><itemset
        nodeset="instance('l')/root/item[label = /data/k or /data/k = '']"><value ref="name"/>
        <label ref="label"/></itemset></select1><select ref="/data/m"><itemset
        nodeset="randomize(instance('l')/root/item, 3)"><value ref="name"/><label ref="title"/>
        </itemset></select></h:body></h:html>"#
    );
    let media: MediaMap = [((*name).to_owned(), file.to_vec())].into();
    let (def, diagnostics) = FormDef::parse(xml.as_bytes(), &media);
    let Some(def) = def.map(Arc::new) else {
        assert!(!diagnostics.is_empty(), "refused without a word");
        return;
    };
    let mut session = Session::new(Arc::clone(&def), env());
    for question in session.questions() {
        let chosen = question.choices.get(file.len() % 3);
        if let Some(choice) = chosen {
            drop(session.answer(&question.path, &choice.value));
        }
    }
    fill(&def, &mut session, file);
}
