//! What a seed gives is a contract: demonstrations, figures and found faults name their seed.

#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;

use farola_model::Sha256;
use farola_sim::plan::Plan;
use farola_sim::story::{Deed, deeds};
use farola_sim::{route, street};
use jiff::ZonedDateTime;

/// Digests of the fixes, of the answers and of the first photo of a walk.
fn walk(name: &str, seed: u64) -> String {
    let now: ZonedDateTime = "2026-11-20T18:20:00-06:00[America/Mexico_City]"
        .parse()
        .unwrap();
    let plan = Plan {
        seed,
        stops: 10,
        started: now.timestamp().as_millisecond(),
        route: route::load(name, seed).unwrap(),
    };
    let (mut fixes, mut answers, mut photo) = (String::new(), String::new(), None);
    for fix in &plan.route.fixes {
        writeln!(fixes, "{} {}", fix.at_ms, fix.point()).unwrap();
    }
    for visit in plan.visits() {
        writeln!(answers, "{:?} {} {}", visit.kind, visit.at_ms, visit.fix).unwrap();
        for deed in deeds(&plan, &visit, "14039-20261120-a3f09c", &now) {
            if let Deed::Photo(_, scene) = &deed {
                photo = photo.or_else(|| street::photo(scene));
            }
            writeln!(answers, "{deed:?}").unwrap();
        }
    }
    let short = |bytes: &[u8]| Sha256::of(bytes).to_string().split_off(48);
    format!(
        "{name} {seed}: {} fixes {}, answers {}, photo {}",
        plan.route.fixes.len(),
        short(fixes.as_bytes()),
        short(answers.as_bytes()),
        short(&photo.unwrap())
    )
}

#[test]
fn the_same_seed_gives_the_same_walk_on_every_machine() {
    let walks = [
        ("andador", 1),
        ("mercado", 2),
        ("parque", 3),
        ("andador", 3),
    ];
    let lines: Vec<String> = walks.iter().map(|(name, seed)| walk(name, *seed)).collect();
    insta::assert_snapshot!(lines.join("\n"), @"
    andador 1: 174 fixes 0ea469a979785393, answers a677b7e141187d0d, photo c62ee5cd16644af6
    mercado 2: 183 fixes 4a52d92c720abf89, answers d95b9667441fcd07, photo 00e8d942ea9e4dd1
    parque 3: 191 fixes fe7f794834eabe3b, answers 7245ff6a063c0029, photo 4ff0adfdc2874c85
    andador 3: 174 fixes 93098eeaaab7387c, answers 8f58b1efcffbc42d, photo 4ff0adfdc2874c85
    ");
}
