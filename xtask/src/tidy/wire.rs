//! The hub's server answers with the types of hub/wire and writes no shape of its own.

use super::purity::names;
use super::source::{is_shipped, shipped_lines};
use super::{Finding, Tree};

/// The hub's server.
const SERVER: &str = "hub/server/src/";
/// Its handlers of people and programs: what they read is of hub/wire as well.
const REST: &str = "hub/server/src/rest/";
/// Stored shapes, which never leave the hub.
const STORED: [&str; 1] = ["hub/server/src/fields.rs"];

/// No JSON by hand and no serialised type in the hub's server.
pub fn shapes(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let files = tree
        .below(SERVER, ".rs")
        .filter(|(path, _)| is_shipped(path) && !STORED.contains(path));
    for (path, text) in files {
        for (index, line) in shipped_lines(text) {
            if line.contains("json!(") {
                let text = "a shape by hand; give it a type in hub/wire";
                findings.push(Finding::line(path, index, text));
            }
            let reads = path.starts_with(REST) && names(line, "Deserialize");
            if names(line, "Serialize") || reads {
                let text = "a type of the wire; it belongs in hub/wire";
                findings.push(Finding::line(path, index, text));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        let tree = Tree::planted(&[(path, text)]);
        shapes(&tree).len()
    }

    #[test]
    fn a_shape_outside_the_wire_is_found() {
        for line in [
            "    Json(serde_json::json!({\"ok\": true}))",
            "#[derive(Debug, Serialize)]",
            "#[derive(Debug, Deserialize)]",
        ] {
            assert_eq!(found("hub/server/src/rest/queue.rs", line), 1, "{line}");
            assert_eq!(found("hub/wire/src/queue.rs", line), 0, "{line}");
            assert_eq!(found("hub/server/src/fields.rs", line), 0, "{line}");
            assert_eq!(found("hub/server/tests/review.rs", line), 0, "{line}");
        }
        // What phones ask is not of the REST interface.
        let line = "#[derive(Debug, Deserialize)]";
        assert_eq!(found("hub/server/src/openrosa/feed.rs", line), 0);
        let line = "#[derive(Debug, Serialize)]";
        assert_eq!(found("hub/server/src/openrosa/feed.rs", line), 1);
        assert_eq!(found("hub/server/src/serve.rs", "let a = json!([]);"), 1);
        assert_eq!(
            found("hub/server/src/serve.rs", "// json!({}) is refused"),
            0
        );
    }
}
