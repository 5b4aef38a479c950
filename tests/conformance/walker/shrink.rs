//! The shortest script that still shows a difference, as a scenario of this suite.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::compare::Difference;
use super::facts::Facts;
use super::ours::Form;
use super::peer::Peer;
use super::walk::{Finding, Walk};

/// How long one difference may be shrunk.
const PATIENCE: Duration = Duration::from_secs(25);

/// Whether these steps lead to the same difference.
fn shows(
    form: &Form,
    facts: &Facts,
    peer: &mut Peer,
    steps: &[Value],
    wanted: &Difference,
) -> Option<Difference> {
    let (walk, report) = Walk::open(form, facts, std::slice::from_mut(peer));
    let found = |findings: &[Finding]| {
        findings
            .iter()
            .map(|finding| &finding.difference)
            .find(|d| d.signature() == wanted.signature())
            .cloned()
    };
    let Some(mut walk) = walk else {
        return found(&report.findings);
    };
    for step in steps {
        if step["op"] == "finalize" {
            walk.look();
            walk.finish();
        } else {
            walk.step(step);
        }
    }
    walk.look();
    found(&walk.report.findings)
}

/// Takes away steps, half of them at a time, then quarters, as long as the difference stays.
pub(crate) fn shrink(form: &Form, facts: &Facts, peer: &mut Peer, finding: &Finding) -> Finding {
    let start = Instant::now();
    let mut best = Finding {
        difference: finding.difference.clone(),
        steps: finding.steps.clone(),
    };
    let mut size = best.steps.len().div_ceil(2);
    while size > 0 {
        let mut at = 0;
        while at < best.steps.len() {
            if start.elapsed() > PATIENCE {
                return best;
            }
            let mut fewer = best.steps.clone();
            fewer.drain(at..(at + size).min(fewer.len()));
            match shows(form, facts, peer, &fewer, &finding.difference) {
                Some(difference) => {
                    best = Finding {
                        difference,
                        steps: fewer,
                    };
                }
                None => at += size,
            }
        }
        size = if size == 1 { 0 } else { size.div_ceil(2) };
    }
    best
}

/// The scenario: what the peer says is what is expected.
pub(crate) fn scenario(form: &Form, finding: &Finding) -> String {
    let Difference {
        peer,
        what,
        reference,
        theirs,
        ..
    } = &finding.difference;
    let about = format!(
        "{}: as {}",
        finding.difference.to_string().replace('"', "'"),
        peer.word()
    );
    let mut lines = vec![json!({"about": about, "form": form.path})];
    let mut steps = finding.steps.clone();
    let last = (*what == "outcome").then(|| steps.pop()).flatten();
    lines.extend(steps.iter().map(|step| json!({"send": step, "expect": {}})));
    let told = |text: &String| match text.as_str() {
        "true" => json!(true),
        "false" => json!(false),
        other => json!(other),
    };
    let node = |key: &str, value: Value| json!({reference.as_str(): {key: value}});
    let (op, expect) = match *what {
        "outcome" => {
            let expect = serde_json::from_str(theirs).unwrap_or(Value::Null);
            lines.push(json!({"send": last, "expect": expect}));
            return text(&lines);
        }
        "presence" => {
            let there = if theirs == "absent" {
                Value::Null
            } else {
                json!({})
            };
            ("dump", json!({"nodes": {reference.as_str(): there}}))
        }
        "value" => ("dump", json!({"nodes": node(what, json!(theirs))})),
        "relevant" | "required" | "readonly" => {
            ("dump", json!({"nodes": node(what, told(theirs))}))
        }
        "label" | "hint" => ("questions", json!({"questions": node(what, json!(theirs))})),
        "error" | "message" => ("validate", json!({"errors": node(what, json!(theirs))})),
        "submission" => ("finalize", json!({"xml": {"$has": [theirs]}})),
        other => ("questions", json!({other: theirs})),
    };
    lines.push(json!({"send": {"op": op}, "expect": expect}));
    text(&lines)
}

fn text(lines: &[Value]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}
