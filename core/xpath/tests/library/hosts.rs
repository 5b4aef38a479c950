//! What a host may answer itself: whole paths, aggregates, types, relevance, functions.

use std::borrow::Cow;
use std::cmp::Ordering;

use farola_xpath::ast::Path;
use farola_xpath::document::{Document, DocumentHost, NodeId};
use farola_xpath::{
    Context, Function, Host, Name, NodeKind, Scalar, Temporal, Value, Want, XPathError, evaluate,
    evaluate_boolean, evaluate_number, evaluate_string, parse_lenient,
};

/// A form's instance in small: a repeat `r`, typed nodes, a node that is not relevant.
struct Form<'a> {
    inner: DocumentHost<'a>,
    document: &'a Document,
}

impl Host for Form<'_> {
    type Node = NodeId;

    fn root(&self, context: NodeId) -> NodeId {
        self.inner.root(context)
    }
    fn kind(&self, node: NodeId) -> NodeKind {
        self.inner.kind(node)
    }
    fn parent(&self, node: NodeId) -> Option<NodeId> {
        self.inner.parent(node)
    }
    fn children(&self, node: NodeId, out: &mut Vec<NodeId>) {
        self.inner.children(node, out);
    }
    fn attributes(&self, node: NodeId, out: &mut Vec<NodeId>) {
        self.inner.attributes(node, out);
    }
    fn name(&self, node: NodeId) -> Option<Name<'_>> {
        self.inner.name(node)
    }
    fn string_value(&self, node: NodeId) -> Cow<'_, str> {
        self.inner.string_value(node)
    }
    fn document_order(&self, a: NodeId, b: NodeId) -> Ordering {
        self.inner.document_order(a, b)
    }
    fn now(&self) -> jiff::ZonedDateTime {
        self.inner.now()
    }
    fn entropy(&self, out: &mut [u8]) {
        self.inner.entropy(out);
    }

    /// `/data/r/v` means "of my own instance" where one value is wanted.
    fn resolve(&self, path: &Path, context: &Context<NodeId>, want: Want) -> Option<Vec<NodeId>> {
        assert_eq!(context.expression, 9);
        if path.to_string() != "/data/r/v" || want == Want::Set {
            return None;
        }
        let instance = self.document.parent(context.current)?;
        self.document.child(instance, "v").map(|node| vec![node])
    }

    fn aggregate(&self, function: &Function, path: &Path, _: &Context<NodeId>) -> Option<f64> {
        (path.to_string() == "/data/kept").then(|| {
            if *function == Function::Max {
                f64::NAN
            } else {
                42.0
            }
        })
    }

    fn is_relevant(&self, node: NodeId) -> bool {
        self.document.attribute(node, "hidden").is_none()
    }

    fn typed(&self, node: NodeId) -> Option<Scalar> {
        let text = self.document.value(node);
        match self.document.attribute(node, "type")? {
            "int" => text.parse().ok().map(Scalar::Number),
            "boolean" => Some(Scalar::Boolean(text == "true")),
            _ => Temporal::parse_date(text).map(Scalar::Date),
        }
    }

    fn call(
        &self,
        name: &str,
        args: &[Value<NodeId>],
        _: &Context<NodeId>,
    ) -> Option<Result<Value<NodeId>, XPathError>> {
        (name == "how-many").then_some(Ok(Value::Number(args.len() as f64)))
    }
}

fn with_form<T>(
    text: &str,
    run: impl Fn(&farola_xpath::Expr, &Context<NodeId>, &Form<'_>) -> T,
) -> T {
    let document = Document::parse(
        "<data><r><v>1</v><c/></r><r><v>2</v><c/></r><r><v hidden=''>4</v><c/></r>\
         <n type='int'>5</n><b type='boolean'>false</b><d type='date'>2026-01-02</d></data>",
    )
    .unwrap();
    let form = Form {
        inner: document.host(),
        document: &document,
    };
    let second = document
        .elements(document.root_element().unwrap())
        .nth(1)
        .unwrap();
    let context = Context::new(document.child(second, "c").unwrap()).for_expression(9);
    run(&parse_lenient(text).unwrap(), &context, &form)
}

fn number(text: &str) -> f64 {
    with_form(text, |e, c, h| evaluate_number(e, c, h).unwrap())
}

fn truth(text: &str) -> bool {
    with_form(text, |e, c, h| evaluate_boolean(e, c, h).unwrap())
}

#[test]
fn one_value_is_of_my_own_instance_and_a_set_is_of_all() {
    assert_eq!(number("/data/r/v"), 2.0);
    assert_eq!(number("/data/r/v + 1"), 3.0);
    assert_eq!(number("sum(/data/r/v)"), 3.0);
    assert_eq!(number("count(/data/r/v)"), 2.0);
    assert_eq!(number("max(/data/r/v)"), 2.0);
    assert!(truth("/data/r/v = 2") && !truth("/data/r/v = 1"));
    assert!(truth("if(true(), /data/r/v, 0) = 2"));
    let text = |t: &str| with_form(t, |e, c, h| evaluate_string(e, c, h).unwrap());
    assert_eq!(text("join(',', /data/r/v)"), "1,2");
    assert_eq!(text("concat('v', /data/r/v)"), "v2");
    assert_eq!(text("/data/r/v"), "2");
    with_form("/data/r/v", |e, c, h| {
        let Value::Nodeset(nodes) = evaluate(e, c, h).unwrap() else {
            panic!("no node-set")
        };
        assert_eq!(nodes.len(), 2);
    });
}

#[test]
fn aggregates_may_come_from_the_host() {
    assert_eq!(number("sum(/data/kept)"), 42.0);
    assert_eq!(number("count(/data/kept)"), 42.0);
    assert_eq!(number("count-non-empty(/data/kept)"), 42.0);
    assert_eq!(number("min(/data/kept)"), 42.0);
    assert!(truth("max(/data/kept) = ''"));
}

#[test]
fn types_decide_comparisons() {
    assert!(truth("/data/n = '5.0'") && truth("/data/n = 5"));
    assert!(!truth("/data/r/v = '2.0'"));
    assert!(truth("/data/b = false()") && truth("/data/b = ''"));
    assert!(truth("/data/d = '2026-01-02'") && truth("/data/d > '2026-01-01'"));
    assert_eq!(number("/data/d - date('2026-01-01')"), 1.0);
    assert_eq!(number("/data/b + 1"), 1.0);
    assert!(truth("checklist(0, 0, /data/b)"));
}

#[test]
fn functions_of_the_host() {
    assert_eq!(number("how-many(1, 'a', /data/r)"), 3.0);
    with_form("explode()", |e, c, h| {
        assert!(matches!(
            evaluate(e, c, h),
            Err(XPathError::UnknownFunction { .. })
        ));
    });
}
