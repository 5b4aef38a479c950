//! Plausible and hostile answers for a question.

use serde_json::Value;

use super::chance::Chance;
use super::facts::Facts;

const INTS: &[&str] = &[
    "0", "1", "2", "3", "5", "7", "10", "12", "17", "18", "40", "65", "100", "200", "-1", "999",
];
const HOSTILE_INTS: &[&str] = &[
    "2147483647",
    "-2147483648",
    "2147483648",
    "999999999999",
    "007",
    "+5",
    "1.5",
    "abc",
    " 3 ",
    "1e3",
    "-0",
    "٣",
];
const DECIMALS: &[&str] = &[
    "0",
    "0.5",
    "1.5",
    "2.25",
    "3",
    "10",
    "99.99",
    "100",
    "-3",
    "-0.25",
    "12345.678",
    "7",
];
const HOSTILE_DECIMALS: &[&str] = &[
    "0.1",
    "1e3",
    "1,5",
    ".5",
    "5.",
    "-0",
    "NaN",
    "123456789012",
    "0.000001",
    "abc",
    "--1",
];
const DATES: &[&str] = &[
    "2026-11-24",
    "2026-11-23",
    "2026-12-31",
    "2027-01-15",
    "2020-02-29",
    "1990-06-15",
    "1970-01-01",
    "2000-01-01",
];
const HOSTILE_DATES: &[&str] = &[
    "1969-12-31",
    "1899-12-31",
    "2026-02-30",
    "2026-13-01",
    "2026-2-3",
    "24/11/2026",
    "hoy",
    "0001-01-01",
    "2026-11-24T10:00:00.000-06:00",
];
const DATE_TIMES: &[&str] = &[
    "2026-11-24T20:00:00.000-06:00",
    "2020-01-01T10:00:00.000-06:00",
    "2026-11-24T00:00:00.000-06:00",
    "2026-11-24T23:59:59.000-06:00",
];
const HOSTILE_DATE_TIMES: &[&str] = &["2026-11-24T25:00:00.000-06:00", "ayer", "2026-11-24T"];
const TIMES: &[&str] = &[
    "14:00:00.000-06:00",
    "00:00:00.000-06:00",
    "23:59:00.000-06:00",
    "09:30:00.000-06:00",
];
const HOSTILE_TIMES: &[&str] = &["25:00:00.000-06:00", "9", "mediodía"];
const POINTS: &[&str] = &[
    "20.6767 -103.347 1550 9.5",
    "20.6767 -103.347 1550 40",
    "19.4326 -99.1332 2240 5",
    "0 0 0 0",
    "-33.45 -70.66 520 12",
];
const HOSTILE_POINTS: &[&str] = &["91 0 0 0", "a b c d", "20.6", "0 181 0 0"];
const TRACES: &[&str] = &[
    "20.6767 -103.347 0 0;20.68 -103.35 0 0;20.7 -103.35 0 0",
    "20.6767 -103.347 0 0;20.68 -103.35 0 0",
];
const SHAPES: &[&str] = &[
    "20.67 -103.34 0 0;20.68 -103.35 0 0;20.7 -103.35 0 0;20.67 -103.34 0 0",
    "0 0 0 0;0 1 0 0;1 1 0 0;1 0 0 0;0 0 0 0",
];
const FILES: &[&str] = &["foto.jpg", "otra.jpg", "1700000000000.jpg"];
const TEXTS: &[&str] = &[
    "hola",
    "14039-20261123-4fa2c1",
    "Centro",
    "x",
    "a b",
    "1",
    "0",
    "12",
    "no",
    "a",
    "b",
    "2026-11-24",
    "true",
    "false",
    "Ana",
];
const HOSTILE_TEXTS: &[&str] = &[
    "ñandú señal",
    "👩🏽‍🦽 de noche",
    "it's \"quoted\"",
    "<b>&amp;</b>",
    "a,b",
    "٣٤",
    "e\u{301}",
    "NaN",
    "1e3",
    "-",
    ".",
    "1.0",
    "003",
    "${x}",
    "line\nbreak",
];

/// What is answered: seldom nothing, often something plausible, sometimes something hostile.
pub(crate) fn answer(question: &Value, facts: &Facts, chance: &mut Chance) -> String {
    if chance.one_in(9) {
        return String::new();
    }
    if let Some(answer) = choice(question, chance) {
        return answer;
    }
    if facts.is_a_count(question["ref"].as_str().unwrap_or_default()) {
        // Hundreds of instances take a browser minutes and tell nothing more.
        return chance.of(&["0", "1", "2", "3", "4"]).to_string();
    }
    let hostile = chance.one_in(6);
    let kind = question["type"].as_str().unwrap_or_default();
    if !hostile && chance.one_in(3) {
        // Numbers and words of the form's own expressions stand at its edges.
        if let Some(edge) = facts.edge(kind, chance) {
            return edge;
        }
    }
    let list = match (kind, hostile) {
        ("int" | "integer" | "long", false) => INTS,
        ("int" | "integer" | "long", true) => HOSTILE_INTS,
        ("decimal", false) => DECIMALS,
        ("decimal", true) => HOSTILE_DECIMALS,
        ("date", false) => DATES,
        ("date", true) => HOSTILE_DATES,
        ("dateTime", false) => DATE_TIMES,
        ("dateTime", true) => HOSTILE_DATE_TIMES,
        ("time", false) => TIMES,
        ("time", true) => HOSTILE_TIMES,
        ("geopoint", false) => POINTS,
        ("geopoint", true) => HOSTILE_POINTS,
        ("geotrace", _) => TRACES,
        ("geoshape", _) => SHAPES,
        ("binary", _) => FILES,
        (_, false) => TEXTS,
        (_, true) => HOSTILE_TEXTS,
    };
    if hostile && kind == "string" && chance.one_in(12) {
        return "muy largo ".repeat(800);
    }
    chance.of(list).to_string()
}

/// One or several of the choices; nothing where nothing is on offer.
fn choice(question: &Value, chance: &mut Chance) -> Option<String> {
    let control = question["control"].as_str().unwrap_or_default();
    if control == "trigger" {
        return Some("OK".to_owned());
    }
    if !matches!(control, "select" | "select1" | "rank") {
        return None;
    }
    let choices: Vec<&str> = question["choices"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|choice| choice["value"].as_str())
        .collect();
    if choices.is_empty() {
        return Some(String::new());
    }
    if control == "select1" || (control == "select" && chance.one_in(3)) {
        return Some(chance.of(&choices).to_string());
    }
    if control == "rank" {
        let from = chance.below(choices.len());
        let turned = choices.iter().cycle().skip(from).take(choices.len());
        return Some(turned.copied().collect::<Vec<_>>().join(" "));
    }
    // In the order of the list: what several choices become is then the same everywhere.
    let many = 1 + chance.below(3);
    let from = chance.below(choices.len());
    let some = choices[from..].iter().take(many).copied();
    Some(some.collect::<Vec<_>>().join(" "))
}
