//! Forms that somebody made to stall a phone: each is refused with a code, or begun and ended by
//! its budget with a code, call after call. Counted in steps: what a machine takes for them is
//! its own affair.

use std::sync::Arc;

use farola_form::{AnswerError, Bounds, FormDef, NoMedia, Session, Severity};

use crate::support::env;

/// Steps of a call here: few, so that what is dear at a small size ends by them.
const STEPS: u64 = 30_000;
/// How large each kind is made: from harmless to hopeless.
const SIZES: [usize; 8] = [1, 2, 5, 20, 60, 150, 400, 1_000];
/// Screens that a walk goes through.
const SCREENS: usize = 12;

struct Hostile {
    nodes: String,
    model: String,
    body: String,
}

/// Questions for nodes of the root.
fn inputs(names: &[String]) -> String {
    let input =
        |name: &String| format!("<input ref=\"/data/{name}\"><label>{name}</label></input>");
    names.iter().map(input).collect()
}

fn calculated(expression: &str, model: &str) -> Hostile {
    Hostile {
        nodes: "<a/><b/>".to_owned(),
        model: format!(
            "{model}<bind nodeset=\"/data/a\" type=\"int\"/>\
             <bind nodeset=\"/data/b\" calculate=\"{expression}\"/>"
        ),
        body: inputs(&["a".to_owned()]),
    }
}

/// A list of `count` items.
fn list(count: usize) -> String {
    let items = (0..count).map(|i| format!("<item><name>n{i}</name><k>{}</k></item>", i % 7));
    let items: String = items.collect();
    format!("<instance id=\"l\"><root>{items}</root></instance>")
}

/// A repeat of `count` instances with `x` and `y`, of which `y` has a bind.
fn repeated(count: usize, bind: &str) -> Hostile {
    let rows = "<r><x>1</x><y/></r>".repeat(count);
    Hostile {
        nodes: format!("<r jr:template=\"\"><x/><y/></r>{rows}"),
        model: format!(
            "<bind nodeset=\"/data/r/x\" type=\"int\"/><bind nodeset=\"/data/r/y\" {bind}/>"
        ),
        body: "<group ref=\"/data/r\"><label>R</label><repeat nodeset=\"/data/r\">\
               <input ref=\"/data/r/x\"><label>X</label></input>\
               <input ref=\"/data/r/y\"><label>Y</label></input></repeat></group>"
            .to_owned(),
    }
}

fn counted(count: &str) -> Hostile {
    Hostile {
        body: format!(
            "<input ref=\"/data/a\"><label>A</label></input><group ref=\"/data/r\"><label>R</label>\
             <repeat nodeset=\"/data/r\" jr:count=\"{count}\"><input ref=\"/data/r/x\">\
             <label>X</label></input></repeat></group>"
        ),
        nodes: "<a/><r jr:template=\"\"><x/></r>".to_owned(),
        model: "<bind nodeset=\"/data/a\" type=\"int\"/>".to_owned(),
    }
}

const KINDS: [&str; 26] = [
    "counts within counts over a list",
    "counts within counts over a repeat",
    "a predicate that reads itself by current()",
    "a running total over earlier instances",
    "sums of sums over all instances",
    "a chain of calculations",
    "a chain of conditions, backwards",
    "a ring of calculations",
    "a repeat of a thousand million instances",
    "a repeat that counts itself",
    "a repeat as long as an answer",
    "very many choices",
    "choices that are filtered by a count each",
    "choices over the instances of a repeat",
    "groups within groups",
    "repeats within repeats",
    "entities without an end",
    "a predicate of very many terms",
    "a pattern that goes back and forth",
    "look-ups within look-ups",
    "numbers at the edge",
    "dates at the edge",
    "very long names",
    "texts that double",
    "labels that name themselves",
    "actions that set each other off",
];

fn hostile(kind: usize, size: usize) -> Hostile {
    let all = |name: &str, count: usize| -> Vec<String> {
        (0..count).map(|n| format!("{name}{n}")).collect()
    };
    let nodes = |names: &[String]| names.iter().map(|name| format!("<{name}/>")).collect();
    match kind {
        0 => calculated(
            "count(instance('l')/root/item[count(instance('l')/root/item[k &lt; \
             current()/../a]) &gt; 3])",
            &list(size),
        ),
        1 => repeated(
            size,
            "calculate=\"count(/data/r[count(/data/r[x &gt; current()/../x]) &gt; 2])\"",
        ),
        2 => repeated(
            size,
            "relevant=\"count(/data/r[x = current()/../x][count(/data/r[x = current()/../x]) \
             &gt; 1]) &gt; 0\"",
        ),
        3 => repeated(
            size,
            "calculate=\"sum(/data/r[position() &lt; position(current()/..)]/x)\"",
        ),
        4 => repeated(
            size,
            "calculate=\"sum(/data/r/x) + sum(/data/r/y) + count(/data/r)\"",
        ),
        5 | 6 => {
            let names = all("n", size + 1);
            let pairs = names.windows(2);
            let binds = pairs.map(|pair| match kind {
                5 => format!(
                    "<bind nodeset=\"/data/{}\" calculate=\"/data/{} * 2 + 1\"/>",
                    pair[1], pair[0]
                ),
                _ => format!(
                    "<bind nodeset=\"/data/{}\" relevant=\"/data/{} != ''\"/>",
                    pair[0], pair[1]
                ),
            });
            Hostile {
                nodes: nodes(&names),
                model: binds.collect(),
                body: inputs(&names),
            }
        }
        7 => {
            let names = all("n", size + 1);
            let ring = names.iter().zip(names.iter().cycle().skip(1));
            let binds = ring.map(|(one, next)| {
                format!("<bind nodeset=\"/data/{one}\" calculate=\"/data/{next} + 1\"/>")
            });
            Hostile {
                model: binds.collect(),
                nodes: nodes(&names),
                body: inputs(&names),
            }
        }
        8 => counted(&format!("1000000000 * {size}")),
        9 => counted(&format!("count(/data/r) * 2 + {size}")),
        10 => counted(&format!("/data/a * 1000 * {size}")),
        11 => Hostile {
            nodes: "<a/>".to_owned(),
            model: list(size * 100),
            body: "<select1 ref=\"/data/a\"><label>A</label>\
                   <itemset nodeset=\"instance('l')/root/item\"><value ref=\"name\"/>\
                   <label ref=\"name\"/></itemset></select1>"
                .to_owned(),
        },
        12 => Hostile {
            nodes: "<a/>".to_owned(),
            model: list(size),
            body: "<select1 ref=\"/data/a\"><label>A</label><itemset nodeset=\"instance('l')/root\
                   /item[count(instance('l')/root/item[k &lt; position()]) &gt; 1]\">\
                   <value ref=\"name\"/><label ref=\"name\"/></itemset></select1>"
                .to_owned(),
        },
        13 => {
            let mut form = repeated(size, "type=\"string\"");
            form.nodes.push_str("<q/>");
            form.body.push_str(
                "<select ref=\"/data/q\"><label>Q</label><itemset nodeset=\"/data/r[x &gt; \
                 count(/data/r[x &gt; 1])]\"><value ref=\"x\"/><label ref=\"x\"/></itemset></select>",
            );
            form
        }
        14 | 15 => {
            let (mut nodes, mut body) = ("<z/>".to_owned(), String::new());
            for _ in 0..size {
                nodes = format!("<g>{nodes}</g>");
            }
            let mut path = "/data".to_owned();
            for _ in 0..size {
                path.push_str("/g");
                body.push_str(&match kind {
                    14 => format!("<group ref=\"{path}\">"),
                    _ => format!("<group ref=\"{path}\"><repeat nodeset=\"{path}\">"),
                });
            }
            body.push_str(&format!("<input ref=\"{path}/z\"><label>Z</label></input>"));
            let end = if kind == 14 {
                "</group>"
            } else {
                "</repeat></group>"
            };
            body.push_str(&end.repeat(size));
            Hostile {
                nodes,
                model: String::new(),
                body,
            }
        }
        16 => {
            let mut form = repeated(size, "calculate=\"concat(../x, count(/data/r))\"");
            form.model = form.model.replace(
                "<bind nodeset=\"/data/r/y\"",
                "<bind nodeset=\"/data/r/y\" ent:saveto=\"y\"",
            );
            form.nodes = form.nodes.replace(
                "<r>",
                "<r><meta><ent:entity dataset=\"d\" id=\"\" create=\"1\"><ent:label/></ent:entity>\
                 </meta>",
            );
            form
        }
        17 => calculated(&format!("1{}", " + /data/a".repeat(size * 10)), ""),
        18 => calculated(
            &format!(
                "regex('{}!', '^(a+)+$') or regex(/data/a, '(x*)*y{{1,{size}}}')",
                "a".repeat(size * 10)
            ),
            "",
        ),
        19 => {
            let mut look = "/data/a".to_owned();
            for _ in 0..size.min(40) {
                look = format!("instance('l')/root/item[k = {look}]/name");
            }
            calculated(&look, &list(200))
        }
        20 => calculated(
            &format!(
                "/data/a * {0} div 0 + {0} mod 0.0000001 - round({0}, 300)",
                "9".repeat(size)
            ),
            "",
        ),
        21 => calculated(
            &format!(
                "date('9999-12-31') + /data/a * {} + date('-{}-01-01')",
                "9".repeat(size.min(300)),
                "9".repeat(size.min(300))
            ),
            "",
        ),
        22 => {
            let names = [format!("n{}", "x".repeat(size * 20))];
            Hostile {
                nodes: nodes(&names),
                model: format!(
                    "<bind nodeset=\"/data/{0}\" calculate=\"concat(/data/{0}, 'a')\"/>",
                    names[0]
                ),
                body: inputs(&names),
            }
        }
        23 => {
            let names = all("n", size.min(60) + 1);
            let binds = names.windows(2).map(|pair| {
                format!(
                    "<bind nodeset=\"/data/{0}\" calculate=\"concat(/data/{1}, /data/{1}, 'x')\"/>",
                    pair[1], pair[0]
                )
            });
            Hostile {
                model: binds.collect(),
                nodes: nodes(&names),
                body: inputs(&names[..1]),
            }
        }
        24 => {
            let output = "<output value=\"jr:itext('t')\"/>".repeat(size);
            Hostile {
                nodes: "<a/>".to_owned(),
                model: format!(
                    "<itext><translation lang=\"es\"><text id=\"t\"><value>x{output}</value></text>\
                     </translation></itext>"
                ),
                body: "<input ref=\"/data/a\"><label ref=\"jr:itext('t')\"/></input>".to_owned(),
            }
        }
        _ => {
            let names = all("n", size + 1);
            let ring = names.iter().zip(names.iter().cycle().skip(1));
            let body = ring.map(|(one, next)| {
                format!(
                    "<input ref=\"/data/{one}\"><label>L</label><setvalue \
                     event=\"xforms-value-changed\" ref=\"/data/{next}\" \
                     value=\"concat(/data/{one}, 'x')\"/></input>"
                )
            });
            Hostile {
                body: body.collect(),
                nodes: nodes(&names),
                model: String::new(),
            }
        }
    }
}

fn xml(form: &Hostile) -> String {
    let Hostile { nodes, model, body } = form;
    format!(
        "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" \
         xmlns:jr=\"http://openrosa.org/javarosa\" \
         xmlns:ent=\"http://www.opendatakit.org/xforms/entities\"><h:head><h:title>T</h:title>\
         <model ent:entities-version=\"2024.1.0\"><instance><data id=\"t\" version=\"1\">{nodes}\
         <meta><instanceID/></meta></data></instance>{model}</model></h:head><h:body>{body}\
         </h:body></h:html>"
    )
}

/// The walk: each call may take its steps and no more, and one that ends early says so.
struct Walk {
    session: Session,
    calls: u32,
    ended: u32,
}

impl Walk {
    fn call<T>(&mut self, work: impl FnOnce(&mut Session) -> T) -> T {
        let before = self.session.steps();
        let done = work(&mut self.session);
        let taken = self.session.steps() - before;
        assert!(taken <= STEPS, "{taken} steps");
        self.calls += 1;
        done
    }

    fn answer(&mut self, path: &str, value: &str) {
        let answered = self.call(|session| session.answer(path, value).map(|_| ()));
        if let Err(AnswerError::TooDear(dear)) = answered {
            assert!(!dear.path.is_empty());
            self.ended += 1;
        }
    }

    fn go(&mut self) {
        for _ in 0..SCREENS {
            let questions = self.call(|session| session.screen().questions);
            for question in questions.iter().take(4) {
                let value = match (question.data_type, question.choices.first()) {
                    (_, Some(choice)) => choice.value.clone(),
                    ("int" | "decimal", _) => "3".to_owned(),
                    _ => "ab".to_owned(),
                };
                self.answer(&question.path, &value);
            }
            self.call(Session::next);
        }
        let _ = self.call(|session| session.add_repeat("/data/r").map(|_| ()));
        let broken = self.call(|session| session.validate());
        let finished = self.call(|session| session.finalize().map(|done| done.xml));
        // What is finished is worked out whole.
        assert!(finished.is_err() || self.session.unfinished().is_none());
        let _ = (broken, self.call(|session| session.snapshot()));
    }
}

/// Every kind in every size.
#[test]
fn no_form_stalls_a_call() {
    let (mut refused, mut ended, mut calls, mut forms) = (0, 0, 0, 0);
    for (kind, name) in KINDS.iter().enumerate() {
        for size in SIZES {
            let xml = xml(&hostile(kind, size));
            let (form, diagnostics) = FormDef::parse(xml.as_bytes(), &NoMedia);
            forms += 1;
            let Some(form) = form else {
                let error = diagnostics
                    .iter()
                    .find(|one| one.severity == Severity::Error);
                assert!(
                    error.is_some_and(|one| !one.code.is_empty()),
                    "{name} {size}"
                );
                refused += 1;
                continue;
            };
            let bounds = Bounds {
                steps: STEPS,
                ..Bounds::default()
            };
            let session = Session::new_within(Arc::new(form), env(), bounds);
            assert!(session.steps() <= STEPS, "{name} {size}");
            let begun = u32::from(session.unfinished().is_some());
            let mut walk = Walk {
                session,
                calls: 0,
                ended: begun,
            };
            walk.go();
            ended += u32::from(walk.ended > 0 || walk.session.unfinished().is_some());
            calls += walk.calls;
        }
    }
    assert!(
        forms >= 200 && calls > 1_500,
        "{forms} forms, {calls} calls"
    );
    // Of both ends there are some: neither is everything refused nor everything let through.
    assert!(
        refused >= 10 && ended >= 20,
        "{refused} refused, {ended} ended"
    );
}
