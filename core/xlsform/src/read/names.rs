//! Which sheets of a workbook are a form's.

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
    distance(name, known) <= most
}

/// The distance of Levenshtein.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut line: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        if let Some(first) = line.first_mut() {
            *first = left;
        }
        for (y, above) in b.iter().zip(line.iter_mut().skip(1)) {
            let changed = corner + usize::from(x != *y);
            corner = *above;
            left = changed.min(left + 1).min(*above + 1);
            *above = left;
        }
    }
    line.last().copied().unwrap_or_default()
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

    #[test]
    fn distance_counts_changes() {
        for (a, b, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "", 3),
            ("survey", "survey", 0),
            ("surbey", "survey", 1),
            ("kitten", "sitting", 3),
            ("opción", "opcion", 1),
        ] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }
}
