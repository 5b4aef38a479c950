//! The kit's own forms: they load without a remark and can be filled whole.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use farola_form::{FormDef, NoMedia, OpenAs, QuestionKind, Session};

use crate::support::{Scenario, env, env_at};

const FORMS: [&str; 6] = [
    "cs_recorrido",
    "cs_punto",
    "cs_hallazgo",
    "cs_cierre",
    "cs_verificacion",
    "cs_plan",
];

fn load(name: &str) -> Arc<FormDef> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("../../kit/{name}.xml"));
    let (def, diagnostics) = FormDef::parse(&fs::read(path).unwrap(), &NoMedia);
    assert!(diagnostics.is_empty(), "{name}: {diagnostics:?}");
    Arc::new(def.unwrap())
}

/// A plausible answer: by name where the form wants something of its own, else by type.
fn answer(name: &str, data_type: &str, choices: &[String]) -> String {
    let fixed = match name {
        "walk_code" | "walk_previo" => "14039-20261123-0a1b2c",
        "paradas_ref" => "1,2",
        "consent" | "consent_menor" | "foto_limpia" => "1",
        "inicio_plan" => "2026-11-23T20:30:00.000-06:00",
        "fecha_seguimiento" | "fecha_compromiso" => "2026-12-20",
        "fecha_fin" => "2026-11-20",
        "razon" => "Una razón con bastante texto",
        "ageb" => "",
        "seguridad" => return choices.join(" "),
        _ => "",
    };
    if !fixed.is_empty() || name == "ageb" {
        return fixed.to_owned();
    }
    if let Some(first) = choices.first() {
        return first.clone();
    }
    match data_type {
        "int" => "3",
        "decimal" => "2.5",
        "geopoint" => "20.6767 -103.347 1550 5",
        "geotrace" => "20.6767 -103.347 0 0;20.677 -103.348 0 0",
        "binary" => "foto.jpg",
        _ => "texto",
    }
    .to_owned()
}

fn fill(s: &mut Session) {
    for _ in 0..4 {
        for q in s.questions() {
            let asked = s.questions().into_iter().find(|now| now.path == q.path);
            let open = asked.is_some_and(|now| {
                now.kind == QuestionKind::Question
                    && now.relevant
                    && !now.readonly
                    && now.value.as_deref() == Some("")
            });
            if !open {
                continue;
            }
            let name = q.path.rsplit('/').next().unwrap();
            let choices: Vec<String> = q.choices.iter().map(|c| c.value.clone()).collect();
            let outcome = s
                .answer(&q.path, &answer(name, q.data_type, &choices))
                .unwrap();
            assert!(outcome.valid(), "{}: {:?}", q.path, outcome.invalid);
        }
    }
}

#[test]
fn every_form_can_be_filled_whole() {
    for name in FORMS {
        let mut s = Session::new(load(name), env());
        fill(&mut s);
        let done = s
            .finalize()
            .unwrap_or_else(|errors| panic!("{name}: {errors:?}"));
        assert!(done.instance_id.starts_with("uuid:"), "{name}");
        assert!(
            done.instance_name.is_some_and(|title| !title.is_empty()),
            "{name}"
        );
    }
}

#[test]
fn messages_come_in_both_languages() {
    let mut s = Session::new(load("cs_punto"), env());
    let mut message = |language: &str| {
        s.set_language(language).unwrap();
        s.say("/data/n_calif", "3");
        s.answer("/data/n_evita", "4")
            .unwrap()
            .invalid
            .unwrap()
            .message
    };
    let (spanish, english) = (message("Español (es)"), message("English (en)"));
    assert!(!spanish.is_empty() && !english.is_empty() && spanish != english);
}

#[test]
fn the_score_follows_the_light() {
    let mut s = Session::new(load("cs_punto"), env());
    s.say("/data/luz_ahora", "dia");
    assert!(!s.relevant("/data/p_luz"));
    fill(&mut s);
    for q in s.questions() {
        if q.path.starts_with("/data/p_") && q.relevant && q.path != "/data/p_siente" {
            s.say(&q.path, &q.choices.last().unwrap().value.clone());
        }
    }
    let best = s.get("/data/isp");
    assert_eq!(best, "100");
    s.say("/data/luz_ahora", "noche");
    assert!(s.relevant("/data/p_luz"));
    assert_eq!(
        s.get("/data/isp"),
        "92",
        "33 of 36 with the light still unrated"
    );
}

#[test]
fn a_registration_corrected_the_next_day_keeps_the_code_of_its_walk() {
    let def = load("cs_recorrido");
    let mut s = Session::new(def.clone(), env());
    fill(&mut s);
    let code = s.get("/data/walk_code");
    let first = s.finalize().unwrap();
    let next_day = env_at("2026-11-24T08:00:00-06:00[America/Mexico_City]", 99);
    let mut again = Session::open(def, next_day, &first.xml, OpenAs::Edit).unwrap();
    again.say("/data/colonia", "Analco");
    assert_eq!(again.get("/data/walk_code"), code);
    assert!(
        code.starts_with("14039-20261123-") || code.starts_with("01001-20261123-"),
        "{code}"
    );
}
