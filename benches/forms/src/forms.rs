//! The forms that are measured, generated: each shows how a cost grows with one thing.
//!
//! They are plain ODK XForms, so that every engine loads the very same bytes.

use std::fmt::Write as _;

/// One form and the files it comes with, by file name.
pub(crate) struct Made {
    pub(crate) file: String,
    pub(crate) bytes: String,
}

fn form(id: &str, primary: &str, model: &str, body: &str) -> Made {
    let xml = format!(
        r#"<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" xmlns:odk="http://www.opendatakit.org/xforms" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
<h:head><h:title>{id}</h:title><model odk:xforms-version="1.0.0">
<instance><data id="{id}" version="1">{primary}<meta><instanceID/></meta></data></instance>
{model}<bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
</model></h:head>
<h:body>
{body}</h:body></h:html>
"#
    );
    Made {
        file: format!("{id}.xml"),
        bytes: xml,
    }
}

fn bind(node: &str, rest: &str) -> String {
    format!("<bind nodeset=\"{node}\" {rest}/>\n")
}

fn input(node: &str, label: &str) -> String {
    format!("<input ref=\"{node}\"><label>{label}</label></input>\n")
}

/// `fields` fields: three fifths whole numbers `n1…` (every third constrained), a chain of one
/// fifth calculations `c1…` in which `c(k)` needs `n(3k)` and `c(k-1)`, and one fifth texts
/// `r1…` asked while their calculation is even.
///
/// An answer to `n3` moves the whole chain and all relevances, `n1` only its own constraint.
pub(crate) fn chain(id: &str, fields: usize) -> Made {
    let (mut primary, mut model, mut body) = (String::new(), String::new(), String::new());
    let links = fields / 5;
    for i in 1..=links * 3 {
        let rule = if i % 3 == 1 {
            " constraint=\". &gt;= 0 and . &lt;= 100000\""
        } else {
            ""
        };
        let _ = write!(primary, "<n{i}/>");
        model += &bind(&format!("/data/n{i}"), &format!("type=\"int\"{rule}"));
        body += &input(&format!("/data/n{i}"), &format!("Number {i}"));
    }
    for k in 1..=links {
        let number = format!("/data/n{}", 3 * k);
        let before = match k {
            1 => String::new(),
            _ => format!(" + /data/c{}", k - 1),
        };
        let _ = write!(primary, "<c{k}/><r{k}/>");
        model += &bind(
            &format!("/data/c{k}"),
            &format!("type=\"int\" calculate=\"if({number} = '', 0, {number}){before}\""),
        );
        model += &bind(
            &format!("/data/r{k}"),
            &format!("type=\"string\" relevant=\" /data/c{k} mod 2 = 0\""),
        );
        body += &input(&format!("/data/r{k}"), &format!("Text {k}"));
    }
    form(id, &primary, &model, &body)
}

/// What a repeat of persons is summed up with.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Over {
    /// A sum of whole numbers and a count.
    Plain,
    /// Also a running total over all earlier instances.
    Running,
    /// Also least, greatest, joined, and a sum of decimals.
    Aggregates,
}

/// A repeat of persons with calculations inside and totals outside.
pub(crate) fn repeat(id: &str, over: Over) -> Made {
    let mut inner = "<name/><age/><double/><pos/>".to_owned();
    let mut outer = "<total/><n/>".to_owned();
    let mut model = bind("/data/person/name", "type=\"string\"")
        + &bind("/data/person/age", "type=\"int\"")
        + &bind(
            "/data/person/double",
            "type=\"int\" calculate=\" ../age * 2\"",
        )
        + &bind(
            "/data/person/pos",
            "type=\"int\" calculate=\"position(..)\"",
        );
    match over {
        Over::Plain => {}
        Over::Running => {
            inner += "<running/>";
            model += &bind(
                "/data/person/running",
                "type=\"int\" calculate=\"sum( /data/person[position() &lt;= \
                 position(current()/..)]/age )\"",
            );
        }
        Over::Aggregates => {
            inner += "<share/>";
            outer += "<least/><greatest/><all/><shares/>";
            model += &bind(
                "/data/person/share",
                "type=\"decimal\" calculate=\" ../age * 0.1\"",
            );
            let over = [
                ("least", "int", "min( /data/person/age )"),
                ("greatest", "int", "max( /data/person/age )"),
                ("all", "string", "join(' ', /data/person/age )"),
                ("shares", "decimal", "sum( /data/person/share )"),
            ];
            for (name, kind, calculate) in over {
                model += &bind(
                    &format!("/data/{name}"),
                    &format!("type=\"{kind}\" calculate=\"{calculate}\""),
                );
            }
        }
    }
    model += &bind(
        "/data/total",
        "type=\"int\" calculate=\"sum( /data/person/double )\"",
    );
    model += &bind(
        "/data/n",
        "type=\"int\" calculate=\"count( /data/person )\"",
    );
    let primary = format!("<person jr:template=\"\">{inner}</person>{outer}");
    let body = "<group ref=\"/data/person\"><label>Person</label>\
                <repeat nodeset=\"/data/person\">\n"
        .to_owned()
        + &input("/data/person/name", "Name")
        + &input("/data/person/age", "Age")
        + "</repeat></group>\n";
    form(id, &primary, &model, &body)
}

/// Repeats within repeats, `depth` deep, a number at the bottom, and at each level the sum of
/// the level below: an answer at the bottom runs one sum a level.
pub(crate) fn nested(id: &str, depth: usize) -> Made {
    let (mut primary, mut model) = ("<v/>".to_owned(), String::new());
    let path =
        |level: usize| (1..=level).fold("/data".to_owned(), |path, l| format!("{path}/r{l}"));
    let bottom = format!("{}/v", path(depth));
    model += &bind(&bottom, "type=\"int\"");
    let mut body = input(&bottom, "Value");
    for level in (1..=depth).rev() {
        primary = format!("<r{level} jr:template=\"\">{primary}</r{level}><s{level}/>");
        let below = match level == depth {
            true => "v".to_owned(),
            false => format!("s{}", level + 1),
        };
        let around = path(level - 1);
        model += &bind(
            &format!("{around}/s{level}"),
            &format!("type=\"int\" calculate=\"sum( ../r{level}/{below} )\""),
        );
        let repeat = path(level);
        body = format!(
            "<group ref=\"{repeat}\"><label>Level {level}</label><repeat nodeset=\"{repeat}\">\n\
             {body}</repeat></group>\n"
        );
    }
    form(id, &primary, &model, &body)
}

pub(crate) const STATES: usize = 32;
pub(crate) const TOWNS: usize = 2500;
pub(crate) const PLACES: usize = 50_000;

fn places() -> impl Iterator<Item = [String; 4]> {
    (0..PLACES).map(|place| {
        let town = place % TOWNS;
        [
            format!("p{place:05}"),
            format!("Place number {place}"),
            format!("m{town:04}"),
            format!("s{:02}", town % STATES),
        ]
    })
}

/// The list of 50,000 places as a table.
pub(crate) fn places_csv() -> Made {
    let mut bytes = "name,label,mun,state\n".to_owned();
    for place in places() {
        let _ = writeln!(bytes, "{}", place.join(","));
    }
    Made {
        file: "places.csv".to_owned(),
        bytes,
    }
}

/// 32 states, 2,500 towns, 50,000 places: one list filters the next; the places in the form
/// itself or in an attached table.
pub(crate) fn cascade(id: &str, attached: bool) -> Made {
    let mut lists = "<instance id=\"states\"><root>".to_owned();
    for s in 0..STATES {
        let _ = write!(
            lists,
            "<item><name>s{s:02}</name><label>State {s}</label></item>"
        );
    }
    lists += "</root></instance>\n<instance id=\"muns\"><root>";
    for m in 0..TOWNS {
        let _ = write!(
            lists,
            "<item><name>m{m:04}</name><label>Town {m}</label><state>s{:02}</state></item>",
            m % STATES
        );
    }
    lists += "</root></instance>\n";
    if attached {
        lists += "<instance id=\"places\" src=\"jr://file-csv/places.csv\"/>\n";
    } else {
        lists += "<instance id=\"places\"><root>";
        for [name, label, mun, state] in places() {
            let _ = write!(
                lists,
                "<item><name>{name}</name><label>{label}</label><mun>{mun}</mun>\
                 <state>{state}</state></item>"
            );
        }
        lists += "</root></instance>\n";
    }
    let mut model = lists;
    for name in ["state", "mun", "place"] {
        model += &bind(&format!("/data/{name}"), "type=\"string\"");
    }
    model += &bind(
        "/data/chosen",
        "type=\"string\" calculate=\"instance('places')/root/item[name= /data/place ]/label\"",
    );
    let select = |name: &str, list: &str, filter: &str| {
        format!(
            "<select1 ref=\"/data/{name}\"><label>{name}</label>\
             <itemset nodeset=\"instance('{list}')/root/item{filter}\"><value ref=\"name\"/>\
             <label ref=\"label\"/></itemset></select1>\n"
        )
    };
    let body = select("state", "states", "")
        + &select("mun", "muns", "[state= /data/state ]")
        + &select(
            "place",
            "places",
            "[state= /data/state  and mun= /data/mun ]",
        )
        + &select("place_eq", "places", "[mun= /data/mun ]");
    form(
        id,
        "<state/><mun/><place/><place_eq/><chosen/>",
        &model,
        &body,
    )
}

/// Every generated form.
pub(crate) fn all() -> Vec<Made> {
    vec![
        chain("a500", 500),
        chain("a5000", 5000),
        repeat("b_repeat", Over::Plain),
        repeat("b_running", Over::Running),
        repeat("b_aggr", Over::Aggregates),
        nested("nested2", 2),
        nested("nested6", 6),
        cascade("c_internal", false),
        cascade("c_csv", true),
        places_csv(),
    ]
}
