//! How the usual ways of writing totals over a repeat grow with its instances, in steps: what
//! adding and answering one more costs, and what an answer in the first of them costs.

use farola_form::{Bounds, Session};

use crate::support::{Form, env, form};

/// A repeat of numbers and names, with one calculation in each instance or beside them.
fn shape(bind: &str, expression: &str) -> Form {
    let expression = expression.replace('<', "&lt;").replace('>', "&gt;");
    form("<r jr:template=\"\"><x/><n/><t/></r><t/>")
        .bind("/data/r/x", "type=\"int\"")
        .bind(bind, &format!("calculate=\"{expression}\""))
        .body(
            "<repeat nodeset=\"/data/r\"><input ref=\"/data/r/x\"><label>x</label></input>\
             <input ref=\"/data/r/n\"><label>n</label></input></repeat>",
        )
}

/// Steps of the last of `count` instances, added and answered, and of an answer in the first.
fn cost(bind: &str, expression: &str, count: usize) -> [u64; 2] {
    let mut session = Session::new(shape(bind, expression).def(), env());
    session.bound(Bounds {
        steps: u64::MAX / 8,
        ..Bounds::default()
    });
    let mut last = 0;
    for number in 1..=count {
        let before = session.steps();
        session.add_repeat("/data/r").unwrap();
        let (x, n) = (number * 7 % 23, number * 5 % 11);
        for (node, value) in [("x", x.to_string()), ("n", format!("n{n}"))] {
            session
                .answer(&format!("/data/r[{number}]/{node}"), &value)
                .unwrap();
        }
        last = session.steps() - before;
    }
    let before = session.steps();
    session.answer("/data/r[1]/x", "500").unwrap();
    [last, session.steps() - before]
}

/// By what power of the instances a cost grows, between 40 and 80 of them.
fn powers(bind: &str, expression: &str) -> [f64; 2] {
    let (few, many) = (cost(bind, expression, 40), cost(bind, expression, 80));
    let power = |i: usize| ((many[i] + 1) as f64 / (few[i] + 1) as f64).log2();
    [power(0), power(1)]
}

/// The table of docs/form-support.md: the way, where it stands, and the power of the instances by
/// which one more of them and an answer in the first grow.
const WAYS: [(&str, &str, [u32; 2]); 18] = [
    ("/data/t", "sum(/data/r/x)", [0, 1]),
    ("/data/t", "count(/data/r)", [0, 0]),
    ("/data/t", "max(/data/r/x)", [0, 1]),
    ("/data/t", "count-non-empty(/data/r/n)", [0, 0]),
    ("/data/t", "count(/data/r[x > 5])", [1, 1]),
    ("/data/t", "sum(/data/r[n = 'n3']/x)", [1, 1]),
    ("/data/r/t", "position(..)", [0, 0]),
    (
        "/data/r/t",
        "sum(/data/r[position() < position(current()/..)]/x)",
        [0, 1],
    ),
    (
        "/data/r/t",
        "sum(/data/r[position() <= position(current()/..)]/x)",
        [0, 1],
    ),
    (
        "/data/r/t",
        "coalesce(/data/r[position() = position(current()/..) - 1]/t, 0) + ../x",
        [0, 1],
    ),
    (
        "/data/r/t",
        "coalesce(/data/r[position(current()/..) - 1]/t, 0) + ../x",
        [0, 1],
    ),
    (
        "/data/r/t",
        "coalesce(indexed-repeat(/data/r/t, /data/r, position(..) - 1), 0) + ../x",
        [0, 1],
    ),
    (
        "/data/r/t",
        "if(position(..) = 1, ../x, indexed-repeat(/data/r/t, /data/r, position(..) - 1) + ../x)",
        [0, 1],
    ),
    (
        "/data/r/t",
        "indexed-repeat(/data/r/x, /data/r, position(..) - 1)",
        [0, 0],
    ),
    ("/data/r/t", "../x div sum(/data/r/x)", [1, 1]),
    (
        "/data/r/t",
        "count(/data/r[n = current()/../n]) > 1",
        [2, 0],
    ),
    (
        "/data/r/t",
        "count(/data/r[x > current()/../x]) + 1",
        [2, 2],
    ),
    ("/data/r/t", "sum(../preceding-sibling::r/x) + ../x", [2, 2]),
];

/// What is told of a form without running it is never less than what it does, and of these ways
/// no more, but for one that is told to be linear and is not even that.
#[test]
fn what_is_told_is_what_is_seen() {
    for (bind, expression, seen) in WAYS {
        let growth = shape(bind, expression).def().growth();
        let told = growth.iter().find(|one| one.path == bind).unwrap();
        let seen = seen.into_iter().max().unwrap();
        let more = expression == "indexed-repeat(/data/r/x, /data/r, position(..) - 1)";
        assert_eq!(told.power, seen + u32::from(more), "{expression}");
        assert_eq!(
            told.reads.is_empty(),
            told.power == 0,
            "{expression}: {}",
            told.reads
        );
    }
}

/// Advice names the square and what is beyond it, in the order of the form, each with its row.
#[test]
fn what_is_dear_is_told_with_its_place() {
    let dear = |bind: &str, expression: &str, all: bool| {
        let form = shape(bind, expression);
        let source = form.xml();
        let found = form.def().find_dear(source.as_bytes(), all);
        let told = found.into_iter().map(|one| {
            let line = source.lines().nth(one.place.line as usize - 1).unwrap();
            let from: String = line.chars().skip(one.place.column as usize - 1).collect();
            assert!(from.starts_with("<bind"), "{from}");
            (one.code, one.place.path, one.message)
        });
        told.collect::<Vec<_>>()
    };
    for (bind, expression, code, reads) in [
        (
            "/data/r/t",
            "count(/data/r[n = current()/../n]) > 1",
            "form.grows_square",
            "/data/r",
        ),
        (
            "/data/r/t",
            "sum(../preceding-sibling::r/x)",
            "form.grows_square",
            "../preceding-sibling::r/x",
        ),
        (
            "/data/r/t",
            "join(' ', /data/r[position() < position(current()/..)]/n)",
            "form.grows_square",
            "/data/r",
        ),
        (
            "/data/t",
            "count(/data/r[count(/data/r[x > current()/../x]) > 1])",
            "form.grows_square",
            "/data/r",
        ),
        (
            "/data/r/t",
            "count(/data/r[count(/data/r[x > current()/../x]) > 1])",
            "form.grows_cube",
            "/data/r",
        ),
    ] {
        let found = dear(bind, expression, false);
        assert_eq!(found.len(), 1, "{expression}");
        let (told, place, message) = &found[0];
        assert_eq!(*told, code, "{expression}");
        assert_eq!(*place, format!("{bind} @calculate"));
        assert!(message.ends_with(&format!("of {reads}")), "{message}");
    }
    for (bind, expression) in [
        ("/data/t", "sum(/data/r/x)"),
        ("/data/r/t", "../x div sum(/data/r/x)"),
        (
            "/data/r/t",
            "sum(/data/r[position() < position(current()/..)]/x)",
        ),
        ("/data/t", "count(/data/r[x > 5])"),
    ] {
        assert_eq!(dear(bind, expression, false), [], "{expression}");
        let all = dear(bind, expression, true);
        assert_eq!(all.len(), 1, "{expression}");
        assert_eq!(all[0].0, "form.grows_linear", "{expression}");
    }
    for (bind, expression) in [
        ("/data/t", "count(/data/r)"),
        ("/data/r/t", "position(..)"),
        ("/data/r/t", "../x + 1"),
    ] {
        assert_eq!(dear(bind, expression, true), [], "{expression}");
    }
}

/// Lists count as repeats do: a scan is linear, a scan for each item grows with the square, and a
/// look-up costs nothing.
#[test]
fn lists_are_told_too() {
    let list = "<instance id=\"l\"><root><item><k>1</k><n>a</n></item></root></instance>";
    for (expression, power) in [
        ("instance('l')/root/item[k = /data/a]/n", 0),
        ("count(instance('l')/root/item)", 1),
        ("count(instance('l')/root/item[k > /data/a])", 1),
        (
            "count(instance('l')/root/item[count(instance('l')/root/item[k > current()/../a]) > 1])",
            2,
        ),
    ] {
        let escaped = expression.replace('>', "&gt;");
        let made = form("<a/><t/>")
            .model(list)
            .bind("/data/t", &format!("calculate=\"{escaped}\""))
            .body("<input ref=\"/data/a\"><label>a</label></input>");
        assert_eq!(made.def().growth()[0].power, power, "{expression}");
    }
}

#[test]
fn the_usual_ways_grow_as_they_are_said_to() {
    for (bind, expression, said) in WAYS {
        let seen = powers(bind, expression);
        for (seen, said) in seen.into_iter().zip(said) {
            let said = f64::from(said);
            assert!(
                seen < said + 0.35 && seen > said - 0.5,
                "{expression}: {seen:.2}, said {said}"
            );
        }
    }
}
