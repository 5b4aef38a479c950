//! Which styles of a workbook show numbers as dates.

use std::collections::BTreeMap;

use quick_xml::events::Event;

use super::super::dates::shows_moment;
use super::super::trouble::Trouble;
use super::super::xml::{Pull, attribute};

/// For each cell style, whether it shows a date or a time.
#[derive(Debug, Default)]
pub(super) struct Styles {
    moments: Vec<bool>,
}

impl Styles {
    /// Reads the styles of a workbook.
    pub(super) fn read(mut pull: Pull<'_>) -> Result<Self, Trouble> {
        let mut styles = Self::default();
        let mut own: BTreeMap<u32, bool> = BTreeMap::new();
        let mut of_cells = false;
        loop {
            match pull.next()? {
                Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                    "cellXfs" => of_cells = true,
                    "numFmt" => {
                        let id = number(attribute(&e, "numFmtId")?.as_deref());
                        let code = attribute(&e, "formatCode")?.unwrap_or_default();
                        // Of two formats of one number the first one counts.
                        own.entry(id).or_insert_with(|| shows_moment(&code));
                    }
                    "xf" if of_cells => {
                        let id = number(attribute(&e, "numFmtId")?.as_deref());
                        let built_in = matches!(id, 14..=22 | 45..=47);
                        let moment = own.get(&id).copied().unwrap_or(built_in);
                        styles.moments.push(moment);
                    }
                    _ => {}
                },
                Event::End(e) if e.local_name().as_ref() == "cellXfs" => of_cells = false,
                Event::Eof => return Ok(styles),
                _ => {}
            }
        }
    }

    /// Whether a style shows a date or a time.
    pub(super) fn is_moment(&self, style: Option<&str>) -> bool {
        let index = style
            .and_then(|s| s.parse::<usize>().ok())
            .unwrap_or_default();
        self.moments.get(index).copied().unwrap_or_default()
    }
}

fn number(text: Option<&str>) -> u32 {
    text.and_then(|t| t.parse().ok()).unwrap_or_default()
}
