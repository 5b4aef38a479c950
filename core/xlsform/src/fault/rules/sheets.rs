//! Sheets and their headers.

use super::{Rule, Said, Severity};

rules! {
    /// There is no sheet of questions.
    SURVEY_MISSING = "xlsform.survey_missing", Error,
        es: "Falta la hoja «survey»." => "Ponga las preguntas en una hoja llamada survey; el libro tiene: {sheets}.",
        en: "There is no sheet named survey." => "Put the questions on a sheet named survey; the workbook has: {sheets}.";
    /// A sheet that is wanted is missing, and another one has nearly its name.
    SHEET_MISSPELT = "xlsform.sheet_misspelt", Warning,
        es: "La hoja «{similar}» no se lee: quizá debía llamarse {wanted}." => "Llámela {wanted}; si no es del formulario, anteponga un guion bajo: _{similar}.",
        en: "The sheet {similar} is not read: perhaps it should be named {wanted}." => "Name it {wanted}; if it does not belong to the form, begin its name with an underscore: _{similar}.";
    /// A sheet without which there is no form has another name.
    SHEET_RENAMED = "xlsform.sheet_renamed", Error,
        es: "La hoja «{sheet}» debe llamarse {wanted}." => "Cambie el nombre de la hoja a {wanted}.",
        en: "The sheet {sheet} has to be named {wanted}." => "Rename the sheet to {wanted}.";
    /// A column without which a sheet cannot be read has another name.
    COLUMN_NAMED = "xlsform.column_named", Error,
        es: "La columna «{text}» debe llamarse {wanted}." => "Cambie el encabezado a {wanted}.",
        en: "The column {text} has to be named {wanted}." => "Change the header to {wanted}.";
    /// A header in Spanish.
    HEADER_SPANISH = "xlsform.header_spanish", Warning,
        es: "La columna «{text}» no se lee." => "Si es {meant}, cambie el encabezado a {meant}; si es una nota suya, está bien.",
        en: "The column {text} is not read." => "If it is {meant}, change the header to {meant}; if it is a note of yours, that is fine.";
    /// A column without which a sheet cannot be read.
    COLUMN_REQUIRED = "xlsform.column_required", Error,
        es: "A la hoja le falta la columna {wanted}." => "Agregue la columna {wanted}; los encabezados van en la primera fila.",
        en: "The sheet lacks the column {wanted}." => "Add the column {wanted}; headers stand in the first row.";
    /// Two headers mean one column.
    HEADER_TWICE = "xlsform.header_twice", Error,
        es: "Los encabezados «{other}» y «{text}» son la misma columna." => "Deje uno de los dos.",
        en: "The headers {other} and {text} are the same column." => "Keep one of the two.";
    /// A header names an attribute that XML cannot have.
    ATTRIBUTE_NAME = "xlsform.attribute_name", Warning,
        es: "La columna «{text}» no se lee: «{name}» no puede ser el nombre de un atributo." => "Use letras, dígitos, guiones y puntos, sin espacios; o quite la columna.",
        en: "The column {text} is not read: {name} cannot be the name of an attribute." => "Use letters, digits, hyphens and points, without blanks; or take the column out.";
    /// A header of another house.
    ATTRIBUTE_PREFIX = "xlsform.attribute_prefix", Warning,
        es: "La columna «{text}» no se lee: el formulario no declara el prefijo «{prefix}»." => "Si su sistema la necesita, declare {prefix}=\"dirección\" en la columna namespaces de settings; si no, quite la columna.",
        en: "The column {text} is not read: the form does not declare the prefix {prefix}." => "If your system needs it, declare {prefix}=\"address\" in the column namespaces of settings; otherwise take the column out.";
    /// A column that only another program's editor reads.
    HOUSE_DROPPED = "xlsform.column_of_house", Advice,
        es: "La columna «{text}» es de {house}; aquí no hace nada." => "Puede quitarla.",
        en: "The column {text} belongs to {house}; here it does nothing." => "It can be taken out.";
    /// A column of another program, for which there is another way.
    HOUSE_INSTEAD = "xlsform.column_of_house_instead", Warning,
        es: "La columna «{text}» es de {house}; aquí no hace nada." => "Use en su lugar {instead}.",
        en: "The column {text} belongs to {house}; here it does nothing." => "Use {instead} in its place.";
    /// A kind of media that forms do not have.
    MEDIA_UNKNOWN = "xlsform.media_unknown", Error,
        es: "La columna «{text}» pide un medio que no existe: {name}." => "Use media::image, media::big-image, media::audio o media::video.",
        en: "The column {text} asks for media that do not exist: {name}." => "Use media::image, media::big-image, media::audio or media::video.";
    /// A question takes choices, and there is no sheet of them.
    CHOICES_MISSING = "xlsform.choices_missing", Error,
        es: "La pregunta toma sus opciones de «{list}», y no hay hoja choices." => "Agregue la hoja choices con las columnas list_name, name y label.",
        en: "The question takes its choices from {list}, and there is no sheet choices." => "Add the sheet choices with the columns list_name, name and label.";
    /// The same, and another sheet has nearly its name.
    CHOICES_MISSPELT = "xlsform.choices_misspelt", Error,
        es: "La pregunta toma sus opciones de «{list}», y no hay hoja choices; hay una llamada «{similar}»." => "Llame choices a la hoja {similar}.",
        en: "The question takes its choices from {list}, and there is no sheet choices; there is one named {similar}." => "Name the sheet {similar} choices.";
    /// A question takes external choices, and there is no sheet of them.
    EXTERNAL_MISSING = "xlsform.external_missing", Error,
        es: "«select_one_external» necesita la hoja external_choices." => "Agregue la hoja external_choices con las columnas list_name, name y label; el libro tiene: {sheets}.",
        en: "select_one_external needs the sheet external_choices." => "Add the sheet external_choices with the columns list_name, name and label; the workbook has: {sheets}.";
}
