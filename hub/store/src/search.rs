//! The words of a record, as they are kept and as they are looked for.
//!
//! A text that is folded already (no capitals, no accents) falls into words of letters and
//! digits and into single signs such as `%`; whatever else stands between them is nothing. A
//! word is found by its beginning, from three characters on.

use farola_model::Timestamp;

use crate::dialect::Dialect;
use crate::error::StoreError;
use crate::id::SubmissionKey;
use crate::tx::Tx;

/// Signs that can be looked for; the engine's splitting of words knows the same ones.
const SIGNS: &str = "%$#@&+=<>";
/// Words shorter than this are found only whole: too much begins with one or two letters.
const BEGINNING: usize = 3;

/// The words of a text, in its order, as the index knows them.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            word.push(c);
        } else if c.is_alphanumeric() {
            // Engines split other scripts in ways of their own; written out they cannot.
            word.push_str(&format!("u{:x}u", u32::from(c)));
        } else {
            words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty()));
            words.extend(SIGNS.contains(c).then(|| c.to_string()));
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

/// What is asked of the index for some words; none where they hold nothing to look for.
pub(crate) fn query(dialect: Dialect, asked: &[&str]) -> Option<String> {
    let terms: Vec<(String, bool)> = asked
        .iter()
        .flat_map(|text| words(text))
        .map(|word| {
            let begins = word.chars().count() >= BEGINNING;
            (word, begins)
        })
        .collect();
    (!terms.is_empty()).then(|| dialect.all_of(&terms))
}

/// Keeps the words of a record in place of those that it had.
pub(crate) fn keep_words(
    tx: &Tx,
    submission: SubmissionKey,
    search: &str,
    is_new: bool,
) -> Result<(), StoreError> {
    if !is_new {
        tx.execute(tx.dialect().forget_words(), [submission.0])?;
    }
    tx.execute(
        tx.dialect().keep_words(),
        (submission.0, words(search).join(" ")),
    )?;
    Ok(())
}

/// The day of a record as its digits: the date in its walk's code, else the day that the caller
/// worked out in the project's zone, else that of the instant in UTC.
pub(crate) fn day(walk_code: Option<&str>, known: Option<&str>, at: Timestamp) -> String {
    let of_walk = walk_code.and_then(date_of_walk).or(known);
    of_walk.map_or_else(|| date(at), str::to_owned)
}

/// A walk's code has its date after the key of the municipality: `14039-20261121-a3f09c`.
pub(crate) fn date_of_walk(code: &str) -> Option<&str> {
    let mut parts = code.splitn(3, '-');
    let (key, date, _) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |text: &str, count: usize| {
        text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    (digits(key, 5) && digits(date, 8)).then_some(date)
}

fn date(at: Timestamp) -> String {
    let written = at.to_string();
    written
        .chars()
        .filter(char::is_ascii_digit)
        .take(8)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_falls_into_words_and_signs() {
        for (text, expected) in [
            ("calle roja, 4", "calle roja 4"),
            ("100% luz", "100 % luz"),
            ("uuid:0001-4000", "uuid 0001 4000"),
            ("' or 1=1 --", "or 1 = 1"),
            ("\"; drop\n(x)", "drop x"),
            ("улица", "u443uu43buu438uu446uu430u"),
            ("", ""),
            ("...", ""),
        ] {
            assert_eq!(words(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn a_query_quotes_what_it_looks_for() {
        let asked = |words: &[&str]| query(Dialect::Sqlite, words);
        let server = query(Dialect::Postgres, &["lampara", "or", "%'&"]);
        assert_eq!(server.unwrap(), "'lampara':* & 'or' & '%' & '&'");
        assert_eq!(
            asked(&["lampara", "or"]).unwrap(),
            "\"lampara\" * AND \"or\""
        );
        assert_eq!(asked(&["a\"b*"]).unwrap(), "\"a\" AND \"b\"");
        assert_eq!(asked(&["%"]).unwrap(), "\"%\"");
        assert_eq!(asked(&["'", "--"]), None);
        assert_eq!(asked(&[]), None);
    }

    #[test]
    fn a_day_is_that_of_the_walk_first() {
        let at = Timestamp(1_795_985_580_000);
        let walk = Some("14039-20261121-a3f09c");
        assert_eq!(day(walk, Some("20260101"), at), "20261121");
        assert_eq!(
            day(Some("14039-2026112-a"), Some("20260101"), at),
            "20260101"
        );
        assert_eq!(day(Some("paseo"), None, at).len(), 8);
        assert_eq!(day(None, None, Timestamp(0)), "19700101");
    }
}
