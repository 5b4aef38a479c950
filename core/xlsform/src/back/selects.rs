//! Where the choices of a question come from, as a sheet says it.

use super::dom::Element;
use super::form::Form;
use super::nodes::Nodes;
use super::paths::Paths;
use crate::emit::Mode;
use crate::survey::file_name::split_end;
use crate::survey::select::FILES;
use crate::survey::tree::Id;

/// The source of choices.
#[derive(Debug, Clone, Default)]
pub(super) struct Source {
    /// A list, a file or a reference.
    pub(super) list: String,
    pub(super) is_file: bool,
    /// Whether it is a list of the form itself.
    pub(super) is_own: bool,
    pub(super) filter: Option<String>,
    pub(super) parameters: Vec<(String, String)>,
}

/// An `itemset` taken apart.
struct Itemset<'x> {
    /// The path without predicate and order.
    path: &'x str,
    filter: Option<&'x str>,
    is_shuffled: bool,
    seed: Option<&'x str>,
    value: &'x str,
    label: &'x str,
}

/// Reads the source of a question's choices; nothing where it has no `itemset`.
pub(super) fn source(
    form: &Form<'_>,
    nodes: &Nodes<'_>,
    paths: &Paths<'_, '_>,
    control: &Element,
    id: Id,
) -> Option<Source> {
    let set = itemset(control.first("itemset")?)?;
    let mut source = match instance(set.path) {
        Some(name) => of_instance(form, &set, name),
        None => of_repeat(paths, &set, id)?,
    };
    source.filter = set.filter.and_then(|filter| match instance(set.path) {
        Some(_) => Some(paths.referred(filter, Some(id), CURRENT)),
        None => of_place(nodes, paths, &set, filter, id),
    });
    if set.is_shuffled {
        let mut add = |key: &str, value: String| source.parameters.push((key.to_owned(), value));
        add("randomize", "true".to_owned());
        if let Some(seed) = set.seed {
            let reference = paths.reference(seed, Some(id));
            add("seed", reference.unwrap_or_else(|| seed.to_owned()));
        }
    }
    Some(source)
}

const CURRENT: Mode = Mode {
    current: true,
    parent: false,
};
const PARENT: Mode = Mode {
    current: true,
    parent: true,
};

fn of_instance(form: &Form<'_>, set: &Itemset<'_>, name: &str) -> Source {
    let mut found = form.secondary.iter();
    let instance = found.find(|instance| instance.get("id") == Some(name));
    let address = instance.and_then(|instance| instance.get("src"));
    let file = address.map(|address| address.rsplit('/').next().unwrap_or(address));
    let Some(file) = file else {
        return Source {
            list: name.to_owned(),
            is_own: true,
            ..Source::default()
        };
    };
    let end = split_end(file).1;
    let end = if FILES.contains(&end) { end } else { ".csv" };
    let (value, label) = match end {
        ".geojson" => ("id", "title"),
        _ => ("name", "label"),
    };
    let written = [("value", set.value, value), ("label", set.label, label)];
    let written = written.into_iter().filter(|(_, own, known)| own != known);
    Source {
        list: format!("{name}{end}"),
        is_file: true,
        parameters: written
            .map(|(key, own, _)| (key.to_owned(), own.to_owned()))
            .collect(),
        ..Source::default()
    }
}

fn of_repeat(paths: &Paths<'_, '_>, set: &Itemset<'_>, id: Id) -> Option<Source> {
    let path = format!("{}/{}", set.path, set.value);
    Some(Source {
        list: paths.reference(&path, Some(id))?,
        ..Source::default()
    })
}

/// The filter of choices that are the places of a repeat: inside it a reference to one of its own
/// questions is a path from the place.
fn of_place(
    nodes: &Nodes<'_>,
    paths: &Paths<'_, '_>,
    set: &Itemset<'_>,
    filter: &str,
    id: Id,
) -> Option<String> {
    if filter == format!("./{} != ''", set.value) {
        return None;
    }
    let repeat = paths
        .place(set.path, Some(id))
        .map(|id| nodes.tree.path(id));
    let text = paths.referred(filter, Some(id), PARENT);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once(" ./") {
        let (path, behind) = after.split_once(' ').unwrap_or((after, ""));
        let target = repeat.as_ref().map(|repeat| format!("{repeat}/{path}"));
        let target = target.and_then(|path| nodes.at(&path));
        out.push_str(before);
        match target.and_then(|target| paths.of(target)) {
            Some(reference) => {
                out.push_str(&reference);
                rest = behind;
            }
            None => {
                out.push_str(" ./");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Some(out)
}

fn itemset(element: &Element) -> Option<Itemset<'_>> {
    let reference = |name: &str| element.first(name)?.get("ref");
    let nodeset = element.get("nodeset")?.trim();
    let inner = nodeset.strip_prefix("randomize(");
    let inner = inner.and_then(|inner| inner.strip_suffix(')'));
    let (set, seed) = match inner {
        Some(inner) => top_comma(inner),
        None => (nodeset, None),
    };
    let (path, filter) = match set.split_once('[') {
        Some((path, filter)) => (path, Some(filter.strip_suffix(']').unwrap_or(filter))),
        None => (set, None),
    };
    Some(Itemset {
        path: path.trim(),
        filter,
        is_shuffled: inner.is_some(),
        seed: seed.map(str::trim),
        value: reference("value").unwrap_or("name"),
        label: reference("label").unwrap_or("label"),
    })
}

/// What stands before and behind the first comma that is in no brackets and no quotes.
fn top_comma(text: &str) -> (&str, Option<&str>) {
    let (mut depth, mut quote) = (0_u32, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                let behind = text.get(at + 1..);
                return (text.get(..at).unwrap_or(text), behind);
            }
            _ => {}
        }
    }
    (text, None)
}

/// The name of the list in `instance('list')/root/item`.
pub(super) fn instance(path: &str) -> Option<&str> {
    let inner = path.strip_prefix("instance(")?;
    let (name, rest) = inner.split_once(')')?;
    let name = name.trim().trim_matches(['\'', '"']);
    (rest == "/root/item").then_some(name)
}

/// The list and the filter of a question whose choices are in `itemsets.csv`.
pub(super) fn query(control: &Element) -> Option<(&str, Option<&str>)> {
    let query = control.get("query")?;
    let (path, filter) = match query.split_once('[') {
        Some((path, filter)) => (path, Some(filter.strip_suffix(']').unwrap_or(filter))),
        None => (query, None),
    };
    Some((instance(path)?, filter))
}

/// The filter as a sheet writes it.
pub(super) fn query_filter(paths: &Paths<'_, '_>, filter: &str, id: Id) -> String {
    paths.referred(filter, Some(id), CURRENT)
}

/// The list or the repeat whose places a question shows.
pub(super) fn geometry(paths: &Paths<'_, '_>, control: &Element, id: Id) -> Option<String> {
    let set = itemset(control.first("itemset")?)?;
    if let Some(name) = instance(set.path) {
        return Some(name.to_owned());
    }
    let place = paths.place(set.path, Some(id))?;
    paths.of(place)
}
