//! The table itself: `words/*.toml` read into entries, each with its texts and its holes.

use std::collections::BTreeMap;
use std::fmt;

use toml::{Table, Value};

/// A language of the project and its names where the targets keep their files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Language {
    /// The column of the table, the folder on iOS, the variant in Rust.
    pub tag: &'static str,
    /// Folder below `res/` on Android; the first language is the default.
    pub android: &'static str,
    /// The tag of the review app.
    pub web: &'static str,
}

/// All languages, the source first. A new one is a row here and a column in each table.
pub const LANGUAGES: [Language; 2] = [
    Language {
        tag: "es",
        android: "values",
        web: "es-MX",
    },
    Language {
        tag: "en",
        android: "values-en",
        web: "en",
    },
];

/// The files of the table: the codes first, then the words.
pub const CODES: [&str; 2] = ["words/codes.toml", "words/problems.toml"];
/// The words by room.
pub const WORDS: [&str; 5] = [
    "words/common.toml",
    "words/screens.toml",
    "words/controls.toml",
    "words/terminal.toml",
    "words/diagnostics.toml",
];

/// Who shows a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// The Android shell.
    Android,
    /// The iOS shell.
    Ios,
    /// The review app.
    Web,
    /// `farola`, on a terminal.
    Terminal,
    /// The core, in the values that it tells in words.
    Core,
}

impl Target {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "android" => Self::Android,
            "ios" => Self::Ios,
            "web" => Self::Web,
            "terminal" => Self::Terminal,
            "core" => Self::Core,
            _ => return None,
        })
    }
}

/// What is filled into a hole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text that is ready to be shown.
    Text,
    /// A whole number.
    Int,
    /// The whole number that chooses between one and other.
    Count,
}

/// A place in a text that is filled in: `{distance}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hole {
    /// Its name between the braces.
    pub name: String,
    /// What goes in.
    pub kind: Kind,
}

/// What is said in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// One text.
    Plain(String),
    /// A text by number.
    Counted {
        /// For one.
        one: String,
        /// For every other number.
        other: String,
    },
}

impl Said {
    /// The texts, with the number they are for (nothing for a plain text).
    #[must_use]
    pub fn texts(&self) -> Vec<(&'static str, &str)> {
        match self {
            Self::Plain(text) => vec![("", text)],
            Self::Counted { one, other } => vec![("one", one), ("other", other)],
        }
    }
}

/// One key: what is said in each language, and who says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The file of the table.
    pub file: &'static str,
    /// Dotted and stable: `walk.next`, or a code of docs/errors.md.
    pub key: String,
    /// Who shows it.
    pub targets: Vec<Target>,
    /// In the order in which a caller on Android gives them.
    pub holes: Vec<Hole>,
    /// In the order of [`LANGUAGES`].
    pub said: Vec<Said>,
}

impl Entry {
    /// Whether that target shows it.
    #[must_use]
    pub fn is_for(&self, target: Target) -> bool {
        self.targets.contains(&target)
    }

    /// The key as an identifier: `walk_next`.
    #[must_use]
    pub fn name(&self) -> String {
        self.key.replace('.', "_")
    }

    /// Whether its text depends on a number.
    #[must_use]
    pub fn is_counted(&self) -> bool {
        self.said
            .first()
            .is_some_and(|said| matches!(said, Said::Counted { .. }))
    }
}

/// The whole table, each half sorted by key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// A sentence for each code.
    pub codes: Vec<Entry>,
    /// Every other word.
    pub words: Vec<Entry>,
}

/// What is wrong in a file of the table, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable(pub String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Words {
    /// Reads the table; `text_of` gives the text of a file by its path from the root.
    ///
    /// # Errors
    /// The first key that cannot be read, with its file and the reason.
    pub fn read<'a>(text_of: impl Fn(&str) -> Option<&'a str>) -> Result<Self, Unreadable> {
        let half = |files: &[&'static str]| -> Result<Vec<Entry>, Unreadable> {
            let mut found = BTreeMap::new();
            for file in files {
                let text = text_of(file).ok_or(Unreadable(format!("{file} is missing")))?;
                for entry in entries(file, text)? {
                    let key = entry.key.clone();
                    if found.insert(key.clone(), entry).is_some() {
                        return Err(Unreadable(format!("{file}: `{key}` stands twice")));
                    }
                }
            }
            Ok(found.into_values().collect())
        };
        Ok(Self {
            codes: half(&CODES)?,
            words: half(&WORDS)?,
        })
    }

    /// The codes and words that one target shows.
    pub fn of(&self, target: Target) -> impl Iterator<Item = &Entry> {
        self.codes
            .iter()
            .chain(&self.words)
            .filter(move |entry| entry.is_for(target))
    }
}

fn entries(file: &'static str, text: &str) -> Result<Vec<Entry>, Unreadable> {
    let bad = |text: String| Unreadable(format!("{file}: {text}"));
    let table: Table = text.parse().map_err(|e| bad(format!("{e}")))?;
    let everywhere = match table.get("in") {
        Some(value) => targets(value).map_err(bad)?,
        None => vec![Target::Android, Target::Ios],
    };
    let mut found = Vec::new();
    for (key, value) in &table {
        if key == "in" {
            continue;
        }
        let fields = value
            .as_table()
            .ok_or_else(|| bad(format!("`{key}` is no table")))?;
        let entry = entry(file, key, fields, &everywhere);
        found.push(entry.map_err(|why| bad(format!("`{key}`: {why}")))?);
    }
    Ok(found)
}

fn entry(
    file: &'static str,
    key: &str,
    fields: &Table,
    everywhere: &[Target],
) -> Result<Entry, String> {
    let known = ["note", "in", "values"];
    for field in fields.keys() {
        let is_language = LANGUAGES.iter().any(|language| language.tag == field);
        if !is_language && !known.contains(&field.as_str()) {
            return Err(format!("no field is called `{field}`"));
        }
    }
    let mut said_in = Vec::new();
    for language in LANGUAGES {
        let value = fields
            .get(language.tag)
            .ok_or_else(|| format!("no `{}`", language.tag))?;
        said_in.push(said(value).ok_or_else(|| format!("`{}` is no text", language.tag))?);
    }
    Ok(Entry {
        file,
        key: key.to_owned(),
        targets: match fields.get("in") {
            Some(value) => targets(value)?,
            None => everywhere.to_vec(),
        },
        holes: holes(fields.get("values"))?,
        said: said_in,
    })
}

fn said(value: &Value) -> Option<Said> {
    if let Some(text) = value.as_str() {
        return Some(Said::Plain(text.to_owned()));
    }
    let by_number = value.as_table().filter(|table| table.len() == 2)?;
    Some(Said::Counted {
        one: by_number.get("one")?.as_str()?.to_owned(),
        other: by_number.get("other")?.as_str()?.to_owned(),
    })
}

fn targets(value: &Value) -> Result<Vec<Target>, String> {
    let names = value.as_str().ok_or("`in` is no text")?;
    names
        .split_whitespace()
        .map(|name| Target::parse(name).ok_or_else(|| format!("nothing shows words in `{name}`")))
        .collect()
}

fn holes(value: Option<&Value>) -> Result<Vec<Hole>, String> {
    let Some(value) = value else {
        return Ok(Vec::new());
    };
    let list = value.as_array().ok_or("`values` is no list")?;
    list.iter()
        .map(|hole| {
            let (name, kind) = hole
                .as_str()
                .and_then(|text| text.split_once(": "))
                .ok_or("a value is written `name: kind`")?;
            let kind = match kind {
                "text" => Kind::Text,
                "int" => Kind::Int,
                "count" => Kind::Count,
                _ => return Err(format!("`{kind}` is no kind of value: text, int, count")),
            };
            Ok(Hole {
                name: name.to_owned(),
                kind,
            })
        })
        .collect()
}

/// A text taken apart: what stands as it is, and the names of its holes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Shown as it is.
    Words(&'a str),
    /// Filled in by this name.
    Hole(&'a str),
}

/// The pieces of a text in order. A brace without its partner stands as it is.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, next)) = after.split_once('}') else {
            break;
        };
        if !before.is_empty() {
            found.push(Piece::Words(before));
        }
        found.push(Piece::Hole(name));
        rest = next;
    }
    if !rest.is_empty() {
        found.push(Piece::Words(rest));
    }
    found
}

#[cfg(test)]
mod tests;
