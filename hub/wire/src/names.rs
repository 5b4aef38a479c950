//! Closed sets of names. Where core owns the set, the schema is made from core's list, so that
//! a name is added in one place.

use std::borrow::Cow;

use farola_protocol::review;
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A string that is one of `names`.
fn one_of(description: &str, names: impl Iterator<Item = &'static str>) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(names))
        .description(Some(description))
        .into()
}

/// The schema of [`review::ReviewState`], for fields that hold its name.
#[derive(Debug, Clone, Copy)]
pub struct ReviewState;

impl PartialSchema for ReviewState {
    fn schema() -> RefOr<Schema> {
        let names = review::ReviewState::ALL.into_iter();
        one_of(
            "Where a record stands.",
            names.map(review::ReviewState::as_str),
        )
    }
}

impl ToSchema for ReviewState {}

/// The schema of [`review::ReviewAction`] as far as reviewers may take it.
#[derive(Debug, Clone, Copy)]
pub struct ReviewAction;

impl PartialSchema for ReviewAction {
    fn schema() -> RefOr<Schema> {
        let names = review::ReviewAction::BY_REVIEWER.into_iter();
        one_of(
            "What a reviewer decides.",
            names.map(review::ReviewAction::as_str),
        )
    }
}

impl ToSchema for ReviewAction {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("ReviewAction")
    }
}

/// The schema of [`farola_walk::Band`], for fields that hold its code.
#[derive(Debug, Clone, Copy)]
pub struct Band;

impl PartialSchema for Band {
    fn schema() -> RefOr<Schema> {
        // The middle of each quarter: `Band` has no list, and its bounds are its own.
        let codes = [0, 25, 50, 75].map(|percent| farola_walk::Band::of(percent).code());
        one_of("Band of a stop's index.", codes.into_iter())
    }
}

impl ToSchema for Band {}

/// What a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Forms, phones, people, and everything a reviewer may.
    Admin,
    /// Reads records and decides about them.
    Reviewer,
    /// Reads records and comments.
    Team,
}

/// What a line of a record's history says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum HistoryKind {
    /// The record arrived.
    Received,
    /// A reviewer decided.
    State,
    /// Somebody wrote.
    Comment,
    /// A correction arrived.
    Edited,
    /// A file arrived later than its record.
    Media,
    /// A reviewer gave its correction to another phone.
    Handed,
}

/// What there is to know of a record before it is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Flag {
    /// Answers of it break rules of their form.
    Form,
    /// It was not held to its form, or not all of it.
    Unchecked,
    /// Another phone registered a walk with this code first: that registration holds.
    Walk,
}

impl Flag {
    /// Every flag with the word that names it.
    const ALL: [(Self, &'static str); 3] = [
        (Self::Form, "form"),
        (Self::Unchecked, "unchecked"),
        (Self::Walk, "walk"),
    ];
}

/// A word that names no flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownFlag;

impl std::fmt::Display for UnknownFlag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no flag has this name")
    }
}

impl std::str::FromStr for Flag {
    type Err = UnknownFlag;

    fn from_str(text: &str) -> Result<Self, UnknownFlag> {
        let mut all = Self::ALL.into_iter();
        let found = all.find(|(_, name)| *name == text);
        found.map(|(flag, _)| flag).ok_or(UnknownFlag)
    }
}
