//! Where the group walks: three routes through Guadalajara, or fixes from a file.

use farola_model::GeoPoint;
use serde::{Deserialize, Serialize};

use crate::dice::Dice;
use crate::error::SimError;

/// Metres per second of a group that looks around, and seconds between two fixes.
const SPEED: f64 = 0.8;
const EVERY_S: f64 = 10.0;
const METRES_PER_DEGREE: f64 = 111_195.0;
/// Most fixes read from a file.
const MAX_FIXES: usize = 5_000;

/// A route with its fixes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Route {
    /// The neighbourhood.
    pub colonia: String,
    /// The fixes of the way, forward in time.
    pub fixes: Vec<Fix>,
}

/// One fix. Serialised with the plan, which is encrypted with the rest.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct Fix {
    /// Milliseconds after the start.
    pub at_ms: i64,
    lat: f64,
    lon: f64,
    alt_m: f64,
    accuracy_m: f64,
}

impl std::fmt::Debug for Fix {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fix({} ms)", self.at_ms)
    }
}

impl Fix {
    /// The fix as a phone's receiver gives it.
    #[must_use]
    pub fn point(&self) -> GeoPoint {
        GeoPoint {
            lat: self.lat,
            lon: self.lon,
            alt_m: self.alt_m,
            accuracy_m: self.accuracy_m,
        }
    }
}

type Corner = (f64, f64);

const ROUTES: [(&str, &str, &[Corner]); 3] = [
    (
        "andador",
        "Centro",
        &[
            (20.676_90, -103.346_90),
            (20.676_75, -103.344_60),
            (20.676_60, -103.342_20),
            (20.676_50, -103.339_90),
            (20.676_40, -103.337_60),
            (20.674_60, -103.337_40),
            (20.673_20, -103.338_90),
        ],
    ),
    (
        "mercado",
        "San Juan de Dios",
        &[
            (20.675_40, -103.340_10),
            (20.673_30, -103.340_60),
            (20.671_20, -103.341_10),
            (20.671_40, -103.343_60),
            (20.673_50, -103.343_20),
            (20.675_60, -103.343_00),
            (20.677_80, -103.342_60),
        ],
    ),
    (
        "parque",
        "Americana",
        &[
            (20.674_50, -103.359_20),
            (20.674_30, -103.361_70),
            (20.674_10, -103.364_20),
            (20.673_90, -103.366_70),
            (20.673_70, -103.369_20),
            (20.671_50, -103.369_40),
            (20.669_40, -103.369_60),
        ],
    ),
];

/// The names of the invented routes.
pub fn names() -> impl Iterator<Item = &'static str> {
    ROUTES.iter().map(|(name, ..)| *name)
}

/// A route by name, or the fixes of a file (CSV with the columns t, lat, lon, alt, accuracy).
///
/// # Errors
/// [`SimError::NoSuchRoute`], [`SimError::Unreadable`], [`SimError::RouteMalformed`].
pub fn load(name: &str, seed: u64) -> Result<Route, SimError> {
    if let Some((_, colonia, corners)) = ROUTES.iter().find(|(known, ..)| *known == name) {
        return Ok(Route {
            colonia: (*colonia).to_owned(),
            fixes: walk(corners, seed),
        });
    }
    if !std::path::Path::new(name).exists() {
        return Err(SimError::NoSuchRoute);
    }
    let text = std::fs::read_to_string(name).map_err(|e| SimError::Unreadable(e.kind()))?;
    let fixes = read_csv(&text).ok_or(SimError::RouteMalformed)?;
    Ok(Route {
        colonia: "Centro".to_owned(),
        fixes,
    })
}

/// Walks the corners at a group's pace, with the error of a phone's receiver: a slow drift and
/// an accuracy as residents' phones gave it in the field (median about 20 m, some over 60).
fn walk(corners: &[Corner], seed: u64) -> Vec<Fix> {
    let mut dice = Dice::new(seed, 77);
    let mut fixes = Vec::new();
    let mut drift = (0.0, 0.0);
    let mut left = 0.0;
    let mut at_ms = 0;
    for pair in corners.windows(2) {
        let [from, to] = pair else { continue };
        let east = from.0.to_radians().cos() * METRES_PER_DEGREE;
        let (dy, dx) = ((to.0 - from.0) * METRES_PER_DEGREE, (to.1 - from.1) * east);
        let length = dx.hypot(dy).max(1.0);
        let mut along = left;
        while along < length {
            let share = along / length;
            let accuracy_m = accuracy(&mut dice);
            let pull = accuracy_m * 0.15;
            drift.0 = drift.0 * 0.8 + (dice.share() - 0.5) * pull;
            drift.1 = drift.1 * 0.8 + (dice.share() - 0.5) * pull;
            fixes.push(Fix {
                at_ms,
                lat: rounded(from.0 + (dy * share + drift.0) / METRES_PER_DEGREE, 7),
                lon: rounded(from.1 + (dx * share + drift.1) / east, 7),
                alt_m: rounded(1_540.0 + dice.share() * 20.0, 1),
                accuracy_m,
            });
            at_ms += i64::from(EVERY_S as i32) * 1_000;
            along += SPEED * EVERY_S;
        }
        left = along - length;
    }
    fixes
}

fn accuracy(dice: &mut Dice) -> f64 {
    let metres = match dice.below(20) {
        0..=4 => 4.0 + dice.share() * 6.0,
        5..=15 => 10.0 + dice.share() * 14.0,
        16..=18 => 25.0 + dice.share() * 30.0,
        _ => 60.0 + dice.share() * 60.0,
    };
    rounded(metres, 1)
}

fn rounded(value: f64, digits: i32) -> f64 {
    let scale = 10f64.powi(digits);
    (value * scale).round() / scale
}

fn read_csv(text: &str) -> Option<Vec<Fix>> {
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next()?.split(',').map(str::trim).collect();
    let column = |name: &str| head.iter().position(|h| *h == name);
    let (t, lat, lon) = (column("t")?, column("lat")?, column("lon")?);
    let (alt, accuracy) = (column("alt"), column("accuracy"));
    let mut fixes: Vec<Fix> = Vec::new();
    let mut first = None;
    for line in lines.filter(|line| !line.trim().is_empty()).take(MAX_FIXES) {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |at: usize| {
            cells
                .get(at)?
                .trim()
                .parse::<f64>()
                .ok()
                .filter(|n| n.is_finite())
        };
        let seconds = number(t)?;
        let began = *first.get_or_insert(seconds);
        let fix = Fix {
            at_ms: ((seconds - began) * 1_000.0) as i64,
            lat: number(lat).filter(|n| n.abs() <= 90.0)?,
            lon: number(lon).filter(|n| n.abs() <= 180.0)?,
            alt_m: alt.and_then(number).unwrap_or_default(),
            accuracy_m: accuracy.and_then(number).unwrap_or_default(),
        };
        // A plan goes forward in time; what the receiver said out of order is left out.
        if fixes.last().is_none_or(|last| last.at_ms < fix.at_ms) {
            fixes.push(fix);
        }
    }
    (fixes.len() >= 2).then_some(fixes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_routes_are_walks_of_a_kilometre_or_so_in_guadalajara() {
        for (name, ..) in ROUTES {
            let route = load(name, 3).unwrap();
            let metres = route.fixes.len() as f64 * SPEED * EVERY_S;
            assert!((900.0..2_000.0).contains(&metres), "{name}: {metres}");
            let point = route.fixes.first().unwrap().point();
            assert!((point.lat - 20.67).abs() < 0.02 && (point.lon + 103.35).abs() < 0.03);
            let minutes = route.fixes.last().unwrap().at_ms / 60_000;
            assert!((18..45).contains(&minutes), "{name}: {minutes}");
        }
        let same = |seed| format!("{:?}", load("parque", seed).unwrap().fixes[9].point().lat);
        assert_eq!(same(5), same(5));
        assert_ne!(same(5), same(6));
    }

    #[test]
    fn fixes_from_a_file_and_what_is_none() {
        let fixes =
            read_csv("t,lat,lon,accuracy\n10.5,20.1,-103.2,9\n9,20,-103,1\n12,20.2,-103,5\n");
        let fixes = fixes.unwrap();
        assert_eq!((fixes.len(), fixes[1].at_ms), (2, 1_500));
        for wrong in [
            "",
            "a,b\n1,2",
            "t,lat,lon\n1,91,0\n2,0,0",
            "t,lat,lon\n1,NaN,0\n2,0,0",
        ] {
            assert!(read_csv(wrong).is_none(), "{wrong}");
        }
        assert!(load("no-such-route", 1).is_err());
    }
}
