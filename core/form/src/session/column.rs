//! One node of every instance of one repeat as a column: its numbers, and for each instance what
//! it and all before it add up to.
//!
//! Prefixes are kept from left to right as the evaluator would add, so that a sum is the same to
//! the last bit. A change makes only what stands after it be added again: an instance at the end,
//! the commonest, costs the same at any length, and a running total is one look at a prefix.

use farola_xpath::Function;

/// What one instance gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell {
    /// Not relevant: not there for expressions.
    Absent,
    Blank,
    /// A value, its number NaN where it has none.
    Filled(f64),
    /// A value whose number depends on more than its text.
    Odd,
}

/// What the instances up to one give together.
#[derive(Debug, Clone, Copy)]
struct Prefix {
    sum: f64,
    min: f64,
    max: f64,
    nodes: u32,
    filled: u32,
    odd: u32,
}

const NOTHING: Prefix = Prefix {
    sum: 0.0,
    min: f64::NAN,
    max: f64::NAN,
    nodes: 0,
    filled: 0,
    odd: 0,
};

impl Prefix {
    fn and(mut self, cell: Cell) -> Self {
        match cell {
            Cell::Absent => return self,
            Cell::Blank => {}
            Cell::Odd => {
                self.odd += 1;
                self.filled += 1;
            }
            Cell::Filled(number) => {
                self.filled += 1;
                if !number.is_nan() {
                    self.sum += number;
                    // A number against NaN gives the number.
                    self.min = self.min.min(number);
                    self.max = self.max.max(number);
                }
            }
        }
        self.nodes += 1;
        self
    }
}

/// The column of one node below one row.
#[derive(Debug, Default)]
pub(crate) struct Column {
    cells: Vec<Cell>,
    /// Of these the first `sound` hold.
    prefixes: Vec<Prefix>,
    sound: usize,
    joined: Option<Joined>,
}

/// All texts joined, kept while the column changes.
#[derive(Debug)]
struct Joined {
    separator: String,
    text: String,
    /// Where each instance's text stands; of these the first `sound` hold.
    places: Vec<(usize, usize)>,
    sound: usize,
}

impl Column {
    pub(crate) fn new(cells: Vec<Cell>) -> Self {
        Self {
            cells,
            ..Self::default()
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    pub(crate) fn push(&mut self, cell: Cell) {
        self.cells.push(cell);
    }

    /// Takes an instance out.
    pub(crate) fn remove(&mut self, index: usize) {
        if index < self.cells.len() {
            self.cells.remove(index);
            self.spoil(index);
        }
    }

    /// Puts a new value.
    pub(crate) fn set(&mut self, index: usize, cell: Cell, text: &str) {
        let Some(slot) = self.cells.get_mut(index) else {
            return;
        };
        // Only where a text stays a text is there a place for it; else separators come or go.
        let seen = |cell| cell != Cell::Absent;
        let stays = seen(*slot) && seen(cell);
        *slot = cell;
        // Its own prefix falls too: a prefix holds its own cell.
        self.sound = self.sound.min(index);
        if let Some(joined) = &mut self.joined {
            if stays {
                joined.replace(index, text);
            } else {
                joined.sound = joined.sound.min(index);
            }
        }
    }

    fn spoil(&mut self, index: usize) {
        self.sound = self.sound.min(index);
        if let Some(joined) = &mut self.joined {
            joined.sound = joined.sound.min(index);
        }
    }

    /// How many instances are to be added up before the first `count` are known.
    pub(crate) fn behind(&self, count: usize) -> usize {
        count.min(self.cells.len()).saturating_sub(self.sound)
    }

    /// How many texts are to be put behind each other before all are joined.
    pub(crate) fn unjoined(&self) -> usize {
        let sound = self.joined.as_ref().map_or(0, |joined| joined.sound);
        self.cells.len().saturating_sub(sound)
    }

    fn prefix(&mut self, count: usize) -> Prefix {
        let Some(last) = count.checked_sub(1) else {
            return NOTHING;
        };
        // Only what is not sound any more is added up, and from left to right: floating point sums
        // depend on the order.
        if self.sound < count {
            self.prefixes.truncate(self.sound);
            let mut prefix = self.prefixes.last().copied().unwrap_or(NOTHING);
            for cell in self.cells.iter().take(count).skip(self.sound) {
                prefix = prefix.and(*cell);
                self.prefixes.push(prefix);
            }
            self.sound = self.prefixes.len();
        }
        self.prefixes.get(last).copied().unwrap_or(NOTHING)
    }

    /// A function over the first `count` instances; `None` where it must be worked out anew.
    pub(crate) fn answer(&mut self, function: &Function, count: usize) -> Option<f64> {
        let prefix = self.prefix(count.min(self.cells.len()));
        match function {
            Function::Count => Some(f64::from(prefix.nodes)),
            Function::CountNonEmpty => Some(f64::from(prefix.filled)),
            // After the counts, which do not depend on what a value is.
            _ if prefix.odd > 0 => None,
            Function::Sum => Some(prefix.sum),
            // Of no number at all the evaluator knows what to give.
            Function::Min => Some(prefix.min).filter(|number| !number.is_nan()),
            Function::Max => Some(prefix.max).filter(|number| !number.is_nan()),
            _ => None,
        }
    }

    /// All texts with `separator` between them; `text` gives that of an instance.
    pub(crate) fn join<'t>(&mut self, separator: &str, text: impl Fn(usize) -> &'t str) -> String {
        if self
            .joined
            .as_ref()
            .is_none_or(|j| j.separator != separator)
        {
            self.joined = Some(Joined {
                separator: separator.to_owned(),
                text: String::new(),
                places: Vec::new(),
                sound: 0,
            });
        }
        let Some(joined) = &mut self.joined else {
            return String::new();
        };
        // What is not sound is cut off the end and joined anew.
        joined.places.truncate(joined.sound);
        let end = joined.places.last().map_or(0, |(_, end)| *end);
        joined.text.truncate(end);
        // Blank texts are joined too, so that what is there does not tell whether one is first.
        let sound = self.cells.iter().take(joined.sound);
        let mut first = sound.into_iter().all(|cell| *cell == Cell::Absent);
        for (index, cell) in self.cells.iter().enumerate().skip(joined.sound) {
            if *cell != Cell::Absent {
                if !first {
                    joined.text.push_str(separator);
                }
                first = false;
            }
            let start = joined.text.len();
            if *cell != Cell::Absent {
                joined.text.push_str(text(index));
            }
            joined.places.push((start, joined.text.len()));
        }
        joined.sound = joined.places.len();
        joined.text.clone()
    }
}

impl Joined {
    /// Exchanges one text for another and moves what stands after it.
    fn replace(&mut self, index: usize, text: &str) {
        if index >= self.sound {
            return;
        }
        let Some((start, end)) = self.places.get(index).copied() else {
            return;
        };
        self.places.truncate(self.sound);
        let until = self.places.last().map_or(0, |(_, end)| *end);
        self.text.truncate(until);
        self.text.replace_range(start..end, text);
        // New before old in the sums: the places are unsigned.
        let (old, new) = (end - start, text.len());
        for (number, (start, end)) in self.places.iter_mut().enumerate().skip(index) {
            if number > index {
                *start = *start + new - old;
            }
            *end = *end + new - old;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fresh(cells: &[Cell], function: &Function, count: usize) -> Option<f64> {
        Column::new(cells.to_vec()).answer(function, count)
    }

    #[test]
    fn what_is_kept_is_what_a_fresh_pass_gives() {
        let mut column = Column::default();
        let mut cells = Vec::new();
        let mut state = 7_u64;
        for _ in 0..2000 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let draw = (state >> 33) as usize;
            let cell = match draw % 7 {
                0 => Cell::Absent,
                1 => Cell::Blank,
                2 => Cell::Filled(f64::NAN),
                _ => Cell::Filled((draw % 1000) as f64 / 10.0 - 40.0),
            };
            let place = draw / 7 % (cells.len() + 1);
            match draw % 5 {
                0 | 1 => {
                    cells.push(cell);
                    column.push(cell);
                }
                2 if place < cells.len() => {
                    cells.remove(place);
                    column.remove(place);
                }
                _ if place < cells.len() => {
                    cells[place] = cell;
                    column.set(place, cell, "");
                }
                _ => {}
            }
            for function in [Function::Sum, Function::Min, Function::Max, Function::Count] {
                let kept = column.answer(&function, place);
                assert_eq!(kept, fresh(&cells, &function, place));
                let kept = column.answer(&function, usize::MAX);
                assert_eq!(kept, fresh(&cells, &function, usize::MAX));
            }
        }
    }

    #[test]
    fn joined_texts_follow_changes() {
        let mut texts = vec!["a", "", "c"];
        let filled = |text: &str| match text {
            "" => Cell::Blank,
            _ => Cell::Filled(f64::NAN),
        };
        let mut column = Column::new(texts.iter().map(|t| filled(t)).collect());
        assert_eq!(column.join("-", |i| texts[i]), "a--c");
        texts[1] = "bb";
        column.set(1, filled("bb"), "bb");
        assert_eq!(column.join("-", |i| texts[i]), "a-bb-c");
        column.set(0, Cell::Absent, "");
        assert_eq!(column.join("-", |i| texts[i]), "bb-c");
        texts.push("d");
        column.push(filled("d"));
        texts[2] = "";
        column.set(2, filled(""), "");
        assert_eq!(column.join("-", |i| texts[i]), "bb--d");
        texts.remove(1);
        column.remove(1);
        assert_eq!(column.join("-", |i| texts[i]), "-d");
        assert_eq!(column.join(", ", |i| texts[i]), ", d");
    }

    #[test]
    fn odd_values_are_left_to_the_evaluator() {
        let cells = [Cell::Filled(1.5), Cell::Odd];
        assert_eq!(fresh(&cells, &Function::Sum, 2), None);
        assert_eq!(fresh(&cells, &Function::Sum, 1), Some(1.5));
        assert_eq!(fresh(&cells, &Function::CountNonEmpty, 2), Some(2.0));
        assert_eq!(fresh(&[Cell::Blank], &Function::Max, 1), None);
    }
}
