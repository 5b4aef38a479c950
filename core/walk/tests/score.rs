//! The score of a stop: the published vectors, and what must hold for any ratings.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use farola_walk::{
    Band, Item, Light, Principle, Rating, Ratings, Weights, agree, night_gap, score, score_ratings,
};
use proptest::prelude::*;

fn all(level: i64) -> Ratings {
    Ratings::from_answers(&|_| Some(level))
}

fn with(base: &Ratings, item: Item, level: Option<i64>) -> Ratings {
    let mut ratings = *base;
    ratings.set(item, level.map(|l| Rating::new(l).unwrap()));
    ratings
}

fn isp(ratings: &Ratings, light: Light) -> Option<u8> {
    score_ratings(ratings, light, &Weights::default())
        .isp
        .map(|isp| isp.percent())
}

#[test]
fn all_equal_ratings_give_the_published_index() {
    for light in [Light::Day, Light::Twilight, Light::Night] {
        for (level, expect) in [(0, 0), (1, 33), (2, 67), (3, 100)] {
            assert_eq!(isp(&all(level), light), Some(expect), "{level} {light:?}");
        }
    }
}

#[test]
fn the_day_counts_eleven_items_and_the_night_twelve() {
    let dark = with(&all(3), Item::Light, Some(0));
    let day = score_ratings(&dark, Light::Day, &Weights::default());
    let night = score_ratings(&dark, Light::Night, &Weights::default());
    assert_eq!((day.answered, night.answered), (11, 12));
    assert_eq!(isp(&dark, Light::Day), Some(100));
    assert_eq!(isp(&dark, Light::Night), Some(92)); // 33 of 36
}

#[test]
fn one_answer_by_hand() {
    // 1+2+3+0+1+2+1+2+3+1+0+2 = 18 of 36 at night; 16 of 33 by day without the light's 2.
    let levels = [1, 2, 3, 0, 1, 2, 1, 2, 3, 1, 0, 2];
    let answer = |name: &str| {
        let at = Item::ALL.iter().position(|item| item.field() == name);
        match name {
            "p_siente" => Some(1),
            "n_calif" => Some(7),
            _ => at.map(|at| levels[at]),
        }
    };
    let night = score(&answer, Light::Night);
    assert_eq!(night.isp.unwrap().percent(), 50);
    assert_eq!(night.band(), Some(Band::Medium));
    assert_eq!(night.voices, Some(7));
    assert_eq!(night.feeling.unwrap().value(), 1.0);
    assert!((night.feeling_gap().unwrap() - (1.0 / 3.0 - 0.5)).abs() < 1e-12);
    let day = score(&answer, Light::Day);
    assert_eq!(day.isp.unwrap().percent(), 48); // 16/33 = 48.48
    assert_eq!(day.band(), Some(Band::Low));
    // P2 at night is {light 2, openness 3}: 5 of 6; by day openness alone: 3 of 3.
    assert_eq!(night.principle(Principle::Sight).unwrap().percent(), 83);
    assert_eq!(day.principle(Principle::Sight).unwrap().percent(), 100);
    assert_eq!(night.principle(Principle::Company).unwrap().percent(), 33); // 0,1,2 of 9
    assert_eq!(night.principle(Principle::Community).unwrap().percent(), 67);
    // C8: light 2, openness 3, eyes 0, people 1, gender 2, guards 1, transit 3, path 1 = 13.
    assert_eq!(night.c8_tenths(), Some(27)); // 5 * 13/24 = 2.708
    assert_eq!(day.c8_tenths(), Some(26)); // 5 * 11/21 = 2.619
    // What would help most: the two items at 0, in the form's order.
    let first: Vec<Item> = night.impacts.iter().take(2).map(|i| i.item).collect();
    assert_eq!(first, [Item::Eyes, Item::Upkeep]);
    assert_eq!(night.impacts[0].gain.percent(), 8); // 3 of 36
}

#[test]
fn nine_answers_make_an_index_and_eight_do_not() {
    let mut ratings = all(2);
    for item in [Item::Signs, Item::Light, Item::People] {
        ratings.set(item, None);
    }
    assert_eq!(isp(&ratings, Light::Night), Some(67));
    ratings.set(Item::Path, None);
    let score = score_ratings(&ratings, Light::Night, &Weights::default());
    assert_eq!((score.isp, score.band()), (None, None));
    assert!(score.impacts.is_empty());
    assert_eq!(score.comparable, None);
    assert_eq!(score.principle(Principle::Orientation), None);
    assert_eq!(score.balanced, None);
}

#[test]
fn a_principle_stands_on_what_was_rated_and_the_comparable_score_on_all_eight() {
    // Company without the eyes on the street: people 2 and gender 2, so 4 of 6.
    let score = score_ratings(
        &with(&all(2), Item::Eyes, None),
        Light::Night,
        &Weights::default(),
    );
    assert_eq!(score.principle(Principle::Company).unwrap().percent(), 67);
    assert_eq!(score.balanced.unwrap().percent(), 67);
    assert_eq!(score.comparable, None);
}

#[test]
fn a_level_that_is_none_counts_as_unanswered() {
    let score = score(
        &|name| Some(if name == "p_ojos" { 4 } else { -1 }),
        Light::Day,
    );
    assert_eq!((score.answered, score.voices), (0, None));
}

#[test]
fn bands_begin_where_they_are_published() {
    let expect = [
        (0, Band::Critical),
        (24, Band::Critical),
        (25, Band::Low),
        (49, Band::Low),
        (50, Band::Medium),
        (74, Band::Medium),
        (75, Band::Good),
        (100, Band::Good),
    ];
    for (percent, band) in expect {
        assert_eq!(Band::of(percent), band, "{percent}");
    }
    assert_eq!(Band::Critical.code(), "critico");
}

#[test]
fn balanced_index_is_the_mean_of_the_six_principles() {
    // P1 100, P2 50 (light 0, openness 3), the others 100: 550/6 = 91.67.
    let ratings = with(&all(3), Item::Light, Some(0));
    let score = score_ratings(&ratings, Light::Night, &Weights::default());
    assert_eq!(score.balanced.unwrap().percent(), 92);
}

#[test]
fn raters_meet_at_the_median_and_a_spread_of_two_is_a_debate() {
    let three = [all(1), all(2), with(&all(1), Item::Guards, Some(3))];
    let agreement = agree(&three);
    assert_eq!(agreement.ratings.get(Item::Eyes).unwrap().value(), 1.0);
    assert_eq!(agreement.ratings.get(Item::Guards).unwrap().value(), 2.0);
    assert_eq!(agreement.debates().collect::<Vec<_>>(), [Item::Guards]);
    let two = agree(&[all(1), all(2)]);
    assert_eq!(two.ratings.get(Item::Eyes).unwrap().value(), 1.5);
    assert_eq!(isp(&two.ratings, Light::Day), Some(50));
    assert_eq!(two.debates().count(), 0);
    assert!(agree(&[]).spread.is_empty());
}

#[test]
fn the_night_gap_leaves_the_light_out() {
    let night = with(&all(1), Item::Light, Some(0));
    let gap = night_gap(&all(2), &night).unwrap();
    assert!((gap.points - 100.0 / 3.0).abs() < 1e-9);
    assert_eq!(gap.light.unwrap().value(), 0.0);
    let mut sparse = night;
    for item in [Item::Signs, Item::Path, Item::Eyes] {
        sparse.set(item, None);
    }
    assert_eq!(night_gap(&all(2), &sparse), None);
}

fn any_ratings() -> impl Strategy<Value = Ratings> {
    proptest::array::uniform12(proptest::option::weighted(0.9, 0i64..=3)).prop_map(|levels| {
        let mut ratings = Ratings::default();
        for (item, level) in Item::ALL.into_iter().zip(levels) {
            ratings.set(item, level.map(|l| Rating::new(l).unwrap()));
        }
        ratings
    })
}

fn any_light() -> impl Strategy<Value = Light> {
    prop_oneof![Just(Light::Day), Just(Light::Twilight), Just(Light::Night)]
}

proptest! {
    #[test]
    fn every_number_stays_within_its_bounds(ratings in any_ratings(), light in any_light()) {
        let score = score_ratings(&ratings, light, &Weights::default());
        prop_assert_eq!(score.isp.is_some(), score.answered >= 9);
        for ratio in score.isp.iter().chain(&score.balanced).chain(score.principles.iter().flatten()) {
            prop_assert!(ratio.percent() <= 100);
            prop_assert!((0.0..=1.0).contains(&ratio.value()));
        }
        prop_assert!(score.c8_tenths().is_none_or(|tenths| tenths <= 50));
        if let Some(isp) = score.isp {
            // What is missing to 100 is exactly what all impacts add up to.
            let missing: f64 = score.impacts.iter().map(|impact| impact.gain.value()).sum();
            prop_assert!((isp.value() + missing - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_better_rating_never_lowers_the_index(
        ratings in any_ratings(), light in any_light(), at in 0usize..12,
        weights in proptest::array::uniform12(1u32..5000),
    ) {
        let item = Item::ALL[at];
        let weights = Weights::from_thousandths(weights);
        if let Some(rating) = ratings.get(item).filter(|r| r.value() < 3.0) {
            let better = with(&ratings, item, Some(rating.value() as i64 + 1));
            let before = score_ratings(&ratings, light, &weights);
            let after = score_ratings(&better, light, &weights);
            if let (Some(before), Some(after)) = (before.isp, after.isp) {
                prop_assert!(after.value() >= before.value());
            }
            if let (Some(before), Some(after)) = (before.balanced, after.balanced) {
                prop_assert!(after.value() >= before.value());
            }
        }
    }

    #[test]
    fn the_median_lies_between_the_extremes(levels in prop::collection::vec(0i64..=3, 1..9)) {
        let ratings: Vec<Rating> = levels.iter().map(|l| Rating::new(*l).unwrap()).collect();
        let median = Rating::median(&ratings).unwrap();
        let (low, high) = (ratings.iter().min().unwrap(), ratings.iter().max().unwrap());
        prop_assert!(low <= &median && &median <= high);
        let below = ratings.iter().filter(|r| **r < median).count();
        let above = ratings.iter().filter(|r| **r > median).count();
        prop_assert!(below * 2 <= ratings.len() && above * 2 <= ratings.len());
    }

    #[test]
    fn the_gap_of_a_stop_to_itself_is_none(ratings in any_ratings()) {
        if let Some(gap) = night_gap(&ratings, &ratings) {
            prop_assert_eq!(gap.points, 0.0);
        }
    }
}
