//! Languages of texts.

use super::{Rule, Said, Severity};

rules! {
    /// A column that other languages have.
    COLUMN_MISSING = "xlsform.translation_missing", Warning,
        es: "Al idioma «{language}» le faltan: {missing}." => "Agregue la columna {example}; sin ella se muestra un guion.",
        en: "The language {language} lacks: {missing}." => "Add the column {example}; without it a dash is shown.";
    /// A column that other languages have, in the language without a name.
    COLUMN_MISSING_DEFAULT = "xlsform.translation_default", Warning,
        es: "Las columnas sin idioma son un idioma aparte, al que le faltan: {missing}." => "Ponga el idioma en cada columna de texto, o agregue {example}.",
        en: "Columns without a language are a language of their own, which lacks: {missing}." => "Name the language in each column of texts, or add {example}.";
    /// Texts that one language has and another one lacks.
    TEXT_MISSING = "xlsform.text_untranslated", Warning,
        es: "Falta este texto en «{language}», y otro idioma lo tiene; en la columna faltan {more} más." => "Escriba la traducción; sin ella se muestra un guion.",
        en: "This text is missing in {language}, and another language has it; in the column {more} more are missing." => "Write the translation; without it a dash is shown.";
    /// One language in two spellings.
    TWICE = "xlsform.language_twice", Warning,
        es: "El idioma «{language}» está escrito también como «{other}»; para el teléfono son dos idiomas." => "Escríbalo igual en todos los encabezados: {other}.",
        en: "The language {language} is also written {other}; for a phone these are two languages." => "Write it the same in all headers: {other}.";
    /// A language without a code.
    CODE = "xlsform.language_code", Warning,
        es: "El idioma «{language}» no dice su código." => "Escríbalo entre paréntesis, como Español (es); así el teléfono elige solo.",
        en: "The language {language} does not give its code." => "Write it in parentheses, as English (en); then the phone chooses by itself.";
}
