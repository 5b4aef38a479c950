//! Languages: columns that a language lacks, and languages without a machine-readable code.

use crate::columns::Columns;
use crate::fault::rules::languages as rules;
use crate::fault::{Fault, Faults, Place};

/// Columns with texts, as a fault names them.
const SURVEY: [&str; 9] = [
    "label",
    "hint",
    "guidance_hint",
    "image",
    "big-image",
    "audio",
    "video",
    "jr:constraintMsg",
    "jr:requiredMsg",
];
const CHOICES: [&str; 5] = ["label", "image", "big-image", "audio", "video"];

/// The columns with texts of a sheet, each with its language; none for the default language.
fn spoken<'c>(columns: &'c Columns<'_>, known: &[&str]) -> Vec<(&'c str, Option<&'c str>)> {
    let mut found = Vec::new();
    for tokens in &columns.tokens {
        let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
        let inner = match tokens.as_slice() {
            ["media" | "bind", inner @ ..] if !inner.is_empty() => inner,
            all => all,
        };
        match inner {
            [column] if known.contains(column) => found.push((*column, None)),
            [column, language] if known.contains(column) => found.push((*column, Some(*language))),
            _ => {}
        }
    }
    found
}

/// Whether a sheet has texts in languages.
fn has_languages(columns: &Columns<'_>, known: &[&str]) -> bool {
    spoken(columns, known)
        .iter()
        .any(|(_, language)| language.is_some())
}

/// Whether a form has texts in languages.
pub(crate) fn any(survey: &Columns<'_>, choices: Option<&Columns<'_>>) -> bool {
    has_languages(survey, &SURVEY)
        || choices.is_some_and(|choices| has_languages(choices, &CHOICES))
}

/// Tells of columns that some language has and another one lacks.
pub(crate) fn check_columns(
    survey: &Columns<'_>,
    choices: Option<&Columns<'_>>,
    faults: &mut Faults,
) {
    let twice = check_spellings(survey, choices, faults);
    check_sheet(survey, &SURVEY, &twice, faults);
    check_cells(survey, &SURVEY, &twice, faults);
    if let Some(choices) = choices {
        check_sheet(choices, &CHOICES, &twice, faults);
        check_cells(choices, &CHOICES, &twice, faults);
    }
}

/// Tells of a language that is written in two ways, and gives all its spellings: what each of
/// them lacks is a follower of that.
fn check_spellings(
    survey: &Columns<'_>,
    choices: Option<&Columns<'_>>,
    faults: &mut Faults,
) -> Vec<String> {
    let mut first: Vec<String> = Vec::new();
    let mut twice = Vec::new();
    let sheets = [
        (Some(survey), SURVEY.as_slice()),
        (choices, CHOICES.as_slice()),
    ];
    for (columns, known) in sheets {
        let Some(columns) = columns else { continue };
        for (_, language) in spoken(columns, known) {
            let Some(language) = language.filter(|language| !twice.iter().any(|l| l == language))
            else {
                continue;
            };
            if first.iter().any(|known| known == language) {
                continue;
            }
            match first.iter().find(|known| is_one(known, language)) {
                Some(other) => {
                    let mut tokens = columns.tokens.iter();
                    let index = tokens.position(|t| t.last().is_some_and(|t| t == language));
                    let place = columns.at_header(index.unwrap_or_default());
                    let fault = Fault::new(&rules::TWICE, place).with("language", language);
                    faults.push(fault.with("other", other));
                    twice.push(language.to_owned());
                    twice.push(other.clone());
                }
                None => first.push(language.to_owned()),
            }
        }
    }
    twice
}

/// Whether two spellings are of one language. Náhuatl of the Huasteca is (nch), that of the east
/// (nhe): one name, and two languages. A region makes none: (es-MX) is (es).
fn is_one(a: &str, b: &str) -> bool {
    let language = |text| code(text).map(|code| code.split('-').next().unwrap_or(code));
    let differ = language(a).zip(language(b)).is_some_and(|(a, b)| a != b);
    letters(a) == letters(b) && !differ
}

/// The code of a language: what stands in parentheses at its end, where it is one.
fn code(language: &str) -> Option<&str> {
    let (_, code) = language.strip_suffix(')')?.rsplit_once('(')?;
    has_code(language).then_some(code)
}

/// What two spellings of a language share: its letters without accents and capitals, and without
/// its code.
fn letters(language: &str) -> String {
    let name = language.split('(').next().unwrap_or_default();
    let name = if name.trim().is_empty() {
        language
    } else {
        name
    };
    crate::spanish::folded(name)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

fn check_sheet(columns: &Columns<'_>, known: &[&str], twice: &[String], faults: &mut Faults) {
    let found = spoken(columns, known);
    if found.iter().all(|(_, language)| language.is_none()) {
        return;
    }
    let mut languages: Vec<Option<&str>> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    for (column, language) in &found {
        if !languages.contains(language) {
            languages.push(*language);
        }
        if !names.contains(column) {
            names.push(*column);
        }
    }
    for language in languages {
        let lacks = |column: &&&str| !found.contains(&(**column, language));
        let missing: Vec<&str> = names
            .iter()
            .filter(lacks)
            .map(|name| header(name))
            .collect();
        let is_told = language.is_some_and(|language| twice.iter().any(|t| t == language));
        if missing.is_empty() || is_told {
            continue;
        }
        let mut place = Place::sheet(columns.table.sheet);
        place.row = Some(columns.table.header_row);
        let rule = match language {
            Some(_) => &rules::COLUMN_MISSING,
            None => &rules::COLUMN_MISSING_DEFAULT,
        };
        let fault = Fault::new(rule, place).with("missing", missing.join(", "));
        let example = missing.first().copied().unwrap_or_default();
        let example = match language {
            Some(language) => format!("{example}::{language}"),
            None => example.to_owned(),
        };
        let fault = fault.with("example", example);
        faults.push(fault.with("language", language.unwrap_or_default()));
    }
}

/// Columns that are looked at for empty cells: each is compared with every row.
const MOST_COLUMNS: usize = 200;

/// Tells cells of a language that are empty where another language has a text: the first one of
/// each column, and how many more there are.
fn check_cells(columns: &Columns<'_>, known: &[&str], twice: &[String], faults: &mut Faults) {
    let names = columns.tokens.iter().map(|tokens| match tokens.as_slice() {
        [column, language] | [_, column, language] if known.contains(&column.as_str()) => {
            Some((column.as_str(), language.as_str()))
        }
        _ => None,
    });
    let names: Vec<Option<(&str, &str)>> = names.collect();
    for (index, name) in names.iter().enumerate().take(MOST_COLUMNS) {
        let Some((column, language)) = name.filter(|(_, l)| !twice.iter().any(|t| t == l)) else {
            continue;
        };
        let other = |(cell, _): &(usize, _)| {
            let name = names.get(*cell).copied().flatten();
            name.is_some_and(|(known, _)| known == column)
        };
        let mut missing = columns.table.rows.iter().filter(|record| {
            let here = record.cells.iter().any(|(cell, _)| *cell == index);
            !here && record.cells.iter().any(other)
        });
        if let Some(first) = missing.next() {
            let place = columns.table.place(first, index);
            let fault = Fault::new(&rules::TEXT_MISSING, place).with("language", language);
            faults.push(fault.with("more", missing.count().to_string()));
        }
    }
}

fn header(column: &str) -> &str {
    match column {
        "jr:constraintMsg" => "constraint_message",
        "jr:requiredMsg" => "required_message",
        other => other,
    }
}

/// Codes of two letters that languages have.
const CODES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co \
cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho \
hr ht hu hy hz ia id ie ig ii ik in io is it iu iw ja ji jv jw ka kg ki kj kk kl km kn ko kr ks ku \
kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr nv \
ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st \
su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Tells of languages without a code in parentheses, such as `Español (es)`.
pub(crate) fn check_codes<'t>(
    languages: impl Iterator<Item = &'t str>,
    columns: &Columns<'_>,
    faults: &mut Faults,
) {
    for language in languages {
        if language == "default" || language.chars().count() < 3 || has_code(language) {
            continue;
        }
        let mut tokens = columns.tokens.iter();
        let index = tokens.position(|tokens| tokens.last().is_some_and(|last| last == language));
        let place = match index {
            Some(index) => columns.at_header(index),
            None => Place::default(),
        };
        faults.push(Fault::new(&rules::CODE, place).with("language", language));
    }
}

/// Whether a language ends with a code: `(es)`, `(es-MX)`, `(nah)`.
fn has_code(language: &str) -> bool {
    let code = language
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('));
    let Some((_, code)) = code else {
        return false;
    };
    let (first, rest) = code.split_once('-').unwrap_or((code, ""));
    let plain = rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let known = match first.len() {
        2 => CODES.split(' ').any(|known| known == first),
        // More than 8,000 codes have three letters; a wrong one among them is rare.
        3 => first.chars().all(|c| c.is_ascii_lowercase()),
        _ => false,
    };
    known && plain
}

#[cfg(test)]
mod tests {
    use super::has_code;

    #[test]
    fn codes_of_languages() {
        for good in [
            "Español (es)",
            "English(en)",
            "Nahuatl (nah)",
            "Español (es-MX)",
        ] {
            assert!(has_code(good), "{good}");
        }
        for bad in [
            "Español",
            "Español (xx)",
            "Español (ES)",
            "(es) x",
            "English (english)",
        ] {
            assert!(!has_code(bad), "{bad}");
        }
    }
}
