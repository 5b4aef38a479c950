//! Compares what came with what should have come: every member that is named must fit.
//!
//! A list of nodes may be named as an object by `ref` (null: must not be there). Objects with a
//! `$` name match: `$re` (the whole text), `$has` and `$lacks` (pieces), `$near` (number, margin),
//! `$save`, `$same`, `$differs` (a value seen before), `$any`.

use std::collections::BTreeMap;

use regex::Regex;
use serde_json::{Map, Value};

/// The values that a script has put aside.
pub(crate) type Saved = BTreeMap<String, Value>;

/// Adds a line to `faults` for each member of `expected` that `got` does not fit.
pub(crate) fn compare(
    expected: &Value,
    got: &Value,
    place: &str,
    saved: &mut Saved,
    faults: &mut Vec<String>,
) {
    match expected {
        Value::Object(wants) if wants.keys().any(|key| key.starts_with('$')) => {
            for (rule, with) in wants {
                if let Err(why) = matches(rule, with, got, saved) {
                    faults.push(format!("{place}: {why}"));
                }
            }
        }
        Value::Object(wants) => match got {
            Value::Array(list) => compare_by_ref(wants, list, place, saved, faults),
            Value::Object(_) => {
                for (key, want) in wants {
                    compare(want, &got[key], &format!("{place}.{key}"), saved, faults);
                }
            }
            other => faults.push(format!("{place}: {other} is not an object")),
        },
        Value::Array(wants) => match got {
            Value::Array(list) if list.len() == wants.len() => {
                for (at, (want, item)) in wants.iter().zip(list).enumerate() {
                    compare(want, item, &format!("{place}[{at}]"), saved, faults);
                }
            }
            other => faults.push(format!("{place}: got {other}, expected {expected}")),
        },
        _ if expected == got => {}
        _ => faults.push(format!("{place}: got {got}, expected {expected}")),
    }
}

fn compare_by_ref(
    wants: &Map<String, Value>,
    list: &[Value],
    place: &str,
    saved: &mut Saved,
    faults: &mut Vec<String>,
) {
    for (name, want) in wants {
        // Of one ref the question stands before the instance or the offer to add one.
        let found = list.iter().find(|item| {
            item["ref"] == name.as_str() && item["kind"] != "repeat" && item["kind"] != "prompt"
        });
        match (want, found) {
            (Value::Null, None) => {}
            (Value::Null, Some(_)) => faults.push(format!("{place}: {name} should not be there")),
            (_, None) => faults.push(format!("{place}: {name} is missing")),
            (_, Some(item)) => compare(want, item, &format!("{place} {name}"), saved, faults),
        }
    }
}

fn matches(rule: &str, with: &Value, got: &Value, saved: &mut Saved) -> Result<(), String> {
    let text = got.as_str().map_or_else(|| got.to_string(), str::to_owned);
    let name = with.as_str().unwrap_or_default();
    let pieces = || {
        with.as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
    };
    match rule {
        "$any" => Ok(()),
        "$re" => {
            let pattern = Regex::new(&format!("^(?:{name})$")).map_err(|e| e.to_string())?;
            if pattern.is_match(&text) {
                Ok(())
            } else {
                Err(format!("{text:?} is not {name}"))
            }
        }
        "$has" => {
            let absent: Vec<&str> = pieces()
                .filter(|piece| !plain(&text).contains(&plain(piece)))
                .collect();
            if absent.is_empty() {
                Ok(())
            } else {
                Err(format!("{absent:?} should be in {}", plain(&text)))
            }
        }
        "$lacks" => match pieces().find(|piece| plain(&text).contains(&plain(piece))) {
            Some(piece) => Err(format!("{piece:?} should not be in {}", plain(&text))),
            None => Ok(()),
        },
        "$near" => {
            let part = |at: usize| with[at].as_f64().unwrap_or(f64::NAN);
            match text.parse::<f64>() {
                Ok(number) if (number - part(0)).abs() <= part(1) => Ok(()),
                _ => Err(format!("{text:?} is not near {}", with[0])),
            }
        }
        "$save" => {
            saved.insert(name.to_owned(), got.clone());
            Ok(())
        }
        "$same" if saved.get(name) == Some(got) => Ok(()),
        "$same" => Err(format!("{got} is not what it was")),
        "$differs" if saved.get(name) != Some(got) => Ok(()),
        "$differs" => Err(format!("{got} has not changed")),
        other => Err(format!("the suite knows no {other}")),
    }
}

/// The same XML written the same: `<a></a>` and `<a />` are `<a/>`.
fn plain(xml: &str) -> String {
    let mut out = String::with_capacity(xml.len());
    let mut rest = xml;
    while let Some((before, after)) = rest.split_once("></") {
        out.push_str(before);
        let opened = out.rsplit('<').next().unwrap_or_default();
        let name = opened.split([' ', '/', '>']).next().unwrap_or_default();
        let closed = after
            .strip_prefix(name)
            .and_then(|after| after.strip_prefix('>'));
        match closed {
            Some(after) if !name.is_empty() && !opened.contains('>') => {
                out.push_str("/>");
                rest = after;
            }
            _ => {
                out.push_str("></");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out.replace(" />", "/>")
}

#[test]
fn the_comparison_can_fail() {
    let faults = |expected: &str, got: &str| {
        let mut faults = Vec::new();
        let read = |text| serde_json::from_str::<Value>(text).expect("JSON");
        compare(
            &read(expected),
            &read(got),
            "",
            &mut Saved::new(),
            &mut faults,
        );
        faults.len()
    };
    assert_eq!(faults(r#"{"a":1}"#, r#"{"a":1,"b":2}"#), 0);
    assert_eq!(faults(r#"{"a":1,"c":true}"#, r#"{"a":2}"#), 2);
    assert_eq!(
        faults(r#"{"/a":{"v":1},"/b":null}"#, r#"[{"ref":"/a","v":1}]"#),
        0
    );
    assert_eq!(
        faults(
            r#"{"/a":{"v":2},"/b":null}"#,
            r#"[{"ref":"/a","v":1},{"ref":"/b"}]"#
        ),
        2
    );
    assert_eq!(faults(r#"[1,2]"#, r#"[1]"#), 1);
    assert_eq!(faults(r#"{"$re":"a+"}"#, r#""aab""#), 1);
    assert_eq!(
        faults(
            r#"{"$has":["<b/>"],"$lacks":["<c"]}"#,
            r#""<a><b x=\"1\"></b></a>""#
        ),
        1
    );
    assert_eq!(
        faults(
            r#"{"$has":["<b/>"],"$lacks":["<c"]}"#,
            r#""<a><b></b></a>""#
        ),
        0
    );
    assert_eq!(faults(r#"{"$near":[2,0.5]}"#, r#""2.6""#), 1);
    assert_eq!(faults(r#"{"$same":"x"}"#, "1"), 1);
}
