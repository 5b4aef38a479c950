//! What is wrong with a form: a code, a place and a way out, for every fault at once.

use std::fmt;

use serde::Serialize;

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The form loads; something in it is probably not what its author meant.
    Warning,
    /// The form cannot be filled as it stands.
    Error,
}

/// Where in the form document a diagnostic points to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Place {
    /// Line, from 1; 0 where there is none.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// The element or the node meant, as a path (`/data/age`, `bind[3]/@relevant`).
    pub path: String,
    /// Byte offset inside the expression, where the fault is in one.
    pub offset: Option<usize>,
}

/// The line of a form that a diagnostic points to, cut to what fits a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Excerpt {
    /// The number of the line, from 1.
    pub line: u32,
    /// The line, or the part of it around the place.
    pub text: String,
    /// How many characters of `text` stand before the place.
    pub caret: usize,
}

/// Characters of a line that an excerpt shows.
const EXCERPT: usize = 96;
/// Characters before the place that are shown of a longer line.
const BEFORE: usize = 60;

impl Place {
    /// The line of `source` that the place points to; nothing where it names none.
    ///
    /// ```
    /// use farola_form::{FormDef, NoMedia};
    ///
    /// let xml = b"<form>\n  <a>\n</form>";
    /// let (_, diagnostics) = FormDef::parse(xml, &NoMedia);
    /// let excerpt = diagnostics[0].place.excerpt(xml).unwrap();
    /// assert_eq!((excerpt.line, excerpt.text.as_str()), (3, "</form>"));
    /// ```
    #[must_use]
    pub fn excerpt(&self, source: &[u8]) -> Option<Excerpt> {
        let index = usize::try_from(self.line.checked_sub(1)?).ok()?;
        let column = usize::try_from(self.column).ok()?.saturating_sub(1);
        let line = source.split(|byte| *byte == b'\n').nth(index)?;
        // A form can be one line of megabytes: only what is shown is looked at as text.
        let from = column.saturating_sub(BEFORE + 1);
        let tail = line.get(byte_of(line, from)..).unwrap_or_default();
        let near = tail
            .get(..tail.len().min(4 * (BEFORE + EXCERPT)))
            .unwrap_or_default();
        let text = String::from_utf8_lossy(near);
        let mut shown: Vec<char> = text.chars().collect();
        let mut caret = column - from;
        let indent = match from {
            0 => shown.iter().take_while(|c| c.is_whitespace()).count(),
            _ => 0,
        };
        let cut = match from {
            0 if caret.saturating_sub(indent) < BEFORE => indent.min(caret),
            _ => caret.saturating_sub(BEFORE),
        };
        shown.drain(..cut.min(shown.len()));
        caret -= cut;
        let longer = shown.len() > EXCERPT;
        shown.truncate(EXCERPT);
        if !longer {
            while shown.last().is_some_and(|c| c.is_whitespace()) {
                shown.pop();
            }
        }
        // Tabs and control characters would move what stands below them.
        let clean = |c: char| if c.is_control() { ' ' } else { c };
        let mut text: String = shown.into_iter().map(clean).collect();
        if from + cut > indent {
            text.insert(0, '…');
            caret += 1;
        }
        if longer {
            text.push('…');
        }
        Some(Excerpt {
            line: self.line,
            text,
            caret,
        })
    }
}

/// The byte where the character number `column` of a line begins; its end where it has fewer.
fn byte_of(line: &[u8], column: usize) -> usize {
    // Continuation bytes of UTF-8 begin no character.
    let mut starts = line
        .iter()
        .enumerate()
        .filter(|(_, byte)| (**byte & 0xC0) != 0x80);
    starts.nth(column).map_or(line.len(), |(index, _)| index)
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        if self.line > 0 {
            write!(f, "{}:{}", self.line, self.column)?;
            separator = " ";
        }
        if !self.path.is_empty() {
            write!(f, "{separator}{}", self.path)?;
            separator = " ";
        }
        if let Some(offset) = self.offset {
            write!(f, "{separator}at {offset}")?;
        }
        Ok(())
    }
}

impl Serialize for Place {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// One fault of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Diagnostic {
    /// Stable dotted code, `form.bind_nowhere`.
    pub code: &'static str,
    /// Whether the form still loads.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where.
    pub place: Place,
    /// The way out.
    pub help: &'static str,
}

impl Diagnostic {
    /// An error about a file as a whole, for callers who have one to tell beside the form's own.
    #[must_use]
    pub fn of_file(
        path: impl Into<String>,
        code: &'static str,
        message: impl Into<String>,
        help: &'static str,
    ) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            place: Place {
                path: path.into(),
                ..Place::default()
            },
            help,
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (severity, place) = (self.severity, &self.place);
        write!(f, "{severity} {} {place}: {}", self.code, self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excerpt(source: &str, line: u32, column: u32) -> (String, usize) {
        let place = Place {
            line,
            column,
            ..Place::default()
        };
        let excerpt = place.excerpt(source.as_bytes()).expect("a line");
        (excerpt.text, excerpt.caret)
    }

    #[test]
    fn an_excerpt_is_cut_to_what_fits() {
        assert_eq!(
            excerpt("a\n  <b c='d'/>  \r\n", 2, 6),
            ("<b c='d'/>".to_owned(), 3)
        );
        assert_eq!(excerpt("\t\tñandú", 1, 5), ("ñandú".to_owned(), 2));
        let long = "á".repeat(100) + "X" + &"é".repeat(200);
        let (text, caret) = excerpt(&long, 1, 101);
        assert_eq!(text.chars().nth(caret), Some('X'));
        assert!(text.starts_with("…á") && text.ends_with("é…"));
        assert_eq!(text.chars().count(), EXCERPT + 2);
        assert_eq!(excerpt("ab", 1, 9), ("ab".to_owned(), 8));
    }

    #[test]
    fn a_place_outside_has_no_excerpt() {
        assert_eq!(Place::default().excerpt(b"a"), None);
        let place = Place {
            line: 9,
            column: 1,
            ..Place::default()
        };
        assert_eq!(place.excerpt(b"a"), None);
    }
}
