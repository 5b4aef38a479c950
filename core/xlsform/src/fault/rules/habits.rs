//! Expressions written as in a spreadsheet or as in a sentence.

use super::{Rule, Said, Severity};

rules! {
    /// An expression begins with `=`.
    EQUALS_FIRST = "xlsform.expression_equals", Error,
        es: "La expresión empieza con «=», como en una hoja de cálculo." => "Quite el «=» del principio.",
        en: "The expression begins with =, as in a spreadsheet." => "Remove the = at its beginning.";
    /// `y`, `o`, `AND` between two conditions.
    AND_OR = "xlsform.expression_and_or", Error,
        es: "«{sign}» no une condiciones." => "Escriba {instead}, en minúsculas.",
        en: "{sign} does not join conditions." => "Write {instead}, in lower case.";
    /// Semicolons between the arguments of a function.
    SEMICOLON = "xlsform.expression_semicolon", Error,
        es: "Los argumentos están separados con punto y coma." => "Sepárelos con comas.",
        en: "Arguments are separated by semicolons." => "Separate them with commas.";
    /// A comma in a number.
    DECIMAL_COMMA = "xlsform.decimal_comma", Error,
        es: "El número «{sign}» tiene coma decimal." => "Escriba {instead}, con punto.",
        en: "The number {sign} has a decimal comma." => "Write {instead}, with a point.";
    /// A function by its name in Spanish.
    FUNCTION = "xlsform.function_spanish", Error,
        es: "No hay una función «{sign}»." => "Se llama {instead}.",
        en: "There is no function {sign}." => "It is named {instead}.";
    /// A sign of another language.
    SIGN = "xlsform.expression_sign", Error,
        es: "El signo «{sign}» no existe en una expresión." => "Escriba {instead}.",
        en: "There is no sign {sign} in an expression." => "Write {instead}.";
    /// Quotes that are no quotes.
    QUOTES = "xlsform.expression_quotes", Error,
        es: "Las comillas «{sign}» no delimitan un texto." => "Use comillas rectas: 'texto'.",
        en: "The quotes {sign} do not enclose a text." => "Use straight quotes: 'text'.";
    /// A reference with other signs.
    REFERENCE = "xlsform.reference_signs", Error,
        es: "«{sign}» no es una referencia." => "Escriba {instead}.",
        en: "{sign} is no reference." => "Write {instead}.";
    /// Parentheses within parentheses, without end.
    DEEP = "xlsform.expression_deep", Error,
        es: "La expresión tiene más de {instead} paréntesis uno dentro de otro." => "Repártala en varias preguntas calculate.",
        en: "The expression has more than {instead} parentheses within each other." => "Part it into several calculate questions.";
    /// Yes or no in Spanish.
    YES_NO = "xlsform.yes_or_no", Error,
        es: "«{text}» no se entiende en la columna {column}." => "Escriba {instead}.",
        en: "{text} has no meaning in the column {column}." => "Write {instead}.";
}
