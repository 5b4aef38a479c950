//! What the evaluator asks of whoever holds the nodes.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt::Debug;
use std::hash::Hash;

use jiff::ZonedDateTime;

use crate::ast::{Path, QName};
use crate::error::XPathError;
use crate::eval::Context;
use crate::function::Function;
use crate::temporal::Temporal;
use crate::value::Value;

/// The kinds of node of the XPath data model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // The names are the specification's.
pub enum NodeKind {
    Document,
    Element,
    Attribute,
    Text,
    Comment,
    ProcessingInstruction,
}

/// The name of an element or attribute as its document has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name<'a> {
    /// The prefix as written, if any.
    pub prefix: Option<&'a str>,
    /// The local name.
    pub local: &'a str,
    /// The namespace the prefix (or the default declaration) stands for.
    pub namespace: Option<&'a str>,
}

/// How many nodes of a path are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Want {
    /// One value: a form may take an absolute path inside a repeat as "of my own instance".
    Single,
    /// One side of a comparison: as one value, and a single node that is not relevant may stand,
    /// to be read as blank (peers compare it so: `!= 2` holds).
    Operand,
    /// All nodes, as the argument of `sum` or `count`.
    Set,
}

/// The typed value of a node, where its document knows a type.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// The node holds a number.
    Number(f64),
    /// The node holds a truth.
    Boolean(bool),
    /// The node holds a date or a date with time.
    Date(Temporal),
}

/// The holder of the nodes, the clock and the chance that expressions read.
///
/// Only the navigation and `now`/`entropy` must be written; every other method has a default
/// that is right for a plain document. All methods take `&self`: a host that must change
/// something (a random generator) keeps it in a cell.
pub trait Host {
    /// A node; cheap to copy.
    type Node: Copy + Eq + Hash + Debug;

    /// The document node that `/` means for an expression at `context`.
    fn root(&self, context: Self::Node) -> Self::Node;
    /// What kind of node this is.
    fn kind(&self, node: Self::Node) -> NodeKind;
    /// The parent; of an attribute, its element.
    fn parent(&self, node: Self::Node) -> Option<Self::Node>;
    /// Appends the children in document order (attributes are no children).
    fn children(&self, node: Self::Node, out: &mut Vec<Self::Node>);
    /// Appends the attributes in document order.
    fn attributes(&self, node: Self::Node, out: &mut Vec<Self::Node>);
    /// The name of an element, attribute or processing instruction.
    fn name(&self, node: Self::Node) -> Option<Name<'_>>;
    /// The string value of any node.
    fn string_value(&self, node: Self::Node) -> Cow<'_, str>;
    /// Which of two nodes comes first in its document.
    fn document_order(&self, a: Self::Node, b: Self::Node) -> Ordering;
    /// The present moment with the local zone.
    fn now(&self) -> ZonedDateTime;
    /// Fills `out` with random bytes.
    fn entropy(&self, out: &mut [u8]);

    /// Takes note of work: a step is one part of an expression worked out or one node looked
    /// at, and sixteen bytes of a text. Where the host gives `false`, evaluation ends there with
    /// [`XPathError::OutOfSteps`]: so a host bounds what an expression may cost, without a clock.
    fn spend(&self, steps: usize) -> bool {
        let _ = steps;
        true
    }

    /// The node whose children are what `instance('id')/…` starts at.
    fn instance(&self, id: &str) -> Option<Self::Node> {
        let _ = id;
        None
    }

    /// The namespace that a prefix means in expressions.
    fn namespace(&self, prefix: &str) -> Option<&str> {
        let _ = prefix;
        None
    }

    /// Whether a node has the name that a step asks for.
    ///
    /// By default a name without prefix matches a node written without prefix, whatever its
    /// default namespace; a prefix matches by namespace when both are known, else by its text.
    fn matches(&self, node: Self::Node, test: &QName) -> bool {
        let Some(name) = self.name(node) else {
            return false;
        };
        if name.local != &*test.local {
            return false;
        }
        match &test.prefix {
            None => name.prefix.is_none(),
            Some(prefix) => match self.namespace(prefix) {
                Some(namespace) => name.namespace == Some(namespace),
                None => name.prefix == Some(prefix),
            },
        }
    }

    /// Appends the child elements with this name; a host with an index of names is faster.
    fn children_named(&self, node: Self::Node, test: &QName, out: &mut Vec<Self::Node>) {
        let start = out.len();
        self.children(node, out);
        let mut kept = start;
        for i in start..out.len() {
            let Some(child) = out.get(i).copied() else {
                break;
            };
            if self.kind(child) == NodeKind::Element && self.matches(child, test) {
                out.swap(kept, i);
                kept += 1;
            }
        }
        out.truncate(kept);
    }

    /// Resolves a whole path, or `None` to let the evaluator walk it.
    ///
    /// `context.expression` and `path.index` tell the host which path of which expression this
    /// is. The answer is in document order, already filtered by relevance.
    fn resolve(
        &self,
        path: &Path,
        context: &Context<Self::Node>,
        want: Want,
    ) -> Option<Vec<Self::Node>> {
        let _ = (path, context, want);
        None
    }

    /// Answers `indexed-repeat(field, repeat, index)`, or `None` to let the evaluator look for it.
    fn indexed(
        &self,
        field: &Path,
        repeat: &Path,
        index: f64,
        context: &Context<Self::Node>,
    ) -> Option<Vec<Self::Node>> {
        let _ = (field, repeat, index, context);
        None
    }

    /// Answers `sum`, `count`, `min`, `max`, `count-non-empty` over a path from what the host
    /// keeps incrementally, or `None` to let the evaluator compute it.
    fn aggregate(
        &self,
        function: &Function,
        path: &Path,
        context: &Context<Self::Node>,
    ) -> Option<f64> {
        let _ = (function, path, context);
        None
    }

    /// Answers `join` of one path from what the host keeps incrementally, or `None` to let the
    /// evaluator compute it.
    fn joined(
        &self,
        separator: &str,
        path: &Path,
        context: &Context<Self::Node>,
    ) -> Option<String> {
        let _ = (separator, path, context);
        None
    }

    /// Whether expressions may see the node: paths leave out those that are not relevant.
    fn is_relevant(&self, node: Self::Node) -> bool {
        let _ = node;
        true
    }

    /// What a node is worth where a truth is wanted, if its type says so (blank is false then);
    /// `None` leaves it to XPath 1.0, where a node that is there is true.
    fn truth(&self, node: Self::Node) -> Option<bool> {
        match self.typed(node) {
            Some(Scalar::Boolean(truth)) => Some(truth),
            _ => None,
        }
    }

    /// The node's value by its type, if the host knows one and the node is not blank.
    fn typed(&self, node: Self::Node) -> Option<Scalar> {
        let _ = node;
        None
    }

    /// `position(node)`: counted from 1 among the siblings with the same name.
    fn position(&self, node: Self::Node) -> usize {
        let Some(parent) = self.parent(node) else {
            return 1;
        };
        let mut siblings = Vec::new();
        self.children(parent, &mut siblings);
        let name = self.name(node);
        let mut position = 0;
        for sibling in siblings {
            if self.kind(sibling) == self.kind(node) && self.name(sibling) == name {
                position += 1;
            }
            if sibling == node {
                break;
            }
        }
        position.max(1)
    }

    /// `once(…)`: what the node the expression belongs to holds now.
    fn once(&self, context: &Context<Self::Node>) -> String {
        self.string_value(context.current).into_owned()
    }

    /// `jr:itext(id)` in the present language.
    fn itext(&self, id: &str) -> Option<String> {
        let _ = id;
        None
    }

    /// `jr:choice-name(value, path)`: the label of a choice of the question at `path`.
    fn choice_name(
        &self,
        value: &str,
        path: &str,
        context: &Context<Self::Node>,
    ) -> Option<String> {
        let _ = (value, path, context);
        None
    }

    /// `pulldata(instance, column, key column, key)`, or `None` to search `instance()` plainly.
    fn pulldata(&self, instance: &str, column: &str, key: &str, value: &str) -> Option<String> {
        let _ = (instance, column, key, value);
        None
    }

    /// The language of the form as now shown, as named in the form (`Español (es)`).
    fn language(&self) -> Option<Cow<'_, str>> {
        None
    }

    /// `version()`: the version of the form.
    fn version(&self) -> Option<Cow<'_, str>> {
        None
    }

    /// `property(name)`: a property of the device or the person.
    fn property(&self, name: &str) -> Option<String> {
        let _ = name;
        None
    }

    /// A function that the library does not have; `None` when the host has none either.
    fn call(
        &self,
        name: &str,
        args: &[Value<Self::Node>],
        context: &Context<Self::Node>,
    ) -> Option<Result<Value<Self::Node>, XPathError>> {
        let _ = (name, args, context);
        None
    }
}
