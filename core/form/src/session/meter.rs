//! How much a call of the session may cost: steps of the evaluator and of the cascade, counted
//! without a clock, and a stop from another thread.
//!
//! A call takes a number of steps with it. The last one ends it: expressions fail, the cascade
//! puts down what it has not done, and the next call takes it up again. What took at least half
//! of a call by itself is not tried again until something that it reads changes, and when the
//! form is finalized.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::def::{ExprId, FormDef};

use super::view::NodeKey;

/// Steps of one call where nobody says otherwise: meant to be a second or two on a slow phone, and
/// more than a hundred times what any call of the kit takes (`docs/performance.md`).
pub const STEPS_OF_A_CALL: u64 = 5_000_000;

/// So many steps are taken between two looks at the stop.
const STRIDE: usize = 4096;

/// So many calls' steps the replay of a journal has: it does again what several calls did.
pub(super) const CALLS_OF_A_REPLAY: u64 = 4;

/// Texts may be worked out within texts so deep; one that names itself ends here.
const NESTING: u8 = 16;

/// Stops the calls of sessions from another thread: they end as soon as their evaluator looks,
/// and so does every further one until [`Stop::release`]. Cloning shares it.
///
/// ```
/// use farola_form::{AnswerError, Bounds, Stop};
/// # mod example {
/// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/session.in"));
/// # }
/// # use example::household;
///
/// let mut session = household();
/// let stop = Stop::default();
/// session.bound(Bounds { stop: stop.clone(), ..Bounds::default() });
/// stop.stop();
/// let ended = session.answer("/data/street", "Calle 8");
/// assert!(matches!(ended, Err(AnswerError::Stopped)));
/// stop.release();
/// assert_eq!(session.value("/data/street"), Some("Calle 8"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Has running calls end, and later ones too.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Lets calls run again.
    pub fn release(&self) {
        self.0.store(false, Ordering::Relaxed);
    }

    /// Whether calls are to end.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What bounds the calls of a session.
#[derive(Debug, Clone)]
pub struct Bounds {
    /// Steps of one call.
    pub steps: u64,
    /// Ends calls from another thread.
    pub stop: Stop,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            steps: STEPS_OF_A_CALL,
            stop: Stop::default(),
        }
    }
}

/// Which expression of a form takes more steps than a call has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooDear {
    /// The node it belongs to, without positions: `/data/r/total`.
    pub path: String,
    /// What of the node it decides: `calculate`, `relevant`, `constraint`, `label`, …
    pub part: &'static str,
}

impl fmt::Display for TooDear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.path, self.part)
    }
}

/// Why a call ended early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ended {
    TooDear(TooDear),
    Stopped,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    Spent,
    Stopped,
}

/// The steps of the call that runs.
#[derive(Debug)]
pub(crate) struct Meter {
    /// Steps until the next look.
    near: Cell<usize>,
    /// Steps beyond these.
    far: Cell<u64>,
    /// Steps that the call began with.
    begun_with: Cell<u64>,
    /// Steps of earlier calls.
    before: Cell<u64>,
    cut: Cell<Option<Cut>>,
    inside: Cell<bool>,
    nesting: Cell<u8>,
    /// What was being worked out when the steps ran out.
    blamed: Cell<Option<(NodeKey, ExprId)>>,
    /// The dearest run of the cascade in this call.
    dearest: Cell<(u64, Option<(NodeKey, ExprId)>)>,
    bounds: RefCell<Bounds>,
}

impl Meter {
    pub(crate) fn new(bounds: Bounds) -> Self {
        Self {
            near: Cell::new(0),
            far: Cell::new(bounds.steps),
            begun_with: Cell::new(bounds.steps),
            before: Cell::new(0),
            cut: Cell::new(None),
            inside: Cell::new(false),
            nesting: Cell::new(0),
            blamed: Cell::new(None),
            dearest: Cell::new((0, None)),
            bounds: RefCell::new(bounds),
        }
    }

    pub(crate) fn set_bounds(&self, bounds: Bounds) {
        *self.bounds.borrow_mut() = bounds;
    }

    pub(crate) fn bounds(&self) -> Bounds {
        self.bounds.borrow().clone()
    }

    /// Whether so many steps are so much of a call that the next one would end at them too.
    pub(crate) fn is_much(&self, steps: u64) -> bool {
        steps >= self.bounds.borrow().steps / 2
    }

    /// Begins a call with `calls` times its steps; false inside of another one, whose steps go on.
    pub(crate) fn begin(&self, calls: u64) -> bool {
        if self.inside.replace(true) {
            return false;
        }
        self.before.set(self.total());
        let bounds = self.bounds.borrow();
        let steps = bounds.steps.saturating_mul(calls);
        self.begun_with.set(steps);
        self.far.set(steps);
        self.near.set(0);
        // A call with nothing to work out ends too.
        self.cut
            .set(bounds.stop.is_stopped().then_some(Cut::Stopped));
        self.blamed.set(None);
        self.dearest.set((0, None));
        true
    }

    pub(crate) fn end(&self) {
        self.inside.set(false);
    }

    /// Takes steps; false where there are none left, or the call is to end.
    pub(crate) fn spend(&self, steps: usize) -> bool {
        match self.near.get().checked_sub(steps) {
            Some(left) => {
                self.near.set(left);
                true
            }
            None => self.look(steps),
        }
    }

    /// Takes steps of work that cannot fail; what comes after it sees whether any are left.
    pub(crate) fn count(&self, steps: usize) {
        let _ = self.spend(steps);
    }

    #[cold]
    fn look(&self, steps: usize) -> bool {
        if self.cut.get().is_some() {
            return false;
        }
        let left = self.far.get() + self.near.get() as u64;
        let wanted = (steps + STRIDE) as u64;
        if self.bounds.borrow().stop.is_stopped() {
            self.cut.set(Some(Cut::Stopped));
        } else if left < steps as u64 {
            self.cut.set(Some(Cut::Spent));
            // All of them: what is counted is never less than what was done.
            self.far.set(0);
        }
        if self.cut.get().is_some() {
            self.near.set(0);
            return false;
        }
        let taken = wanted.min(left);
        self.far.set(left - taken);
        self.near.set(taken as usize - steps);
        true
    }

    /// Steps taken since the call began.
    pub(crate) fn used(&self) -> u64 {
        let left = self.far.get() + self.near.get() as u64;
        self.begun_with.get().saturating_sub(left)
    }

    /// Steps taken since the session began.
    pub(crate) fn total(&self) -> u64 {
        self.before.get() + self.used()
    }

    pub(crate) fn is_cut(&self) -> bool {
        self.cut.get().is_some()
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.cut.get() == Some(Cut::Stopped)
    }

    /// Notes what was being worked out when the steps ran out; the first one stays.
    pub(crate) fn blame(&self, key: NodeKey, expr: ExprId) {
        if self.is_cut() && self.blamed.get().is_none() {
            self.blamed.set(Some((key, expr)));
        }
    }

    /// Notes what one run of the cascade took.
    pub(crate) fn ran(&self, steps: u64, key: NodeKey, expr: ExprId) {
        if steps > self.dearest.get().0 {
            self.dearest.set((steps, Some((key, expr))));
        }
    }

    /// The expression to name: the dearest run of the cascade where it took a good part of the
    /// call, else the one that was cut.
    pub(crate) fn dear(&self) -> Option<(NodeKey, ExprId)> {
        let (steps, run) = self.dearest.get();
        let run = run.filter(|_| steps >= self.begun_with.get() / 16);
        run.or(self.blamed.get()).or(self.dearest.get().1)
    }

    /// Works a text out within another; nothing where that goes too deep.
    pub(crate) fn nested<T>(&self, work: impl FnOnce() -> T) -> Option<T> {
        let depth = self.nesting.get();
        if depth >= NESTING {
            return None;
        }
        self.nesting.set(depth + 1);
        let done = work();
        self.nesting.set(depth);
        Some(done)
    }
}

impl FormDef {
    /// An expression and its place, for people.
    pub(crate) fn too_dear(&self, key: NodeKey, expr: ExprId) -> TooDear {
        TooDear {
            path: self.node_path(key.node),
            part: self.part_of(key, expr),
        }
    }

    fn part_of(&self, key: NodeKey, expr: ExprId) -> &'static str {
        let is = |own: Option<ExprId>| own == Some(expr);
        if let Some(bind) = self.bind(key.node) {
            let parts = [
                (bind.calculate, "calculate"),
                (bind.relevant, "relevant"),
                (bind.required, "required"),
                (bind.readonly, "readonly"),
                (bind.constraint, "constraint"),
            ];
            if let Some((_, part)) = parts.into_iter().find(|(own, _)| is(*own)) {
                return part;
            }
        }
        if is(self.count(self.nodes.scope(key.node))) {
            return "jr:count";
        }
        let offers = |control: &crate::def::body::Control| match &control.choices {
            crate::def::body::Choices::Itemset(itemset) => itemset.nodes == expr,
            _ => false,
        };
        if self.control(key.node).is_some_and(offers) {
            return "itemset";
        }
        let sets = |action: &crate::def::action::Action| match &action.deed {
            crate::def::action::Deed::SetResult(own) => *own == expr,
            _ => false,
        };
        if self.actions.iter().any(sets) {
            return "setvalue";
        }
        "label"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meter(steps: u64) -> Meter {
        let meter = Meter::new(Bounds {
            steps,
            stop: Stop::default(),
        });
        assert!(meter.begin(1));
        meter
    }

    #[test]
    fn a_call_has_its_steps_and_no_more() {
        for limit in [1_u64, 7, 4095, 4096, 4097, 10_000, 50_001] {
            let meter = meter(limit);
            for step in 1..=limit {
                assert!(meter.spend(1), "step {step} of {limit}");
                assert_eq!(meter.used(), step);
            }
            assert!(!meter.is_cut());
            assert!(!meter.spend(1));
            assert!(meter.is_cut() && !meter.is_stopped());
            assert!(!meter.spend(0) || meter.is_cut());
        }
    }

    #[test]
    fn large_and_small_steps_add_up() {
        let meter = meter(100_000);
        assert!(meter.spend(60_000));
        assert!(meter.spend(10));
        assert_eq!(meter.used(), 60_010);
        assert!(!meter.spend(40_000));
        assert_eq!(meter.used(), 100_000);
        meter.end();
        assert!(meter.begin(1));
        assert_eq!((meter.used(), meter.total()), (0, 100_000));
        assert!(meter.spend(5));
        assert_eq!(meter.total(), 100_005);
        // A call within a call goes on with its steps.
        assert!(!meter.begin(1));
        assert_eq!(meter.used(), 5);
    }

    #[test]
    fn a_stop_is_seen_within_a_stride() {
        let stop = Stop::default();
        let meter = Meter::new(Bounds {
            steps: u64::MAX / 8,
            stop: stop.clone(),
        });
        assert!(meter.begin(1));
        assert!(meter.spend(1));
        stop.stop();
        let seen = (0..=STRIDE).position(|_| !meter.spend(1));
        assert!(seen.is_some() && meter.is_stopped());
        meter.end();
        assert!(meter.begin(1));
        assert!(!meter.spend(1));
        stop.release();
        meter.end();
        assert!(meter.begin(1));
        assert!(meter.spend(1));
    }

    #[test]
    fn texts_within_texts_end() {
        fn depth(meter: &Meter) -> u32 {
            meter.nested(|| depth(meter)).map_or(0, |below| below + 1)
        }
        let meter = meter(1);
        assert_eq!(depth(&meter), u32::from(NESTING));
        assert_eq!(depth(&meter), u32::from(NESTING));
    }
}
