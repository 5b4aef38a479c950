//! Multipart bodies, read as they come: nothing is held but the piece at hand and the headers of
//! one part, and both are bounded. What a request costs is linear in its bytes.

use axum::body::Bytes;
use farola_protocol::Problem;
use memchr::memmem::Finder;
use percent_encoding::percent_decode_str;

use crate::upload::Upload;

/// Most bytes of the headers of one part: room for a name and a file name that are far too long,
/// so that these are refused by their own code.
const HEADER_BYTES: usize = 16 * 1024;
/// Longest boundary; RFC 2046 allows 70 bytes.
const BOUNDARY_BYTES: usize = 200;

/// The parts of a body.
pub(super) struct Parts {
    upload: Upload,
    /// What ends a part: the line break before a boundary belongs to it.
    delimiter: Finder<'static>,
    /// Bytes that came and are not read yet.
    held: Bytes,
    place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In a part, or before the first.
    Inside,
    /// Behind a delimiter.
    Between,
    /// Behind the last.
    End,
}

/// What a part is called.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Part {
    /// Its name; empty where it has none.
    pub(super) name: String,
    /// The name of its file.
    pub(super) file_name: Option<String>,
}

impl Parts {
    /// The parts of a body of the type that its header says.
    ///
    /// # Errors
    /// [`Problem::NotMultipart`] for any other type.
    pub(super) fn of(content_type: &str, upload: Upload) -> Result<Self, Problem> {
        let (essence, rest) = content_type.split_once(';').unwrap_or_default();
        let boundary = parameters(rest)
            .find(|(name, _)| name == "boundary")
            .map(|(_, value)| value)
            .filter(|value| !value.is_empty() && value.len() <= BOUNDARY_BYTES)
            .ok_or(Problem::NotMultipart)?;
        if !essence.trim().eq_ignore_ascii_case("multipart/form-data") {
            return Err(Problem::NotMultipart);
        }
        let delimiter = format!("\r\n--{boundary}");
        Ok(Self {
            upload,
            delimiter: Finder::new(delimiter.as_bytes()).into_owned(),
            // The first delimiter has no line before it.
            held: Bytes::from_static(b"\r\n"),
            place: Place::Inside,
        })
    }

    /// The next part; what is left of the one at hand is passed over.
    ///
    /// # Errors
    /// [`Problem::TornBody`] where the body ends before its last part does;
    /// [`Problem::BodyTooLarge`] for endless headers; what the body itself meets.
    pub(super) async fn next(&mut self) -> Result<Option<Part>, Problem> {
        while self.piece().await?.is_some() {}
        if self.place == Place::End || self.closes().await? {
            self.place = Place::End;
            return Ok(None);
        }
        let mut room = HEADER_BYTES;
        if !self.line(&mut room).await?.trim_ascii().is_empty() {
            return Err(Problem::NotMultipart);
        }
        let mut part = Part::default();
        loop {
            let line = self.line(&mut room).await?;
            if line.is_empty() {
                self.place = Place::Inside;
                return Ok(Some(part));
            }
            let line = String::from_utf8_lossy(&line);
            let (name, value) = line.split_once(':').unwrap_or_default();
            if name.trim().eq_ignore_ascii_case("content-disposition") {
                part = disposition(value);
            }
        }
    }

    /// The next bytes of the part at hand; none at its end.
    ///
    /// # Errors
    /// As [`Parts::next`].
    pub(super) async fn piece(&mut self) -> Result<Option<Bytes>, Problem> {
        while self.place == Place::Inside {
            let needle = self.delimiter.needle();
            if let Some(at) = self.delimiter.find(&self.held) {
                let piece = self.held.split_to(at);
                let _ = self.held.split_to(needle.len());
                self.place = Place::Between;
                if !piece.is_empty() {
                    return Ok(Some(piece));
                }
            } else {
                let sure = self.held.len() - begun(&self.held, needle);
                if sure > 0 {
                    return Ok(Some(self.held.split_to(sure)));
                }
                self.fill().await?;
            }
        }
        Ok(None)
    }

    /// Whether the delimiter just read is the last.
    async fn closes(&mut self) -> Result<bool, Problem> {
        while self.held.len() < 2 {
            self.fill().await?;
        }
        Ok(self.held.starts_with(b"--"))
    }

    /// The next line without its end, taken from the `room` that the lines of a part have.
    async fn line(&mut self, room: &mut usize) -> Result<Vec<u8>, Problem> {
        let mut line = Vec::new();
        loop {
            let end = memchr::memchr(b'\n', &self.held);
            let length = end.map_or(self.held.len(), |end| end + 1);
            *room = room.checked_sub(length).ok_or(Problem::BodyTooLarge)?;
            line.extend_from_slice(&self.held.split_to(length));
            if end.is_some() {
                line.pop();
                line.pop_if(|last| *last == b'\r');
                return Ok(line);
            }
            self.fill().await?;
        }
    }

    /// Waits for more bytes.
    async fn fill(&mut self) -> Result<(), Problem> {
        let piece = self.upload.next().await?.ok_or(Problem::TornBody)?;
        self.held = if self.held.is_empty() {
            piece
        } else {
            // Never more than a begun delimiter is held here, so nothing is copied twice.
            [&self.held[..], &piece[..]].concat().into()
        };
        Ok(())
    }
}

/// How many bytes at the end may be the beginning of the delimiter.
fn begun(held: &[u8], delimiter: &[u8]) -> usize {
    let longest = held.len().min(delimiter.len() - 1);
    let begins = |length: &usize| held.ends_with(delimiter.get(..*length).unwrap_or_default());
    (1..=longest).rev().find(begins).unwrap_or(0)
}

/// The names in a `Content-Disposition`.
fn disposition(value: &str) -> Part {
    let (_, rest) = value.split_once(';').unwrap_or_default();
    let mut part = Part::default();
    for (name, value) in parameters(rest) {
        match name.as_str() {
            "name" => part.name = value,
            "filename" => part.file_name = Some(value),
            // RFC 5987, which some clients write for names that are not ASCII.
            "name*" => part.name = extended(&value),
            "filename*" => part.file_name = Some(extended(&value)),
            _ => {}
        }
    }
    part
}

/// The text of `UTF-8''l%C3%A1mpara.jpg`.
fn extended(value: &str) -> String {
    let text = value.splitn(3, '\'').nth(2).unwrap_or_default();
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Parameters of a header, `name=value` or `name="value"`, names in lower case.
fn parameters(text: &str) -> impl Iterator<Item = (String, String)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (name, after) = rest.split_once('=')?;
        let name = name.trim_matches([';', ' ', '\t']).to_ascii_lowercase();
        let after = after.trim_start();
        let (value, left) = match after.strip_prefix('"') {
            Some(quoted) => unquoted(quoted),
            None => {
                let (value, left) = after.split_once(';').unwrap_or((after, ""));
                (value.trim().to_owned(), left)
            }
        };
        rest = left;
        Some((name, value))
    })
}

/// The text up to the closing quote, and what is behind it. A quote inside is written `\"`, or
/// `%22` by browsers and OkHttp; any other backslash is one, as old clients send whole paths.
fn unquoted(text: &str) -> (String, &str) {
    let mut end = text.len();
    let mut before = '"';
    for (at, c) in text.char_indices() {
        if c == '"' && before != '\\' {
            end = at;
            break;
        }
        before = c;
    }
    let (value, left) = text.split_at_checked(end).unwrap_or((text, ""));
    let value = value.replace("\\\"", "\"").replace("%22", "\"");
    (value, left.strip_prefix('"').unwrap_or(left))
}

#[cfg(test)]
mod tests;
