//! References to questions.

use super::{Rule, Said, Severity};

rules! {
    /// Between the braces stands something that is no name.
    MALFORMED = "xlsform.reference_malformed", Error,
        es: "«${{{name}}}» no es una referencia." => "Escriba ${{nombre}}: el signo, la llave, el nombre de una pregunta sin espacios y la llave que cierra.",
        en: "${{{name}}} is no reference." => "Write ${{name}}: the sign, the brace, the name of a question without blanks, and the closing brace.";
    /// No question has the name.
    UNKNOWN = "xlsform.reference_unknown", Error,
        es: "Ninguna pregunta se llama «{name}»." => "Corrija el nombre en ${{{name}}}; las mayúsculas cuentan.",
        en: "No question is named {name}." => "Mend the name in ${{{name}}}; capitals count.";
    /// No question has the name, and one has nearly it.
    UNKNOWN_NEAR = "xlsform.reference_near", Error,
        es: "Ninguna pregunta se llama «{name}»." => "¿Quiso decir ${{{near}}}?",
        en: "No question is named {name}." => "Did you mean ${{{near}}}?";
    /// Several questions have the name.
    SEVERAL = "xlsform.reference_several", Error,
        es: "Varias preguntas o grupos se llaman «{name}»; no se sabe de cuál se habla." => "Dé un nombre propio a la que quiere nombrar.",
        en: "Several questions or groups are named {name}; which one is meant is not known." => "Give the one that is meant a name of its own.";
    /// A trigger that is no reference.
    TRIGGER = "xlsform.trigger_not_reference", Error,
        es: "La columna trigger necesita una referencia." => "Escriba la pregunta que la dispara, como ${{nombre}}.",
        en: "The column trigger needs a reference." => "Write the question that triggers it, as ${{name}}.";
    /// Triggers without a comma between them.
    WITHOUT_COMMA = "xlsform.trigger_without_comma", Error,
        es: "Entre dos referencias de trigger falta una coma." => "Sepárelas: ${{una}}, ${{otra}}.",
        en: "A comma is missing between two references of trigger." => "Separate them: ${{one}}, ${{other}}.";
    /// The question that triggers is not shown.
    TRIGGER_HIDDEN = "xlsform.trigger_hidden", Error,
        es: "La pregunta «{name}» no se muestra, así que nadie puede cambiarla y dispararla." => "Nombre en trigger una pregunta visible.",
        en: "The question {name} is not shown, so nobody can change it and trigger this." => "Name a question in trigger that is shown.";
}
