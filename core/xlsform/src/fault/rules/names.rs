//! Names of questions, groups and repeats.

use super::{Rule, Said, Severity};

rules! {
    /// A row without a name.
    MISSING = "xlsform.name_missing", Error,
        es: "La pregunta o el grupo no tiene nombre." => "Escriba en la columna name un nombre corto, sin espacios.",
        en: "The question or group has no name." => "Write a short name without blanks in the column name.";
    /// A name that XML cannot have.
    WRONG = "xlsform.name_wrong", Error,
        es: "«{text}» no puede ser un nombre." => "Empiece con letra o guion bajo y siga con letras, dígitos, guiones y puntos, sin espacios: {proposed}.",
        en: "{text} cannot be a name." => "Begin with a letter or an underscore and go on with letters, digits, hyphens and points, without blanks: {proposed}.";
    /// A name with accents or ñ.
    ACCENTS = "xlsform.name_accents", Advice,
        es: "El nombre «{text}» (y {more} más) tiene acentos o eñes; el formulario funciona, algunos programas de análisis no." => "Si puede, escriba {proposed}; la etiqueta sí lleva acentos.",
        en: "The name {text} (and {more} more) has accents or ñ; the form works, some programs of analysis do not." => "If you can, write {proposed}; the label keeps its accents.";
    /// The name that the form's own data have.
    META = "xlsform.name_meta", Error,
        es: "El nombre «meta» es del formulario mismo." => "Elija otro nombre.",
        en: "The name meta belongs to the form itself." => "Choose another name.";
    /// A name twice in one group.
    TWICE = "xlsform.name_twice", Error,
        es: "El nombre «{text}» ya está en este grupo." => "Cambie uno de los dos: en un grupo cada nombre va una vez.",
        en: "The name {text} is in this group already." => "Change one of the two: in a group each name stands once.";
    /// Names that differ in capitals only.
    SIMILAR = "xlsform.name_similar", Warning,
        es: "El nombre «{text}» difiere de otro de este grupo solo en mayúsculas." => "Cambie uno de los dos: muchos programas de análisis no los distinguen.",
        en: "The name {text} differs from another one of this group in capitals only." => "Change one of the two: many programs of analysis do not tell them apart.";
    /// A repeat named as the form's data element.
    AS_ROOT = "xlsform.repeat_as_root", Error,
        es: "La repetición «{text}» se llama como la raíz del formulario." => "Elija otro nombre para la repetición.",
        en: "The repeat {text} is named as the root of the form." => "Choose another name for the repeat.";
    /// Two repeats of one name.
    REPEAT_TWICE = "xlsform.repeat_twice", Error,
        es: "Otra repetición ya se llama «{text}»." => "Cambie uno de los dos: cada repetición necesita su propio nombre en todo el formulario.",
        en: "Another repeat is named {text} already." => "Change one of the two: each repeat needs a name of its own in the whole form.";
}
