//! Which keys the sources name: none is left over, and none is missing.

use std::collections::BTreeSet;

use super::faults::Fault;
use super::{Entry, MARK, Target, Words};
use crate::tidy::Tree;

/// Where a target's sources are, and how their names end.
const SOURCES: [(Target, &str, &[&str]); 5] = [
    (Target::Android, "android/app/src/main/", &[".kt", ".xml"]),
    (Target::Ios, "ios/Sources/", &[".swift"]),
    (Target::Web, "hub/web/src/", &[".ts", ".svelte", ".html"]),
    (Target::Terminal, "cli/src/", &[".rs"]),
    (Target::Core, "core/control/src/", &[".rs"]),
];

/// Keys that a target is given and does not name, and names that it has not been given.
#[must_use]
pub fn by_sources(words: &Words, tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (target, folder, ends) in SOURCES {
        let named = Named::in_sources(tree, target, folder, ends);
        for entry in words.words.iter().filter(|entry| entry.is_for(target)) {
            if !named.has(target, entry) {
                faults.push(Fault {
                    file: entry.file,
                    text: format!("`{}` is used nowhere below {folder}", entry.key),
                });
            }
        }
        faults.extend(named.missing(target, words, folder));
    }
    faults
}

/// What the sources of one target name.
struct Named {
    /// Names after `R.string.`, `word::` and their like; literals elsewhere.
    whole: BTreeSet<String>,
    /// Literals with which a key begins: `tv('light', …)` in the web app. On iOS there are none,
    /// since tidy lets no shell put a key together.
    beginnings: Vec<String>,
}

impl Named {
    fn in_sources(tree: &Tree, target: Target, folder: &str, ends: &[&str]) -> Self {
        let mut named = Self {
            whole: BTreeSet::new(),
            beginnings: Vec::new(),
        };
        for (path, text) in tree.below(folder, "") {
            let generated = text.lines().take(2).any(|line| line.contains(MARK));
            if generated || !ends.iter().any(|end| path.ends_with(end)) {
                continue;
            }
            match target {
                Target::Android => named.after(text, &["R.string.", "R.plurals.", "@string/"]),
                Target::Ios => named.literals(text, '"'),
                Target::Web => {
                    named.literals(text, '\'');
                    named.tails(text, "tv('");
                }
                Target::Terminal => named.after(text, &["word::"]),
                Target::Core => named.after(text, &["table::"]),
            }
        }
        named
    }

    /// The identifier behind each mark.
    fn after(&mut self, text: &str, marks: &[&str]) {
        for mark in marks {
            for rest in text.split(mark).skip(1) {
                let name: String = rest
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                self.whole.insert(name.to_lowercase());
            }
        }
    }

    /// Everything between two quotes of a line.
    fn literals(&mut self, text: &str, quote: char) {
        for line in text.lines() {
            let literals = line.split(quote).skip(1).step_by(2);
            self.whole.extend(literals.map(str::to_owned));
        }
    }

    /// The text between a mark and the next quote, as the beginning of a key.
    fn tails(&mut self, text: &str, mark: &str) {
        for rest in text.split(mark).skip(1) {
            if let Some(prefix) = rest.split('\'').next() {
                self.beginnings.push(format!("{prefix}_"));
            }
        }
    }

    fn has(&self, target: Target, entry: &Entry) -> bool {
        let name = match target {
            Target::Ios => entry.key.clone(),
            // Hints are looked up by their code.
            Target::Terminal
                if entry.key.starts_with("hint.") || entry.key.starts_with("diagnostic.") =>
            {
                return true;
            }
            Target::Android | Target::Web | Target::Terminal | Target::Core => entry.name(),
        };
        self.whole.contains(&name)
            || self
                .beginnings
                .iter()
                .any(|beginning| name.starts_with(beginning))
    }

    /// Names that look like words of the table and are not in it. In the web app and on iOS a
    /// literal may be anything: their own tests and types hold those.
    fn missing(&self, target: Target, words: &Words, folder: &str) -> Vec<Fault> {
        if matches!(target, Target::Web | Target::Ios) {
            return Vec::new();
        }
        let given: BTreeSet<String> = words
            .words
            .iter()
            .filter(|entry| entry.is_for(target))
            .map(Entry::name)
            .chain(
                words
                    .codes
                    .iter()
                    .map(|entry| format!("code_{}", entry.name())),
            )
            .collect();
        let unknown = self.whole.difference(&given);
        unknown
            .map(|name| Fault {
                file: super::table::WORDS[0],
                text: format!("`{name}` is named below {folder} and not in the table"),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::table::WORDS;

    fn faults(path: &str, source: &str) -> Vec<String> {
        let table =
            "[\"walk.next\"]\nin = \"android ios web terminal core\"\nes = \"a\"\nen = \"b\"\n";
        let words = Words::read(|file| Some(if file == WORDS[0] { table } else { "" })).unwrap();
        let tree = Tree::planted(&[(path, source)]);
        let all = by_sources(&words, &tree);
        all.into_iter().map(|fault| fault.text).collect()
    }

    #[test]
    fn a_key_is_used_where_it_is_named() {
        for (path, source) in [
            ("android/app/src/main/A.kt", "words(R.string.walk_next)"),
            ("ios/Sources/A.swift", "words[\"walk.next\"]"),
            ("hub/web/src/a.ts", "t('walk_next')"),
            ("hub/web/src/a.svelte", "{tv('walk', state)}"),
            ("cli/src/a.rs", "word::WALK_NEXT"),
            ("core/control/src/a.rs", "table::WALK_NEXT"),
        ] {
            let left = faults(path, source);
            let folder = path.split_once("A.").or(path.split_once("a.")).unwrap().0;
            assert!(
                !left.iter().any(|text| text.contains(folder)),
                "{path}: {left:?}"
            );
            assert_eq!(left.len(), 4, "{path}: {left:?}");
        }
    }

    #[test]
    fn the_beginning_of_a_key_uses_none_on_ios() {
        let left = faults("ios/Sources/A.swift", "words[\"walk.\" + name]");
        assert_eq!(left.len(), 5, "{left:?}");
    }

    #[test]
    fn a_name_outside_the_table_is_found() {
        let left = faults("android/app/src/main/A.kt", "R.string.walk_gone");
        assert!(
            left.iter()
                .any(|text| text.starts_with("`walk_gone` is named")),
            "{left:?}"
        );
    }

    #[test]
    fn what_is_generated_uses_nothing() {
        let source = format!("// {MARK}\nR.string.walk_next");
        assert_eq!(faults("android/app/src/main/A.kt", &source).len(), 5);
    }
}
