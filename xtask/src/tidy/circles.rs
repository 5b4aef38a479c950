//! No circle of files in the crates that are held to it, and none of rooms in the engine.
//!
//! A file that needs another, which needs the first, can be neither understood nor changed by
//! itself. What a file needs is read from the paths that it names: `crate::…`, `super::…`,
//! `self::…` and modules below it. A name that a module only passes on (`pub use`) counts for
//! the file that has it. Methods are not seen: a type is known by where it stands, not by where
//! its `impl` blocks stand.

mod paths;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use self::paths::named;
use super::source::{is_shipped, shipped_lines};
use super::{Finding, Tree};

/// Crates without a circle of files.
const HELD: &[&str] = &[
    "core/engine/",
    "core/model/",
    "core/picture/",
    "core/protocol/",
    "core/track/",
    "core/walk/",
];
/// Crates whose folders of the first level are rooms: none may need one that needs it.
const ROOMS: &[&str] = &["core/engine/"];
/// More steps from one `pub use` to the next than any crate has.
const MOST_STEPS: usize = 16;

/// A module: the names from the root of its crate to it.
type Module = Vec<String>;
/// Who needs whom.
type Graph = BTreeMap<String, BTreeSet<String>>;

/// No circle of files.
pub fn of_files(tree: &Tree) -> Vec<Finding> {
    let held = HELD.iter();
    held.flat_map(|folder| findings(&Crate::read(tree, folder).needs(), "files"))
        .collect()
}

/// No circle of rooms.
pub fn of_rooms(tree: &Tree) -> Vec<Finding> {
    let held = ROOMS.iter();
    held.flat_map(|folder| {
        let rooms = rooms(&Crate::read(tree, folder).needs(), folder);
        findings(&rooms, "rooms")
    })
    .collect()
}

fn findings(graph: &Graph, of: &str) -> Vec<Finding> {
    let circles = circles(graph).into_iter();
    circles
        .map(|circle| {
            let first = circle.first().map_or("", String::as_str);
            let text = format!("circle of {of}: {} → {first}", circle.join(" → "));
            Finding::file(first, text)
        })
        .collect()
}

/// The modules of a crate and the names each of them passes on.
struct Crate<'a> {
    files: BTreeMap<Module, (&'a str, Vec<paths::Named>)>,
}

impl<'a> Crate<'a> {
    fn read(tree: &'a Tree, folder: &'a str) -> Self {
        let src = format!("{folder}src/");
        let files = tree
            .below(folder, ".rs")
            .filter(|(path, _)| path.starts_with(&src) && is_shipped(path))
            .map(|(path, text)| {
                let code: Vec<&str> = shipped_lines(text).map(|(_, line)| line).collect();
                let module = module(path.get(src.len()..).unwrap_or_default());
                (module, (path, named(&code.join("\n"))))
            });
        Self {
            files: files.collect(),
        }
    }

    /// Which file needs which.
    fn needs(&self) -> Graph {
        let mut graph = Graph::new();
        for (module, (file, paths)) in &self.files {
            let found = graph.entry((*file).to_owned()).or_default();
            for path in paths {
                let absolute = self.absolute(module, &path.segments);
                let needed = absolute.and_then(|path| self.file_of(&path, MOST_STEPS));
                found.extend(needed.filter(|other| other != file).map(str::to_owned));
            }
        }
        graph
    }

    /// A path from the root of the crate; none where it leads out of the crate.
    fn absolute(&self, module: &Module, segments: &[String]) -> Option<Module> {
        let (mut base, mut rest) = (module.clone(), segments);
        match segments.first().map(String::as_str) {
            Some("crate") => {
                base.clear();
                rest = segments.get(1..)?;
            }
            Some("self") => rest = segments.get(1..)?,
            Some("super") => {
                while rest.first().is_some_and(|name| name == "super") {
                    base.pop();
                    rest = rest.get(1..)?;
                }
            }
            // Without one of these words it begins with a module below, or leads out.
            first => {
                base.push(first?.to_owned());
                if !self.files.contains_key(&base) {
                    return None;
                }
                rest = segments.get(1..)?;
            }
        }
        base.extend(rest.iter().cloned());
        Some(base)
    }

    /// The file that has what the path names.
    fn file_of(&self, path: &[String], steps: usize) -> Option<&'a str> {
        let (module, (file, paths)) = (0..=path.len())
            .rev()
            .find_map(|end| self.files.get_key_value(path.get(..end)?))?;
        let Some(name) = path.get(module.len()) else {
            return Some(file);
        };
        let passed_on = paths.iter().find(|path| path.alias.as_ref() == Some(name));
        let Some(passed_on) = passed_on.filter(|_| steps > 0) else {
            return Some(file);
        };
        let mut target = self.absolute(module, &passed_on.segments)?;
        if target == *path {
            return Some(file);
        }
        target.extend(path.get(module.len() + 1..)?.iter().cloned());
        self.file_of(&target, steps - 1)
    }
}

/// `fill/page.rs` is `fill::page`, `fill/mod.rs` is `fill`, `lib.rs` the root.
fn module(path: &str) -> Module {
    let path = path.strip_suffix(".rs").unwrap_or(path);
    let mut names: Module = path.split('/').map(str::to_owned).collect();
    let last = names.last().map_or("", String::as_str);
    if last == "mod" || (names.len() == 1 && matches!(last, "lib" | "main")) {
        names.pop();
    }
    names
}

/// Which room needs which; the root of the crate is none.
fn rooms(files: &Graph, folder: &str) -> Graph {
    let room = |file: &str| {
        let below = file.strip_prefix(folder)?.strip_prefix("src/")?;
        let (room, _) = below.split_once('/')?;
        Some(format!("{folder}src/{room}"))
    };
    let mut graph = Graph::new();
    for (file, needed) in files {
        let Some(room_of_file) = room(file) else {
            continue;
        };
        let others = needed.iter().filter_map(|other| room(other));
        let others: Vec<String> = others.filter(|other| *other != room_of_file).collect();
        graph.entry(room_of_file).or_default().extend(others);
    }
    graph
}

/// The shortest circle through each node that is in one; a circle is given once.
fn circles(graph: &Graph) -> Vec<Vec<String>> {
    let mut seen = BTreeSet::new();
    let mut circles = Vec::new();
    for start in graph.keys() {
        if let Some(circle) = circle_through(graph, start) {
            let members: BTreeSet<String> = circle.iter().cloned().collect();
            if seen.insert(members) {
                circles.push(circle);
            }
        }
    }
    circles
}

fn circle_through(graph: &Graph, start: &str) -> Option<Vec<String>> {
    let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut next = VecDeque::from([start]);
    while let Some(node) = next.pop_front() {
        for other in graph.get(node).into_iter().flatten() {
            if other == start {
                let back = std::iter::successors(Some(node), |node| came_from.get(node).copied());
                let mut circle: Vec<String> = back.map(str::to_owned).collect();
                circle.reverse();
                return Some(circle);
            }
            if !came_from.contains_key(other.as_str()) {
                came_from.insert(other, node);
                next.push_back(other);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Files of the engine, each `path: code`.
    fn tree(files: &[(&str, &str)]) -> Tree {
        let files = files.iter();
        Tree {
            root: "/".into(),
            files: files
                .map(|(path, text)| (format!("core/engine/src/{path}"), (*text).to_owned()))
                .collect(),
            metadata: serde_json::Value::Null,
        }
    }

    fn check(files: &[(&str, &str)], circles_of_files: usize, circles_of_rooms: usize) {
        let tree = tree(files);
        assert_eq!(of_files(&tree).len(), circles_of_files, "{files:?}");
        assert_eq!(of_rooms(&tree).len(), circles_of_rooms, "{files:?}");
    }

    #[test]
    fn two_files_that_need_each_other_are_found() {
        check(
            &[
                ("a.rs", "use crate::b::B;\npub struct A;"),
                ("b.rs", "fn f(a: crate::a::A) {}"),
            ],
            1,
            0,
        );
    }

    #[test]
    fn a_circle_of_three_is_found_once_and_named() {
        let files = [
            ("a.rs", "use crate::b::B;"),
            ("b.rs", "use super::c::{self};"),
            ("c.rs", "use crate::{a::A};"),
        ];
        check(&files, 1, 0);
        let text = of_files(&tree(&files)).remove(0).to_string();
        assert!(text.contains("a.rs → core/engine/src/b.rs → core/engine/src/c.rs → core"));
    }

    #[test]
    fn a_name_that_is_passed_on_counts_for_the_file_that_has_it() {
        let facade = "mod page;\nmod form;\npub use self::form::Form;\npub use page::Page;";
        check(
            &[
                ("fill/mod.rs", facade),
                ("fill/page.rs", "use super::Form;\npub struct Page;"),
                ("fill/form.rs", "pub struct Form;"),
                ("lib.rs", "mod fill;\npub use fill::Form;"),
                ("walk.rs", "use crate::Form;"),
            ],
            0,
            0,
        );
        check(
            &[
                ("fill/mod.rs", facade),
                ("fill/page.rs", "use super::Form;\npub struct Page;"),
                ("fill/form.rs", "use crate::fill::Page;"),
            ],
            1,
            0,
        );
    }

    #[test]
    fn what_a_module_has_itself_joins_it_with_the_files_below() {
        check(
            &[
                ("walk/mod.rs", "mod live;\npub struct Walk(live::Live);"),
                ("walk/live.rs", "use super::Walk;\npub struct Live;"),
            ],
            1,
            0,
        );
    }

    #[test]
    fn rooms_may_be_a_circle_where_their_files_are_none() {
        let files = [
            ("fill/claim.rs", "use crate::walk::ids::STOP;"),
            ("fill/filling.rs", "pub struct Filling;"),
            ("walk/begin.rs", "use crate::fill::filling::Filling;"),
            ("walk/ids.rs", "pub const STOP: &str = \"\";"),
        ];
        check(&files, 0, 1);
        check(&files[1..], 0, 0);
    }

    #[test]
    fn tests_comments_and_other_crates_are_no_circle() {
        check(
            &[
                ("a.rs", "use crate::b::B; // crate::a"),
                (
                    "b.rs",
                    "/// See crate::a::A.\n#[cfg(test)]\nuse crate::a::A;",
                ),
                ("c.rs", "use farola_form::b;\nuse std::fmt;"),
                ("a/tests.rs", "use crate::b::B;\nuse crate::a::A;"),
            ],
            0,
            0,
        );
    }
}
