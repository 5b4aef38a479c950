//! The open walk in memory: what is read once, so that a fix costs no more after hours.
//!
//! Nothing here is more than the store says; it is read anew when the walk, its registration or
//! its track is another one.

use std::collections::BTreeMap;

use farola_form::FormDef;
use farola_model::{GeoPoint, InstanceId, Timestamp};
use farola_store::{PartState, TrackPoint, Walk, WalkForm, WalkPart};
use farola_track::{Fix, Sketch};
use farola_walk::kit::{self, Registration, question};
use farola_walk::{CheckIn, Light, Mark, Phase, Standing};

use super::registration::read_registration;
use super::tracking::{LINE_POINTS, Trail};
use super::view::{Ahead, CheckInView, WalkNext, WalkView, whole};
use crate::shared::{Asked, Inner, Result, read_finalized};

/// Check-in rhythm where the registration says none.
const EVERY_MIN: u16 = 20;
/// A fix older than this is no position of a stop, and a receiver silent for longer has no signal.
const FRESH_MS: i64 = 60_000;
/// Nor is one less accurate than this: the form would ask to move the pin.
const GOOD_M: f64 = 25.0;

/// The way of a walk.
pub(super) struct Course {
    pub(super) id: String,
    pub(super) started: Timestamp,
    pub(super) ended: Option<Timestamp>,
    pub(super) marks: Vec<Mark>,
    pub(super) trail: Trail,
}

/// What is known of a finalized stop.
#[derive(Clone, Copy)]
struct FinalizedStop {
    number: Option<u32>,
    place: Option<GeoPoint>,
}

impl FinalizedStop {
    /// Reads it from the bytes that were finalized; of an encrypted stop nothing is known.
    fn read(xml: &[u8], def: &FormDef) -> Result<Self> {
        read_finalized(xml, |answers| Self {
            number: answers.read(question::STOP_NUMBER),
            place: kit::place(answers, &Asked::of(def)),
        })
    }
}

/// The open walk.
pub(crate) struct Live {
    pub(super) walk: Walk,
    pub(super) registration: Registration,
    pub(super) course: Option<Course>,
    forms: Vec<WalkForm>,
    stops: BTreeMap<InstanceId, FinalizedStop>,
    route: Vec<GeoPoint>,
    planned: Vec<GeoPoint>,
    /// The last fix, recorded or not.
    pub(super) last_fix: Option<Fix>,
    /// When the receiver was last heard by this process. The time that a fix names is its own:
    /// a receiver may hand on an old one, and one that is stored was heard by nobody.
    pub(super) heard: Option<Timestamp>,
}

impl Live {
    /// Reads the walk from the store.
    pub(super) fn load(inner: &Inner, walk: Walk) -> Result<Self> {
        let state = walk.registration_state;
        let mut registration = read_registration(inner, &walk.registration, state)?;
        let course = match &walk.track {
            Some(id) => {
                let (track, points) = {
                    let store = inner.store();
                    (store.track(id)?, store.track_points(id)?)
                };
                // One that is encrypted or was purged cannot be read any more; the track was begun
                // while its code was known.
                registration.code = registration.code.or(track.walk_code);
                Some(Course {
                    id: track.id,
                    started: track.started,
                    ended: track.ended,
                    marks: marks(&points),
                    trail: Trail::of(&points),
                })
            }
            None => None,
        };
        let last_fix = course
            .as_ref()
            .and_then(|course| course.trail.last().copied());
        let route = Sketch::of(registration.route.iter().copied(), LINE_POINTS);
        let mut live = Self {
            planned: farola_walk::planned_places(&registration.route, registration.stops),
            route: route.points().to_vec(),
            walk,
            registration,
            course,
            forms: Vec::new(),
            stops: BTreeMap::new(),
            last_fix,
            heard: None,
        };
        live.count_forms(inner)?;
        Ok(live)
    }

    /// Whether this is the walk that the store has, in all that is read once. A registration
    /// that is being filled is read each time.
    pub(super) fn is_of(&self, walk: &Walk) -> bool {
        walk.registration_state != PartState::Draft
            && self.walk.registration == walk.registration
            && self.walk.registration_state == walk.registration_state
            && self.walk.track == walk.track
    }

    /// Looks which forms were begun, finalized and thrown away since.
    pub(super) fn count_forms(&mut self, inner: &Inner) -> Result<()> {
        self.forms = inner.store().walk_forms(&self.walk.registration)?;
        for form in &self.forms {
            // What is finalized never changes: each stop is read once, however often the walk is
            // shown.
            let new = !self.stops.contains_key(&form.instance);
            if form.part == WalkPart::Stop && form.state == PartState::Finalized && new {
                let finalized = inner.store().submission(&form.instance)?;
                let def = inner.definition(&finalized.info.form_sha256)?;
                let stop = FinalizedStop::read(&finalized.xml, &def)?;
                self.stops.insert(form.instance.clone(), stop);
            }
        }
        Ok(())
    }

    /// Where the walk stands.
    pub(super) fn phase(&self) -> Phase {
        let last = self.course.as_ref().and_then(|course| course.marks.last());
        Phase::of(&Standing {
            registered: self.walk.registration_state != PartState::Draft,
            started: self.course.is_some(),
            paused: last.is_some_and(|mark| mark.rests),
            ended: self.course.as_ref().is_some_and(|c| c.ended.is_some()),
            debriefed: self.finalized(WalkPart::Debrief) > 0,
            left: self.walk.left.is_some(),
        })
    }

    /// Forms of a kind that are finalized.
    fn finalized(&self, part: WalkPart) -> u32 {
        let finalized = |form: &&WalkForm| form.part == part && form.state != PartState::Draft;
        u32::try_from(self.forms.iter().filter(finalized).count()).unwrap_or(u32::MAX)
    }

    /// The last form of a kind that is being filled.
    pub(super) fn draft(&self, part: WalkPart) -> Option<&InstanceId> {
        let drafts = self.forms.iter().rev();
        drafts
            .filter(|form| form.part == part && form.state == PartState::Draft)
            .map(|form| &form.instance)
            .next()
    }

    /// Number of the next stop: one more than stops were noted, and than any of them says.
    pub(super) fn next_stop(&self) -> u32 {
        let numbers = self.stops.values().filter_map(|stop| stop.number);
        let most = numbers.max().unwrap_or(0);
        // Both are asked: a stop that cannot be read has no number here, and a number may have
        // been typed.
        most.max(self.finalized(WalkPart::Stop)).saturating_add(1)
    }

    /// The last fix if it can stand for where the group is now.
    pub(super) fn position(&self, now: Timestamp) -> Option<GeoPoint> {
        let kept = self.course.as_ref().and_then(|course| course.trail.last());
        [self.last_fix.as_ref(), kept]
            .into_iter()
            .flatten()
            .find(|fix| is_fresh(fix.at, now) && fix.point.accuracy_m <= GOOD_M)
            .map(|fix| fix.point)
    }

    /// The accuracy of the last fix, while the receiver is heard.
    fn signal_m(&self, now: Timestamp) -> Option<f64> {
        let heard = self.heard.is_some_and(|at| is_fresh(at, now));
        self.last_fix
            .filter(|_| heard)
            .map(|fix| fix.point.accuracy_m)
    }

    /// Where the sun is asked for: the last fix, or the city's centre.
    pub(super) fn sunny_place(&self) -> Option<GeoPoint> {
        let kept = self.course.as_ref().and_then(|course| course.trail.last());
        let city = self.registration.city.as_deref();
        // However old or inexact: for the height of the sun a kilometre or an hour of walking is
        // nothing.
        kept.or(self.last_fix.as_ref())
            .map(|fix| fix.point)
            .or_else(|| city.and_then(centre_of))
    }

    fn check_in(&self, phase: Phase, now: Timestamp) -> Option<CheckInView> {
        if !matches!(phase, Phase::Walking | Phase::Paused) {
            return None;
        }
        let started = self.course.as_ref()?.started;
        let every_min = self.registration.every_min.unwrap_or(EVERY_MIN);
        // A sign of life from before the start would be due at once.
        let last = self.walk.checked_in.map_or(started, |at| at.max(started));
        let check_in = CheckIn { every_min, last };
        Some(CheckInView {
            status: check_in.status(now),
            every_min,
            reminder: check_in.reminder(now),
        })
    }

    /// The walk as a screen shows it.
    pub(super) fn view(&self, now: Timestamp) -> WalkView {
        let phase = self.phase();
        let course = self.course.as_ref();
        let next_stop = self.next_stop();
        let here = course.and_then(|course| course.trail.last());
        let way = here
            .filter(|_| matches!(phase, Phase::Walking | Phase::Paused))
            .and_then(|fix| farola_walk::way_to_stop(&fix.point, &self.planned, next_stop));
        let (kept, refused) = course.map_or((0, 0), |course| course.trail.counts());
        let debriefs = self.forms.iter().rev();
        let city = self.registration.city.as_deref().unwrap_or_default();
        WalkView {
            code: self.registration.code.clone(),
            city: farola_walk::city(city).map_or(city, |c| c.name).to_owned(),
            place: self.registration.place.clone(),
            phase,
            registration: self.walk.registration.clone(),
            debrief: debriefs
                .filter(|form| form.part == WalkPart::Debrief)
                .map(|form| form.instance.clone())
                .next(),
            started: course.map(|course| course.started),
            elapsed_s: course.map_or(0, |course| elapsed_s(course, now)),
            distance_m: course.map_or(0, |course| whole(course.trail.walked_m())),
            accuracy_m: self.signal_m(now),
            fixes_kept: u32::try_from(kept).unwrap_or(u32::MAX),
            fixes_refused: u32::try_from(refused).unwrap_or(u32::MAX),
            planned_stops: self.registration.stops,
            stops_done: self.finalized(WalkPart::Stop),
            findings: self.finalized(WalkPart::Finding),
            next_stop,
            ahead: here
                .zip(way)
                .map(|(fix, way)| Ahead::of(&way, fix.point.accuracy_m)),
            check_in: self.check_in(phase, now),
            follows: phase.is_on(),
            night: self.light(now) == Some(Light::Night),
            line: course.map_or_else(Vec::new, |course| course.trail.line().to_vec()),
            route: self.route.clone(),
            stops: self.places(),
            next: WalkNext::of(phase),
        }
    }

    /// Places of the finalized stops in the order in which they were begun.
    fn places(&self) -> Vec<GeoPoint> {
        let stops = self
            .forms
            .iter()
            .filter_map(|form| self.stops.get(&form.instance));
        stops.filter_map(|stop| stop.place).collect()
    }

    /// The light where the walk is.
    pub(super) fn light(&self, now: Timestamp) -> Option<Light> {
        Some(farola_walk::light(now, &self.sunny_place()?))
    }
}

/// The centre of a city of the network.
pub(super) fn centre_of(city: &str) -> Option<GeoPoint> {
    let city = farola_walk::city(city)?;
    Some(GeoPoint {
        lat: city.lat,
        lon: city.lon,
        alt_m: 0.0,
        accuracy_m: 0.0,
    })
}

/// Whether what was so at `at` is so now.
pub(super) fn is_fresh(at: Timestamp, now: Timestamp) -> bool {
    now.millis_since(at).saturating_abs() <= FRESH_MS
}

/// Whether it is a place on Earth with a height and an accuracy that are numbers: the database
/// keeps no other.
pub(super) fn is_sound(point: &GeoPoint) -> bool {
    point.lat.abs() <= 90.0
        && point.lon.abs() <= 180.0
        && point.alt_m.is_finite()
        && point.accuracy_m.is_finite()
        && point.accuracy_m >= 0.0
}

fn marks(points: &[TrackPoint]) -> Vec<Mark> {
    let mark = |point: &TrackPoint| match point {
        TrackPoint::Pause(at) => Some(Mark {
            at: *at,
            rests: true,
        }),
        TrackPoint::Resume(at) => Some(Mark {
            at: *at,
            rests: false,
        }),
        TrackPoint::Fix(_) => None,
    };
    points.iter().filter_map(mark).collect()
}

fn elapsed_s(course: &Course, now: Timestamp) -> u32 {
    let until = course.ended.unwrap_or(now);
    let ms = farola_walk::walked_ms(course.started, &course.marks, until);
    u32::try_from(ms / 1_000).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use farola_form::NoMedia;

    use super::*;

    /// The rule of the kit as a table; the hub's tests read the same one.
    #[test]
    fn a_stop_is_where_the_hub_says_it_is() {
        const TABLE: &str = include_str!("../../../walk/tests/tables/places.json");
        let rows: Vec<serde_json::Value> = serde_json::from_str(TABLE).unwrap();
        assert!(rows.len() > 10);
        for row in rows {
            let text = |key: &str| row[key].as_str().unwrap().to_owned();
            let binds = row["types"]
                .as_object()
                .unwrap()
                .iter()
                .map(|(path, kind)| {
                    let kind = kind.as_str().unwrap();
                    format!("<bind nodeset=\"{path}\" type=\"{kind}\"/>")
                });
            let form = format!(
                "<h:html xmlns=\"http://www.w3.org/2002/xforms\" \
                 xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head><h:title>t</h:title><model>\
                 <instance><data id=\"cs_punto\">{}</data></instance>{}</model></h:head>\
                 <h:body/></h:html>",
                text("form"),
                binds.collect::<String>()
            );
            let def = FormDef::parse(form.as_bytes(), &NoMedia).0.unwrap();
            let sent = format!("<data id=\"cs_punto\">{}</data>", text("sent"));
            let stop = FinalizedStop::read(sent.as_bytes(), &def).unwrap();
            let place = stop.place.map(|point| vec![point.lat, point.lon]);
            let wanted: Option<Vec<f64>> = serde_json::from_value(row["place"].clone()).unwrap();
            assert_eq!(place, wanted, "{}", text("why"));
        }
    }
}
