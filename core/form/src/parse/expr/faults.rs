//! Faults of expressions, each with the place and a way out.

use farola_xpath::ast::{NodeTest, Path, Step};
use farola_xpath::{Expr, XPathError};

use super::site::Site;
use crate::def::NodeId;
use crate::parse::budget::BYTES;
use crate::parse::{Fault, Loader};

impl Loader<'_> {
    pub(super) fn xpath_fault(&mut self, error: &XPathError, site: &Site<'_>) {
        let (at, path) = self.exact(site, error.offset());
        let fault = Fault {
            code: error.code(),
            help: help(error),
            at,
            path: &path,
            offset: Some(error.offset()),
        };
        self.error(&fault, error.to_string());
    }

    pub(super) fn check_instance(&mut self, id: &str, path: &Path, site: &Site<'_>) {
        self.work.spend(self.def.instances.len() / BYTES);
        let own = self.def.primary_id.as_deref() == Some(id);
        if own || self.def.instances.iter().any(|i| i.id == id) {
            return;
        }
        let offset = path.at.bytes();
        let (at, place) = self.exact(site, offset);
        let ids = self.def.instances.iter().map(|i| i.id.as_str());
        let near = self
            .hints()
            .then(|| farola_model::nearest(id, ids))
            .flatten();
        let meant = near.map(|near| format!(": did you mean {near:?}?"));
        let message = format!("the form has no list {id:?}{}", meant.unwrap_or_default());
        let fault = Fault {
            code: "form.unknown_instance",
            help: "Mend the name; in the XLSForm it is a list_name of the choices sheet, or an \
                   attached file named in the survey sheet (select_one_from_file, csv-external).",
            at,
            path: &place,
            offset: Some(offset),
        };
        self.error(&fault, message);
    }

    pub(super) fn lost_path(&mut self, path: &Path, step: &Step, from: &[NodeId], site: &Site<'_>) {
        let offset = path.at.bytes();
        let (at, place) = self.exact(site, offset);
        let expr = Expr::Path(Box::new(path.clone()));
        let meant = self.meant(step, from);
        let message = format!(
            "the path {expr} leads to no question of the form{}",
            meant
                .map(|near| format!(": did you mean {near}?"))
                .unwrap_or_default()
        );
        let fault = Fault {
            code: "form.path_nowhere",
            help: "Check the spelling: capitals count, and in the XLSForm ${name} must be a name \
                   of the survey sheet.",
            at,
            path: &place,
            offset: Some(offset),
        };
        self.warn(&fault, message);
    }

    /// The node that a step which leads nowhere perhaps means: a sibling with nearly its name,
    /// or one of that name elsewhere.
    fn meant(&self, step: &Step, from: &[NodeId]) -> Option<String> {
        let NodeTest::Name(name) = &step.test else {
            return None;
        };
        if !self.hints() {
            return None;
        }
        let local = |node: &NodeId| {
            let name = self.def.nodes.name(*node);
            name.map_or("", |name| self.def.names.text(name))
        };
        // One of that exact name elsewhere: the path is mostly right and only its group is wrong.
        let same = self
            .def
            .nodes
            .all()
            .find(|node| local(node) == &*name.local);
        let children: Vec<NodeId> = match from {
            [] => vec![NodeId::ROOT],
            from => from
                .iter()
                .flat_map(|n| self.def.nodes.children(*n))
                .collect(),
        };
        // A sibling first: a slip of the finger is more likely than another group.
        let near = farola_model::nearest(&name.local, children.iter().map(local));
        let near = near.and_then(|near| children.iter().copied().find(|n| local(n) == near));
        near.or(same).map(|node| self.def.node_path(node))
    }
}

/// The way out of a fault of an expression, in the words of who wrote it.
fn help(error: &XPathError) -> &'static str {
    match error {
        XPathError::UnknownFunction { .. } => {
            "Check the name of the function; core/xpath/README.md lists all functions."
        }
        XPathError::Arguments { .. } => {
            "Give the function as many values as it takes, separated by commas."
        }
        XPathError::Variable { .. } => {
            "In an XLSForm write ${name} with braces; in an XForm write the path /data/name."
        }
        XPathError::NotNodeset { .. } => {
            "Give a question (${name} or its path) there, not a text, a number or a calculation."
        }
        XPathError::UnclosedString { .. } => {
            "Every quote needs its partner; straight quotes (' or \") only, not “these”."
        }
        XPathError::Regex { .. } => {
            "Patterns match the whole answer and know no look-around (?=…) (?!…) and no \
             back-references \\1: split the rule in two with and / not()."
        }
        XPathError::TooDeep { .. } | XPathError::TooLong { .. } => {
            "Split it: a calculate row for each part, and an expression over those."
        }
        XPathError::Empty => "Write the expression, or leave the cell or the attribute out.",
        _ => "Mend the expression at the place shown; `farola xpath` tries one on its own.",
    }
}
