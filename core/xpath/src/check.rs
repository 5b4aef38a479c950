//! Signatures checked before anything is evaluated.

use crate::analysis::visit;
use crate::ast::{BinaryOp, Expr};
use crate::error::XPathError;
use crate::function::{Function, Kind};
use crate::functions::compile;

/// Every mistake that shows without any data: unknown functions, wrong numbers of arguments,
/// values where nodes are needed, variables, regular expressions that do not compile.
///
/// ```
/// use farola_xpath::{check, parse_lenient};
///
/// let expr = parse_lenient("selectd(., 'a') + count(3)").unwrap();
/// let codes: Vec<&str> = check(&expr).iter().map(|error| error.code()).collect();
/// assert_eq!(codes, ["xpath.unknown_function", "xpath.not_nodeset"]);
/// ```
#[must_use]
pub fn check(expr: &Expr) -> Vec<XPathError> {
    let mut errors = Vec::new();
    visit(expr, &mut |expr| check_one(expr, &mut errors));
    errors
}

fn check_one(expr: &Expr, errors: &mut Vec<XPathError>) {
    match expr {
        Expr::Variable(name, at) => {
            errors.push(XPathError::Variable {
                name: name.to_string(),
                offset: at.bytes(),
            });
        }
        Expr::Binary(binary) if binary.op == BinaryOp::Union => {
            for (argument, side) in [(1, &binary.left), (2, &binary.right)] {
                if !may_be_nodes(side) {
                    let (function, offset) = ("|".to_owned(), binary.at.bytes());
                    errors.push(XPathError::NotNodeset {
                        function,
                        argument,
                        offset,
                    });
                }
            }
        }
        Expr::Call(call) => {
            let (function, offset) = (&call.function, call.at.bytes());
            if let Function::Other(name) = function {
                let (name, nearest) = (name.to_string(), Function::nearest(name));
                errors.push(XPathError::UnknownFunction {
                    name,
                    nearest,
                    offset,
                });
                return;
            }
            let (arity, found) = (function.arity(), call.args.len());
            let name = function.name().to_owned();
            if !arity.accepts(found) {
                let expected = arity.to_string();
                errors.push(XPathError::Arguments {
                    function: name,
                    expected,
                    found,
                    offset,
                });
                return;
            }
            for (index, arg) in call.args.iter().enumerate() {
                if function.needs_nodeset(index) && !may_be_nodes(arg) {
                    let (function, argument) = (name.clone(), index + 1);
                    errors.push(XPathError::NotNodeset {
                        function,
                        argument,
                        offset,
                    });
                }
            }
            if let (Function::Regex, [_, Expr::Literal(pattern)]) = (function, &*call.args)
                && let Err(reason) = compile(pattern)
            {
                errors.push(XPathError::Regex { reason, offset });
            }
        }
        _ => {}
    }
}

/// Whether an expression can give nodes.
fn may_be_nodes(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) => true,
        Expr::Binary(binary) => binary.op == BinaryOp::Union,
        Expr::Call(call) => matches!(call.function.kind(), Kind::Nodeset | Kind::Any),
        _ => false,
    }
}
