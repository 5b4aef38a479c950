//! `device walk`: a whole safety walk without network, which a kill at any moment only
//! interrupts.
//!
//! The plan (seed, route, start) is stored before anything is done, and everything follows from
//! it: where the group is at which minute, what it answers, what the photos show. `--resume`
//! reads the plan, passes over what is durable, and goes on. The walk itself is the engine's, as
//! a shell drives it. Ids are random all the same.

mod plan;
mod route;
mod story;
mod street;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use farola_engine::env::{SetClock, SystemClock};
use farola_engine::{Clock as _, Engine, Filling, Phase, StopKind, WalkFix};
use farola_model::{InstanceId, Timestamp};
use jiff::tz::TimeZone;
use serde_json::json;

use self::plan::{Kind, Plan, Visit};
use self::story::Deed;
use super::answers::{said, taking};
use super::fill::{form_language, seal};
use super::phone::{Network, Problem, open};
use super::{Done, Say};

/// Time between two answers on the walk's own clock.
const ANSWER_MS: i64 = 4_000;

/// More than a walk of twenty stops has.
const MOST_FORMS: usize = 64;

const PLAN: &str = "walk.plan";

#[derive(Debug, Args)]
pub(super) struct WalkArgs {
    /// Folder of the phone; it must hold the kit's forms (sync once with a network).
    dir: PathBuf,
    /// Route through Guadalajara: `andador`, `mercado`, `parque`; or a file of GPS fixes
    /// (CSV with the columns t, lat, lon, alt, accuracy).
    #[arg(long, default_value = "andador")]
    route: String,
    /// Decides what the group sees and answers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Number of stops.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(4..=20))]
    stops: u32,
    /// When it starts, RFC 3339 with its offset. Without it: the last dusk that leaves time.
    #[arg(long, value_name = "TIME")]
    start: Option<String>,
    /// Goes on with a walk that was interrupted; begins one where there is none.
    #[arg(long)]
    resume: bool,
}

/// A walk under way.
struct Walk<'a> {
    engine: Engine,
    clock: Arc<SetClock>,
    plan: Plan,
    say: &'a mut Say,
}

pub(super) fn run(args: &WalkArgs, key_file: Option<&Path>, say: &mut Say) -> Done {
    let zone = TimeZone::get("America/Mexico_City").unwrap_or(TimeZone::UTC);
    let clock = Arc::new(SetClock::new(SystemClock.now(), zone.clone()));
    let engine = open(&args.dir, key_file, clock.clone(), Network::Off)?;
    let stored = engine
        .note(PLAN)?
        .and_then(|text| serde_json::from_str::<Plan>(&text).ok());
    let plan = match stored {
        Some(plan) if args.resume => plan,
        Some(_) => {
            let message = "a walk is under way on this phone; go on with --resume";
            return Err(Problem::usage(message));
        }
        None => {
            // A kill may have left notes of the walk before.
            forget(&engine)?;
            let plan = plan_from(args, &zone)?;
            let text = serde_json::to_string(&plan)
                .map_err(|_| Problem::usage("the plan cannot be stored").into_failure())?;
            engine.set_note(PLAN, &text)?;
            plan
        }
    };
    let mut walk = Walk {
        engine,
        clock,
        plan,
        say,
    };
    walk.run()
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

fn plan_from(args: &WalkArgs, zone: &TimeZone) -> Result<Plan, Problem> {
    let route = route::load(&args.route, args.seed)?;
    let started = match &args.start {
        Some(text) => {
            let at: jiff::Timestamp = text
                .parse()
                .map_err(|_| Problem::usage("--start is not RFC 3339"))?;
            at.as_millisecond()
        }
        None => last_dusk(zone, SystemClock.now().as_millis()),
    };
    Ok(Plan {
        seed: args.seed,
        stops: args.stops,
        started,
        route,
    })
}

/// The last 18:20 on the watches of Guadalajara that is two hours past.
fn last_dusk(zone: &TimeZone, now: i64) -> i64 {
    const DAY_MS: i64 = 86_400_000;
    const DUSK_MS: i64 = (18 * 60 + 20) * 60_000;
    let instant = jiff::Timestamp::from_millisecond(now).unwrap_or_default();
    let offset = i64::from(zone.to_offset(instant).seconds()) * 1_000;
    let midnight = (now + offset).div_euclid(DAY_MS) * DAY_MS - offset;
    let dusk = midnight + DUSK_MS;
    if dusk + 2 * 3_600_000 <= now {
        dusk
    } else {
        dusk - DAY_MS
    }
}

impl Walk<'_> {
    fn run(&mut self) -> Done {
        let visits = self.plan.visits();
        for (index, visit) in visits.iter().enumerate() {
            self.clock.set(Timestamp(self.plan.started + visit.at_ms));
            self.record_until(visit)?;
            self.visit(index, visit)?;
        }
        self.finish(visits.len())
    }

    /// Fills one form of the walk, unless it is sealed already.
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
        self.say.machine(&json!({
            "event": "begun", "form": visit.form(), "instance": filling.instance(),
            "seq": filling.seq(),
        }));
        let code = self.code()?;
        for deed in story::deeds(&self.plan, visit, &code, self.clock.local()) {
            self.clock.set(self.clock.now().plus_millis(ANSWER_MS));
            self.deed(&mut filling, deed)?;
        }
        seal(&mut filling, Vec::new(), self.say)
    }

    /// Begins the form of a visit as the walk's screens do.
    fn begin(&self, visit: &Visit) -> Result<Filling, Problem> {
        let language = form_language(&self.engine, visit.form(), self.say.language())?;
        let language = language.as_deref();
        Ok(match visit.kind {
            Kind::Registration => self.engine.new_walk(language)?,
            Kind::Stop(_) => self.engine.begin_stop(StopKind::Full, language)?,
            Kind::Finding(_) => self.engine.begin_finding(language)?,
            Kind::Debrief => self.engine.begin_debrief(language)?,
        })
    }

    /// The code of the walk; empty before its registration.
    fn code(&self) -> Result<String, Problem> {
        let walk = self.engine.walk()?;
        Ok(walk.and_then(|walk| walk.code).unwrap_or_default())
    }

    /// A draft that a kill left between its beginning and the note of its id.
    fn unclaimed(&self, visit: &Visit) -> Result<Option<InstanceId>, Problem> {
        // The walk's own clock stood exactly there; a draft begun by hand has another time.
        let begun = Timestamp(self.plan.started + visit.at_ms);
        let drafts = self.engine.drafts()?;
        let mut mine = drafts.into_iter().filter(|draft| {
            draft.form.id.as_str() == visit.form()
                && draft.deprecated.is_none()
                && draft.created == begun
        });
        Ok(mine.next().map(|draft| draft.instance))
    }

    fn deed(&mut self, filling: &mut Filling, deed: Deed) -> Done {
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
                let photo = street::photo(&scene)
                    .ok_or_else(|| Problem::usage("the photo cannot be made").into_failure())?;
                taking(filling, &path, self.say);
                let attached = filling.attach_photo(&path, &mut photo.as_slice())?;
                (path, attached.name, attached.seq, true)
            }
        };
        said(filling, &path, &value, seq, valid, self.say);
        Ok(())
    }

    /// Sets out with the first visit after the registration, and records the fixes up to a visit;
    /// those that are stored already are passed over.
    fn record_until(&mut self, visit: &Visit) -> Done {
        if visit.is_registration() {
            return Ok(());
        }
        if self
            .engine
            .walk()?
            .is_some_and(|walk| walk.phase == Phase::Gate)
        {
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
    fn finish(&mut self, visits: usize) -> Done {
        let walk = self.engine.walk()?;
        let (length_m, kept) = walk
            .as_ref()
            .map_or((0, 0), |walk| (walk.distance_m, walk.fixes_kept));
        let code = walk.and_then(|walk| walk.code).unwrap_or_default();
        // The plan goes first: while it stands, a walk that goes on looks for the other notes,
        // and would fill again every form whose note is gone.
        self.engine.clear_note(PLAN)?;
        forget(&self.engine)?;
        self.engine.leave_walk()?;
        let home = self.engine.home()?;
        self.say.line(
            &json!({"event": "walked", "walkCode": code, "forms": visits, "fixes": kept,
                "lengthM": length_m, "waiting": home.waiting,
                "waitingFiles": home.waiting_media}),
            &format!(
                "Recorrido {code}: {visits} formularios, {length_m} m, {} en espera de red.",
                home.waiting
            ),
            &format!(
                "Walk {code}: {visits} forms, {length_m} m, {} waiting for a network.",
                home.waiting
            ),
        );
        Ok(())
    }
}
