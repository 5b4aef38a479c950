//! What the group answers: made up, plausible, and the same for the same seed.

use jiff::ZonedDateTime;

use crate::dice::Dice;
use crate::plan::{Kind, Plan, Visit};
use crate::street::Scene;

/// One answer to give.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    /// A question by its path, and the answer.
    Answer(String, String),
    /// A question by its path, and what its photo shows.
    Photo(String, Scene),
}

/// INEGI's key of Guadalajara.
const CITY: &str = "14039";
/// Accuracy above which the form asks to move the pin.
const WEAK_M: f64 = 25.0;

/// What one place is like: kind, liveliness and light (0–3), and what is said of it.
struct Place {
    kind: &'static str,
    lively: u32,
    light: u32,
    note: &'static str,
    proposal: &'static str,
}

const PLACES: [Place; 10] = [
    Place {
        kind: "parque",
        lively: 3,
        light: 3,
        note: "Hay familias y puestos; se camina con calma.",
        proposal: "",
    },
    Place {
        kind: "andador",
        lively: 2,
        light: 2,
        note: "Los comercios cierran a las ocho y se vacía.",
        proposal: "activar",
    },
    Place {
        kind: "cruce",
        lively: 2,
        light: 2,
        note: "El semáforo no da tiempo a quien camina despacio.",
        proposal: "cruce",
    },
    Place {
        kind: "parada",
        lively: 1,
        light: 1,
        note: "La parada no tiene luz ni banca.",
        proposal: "parada nueva_luz",
    },
    Place {
        kind: "calle",
        lively: 1,
        light: 0,
        note: "Tres lámparas apagadas seguidas.",
        proposal: "reparar_luz",
    },
    Place {
        kind: "baldio",
        lively: 0,
        light: 0,
        note: "Baldío abierto con maleza hasta la banqueta.",
        proposal: "cerrar podar",
    },
    Place {
        kind: "calle",
        lively: 1,
        light: 1,
        note: "Autos sobre la banqueta: hay que bajar al arroyo.",
        proposal: "banqueta reglamento",
    },
    Place {
        kind: "puente",
        lively: 0,
        light: 1,
        note: "Bajo el puente nadie ve ni oye.",
        proposal: "nueva_luz vigilar",
    },
    Place {
        kind: "escuela",
        lively: 2,
        light: 1,
        note: "A la salida de la tarde ya no hay nadie.",
        proposal: "reparar_luz activar",
    },
    Place {
        kind: "mercado",
        lively: 3,
        light: 2,
        note: "Las vendedoras cuidan; aquí nos conocen.",
        proposal: "",
    },
];

/// Findings: type, note, pole number, urgency.
const FINDINGS: [(&str, &str, &str, &str); 5] = [
    (
        "lampara",
        "Lámpara apagada desde hace semanas, dicen las vecinas.",
        "GDL-118",
        "2",
    ),
    ("hoyo", "Registro sin tapa en plena banqueta.", "", "1"),
    ("basura", "Bolsas y escombro tapan el paso.", "", "3"),
    (
        "cable",
        "Cable colgando a la altura de la cabeza.",
        "CFE-0452",
        "1",
    ),
    ("maleza", "Las ramas tapan la lámpara.", "", "3"),
];

const PRIORITIES: [(&str, &str, &str, &str); 5] = [
    (
        "Lámparas apagadas en tres cuadras seguidas",
        "reparar_luz",
        "alumbrado",
        "corto",
    ),
    (
        "Baldío abierto junto a la banqueta",
        "cerrar",
        "inspeccion",
        "medio",
    ),
    ("Parada sin luz ni banca", "parada", "transporte", "medio"),
    (
        "Banquetas ocupadas por autos",
        "reglamento",
        "movilidad",
        "corto",
    ),
    (
        "Cruce sin tiempo para personas mayores",
        "cruce",
        "movilidad",
        "largo",
    ),
];

/// Collects answers in order.
struct Teller {
    deeds: Vec<Deed>,
}

impl Teller {
    fn say(&mut self, name: &str, value: impl ToString) {
        self.deeds
            .push(Deed::Answer(format!("/data/{name}"), value.to_string()));
    }
}

/// What is answered at a visit. `now` is the walk's own time.
#[must_use]
pub fn deeds(plan: &Plan, visit: &Visit, code: &str, now: &ZonedDateTime) -> Vec<Deed> {
    let mut teller = Teller { deeds: Vec::new() };
    match visit.kind {
        Kind::Registration => registration(plan, now, &mut teller),
        Kind::Stop(number) => stop(plan, visit, number, code, &mut teller),
        Kind::Finding(number) => finding(plan, visit, number, code, &mut teller),
        Kind::Debrief => debrief(plan, code, now, &mut teller),
    }
    teller.deeds
}

/// Local time as XForms writes it.
fn date_time(at: &ZonedDateTime, minutes: i64) -> String {
    let seconds = at.offset().seconds();
    let local_ms = at.timestamp().as_millisecond() + minutes * 60_000 + i64::from(seconds) * 1_000;
    let local = jiff::Timestamp::from_millisecond(local_ms).unwrap_or_default();
    let text = format!("{local:.3}");
    let sign = if seconds < 0 { '-' } else { '+' };
    let quarter = seconds.abs() / 60;
    format!(
        "{}{sign}{:02}:{:02}",
        text.trim_end_matches('Z'),
        quarter / 60,
        quarter % 60
    )
}

/// The date so many days later.
fn date(at: &ZonedDateTime, days: i64) -> String {
    date_time(at, days * 24 * 60).chars().take(10).collect()
}

fn registration(plan: &Plan, now: &ZonedDateTime, t: &mut Teller) {
    let mut dice = Dice::new(plan.seed, 1);
    t.say("ciudad", CITY);
    t.say("colonia", &plan.route.colonia);
    t.say("tipo", "base");
    t.say("motivo", "luz acoso transporte");
    t.say("inicio_plan", date_time(now, 15));
    t.say("luz_plan", "mixto");
    t.say("minutos_plan", 90);
    t.say("paradas_plan", plan.stops);
    t.say("ruta", planned_line(plan));
    t.say("grupo/n_mujeres", 5 + dice.below(4));
    t.say("grupo/n_mayores", 1 + dice.below(2));
    t.say("grupo/n_ninas", dice.below(2));
    t.say("grupo/n_hombres", dice.below(2));
    t.say("grupo/n_discap", 1);
    t.say("autoridades", "alumbrado mujeres");
    t.say("policia_modo", "lejos");
    t.say(
        "seguridad",
        "reco salidas contacto telefonos clima apoyo palabra",
    );
    t.say("checkin_min", 20);
    t.say("consent", 1);
    t.say("consent_foto", 1);
    let girls = t.deeds.iter().any(|deed| {
        matches!(deed, Deed::Answer(path, value) if path.ends_with("n_ninas") && value != "0")
    });
    if girls {
        t.say("consent_menor", 1);
    }
    t.say("publicar", "agregado");
}

/// The planned line: a corner every two minutes.
fn planned_line(plan: &Plan) -> String {
    let corners = plan
        .route
        .fixes
        .iter()
        .step_by(12)
        .chain(plan.route.fixes.last());
    let mut line: Vec<String> = Vec::new();
    for fix in corners {
        let point = fix.point();
        let text = format!("{} {} 0 0", point.lat, point.lon);
        if line.last() != Some(&text) {
            line.push(text);
        }
    }
    line.join(";")
}

/// The position; where the signal is weak also the pin moved by hand.
fn position(plan: &Plan, visit: &Visit, t: &mut Teller, may_move: bool) {
    let Some(fix) = plan.fix(visit.fix) else {
        return;
    };
    let point = fix.point();
    t.say("pos", point);
    if may_move && point.accuracy_m > WEAK_M {
        t.say(
            "pos_fix",
            format!("{} {} {} 0", point.lat, point.lon, point.alt_m),
        );
    }
}

fn stop(plan: &Plan, visit: &Visit, number: u32, code: &str, t: &mut Teller) {
    let mut dice = Dice::new(plan.seed, 100 + u64::from(number));
    let turn = usize::try_from(plan.seed % 4).unwrap_or(0);
    let index = (usize::try_from(number).unwrap_or(1) - 1 + turn) % PLACES.len();
    let Some(place) = PLACES.get(index) else {
        return;
    };
    let night = number * 3 > plan.stops;
    // One more or less than the place is like: no two groups agree in everything.
    let mut near = |base: u32| (base + dice.below(3)).saturating_sub(1).min(3);
    t.say("walk_code", code);
    t.say("parada", number);
    position(plan, visit, t, true);
    t.say("lugar", place.kind);
    t.say("luz_ahora", if night { "noche" } else { "crepusculo" });
    t.say("p_senal", near(2));
    t.say("p_luz", place.light);
    let lamps = 2 + near(2);
    t.say("lamp_total", lamps);
    t.say("lamp_apagadas", (3 - place.light).min(lamps));
    t.say("p_apertura", near(place.light));
    if place.light < 2 {
        t.say("escondites", "esquina baldio");
    }
    for item in ["p_ojos", "p_gente", "p_genero"] {
        t.say(item, near(place.lively));
    }
    for item in ["p_vigila", "p_salida", "p_trans"] {
        t.say(item, near(1));
    }
    t.say("cobertura", if place.lively == 0 { "nula" } else { "poca" });
    let path = near(2);
    t.say("p_camino", path);
    t.say(
        "barreras",
        if path < 2 {
            "sin_rampa hoyo"
        } else {
            "ninguna"
        },
    );
    for item in ["p_cuidado", "p_comun"] {
        t.say(item, near(place.lively));
    }
    feeling(place, &mut dice, t);
    let dim = f64::from(place.light) / 3.0;
    t.deeds.push(Deed::Photo(
        "/data/foto".to_owned(),
        Scene {
            seed: plan.seed * 1_000 + u64::from(number),
            light: dim,
            dusk: !night,
        },
    ));
    t.say("foto_limpia", 1);
    if !place.proposal.is_empty() {
        t.say("propuesta", place.proposal);
        t.say("urgencia", if place.light == 0 { "1" } else { "3" });
    }
    t.say("nota", place.note);
}

fn feeling(place: &Place, dice: &mut Dice, t: &mut Teller) {
    let feels = (place.light + place.lively) / 2;
    let voices = 5 + dice.below(4);
    let avoid = if feels < 2 {
        voices - dice.below(3)
    } else {
        dice.below(2)
    };
    t.say("p_siente", feels);
    t.say("n_calif", voices);
    t.say("n_evita", avoid);
    if avoid > 0 || feels < 2 {
        t.say(
            "porque",
            if place.light < 2 {
                "luz solo"
            } else {
                "transito"
            },
        );
    }
    t.say(
        "presencia",
        dice.pick(&["ninguna", "miradas", "palabras"])
            .unwrap_or("ninguna"),
    );
}

fn finding(plan: &Plan, visit: &Visit, number: u32, code: &str, t: &mut Teller) {
    let turn = plan.seed + u64::from(number);
    let index = usize::try_from(turn % 5).unwrap_or(0);
    let Some((kind, note, pole, urgency)) = FINDINGS.get(index) else {
        return;
    };
    t.say("walk_code", code);
    t.say("ciudad", CITY);
    position(plan, visit, t, false);
    t.say("tipo", kind);
    t.deeds.push(Deed::Photo(
        "/data/foto".to_owned(),
        Scene {
            seed: plan.seed * 1_000 + 500 + u64::from(number),
            light: 0.3,
            dusk: false,
        },
    ));
    t.say("foto_limpia", 1);
    if !pole.is_empty() {
        t.say("poste", pole);
    }
    t.say("urgencia", urgency);
    t.say("nota", note);
}

fn debrief(plan: &Plan, code: &str, now: &ZonedDateTime, t: &mut Teller) {
    let mut dice = Dice::new(plan.seed, 900);
    t.say("walk_code", code);
    t.say("n_final", 8 + dice.below(4));
    t.say("ruta_completa", 1);
    t.say("incidente", 0);
    t.say("dia_noche", "mucho");
    t.say(
        "lugar_bueno",
        "El mercado: hay luz, gente y vendedoras que conocen a todas.",
    );
    for (index, (problem, action, department, term)) in PRIORITIES.iter().enumerate() {
        let row = match index {
            0 => "prioridad".to_owned(),
            _ => format!("prioridad[{}]", index + 1),
        };
        t.say(&format!("{row}/problema"), problem);
        t.say(
            &format!("{row}/paradas_ref"),
            format!("{},{}", 1 + index, 5 + index),
        );
        t.say(&format!("{row}/accion"), action);
        t.say(&format!("{row}/dep"), department);
        t.say(&format!("{row}/plazo"), term);
        t.say(
            &format!("{row}/votos"),
            9u32.saturating_sub(u32::try_from(index).unwrap_or(0)),
        );
    }
    t.say("recibe", "alumbrado movilidad mujeres");
    t.say("fecha_seguimiento", date(now, 180));
    t.say("retiros", 0);
    t.say("bienestar", 1);
}
