//! Secondary instances that are plain lists, read without a tree.

use super::grid;
use crate::def::table::Table;

/// The list that a whole text is, where it is a plain one.
pub(crate) fn list(text: &str) -> Option<Table> {
    let text = match text.strip_prefix("<?xml") {
        Some(rest) => rest.split_once("?>")?.1,
        None => text,
    };
    let (table, length) = grid::read(text)?;
    text.get(length..)?.trim_ascii().is_empty().then_some(table)
}

/// The list that an instance's content begins with, where nothing else is in it.
pub(super) fn plain_list(content: &str) -> Option<(Table, usize)> {
    let (table, length) = grid::read(content)?;
    let rest = content.get(length..)?.trim_ascii_start();
    rest.starts_with("</instance>").then_some((table, length))
}
