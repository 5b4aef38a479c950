//! `farola hub migrate-store`.

use std::ops::ControlFlow;

use farola_hub_server::store::Place;
use farola_hub_server::store::carry::{CarryStep, Progress};
use farola_hub_server::{HubError, admin};
use serde_json::json;

use super::output::{Output, put};
use super::{Elsewhere, MigrateStore};

/// A step is told in so many parts.
const PARTS: u64 = 20;

/// Moves a hub, or takes that back.
pub(super) fn run(output: &mut Output, args: MigrateStore) -> Result<bool, HubError> {
    let from = Elsewhere {
        database: args.from_database,
        bucket: args.from_files,
    };
    let from = from.of(Place::folder(args.from))?;
    let Some(to) = args.to else {
        admin::take_back(&from)?;
        let shown = from.dir().display();
        output.say(
            &json!({"takenBack": from.dir()}),
            &format!("El servidor sigue en {shown}"),
            &format!("The hub stays in {shown}"),
        );
        return Ok(true);
    };
    let place = Elsewhere {
        database: args.to_database,
        bucket: args.to_files,
    };
    let to = place.of(Place::folder(to))?;
    let mut told = Told::default();
    let carried = admin::carry(&from, &to, &mut |progress| {
        if told.is_news(progress) {
            say_progress(output, progress);
        }
        ControlFlow::Continue(())
    })?;
    let shown = to.dir().display();
    let mut json = serde_json::to_value(carried).unwrap_or_default();
    put(&mut json, "moved", json!(to.dir()));
    output.say(
        &json,
        &format!(
            "El servidor está ahora en {shown}, igual en todo. El lugar de antes ya no se usa."
        ),
        &format!(
            "The hub is in {shown} now, equal in everything. The place before is not used any more."
        ),
    );
    if carried.altered > 0 {
        output.note(
            &format!(
                "{} textos tenían un carácter cero, que PostgreSQL no guarda: se cambió por �.",
                carried.altered
            ),
            &format!(
                "{} texts had a zero character, which PostgreSQL does not keep: it became �.",
                carried.altered
            ),
        );
    }
    Ok(true)
}

/// What was said last.
#[derive(Default)]
struct Told {
    step: Option<CarryStep>,
    part: u64,
}

impl Told {
    /// Whether a step is new, or a part further.
    fn is_news(&mut self, progress: Progress) -> bool {
        let done = progress.done.saturating_mul(PARTS);
        let part = done.checked_div(progress.of).unwrap_or(PARTS);
        let is_news = self.step != Some(progress.step) || part > self.part;
        if is_news {
            (self.step, self.part) = (Some(progress.step), part);
        }
        is_news
    }
}

fn say_progress(output: &mut Output, progress: Progress) {
    let Progress { step, done, of } = progress;
    let (es, en) = match step {
        CarryStep::Rows => ("Filas", "Rows"),
        CarryStep::Words => ("Palabras de la búsqueda", "Words of the search"),
        CarryStep::Files => ("Archivos", "Files"),
        CarryStep::Checking => ("Comparación", "Comparing"),
    };
    output.say(
        &json!({"step": step, "done": done, "of": of}),
        &format!("{es}: {done} de {of}"),
        &format!("{en}: {done} of {of}"),
    );
}
