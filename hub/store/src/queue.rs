//! The reviewer's queue: filters and counts. Only columns worked out at arrival and counters; a
//! page of it is found by [`crate::page`].

use std::collections::BTreeMap;

use farola_model::{InstanceId, ProjectId, Timestamp};
use farola_protocol::review::ReviewState;

use crate::error::StoreError;
use crate::flag::{self, Flag};
pub use crate::id::SubmissionKey;
use crate::page;
use crate::project::require_project;
use crate::search::{self, Term};
use crate::sql::{at, instance, maybe_at, word};
use crate::store::Store;
use crate::tx::{Next, Tx};
use crate::value::{Owned, Row};

/// One thing that a reviewer asks of a record.
///
/// Adding a filter is a variant here and a field of [`Asked`]; where records are to be counted by
/// it, a column of the table `tally`; for a list of choices, a field of [`Facets`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// It is in one of these states.
    States(Vec<ReviewState>),
    /// It is of the form with this id.
    Form(String),
    /// It is of the municipality with this INEGI key.
    City(String),
    /// Its neighbourhood is written in one of these ways.
    Places(Vec<String>),
    /// Its day is this one or later.
    From(Day),
    /// Its day is this one or earlier.
    To(Day),
    /// A word of it begins like this folded one. Where very many records have the words that are
    /// asked for, about the newest five thousand of them are looked at, and counted; where more
    /// than fifty thousand have a word that begins so, its 128 commonest words are meant.
    Word(String),
    /// It has this flag; about the newest five thousand records with any are looked at.
    Flag(Flag),
}

/// A day of the calendar, as a walk's code has it: `20261128`.
///
/// The day of a record is the date in its walk's code: a stop after midnight belongs to the
/// evening on which the walk began. A record without a walk has the day on which it was
/// answered; one that does not say when, the day on which it arrived. It is worked out once, when
/// the record arrives, in the time zone that its project has then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day(pub String);

/// What a record has to meet: every condition; without any, each record does.
pub type Filter = Vec<Condition>;

/// A row of the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Row of the submission.
    pub key: SubmissionKey,
    /// Id of its current version.
    pub instance_id: InstanceId,
    /// The form.
    pub form_id: String,
    /// Its title.
    pub form_title: String,
    /// Title in Spanish.
    pub title_es: String,
    /// Title in English.
    pub title_en: String,
    /// Neighbourhood, from the record or the registration of its walk.
    pub place: Option<String>,
    /// Municipality: key and name, where a form named it.
    pub city: Option<(String, Option<String>)>,
    /// Walk.
    pub walk_code: Option<String>,
    /// State.
    pub state: ReviewState,
    /// Urgency.
    pub urgency: Option<String>,
    /// Light.
    pub light: Option<String>,
    /// Voices.
    pub voices: Option<i64>,
    /// Index of the stop.
    pub isp: Option<i64>,
    /// Band of the index.
    pub band: Option<String>,
    /// Files that the record names.
    pub photos_expected: i64,
    /// Of them, those that are here.
    pub photos_present: i64,
    /// When it was filled.
    pub answered: Option<Timestamp>,
    /// When it arrived.
    pub received: Timestamp,
    /// Latitude, longitude, accuracy.
    pub position: Option<(f64, f64, f64)>,
    /// Version of the record.
    pub version: i64,
    /// What there is to know of it.
    pub flags: Vec<Flag>,
}

/// Counts beside the filters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// Records per state.
    pub states: Vec<(ReviewState, i64)>,
    /// Form id, title, records.
    pub forms: Vec<(String, String, i64)>,
    /// City key, name, records.
    pub cities: Vec<(String, Option<String>, i64)>,
    /// Neighbourhood as it is written, records.
    pub places: Vec<(String, i64)>,
    /// Flag, records. Only flags that a record has.
    pub flags: Vec<(Flag, i64)>,
}

/// One page of the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Its rows, in order.
    pub items: Vec<Item>,
    /// Rows of all pages.
    pub total: i64,
    /// The cursor of the next page; none on the last.
    pub next: Option<String>,
}

const SELECT_ITEM: &str = "SELECT s.id AS key, s.instance_id, form.form_id,
      fv.title AS form_title, s.title_es, s.title_en,
      coalesce(s.place, walk.place) AS place, s.city_code, city.name AS city_name,
      s.walk_code, s.state, s.urgency, s.light, s.voices, s.isp, s.band, s.answered_ms,
      s.created_ms, s.lat, s.lon, s.accuracy_m, s.row_version, s.flags,
      (SELECT count(*) FROM submission_attachment a
         WHERE a.version = s.current AND a.expected = 1) AS photos_expected,
      (SELECT count(*) FROM submission_attachment a
         WHERE a.version = s.current AND a.expected = 1
           AND EXISTS (SELECT 1 FROM attachment_file f WHERE f.attachment = a.id))
        AS photos_present";

pub(crate) fn read_item(row: &Row<'_>) -> Result<Item, StoreError> {
    let city: Option<String> = row.get("city_code")?;
    let city_name: Option<String> = row.get("city_name")?;
    let lat: Option<f64> = row.get("lat")?;
    let lon: Option<f64> = row.get("lon")?;
    let accuracy: Option<f64> = row.get("accuracy_m")?;
    Ok(Item {
        key: SubmissionKey(row.get("key")?),
        instance_id: instance(row, "instance_id")?,
        form_id: row.get("form_id")?,
        form_title: row.get("form_title")?,
        title_es: row.get("title_es")?,
        title_en: row.get("title_en")?,
        place: row.get("place")?,
        city: city.map(|code| (code, city_name)),
        walk_code: row.get("walk_code")?,
        state: word(row, "state", ReviewState::from_name)?,
        urgency: row.get("urgency")?,
        light: row.get("light")?,
        voices: row.get("voices")?,
        isp: row.get("isp")?,
        band: row.get("band")?,
        photos_expected: row.get("photos_expected")?,
        photos_present: row.get("photos_present")?,
        answered: maybe_at(row, "answered_ms")?,
        received: at(row, "created_ms")?,
        position: lat
            .zip(lon)
            .map(|(lat, lon)| (lat, lon, accuracy.unwrap_or(0.0))),
        version: row.get("row_version")?,
        flags: flag::read(row)?,
    })
}

/// The rows of the queue, before any condition.
pub(crate) fn select_items() -> String {
    format!(
        "{SELECT_ITEM} FROM submission s JOIN form ON form.id = s.form
         JOIN form_version fv ON fv.id = form.current_version
         LEFT JOIN city ON city.project_id = s.project_id AND city.code = s.city_code
         LEFT JOIN walk ON walk.project_id = s.project_id AND walk.walk_code = s.walk_code"
    )
}

/// What a filter asks, condition by condition. Of a condition that stands twice both are asked
/// where that can be (words, days), else the last one.
#[derive(Debug, Default)]
pub(crate) struct Asked<'a> {
    pub(crate) states: Option<&'a [ReviewState]>,
    pub(crate) form: Option<&'a str>,
    city: Option<&'a str>,
    places: Option<&'a [String]>,
    from: Option<&'a str>,
    to: Option<&'a str>,
    /// What is asked of the index of words.
    pub(crate) words: Option<Vec<Term>>,
    flag: Option<Flag>,
}

impl<'a> Asked<'a> {
    fn of(filter: &'a [Condition]) -> Self {
        let mut asked = Self::default();
        let mut words = Vec::new();
        for condition in filter {
            match condition {
                Condition::States(states) => asked.states = Some(states),
                Condition::Form(id) => asked.form = Some(id),
                Condition::City(code) => asked.city = Some(code),
                Condition::Places(spellings) => asked.places = Some(spellings),
                // None is less than any day; of two beginnings the later one holds.
                Condition::From(Day(day)) => asked.from = asked.from.max(Some(day)),
                Condition::To(Day(day)) => {
                    asked.to = Some(asked.to.map_or(day.as_str(), |to| to.min(day)));
                }
                Condition::Word(word) => words.push(word.as_str()),
                Condition::Flag(flag) => asked.flag = Some(*flag),
            }
        }
        asked.words = search::query(&words);
        asked
    }

    /// Whether an index of its own leaves few records: that of words, or that of flags.
    pub(crate) fn is_of_few(&self) -> bool {
        self.words.is_some() || self.flag.is_some()
    }

    /// Whether something is asked of groups.
    pub(crate) fn groups(&self) -> bool {
        let texts = self.form.is_some() || self.city.is_some();
        texts || self.states.is_some() || self.places.is_some()
    }

    /// Whether days are asked for.
    pub(crate) fn days(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    /// Whether a day is one of those.
    pub(crate) fn has_day(&self, day: &str) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// `column` is one of so many values; of none, it is nothing.
fn one_of(column: &str, count: usize) -> String {
    // PostgreSQL refuses `IN ()`.
    if count == 0 {
        return "1 = 0".to_owned();
    }
    format!("{column} IN ({})", vec!["?"; count].join(", "))
}

const FIRST_DAY: &str = "00000000";
const LAST_DAY: &str = "99999999";

/// The counters between two days, both included: days at the ends, whole months between them.
/// Each span ends before its second text; a letter stands behind every digit.
fn spans(from: &str, to: &str) -> Vec<(String, String)> {
    let month = |day: &str| day.get(..6).unwrap_or(day).to_owned();
    let (first, last) = (month(from), month(to));
    if from > to {
        return Vec::new();
    }
    if first == last {
        return vec![(from.to_owned(), format!("{to}a"))];
    }
    vec![
        (from.to_owned(), format!("{first}a")),
        (format!("m{first}a"), format!("m{last}")),
        (last, format!("{to}a")),
    ]
}

/// What a query reads from, its conditions and their values in step, and how it counts records.
/// `s` is a record, `t` its group, `d` its group on one day.
#[derive(Clone)]
pub(crate) struct Source {
    from: String,
    conditions: String,
    pub(crate) values: Vec<Owned>,
    count: &'static str,
}

impl Source {
    fn new(from: String, project: &str, id: ProjectId, count: &'static str) -> Self {
        Self {
            from,
            conditions: format!(" WHERE {project} = ?"),
            values: vec![i64::from(id.0).into()],
            count,
        }
    }

    /// The counters; `records > 0` because those of records that moved on stay until
    /// they are swept.
    pub(crate) fn of_groups(project: ProjectId) -> Self {
        let from = " FROM tally t".to_owned();
        let mut source = Self::new(from, "t.project_id", project, "sum(t.records)");
        source.and("t.records > 0", Vec::new());
        source
    }

    /// The counters of the days that are asked for. Whole months have counters of their own
    /// (`m202611`), so that years are few rows. Each span is a query of its own: of several spans
    /// in one condition SQLite reads every counter of the project.
    pub(crate) fn of_days(project: ProjectId, asked: &Asked<'_>) -> Self {
        let mut spans = spans(
            asked.from.unwrap_or(FIRST_DAY),
            asked.to.unwrap_or(LAST_DAY),
        );
        if spans.is_empty() {
            // The days end before they begin.
            spans.push((LAST_DAY.to_owned(), FIRST_DAY.to_owned()));
        }
        let each = "SELECT tally, records FROM tally_day
             WHERE project_id = ? AND day >= ? AND day < ?";
        let from = vec![each; spans.len()].join(" UNION ALL ");
        let values = spans
            .into_iter()
            .flat_map(|(from, to)| [i64::from(project.0).into(), from.into(), to.into()]);
        Self {
            from: format!(" FROM ({from}) d"),
            conditions: " WHERE 1 = 1".to_owned(),
            values: values.collect(),
            count: "sum(d.records)",
        }
    }

    /// The records themselves, by an index.
    pub(crate) fn of_records(project: ProjectId, by: String) -> Self {
        let from = format!(" FROM submission s{by}");
        Self::new(from, "s.project_id", project, "count(*)")
    }

    /// What answers the filter with the least work.
    pub(crate) fn of(tx: &Tx, project: ProjectId, asked: &Asked<'_>) -> Result<Self, StoreError> {
        if let Some(mut source) = Self::of_few(tx, project, asked)? {
            source.groups(asked);
            return Ok(source);
        }
        let mut source = match asked.days() {
            true => Self::of_days(project, asked),
            false => Self::of_groups(project),
        };
        source.groups(asked);
        Ok(source)
    }

    /// The records that an index of few gives, where one is asked: with their flag and their
    /// days, not yet with what is asked of groups.
    fn of_few(tx: &Tx, project: ProjectId, asked: &Asked<'_>) -> Result<Option<Self>, StoreError> {
        let mut source = match (&asked.words, asked.flag) {
            (Some(words), _) => Self::of_words(tx, project, words)?,
            (None, Some(_)) => Self::of_flagged(project),
            (None, None) => return Ok(None),
        };
        if let Some(flag) = asked.flag {
            source.and("s.flags LIKE ?", vec![flag.pattern().into()]);
        }
        source.days(asked);
        Ok(Some(source))
    }

    /// The newest records that have a flag.
    fn of_flagged(project: ProjectId) -> Self {
        let from = " FROM (SELECT id FROM submission WHERE project_id = ? AND flags <> ''
               ORDER BY id DESC LIMIT 5000) w CROSS JOIN submission s CROSS JOIN tally t"
            .to_owned();
        let mut source = Self::new(from, "s.project_id", project, "count(*)");
        source.values.insert(0, i64::from(project.0).into());
        source.and("s.id = w.id AND t.id = s.tally", Vec::new());
        source
    }

    /// The newest records in which the words occur.
    fn of_words(tx: &Tx, project: ProjectId, words: &[Term]) -> Result<Self, StoreError> {
        let words = search::with_common(tx, words)?;
        let (matches, values) = tx.dialect().matches(&words);
        let from = format!(
            // Crossed in this order: SQLite would rather go along the whole order than sort.
            " FROM {matches} w CROSS JOIN submission s CROSS JOIN tally t"
        );
        let mut source = Self::new(from, "s.project_id", project, "count(*)");
        source.values.splice(0..0, values);
        source.and("s.id = w.id AND t.id = s.tally", Vec::new());
        Ok(source)
    }

    /// Adds what the filter asks of groups.
    pub(crate) fn groups(&mut self, asked: &Asked<'_>) {
        let mut conditions = Vec::new();
        let mut values: Vec<Owned> = Vec::new();
        if let Some(states) = asked.states {
            conditions.push(one_of("t.state", states.len()));
            values.extend(
                states
                    .iter()
                    .map(|state| Owned::from(state.as_str().to_owned())),
            );
        }
        if let Some(form) = asked.form {
            let sql = "t.form IN (SELECT f.id FROM form f WHERE f.form_id = ?)";
            conditions.push(sql.to_owned());
            values.push(form.to_owned().into());
        }
        if let Some(city) = asked.city {
            conditions.push("t.city_code = ?".to_owned());
            values.push(city.to_owned().into());
        }
        if let Some(places) = asked.places {
            conditions.push(one_of("t.place", places.len()));
            values.extend(places.iter().cloned().map(Owned::from));
        }
        if conditions.is_empty() {
            return;
        }
        let conditions = conditions.join(" AND ");
        if self.from.contains("tally t") {
            self.and(&conditions, values);
        } else {
            let of = if self.from.contains("tally_day") {
                "d"
            } else {
                "s"
            };
            let sql = format!("{of}.tally IN (SELECT t.id FROM tally t WHERE {conditions})");
            self.and(&sql, values);
        }
    }

    /// Adds the days that the filter asks for of a record.
    pub(crate) fn days(&mut self, asked: &Asked<'_>) {
        for (day, compares) in [(asked.from, ">="), (asked.to, "<=")] {
            if let Some(day) = day {
                let condition = format!("s.day {compares} ?");
                self.and(&condition, vec![day.to_owned().into()]);
            }
        }
    }

    pub(crate) fn and(&mut self, sql: &str, values: Vec<Owned>) {
        self.conditions.push_str(" AND ");
        self.conditions.push_str(sql);
        self.values.extend(values);
    }

    /// Tables and conditions.
    pub(crate) fn sql(&self) -> String {
        format!("{}{}", self.from, self.conditions)
    }

    /// The same with more tables.
    fn joined(&self, joins: &str) -> String {
        format!("{}{joins}{}", self.from, self.conditions)
    }

    /// How many records it has.
    pub(crate) fn total(&self, tx: &Tx) -> Result<i64, StoreError> {
        // A sum of no rows is nothing; PostgreSQL's sum of whole numbers is no whole number.
        let sql = format!(
            "SELECT CAST(coalesce({}, 0) AS BIGINT){}",
            self.count,
            self.sql()
        );
        tx.row(&sql, self.values.as_slice(), |row| row.get(0))
    }
}

impl Store {
    /// Counts for the filters. Each list leaves its own filter out, so that it shows what
    /// another choice in it would give.
    ///
    /// # Errors
    /// [`Problem::ProjectUnknown`](farola_protocol::Problem::ProjectUnknown);
    /// [`StoreError::Busy`], [`StoreError::Database`]: the database is locked or damaged.
    pub fn count_facets(
        &self,
        project: ProjectId,
        filter: &[Condition],
    ) -> Result<Facets, StoreError> {
        self.read_list(|tx| {
            require_project(tx, project)?;
            facets(tx, project, filter)
        })
    }

    /// Every way in which a neighbourhood is written in a project. People write it by hand:
    /// which of them mean the same is for the caller to say.
    ///
    /// # Errors
    /// [`Problem::ProjectUnknown`](farola_protocol::Problem::ProjectUnknown);
    /// [`StoreError::Busy`], [`StoreError::Database`]: the database is locked or damaged.
    pub fn list_places(&self, project: ProjectId) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT place FROM tally WHERE project_id = ?1 AND place <> '' AND records > 0
             GROUP BY place ORDER BY place";
        self.read_list(|tx| {
            require_project(tx, project)?;
            tx.rows(sql, [project.0], |row| row.get("place"))
        })
    }

    /// One page of the queue: what is urgent first, then what has waited longest. `cursor` is
    /// the `next` of the page before.
    ///
    /// # Errors
    /// [`Problem::ProjectUnknown`](farola_protocol::Problem::ProjectUnknown);
    /// [`Problem::BadParameter`](farola_protocol::Problem::BadParameter) for a cursor that no page
    /// gave; [`StoreError::Busy`], [`StoreError::Database`]: the database is locked or damaged.
    pub fn read_queue(
        &self,
        project: ProjectId,
        filter: &[Condition],
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page, StoreError> {
        self.read_list(|tx| {
            require_project(tx, project)?;
            page::read(tx, project, &Asked::of(filter), cursor, limit)
        })
    }
}

/// What the filter asks but for one of its lists.
fn without(filter: &[Condition], left_out: fn(&Condition) -> bool) -> Vec<Condition> {
    let kept = filter.iter().filter(|condition| !left_out(condition));
    kept.cloned().collect()
}

fn facets(tx: &Tx, project: ProjectId, filter: &[Condition]) -> Result<Facets, StoreError> {
    // Each list leaves its own filter out, so each would search anew; what the words and the days
    // find is the same for all, and is counted by group once.
    let found = found_in_groups(tx, project, &Asked::of(filter))?;
    let found = found.as_ref();
    let source = |left_out: fn(&Condition) -> bool| {
        let kept = without(filter, left_out);
        let mut groups = Source::of_groups(project);
        groups.groups(&Asked::of(&kept));
        groups
    };
    let states = counted(
        tx,
        "t.state",
        "",
        &source(|one| matches!(one, Condition::States(_))),
        found,
        |row| row.get(0),
    )?;
    let forms = counted(
        tx,
        "form.form_id, fv.title",
        " JOIN form ON form.id = t.form JOIN form_version fv ON fv.id = form.current_version",
        &source(|one| matches!(one, Condition::Form(_))),
        found,
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let forms = forms.into_iter().map(|((id, title), n)| (id, title, n));
    let mut forms: Vec<(String, String, i64)> = forms.collect();
    forms.sort_by(|(_, one, _), (_, other, _)| one.cmp(other));
    let mut of_cities = source(|one| matches!(one, Condition::City(_)));
    of_cities.and("t.city_code <> ''", Vec::new());
    let cities = counted(
        tx,
        "t.city_code, city.name",
        " LEFT JOIN city ON city.project_id = t.project_id AND city.code = t.city_code",
        &of_cities,
        found,
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let cities = cities.into_iter().map(|((code, name), n)| (code, name, n));
    let mut cities: Vec<(String, Option<String>, i64)> = cities.collect();
    cities.sort_by(|one, other| {
        let shown = |city: &(String, Option<String>, i64)| city.1.clone().unwrap_or(city.0.clone());
        shown(one).cmp(&shown(other))
    });
    let mut of_places = source(|one| matches!(one, Condition::Places(_)));
    of_places.and("t.place <> ''", Vec::new());
    let mut places = counted(tx, "t.place", "", &of_places, found, |row| row.get(0))?;
    places.sort();
    let unflagged = without(filter, |one| matches!(one, Condition::Flag(_)));
    let flags = count_flags(tx, project, &Asked::of(&unflagged))?;
    Ok(Facets {
        states: every_state(&states),
        forms,
        cities,
        places,
        flags,
    })
}

/// How many records have each flag, of those that the rest of the filter asks for.
fn count_flags(
    tx: &Tx,
    project: ProjectId,
    asked: &Asked<'_>,
) -> Result<Vec<(Flag, i64)>, StoreError> {
    let mut source = match &asked.words {
        Some(words) => {
            let mut source = Source::of_words(tx, project, words)?;
            source.and("s.flags <> ''", Vec::new());
            source
        }
        None => Source::of_flagged(project),
    };
    source.groups(asked);
    source.days(asked);
    let mut counts = BTreeMap::new();
    let sql = format!("SELECT s.flags{}", source.sql());
    tx.each(&sql, source.values.as_slice(), |row| {
        for flag in flag::read(row)? {
            *counts.entry(flag).or_insert(0) += 1;
        }
        Ok(Next::More)
    })?;
    Ok(counts.into_iter().collect())
}

/// How many records each group has in which the words occur, on the days that are asked for; none
/// where neither is asked. Looked up once for all lists of choices.
fn found_in_groups(
    tx: &Tx,
    project: ProjectId,
    asked: &Asked<'_>,
) -> Result<Option<BTreeMap<i64, i64>>, StoreError> {
    let (source, group, count) = match Source::of_few(tx, project, asked)? {
        Some(source) => (source, "t.id", "1"),
        None if asked.days() => (Source::of_days(project, asked), "d.tally", "d.records"),
        None => return Ok(None),
    };
    // Added up here: an engine would sort all of them first.
    let sql = format!(
        "SELECT {group} AS tally, CAST({count} AS BIGINT) AS records{}",
        source.sql()
    );
    let mut groups = BTreeMap::new();
    tx.each(&sql, source.values.as_slice(), |row| {
        let (tally, records): (i64, i64) = (row.get("tally")?, row.get("records")?);
        *groups.entry(tally).or_insert(0) += records;
        Ok(Next::More)
    })?;
    Ok(Some(groups))
}

/// Records by what the groups of a source have in common. `found` are those to count of each
/// group, where not all of it.
fn counted<K: Ord>(
    tx: &Tx,
    common: &str,
    joins: &str,
    source: &Source,
    found: Option<&BTreeMap<i64, i64>>,
    read: fn(&Row<'_>) -> Result<K, StoreError>,
) -> Result<Vec<(K, i64)>, StoreError> {
    let (from, values) = (source.joined(joins), source.values.as_slice());
    let Some(found) = found else {
        let count = source.count;
        let sql =
            format!("SELECT {common}, CAST({count} AS BIGINT) AS records{from} GROUP BY {common}");
        return tx.rows(&sql, values, |row| Ok((read(row)?, row.get("records")?)));
    };
    let mut counts = BTreeMap::new();
    let sql = format!("SELECT {common}, t.id AS tally{from}");
    tx.each(&sql, values, |row| {
        let records = found.get(&row.get("tally")?).copied().unwrap_or(0);
        if records > 0 {
            *counts.entry(read(row)?).or_insert(0) += records;
        }
        Ok(Next::More)
    })?;
    Ok(counts.into_iter().collect())
}

/// All states in the order of a record's life, also those without a record.
fn every_state(counted: &[(String, i64)]) -> Vec<(ReviewState, i64)> {
    let count = |state: ReviewState| {
        let found = counted.iter().find(|(name, _)| name == state.as_str());
        found.map_or(0, |(_, count)| *count)
    };
    let states = ReviewState::ALL.into_iter();
    states.map(|state| (state, count(state))).collect()
}

#[cfg(test)]
mod tests;
