//! Expressions: parsing, checking, and resolving their paths to nodes of the definition.
//!
//! ODK's XPath cannot build a path at run time, so that everything an expression may ever read is
//! known here: each path is followed once through the definition (`trail`, `follow`), what it
//! depends on becomes an edge of the graph (`deps`), and how the session finds its nodes without
//! walking the document becomes a plan (`plan`). Faults name a way out (`faults`).

mod compile;
mod deps;
mod faults;
mod follow;
mod plan;
mod site;
mod trail;

pub(crate) use self::deps::{Dep, ExprInfo, Reads};
pub(super) use self::site::Site;
pub(crate) use self::site::{ExprPlace, Gives};
pub(super) use self::trail::Trail;
