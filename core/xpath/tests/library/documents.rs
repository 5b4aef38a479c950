//! Reading XML: what is kept, what is refused.

use farola_xpath::document::{Document, DocumentBuilder};
use farola_xpath::{Host, NodeKind};

fn refused(xml: &str) -> String {
    match Document::parse(xml) {
        Ok(_) => panic!("read: {xml}"),
        Err(error) => {
            assert_eq!(error.code(), "xpath.document");
            error.to_string()
        }
    }
}

#[test]
fn text_entities_and_cdata_are_one_text() {
    let xml = "<a>x &amp; y &#241;&#xF1;<![CDATA[ <z> ]]>\r\nend</a>";
    let document = Document::parse(xml).unwrap();
    let root = document.root_element().unwrap();
    assert_eq!(document.value(root), "x & y ññ <z> \nend");
    assert_eq!(document.children(root).count(), 1);
}

#[test]
fn values_of_nested_elements_are_joined() {
    let document = Document::parse("<a>1<b>2<!--x--><c>3</c></b><?p q?>4</a>").unwrap();
    let root = document.root_element().unwrap();
    assert_eq!(document.value(document.root()), "1234");
    assert_eq!(document.child_text(root, "b"), Some("23"));
    let kinds: Vec<NodeKind> = document.children(root).map(|n| document.kind(n)).collect();
    assert_eq!(
        kinds,
        [
            NodeKind::Text,
            NodeKind::Element,
            NodeKind::ProcessingInstruction,
            NodeKind::Text
        ]
    );
    assert_eq!(document.descendants(root).count(), 2);
    assert_eq!(document.len(), 10);
}

#[test]
fn attributes_are_normalised_and_declarations_are_none() {
    let document = Document::parse("<a xmlns='u' xmlns:p='v' p:x='1 &lt;\n2' y=''/>").unwrap();
    let root = document.root_element().unwrap();
    assert_eq!(document.attributes(root).count(), 2);
    assert_eq!(document.attribute(root, "x"), Some("1 < 2"));
    assert_eq!(document.attribute(root, "y"), Some(""));
    let x = document.attributes(root).next().unwrap();
    assert_eq!(document.name(x).unwrap().namespace, Some("v"));
    assert_eq!(document.name(root).unwrap().namespace, Some("u"));
    assert_eq!(document.parent(x), Some(root));
}

#[test]
fn what_is_refused() {
    let bomb = "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>";
    assert!(refused(bomb).contains("a DTD is not read"));
    assert!(refused("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>").contains("DTD"));
    assert!(refused("<a>&nbsp;</a>").contains("entity &nbsp;"));
    assert!(refused("<a>&#0;</a>").contains("entity"));
    assert!(refused("<a>&#xD800;</a>").contains("entity"));
    assert!(refused("<a>").contains("not closed"));
    refused("<a></b>");
    refused("</a>");
    refused("<a x='1' x='2'/>");
    refused("<a x=1/>");
    assert!(refused("").contains("no element"));
    assert!(refused("<a/><b/>").contains("more than one root"));
    assert!(refused("text<a/>").contains("outside the root"));
    let deep = "<a>".repeat(65) + &"</a>".repeat(65);
    assert!(refused(&deep).contains("nested deeper"));
    assert!(Document::parse(&("<a>".repeat(64) + &"</a>".repeat(64))).is_ok());
    assert!(Document::parse("<?xml version='1.0'?><!DOCTYPE html><html/>").is_ok());
}

#[test]
fn instances_are_found_by_id() {
    let xml = "<m><instance id='a'><r/></instance><instance id='b'/><instance id='a'/></m>";
    let document = Document::parse(xml).unwrap();
    let first = document.instance("a").unwrap();
    assert_eq!(document.positional_path(first), "/*[1]/*[1]");
    assert_eq!(document.host().instance("b"), document.instance("b"));
    assert_eq!(document.instance("c"), None);
}

#[test]
fn built_documents_equal_read_ones() {
    let mut builder = DocumentBuilder::new();
    assert!(builder.is_empty());
    builder.open("root");
    for (name, label) in [("leon", "León"), ("silao", "Silao")] {
        builder.open("item");
        builder.attribute(None, "k", None, name);
        builder.leaf("name", name);
        builder.leaf("label", label);
        builder.close();
    }
    // What stays open is closed at the end; closing too often is harmless.
    let built = builder.finish();
    let read = Document::parse(
        "<root><item k='leon'><name>leon</name><label>León</label></item>\
         <item k='silao'><name>silao</name><label>Silao</label></item></root>",
    )
    .unwrap();
    assert_eq!(format!("{built:?}"), format!("{read:?}"));
    let mut over = DocumentBuilder::new();
    over.close();
    over.leaf("a", "");
    assert_eq!(over.finish().len(), 2);
}
