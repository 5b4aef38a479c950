//! XML of spreadsheets, event by event, without a tree: a sheet of 100,000 rows is never whole in
//! memory.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::limits::Limit;
use super::trouble::Trouble;
use super::zip::{Part, limit_of};

/// Spreadsheets nest about ten deep; what is deeper wants the reader to remember every name.
const DEEPEST: u32 = 64;

/// A part of the container, as events.
pub(super) struct Pull<'a> {
    reader: Reader<Part<'a>>,
    buffer: Vec<u8>,
    depth: u32,
}

impl<'a> Pull<'a> {
    /// Reads a part from its beginning.
    pub(super) fn new(part: Part<'a>) -> Self {
        Self {
            reader: Reader::from_reader(part),
            buffer: Vec::with_capacity(1 << 10),
            depth: 0,
        }
    }

    /// The next event; [`Event::Eof`] at the end, again and again.
    pub(super) fn next(&mut self) -> Result<Event<'_>, Trouble> {
        self.reader.get_mut().next_event();
        self.buffer.clear();
        let event = self
            .reader
            .read_event_into(&mut self.buffer)
            .map_err(|e| trouble(&e))?;
        match &event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::Eof if self.depth > 0 => return Err(Trouble::Damaged),
            _ => {}
        }
        if self.depth > DEEPEST {
            return Err(Trouble::Damaged);
        }
        Ok(event)
    }

    /// The text of an element whose start was read, to its end; elements within are looked into
    /// but for those named in `but`.
    pub(super) fn text(&mut self, but: &[&str], most: usize) -> Result<String, Trouble> {
        let mut out = String::new();
        let (mut depth, mut skipped_from) = (0_u32, None::<u32>);
        loop {
            let event = self.next()?;
            match &event {
                Event::Start(start) => {
                    depth += 1;
                    if skipped_from.is_none() && but.contains(&start.local_name().as_ref()) {
                        skipped_from = Some(depth);
                    }
                }
                Event::End(_) if depth == 0 => return Ok(out),
                Event::End(_) => {
                    if skipped_from == Some(depth) {
                        skipped_from = None;
                    }
                    depth -= 1;
                }
                Event::Eof => return Err(Trouble::Damaged),
                other if skipped_from.is_none() => push_text(other, &mut out)?,
                _ => {}
            }
            if out.len() > most {
                return Err(Trouble::Passed(Limit::Cell));
            }
        }
    }
}

fn trouble(error: &quick_xml::Error) -> Trouble {
    if let quick_xml::Error::Io(io) = error
        && let Some(limit) = limit_of(io)
    {
        return Trouble::Passed(limit);
    }
    Trouble::Damaged
}

/// Appends what an event says, where it says text.
pub(super) fn push_text(event: &Event<'_>, out: &mut String) -> Result<(), Trouble> {
    match event {
        Event::Text(text) => out.push_str(&text.xml10_content()),
        Event::CData(text) => out.push_str(&text.xml10_content()),
        Event::GeneralRef(name) => out.push(named(name)?),
        _ => {}
    }
    Ok(())
}

fn named(reference: &BytesRef<'_>) -> Result<char, Trouble> {
    match reference.as_ref() {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        // A name of a document type could unfold without end; spreadsheets have none.
        _ => reference
            .resolve_char_ref()
            .ok()
            .flatten()
            .ok_or(Trouble::Damaged),
    }
}

/// An attribute by its name without a prefix.
pub(super) fn attribute<'e>(
    start: &'e BytesStart<'_>,
    name: &str,
) -> Result<Option<Cow<'e, str>>, Trouble> {
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| Trouble::Damaged)?;
        if attribute.key.local_name().as_ref() == name {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            return value.map(Some).map_err(|_| Trouble::Damaged);
        }
    }
    Ok(None)
}

/// Whether an attribute says yes.
pub(super) fn is_set(start: &BytesStart<'_>, name: &str) -> Result<bool, Trouble> {
    Ok(matches!(
        attribute(start, name)?.as_deref(),
        Some("1" | "true")
    ))
}
