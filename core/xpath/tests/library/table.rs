//! Runs a table of cases and tells all that fail at once.

use farola_xpath::document::{Document, DocumentHost, NodeId};
use farola_xpath::{
    Context, XPathError, evaluate_boolean, evaluate_nodeset, evaluate_number, evaluate_string,
    parse_lenient,
};

/// A document, the node expressions stand at, and the clock they read.
pub(crate) struct Table {
    document: Document,
    context: String,
    zone: &'static str,
    language: Option<&'static str>,
}

impl Table {
    pub(crate) fn new(xml: &str) -> Self {
        let document = Document::parse(xml).expect("the document of the table is well formed");
        Self {
            document,
            context: "/".into(),
            zone: "America/Mexico_City",
            language: None,
        }
    }

    pub(crate) fn plain() -> Self {
        Self::new("<data/>")
    }

    pub(crate) fn at(mut self, context: &str) -> Self {
        self.context = context.into();
        self
    }

    pub(crate) fn zone(mut self, zone: &'static str) -> Self {
        self.zone = zone;
        self
    }

    pub(crate) fn language(mut self, language: &'static str) -> Self {
        self.language = Some(language);
        self
    }

    pub(crate) fn host(&self) -> DocumentHost<'_> {
        let now: jiff::Timestamp = "2026-11-23T20:15:30.250Z".parse().unwrap();
        let host = self
            .document
            .host()
            .with_now(now.in_tz(self.zone).unwrap())
            .with_seed(7)
            .with_namespace("h", "http://www.w3.org/1999/xhtml")
            .with_namespace("orx", "http://openrosa.org/xforms");
        match self.language {
            Some(language) => host.with_language(language),
            None => host,
        }
    }

    fn context(&self) -> Context<NodeId> {
        let start = Context::new(self.document.root());
        let nodes = evaluate_nodeset(&parse_lenient(&self.context).unwrap(), &start, &self.host());
        Context::new(
            *nodes
                .unwrap()
                .first()
                .expect("the context of the table is in its document"),
        )
    }

    fn each<E: PartialEq + std::fmt::Debug>(
        &self,
        rows: &[(&str, E)],
        evaluate: impl Fn(&str) -> Result<E, XPathError>,
    ) {
        let wrong: Vec<String> = rows
            .iter()
            .filter_map(|(expr, expected)| match evaluate(expr) {
                Ok(found) if found == *expected => None,
                found => Some(format!(
                    "{expr}\n    expected {expected:?}\n    found    {found:?}"
                )),
            })
            .collect();
        assert!(
            wrong.is_empty(),
            "{} of {} wrong:\n{}",
            wrong.len(),
            rows.len(),
            wrong.join("\n")
        );
    }

    pub(crate) fn texts(&self, rows: &[(&str, &str)]) {
        let rows: Vec<(&str, String)> = rows.iter().map(|(e, t)| (*e, (*t).to_owned())).collect();
        self.each(&rows, |expr| {
            evaluate_string(&parse_lenient(expr)?, &self.context(), &self.host())
        });
    }

    /// Numbers equal to the last bit, except that NaN equals NaN.
    pub(crate) fn numbers(&self, rows: &[(&str, f64)]) {
        let show = |number: f64| format!("{number:?}");
        let rows: Vec<(&str, String)> = rows.iter().map(|(e, n)| (*e, show(*n))).collect();
        self.each(&rows, |expr| {
            evaluate_number(&parse_lenient(expr)?, &self.context(), &self.host()).map(show)
        });
    }

    /// Numbers equal within a millionth part.
    pub(crate) fn nearly(&self, rows: &[(&str, f64)]) {
        for (expr, expected) in rows {
            let expr_tree = parse_lenient(expr).unwrap();
            let found = evaluate_number(&expr_tree, &self.context(), &self.host()).unwrap();
            let scale = expected.abs().max(1.0);
            assert!(
                (found - expected).abs() <= scale * 1e-6,
                "{expr}: {found}, not {expected}"
            );
        }
    }

    pub(crate) fn truths(&self, rows: &[(&str, bool)]) {
        self.each(rows, |expr| {
            evaluate_boolean(&parse_lenient(expr)?, &self.context(), &self.host())
        });
    }

    /// Nodes as their positional paths, separated by spaces.
    pub(crate) fn nodes(&self, rows: &[(&str, &str)]) {
        let rows: Vec<(&str, String)> = rows.iter().map(|(e, t)| (*e, (*t).to_owned())).collect();
        self.each(&rows, |expr| {
            let nodes = evaluate_nodeset(&parse_lenient(expr)?, &self.context(), &self.host())?;
            let paths: Vec<_> = nodes
                .into_iter()
                .map(|node| self.document.positional_path(node))
                .collect();
            Ok(paths.join(" "))
        });
    }

    pub(crate) fn errors(&self, rows: &[(&str, &str)]) {
        let rows: Vec<(&str, String)> = rows.iter().map(|(e, t)| (*e, (*t).to_owned())).collect();
        self.each(&rows, |expr| {
            let result = parse_lenient(expr)
                .and_then(|tree| evaluate_string(&tree, &self.context(), &self.host()));
            Ok(match result {
                Ok(text) => format!("no error but {text}"),
                Err(error) => error.code().to_owned(),
            })
        });
    }
}
