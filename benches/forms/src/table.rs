//! The lines of all engines as one table with ratios.

use std::collections::BTreeMap;

use serde_json::Value;

const ENGINES: [&str; 3] = ["farola", "javarosa", "web-forms"];

/// Figures of one measurement by engine: processor and wall, milliseconds (or MiB, or a count).
type Row = BTreeMap<String, Vec<(f64, f64)>>;

/// Prints the table: medians, of several processes the median of them.
pub(crate) fn print(lines: &[Value]) {
    let mut order: Vec<(String, String)> = Vec::new();
    let mut rows: BTreeMap<(String, String), Row> = BTreeMap::new();
    for line in lines {
        let text = |name: &str| line.get(name).and_then(Value::as_str).unwrap_or_default();
        if line.get("what").is_none() {
            continue;
        }
        let key = (text("case").to_owned(), text("what").to_owned());
        if !order.contains(&key) {
            order.push(key.clone());
        }
        // What is done over all questions is compared as a whole.
        let total = text("what") == "answer_round_robin";
        let number = |name: &str| line.get(name).and_then(Value::as_f64).unwrap_or(f64::NAN);
        let (cpu, wall) = if total {
            (
                number("cpu_total_ms") / number("n"),
                number("wall_total_ms") / number("n"),
            )
        } else {
            (number("cpu_ms"), number("wall_ms"))
        };
        let row = rows.entry(key).or_default();
        row.entry(text("engine").to_owned())
            .or_default()
            .push((cpu, wall));
    }
    println!(
        "\n{:<17}{:<36}{:>11}{:>11}{:>11}{:>9}{:>11}{:>9}",
        "case",
        "what (ms of CPU, median)",
        "farola",
        "javarosa",
        "web-forms",
        "ratio",
        "wall",
        "ratio"
    );
    for key in order {
        let row = &rows[&key];
        let at = |engine: &str, wall: bool| {
            let list = row.get(engine)?;
            let mut list: Vec<f64> = list
                .iter()
                .map(|(c, w)| if wall { *w } else { *c })
                .collect();
            list.sort_by(f64::total_cmp);
            list.get(list.len() / 2).copied()
        };
        let ratio = |wall: bool| {
            let ours = at(ENGINES[0], wall)?;
            let best = ENGINES[1..]
                .iter()
                .filter_map(|engine| at(engine, wall))
                .reduce(f64::min)?;
            Some(best / ours)
        };
        let show = |value: Option<f64>| value.map_or("-".to_owned(), number);
        let times = |value: Option<f64>| value.map_or("-".to_owned(), |v| format!("{v:.1}x"));
        println!(
            "{:<17}{:<36}{:>11}{:>11}{:>11}{:>9}{:>11}{:>9}",
            key.0,
            key.1,
            show(at(ENGINES[0], false)),
            show(at(ENGINES[1], false)),
            show(at(ENGINES[2], false)),
            times(ratio(false)),
            show(at(ENGINES[0], true)),
            times(ratio(true)),
        );
    }
    println!();
    for line in lines.iter().filter(|line| line.get("check").is_some()) {
        println!("{line}");
    }
}

/// Four digits that matter.
fn number(value: f64) -> String {
    match value.abs() {
        v if v >= 1000.0 => format!("{value:.0}"),
        v if v >= 10.0 => format!("{value:.1}"),
        v if v >= 0.1 => format!("{value:.3}"),
        _ => format!("{value:.5}"),
    }
}
