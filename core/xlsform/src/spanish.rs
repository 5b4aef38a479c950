//! What words of the format are called in Spanish: not read in their place, which would make forms
//! that no other program takes, but named in the fault.

use crate::columns::snake_case;

type Words = [(&'static str, &'static str)];

/// Headers.
const COLUMNS: &Words = &[
    ("tipo", "type"),
    ("nombre", "name"),
    ("nombre_lista", "list_name"),
    ("nombre_de_lista", "list_name"),
    ("lista", "list_name"),
    ("etiqueta", "label"),
    ("pregunta", "label"),
    ("texto", "label"),
    ("pista", "hint"),
    ("ayuda", "hint"),
    ("indicacion", "hint"),
    ("obligatorio", "required"),
    ("obligatoria", "required"),
    ("requerido", "required"),
    ("requerida", "required"),
    ("relevante", "relevant"),
    ("relevancia", "relevant"),
    ("condicion", "relevant"),
    ("restriccion", "constraint"),
    ("mensaje_de_restriccion", "constraint_message"),
    ("calculo", "calculation"),
    ("apariencia", "appearance"),
    ("predeterminado", "default"),
    ("valor_predeterminado", "default"),
    ("por_defecto", "default"),
    ("solo_lectura", "read_only"),
    ("filtro", "choice_filter"),
    ("filtro_de_opciones", "choice_filter"),
    ("parametros", "parameters"),
    ("repeticiones", "repeat_count"),
    ("imagen", "image"),
    ("titulo", "form_title"),
    ("titulo_formulario", "form_title"),
    ("id_formulario", "form_id"),
    ("idioma", "default_language"),
    ("valor", "name"),
];

/// Types of questions. The longer of two that begin alike comes first.
const TYPES: &Words = &[
    ("seleccionar uno", "select_one"),
    ("selecciona uno", "select_one"),
    ("seleccion unica", "select_one"),
    ("seleccionar varios", "select_multiple"),
    ("selecciona varios", "select_multiple"),
    ("seleccion multiple", "select_multiple"),
    ("opcion multiple", "select_multiple"),
    ("seleccion", "select_one"),
    ("texto", "text"),
    ("entero", "integer"),
    ("numero", "integer"),
    ("numerico", "decimal"),
    ("nota", "note"),
    ("fecha y hora", "dateTime"),
    ("fecha", "date"),
    ("hora", "time"),
    ("foto", "image"),
    ("imagen", "image"),
    ("ubicacion", "geopoint"),
    ("punto", "geopoint"),
    ("gps", "geopoint"),
    ("calculo", "calculate"),
    ("calcular", "calculate"),
    ("oculto", "hidden"),
    ("archivo", "file"),
    ("codigo de barras", "barcode"),
    ("rango", "range"),
    ("firma", "image"),
    ("inicio grupo", "begin group"),
    ("iniciar grupo", "begin group"),
    ("inicia grupo", "begin group"),
    ("comienza grupo", "begin group"),
    ("fin de grupo", "end group"),
    ("fin grupo", "end group"),
    ("termina grupo", "end group"),
    ("inicio repeticion", "begin repeat"),
    ("iniciar repeticion", "begin repeat"),
    ("fin repeticion", "end repeat"),
    ("fin de repeticion", "end repeat"),
    ("inicio", "start"),
    ("fin", "end"),
    ("hoy", "today"),
];

/// Functions, as spreadsheets in Spanish have them.
const FUNCTIONS: &Words = &[
    ("si", "if"),
    ("no", "not"),
    ("contar", "count"),
    ("contar.si", "count"),
    ("suma", "sum"),
    ("sumar", "sum"),
    ("hoy", "today"),
    ("ahora", "now"),
    ("concatenar", "concat"),
    ("redondear", "round"),
    ("entero", "int"),
    ("largo", "string-length"),
    ("longitud", "string-length"),
    ("seleccionado", "selected"),
    ("seleccionada", "selected"),
    ("minimo", "min"),
    ("maximo", "max"),
    ("promedio", "sum() div count"),
    ("aleatorio", "random"),
    ("extrae", "substr"),
    ("coincide", "regex"),
    ("verdadero", "true"),
    ("falso", "false"),
    ("y", "and"),
    ("o", "or"),
];

fn find(words: &Words, wanted: &str) -> Option<&'static str> {
    let found = words.iter().find(|(spanish, _)| *spanish == wanted);
    found.map(|(_, meant)| *meant)
}

/// The column that a header means.
pub(crate) fn column(header: &str) -> Option<&'static str> {
    let first = header.split(':').next().unwrap_or_default();
    find(COLUMNS, &folded(&snake_case(first)))
}

/// The type that a type means, with what follows it: `seleccionar_uno colonia` is `select_one
/// colonia`.
pub(crate) fn question(text: &str) -> Option<String> {
    let text = text.trim().replace('_', " ");
    let plain = folded(&text);
    let (spanish, meant) = TYPES.iter().find(|(spanish, _)| {
        let rest = plain.strip_prefix(spanish);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    })?;
    let words = spanish.split(' ').count();
    let rest: Vec<&str> = text.split_whitespace().skip(words).collect();
    Some(match rest.is_empty() {
        true => (*meant).to_owned(),
        false => format!("{meant} {}", rest.join("_")),
    })
}

/// The function that a name means.
pub(crate) fn function(name: &str) -> Option<&'static str> {
    find(FUNCTIONS, &folded(name))
}

/// Whether the answer is yes or no, in Spanish or by a mark.
pub(crate) fn yes_or_no(text: &str) -> Option<bool> {
    match folded(text.trim()).as_str() {
        "si" | "s" | "x" | "verdadero" | "obligatorio" | "obligatoria" | "requerido" => Some(true),
        "n" | "falso" | "opcional" => Some(false),
        _ => None,
    }
}

/// Lower case, without accents.
pub(crate) fn folded(text: &str) -> String {
    text.to_lowercase()
        .chars()
        .map(crate::names::plain)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_format_are_known_in_spanish() {
        assert_eq!(column("Cálculo"), Some("calculation"));
        assert_eq!(column("etiqueta::Español (es)"), Some("label"));
        assert_eq!(column("name"), None);
        assert_eq!(function("SI"), Some("if"));
        assert_eq!(yes_or_no("Sí"), Some(true));
        assert_eq!(yes_or_no("yes"), None);
    }

    #[test]
    fn types_keep_what_follows_them() {
        for (text, expected) in [
            ("Seleccionar_uno colonias", Some("select_one colonias")),
            ("selección múltiple", Some("select_multiple")),
            ("Texto", Some("text")),
            ("fecha y hora", Some("dateTime")),
            ("inicio grupo", Some("begin group")),
            ("inicio", Some("start")),
            ("textos", None),
            ("text", None),
        ] {
            assert_eq!(question(text).as_deref(), expected, "{text}");
        }
    }
}
