//! Binds: the logic of a node.

use std::collections::BTreeMap;

use super::ExprId;
use super::text::Text;

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
    /// Attributes that the engine does not use itself, handed on to the host.
    pub(crate) attributes: BTreeMap<String, String>,
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
        self.attributes.extend(later.attributes);
    }
}

/// A value that the engine puts in by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Preload {
    /// A new instance id.
    Uid,
    /// When the session started.
    Start,
    /// When the form was finalized.
    End,
    /// The day the session started.
    Today,
    /// An edge of a week before.
    Week(Week),
    /// A property of the device or the person.
    Property(String),
}

/// A week before the one of the session (`prevperiod-week-sun-head-x-1`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Week {
    /// The day of the week that begins it, Sunday 0.
    pub(crate) begins: i8,
    /// Its first day, not its last.
    pub(crate) first: bool,
    /// Whether today can be the last day of a week that is over.
    pub(crate) with_today: bool,
    /// How many weeks ago; 0 is the week in progress.
    pub(crate) ago: u16,
}

impl Week {
    /// Reads the parameters of a date preload.
    pub(crate) fn parse(params: &str) -> Option<Self> {
        let mut parts = params.strip_prefix("prevperiod-week-")?.split('-');
        let days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
        let begins = parts.next()?;
        let begins = days.iter().position(|day| *day == begins)?;
        let first = match parts.next()? {
            "head" => true,
            "tail" => false,
            _ => return None,
        };
        let with_today = match parts.next() {
            Some("x") => true,
            Some("") | None => false,
            Some(_) => return None,
        };
        let ago = parts.next().map_or(Ok(1), str::parse).ok()?;
        Some(Self {
            begins: i8::try_from(begins).ok()?,
            first,
            with_today,
            ago,
        })
    }
}
