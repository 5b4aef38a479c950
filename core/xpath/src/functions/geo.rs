//! Places: area, distance, geofence and intersects, with JavaRosa's sphere and formulas.

use std::f64::consts::PI;

use super::{Args, Outcome};
use crate::error::XPathError;
use crate::eval::{spend, spend_text};
use crate::function::Function as F;
use crate::host::{Host, Want};
use crate::value::Value;

/// Radius of the sphere in metres, the same in every ODK engine.
const RADIUS: f64 = 6_378_100.0;
/// Metres of one degree on it.
const DEGREE: f64 = 2.0 * PI * RADIUS / 360.0;

/// Pairs of segments that count as one step; half of them are looked at, with a few products.
const PAIRS_OF_A_STEP: usize = 8;

/// A point: latitude and longitude in degrees.
type Point = (f64, f64);

pub(super) fn call<H: Host>(args: &Args<'_, H>) -> Outcome<H> {
    match &args.call.function {
        F::Area => {
            let points = points(args, 0, 1)?;
            Ok(points.map_or(0.0, |points| area(&points)).into())
        }
        F::Distance => match points(args, 0, args.count())? {
            Some(points) => Ok(distance(&points).into()),
            None => Err(not_a_place(args)),
        },
        F::Geofence => {
            let fence = points(args, 1, 2)?.unwrap_or_default();
            match point(&args.text(0)?) {
                Some(point) => Ok(Value::Boolean(inside(point, &fence))),
                None if args.text(0)?.trim().is_empty() => Ok(Value::Boolean(false)),
                None => Err(not_a_place(args)),
            }
        }
        _ => {
            let points = points(args, 0, 1)?.unwrap_or_default();
            // Each segment is held against each other one.
            spend(
                args.host,
                points.len().saturating_mul(points.len()) / PAIRS_OF_A_STEP,
            )?;
            Ok(Value::Boolean(intersects(&points)))
        }
    }
}

fn not_a_place<H: Host>(args: &Args<'_, H>) -> XPathError {
    XPathError::Geo {
        function: args.name(),
        offset: args.offset(),
    }
}

/// The points of all arguments from `first` to `last`: each text is a point or a trace. `None`
/// when there is a single text and it is no place.
fn points<H: Host>(
    args: &Args<'_, H>,
    first: usize,
    last: usize,
) -> Result<Option<Vec<Point>>, XPathError> {
    let mut texts = Vec::new();
    for index in first..last {
        match args.value_as(index, Want::Set)? {
            Value::Nodeset(nodes) => {
                texts.extend(nodes.into_iter().map(|node| args.host.string_value(node)));
            }
            other => texts.push(crate::convert::into_text(other, args.host)),
        }
    }
    // Reading a number costs several times what copying it does.
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    spend_text(args.host, bytes.saturating_mul(8))?;
    let several = texts.len() > 1;
    let mut all = Vec::new();
    for text in &texts {
        match trace(text) {
            Some(points) => all.extend(points),
            // Nothing answered yet: no points, and so no length.
            None if !several && text.trim().is_empty() => {}
            None if several => return Err(not_a_place(args)),
            None => return Ok(None),
        }
    }
    Ok(Some(all))
}

/// `lat lon alt acc`; altitude and accuracy may be missing.
fn point(text: &str) -> Option<Point> {
    let mut numbers = Vec::with_capacity(4);
    for part in text.split_whitespace() {
        numbers.push(
            part.parse::<f64>()
                .ok()
                .filter(|number| number.is_finite())?,
        );
    }
    match numbers.as_slice() {
        [lat, lon] | [lat, lon, _] | [lat, lon, _, _]
            if lat.abs() <= 90.0 && lon.abs() <= 180.0 =>
        {
            Some((*lat, *lon))
        }
        _ => None,
    }
}

/// Points separated by `;`, the last one perhaps followed by one too.
fn trace(text: &str) -> Option<Vec<Point>> {
    let text = text.trim();
    text.strip_suffix(';')
        .unwrap_or(text)
        .split(';')
        .map(point)
        .collect()
}

/// A flat projection about the first point, triangle by triangle.
fn area(points: &[Point]) -> f64 {
    let Some(((lat0, lon0), rest)) = points.split_first() else {
        return 0.0;
    };
    if points.len() < 3 {
        return 0.0;
    }
    let flat: Vec<(f64, f64)> = rest
        .iter()
        .map(|(lat, lon)| {
            (
                (lon - lon0) * DEGREE * lat.to_radians().cos(),
                (lat - lat0) * DEGREE,
            )
        })
        .collect();
    let triangles = flat.windows(2).map(|pair| match pair {
        [(x1, y1), (x2, y2)] => (y1 * x2 - x1 * y2) / 2.0,
        _ => 0.0,
    });
    triangles.fold(0.0, |sum, triangle| sum + triangle).abs()
}

fn distance(points: &[Point]) -> f64 {
    let legs = points.windows(2).map(|pair| match pair {
        [(lat1, lon1), (lat2, lon2)] if (lat1, lon1) != (lat2, lon2) => {
            let (a, b) = (lat1.to_radians(), lat2.to_radians());
            let turn = (lon1 - lon2).to_radians().cos();
            // Rounding may push the cosine of a tiny angle over 1.
            let cosine = a.sin() * b.sin() + a.cos() * b.cos() * turn;
            cosine.clamp(-1.0, 1.0).acos() * RADIUS
        }
        _ => 0.0,
    });
    legs.fold(0.0, |sum, leg| sum + leg)
}

/// Ray casting over a closed shape, as in JavaRosa: the last point repeats the first.
fn inside((lat, lon): Point, fence: &[Point]) -> bool {
    fence.windows(2).fold(false, |inside, pair| match pair {
        [(lat1, lon1), (lat2, lon2)] => {
            let crosses = (*lat2 > lat) != (*lat1 > lat)
                && lon < (lon1 - lon2) * (lat - lat2) / (lat1 - lat2) + lon2;
            inside != crosses
        }
        _ => inside,
    })
}

/// Whether a trace or shape crosses or touches itself anywhere but where its segments join.
fn intersects(points: &[Point]) -> bool {
    // A place that was recorded twice makes a segment without length, which touches both its
    // neighbours.
    let mut points: Vec<Point> = points.to_vec();
    points.dedup();
    let segments: Vec<(Point, Point)> = points
        .windows(2)
        .filter_map(|w| Some((*w.first()?, *w.last()?)))
        .collect();
    let closed = points.len() > 2 && points.first() == points.last();
    let last = segments.len().saturating_sub(1);
    segments.iter().enumerate().any(|(i, a)| {
        segments.iter().enumerate().skip(i + 1).any(|(j, b)| {
            if j == i + 1 {
                // Neighbours share a point; they cross only when the second turns back.
                on_segment(b.1, *a) || on_segment(a.0, *b) && !(closed && last == 1)
            // The last segment of a shape joins the first as neighbours join.
            } else if closed && i == 0 && j == last {
                on_segment(a.1, *b) || on_segment(b.0, *a)
            } else {
                cross(*a, *b)
            }
        })
    })
}

/// Twice the signed area of a triangle: which side of a line a point is on.
fn side((ay, ax): Point, (by, bx): Point, (cy, cx): Point) -> f64 {
    (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
}

fn on_segment(point: Point, (a, b): (Point, Point)) -> bool {
    side(a, b, point) == 0.0
        && point.0 >= a.0.min(b.0)
        && point.0 <= a.0.max(b.0)
        && point.1 >= a.1.min(b.1)
        && point.1 <= a.1.max(b.1)
}

fn cross(a: (Point, Point), b: (Point, Point)) -> bool {
    let (s1, s2) = (side(a.0, a.1, b.0), side(a.0, a.1, b.1));
    let (s3, s4) = (side(b.0, b.1, a.0), side(b.0, b.1, a.1));
    let proper = (s1 > 0.0) != (s2 > 0.0) && (s3 > 0.0) != (s4 > 0.0);
    let touching =
        on_segment(b.0, a) || on_segment(b.1, a) || on_segment(a.0, b) || on_segment(a.1, b);
    let none_zero = s1 != 0.0 && s2 != 0.0 && s3 != 0.0 && s4 != 0.0;
    (proper && none_zero) || touching
}
