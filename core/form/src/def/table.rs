//! A list as a table: items in rows, their texts end to end in one buffer.
//!
//! Most lists are one element an item with one plain element a column. Such a list is a grid, so
//! that every node is found by counting: none is stored, only where each text ends.

use farola_xpath::document::NodeId;
use farola_xpath::{Name, NodeKind};

/// A list of items that all have their cells in the order of its columns.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    root: Box<str>,
    item: Box<str>,
    columns: Vec<Box<str>>,
    text: String,
    /// Where the text of each cell ends, item by item.
    ends: Vec<u32>,
    /// One bit a cell that is not there; empty where all are.
    absent: Vec<u64>,
}

/// A node of a table by its place in the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Document,
    Root,
    Item(usize),
    /// Item and column.
    Cell(usize, usize),
    Text(usize, usize),
}

/// The first item's node: the document and its element stand before.
const FIRST: usize = 2;

impl Table {
    pub(crate) fn new(root: &str, item: &str, columns: Vec<Box<str>>) -> Self {
        Self {
            root: root.into(),
            item: item.into(),
            columns,
            text: String::new(),
            ends: Vec::new(),
            absent: Vec::new(),
        }
    }

    /// Adds the next cell; `None` where the item has none in this column.
    pub(crate) fn push(&mut self, text: Option<&str>) {
        if text.is_none() {
            // Only lists with gaps have a bit a cell; most have none, and no bits.
            let cell = self.ends.len();
            self.absent.resize(self.absent.len().max(cell / 64 + 1), 0);
            if let Some(word) = self.absent.get_mut(cell / 64) {
                *word |= 1 << (cell % 64);
            }
        }
        self.text.push_str(text.unwrap_or_default());
        self.ends
            .push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }

    /// Ends the table; `None` where it is too large for its numbers.
    pub(crate) fn finish(mut self) -> Option<Self> {
        let nodes = FIRST + self.len() * self.stride();
        let fits = u32::try_from(nodes.max(self.text.len())).is_ok();
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        (fits && !self.columns.is_empty()).then_some(self)
    }

    pub(crate) fn columns(&self) -> &[Box<str>] {
        &self.columns
    }

    /// The number of items.
    pub(crate) fn len(&self) -> usize {
        self.ends.len() / self.columns.len().max(1)
    }

    /// Nodes of one item: itself, and an element and a text a column.
    fn stride(&self) -> usize {
        1 + 2 * self.columns.len()
    }

    fn place(&self, node: NodeId) -> Place {
        let Some(offset) = node.index().checked_sub(FIRST) else {
            return match node.index() {
                0 => Place::Document,
                _ => Place::Root,
            };
        };
        let (item, within) = (offset / self.stride(), offset % self.stride());
        match within {
            0 => Place::Item(item),
            n if n % 2 == 1 => Place::Cell(item, n / 2),
            n => Place::Text(item, n / 2 - 1),
        }
    }

    fn node(&self, place: Place) -> NodeId {
        let start = |item: usize| FIRST + item * self.stride();
        let index = match place {
            Place::Document => 0,
            Place::Root => 1,
            Place::Item(item) => start(item),
            Place::Cell(item, column) => start(item) + 1 + 2 * column,
            Place::Text(item, column) => start(item) + 2 + 2 * column,
        };
        NodeId::from_index(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// The node of an item.
    pub(crate) fn item(&self, number: usize) -> NodeId {
        self.node(Place::Item(number))
    }

    /// The number of an item, from its node.
    pub(crate) fn number(&self, node: NodeId) -> Option<usize> {
        match self.place(node) {
            Place::Item(number) => Some(number),
            _ => None,
        }
    }

    fn has(&self, item: usize, column: usize) -> bool {
        let cell = item * self.columns.len() + column;
        let word = self.absent.get(cell / 64).copied().unwrap_or(0);
        cell < self.ends.len() && word >> (cell % 64) & 1 == 0
    }

    /// Text from one cell up to another, that not counted.
    fn span(&self, from: usize, until: usize) -> &str {
        let end = |cell: usize| match cell.checked_sub(1) {
            Some(before) => self.ends.get(before).map_or(0, |end| *end as usize),
            None => 0,
        };
        self.text.get(end(from)..end(until)).unwrap_or_default()
    }

    fn text(&self, item: usize, column: usize) -> &str {
        let cell = item * self.columns.len() + column;
        self.span(cell, cell + 1)
    }

    pub(crate) fn kind(&self, node: NodeId) -> NodeKind {
        match self.place(node) {
            Place::Document => NodeKind::Document,
            Place::Text(..) => NodeKind::Text,
            _ => NodeKind::Element,
        }
    }

    pub(crate) fn parent(&self, node: NodeId) -> Option<NodeId> {
        let parent = match self.place(node) {
            Place::Document => return None,
            Place::Root => Place::Document,
            Place::Item(_) => Place::Root,
            Place::Cell(item, _) => Place::Item(item),
            Place::Text(item, column) => Place::Cell(item, column),
        };
        Some(self.node(parent))
    }

    /// Appends the children in document order, those with a local name where one is given.
    pub(crate) fn children(&self, node: NodeId, name: Option<&str>, out: &mut Vec<NodeId>) {
        let wanted = |own: &str| name.is_none_or(|name| name == own);
        match self.place(node) {
            Place::Document if wanted(&self.root) => out.push(self.node(Place::Root)),
            Place::Root if wanted(&self.item) => {
                out.extend((0..self.len()).map(|item| self.item(item)));
            }
            Place::Item(item) => {
                for (column, own) in self.columns.iter().enumerate() {
                    if wanted(own) && self.has(item, column) {
                        out.push(self.node(Place::Cell(item, column)));
                    }
                }
            }
            // XPath has no empty text node.
            Place::Cell(item, column) if name.is_none() && !self.text(item, column).is_empty() => {
                out.push(self.node(Place::Text(item, column)));
            }
            _ => {}
        }
    }

    pub(crate) fn name(&self, node: NodeId) -> Option<Name<'_>> {
        let local = match self.place(node) {
            Place::Document | Place::Text(..) => return None,
            Place::Root => &self.root,
            Place::Item(_) => &self.item,
            Place::Cell(_, column) => self.columns.get(column)?,
        };
        Some(Name {
            prefix: None,
            local,
            namespace: None,
        })
    }

    pub(crate) fn value(&self, node: NodeId) -> &str {
        match self.place(node) {
            Place::Document | Place::Root => &self.text,
            Place::Item(item) => {
                let width = self.columns.len();
                self.span(item * width, (item + 1) * width)
            }
            Place::Cell(item, column) | Place::Text(item, column) => self.text(item, column),
        }
    }

    /// The texts of an item's cells with a name.
    pub(crate) fn cells<'a>(
        &'a self,
        item: usize,
        name: &'a str,
    ) -> impl Iterator<Item = &'a str> + 'a {
        let columns = self.columns.iter().enumerate();
        columns
            .filter(move |(column, own)| &***own == name && self.has(item, *column))
            .map(move |(column, _)| self.text(item, column))
    }

    /// The text of an item's first cell with a name.
    pub(crate) fn cell(&self, item: usize, name: &str) -> Option<&str> {
        let columns = self.columns.iter().enumerate();
        let mut named = columns.filter(|(column, own)| &***own == name && self.has(item, *column));
        named.next().map(|(column, _)| self.text(item, column))
    }

    /// Whether `/root/item` are the names of a path.
    pub(crate) fn is_items(&self, path: &[Box<str>]) -> bool {
        matches!(path, [root, item] if *root == self.root && *item == self.item)
    }
}
