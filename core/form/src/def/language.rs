//! Which language of a form is meant by a code or a name.
//!
//! Phone, hub and terminal ask in the code of the person's language (`es`); a form names its
//! languages as its author did (`Español (es)`, `es-MX`, `Spanish`). One rule for all of them,
//! so that a reviewer reads a record in the language in which the phone would show the form.
//! `tests/tables/languages.json` is the rule as a table; the form, the hub and the terminal are
//! tested against it.

/// Names by which people call a language where they give no code, in lower case, by its code.
/// Only those that have been seen as columns of XLSForms of the region.
const NAMES: [(&str, &[&str]); 4] = [
    ("es", &["español", "espanol", "spanish", "castellano"]),
    ("en", &["english", "inglés", "ingles"]),
    ("fr", &["français", "francais", "french", "francés"]),
    ("pt", &["português", "portugues", "portuguese", "portugués"]),
];

/// The place of the language that `asked` means among a form's languages: the one of exactly
/// that name, else of that name in other capitals, else with that tag (`es-MX` for
/// `Español (es-MX)`), else of the same language in whatever country (`es` and `es-MX` find each
/// other), else of that language by its common name. The first of several; nothing where the
/// form does not have it, and then its default is shown.
///
/// ```
/// use farola_form::find_language;
/// let languages = ["Español (es)", "English (en-US)"];
/// assert_eq!(find_language(&languages, "es"), Some(0));
/// assert_eq!(find_language(&languages, "en"), Some(1));
/// assert_eq!(find_language(&languages, "nah"), None);
/// ```
#[must_use]
pub fn find_language<S: AsRef<str>>(languages: &[S], asked: &str) -> Option<usize> {
    let place = |means: &dyn Fn(&str) -> bool| {
        let mut names = languages.iter().map(AsRef::as_ref);
        names.position(means)
    };
    // The exact name first, without a copy: it is what a session asks for each time it is opened.
    if let Some(exact) = place(&|name| name == asked) {
        return Some(exact);
    }
    let asked = asked.trim().to_lowercase();
    let tag = tag_of(&asked);
    let primary = primary_of(&tag);
    place(&|name| name.trim().to_lowercase() == asked)
        .or_else(|| place(&|name| tag_of(name) == tag))
        .or_else(|| place(&|name| !primary.is_empty() && primary_of(&tag_of(name)) == primary))
        .or_else(|| place(&|name| by_name(name).is_some_and(|code| code == primary)))
}

/// A language's name as a person is shown it: without the code that stands in brackets at its
/// end for programs.
///
/// ```
/// use farola_form::language_shown;
/// assert_eq!(language_shown("Español (es-MX)"), "Español");
/// assert_eq!(language_shown("Inglés (enfermería)"), "Inglés (enfermería)");
/// ```
#[must_use]
pub fn language_shown(name: &str) -> &str {
    let name = name.trim();
    let bracketed = name
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once('('));
    let shown = bracketed.filter(|_| !primary_of(&tag_of(name)).is_empty());
    shown
        .map(|(words, _)| words.trim_end())
        .filter(|words| !words.is_empty())
        .unwrap_or(name)
}

/// The code of a language's name in lower case, `-` between its parts: what stands in brackets
/// at its end, or else the whole name.
fn tag_of(name: &str) -> String {
    let name = name.trim().to_lowercase();
    let bracketed = name
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once('('));
    let tag = bracketed.map_or(name.as_str(), |(_, tag)| tag.trim());
    tag.replace('_', "-")
}

/// The language of a tag without country and script; empty where it is no tag. RFC 5646 gives a
/// language two or three letters, so that `Inglés (enfermería)` is not taken for English.
fn primary_of(tag: &str) -> &str {
    let primary = tag.split('-').next().unwrap_or_default();
    let letters = primary.bytes().all(|byte| byte.is_ascii_lowercase());
    if letters && (2..=3).contains(&primary.len()) {
        primary
    } else {
        ""
    }
}

/// The code of a language that is called by its common name, whatever is added in brackets.
fn by_name(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let word = name.split('(').next().unwrap_or_default().trim();
    let mut known = NAMES.iter();
    known
        .find(|(_, names)| names.contains(&word))
        .map(|(code, _)| *code)
}
