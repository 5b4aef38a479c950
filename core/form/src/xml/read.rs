//! Reads a document.

use std::borrow::Cow;

use farola_model::limits::FORM_PARTS;
use quick_xml::events::Event;
use quick_xml::reader::Reader;

use super::builder::{Builder, not_xml, position};
use super::chars::{first_control, resolve_reference};
use super::tree::Document;
use crate::error::FormError;

/// Which elements keep their content unread: secondary instances, read by another reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// Everything is read.
    All,
    /// The content of every `instance` element of a model but its first is left unread.
    SkipSecondary,
}

/// Reads a document.
pub(crate) fn read(
    bytes: &[u8],
    limit: usize,
    content: Content,
) -> Result<Document<'_>, FormError> {
    let text = text_of(bytes, limit)?;
    let mut reader = Reader::from_str(text);
    let mut builder = Builder {
        text,
        document: Document {
            // About what forms have; growing step by step would copy everything several times.
            nodes: Vec::with_capacity(text.len() / 32),
            attrs: Vec::with_capacity(text.len() / 64),
            prefixes: Vec::new(),
        },
        open: Vec::new(),
        declared: Vec::new(),
        uris: Vec::new(),
        instances: 0,
        in_text: false,
    };
    loop {
        let at = position(reader.buffer_position());
        let event = reader.read_event().map_err(|_| FormError::NotXml {
            offset: position(reader.error_position()),
            reason: "a tag, comment or declaration is not closed or does not match",
        })?;
        match event {
            Event::Start(start) => {
                builder.open(&start, at)?;
                if content == Content::SkipSecondary && builder.at_secondary() {
                    builder.set_aside(&mut reader, &start, at)?;
                }
            }
            Event::Empty(start) => {
                builder.open(&start, at)?;
                builder.close(at)?;
            }
            Event::End(_) => builder.close(at)?,
            Event::Text(text) => builder.push_text(text.xml10_content(), at)?,
            Event::CData(data) => builder.push_text(data.into_inner(), at)?,
            Event::GeneralRef(reference) => {
                let resolved = resolve_reference(&reference.into_inner())
                    .ok_or_else(|| not_xml(at, "an entity that XML does not define"))?;
                builder.push_text(Cow::Owned(resolved.to_string()), at)?;
            }
            Event::DocType(_) => return Err(FormError::Dtd),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
        if content == Content::SkipSecondary && builder.document.parts() > FORM_PARTS {
            return Err(FormError::TooMany {
                what: "elements, attributes and texts",
                limit: FORM_PARTS,
            });
        }
    }
    if !builder.open.is_empty() {
        return Err(not_xml(text.len(), "the document ends before its last tag"));
    }
    if builder.document.nodes.is_empty() {
        return Err(not_xml(0, "there is no element"));
    }
    Ok(builder.document)
}

/// The text of a document, where it is one that can be read.
fn text_of(bytes: &[u8], limit: usize) -> Result<&str, FormError> {
    if bytes.len() > limit {
        return Err(FormError::TooBig { limit });
    }
    let text = std::str::from_utf8(bytes).map_err(|e| FormError::NotXml {
        offset: e.valid_up_to(),
        reason: "the text is not UTF-8",
    })?;
    // Also outside of references: the reader below does not look for them.
    if let Some(offset) = first_control(bytes) {
        return Err(not_xml(offset, "a control character"));
    }
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::super::place::line_column;
    use super::*;

    fn read_all(text: &str) -> Result<Document<'_>, FormError> {
        read(text.as_bytes(), 1 << 20, Content::All)
    }

    #[test]
    fn reads_names_by_namespace() {
        let doc = read_all("<a xmlns='u:1' xmlns:p='u:2'><p:b c='1' p:d='2'>x&amp;&#65;</p:b></a>");
        let doc = doc.unwrap();
        let root = doc.root().unwrap();
        let b = root.find("u:2", "b").unwrap();
        assert_eq!((b.attr("c"), b.attr_ns("u:2", "d")), (Some("1"), Some("2")));
        assert_eq!(b.text(), "x&A");
        assert_eq!(root.name.ns.as_deref(), Some("u:1"));
    }

    #[test]
    fn refuses_what_no_form_needs() {
        let deep = "<a>".repeat(65);
        let cases: [(&str, &str); 7] = [
            (
                "<!DOCTYPE a><a/>",
                "a document type definition is not allowed",
            ),
            (
                "<a>&boom;</a>",
                "not well-formed XML at byte 3: an entity that XML does not define",
            ),
            ("<a><b></a>", "not well-formed XML"),
            ("", "not well-formed XML at byte 0: there is no element"),
            (
                "<a/><b/>",
                "not well-formed XML at byte 4: there is more than one root element",
            ),
            (
                "<a>",
                "not well-formed XML at byte 3: the document ends before its last tag",
            ),
            (&deep, "elements are nested deeper than 64"),
        ];
        for (text, message) in cases {
            let error = read_all(text).unwrap_err().to_string();
            assert!(error.starts_with(message), "{text}: {error}");
        }
    }

    #[test]
    fn refuses_names_that_could_not_be_written_again() {
        for text in [
            "<a//>",
            "<a><b/c></b/c></a>",
            "<a 1='x'/>",
            "<a:/>",
            "<:a/>",
            "<a:b:c/>",
        ] {
            let error = read_all(text).unwrap_err().to_string();
            assert!(error.contains("a name has characters"), "{text}: {error}");
        }
        for text in [
            "<año/>",
            "<p:a-1.b xmlns:p='u:1' p:c='x'/>",
            "<数/>",
            "<_/>",
        ] {
            assert!(read_all(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn counts_lines_and_columns() {
        assert_eq!(line_column("añb\ncd".as_bytes(), 3), (1, 3));
        assert_eq!(line_column(b"ab\ncd", 4), (2, 2));
    }
}
