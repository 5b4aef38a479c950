//! From tokens to blocks of words.

use super::lex::{Style, Token};
use super::tag::{Element, Look, Tag};
use super::{Block, BlockKind, Script, Span, SpanSize, SpanStyle};

/// Addresses that a phone may open.
const SCHEMES: [&str; 4] = ["https://", "http://", "mailto:", "tel:"];

/// Most elements that are open at once; what is opened beyond them changes nothing.
const MOST_OPEN: usize = 64;

#[derive(Default)]
struct Builder {
    blocks: Vec<Block>,
    /// The block that is written.
    kind: Option<BlockKind>,
    spans: Vec<Span>,
    bold: u32,
    italic: u32,
    link: Option<String>,
    /// Elements that are open, the innermost last, with what the style was before.
    open: Vec<(Element, SpanStyle, Option<String>)>,
    style: SpanStyle,
    /// Numbers of the lists that are open; nothing for one without numbers.
    lists: Vec<Option<u32>>,
    /// Whether a block has just ended by its own tag, so that a line's end adds none.
    ended: bool,
}

/// The blocks of a text.
pub(super) fn build(tokens: &[Token<'_>]) -> Vec<Block> {
    let mut builder = Builder::default();
    for token in tokens {
        builder.take(token);
    }
    if !builder.spans.is_empty() || builder.kind.is_some() || !builder.ended {
        builder.end_block();
    }
    builder.blocks
}

impl Builder {
    fn take(&mut self, token: &Token<'_>) {
        match token {
            Token::Text(text) => self.write(text),
            Token::Letter(letter) => self.write(letter.encode_utf8(&mut [0; 4])),
            Token::Mark(mark) => self.write(mark.text()),
            Token::Begin(Style::Bold) => self.bold += 1,
            Token::Begin(Style::Italic) => self.italic += 1,
            Token::End(Style::Bold) => self.bold = self.bold.saturating_sub(1),
            Token::End(Style::Italic) => self.italic = self.italic.saturating_sub(1),
            Token::Heading(level) => self.kind = Some(BlockKind::Heading { level: *level }),
            Token::Link(address) => self.link = allowed(address),
            Token::LinkEnd => self.link = None,
            Token::Newline => self.end_line(),
            Token::Tag(tag) => self.take_tag(tag),
        }
    }

    fn write(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.ended = false;
        let mut style = self.style.clone();
        style.bold |= self.bold > 0;
        style.italic |= self.italic > 0;
        match self.spans.last_mut() {
            // Words that look the same are one span, however often they were cut for a mark that
            // meant nothing.
            Some(last) if last.style == style && last.link == self.link => last.text.push_str(text),
            _ => self.spans.push(Span {
                text: text.to_owned(),
                style,
                link: self.link.clone(),
            }),
        }
    }

    fn end_line(&mut self) {
        // The line's end behind `</p>` or `</li>` is how the text is written, not what it says.
        if std::mem::take(&mut self.ended) && self.spans.is_empty() {
            return;
        }
        self.end_block();
    }

    fn end_block(&mut self) {
        let kind = self.kind.take().unwrap_or(BlockKind::Paragraph);
        let mut spans = std::mem::take(&mut self.spans);
        if let BlockKind::Heading { .. } = kind {
            trim_heading(&mut spans);
        }
        self.blocks.push(Block { kind, spans });
    }

    /// Ends the block before one that begins by a tag.
    fn break_block(&mut self) {
        if !self.spans.is_empty() || self.kind.is_some() {
            self.end_block();
        }
    }

    fn take_tag(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Break => self.end_block(),
            Tag::Open(element, look) => self.begin(*element, look),
            Tag::Close(element) => self.end(*element),
            Tag::Other => {}
        }
    }

    fn begin(&mut self, element: Element, look: &Look<'_>) {
        // What is opened deeper is shown undressed; a label must not cost memory for each tag.
        if self.open.len() >= MOST_OPEN {
            return;
        }
        self.open
            .push((element, self.style.clone(), self.link.clone()));
        let style = &mut self.style;
        match element {
            Element::Bold => style.bold = true,
            Element::Italic => style.italic = true,
            Element::Underlined => style.underlined = true,
            Element::Struck => style.struck = true,
            Element::Small => style.size = SpanSize::Small,
            Element::Big => style.size = SpanSize::Large,
            Element::Above => style.script = Script::Above,
            Element::Below => style.script = Script::Below,
            Element::Dressed => {
                style.colour = look.colour.or(style.colour);
                style.font = look.font.map(str::to_owned).or_else(|| style.font.take());
            }
            Element::Link => self.link = look.address.and_then(allowed),
            Element::Heading(level) => self.begin_block(BlockKind::Heading { level }),
            Element::Paragraph => self.begin_block(BlockKind::Paragraph),
            Element::List(numbered) => self.lists.push(numbered.then_some(0)),
            Element::Item => {
                let number = self.next_number();
                self.begin_block(BlockKind::Item { number });
            }
        }
    }

    fn begin_block(&mut self, kind: BlockKind) {
        self.break_block();
        self.kind = Some(kind);
    }

    fn next_number(&mut self) -> Option<u32> {
        let last = self.lists.last_mut()?.as_mut()?;
        *last = last.saturating_add(1);
        Some(*last)
    }

    /// Ends the innermost open element of that kind, and what was opened within it.
    fn end(&mut self, element: Element) {
        let same = |open: &(Element, SpanStyle, Option<String>)| match (open.0, element) {
            (Element::Heading(_), Element::Heading(_)) | (Element::List(_), Element::List(_)) => {
                true
            }
            (own, other) => own == other,
        };
        let Some(at) = self.open.iter().rposition(same) else {
            return;
        };
        // What was opened inside and never closed ends with it.
        let mut closed = self.open.split_off(at).into_iter();
        if let Some((_, style, link)) = closed.next() {
            self.style = style;
            self.link = link;
        }
        match element {
            Element::Heading(_) | Element::Paragraph | Element::Item => {
                self.break_block();
                self.ended = true;
            }
            Element::List(_) => {
                self.break_block();
                self.lists.pop();
                self.ended = true;
            }
            _ => {}
        }
    }
}

/// Blanks around a heading and the `#` that some write behind it.
fn trim_heading(spans: &mut [Span]) {
    if let Some(first) = spans.first_mut() {
        first.text = first.text.trim_start().to_owned();
    }
    if let Some(last) = spans.last_mut() {
        last.text = last.text.trim_end_matches('#').trim_end().to_owned();
    }
}

fn allowed(address: &str) -> Option<String> {
    let address = address.trim();
    let lower = address.get(..8).unwrap_or(address).to_ascii_lowercase();
    let known = SCHEMES.iter().any(|scheme| lower.starts_with(scheme));
    known.then(|| address.to_owned())
}
