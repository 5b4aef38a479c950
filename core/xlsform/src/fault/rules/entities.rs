//! Entities: their lists, their properties, and where they are declared.

use super::{Rule, Said, Severity};

rules! {
    /// A column that the sheet does not have.
    HEADER = "xlsform.entities_header", Error,
        es: "La hoja entities no tiene la columna «{text}»." => "Use: list_name, label, entity_id, create_if, update_if.",
        en: "The sheet entities has no column {text}." => "Use: list_name, label, entity_id, create_if, update_if.";
    /// A list twice.
    LIST_TWICE = "xlsform.entity_list_twice", Error,
        es: "La lista «{text}» está dos veces en entities." => "Deje una fila para cada lista.",
        en: "The list {text} is in entities twice." => "Keep one row for each list.";
    /// No list.
    LIST_MISSING = "xlsform.entity_list_missing", Error,
        es: "La fila no dice en qué lista se guarda." => "Escriba en list_name el nombre de la lista.",
        en: "The row does not say in which list it is saved." => "Write the name of the list in list_name.";
    /// A name that begins as those of the system.
    NAME_RESERVED = "xlsform.entity_reserved", Error,
        es: "«{text}» empieza con dos guiones bajos, que son del sistema." => "Elija un nombre que no empiece así.",
        en: "{text} begins with two underscores, which belong to the system." => "Choose a name that does not begin so.";
    /// A name with a point.
    NAME_POINT = "xlsform.entity_point", Error,
        es: "El nombre de lista «{list}» tiene un punto." => "Use un guion bajo en su lugar.",
        en: "The name of the list {list} holds a point." => "Use an underscore instead.";
    /// An update of an entity that is not named.
    ID_MISSING = "xlsform.entity_id_missing", Error,
        es: "Para actualizar «{list}» falta entity_id." => "Escriba en entity_id la pregunta que elige la entidad; si solo crea, mueva update_if a create_if.",
        en: "To update {list}, entity_id is missing." => "Write the question that chooses the entity in entity_id; if it only creates, move update_if to create_if.";
    /// Creating and updating, without saying when to update.
    UPDATE_MISSING = "xlsform.entity_update_missing", Error,
        es: "«{list}» crea y actualiza, y no dice cuándo actualiza." => "Escriba update_if; si solo crea, quite entity_id.",
        en: "{list} creates and updates, and does not say when it updates." => "Write update_if; if it only creates, take entity_id out.";
    /// A new entity without a label.
    LABEL_MISSING = "xlsform.entity_label_missing", Error,
        es: "Una entidad nueva de «{list}» no tendría etiqueta." => "Escriba en label cómo se llama, por ejemplo ${{nombre}}; si solo actualiza, escriba entity_id.",
        en: "A new entity of {list} would have no label." => "Write in label what it is called, such as ${{name}}; if it only updates, write entity_id.";
    /// A property, and no entity.
    NONE_DECLARED = "xlsform.save_to_without_entity", Error,
        es: "save_to guarda en una entidad, y no hay hoja entities." => "Agregue la hoja entities con list_name y label, o quite save_to.",
        en: "save_to saves to an entity, and there is no sheet entities." => "Add the sheet entities with list_name and label, or take save_to out.";
    /// Two signs between list and property.
    SAVE_TO_SIGNS = "xlsform.save_to_signs", Error,
        es: "save_to «{text}» tiene más de un #." => "Escriba lista#propiedad.",
        en: "save_to {text} has more than one #." => "Write list#property.";
    /// Several lists, and none named.
    SAVE_TO_LIST = "xlsform.save_to_list", Error,
        es: "Hay varias listas de entidades, y «{text}» no dice en cuál." => "Escriba lista#{text}.",
        en: "There are several lists of entities, and {text} does not say in which." => "Write list#{text}.";
    /// A list that is not declared.
    LIST_UNKNOWN = "xlsform.entity_list_unknown", Error,
        es: "entities no tiene la lista «{list}»." => "Corrija el nombre, o agréguela a la hoja entities; la más parecida: {known}.",
        en: "entities does not have the list {list}." => "Mend the name, or add it to the sheet entities; the nearest: {known}.";
    /// A group that is saved.
    SAVE_TO_CONTAINER = "xlsform.save_to_group", Error,
        es: "Un grupo o una repetición no se puede guardar en una entidad." => "Quite save_to de esta fila; póngalo en las preguntas.",
        en: "A group or repeat cannot be saved to an entity." => "Take save_to out of this row; put it at the questions.";
    /// A property twice.
    SAVE_TO_TWICE = "xlsform.save_to_twice", Error,
        es: "La propiedad «{text}» ya se guarda en la fila {other}." => "Deje una de las dos, o cambie su nombre.",
        en: "The property {text} is saved in row {other} already." => "Keep one of the two, or change its name.";
    /// A property of the system.
    PROPERTY_RESERVED = "xlsform.property_reserved", Error,
        es: "Una propiedad no puede llamarse «{text}»." => "Elija otro nombre que name y label.",
        en: "A property cannot be named {text}." => "Choose another name than name and label.";
    /// No container is left.
    NO_ROOM = "xlsform.entity_no_room", Error,
        es: "En su lugar ya se declara la entidad de la fila {other} de entities." => "Ponga las preguntas de cada entidad en un grupo propio.",
        en: "In its place the entity of row {other} of entities is declared already." => "Put the questions of each entity into a group of its own.";
    /// Questions saved from two repeats.
    SCOPE_SAVED = "xlsform.entity_scope_saved", Error,
        es: "«{list}» toma preguntas de {other} y esta es de {scope}." => "Copie el valor con un calculate al lugar donde están las demás, y guarde ese.",
        en: "{list} takes questions of {other}, and this one is of {scope}." => "Copy the value with a calculate to where the others are, and save that one.";
    /// Questions asked from two repeats.
    SCOPE_ASKED = "xlsform.entity_scope_asked", Error,
        es: "«{list}» toma preguntas de {other}, y «{question}» es de {scope}." => "Copie el valor con un calculate al lugar donde están las demás, y nombre ese.",
        en: "{list} takes questions of {other}, and {question} is of {scope}." => "Copy the value with a calculate to where the others are, and name that one.";
}
