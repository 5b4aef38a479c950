//! A session: one person filling one form.

mod journal;
mod view;

use std::sync::Arc;

use jiff::ZonedDateTime;

pub use journal::{Delta, Op};
pub use view::{
    Added, Changes, Choice, Evaluated, Invalid, InvalidKind, NodeKey, NodeState, Outcome, Question,
    QuestionKind, Screen, ScreenKind, Submission, ValidationError,
};

use crate::def::FormDef;
use crate::error::{AnswerError, FormError};

/// Gives random bytes: for instance ids, `uuid()` and `random()`.
pub trait Entropy {
    /// Fills `bytes` with random bytes.
    fn fill(&mut self, bytes: &mut [u8]);
}

/// What a form may ask of the device (`jr:preload="property"`).
#[derive(Clone, Default)]
pub struct DeviceProperties {
    /// Id of the device, `collect:…` or `farola:…`.
    pub device_id: Option<String>,
    /// Name of the person.
    pub username: Option<String>,
    /// Address of the person.
    pub email: Option<String>,
    /// Telephone number.
    pub phone_number: Option<String>,
}

/// What a session is given from outside.
pub struct SessionEnv {
    /// Local time at the start.
    pub now: ZonedDateTime,
    /// Source of randomness.
    pub entropy: Box<dyn Entropy + Send>,
    /// Device and person.
    pub properties: DeviceProperties,
    /// Language to start in; the form's default where it has no such language.
    pub language: Option<String>,
}

/// In which sense existing answers are opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenAs {
    /// A draft goes on: its instanceID stays.
    Draft,
    /// A finished submission is corrected: its instanceID becomes the deprecatedID.
    Edit,
}

/// One person filling one form. Cloning is cheap.
pub struct Session {
    def: Arc<FormDef>,
}

#[allow(unused_variables, clippy::todo, missing_docs)]
impl Session {
    /// Starts a new session: defaults, preloads, first-load events, first calculation.
    pub fn new(def: Arc<FormDef>, env: SessionEnv) -> Self {
        todo!()
    }
    /// Opens existing answers.
    pub fn open(
        def: Arc<FormDef>,
        env: SessionEnv,
        xml: &[u8],
        open_as: OpenAs,
    ) -> Result<Self, FormError> {
        todo!()
    }
    /// Comes back to the state after `deltas` over `snapshot` (made by [`Session::snapshot`]).
    /// Time-dependent calculations stand as they were; call [`Session::refresh`] to go on.
    pub fn replay(
        def: Arc<FormDef>,
        env: SessionEnv,
        snapshot: &[u8],
        deltas: &[Delta],
    ) -> Result<Self, FormError> {
        todo!()
    }
    /// The definition.
    pub fn def(&self) -> &Arc<FormDef> {
        &self.def
    }
    /// Moves the session's clock.
    pub fn set_now(&mut self, now: ZonedDateTime) {
        todo!()
    }
    /// Runs calculations that depend on the time again.
    pub fn refresh(&mut self) -> Changes {
        todo!()
    }
    /// Answers the question at `path`; an empty value takes the answer back.
    pub fn answer(&mut self, path: &str, value: &str) -> Result<Outcome, AnswerError> {
        todo!()
    }
    /// Adds an instance at the end of the repeat at `path`.
    pub fn add_repeat(&mut self, path: &str) -> Result<Added, FormError> {
        todo!()
    }
    /// Removes a repeat instance.
    pub fn remove_repeat(&mut self, path: &str) -> Result<Changes, FormError> {
        todo!()
    }
    /// The delta of the last mutating call that succeeded; taken by the caller, who stores it.
    pub fn take_deltas(&mut self) -> Vec<Delta> {
        todo!()
    }
    /// The value at `path`, empty where there is none.
    pub fn value(&self, path: &str) -> Option<&str> {
        todo!()
    }
    /// The reference of a node.
    pub fn path(&self, key: NodeKey) -> String {
        todo!()
    }
    /// The state of one node.
    pub fn state(&self, key: NodeKey) -> Option<NodeState> {
        todo!()
    }
    /// Every node in document order.
    pub fn dump(&self) -> Vec<NodeState> {
        todo!()
    }
    /// Every question in the order a person meets them.
    pub fn questions(&self) -> Vec<Question> {
        todo!()
    }
    /// The page to show now.
    pub fn screen(&self) -> Screen {
        todo!()
    }
    /// Goes to the next page.
    pub fn next(&mut self) -> Screen {
        todo!()
    }
    /// Goes to the page before.
    pub fn back(&mut self) -> Screen {
        todo!()
    }
    /// Goes to the page with `path`.
    pub fn goto(&mut self, path: &str) -> Result<Screen, FormError> {
        todo!()
    }
    /// Evaluates an expression with the node at `context` as its context.
    pub fn eval(&self, expr: &str, context: &str) -> Result<Evaluated, FormError> {
        todo!()
    }
    /// The language now; empty for a form without languages.
    pub fn language(&self) -> &str {
        todo!()
    }
    /// Changes the language.
    pub fn set_language(&mut self, name: &str) -> Result<Changes, FormError> {
        todo!()
    }
    /// Every rule broken at present.
    pub fn validate(&self) -> Vec<ValidationError> {
        todo!()
    }
    /// Sets the end time, checks everything and writes the submission.
    pub fn finalize(&mut self) -> Result<Submission, Vec<ValidationError>> {
        todo!()
    }
    /// The draft as it stands, non-relevant answers kept.
    pub fn save(&self) -> Vec<u8> {
        todo!()
    }
    /// Everything needed to come back here with [`Session::replay`].
    pub fn snapshot(&self) -> Vec<u8> {
        todo!()
    }
    /// Names of attached files that relevant answers refer to, in document order.
    pub fn attachments(&self) -> Vec<String> {
        todo!()
    }
}
