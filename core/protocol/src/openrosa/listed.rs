//! What a list gave, and what was left out of it: one odd entry never spoils the rest.

use crate::ProtocolError;

/// Longest name of an odd entry that is shown, in characters.
const SHOWN_CHARS: usize = 80;

/// A list that was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listed<T> {
    /// Its good entries.
    pub list: T,
    /// The others, in the server's order.
    pub odd: Vec<OddEntry>,
}

/// An entry that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OddEntry {
    /// How the server names it, fit to be shown; `None` where it does not.
    pub name: Option<String>,
    /// What is odd about it.
    pub why: ProtocolError,
}

/// A name out of a stranger's list, for a person's eyes: without what would break the line or turn
/// the text around it, and not longer than a line.
#[must_use]
pub fn shown_name(name: &str) -> Option<String> {
    let turns = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let plain = name.chars().filter(|c| !c.is_control() && !turns(*c));
    let mut shown: String = plain.collect::<String>().trim().to_owned();
    if let Some((cut, _)) = shown.char_indices().nth(SHOWN_CHARS) {
        shown.truncate(cut);
        shown.push('…');
    }
    (!shown.is_empty()).then_some(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_shown_as_one_short_line() {
        let long = "ñ".repeat(81);
        let cut = format!("{}…", "ñ".repeat(80));
        for (name, shown) in [
            ("../evil.txt", Some("../evil.txt")),
            (" a\nb\u{7}\u{202e}gpj.exe ", Some("abgpj.exe")),
            ("\u{200b}\u{feff}", None),
            ("", None),
            (&*long, Some(&*cut)),
            (&*"ñ".repeat(80), Some(&*"ñ".repeat(80))),
        ] {
            assert_eq!(shown_name(name).as_deref(), shown, "{name:?}");
        }
    }
}
