//! A host with nodes and functions of its own: `cargo run -p farola-xpath --example own_functions`.
//!
//! The nodes here are the folders of a path; a real host holds whatever tree it has. Only
//! navigation, the clock and randomness must be written.
#![allow(clippy::print_stdout)]

use std::borrow::Cow;
use std::cmp::Ordering;
use std::error::Error;

use farola_xpath::convert::to_number;
use farola_xpath::jiff::{Timestamp, ZonedDateTime, tz::TimeZone};
use farola_xpath::{
    Context, Host, Name, NodeKind, Value, XPathError, evaluate_string, parse_lenient,
};

/// A row of measures below one root: node 0 is the document, 1 the root, then the measures.
struct Measures(Vec<(&'static str, f64)>);

impl Host for Measures {
    type Node = usize;

    fn root(&self, _: usize) -> usize {
        0
    }

    fn kind(&self, node: usize) -> NodeKind {
        match node {
            0 => NodeKind::Document,
            _ => NodeKind::Element,
        }
    }

    fn parent(&self, node: usize) -> Option<usize> {
        match node {
            0 => None,
            1 => Some(0),
            _ => Some(1),
        }
    }

    fn children(&self, node: usize, out: &mut Vec<usize>) {
        match node {
            0 => out.push(1),
            1 => out.extend(2..2 + self.0.len()),
            _ => {}
        }
    }

    fn attributes(&self, _: usize, _: &mut Vec<usize>) {}

    fn name(&self, node: usize) -> Option<Name<'_>> {
        let local = match node {
            0 => return None,
            1 => "measures",
            _ => self.0.get(node - 2)?.0,
        };
        Some(Name {
            prefix: None,
            local,
            namespace: None,
        })
    }

    fn string_value(&self, node: usize) -> Cow<'_, str> {
        let measure = node.checked_sub(2).and_then(|index| self.0.get(index));
        Cow::Owned(
            measure
                .map(|(_, value)| value.to_string())
                .unwrap_or_default(),
        )
    }

    fn document_order(&self, a: usize, b: usize) -> Ordering {
        a.cmp(&b)
    }

    fn now(&self) -> ZonedDateTime {
        Timestamp::UNIX_EPOCH.to_zoned_datetime(TimeZone::UTC)
    }

    fn entropy(&self, out: &mut [u8]) {
        out.fill(7);
    }

    /// `fahrenheit(celsius)`.
    fn call(
        &self,
        name: &str,
        args: &[Value<usize>],
        _: &Context<usize>,
    ) -> Option<Result<Value<usize>, XPathError>> {
        match (name, args) {
            ("fahrenheit", [celsius]) => {
                Some(Ok(Value::Number(to_number(celsius, self) * 1.8 + 32.0)))
            }
            _ => None,
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let host = Measures(vec![("morning", 9.5), ("noon", 21.0)]);
    // `parse` refuses names that the library does not have; `parse_lenient` leaves them to the
    // host.
    for text in [
        "fahrenheit(/measures/noon)",
        "sum(/measures/*)",
        "fahrenheit(3, 4)",
    ] {
        let expr = parse_lenient(text)?;
        match evaluate_string(&expr, &Context::new(0), &host) {
            Ok(value) => println!("{text} = {value}"),
            Err(error) => println!("{text}: {} {error}", error.code()),
        }
    }
    Ok(())
}
