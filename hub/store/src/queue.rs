//! The reviewer's queue: filters, counts, one page. Only columns worked out at arrival.

use farola_model::{InstanceId, ProjectId, Timestamp};
use farola_protocol::review::ReviewState;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

use crate::error::StoreError;
use crate::sql::{at, maybe_at};

/// What the reviewer looks for; an empty part does not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// States.
    pub states: Vec<ReviewState>,
    /// Id of the form.
    pub form: Option<String>,
    /// INEGI key of the municipality.
    pub city: Option<String>,
    /// Folded words; every one of them must occur.
    pub words: Vec<String>,
}

/// A row of the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Row of the submission.
    pub key: i64,
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
    pub state: String,
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
}

pub(crate) const SELECT_ITEM: &str = "SELECT s.id AS key, s.instance_id, form.form_id,
      fv.title AS form_title, s.title_es, s.title_en,
      coalesce(s.place, walk.place) AS place, s.city_code, city.name AS city_name,
      s.walk_code, s.state, s.urgency, s.light, s.voices, s.isp, s.band, s.answered_ms,
      s.created_ms, s.lat, s.lon, s.accuracy_m, s.row_version,
      (SELECT count(*) FROM submission_attachment a
         WHERE a.version = s.current AND a.expected) AS photos_expected,
      (SELECT count(*) FROM submission_attachment a
         WHERE a.version = s.current AND a.expected
           AND EXISTS (SELECT 1 FROM attachment_file f WHERE f.attachment = a.id))
        AS photos_present
    FROM submission s
    JOIN form ON form.id = s.form
    JOIN form_version fv ON fv.id = form.current_version
    LEFT JOIN city ON city.project_id = s.project_id AND city.code = s.city_code
    LEFT JOIN walk ON walk.project_id = s.project_id AND walk.walk_code = s.walk_code";

pub(crate) fn read_item(row: &Row<'_>) -> rusqlite::Result<Item> {
    let city: Option<String> = row.get("city_code")?;
    let city_name: Option<String> = row.get("city_name")?;
    let lat: Option<f64> = row.get("lat")?;
    let lon: Option<f64> = row.get("lon")?;
    let accuracy: Option<f64> = row.get("accuracy_m")?;
    Ok(Item {
        key: row.get("key")?,
        instance_id: InstanceId::new(row.get::<_, String>("instance_id")?),
        form_id: row.get("form_id")?,
        form_title: row.get("form_title")?,
        title_es: row.get("title_es")?,
        title_en: row.get("title_en")?,
        place: row.get("place")?,
        city: city.map(|code| (code, city_name)),
        walk_code: row.get("walk_code")?,
        state: row.get("state")?,
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

/// Conditions of a query with their values, in step.
struct Conditions {
    sql: String,
    values: Vec<Value>,
}

impl Conditions {
    fn new(project: ProjectId) -> Self {
        Self {
            sql: " WHERE s.project_id = ?".to_owned(),
            values: vec![i64::from(project.0).into()],
        }
    }

    fn and(&mut self, sql: &str, value: Value) {
        self.sql.push_str(" AND ");
        self.sql.push_str(sql);
        self.values.push(value);
    }

    fn states(&mut self, states: &[ReviewState]) {
        if !states.is_empty() {
            let marks = vec!["?"; states.len()].join(", ");
            self.sql.push_str(&format!(" AND s.state IN ({marks})"));
            let names = states
                .iter()
                .map(|state| Value::from(state.as_str().to_owned()));
            self.values.extend(names);
        }
    }

    fn form(&mut self, filter: &Filter) {
        if let Some(form) = &filter.form {
            self.and("form.form_id = ?", form.clone().into());
        }
    }

    fn city(&mut self, filter: &Filter) {
        if let Some(city) = &filter.city {
            self.and("s.city_code = ?", city.clone().into());
        }
    }

    fn words(&mut self, filter: &Filter) {
        for word in &filter.words {
            // instr, not LIKE: a percent sign in the words is a percent sign.
            self.and("instr(s.search, ?) > 0", word.clone().into());
        }
    }
}

/// Counts for the filters. Each list leaves its own filter out, so that it shows what another
/// choice in it would give.
///
/// # Errors
/// A failure of the database.
pub fn facets(
    connection: &Connection,
    project: ProjectId,
    filter: &Filter,
) -> Result<Facets, StoreError> {
    let base = " FROM submission s JOIN form ON form.id = s.form
        JOIN form_version fv ON fv.id = form.current_version
        LEFT JOIN city ON city.project_id = s.project_id AND city.code = s.city_code";
    let mut of_states = Conditions::new(project);
    of_states.form(filter);
    of_states.city(filter);
    of_states.words(filter);
    let sql = format!(
        "SELECT s.state, count(*){base}{} GROUP BY s.state",
        of_states.sql
    );
    let counted: Vec<(String, i64)> = connection
        .prepare_cached(&sql)?
        .query_map(params_from_iter(of_states.values), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<Result<_, _>>()?;
    let count = |state: ReviewState| {
        let found = counted.iter().find(|(name, _)| name == state.as_str());
        found.map_or(0, |(_, count)| *count)
    };
    let states = ReviewState::ALL
        .into_iter()
        .map(|state| (state, count(state)))
        .collect();

    let mut of_forms = Conditions::new(project);
    of_forms.states(&filter.states);
    of_forms.city(filter);
    of_forms.words(filter);
    let sql = format!(
        "SELECT form.form_id, fv.title, count(*){base}{} GROUP BY form.id ORDER BY fv.title",
        of_forms.sql
    );
    let forms = connection
        .prepare_cached(&sql)?
        .query_map(params_from_iter(of_forms.values), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect::<Result<_, _>>()?;

    let mut of_cities = Conditions::new(project);
    of_cities.states(&filter.states);
    of_cities.form(filter);
    of_cities.words(filter);
    of_cities.sql.push_str(" AND s.city_code IS NOT NULL");
    let sql = format!(
        "SELECT s.city_code, city.name, count(*){base}{} GROUP BY s.city_code
         ORDER BY coalesce(city.name, s.city_code)",
        of_cities.sql
    );
    let cities = connection
        .prepare_cached(&sql)?
        .query_map(params_from_iter(of_cities.values), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect::<Result<_, _>>()?;
    Ok(Facets {
        states,
        forms,
        cities,
    })
}

/// One page of the queue: what is urgent first, then what has waited longest.
///
/// # Errors
/// A failure of the database.
pub fn queue(
    connection: &Connection,
    project: ProjectId,
    filter: &Filter,
    cursor: Option<&str>,
    limit: usize,
) -> Result<(Vec<Item>, i64, Option<String>), StoreError> {
    let mut conditions = Conditions::new(project);
    conditions.states(&filter.states);
    conditions.form(filter);
    conditions.city(filter);
    conditions.words(filter);
    let sql = format!(
        "SELECT count(*) FROM submission s JOIN form ON form.id = s.form{}",
        conditions.sql
    );
    let total: i64 = connection
        .prepare_cached(&sql)?
        .query_row(params_from_iter(conditions.values.clone()), |row| {
            row.get(0)
        })?;
    if let Some((urgency, created, id)) = cursor.and_then(parse_cursor) {
        conditions
            .sql
            .push_str(" AND (coalesce(s.urgency, '9'), s.created_ms, s.id) > (?, ?, ?)");
        conditions
            .values
            .extend([urgency.into(), created.into(), id.into()]);
    }
    let rows = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    conditions.values.push(rows.into());
    let sql = format!(
        "{SELECT_ITEM}{} ORDER BY coalesce(s.urgency, '9'), s.created_ms, s.id LIMIT ?",
        conditions.sql
    );
    let mut items = connection
        .prepare_cached(&sql)?
        .query_map(params_from_iter(conditions.values), read_item)?
        .collect::<Result<Vec<_>, _>>()?;
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|item| {
        let urgency = item.urgency.as_deref().unwrap_or("9");
        format!("{urgency}.{}.{}", item.received.as_millis(), item.key)
    });
    Ok((items, total, next))
}

fn parse_cursor(cursor: &str) -> Option<(String, i64, i64)> {
    // From the end: an urgency is a form's own value and may hold a point.
    let mut parts = cursor.rsplitn(3, '.');
    let id = parts.next()?.parse().ok()?;
    let created = parts.next()?.parse().ok()?;
    Some((parts.next()?.to_owned(), created, id))
}
