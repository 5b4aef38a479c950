//! What a form says and a sheet cannot.

use super::{Rule, Said, Severity};

rules! {
    /// The text is no form.
    NO_FORM = "xlsform.back_no_form", Error,
        es: "No es un XForm: no es XML, o le faltan el modelo o los datos." => "Dé el archivo .xml del formulario, no un envío ni una plantilla.",
        en: "This is no XForm: it is no XML, or it has no model or no data." => "Give the form's .xml file, not a submission and not a template.";
    /// A part that a sheet cannot say.
    NOT_SAID = "xlsform.back_not_said", Warning,
        es: "El formulario dice en {part}: «{form}»; una hoja no puede decirlo." => "Si importa, siga con el XML, o dígalo de otra forma en la hoja.",
        en: "The form says at {part}: {form}; a sheet cannot say it." => "If it matters, keep the XML, or say it in another way on the sheet.";
    /// A part that the sheet says otherwise.
    OTHERWISE = "xlsform.back_otherwise", Warning,
        es: "El formulario dice en {part}: «{form}»; la hoja da «{made}»." => "Vea si significan lo mismo; si no, siga con el XML.",
        en: "The form says at {part}: {form}; the sheet gives {made}." => "See whether both mean the same; if not, keep the XML.";
    /// A part that only the sheet brings.
    ADDED = "xlsform.back_added", Warning,
        es: "La hoja agrega en {part}: «{made}»; el formulario no lo dice." => "Vea si estorba; una hoja siempre lo escribe.",
        en: "The sheet adds at {part}: {made}; the form does not say it." => "See whether it disturbs; a sheet always writes it.";
    /// Further differences.
    MORE = "xlsform.back_more", Warning,
        es: "Hay {more} diferencias más." => "Este formulario no nació en una hoja; siga con el XML.",
        en: "There are {more} further differences." => "This form was not born on a sheet; keep the XML.";
    /// The sheets do not compile.
    NOT_COMPILED = "xlsform.back_not_compiled", Warning,
        es: "Las hojas no compilan todavía; los errores van abajo." => "Corrija en la hoja lo que se nombra y vuelva a compilarla.",
        en: "The sheets do not compile yet; the errors are below." => "Mend on the sheet what is named, and compile it again.";
    /// A text of several lines in a table of Markdown.
    SEVERAL_LINES = "xlsform.back_several_lines", Error,
        es: "Este texto tiene varios renglones, y en una tabla de Markdown un renglón es una fila." => "Dé un archivo .xlsx o .csv con --output.",
        en: "This text has several lines, and in a table of Markdown a line is a row." => "Give a file .xlsx or .csv with --output.";
}
