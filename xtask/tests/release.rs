//! A release of this very tree could be prepared: each file that carries the version still does,
//! each crate for strangers has what a registry shows, each fragment is of a known kind.

#![allow(clippy::unwrap_used)]

use farola_xtask::release::{CARRIERS, Mode, prepare};
use farola_xtask::tidy::Tree;

#[test]
fn the_tree_could_be_released() {
    let tree = Tree::of_workspace().unwrap();
    let lines = prepare(&tree, "999.0.0", "2026-11-29", Mode::Tell).unwrap();
    for carrier in CARRIERS {
        let told = lines.iter().any(|line| line.starts_with(carrier.path));
        assert!(told, "{} would keep its version", carrier.path);
    }
    let written = Tree::of_workspace().unwrap();
    assert_eq!(tree.files, written.files, "telling changed a file");
}

#[test]
fn what_keeps_a_release_back_is_said_all_at_once() {
    let mut tree = Tree::of_workspace().unwrap();
    tree.files
        .retain(|(path, _)| path != "core/track/README.md");
    tree.files
        .push(("changelog.d/hub-x.news.md".to_owned(), "News.".to_owned()));
    let faults = prepare(&tree, "0.0.1", "2026-11-29", Mode::Write).unwrap_err();
    let named = |part: &str| faults.iter().any(|fault| fault.contains(part));
    assert!(named("core/track/README.md"), "{faults:?}");
    assert!(named("hub-x.news.md"), "{faults:?}");
    assert!(named("later than 0.0.1"), "{faults:?}");
    assert!(prepare(&tree, "two", "2026-11-29", Mode::Write).is_err());
}

#[test]
fn a_release_has_a_day() {
    let tree = Tree::of_workspace().unwrap();
    for day in ["2026-11-29", "2027-01-01"] {
        assert!(prepare(&tree, "999.0.0", day, Mode::Tell).is_ok(), "{day}");
    }
    let wrong = [
        "today",
        "",
        "2026-11",
        "29-11-2026",
        "2026-13-01",
        "2026-00-01",
        "2026-11-32",
        "2026-11-0a",
        "2026-1-1",
        "2026-11-29-1",
        "--write",
    ];
    for day in wrong {
        let faults = prepare(&tree, "999.0.0", day, Mode::Tell).unwrap_err();
        assert_eq!(faults.len(), 1, "{day}: {faults:?}");
    }
}
