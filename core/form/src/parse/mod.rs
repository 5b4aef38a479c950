//! From the XForm's XML to the definition, collecting every fault on the way.

mod action;
mod audit;
mod bind;
mod body;
mod budget;
mod entities;
mod expr;
mod external;
mod instance;
mod itext;
mod lint;
mod lookup;
mod never;
mod range;
mod search;
mod sending;
mod site;

pub(crate) use self::budget::{READING_STEPS, Work};
pub(crate) use self::external::records;
pub(crate) use self::instance::{DRAFT, Rows, read_row};
pub(crate) use self::itext::media_name;

use farola_model::limits::FORM_XML_BYTES;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

pub(crate) use self::expr::{Dep, ExprInfo, Reads};
use crate::def::action::ActionEvent;
use crate::def::{FormDef, NodeId, ScopeId};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::error::FormError;
use crate::graph::Graph;
use crate::media::FormMedia;
use crate::xml::{self, Content, Element, XFORMS};

/// What is at hand while a form is read.
pub(crate) struct Loader<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) media: &'a dyn FormMedia,
    pub(crate) def: FormDef,
    pub(crate) info: Vec<ExprInfo>,
    pub(crate) diagnostics: Vec<(usize, Diagnostic)>,
    pub(crate) fatal: bool,
    /// Nodes by the id of their bind.
    pub(crate) bind_ids: FxHashMap<String, NodeId>,
    /// Properties of entities that binds save to.
    pub(crate) save_to: Vec<entities::SaveTo>,
    /// Nodes taken for true or false.
    pub(crate) truths: Vec<lint::TruthOfNode>,
    /// Faults beyond the number that is listed.
    pub(crate) unlisted: usize,
    /// Errors and warnings that are listed.
    listed: (usize, usize),
    /// What reading may still take.
    pub(crate) work: Work,
}

/// The most faults that are listed: who has so many begins with the first, and a hostile form
/// must not make a list longer than itself.
const LISTED: usize = 500;

/// A fault to report: its code, its way out and where it is.
pub(crate) struct Fault<'a> {
    pub(crate) code: &'static str,
    pub(crate) help: &'static str,
    pub(crate) at: usize,
    pub(crate) path: &'a str,
    pub(crate) offset: Option<usize>,
}

/// Faults for which the name perhaps meant is looked for, and names that are looked at.
const HINTS: usize = 50;

impl Loader<'_> {
    /// Whether it is still worth the time to look for what was meant.
    pub(crate) fn hints(&self) -> bool {
        self.diagnostics.len() < HINTS
    }

    /// The end of a sentence about a reference that leads nowhere: the node perhaps meant.
    fn did_you_mean(&self, reference: &str) -> String {
        let found = self
            .hints()
            .then(|| self.def.nearest_node(reference))
            .flatten();
        found
            .map(|path| format!(": did you mean {path}?"))
            .unwrap_or_default()
    }

    fn report(&mut self, severity: Severity, fault: &Fault<'_>, message: String) {
        let listed = match severity {
            Severity::Error => self.listed.0,
            Severity::Warning => self.listed.1,
        };
        // Errors beside warnings: who is refused is told why.
        if listed >= LISTED {
            self.unlisted += 1;
            return;
        }
        // Line and column come at the end, for all at once: a form can be one long line.
        let place = Place {
            path: fault.path.to_owned(),
            offset: fault.offset,
            ..Place::default()
        };
        let diagnostic = Diagnostic {
            code: fault.code,
            severity,
            message,
            place,
            help: fault.help,
        };
        let mut known = self.diagnostics.iter();
        if !known.any(|(at, known)| *at == fault.at && *known == diagnostic) {
            self.diagnostics.push((fault.at, diagnostic));
            match severity {
                Severity::Error => self.listed.0 += 1,
                Severity::Warning => self.listed.1 += 1,
            }
        }
    }

    /// A fault that keeps the form from being filled.
    pub(crate) fn error(&mut self, fault: &Fault<'_>, message: String) {
        self.fatal = true;
        self.report(Severity::Error, fault, message);
    }

    /// A fault that a form can live with.
    pub(crate) fn warn(&mut self, fault: &Fault<'_>, message: String) {
        self.report(Severity::Warning, fault, message);
    }
}

/// Reads a form.
pub(crate) fn parse(bytes: &[u8], media: &dyn FormMedia) -> (Option<FormDef>, Vec<Diagnostic>) {
    let document = match xml::read(bytes, FORM_XML_BYTES, Content::SkipSecondary) {
        Ok(document) => document,
        Err(error) => return (None, vec![unreadable(bytes, &error)]),
    };
    let mut loader = Loader {
        bytes,
        media,
        def: FormDef::default(),
        info: Vec::new(),
        diagnostics: Vec::new(),
        fatal: false,
        bind_ids: FxHashMap::default(),
        save_to: Vec::new(),
        truths: Vec::new(),
        unlisted: 0,
        listed: (0, 0),
        work: Work::default(),
    };
    let prefixes = document.prefixes.iter();
    loader.def.prefixes = prefixes
        .map(|(prefix, uri)| ((*prefix).to_owned(), Arc::from(&**uri)))
        .collect();
    if let Some(root) = document.root() {
        loader.load(root);
    }
    let Loader {
        def,
        mut diagnostics,
        fatal,
        unlisted,
        ..
    } = loader;
    diagnostics.sort_by_key(|(at, _)| *at);
    let mut lines = xml::Lines::new(bytes);
    for (at, diagnostic) in &mut diagnostics {
        (diagnostic.place.line, diagnostic.place.column) = lines.of(*at);
    }
    if unlisted > 0 {
        diagnostics.push((bytes.len(), more_faults(unlisted)));
    }
    let diagnostics = diagnostics
        .into_iter()
        .map(|(_, diagnostic)| diagnostic)
        .collect();
    ((!fatal).then_some(def), diagnostics)
}

fn more_faults(unlisted: usize) -> Diagnostic {
    Diagnostic {
        code: "form.more_faults",
        severity: Severity::Warning,
        message: format!("{unlisted} more faults are not listed"),
        place: Place::default(),
        help: "Mend those above first; many others may go with them.",
    }
}

/// How workbooks begin: xlsx and ods are zips, xls is a file of its own kind.
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"];

fn unreadable(bytes: &[u8], error: &FormError) -> Diagnostic {
    let is_workbook = WORKBOOKS.iter().any(|begin| bytes.starts_with(begin));
    let (offset, code, help) = match error {
        FormError::NotXml { offset, .. } if is_workbook => (
            *offset,
            "form.not_xml",
            "This is a spreadsheet. Make a form of it first: `farola form convert SHEET`.",
        ),
        FormError::NotXml { offset, .. } => (
            *offset,
            "form.not_xml",
            "Open the file in an XML editor and mend it at this place.",
        ),
        FormError::Dtd => (
            0,
            "form.dtd",
            "Remove the <!DOCTYPE …> declaration; XForms do not use one.",
        ),
        FormError::TooDeep { .. } => (
            0,
            "form.too_deep",
            "No real form nests so deep; check what made this file.",
        ),
        _ => (
            0,
            "form.too_big",
            "Move long lists of choices into attached CSV files.",
        ),
    };
    let (line, column) = xml::line_column(bytes, offset);
    Diagnostic {
        code,
        severity: Severity::Error,
        message: error.to_string(),
        place: Place {
            line,
            column,
            path: String::new(),
            offset: None,
        },
        help,
    }
}

impl Loader<'_> {
    fn load(&mut self, root: Element<'_>) {
        self.work.spend(self.bytes.len() / budget::BYTES);
        self.load_parts(root);
        if self.work.is_spent() {
            self.tell_spent(root);
        }
        self.def.reading_steps = self.work.used();
    }

    fn load_parts(&mut self, root: Element<'_>) {
        let Some(model) = find_model(root) else {
            let fault = Fault {
                code: "form.no_model",
                help: "An XForm is <h:html> with a <model> in its <h:head>; is this file a form?",
                at: root.at,
                path: &root.name.written(),
                offset: None,
            };
            return self.error(&fault, "there is no model".to_owned());
        };
        self.def.title = find_title(root).unwrap_or_default();
        let body = root.find_local("body");
        let mut repeats = FxHashSet::default();
        if let Some(body) = body {
            body::repeat_paths(body, "", &mut repeats);
        }
        if !self.load_instance(model, &repeats)
            || !self.work.spend(budget::NODE * self.def.nodes.len())
        {
            return;
        }
        self.load_secondary(model);
        self.load_sending(model);
        self.load_itext(model);
        self.load_binds(model);
        self.load_entities(model);
        // Those of the model run before those of the body.
        self.load_actions(model, action::ActionPlace::MODEL);
        if let Some(body) = body {
            self.load_body(body);
        }
        self.fill_fixed();
        self.find_judged();
        self.report_truths();
        self.report_never();
        self.find_meta();
        self.load_audit(model);
        if self.work.is_spent() {
            return;
        }
        self.def.graph = Graph::build(self);
        for (index, action) in self.def.actions.iter().enumerate() {
            if let Some(node) = action.trigger
                && action.events.contains(&ActionEvent::ValueChanged)
            {
                self.def.triggers.entry(node).or_default().push(index);
            }
        }
        if self.def.title.is_empty() {
            self.def.title.clone_from(&self.def.id);
        }
    }

    fn find_judged(&mut self) {
        let judged = |node: &NodeId| {
            let constraint = self.def.bind(*node).and_then(|bind| bind.constraint);
            constraint.is_some() || self.def.control(*node).is_some()
        };
        self.def.judged = self.def.nodes.all().filter(judged).collect();
    }

    fn find_meta(&mut self) {
        let meta = self.def.child(NodeId::ROOT, "meta", false);
        let child = |def: &FormDef, name| {
            let node = meta.and_then(|m| def.child(m, name, false));
            // What is repeated is no block of the form.
            node.filter(|node| def.nodes.scope(*node) == ScopeId::ROOT)
        };
        self.def.instance_id = child(&self.def, "instanceID");
        self.def.deprecated_id = child(&self.def, "deprecatedID");
        self.def.instance_name = child(&self.def, "instanceName");
    }
}

fn find_model(element: Element<'_>) -> Option<Element<'_>> {
    if element.name.is(XFORMS, "model") {
        return Some(element);
    }
    element.elements().find_map(find_model)
}

fn find_title(root: Element<'_>) -> Option<String> {
    let head = root.find_local("head")?;
    let title = head.find_local("title")?;
    Some(title.text().trim().to_owned())
}
