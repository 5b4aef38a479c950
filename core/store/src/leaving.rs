//! What may go, and when: one rule for each kind of thing that a phone keeps for a person.
//!
//! A rule says which rows are done with. A row is noted when it is first found so, with the time
//! that had passed by then (`passed.rs`), and goes when its days are over. A row that is not done
//! with any more, or is done with anew, counts from the beginning.

use std::path::PathBuf;

use farola_model::Sha256;
use rusqlite::{Transaction, params};

use crate::error::Result;
use crate::passed::Passed;
use crate::retention::{DAY_MS, RetentionPolicy};

/// Days for which a request for a correction keeps the submission that it is about.
const ASKED_DAYS: u16 = 30;
/// Fewest days for what no server was ever given: a track of which no form told, the copy of a
/// damaged database.
pub(crate) const UNSENT_DAYS: u16 = 7;
/// Days without a sign of life after which a walk that set out is over.
const SILENT_WALK_DAYS: u16 = 3;
/// Days for which a walk may be prepared ahead.
const PREPARED_WALK_DAYS: u16 = 30;
/// Days for which content may lie unnamed: a form's files are fetched before the form.
const UNNAMED_DAYS: u16 = 1;

/// By which count a rule's days pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clock {
    /// A server has it, or nobody needs it: days must not last longer than they do.
    Confirmed,
    /// No server has it: days must not be shorter than they are.
    Unsent,
}

/// How many days a rule gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Days {
    /// As the person set it.
    Set,
    /// As the person set it, and never fewer.
    SetOrMore(u16),
    /// Always as many.
    Always(u16),
}

/// One rule.
struct Rule {
    kind: &'static str,
    clock: Clock,
    days: Days,
    /// Rows that are done with: `item`, `mark`, and by the wall since when (`born`, or null).
    done: &'static str,
    /// What happens to those whose days are over; `?1` is the kind, `?2` the latest time since
    /// which they may be done with, `?3` the wall.
    then: &'static str,
}

/// Condition: the instance in the column before is neither a draft nor without its receipt.
macro_rules! settled {
    ($id:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM draft WHERE draft.instance_id = ",
            $id,
            ") AND NOT EXISTS (SELECT 1 FROM submission WHERE submission.instance_id = ",
            $id,
            " AND submission.state <> 'acknowledged')"
        )
    };
}

/// Condition: the walk is over. Its debrief was finalized, or somebody left it.
macro_rules! over {
    () => {
        "(walk.left_ms IS NOT NULL OR EXISTS (SELECT 1 FROM walk_form WHERE walk = walk.id \
         AND part = 'debrief' AND instance_id NOT IN (SELECT instance_id FROM draft)))"
    };
}

/// Condition: every form of the walk is settled.
macro_rules! told {
    () => {
        concat!(
            settled!("walk.registration_id"),
            " AND NOT EXISTS (SELECT 1 FROM walk_form WHERE walk = walk.id AND NOT (",
            settled!("walk_form.instance_id"),
            "))"
        )
    };
}

/// Condition: the walk's debrief, which carries its track, was given to a server.
macro_rules! debriefed {
    () => {
        "EXISTS (SELECT 1 FROM walk_form WHERE walk = walk.id AND part = 'debrief')"
    };
}

/// Condition: a submission that the server has and that nothing on the phone needs.
macro_rules! arrived {
    () => {
        concat!(
            "state = 'acknowledged' \
             AND NOT EXISTS (SELECT 1 FROM draft WHERE draft.deprecated_id = submission.instance_id) \
             AND NOT EXISTS (SELECT 1 FROM walk \
               WHERE registration_id = submission.instance_id AND NOT ",
            over!(),
            ")"
        )
    };
}

/// Condition: a reviewer asks for the correction of the submission.
macro_rules! asked {
    () => {
        "EXISTS (SELECT 1 FROM review WHERE review.instance_id = submission.instance_id \
         AND review.state = 'has_issues')"
    };
}

/// Rows whose days are over.
macro_rules! due {
    () => {
        "(SELECT item FROM leaving WHERE kind = ?1 AND since <= ?2)"
    };
}

const WALK_GOES: &str = concat!(
    "DELETE FROM track WHERE track_id IN (SELECT track_id FROM walk WHERE id IN ",
    due!(),
    "); DELETE FROM walk WHERE id IN ",
    due!()
);
const WALK_ENDS: &str = concat!(
    "UPDATE track SET ended_ms = coalesce(ended_ms, ?3) \
     WHERE track_id IN (SELECT track_id FROM walk WHERE id IN ",
    due!(),
    "); UPDATE walk SET left_ms = ?3 WHERE id IN ",
    due!()
);

/// Removes a walk that is over, with its track, when its registration `?1` is forgotten.
pub(crate) const FORGOTTEN_WALK: [&str; 2] = [
    concat!(
        "DELETE FROM track WHERE track_id IN            (SELECT track_id FROM walk WHERE registration_id = ?1 AND ",
        over!(),
        ")"
    ),
    concat!("DELETE FROM walk WHERE registration_id = ?1 AND ", over!()),
];

/// Every rule, in the order in which they run: what ends makes what follows done with.
static RULES: [Rule; 10] = [
    Rule {
        kind: "walk.silent",
        clock: Clock::Unsent,
        days: Days::Always(SILENT_WALK_DAYS),
        done: concat!(
            "SELECT walk.id AS item, coalesce((SELECT max(track_fix.id) FROM track_fix, track \
               WHERE track_fix.track = track.id AND track.track_id = walk.track_id), 0) || ':' || \
             coalesce(checked_in_ms, 0) || ':' || \
             (SELECT count(*) FROM walk_form WHERE walk = walk.id) AS mark, NULL AS born \
             FROM walk WHERE track_id IS NOT NULL AND NOT ",
            over!()
        ),
        then: WALK_ENDS,
    },
    Rule {
        kind: "walk.prepared",
        clock: Clock::Unsent,
        days: Days::Always(PREPARED_WALK_DAYS),
        done: concat!(
            "SELECT walk.id AS item, (SELECT count(*) FROM walk_form WHERE walk = walk.id) AS mark, \
             NULL AS born FROM walk WHERE track_id IS NULL \
             AND registration_id NOT IN (SELECT instance_id FROM draft) AND NOT ",
            over!()
        ),
        then: WALK_ENDS,
    },
    Rule {
        kind: "submission",
        clock: Clock::Confirmed,
        days: Days::Set,
        done: concat!(
            "SELECT id AS item, state_ms AS mark, state_ms AS born FROM submission WHERE ",
            arrived!(),
            " AND NOT ",
            asked!()
        ),
        then: concat!("DELETE FROM submission WHERE id IN ", due!()),
    },
    Rule {
        kind: "submission.asked",
        clock: Clock::Confirmed,
        days: Days::SetOrMore(ASKED_DAYS),
        done: concat!(
            "SELECT id AS item, state_ms AS mark, NULL AS born FROM submission WHERE ",
            arrived!(),
            " AND ",
            asked!()
        ),
        then: concat!("DELETE FROM submission WHERE id IN ", due!()),
    },
    Rule {
        kind: "review",
        clock: Clock::Confirmed,
        days: Days::Set,
        done: "SELECT id AS item, seq AS mark, changed_ms AS born FROM review",
        then: concat!(
            "DELETE FROM review WHERE id IN ",
            due!(),
            " AND instance_id NOT IN (SELECT instance_id FROM submission) \
             AND instance_id NOT IN \
               (SELECT deprecated_id FROM draft WHERE deprecated_id IS NOT NULL); \
             DELETE FROM review_comment WHERE instance_id NOT IN (SELECT instance_id FROM review)"
        ),
    },
    Rule {
        kind: "last_saved",
        clock: Clock::Confirmed,
        days: Days::Set,
        done: concat!(
            "SELECT id AS item, '' AS mark, NULL AS born FROM last_saved WHERE ",
            settled!("last_saved.instance_id")
        ),
        then: concat!("DELETE FROM last_saved WHERE id IN ", due!()),
    },
    Rule {
        kind: "entity",
        clock: Clock::Confirmed,
        days: Days::Set,
        // Which submission wrote it is not known: none may wait.
        done: "SELECT id AS item, version AS mark, NULL AS born FROM entity WHERE online = 0 \
               AND NOT EXISTS (SELECT 1 FROM submission WHERE state <> 'acknowledged')",
        then: concat!("DELETE FROM entity WHERE id IN ", due!()),
    },
    Rule {
        kind: "walk",
        clock: Clock::Confirmed,
        days: Days::Set,
        done: concat!(
            "SELECT id AS item, '' AS mark, NULL AS born FROM walk WHERE ",
            over!(),
            " AND ",
            told!(),
            " AND ",
            debriefed!()
        ),
        then: WALK_GOES,
    },
    Rule {
        kind: "walk.untold",
        clock: Clock::Unsent,
        days: Days::SetOrMore(UNSENT_DAYS),
        done: concat!(
            "SELECT id AS item, '' AS mark, NULL AS born FROM walk WHERE ",
            over!(),
            " AND ",
            told!(),
            " AND NOT ",
            debriefed!()
        ),
        then: WALK_GOES,
    },
    Rule {
        kind: "track",
        clock: Clock::Unsent,
        days: Days::SetOrMore(UNSENT_DAYS),
        done: "SELECT id AS item, coalesce((SELECT max(id) FROM track_fix WHERE track = track.id), \
               0) || ':' || coalesce(ended_ms, '') AS mark, NULL AS born FROM track \
               WHERE track_id NOT IN (SELECT track_id FROM walk WHERE track_id IS NOT NULL)",
        then: concat!("DELETE FROM track WHERE id IN ", due!()),
    },
];
/// Content that nothing names; apart from the others, since it is done with when they are gone.
static UNNAMED: Rule = Rule {
    kind: "media",
    clock: Clock::Confirmed,
    days: Days::Always(UNNAMED_DAYS),
    done: "SELECT id AS item, created_ms AS mark, created_ms AS born FROM media \
           WHERE NOT EXISTS (SELECT 1 FROM draft_media WHERE media_sha256 = sha256) \
           AND NOT EXISTS (SELECT 1 FROM submission_media WHERE media_sha256 = sha256) \
           AND NOT EXISTS (SELECT 1 FROM form_media WHERE media_sha256 = sha256)",
    then: concat!("DELETE FROM media WHERE id IN ", due!()),
};

/// Drafts by when they were last touched; they go by their warnings alone (`old_draft.rs`).
static DRAFT: Rule = Rule {
    kind: DRAFT_KIND,
    clock: Clock::Unsent,
    days: Days::Set,
    done: "SELECT id AS item, updated_ms || ':' || snapshot_seq || ':' || \
           coalesce((SELECT max(id) FROM draft_delta WHERE draft = draft.id), 0) AS mark, \
           NULL AS born FROM draft",
    then: "",
};
pub(crate) const DRAFT_KIND: &str = "draft";

/// Notes since when drafts were not touched.
pub(crate) fn note_drafts(tx: &Transaction<'_>, passed: Passed) -> Result<()> {
    DRAFT.note(tx, passed, 0)
}

/// Removes what is done with and has been for its days.
pub(crate) fn remove(
    tx: &Transaction<'_>,
    policy: RetentionPolicy,
    passed: Passed,
    wall_ms: i64,
) -> Result<()> {
    for rule in RULES.iter().chain([&UNNAMED]) {
        rule.note(tx, passed, wall_ms)?;
        rule.run(tx, policy, passed, wall_ms)?;
        rule.forget(tx)?;
    }
    Ok(())
}

/// Drops every note on what is gone.
pub(crate) fn forget_gone(tx: &Transaction<'_>) -> Result<()> {
    let rules = RULES.iter().chain([&UNNAMED, &DRAFT]);
    rules.into_iter().try_for_each(|rule| rule.forget(tx))
}

impl Rule {
    /// Drops the notes on what is gone, or not done with any more.
    fn forget(&self, tx: &Transaction<'_>) -> Result<()> {
        let done = self.done;
        tx.prepare_cached(&format!(
            "DELETE FROM leaving WHERE kind = ?1 AND NOT EXISTS (SELECT 1 FROM ({done}) AS done \
             WHERE done.item = leaving.item AND done.mark = leaving.mark)"
        ))?
        .execute([self.kind])?;
        Ok(())
    }

    /// Brings the notes up to what is done with now.
    fn note(&self, tx: &Transaction<'_>, passed: Passed, wall_ms: i64) -> Result<()> {
        self.forget(tx)?;
        let done = self.done;
        // What was done with before it was first looked at, by the wall, counts from then; a time
        // before 1970 or to come is none.
        tx.prepare_cached(&format!(
            "INSERT INTO leaving (kind, item, mark, since_most_ms, since_least_ms) \
             SELECT ?1, item, mark, \
               ?2 - CASE WHEN born BETWEEN 0 AND ?4 THEN ?4 - born ELSE 0 END, ?3 \
             FROM ({done}) WHERE true ON CONFLICT (kind, item) DO NOTHING"
        ))?
        .execute(params![
            self.kind,
            passed.at_most_ms,
            passed.at_least_ms,
            wall_ms
        ])?;
        Ok(())
    }

    /// Does what is due.
    fn run(
        &self,
        tx: &Transaction<'_>,
        policy: RetentionPolicy,
        passed: Passed,
        wall_ms: i64,
    ) -> Result<()> {
        let set = policy.days_after_acknowledged;
        let days = match self.days {
            Days::Set => set,
            Days::SetOrMore(least) => set.max(least),
            Days::Always(days) => days,
        };
        let (since, now) = match self.clock {
            Clock::Confirmed => ("since_most_ms", passed.at_most_ms),
            Clock::Unsent => ("since_least_ms", passed.at_least_ms),
        };
        let latest = now.saturating_sub(i64::from(days).saturating_mul(DAY_MS));
        for sql in self.then.split(';') {
            let sql = sql.replace("since <= ?2", &format!("{since} <= ?2"));
            let mut statement = tx.prepare_cached(&sql)?;
            let all: [&dyn rusqlite::ToSql; 3] = [&self.kind, &latest, &wall_ms];
            let used = all.get(..statement.parameter_count()).unwrap_or_default();
            statement.execute(used)?;
        }
        Ok(())
    }
}

/// The files of damaged databases, of those in `copies`, that have lain for their days.
pub(crate) fn old_copies(
    tx: &Transaction<'_>,
    copies: &[PathBuf],
    policy: RetentionPolicy,
    passed: Passed,
) -> Result<Vec<PathBuf>> {
    const KIND: &str = "copy";
    let days = policy.days_after_acknowledged.max(UNSENT_DAYS);
    let latest = passed
        .at_least_ms
        .saturating_sub(i64::from(days).saturating_mul(DAY_MS));
    let mut old = Vec::new();
    let mut there = Vec::with_capacity(copies.len());
    for copy in copies {
        let name = copy.file_name().unwrap_or_default().to_string_lossy();
        // A name has no row: a number of its digest stands for it.
        let digest = Sha256::of(name.as_bytes()).0;
        let item = digest
            .first_chunk()
            .map_or(0, |bytes| i64::from_be_bytes(*bytes));
        there.push(item);
        let since: i64 = tx
            .prepare_cached(
                "INSERT INTO leaving (kind, item, mark, since_most_ms, since_least_ms) \
                 VALUES (?1, ?2, '', ?3, ?4) ON CONFLICT (kind, item) \
                 DO UPDATE SET mark = excluded.mark RETURNING since_least_ms",
            )?
            .query_row(
                params![KIND, item, passed.at_most_ms, passed.at_least_ms],
                |row| row.get(0),
            )?;
        if since <= latest {
            old.push(copy.clone());
        }
    }
    let noted: Vec<i64> = tx
        .prepare_cached("SELECT item FROM leaving WHERE kind = ?1")?
        .query_map([KIND], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for item in noted.iter().filter(|item| !there.contains(item)) {
        tx.execute(
            "DELETE FROM leaving WHERE kind = ?1 AND item = ?2",
            params![KIND, item],
        )?;
    }
    Ok(old)
}
