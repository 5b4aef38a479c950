//! Several raters at one stop, and the same stop by day and by night.

use crate::item::{Item, Light};
use crate::rating::{Rating, Ratings};
use crate::score::{Weights, score_ratings};

/// A spread of this many levels is shown as a debate, never averaged away.
pub const DEBATE_SPREAD: f64 = 2.0;

/// What several raters say together.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// The median of each item over those who rated it.
    pub ratings: Ratings,
    /// Highest minus lowest rating of each item that anyone rated, in the form's order.
    pub spread: Vec<(Item, f64)>,
}

impl Agreement {
    /// The items on which the raters are two or more levels apart.
    pub fn debates(&self) -> impl Iterator<Item = Item> {
        self.spread
            .iter()
            .filter(|(_, spread)| *spread >= DEBATE_SPREAD)
            .map(|(item, _)| *item)
    }
}

/// Puts several raters together: medians and spreads.
#[must_use]
pub fn agree(raters: &[Ratings]) -> Agreement {
    let mut ratings = Ratings::default();
    let mut spread = Vec::new();
    for item in Item::ALL {
        let given: Vec<Rating> = raters.iter().filter_map(|rater| rater.get(item)).collect();
        ratings.set(item, Rating::median(&given));
        if let (Some(lowest), Some(highest)) = (given.iter().min(), given.iter().max()) {
            spread.push((item, highest.value() - lowest.value()));
        }
    }
    Agreement { ratings, spread }
}

/// How much worse a stop is at night, on the items rated both times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NightGap {
    /// Index by day minus index by night, in points; positive where the night is worse.
    pub points: f64,
    /// The street lighting at night, shown apart because the day does not rate it.
    pub light: Option<Rating>,
}

/// The night gap; `None` where fewer than nine items were rated both times.
#[must_use]
pub fn night_gap(day: &Ratings, night: &Ratings) -> Option<NightGap> {
    let (mut by_day, mut by_night) = (Ratings::default(), Ratings::default());
    for item in Light::Day.items() {
        if let (Some(at_day), Some(at_night)) = (day.get(item), night.get(item)) {
            // Items that were rated once only would move one index and not the other.
            by_day.set(item, Some(at_day));
            by_night.set(item, Some(at_night));
        }
    }
    let index = |ratings| {
        // Both through the day's eleven items, so that they share one denominator.
        score_ratings(ratings, Light::Day, &Weights::default())
            .isp
            .map(|isp| 100.0 * isp.value())
    };
    Some(NightGap {
        points: index(&by_day)? - index(&by_night)?,
        light: night.get(Item::Light),
    })
}
