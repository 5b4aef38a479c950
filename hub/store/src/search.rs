//! The words of a record, as they are kept and as they are looked for.
//!
//! A text that is folded already (no capitals, no accents) falls into words of letters and
//! digits and into single signs such as `%`; whatever else stands between them is nothing. A
//! word is found by its beginning, from three characters on. Where very many records have words
//! that begin so, the commonest of these words are looked for in its place ([`with_common`]): a
//! record with none of them and only a rarer one is not found by so short a beginning.

use std::collections::{BTreeMap, HashMap, HashSet};

use farola_model::Timestamp;

use crate::error::StoreError;
use crate::id::SubmissionKey;
use crate::tx::{Next, Tx};
use crate::value::Row;

/// Signs that can be looked for; the engine's splitting of words knows the same ones.
const SIGNS: &str = "%$#@&+=<>";
/// Words shorter than this are found only whole: too much begins with one or two letters.
const BEGINNING: usize = 3;
/// Longer words are cut: PostgreSQL keeps none above 2,046 bytes, and nobody types so much.
const LONGEST: usize = 256;
/// Bytes of a record's words that are kept: PostgreSQL has room for a megabyte with its notes.
const KEPT: usize = 512 * 1024;
/// Most words of one search. A text may hold more of them than it has spaces: `cal.cal.cal`.
const TERMS: usize = 16;

/// Records that wait for the index of words together, where the engine has it so.
const WAITING: i64 = 128;

/// A beginning that so many records have is looked for as the words that begin so. Of a beginning
/// SQLite gathers every record before it gives the first one (a tenth of a second for a million of
/// them), of a word it gives the newest ones at once.
const VERY_MANY: i64 = 50_000;
/// Most words that stand for the beginnings of one search, the commonest ones: looking for each
/// costs some ten microseconds.
const STANDING_IN: usize = 128;
/// Of the records that go to the index together so many have to share a word for it to be counted.
/// Ids, names and coordinates are not: they are many, and none is common.
const SHARED: i64 = 2;

/// A word that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) word: String,
    /// Whether a longer word that begins so is meant too.
    pub(crate) begins: bool,
    /// Words that stand for the beginning, where very many records have it; else none.
    pub(crate) stand_in: Vec<String>,
}

/// Gives the words of a text, in its order, as the index knows them.
fn each_word(text: &str, mut each: impl FnMut(&str)) {
    let mut word = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            word.push(c);
        } else if c.is_alphanumeric() {
            // Engines split other scripts in ways of their own; written out they cannot.
            word.push_str(&format!("u{:x}u", u32::from(c)));
        } else {
            if !word.is_empty() {
                each(cut(&word));
                word.clear();
            }
            if SIGNS.contains(c) {
                each(c.encode_utf8(&mut [0; 4]));
            }
        }
    }
    if !word.is_empty() {
        each(cut(&word));
    }
}

/// A word as far as it is kept: ASCII alone by now, so no character is cut in two.
fn cut(word: &str) -> &str {
    word.get(..LONGEST).unwrap_or(word)
}

/// The words of a text, each once, with a blank before and behind every one: a word of three
/// thousand notes is kept as one of a single note is.
fn words(text: &str) -> String {
    let mut seen = HashSet::new();
    let mut words = " ".to_owned();
    each_word(text, |word| {
        if !seen.contains(word) && words.len().saturating_add(word.len()) < KEPT {
            seen.insert(word.to_owned());
            words.push_str(word);
            words.push(' ');
        }
    });
    words
}

/// What is asked of the index for some words; none where they hold nothing to look for.
pub(crate) fn query(asked: &[&str]) -> Option<Vec<Term>> {
    let mut terms = Vec::new();
    for text in asked {
        each_word(text, |word| {
            let term = Term {
                word: word.to_owned(),
                begins: word.chars().count() >= BEGINNING,
                stand_in: Vec::new(),
            };
            if terms.len() < TERMS && !terms.contains(&term) {
                terms.push(term);
            }
        });
    }
    (!terms.is_empty()).then_some(terms)
}

/// The same terms, each beginning that very many records have with the words that stand for it.
pub(crate) fn with_common(tx: &Tx, terms: &[Term]) -> Result<Vec<Term>, StoreError> {
    let Some(counted) = tx.dialect().counted_words() else {
        return Ok(terms.to_vec());
    };
    let begin = terms.iter().filter(|term| term.begins).count();
    let most = STANDING_IN.checked_div(begin).unwrap_or(STANDING_IN);
    let with = |term: &Term| -> Result<Term, StoreError> {
        let mut term = term.clone();
        if !term.begins {
            return Ok(term);
        }
        // Words are of digits and small letters: a brace stands behind all of them.
        let within = (&term.word, format!("{}{{", term.word));
        let read = |row: &Row<'_>| Ok((row.get("word")?, row.get("records")?));
        let words: Vec<(String, i64)> = tx.rows(counted.that_begin, within, read)?;
        let records = words.iter().map(|(_, records)| records).sum::<i64>();
        if records >= VERY_MANY {
            let words = words.into_iter().map(|(word, _)| word);
            term.stand_in = words.take(most.saturating_sub(1)).collect();
            // A word that is typed to its end is found, however rare it is.
            if !term.stand_in.contains(&term.word) {
                term.stand_in.push(term.word.clone());
            }
        }
        Ok(term)
    };
    terms.iter().map(with).collect()
}

/// Counts the words that records which go to the index together share.
fn count_words(tx: &Tx, waiting: &str, count: &str) -> Result<(), StoreError> {
    let mut counts: HashMap<String, i64> = HashMap::new();
    tx.each(waiting, (), |row| {
        let words: String = row.get("words")?;
        for word in words.split_ascii_whitespace() {
            match counts.get_mut(word) {
                Some(records) => *records = records.saturating_add(1),
                None => {
                    counts.insert(word.to_owned(), 1);
                }
            }
        }
        Ok(Next::More)
    })?;
    let shared = counts.into_iter().filter(|(_, records)| *records >= SHARED);
    // In the order of the table, so that each of its pages is come to once.
    let shared: BTreeMap<String, i64> = shared.collect();
    for (word, records) in &shared {
        tx.execute(count, (word, *records))?;
    }
    Ok(())
}

/// Keeps the words of a record in place of those that it had. Those of a new record may wait for
/// the words of others and go to the index together with them; a search looks at both.
pub(crate) fn keep_words(
    tx: &Tx,
    submission: SubmissionKey,
    search: &str,
    is_new: bool,
) -> Result<(), StoreError> {
    let (dialect, words) = (tx.dialect(), words(search));
    let Some(waiting) = dialect.waiting_words() else {
        if !is_new {
            tx.execute(dialect.forget_words(), [submission.0])?;
        }
        tx.execute(dialect.keep_words(), (submission.0, words))?;
        return Ok(());
    };
    if !is_new {
        // It may wait or be in the index; a search must find it by the new words alone.
        tx.execute(waiting.forget, [submission.0])?;
        tx.execute(dialect.forget_words(), [submission.0])?;
        tx.execute(dialect.keep_words(), (submission.0, words))?;
        return Ok(());
    }
    tx.execute(waiting.keep, (submission.0, words))?;
    // By the id, which is at hand: counting those that wait would be a read for every record.
    if submission.0 % WAITING == 0 {
        if let Some(counted) = dialect.counted_words() {
            count_words(tx, waiting.each, counted.count)?;
        }
        tx.execute(waiting.index, ())?;
        tx.execute(waiting.forget_all, ())?;
    }
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
    use crate::dialect::Dialect;

    #[test]
    fn a_text_falls_into_words_and_signs() {
        for (text, expected) in [
            ("calle roja, 4", "calle roja 4"),
            ("100% luz", "100 % luz"),
            ("uuid:0001-4000", "uuid 0001 4000"),
            ("' or 1=1 --", "or 1 ="),
            ("\"; drop\n(x)", "drop x"),
            ("улица", "u443uu43buu438uu446uu430u"),
            ("luz, luz; luz la luz", "luz la"),
            ("", ""),
            ("...", ""),
        ] {
            assert_eq!(words(text).trim(), expected, "{text}");
        }
    }

    #[test]
    fn a_query_quotes_what_it_looks_for() {
        let written = |dialect: Dialect, words: &[&str]| Some(dialect.all_of(&query(words)?));
        let asked = |words: &[&str]| written(Dialect::Sqlite, words);
        let server = written(Dialect::Postgres, &["lampara", "or", "%'&"]);
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

    /// What stands for a beginning is looked for whole, any of it.
    #[test]
    fn words_stand_in_for_a_beginning() {
        let mut terms = query(&["cal", "roja"]).unwrap();
        terms[0].stand_in = vec!["calle".to_owned(), "calzada".to_owned()];
        let sqlite = Dialect::Sqlite.all_of(&terms);
        assert_eq!(sqlite, "(\"calle\" OR \"calzada\") AND \"roja\" *");
        let server = Dialect::Postgres.all_of(&terms);
        assert_eq!(server, "('calle' | 'calzada') & 'roja':*");
    }

    #[test]
    fn a_beginning_that_very_many_records_have_is_a_bounded_number_of_words() {
        let dir = tempfile::tempdir().unwrap();
        let tx = crate::sqlite::open_writer(dir.path(), Timestamp(0), "e").unwrap();
        let count = tx.dialect().counted_words().unwrap().count;
        // A thousand words that begin with `cal`, one of them rare; `luz` alone is common too.
        for number in 0..1_000i64 {
            let word = format!("cal{number:03}");
            tx.execute(count, (word, 1_000 - number)).unwrap();
        }
        tx.execute(count, ("luz", VERY_MANY)).unwrap();
        tx.execute(count, ("pozo", VERY_MANY - 1)).unwrap();
        let of = |asked: &[&str]| {
            let terms = with_common(&tx, &query(asked).unwrap()).unwrap();
            let of = terms.iter().map(|term| term.stand_in.len());
            of.collect::<Vec<_>>()
        };
        assert_eq!(of(&["cal"]), [STANDING_IN]);
        assert_eq!(of(&["luz", "cal"]), [1, STANDING_IN / 2]);
        assert_eq!(of(&["pozo", "cal9", "zz"]), [0, 0, 0]);
        // Fewer than three characters are a whole word: no beginning.
        assert_eq!(of(&["ca", "lu"]), [0, 0]);
        let term = &with_common(&tx, &query(&["cal"]).unwrap()).unwrap()[0];
        assert_eq!(term.stand_in[..2], ["cal000", "cal001"], "the commonest");
        // A record may say no more than what was typed.
        assert_eq!(term.stand_in.last().map(String::as_str), Some("cal"));
        let many = of(&["cal", "cal0", "cal1", "cal2", "cal3", "cal4", "cal5"]);
        assert_eq!(many, [18, 18, 18, 18, 18, 18, 0], "128 in all");
    }

    #[test]
    fn a_search_has_an_end() {
        let terms = |asked: &str| query(&[asked]).unwrap();
        assert_eq!(terms(&"cal.".repeat(1000)).len(), 1);
        let many: Vec<String> = (0..100).map(|n| format!("w{n}")).collect();
        assert_eq!(terms(&many.join(".")).len(), TERMS);
        assert_eq!(terms(&"x".repeat(5000))[0].word.len(), LONGEST);
        let record: String = (0..200_000).map(|n| format!("{n} ")).collect();
        let kept = words(&record);
        assert!(kept.len() <= KEPT + 1 && kept.len() > KEPT - 20);
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
