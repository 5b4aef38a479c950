//! The safety index of a stop (ISP), its principles, the comparable score, the bands.
//!
//! Feeling is never inside the index: it is the outcome that the index should explain.

use crate::item::{Item, Light, Principle};
use crate::kit::question;
use crate::rating::{Rating, Ratings, Ratio};

/// Fewest answered items that make an index; below it a stop is "insufficient".
pub const MIN_ANSWERED: usize = 9;

/// Weight of each item, in thousandths, so that fitted weights keep the score exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weights {
    thousandths: [u32; 12],
}

impl Default for Weights {
    /// Every item weighs the same.
    fn default() -> Self {
        Self {
            thousandths: [1000; 12],
        }
    }
}

impl Weights {
    /// Weights in the order of [`Item::ALL`], in thousandths.
    #[must_use]
    pub fn from_thousandths(thousandths: [u32; 12]) -> Self {
        Self { thousandths }
    }

    fn of(&self, item: Item) -> u64 {
        self.thousandths
            .get(item.index())
            .map_or(0, |w| u64::from(*w))
    }
}

/// Where a stop stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// 0 to 24.
    Critical,
    /// 25 to 49.
    Low,
    /// 50 to 74.
    Medium,
    /// 75 to 100.
    Good,
}

impl Band {
    /// The band of an index from 0 to 100.
    #[must_use]
    pub fn of(percent: u8) -> Self {
        match percent {
            0..25 => Self::Critical,
            25..50 => Self::Low,
            50..75 => Self::Medium,
            _ => Self::Good,
        }
    }

    /// `critico`, `bajo`, `medio` or `bueno`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Critical => "critico",
            Self::Low => "bajo",
            Self::Medium => "medio",
            Self::Good => "bueno",
        }
    }
}

/// How much one item would move the index if it were made good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Impact {
    /// The item.
    pub item: Item,
    /// The share of the whole index that it would add.
    pub gain: Ratio,
}

/// Everything that follows from the ratings of one visit.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// The light of the visit.
    pub light: Light,
    /// Items answered, of eleven by day and twelve otherwise.
    pub answered: usize,
    /// The index; `None` where fewer than [`MIN_ANSWERED`] items were answered.
    pub isp: Option<Ratio>,
    /// The principle-balanced alternative: mean of the six; `None` where one is missing.
    pub balanced: Option<Ratio>,
    /// P1 to P6, each over its answered items.
    pub principles: [Option<Ratio>; 6],
    /// Share reached of the items that published 0–5 scores also rate (eight; seven by
    /// day); `None` where one is missing.
    pub comparable: Option<Ratio>,
    /// How the group feels, apart from the index.
    pub feeling: Option<Rating>,
    /// How many women spoke (`n_calif`).
    pub voices: Option<u32>,
    /// What would move the index most, largest first; items already good are left out.
    pub impacts: Vec<Impact>,
}

impl Score {
    /// The band of the index.
    #[must_use]
    pub fn band(&self) -> Option<Band> {
        self.isp.map(|isp| Band::of(isp.percent()))
    }

    /// C8 in tenths of a point from 0 to 5 (`31` is 3.1).
    #[must_use]
    pub fn c8_tenths(&self) -> Option<u8> {
        self.comparable.map(Ratio::tenths_of_five)
    }

    /// The share of one principle.
    #[must_use]
    pub fn principle(&self, principle: Principle) -> Option<Ratio> {
        self.principles.get(principle as usize).copied().flatten()
    }

    /// Feeling minus index, each as 0 to 1: negative where the group feels worse than the
    /// place looks.
    #[must_use]
    pub fn feeling_gap(&self) -> Option<f64> {
        Some(self.feeling?.value() / 3.0 - self.isp?.value())
    }
}

/// Scores a stop from the answers of the stop form, by question name, with equal weights.
pub fn score(answer: &dyn Fn(&str) -> Option<i64>, light: Light) -> Score {
    let ratings = Ratings::from_answers(answer);
    let mut score = score_ratings(&ratings, light, &Weights::default());
    score.feeling = answer(question::FEELING).and_then(|level| Rating::new(level).ok());
    score.voices = answer(question::VOICES).and_then(|count| u32::try_from(count).ok());
    score
}

/// Scores ratings with the given weights; feeling and voices are left empty.
///
/// By day a rating of the street lighting is left out, even where one was given.
#[must_use]
pub fn score_ratings(ratings: &Ratings, light: Light, weights: &Weights) -> Score {
    let rated: Vec<(Item, Rating)> = light
        .items()
        .filter_map(|item| Some((item, ratings.get(item)?)))
        .collect();
    let whole: u64 = rated.iter().map(|(item, _)| 6 * weights.of(*item)).sum();
    let part = rated
        .iter()
        .map(|(item, rating)| rating.halves() * weights.of(*item))
        .sum();
    let isp = if rated.len() >= MIN_ANSWERED {
        Ratio::new(part, whole)
    } else {
        None
    };
    let principles =
        Principle::ALL.map(|principle| share(principle.items(light), ratings, Needs::Any));
    // A mean of fewer than six would weigh the principles by which of them was rated.
    let six: Vec<Ratio> = principles.iter().flatten().copied().collect();
    Score {
        light,
        answered: rated.len(),
        isp,
        balanced: if six.len() == 6 {
            Ratio::mean(&six)
        } else {
            None
        },
        principles,
        comparable: share(
            light.items().filter(|item| item.is_comparable()),
            ratings,
            Needs::All,
        ),
        feeling: None,
        voices: None,
        // A gain is a share of the index: without one there is nothing to move.
        impacts: isp.map_or_else(Vec::new, |_| impacts(&rated, whole, weights)),
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Needs {
    All,
    Any,
}

fn share(items: impl Iterator<Item = Item>, ratings: &Ratings, needs: Needs) -> Option<Ratio> {
    let (mut part, mut whole) = (0, 0);
    for item in items {
        match ratings.get(item) {
            Some(rating) => {
                part += rating.halves();
                whole += 6;
            }
            None if needs == Needs::All => return None,
            None => {}
        }
    }
    Ratio::new(part, whole)
}

fn impacts(rated: &[(Item, Rating)], whole: u64, weights: &Weights) -> Vec<Impact> {
    let mut gains: Vec<(u64, Item)> = rated
        .iter()
        .map(|(item, rating)| ((6 - rating.halves()) * weights.of(*item), *item))
        .filter(|(gain, _)| *gain > 0)
        .collect();
    // Largest first; equal gains keep the order of the form.
    gains.sort_by_key(|(gain, item)| (std::cmp::Reverse(*gain), *item));
    gains
        .into_iter()
        .filter_map(|(gain, item)| {
            let gain = Ratio::new(gain, whole)?;
            Some(Impact { item, gain })
        })
        .collect()
}
