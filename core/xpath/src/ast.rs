//! The typed tree of an expression. `Display` prints it so that it parses to the same tree.

use crate::function::Function;

/// Where in the expression's text something starts, in bytes.
///
/// Two trees are equal whatever their white space was, so offsets always compare equal.
#[derive(Debug, Clone, Copy, Default)]
pub struct Offset(pub u32);

impl Offset {
    /// The offset as a number of bytes.
    #[must_use]
    pub fn bytes(self) -> usize {
        self.0 as usize
    }
}

impl PartialEq for Offset {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// A number as written; never negative, never NaN unless folding made it so.
    Number(f64),
    /// A quoted text.
    Literal(Box<str>),
    /// `$name`: parsed, refused at evaluation (ODK forms have no variables).
    Variable(QName, Offset),
    /// A location path, with or without a filter expression before it.
    Path(Box<Path>),
    /// A function call.
    Call(Box<Call>),
    /// Unary minus.
    Negate(Box<Expr>),
    /// An operator between two expressions.
    Binary(Box<Binary>),
}

/// An operator and its operands.
#[derive(Debug, Clone, PartialEq)]
pub struct Binary {
    /// The operator.
    pub op: BinaryOp,
    /// Left operand; chains such as `a + b + c` lean to the left.
    pub left: Expr,
    /// Right operand.
    pub right: Expr,
    /// Where the operator stands.
    pub at: Offset,
}

/// The operators between two expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `or`
    Or,
    /// `and`
    And,
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `div`
    Divide,
    /// `mod`
    Modulo,
    /// `|`
    Union,
}

impl BinaryOp {
    /// How tightly the operator binds; larger binds tighter.
    #[must_use]
    pub fn precedence(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Equal | Self::NotEqual => 3,
            Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual => 4,
            Self::Add | Self::Subtract => 5,
            Self::Multiply | Self::Divide | Self::Modulo => 6,
            // 7 is unary minus, which binds looser than `|`.
            Self::Union => 8,
        }
    }

    /// The operator as it is written.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "div",
            Self::Modulo => "mod",
            Self::Union => "|",
        }
    }
}

/// A function call whose name was looked up in the library.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Which function.
    pub function: Function,
    /// Its arguments.
    pub args: Vec<Expr>,
    /// Where its name stands.
    pub at: Offset,
}

/// A location path.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// The number of this path in its expression, counted from 0 in reading order (paths inside
    /// predicates included), so that a host can keep what it resolved in a plain vector.
    pub index: u32,
    /// Where the path starts.
    pub start: Start,
    /// The steps from there.
    pub steps: Vec<Step>,
    /// Where the path stands in the text.
    pub at: Offset,
}

/// Where a path starts.
#[derive(Debug, Clone, PartialEq)]
pub enum Start {
    /// `/…`: the document node (the primary instance, in a form).
    Root,
    /// A relative path: the context node.
    Context,
    /// `current()/…`: the node the whole expression belongs to.
    Current,
    /// `instance('id')/…`.
    Instance(Box<str>),
    /// `(expression)[predicate]…/…`.
    Filter(Box<Expr>, Vec<Expr>),
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The axis.
    pub axis: Axis,
    /// Which nodes of the axis.
    pub test: NodeTest,
    /// The predicates, in order.
    pub predicates: Vec<Expr>,
    /// Where the step stands in the text.
    pub at: Offset,
}

impl Step {
    /// Whether this is `.`, `..` or a plain child or attribute name without predicates, the only
    /// steps that a form definition can resolve at load.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.predicates.is_empty() && self.is_plain_but_filtered()
    }

    /// The same, whatever predicates it has.
    #[must_use]
    pub fn is_plain_but_filtered(&self) -> bool {
        match self.axis {
            Axis::Child | Axis::Attribute => matches!(self.test, NodeTest::Name(_)),
            Axis::Parent | Axis::SelfNode => self.test == NodeTest::Node,
            _ => false,
        }
    }
}

/// The axes of XPath 1.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // The names are the specification's.
pub enum Axis {
    Ancestor,
    AncestorOrSelf,
    Attribute,
    Child,
    Descendant,
    DescendantOrSelf,
    Following,
    FollowingSibling,
    Namespace,
    Parent,
    Preceding,
    PrecedingSibling,
    SelfNode,
}

impl Axis {
    /// All axes with their names.
    pub const ALL: [(&'static str, Self); 13] = [
        ("ancestor", Self::Ancestor),
        ("ancestor-or-self", Self::AncestorOrSelf),
        ("attribute", Self::Attribute),
        ("child", Self::Child),
        ("descendant", Self::Descendant),
        ("descendant-or-self", Self::DescendantOrSelf),
        ("following", Self::Following),
        ("following-sibling", Self::FollowingSibling),
        ("namespace", Self::Namespace),
        ("parent", Self::Parent),
        ("preceding", Self::Preceding),
        ("preceding-sibling", Self::PrecedingSibling),
        ("self", Self::SelfNode),
    ];

    /// The axis as it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, axis)| *axis == self)
            .map_or("child", |(name, _)| name)
    }

    /// Whether positions on this axis count against document order.
    #[must_use]
    pub fn is_reverse(self) -> bool {
        matches!(
            self,
            Self::Ancestor | Self::AncestorOrSelf | Self::Preceding | Self::PrecedingSibling
        )
    }
}

/// Which nodes of an axis a step takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeTest {
    /// `*`
    Any,
    /// `prefix:*`
    AnyOf(Box<str>),
    /// A name.
    Name(QName),
    /// `node()`
    Node,
    /// `text()`
    Text,
    /// `comment()`
    Comment,
    /// `processing-instruction()`, perhaps with a target.
    ProcessingInstruction(Option<Box<str>>),
}

/// A name with its prefix, if it has one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct QName {
    /// The prefix before the colon.
    pub prefix: Option<Box<str>>,
    /// The local name.
    pub local: Box<str>,
}

impl QName {
    /// A name without prefix.
    #[must_use]
    pub fn local(name: &str) -> Self {
        Self {
            prefix: None,
            local: name.into(),
        }
    }
}
