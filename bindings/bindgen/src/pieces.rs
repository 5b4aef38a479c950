//! Exact pieces of what uniffi writes, and what stands there instead.
//!
//! uniffi has no setting for any of them. When a piece is missing, uniffi has changed, and nothing
//! is written.

use std::fs;
use std::io;
use std::path::Path;

use thiserror::Error;

/// Why what uniffi wrote was not changed.
#[derive(Debug, Error)]
pub(crate) enum PiecesError {
    /// The folder or a file in it cannot be read or written.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// uniffi no longer writes what a change replaces.
    #[error("uniffi's code has changed at “{0}”: compare bindings/bindgen/src with its templates")]
    Changed(&'static str),
}

/// One piece of what uniffi writes, and what stands there instead.
pub(crate) struct Change {
    /// What it is for, as an error names it.
    pub(crate) what: &'static str,
    /// How often uniffi writes it.
    pub(crate) times: Times,
    /// What uniffi writes.
    pub(crate) from: &'static str,
    /// What stands there instead.
    pub(crate) to: &'static str,
}

/// How often uniffi writes a piece.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Times {
    /// In the helpers at the top of the module.
    Once,
    /// For each type of its kind.
    OnceOrMore,
}

/// `text` with every change made.
///
/// # Errors
///
/// A piece that is not there, or more often than it should be.
pub(crate) fn replaced(text: &str, changes: &[Change]) -> Result<String, PiecesError> {
    let mut text = text.to_owned();
    for change in changes {
        let found = text.matches(change.from).count();
        if found == 0 || (change.times == Times::Once && found != 1) {
            return Err(PiecesError::Changed(change.what));
        }
        text = text.replace(change.from, change.to);
    }
    Ok(text)
}

/// Puts what `lightened` makes of each file of `folder` with this ending in its place.
///
/// # Errors
///
/// A file that cannot be read or written, or what `lightened` refuses.
pub(crate) fn in_place(
    folder: &Path,
    ending: &str,
    lightened: impl Fn(&str) -> Result<String, PiecesError>,
) -> Result<(), PiecesError> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|found| found == ending) {
            let text = fs::read_to_string(&path)?;
            fs::write(&path, lightened(&text)?)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANGES: [Change; 2] = [
        Change {
            what: "helper",
            times: Times::Once,
            from: "slow()\n",
            to: "quick()\n",
        },
        Change {
            what: "list",
            times: Times::OnceOrMore,
            from: "each item\n",
            to: "none\n",
        },
    ];

    #[track_caller]
    fn check(text: &str, expect: Result<&str, &str>) {
        match (replaced(text, &CHANGES), expect) {
            (Ok(made), Ok(expect)) => assert_eq!(made, expect),
            (Err(refused), Err(what)) => {
                assert!(refused.to_string().contains(what), "{refused}");
            }
            (made, _) => panic!("{made:?} of {text:?}"),
        }
    }

    #[test]
    fn every_piece_is_replaced_where_it_stands() {
        check("slow()\neach item\n", Ok("quick()\nnone\n"));
        check(
            "each item\n-\nslow()\neach item\n",
            Ok("none\n-\nquick()\nnone\n"),
        );
    }

    #[test]
    fn a_piece_that_uniffi_no_longer_writes_is_refused_by_name() {
        check("each item\n", Err("helper"));
        check("slow()\n", Err("list"));
        check("slow() \neach item\n", Err("helper"));
        check("", Err("helper"));
    }

    #[test]
    fn a_helper_that_is_written_twice_is_refused() {
        check("slow()\nslow()\neach item\n", Err("helper"));
    }

    #[test]
    fn only_files_with_the_ending_are_changed() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        write("farola.py", "slow()\neach item\n");
        write("notes.txt", "slow()\n");
        in_place(folder.path(), "py", |text| replaced(text, &CHANGES)).unwrap();
        assert_eq!(read("farola.py"), "quick()\nnone\n");
        assert_eq!(read("notes.txt"), "slow()\n");
    }

    #[test]
    fn a_file_that_is_refused_stays_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("farola.py");
        fs::write(&file, "slow()\n").unwrap();
        in_place(folder.path(), "py", |text| replaced(text, &CHANGES)).unwrap_err();
        assert_eq!(fs::read_to_string(&file).unwrap(), "slow()\n");
    }
}
