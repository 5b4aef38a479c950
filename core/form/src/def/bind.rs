//! Binds and actions: the logic of a node.

use super::text::Text;
use super::{ExprId, NodeId};

/// The logic bound to a node.
#[derive(Debug, Default)]
pub(crate) struct Bind {
    pub(crate) calculate: Option<ExprId>,
    pub(crate) relevant: Option<ExprId>,
    pub(crate) required: Option<ExprId>,
    pub(crate) readonly: Option<ExprId>,
    pub(crate) constraint: Option<ExprId>,
    pub(crate) constraint_message: Option<Text>,
    pub(crate) required_message: Option<Text>,
    pub(crate) preload: Option<Preload>,
    pub(crate) max_pixels: Option<String>,
}

impl Bind {
    /// Takes over what a later bind of the same node says.
    pub(crate) fn overlay(&mut self, later: Self) {
        let expr = |slot: &mut Option<ExprId>, value: Option<ExprId>| *slot = value.or(*slot);
        expr(&mut self.calculate, later.calculate);
        expr(&mut self.relevant, later.relevant);
        expr(&mut self.required, later.required);
        expr(&mut self.readonly, later.readonly);
        expr(&mut self.constraint, later.constraint);
        fn rest<T>(slot: &mut Option<T>, value: Option<T>) {
            if value.is_some() {
                *slot = value;
            }
        }
        rest(&mut self.constraint_message, later.constraint_message);
        rest(&mut self.required_message, later.required_message);
        rest(&mut self.preload, later.preload);
        rest(&mut self.max_pixels, later.max_pixels);
    }
}

/// A value that the engine puts in by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Preload {
    /// A new instance id.
    Uid,
    /// When the session started.
    Start,
    /// When the form was finalised.
    End,
    /// The day the session started.
    Today,
    /// A property of the device or the person.
    Property(String),
}

/// When an action runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ActionEvent {
    FirstLoad,
    Load,
    NewRepeat,
    ValueChanged,
}

impl ActionEvent {
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "odk-instance-first-load" | "xforms-ready" => Self::FirstLoad,
            "odk-instance-load" => Self::Load,
            "odk-new-repeat" | "jr-insert" => Self::NewRepeat,
            "xforms-value-changed" => Self::ValueChanged,
            _ => return None,
        })
    }
}

/// A `setvalue`.
#[derive(Debug)]
pub(crate) struct Action {
    pub(crate) events: Vec<ActionEvent>,
    pub(crate) target: NodeId,
    /// The control it is nested in.
    pub(crate) trigger: Option<NodeId>,
    pub(crate) value: ActionValue,
}

/// What a `setvalue` sets.
#[derive(Debug)]
pub(crate) enum ActionValue {
    Literal(String),
    Expr(ExprId),
}
