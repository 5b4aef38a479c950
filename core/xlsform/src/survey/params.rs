//! The parameters of a question: `start=0 end=10 step=2`.

use crate::fault::rules::params;
use crate::fault::{Fault, Faults, Place};
use crate::text::Attributes;

/// Parameters whose values keep their capitals: they name columns of a file.
const WITH_CAPITALS: [&str; 2] = ["label", "value"];

/// Reads parameters: `key=value`, separated by blanks, commas or semicolons; nothing where the
/// text has another form. Keys and values are made lower-case, but not references.
pub(crate) fn parse(text: &str) -> Option<Attributes> {
    let mut found = Attributes::new();
    let spaced = text.replace('=', " = ");
    let separated = |c: char| c.is_whitespace() || c == ',' || c == ';';
    let mut tokens = spaced.split(separated).filter(|token| !token.is_empty());
    while let Some(key) = tokens.next() {
        let (sign, value) = (tokens.next()?, tokens.next()?);
        if key == "=" || sign != "=" || value == "=" {
            return None;
        }
        let key = key.to_lowercase();
        let value = match WITH_CAPITALS.contains(&key.as_str()) || value.starts_with("${") {
            true => value.to_owned(),
            false => value.to_lowercase(),
        };
        found.set(&key, value);
    }
    Some(found)
}

/// Whether all parameters are among those that the question takes; each other one is a fault.
pub(crate) fn accepted(
    found: &Attributes,
    known: &'static [&'static str],
    place: &Place,
    faults: &mut Faults,
) {
    for (key, _) in found.iter().filter(|(key, _)| !known.contains(key)) {
        let near = farola_model::nearest(key, known.iter().copied());
        let listed = near.map_or_else(|| known.join(", "), str::to_owned);
        let fault = Fault::new(&params::UNKNOWN, place.clone());
        faults.push(fault.with("key", key).with("known", listed));
    }
}

/// Whether a value is `true` or `false`; otherwise a fault.
pub(crate) fn truth(
    found: &Attributes,
    key: &'static str,
    place: &Place,
    faults: &mut Faults,
) -> Option<String> {
    one_of(found, key, &["true", "false"], place, faults)
}

/// A value that is one of `known`; another one is a fault.
pub(crate) fn one_of(
    found: &Attributes,
    key: &'static str,
    known: &[&str],
    place: &Place,
    faults: &mut Faults,
) -> Option<String> {
    let value = found.get(key)?;
    if known.contains(&value.as_str()) {
        return Some(value.clone());
    }
    let fault = Fault::new(&params::VALUE, place.clone());
    let fault = fault.with("key", key).with("value", value);
    faults.push(fault.with("known", known.join(", ")));
    None
}

/// A value that is a whole number of at least `least`; another one is a fault.
pub(crate) fn whole(
    found: &Attributes,
    key: &'static str,
    least: i64,
    place: &Place,
    faults: &mut Faults,
) -> Option<i64> {
    let value = found.get(key)?;
    match value.parse::<i64>() {
        Ok(number) if number >= least => Some(number),
        _ => {
            let fault = Fault::new(&params::NOT_WHOLE, place.clone());
            faults.push(fault.with("key", key).with("value", value));
            None
        }
    }
}

/// A value that is a number; another one is a fault.
pub(crate) fn number(
    found: &Attributes,
    key: &'static str,
    place: &Place,
    faults: &mut Faults,
) -> Option<String> {
    let value = found.get(key)?;
    if value.parse::<f64>().is_ok() {
        return Some(value.clone());
    }
    let fault = Fault::new(&params::NOT_NUMBER, place.clone());
    faults.push(fault.with("key", key).with("value", value));
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_in_their_order() {
        let check = |text: &str, expected: Option<&[(&str, &str)]>| {
            let found = parse(text);
            let found: Option<Vec<(&str, &str)>> = found
                .as_ref()
                .map(|found| found.iter().map(|(k, v)| (k, v.as_str())).collect());
            assert_eq!(found.as_deref(), expected, "{text}");
        };
        check("", Some(&[]));
        check("start=0 END=Ten", Some(&[("start", "0"), ("end", "ten")]));
        check(
            "a=1;b = 2 , c=3",
            Some(&[("a", "1"), ("b", "2"), ("c", "3")]),
        );
        check(
            "value=NAME label=Nombre",
            Some(&[("value", "NAME"), ("label", "Nombre")]),
        );
        check("a", None);
        check("a=", None);
        check("a=b=c", None);
        check("randomize true", None);
    }
}
