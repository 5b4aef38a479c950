//! What entities stand for: those that forms use, and every number.

/// Longest entity that is looked at, in bytes from its `&`.
pub(super) const LONGEST: usize = 12;

const NAMED: [(&str, char); 34] = [
    ("lt", '<'),
    ("gt", '>'),
    ("amp", '&'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("ndash", '\u{2013}'),
    ("mdash", '\u{2014}'),
    ("hellip", '\u{2026}'),
    ("bull", '\u{2022}'),
    ("middot", '\u{b7}'),
    ("deg", '°'),
    ("plusmn", '±'),
    ("times", '×'),
    ("copy", '©'),
    ("reg", '®'),
    ("euro", '€'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("iquest", '¿'),
    ("iexcl", '¡'),
    ("aacute", 'á'),
    ("eacute", 'é'),
    ("iacute", 'í'),
    ("oacute", 'ó'),
    ("uacute", 'ú'),
    ("ntilde", 'ñ'),
    ("uuml", 'ü'),
    ("Aacute", 'Á'),
    ("Eacute", 'É'),
    ("Iacute", 'Í'),
    ("Oacute", 'Ó'),
    ("Uacute", 'Ú'),
    ("Ntilde", 'Ñ'),
];

/// The letter of an entity, given without `&` and `;`.
pub(super) fn letter(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        let shown = |letter: &char| !letter.is_control() || *letter == '\t';
        return code.ok().and_then(char::from_u32).filter(shown);
    }
    let known = NAMED.iter().find(|(known, _)| *known == name);
    known.map(|(_, letter)| *letter)
}
