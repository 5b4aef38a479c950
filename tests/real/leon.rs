//! The 278 points that residents of León captured in 2021, as answers of a footpath form of
//! the kit's style.

use std::fs;

use serde_json::{Map, Value};

/// One captured point as the footpath form asks for it.
pub(crate) struct Point {
    /// What was noted (`banqueta`, `senal`, …).
    pub(crate) element: &'static str,
    /// When the person began, RFC 3339 with offset.
    pub(crate) start: String,
    /// When she finished.
    pub(crate) end: String,
    /// The answers in the order of the form: reference and value.
    pub(crate) answers: Vec<(&'static str, String)>,
}

/// The footpath form.
pub(crate) const FORM: &str = include_str!("huella_banqueta.xml");

/// All points in the order of the file; empty where the data are absent.
pub(crate) fn points() -> Vec<Point> {
    let Some(path) = super::data("leon/points.jsonl") else {
        return Vec::new();
    };
    let text = fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| point(&serde_json::from_str(line).unwrap()))
        .collect()
}

fn point(line: &Value) -> Point {
    let given = Given(line["answers"].as_object().unwrap());
    let mut answers = vec![("/data/pos", given.beginning(&POSITION))];
    let element = match line["form"].as_str().unwrap() {
        "banquetas" => {
            answers.extend([
                ("/data/banqueta/anchura", given.text("Anchura")),
                (
                    "/data/banqueta/material",
                    material(&given.text("Tipo de banqueta")),
                ),
                (
                    "/data/clave",
                    given.text("Número identificador por calle en el mapa"),
                ),
            ]);
            "banqueta"
        }
        "señalamientos" => {
            answers.extend([
                (
                    "/data/tipo",
                    given.beginning(&["¿Qué tipo de señalamiento"]),
                ),
                (
                    "/data/visible",
                    visible(&given.beginning(&["¿Qué tan visible"])),
                ),
            ]);
            "senal"
        }
        "obstrucciones" => {
            answers.extend([
                ("/data/tipo", given.text("Tipo_de_obstrucci_n")),
                ("/data/clave", given.text("Ingresa_la_id_de_la_banqueta")),
                (
                    "/data/nota",
                    given.text("Observaciones_Text_iciones_del_elemento"),
                ),
            ]);
            "obstruccion"
        }
        "equipamiento" => {
            let kind = format!(
                "{} {}",
                given.text("Tipo de equipamiento"),
                given.text("Categoría")
            );
            answers.extend([
                ("/data/tipo", kind.trim().to_owned()),
                ("/data/nota", given.beginning(&["Observaciones"])),
            ]);
            "equipamiento"
        }
        "calles_compartidas" => {
            answers.extend([
                ("/data/tipo", given.text("Tipo de equipamiento")),
                ("/data/calle", given.text("Nombre de calle")),
                (
                    "/data/estado",
                    condition(&given.beginning(&["¿En qué estado"])),
                ),
            ]);
            "calle_compartida"
        }
        "infraestructura_verde" => {
            answers.extend([
                ("/data/clave", given.text("Identificador único")),
                (
                    "/data/nota",
                    format!("Existe: {}", given.beginning(&["Por default"])),
                ),
            ]);
            "verde"
        }
        "velocidad_maxima" => {
            answers.extend([
                ("/data/velocidad", given.beginning(&["La velocidad"])),
                ("/data/calle", given.text("Nombre de calle")),
            ]);
            "velocidad"
        }
        "cicloestacionamientos" => {
            answers.extend([
                ("/data/tipo", given.text("Tipo de parada")),
                ("/data/visible", visible(&given.text("Visibilidad"))),
                ("/data/clave", given.text("Identificador único")),
            ]);
            "cicloestacionamiento"
        }
        other => panic!("a form that is not known: {other}"),
    };
    answers.insert(1, ("/data/elemento", element.to_owned()));
    answers.retain(|(_, value)| !value.is_empty());
    Point {
        element,
        start: given.text("start"),
        end: given.text("end"),
        answers,
    }
}

/// The eight forms asked for the position in four ways.
const POSITION: [&str; 4] = [
    "Añade tu ubicación actual",
    "Añada tu ubicación actual",
    "Ingresa tu ubicación actual",
    "Guarda",
];

struct Given<'a>(&'a Map<String, Value>);

impl Given<'_> {
    fn text(&self, name: &str) -> String {
        match self.0.get(name) {
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    }

    /// The answer to the question whose words begin so.
    fn beginning(&self, words: &[&str]) -> String {
        let name = self
            .0
            .keys()
            .find(|name| words.iter().any(|begin| name.starts_with(begin)));
        name.map(|name| self.text(name)).unwrap_or_default()
    }
}

fn material(word: &str) -> String {
    let code = match word {
        "Concreto" => "concreto",
        "Terracería" => "terraceria",
        "Empedraro" | "Empedrado" => "empedrado",
        _ => "otro",
    };
    code.to_owned()
}

fn visible(word: &str) -> String {
    let code = match word {
        "Perfectamente" => "2",
        "Parcialmente" => "1",
        "Nada" => "0",
        _ => "",
    };
    code.to_owned()
}

fn condition(word: &str) -> String {
    let code = match word {
        "Buen estado" => "bueno",
        "Mal estado" => "malo",
        _ => "",
    };
    code.to_owned()
}
