//! One page of the queue: what is urgent first, then what has waited longest.
//!
//! There is no index for every combination of filters, so a page is found in one of four ways,
//! each of which looks at a bounded number of records however many there are: by the words or the
//! flags, by the days, by the groups of records that are alike ([`crate::tally`]), or along the
//! order. The last one may end before the page is full: then the groups are looked at after all,
//! or, where that helps nothing (days) or costs too much, its cursor goes on from where it
//! stopped.

use std::collections::BTreeSet;

use farola_model::ProjectId;
use farola_protocol::Problem;
use farola_protocol::review::ReviewState;

use crate::error::StoreError;
use crate::queue::{Asked, Item, Page, Source, read_item, select_items};
use crate::tx::{Next, Tx};
use crate::value::{Owned, Row};

/// Most records that one page gathers and sorts, or looks at along the order.
const EXAMINED: i64 = 5_000;

/// Where a record stands in the order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Standing {
    rank: String,
    created: i64,
    id: i64,
}

impl Standing {
    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            rank: row.get("rank")?,
            created: row.get("created_ms")?,
            id: row.get("id")?,
        })
    }

    fn cursor(&self) -> String {
        format!("{}.{}.{}", self.rank, self.created, self.id)
    }

    fn of_cursor(cursor: &str) -> Option<Self> {
        // From the end: an urgency is a form's own value and may hold a point.
        let mut parts = cursor.rsplitn(3, '.');
        let id = parts.next()?.parse().ok()?;
        let created = parts.next()?.parse().ok()?;
        let rank = parts.next()?.to_owned();
        Some(Self { rank, created, id })
    }
}

/// Along which records a page is looked for.
#[derive(Debug, Clone, Copy)]
enum Order<'a> {
    Everything,
    State(ReviewState),
    Form(&'a str),
}

/// What was found: records in their order, and where the search gave up before the page was full.
struct Found {
    standings: Vec<Standing>,
    gave_up_at: Option<Standing>,
}

/// A page that is looked for.
struct Sought<'a> {
    tx: &'a Tx,
    project: ProjectId,
    asked: &'a Asked<'a>,
    after: Option<Standing>,
    /// One more than the page has: whether there is another page.
    wanted: usize,
}

/// Reads one page.
pub(crate) fn read(
    tx: &Tx,
    project: ProjectId,
    asked: &Asked<'_>,
    cursor: Option<&str>,
    limit: usize,
) -> Result<Page, StoreError> {
    let after = match cursor {
        Some(cursor) => Some(Standing::of_cursor(cursor).ok_or(Problem::BadParameter)?),
        None => None,
    };
    let sought = Sought {
        tx,
        project,
        asked,
        after,
        wanted: limit.saturating_add(1),
    };
    let (mut found, total) = sought.find()?;
    let more = found.standings.len() > limit;
    found.standings.truncate(limit);
    // A page that was given up goes on from where the search stopped, and not behind its last
    // record: what lies between was looked at.
    let last = match found.gave_up_at {
        Some(at) if !more => Some(at),
        _ => found.standings.last().cloned().filter(|_| more),
    };
    Ok(Page {
        items: items(tx, &found.standings)?,
        total,
        next: last.map(|last| last.cursor()),
    })
}

impl Sought<'_> {
    /// The records of the page, and how many there are on all pages.
    fn find(&self) -> Result<(Found, i64), StoreError> {
        let source = Source::of(self.tx, self.project, self.asked)?;
        // Words and flags first: their indexes are the only ones that know them, and they leave
        // few records.
        if self.asked.is_of_few() {
            return self.of_all(source);
        }
        let total = source.total(self.tx)?;
        Ok((self.find_some(total)?, total))
    }

    fn find_some(&self, total: i64) -> Result<Found, StoreError> {
        if total == 0 {
            return Ok(Found {
                standings: Vec::new(),
                gave_up_at: None,
            });
        }
        // On these days there are at least as many records as meet the whole filter.
        if self.asked.days() && total <= EXAMINED && self.in_days(total)? <= EXAMINED {
            let mut source = self.records("submission_day");
            source.groups(self.asked);
            source.days(self.asked);
            return self.gather(source);
        }
        let groups = self.groups()?;
        let matched: i64 = groups.iter().map(|(_, records)| records).sum();
        if matched <= EXAMINED {
            let index = match self.asked.groups() {
                true => "submission_tally",
                false => "submission_order",
            };
            let mut source = self.records(index);
            source.groups(self.asked);
            source.days(self.asked);
            return self.gather(source);
        }
        let groups: BTreeSet<i64> = groups.into_iter().map(|(tally, _)| tally).collect();
        let rows = groups.len().saturating_mul(self.wanted);
        let within = |count: usize| i64::try_from(count).unwrap_or(i64::MAX) <= EXAMINED;
        // Within a group nothing is ordered by days: its first records may all be of other days.
        if self.asked.days() {
            return self.go_along(&groups);
        }
        if within(rows) {
            return self.merge(&groups);
        }
        let found = self.go_along(&groups)?;
        // Those that are looked for may all stand at the end of the order.
        let is_near = self.tx.dialect().is_near();
        if is_near && found.gave_up_at.is_some() && within(groups.len()) {
            return self.merge(&groups);
        }
        Ok(found)
    }

    fn records(&self, index: &str) -> Source {
        Source::of_records(self.project, self.tx.dialect().by(index))
    }

    /// Every record that a source gives, read once: those behind the cursor, and how many there
    /// are. The words of a search leave few.
    fn of_all(&self, source: Source) -> Result<(Found, i64), StoreError> {
        let sql = format!("SELECT s.id, s.rank, s.created_ms{}", source.sql());
        let mut standings = self
            .tx
            .rows(&sql, source.values.as_slice(), Standing::read)?;
        let total = i64::try_from(standings.len()).unwrap_or(i64::MAX);
        standings.retain(|standing| self.after.as_ref().is_none_or(|after| standing > after));
        standings.sort_unstable();
        standings.truncate(self.wanted);
        let found = Found {
            standings,
            gave_up_at: None,
        };
        Ok((found, total))
    }

    /// Records in the days that are asked for, whatever else they are; `total` meet the filter.
    fn in_days(&self, total: i64) -> Result<i64, StoreError> {
        if !self.asked.groups() {
            return Ok(total);
        }
        Source::of_days(self.project, self.asked).total(self.tx)
    }

    /// The groups that meet the filter, and how many records each has.
    fn groups(&self) -> Result<Vec<(i64, i64)>, StoreError> {
        let mut source = Source::of_groups(self.project);
        source.groups(self.asked);
        let sql = format!("SELECT t.id, t.records{}", source.sql());
        let read = |row: &Row<'_>| Ok((row.get("id")?, row.get("records")?));
        self.tx.rows(&sql, source.values.as_slice(), read)
    }

    /// Sorts everything that a source gives.
    fn gather(&self, mut source: Source) -> Result<Found, StoreError> {
        self.start(&mut source);
        source.values.push(self.limit());
        Ok(Found {
            standings: self.first(&source)?,
            gave_up_at: None,
        })
    }

    /// The first records of a source, as many as its last value says.
    fn first(&self, source: &Source) -> Result<Vec<Standing>, StoreError> {
        let sql = format!(
            "SELECT s.id, s.rank, s.created_ms{} ORDER BY s.rank, s.created_ms, s.id LIMIT ?",
            source.sql()
        );
        self.tx.rows(&sql, source.values.as_slice(), Standing::read)
    }

    /// Takes the first records of each group, so many that they are a page together, and goes on
    /// in those groups of which more may belong to it.
    fn merge(&self, groups: &BTreeSet<i64>) -> Result<Found, StoreError> {
        let mut count = self
            .wanted
            .checked_div(groups.len())
            .unwrap_or(self.wanted)
            .saturating_add(1);
        let mut goes_on: Vec<(i64, Option<Standing>)> = groups
            .iter()
            .map(|tally| (*tally, self.after.clone()))
            .collect();
        let mut standings: Vec<Standing> = Vec::new();
        while !goes_on.is_empty() {
            let mut last_of = Vec::new();
            for (tally, after) in &goes_on {
                let found = self.of_group(*tally, after.as_ref(), count)?;
                if let Some(last) = found.last().filter(|_| found.len() >= count) {
                    last_of.push((*tally, Some(last.clone())));
                }
                standings.extend(found);
            }
            standings.sort_unstable();
            standings.truncate(self.wanted);
            let end = standings.last().filter(|_| standings.len() >= self.wanted);
            // What comes behind the end of the page belongs to another one.
            last_of.retain(|(_, last)| end.is_none_or(|end| last.as_ref() < Some(end)));
            goes_on = last_of;
            count = count.saturating_mul(4).min(self.wanted);
        }
        Ok(Found {
            standings,
            gave_up_at: None,
        })
    }

    /// The first records of a group behind one of it.
    fn of_group(
        &self,
        tally: i64,
        after: Option<&Standing>,
        count: usize,
    ) -> Result<Vec<Standing>, StoreError> {
        let mut source = self.records("submission_tally");
        source.and("s.tally = ?", vec![tally.into()]);
        start_behind(&mut source, after);
        source
            .values
            .push(i64::try_from(count).unwrap_or(i64::MAX).into());
        self.first(&source)
    }

    /// Looks at records in their order, those of each asked state or of the asked form by
    /// themselves.
    fn go_along(&self, groups: &BTreeSet<i64>) -> Result<Found, StoreError> {
        let orders: Vec<Order<'_>> = match (self.asked.states, self.asked.form) {
            // Of a form the reviewed ones come first: who asks for the others looks along a state.
            (Some(states), _) => states.iter().copied().map(Order::State).collect(),
            (None, Some(form)) => vec![Order::Form(form)],
            (None, None) => vec![Order::Everything],
        };
        let mut found = Found {
            standings: Vec::new(),
            gave_up_at: None,
        };
        for order in orders {
            let (standings, gave_up_at) = self.stream(order, groups)?;
            found.standings.extend(standings);
            // What lies behind it was not looked at in this order.
            found.gave_up_at = [found.gave_up_at, gave_up_at].into_iter().flatten().min();
        }
        if let Some(at) = &found.gave_up_at {
            found.standings.retain(|standing| standing <= at);
        }
        found.standings.sort_unstable();
        found.standings.truncate(self.wanted);
        Ok(found)
    }

    fn stream(
        &self,
        order: Order<'_>,
        groups: &BTreeSet<i64>,
    ) -> Result<(Vec<Standing>, Option<Standing>), StoreError> {
        let mut source = self.records(match order {
            Order::Everything => "submission_order",
            Order::State(_) => "submission_state",
            Order::Form(_) => "submission_form",
        });
        match order {
            Order::Everything => {}
            Order::State(state) => {
                source.and("s.state = ?", vec![state.as_str().to_owned().into()]);
            }
            Order::Form(form) => source.and(
                // One row, and told so: of several SQLite would sort all records of the form.
                "s.form = (SELECT f.id FROM form f WHERE f.project_id = ? AND f.form_id = ?)",
                vec![i64::from(self.project.0).into(), form.to_owned().into()],
            ),
        }
        self.start(&mut source);
        source.values.push(EXAMINED.into());
        let sql = format!(
            "SELECT s.id, s.rank, s.created_ms, s.tally, s.day{}
             ORDER BY s.rank, s.created_ms, s.id LIMIT ?",
            source.sql()
        );
        let (mut standings, mut looked_at, mut last) = (Vec::new(), 0i64, None);
        self.tx.each(&sql, source.values.as_slice(), |row| {
            let standing = Standing::read(row)?;
            looked_at += 1;
            let day: String = row.get("day")?;
            if groups.contains(&row.get("tally")?) && self.asked.has_day(&day) {
                standings.push(standing.clone());
            }
            last = Some(standing);
            Ok(if standings.len() < self.wanted {
                Next::More
            } else {
                Next::Enough
            })
        })?;
        let gave_up = looked_at >= EXAMINED && standings.len() < self.wanted;
        Ok((standings, last.filter(|_| gave_up)))
    }

    /// Begins behind the cursor.
    fn start(&self, source: &mut Source) {
        start_behind(source, self.after.as_ref());
    }

    fn limit(&self) -> Owned {
        i64::try_from(self.wanted).unwrap_or(i64::MAX).into()
    }
}

/// Leaves out what stands before a record, and it.
fn start_behind(source: &mut Source, after: Option<&Standing>) {
    if let Some(after) = after {
        source.and(
            "(s.rank, s.created_ms, s.id) > (?, ?, ?)",
            vec![
                after.rank.clone().into(),
                after.created.into(),
                after.id.into(),
            ],
        );
    }
}

/// The rows of these records, in their order.
fn items(tx: &Tx, standings: &[Standing]) -> Result<Vec<Item>, StoreError> {
    if standings.is_empty() {
        return Ok(Vec::new());
    }
    let marks = vec!["?"; standings.len()].join(", ");
    let sql = format!("{} WHERE s.id IN ({marks})", select_items());
    let ids: Vec<Owned> = standings
        .iter()
        .map(|standing| standing.id.into())
        .collect();
    let mut items = tx.rows(&sql, ids.as_slice(), read_item)?;
    let place = |item: &Item| {
        standings
            .iter()
            .position(|standing| standing.id == item.key.0)
    };
    // `IN` gives rows in no order.
    items.sort_by_cached_key(place);
    Ok(items)
}
