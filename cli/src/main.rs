//! The `farola` command.
fn main() {}
