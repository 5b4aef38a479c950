//! What reviewers have to know of a record before they believe it.
//!
//! Flags are few: they stand in one column of the record, and an index holds only records that
//! have one. An arrival without a flag writes nothing for them.

use crate::error::StoreError;
use crate::id::SubmissionKey;
use crate::tx::Tx;
use crate::value::Row;

/// A thing to know of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flag {
    /// Answers of it break rules of their form.
    Form,
    /// It was not held to its form, or not all of it: nobody knows whether it breaks a rule.
    Unchecked,
    /// It registers a walk whose code another phone had registered already: the first
    /// registration holds, this one changed nothing.
    Walk,
}

impl Flag {
    /// Every flag, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Form, Self::Unchecked, Self::Walk];
    /// Those that say how it stands with its form: each version has its own.
    pub const OF_FORM: [Self; 2] = [Self::Form, Self::Unchecked];

    /// The word as stored and sent: letters only, because a filter looks for it with `LIKE`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Unchecked => "unchecked",
            Self::Walk => "walk",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flag| flag.as_str() == text)
    }

    /// What a column with this flag is `LIKE`.
    pub(crate) fn pattern(self) -> String {
        format!("% {} %", self.as_str())
    }
}

/// The flags of a column. One of a newer hub beside this one is passed over.
pub(crate) fn read(row: &Row<'_>) -> Result<Vec<Flag>, StoreError> {
    let text: String = row.get("flags")?;
    Ok(parse(&text))
}

fn parse(text: &str) -> Vec<Flag> {
    text.split_ascii_whitespace()
        .filter_map(Flag::parse)
        .collect()
}

/// Sets or takes flags of a record.
pub(crate) fn set(
    tx: &Tx,
    submission: SubmissionKey,
    flags: &[(Flag, bool)],
) -> Result<(), StoreError> {
    let sql = "SELECT flags FROM submission WHERE id = ?1";
    let text: String = tx.row(sql, [submission.0], |row| row.get("flags"))?;
    let kept = text.split_ascii_whitespace();
    // A word that this hub does not know is a newer one's, and stays.
    let told = |word: &str| flags.iter().any(|(flag, _)| flag.as_str() == word);
    let mut words: Vec<&str> = kept.filter(|word| !told(word)).collect();
    let standing = flags.iter().filter(|(_, stands)| *stands);
    words.extend(standing.map(|(flag, _)| flag.as_str()));
    words.sort_unstable();
    let changed = match words.is_empty() {
        true => String::new(),
        false => format!(" {} ", words.join(" ")),
    };
    if changed != text {
        let sql = "UPDATE submission SET flags = ?1 WHERE id = ?2";
        tx.execute(sql, (changed, submission.0))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_is_read_as_it_is_written() {
        for flag in Flag::ALL {
            assert_eq!(Flag::parse(flag.as_str()), Some(flag));
            assert_eq!(parse(&format!(" {} ", flag.as_str())), [flag]);
            assert!(flag.as_str().bytes().all(|byte| byte.is_ascii_lowercase()));
        }
        assert_eq!(parse(""), []);
        assert_eq!(parse(" of_tomorrow "), []);
    }
}
