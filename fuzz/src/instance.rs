//! A submission or a draft from a stranger: opened as a draft, as a correction and from a journal.

use std::sync::Arc;

use farola_form::{OpenAs, Session, submission};

use super::ways::{env, fill, form};

/// The first byte says which form, the rest is the document.
pub fn run(data: &[u8]) {
    let Some((pick, xml)) = data.split_first() else {
        return;
    };
    drop(submission::read(xml));
    let Some(def) = form(*pick) else { return };
    drop(Session::replay(Arc::clone(&def), env(), xml, &[]));
    for way in [OpenAs::Draft, OpenAs::Edit] {
        if let Ok(mut session) = Session::open(Arc::clone(&def), env(), xml, way) {
            fill(&def, &mut session, xml);
        }
    }
}
