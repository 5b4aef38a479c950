//! Questions about people.

use super::{Rule, Said, Severity};

rules! {
    /// A question that asks for the name of a person.
    NAME = "xlsform.asks_name", Advice,
        es: "La pregunta parece pedir el nombre de una persona." => "Quítela si no hace falta: lo que no se guarda no puede caer en malas manos. Si hace falta, escriba yes en asks_about_people de la hoja settings y este consejo no sale.",
        en: "The question seems to ask for the name of a person." => "Take it out if it is not needed: what is not kept cannot come into wrong hands. If it is needed, write yes in asks_about_people of the sheet settings, and this advice does not come.";
    /// A question that asks for a telephone number or an address of mail.
    TELEPHONE = "xlsform.asks_telephone", Advice,
        es: "La pregunta parece pedir un teléfono o un correo." => "Quítela si no hace falta: con él se encuentra a la persona. Si hace falta, escriba yes en asks_about_people de la hoja settings y este consejo no sale.",
        en: "The question seems to ask for a telephone number or an address of mail." => "Take it out if it is not needed: a person can be found by it. If it is needed, write yes in asks_about_people of the sheet settings, and this advice does not come.";
    /// A question that asks what was done to a person.
    HAPPENED = "xlsform.asks_what_happened", Advice,
        es: "La pregunta parece pedir lo que le pasó a una persona." => "Pregunte por el lugar y no por la persona si basta; si hace falta, escriba yes en asks_about_people de la hoja settings y este consejo no sale.",
        en: "The question seems to ask what happened to a person." => "Ask about the place and not about the person where that is enough; if it is needed, write yes in asks_about_people of the sheet settings, and this advice does not come.";
}
