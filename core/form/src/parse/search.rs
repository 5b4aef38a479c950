//! The two older ways to lists in files: `search(…)` in an appearance, and `query` with
//! `itemsets.csv`. Both become an itemset over a list of their own.

use std::sync::Arc;

use farola_xpath::Expr;
use farola_xpath::ast::{Path, Start};
use farola_xpath::document::DocumentBuilder;

use super::expr::{ExprPlace, Gives};
use super::external::{records, xml_name};
use super::{Fault, Loader};
use crate::def::NodeId;
use crate::def::body::{Choices, InlineChoice, Itemset};
use crate::def::secondary::{Data, Secondary};
use crate::def::table::Table;
use crate::def::text::{Piece, Text};
use crate::xml::Element;

/// The file behind `query`.
const ITEMSETS: &str = "itemsets.csv";

impl Loader<'_> {
    /// The choices of a select whose appearance holds `search(…)`: `list` is what is written in
    /// the body, where one choice names columns and those with whole numbers stand as they are.
    pub(super) fn search(
        &mut self,
        element: Element<'_>,
        node: NodeId,
        list: Vec<InlineChoice>,
    ) -> Choices {
        let appearance = element.attr("appearance").unwrap_or_default();
        let Some(args) = search_arguments(appearance) else {
            let fault = Fault {
                code: "form.bad_search",
                help: "Write search('file'), or with 4 or 6 arguments, as the XLSForm help has it.",
                at: element.at,
                path: element.attr("ref").unwrap_or_default(),
                offset: None,
            };
            self.warn(
                &fault,
                "search(…) in the appearance cannot be read".to_owned(),
            );
            return Choices::Inline(list);
        };
        let (fixed, columns): (Vec<_>, Vec<_>) = list
            .into_iter()
            // As in Collect: a whole number is a choice of its own, anything else names the
            // columns.
            .partition(|choice| choice.value.trim().parse::<i32>().is_ok());
        let (Some(columns), Some(file)) = (columns.first(), literal(args.first())) else {
            return Choices::Inline(fixed);
        };
        let file = file.strip_suffix(".csv").unwrap_or(&file).to_owned();
        let id = format!("search:{file}");
        self.search_list(element, &id, &format!("{file}.csv"));
        let value = safe_column(&columns.value);
        let label = self.search_label(columns);
        let nodeset = format!("instance('{id}')/root/item{}", predicate(&args));
        let place = ExprPlace {
            node: Some(node),
            at: element.at,
            path: "search()",
        };
        let inside = ExprPlace {
            node: None,
            ..place
        };
        let nodes = self.compile_as(&nodeset, &place, Gives::Nodes);
        let value_expr = self.compile(&value, &inside);
        let label_expr = self.compile(label.as_deref().unwrap_or(&value), &inside);
        let (Some(nodes), Some(value_expr)) = (nodes, value_expr) else {
            return Choices::Inline(fixed);
        };
        Choices::Itemset(Itemset {
            nodes,
            value: value_expr,
            value_name: Some(value.into()),
            label: label_expr,
            label_name: None,
            itext: false,
            dynamic: self.is_dynamic(nodes),
            fixed,
            unique: true,
            label_by_language: Vec::new(),
        })
    }

    /// The label of a found row: its first column, the others in brackets with their names.
    fn search_label(&self, columns: &InlineChoice) -> Option<String> {
        let text = match columns.label.as_ref()? {
            Text::Plain(pieces) => pieces.as_slice(),
            Text::Itext(id) => {
                let text = self.def.itext.get(self.def.itext.default, id)?;
                text.plain.as_deref()?
            }
            Text::Computed(_) => return None,
        };
        let text: String = text
            .iter()
            .filter_map(|piece| match piece {
                Piece::Literal(text) => Some(text.as_str()),
                Piece::Output(_) => None,
            })
            .collect();
        let mut names = split(&text).into_iter();
        let first = safe_column(names.next()?);
        let mut parts = vec![first];
        for name in names {
            parts.push(format!("' ({}: '", name.replace('\'', "")));
            parts.push(safe_column(name));
            parts.push("')'".to_owned());
        }
        Some(format!("concat({})", parts.join(", ")))
    }

    /// Reads a file for `search`, once; rows in the order of a column `sortby`.
    fn search_list(&mut self, element: Element<'_>, id: &str, file: &str) {
        // Several questions may search one file; it is read once.
        if self.def.instances.iter().any(|known| known.id == id) {
            return;
        }
        let text = self.list_text(element, file);
        let mut rows = records(&text, separator(&text)).into_iter();
        let header = rows.next().unwrap_or_default();
        let header: Vec<String> = header.iter().map(|name| safe_column(name)).collect();
        let mut rows: Vec<Vec<String>> = rows.collect();
        if let Some(at) = header.iter().position(|name| name == "c_sortby") {
            let key = |row: &Vec<String>| {
                let number = row.get(at).and_then(|text| text.trim().parse::<f64>().ok());
                // Rows without a number come first, in the order of the file.
                number.unwrap_or(f64::NEG_INFINITY)
            };
            rows.sort_by(|a, b| key(a).total_cmp(&key(b)));
        }
        let data = table(&header, &rows);
        self.def.instances.push(Secondary::new(id.to_owned(), data));
    }

    /// The list that `query="instance('id')/root/item[…]"` asks for: its rows of `itemsets.csv`.
    pub(super) fn query(&mut self, element: Element<'_>, node: NodeId, query: &str) -> Choices {
        let Some(id) = queried_list(query) else {
            return Choices::None;
        };
        let text = self.list_text(element, ITEMSETS);
        let mut rows = records(&text, separator(&text)).into_iter();
        let written = rows.next().unwrap_or_default();
        let header: Vec<String> = written.iter().map(|name| xml_name(name)).collect();
        if !self.def.instances.iter().any(|known| known.id == id) {
            let at = header.iter().position(|name| name == "list_name");
            let own = |row: &Vec<String>| at.and_then(|at| row.get(at)) == Some(&id);
            let rows: Vec<Vec<String>> = rows.filter(own).collect();
            let data = table(&header, &rows);
            self.def.instances.push(Secondary::new(id, data));
        }
        let place = ExprPlace {
            node: Some(node),
            at: element.at,
            path: "@query",
        };
        let inside = ExprPlace {
            node: None,
            ..place
        };
        let (Some(nodes), Some(value)) = (
            self.compile_as(query, &place, Gives::Nodes),
            self.compile("name", &inside),
        ) else {
            return Choices::None;
        };
        let plain = "label".to_owned();
        let languages = self.def.itext.languages.clone();
        let of = |language: &String| {
            let column = format!("label::{language}");
            let known = written.iter().any(|name| name.trim() == column);
            Box::from(if known {
                xml_name(&column)
            } else {
                plain.clone()
            })
        };
        Choices::Itemset(Itemset {
            nodes,
            value,
            value_name: Some("name".into()),
            label: self.compile("label", &inside),
            label_name: Some("label".into()),
            itext: false,
            dynamic: self.is_dynamic(nodes),
            fixed: Vec::new(),
            unique: false,
            label_by_language: languages.iter().map(of).collect(),
        })
    }

    fn list_text(&mut self, element: Element<'_>, file: &str) -> String {
        if !self.def.media.iter().any(|known| known == file) {
            self.def.media.push(file.to_owned());
        }
        let Some(bytes) = self.media.get(file) else {
            let fault = Fault {
                code: "form.media_missing",
                help: "Attach the file to the form, or give its folder with --media.",
                at: element.at,
                path: file,
                offset: None,
            };
            self.warn(
                &fault,
                format!("the file {file:?} is missing; its list is empty"),
            );
            return String::new();
        };
        let text = String::from_utf8_lossy(&bytes);
        text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned()
    }
}

/// Whether an appearance holds a search.
pub(super) fn is_search(appearance: &str) -> bool {
    appearance.contains("search(")
}

/// `;` where the header has one, as JavaRosa; where it has no comma either, a tab or a bar, as
/// web-forms.
pub(super) fn separator(text: &str) -> u8 {
    let header = text.split(['\r', '\n']).next().unwrap_or_default();
    let found = [b';', b',', b'\t', b'|'];
    let mut found = found.into_iter().filter(|s| header.as_bytes().contains(s));
    found.next().unwrap_or(b',')
}

fn table(header: &[String], rows: &[Vec<String>]) -> Data {
    let names = header.iter().map(|name| name.as_str().into());
    let mut table = Table::new("root", "item", names.collect());
    for row in rows {
        for index in 0..header.len() {
            table.push(Some(row.get(index).map_or("", String::as_str)));
        }
    }
    match table.finish() {
        Some(table) => Data::Table(Arc::new(table)),
        None => {
            let mut document = DocumentBuilder::new();
            document.leaf("root", "");
            Data::Document(document.finish())
        }
    }
}

/// A column as `search` knows it: its case and its odd characters do not matter.
fn safe_column(name: &str) -> String {
    let mut out = "c_".to_owned();
    for c in name.trim().chars() {
        let keep = c.is_ascii_alphanumeric() || c == '_';
        out.push(if keep { c.to_ascii_lowercase() } else { '_' });
    }
    out
}

/// Names separated by commas, or by spaces where there is no comma.
fn split(text: &str) -> Vec<&str> {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let parts = match parts.as_slice() {
        [one] => one.split_ascii_whitespace().collect(),
        _ => parts,
    };
    parts.into_iter().filter(|part| !part.is_empty()).collect()
}

/// The arguments of `search(…)` in an appearance: 1, 4 or 6.
fn search_arguments(appearance: &str) -> Option<Vec<Expr>> {
    let from = appearance.find("search(")?;
    let until = appearance.rfind(')')? + 1;
    let Ok(Expr::Call(call)) = farola_xpath::parse_lenient(appearance.get(from..until)?) else {
        return None;
    };
    matches!(call.args.len(), 1 | 4 | 6).then(|| call.args.clone())
}

fn literal(expr: Option<&Expr>) -> Option<String> {
    match expr? {
        Expr::Literal(text) => Some(text.to_string()),
        _ => None,
    }
}

/// The condition of a search on its rows. Text is looked for whatever its case, as SQL's LIKE.
fn predicate(args: &[Expr]) -> String {
    let mut terms = Vec::new();
    let how = literal(args.get(1)).unwrap_or_default();
    if let (Some(columns), Some(value)) = (literal(args.get(2)), args.get(3)) {
        let term = |name: &str| test(&how, &safe_column(name), value);
        let any: Vec<String> = split(&columns).into_iter().map(term).collect();
        if !any.is_empty() {
            terms.push(format!("({})", any.join(" or ")));
        }
    }
    if let (Some(column), Some(value)) = (literal(args.get(4)), args.get(5)) {
        terms.push(format!(
            "{} = string({})",
            safe_column(&column),
            outside(value)
        ));
    }
    if terms.is_empty() {
        return String::new();
    }
    format!("[{}]", terms.join(" and "))
}

fn test(how: &str, column: &str, value: &Expr) -> String {
    const UPPER: &str = "'ABCDEFGHIJKLMNOPQRSTUVWXYZ'";
    const LOWER: &str = "'abcdefghijklmnopqrstuvwxyz'";
    let folded = |text: &str| format!("translate({text}, {UPPER}, {LOWER})");
    let column = folded(column);
    let how = how.trim().to_ascii_lowercase();
    if let (true, Some(pattern)) = (how == "matches", like_pattern(value)) {
        return format!("regex({column}, {pattern})");
    }
    let value = folded(&outside(value));
    match how.as_str() {
        "matches" => format!("{column} = {value}"),
        "startswith" => format!("starts-with({column}, {value})"),
        "endswith" => format!("ends-with({column}, {value})"),
        _ => format!("contains({column}, {value})"),
    }
}

/// The pattern for what SQL's LIKE takes: `%` is any text, `_` any character. A text with
/// neither, and one that is only known while the form is filled, is compared as it stands.
fn like_pattern(value: &Expr) -> Option<String> {
    let Expr::Literal(text) = value else {
        return None;
    };
    if !text.contains(['%', '_']) {
        return None;
    }
    let mut pattern = "(?s)".to_owned();
    for c in text.chars() {
        match c {
            '%' => pattern.push_str(".*"),
            '_' => pattern.push('.'),
            c if c.is_alphanumeric() || c == ' ' => pattern.push(c.to_ascii_lowercase()),
            // By its number: a sign of the file must not steer the pattern, nor a quote end the
            // text.
            c => pattern.push_str(&format!("\\x{{{:x}}}", u32::from(c))),
        }
    }
    Some(format!("'{pattern}'"))
}

/// An argument as it reads inside a predicate: what began at the question still does.
fn outside(expr: &Expr) -> String {
    let mut expr = expr.clone();
    anchor(&mut expr);
    expr.to_string()
}

fn anchor(expr: &mut Expr) {
    match expr {
        Expr::Path(path) => anchor_path(path),
        Expr::Call(call) => call.args.iter_mut().for_each(anchor),
        Expr::Binary(binary) => {
            anchor(&mut binary.left);
            anchor(&mut binary.right);
        }
        Expr::Negate(inner) => anchor(inner),
        Expr::Number(_) | Expr::Literal(_) | Expr::Variable(..) => {}
    }
}

fn anchor_path(path: &mut Path) {
    match &mut path.start {
        // Inside a predicate a relative path would begin at the row of the list.
        Start::Context => path.start = Start::Current,
        Start::Filter(inner, _) => anchor(inner),
        Start::Root | Start::Current | Start::Instance(_) => {}
    }
}

/// The list named by `instance('id')/…`.
fn queried_list(query: &str) -> Option<String> {
    match farola_xpath::parse_lenient(query).ok()? {
        Expr::Path(path) => match path.start {
            Start::Instance(id) => Some(id.to_string()),
            _ => None,
        },
        _ => None,
    }
}
