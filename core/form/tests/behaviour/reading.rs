//! Reading a form has a budget too: what is larger, or asks for more work, than any real form is
//! refused with a code before it was gone through. Counted in steps: what a machine takes for them
//! is its own affair.

#[allow(dead_code, unreachable_pub, clippy::pedantic)]
#[path = "../../../../benches/forms/src/forms.rs"]
mod bench;

use std::fs;
use std::path::PathBuf;

use farola_form::{Diagnostic, FormDef, MediaMap, NoMedia, Severity};

const MOST: u64 = FormDef::MOST_READING_STEPS;
/// How large each kind is made: from harmless to hopeless.
const SIZES: [usize; 5] = [1, 10, 60, 400, 3_000];

struct Heavy {
    nodes: String,
    model: String,
    body: String,
}

fn xml(form: &Heavy) -> String {
    let Heavy { nodes, model, body } = form;
    format!(
        "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" \
         xmlns:jr=\"http://openrosa.org/javarosa\" \
         xmlns:ent=\"http://www.opendatakit.org/xforms/entities\"><h:head><h:title>T</h:title>\
         <model ent:entities-version=\"2024.1.0\"><instance><data id=\"t\" version=\"1\">{nodes}\
         <meta><instanceID/></meta></data></instance>{model}</model></h:head><h:body>{body}\
         </h:body></h:html>"
    )
}

/// What each kind is, and whether it ends before it is read at its largest size.
const KINDS: [(&str, bool); 17] = [
    ("every node reads every other", true),
    ("every node reads the text of all", true),
    ("steps to all nodes, one after another", true),
    ("steps to what follows, from all nodes", false),
    ("siblings of siblings", false),
    ("fixed repeats in fixed repeats", true),
    ("very many lists", true),
    ("very many languages", true),
    ("very many templates", false),
    ("very many attributes", true),
    ("one node that all read", false),
    ("a ring of calculations", false),
    ("a circle through each other's groups", true),
    ("predicates within predicates", false),
    ("conditions with very many ways through", false),
    ("faults in one long line", false),
    ("expressions that look like each other", true),
];

fn heavy(kind: usize, size: usize) -> Heavy {
    let numbers = || 0..size;
    let nodes: String = numbers().map(|n| format!("<n{n}/>")).collect();
    let inputs = "<input ref=\"/data/n0\"><label>N</label></input>".to_owned();
    let binds = |what: &dyn Fn(usize) -> String| -> String {
        let one = |n| format!("<bind nodeset=\"/data/n{n}\" {}/>", what(n));
        numbers().map(one).collect()
    };
    let plain = |model: String| Heavy {
        nodes: nodes.clone(),
        model,
        body: inputs.clone(),
    };
    let calculate = |expression: &str| format!("calculate=\"{expression}\"");
    match kind {
        0 => plain(binds(&|_| calculate("count(/data/*)"))),
        1 => plain(binds(&|_| calculate("string-length(/data)"))),
        2 => plain(binds(&|_| {
            calculate(&format!("count(/data{})", "//*/..".repeat(9)))
        })),
        3 => plain(format!(
            "<bind nodeset=\"/data/n0\" {}/>",
            calculate(&format!(
                "count(//*{})",
                "/following::*/preceding::*".repeat(20)
            ))
        )),
        4 => plain(format!(
            "<bind nodeset=\"/data/n0\" {}/>",
            calculate(&format!(
                "count(/data/*{})",
                "/following-sibling::*".repeat(20)
            ))
        )),
        5 => {
            let each = (size / 20).max(1);
            let (mut nodes, mut body, mut path) =
                ("<z/>".to_owned(), String::new(), "/data".to_owned());
            for level in (0..7).rev() {
                let bare = format!("<r{level}/>").repeat(each);
                nodes = format!("<r{level} jr:template=\"\">{nodes}</r{level}>{bare}");
            }
            for level in 0..7 {
                path += &format!("/r{level}");
                body += &format!(
                    "<group ref=\"{path}\"><repeat nodeset=\"{path}\" jr:noAddRemove=\"true()\">"
                );
            }
            body += &format!("<input ref=\"{path}/z\"><label>Z</label></input>");
            body += &"</repeat></group>".repeat(7);
            Heavy {
                nodes,
                model: String::new(),
                body,
            }
        }
        6 => {
            let lists = (0..size * 3).map(|n| format!("<instance id=\"l{n}\"><root/></instance>"));
            plain(lists.collect::<String>() + &binds(&|_| calculate("count(instance('l0')/root)")))
        }
        7 => {
            let languages = (0..size * 2).map(|n| {
                format!("<translation lang=\"l{n}\"><text id=\"t{n}\"><value>x</value></text></translation>")
            });
            plain(format!("<itext>{}</itext>", languages.collect::<String>()))
        }
        8 => Heavy {
            nodes: numbers()
                .map(|n| format!("<n{n} jr:template=\"\"><x/></n{n}>"))
                .collect(),
            model: String::new(),
            body: String::new(),
        },
        9 => {
            let attributes: String = (0..size.min(200)).map(|n| format!(" a{n}=\"1\"")).collect();
            let nodes: String = numbers().map(|n| format!("<n{n}{attributes}/>")).collect();
            Heavy {
                nodes,
                ..plain(String::new())
            }
        }
        10 => plain(binds(&|n| {
            let reads = if n == 0 { "1" } else { "/data/n0 + 1" };
            format!("{} constraint=\"/data/n0 &gt; 3\"", calculate(reads))
        })),
        11 => plain(binds(&|n| {
            calculate(&format!("/data/n{} + 1", (n + 1) % size))
        })),
        12 => Heavy {
            nodes: numbers().map(|n| format!("<g{n}><x/></g{n}>")).collect(),
            model: numbers()
                .map(|n| {
                    let reads = calculate("count(/data/*/x) + string-length(/data)");
                    format!("<bind nodeset=\"/data/g{n}/x\" {reads}/>")
                })
                .collect(),
            body: String::new(),
        },
        13 => {
            let deep = size.min(150);
            let expression = format!("{}1{}", "/data/n0[".repeat(deep), "]".repeat(deep));
            plain(binds(&|_| calculate(&expression)))
        }
        14 => {
            let has = |n: usize| format!("selected(/data/n0, 'a{n}')");
            let parts: Vec<String> = (0..size.min(60))
                .map(|n| format!("({} or not({}))", has(n), has(n + 1)))
                .collect();
            let condition = parts.join(" and ");
            plain(binds(&|n| match n {
                0 => String::new(),
                _ => format!("relevant=\"{condition}\""),
            }))
        }
        15 => plain(binds(&|n| {
            format!("type=\"odd{n}\" relevant=\"/data/nowhere{n}\"")
        })),
        _ => {
            let same = "='".repeat(size.min(3_000));
            plain(binds(&|_| {
                format!("jr:constraintMsg=\"{same}\" relevant=\"nothing{same}\"")
            }))
        }
    }
}

fn read(kind: usize, size: usize) -> (Option<FormDef>, Vec<Diagnostic>) {
    FormDef::parse(xml(&heavy(kind, size)).as_bytes(), &NoMedia)
}

/// Each is read within its steps, or refused with an error that says so.
#[test]
fn no_form_is_read_without_an_end() {
    let mut found = Vec::new();
    for (kind, (name, _)) in KINDS.iter().enumerate() {
        let mut refused = false;
        for size in SIZES {
            let (form, told) = read(kind, size);
            let errors = || told.iter().filter(|one| one.severity == Severity::Error);
            let is_spent = errors().any(|one| one.code == "form.too_big");
            assert_eq!(form.is_none(), errors().next().is_some(), "{name} {size}");
            assert!(
                form.is_none_or(|form| form.reading_steps() <= MOST),
                "{name} {size}"
            );
            assert!(
                is_spent || !refused,
                "{name} {size}: a smaller one was refused"
            );
            refused |= is_spent;
        }
        found.push((*name, refused));
    }
    assert_eq!(found, KINDS);
}

/// What is larger than any real form is refused while it is read.
#[test]
fn a_form_has_a_size() {
    for nodes in ["<a/>".repeat(1_000_001), "<a>x</a>".repeat(500_001)] {
        let form = Heavy {
            nodes,
            model: String::new(),
            body: String::new(),
        };
        let (form, told) = FormDef::parse(xml(&form).as_bytes(), &NoMedia);
        assert!(form.is_none());
        assert_eq!((told.len(), told[0].code), (1, "form.too_big"));
    }
}

/// The kit takes less than a hundredth, the forms of the benchmark less than a tenth; and ten
/// times the questions take about ten times the steps.
#[test]
fn real_forms_stay_far_below() {
    let kit = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../kit");
    let mut count = 0;
    for entry in fs::read_dir(kit).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|end| end != "xml") {
            continue;
        }
        let form = FormDef::parse(&fs::read(&path).unwrap(), &NoMedia)
            .0
            .unwrap();
        assert!(
            form.reading_steps() < MOST / 100,
            "{path:?}: {}",
            form.reading_steps()
        );
        println!("{}: {}", form.id(), form.reading_steps());
        count += 1;
    }
    assert_eq!(count, 6);
    let mut media = MediaMap::new();
    let places = bench::places_csv();
    media.insert(places.file, places.bytes.into_bytes());
    for made in bench::all() {
        if !made.file.ends_with(".xml") {
            continue;
        }
        let form = FormDef::parse(made.bytes.as_bytes(), &media).0.unwrap();
        assert!(
            form.reading_steps() < MOST / 10,
            "{}: {}",
            made.file,
            form.reading_steps()
        );
        println!("{}: {}", made.file, form.reading_steps());
    }
    let steps = |fields| {
        let made = bench::chain("a", fields);
        FormDef::parse(made.bytes.as_bytes(), &NoMedia)
            .0
            .unwrap()
            .reading_steps()
    };
    assert!(steps(5_000) < steps(500) * 11);
}

/// Who is refused hears why, also behind very many remarks.
#[test]
fn an_error_is_told_behind_very_many_remarks() {
    let mut form = heavy(15, 600);
    form.body += "<input ref=\"/data/gone\"><label>G</label></input>";
    let (form, told) = FormDef::parse(xml(&form).as_bytes(), &NoMedia);
    assert!(form.is_none());
    assert!(told.iter().any(|one| one.severity == Severity::Error));
    assert_eq!(told.last().unwrap().code, "form.more_faults");
}

/// Lines and columns of many faults are those of the characters.
#[test]
fn places_of_many_faults_are_exact() {
    let text = xml(&heavy(15, 40)).replace("<bind", "\n <!-- ñ --><bind");
    let (_, told) = FormDef::parse(text.as_bytes(), &NoMedia);
    let unknown: Vec<&Diagnostic> = told
        .iter()
        .filter(|one| one.code == "form.unknown_type")
        .collect();
    assert_eq!(unknown.len(), 40);
    for (n, one) in unknown.iter().enumerate() {
        let line = text.lines().nth(one.place.line as usize - 1).unwrap();
        let from: String = line.chars().skip(one.place.column as usize - 1).collect();
        assert!(
            from.starts_with(&format!("<bind nodeset=\"/data/n{n}\"")),
            "{from}"
        );
    }
}
