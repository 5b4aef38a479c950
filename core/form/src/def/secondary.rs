//! Secondary instances: lists of choices and other data beside the answers, with indexes made
//! when an expression first asks for one.

use std::borrow::Cow;
use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::FxHashMap;

use farola_xpath::document::{Document, NodeId as DocNode};

/// A secondary instance.
pub(crate) struct Secondary {
    pub(crate) id: String,
    pub(crate) document: Document,
    indexes: RwLock<FxHashMap<IndexKey, Arc<ColumnIndex>>>,
    lists: RwLock<FxHashMap<Vec<Box<str>>, Items>>,
}

type IndexKey = (Vec<Box<str>>, Box<str>);

/// All items of a list, in document order.
pub(crate) type Items = Arc<[DocNode]>;

/// Items by the text of one column, in document order.
#[derive(Debug, Default)]
pub(crate) struct ColumnIndex {
    by_text: FxHashMap<Box<str>, Vec<DocNode>>,
    /// Items without the column.
    absent: Vec<DocNode>,
}

/// What an index is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Key {
    /// A text, which an absent column equals where it is empty.
    Text(String),
    /// The text of a node, which no absent column equals.
    NodeText(String),
}

impl ColumnIndex {
    /// The items whose column equals the key, in document order.
    pub(crate) fn get(&self, key: &Key) -> Cow<'_, [DocNode]> {
        let text = match key {
            Key::Text(text) | Key::NodeText(text) => text.as_str(),
        };
        let found = self.by_text.get(text).map_or(&[][..], Vec::as_slice);
        if matches!(key, Key::Text(text) if text.is_empty()) && !self.absent.is_empty() {
            let mut all = [found, self.absent.as_slice()].concat();
            all.sort_unstable();
            return Cow::Owned(all);
        }
        Cow::Borrowed(found)
    }
}

impl Secondary {
    pub(crate) fn new(id: String, document: Document) -> Self {
        Self {
            id,
            document,
            indexes: RwLock::default(),
            lists: RwLock::default(),
        }
    }

    /// Child elements with a local name.
    pub(crate) fn children_named<'a>(
        &'a self,
        node: DocNode,
        name: &'a str,
    ) -> impl Iterator<Item = DocNode> + 'a {
        let document = &self.document;
        document
            .elements(node)
            .filter(move |child| document.local_name(*child) == name)
    }

    /// All nodes at the end of a path of child names.
    pub(crate) fn items(&self, path: &[Box<str>]) -> Items {
        let lists = self.lists.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(list) = lists.get(path) {
            return list.clone();
        }
        drop(lists);
        let mut nodes = vec![self.document.root()];
        for name in path {
            nodes = nodes
                .iter()
                .flat_map(|n| self.children_named(*n, name))
                .collect();
        }
        let list: Items = nodes.into();
        let mut lists = self.lists.write().unwrap_or_else(PoisonError::into_inner);
        lists.insert(path.to_vec(), list.clone());
        list
    }

    /// The index of a column of the items at `path`.
    pub(crate) fn index(&self, path: &[Box<str>], column: &str) -> Arc<ColumnIndex> {
        let key = (path.to_vec(), Box::from(column));
        let indexes = self.indexes.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = indexes.get(&key) {
            return index.clone();
        }
        drop(indexes);
        let mut index = ColumnIndex::default();
        for item in self.items(path).iter() {
            let mut absent = true;
            for cell in self.children_named(*item, column) {
                absent = false;
                let entry = index
                    .by_text
                    .entry(self.document.value(cell).into())
                    .or_default();
                if entry.last() != Some(item) {
                    entry.push(*item);
                }
            }
            if absent {
                index.absent.push(*item);
            }
        }
        let index = Arc::new(index);
        let mut indexes = self.indexes.write().unwrap_or_else(PoisonError::into_inner);
        indexes.insert(key, index.clone());
        index
    }

    /// The text of the first child of that name; empty where there is none.
    pub(crate) fn cell(&self, item: DocNode, column: &str) -> String {
        self.document
            .child_text(item, column)
            .unwrap_or_default()
            .to_owned()
    }
}
