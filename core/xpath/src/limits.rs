//! How large an expression and a document may be: far above what forms need, below what a stack can
//! hold.

/// Longest expression read, in bytes.
pub const EXPRESSION_BYTES: usize = 256 * 1024;
/// Deepest nesting of brackets, predicates, calls and signs.
pub const EXPRESSION_DEPTH: usize = 160;
/// Deepest tree, counting each operator of a chain such as `a or b or c` as a level.
pub const OPERATOR_CHAIN: usize = 1000;
/// Largest document read by [`crate::document::Document::parse`], in bytes.
pub const DOCUMENT_BYTES: usize = 32 * 1024 * 1024;
/// Deepest nesting of elements of such a document.
pub const DOCUMENT_DEPTH: usize = 64;
