//! The sheets that a form is made of, and what people call them in Spanish.

use crate::spanish::folded;

/// A sheet that means something.
struct Known {
    name: &'static str,
    /// Lower case, without accents, words parted by blanks.
    in_spanish: &'static [&'static str],
}

const KNOWN: [Known; 6] = [
    Known {
        name: "survey",
        in_spanish: &["encuesta", "preguntas", "cuestionario", "formulario"],
    },
    Known {
        name: "choices",
        in_spanish: &["opciones", "respuestas", "listas"],
    },
    Known {
        name: "settings",
        in_spanish: &["ajustes", "configuracion"],
    },
    Known {
        name: "external_choices",
        in_spanish: &["opciones externas"],
    },
    Known {
        name: "osm",
        in_spanish: &[],
    },
    Known {
        name: "entities",
        in_spanish: &["entidades"],
    },
];

/// The names of all sheets that mean something.
pub(crate) fn all() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().map(|known| known.name)
}

/// The sheet that a name is, whatever its capitals and the blanks around it.
pub(crate) fn exact(written: &str) -> Option<&'static str> {
    let written = written.trim().to_lowercase();
    all().find(|name| *name == written)
}

/// The sheet that a Spanish name means.
pub(crate) fn in_spanish(written: &str) -> Option<&'static str> {
    let written = folded(&written.trim().replace('_', " "));
    let found = KNOWN
        .iter()
        .find(|known| known.in_spanish.contains(&written.as_str()));
    found.map(|known| known.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_are_known() {
        for (written, expected) in [
            (" Survey ", Some("survey")),
            ("SETTINGS", Some("settings")),
            ("surveys", None),
            ("encuesta", None),
        ] {
            assert_eq!(exact(written), expected, "{written}");
        }
        for (written, expected) in [
            (" Configuración", Some("settings")),
            ("Opciones_externas", Some("external_choices")),
            ("notas", None),
            ("survey", None),
        ] {
            assert_eq!(in_spanish(written), expected, "{written}");
        }
    }
}
