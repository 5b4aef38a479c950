//! Rows whose cells are named by headers become a sheet. The order of the columns is the one in
//! which the form has the attributes of its elements, where one order fits all rows.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::marks::Marks;
use crate::workbook::{Cell, Row as SheetRow, Sheet, Value};

/// A column: its header without a language, and its language.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Column {
    pub(super) base: String,
    pub(super) language: Option<String>,
}

/// A row: cells, and which headers come before which.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    pub(super) cells: Vec<(Column, String)>,
    chains: Vec<Vec<String>>,
    /// Names of the lists beside the form that the row asks for.
    pub(super) sources: Vec<String>,
}

impl Row {
    /// Fills a cell; an empty text is none.
    pub(super) fn put(&mut self, base: &str, text: impl Into<String>) {
        self.put_in(base, None, text.into());
    }

    /// Fills a cell of a language.
    pub(super) fn put_in(&mut self, base: &str, language: Option<&str>, text: String) {
        if text.is_empty() {
            return;
        }
        let column = Column {
            base: base.to_owned(),
            language: language.map(str::to_owned),
        };
        match self.cells.iter_mut().find(|(known, _)| *known == column) {
            Some((_, there)) => *there = text,
            None => self.cells.push((column, text)),
        }
    }

    /// The text of a cell without a language.
    pub(super) fn get(&self, base: &str) -> Option<&str> {
        let mut cells = self.cells.iter();
        let found = cells.find(|(column, _)| column.base == base && column.language.is_none());
        found.map(|(_, text)| text.as_str())
    }

    /// Notes that these headers stand in this order.
    pub(super) fn chain(&mut self, bases: Vec<String>) {
        if bases.len() > 1 {
            self.chains.push(bases);
        }
    }
}

/// A sheet that grows by rows.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) rows: Vec<Row>,
}

impl Table {
    /// The sheet; none where there is no row. `first` are headers in the order that people know,
    /// `languages` those of the form, with that of the columns without one.
    pub(super) fn sheet(
        &self,
        name: &str,
        first: &[&str],
        languages: &[&str],
        default: &str,
    ) -> Option<Sheet> {
        if self.rows.is_empty() {
            return None;
        }
        let columns = self.columns(first, languages, default);
        let places: HashMap<&Column, u32> = columns.iter().zip(0_u32..).collect();
        let header = columns.iter().zip(0_u32..).map(|(column, at)| Cell {
            column: at,
            value: Value::Text(match &column.language {
                Some(language) => format!("{}::{language}", column.base),
                None => column.base.clone(),
            }),
        });
        let mut rows = vec![SheetRow {
            number: 1,
            cells: header.collect(),
        }];
        for (row, number) in self.rows.iter().zip(2_u32..) {
            let cells = row.cells.iter().filter_map(|(column, text)| {
                let column = *places.get(column)?;
                let value = Value::Text(text.clone());
                Some(Cell { column, value })
            });
            let mut cells: Vec<Cell> = cells.collect();
            cells.sort_by_key(|cell| cell.column);
            rows.push(SheetRow { number, cells });
        }
        Some(Sheet {
            name: name.to_owned(),
            rows,
            marks: Marks::default(),
        })
    }

    fn columns(&self, first: &[&str], languages: &[&str], default: &str) -> Vec<Column> {
        let mut used: HashMap<&str, HashSet<Option<&str>>> = HashMap::new();
        let mut bases: Vec<&str> = Vec::new();
        for (column, _) in self.rows.iter().flat_map(|row| &row.cells) {
            let known = used.entry(&column.base).or_insert_with(|| {
                bases.push(&column.base);
                HashSet::new()
            });
            known.insert(column.language.as_deref());
        }
        let place = |language: &Option<&str>| {
            let language = language.unwrap_or(default);
            let at = languages.iter().position(|known| *known == language);
            (at.unwrap_or(languages.len()), language.to_owned())
        };
        let mut columns = Vec::new();
        for base in self.in_order(&bases, first) {
            let spoken = used.get(base).into_iter().flatten().copied();
            let mut spoken: Vec<Option<&str>> = spoken.collect();
            spoken.sort_by_key(place);
            columns.extend(spoken.into_iter().map(|language| Column {
                base: base.to_owned(),
                language: language.map(str::to_owned),
            }));
        }
        columns
    }

    /// The headers so that each chain is kept; where two chains contradict each other, the order
    /// that people know decides.
    fn in_order<'b>(&self, bases: &[&'b str], first: &[&str]) -> Vec<&'b str> {
        let index: HashMap<&str, usize> = bases.iter().copied().zip(0..).collect();
        let rank = |at: usize| {
            let base = bases.get(at).copied().unwrap_or_default();
            let known = first.iter().position(|known| *known == base);
            (known.unwrap_or(first.len()), at)
        };
        let mut before: Vec<HashSet<usize>> = vec![HashSet::new(); bases.len()];
        for chain in self.rows.iter().flat_map(|row| &row.chains) {
            let there = chain.iter().filter_map(|base| index.get(base.as_str()));
            let there: Vec<usize> = there.copied().collect();
            for pair in there.windows(2) {
                if let [a, b] = pair
                    && a != b
                    && let Some(before) = before.get_mut(*b)
                {
                    before.insert(*a);
                }
            }
        }
        let mut left: BTreeSet<(usize, usize)> = (0..bases.len()).map(rank).collect();
        let mut ordered = Vec::with_capacity(bases.len());
        let mut done: HashSet<usize> = HashSet::new();
        while let Some(least) = left.first().copied() {
            let ready = left.iter().copied().find(|(_, at)| {
                let before = before.get(*at);
                before.is_none_or(|before| before.iter().all(|b| done.contains(b)))
            });
            let next = ready.unwrap_or(least);
            left.remove(&next);
            done.insert(next.1);
            ordered.extend(bases.get(next.1).copied());
        }
        ordered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(chains: &[&[&str]], first: &[&str]) -> Vec<String> {
        let rows = chains.iter().map(|chain| {
            let mut row = Row::default();
            for base in *chain {
                row.put(base, "x");
            }
            row.chain(chain.iter().map(|base| (*base).to_owned()).collect());
            row
        });
        let table = Table {
            rows: rows.collect(),
        };
        let columns = table.columns(first, &[], "default");
        columns.into_iter().map(|column| column.base).collect()
    }

    #[test]
    fn columns_stand_as_the_attributes_of_each_row() {
        assert_eq!(headers(&[&["b", "a"]], &["a", "b"]), ["b", "a"]);
        assert_eq!(
            headers(&[&["c", "a"], &["b", "c"]], &["a", "b", "c"]),
            ["b", "c", "a"]
        );
        // No order fits both rows.
        assert_eq!(
            headers(&[&["b", "a"], &["a", "b"]], &["a", "b"]),
            ["a", "b"]
        );
    }
}
