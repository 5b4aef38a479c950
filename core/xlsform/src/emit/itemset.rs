//! Where the choices of a question come from: a list of the form, a file or a repeat.

use super::Emitter;
use super::paths::Mode;
use crate::expr::reference;
use crate::survey::file_name::split_end;
use crate::survey::select::FILES;
use crate::survey::tree::{Control, Element, Id, Kind};
use crate::xml::Node;

/// The parts of an `itemset`.
struct Itemset {
    nodeset: String,
    value: String,
    label: String,
    filter: Option<String>,
}

impl Emitter<'_, '_> {
    /// The choices of a question that names where they come from.
    pub(super) fn itemset(&self, id: Id, source: &str) -> Node {
        let element = self.tree.get(id);
        let mut set = self
            .of_file(element, source)
            .or_else(|| self.of_repeat(id, element, source))
            .unwrap_or_else(|| self.of_list(source));
        self.filter(id, element, source, &mut set);
        self.shuffle(id, element, &mut set);
        let mut node = Node::new("itemset").with("nodeset", set.nodeset);
        node.push(Node::new("value").with("ref", set.value));
        node.push(Node::new("label").with("ref", set.label));
        node
    }

    /// A list of the form by itself, without filter and order.
    pub(super) fn plain_itemset(&self, source: &str) -> Node {
        let set = self.of_list(source);
        let mut node = Node::new("itemset").with("nodeset", set.nodeset);
        node.push(Node::new("value").with("ref", set.value));
        node.push(Node::new("label").with("ref", set.label));
        node
    }

    fn of_list(&self, source: &str) -> Itemset {
        let in_itext = self.lists.get(source).is_some_and(|list| list.in_itext);
        let label = if in_itext {
            "jr:itext(itextId)"
        } else {
            "label"
        };
        Itemset {
            nodeset: format!("instance('{source}')/root/item"),
            value: "name".to_owned(),
            label: label.to_owned(),
            filter: None,
        }
    }

    fn of_file(&self, element: &Element, source: &str) -> Option<Itemset> {
        let (name, end) = split_end(source);
        let (value, label) = match end {
            ".geojson" => ("id", "title"),
            end if FILES.contains(&end) => ("name", "label"),
            _ => return None,
        };
        let given = |key: &str, otherwise: &str| {
            let found = element.params.get(key).cloned();
            found.unwrap_or_else(|| otherwise.to_owned())
        };
        Some(Itemset {
            nodeset: format!("instance('{name}')/root/item"),
            value: given("value", value),
            label: given("label", label),
            filter: None,
        })
    }

    fn of_repeat(&self, id: Id, element: &Element, source: &str) -> Option<Itemset> {
        if !reference::has(source) {
            return None;
        }
        let mode = Mode {
            parent: true,
            ..Mode::default()
        };
        let path = self.expanded(source, Some(id), mode);
        let path = path.trim();
        if element.kind == Kind::Question(Control::Geo) {
            return Some(Itemset {
                nodeset: path.to_owned(),
                value: "geometry".to_owned(),
                label: "geometry".to_owned(),
                filter: Some("./geometry != ''".to_owned()),
            });
        }
        let (nodeset, name) = path.rsplit_once('/').unwrap_or(("", path));
        Some(Itemset {
            nodeset: nodeset.to_owned(),
            value: name.to_owned(),
            label: name.to_owned(),
            filter: Some(format!("./{name} != ''")),
        })
    }

    /// Only choices that fit: the filter of the sheet, or that there is an answer at all.
    fn filter(&self, id: Id, element: &Element, source: &str, set: &mut Itemset) {
        if let Some(filter) = &element.choice_filter {
            let of_repeat = reference::has(source);
            let mode = Mode {
                current: true,
                parent: of_repeat,
            };
            let mut filter = self.expanded(filter, Some(id), mode);
            if of_repeat {
                let here = format!("current()/{}", set.nodeset);
                filter = filter.replace(&here, ".").replace(&set.nodeset, ".");
            }
            set.filter = Some(filter);
        }
        if let Some(filter) = &set.filter {
            set.nodeset = format!("{}[{filter}]", set.nodeset);
        }
    }

    fn shuffle(&self, id: Id, element: &Element, set: &mut Itemset) {
        if element.params.get("randomize").map(String::as_str) != Some("true") {
            return;
        }
        set.nodeset = match element.params.get("seed") {
            Some(seed) => {
                let seed = self.expanded(seed, Some(id), Mode::default());
                format!("randomize({}, {})", set.nodeset, seed.trim())
            }
            None => format!("randomize({})", set.nodeset),
        };
    }
}
