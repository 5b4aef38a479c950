//! Actions: what happens by itself when the form is opened, an instance is added, an answer
//! changes or the form is finalized.

use super::{ExprId, NodeId};

/// When an action runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ActionEvent {
    /// The form is begun.
    FirstLoad,
    /// The older name of the same, run after it.
    Ready,
    /// The form is begun or opened again.
    Load,
    /// An instance of the repeat around the action was added.
    NewRepeat,
    /// The answer of the control around the action changed.
    ValueChanged,
    /// The form is about to be finalized.
    Revalidate,
}

impl ActionEvent {
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "odk-instance-first-load" => Self::FirstLoad,
            "xforms-ready" => Self::Ready,
            "odk-instance-load" => Self::Load,
            "odk-new-repeat" | "jr-insert" => Self::NewRepeat,
            "xforms-value-changed" => Self::ValueChanged,
            "xforms-revalidate" => Self::Revalidate,
            _ => return None,
        })
    }

    /// Whether the event tells that the form is opened.
    pub(crate) fn is_load(self) -> bool {
        matches!(self, Self::FirstLoad | Self::Ready | Self::Load)
    }
}

/// An action.
#[derive(Debug)]
pub(crate) struct Action {
    pub(crate) events: Vec<ActionEvent>,
    pub(crate) target: NodeId,
    /// The target as an expression, where its reference has predicates.
    pub(crate) place: Option<ExprId>,
    /// The group, repeat or question it is nested in; none in the model.
    pub(crate) holder: Option<NodeId>,
    /// The control it is nested in.
    pub(crate) trigger: Option<NodeId>,
    pub(crate) deed: Deed,
}

/// What an action does.
#[derive(Debug)]
pub(crate) enum Deed {
    /// `setvalue` with the text it holds.
    SetText(String),
    /// `setvalue` with an expression.
    SetResult(ExprId),
    /// `odk:setgeopoint`: the host is asked where the phone is.
    Locate,
    /// `odk:recordaudio`: the host is asked to record, in the quality named.
    Record { quality: Option<String> },
}
