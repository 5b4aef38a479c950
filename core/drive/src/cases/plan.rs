//! What a case asks for, read from its file.

use farola_form::InvalidKind;

use super::error::At;

/// A value as written.
#[derive(Debug, Clone)]
pub(super) struct Value {
    pub(super) at: At,
    pub(super) text: String,
    /// Written without quotes: `3` and `3.0` are then the same number.
    pub(super) plain: bool,
}

/// A reference as written: `/data/g/age`, or `age` where the form has one of that name.
#[derive(Debug, Clone)]
pub(super) struct Ref {
    pub(super) at: At,
    pub(super) text: String,
}

/// Who fills the form, on what.
#[derive(Debug, Clone, Default)]
pub(super) struct Device {
    pub(super) device_id: Option<String>,
    pub(super) username: Option<String>,
    pub(super) email: Option<String>,
    pub(super) phone_number: Option<String>,
}

/// What a file says once for all its cases and each case can say anew.
#[derive(Debug, Clone, Default)]
pub(super) struct Setting {
    pub(super) now: Option<Value>,
    pub(super) seed: Option<u64>,
    pub(super) language: Option<Value>,
    pub(super) device: Device,
}

/// One case.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) at: At,
    pub(super) name: String,
    pub(super) setting: Setting,
    pub(super) steps: Vec<Step>,
}

/// One step and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) at: At,
    pub(super) act: Act,
}

/// What a step does.
#[derive(Debug, Clone)]
pub(super) enum Act {
    /// Answers a question; the answer must be taken.
    Answer(Ref, Value),
    /// Answers a question; the answer must be refused, for this reason where one is given.
    Refused(Ref, Value, Option<Value>),
    /// Adds an instance to a repeat.
    Add(Ref),
    /// Takes an instance out of a repeat.
    Remove(Ref),
    /// Changes the language.
    Language(Value),
    /// Moves the clock.
    Now(Value),
    /// Goes to a question, forward or back.
    Goto(Ref),
    Next,
    Back,
    /// Saves and opens again: as a draft, or as a finished submission to be corrected.
    Reopen(Reopen),
    /// Looks at one node.
    Expect(Ref, Vec<Check>),
    /// Looks at the screen.
    Screen(Vec<ScreenCheck>),
    /// Finishes the form.
    Finalize(Finalize),
}

/// How answers are opened again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reopen {
    Draft,
    Edit,
}

/// One thing expected of a node.
#[derive(Debug, Clone)]
pub(super) struct Check {
    pub(super) at: At,
    pub(super) want: Want,
}

/// What is expected.
#[derive(Debug, Clone)]
pub(super) enum Want {
    Value(Value),
    Flag(Flag, bool),
    /// The rule that is broken, `none` where none may be.
    Error(Option<InvalidKind>),
    Text(Words, Value),
    /// Values of the choices on offer, in their order; with labels where those are given.
    Choices(Vec<(Value, Option<Value>)>),
    /// Instances of a repeat.
    Count(usize),
    /// An expression that must be true there.
    That(Value),
}

/// A yes or no of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flag {
    Relevant,
    Readonly,
    Required,
    Valid,
}

/// A text of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    Label,
    Hint,
    Guidance,
    Message,
}

/// One thing expected of the screen.
#[derive(Debug, Clone)]
pub(super) enum ScreenCheck {
    Kind(Value),
    Ref(Ref),
    Questions(At, Vec<Ref>),
    Titles(At, Vec<Value>),
}

/// What is expected of the end.
#[derive(Debug, Clone, Default)]
pub(super) struct Finalize {
    /// Whether it must succeed.
    pub(super) ok: bool,
    /// All broken rules, where they are listed.
    pub(super) errors: Option<Vec<(Ref, Option<InvalidKind>)>>,
    pub(super) xml: Vec<Value>,
    pub(super) not_xml: Vec<Value>,
    pub(super) attachments: Option<(At, Vec<Value>)>,
}
