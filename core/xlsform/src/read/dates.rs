//! Numbers that spreadsheets show as dates: by their format, and as text.

/// Whether a number format has a letter of dates outside quotes, escapes and brackets; in brackets
/// only elapsed hours, minutes and seconds count.
pub(super) fn shows_moment(code: &str) -> bool {
    let mut rest = code.chars();
    while let Some(c) = rest.next() {
        match c {
            ';' => return false,
            '"' => while rest.next().is_some_and(|c| c != '"') {},
            '\\' | '_' | '*' => {
                rest.next();
            }
            '[' => {
                let inside: String = rest.by_ref().take_while(|c| *c != ']').collect();
                let elapsed = inside.to_lowercase();
                if matches!(elapsed.as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss") {
                    return true;
                }
            }
            'd' | 'm' | 'y' | 'h' | 's' | 'D' | 'M' | 'Y' | 'H' | 'S' => return true,
            _ => {}
        }
    }
    false
}

/// Days from 1900 to the last day that a spreadsheet knows, 31 December 9999.
const LAST_DAY: f64 = 2_958_466.0;
/// Days between the two ways of counting: from 1900, and from 1904.
const FROM_1904: f64 = 1_462.0;
const SECONDS: i64 = 86_400;

/// A number of days as pyxform writes it: `2026-11-29 08:30:00`, or the time alone for less than
/// a day. Nothing where there is no such day.
pub(super) fn moment(days: f64, from_1904: bool) -> Option<String> {
    let days = if from_1904 && days >= 1.0 {
        days + FROM_1904
    } else {
        days
    };
    if !(0.0..LAST_DAY).contains(&days) {
        return None;
    }
    // Whole milliseconds: the fraction of a day is seldom exact.
    #[allow(clippy::cast_possible_truncation, reason = "checked above")]
    let millis = (days * 86_400_000.0).round() as i64;
    let (second, milli) = (millis / 1_000, millis % 1_000);
    let (day, of_day) = (second / SECONDS, second % SECONDS);
    let time = format!(
        "{:02}:{:02}:{:02}",
        of_day / 3_600,
        of_day / 60 % 60,
        of_day % 60
    );
    let fraction = if milli == 0 {
        String::new()
    } else {
        format!(".{milli:03}000")
    };
    if day == 0 {
        return Some(format!("{time}{fraction}"));
    }
    // The spreadsheets' 1900 has a 29 February, day 60, which keeps days before it one behind.
    let day = if day < 60 { day + 1 } else { day };
    let (year, month, date) = civil(day - 25_569);
    Some(format!("{year:04}-{month:02}-{date:02} {time}{fraction}"))
}

/// Year, month and day of a number of days from 1970 (Howard Hinnant's `civil_from_days`).
fn civil(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_dates_are_known() {
        for code in [
            "dd/mm/yyyy",
            "[$-80A]d \"de\" mmmm",
            "[hh]:mm",
            "yyyy\\-mm\\-dd",
            "AM/PM hh",
        ] {
            assert!(shows_moment(code), "{code}");
        }
        for code in [
            "General",
            "0.00",
            "\"días\" 0",
            "[Red]0",
            "#,##0\\ \\d",
            "0;[h]",
            "_d0",
        ] {
            assert!(!shows_moment(code), "{code}");
        }
    }

    #[test]
    fn days_are_written_as_pyxform_writes_them() {
        for (days, from_1904, expected) in [
            (45_000.0, false, Some("2023-03-15 00:00:00")),
            (45_000.354_166_666_664, false, Some("2023-03-15 08:30:00")),
            (0.354_166_666_666_666_7, false, Some("08:30:00")),
            (0.0, false, Some("00:00:00")),
            (1.0, false, Some("1900-01-01 00:00:00")),
            (59.0, false, Some("1900-02-28 00:00:00")),
            (61.0, false, Some("1900-03-01 00:00:00")),
            (43_538.0, true, Some("2023-03-15 00:00:00")),
            (2_958_465.0, false, Some("9999-12-31 00:00:00")),
            (2_958_466.0, false, None),
            (-1.0, false, None),
            (f64::NAN, false, None),
        ] {
            assert_eq!(moment(days, from_1904).as_deref(), expected, "{days}");
        }
    }
}
