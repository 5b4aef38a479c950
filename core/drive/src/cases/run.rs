//! Running cases: each on a fresh session with its own clock and seed.

use std::sync::Arc;

use farola_form::{
    DeviceProperties, FormDef, FormError, InvalidKind, OpenAs, Session, SessionEnv, ValidationError,
};

use super::Suite;
use super::error::At;
use super::expect::{self, quoted};
use super::plan::{Act, Case, Finalize, Ref, Reopen, Setting, Step, Value};
use super::refs::absolute;
use super::report::{CaseReport, Failure};
use crate::clock::parse_clock;
use crate::entropy::Seeded;

/// The time of cases that name none: a test gives the same result whenever it runs.
const NOW: &str = "2026-01-15T10:00:00-06:00";
/// The seed of cases that name none.
const SEED: u64 = 1;

/// What holds for the cases that do not say it themselves.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Defaults {
    /// The time, as `2026-01-15T10:00:00-06:00` (which it is where none is given); its offset is
    /// local time.
    pub now: Option<String>,
    /// The seed of ids and random numbers; 1 where none is given.
    pub seed: Option<u64>,
    /// The language to start in; the form's default where none is given.
    pub language: Option<String>,
}

impl Suite {
    /// Runs every case on a session of its own.
    #[must_use]
    pub fn run(&self, form: &Arc<FormDef>, defaults: &Defaults) -> Vec<CaseReport> {
        let run = |case| Run::case(form, defaults, case);
        self.cases.iter().map(run).collect()
    }
}

/// A case on its way.
pub(super) struct Run<'a> {
    pub(super) def: &'a Arc<FormDef>,
    pub(super) session: Session,
    pub(super) failures: Vec<Failure>,
    setting: Setting,
    now: jiff::ZonedDateTime,
}

/// Why a step could not be carried out: the rest of the case would tell nothing.
pub(super) struct Stopped(Failure);

impl Stopped {
    pub(super) fn at(at: At, what: impl Into<String>, why: impl Into<String>) -> Self {
        Self(Failure {
            line: at.line,
            column: at.column,
            what: what.into(),
            expected: None,
            got: why.into(),
        })
    }
}

impl<'a> Run<'a> {
    fn case(def: &'a Arc<FormDef>, defaults: &Defaults, case: &Case) -> CaseReport {
        let failures = match Self::start(def, defaults, case) {
            Err(Stopped(failure)) => vec![failure],
            Ok(mut run) => {
                for step in &case.steps {
                    if let Err(Stopped(failure)) = run.step(step) {
                        run.failures.push(failure);
                        break;
                    }
                }
                run.failures
            }
        };
        CaseReport {
            name: case.name.clone(),
            at: case.at,
            failures,
        }
    }

    fn start(def: &'a Arc<FormDef>, defaults: &Defaults, case: &Case) -> Result<Self, Stopped> {
        let mut setting = case.setting.clone();
        let seed = setting.seed.or(defaults.seed).unwrap_or(SEED);
        setting.seed = Some(seed);
        let given = |text: &str| Value {
            at: case.at,
            text: text.to_owned(),
            plain: false,
        };
        if setting.language.is_none() {
            setting.language = defaults.language.as_deref().map(given);
        }
        let clock = setting
            .now
            .clone()
            .unwrap_or_else(|| given(defaults.now.as_deref().unwrap_or(NOW)));
        let now = parse_clock(&clock.text).map_err(|why| Stopped::at(clock.at, "now", why))?;
        let session = Session::new(Arc::clone(def), env(&setting, &now, seed));
        let mut run = Self {
            def,
            session,
            failures: Vec::new(),
            setting,
            now,
        };
        if let Some(language) = run.setting.language.clone() {
            run.language(&language)?;
        }
        Ok(run)
    }

    fn step(&mut self, step: &Step) -> Result<(), Stopped> {
        let at = step.at;
        match &step.act {
            Act::Answer(to, value) => {
                let path = self.path(to)?;
                let outcome = self.session.answer(&path, &value.text);
                outcome.map_err(|error| {
                    let why = format!("the answer {} was refused: {error}", quoted(&value.text));
                    Stopped::at(to.at, format!("{path} answer"), why)
                })?;
            }
            Act::Refused(to, value, word) => self.refused(to, value, word.as_ref())?,
            Act::Add(to) => {
                let path = self.path(to)?;
                let added = self.session.add_repeat(&path);
                added.map_err(|error| could_not(to.at, &path, "add", &error))?;
            }
            Act::Remove(to) => {
                let path = self.path(to)?;
                let removed = self.session.remove_repeat(&path);
                removed.map_err(|error| could_not(to.at, &path, "remove", &error))?;
            }
            Act::Language(name) => self.language(name)?,
            Act::Now(time) => {
                let now = parse_clock(&time.text);
                self.now = now.map_err(|why| Stopped::at(time.at, "now", why))?;
                self.session.set_now(self.now.clone());
                self.session.refresh();
            }
            Act::Goto(to) => {
                let path = self.path(to)?;
                let found = self.session.goto(&path);
                found.map_err(|error| could_not(to.at, &path, "goto", &error))?;
            }
            Act::Next => drop(self.session.next()),
            Act::Back => drop(self.session.back()),
            Act::Reopen(how) => self.reopen(at, *how)?,
            Act::Expect(to, checks) => {
                let path = self.path(to)?;
                for check in checks {
                    self.check(&path, check);
                }
            }
            Act::Screen(checks) => self.screen(checks)?,
            Act::Finalize(wanted) => self.finalize(at, wanted)?,
        }
        Ok(())
    }

    /// The absolute reference of what a case names.
    pub(super) fn path(&self, to: &Ref) -> Result<String, Stopped> {
        absolute(self.def, &to.text).map_err(|why| Stopped::at(to.at, to.text.as_str(), why))
    }

    fn language(&mut self, name: &Value) -> Result<(), Stopped> {
        let changed = self.session.set_language(&name.text);
        changed.map(drop).map_err(|error| {
            let known = self.def.languages().join(", ");
            Stopped::at(name.at, "language", format!("{error}; it has: {known}"))
        })
    }

    fn refused(&mut self, to: &Ref, value: &Value, word: Option<&Value>) -> Result<(), Stopped> {
        let path = self.path(to)?;
        let what = format!("{path} answer");
        match (self.session.answer(&path, &value.text), word) {
            (Ok(_), _) => {
                let got = format!("{} was taken", quoted(&value.text));
                self.fail(to.at, what, "a refusal", got);
            }
            (Err(error), Some(word)) if error.word() != word.text => {
                self.fail(word.at, what, quoted(&word.text), quoted(error.word()));
            }
            (Err(_), _) => {}
        }
        Ok(())
    }

    fn reopen(&mut self, at: At, how: Reopen) -> Result<(), Stopped> {
        let (xml, sense) = match how {
            Reopen::Draft => (self.session.save(), OpenAs::Draft),
            Reopen::Edit => {
                let done = self.session.finalize().map_err(|errors| {
                    let why = format!("it cannot be finished: {}", listed(&errors));
                    Stopped::at(at, "reopen", why)
                })?;
                (done.xml, OpenAs::Edit)
            }
        };
        let language = self.session.language().to_owned();
        // Another seed: a correction gets another instanceID than the first version.
        let seed = self.setting.seed.unwrap_or(SEED).wrapping_add(1);
        self.setting.seed = Some(seed);
        let mut env = env(&self.setting, &self.now, seed);
        env.language = Some(language);
        let opened = Session::open(Arc::clone(self.def), env, &xml, sense);
        self.session = opened.map_err(|error| could_not(at, "the form", "reopen", &error))?;
        Ok(())
    }

    fn finalize(&mut self, at: At, wanted: &Finalize) -> Result<(), Stopped> {
        match self.session.finalize() {
            Ok(done) => {
                if !wanted.ok {
                    let got = "the form could be finished";
                    self.fail(at, "finalize".to_owned(), "broken rules", got.to_owned());
                    return Ok(());
                }
                let xml = String::from_utf8_lossy(&done.xml).into_owned();
                expect::submission(self, &xml, wanted);
                if let Some((at, files)) = &wanted.attachments {
                    let files: Vec<&str> = files.iter().map(|file| file.text.as_str()).collect();
                    if files != done.attachments {
                        let got = format!("{:?}", done.attachments);
                        self.fail(*at, "attachments".to_owned(), format!("{files:?}"), got);
                    }
                }
            }
            Err(errors) if wanted.ok => {
                let expected = "no broken rule";
                self.fail(at, "finalize".to_owned(), expected, listed(&errors));
            }
            Err(errors) => self.broken_rules(at, wanted, &errors)?,
        }
        Ok(())
    }

    fn broken_rules(
        &mut self,
        at: At,
        wanted: &Finalize,
        errors: &[ValidationError],
    ) -> Result<(), Stopped> {
        let mut found: Vec<&ValidationError> = errors.iter().collect();
        for (to, rule) in wanted.errors.iter().flatten() {
            let path = self.path(to)?;
            let index = found
                .iter()
                .position(|e| e.path == path && rule.is_none_or(|rule| rule == e.error));
            match index {
                Some(index) => drop(found.remove(index)),
                None => {
                    let rule = rule.map_or("a broken rule", InvalidKind::name);
                    self.fail(to.at, format!("{path} finalize"), rule, listed(errors));
                }
            }
        }
        if wanted.errors.is_some() {
            for error in found {
                let got = listed(std::slice::from_ref(error));
                self.fail(at, "finalize".to_owned(), "no other broken rule", got);
            }
        }
        Ok(())
    }

    pub(super) fn fail(&mut self, at: At, what: String, expected: impl Into<String>, got: String) {
        self.failures.push(Failure {
            line: at.line,
            column: at.column,
            what,
            expected: Some(expected.into()),
            got,
        });
    }
}

fn env(setting: &Setting, now: &jiff::ZonedDateTime, seed: u64) -> SessionEnv {
    let device = setting.device.clone();
    let properties = DeviceProperties {
        device_id: device.device_id,
        username: device.username,
        email: device.email,
        phone_number: device.phone_number,
        ..DeviceProperties::default()
    };
    SessionEnv {
        now: now.clone(),
        entropy: Box::new(Seeded(seed)),
        properties,
        language: setting.language.as_ref().map(|value| value.text.clone()),
        last_saved: None,
    }
}

fn could_not(at: At, path: &str, verb: &str, error: &FormError) -> Stopped {
    Stopped::at(at, format!("{path} {verb}"), error.to_string())
}

fn listed(errors: &[ValidationError]) -> String {
    let one = |error: &ValidationError| format!("{} ({})", error.path, error.error.name());
    errors.iter().map(one).collect::<Vec<_>>().join(", ")
}
