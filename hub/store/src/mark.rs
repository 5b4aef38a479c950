//! Whether a hub may be served. The name of its feed says so: while a hub is carried to another
//! place, both places have names under which no phone knows a feed.
//!
//! | name of the feed | what it is |
//! |---|---|
//! | `EPOCH` | a hub |
//! | `leaving.ID.EPOCH` | a hub that is being carried elsewhere |
//! | `coming.ID.EPOCH` | the place to which it is carried, not whole yet |
//! | `left.ID.EPOCH` | a hub that is elsewhere now |

use std::fmt;

use crate::error::StoreError;
use crate::tx::Tx;

/// How far a hub is in being carried to another place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Leaving,
    Coming,
    Left,
}

impl Stage {
    const ALL: [Self; 3] = [Self::Leaving, Self::Coming, Self::Left];

    fn word(self) -> &'static str {
        match self {
            Self::Leaving => "leaving",
            Self::Coming => "coming",
            Self::Left => "left",
        }
    }
}

/// What the name of a feed says of its hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The carrying it is a part of: its stage and its random id; none where the hub is served.
    pub(crate) carried: Option<(Stage, String)>,
    /// The name under which phones know the feed.
    pub(crate) epoch: String,
}

impl Mark {
    pub(crate) fn parse(name: &str) -> Self {
        let served = || Self {
            carried: None,
            epoch: name.to_owned(),
        };
        let mut parts = name.splitn(3, '.');
        let (Some(word), Some(id), Some(epoch)) = (parts.next(), parts.next(), parts.next()) else {
            return served();
        };
        let Some(stage) = Stage::ALL.into_iter().find(|stage| stage.word() == word) else {
            return served();
        };
        Self {
            carried: Some((stage, id.to_owned())),
            epoch: epoch.to_owned(),
        }
    }

    /// The same hub at a stage of a carrying.
    pub(crate) fn at(&self, stage: Stage, id: &str) -> Self {
        Self {
            carried: Some((stage, id.to_owned())),
            epoch: self.epoch.clone(),
        }
    }

    /// The same hub, served.
    pub(crate) fn served(&self) -> Self {
        Self {
            carried: None,
            epoch: self.epoch.clone(),
        }
    }

    /// Whether it is the place to which that carrying leads.
    pub(crate) fn comes_by(&self, id: &str) -> bool {
        matches!(&self.carried, Some((Stage::Coming, of)) if of == id)
    }

    pub(crate) fn read(tx: &Tx) -> Result<Self, StoreError> {
        let name: String = tx.row("SELECT epoch FROM hub", (), |row| row.get("epoch"))?;
        Ok(Self::parse(&name))
    }

    /// Says it of the hub, inside a transaction.
    pub(crate) fn write(&self, tx: &Tx) -> Result<(), StoreError> {
        tx.execute("UPDATE hub SET epoch = ?1", [self.to_string()])?;
        Ok(())
    }

    /// Refuses a hub that is carried, or was.
    pub(crate) fn require_served(&self) -> Result<(), StoreError> {
        match self.carried {
            None => Ok(()),
            Some((Stage::Leaving, _)) => Err(StoreError::Moving),
            Some((Stage::Coming, _)) => Err(StoreError::MoveUnfinished),
            Some((Stage::Left, _)) => Err(StoreError::Moved),
        }
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.carried {
            None => f.write_str(&self.epoch),
            Some((stage, id)) => write!(f, "{}.{id}.{}", stage.word(), self.epoch),
        }
    }
}

#[cfg(test)]
mod tests {
    use farola_model::Coded as _;

    use super::*;

    #[test]
    fn a_mark_is_read_as_it_was_written() {
        let served = Mark::parse("e1");
        assert_eq!(
            (served.carried.clone(), served.epoch.as_str()),
            (None, "e1")
        );
        assert!(served.require_served().is_ok());
        for (stage, code) in [
            (Stage::Leaving, "hub.moving"),
            (Stage::Coming, "hub.move_unfinished"),
            (Stage::Left, "hub.moved"),
        ] {
            let mark = served.at(stage, "abc");
            let again = Mark::parse(&mark.to_string());
            assert_eq!(again, mark);
            assert_eq!(again.require_served().unwrap_err().code(), code);
            assert_eq!(again.served(), served);
            assert_eq!(again.comes_by("abc"), stage == Stage::Coming);
            assert!(!again.comes_by("abd"));
        }
    }

    #[test]
    fn what_is_no_mark_is_a_name() {
        for name in ["", "e1", "coming", "coming.abc", "soon.abc.e1", "a.b.c.d"] {
            let mark = Mark::parse(name);
            assert_eq!(
                (mark.carried.is_none(), mark.to_string()),
                (true, name.to_owned())
            );
        }
    }
}
