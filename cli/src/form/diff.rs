//! `farola form diff OLD NEW`: what a newer version of a form changes, and what follows.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use farola_form::{Change, FormDef};
use serde_json::json;

use super::load::load;
use crate::words::Words;

/// What `diff` is given.
#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// The older version: a form or a sheet.
    old: PathBuf,
    /// The newer version: a form or a sheet.
    new: PathBuf,
    /// The language of what is said.
    #[arg(long, value_enum, default_value = "es")]
    words: Words,
    /// One JSON object per change.
    #[arg(long)]
    json: bool,
}

/// Compares two versions: 0 they have the same questions, 1 something changed, 2 one cannot be
/// read.
pub(super) fn run(args: &DiffArgs) -> ExitCode {
    match diff(args, &mut io::stdout().lock()) {
        Ok(code) => ExitCode::from(code),
        // Whoever read our output went away; there is nobody left to tell.
        Err(_) => ExitCode::from(2),
    }
}

fn diff(args: &DiffArgs, out: &mut impl Write) -> io::Result<u8> {
    let (Some(old), Some(new)) = (form(&args.old, out)?, form(&args.new, out)?) else {
        return Ok(2);
    };
    let changes = old.changes(&new);
    if old.id() != new.id() && !args.json {
        let said = match args.words {
            Words::Es => "otro formulario: los borradores y las tablas de uno no pasan al otro",
            Words::En => "another form: drafts and tables of one do not go over to the other",
        };
        writeln!(out, "{} → {}: {said}", old.id(), new.id())?;
    }
    for change in &changes {
        let said = Said::of(change);
        if args.json {
            let line = json!({
                "change": said.code, "path": said.path, "was": said.was,
                "es": {"what": said.what.0, "drafts": said.follows.0},
                "en": {"what": said.what.1, "drafts": said.follows.1},
            });
            writeln!(out, "{line}")?;
            continue;
        }
        let (what, follows) = match args.words {
            Words::Es => (&said.what.0, said.follows.0),
            Words::En => (&said.what.1, said.follows.1),
        };
        writeln!(out, "{}: {what}\n  → {follows}", said.path)?;
    }
    if changes.is_empty() && !args.json {
        let said = match args.words {
            Words::Es => "las mismas preguntas, de los mismos tipos",
            Words::En => "the same questions, of the same types",
        };
        writeln!(out, "{said}")?;
    }
    Ok(u8::from(!changes.is_empty() || old.id() != new.id()))
}

fn form(path: &Path, out: &mut impl Write) -> io::Result<Option<FormDef>> {
    let (form, told) = load(path, path.parent().map(Path::to_path_buf));
    if form.is_none() {
        for d in told {
            writeln!(out, "{}: {} {}", path.display(), d.code, d.message)?;
        }
    }
    Ok(form)
}

/// A change as it is said: in Spanish and in English.
struct Said {
    code: &'static str,
    path: String,
    was: Option<String>,
    what: (String, String),
    /// What happens to drafts, tables, exports and lists of entities.
    follows: (&'static str, &'static str),
}

impl Said {
    fn of(change: &Change) -> Self {
        let both = |es: String, en: String| (es, en);
        let (code, path, was, what, follows) = match change {
            Change::Added { path } => (
                "added",
                path,
                None,
                both("pregunta nueva".to_owned(), "a new question".to_owned()),
                (
                    "borradores: se pregunta al abrirlos; tablas: una columna más, vacía en los envíos de antes.",
                    "drafts: asked when they are opened; tables: one more column, empty in what was sent before.",
                ),
            ),
            Change::Gone { path } => (
                "gone",
                path,
                None,
                both("ya no está".to_owned(), "is gone".to_owned()),
                (
                    "borradores: la respuesta se aparta y no se envía; tablas: la columna se queda con lo de antes.",
                    "drafts: the answer is set aside and not sent; tables: the column stays with what was sent before.",
                ),
            ),
            Change::Renamed { from, to } => (
                "renamed",
                to,
                Some(from.clone()),
                both(format!("antes {from}"), format!("was {from}")),
                (
                    "borradores: la respuesta se aparta; tablas y exportaciones: dos columnas que hay que juntar. Deje el nombre de antes si puede.",
                    "drafts: the answer is set aside; tables and exports: two columns to be joined. Keep the old name if you can.",
                ),
            ),
            Change::Moved { from, to } => (
                "moved",
                to,
                Some(from.clone()),
                both(format!("estaba en {from}"), format!("stood at {from}")),
                (
                    "borradores: la respuesta pasa; tablas y exportaciones: la columna tiene otra ruta.",
                    "drafts: the answer goes over; tables and exports: the column has another path.",
                ),
            ),
            Change::Retyped { path, from, to } => (
                "retyped",
                path,
                Some(from.clone()),
                both(
                    format!("antes {from}, ahora {to}"),
                    format!("was {from}, is {to}"),
                ),
                (
                    "borradores: la respuesta se convierte si cabe, si no se aparta; tablas: una columna de dos tipos, que no se compara con lo de antes.",
                    "drafts: the answer is converted where it fits, else set aside; tables: a column of two types, not to be compared with what was sent before.",
                ),
            ),
            Change::ChoicesGone { path, choices } => (
                "choices_gone",
                path,
                None,
                both(
                    format!("sin las opciones {}", choices.join(", ")),
                    format!("without the choices {}", choices.join(", ")),
                ),
                (
                    "borradores: hay que elegir de nuevo; tablas: lo de antes guarda opciones que ya nadie elige.",
                    "drafts: to be chosen again; tables: what was sent before keeps choices that nobody takes any more.",
                ),
            ),
            Change::PropertyGone { property, path } => (
                "property_gone",
                path,
                Some(property.clone()),
                both(
                    format!("ya no guarda la propiedad {property}"),
                    format!("no longer saves the property {property}"),
                ),
                (
                    "lista de entidades: las que hay conservan su valor, y las nuevas no lo tienen.",
                    "list of entities: those that are there keep its value, and new ones have none.",
                ),
            ),
        };
        Self {
            code,
            path: path.clone(),
            was,
            what,
            follows,
        }
    }
}
