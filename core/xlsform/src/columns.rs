//! What a column is: its header as written becomes tokens, by the aliases of its sheet.
//!
//! `label::Español (es)` is `label`, `Español (es)`; `constraint_message` is `bind`,
//! `jr:constraintMsg`; `image` is `media`, `image`.

use crate::fault::rules::sheets;
use crate::fault::{Fault, Faults, Place};
use crate::names::is_name;
use crate::table::{Record, Table};

/// The columns that a sheet can have.
#[derive(Debug)]
pub(crate) struct Layout {
    /// Headers that stand for others.
    pub(crate) aliases: &'static [(&'static str, &'static [&'static str])],
    /// Headers that stand for themselves.
    pub(crate) known: &'static [&'static str],
    /// Whether every other header that is a name is kept too.
    further: bool,
}

/// The survey sheet.
pub(crate) static SURVEY: Layout = Layout {
    aliases: &[
        ("compact_tag", &["instance", "odk:tag"]),
        ("read_only", &["bind", "readonly"]),
        ("readonly", &["bind", "readonly"]),
        ("relevant", &["bind", "relevant"]),
        ("relevance", &["bind", "relevant"]),
        ("caption", &["label"]),
        ("appearance", &["control", "appearance"]),
        ("required", &["bind", "required"]),
        ("constraint", &["bind", "constraint"]),
        ("constraining_message", &["bind", "jr:constraintMsg"]),
        ("constraint_message", &["bind", "jr:constraintMsg"]),
        ("calculation", &["bind", "calculate"]),
        ("calculate", &["bind", "calculate"]),
        ("command", &["type"]),
        ("tag", &["name"]),
        ("value", &["name"]),
        ("image", &["media", "image"]),
        ("big-image", &["media", "big-image"]),
        ("audio", &["media", "audio"]),
        ("video", &["media", "video"]),
        ("count", &["control", "jr:count"]),
        ("repeat_count", &["control", "jr:count"]),
        ("jr:count", &["control", "jr:count"]),
        ("autoplay", &["control", "autoplay"]),
        ("rows", &["control", "rows"]),
        ("noapperrorstring", &["bind", "jr:noAppErrorString"]),
        ("no_app_error_string", &["bind", "jr:noAppErrorString"]),
        ("requiredmsg", &["bind", "jr:requiredMsg"]),
        ("required_message", &["bind", "jr:requiredMsg"]),
        ("body", &["control"]),
        ("save_to", &["bind", "entities:saveto"]),
    ],
    known: &[
        "name",
        "label",
        "default",
        "guidance_hint",
        "instance",
        "query",
        "trigger",
        "bind",
        "choice_filter",
        "control",
        "hint",
        "media",
        "parameters",
        "type",
        "itemset",
        "list_name",
        "sms_field",
    ],
    further: false,
};

/// The choices sheet, external choices and OSM tags.
pub(crate) static LISTS: Layout = Layout {
    aliases: &[
        ("caption", &["label"]),
        ("list_name", &["list name"]),
        ("value", &["name"]),
        ("image", &["media", "image"]),
        ("big-image", &["media", "big-image"]),
        ("audio", &["media", "audio"]),
        ("video", &["media", "video"]),
    ],
    known: &["name", "label", "media", "sms_option"],
    further: true,
};

/// The settings sheet.
pub(crate) static SETTINGS: Layout = Layout {
    aliases: &[
        ("form_title", &["title"]),
        ("set_form_title", &["title"]),
        ("form_id", &["id_string"]),
        ("set_form_id", &["id_string"]),
        ("prefix", &["prefix"]),
    ],
    known: &[
        "name",
        "add_none_option",
        "asks_about_people",
        "clean_text_values",
        "attribute",
        "auto_delete",
        "auto_send",
        "default_language",
        "id_string",
        "instance_name",
        "instance_xmlns",
        "namespaces",
        "omit_instanceID",
        "public_key",
        "sms_keyword",
        "style",
        "submission_url",
        "title",
        "version",
        "allow_choice_duplicates",
        "client_editable",
        "delimiter",
        "prefix",
        "flat",
    ],
    further: false,
};

/// The entities sheet.
pub(crate) static ENTITIES: Layout = Layout {
    aliases: &[("list_name", &["dataset"])],
    known: &[
        "dataset",
        "entity_id",
        "create_if",
        "update_if",
        "repeat",
        "label",
    ],
    further: false,
};

/// The table of a sheet, and the tokens of each of its headers.
#[derive(Debug)]
pub(crate) struct Columns<'w> {
    /// The table.
    pub(crate) table: Table<'w>,
    /// Tokens of each header, in the order of the headers.
    pub(crate) tokens: Vec<Vec<String>>,
    layout: &'static Layout,
}

impl<'w> Columns<'w> {
    /// Reads the headers of a table; two that mean the same are a fault.
    pub(crate) fn of(table: Table<'w>, layout: &'static Layout, faults: &mut Faults) -> Self {
        let double = table
            .headers
            .iter()
            .any(|header| header.text.contains("::"));
        let mut tokens: Vec<Vec<String>> = Vec::with_capacity(table.headers.len());
        for (index, header) in table.headers.iter().enumerate() {
            let found = layout.tokens(&header.text, double);
            let twin = tokens.iter().position(|known| *known == found);
            if let Some(other) = twin.and_then(|twin| table.headers.get(twin)) {
                let mut place = Place::sheet(table.sheet);
                place.row = Some(table.header_row);
                place.column = Some(header.column);
                place.text = Some(header.text.to_string());
                let fault = Fault::new(&sheets::HEADER_TWICE, place);
                faults.push(fault.with("other", other.text.as_ref()));
            }
            debug_assert_eq!(index, tokens.len());
            tokens.push(found);
        }
        Self {
            table,
            tokens,
            layout,
        }
    }

    /// Tells what is wrong with cells of the columns that mean something; anybody may have others.
    pub(crate) fn tell_broken(&self, faults: &mut Faults) {
        for (index, fault) in &self.table.broken {
            let tokens = self.tokens.get(*index).and_then(|tokens| tokens.first());
            if tokens.is_some_and(|first| self.layout.reads(first)) {
                faults.push(fault.clone());
            }
        }
    }

    /// Whether a column begins with this token.
    pub(crate) fn has(&self, first: &str) -> bool {
        let mut firsts = self.tokens.iter().filter_map(|tokens| tokens.first());
        firsts.any(|token| token == first)
    }

    /// Whether a column means what the header `wanted` of this sheet means.
    pub(crate) fn has_header(&self, wanted: &str) -> bool {
        let meant = self.layout.tokens(wanted, false);
        let mut tokens = self.tokens.iter();
        tokens.any(|tokens| tokens.starts_with(&meant))
    }

    /// Takes the column at `index` for `wanted`; a language behind it stays.
    pub(crate) fn rename(&mut self, index: usize, wanted: &str) {
        let meant = self.layout.tokens(wanted, false);
        if let Some(tokens) = self.tokens.get_mut(index) {
            tokens.splice(..tokens.len().min(1), meant);
        }
    }

    /// The place of a cell by its row and the meaning of its column, such as `bind::calculate`:
    /// the column that is filled, or else the first one of that meaning.
    pub(crate) fn at(&self, record: &Record<'_>, meaning: &str) -> Place {
        let mut candidates = self.tokens.iter().enumerate();
        let is = |tokens: &[String]| {
            let mut wanted = meaning.split("::");
            let mut own = tokens.iter();
            wanted.all(|token| own.next().is_some_and(|own| own == token))
        };
        let filled = record.cells.iter().map(|(index, _)| *index);
        let mut filled = filled.filter(|index| self.tokens.get(*index).is_some_and(|t| is(t)));
        let index = filled.next().or_else(|| {
            candidates
                .find(|(_, tokens)| is(tokens))
                .map(|(index, _)| index)
        });
        match index {
            Some(index) => self.table.place(record, index),
            None => Place {
                sheet: self.table.sheet.to_owned(),
                row: Some(record.number),
                ..Place::default()
            },
        }
    }

    /// The place of a cell by the number of its row.
    pub(crate) fn at_row(&self, number: u32, meaning: &str) -> Place {
        let found = self
            .table
            .rows
            .binary_search_by_key(&number, |row| row.number);
        match found.ok().and_then(|index| self.table.rows.get(index)) {
            Some(record) => self.at(record, meaning),
            None => Place {
                sheet: self.table.sheet.to_owned(),
                row: (number > 0).then_some(number),
                ..Place::default()
            },
        }
    }

    /// The place of a header.
    pub(crate) fn at_header(&self, index: usize) -> Place {
        let header = self.table.headers.get(index);
        Place {
            sheet: self.table.sheet.to_owned(),
            row: Some(self.table.header_row),
            column: header.map(|header| header.column),
            header: None,
            text: header.map(|header| header.text.to_string()),
        }
    }
}

impl Layout {
    fn alias(&self, header: &str) -> Option<&'static [&'static str]> {
        let found = self.aliases.iter().find(|(alias, _)| *alias == header);
        found.map(|(_, tokens)| *tokens)
    }

    /// Whether columns that begin with this token are read.
    fn reads(&self, first: &str) -> bool {
        let mut meant = self.aliases.iter().filter_map(|(_, tokens)| tokens.first());
        // What else a list has becomes an element of its choices.
        let further = self.further && is_name(first);
        self.known.contains(&first) || meant.any(|token| *token == first) || further
    }

    fn knows(&self, header: &str) -> bool {
        self.known.contains(&header) && self.alias(header).is_none()
    }

    /// The tokens of a header. `double`: the sheet separates with `::`, so `:` is part of a name.
    fn tokens(&self, header: &str, double: bool) -> Vec<String> {
        let snake = snake_case(header);
        for whole in [header, snake.as_str()] {
            if self.knows(whole) {
                return vec![whole.to_owned()];
            }
        }
        let mut tokens: Vec<String> = match double {
            true => header
                .split("::")
                .map(|token| token.trim().to_owned())
                .collect(),
            false => single_colons(header),
        };
        let Some(first) = tokens.first_mut() else {
            return tokens;
        };
        let snake = snake_case(first);
        if let Some(alias) = self.alias(&snake) {
            let alias = alias.iter().map(|token| (*token).to_owned());
            return alias.chain(tokens.drain(1..)).collect();
        }
        if self.known.contains(&snake.as_str()) {
            *first = snake;
        }
        tokens
    }
}

/// Tokens separated by single colons, the older way; `jr:count` stays one.
fn single_colons(header: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut parts = header.split(':').map(str::trim);
    while let Some(part) = parts.next() {
        match part {
            "jr" => tokens.push(format!("jr:{}", parts.next().unwrap_or_default())),
            _ => tokens.push(part.to_owned()),
        }
    }
    tokens
}

/// Lower-case words joined by underscores.
pub(crate) fn snake_case(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join("_").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_become_tokens() {
        let check = |header: &str, double: bool, expected: &[&str]| {
            assert_eq!(SURVEY.tokens(header, double), expected, "{header}");
        };
        check("type", false, &["type"]);
        check("Type", false, &["type"]);
        check("Guidance Hint", false, &["guidance_hint"]);
        check("label::Español (es)", true, &["label", "Español (es)"]);
        check("label: English", false, &["label", "English"]);
        check(
            "media::image::English",
            true,
            &["media", "image", "English"],
        );
        check("image::English", true, &["media", "image", "English"]);
        check(
            "Constraint Message::es",
            true,
            &["bind", "jr:constraintMsg", "es"],
        );
        check("jr:count", false, &["control", "jr:count"]);
        check("bind:jr:preload", false, &["bind", "jr:preload"]);
        check("bind::jr:preload", true, &["bind", "jr:preload"]);
        check("body::esri:style", true, &["control", "esri:style"]);
        check("kobo--score", false, &["kobo--score"]);
        assert_eq!(LISTS.tokens("list_name", false), ["list name"]);
        assert_eq!(LISTS.tokens("list name", false), ["list name"]);
        assert_eq!(LISTS.tokens("Estado", false), ["Estado"]);
        assert_eq!(SETTINGS.tokens("form_id", false), ["id_string"]);
    }
}
