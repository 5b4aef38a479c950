//! Repeat instances, as their titles and prompts name them.

use farola_form::{Question, RepeatInstance as FormInstance};

use super::Control;

/// A repeat instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepeatInstance {
    /// Its reference, to go to it and to take it out.
    pub reference: String,
    /// Its number in the repeat, from 1.
    pub number: u32,
    /// Whether a person may take it out; not where the form counts them or has it read-only.
    pub removable: bool,
}

/// What the question about another instance asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PromptAsks {
    /// Whether there is one at all: there are none yet.
    First,
    /// Whether there is another one.
    Another,
}

impl PromptAsks {
    fn of(instances: &[RepeatInstance]) -> Self {
        if instances.is_empty() {
            Self::First
        } else {
            Self::Another
        }
    }
}

impl RepeatInstance {
    fn of(instance: &FormInstance) -> Self {
        Self {
            reference: instance.path.clone(),
            number: u32::try_from(instance.number).unwrap_or(u32::MAX),
            removable: instance.removable,
        }
    }

    /// The instance that a repeat's entry stands for.
    fn own(question: &Question) -> Self {
        let only = question.instances.first();
        // The form engine always gives one; without it nothing is offered.
        only.map_or_else(
            || Self {
                reference: question.path.clone(),
                number: 1,
                removable: false,
            },
            Self::of,
        )
    }
}

pub(super) fn group(question: &Question) -> Control {
    Control::Group {
        depth: depth(question),
    }
}

fn depth(question: &Question) -> u32 {
    u32::try_from(question.depth).unwrap_or(u32::MAX)
}

pub(super) fn repeat(question: &Question) -> Control {
    Control::Repeat {
        depth: depth(question),
        instance: RepeatInstance::own(question),
    }
}

pub(super) fn prompt(question: &Question) -> Control {
    let instances: Vec<_> = question.instances.iter().map(RepeatInstance::of).collect();
    Control::Prompt {
        repeat: question.repeat.clone(),
        asks: PromptAsks::of(&instances),
        instances,
    }
}
