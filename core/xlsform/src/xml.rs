//! XML as it is written: elements, their attributes in order, and texts.
//!
//! The layout is pyxform's: two blanks for each level, and an element that holds text on one
//! line.

use std::borrow::Cow;

/// An element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    tag: Cow<'static, str>,
    attributes: Vec<(String, String)>,
    children: Vec<Child>,
}

/// What stands in an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Child {
    /// An element.
    Node(Node),
    /// Text, not yet escaped.
    Text(String),
    /// Elements that are written already, for the level at which they stand.
    Written(String),
}

impl Node {
    /// An element without anything in it.
    pub(crate) fn new(tag: &'static str) -> Self {
        Self::of(Cow::Borrowed(tag))
    }

    /// An element that the form names.
    pub(crate) fn named(tag: &str) -> Self {
        Self::of(Cow::Owned(tag.to_owned()))
    }

    fn of(tag: Cow<'static, str>) -> Self {
        Self {
            tag,
            attributes: Vec::new(),
            children: Vec::new(),
        }
    }

    /// With an attribute; one of the same name is replaced in its place.
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.set(name, value);
        self
    }

    /// Sets an attribute; one of the same name is replaced in its place.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) {
        match self.attributes.iter_mut().find(|(known, _)| known == name) {
            Some((_, there)) => *there = value.into(),
            None => self.attributes.push((name.to_owned(), value.into())),
        }
    }

    /// With a text in it.
    pub(crate) fn text(mut self, text: impl Into<String>) -> Self {
        let text = Child::Text(text.into());
        match self.children.is_empty() {
            // Most texts stand alone, and lists have a hundred thousand of them.
            true => self.children = vec![text],
            false => self.children.push(text),
        }
        self
    }

    /// With these in it.
    pub(crate) fn holding(mut self, children: Vec<Child>) -> Self {
        match self.children.is_empty() {
            true => self.children = children,
            false => self.children.extend(children),
        }
        self
    }

    /// With elements in it that are written one by one: a form has a hundred thousand of some, and
    /// none is needed again. `level`: how many elements are around them.
    pub(crate) fn written(mut self, level: usize, nodes: impl Iterator<Item = Self>) -> Self {
        let mut out = String::new();
        for node in nodes {
            node.write(&mut out, level, true);
        }
        if !out.is_empty() {
            self.children.push(Child::Written(out));
        }
        self
    }

    /// Adds an element at the end.
    pub(crate) fn push(&mut self, node: Self) {
        self.children.push(Child::Node(node));
    }

    /// Adds an element before the last one.
    pub(crate) fn push_before_last(&mut self, node: Self) {
        let last = self.children.pop();
        self.children.push(Child::Node(node));
        self.children.extend(last);
    }

    /// The document: its declaration and this element.
    pub(crate) fn document(&self) -> String {
        let mut out = String::from("<?xml version=\"1.0\"?>\n");
        self.write(&mut out, 0, true);
        out
    }

    fn write(&self, out: &mut String, level: usize, lines: bool) {
        indent(out, level, lines);
        out.push('<');
        out.push_str(&self.tag);
        for (name, value) in &self.attributes {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            escape(value, true, out);
            out.push('"');
        }
        if self.children.is_empty() {
            out.push_str("/>");
        } else {
            out.push('>');
            self.write_children(out, level, lines);
            out.push_str("</");
            out.push_str(&self.tag);
            out.push('>');
        }
        if lines {
            out.push('\n');
        }
    }

    fn write_children(&self, out: &mut String, level: usize, lines: bool) {
        let mixed = self
            .children
            .iter()
            .any(|child| matches!(child, Child::Text(_)));
        if !mixed {
            if lines {
                out.push('\n');
            }
            for child in &self.children {
                match child {
                    Child::Node(node) => node.write(out, level + 1, lines),
                    Child::Written(text) => out.push_str(text),
                    Child::Text(_) => {}
                }
            }
            indent(out, level, lines);
            return;
        }
        // Text beside elements has a blank at each end, so that no output touches a tag.
        let several = self.children.len() > 1;
        if several && matches!(self.children.first(), Some(Child::Text(_))) {
            out.push(' ');
        }
        for child in &self.children {
            match child {
                Child::Text(text) => escape(text, false, out),
                Child::Node(node) => node.write(out, 0, false),
                Child::Written(text) => out.push_str(text.trim()),
            }
        }
        if several {
            out.push(' ');
        }
    }
}

fn indent(out: &mut String, level: usize, lines: bool) {
    if lines {
        for _ in 0..level {
            out.push_str("  ");
        }
    }
}

/// Writes text so that it is text. What XML cannot hold at all is left out.
fn escape(text: &str, attribute: bool, out: &mut String) {
    let plain = |byte: u8| byte >= b' ' && !matches!(byte, b'&' | b'<' | b'>' | b'"' | 0xEF);
    // Most texts hold nothing to escape, and no byte of a character that XML cannot hold.
    if text.bytes().all(plain) {
        out.push_str(text);
        return;
    }
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            '\u{0}'..='\u{8}'
            | '\u{B}'
            | '\u{C}'
            | '\u{E}'..='\u{1F}'
            | '\u{FFFE}'
            | '\u{FFFF}' => {}
            _ => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_written_as_pyxform_writes_them() {
        let output = Node::new("output").with("value", " /data/a ");
        let mixed = Node::new("label").holding(vec![
            Child::Text("Hi ".to_owned()),
            Child::Node(output.clone()),
        ]);
        let alone = Node::new("label").holding(vec![Child::Node(output)]);
        let mut root = Node::new("h:head").with("a", "1 < \"2\"");
        root.push(Node::new("h:title").text("A & \"B\""));
        root.push(mixed);
        root.push(alone);
        root.push(Node::new("br"));
        root.push_before_last(Node::new("hr"));
        assert_eq!(
            root.document(),
            "<?xml version=\"1.0\"?>\n\
             <h:head a=\"1 &lt; &quot;2&quot;\">\n\
             \x20 <h:title>A &amp; \"B\"</h:title>\n\
             \x20 <label> Hi <output value=\" /data/a \"/> </label>\n\
             \x20 <label>\n\
             \x20   <output value=\" /data/a \"/>\n\
             \x20 </label>\n\
             \x20 <hr/>\n\
             \x20 <br/>\n\
             </h:head>\n"
        );
    }
}
