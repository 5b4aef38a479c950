//! XPath 1.0 with the ODK function library: parse, print, analyse, evaluate.
//!
//! The crate is pure: it opens no file, no socket, and reads no clock and no random source.
//! Whatever an expression asks of the outside (nodes, time, entropy, translations) comes from a
//! [`Host`]; [`document::Document`] is one over a plain XML text.
//!
//! ```
//! use farola_xpath::document::Document;
//! use farola_xpath::{Context, evaluate_string, parse};
//!
//! let xml = "<data><name>Ana</name><age>34</age></data>";
//! let document = Document::parse(xml).unwrap();
//! let host = document.host();
//! let expr = parse("concat(/data/name, ' is ', if(/data/age >= 18, 'adult', 'minor'))").unwrap();
//! let text = evaluate_string(&expr, &Context::new(document.root()), &host).unwrap();
//! assert_eq!(text, "Ana is adult");
//! ```

mod analysis;
pub mod ast;
mod axes;
mod check;
mod compare;
pub mod convert;
pub mod document;
mod error;
mod eval;
mod fold;
mod function;
mod functions;
mod host;
mod lexer;
mod limits;
mod parser;
mod path;
mod print;
pub mod temporal;
mod value;

/// The clock and calendar types of [`Host`] and [`Temporal`].
pub use jiff;

pub use analysis::{PathUse, Usage, Volatility, is_volatile, paths, volatility};
pub use ast::Expr;
pub use check::check;
pub use error::XPathError;
pub use eval::{
    Context, evaluate, evaluate_boolean, evaluate_nodeset, evaluate_number, evaluate_string,
};
pub use fold::fold;
pub use function::{Arity, Function, Kind};
pub use functions::shuffle;
pub use host::{Host, Name, NodeKind, Scalar, Want};
pub use limits::{
    DOCUMENT_BYTES, DOCUMENT_DEPTH, EXPRESSION_BYTES, EXPRESSION_DEPTH, OPERATOR_CHAIN,
};
pub use parser::{parse, parse_lenient};
pub use temporal::{Temporal, parse_offset};
pub use value::Value;

/// The README's examples are compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
