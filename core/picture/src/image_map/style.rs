//! How a shape of an SVG is painted: attributes, `style`, and classes of a style sheet.

use std::collections::HashMap;
use std::str::FromStr as _;

use svgtypes::{Color, Length, Paint};

/// What a shape inherits and passes on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    pub(super) fill: Option<u32>,
    pub(super) stroke: Option<u32>,
    pub(super) width: f64,
    /// Neither `display: none` nor `visibility: hidden`.
    pub(super) shown: bool,
}

/// SVG's own: black, without an edge.
impl Default for Style {
    fn default() -> Self {
        Self {
            fill: Some(0xff00_0000),
            stroke: None,
            width: 1.0,
            shown: true,
        }
    }
}

impl Style {
    /// Takes in one property; what is unknown changes nothing.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        let value = value.trim();
        match name.trim() {
            "fill" => self.fill = painted(value, self.fill),
            "stroke" => self.stroke = painted(value, self.stroke),
            "stroke-width" => {
                if let Ok(Length { number, .. }) = Length::from_str(value) {
                    self.width = number.max(0.0);
                }
            }
            "display" if value == "none" => self.shown = false,
            "visibility" => self.shown = value == "visible",
            "opacity" if value.parse() == Ok(0.0) => self.shown = false,
            "fill-opacity" if value.parse() == Ok(0.0) => self.fill = None,
            "stroke-opacity" if value.parse() == Ok(0.0) => self.stroke = None,
            _ => {}
        }
    }

    /// Takes in `name: value; name: value`.
    pub(super) fn set_all(&mut self, declarations: &str) {
        for (name, value) in declarations.split(';').filter_map(|d| d.split_once(':')) {
            self.set(name, value.trim_end_matches("!important"));
        }
    }
}

/// A colour; a gradient becomes what it falls back to, else a grey that shows that there is one.
fn painted(value: &str, inherited: Option<u32>) -> Option<u32> {
    match Paint::from_str(value) {
        Ok(Paint::None) => None,
        Ok(Paint::Color(colour)) => Some(bits(colour)),
        Ok(Paint::FuncIRI(_, Some(svgtypes::PaintFallback::Color(colour)))) => Some(bits(colour)),
        Ok(Paint::FuncIRI(_, Some(svgtypes::PaintFallback::None))) => None,
        Ok(Paint::FuncIRI(..)) => Some(0xffc0_c0c0),
        Ok(Paint::CurrentColor) => Some(0xff00_0000),
        Ok(Paint::Inherit | Paint::ContextFill | Paint::ContextStroke) | Err(_) => inherited,
    }
}

fn bits(colour: Color) -> u32 {
    u32::from_be_bytes([colour.alpha, colour.red, colour.green, colour.blue])
}

/// The classes of a style sheet, as drawing programs write them: `.a, .b { fill: #fff }`.
/// Other selectors are not read.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    classes: HashMap<String, String>,
}

impl Sheet {
    /// Takes in the text of a `style` element.
    pub(super) fn read(&mut self, text: &str) {
        for (selectors, rest) in text.split('}').filter_map(|rule| rule.split_once('{')) {
            for class in selectors
                .split(',')
                .filter_map(|s| s.trim().strip_prefix('.'))
            {
                let known = self.classes.entry(class.to_owned()).or_default();
                known.push_str(rest);
                known.push(';');
            }
        }
    }

    /// What a class says.
    pub(super) fn class(&self, name: &str) -> &str {
        self.classes.get(name).map_or("", String::as_str)
    }
}
