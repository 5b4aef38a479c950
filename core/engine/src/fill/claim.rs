//! A form of the walk that was begun by itself, and the walk that it belongs to.

use farola_form::FormDef;
use farola_store::{Store, WalkPart};
use farola_walk::kit::{Form, question};

use super::filling::Filling;
use crate::shared::Result;

/// A form of the kit that was begun by itself and has the code of the open walk belongs to it
/// when it is finalized.
pub(crate) fn claim(store: &mut Store, filling: &Filling) -> Result<()> {
    let part = match Form::from_id(filling.form().0.id.as_str()) {
        Some(Form::Stop) => WalkPart::Stop,
        Some(Form::Finding) => WalkPart::Finding,
        Some(Form::Debrief) => WalkPart::Debrief,
        _ => return Ok(()),
    };
    // A correction is a new version of a form that has its place already.
    if filling.corrects().is_some() {
        return Ok(());
    }
    let Some(track) = store.open_walk()?.and_then(|walk| walk.track) else {
        return Ok(());
    };
    let path = path_of(filling.session.def(), question::WALK_CODE);
    let written = path.and_then(|path| filling.value(&path));
    if written.is_some() && written == store.track_code(&track)? {
        store.take_into_walk(filling.instance(), part)?;
    }
    Ok(())
}

/// Where a version of a form has a question of that name.
pub(crate) fn path_of(def: &FormDef, name: &str) -> Option<String> {
    let mut fields = def.fields().into_iter();
    fields
        .find(|field| question::name_of(&field.path) == name)
        .map(|field| field.path)
}
