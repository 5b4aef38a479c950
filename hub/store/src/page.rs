//! One page of the queue: what is urgent first, then what has waited longest.
//!
//! There is no index for every combination of filters, so a page is found in one of four ways,
//! each of which looks at a bounded number of records however many there are: by the words, by
//! the days, by the groups of records that are alike ([`crate::tally`]), or along the order. The
//! last one may end before the page is full; its cursor then goes on from where it stopped.

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
    let total = Source::of(tx, project, asked).total(tx)?;
    let sought = Sought {
        tx,
        project,
        asked,
        after,
        wanted: limit.saturating_add(1),
    };
    let mut found = if total == 0 {
        Found {
            standings: Vec::new(),
            gave_up_at: None,
        }
    } else {
        sought.find()?
    };
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
    fn find(&self) -> Result<Found, StoreError> {
        // Words first: the index of words is the only one that knows them, and it leaves few
        // records.
        if self.asked.words.is_some() {
            return self.gather(Source::of(self.tx, self.project, self.asked));
        }
        if self.asked.days() && self.in_days()? <= EXAMINED {
            let mut source = self.records("submission_day");
            source.groups(self.asked);
            source.days("s", self.asked);
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
            source.days("s", self.asked);
            return self.gather(source);
        }
        let rows = groups.len().saturating_mul(self.wanted);
        // Within a group nothing is ordered by days: its first records may all be of other days.
        if !self.asked.days() && i64::try_from(rows).unwrap_or(i64::MAX) <= EXAMINED {
            return self.merge(&groups);
        }
        self.go_along(groups.into_iter().map(|(tally, _)| tally).collect())
    }

    fn records(&self, index: &str) -> Source {
        Source::of_records(self.project, self.tx.dialect().by(index))
    }

    /// Records in the days that are asked for, whatever else they are.
    fn in_days(&self) -> Result<i64, StoreError> {
        let mut source = Source::of_days(self.project);
        source.days("d", self.asked);
        source.total(self.tx)
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
        let sql = format!(
            "SELECT s.id, s.rank, s.created_ms{} ORDER BY s.rank, s.created_ms, s.id LIMIT ?",
            source.sql()
        );
        Ok(Found {
            standings: self
                .tx
                .rows(&sql, source.values.as_slice(), Standing::read)?,
            gave_up_at: None,
        })
    }

    /// Takes the first records of each group and sorts those.
    fn merge(&self, groups: &[(i64, i64)]) -> Result<Found, StoreError> {
        let mut standings = Vec::new();
        for (tally, _) in groups {
            let mut source = self.records("submission_tally");
            source.and("s.tally = ?", vec![(*tally).into()]);
            standings.extend(self.gather(source)?.standings);
        }
        standings.sort_unstable();
        standings.truncate(self.wanted);
        Ok(Found {
            standings,
            gave_up_at: None,
        })
    }

    /// Looks at records in their order, those of each asked state by themselves.
    fn go_along(&self, groups: BTreeSet<i64>) -> Result<Found, StoreError> {
        let states: Vec<Option<ReviewState>> = match self.asked.states {
            Some(states) => states.iter().copied().map(Some).collect(),
            None => vec![None],
        };
        let mut found = Found {
            standings: Vec::new(),
            gave_up_at: None,
        };
        for state in states {
            let (standings, gave_up_at) = self.stream(state, &groups)?;
            found.standings.extend(standings);
            // What lies behind it was not looked at in this state.
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
        state: Option<ReviewState>,
        groups: &BTreeSet<i64>,
    ) -> Result<(Vec<Standing>, Option<Standing>), StoreError> {
        let index = match state {
            Some(_) => "submission_state",
            None => "submission_order",
        };
        let mut source = self.records(index);
        if let Some(state) = state {
            source.and("s.state = ?", vec![state.as_str().to_owned().into()]);
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
        if let Some(after) = &self.after {
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

    fn limit(&self) -> Owned {
        i64::try_from(self.wanted).unwrap_or(i64::MAX).into()
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
