//! Reads a list that is a plain grid straight into a table, without a tree in between.
//!
//! Anything that is not `<root><item><column>text</column>…</item>…</root>`, an attribute, a
//! comment, a prefix, deeper elements, makes it give up: the general reader takes over.

use std::borrow::Cow;

use super::chars::resolve_reference;
use crate::def::table::Table;

/// How often a column may turn up that no item before had.
const NEW_COLUMNS: usize = 24;

struct Scan<'a> {
    text: &'a str,
    at: usize,
}

/// A column that the list has and the table lacks: its place and its name.
type Lacking = (usize, Box<str>);

/// The table that `text` begins with, and how many bytes it takes.
pub(crate) fn read(text: &str) -> Option<(Table, usize)> {
    let mut columns: Vec<Box<str>> = Vec::new();
    for _ in 0..NEW_COLUMNS {
        let mut scan = Scan { text, at: 0 };
        match scan.list(&columns)? {
            Ok(table) => return Some((table, scan.at)),
            Err((place, name)) => columns.insert(place.min(columns.len()), name),
        }
    }
    None
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn space(&mut self) {
        let space = |b: &&u8| matches!(b, b' ' | b'\t' | b'\n');
        self.at += self.rest().iter().take_while(space).count();
    }

    /// A start tag of a plain name, and whether it closes itself.
    fn open(&mut self) -> Option<(&'a str, bool)> {
        let rest = self.rest().strip_prefix(b"<")?;
        let plain = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
        let length = rest.iter().take_while(plain).count();
        let name = self.text.get(self.at + 1..self.at + 1 + length)?;
        let (empty, end) = match rest.get(length..)? {
            [b'>', ..] => (false, 1),
            [b'/', b'>', ..] => (true, 2),
            _ => return None,
        };
        let first = *rest.first()?;
        if !(first.is_ascii_alphabetic() || first == b'_') {
            return None;
        }
        self.at += 1 + length + end;
        Some((name, empty))
    }

    fn close(&mut self, name: &str) -> Option<()> {
        let rest = self.rest().strip_prefix(b"</")?;
        let rest = rest.strip_prefix(name.as_bytes())?;
        rest.strip_prefix(b">")?;
        self.at += name.len() + 3;
        Some(())
    }

    fn closes(&self) -> bool {
        self.rest().starts_with(b"</")
    }

    /// Text up to the next tag.
    fn content(&mut self) -> Option<Cow<'a, str>> {
        let mut plain = true;
        let mut length = 0;
        for byte in self.rest() {
            match byte {
                b'<' => break,
                // Ends of lines are made one, which only the general reader does.
                b'\r' => return None,
                b'&' => plain = false,
                _ => {}
            }
            length += 1;
        }
        let text = self.text.get(self.at..self.at + length)?;
        self.at += length;
        if plain {
            return Some(Cow::Borrowed(text));
        }
        let mut out = String::with_capacity(length);
        let mut parts = text.split('&');
        out.push_str(parts.next()?);
        for part in parts {
            let (name, rest) = part.split_once(';')?;
            out.push(resolve_reference(name)?);
            out.push_str(rest);
        }
        Some(Cow::Owned(out))
    }

    fn list(&mut self, columns: &[Box<str>]) -> Option<Result<Table, Lacking>> {
        self.space();
        let (root, empty) = self.open()?;
        if empty {
            return None;
        }
        self.space();
        let mut read: Option<(Table, &str)> = None;
        while !self.closes() {
            let (item, empty) = self.open()?;
            let start = || (Table::new(root, item, columns.to_vec()), item);
            let (table, name) = read.get_or_insert_with(start);
            if *name != item {
                return None;
            }
            if empty {
                columns.iter().for_each(|_| table.push(None));
            } else if let Some(lacking) = self.item(item, columns, table)? {
                return Some(Err(lacking));
            }
            self.space();
        }
        self.close(root)?;
        read?.0.finish().map(Ok)
    }

    /// The cells of an item up to its end tag; what the table lacks, where it lacks one.
    #[allow(clippy::option_option)] // Not a grid at all; a grid with another column; read.
    fn item(
        &mut self,
        name: &str,
        columns: &[Box<str>],
        table: &mut Table,
    ) -> Option<Option<Lacking>> {
        let mut next = 0;
        self.space();
        while !self.closes() {
            let (cell, empty) = self.open()?;
            let ahead = columns.iter().skip(next).position(|own| &**own == cell);
            let Some(ahead) = ahead else {
                // One that came before is out of order, or there twice.
                let known = columns.iter().any(|own| &**own == cell);
                return (!known).then(|| Some((next, cell.into())));
            };
            (0..ahead).for_each(|_| table.push(None));
            if empty {
                table.push(Some(""));
            } else {
                let text = self.content()?;
                self.close(cell)?;
                table.push(Some(&text));
            }
            next += ahead + 1;
            self.space();
        }
        self.close(name)?;
        (next..columns.len()).for_each(|_| table.push(None));
        Some(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Found<'a> = (Vec<Vec<String>>, &'a str);

    /// Items as `name=value` pairs, and what is left of the text.
    fn items(text: &str) -> Option<Found<'_>> {
        let (table, length) = read(text)?;
        let cells = |item: usize| {
            let mut out = Vec::new();
            table.children(table.item(item), None, &mut out);
            let name = |node| table.name(node).map_or("", |n| n.local).to_owned();
            out.iter()
                .map(|cell| format!("{}={}", name(*cell), table.value(*cell)))
                .collect()
        };
        Some(((0..table.len()).map(cells).collect(), text.get(length..)?))
    }

    #[test]
    fn reads_grids() {
        let text = "\n <root>\n<item><a>1</a><b>x &amp; &#65;</b></item>\n \
                    <item><a/></item><item><b>2</b></item></root> </instance>";
        let (found, rest) = items(text).unwrap();
        assert_eq!(found, [vec!["a=1", "b=x & A"], vec!["a="], vec!["b=2"]]);
        assert_eq!(rest, " </instance>");
        let late = "<r><i><a>1</a><c>3</c></i><i><a>1</a><b>2</b><c>3</c></i></r>";
        let (found, _) = items(late).unwrap();
        assert_eq!(found, [vec!["a=1", "c=3"], vec!["a=1", "b=2", "c=3"]]);
    }

    #[test]
    fn gives_up_on_anything_else() {
        let odd = [
            "",
            "<root/>",
            "<root></root>",
            "<root><item/></root>",
            "<root a='1'><item><a>1</a></item></root>",
            "<root><item><a b='1'>1</a></item></root>",
            "<root><item><a><b/></a></item></root>",
            "<root><!-- c --><item><a>1</a></item></root>",
            "<root><item><a>1</a>text</item></root>",
            "<root><item><a>1</a><a>2</a></item></root>",
            "<root><item><b>1</b><a>2</a></item><item><a>2</a><b>1</b></item></root>",
            "<root><item><p:a>1</p:a></item></root>",
            "<root><item><a>&boom;</a></item></root>",
            "<root><item><a>1\r\n</a></item></root>",
            "<root><item><a>1</b></item></root>",
            "<root><item><a>1</a></item>",
            "<root><item><a>1</a></item><other><a>1</a></other></root>",
        ];
        for text in odd {
            assert!(items(text).is_none(), "{text}");
        }
    }
}
