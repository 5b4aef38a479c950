//! The reviewer's queue: filters, counts, one page. Only columns worked out at arrival.

use farola_model::{InstanceId, ProjectId, Timestamp};
use farola_protocol::Problem;
use farola_protocol::review::ReviewState;

use crate::dialect::Dialect;
use crate::error::StoreError;
pub use crate::id::SubmissionKey;
use crate::sql::{at, instance, maybe_at, word};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::{Owned, Row};

/// One thing that a reviewer asks of a record.
///
/// Adding a filter is a variant here, its SQL in [`Condition::sql`], and for a list of choices
/// a field of [`Facets`].
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
    /// This folded word occurs in it.
    Word(String),
}

/// A day of the calendar as the database compares it. Which instants it spans follows from a
/// time zone, which the caller knows.
///
/// The day of a record is the date in its walk's code: a stop after midnight belongs to the
/// evening on which the walk began. A record without a walk has the day on which it was
/// answered; one that does not say when, the day on which it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The date as a walk's code has it: `20261128`.
    pub digits: String,
    /// Its first instant.
    pub begins: Timestamp,
    /// The first instant of the next day.
    pub ends: Timestamp,
}

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
      s.created_ms, s.lat, s.lon, s.accuracy_m, s.row_version,
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
    })
}

/// What every query of the queue reads from. The joins below are added where a query needs
/// them: over tens of thousands of records each costs as much as the count itself.
const COUNTED: &str = " FROM submission s JOIN form ON form.id = s.form";
const TITLE: &str = " JOIN form_version fv ON fv.id = form.current_version";
const CITY: &str = " LEFT JOIN city ON city.project_id = s.project_id AND city.code = s.city_code";
const WALK: &str =
    " LEFT JOIN walk ON walk.project_id = s.project_id AND walk.walk_code = s.walk_code";

/// The rows of the queue, before any condition.
pub(crate) fn select_items() -> String {
    format!("{SELECT_ITEM}{COUNTED}{TITLE}{CITY}{WALK}")
}

/// Neighbourhood of a record: its own, or that of its walk's registration.
const PLACE: &str = "coalesce(s.place, walk.place)";

impl Condition {
    /// The condition as SQL, with its values in the order of their marks.
    fn sql(&self, dialect: Dialect) -> (String, Vec<Owned>) {
        match self {
            Self::States(states) => {
                let names = states.iter().map(|state| state.as_str().to_owned());
                (
                    one_of("s.state", states.len()),
                    names.map(Owned::from).collect(),
                )
            }
            Self::Form(id) => ("form.form_id = ?".to_owned(), vec![id.clone().into()]),
            Self::City(code) => ("s.city_code = ?".to_owned(), vec![code.clone().into()]),
            Self::Places(spellings) => {
                let values = spellings.iter().cloned().map(Owned::from);
                (one_of(PLACE, spellings.len()), values.collect())
            }
            Self::From(day) => of_day(dialect, (">=", &day.digits), (">=", day.begins)),
            Self::To(day) => of_day(dialect, ("<=", &day.digits), ("<", day.ends)),
            Self::Word(word) => (dialect.contains("s.search", "?"), vec![word.clone().into()]),
        }
    }
}

/// `column` is one of so many values; of none, it is nothing.
fn one_of(column: &str, count: usize) -> String {
    format!("{column} IN ({})", vec!["?"; count].join(", "))
}

/// Compares the day of a record: by the date in its walk's code, else by an instant.
fn of_day(
    dialect: Dialect,
    (by_date, digits): (&str, &str),
    (by_instant, at): (&str, Timestamp),
) -> (String, Vec<Owned>) {
    let dated = dialect.is_dated("s.walk_code");
    let sql = format!(
        "CASE WHEN {dated} THEN substr(s.walk_code, 7, 8) {by_date} ?
         ELSE coalesce(s.answered_ms, s.created_ms) {by_instant} ? END"
    );
    (sql, vec![digits.to_owned().into(), at.as_millis().into()])
}

/// The WHERE of a query with its values, in step.
struct Where {
    sql: String,
    values: Vec<Owned>,
    /// Whether a condition names the walk.
    walk: bool,
}

impl Where {
    /// All conditions of the filter but those that `left_out` names.
    fn of(
        dialect: Dialect,
        project: ProjectId,
        filter: &[Condition],
        left_out: fn(&Condition) -> bool,
    ) -> Self {
        let mut all = Self {
            sql: " WHERE s.project_id = ?".to_owned(),
            values: vec![i64::from(project.0).into()],
            walk: false,
        };
        for condition in filter.iter().filter(|condition| !left_out(condition)) {
            let (sql, values) = condition.sql(dialect);
            all.and(&sql, values);
            all.walk |= matches!(condition, Condition::Places(_));
        }
        all
    }

    /// Tables and conditions of a query that needs these joins for its own columns.
    fn from(&self, joins: &str) -> String {
        let walk = if self.walk { WALK } else { "" };
        format!("{COUNTED}{joins}{walk}{}", self.sql)
    }

    fn and(&mut self, sql: &str, values: Vec<Owned>) {
        self.sql.push_str(&format!(" AND ({sql})"));
        self.values.extend(values);
    }
}

impl Store {
    /// Counts for the filters. Each list leaves its own filter out, so that it shows what
    /// another choice in it would give.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Database`]: the database is locked or damaged.
    pub fn count_facets(
        &self,
        project: ProjectId,
        filter: &[Condition],
    ) -> Result<Facets, StoreError> {
        self.read(|tx| facets(tx, project, filter))
    }

    /// Every way in which a neighbourhood is written in a project. People write it by hand:
    /// which of them mean the same is for the caller to say.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Database`]: the database is locked or damaged.
    pub fn list_places(&self, project: ProjectId) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT place FROM submission WHERE project_id = ?1 AND place IS NOT NULL
             UNION SELECT place FROM walk WHERE project_id = ?1 AND place IS NOT NULL";
        self.read(|tx| tx.rows(sql, [project.0], |row| row.get("place")))
    }

    /// One page of the queue: what is urgent first, then what has waited longest. `cursor` is
    /// the `next` of the page before.
    ///
    /// # Errors
    /// [`Problem::BadParameter`] for a cursor that no page gave; [`StoreError::Busy`], [`StoreError::Database`]: the database is locked or damaged.
    pub fn read_queue(
        &self,
        project: ProjectId,
        filter: &[Condition],
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page, StoreError> {
        self.read(|tx| page(tx, project, filter, cursor, limit))
    }
}

fn facets(tx: &Tx, project: ProjectId, filter: &[Condition]) -> Result<Facets, StoreError> {
    let states = counted(
        tx,
        "SELECT s.state, count(*)",
        "",
        Where::of(tx.dialect(), project, filter, |one| {
            matches!(one, Condition::States(_))
        }),
        "GROUP BY s.state",
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let forms = counted(
        tx,
        "SELECT form.form_id, fv.title, count(*)",
        TITLE,
        Where::of(tx.dialect(), project, filter, |one| {
            matches!(one, Condition::Form(_))
        }),
        "GROUP BY form.id, form.form_id, fv.title ORDER BY fv.title",
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let mut of_cities = Where::of(tx.dialect(), project, filter, |one| {
        matches!(one, Condition::City(_))
    });
    of_cities.and("s.city_code IS NOT NULL", Vec::new());
    let cities = counted(
        tx,
        "SELECT s.city_code, city.name, count(*)",
        CITY,
        of_cities,
        "GROUP BY s.city_code, city.name ORDER BY coalesce(city.name, s.city_code)",
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let mut of_places = Where::of(tx.dialect(), project, filter, |one| {
        matches!(one, Condition::Places(_))
    });
    of_places.and(&format!("{PLACE} IS NOT NULL"), Vec::new());
    of_places.walk = true;
    let places = counted(
        tx,
        &format!("SELECT {PLACE} AS place, count(*)"),
        "",
        of_places,
        "GROUP BY 1 ORDER BY 1",
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(Facets {
        states: every_state(&states),
        forms,
        cities,
        places,
    })
}

fn counted<T>(
    tx: &Tx,
    select: &str,
    joins: &str,
    conditions: Where,
    group: &str,
    read: fn(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let sql = format!("{select}{} {group}", conditions.from(joins));
    tx.rows(&sql, conditions.values.as_slice(), read)
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

fn page(
    tx: &Tx,
    project: ProjectId,
    filter: &[Condition],
    cursor: Option<&str>,
    limit: usize,
) -> Result<Page, StoreError> {
    let mut conditions = Where::of(tx.dialect(), project, filter, |_| false);
    let sql = format!("SELECT count(*){}", conditions.from(""));
    let total = tx.row(&sql, conditions.values.as_slice(), |row| row.get(0))?;
    if let Some(cursor) = cursor {
        let after = parse_cursor(cursor).ok_or(Problem::BadParameter)?;
        let (urgency, created, id) = after;
        conditions.and(
            "(coalesce(s.urgency, '9'), s.created_ms, s.id) > (?, ?, ?)",
            vec![urgency.into(), created.into(), id.into()],
        );
    }
    let rows = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    conditions.values.push(rows.into());
    let sql = format!(
        "{}{} ORDER BY coalesce(s.urgency, '9'), s.created_ms, s.id LIMIT ?",
        select_items(),
        conditions.sql
    );
    let mut items = tx.rows(&sql, conditions.values.as_slice(), read_item)?;
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|item| {
        let urgency = item.urgency.as_deref().unwrap_or("9");
        format!("{urgency}.{}.{}", item.received.as_millis(), item.key)
    });
    Ok(Page { items, total, next })
}

fn parse_cursor(cursor: &str) -> Option<(String, i64, i64)> {
    // From the end: an urgency is a form's own value and may hold a point.
    let mut parts = cursor.rsplitn(3, '.');
    let id = parts.next()?.parse().ok()?;
    let created = parts.next()?.parse().ok()?;
    Some((parts.next()?.to_owned(), created, id))
}
