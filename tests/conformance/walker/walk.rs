//! One walk over one form: steps, and after each the comparison of all states.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::answers::answer;
use super::chance::Chance;
use super::compare::{After, Comparison, Difference};
use super::facts::{Facts, generic, unprefixed};
use super::faults;
use super::ours::{Form, Ours};
use super::peer::{Name, Peer};
use super::submission;
use super::values::same;

/// A difference, and how far the walk had come.
pub(crate) struct Finding {
    pub(crate) difference: Difference,
    pub(crate) steps: Vec<Value>,
}

/// What walks found and did.
#[derive(Default)]
pub(crate) struct Report {
    pub(crate) findings: Vec<Finding>,
    pub(crate) known: BTreeMap<&'static str, usize>,
    pub(crate) steps: usize,
    pub(crate) states: usize,
    pub(crate) submissions: usize,
    /// Who did not load the form, and what it said.
    pub(crate) refused: Vec<(&'static str, String)>,
}

/// One walk.
pub(crate) struct Walk<'a> {
    form: &'a Form,
    facts: &'a Facts,
    ours: Ours,
    peers: Vec<&'a mut Peer>,
    history: Vec<Value>,
    /// What is drawn or read from the clock, and what hangs from it.
    drawn: BTreeSet<String>,
    /// What a difference that is known or told by now can reach.
    tainted: BTreeSet<(Name, String)>,
    /// All values that each node had so far, in any instance.
    past: BTreeMap<String, BTreeSet<String>>,
    pub(crate) report: Report,
}

fn absent(peer: Name, ours: &str, hello: &Value) -> Difference {
    let told = &hello["diagnostics"][0]["message"];
    Difference {
        peer,
        what: "load",
        reference: "/".to_owned(),
        ours: ours.to_owned(),
        theirs: told.as_str().unwrap_or("loads").to_owned(),
        after: After::default(),
    }
}

impl<'a> Walk<'a> {
    /// Opens the form everywhere; peers that do not load it take no part.
    pub(crate) fn open(
        form: &'a Form,
        facts: &'a Facts,
        peers: &'a mut [Peer],
    ) -> (Option<Self>, Report) {
        let mut report = Report::default();
        let mut able = Vec::new();
        for peer in peers {
            let hello = peer.open(&form.path);
            let loads = hello["loaded"] == true;
            if !loads {
                let told = &hello["diagnostics"][0]["message"];
                let told = told.as_str().unwrap_or_default().to_owned();
                report.refused.push((peer.name.word(), told));
            }
            if loads && form.loads() {
                able.push(peer);
            } else if loads != form.loads() {
                let difference = absent(peer.name, &form.said, &hello);
                match faults::known(&difference, facts) {
                    Some(name) => *report.known.entry(name).or_default() += 1,
                    None => report.findings.push(Finding {
                        difference,
                        steps: Vec::new(),
                    }),
                }
            }
        }
        if !form.loads() {
            report.refused.push(("farola", form.said.clone()));
        }
        let ours = (!able.is_empty()).then(|| Ours::open(form)).flatten();
        let Some(ours) = ours else {
            return (None, report);
        };
        let walk = Self {
            form,
            facts,
            ours,
            peers: able,
            history: Vec::new(),
            drawn: BTreeSet::new(),
            tainted: BTreeSet::new(),
            past: BTreeMap::new(),
            report,
        };
        (Some(walk), Report::default())
    }

    /// Walks this many steps, then finishes.
    pub(crate) fn run(mut self, steps: usize, chance: &mut Chance) -> Report {
        let mut questions = self.look();
        for _ in 0..steps {
            if self.ours.broken {
                break;
            }
            let Some(request) = self.choose(&questions, chance) else {
                continue;
            };
            self.step(&request);
            questions = self.look();
        }
        self.repair(&questions, chance);
        self.finish();
        self.report
    }

    fn choose(&mut self, questions: &Value, chance: &mut Chance) -> Option<Value> {
        let all: Vec<&Value> = questions.as_array().into_iter().flatten().collect();
        let languages = self.form.languages();
        if languages.len() > 1 && chance.one_in(25) {
            return Some(json!({"op": "language", "value": chance.of(&languages)}));
        }
        if all.is_empty() {
            return None;
        }
        let chosen = *chance.of(&all);
        if chance.one_in(15) {
            // Going somewhere must change nothing; the peers have no screens to compare.
            self.ours.ask(&json!({"op": "goto", "ref": chosen["ref"]}));
            self.ours.ask(&json!({"op": "next"}));
        }
        match chosen["kind"].as_str() {
            _ if chosen["relevant"] == false => None,
            Some("prompt") => Some(json!({"op": "add", "ref": chosen["ref"]})),
            Some("repeat") if chance.one_in(3) => {
                Some(json!({"op": "remove", "ref": chosen["ref"]}))
            }
            Some("question") if chosen["readonly"] != true => {
                let value = answer(chosen, self.facts, chance);
                Some(json!({"op": "answer", "ref": chosen["ref"], "value": value}))
            }
            _ => None,
        }
    }

    /// Sends a step everywhere and compares what came back.
    pub(crate) fn step(&mut self, request: &Value) {
        let mine = self.ours.ask(request);
        if self.ours.broken {
            self.history.push(request.clone());
            return self.panicked();
        }
        // Which instances the form fixes, the peers leave to their hosts.
        if request["op"] == "remove" && mine["ok"] != true {
            return;
        }
        self.history.push(request.clone());
        self.report.steps += 1;
        let mut differences = Vec::new();
        for peer in &mut self.peers {
            // A browser's controls let nobody type what is not of their type.
            if peer.name == Name::WebForms && mine["error"] == "type" {
                continue;
            }
            let Some(theirs) = peer.ask(&as_stored(request)) else {
                differences.push(outcome(
                    peer.name,
                    request,
                    &mine,
                    &json!("no answer in time"),
                ));
                continue;
            };
            if mine["ok"] != theirs["ok"] || mine["valid"] != theirs["valid"] {
                differences.push(outcome(peer.name, request, &mine, &theirs));
            }
        }
        self.judge(differences);
    }

    fn panicked(&mut self) {
        let difference = Difference {
            peer: Name::JavaRosa,
            what: "panic",
            reference: "/".to_owned(),
            ours: "panic".to_owned(),
            theirs: String::new(),
            after: After::default(),
        };
        self.report.findings.push(Finding {
            difference,
            steps: self.history.clone(),
        });
    }

    /// Compares all states; gives our questions.
    pub(crate) fn look(&mut self) -> Value {
        let (ours, other) = self.ours.states();
        for difference in Comparison::of(Name::JavaRosa, &ours, &other) {
            self.draw(&difference.reference);
        }
        let mut differences = Vec::new();
        let mut gone = Vec::new();
        for peer in &mut self.peers {
            match peer.ask(&json!({"op": "state"})) {
                Some(theirs) => {
                    self.report.states += 1;
                    differences.extend(Comparison::of(peer.name, &ours, &theirs));
                }
                None => gone.push(peer.name),
            }
        }
        for peer in gone {
            differences.push(outcome(
                peer,
                &json!({"ref": "/"}),
                &json!("a state"),
                &json!("none in time"),
            ));
            self.peers.retain(|p| p.name != peer);
        }
        self.judge(differences);
        self.remember(&ours);
        ours["questions"].clone()
    }

    fn remember(&mut self, ours: &Value) {
        for node in ours["nodes"].as_array().into_iter().flatten() {
            let told = [("ref", "value"), ("ref", "relevant"), ("ref", "required")];
            for (name, key) in told {
                if let (Some(reference), false) = (node[name].as_str(), node[key].is_null()) {
                    let value = node[key].as_str().map(str::to_owned);
                    let value = value.unwrap_or_else(|| node[key].to_string());
                    self.past
                        .entry(unprefixed(&generic(reference)))
                        .or_default()
                        .insert(value);
                }
            }
        }
    }

    fn after(&self, difference: &Difference) -> After {
        let did = |op: &str| self.history.iter().any(|step| step["op"] == op);
        let own = generic(&difference.reference);
        let counts = |step: &Value| self.facts.is_a_count(step["ref"].as_str().unwrap_or(""));
        let past = self.past.get(&own);
        let answers = || self.history.iter().filter(|step| step["op"] == "answer");
        let answered =
            |holds: fn(&str) -> bool| answers().any(|a| a["value"].as_str().is_some_and(holds));
        After {
            removal: did("remove") || self.history.iter().any(counts),
            language: did("language"),
            answer: self.history.iter().any(|step| {
                let asked = step["ref"].as_str().unwrap_or_default();
                step["op"] == "answer" && generic(asked) == own
            }),
            stale: difference.theirs.is_empty()
                || past.is_some_and(|past| past.iter().any(|old| same(old, &difference.theirs))),
            astral: answered(|text| text.chars().any(|c| c > '\u{ffff}')),
            exponent: answered(|text| text.contains('e') && text.parse::<f64>().is_ok()),
        }
    }

    fn draw(&mut self, reference: &str) {
        if !self.drawn.contains(&generic(reference)) {
            self.drawn.extend(self.facts.reached(reference));
        }
    }

    fn taint(&mut self, peer: Name, reference: &str) {
        let reached = self.facts.reached(reference);
        self.tainted
            .extend(reached.into_iter().map(|path| (peer, path)));
    }

    fn spoilt(&self, difference: &Difference) -> bool {
        let path = generic(&difference.reference);
        let node = path.split("/@").next().unwrap_or(&path).to_owned();
        let tainted = |path: &String| self.tainted.contains(&(difference.peer, path.clone()));
        [&path, &node]
            .into_iter()
            .any(|path| self.drawn.contains(path) || tainted(path))
    }

    /// Known, a consequence of something, or a finding.
    fn judge(&mut self, mut differences: Vec<Difference>) {
        differences.retain(|d| !self.spoilt(d));
        let after: Vec<After> = differences.iter().map(|d| self.after(d)).collect();
        for (difference, after) in differences.iter_mut().zip(after) {
            difference.after = after;
        }
        for difference in &differences {
            if let Some(name) = faults::known(difference, self.facts) {
                *self.report.known.entry(name).or_default() += 1;
                self.taint(difference.peer, &difference.reference);
            }
        }
        differences.retain(|d| !self.spoilt(d));
        while !differences.is_empty() {
            let root = root_of(&differences, self.facts);
            let difference = differences.remove(root);
            self.taint(difference.peer, &difference.reference);
            differences.retain(|d| !self.spoilt(d));
            self.report.findings.push(Finding {
                difference,
                steps: self.history.clone(),
            });
        }
    }

    /// Answers what keeps the form from being finished, as far as it can.
    fn repair(&mut self, questions: &Value, chance: &mut Chance) {
        let mut questions = questions.clone();
        for _ in 0..40 {
            let errors = self.ours.ask(&json!({"op": "validate"}));
            let wrong = errors["errors"].as_array().cloned().unwrap_or_default();
            if wrong.is_empty() || self.ours.broken {
                return;
            }
            let reference = chance.of(&wrong)["ref"].clone();
            let all = questions.as_array().into_iter().flatten();
            let Some(question) = all
                .into_iter()
                .find(|q| q["ref"] == reference && q["kind"] == "question")
            else {
                return;
            };
            let value = answer(question, self.facts, chance);
            self.step(&json!({"op": "answer", "ref": reference, "value": value}));
            questions = self.look();
        }
    }

    /// Compares the submissions, where all rules are met.
    pub(crate) fn finish(&mut self) {
        if self.ours.broken {
            return;
        }
        let (ours, other) = self.ours.finalize();
        let (Some(ours), Some(other)) = (ours["xml"].as_str(), other["xml"].as_str()) else {
            return;
        };
        for difference in submission::compare(Name::JavaRosa, ours, other) {
            self.draw(&difference.reference);
        }
        let mut differences = Vec::new();
        for peer in &mut self.peers {
            let theirs = peer.ask(&json!({"op": "finalize"})).unwrap_or_default();
            if let Some(theirs) = theirs["xml"].as_str() {
                self.report.submissions += 1;
                differences.extend(submission::compare(peer.name, ours, theirs));
            }
        }
        self.history.push(json!({"op": "finalize"}));
        self.judge(differences);
    }
}

/// What a peer is asked: a text of blanks alone is no answer here (docs/form-support.md), so the
/// peer is given the blank that it is to us. Else all that reads it would differ from then on.
fn as_stored(request: &Value) -> Value {
    let mut asked = request.clone();
    let given = request["value"].as_str().unwrap_or_default();
    if request["op"] == "answer" && given.trim().is_empty() {
        asked["value"] = Value::from("");
    }
    asked
}

fn outcome(peer: Name, request: &Value, mine: &Value, theirs: &Value) -> Difference {
    Difference {
        peer,
        what: "outcome",
        reference: request["ref"].as_str().unwrap_or("/").to_owned(),
        ours: format!("{mine} to {}", request["value"]),
        theirs: theirs.to_string(),
        after: After::default(),
    }
}

/// The difference that no other one explains; the first where all explain each other.
fn root_of(differences: &[Difference], facts: &Facts) -> usize {
    let paths: BTreeSet<String> = differences.iter().map(|d| generic(&d.reference)).collect();
    let reached: BTreeMap<&String, BTreeSet<String>> = paths
        .iter()
        .map(|path| (path, facts.reached(path)))
        .collect();
    let explained = |d: &Difference| {
        let own = generic(&d.reference);
        let mut others = reached.iter().filter(|(path, _)| **path != &own);
        others.any(|(path, reach)| {
            reach.contains(&own) && !reached.get(&own).is_some_and(|back| back.contains(*path))
        })
    };
    differences.iter().position(|d| !explained(d)).unwrap_or(0)
}
