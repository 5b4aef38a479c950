//! References: `${name}`, and `${last-saved#name}` for the answer of the submission before.

use crate::names::name_at;

/// A reference in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reference<'t> {
    /// The name of the question.
    pub(crate) name: &'t str,
    /// Whether the answer of the submission before is meant.
    pub(crate) last_saved: bool,
    /// The byte of `$`.
    pub(crate) start: usize,
    /// The byte after `}`.
    pub(crate) end: usize,
}

/// Something that looks like a reference and is none: what stands between the braces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed<'t>(pub(crate) &'t str);

/// Whether a text can hold a reference.
pub(crate) fn is_candidate(text: &str) -> bool {
    text.len() > 2 && text.contains("${")
}

/// What stands between `${` and `}`, as a name.
fn inner(text: &str) -> Option<(&str, bool)> {
    let (name, last_saved) = match text.strip_prefix("last-saved#") {
        Some(name) => (name, true),
        None => (text, false),
    };
    let (name, rest) = name_at(name)?;
    rest.is_empty().then_some((name, last_saved))
}

/// Everything in the text that is meant as a reference, right or wrong, from left to right.
pub(crate) fn meant(text: &str) -> impl Iterator<Item = Result<Reference<'_>, Malformed<'_>>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + text.get(from..)?.find("${")?;
            let body = text.get(start + 2..)?;
            let Some(length) = body.find('}') else {
                from = text.len();
                return Some(Err(Malformed(body)));
            };
            if length == 0 {
                // `${}` is no reference and no fault for the reference converter.
                from = start + 2;
                continue;
            }
            let written = body.get(..length)?;
            from = start + 2 + length + 1;
            let end = from;
            return Some(match inner(written) {
                Some((name, last_saved)) => Ok(Reference {
                    name,
                    last_saved,
                    start,
                    end,
                }),
                None => Err(Malformed(written)),
            });
        }
    })
}

/// The references that are written right; what is wrong around them is left as it is.
pub(crate) fn right(text: &str) -> impl Iterator<Item = Reference<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + text.get(from..)?.find("${")?;
            let body = text.get(start + 2..)?;
            from = start + 2;
            let (name, last_saved) = match body.strip_prefix("last-saved#") {
                Some(name) => (name, true),
                None => (body, false),
            };
            let Some((name, after)) = name_at(name) else {
                continue;
            };
            if after.starts_with('}') {
                from = text.len() - after.len() + 1;
                return Some(Reference {
                    name,
                    last_saved,
                    start,
                    end: from,
                });
            }
        }
    })
}

/// Whether the first thing meant as a reference is one.
pub(crate) fn has(text: &str) -> bool {
    is_candidate(text) && meant(text).next().is_some_and(|found| found.is_ok())
}

/// The reference that is the whole text.
pub(crate) fn only(text: &str) -> Option<Reference<'_>> {
    let found = meant(text).next()?.ok()?;
    (found.start == 0 && found.end == text.len()).then_some(found)
}

/// Whether an answer of the submission before is asked for.
pub(crate) fn has_last_saved(text: &str) -> bool {
    is_candidate(text)
        && meant(text)
            .map_while(Result::ok)
            .any(|reference| reference.last_saved)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_with_what_is_wrong() {
        let found: Vec<_> = meant("${a} ${b c} ${last-saved#d} ${} ${e")
            .map(|found| match found {
                Ok(reference) => format!("{}{}", reference.name, u8::from(reference.last_saved)),
                Err(Malformed(text)) => format!("!{text}"),
            })
            .collect();
        assert_eq!(found, ["a0", "!b c", "d1", "!e"]);
        let kept: Vec<_> = right("${a} ${b c} ${ñ} ${e")
            .map(|r| (r.name, r.start, r.end))
            .collect();
        assert_eq!(kept, [("a", 0, 4), ("ñ", 12, 17)]);
    }

    #[test]
    fn a_reference_alone_is_known() {
        assert!(only("${a}").is_some());
        for other in ["${a} ", "a", "${a", "${a b}", "count(${a})"] {
            assert!(only(other).is_none(), "{other}");
        }
        assert!(has("x ${a} ${b c}") && !has("${b c} ${a}") && !has("$ {a}"));
        assert!(has_last_saved("${a} ${last-saved#b}") && !has_last_saved("${a}"));
    }
}
