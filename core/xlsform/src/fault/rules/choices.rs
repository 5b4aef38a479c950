//! Lists of choices, and questions that take them.

use super::{Rule, Said, Severity};

rules! {
    /// A choice without a name.
    NAME_MISSING = "xlsform.choice_name_missing", Error,
        es: "Una opción de «{list}» no tiene nombre." => "Escriba en name lo que se guarda cuando se elige.",
        en: "A choice of {list} has no name." => "Write in name what is saved when it is chosen.";
    /// A choice whose name has a comma.
    NAME_COMMA = "xlsform.choice_with_comma", Warning,
        es: "El nombre de opción «{text}» tiene comas: parece una etiqueta, o varias opciones." => "Escriba una opción por fila, con un nombre corto sin comas; la etiqueta va en label.",
        en: "The name of the choice, {text}, has commas: it looks like a label, or like several choices." => "Write one choice a row, with a short name without commas; the label goes into label.";
    /// An expression asks for a value that is nearly a choice.
    VALUE_NEAR = "xlsform.value_near", Warning,
        es: "La lista «{list}» no tiene la opción «{value}»: esta comparación da siempre lo mismo." => "¿Quiso decir '{near}'? Mayúsculas y acentos cuentan.",
        en: "The list {list} has no choice {value}: this comparison always comes out the same." => "Did you mean '{near}'? Capitals and accents count.";
    /// An expression asks for a value that is no choice.
    VALUE_UNKNOWN = "xlsform.value_unknown", Warning,
        es: "La lista «{list}» no tiene la opción «{value}»: esta comparación da siempre lo mismo." => "Use el nombre (name) de una de sus opciones, no la etiqueta.",
        en: "The list {list} has no choice {value}: this comparison always comes out the same." => "Use the name of one of its choices, not the label.";
    /// A choice without a label.
    LABEL_MISSING = "xlsform.choice_label_missing", Warning,
        es: "Una opción de «{list}» no tiene etiqueta." => "Escriba en label lo que se lee.",
        en: "A choice of {list} has no label." => "Write in label what is read.";
    /// A choice twice.
    NAME_TWICE = "xlsform.choice_twice", Error,
        es: "La opción «{text}» está dos veces en «{list}»." => "Cambie una; si es a propósito, escriba yes en allow_choice_duplicates de la hoja settings.",
        en: "The choice {text} is in {list} twice." => "Change one; if it is meant so, write yes in allow_choice_duplicates of the sheet settings.";
    /// A column that cannot become an element.
    HEADER = "xlsform.choices_header", Warning,
        es: "La columna «{text}» no se lee: su encabezado no puede ser un nombre." => "Use un encabezado sin espacios ni signos; si es una nota suya, está bien.",
        en: "The column {text} is not read: its header cannot be a name." => "Use a header without blanks and signs; if it is a note of yours, that is fine.";
    /// External choices without a filter.
    EXTERNAL_FILTER = "xlsform.external_without_filter", Warning,
        es: "select_one_external es para listas filtradas, y aquí no hay choice_filter." => "Escriba choice_filter, o use select_one.",
        en: "select_one_external is for filtered lists, and there is no choice_filter here." => "Write a choice_filter, or use select_one.";
    /// A list that the sheet of external choices does not have.
    EXTERNAL_UNKNOWN = "xlsform.external_unknown", Error,
        es: "external_choices no tiene la lista «{list}»." => "Corrija el nombre ({near}) o agregue la lista.",
        en: "external_choices does not have the list {list}." => "Mend the name ({near}) or add the list.";
    /// A file that no list can come from.
    FILE_END = "xlsform.file_ending", Error,
        es: "«{file}» no es un archivo del que se puedan tomar opciones." => "El nombre termina en .csv, .xml o .geojson, y no tiene otro punto.",
        en: "{file} is no file that choices can come from." => "Its name ends with .csv, .xml or .geojson, and has no other point.";
    /// A list that does not exist, and another one is near.
    LIST_NEAR = "xlsform.list_near", Error,
        es: "choices no tiene la lista «{list}»." => "¿Quiso decir {near}?",
        en: "choices does not have the list {list}." => "Did you mean {near}?";
    /// A list that does not exist.
    LIST_UNKNOWN = "xlsform.list_unknown", Error,
        es: "choices no tiene la lista «{list}»." => "Agréguela en la columna list_name; las que hay: {known}.",
        en: "choices does not have the list {list}." => "Add it in the column list_name; those that are there: {known}.";
    /// A name with a blank in a list of which several are chosen.
    NAME_BLANK = "xlsform.choice_with_blank", Error,
        es: "La opción «{text}» de «{list}» tiene un espacio, que separa las opciones elegidas." => "Escriba {proposed}.",
        en: "The choice {text} of {list} holds a blank, which separates what is chosen." => "Write {proposed}.";
    /// Other answers with a filter.
    OTHER_FILTER = "xlsform.other_with_filter", Error,
        es: "or_other no va con choice_filter." => "Agregue la opción otro a la lista, y una pregunta con relevant para decir cuál.",
        en: "or_other does not go with choice_filter." => "Add the choice other to the list, and a question with relevant for saying which.";
    /// Other answers for a list that is not on the sheet.
    OTHER_LIST = "xlsform.other_without_list", Error,
        es: "or_other necesita una lista de la hoja choices." => "Agregue una pregunta con relevant para la otra respuesta.",
        en: "or_other needs a list of the sheet choices." => "Add a question with relevant for the other answer.";
    /// Other answers in a form of several languages.
    OTHER_LANGUAGES = "xlsform.other_untranslated", Warning,
        es: "El formulario tiene varios idiomas, y or_other escribe «Other» y «Specify other.» sin traducir." => "Agregue la opción otro a la lista, y una pregunta con relevant para decir cuál.",
        en: "The form has several languages, and or_other writes Other and Specify other. untranslated." => "Add the choice other to the list, and a question with relevant for saying which.";
    /// A table with a filter.
    TABLE_FILTER = "xlsform.table_with_filter", Error,
        es: "En un grupo table-list no hay choice_filter." => "Quite choice_filter, o use field-list.",
        en: "There is no choice_filter in a table-list group." => "Take choice_filter out, or use field-list.";
    /// A table of two lists.
    TABLE_LISTS = "xlsform.table_lists", Error,
        es: "La tabla empezó con la lista «{first}» y aquí sigue «{list}»." => "Use una sola lista en la tabla.",
        en: "The table began with the list {first}, and here {list} follows." => "Use one list in the table.";
    /// A loop without its list.
    LOOP_WITHOUT_LIST = "xlsform.loop_without_list", Error,
        es: "El loop no dice sobre qué lista." => "Escriba begin loop over lista.",
        en: "The loop does not say over which list." => "Write begin loop over list.";
    /// A choice that a loop cannot make a group of.
    LOOP_NAME = "xlsform.loop_choice_name", Error,
        es: "El loop hace un grupo de cada opción de «{list}», y «{text}» no puede ser el nombre de un grupo." => "Empiece el nombre de la opción con letra o guion bajo y siga con letras, dígitos, guiones y puntos, sin espacios: {proposed}.",
        en: "The loop makes a group of each choice of {list}, and {text} cannot be the name of a group." => "Begin the choice's name with a letter or an underscore and go on with letters, digits, hyphens and points, without blanks: {proposed}.";
    /// One name for two lists beside the form.
    INSTANCE_TWICE = "xlsform.instance_twice", Error,
        es: "«{name}» nombra dos listas distintas; la otra es {address}." => "Dé a una otro nombre.",
        en: "{name} names two different lists; the other one is {address}." => "Give one of them another name.";
    /// A search in a list that is a file.
    SEARCH_FILE = "xlsform.search_with_file", Error,
        es: "search() no va con una lista de archivo." => "Quite search() de appearance, o use select_one con una lista de choices.",
        en: "search() does not go with a list of a file." => "Take search() out of appearance, or use select_one with a list of choices.";
    /// A search in a list that others use without one.
    SEARCH_MIXED = "xlsform.search_mixed", Error,
        es: "«{list}» se usa aquí con search() y en «{others}» sin él." => "Use search() en todas, o dé a esta pregunta una lista propia.",
        en: "{list} is used with search() here and without it in {others}." => "Use search() in all of them, or give this question a list of its own.";
}
