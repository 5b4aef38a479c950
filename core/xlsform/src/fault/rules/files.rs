//! Files: what keeps one from being read, and what is noticed while reading.

use super::{Rule, Said, Severity};

rules! {
    /// A cell holds more than one can.
    CELL_SIZE = "xlsform.cell_size", Error,
        es: "Una celda o un nombre pasa de {limit}." => "Acorte el texto; una hoja de cálculo admite 32,767 caracteres por celda.",
        en: "A cell or a name is larger than {limit}." => "Shorten the text; a spreadsheet allows 32,767 characters in a cell.";
    /// There are more cells than a form can have.
    CELLS = "xlsform.file_cells", Error,
        es: "El libro tiene más de {limit} celdas con texto, o demasiado texto." => "Deje en el libro solo las hojas del formulario; ponga las listas muy largas en un archivo CSV y use select_one_from_file.",
        en: "The workbook has more than {limit} cells with something in them, or too much text." => "Keep only the sheets of the form; put very long lists into a CSV file and use select_one_from_file.";
    /// A cell far to the right holds something.
    COLUMNS = "xlsform.file_columns", Error,
        es: "La hoja «{sheet}» tiene texto más allá de la columna {limit}." => "Borre las columnas a la derecha de la tabla.",
        en: "The sheet “{sheet}” has text beyond column {limit}." => "Delete the columns to the right of the table.";
    /// The container is damaged.
    DAMAGED = "xlsform.file_damaged", Error,
        es: "El archivo está dañado o incompleto." => "Ábralo en una hoja de cálculo y guárdelo de nuevo como .xlsx, o cópielo otra vez.",
        en: "The file is damaged or incomplete." => "Open it in a spreadsheet and save it as .xlsx again, or copy it once more.";
    /// A text file is in an unknown encoding.
    ENCODING = "xlsform.file_encoding", Error,
        es: "El texto está en una codificación desconocida." => "Guárdelo como «CSV UTF-8».",
        en: "The text is in an encoding that is not known." => "Save it as “CSV UTF-8”.";
    /// The encoding of a text file was guessed.
    ENCODING_GUESSED = "xlsform.encoding_guessed", Warning,
        es: "El archivo «{sheet}» no está en UTF-8; se leyó como Windows-1252." => "Revise los acentos y las eñes, o guárdelo como «CSV UTF-8».",
        en: "The file “{sheet}” is not in UTF-8; it was read as Windows-1252." => "Check accents and ñ, or save it as “CSV UTF-8”.";
    /// The file is protected by a password.
    ENCRYPTED = "xlsform.file_encrypted", Error,
        es: "El archivo está protegido con contraseña." => "Guarde una copia sin contraseña.",
        en: "The file is protected by a password." => "Save a copy without a password.";
    /// The file is too large.
    FILE_SIZE = "xlsform.file_size", Error,
        es: "El archivo pasa de {limit}." => "Quite las imágenes y las hojas que no son del formulario.",
        en: "The file is larger than {limit}." => "Remove pictures and the sheets that are no part of the form.";
    /// The file inflates beyond what is read.
    INFLATED = "xlsform.file_inflated", Error,
        es: "Descomprimido, el archivo pasa de {limit}." => "Deje solo las hojas del formulario y borre las filas vacías con formato.",
        en: "Inflated, the file is larger than {limit}." => "Keep only the sheets of the form, and delete empty rows that have a format.";
    /// The content is of no known kind.
    KIND = "xlsform.file_kind", Error,
        es: "Esto no es una hoja de cálculo, un CSV ni una tabla de Markdown." => "Entregue un archivo .xlsx, .xls, .ods, .csv o .md.",
        en: "This is no spreadsheet, CSV or Markdown table." => "Give a file that is .xlsx, .xls, .ods, .csv or .md.";
    /// A sheet has rows far below its table.
    ROWS = "xlsform.file_rows", Error,
        es: "La hoja «{sheet}» tiene filas más allá de la {limit}." => "Seleccione las filas vacías debajo de la tabla y elimínelas; ponga las listas muy largas en un archivo CSV.",
        en: "The sheet “{sheet}” has rows beyond {limit}." => "Select the empty rows below the table and delete them; put very long lists into a CSV file.";
    /// There are too many sheets.
    SHEETS = "xlsform.file_sheets", Error,
        es: "El libro tiene más de {limit} hojas." => "Deje solo las hojas del formulario.",
        en: "The workbook has more than {limit} sheets." => "Keep only the sheets of the form.";
    /// This build does not read the kind.
    UNSUPPORTED = "xlsform.file_unsupported", Error,
        es: "Aquí no se leen hojas de cálculo de este tipo." => "Guárdela como .xlsx.",
        en: "Spreadsheets of this kind are not read here." => "Save it as .xlsx.";
}
