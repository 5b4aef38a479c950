//! Secondary instances: lists of choices and other data beside the answers, with indexes made
//! when an expression first asks for one.

use std::hash::Hasher;
use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::{FxHashMap, FxHasher};

use farola_xpath::document::{Document, NodeId as DocNode};
use farola_xpath::{Name, NodeKind};

use super::table::Table;

/// A secondary instance.
pub(crate) struct Secondary {
    pub(crate) id: String,
    data: Data,
    indexes: RwLock<FxHashMap<IndexKey, Arc<ColumnIndex>>>,
    lists: RwLock<FxHashMap<Vec<Box<str>>, List>>,
}

/// What a list is kept as.
pub(crate) enum Data {
    /// Most lists.
    Table(Arc<Table>),
    /// A list of any other shape.
    Document(Document),
}

impl From<Document> for Data {
    fn from(document: Document) -> Self {
        Self::Document(document)
    }
}

type IndexKey = (Vec<Box<str>>, Box<str>);
type List = Arc<[DocNode]>;

/// All items of a list, in document order.
pub(crate) enum Items {
    /// The rows of a table, that many.
    Rows(usize),
    List(List),
}

/// Items by the text of one column: the upper half of each number is a hash of the text, the
/// lower the item's place in the list, so that sorted numbers stand in document order.
#[derive(Debug, Default)]
pub(crate) struct ColumnIndex {
    entries: Vec<u64>,
    /// Places of the items without the column.
    absent: Vec<u32>,
}

/// What an index is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Key {
    /// A text that is compared, which an absent column equals where it is empty.
    Text(String),
    /// A choice or a key that is looked for, which no absent column is.
    NodeText(String),
}

impl Key {
    fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::NodeText(text) => text,
        }
    }

    fn takes_absent(&self) -> bool {
        matches!(self, Self::Text(text) if text.is_empty())
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish() >> 32 << 32
}

impl ColumnIndex {
    /// Entries of a text; others with the same hash are among them.
    fn likely(&self, text: &str) -> &[u64] {
        let hash = hash(text);
        let from = self.entries.partition_point(|entry| *entry < hash);
        let rest = self.entries.get(from..).unwrap_or_default();
        let count = rest.iter().take_while(|entry| *entry >> 32 << 32 == hash);
        rest.get(..count.count()).unwrap_or_default()
    }
}

/// `column = key`.
pub(crate) type Wanted<'a> = (&'a str, &'a Key);

impl Secondary {
    pub(crate) fn new(id: String, data: Data) -> Self {
        Self {
            id,
            data,
            indexes: RwLock::default(),
            lists: RwLock::default(),
        }
    }

    pub(crate) fn root(&self) -> DocNode {
        DocNode::from_index(0)
    }

    pub(crate) fn kind(&self, node: DocNode) -> NodeKind {
        match &self.data {
            Data::Table(table) => table.kind(node),
            Data::Document(document) => document.kind(node),
        }
    }

    pub(crate) fn parent(&self, node: DocNode) -> Option<DocNode> {
        match &self.data {
            Data::Table(table) => table.parent(node),
            Data::Document(document) => document.parent(node),
        }
    }

    /// Appends the children in document order.
    pub(crate) fn children(&self, node: DocNode, out: &mut Vec<DocNode>) {
        match &self.data {
            Data::Table(table) => table.children(node, None, out),
            Data::Document(document) => out.extend(document.children(node)),
        }
    }

    /// The attributes in document order.
    pub(crate) fn attributes(&self, node: DocNode) -> Vec<DocNode> {
        match &self.data {
            Data::Table(_) => Vec::new(),
            Data::Document(document) => document.attributes(node).collect(),
        }
    }

    pub(crate) fn name(&self, node: DocNode) -> Option<Name<'_>> {
        match &self.data {
            Data::Table(table) => table.name(node),
            Data::Document(document) => document.name(node),
        }
    }

    pub(crate) fn value(&self, node: DocNode) -> &str {
        match &self.data {
            Data::Table(table) => table.value(node),
            Data::Document(document) => document.value(node),
        }
    }

    /// Appends the child elements with a local name.
    pub(crate) fn children_named(&self, node: DocNode, name: &str, out: &mut Vec<DocNode>) {
        match &self.data {
            Data::Table(table) => table.children(node, Some(name), out),
            Data::Document(document) => out.extend(
                document
                    .elements(node)
                    .filter(|child| document.local_name(*child) == name),
            ),
        }
    }

    /// The place of a node among its siblings of the same name, from 1.
    pub(crate) fn position(&self, node: DocNode, spend: impl Fn(usize)) -> usize {
        if let Data::Table(table) = &self.data
            && let Some(number) = table.number(node)
        {
            return number + 1;
        }
        let (Some(parent), Some(name)) = (self.parent(node), self.name(node)) else {
            return 1;
        };
        let mut same = Vec::new();
        self.children_named(parent, name.local, &mut same);
        spend(same.len());
        same.iter().position(|n| *n == node).map_or(1, |p| p + 1)
    }

    /// All nodes at the end of a path of child names.
    pub(crate) fn items(&self, path: &[Box<str>]) -> Items {
        if let Data::Table(table) = &self.data
            && table.is_items(path)
        {
            return Items::Rows(table.len());
        }
        let lists = self.lists.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(list) = lists.get(path) {
            return Items::List(list.clone());
        }
        // Made outside of the lock: two threads may make the same list, and neither waits for the
        // other.
        drop(lists);
        let mut nodes = vec![self.root()];
        for name in path {
            let mut next = Vec::new();
            for node in nodes {
                self.children_named(node, name, &mut next);
            }
            nodes = next;
        }
        let list: List = nodes.into();
        let mut lists = self.lists.write().unwrap_or_else(PoisonError::into_inner);
        lists.insert(path.to_vec(), list.clone());
        Items::List(list)
    }

    /// The item at a place of a list.
    pub(crate) fn item(&self, items: &Items, place: usize) -> Option<DocNode> {
        match (items, &self.data) {
            (Items::List(list), _) => list.get(place).copied(),
            (Items::Rows(count), Data::Table(table)) => (place < *count).then(|| table.item(place)),
            (Items::Rows(_), Data::Document(_)) => None,
        }
    }

    /// Calls `see` with the text of each cell of an item that has the name.
    fn each_cell(&self, item: DocNode, column: &str, see: &mut impl FnMut(&str)) {
        match &self.data {
            Data::Table(table) => {
                if let Some(number) = table.number(item) {
                    table.cells(number, column).for_each(see);
                }
            }
            Data::Document(document) => document
                .elements(item)
                .filter(|child| document.local_name(*child) == column)
                .for_each(|cell| see(document.value(cell))),
        }
    }

    fn matches(&self, item: DocNode, column: &str, key: &Key) -> bool {
        let (mut absent, mut equal) = (true, false);
        self.each_cell(item, column, &mut |text| {
            absent = false;
            equal |= text == key.text();
        });
        equal || (absent && key.takes_absent())
    }

    /// The items at `path` for which every column equals its key, in document order. `spend` is
    /// told how many items were looked at.
    pub(crate) fn find(
        &self,
        path: &[Box<str>],
        wanted: &[Wanted<'_>],
        spend: impl Fn(usize),
    ) -> Vec<DocNode> {
        let items = self.items(path);
        let indexes = wanted.iter().map(|(column, key)| {
            let index = self.index(&items, path, column, &spend);
            let absent = if key.takes_absent() {
                index.absent.len()
            } else {
                0
            };
            let count = index.likely(key.text()).len() + absent;
            (count, index, *key)
        });
        // The rarest first, the others tested on what it gives.
        let Some((_, index, key)) = indexes.min_by_key(|(count, ..)| *count) else {
            return Vec::new();
        };
        let likely = index.likely(key.text()).iter();
        let mut places: Vec<usize> = likely
            .map(|entry| (*entry & 0xffff_ffff) as usize)
            .collect();
        if key.takes_absent() {
            places.extend(index.absent.iter().map(|place| *place as usize));
            places.sort_unstable();
        }
        // An item with two cells of the name and the same text stands in the index twice.
        places.dedup();
        // Texts with the hash of another may be many in a list that was made for it.
        spend(places.len());
        let found = places.into_iter().filter_map(|p| self.item(&items, p));
        found
            .filter(|item| {
                let mut all = wanted.iter();
                // Also the column of the index: half a hash is no proof.
                all.all(|(column, key)| self.matches(*item, column, key))
            })
            .collect()
    }

    /// The index of a column of the items at `path`.
    fn index(
        &self,
        items: &Items,
        path: &[Box<str>],
        column: &str,
        spend: &impl Fn(usize),
    ) -> Arc<ColumnIndex> {
        let key = (path.to_vec(), Box::from(column));
        let indexes = self.indexes.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = indexes.get(&key) {
            return index.clone();
        }
        drop(indexes);
        let index = Arc::new(self.make_index(items, column));
        spend(index.entries.len() + index.absent.len());
        let mut indexes = self.indexes.write().unwrap_or_else(PoisonError::into_inner);
        indexes.insert(key, index.clone());
        index
    }

    fn make_index(&self, items: &Items, column: &str) -> ColumnIndex {
        let count = match items {
            Items::Rows(count) => *count,
            Items::List(list) => list.len(),
        };
        let mut index = ColumnIndex::default();
        index.entries.reserve(count);
        for place in 0..count {
            let (Some(item), Ok(number)) = (self.item(items, place), u32::try_from(place)) else {
                continue;
            };
            let mut absent = true;
            self.each_cell(item, column, &mut |text| {
                absent = false;
                index.entries.push(hash(text) | u64::from(number));
            });
            if absent {
                index.absent.push(number);
            }
        }
        index.entries.sort_unstable();
        index.entries.shrink_to_fit();
        index
    }

    /// The text of the first child of that name; empty where there is none.
    pub(crate) fn cell(&self, item: DocNode, column: &str) -> &str {
        match &self.data {
            Data::Table(table) => {
                let number = table.number(item);
                let first = number.and_then(|number| table.cell(number, column));
                first.unwrap_or_default()
            }
            Data::Document(document) => document.child_text(item, column).unwrap_or_default(),
        }
    }
}
