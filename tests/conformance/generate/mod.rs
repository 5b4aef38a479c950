//! Made-up forms: nodes, binds, repeats, choices, texts and expressions over paths that exist.
//!
//! A form is read off a tape of numbers, so that one generator serves proptest, which makes tapes
//! and shortens them, and the walker, which makes them from a seed. An expression refers only to
//! nodes before its own: no form has a cycle.

mod expressions;
mod parts;

use std::fmt::Write as _;

use proptest::prelude::*;

/// Numbers that choices are read from; at its end it goes on with zeros.
#[derive(Debug, Clone)]
pub(crate) struct Tape {
    numbers: Vec<u16>,
    at: usize,
}

impl Tape {
    pub(crate) fn new(numbers: Vec<u16>) -> Self {
        Self { numbers, at: 0 }
    }

    fn below(&mut self, end: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(number) % end.max(1)
    }

    /// True in one of `n` cases, never at the tape's end.
    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == n - 1
    }

    fn is_over(&self) -> bool {
        self.at >= self.numbers.len()
    }
}

/// What the engines are known to agree on, or everything that ours can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Range {
    /// Nothing that a peer is known to do otherwise: what differs is news.
    Shared,
    /// Also totals over the own repeat, earlier instances, lists without a template.
    Whole,
}

/// The kind of a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Int,
    Decimal,
    Text,
    Date,
    One,
    Many,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Int => "int",
            Self::Decimal => "decimal",
            Self::Date => "date",
            Self::Text | Self::One | Self::Many => "string",
        }
    }
}

/// A leaf that later expressions may name.
#[derive(Debug, Clone)]
struct Leaf {
    path: String,
    kind: Kind,
    asked: bool,
    /// The repeats around it, outermost first.
    repeats: Vec<String>,
}

/// A form that grows.
struct Maker {
    tape: Tape,
    range: Range,
    leaves: Vec<Leaf>,
    /// Repeats that are closed, with the repeats around each.
    repeats: Vec<(String, Vec<String>)>,
    /// The repeats around the present place.
    around: Vec<String>,
    data: String,
    binds: String,
    body: String,
    texts: [String; 2],
    itext: bool,
    names: usize,
}

/// The form that a tape gives.
pub(crate) fn form(tape: Tape, range: Range) -> String {
    let mut maker = Maker {
        tape,
        range,
        leaves: Vec::new(),
        repeats: Vec::new(),
        around: Vec::new(),
        data: String::new(),
        binds: String::new(),
        body: String::new(),
        texts: [String::new(), String::new()],
        itext: false,
        names: 0,
    };
    maker.itext = maker.tape.one_in(2);
    maker.question("/data");
    while !maker.tape.is_over() && maker.names < 40 {
        maker.item("/data", 0);
    }
    maker.write()
}

/// Tapes long enough for a form of some ten to thirty nodes.
pub(crate) fn tapes() -> impl Strategy<Value = Tape> {
    prop::collection::vec(any::<u16>(), 20..260).prop_map(Tape::new)
}

impl Maker {
    fn name(&mut self, start: &str) -> String {
        self.names += 1;
        format!("{start}{}", self.names)
    }

    fn write(&self) -> String {
        let mut texts = String::new();
        if self.itext {
            let [es, en] = &self.texts;
            texts = format!(
                "<itext><translation lang=\"Español (es)\" default=\"true()\">{es}</translation>\
                 <translation lang=\"English (en)\">{en}</translation></itext>\n"
            );
        }
        format!(
            "<h:html xmlns=\"http://www.w3.org/2002/xforms\" \
             xmlns:h=\"http://www.w3.org/1999/xhtml\" \
             xmlns:jr=\"http://openrosa.org/javarosa\" \
             xmlns:orx=\"http://openrosa.org/xforms\" \
             xmlns:odk=\"http://www.opendatakit.org/xforms\">\n\
             <h:head><h:title>Made up</h:title><model>\n{texts}\
             <instance><data id=\"made_up\" version=\"1\">{}<meta><instanceID/></meta></data>\
             </instance>\n{LISTS}\
             <bind nodeset=\"/data/meta/instanceID\" type=\"string\" jr:preload=\"uid\"/>\n{}\
             </model></h:head>\n<h:body>\n{}</h:body></h:html>\n",
            self.data, self.binds, self.body
        )
    }

    fn bind(&mut self, path: &str, attributes: &str) {
        let _ = writeln!(self.binds, "<bind nodeset=\"{path}\"{attributes}/>");
    }
}

/// Two lists to choose from; the column `k` is what filters compare.
const LISTS: &str = "<instance id=\"l\"><root>\
    <item><name>a</name><label>Alfa</label><k>1</k></item>\
    <item><name>b</name><label>Beta</label><k>2</k></item>\
    <item><name>c</name><label>Gama</label><k>1</k></item>\
    <item><name>d</name><label>Delta</label><k>3</k></item>\
    <item><name>e</name><label>Épsilon</label><k>2</k></item></root></instance>\n\
    <instance id=\"m\"><root>\
    <item><name>1</name><label>Uno</label><k>a</k></item>\
    <item><name>2</name><label>Dos</label><k>a</k></item>\
    <item><name>3</name><label>Tres</label><k>b</k></item></root></instance>\n";

/// A text as an attribute's value.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
