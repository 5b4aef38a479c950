//! What must hold on any form after any history: incremental equals recomputed, the journal's
//! replay equals the state, and saved, reopened and finalized equals finalized.

use std::sync::Arc;
use std::time::{Duration, Instant};

use farola_drive::Seeded;
use farola_form::{
    DeviceProperties, FormDef, NoMedia, OpenAs, QuestionKind, Session, SessionEnv, Severity,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::generate::{Range, Tape, form, tapes};
use crate::walker::answers::answer;
use crate::walker::chance::Chance;
use crate::walker::facts::Facts;

/// Every run of the tests pays for it; more with `PROPTEST_SECONDS`.
const SECONDS: u64 = 12;

fn env() -> SessionEnv {
    SessionEnv {
        now: "2026-11-23T20:00:00-06:00[-06:00]".parse().expect("a time"),
        entropy: Box::new(Seeded(1)),
        properties: DeviceProperties::default(),
        language: None,
        last_saved: None,
    }
}

/// One thing a person does; refusals are part of any history.
fn step(session: &mut Session, facts: &Facts, chance: &mut Chance) {
    let questions = session.questions();
    if questions.is_empty() {
        return;
    }
    let chosen = chance.of(&questions);
    match chosen.kind {
        QuestionKind::Question => {
            let told = serde_json::to_value(chosen).expect("a question");
            drop(session.answer(&chosen.path, &answer(&told, facts, chance)));
        }
        QuestionKind::Prompt => drop(session.add_repeat(&chosen.path)),
        QuestionKind::Repeat if chance.one_in(2) => drop(session.remove_repeat(&chosen.path)),
        _ if chance.one_in(3) => {
            let languages = session.def().languages().to_vec();
            if let Some(language) = languages.get(chance.below(2)) {
                drop(session.set_language(language));
            }
        }
        _ => {}
    }
}

fn check(tape: &Tape, seed: u64, steps: usize) -> Result<(), TestCaseError> {
    let xml = form(tape.clone(), Range::Whole);
    let (def, diagnostics) = FormDef::parse(xml.as_bytes(), &NoMedia);
    let errors: Vec<_> = diagnostics
        .iter()
        .filter(|d| d.severity == Severity::Error)
        .collect();
    prop_assert!(errors.is_empty(), "{errors:?}\n{xml}");
    let Some(def) = def.map(Arc::new) else {
        return Err(TestCaseError::fail(format!("it does not load\n{xml}")));
    };
    let facts = Facts::of(&xml);
    let mut chance = Chance::new(seed);
    let mut s = Session::new(Arc::clone(&def), env());
    let baseline = s.snapshot();
    s.take_deltas();
    for _ in 0..steps {
        step(&mut s, &facts, &mut chance);
    }
    let again = Session::open(Arc::clone(&def), env(), &s.save(), OpenAs::Draft);
    let mut again = again.map_err(|e| TestCaseError::fail(e.to_string()))?;
    drop(again.set_language(s.language()));
    prop_assert_eq!(again.dump(), s.dump(), "recomputed (left)\n{}", xml);
    prop_assert_eq!(
        again.questions(),
        s.questions(),
        "recomputed (left)\n{}",
        xml
    );
    prop_assert_eq!(again.validate(), s.validate(), "recomputed (left)\n{}", xml);
    let deltas = s.take_deltas();
    let replayed = Session::replay(Arc::clone(&def), env(), &baseline, &deltas);
    let replayed = replayed.map_err(|e| TestCaseError::fail(e.to_string()))?;
    prop_assert_eq!(replayed.dump(), s.dump(), "replayed (left)\n{}", xml);
    let restored = Session::replay(def, env(), &s.snapshot(), &[]);
    let restored = restored.map_err(|e| TestCaseError::fail(e.to_string()))?;
    prop_assert_eq!(restored.dump(), s.dump(), "from a snapshot (left)\n{}", xml);
    prop_assert_eq!(
        again.finalize(),
        s.finalize(),
        "saved and reopened (left)\n{}",
        xml
    );
    Ok(())
}

#[test]
fn any_form_holds_after_any_history() {
    let seconds = std::env::var("PROPTEST_SECONDS").ok();
    let seconds = seconds.and_then(|n| n.parse().ok()).unwrap_or(SECONDS);
    let limit = Duration::from_secs(seconds);
    let start = Instant::now();
    let mut runner = TestRunner::new(Config {
        cases: u32::MAX / 2,
        failure_persistence: None,
        max_shrink_iters: 600,
        ..Config::default()
    });
    let mut cases = 0_u32;
    // A runner of one case at a time, so that the clock can end it.
    while start.elapsed() < limit {
        let counted = std::cell::Cell::new(0_u32);
        let one = Config {
            cases: 8,
            ..runner.config().clone()
        };
        let mut some = TestRunner::new_with_rng(one, runner.new_rng());
        let strategy = (tapes(), any::<u64>(), 1..40_usize);
        let outcome = some.run(&strategy, |(tape, seed, steps)| {
            counted.set(counted.get() + 1);
            check(&tape, seed, steps)
        });
        if let Err(why) = outcome {
            panic!("{why}");
        }
        cases += counted.get();
    }
    assert!(cases >= 16, "only {cases} forms in {seconds} s");
}
