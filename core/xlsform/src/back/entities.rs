//! The entities sheet.

use super::columns::Row;
use super::form::Form;
use super::nodes::Nodes;
use super::paths::Paths;
use crate::emit::Mode;
use crate::survey::tree::{Id, Kind};

/// Headers of the entities sheet in the order that people know.
pub(super) const FIRST: [&str; 5] = ["list_name", "label", "entity_id", "create_if", "update_if"];

/// The declarations of a form: the container of each, its list and its row.
pub(super) struct Declarations {
    found: Vec<(Id, String, Row)>,
}

impl Declarations {
    /// Reads them.
    pub(super) fn of(form: &Form<'_>, nodes: &Nodes<'_>, paths: &Paths<'_, '_>) -> Self {
        let all = nodes.tree.all().into_iter();
        let entities = all.filter(|id| nodes.tree.get(*id).kind == Kind::Entity);
        let found = entities.filter_map(|id| {
            let list = nodes.part(id)?.get("dataset")?.to_owned();
            // Around an entity is its meta, and around that the container.
            let container = nodes.tree.around(id).nth(1)?;
            let row = row(form, nodes, paths, id, &list);
            Some((container, list, row))
        });
        Self {
            found: found.collect(),
        }
    }

    /// A property as a question saves it: with its list where there are several.
    pub(super) fn saved(&self, nodes: &Nodes<'_>, id: Id, property: &str) -> String {
        if self.found.len() < 2 {
            return property.to_owned();
        }
        let mut around = nodes.tree.around(id);
        let list = around.find_map(|container| {
            let mut found = self.found.iter();
            found.find(|(own, ..)| *own == container)
        });
        match list {
            Some((_, list, _)) => format!("{list}#{property}"),
            None => property.to_owned(),
        }
    }

    /// The rows of the sheet.
    pub(super) fn into_rows(self) -> Vec<Row> {
        self.found.into_iter().map(|(.., row)| row).collect()
    }
}

fn row(form: &Form<'_>, nodes: &Nodes<'_>, paths: &Paths<'_, '_>, id: Id, list: &str) -> Row {
    let mut row = Row::default();
    row.put("list_name", list);
    let path = nodes.tree.path(id);
    for (part, header) in [
        ("label", "label"),
        ("@id", "entity_id"),
        ("@create", "create_if"),
        ("@update", "update_if"),
    ] {
        let path = format!("{path}/{part}");
        let bind = form.binds.get(path.as_str());
        if let Some(expression) = bind.and_then(|bind| bind.get("calculate")) {
            let context = nodes.at(&path);
            row.put(header, paths.referred(expression, context, Mode::default()));
        }
    }
    row
}
