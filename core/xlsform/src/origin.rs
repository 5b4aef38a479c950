//! Where on the sheets a part of the form comes from, for what is found in the form later.

use std::collections::HashMap;

use crate::columns::Columns;
use crate::fault::Place;
use crate::survey::tree::Tree;

/// The row of the survey sheet of each node, and the columns of its parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins {
    sheet: String,
    /// Tokens of each header joined by `::`, its column and its text.
    columns: Vec<(String, u32, String)>,
    rows: HashMap<String, u32>,
}

impl Origins {
    pub(crate) fn of(tree: &Tree, survey: &Columns<'_>) -> Self {
        let all = tree.all();
        let rows = all.into_iter().filter_map(|id| {
            let row = tree.get(id).row;
            (row > 0).then(|| (tree.path(id), row))
        });
        let heads = survey.tokens.iter().zip(&survey.table.headers);
        let columns = heads.filter(|(tokens, _)| !tokens.is_empty());
        Self {
            sheet: survey.table.sheet.to_owned(),
            columns: columns
                .map(|(tokens, head)| (tokens.join("::"), head.column, head.text.to_string()))
                .collect(),
            rows: rows.collect(),
        }
    }

    /// The cell of a part of the form: the path of its node, and behind a blank what of it, as in
    /// `/data/age @relevant`. Without such a part, or without such a column, the name of the row;
    /// nothing for what no row of the sheet says.
    #[must_use]
    pub fn place(&self, part: &str) -> Option<Place> {
        let (path, part) = part.split_once(' ').unwrap_or((part, ""));
        let (path, part) = match path.split_once(':') {
            // The id of a text: `/data/age:label`.
            Some((path, text)) if part.is_empty() => (path, text),
            _ => (path, part),
        };
        let row = *self.rows.get(path)?;
        let column = meanings(part)
            .iter()
            .find_map(|meaning| self.column(meaning));
        Some(Place {
            row: Some(row),
            column: column.map(|(column, _)| column),
            header: column.map(|(_, header)| header.to_owned()),
            ..Place::sheet(&self.sheet)
        })
    }

    fn column(&self, meaning: &str) -> Option<(u32, &str)> {
        let found = self.columns.iter().find(|(tokens, _, _)| {
            let rest = tokens.strip_prefix(meaning);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        });
        found.map(|(_, column, header)| (*column, header.as_str()))
    }
}

/// The columns that can say a part, the likeliest first.
fn meanings(part: &str) -> &'static [&'static str] {
    match part {
        "@relevant" => &["bind::relevant"],
        "@readonly" => &["bind::readonly"],
        "@required" => &["bind::required"],
        "@constraint" => &["bind::constraint"],
        "@calculate" => &["bind::calculate"],
        "@jr:count" => &["control::jr:count"],
        "message" | "jr:constraintMsg" => &["bind::jr:constraintMsg", "bind::jr:requiredMsg"],
        "jr:requiredMsg" => &["bind::jr:requiredMsg"],
        "itemset/@nodeset" | "itemset" => &["choice_filter", "type"],
        "setvalue/@value" => &["default", "bind::calculate"],
        "output/@value" | "label/@ref" | "label" => &["label"],
        "hint" => &["hint"],
        _ => &["name"],
    }
}

#[cfg(test)]
mod tests {
    use crate::workbook::{Sheet, Workbook};
    use crate::{Options, compile};

    #[test]
    fn parts_of_a_form_have_their_cell() {
        let rows: [&[&str]; 4] = [
            &[
                "type",
                "name",
                "label::Español (es)",
                "relevant",
                "constraint",
            ],
            &["begin_group", "g", "G", "", ""],
            &["integer", "edad", "Edad", "1 = 1", ". > 3"],
            &["end_group", "", "", "", ""],
        ];
        let workbook = Workbook {
            sheets: vec![Sheet::of_text("Survey", &rows)],
        };
        let origins = compile(&workbook, &Options::default())
            .form
            .unwrap()
            .origins;
        for (part, expected) in [
            ("/data/g/edad @relevant", Some("Survey D3 (relevant)")),
            ("/data/g/edad @constraint", Some("Survey E3 (constraint)")),
            ("/data/g/edad", Some("Survey B3 (name)")),
            ("/data/g @jr:count", Some("Survey 2")),
            (
                "/data/g/edad:label",
                Some("Survey C3 (label::Español (es))"),
            ),
            (
                "/data/g/edad output/@value",
                Some("Survey C3 (label::Español (es))"),
            ),
            ("/data/none @relevant", None),
            ("bind", None),
        ] {
            let place = origins.place(part).map(|place| place.to_string());
            assert_eq!(place.as_deref(), expected, "{part}");
        }
    }
}
