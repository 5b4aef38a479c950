//! The submissions of two engines, node by node.

use farola_xpath::NodeKind;
use farola_xpath::document::{Document, NodeId};

use super::compare::{After, Difference};
use super::peer::Name;
use super::values::same;

/// Every element and attribute with its text, in the order of the document.
pub(crate) fn flatten(xml: &str) -> Vec<(String, String)> {
    let Ok(document) = Document::parse(xml) else {
        return vec![("unreadable".to_owned(), xml.to_owned())];
    };
    let mut out = Vec::new();
    if let Some(root) = document.root_element() {
        let path = format!("/{}", document.local_name(root));
        element(&document, root, &path, &mut out);
    }
    out
}

fn element(document: &Document, node: NodeId, path: &str, out: &mut Vec<(String, String)>) {
    let mut children = Vec::new();
    for child in document.elements(node) {
        let name = document.local_name(child);
        let before = children.iter().filter(|(_, n)| n == name).count();
        children.push((child, name.to_owned()));
        let place = if before == 0 {
            String::new()
        } else {
            format!("[{}]", before + 1)
        };
        if before == 0 && children.len() == 1 {
            attributes(document, node, path, out);
            out.push((path.to_owned(), String::new()));
        }
        element(document, child, &format!("{path}/{name}{place}"), out);
    }
    if children.is_empty() {
        attributes(document, node, path, out);
        let text: String = document
            .children(node)
            .filter(|child| document.kind(*child) == NodeKind::Text)
            .map(|child| document.value(child))
            .collect();
        out.push((path.to_owned(), text.trim().to_owned()));
    }
}

fn attributes(document: &Document, node: NodeId, path: &str, out: &mut Vec<(String, String)>) {
    let mut list: Vec<(String, String)> = document
        .attributes(node)
        .map(|attribute| {
            let name = document.local_name(attribute);
            let value = document.value(attribute).to_owned();
            (format!("{path}/@{name}"), value)
        })
        .filter(|(name, _)| !name.ends_with("/@xmlns"))
        .collect();
    list.sort();
    out.extend(list);
}

/// Where two submissions differ; the reference of what one lacks is that of the other's.
pub(crate) fn compare(peer: Name, ours: &str, theirs: &str) -> Vec<Difference> {
    let (ours, theirs) = (flatten(ours), flatten(theirs));
    let mut found = Vec::new();
    let push = |found: &mut Vec<Difference>, reference: &str, a: &str, b: &str| {
        found.push(Difference {
            peer,
            what: "submission",
            reference: reference.to_owned(),
            ours: a.to_owned(),
            theirs: b.to_owned(),
            after: After::default(),
        });
    };
    for (path, value) in &ours {
        match theirs.iter().find(|(other, _)| other == path) {
            None => push(&mut found, path, &format!("there: {value}"), "absent"),
            Some((_, other)) if !same(value, other) => push(&mut found, path, value, other),
            Some(_) => {}
        }
    }
    for (path, value) in &theirs {
        if !ours.iter().any(|(own, _)| own == path) {
            push(&mut found, path, "absent", &format!("there: {value}"));
        }
    }
    if found.is_empty() {
        let order = |list: &[(String, String)]| -> Vec<String> {
            list.iter()
                .map(|(path, _)| path.clone())
                .filter(|path| !path.contains('@'))
                .collect()
        };
        let (a, b) = (order(&ours), order(&theirs));
        if let Some((own, other)) = a.iter().zip(&b).find(|(a, b)| a != b) {
            push(&mut found, own, "its turn", other);
        }
    }
    found
}

#[test]
fn a_submission_is_compared_by_its_nodes() {
    let check = |a: &str, b: &str| compare(Name::JavaRosa, a, b).len();
    assert_eq!(
        check(
            "<d v='1'><a>1</a><b/></d>",
            "<d v='1'><a>1.0</a><b></b></d>"
        ),
        0
    );
    assert_eq!(check("<d><a>1</a><b/></d>", "<d><a>2</a><c/></d>"), 3);
    assert_eq!(check("<d><a/><b/></d>", "<d><b/><a/></d>"), 1);
    assert_eq!(
        check("<d><r><x>1</x></r><r/></d>", "<d><r/><r><x>1</x></r></d>"),
        2
    );
    assert_eq!(check("<d v='1'/>", "<d v='2'/>"), 1);
}
