//! A place typed by hand, where a phone has no receiver: `20.6767, -103.347`.

use crate::place::Place;

/// Reads latitude and longitude, with blanks, commas or semicolons between them. A comma that
/// divides decimals (`20,6767; -103,347`) is read where a semicolon or a blank stands between.
#[must_use]
pub fn read(typed: &str) -> Option<Place> {
    let parts = parts(typed);
    let [lat, lon] = parts.as_slice() else {
        return None;
    };
    Place::read(&format!("{lat} {lon}"))
}

fn parts(typed: &str) -> Vec<String> {
    let filled = |text: &&str| !text.is_empty();
    let blanks = |letter: char| letter == ';' || letter.is_whitespace();
    let by_blanks: Vec<&str> = typed.split(blanks).filter(filled).collect();
    if let [lat, lon] = by_blanks.as_slice() {
        let decimal = |text: &str| text.trim_matches(',').replace(',', ".");
        return vec![decimal(lat), decimal(lon)];
    }
    let all = |letter: char| letter == ',' || blanks(letter);
    typed.split(all).filter(filled).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, expect: Option<&str>) {
        let read = read(typed).and_then(|place| place.write());
        assert_eq!(read.as_deref(), expect, "{typed}");
    }

    #[test]
    fn two_numbers_are_a_place() {
        check("20.6767, -103.347", Some("20.6767 -103.347 0 0"));
        check("20.6767,-103.347", Some("20.6767 -103.347 0 0"));
        check("20.6767 -103.347", Some("20.6767 -103.347 0 0"));
        check("20,6767; -103,347", Some("20.6767 -103.347 0 0"));
        check("20,6767 -103,347", Some("20.6767 -103.347 0 0"));
    }

    #[test]
    fn anything_else_is_none() {
        for typed in [
            "",
            "20.6",
            "20.6,",
            "a, b",
            "91, 0",
            "1, 2, 3",
            "20,6,103,3",
        ] {
            check(typed, None);
        }
    }
}
