//! What a code means: its row of docs/errors.md, which is part of the program.

use farola_model::nearest;

/// The list of codes as people read it.
const LIST: &str = include_str!("../../../docs/errors.md");

/// What the list says of a code: what it is about, what happened, the way out.
pub(super) fn explain(code: &str) -> Option<String> {
    let mut section = "";
    let mut header = Vec::new();
    let mut out = String::new();
    for line in LIST.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            section = title;
        }
        let Some(cells) = cells(line) else { continue };
        match cells.as_slice() {
            ["code", ..] => header = cells,
            [first, rest @ ..] if first.trim_matches('`') == code => {
                out.push_str(&format!("{code} ({section})\n"));
                for (name, cell) in header.iter().skip(1).zip(rest) {
                    out.push_str(&format!("  {name}: {cell}\n"));
                }
            }
            _ => {}
        }
    }
    (!out.is_empty()).then_some(out)
}

/// A sentence for a code that the list does not have.
pub(super) fn unknown(code: &str) -> String {
    let codes = LIST.lines().filter_map(|line| {
        let first = cells(line)?.first().copied()?;
        first.strip_prefix('`')?.strip_suffix('`')
    });
    match nearest(code, codes) {
        Some(near) => format!("there is no code {code:?}: did you mean {near}?"),
        None => format!("there is no code {code:?}; codes look like form.path_nowhere"),
    }
}

fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.strip_prefix("| ")?.strip_suffix(" |")?;
    Some(inner.split(" | ").collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_the_list_says() {
        let text = explain("form.path_nowhere").unwrap_or_default();
        assert!(text.starts_with("form.path_nowhere (Diagnostics"), "{text}");
        assert!(text.contains("  way out: "), "{text}");
        // A code of its own and a problem of the hub can have the same word.
        assert!(explain("xpath.syntax").is_some_and(|text| text.contains("class: ")));
        assert_eq!(explain("form.nothing"), None);
        assert!(unknown("form.path_nowere").contains("form.path_nowhere?"));
    }
}
