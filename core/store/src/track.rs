//! Tracks: the fixes of a walk, appended as they come.
//!
//! Each is one row, so that a kill in the middle of a walk costs no more than the last fix.
//! What a fix is worth is decided in farola-track; here everything is kept.

use farola_model::{GeoPoint, Timestamp};
use rusqlite::{OptionalExtension, Row, params};

use crate::error::{Error, Result};
use crate::row::{found, timestamp};
use crate::store::{Lasting, Reader, Store};

/// A position as the receiver gave it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fix {
    /// When.
    pub at: Timestamp,
    /// Where.
    pub point: GeoPoint,
    /// Speed in metres per second, where the receiver says it.
    pub speed_mps: Option<f64>,
    /// Course in degrees from north, where the receiver says it.
    pub bearing_deg: Option<f64>,
}

/// One entry of a track.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TrackPoint {
    /// A position.
    Fix(Fix),
    /// The walk was paused.
    Pause(Timestamp),
    /// The walk went on.
    Resume(Timestamp),
}

/// What a list of tracks shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Track {
    /// Id the engine gave it.
    pub id: String,
    /// The walk it belongs to.
    pub walk_code: Option<String>,
    /// When it was begun.
    pub started: Timestamp,
    /// When it was ended; `None` while it is recorded.
    pub ended: Option<Timestamp>,
    /// Number of positions.
    pub fixes: u64,
}

const INFO: &str = "SELECT track_id, walk_code, started_ms, ended_ms, \
    (SELECT count(*) FROM track_fix WHERE track = track.id AND kind = 'fix') FROM track";

impl Store {
    /// Begins a track.
    ///
    /// # Errors
    /// [`Error::Exists`] when there is one of that id.
    pub fn begin_track(&mut self, id: &str, walk_code: Option<&str>, at: Timestamp) -> Result<()> {
        begin(self.writable()?, id, walk_code, at)
    }

    /// Appends one entry to a track.
    ///
    /// # Errors
    /// [`Error::NotFound`] without such a track, or when it was ended.
    pub fn append_track(&mut self, id: &str, point: &TrackPoint) -> Result<()> {
        append(self.writable()?, id, point)
    }

    /// Appends entries that came together, all or none.
    ///
    /// # Errors
    /// As [`Store::append_track`].
    pub fn append_track_points(&mut self, id: &str, points: &[TrackPoint]) -> Result<()> {
        self.write(Lasting::Kill, |tx| {
            points.iter().try_for_each(|point| append(tx, id, point))
        })
    }

    /// Ends a track; ending it again changes nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`] without such a track.
    pub fn end_track(&mut self, id: &str, at: Timestamp) -> Result<()> {
        self.change_track(
            "UPDATE track SET ended_ms = coalesce(ended_ms, ?2) WHERE track_id = ?1",
            params![id, at.0],
        )
    }

    /// Removes a track with all its positions.
    ///
    /// # Errors
    /// [`Error::NotFound`] without such a track.
    pub fn delete_track(&mut self, id: &str) -> Result<()> {
        self.change_track("DELETE FROM track WHERE track_id = ?1", params![id])
    }

    fn change_track(&mut self, sql: &str, params: &[&dyn rusqlite::ToSql]) -> Result<()> {
        if self.writable()?.execute(sql, params)? == 0 {
            return Err(Error::NotFound { what: "track" });
        }
        Ok(())
    }
}

impl Reader {
    /// All tracks, the last begun first.
    ///
    /// # Errors
    /// [`Error::Busy`]: another process holds the database; [`Error::Corrupt`]: it is damaged.
    pub fn tracks(&self) -> Result<Vec<Track>> {
        let mut statement = self.conn.prepare(&format!("{INFO} ORDER BY id DESC"))?;
        let tracks = statement.query_map([], info)?;
        Ok(tracks.collect::<rusqlite::Result<_>>()?)
    }

    /// One track.
    ///
    /// # Errors
    /// [`Error::NotFound`] without such a track.
    pub fn track(&self, id: &str) -> Result<Track> {
        let sql = format!("{INFO} WHERE track_id = ?1");
        found(self.conn.query_row(&sql, [id], info), "track")
    }

    /// The walk code of a track.
    ///
    /// # Errors
    /// [`Error::NotFound`] without such a track.
    pub fn track_code(&self, id: &str) -> Result<Option<String>> {
        let sql = "SELECT walk_code FROM track WHERE track_id = ?1";
        found(self.conn.query_row(sql, [id], |row| row.get(0)), "track")
    }

    /// The last position of all tracks.
    ///
    /// # Errors
    /// [`Error::Busy`]: another process holds the database; [`Error::Corrupt`]: it is damaged.
    pub fn last_fix(&self) -> Result<Option<Fix>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT kind, at_ms, lat, lon, alt_m, accuracy_m, speed_mps, bearing_deg \
             FROM track_fix WHERE kind = 'fix' ORDER BY id DESC LIMIT 1",
        )?;
        Ok(match statement.query_row([], point).optional()? {
            Some(TrackPoint::Fix(fix)) => Some(fix),
            _ => None,
        })
    }

    /// The entries of a track in the order they came.
    ///
    /// # Errors
    /// [`Error::Busy`]: another process holds the database; [`Error::Corrupt`]: it is damaged.
    pub fn track_points(&self, id: &str) -> Result<Vec<TrackPoint>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT kind, at_ms, lat, lon, alt_m, accuracy_m, speed_mps, bearing_deg \
             FROM track_fix WHERE track = (SELECT id FROM track WHERE track_id = ?1) \
             ORDER BY id",
        )?;
        let points = statement.query_map([id], point)?;
        Ok(points.collect::<rusqlite::Result<_>>()?)
    }
}

/// Begins a track, inside a transaction or as one.
pub(crate) fn begin(
    conn: &rusqlite::Connection,
    id: &str,
    walk_code: Option<&str>,
    at: Timestamp,
) -> Result<()> {
    let added = conn.execute(
        "INSERT INTO track (track_id, walk_code, started_ms) VALUES (?1, ?2, ?3) \
         ON CONFLICT (track_id) DO NOTHING",
        params![id, walk_code, at.0],
    )?;
    if added == 0 {
        return Err(Error::Exists { what: "track" });
    }
    Ok(())
}

fn append(conn: &rusqlite::Connection, id: &str, point: &TrackPoint) -> Result<()> {
    let (kind, at, fix) = match point {
        TrackPoint::Fix(fix) => ("fix", fix.at, Some(fix)),
        TrackPoint::Pause(at) => ("pause", *at, None),
        TrackPoint::Resume(at) => ("resume", *at, None),
    };
    let added = conn
        .prepare_cached(
            "INSERT INTO track_fix \
             (track, kind, at_ms, lat, lon, alt_m, accuracy_m, speed_mps, bearing_deg) \
             SELECT id, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM track \
             WHERE track_id = ?1 AND ended_ms IS NULL",
        )?
        .execute(params![
            id,
            kind,
            at.0,
            fix.map(|f| f.point.lat),
            fix.map(|f| f.point.lon),
            fix.map(|f| f.point.alt_m),
            fix.map(|f| f.point.accuracy_m),
            fix.and_then(|f| f.speed_mps),
            fix.and_then(|f| f.bearing_deg),
        ])?;
    if added == 0 {
        return Err(Error::NotFound { what: "track" });
    }
    Ok(())
}

fn point(row: &Row<'_>) -> rusqlite::Result<TrackPoint> {
    let at = timestamp(row, 1)?;
    Ok(match row.get::<_, String>(0)?.as_str() {
        "pause" => TrackPoint::Pause(at),
        "resume" => TrackPoint::Resume(at),
        _ => TrackPoint::Fix(Fix {
            at,
            point: GeoPoint {
                lat: row.get(2)?,
                lon: row.get(3)?,
                alt_m: row.get::<_, Option<f64>>(4)?.unwrap_or_default(),
                accuracy_m: row.get::<_, Option<f64>>(5)?.unwrap_or_default(),
            },
            speed_mps: row.get(6)?,
            bearing_deg: row.get(7)?,
        }),
    })
}

fn info(row: &Row<'_>) -> rusqlite::Result<Track> {
    Ok(Track {
        id: row.get(0)?,
        walk_code: row.get(1)?,
        started: timestamp(row, 2)?,
        ended: row.get::<_, Option<i64>>(3)?.map(Timestamp),
        fixes: row.get::<_, i64>(4)?.unsigned_abs(),
    })
}
