//! The known word that was perhaps meant, for sentences that end in "did you mean …?".

/// Longest word that is compared: names are shorter, and time grows with the square.
const LONGEST: usize = 64;

/// The word of `known` nearest to `word`, where one is near enough to be a slip of the finger.
///
/// ```
/// use farola_model::nearest;
/// assert_eq!(nearest("relevent", ["relevant", "required"]), Some("relevant"));
/// assert_eq!(nearest("colour", ["relevant", "required"]), None);
/// ```
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    if length > LONGEST {
        return None;
    }
    let most = (length / 3).max(1);
    known
        .into_iter()
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= most)
        .map(|candidate| (edit_distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters have to be added, taken away or exchanged to make one word of another (the
/// distance of Levenshtein); capitals do not count. Time grows with the product of the lengths.
///
/// ```
/// assert_eq!(farola_model::edit_distance("surbey", "survey"), 1);
/// ```
#[must_use]
pub fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.to_lowercase().chars().enumerate() {
        let mut before = i + 1;
        let mut next = vec![before];
        for (y, pair) in b.iter().zip(row.windows(2)) {
            let &[diagonal, above] = pair else { continue };
            let exchanged = diagonal + usize::from(x != *y);
            before = exchanged.min(above + 1).min(before + 1);
            next.push(before);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_slips_and_nothing_else() {
        let known = ["relevant", "readonly", "required", "value"];
        assert_eq!(nearest("relevent", known), Some("relevant"));
        assert_eq!(nearest("Readonly", known), Some("readonly"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest("x", known), None);
        assert_eq!(nearest(&"value".repeat(100_000), known), None);
    }

    #[test]
    fn distance_counts_changes() {
        for (a, b, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "", 3),
            ("survey", "survey", 0),
            ("Survey", "sURVEY", 0),
            ("surbey", "survey", 1),
            ("kitten", "sitting", 3),
            ("opción", "opcion", 1),
        ] {
            assert_eq!(edit_distance(a, b), expected, "{a} {b}");
        }
    }
}
