//! No arm for the rest where a shell matches on a type of the facade: a new variant must not
//! compile until it is drawn.
//!
//! Kotlin names the type in each arm, or compares with a variant and has an `else`. Swift does not
//! (`case .text:`), so a `switch` counts as one over a type of the facade where all its arms are
//! variants of that type. The part that senses is left out: the system's types need an arm for
//! the rest.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Finding, Tree};
use super::compared::{compared, with_else};
use super::lines::{self, Shell};

const KOTLIN: &str = "bindings/kotlin/src/generated/";
const SWIFT: &str = "bindings/swift/Sources/FarolaCore/";
/// Swift's own type with a case for each control of the facade: it counts as one of the facade.
const OWN: (&str, &str) = ("ios/Sources/AppModel/Control/", "Control");

/// The variants of each type of the facade, as Swift calls them. Errors are left out: a code
/// that is not known has a sentence of its own.
type Variants = BTreeMap<String, BTreeSet<String>>;

/// Every arm for the rest over a type of the facade.
pub(super) fn for_the_rest(tree: &Tree) -> Vec<Finding> {
    let (names, variants) = (names_in_kotlin(tree), variants_in_swift(tree));
    let mut findings = Vec::new();
    for shell in [Shell::Android, Shell::Ios] {
        for (path, text) in lines::of(tree, shell) {
            if shell.senses(path) {
                continue;
            }
            for block in blocks(text, shell) {
                let of = match shell {
                    Shell::Android => block.type_in_kotlin(&names),
                    Shell::Ios => block.type_in_swift(&variants),
                };
                if let (Some(name), Some(index)) = (of, block.rest) {
                    findings.push(of_the_rest(path, index, &name));
                }
            }
            if shell == Shell::Android {
                let found = with_else(text, &names).into_iter();
                findings.extend(found.map(|(index, name)| of_the_rest(path, index, &name)));
            }
        }
    }
    findings
}

fn of_the_rest(path: &str, index: usize, name: &str) -> Finding {
    let text = format!("an arm for the rest of {name}; name its variants");
    Finding::line(path, index, text)
}

fn names_in_kotlin(tree: &Tree) -> BTreeSet<String> {
    let lines = tree.below(KOTLIN, ".kt").flat_map(|(_, text)| text.lines());
    let types = lines.filter(|line| !line.contains("Exception()"));
    let named = types.filter_map(|line| {
        let kinds = ["enum class ", "sealed class "];
        let rest = kinds.iter().find_map(|kind| line.strip_prefix(kind))?;
        Some(word(rest).to_owned())
    });
    named.collect()
}

fn variants_in_swift(tree: &Tree) -> Variants {
    let mut variants = Variants::new();
    let (folder, own) = OWN;
    let facade = tree.below(SWIFT, ".swift").map(|(_, text)| (text, None));
    let shell = tree
        .below(folder, ".swift")
        .map(|(_, text)| (text, Some(own)));
    for (text, only) in facade.chain(shell) {
        read_variants(text, only, &mut variants);
    }
    variants
}

/// The variants of the types in a file; of `only` one where that is given.
fn read_variants(text: &str, only: Option<&str>, variants: &mut Variants) {
    let mut open: Option<String> = None;
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("public enum ") {
            let name = word(rest);
            let counts = !line.contains("Error") && only.is_none_or(|only| only == name);
            open = counts.then(|| name.to_owned());
        } else if line.starts_with('}') {
            open = None;
        } else if let (Some(name), Some(rest)) = (&open, line.strip_prefix("    case ")) {
            let variant = word(rest.trim_start_matches('`')).to_owned();
            variants.entry(name.clone()).or_default().insert(variant);
        }
    }
}

/// The word that a text begins with.
pub(super) fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

/// A `when` or a `switch`.
#[derive(Default)]
struct Block {
    /// How many braces are open around its arms.
    depth: usize,
    /// What its arms match.
    arms: Vec<String>,
    /// The line of its arm for the rest.
    rest: Option<usize>,
}

/// The blocks of a file. An arm begins a line, as both formatters have it.
fn blocks(text: &str, shell: Shell) -> Vec<Block> {
    let (mut done, mut open) = (Vec::new(), Vec::<Block>::new());
    let mut depth = 0usize;
    for (index, line) in lines::code(text) {
        let code = line.trim();
        if let Some(block) = open.iter_mut().find(|block| block.depth == depth) {
            block.take(code, index, shell);
        }
        let begins = match shell {
            Shell::Android => {
                (code.contains("when (") || code.ends_with("when {")) && code.ends_with('{')
            }
            Shell::Ios => code.contains("switch ") && code.ends_with('{'),
        };
        for c in braces(line) {
            if c == '{' {
                depth += 1;
            } else {
                depth = depth.saturating_sub(1);
                while open.last().is_some_and(|block| block.depth > depth) {
                    done.extend(open.pop());
                }
            }
        }
        if begins {
            open.push(Block {
                depth,
                ..Block::default()
            });
        }
    }
    done.extend(open);
    done
}

/// The braces of a line outside its strings.
pub(super) fn braces(line: &str) -> impl Iterator<Item = char> {
    let code = line.split('"').step_by(2);
    code.flat_map(str::chars).filter(|c| matches!(c, '{' | '}'))
}

impl Block {
    fn take(&mut self, code: &str, index: usize, shell: Shell) {
        match shell {
            Shell::Android if code.starts_with("else ->") => self.rest = Some(index),
            Shell::Android => {
                if let Some((arm, _)) = code.split_once("->") {
                    self.arms.push(arm.to_owned());
                }
            }
            Shell::Ios if code.starts_with("default:") => self.rest = Some(index),
            Shell::Ios => {
                if let Some(arm) = code.strip_prefix("case ") {
                    self.arms.push(arm.to_owned());
                }
            }
        }
    }

    /// The type that an arm names: `is QuestionControl.Text`, `EntryType.GROUP`; or compares
    /// with: `kind == EntryType.GROUP`.
    fn type_in_kotlin(&self, names: &BTreeSet<String>) -> Option<String> {
        let arms = self.arms.iter().flat_map(|arm| arm.split(','));
        let mut named = arms.filter_map(|arm| {
            let name = arm.trim().trim_start_matches("is ").split('.').next()?;
            names.get(name).cloned().or_else(|| compared(arm, names))
        });
        named.next()
    }

    /// The type that has all variants which the arms name.
    fn type_in_swift(&self, variants: &Variants) -> Option<String> {
        let named: Vec<&str> = self.arms.iter().flat_map(|arm| patterns(arm)).collect();
        let mut types = variants.iter();
        let has_all = |all: &BTreeSet<String>| named.iter().all(|name| all.contains(*name));
        let found = types.find(|(_, all)| !named.is_empty() && has_all(all));
        found.map(|(name, _)| name.clone())
    }
}

/// The variants of an arm, `let .text(look), .note`: those that stand in no parenthesis.
fn patterns(arm: &str) -> Vec<&str> {
    let mut depth = 0;
    let mut found = Vec::new();
    let mut before = ' ';
    for (at, c) in arm.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ':' if depth == 0 => break,
            '.' if depth == 0 && (before == ' ' || before == ',') => {
                found.push(word(arm.get(at + 1..).unwrap_or_default()));
            }
            _ => {}
        }
        before = c;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const KOTLIN_TYPES: &str = "sealed class QuestionControl {\n}\nenum class EntryType {\n}\n\
        sealed class FarolaException: kotlin.Exception() {\n}\n";
    const SWIFT_TYPES: &str = "public enum EntryType: Equatable {\n    case question\n    \
        case `repeat`\n    case note(\n        media: Int\n    )\n}\n\
        public enum FarolaError: Swift.Error {\n    case bug\n}\n";

    fn found(path: &str, text: &str) -> Vec<String> {
        let files = [
            ("bindings/kotlin/src/generated/kotlin/f.kt", KOTLIN_TYPES),
            (
                "bindings/swift/Sources/FarolaCore/FarolaCore.swift",
                SWIFT_TYPES,
            ),
            (path, text),
        ];
        let tree = Tree::planted(&files);
        for_the_rest(&tree)
            .into_iter()
            .map(|finding| finding.place)
            .collect()
    }

    fn kotlin(text: &str) -> Vec<String> {
        found("android/app/src/main/kotlin/a.kt", text)
    }

    fn swift(text: &str) -> Vec<String> {
        found("ios/Sources/AppUI/a.swift", text)
    }

    #[test]
    fn an_else_over_a_type_of_the_facade_is_found() {
        let none: Vec<String> = Vec::new();
        for text in [
            "val a = when (control) {\n    is QuestionControl.Text -> 1\n    else -> 2\n}",
            "when (kind) {\n    EntryType.GROUP, EntryType.REPEAT -> {\n        a()\n    }\n\n    \
             else -> b()\n}",
            "when {\n    kind == EntryType.GROUP -> 1\n    else -> 2\n}",
            "val a = when {\n    x -> 1\n    kind != EntryType.GROUP -> 2\n    else -> 3\n}",
            "val a = if (kind == EntryType.GROUP) 1 else 2",
            "if (kind == EntryType.GROUP) {\n    a()\n} else {\n    b()\n}",
            "fun a() = when (x) {\n    1 -> when (kind) {\n        EntryType.GROUP -> 2\n        \
             else -> 3\n    }\n    2 -> 1\n}",
        ] {
            assert_eq!(kotlin(text).len(), 1, "{text}");
        }
        for text in [
            "when (kind) {\n    EntryType.GROUP -> 1\n    EntryType.REPEAT -> 2\n}",
            "when (x) {\n    1 -> 2\n    else -> when (kind) {\n        EntryType.GROUP -> 1\n    \
             }\n}",
            "when {\n    kind == EntryType.GROUP -> 1\n    kind == EntryType.REPEAT -> 2\n}",
            "when {\n    x -> 1\n    else -> 2\n}",
            "if (kind == EntryType.GROUP) {\n    a()\n}",
            "when (error) {\n    is FarolaException.Bug -> 1\n    else -> 2\n}",
            "when (kind) {\n    EntryType.GROUP -> when (n) {\n        1 -> 2\n        else -> 3\n    \
             }\n    EntryType.REPEAT -> 1\n}",
        ] {
            assert_eq!(kotlin(text), none, "{text}");
        }
    }

    #[test]
    fn a_default_over_the_controls_of_swift_is_found() {
        let own = "public enum Control {\n    case one(ChoiceControl)\n    case legend\n}\n\
            public enum State {\n    case idle\n}\n";
        let found = |arms: &str| {
            let text = format!("{own}switch control {{\n{arms}\ndefault: false\n}}");
            found("ios/Sources/AppModel/Control/Control.swift", &text).len()
        };
        assert_eq!(found("case .one(let control): a(control)"), 1);
        assert_eq!(found("case .legend: true"), 1);
        assert_eq!(found("case .idle: true"), 0);
    }

    #[test]
    fn a_default_over_a_type_of_the_facade_is_found() {
        let none: Vec<String> = Vec::new();
        for text in [
            "switch kind {\ncase .question: a()\ndefault: b()\n}",
            "    switch kind {\n    case .repeat, .note(let media):\n        a(media)\n    \
             default:\n        b()\n    }",
            "switch kind {\ncase let .note(media) where media > 1:\n    if a {\n    }\ndefault: b()\n}",
        ] {
            assert_eq!(swift(text).len(), 1, "{text}");
        }
        for text in [
            "switch kind {\ncase .question: a()\ncase .repeat: b()\n}",
            "switch own {\ncase .question: a()\ncase .other: c()\ndefault: b()\n}",
            "switch number {\ncase 1: a()\ndefault: b()\n}",
            "switch error {\ncase .bug: a()\ndefault: b()\n}",
            "switch (a, b) {\ncase (.question, 1): a()\ndefault: b()\n}",
        ] {
            assert_eq!(swift(text), none, "{text}");
        }
        let senses = found(
            "ios/Sources/AppPlatform/a.swift",
            "switch state {\ncase .question: a()\ndefault: b()\n}",
        );
        assert_eq!(senses, none);
    }
}
