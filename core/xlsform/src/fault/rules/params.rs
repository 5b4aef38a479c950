//! Parameters of questions.

use super::{Rule, Said, Severity};

rules! {
    /// Parameters of another form.
    FORM = "xlsform.parameters_form", Error,
        es: "Los parámetros «{text}» no se entienden." => "Escriba clave=valor, separados por espacios: start=0 end=10.",
        en: "The parameters {text} cannot be read." => "Write key=value, separated by blanks: start=0 end=10.";
    /// A parameter that the type does not have.
    UNKNOWN = "xlsform.parameter_unknown", Error,
        es: "Este tipo no tiene el parámetro «{key}»." => "Use: {known}.",
        en: "This type has no parameter {key}." => "Use: {known}.";
    /// A value outside of those that a parameter takes.
    VALUE = "xlsform.parameter_value", Error,
        es: "«{value}» no es un valor de {key}." => "Use: {known}.",
        en: "{value} is no value of {key}." => "Use: {known}.";
    /// A whole number is wanted.
    NOT_WHOLE = "xlsform.parameter_not_whole", Error,
        es: "{key} necesita un número entero, no «{value}»." => "Escriba {key} con un número entero, desde 0 donde no tiene sentido uno negativo.",
        en: "{key} needs a whole number, not {value}." => "Write {key} with a whole number, from 0 where a negative one makes no sense.";
    /// A number is wanted.
    NOT_NUMBER = "xlsform.parameter_not_number", Error,
        es: "{key} necesita un número, no «{value}»." => "Escriba {key} con un número; los decimales van con punto.",
        en: "{key} needs a number, not {value}." => "Write {key} with a number; decimals have a point.";
    /// Not all three parameters of places.
    AUDIT_LOCATION = "xlsform.audit_location", Error,
        es: "Para registrar lugares falta {missing}." => "Escriba los tres: location-priority, location-min-interval y location-max-age.",
        en: "To log places, {missing} is missing." => "Write all three: location-priority, location-min-interval and location-max-age.";
    /// Places that are too old before the next one is taken.
    AUDIT_AGE = "xlsform.audit_age", Error,
        es: "location-max-age ({age}) es menor que location-min-interval ({interval})." => "Ponga location-max-age igual o mayor que location-min-interval.",
        en: "location-max-age ({age}) is less than location-min-interval ({interval})." => "Make location-max-age as large as location-min-interval or larger.";
    /// A photo of any size.
    MAX_PIXELS = "xlsform.max_pixels", Warning,
        es: "La foto se envía con su tamaño completo." => "Escriba en parameters max-pixels=1920, para que envíe rápido y gaste pocos datos.",
        en: "The photo is sent in its full size." => "Write max-pixels=1920 in parameters, so that it is sent fast and costs little.";
    /// No name of an app.
    APP = "xlsform.app_name", Error,
        es: "«{value}» no es el nombre de una aplicación de Android." => "Escriba el nombre de su paquete, como org.ejemplo.camara.",
        en: "{value} is no name of an Android app." => "Write the name of its package, as org.example.camera.";
    /// A line that grows by itself, or not.
    INCREMENTAL = "xlsform.incremental", Error,
        es: "incremental es true o no se escribe, no «{value}»." => "Escriba incremental=true, o quítelo.",
        en: "incremental is true or is not written, not {value}." => "Write incremental=true, or take it out.";
    /// Other places to show that do not exist.
    GEOMETRY = "xlsform.reference_geometry", Error,
        es: "reference-geometry nombra «{list}», que no es una lista, un archivo ni una repetición." => "Nombre una lista de choices o de entities, un archivo sin su extensión, o ${{repeticion}}.",
        en: "reference-geometry names {list}, which is no list, file or repeat." => "Name a list of choices or entities, a file without its ending, or ${{repeat}}.";
    /// A column of a file whose name cannot be in a path.
    COLUMN_NAME = "xlsform.parameter_column", Error,
        es: "{key}={value} no puede ser el nombre de una columna." => "Dé a la columna del archivo un nombre con letras, dígitos y guiones, sin espacios.",
        en: "{key}={value} cannot be the name of a column." => "Give the column of the file a name of letters, digits and hyphens, without blanks.";
    /// A seed for an order that is not shuffled.
    SEED_ALONE = "xlsform.seed_alone", Error,
        es: "Hay seed sin randomize." => "Escriba también randomize=true, o quite seed.",
        en: "There is a seed without randomize." => "Write randomize=true too, or take seed out.";
    /// A seed that is no number.
    SEED = "xlsform.seed", Error,
        es: "seed no puede ser «{value}»." => "Escriba un número, o una pregunta que lo dé, como ${{nombre}}.",
        en: "seed cannot be {value}." => "Write a number, or a question that gives one, as ${{name}}.";
    /// Ticks that the appearance does not show.
    RANGE_APPEARANCE = "xlsform.range_appearance", Error,
        es: "La apariencia «{appearance}» no muestra marcas: tick_interval, placeholder y tick_labelset no valen con ella." => "Use vertical, no-ticks, o ninguna apariencia.",
        en: "The appearance {appearance} shows no ticks: tick_interval, placeholder and tick_labelset have no meaning with it." => "Use vertical, no-ticks, or no appearance.";
    /// A step of nothing.
    RANGE_ZERO = "xlsform.range_zero", Error,
        es: "{key} no puede ser 0." => "Escriba el paso como un número mayor que 0.",
        en: "{key} cannot be 0." => "Write the step as a number above 0.";
    /// A step larger than the whole.
    RANGE_TOO_LARGE = "xlsform.range_too_large", Error,
        es: "{key} es mayor que lo que hay entre start y end." => "Escriba un {key} más pequeño.",
        en: "{key} is larger than what is between start and end." => "Write a smaller {key}.";
    /// A value between the steps.
    RANGE_MULTIPLE = "xlsform.range_multiple", Error,
        es: "{key} no cae en un paso." => "Escriba un {key} que sea múltiplo de step, contado desde start.",
        en: "{key} does not fall on a step." => "Write a {key} that is a multiple of step, counted from start.";
    /// A value outside the range.
    RANGE_OUTSIDE = "xlsform.range_outside", Error,
        es: "{key} está fuera de start y end." => "Escriba un {key} que esté entre los dos.",
        en: "{key} is outside of start and end." => "Write a {key} that is between the two.";
    /// A list of labels that does not exist.
    RANGE_LIST = "xlsform.range_list", Error,
        es: "tick_labelset nombra «{list}», que no está en choices." => "Nombre una lista de la hoja choices.",
        en: "tick_labelset names {list}, which is not in choices." => "Name a list of the sheet choices.";
    /// A label of something that is no number.
    RANGE_CHOICE_NUMBER = "xlsform.range_choice_number", Error,
        es: "La opción «{choice}» de {list} no es un número." => "En una lista de marcas cada name es un número del rango.",
        en: "The choice {choice} of {list} is no number." => "In a list of ticks each name is a number of the range.";
    /// A label outside the range.
    RANGE_CHOICE_OUTSIDE = "xlsform.range_choice_outside", Error,
        es: "La opción «{choice}» de {list} está fuera del rango." => "Quítela, o amplíe start y end.",
        en: "The choice {choice} of {list} is outside of the range." => "Take it out, or widen start and end.";
    /// A label between the ticks.
    RANGE_CHOICE_STEP = "xlsform.range_choice_step", Error,
        es: "La opción «{choice}» de {list} no cae en una marca." => "Use números que estén a un múltiplo de tick_interval, o de step, desde start.",
        en: "The choice {choice} of {list} does not fall on a tick." => "Use numbers that are a multiple of tick_interval, or of step, away from start.";
    /// Other labels than those of the ends.
    RANGE_ENDS = "xlsform.range_ends", Error,
        es: "Con no-ticks la lista {list} solo puede tener los extremos." => "Deje en la lista dos opciones: start y end.",
        en: "With no-ticks the list {list} can have the ends only." => "Leave two choices in the list: start and end.";
}
