//! Names of files that a form takes lists from.

/// A name without the end of a file: `cities.csv` is `cities`.
pub(crate) fn stem(name: &str) -> &str {
    split_end(name).0
}

/// A name and the end of a file, with its point: a point at the beginning begins no end.
pub(crate) fn split_end(name: &str) -> (&str, &str) {
    let point = name.rfind('.');
    let split = point.and_then(|point| name.split_at_checked(point));
    split
        .filter(|(stem, _)| stem.chars().any(|c| c != '.'))
        .unwrap_or((name, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_files() {
        for (name, expected) in [
            ("cities.csv", ("cities", ".csv")),
            ("a.b.xml", ("a.b", ".xml")),
            ("cities", ("cities", "")),
            (".csv", (".csv", "")),
            ("a.", ("a", ".")),
            ("", ("", "")),
        ] {
            assert_eq!(split_end(name), expected, "{name}");
        }
    }
}
