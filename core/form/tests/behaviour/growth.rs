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
