//! What a fix costs at the start of a walk and after ninety minutes.
//!
//! `cargo run --release -p farola-engine --example walk_cost -- FOLDER` in an empty folder; it
//! needs the kit beside the crate.

#![allow(clippy::disallowed_methods)] // it runs on a PC, never on a phone, and measures real time
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::indexing_slicing
)]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use farola_engine::env::files::SystemFiles;
use farola_engine::env::{SetClock, SystemEntropy};
use farola_engine::form::MediaMap;
use farola_engine::store::Key;
use farola_engine::transport::NoNetwork;
use farola_engine::{Engine, EngineConfig, Env, WalkFix};
use farola_model::{GeoPoint, Timestamp};

/// 21 December 2026, 17:45 in Guadalajara.
const EVENING: i64 = 1_797_896_700_000;
/// A fix a second for ninety minutes.
const FIXES: usize = 5_400;
/// Fixes whose median is shown.
const AROUND: usize = 20;

const REGISTRATION: [(&str, &str); 19] = [
    ("ciudad", "14039"),
    ("colonia", "Analco"),
    ("tipo", "base"),
    ("motivo", "luz"),
    ("inicio_plan", "2026-12-21T18:00:00.000-06:00"),
    ("luz_plan", "mixto"),
    ("minutos_plan", "90"),
    ("paradas_plan", "10"),
    ("ruta", "20.6767 -103.347 0 0;20.6857 -103.347 0 0"),
    ("grupo/n_mujeres", "6"),
    ("grupo/n_mayores", "1"),
    ("grupo/n_ninas", "0"),
    ("grupo/n_hombres", "0"),
    ("policia_modo", "lejos"),
    ("seguridad", "reco salidas contacto telefonos clima apoyo"),
    ("checkin_min", "20"),
    ("consent", "1"),
    ("consent_foto", "1"),
    ("publicar", "agregado"),
];

fn open(dir: &std::path::Path, clock: &Arc<SetClock>) -> Engine {
    Engine::open(EngineConfig {
        dir: dir.to_owned(),
        key: Arc::new(|| Ok(Key::new([7; 32]))),
        env: Env {
            clock: Arc::clone(clock) as Arc<_>,
            entropy: Arc::new(SystemEntropy),
            transport: Arc::new(NoNetwork),
            files: Arc::new(SystemFiles),
        },
    })
    .unwrap()
}

/// Through a grid of blocks of 80 m at 0.8 m/s, with five metres of wandering.
fn fix(second: usize) -> WalkFix {
    let metres = second as f64 * 0.8;
    let (leg, rest) = ((metres / 80.0).floor(), metres % 80.0);
    let (mut north, mut east) = ((leg / 2.0).ceil() * 80.0, (leg / 2.0).floor() * 80.0);
    if leg % 2.0 == 0.0 {
        north += rest;
    } else {
        east += rest;
    }
    let turn = second as f64 * 2.4;
    WalkFix {
        at: Timestamp(EVENING + second as i64 * 1_000),
        point: GeoPoint {
            lat: 20.6767 + (north + 2.5 * turn.sin()) / 111_195.0,
            lon: -103.347 + (east + 2.5 * turn.cos()) / 104_030.0,
            alt_m: 1_550.0,
            accuracy_m: 8.0,
        },
        speed_mps: Some(0.8),
        bearing_deg: None,
    }
}

fn median(times: &[Duration]) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted[sorted.len() / 2]
}

fn main() {
    let dir = PathBuf::from(std::env::args().nth(1).unwrap());
    let zone = jiff::tz::TimeZone::get("America/Mexico_City").unwrap();
    let clock = Arc::new(SetClock::new(Timestamp(EVENING), zone));
    let engine = open(&dir, &clock);
    let kit = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../kit/cs_recorrido.xml");
    let xml = std::fs::read(kit).unwrap();
    engine.add_form(&xml, &MediaMap::new()).unwrap();
    let mut filling = engine.new_walk(None).unwrap();
    for (name, value) in REGISTRATION {
        filling.answer(&format!("/data/{name}"), value).unwrap();
    }
    filling.finalize().unwrap();
    engine.start_walk(Some(90)).unwrap();

    let mut times = Vec::new();
    for second in 1..=FIXES {
        let fix = fix(second);
        clock.set(fix.at);
        let begun = Instant::now();
        engine.add_fix(&fix).unwrap();
        times.push(begun.elapsed());
    }
    for at in [10, 100, 1_000, FIXES - AROUND / 2] {
        let around = &times[at - AROUND / 2..at + AROUND / 2];
        println!("fix {at}: median {:?} of {AROUND}", median(around));
    }
    println!("worst of all: {:?}", times.iter().max().unwrap());
    let walk = engine.walk().unwrap().unwrap();
    println!(
        "{} kept, {} m, line of {} points",
        walk.fixes_kept,
        walk.distance_m,
        walk.line.len()
    );
    drop(engine);
    let begun = Instant::now();
    let engine = open(&dir, &clock);
    let opened = begun.elapsed();
    engine.walk().unwrap();
    println!(
        "after a kill: opened in {opened:?}, the walk there in {:?}",
        begun.elapsed()
    );
}
