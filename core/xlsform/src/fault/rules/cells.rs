//! Cells and rows as people leave them in a spreadsheet.

use super::{Rule, Said, Severity};

rules! {
    /// A formula of the spreadsheet failed.
    ERROR = "xlsform.cell_error", Error,
        es: "La celda tiene el error «{text}» de una fórmula de la hoja de cálculo." => "Corrija la fórmula, o escriba el texto en su lugar.",
        en: "The cell has the error “{text}” of a formula of the spreadsheet." => "Mend the formula, or write the text in its place.";
    /// A formula was never calculated.
    NO_VALUE = "xlsform.cell_without_value", Error,
        es: "La celda tiene una fórmula de la hoja de cálculo que nunca se calculó." => "Abra el archivo en una hoja de cálculo y guárdelo de nuevo, o escriba el texto en su lugar.",
        en: "The cell has a formula of the spreadsheet that was never calculated." => "Open the file in a spreadsheet and save it again, or write the text in its place.";
    /// A long number was shortened by the spreadsheet.
    SHORTENED = "xlsform.number_shortened", Warning,
        es: "La hoja de cálculo abrevió el número: «{text}»; se leyó como {number}." => "Dé a la celda el formato de texto y escriba el valor completo.",
        en: "The spreadsheet shortened the number: “{text}”; it was read as {number}." => "Give the cell the format of text, and write the whole value.";
    /// Cells of a table are merged.
    MERGED = "xlsform.cells_merged", Warning,
        es: "Las celdas {area} están combinadas; solo la primera tiene el valor." => "Separe las celdas y repita el valor donde haga falta.",
        en: "The cells {area} are merged; only the first has the value." => "Split the cells, and repeat the value where it is needed.";
    /// Hidden rows are part of the form.
    HIDDEN_ROWS = "xlsform.rows_hidden", Advice,
        es: "Las filas {from} a {to} están ocultas, y son parte del formulario." => "Muéstrelas, o bórrelas si sobran.",
        en: "The rows {from} to {to} are hidden, and are part of the form." => "Show them, or delete them if they are not wanted.";
    /// Hidden columns are part of the form.
    HIDDEN_COLUMNS = "xlsform.column_hidden", Advice,
        es: "La columna «{column}» está oculta, y es parte del formulario." => "Muéstrela, o bórrela si sobra.",
        en: "The column “{column}” is hidden, and is part of the form." => "Show it, or delete it if it is not wanted.";
    /// The header is not in the first row.
    HEADER_LATER = "xlsform.header_later", Advice,
        es: "La tabla empieza en la fila {row}; lo que está arriba no se lee." => "Deje los encabezados en la primera fila.",
        en: "The table begins in row {row}; what is above is not read." => "Keep the headers in the first row.";
    /// Rows far below the others are not read.
    ROWS_AFTER_GAP = "xlsform.rows_after_gap", Warning,
        es: "Hay más de {limit} filas vacías antes de la fila {row}; desde ahí no se lee." => "Quite las filas vacías si lo que sigue es parte del formulario.",
        en: "There are more than {limit} empty rows before row {row}; from there on nothing is read." => "Delete the empty rows if what follows is part of the form.";
    /// Columns far to the right of the others are not read.
    COLUMNS_AFTER_GAP = "xlsform.columns_after_gap", Warning,
        es: "Hay más de {limit} columnas vacías antes de «{column}»; desde ahí no se lee." => "Quite las columnas vacías si lo que sigue es parte del formulario.",
        en: "There are more than {limit} empty columns before “{column}”; from there on nothing is read." => "Delete the empty columns if what follows is part of the form.";
}
