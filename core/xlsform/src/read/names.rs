//! Which sheets of a workbook are a form's.

use farola_model::edit_distance;

use crate::fault::Place;

/// Sheets that a form is made of.
const OF_FORMS: [&str; 6] = [
    "survey",
    "choices",
    "settings",
    "entities",
    "external_choices",
    "osm",
];

/// What people call those sheets in Spanish. They are read, so that their faults can be told.
const IN_SPANISH: [&str; 12] = [
    "encuesta",
    "preguntas",
    "cuestionario",
    "formulario",
    "opciones",
    "respuestas",
    "listas",
    "ajustes",
    "configuracion",
    "configuración",
    "entidades",
    "opciones_externas",
];

/// Whether the cells of a sheet are read. Notes and calculations beside the form can be of any
/// size and hold anything.
pub(super) fn is_read(name: &str) -> bool {
    let name = name.trim().to_lowercase();
    if name.starts_with('_') || name.len() > 40 {
        return false;
    }
    IN_SPANISH.contains(&name.as_str()) || OF_FORMS.iter().any(|known| near(&name, known))
}

/// Whether at most two characters are missing, too many or wrong, as pyxform has it for hints.
fn near(name: &str, known: &str) -> bool {
    let most = if known.len() <= 3 { 0 } else { 2 };
    edit_distance(name, known) <= most
}

/// The place of a cell of which only the address is known.
pub(super) fn sheet_place(sheet: &str, row: u32, column: u32) -> Place {
    Place {
        row: (row > 0).then_some(row),
        column: (row > 0).then_some(column),
        ..Place::sheet(sheet)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_of_forms_are_read_even_misspelt() {
        for name in [
            "survey", "Survey ", "SURVEY", "surveys", "choise", "Encuesta", "settigns",
        ] {
            assert!(is_read(name), "{name}");
        }
        for name in [
            "notas",
            "_survey",
            "Hoja1",
            "",
            "oso",
            "resumen por colonia",
        ] {
            assert!(!is_read(name), "{name}");
        }
    }
}
