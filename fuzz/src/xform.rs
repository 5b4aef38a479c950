//! A form from a stranger: read it, and if it can be used, use all of it.

use std::sync::Arc;

use farola_form::{FormDef, Session};

use super::ways::{env, fill, media};

/// One form.
pub fn run(data: &[u8]) {
    let (def, diagnostics) = FormDef::parse(data, &media());
    assert!(
        def.is_some() || !diagnostics.is_empty(),
        "refused without a word"
    );
    for diagnostic in &diagnostics {
        drop(diagnostic.to_string());
    }
    let Some(def) = def.map(Arc::new) else { return };
    let mut session = Session::new(Arc::clone(&def), env());
    fill(&def, &mut session, data);
}
