//! Texts of a form with their markup: what Collect shows bold, slanted, as a heading or a link.
//!
//! Collect turns a label's markdown into HTML by a row of regular expressions and has Android
//! draw that. Here one pass finds the marks and pairs them; styles are ranges and not a tree, so
//! that marks which overlap do what they do in Collect, and no text, however hostile, takes more
//! than linear time or any depth of stack.
//!
//! - `**bold**`, `__bold__`; `*italic*` and `_italic_` within a line, where letters touch the
//!   inside of the marks and, for `_`, none touch the outside;
//! - `# heading` to `###### heading` at the start of a line;
//! - `[words](address)`, kept for `http`, `https`, `mailto` and `tel`;
//! - `<span style="color: …; font-family: …">`, `<b>`, `<strong>`, `<i>`, `<em>`, `<u>`, `<s>`,
//!   `<small>`, `<big>`, `<sub>`, `<sup>`, `<font color>`, `<h1>`…, `<p>`, `<br>`, `<li>`, `<a>`;
//!   other tags are left out and their words stay;
//! - `\#`, `\_`, `\*` and `\\` are the letters themselves; entities are what they name.

mod build;
mod entity;
mod lex;
mod pair;
mod tag;

use build::build;

/// A text, plain and with its markup.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct StyledText {
    /// The words alone, for a screen reader and for whoever draws no markup; empty where they are
    /// only blanks.
    pub plain: String,
    /// The text in blocks; empty where nothing in it is marked up, so that a plain text costs
    /// no more than itself.
    pub blocks: Vec<Block>,
}

impl std::fmt::Debug for StyledText {
    // A text that may hold an answer must not reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StyledText(..)")
    }
}

/// A line or a paragraph.
#[derive(Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its words; none in a blank line.
    pub spans: Vec<Span>,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// A line of text.
    Paragraph,
    /// A heading of level 1 to 6.
    Heading {
        /// 1 is the largest.
        level: u8,
    },
    /// An item of a list; its mark is drawn before it.
    Item {
        /// Its number in a numbered list.
        number: Option<u32>,
    },
}

/// Where words stand against their line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Script {
    /// On it.
    #[default]
    Line,
    /// Above, smaller.
    Above,
    /// Below, smaller.
    Below,
}

/// How large words are against those around them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SpanSize {
    /// As large.
    #[default]
    Normal,
    /// Smaller.
    Small,
    /// Larger.
    Large,
}

/// Words of one style.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Span {
    /// The words.
    pub text: String,
    /// How they look.
    pub style: SpanStyle,
    /// The address behind them.
    pub link: Option<String>,
}

/// How words look.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SpanStyle {
    /// Bold.
    pub bold: bool,
    /// Slanted.
    pub italic: bool,
    /// Underlined.
    pub underlined: bool,
    /// Struck through.
    pub struck: bool,
    /// Larger or smaller.
    pub size: SpanSize,
    /// Above or below the line.
    pub script: Script,
    /// Colour as `0xRRGGBB`, where the form gives one.
    pub colour: Option<u32>,
    /// Name of a font, where the form gives one.
    pub font: Option<String>,
}

impl StyledText {
    /// Reads a text of a form.
    ///
    /// ```
    /// use farola_control::StyledText;
    /// let text = StyledText::read("How **bright** is it?");
    /// assert_eq!(text.plain, "How bright is it?");
    /// assert!(text.blocks[0].spans[1].style.bold);
    /// assert!(StyledText::read("Only words").blocks.is_empty());
    /// ```
    #[must_use]
    pub fn read(text: &str) -> Self {
        if text.trim().is_empty() {
            return Self::default();
        }
        if !text.contains(is_mark) {
            return Self {
                plain: text.to_owned(),
                blocks: Vec::new(),
            };
        }
        let mut tokens = lex::lex(text);
        pair::pair(&mut tokens);
        let blocks = build(&tokens);
        let plain = plain_of(&blocks);
        if plain.trim().is_empty() {
            return Self::default();
        }
        let is_plain = blocks.iter().all(is_plain_block);
        Self {
            plain,
            blocks: if is_plain { Vec::new() } else { blocks },
        }
    }
}

/// The words of a text alone.
#[must_use]
pub fn plain(text: &str) -> String {
    StyledText::read(text).plain
}

/// What may begin a mark; a text without any is shown as it is.
fn is_mark(letter: char) -> bool {
    matches!(letter, '*' | '_' | '#' | '[' | '<' | '&' | '\\')
}

fn is_plain_block(block: &Block) -> bool {
    let unmarked = |span: &Span| span.style == SpanStyle::default() && span.link.is_none();
    block.kind == BlockKind::Paragraph && block.spans.iter().all(unmarked)
}

fn plain_of(blocks: &[Block]) -> String {
    let mut plain = String::new();
    for (place, block) in blocks.iter().enumerate() {
        if place > 0 {
            plain.push('\n');
        }
        plain.extend(block.spans.iter().map(|span| span.text.as_str()));
    }
    plain
}

#[cfg(test)]
mod tests;
