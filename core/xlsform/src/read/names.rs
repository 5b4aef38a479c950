//! Which sheets of a workbook are a form's.

use farola_model::edit_distance;

use crate::fault::Place;
use crate::sheet_names;

/// Whether the cells of a sheet are read. Notes and calculations beside the form can be of any
/// size and hold anything.
pub(super) fn is_read(name: &str) -> bool {
    let name = name.trim().to_lowercase();
    if name.starts_with('_') || name.len() > 40 {
        return false;
    }
    // Those in Spanish too, so that their faults can be told.
    sheet_names::in_spanish(&name).is_some() || sheet_names::all().any(|known| near(&name, known))
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
