//! Sheets and their headers.

use super::{Rule, Said, Severity};

rules! {
    /// There is no sheet of questions.
    SURVEY_MISSING = "xlsform.survey_missing", Error,
        es: "Falta la hoja «survey»." => "Ponga las preguntas en una hoja llamada survey; el libro tiene: {sheets}.",
        en: "There is no sheet named survey." => "Put the questions on a sheet named survey; the workbook has: {sheets}.";
}
