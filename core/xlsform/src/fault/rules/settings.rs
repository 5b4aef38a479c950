//! Settings of the form.

use super::{Rule, Said, Severity};

rules! {
    /// The form's id twice.
    ID_TWICE = "xlsform.form_id_twice", Warning,
        es: "Hay form_id e id_string." => "Deje solo form_id.",
        en: "There are form_id and id_string." => "Keep form_id only.";
    /// The data element's name is none.
    NAME = "xlsform.root_name", Error,
        es: "«{name}» no puede ser el nombre de la raíz del formulario." => "Deje vacía la columna name de settings, o escriba {proposed}.",
        en: "{name} cannot be the name of the form's root." => "Leave the column name of settings empty, or write {proposed}.";
    /// An encrypted form without ids.
    OMIT_AND_ENCRYPT = "xlsform.omit_and_encrypt", Error,
        es: "Un formulario cifrado necesita instanceID." => "Quite omit_instanceID, o public_key.",
        en: "An encrypted form needs instanceID." => "Take omit_instanceID out, or public_key.";
    /// A part of the setting for namespaces that declares none.
    NAMESPACE = "xlsform.namespace", Warning,
        es: "«{part}» en namespaces no declara ningún prefijo; no se escribe." => "Escriba prefijo=\"dirección\": el prefijo empieza con letra y lleva letras, dígitos y guiones; xml y xmlns no pueden ser.",
        en: "{part} in namespaces declares no prefix; it is not written." => "Write prefix=\"address\": the prefix begins with a letter and has letters, digits and hyphens; it cannot be xml or xmlns.";
    /// An attribute of the data element that XML cannot have.
    ATTRIBUTE = "xlsform.root_attribute", Error,
        es: "attribute::{name} no puede ser un atributo." => "Use letras, dígitos y guiones, sin espacios.",
        en: "attribute::{name} cannot be an attribute." => "Use letters, digits and hyphens, without blanks.";
}
