//! No shell puts the key of a word together: a key stands whole where it is used, so that one that
//! is missing or left over is found by reading.
//!
//! A key is words of small letters with dots between them. What is looked for is a part of one: a
//! text that ends in its dot (`"walk." + name`, `"walk.\(name)"`), one that begins with it
//! (`name + ".title"`), and the ways in which Kotlin finds a resource by its name.

use super::super::{Finding, Tree};
use super::lines::{self, Shell};

/// How Kotlin gets a resource by a name that is made while the app runs.
const BY_NAME: [&str; 3] = ["getIdentifier(", "R.string::", "R.plurals::"];

/// Files that may, with the reason: the one place that knows how a plural is kept.
const EXCEPT: [&str; 1] = ["ios/Sources/AppModel/Words/Words.swift"];

const WHY: &str = "a key put together; write each one whole";

/// Every line that puts a key together.
pub(super) fn put_together(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for shell in [Shell::Android, Shell::Ios] {
        for (path, text) in lines::of(tree, shell) {
            if shell.senses(path) || EXCEPT.contains(&path) {
                continue;
            }
            let found = lines::code(text).filter(|(_, line)| is_found(line, shell));
            findings.extend(found.map(|(index, _)| Finding::line(path, index, WHY)));
        }
    }
    findings
}

fn is_found(line: &str, shell: Shell) -> bool {
    let by_name = match shell {
        Shell::Android => BY_NAME.iter().any(|mark| line.contains(mark)),
        Shell::Ios => false,
    };
    by_name || has_part(line, shell)
}

/// Whether a text of the line is the beginning or the end of a key.
fn has_part(line: &str, shell: Shell) -> bool {
    let mut before = "";
    for (place, part) in line.split('"').enumerate() {
        // What is outside of texts, and every second piece is inside.
        if place % 2 == 0 {
            before = part;
            continue;
        }
        let (head, tail) = match shell {
            Shell::Ios => (part.split("\\(").next(), part.rsplit_once(')')),
            Shell::Android => (part.split('$').next(), part.rsplit_once('}')),
        };
        let joined = before.trim_end().ends_with('+') && is_end(part);
        if is_beginning(head.unwrap_or_default()) || joined || tail.is_some_and(|(_, t)| is_end(t))
        {
            return true;
        }
    }
    false
}

/// `walk.`, `walk.state.`
fn is_beginning(text: &str) -> bool {
    text.strip_suffix('.').is_some_and(are_words)
}

/// `.title`, `.state.on`
fn is_end(text: &str) -> bool {
    text.strip_prefix('.').is_some_and(are_words)
}

fn are_words(text: &str) -> bool {
    let is_word = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(|c| c.is_ascii_lowercase())
            && letters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    text.split('.').all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, line: &str) -> usize {
        let tree = Tree::planted(&[(path, line)]);
        put_together(&tree).len()
    }

    const KOTLIN: &str = "android/app/src/main/kotlin/org/farola/app/home/A.kt";
    const SWIFT: &str = "ios/Sources/AppUI/A.swift";

    #[test]
    fn keys_put_together_are_found() {
        for line in [
            "words[\"walk.\" + name]",
            "notice = \"sealed.\" + form.purpose.rawValue",
            "words[\"class.\\(code.kind)\"]",
            "words[\"settings.language.\\(language.code)\"]",
            "words[kind + \".title\"]",
            "words[\"\\(kind).title\"]",
            "words(prefix+\".one\")",
            "let prefix = \"sync.\"",
        ] {
            assert_eq!(found(SWIFT, line), 1, "{line}");
        }
        for line in [
            "Codes.sentence(look, \"class.$kind\")",
            "Codes.sentence(look, \"class.\" + kind)",
            "Codes.sentence(look, \"${kind}.title\")",
            "resources.getIdentifier(\"walk_$name\", \"string\", packageName)",
            "R.string::class.java.getField(name)",
            "R.plurals::class.members",
        ] {
            assert_eq!(found(KOTLIN, line), 1, "{line}");
        }
    }

    #[test]
    fn whole_keys_and_other_texts_are_left_alone() {
        for line in [
            "words[\"walk.next\"]",
            "words[isPaused ? \"walk.paused\" : \"walk.on\"]",
            "return first + \". \" + contact",
            "Text(\"\\(number). \\(label)\")",
            "let name = \"\\(count)\" + Words.dot",
            "// words[\"walk.\" + name]",
            "say(\"\\(a.b)\")",
            "show(\"…\", \"...\")",
            "let mark = \".\"",
        ] {
            assert_eq!(found(SWIFT, line), 0, "{line}");
        }
        for line in [
            "words(R.string.walk_next)",
            "Codes.sentence(look, \"class.network\")",
            "joinToString(\" \") + \".\"",
            "\"message_${message.instance}\"",
            "counted(R.plurals.home_stuck, counts.stuck)?.let { \"$it.\" }",
        ] {
            assert_eq!(found(KOTLIN, line), 0, "{line}");
        }
        let plurals = "ios/Sources/AppModel/Words/Words.swift";
        let line = "return self(key + (number == 1 ? \".one\" : \".other\"), all)";
        assert_eq!(found(plurals, line), 0);
        let senses = "ios/Sources/AppPlatform/Files.swift";
        assert_eq!(found(senses, "let file = \"\\(name).part\""), 0);
    }
}
