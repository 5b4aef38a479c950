//! `randomize`: the Park-Miller generator and the inside-out Fisher-Yates shuffle of JavaRosa.

const MODULUS: f64 = 2_147_483_647.0;
const MULTIPLIER: f64 = 16_807.0;

/// Shuffles as JavaRosa and the JavaScript engines do: the same seed, the same order.
///
/// ```
/// use farola_xpath::shuffle;
/// assert_eq!(shuffle(&['A', 'B', 'C', 'D', 'E', 'F'], 42), ['A', 'F', 'C', 'B', 'D', 'E']);
/// ```
#[must_use]
pub fn shuffle<T: Clone>(items: &[T], seed: i64) -> Vec<T> {
    let mut state = seed as f64 % MODULUS;
    if state <= 0.0 {
        state += MODULUS - 1.0;
    }
    shuffle_by(items, || {
        state = state * MULTIPLIER % MODULUS;
        (state - 1.0) / (MODULUS - 1.0)
    })
}

/// Shuffles by numbers from 0 up to 1, the form that is the same in every language.
pub(super) fn shuffle_by<T: Clone>(items: &[T], mut next: impl FnMut() -> f64) -> Vec<T> {
    let mut out: Vec<T> = Vec::with_capacity(items.len());
    for (i, item) in items.iter().enumerate() {
        let place = (next() * (i + 1) as f64) as usize;
        out.push(item.clone());
        out.swap(place.min(i), i);
    }
    out
}
