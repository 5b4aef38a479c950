//! A whole safety walk without network, which a kill at any moment only interrupts.
//!
//! The plan (seed, route, start) is stored before anything is done, and everything follows from
//! it: where the group is at which minute, what it answers, what the photos show. Going on
//! reads the plan and passes over what is durable. The walk itself is the engine's, as a shell
//! drives it. Ids are random all the same.

use farola_engine::env::{Clock as _, SetClock};
use farola_engine::form::find_language;
use farola_engine::{Engine, Filling, Finalized, Phase, StopKind, WalkFix};
use farola_model::{InstanceId, Timestamp};
use farola_walk::kit::Form;

use crate::error::SimError;
use crate::plan::{Kind, Plan, Visit};
use crate::story::{self, Deed};
use crate::{route, street};

/// Time between two answers on the walk's own clock.
const ANSWER_MS: i64 = 4_000;

/// More than a walk of twenty stops has.
const MOST_FORMS: usize = 64;

const PLAN: &str = "walk.plan";

type Done = Result<(), SimError>;

/// What is to be walked.
#[derive(Debug, Clone)]
pub struct Order {
    /// Name of a route, or a file of fixes (see [`route::load`]).
    pub route: String,
    /// Decides what the group sees and answers.
    pub seed: u64,
    /// Number of stops.
    pub stops: u32,
    /// When the group sets out, in milliseconds since 1970.
    pub started: i64,
    /// Whether a walk that was interrupted is gone on with; a new one is refused meanwhile.
    pub resume: bool,
    /// Code of the language in which the forms are filled.
    pub language: &'static str,
}

/// What is told on the way. Answers and finalized forms are told once they are durable.
#[derive(Debug)]
pub enum Told<'a> {
    /// A form was begun, or gone on with.
    Begun {
        /// Which.
        form: Form,
        /// Its instance.
        instance: &'a InstanceId,
        /// Number of its last journal entry.
        seq: u64,
    },
    /// A photo is about to be taken in.
    Taking {
        /// Its instance.
        instance: &'a InstanceId,
        /// The question.
        path: &'a str,
    },
    /// A question was answered.
    Answered {
        /// The form.
        form: Form,
        /// Its instance.
        instance: &'a InstanceId,
        /// The question.
        path: &'a str,
        /// The answer; the name of a photo.
        value: &'a str,
        /// Number of the journal entry.
        seq: u64,
        /// Whether no rule of the form is broken by it.
        valid: bool,
    },
    /// A form is about to be finalized.
    Finalizing {
        /// Its instance.
        instance: &'a InstanceId,
    },
    /// A form was finalized.
    Finalized {
        /// The form.
        form: Form,
        /// What was finalized.
        finalized: &'a Finalized,
    },
    /// The walk is over.
    Walked(&'a Walked),
}

/// A walk that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walked {
    /// Its code.
    pub code: String,
    /// Forms filled.
    pub forms: usize,
    /// Fixes kept.
    pub fixes: u32,
    /// Metres walked.
    pub length_m: u32,
    /// Submissions that wait for a network.
    pub waiting: u64,
    /// Their files.
    pub waiting_files: u64,
}

/// Walks on a phone from the registration to the debrief; `clock` is the phone's own, and is
/// put to the walk's time.
///
/// # Errors
/// [`SimError::UnderWay`]; those of the route; those of the engine: a form of the kit is missing,
/// the disk is full.
pub fn walk(
    engine: &Engine,
    clock: &SetClock,
    order: &Order,
    tell: &mut dyn FnMut(Told<'_>),
) -> Result<Walked, SimError> {
    let stored = engine
        .note(PLAN)?
        .and_then(|text| serde_json::from_str::<Plan>(&text).ok());
    let plan = match stored {
        Some(plan) if order.resume => plan,
        Some(_) => return Err(SimError::UnderWay),
        None => {
            // A kill may have left notes of the walk before.
            forget(engine)?;
            let plan = Plan {
                seed: order.seed,
                stops: order.stops,
                started: order.started,
                route: route::load(&order.route, order.seed)?,
            };
            let text = serde_json::to_string(&plan).map_err(|_| SimError::Broken)?;
            engine.set_note(PLAN, &text)?;
            plan
        }
    };
    let language = order.language;
    Walk {
        engine,
        clock,
        plan,
        language,
        tell,
    }
    .run()
}

/// Removes the notes of a walk whose plan is gone.
fn forget(engine: &Engine) -> Done {
    for index in 0..MOST_FORMS {
        let note = format!("walk.form.{index}");
        if engine.note(&note)?.is_some() {
            engine.clear_note(&note)?;
        }
    }
    Ok(())
}

/// A walk under way.
struct Walk<'a> {
    engine: &'a Engine,
    clock: &'a SetClock,
    plan: Plan,
    language: &'static str,
    tell: &'a mut dyn FnMut(Told<'_>),
}

impl Walk<'_> {
    fn run(&mut self) -> Result<Walked, SimError> {
        let visits = self.plan.visits();
        for (index, visit) in visits.iter().enumerate() {
            self.clock.set(Timestamp(self.plan.started + visit.at_ms));
            self.record_until(visit)?;
            self.visit(index, visit)?;
        }
        self.finish(visits.len())
    }

    /// Fills one form of the walk, unless it is finalized already.
    fn visit(&mut self, index: usize, visit: &Visit) -> Done {
        let note = format!("walk.form.{index}");
        let known = self.engine.note(&note)?.map(InstanceId::new);
        if let Some(id) = &known
            && self.engine.submissions()?.iter().any(|s| s.instance == *id)
        {
            return Ok(());
        }
        let mut filling = match known.or(self.unclaimed(visit)?) {
            Some(id) => self.engine.resume(&id)?,
            None => self.begin(visit)?,
        };
        self.engine.set_note(&note, filling.instance().as_str())?;
        (self.tell)(Told::Begun {
            form: visit.form(),
            instance: filling.instance(),
            seq: filling.seq(),
        });
        let code = self.code()?;
        for deed in story::deeds(&self.plan, visit, &code, &self.clock.local()) {
            self.clock.set(self.clock.now().plus_millis(ANSWER_MS));
            self.deed(visit.form(), &mut filling, deed)?;
        }
        self.finalize(visit.form(), &mut filling)
    }

    fn finalize(&mut self, form: Form, filling: &mut Filling) -> Done {
        let instance = filling.instance();
        (self.tell)(Told::Finalizing { instance });
        let finalized = filling.finalize()?;
        (self.tell)(Told::Finalized {
            form,
            finalized: &finalized,
        });
        Ok(())
    }

    /// Begins the form of a visit as the walk's screens do.
    fn begin(&self, visit: &Visit) -> Result<Filling, SimError> {
        let language = self.form_language(visit.form())?;
        let language = language.as_deref();
        Ok(match visit.kind {
            Kind::Registration => self.engine.new_walk(language)?,
            Kind::Stop(_) => self.engine.begin_stop(StopKind::Full, language)?,
            Kind::Finding(_) => self.engine.begin_finding(language)?,
            Kind::Debrief => self.engine.begin_debrief(language)?,
        })
    }

    /// The form's own name of the language: `Español (es)`.
    fn form_language(&self, form: Form) -> Result<Option<String>, SimError> {
        let forms = self.engine.forms()?;
        let Some(info) = forms.iter().find(|info| info.form.id.as_str() == form.id()) else {
            return Ok(None);
        };
        let def = self.engine.definition(&info.sha256)?;
        let found = find_language(def.languages(), self.language);
        Ok(found.and_then(|place| def.languages().get(place)).cloned())
    }

    /// The code of the walk; empty before its registration.
    fn code(&self) -> Result<String, SimError> {
        let walk = self.engine.walk()?;
        Ok(walk.and_then(|walk| walk.code).unwrap_or_default())
    }

    /// A draft that a kill left between its beginning and the note of its id.
    fn unclaimed(&self, visit: &Visit) -> Result<Option<InstanceId>, SimError> {
        // The walk's own clock stood exactly there; a draft begun by hand has another time.
        let begun = Timestamp(self.plan.started + visit.at_ms);
        let drafts = self.engine.drafts()?;
        let mut mine = drafts.into_iter().filter(|draft| {
            draft.form.id.as_str() == visit.form().id()
                && draft.deprecated.is_none()
                && draft.created == begun
        });
        Ok(mine.next().map(|draft| draft.instance))
    }

    fn deed(&mut self, form: Form, filling: &mut Filling, deed: Deed) -> Done {
        let (path, value, seq, valid) = match deed {
            Deed::Answer(path, value) => {
                if filling.value(&path).as_deref() == Some(&value) {
                    return Ok(());
                }
                let outcome = filling.answer(&path, &value)?;
                (path, value, outcome.seq, outcome.invalid.is_none())
            }
            Deed::Photo(path, scene) => {
                if filling.value(&path).is_some_and(|name| !name.is_empty()) {
                    return Ok(());
                }
                let photo = street::photo(&scene).ok_or(SimError::Broken)?;
                (self.tell)(Told::Taking {
                    instance: filling.instance(),
                    path: &path,
                });
                let attached = filling.attach_photo(&path, &mut photo.as_slice())?;
                (path, attached.name, attached.seq, true)
            }
        };
        (self.tell)(Told::Answered {
            form,
            instance: filling.instance(),
            path: &path,
            value: &value,
            seq,
            valid,
        });
        Ok(())
    }

    /// Sets out with the first visit after the registration, and records the fixes up to a visit;
    /// those that are stored already are passed over.
    fn record_until(&mut self, visit: &Visit) -> Done {
        if visit.is_registration() {
            return Ok(());
        }
        let walk = self.engine.walk()?;
        if walk.is_some_and(|walk| walk.phase == Phase::Gate) {
            self.engine.start_walk(None)?;
        }
        let code = self.code()?;
        let tracks = self.engine.tracks()?;
        let stored = tracks
            .iter()
            .find(|track| track.walk_code.as_ref() == Some(&code))
            .map_or(0, |track| track.fixes);
        let stored = usize::try_from(stored).unwrap_or(usize::MAX);
        let due = visit.fix + 1;
        for fix in self.plan.route.fixes.iter().take(due).skip(stored) {
            self.engine.add_fix(&WalkFix {
                at: Timestamp(self.plan.started + fix.at_ms),
                point: fix.point(),
                speed_mps: None,
                bearing_deg: None,
            })?;
        }
        Ok(())
    }

    /// Closes the walk and forgets the plan: another walk may begin.
    fn finish(&mut self, forms: usize) -> Result<Walked, SimError> {
        let walk = self.engine.walk()?;
        let (length_m, fixes) = walk
            .as_ref()
            .map_or((0, 0), |walk| (walk.distance_m, walk.fixes_kept));
        let code = walk.and_then(|walk| walk.code).unwrap_or_default();
        // The plan goes first: while it stands, a walk that goes on looks for the other notes,
        // and would fill again every form whose note is gone.
        self.engine.clear_note(PLAN)?;
        forget(self.engine)?;
        self.engine.leave_walk()?;
        let home = self.engine.home()?;
        let walked = Walked {
            code,
            forms,
            fixes,
            length_m,
            waiting: home.waiting,
            waiting_files: home.waiting_media,
        };
        (self.tell)(Told::Walked(&walked));
        Ok(walked)
    }
}
