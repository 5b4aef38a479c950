//! Rows of the survey sheet.

use super::{Rule, Said, Severity};

rules! {
    /// A column that is no longer part of XLSForm.
    DISABLED = "xlsform.disabled", Warning,
        es: "La columna disabled ya no es parte de XLSForm." => "Use relevant, o quite la fila.",
        en: "The column disabled is no longer part of XLSForm." => "Use relevant, or take the row out.";
    /// A row without type, name and label.
    COMMENT = "xlsform.row_skipped", Warning,
        es: "La fila no tiene tipo, nombre ni etiqueta, y no se lee." => "Si es una nota suya, está bien; si es una pregunta, escriba su tipo.",
        en: "The row has no type, name or label, and is not read." => "If it is a note of yours, that is fine; if it is a question, write its type.";
    /// A question without a type.
    TYPE_MISSING = "xlsform.type_missing", Error,
        es: "La pregunta no tiene tipo." => "Escriba en la columna type su tipo, por ejemplo text, integer o select_one lista.",
        en: "The question has no type." => "Write its type in the column type, such as text, integer or select_one list.";
    /// A type that does not exist.
    TYPE_UNKNOWN = "xlsform.type_unknown", Error,
        es: "No existe el tipo «{text}»." => "Los tipos son, entre otros: text, integer, decimal, date, select_one lista, select_multiple lista, note, image, geopoint, calculate.",
        en: "There is no type {text}." => "Types are, among others: text, integer, decimal, date, select_one list, select_multiple list, note, image, geopoint, calculate.";
    /// A select without its list.
    LIST_NOT_NAMED = "xlsform.list_not_named", Error,
        es: "«{text}» no dice de qué lista toma sus opciones." => "Escriba la lista después del tipo, en la misma celda: {type} lista.",
        en: "{text} does not say from which list it takes its choices." => "Write the list behind the type, in the same cell: {type} list.";
    /// A select whose list stands in another column.
    LIST_ELSEWHERE = "xlsform.list_elsewhere", Error,
        es: "La lista «{list}» está en otra columna." => "Escríbala después del tipo, en la misma celda: {type} {list}.",
        en: "The list {list} stands in another column." => "Write it behind the type, in the same cell: {type} {list}.";
    /// A type of another program.
    TYPE_OF_HOUSE = "xlsform.type_of_house", Error,
        es: "«{text}» es un tipo de {house}." => "Use en su lugar {instead}.",
        en: "{text} is a type of {house}." => "Use {instead} in its place.";
    /// A type that does not exist, and another one is near.
    TYPE_NEAR = "xlsform.type_near", Error,
        es: "No existe el tipo «{text}»." => "¿Quiso decir {near}? El tipo va en inglés, en minúsculas, con un espacio antes de la lista.",
        en: "There is no type {text}." => "Did you mean {near}? Types are lower-case, with one blank before the list.";
    /// A device id that phones no longer give.
    DEVICE_ID = "xlsform.device_id", Warning,
        es: "Los teléfonos ya no dan «{text}»." => "Quite la fila, o use deviceid.",
        en: "Phones no longer give {text}." => "Take the row out, or use deviceid.";
    /// An audit that is named otherwise.
    AUDIT_NAME = "xlsform.audit_name", Error,
        es: "El registro audit no puede llamarse «{text}»." => "Deje vacía la columna name, o escriba audit.",
        en: "The audit log cannot be named {text}." => "Leave the column name empty, or write audit.";
    /// An end without its beginning.
    END_ALONE = "xlsform.end_without_begin", Error,
        es: "«end_{control}» termina algo que no empezó." => "Agregue begin_{control} antes, o quite esta fila.",
        en: "end_{control} ends what has not begun." => "Add begin_{control} before it, or take this row out.";
    /// An end of another kind than what it ends.
    END_KIND = "xlsform.end_of_other_kind", Error,
        es: "«end_{control}» termina {open} ({name}), que empezó con begin_{open}." => "Escriba end_{open}.",
        en: "end_{control} ends the {open} {name}, which began with begin_{open}." => "Write end_{open}.";
    /// A beginning whose end comes after the end of what is around it.
    BEGIN_ALONE = "xlsform.begin_across", Error,
        es: "«begin_{control}» ({name}) no termina antes de la fila {before}, que termina lo que está alrededor." => "Agregue end_{control} antes de la fila {before}.",
        en: "begin_{control} ({name}) does not end before row {before}, which ends what is around it." => "Add end_{control} before row {before}.";
    /// A beginning without its end.
    NOT_ENDED = "xlsform.begin_without_end", Error,
        es: "«begin_{control}» ({name}) no termina nunca." => "Agregue end_{control} después de su última pregunta.",
        en: "begin_{control} ({name}) never ends." => "Add end_{control} after its last question.";
    /// Groups within groups, without end.
    DEEP = "xlsform.groups_deep", Error,
        es: "Hay más de {limit} grupos y repeticiones abiertos, uno dentro de otro; de aquí en adelante no se abre ninguno." => "Termine cada grupo con end_group después de su última pregunta, o use menos niveles.",
        en: "More than {limit} groups and repeats are open, each within another one; from here on none is opened." => "End each group with end_group after its last question, or use fewer levels.";
    /// A loop that makes more questions than a form can have.
    LOOP_LARGE = "xlsform.loop_large", Error,
        es: "El loop hace demasiadas preguntas: una copia de las suyas por cada opción de la lista." => "Use una lista más corta, menos loops uno dentro de otro, o begin_repeat.",
        en: "The loop makes too many questions: a copy of its own for each choice of the list." => "Use a shorter list, fewer loops within each other, or begin_repeat.";
    /// A form that would be larger than anything reads.
    FORM_LARGE = "xlsform.form_large", Error,
        es: "Hasta esta pregunta el formulario pasaría de {limit} MB, y ningún teléfono lo abriría." => "Acorte nombres y textos, use la lista en menos preguntas con search(), o pásela a un archivo (select_one_from_file).",
        en: "Up to this question the form would have more than {limit} MB, and no phone would open it." => "Shorten names and texts, use the list in fewer questions with search(), or move it to a file (select_one_from_file).";
    /// A repeat without a label.
    REPEAT_LABEL = "xlsform.repeat_without_label", Warning,
        es: "La repetición no tiene etiqueta; los teléfonos la nombran al preguntar si se agrega otra." => "Escriba en label qué se repite.",
        en: "The repeat has no label; phones name it when they ask whether to add another one." => "Write in label what is repeated.";
    /// A calculation without an expression.
    CALCULATION = "xlsform.calculation_missing", Error,
        es: "El calculate no tiene qué calcular." => "Escriba la expresión en la columna calculation.",
        en: "The calculate has nothing to work out." => "Write the expression in the column calculation.";
    /// A place in the background without a trigger.
    GEOPOINT_TRIGGER = "xlsform.geopoint_trigger", Error,
        es: "background-geopoint necesita una pregunta que lo dispare." => "Escriba en trigger la pregunta, como ${{nombre}}.",
        en: "background-geopoint needs a question that triggers it." => "Write the question in trigger, as ${{name}}.";
    /// A place in the background with a calculation.
    GEOPOINT_CALCULATION = "xlsform.geopoint_calculation", Error,
        es: "background-geopoint no puede tener calculation." => "Deje vacía la columna calculation.",
        en: "background-geopoint cannot have a calculation." => "Leave the column calculation empty.";
    /// A list of tags that the OSM sheet does not have.
    OSM_LIST = "xlsform.osm_list", Error,
        es: "La hoja osm no tiene la lista «{list}»." => "Corrija el nombre, o agregue la lista a la hoja osm.",
        en: "The sheet osm does not have the list {list}." => "Mend the name, or add the list to the sheet osm.";
    /// A question that shows nothing.
    NO_LABEL = "xlsform.label_missing", Error,
        es: "La pregunta no tiene etiqueta ni ayuda; no se vería nada." => "Escriba en label lo que se pregunta.",
        en: "The question has no label and no hint; nothing would be seen." => "Write in label what is asked.";
    /// A big image without the small one.
    BIG_IMAGE = "xlsform.big_image_alone", Error,
        es: "Hay big-image y falta image." => "Ponga también la imagen pequeña, en la columna image.",
        en: "There is a big-image, and image is missing." => "Give the small picture too, in the column image.";
}
