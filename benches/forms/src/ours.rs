//! Farola's side: each case as the peers' programs do it, in a process of its own.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use farola_form::{DeviceProperties, Entropy, FormDef, FormMedia, OpenAs, Session, SessionEnv};

use crate::alloc::Counted;
use crate::clock::{Samples, check, print_one, process_cpu};
use crate::forms::{STATES, TOWNS};

struct Fixed;

impl Entropy for Fixed {
    fn fill(&mut self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

struct Folder<'a>(&'a Path);

impl FormMedia for Folder<'_> {
    fn get(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        std::fs::read(self.0.join(name)).ok().map(Cow::Owned)
    }
}

fn env() -> SessionEnv {
    SessionEnv {
        now: "2026-11-23T20:00:00-06:00[America/Mexico_City]"
            .parse()
            .unwrap(),
        entropy: Box::new(Fixed),
        properties: DeviceProperties::default(),
        language: None,
        last_saved: None,
    }
}

/// From the file to a definition: reading it is part of loading, as for the peers.
fn define(dir: &Path, file: &str) -> Arc<FormDef> {
    let xml = std::fs::read(dir.join(file)).unwrap();
    Arc::new(FormDef::parse(&xml, &Folder(dir)).0.unwrap())
}

fn load(dir: &Path, file: &str) -> Session {
    Session::new(define(dir, file), env())
}

/// An answer as a shell gives it, its delta taken.
fn answer(session: &mut Session, path: &str, value: &str) {
    session.answer(path, value).unwrap();
    session.take_deltas();
}

/// Runs one case: `cold:FORM`, `a:FORM`, `b:FORM:INSTANCES`, `n:FORM:WIDTH`,
/// `c:FORM`, `stop`.
pub(crate) fn run(dir: &Path, case: &str) {
    let parts: Vec<&str> = case.split(':').collect();
    match parts.as_slice() {
        ["cold", form] => cold(dir, form),
        ["stop"] => stop(dir),
        ["a", form] => chain(dir, form),
        ["b", form, n] => repeat(dir, form, n.parse().unwrap()),
        ["n", form, width] => nested(dir, form, width.parse().unwrap()),
        ["c", form] => cascade(dir, form),
        _ => panic!("no case {case}"),
    }
}

fn cold(dir: &Path, form: &str) {
    let mut session = load(dir, &format!("{form}.xml"));
    let first = session.screen();
    print_one(
        "cold",
        &format!("process_to_first_question_{form}"),
        process_cpu(),
    );
    check("cold", "first", &first.path);
    session.next();
}

/// First and later loads.
fn loads(case: &str, dir: &Path, file: &str, warm: usize, count: usize) -> Session {
    let mut first = Samples::default();
    drop(first.take(|| load(dir, file)));
    first.print(case, "load_first");
    for _ in 0..warm {
        drop(load(dir, file));
    }
    let mut times = Samples::default();
    for _ in 0..count {
        drop(times.take(|| load(dir, file)));
    }
    times.print(case, "load_warm");
    memory(case, dir, file)
}

/// What the definition holds, and what a session holds over it.
fn memory(case: &str, dir: &Path, file: &str) -> Session {
    let counted = Counted::start();
    let def = define(dir, file);
    print_one(case, "MiB_definition", counted.held() / 1_048_576.0);
    let counted = Counted::start();
    let session = Session::new(def, env());
    print_one(case, "MiB_session", counted.held() / 1_048_576.0);
    session
}

fn serialise(case: &str, session: &Session, count: usize) {
    let mut times = Samples::default();
    let mut size = 0;
    for _ in 0..count {
        size = times.take(|| session.save()).len();
    }
    times.print(case, "serialise_warm");
    check(case, "bytes saved", &size.to_string());
}

fn stop(dir: &Path) {
    let mut session = loads("stop", dir, "cs_punto.xml", 30, 60);
    let questions = session.questions();
    let mut times = Samples::default();
    for _ in 0..200 {
        times.take(|| session.screen());
    }
    times.print("stop", "screen");
    let mut times = Samples::default();
    for _ in 0..200 {
        times.take(|| session.questions());
    }
    times.print("stop", "all_questions");
    for _ in 0..questions.len() {
        session.next();
    }
}

fn chain(dir: &Path, form: &str) {
    let mut session = loads(form, dir, &format!("{form}.xml"), 20, 40);
    let inputs = if form == "a500" { 300 } else { 3000 };
    let path = |i: usize| format!("/data/n{i}");
    let mut slowest = Samples::default();
    for i in 1..=inputs {
        slowest.take(|| answer(&mut session, &path(i), &i.to_string()));
    }
    slowest.print(form, "answer_all_first_time");
    let counted = Counted::start();
    for (name, number) in [
        ("n3", 3),
        ("n_half", inputs / 2),
        ("n_last", inputs),
        ("n1", 1),
    ] {
        let path = path(number);
        let values: Vec<String> = (0..49).map(|v| (51 + v).to_string()).collect();
        for turn in 0..200 {
            answer(&mut session, &path, &values[turn % 49]);
        }
        let mut times = Samples::default();
        for turn in 0..300 {
            if number == 3 || number == inputs / 2 {
                times.take(|| answer(&mut session, &path, &values[turn % 49]));
            } else {
                times.take_many(49, |turn| answer(&mut session, &path, &values[turn]));
            }
        }
        times.print(form, &format!("answer_{name}"));
        let counted = Counted::start();
        for value in &values {
            answer(&mut session, &path, value);
        }
        print_one(form, &format!("allocations_{name}"), counted.count() / 49.0);
    }
    print_one(form, "MiB_held_by_answers", counted.held() / 1_048_576.0);
    let rounds: Vec<(String, String)> = (0..inputs * 3)
        .map(|i| (path(i % inputs + 1), (100 + i).to_string()))
        .collect();
    let mut times = Samples::default();
    for (path, value) in &rounds {
        times.take(|| answer(&mut session, path, value));
    }
    times.print(form, "answer_round_robin");
    let last = format!("/data/c{}", inputs / 3);
    check(
        form,
        "last of chain",
        session.value(&last).unwrap_or_default(),
    );
    validation(form, &mut session, &path(2));
    serialise(form, &session, 50);
}

/// All rules: once, again when nothing changed, and after each answer.
fn validation(case: &str, session: &mut Session, path: &str) {
    let mut times = Samples::default();
    let found = times.take(|| session.validate()).len();
    times.print(case, "validate_first");
    let mut times = Samples::default();
    for _ in 0..200 {
        times.take_many(20, |_| assert_eq!(session.validate().len(), found));
    }
    times.print(case, "validate_all");
    let mut times = Samples::default();
    for turn in 0..300 {
        let value = (turn % 90).to_string();
        times.take(|| {
            answer(session, path, &value);
            session.validate().len()
        });
    }
    times.print(case, "answer_and_validate");
}

fn repeat(dir: &Path, form: &str, n: usize) {
    let mut session = load(dir, &format!("{form}.xml"));
    let case = format!("{form}_{n}");
    let age = |k: usize| format!("/data/person[{k}]/age");
    let paths: Vec<(String, String)> = (1..=n)
        .map(|k| (age(k), ((k - 1) % 90).to_string()))
        .collect();
    let (mut adds, mut answers, mut whole) =
        (Samples::default(), Samples::default(), Samples::default());
    let counted = Counted::start();
    whole.take(|| {
        for (path, value) in &paths {
            adds.take(|| session.add_repeat("/data/person").map(drop))
                .unwrap();
            answers
                .take(|| session.answer(path, value).map(drop))
                .unwrap();
            session.take_deltas();
        }
    });
    print_one(&case, "MiB_session", counted.held() / 1_048_576.0);
    whole.print(&case, "fill_whole");
    for (name, all) in [("add", &adds), ("answer", &answers)] {
        all.part(5..15).print(&case, &format!("{name}_at_10"));
        all.part(n - 20..n).print(&case, &format!("{name}_at_last"));
    }
    for (name, k) in [("first", 1), ("middle", n / 2 + 1), ("last", n)] {
        let path = age(k);
        let mut times = Samples::default();
        for turn in 0..100 {
            let value = ((turn + 31) % 90).to_string();
            times.take(|| answer(&mut session, &path, &value));
        }
        times.print(&case, &format!("answer_age_{name}"));
    }
    let totals: Vec<&str> = ["total", "n", "least", "greatest", "shares"]
        .iter()
        .filter_map(|name| session.value(&format!("/data/{name}")))
        .collect();
    check(&case, "totals", &totals.join(" "));
    if let Some(running) = session.value(&format!("/data/person[{n}]/running")) {
        check(&case, "running of the last", running);
    }
    serialise(&case, &session, 20);
    let mut times = Samples::default();
    for _ in 0..5 {
        times
            .take(|| session.remove_repeat("/data/person[1]").map(drop))
            .unwrap();
    }
    times.print(&case, "delete_first");
    session.take_deltas();
    let saved = session.save();
    let mut times = Samples::default();
    for _ in 0..5 {
        let def = Arc::clone(session.def());
        drop(times.take(|| Session::open(def, env(), &saved, OpenAs::Draft).unwrap()));
    }
    times.print(&case, "reopen_draft");
}

/// Fills `width` instances a level, then answers at the bottom.
fn nested(dir: &Path, form: &str, width: usize) {
    let mut session = load(dir, &format!("{form}.xml"));
    let depth: usize = form.trim_start_matches("nested").parse().unwrap();
    let case = format!("{form}_{width}");
    let mut whole = Samples::default();
    let mut leaves: Vec<String> = Vec::new();
    whole.take(|| {
        let mut level = vec!["/data".to_owned()];
        for l in 1..=depth {
            let mut next = Vec::new();
            for around in &level {
                for k in 1..=width {
                    session.add_repeat(&format!("{around}/r{l}")).unwrap();
                    next.push(format!("{around}/r{l}[{k}]"));
                }
            }
            level = next;
        }
        for (i, leaf) in level.iter().enumerate() {
            leaves.push(format!("{leaf}/v"));
            answer(&mut session, &leaves[i], &(i % 90).to_string());
        }
    });
    whole.print(&case, "fill_whole");
    let mut times = Samples::default();
    for turn in 0..300 {
        let leaf = &leaves[turn * 7 % leaves.len()];
        let value = (turn % 90 + 1).to_string();
        times.take(|| answer(&mut session, leaf, &value));
    }
    times.print(&case, "answer_at_bottom");
    check(&case, "sum", session.value("/data/s1").unwrap_or_default());
    check(&case, "leaves", &leaves.len().to_string());
}

/// The number of choices that a question offers, as a shell gets them.
fn choices(session: &mut Session, path: &str) -> usize {
    let screen = session.goto(path).unwrap();
    screen.questions.first().map_or(0, |q| q.choices.len())
}

fn cascade(dir: &Path, form: &str) {
    let mut session = loads(form, dir, &format!("{form}.xml"), 3, 8);
    let held = Counted::start();
    let mut first = Samples::default();
    answer(&mut session, "/data/state", "s01");
    answer(&mut session, "/data/mun", "m0001");
    let offered = first.take(|| choices(&mut session, "/data/place"));
    first.print(form, "filter_places_first");
    check(form, "choices", &offered.to_string());
    let names = [
        "answer_state_and_list",
        "answer_mun_and_both_lists",
        "answer_place",
        "list_again_two_terms",
        "list_again_one_term",
    ];
    let mut times = vec![Samples::default(); names.len()];
    for i in 0..150 {
        let town = i % STATES + STATES * (i % 70);
        let (state, mun, place) = (
            format!("s{:02}", i % STATES),
            format!("m{town:04}"),
            format!("p{:05}", town + TOWNS * (i % 20)),
        );
        times[0].take(|| {
            answer(&mut session, "/data/state", &state);
            choices(&mut session, "/data/mun")
        });
        let (two, one) = times[1].take(|| {
            answer(&mut session, "/data/mun", &mun);
            (
                choices(&mut session, "/data/place"),
                choices(&mut session, "/data/place_eq"),
            )
        });
        assert_eq!((two, one), (20, 20), "{town}");
        times[2].take(|| answer(&mut session, "/data/place", &place));
        times[3].take(|| choices(&mut session, "/data/place"));
        times[4].take(|| choices(&mut session, "/data/place_eq"));
    }
    for (name, times) in names.iter().zip(&times) {
        times.print(form, name);
    }
    check(
        form,
        "chosen",
        session.value("/data/chosen").unwrap_or_default(),
    );
    print_one(form, "MiB_more_after_use", held.held() / 1_048_576.0);
}
