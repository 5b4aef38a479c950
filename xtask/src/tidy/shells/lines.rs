//! The sources of the shells, line by line and without comments.

use super::super::Tree;
use super::super::source::code_of;

/// A shell, and with it the language that it is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shell {
    Android,
    Ios,
}

impl Shell {
    fn folder(self) -> &'static str {
        match self {
            Self::Android => "android/app/src/main/kotlin/",
            Self::Ios => "ios/Sources/",
        }
    }

    fn end(self) -> &'static str {
        match self {
            Self::Android => ".kt",
            Self::Ios => ".swift",
        }
    }

    /// The part that senses: it alone has to do with the system's files and own types.
    pub(super) fn senses(self, path: &str) -> bool {
        let folder = match self {
            Self::Android => "/org/farola/app/sense/",
            Self::Ios => "ios/Sources/AppPlatform/",
        };
        path.contains(folder)
    }
}

/// The files of a shell with their paths.
pub(super) fn of(tree: &Tree, shell: Shell) -> impl Iterator<Item = (&str, &str)> {
    tree.below(shell.folder(), shell.end())
}

/// The lines of a file that are code, with their index.
pub(super) fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| {
            !["*", "/*"]
                .iter()
                .any(|mark| line.trim_start().starts_with(mark))
        })
        .map(|(index, line)| (index, code_of(line)))
}
