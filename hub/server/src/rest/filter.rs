//! From the query of the queue to the conditions of the store.

use farola_hub_store::flag::Flag;
use farola_hub_store::queue::{Condition, Day, Filter};
use farola_hub_store::{Store, StoreError};
use farola_hub_wire::{self as wire, PlaceCount, QueueQuery, States};
use farola_model::ProjectId;

use crate::arrival::fold;
use crate::day::digits;

/// Most words of a search.
const WORDS: usize = 8;

/// Reads what the filters need of the project, and names their conditions.
///
/// # Errors
/// [`ProjectUnknown`](farola_protocol::Problem::ProjectUnknown) where a day is asked of no project;
/// a failure of the database.
pub(super) fn conditions(
    store: &Store,
    project: ProjectId,
    query: &QueueQuery,
) -> Result<Filter, StoreError> {
    let mut filter = Filter::new();
    let states = query
        .state
        .clone()
        .filter(|States(states)| !states.is_empty());
    filter.extend(states.map(|States(states)| Condition::States(states)));
    filter.extend(query.form.clone().map(Condition::Form));
    filter.extend(query.city.clone().map(Condition::City));
    filter.extend(query.flag.map(flag).map(Condition::Flag));
    if let Some(place) = &query.place {
        let known = store.list_places(project)?;
        filter.push(Condition::Places(spellings(place, known)));
    }
    if query.from.is_some() || query.to.is_some() {
        store.read_time_zone(project)?;
        let day = |wire::Day(date): wire::Day| Day(digits(date));
        filter.extend(query.from.map(day).map(Condition::From));
        filter.extend(query.to.map(day).map(Condition::To));
    }
    let words = fold(query.q.as_deref().unwrap_or_default());
    let words = words.split_whitespace().take(WORDS).map(str::to_owned);
    filter.extend(words.map(Condition::Word));
    Ok(filter)
}

fn flag(flag: wire::Flag) -> Flag {
    match flag {
        wire::Flag::Form => Flag::Form,
        wire::Flag::Unchecked => Flag::Unchecked,
        wire::Flag::Walk => Flag::Walk,
    }
}

/// What two ways of writing a neighbourhood have in common.
fn place_key(name: &str) -> String {
    let words = fold(name);
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Those of the known ways of writing that mean the place.
fn spellings(place: &str, known: Vec<String>) -> Vec<String> {
    let key = place_key(place);
    let same = known.into_iter().filter(|name| place_key(name) == key);
    same.collect()
}

/// One row for each neighbourhood, under the name that most of its records have.
pub(super) fn merged(counts: Vec<(String, i64)>) -> Vec<PlaceCount> {
    let mut keyed: Vec<(String, PlaceCount)> = counts
        .into_iter()
        .map(|(name, count)| (place_key(&name), PlaceCount { name, count }))
        .collect();
    // The commonest way of writing first, so that it is the one that stays.
    keyed.sort_by(|(key, one), (other_key, other)| {
        key.cmp(other_key).then(other.count.cmp(&one.count))
    });
    keyed.dedup_by(|(key, next), (kept_key, kept)| {
        let same = key == kept_key;
        if same {
            kept.count += next.count;
        }
        same
    });
    keyed.into_iter().map(|(_, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_neighbourhood_is_one_however_it_is_written() {
        let count = |name: &str, count| (name.to_owned(), count);
        let merged = merged(vec![
            count("ANALCO", 1),
            count("Santa Teresita", 2),
            count("analco", 2),
            count("Análco ", 1),
            count("Centro", 4),
            count("Analco", 5),
        ]);
        let place = |name: &str, count| PlaceCount {
            name: name.to_owned(),
            count,
        };
        let expect = [
            place("Analco", 9),
            place("Centro", 4),
            place("Santa Teresita", 2),
        ];
        assert_eq!(merged, expect);
        let known = ["Analco", "ANALCO  ", "Centro"].map(str::to_owned).to_vec();
        assert_eq!(spellings("  análco", known.clone()), ["Analco", "ANALCO  "]);
        assert!(
            spellings("Anal", known).is_empty(),
            "a part is not the place"
        );
    }
}
