//! Bodies of requests as streams of known length, multipart form data above all: a photo is read
//! from the store piece by piece while it is sent and is never whole in memory.

use std::collections::VecDeque;
use std::io::{self, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::env::cancel::Cancel;

/// One part.
pub struct Part {
    /// Name of the form field.
    pub name: String,
    /// File name; `None` for a plain field.
    pub file_name: Option<String>,
    /// MIME type; `None` for a plain field.
    pub content_type: Option<String>,
    /// Number of bytes.
    pub size: u64,
    /// The bytes.
    pub content: Box<dyn Read + Send>,
}

impl Part {
    /// A plain field.
    #[must_use]
    pub fn field(name: &str, value: &str) -> Self {
        Self {
            name: name.to_owned(),
            file_name: None,
            content_type: None,
            size: value.len() as u64,
            content: Box::new(Cursor::new(value.as_bytes().to_vec())),
        }
    }
}

/// A whole body of a request.
pub struct WireBody {
    content_type: String,
    pieces: VecDeque<(u64, Box<dyn Read + Send>)>,
    length: u64,
    /// Bytes still owed by the piece being read.
    owed: u64,
    cancel: Cancel,
    unreadable: Arc<AtomicBool>,
}

impl WireBody {
    /// Multipart form data of these parts. `boundary` is random, so that no content can hold it.
    #[must_use]
    pub fn multipart(boundary: String, parts: Vec<Part>, cancel: Cancel) -> Self {
        let kind = format!("multipart/form-data; boundary={boundary}");
        let mut body = Self::empty(kind, cancel);
        for part in parts {
            let head = head(&boundary, &part);
            body.push_text(head);
            body.push(part.size, part.content);
            body.push_text("\r\n".to_owned());
        }
        body.push_text(format!("--{boundary}--\r\n"));
        body.owed = body.pieces.front().map_or(0, |(size, _)| *size);
        body
    }

    /// A JSON message.
    #[must_use]
    pub fn json(message: Vec<u8>, cancel: Cancel) -> Self {
        let mut body = Self::empty("application/json".to_owned(), cancel);
        body.push(message.len() as u64, Box::new(Cursor::new(message)));
        body.owed = body.length;
        body
    }

    fn empty(content_type: String, cancel: Cancel) -> Self {
        Self {
            content_type,
            pieces: VecDeque::new(),
            length: 0,
            owed: 0,
            cancel,
            unreadable: Arc::default(),
        }
    }

    /// Number of bytes.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Value of the request's `Content-Type`.
    #[must_use]
    pub fn content_type(&self) -> String {
        self.content_type.clone()
    }

    /// Set when a part could not be read; outlives the body.
    #[must_use]
    pub fn unreadable(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.unreadable)
    }

    fn push_text(&mut self, text: String) {
        self.push(text.len() as u64, Box::new(Cursor::new(text.into_bytes())));
    }

    fn push(&mut self, size: u64, content: Box<dyn Read + Send>) {
        self.length += size;
        self.pieces.push_back((size, content));
    }

    fn broken(&self, why: &'static str) -> io::Error {
        self.unreadable.store(true, Ordering::Relaxed);
        io::Error::new(io::ErrorKind::InvalidData, why)
    }
}

/// What stands before a part's bytes.
fn head(boundary: &str, part: &Part) -> String {
    let mut head = format!(
        "--{}\r\nContent-Disposition: form-data; name=\"{}\"",
        boundary,
        quoted(&part.name)
    );
    if let Some(name) = &part.file_name {
        head += &format!("; filename=\"{}\"", quoted(name));
    }
    if let Some(kind) = &part.content_type {
        head += &format!("\r\nContent-Type: {kind}");
    }
    head += "\r\n\r\n";
    head
}

/// Quotes as browsers do: what would end the header is percent-encoded.
fn quoted(text: &str) -> String {
    text.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

impl Read for WireBody {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.cancel.is_cancelled() {
            return Err(io::Error::other("cancelled"));
        }
        loop {
            let Some((_, piece)) = self.pieces.front_mut() else {
                return Ok(0);
            };
            let read = match piece.read(buffer) {
                Ok(read) => read as u64,
                Err(_) => return Err(self.broken("a part could not be read")),
            };
            // A part of another length than announced would shift all that follows.
            if read > self.owed || (read == 0 && self.owed > 0) {
                return Err(self.broken("a part has another length than announced"));
            }
            self.owed -= read;
            if read > 0 {
                return Ok(usize::try_from(read).unwrap_or(usize::MAX));
            }
            self.pieces.pop_front();
            self.owed = self.pieces.front().map_or(0, |(size, _)| *size);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(name: &str, size: u64, bytes: &'static [u8]) -> Part {
        Part {
            name: name.into(),
            file_name: Some(name.into()),
            content_type: Some("image/jpeg".into()),
            size,
            content: Box::new(Cursor::new(bytes)),
        }
    }

    #[test]
    fn the_body_on_the_wire() {
        let parts = vec![
            part("a\"\r\nb.jpg", 3, b"xyz"),
            Part::field("*isIncomplete*", "yes"),
        ];
        let mut body = WireBody::multipart("B".into(), parts, Cancel::default());
        let length = body.length();
        let mut text = String::new();
        body.read_to_string(&mut text).unwrap();
        assert_eq!(text.len() as u64, length);
        insta::assert_snapshot!(text.replace('\r', ""), @r#"
        --B
        Content-Disposition: form-data; name="a%22%0D%0Ab.jpg"; filename="a%22%0D%0Ab.jpg"
        Content-Type: image/jpeg

        xyz
        --B
        Content-Disposition: form-data; name="*isIncomplete*"

        yes
        --B--
        "#);
    }

    #[test]
    fn a_part_of_another_length_stops_the_body() {
        for size in [2, 4] {
            let mut body =
                WireBody::multipart("B".into(), vec![part("a", size, b"xyz")], Cancel::default());
            let flag = body.unreadable();
            assert!(body.read_to_end(&mut Vec::new()).is_err());
            assert!(flag.load(Ordering::Relaxed));
        }
    }

    #[test]
    fn cancelling_stops_the_body() {
        let cancel = Cancel::default();
        let mut body = WireBody::multipart("B".into(), vec![part("a", 3, b"xyz")], cancel.clone());
        cancel.cancel();
        let mut buffer = [0; 8];
        assert!(body.read(&mut buffer).is_err());
    }
}
