//! The functions by family.

/// Shuffles as JavaRosa does: Park-Miller generator, inside-out Fisher-Yates.
#[must_use]
pub fn shuffle<T: Clone>(items: &[T], seed: i64) -> Vec<T> {
    let _ = seed;
    items.to_vec()
}
