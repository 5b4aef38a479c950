//! A form from a stranger: read it, and if it can be used, use all of it.

use std::sync::Arc;

use farola_form::{FormDef, Session};

use super::shape::change;
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
    // Another version of the same form, and the answers moved to it.
    let text = std::str::from_utf8(data).unwrap_or_default();
    let seed = u32::try_from(data.len())
        .unwrap_or(0)
        .wrapping_mul(2_654_435_761);
    let other = change(text, seed).and_then(|xml| FormDef::parse(xml.as_bytes(), &media()).0);
    if let Some(other) = other.map(Arc::new)
        && let Ok((mut moved, _)) = session.migrate(Arc::clone(&other), env())
    {
        fill(&other, &mut moved, data);
    }
}
