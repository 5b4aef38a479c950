//! What an expression depends on, read from its tree.

use crate::ast::{BinaryOp, Expr, Path, Start};
use crate::function::Function;

/// How a path is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Usage {
    /// Its first node's value.
    Value,
    /// All its nodes' values, or their number: it also depends on instances coming and going.
    Set,
    /// Its position among its siblings, not its value.
    Position,
}

/// A path of an expression with the way it is used.
#[derive(Debug, Clone, PartialEq)]
pub struct PathUse<'a> {
    /// The path.
    pub path: &'a Path,
    /// How it is used.
    pub usage: Usage,
    /// The innermost function whose direct argument it is.
    pub function: Option<&'a Function>,
    /// The index of the path whose predicate it stands in, and the number of that path's step
    /// (`None`: a predicate of its filter expression): its context is that step's node.
    pub within: Option<(u32, Option<usize>)>,
}

/// What besides paths an expression depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Volatility {
    /// `now`, `today`.
    pub clock: bool,
    /// `random`, `uuid`, `randomize` without seed.
    pub entropy: bool,
    /// `position()` of the context node outside predicates.
    pub position: bool,
    /// `jr:itext`, `jr:choice-name`, month and day names.
    pub language: bool,
    /// `once`: the node's own former value.
    pub own_value: bool,
    /// `property`, `pulldata`, a function of the host's.
    pub host: bool,
}

/// All paths of an expression in reading order, those inside predicates included.
///
/// ```
/// use farola_xpath::{Usage, parse, paths};
/// let expr = parse("sum(/data/r/n) + ../a").unwrap();
/// let uses = paths(&expr);
/// assert_eq!(uses[0].usage, Usage::Set);
/// assert_eq!(uses[1].path.to_string(), "../a");
/// ```
#[must_use]
pub fn paths(expr: &Expr) -> Vec<PathUse<'_>> {
    let mut uses = Vec::new();
    collect(
        expr,
        Place {
            usage: Usage::Value,
            function: None,
            within: None,
        },
        &mut uses,
    );
    uses
}

#[derive(Clone, Copy)]
struct Place<'a> {
    usage: Usage,
    function: Option<&'a Function>,
    within: Option<(u32, Option<usize>)>,
}

fn collect<'a>(expr: &'a Expr, place: Place<'a>, uses: &mut Vec<PathUse<'a>>) {
    match expr {
        Expr::Number(_) | Expr::Literal(_) | Expr::Variable(..) => {}
        Expr::Negate(inner) => {
            collect(
                inner,
                Place {
                    usage: Usage::Value,
                    function: None,
                    ..place
                },
                uses,
            );
        }
        Expr::Binary(binary) => {
            let inner = match binary.op {
                BinaryOp::Union => place,
                _ => Place {
                    usage: Usage::Value,
                    function: None,
                    ..place
                },
            };
            collect(&binary.left, inner, uses);
            collect(&binary.right, inner, uses);
        }
        Expr::Call(call) => {
            for (index, arg) in call.args.iter().enumerate() {
                let function = &call.function;
                let usage = match function {
                    Function::Position => Usage::Position,
                    // The branch's value is the surroundings' argument.
                    Function::If if index > 0 => place.usage,
                    Function::Coalesce | Function::Once | Function::Depend => place.usage,
                    _ if function.takes_nodeset(index) => Usage::Set,
                    _ => Usage::Value,
                };
                collect(
                    arg,
                    Place {
                        usage,
                        function: Some(function),
                        ..place
                    },
                    uses,
                );
            }
        }
        Expr::Path(path) => {
            let Place {
                usage,
                function,
                within,
            } = place;
            uses.push(PathUse {
                path,
                usage,
                function,
                within,
            });
            let inside = |step| Place {
                usage: Usage::Value,
                function: None,
                within: Some((path.index, step)),
            };
            if let Start::Filter(inner, predicates) = &path.start {
                collect(
                    inner,
                    Place {
                        usage: Usage::Set,
                        function: None,
                        ..place
                    },
                    uses,
                );
                for predicate in predicates {
                    collect(predicate, inside(None), uses);
                }
            }
            for (number, step) in path.steps.iter().enumerate() {
                for predicate in &step.predicates {
                    collect(predicate, inside(Some(number)), uses);
                }
            }
        }
    }
}

/// Every part of an expression, each before its own parts.
pub(crate) fn visit<'a>(expr: &'a Expr, see: &mut impl FnMut(&'a Expr)) {
    let mut stack = vec![expr];
    while let Some(expr) = stack.pop() {
        see(expr);
        let start = stack.len();
        match expr {
            Expr::Number(_) | Expr::Literal(_) | Expr::Variable(..) => {}
            Expr::Negate(inner) => stack.push(inner),
            Expr::Binary(binary) => stack.extend([&binary.left, &binary.right]),
            Expr::Call(call) => stack.extend(&call.args),
            Expr::Path(path) => {
                if let Start::Filter(inner, predicates) = &path.start {
                    stack.push(inner);
                    stack.extend(predicates);
                }
                stack.extend(path.steps.iter().flat_map(|step| &step.predicates));
            }
        }
        if let Some(parts) = stack.get_mut(start..) {
            parts.reverse();
        }
    }
}

/// What besides paths an expression depends on.
///
/// ```
/// use farola_xpath::{parse, volatility};
///
/// let found = volatility(&parse("if(random() > 0.5, today(), ../day)").unwrap());
/// assert!(found.clock && found.entropy && !found.language);
/// ```
#[must_use]
pub fn volatility(expr: &Expr) -> Volatility {
    let mut found = Volatility::default();
    visit(expr, &mut |expr| {
        let Expr::Call(call) = expr else { return };
        match &call.function {
            Function::Now | Function::Today => found.clock = true,
            Function::Random | Function::Uuid => found.entropy = true,
            Function::Randomize => found.entropy |= call.args.len() == 1,
            Function::Position => found.position |= call.args.is_empty(),
            Function::Itext
            | Function::ChoiceName
            | Function::FormatDate
            | Function::FormatDateTime => found.language = true,
            Function::Once => found.own_value = true,
            Function::Property | Function::Pulldata | Function::Other(_) => found.host = true,
            _ => {}
        }
    });
    found
}

/// Whether evaluating an expression twice over the same nodes may give two results.
#[must_use]
pub fn is_volatile(expr: &Expr) -> bool {
    let found = volatility(expr);
    found.clock || found.entropy || found.host
}
