//! Android: `res/values*/words.xml` and `codes.xml`, and the table from code to resource.

use std::fmt::Write as _;

use super::table::{Piece, pieces};
use super::{Entry, Generated, Kind, LANGUAGES, MARK, Said, Target, Words};

const RES: &str = "android/app/src/main/res";
const TABLE: &str = "android/app/src/main/kotlin/org/farola/app/CodeSentences.kt";

/// The resources of each language, and the Kotlin table of codes.
#[must_use]
pub fn files(words: &Words) -> Vec<Generated> {
    let mut files = Vec::new();
    for (index, language) in LANGUAGES.iter().enumerate() {
        for (name, prefix, entries) in [
            ("words", "", &words.words),
            ("codes", "code_", &words.codes),
        ] {
            let mut text = format!(
                "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- {MARK} -->\n<resources>\n"
            );
            for entry in entries.iter().filter(|e| e.is_for(Target::Android)) {
                if let Some(said) = entry.said.get(index) {
                    resource(&mut text, &format!("{prefix}{}", entry.name()), entry, said);
                }
            }
            text.push_str("</resources>\n");
            let path = format!("{RES}/{}/{name}.xml", language.android);
            files.push(Generated { path, text });
        }
    }
    files.push(kotlin(words));
    files
}

fn resource(out: &mut String, name: &str, entry: &Entry, said: &Said) {
    let _ = match said {
        Said::Plain(text) => writeln!(
            out,
            "    <string name=\"{name}\">{}</string>",
            value(entry, text)
        ),
        Said::Counted { one, other } => writeln!(
            out,
            "    <plurals name=\"{name}\">\n        \
             <item quantity=\"one\">{}</item>\n        \
             <item quantity=\"many\">{other}</item>\n        \
             <item quantity=\"other\">{other}</item>\n    </plurals>",
            value(entry, one),
            other = value(entry, other),
        ),
    };
}

/// A text as a resource: holes by their place in the entry, and what XML and Android read as
/// signs of their own written so that they do not.
fn value(entry: &Entry, text: &str) -> String {
    let mut out = String::new();
    for piece in pieces(text) {
        match piece {
            // Only a text with holes goes through the formatter, where % is a sign.
            Piece::Words(words) if entry.holes.is_empty() => out.push_str(&escaped(words)),
            Piece::Words(words) => out.push_str(&escaped(words).replace('%', "%%")),
            Piece::Hole(name) => {
                let place = entry.holes.iter().position(|hole| hole.name == name);
                let kind = place
                    .and_then(|at| entry.holes.get(at))
                    .map(|hole| hole.kind);
                let sign = if kind == Some(Kind::Text) { 's' } else { 'd' };
                let _ = write!(out, "%{}${sign}", place.unwrap_or_default() + 1);
            }
        }
    }
    // At the beginning of a text they name a resource or an attribute.
    if out.starts_with(['@', '?']) {
        out.insert(0, '\\');
    }
    out
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\'' | '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            // Seen in a review, and not trimmed by the resource compiler.
            '\u{a0}' => out.push_str("\\u00a0"),
            c => out.push(c),
        }
    }
    out
}

fn kotlin(words: &Words) -> Generated {
    let mut text = format!(
        "// {MARK}\npackage org.farola.app\n\n/** The sentence of each code that reaches a phone. */\n\
         internal val CODE_SENTENCES: Map<String, Int> = mapOf(\n"
    );
    for entry in words.codes.iter().filter(|e| e.is_for(Target::Android)) {
        let _ = writeln!(
            text,
            "    \"{}\" to R.string.code_{},",
            entry.key,
            entry.name()
        );
    }
    text.push_str(")\n");
    Generated {
        path: TABLE.to_owned(),
        text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Hole;

    fn check(text: &str, holes: &[(&str, Kind)], expected: &str) {
        let entry = Entry {
            file: "",
            key: String::new(),
            targets: Vec::new(),
            holes: holes
                .iter()
                .map(|(name, kind)| Hole {
                    name: (*name).to_owned(),
                    kind: *kind,
                })
                .collect(),
            said: Vec::new(),
        };
        assert_eq!(value(&entry, text), expected);
    }

    #[test]
    fn texts_become_resources() {
        check("100 %", &[], "100 %");
        check("{n} %", &[("n", Kind::Int)], "%1$d %%");
        check(
            "{b}, {a}",
            &[("a", Kind::Int), ("b", Kind::Text)],
            "%2$s, %1$d",
        );
        check(
            "the phone's <b> & \"x\"",
            &[],
            "the phone\\'s &lt;b&gt; &amp; \\\"x\\\"",
        );
        check("a\u{a0}· b", &[], "a\\u00a0· b");
        check("?", &[], "\\?");
        check("¿Sí?", &[], "¿Sí?");
    }
}
