//! Calendars that a form may ask for, and a day told in them.
//!
//! Days are picked in the Gregorian calendar, in which they are kept, and told in the other one
//! beside it. Five calendars are arithmetic. Those of Nepal (Bikram Sambat) and Myanmar follow
//! tables of observed months that this crate has not; a day is not told in them.

use crate::locale::Language;
use crate::moment::Day;

/// A calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Calendar {
    /// The calendar of the form's values.
    #[default]
    Gregorian,
    /// Ethiopian, years of mercy.
    Ethiopian,
    /// Coptic, years of the martyrs.
    Coptic,
    /// Islamic by the civil table, which may differ from the seen moon by a day.
    Islamic,
    /// Solar Hijri, by the cycle of 33 years.
    Persian,
    /// Years of the Buddha, 543 ahead.
    Buddhist,
    /// Bikram Sambat; days are not told in it.
    BikramSambat,
    /// Of Myanmar; days are not told in it.
    Myanmar,
}

/// Days from the start of the Julian count to 1970-01-01.
const EPOCH_JDN: i64 = 2_440_588;

const ETHIOPIAN_MONTHS: [&str; 13] = [
    "Meskerem", "Tekemt", "Hedar", "Tahsas", "Ter", "Yekatit", "Megabit", "Miazia", "Genbot",
    "Sene", "Hamle", "Nehasse", "Pagumen",
];
const COPTIC_MONTHS: [&str; 13] = [
    "Tout",
    "Baba",
    "Hator",
    "Kiahk",
    "Toba",
    "Amshir",
    "Baramhat",
    "Baramouda",
    "Bashans",
    "Paona",
    "Epep",
    "Mesra",
    "Nasie",
];
const ISLAMIC_MONTHS: [&str; 12] = [
    "Muharram",
    "Safar",
    "Rabi I",
    "Rabi II",
    "Jumada I",
    "Jumada II",
    "Rajab",
    "Shaban",
    "Ramadan",
    "Shawwal",
    "Dhul-Qadah",
    "Dhul-Hijjah",
];
const PERSIAN_MONTHS: [&str; 12] = [
    "Farvardin",
    "Ordibehesht",
    "Khordad",
    "Tir",
    "Mordad",
    "Shahrivar",
    "Mehr",
    "Aban",
    "Azar",
    "Dey",
    "Bahman",
    "Esfand",
];

/// A day in another calendar: year, month from 0, day.
type Elsewhere = (i64, usize, i64);

impl Calendar {
    /// Every calendar that an appearance may name, with its word.
    pub const NAMED: [(&'static str, Self); 7] = [
        ("ethiopian", Self::Ethiopian),
        ("coptic", Self::Coptic),
        ("islamic", Self::Islamic),
        ("bikram-sambat", Self::BikramSambat),
        ("myanmar", Self::Myanmar),
        ("persian", Self::Persian),
        ("buddhist", Self::Buddhist),
    ];

    /// Whether days can be told in it.
    #[must_use]
    pub fn is_told(self) -> bool {
        !matches!(self, Self::Gregorian | Self::BikramSambat | Self::Myanmar)
    }

    /// The day in words, `16 Hedar 2019`; nothing where days are not told in this calendar.
    #[must_use]
    pub fn told(self, day: &Day, language: Language) -> Option<String> {
        let jdn = day.since_epoch() + EPOCH_JDN;
        let (names, (year, month, day)): (&[&str], Elsewhere) = match self {
            Self::Ethiopian => (&ETHIOPIAN_MONTHS, thirteen_months(jdn, 1_723_856)),
            Self::Coptic => (&COPTIC_MONTHS, thirteen_months(jdn, 1_824_665)),
            Self::Islamic => (&ISLAMIC_MONTHS, islamic(jdn)),
            Self::Persian => (&PERSIAN_MONTHS, persian(jdn)),
            Self::Buddhist => {
                let month = crate::words::month(day.month, language);
                return Some(format!("{} {month} {}", day.day, i32::from(day.year) + 543));
            }
            Self::Gregorian | Self::BikramSambat | Self::Myanmar => return None,
        };
        Some(format!("{day} {} {year}", names.get(month)?))
    }
}

/// Twelve months of thirty days and five or six days more, as in Egypt and Ethiopia: the fourth
/// year of each round, from year 0 on, is the long one.
fn thirteen_months(jdn: i64, year_0: i64) -> Elsewhere {
    let days = jdn - year_0;
    // Four years, the last of them with the leap day at its end.
    let (round, of_round) = (days.div_euclid(1461), days.rem_euclid(1461));
    let year = 4 * round + of_round / 365 - of_round / 1460;
    let of_year = of_round % 365 + 365 * (of_round / 1460);
    (year, place(of_year / 30), of_year % 30 + 1)
}

/// Eleven long years in thirty; months of thirty and twenty-nine days by turns.
fn islamic(jdn: i64) -> Elsewhere {
    let days = jdn - 1_948_440;
    let year = (30 * days + 10_646).div_euclid(10_631);
    let year_start = (year - 1) * 354 + (3 + 11 * year).div_euclid(30);
    let of_year = days - year_start;
    let month = ((2 * of_year) / 59).clamp(0, 11);
    // Months begin at 0, 30, 59, 89, …; the estimate may be one too late.
    let start = |month: i64| (59 * month + 1) / 2;
    let month = if start(month) > of_year {
        month - 1
    } else {
        month
    };
    (year, place(month), of_year - start(month) + 1)
}

/// Eight long years in thirty-three; six months of 31 days, then 30.
fn persian(jdn: i64) -> Elsewhere {
    let days = jdn - 1_948_320;
    let year = 1 + (33 * days + 3).div_euclid(12_053);
    let year_start = 365 * (year - 1) + (8 * year + 21).div_euclid(33);
    let of_year = days - year_start;
    let (month, start) = match of_year {
        0..186 => (of_year / 31, of_year / 31 * 31),
        _ => ((of_year - 6) / 30, (of_year - 6) / 30 * 30 + 6),
    };
    (year, place(month), of_year - start + 1)
}

fn place(month: i64) -> usize {
    usize::try_from(month).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(calendar: Calendar, day: &str, expect: &str) {
        let told = calendar.told(&Day::read(day).unwrap(), Language::Spanish);
        assert_eq!(told.as_deref().unwrap_or(""), expect, "{calendar:?} {day}");
    }

    #[test]
    fn days_are_told_in_five_calendars() {
        // New Year's days and others that are widely printed.
        check(Calendar::Ethiopian, "2007-09-12", "1 Meskerem 2000");
        check(Calendar::Ethiopian, "2007-09-11", "6 Pagumen 1999");
        check(Calendar::Ethiopian, "2026-09-11", "1 Meskerem 2019");
        check(Calendar::Ethiopian, "2026-11-25", "16 Hedar 2019");
        check(Calendar::Coptic, "2026-09-11", "1 Tout 1743");
        check(Calendar::Coptic, "2025-01-07", "29 Kiahk 1741");
        check(Calendar::Islamic, "2000-01-01", "24 Ramadan 1420");
        check(Calendar::Islamic, "0622-07-19", "1 Muharram 1");
        check(Calendar::Persian, "2024-03-20", "1 Farvardin 1403");
        check(Calendar::Persian, "2025-03-20", "30 Esfand 1403");
        check(Calendar::Persian, "2025-03-21", "1 Farvardin 1404");
        check(Calendar::Persian, "2026-11-25", "4 Azar 1405");
        check(Calendar::Persian, "2026-09-23", "1 Mehr 1405");
        check(Calendar::Buddhist, "2026-11-25", "25 noviembre 2569");
    }

    #[test]
    fn two_are_not_told() {
        for calendar in [
            Calendar::Myanmar,
            Calendar::BikramSambat,
            Calendar::Gregorian,
        ] {
            check(calendar, "2026-11-25", "");
            assert!(!calendar.is_told());
        }
    }

    #[test]
    fn days_follow_each_other() {
        // Over a full cycle of each calendar no day is told twice and none has a wrong number.
        for (_, calendar) in Calendar::NAMED
            .into_iter()
            .filter(|(_, calendar)| calendar.is_told())
        {
            let mut before = String::new();
            for offset in 0..12_500 {
                let date = farola_form::jiff::civil::date(1995, 1, 1);
                let date = date + farola_form::jiff::Span::new().days(offset);
                let told = calendar.told(&Day::from(date), Language::English).unwrap();
                let day: i64 = told.split(' ').next().unwrap().parse().unwrap();
                let last: i64 = before.split(' ').next().unwrap().parse().unwrap_or(day - 1);
                assert!(
                    day == last + 1 || (day == 1 && (5..=31).contains(&last)),
                    "{before} {told}"
                );
                before = told;
            }
        }
    }
}
