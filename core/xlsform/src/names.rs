//! Names that a form can have: those of XML without its rarer parts.

use crate::columns::Columns;
use crate::fault::rules::names as rules;
use crate::fault::{Fault, Faults, Place};

/// Whether `c` can begin a name.
fn begins(c: char) -> bool {
    matches!(c,
        'A'..='Z' | '_' | 'a'..='z'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}'
        | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// Whether `c` can stand in a name after its first character.
fn goes_on(c: char) -> bool {
    begins(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// The name without a prefix that `text` begins with, and what follows it.
pub(crate) fn name_at(text: &str) -> Option<(&str, &str)> {
    let first = text.chars().next().filter(|c| begins(*c))?;
    let rest = text.get(first.len_utf8()..).unwrap_or_default();
    let end = rest.find(|c| !goes_on(c)).unwrap_or(rest.len());
    text.split_at_checked(first.len_utf8() + end)
}

/// The name with or without a prefix that `text` begins with, and what follows it.
pub(crate) fn prefixed_at(text: &str) -> Option<(&str, &str)> {
    let (first, rest) = name_at(text)?;
    let second = rest.strip_prefix(':').and_then(name_at);
    let Some((second, _)) = second else {
        return Some((first, rest));
    };
    text.split_at_checked(first.len() + 1 + second.len())
}

/// Whether the whole text is a name, with or without a prefix.
pub(crate) fn is_name(text: &str) -> bool {
    prefixed_at(text).is_some_and(|(_, rest)| rest.is_empty())
}

/// A name that is near to `text`: without accents, blanks and signs.
pub(crate) fn proposed(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for c in text.trim().chars().map(plain) {
        match c {
            'A'..='Z' | 'a'..='z' | '0'..='9' | '_' | '-' | '.' => name.push(c),
            _ if name.ends_with('_') => {}
            _ => name.push('_'),
        }
    }
    let name = name.trim_end_matches('_');
    match name.chars().next() {
        Some(first) if begins(first) => name.to_owned(),
        Some(_) => format!("_{name}"),
        None => "pregunta".to_owned(),
    }
}

/// Tells names with accents: the first one, and how many more there are.
pub(crate) fn check_accents(columns: &Columns<'_>, faults: &mut Faults) {
    let is_name = |index: usize| columns.tokens.get(index).is_some_and(|t| *t == ["name"]);
    let accented = columns.table.rows.iter().filter_map(|record| {
        let (index, name) = record.cells.iter().find(|(index, _)| is_name(*index))?;
        let proposed = proposed(name);
        let differs = self::is_name(name) && name.chars().any(|c| plain(c) != c);
        differs.then(|| (columns.table.place(record, *index), proposed))
    });
    let mut accented: Vec<(Place, String)> = accented.collect();
    if !accented.is_empty() {
        let (place, proposed) = accented.swap_remove(0);
        let fault = Fault::new(&rules::ACCENTS, place).with("proposed", proposed);
        faults.push(fault.with("more", accented.len().to_string()));
    }
}

/// A letter without its accent.
pub(crate) fn plain(c: char) -> char {
    match c {
        'á' | 'à' | 'ä' | 'â' | 'ã' => 'a',
        'é' | 'è' | 'ë' | 'ê' => 'e',
        'í' | 'ì' | 'ï' | 'î' => 'i',
        'ó' | 'ò' | 'ö' | 'ô' | 'õ' => 'o',
        'ú' | 'ù' | 'ü' | 'û' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        'Á' | 'À' | 'Ä' | 'Â' | 'Ã' => 'A',
        'É' | 'È' | 'Ë' | 'Ê' => 'E',
        'Í' | 'Ì' | 'Ï' | 'Î' => 'I',
        'Ó' | 'Ò' | 'Ö' | 'Ô' | 'Õ' => 'O',
        'Ú' | 'Ù' | 'Ü' | 'Û' => 'U',
        'Ñ' => 'N',
        'Ç' => 'C',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_xml() {
        for good in ["a", "_1", "orx:max-pixels", "niño", "Ñandú", "a.b-c", "家"] {
            assert!(is_name(good), "{good}");
        }
        for bad in [
            "", "1a", "a b", "a:", ":a", "a:b:c", "a:1", "-a", "a!", "¿a",
        ] {
            assert!(!is_name(bad), "{bad}");
        }
    }

    #[test]
    fn a_name_is_proposed_for_what_is_none() {
        for (text, expected) in [
            ("¿Cuántos años tiene?", "_Cuantos_anos_tiene"),
            ("nombre completo", "nombre_completo"),
            ("2a_visita", "_2a_visita"),
            ("¡!", "pregunta"),
        ] {
            assert_eq!(proposed(text), expected);
        }
    }

    #[test]
    fn a_prefix_is_part_of_a_name_only_before_one() {
        assert_eq!(prefixed_at("jr:count("), Some(("jr:count", "(")));
        assert_eq!(prefixed_at("jr:("), Some(("jr", ":(")));
        assert_eq!(prefixed_at("(a"), None);
    }
}
