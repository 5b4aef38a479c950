//! Tags of HTML that Collect draws.

/// What a tag does to the words behind it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tag<'a> {
    /// Words look so until the tag ends.
    Open(Element, Look<'a>),
    /// The end of the last such element.
    Close(Element),
    /// A new line.
    Break,
    /// A tag that means nothing here.
    Other,
}

/// Elements that end with a tag of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    Bold,
    Italic,
    Underlined,
    Struck,
    Small,
    Big,
    Above,
    Below,
    /// `span` and `font`.
    Dressed,
    Link,
    Heading(u8),
    Paragraph,
    Item,
    /// `ul`, and whether it is `ol`.
    List(bool),
}

/// What the attributes of a tag say.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Look<'a> {
    pub(super) colour: Option<u32>,
    pub(super) font: Option<&'a str>,
    pub(super) address: Option<&'a str>,
}

/// Reads what stands between `<` and `>`.
pub(super) fn read(inside: &str) -> Option<Tag<'_>> {
    let (closing, inside) = match inside.strip_prefix('/') {
        Some(rest) => (true, rest),
        None => (false, inside),
    };
    let inside = inside.trim_start();
    let end = inside.find(|letter: char| !letter.is_ascii_alphanumeric());
    let (name, attributes) = inside.split_at(end.unwrap_or(inside.len()));
    if name.is_empty() {
        return None;
    }
    let name = name.to_ascii_lowercase();
    if name == "br" {
        return Some(Tag::Break);
    }
    let Some(element) = element(&name) else {
        return Some(Tag::Other);
    };
    Some(match closing {
        true => Tag::Close(element),
        false => Tag::Open(element, look(attributes)),
    })
}

fn element(name: &str) -> Option<Element> {
    Some(match name {
        "b" | "strong" => Element::Bold,
        "i" | "em" | "cite" | "dfn" => Element::Italic,
        "u" | "ins" => Element::Underlined,
        "s" | "strike" | "del" => Element::Struck,
        "small" => Element::Small,
        "big" => Element::Big,
        "sup" => Element::Above,
        "sub" => Element::Below,
        "span" | "font" => Element::Dressed,
        "a" => Element::Link,
        "p" | "div" | "blockquote" => Element::Paragraph,
        "li" => Element::Item,
        "ul" => Element::List(false),
        "ol" => Element::List(true),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            Element::Heading(name.strip_prefix('h')?.parse().ok()?)
        }
        _ => return None,
    })
}

/// Reads `name="value"` pairs; anything else among them is passed over.
fn look(attributes: &str) -> Look<'_> {
    let mut look = Look::default();
    let mut rest = attributes;
    while let Some((name, behind)) = rest.split_once('=') {
        let name = name.rsplit(char::is_whitespace).next().unwrap_or_default();
        let behind = behind.trim_start();
        let quote = behind
            .chars()
            .next()
            .filter(|letter| matches!(letter, '"' | '\''));
        let (value, after) = match quote {
            Some(quote) => {
                let inside = behind.get(1..).unwrap_or_default();
                inside.split_once(quote).unwrap_or((inside, ""))
            }
            None => behind
                .split_once(char::is_whitespace)
                .unwrap_or((behind, "")),
        };
        match name.to_ascii_lowercase().as_str() {
            "style" => read_style(value, &mut look),
            "color" => look.colour = colour(value),
            "face" => look.font = Some(value.trim()),
            "href" => look.address = Some(value.trim()),
            _ => {}
        }
        rest = after;
    }
    look
}

/// `color: red; font-family: serif`; Collect throws all other styles away.
fn read_style<'a>(style: &'a str, look: &mut Look<'a>) {
    for rule in style.split(';') {
        let Some((name, value)) = rule.split_once(':') else {
            continue;
        };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "color" => look.colour = colour(value),
            "font-family" => look.font = Some(value.trim_matches(['"', '\''])),
            _ => {}
        }
    }
}

const COLOURS: [(&str, u32); 22] = [
    ("black", 0x00_00_00),
    ("white", 0xff_ff_ff),
    ("red", 0xff_00_00),
    ("green", 0x00_80_00),
    ("blue", 0x00_00_ff),
    ("yellow", 0xff_ff_00),
    ("orange", 0xff_a5_00),
    ("gray", 0x80_80_80),
    ("grey", 0x80_80_80),
    ("silver", 0xc0_c0_c0),
    ("lightgray", 0xd3_d3_d3),
    ("darkgray", 0xa9_a9_a9),
    ("maroon", 0x80_00_00),
    ("purple", 0x80_00_80),
    ("fuchsia", 0xff_00_ff),
    ("magenta", 0xff_00_ff),
    ("lime", 0x00_ff_00),
    ("olive", 0x80_80_00),
    ("navy", 0x00_00_80),
    ("teal", 0x00_80_80),
    ("aqua", 0x00_ff_ff),
    ("cyan", 0x00_ff_ff),
];

/// `#rgb`, `#rrggbb` or a name.
fn colour(text: &str) -> Option<u32> {
    let text = text.trim().to_ascii_lowercase();
    let Some(hex) = text.strip_prefix('#') else {
        let known = COLOURS.iter().find(|(name, _)| *name == text);
        return known.map(|(_, colour)| *colour);
    };
    if !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    match hex.len() {
        6 => u32::from_str_radix(hex, 16).ok(),
        3 => {
            let twice: String = hex.chars().flat_map(|digit| [digit, digit]).collect();
            u32::from_str_radix(&twice, 16).ok()
        }
        _ => None,
    }
}
