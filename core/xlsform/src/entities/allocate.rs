//! Which container holds which declaration.
//!
//! A scope is the form or a repeat. All questions of a declaration must be in one scope or in
//! those around it; the declaration goes into the innermost of them, and inside it into the
//! container that holds all questions saved to it. A container holds one declaration.

use std::collections::HashMap;

use super::{Declaration, Declarations, Use};
use crate::fault::rules::entities as rules;
use crate::fault::{Fault, Faults, Place};
use crate::survey::tree::{Id, Kind, ROOT, Tree};

/// Containers from the form inwards.
type Path = Vec<Id>;

/// Where a declaration wants to be.
struct Request {
    index: usize,
    scope: Path,
    wanted: Path,
    /// The paths of the questions that are saved.
    saved: Vec<Path>,
}

/// The container of each declaration; nothing where there is a fault.
pub(super) fn allocate(
    declarations: &Declarations,
    tree: &Tree,
    faults: &mut Faults,
) -> Option<Vec<(Id, usize)>> {
    let mut scopes: Vec<(Path, Vec<Request>)> = Vec::new();
    let used = declarations.order.iter().copied();
    let unused = (0..declarations.list.len()).filter(|index| !declarations.order.contains(index));
    for index in used.chain(unused) {
        let declaration = declarations.list.get(index)?;
        let request = request(declarations, declaration, index, tree, faults)?;
        match scopes.iter_mut().find(|(scope, _)| *scope == request.scope) {
            Some((_, requests)) => requests.push(request),
            None => scopes.push((request.scope.clone(), vec![request])),
        }
    }
    // One declaration for the form as a whole stands in the form's own meta, as version 2024.1
    // has it.
    if let [(scope, requests)] = scopes.as_slice()
        && let [only] = requests.as_slice()
        && scope.as_slice() == [ROOT]
    {
        return Some(vec![(ROOT, only.index)]);
    }
    let mut places = Places::default();
    for (scope, requests) in &mut scopes {
        requests.sort_by_key(|request| declarations.list.get(request.index).map(|d| d.row));
        for request in requests {
            if let Err(other) = places.take(request, scope.len()) {
                let row = |index: usize| declarations.list.get(index).map_or(0, |d| d.row);
                let place = sheet_row(declarations, row(request.index));
                let fault = Fault::new(&rules::NO_ROOM, place);
                faults.push(fault.with("other", row(other).to_string()));
                return None;
            }
        }
    }
    let mut found: Vec<(Id, usize)> = places
        .taken
        .iter()
        .filter_map(|(path, index)| path.last().map(|id| (*id, *index)))
        .collect();
    found.sort_unstable();
    Some(found)
}

/// Whether a declaration stands in a repeat.
pub(super) fn in_a_repeat(tree: &Tree) -> bool {
    let mut all = tree.all().into_iter();
    all.any(|id| tree.get(id).kind == Kind::Entity && tree.repeat_around(id).is_some())
}

fn sheet_row(declarations: &Declarations, row: u32) -> Place {
    Place {
        row: Some(row),
        ..Place::sheet(&declarations.sheet)
    }
}

/// Containers that are taken, in the order in which they were.
#[derive(Default)]
struct Places {
    taken: Vec<(Path, usize)>,
    reserved: HashMap<Path, usize>,
}

impl Places {
    fn of(&self, path: &[Id]) -> Option<usize> {
        let taken = self.taken.iter().find(|(known, _)| known == path);
        taken
            .map(|(_, index)| *index)
            .or_else(|| self.reserved.get(path).copied())
    }

    /// Takes the innermost free container between the one wanted and the scope; otherwise gives
    /// the declaration that is in the way.
    fn take(&mut self, request: &Request, scope: usize) -> Result<(), usize> {
        let mut in_the_way = None;
        for depth in (scope..=request.wanted.len()).rev() {
            let path = request.wanted.get(..depth).unwrap_or_default();
            let Some(other) = self.of(path) else {
                self.keep(path, request);
                return Ok(());
            };
            in_the_way = Some(other);
            // A question is saved to the nearest declaration around it. Where one of these stands
            // in the container of another, a place further out would not make it ours.
            let mut saved = request.saved.iter();
            if let Some(other) = saved.find_map(|path| self.reserved.get(path)) {
                return Err(*other);
            }
        }
        in_the_way.map_or(Ok(()), Err)
    }

    fn keep(&mut self, path: &[Id], request: &Request) {
        self.taken.push((path.to_vec(), request.index));
        self.reserved.insert(path.to_vec(), request.index);
        // For the same reason no other one may come to stand between it and its questions.
        for saved in &request.saved {
            for depth in path.len()..=saved.len() {
                let between = saved.get(..depth).unwrap_or_default();
                self.reserved.insert(between.to_vec(), request.index);
            }
        }
    }
}

/// The scope around a container: itself or the nearest repeat around it, or the form.
fn scope<'p>(path: &'p [Id], tree: &Tree) -> &'p [Id] {
    let bounds = |id: &Id| matches!(tree.get(*id).kind, Kind::Repeat | Kind::Survey);
    let end = path.iter().rposition(bounds).map_or(1, |index| index + 1);
    path.get(..end).unwrap_or_default()
}

/// How many repeats a path goes through.
fn repeats(path: &[Id], tree: &Tree) -> usize {
    path.iter()
        .filter(|id| tree.get(**id).kind == Kind::Repeat)
        .count()
}

/// How many groups a path has inside its scope.
fn depth(path: &[Id], tree: &Tree) -> usize {
    path.len() - scope(path, tree).len()
}

/// The innermost scope that a declaration has questions in, and the outermost questions there.
struct Deepest<'u> {
    scope: &'u Use,
    container: &'u Use,
    saved: Option<&'u Use>,
}

fn deepest<'u>(uses: &'u [Use], tree: &Tree) -> Option<Deepest<'u>> {
    let first = uses.first()?;
    let mut found = Deepest {
        scope: first,
        container: first,
        saved: first.saved.is_some().then_some(first),
    };
    for used in uses.iter().skip(1) {
        let own = scope(&used.path, tree);
        let there = scope(&found.scope.path, tree);
        if repeats(own, tree) > repeats(there, tree) {
            found.scope = used;
            found.container = used;
            if used.saved.is_some() {
                found.saved = Some(used);
            }
        }
        let same = own == scope(&found.scope.path, tree);
        if same && depth(&used.path, tree) > depth(&found.container.path, tree) {
            found.container = used;
        }
        if used.saved.is_some() {
            let deeper = found
                .saved
                .is_none_or(|saved| same && depth(&used.path, tree) > depth(&saved.path, tree));
            if deeper {
                found.saved = Some(used);
            }
        }
    }
    Some(found)
}

fn request(
    declarations: &Declarations,
    declaration: &Declaration,
    index: usize,
    tree: &Tree,
    faults: &mut Faults,
) -> Option<Request> {
    let Some(deepest) = deepest(&declaration.uses, tree) else {
        return Some(Request {
            index,
            scope: vec![ROOT],
            wanted: vec![ROOT],
            saved: Vec::new(),
        });
    };
    let mut saved: Vec<Path> = Vec::new();
    for used in declaration.uses.iter().filter(|used| used.saved.is_some()) {
        if !saved.contains(&used.path) {
            saved.push(used.path.clone());
        }
    }
    let wanted = match deepest.saved {
        Some(deepest) => of_saved(&saved, &deepest.path, tree),
        None => deepest.container.path.clone(),
    };
    let inner = scope(&deepest.scope.path, tree);
    for used in &declaration.uses {
        let own = scope(&used.path, tree);
        let outside = !inner.starts_with(own);
        let elsewhere = used.saved.is_some() && scope(&wanted, tree) != own;
        if !outside && !elsewhere {
            continue;
        }
        let (rule, place) = match &used.saved {
            Some((_, place)) => (&rules::SCOPE_SAVED, place.clone()),
            None => (
                &rules::SCOPE_ASKED,
                sheet_row(declarations, declaration.row),
            ),
        };
        let other = if outside {
            &deepest.scope.path
        } else {
            &wanted
        };
        let fault = Fault::new(rule, place)
            .with("list", &declaration.list)
            .with("question", &used.question)
            .with("scope", said(&used.path, tree))
            .with("other", said(other, tree));
        faults.push(fault);
        return None;
    }
    Some(Request {
        index,
        scope: inner.to_vec(),
        wanted,
        saved,
    })
}

/// The container that holds all questions that are saved, but none outside the scope of the
/// deepest of them.
fn of_saved(saved: &[Path], deepest: &[Id], tree: &Tree) -> Path {
    let shared = |paths: &[Path]| {
        let mut paths = paths.iter();
        let mut shared = paths.next().cloned().unwrap_or_default();
        for path in paths {
            let same = shared.iter().zip(path).take_while(|(a, b)| a == b).count();
            shared.truncate(same);
        }
        shared
    };
    let shared = shared(saved);
    if saved.len() == 1 {
        return shared;
    }
    let inner = scope(deepest, tree).to_vec();
    let weight = |path: &[Id]| (repeats(path, tree), depth(path, tree));
    match weight(&shared) > weight(&inner) {
        true => shared,
        false => inner,
    }
}

fn said(path: &[Id], tree: &Tree) -> String {
    let names = path.iter().skip(1).map(|id| tree.get(*id).name.as_str());
    let names: Vec<&str> = std::iter::once("survey").chain(names).collect();
    format!("/{}", names.join("/"))
}
