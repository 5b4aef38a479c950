//! Values in the query of an address.

use std::str::FromStr;

use farola_protocol::ReviewState;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Reads a parameter that may be empty: `form=` asks for nothing.
pub(crate) fn filled<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: FromStr,
    D: Deserializer<'de>,
{
    let text = String::deserialize(deserializer)?;
    if text.is_empty() {
        return Ok(None);
    }
    // The value itself stays out of the error: it may be a search word.
    let value = text
        .parse()
        .map_err(|_| D::Error::custom("not a value of this parameter"))?;
    Ok(Some(value))
}

/// States separated by commas: `received,edited`. One that stands twice is asked once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct States(pub Vec<ReviewState>);

/// A name is not one of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownState;

impl FromStr for States {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, UnknownState> {
        let mut states = Vec::new();
        for name in text.split(',').filter(|name| !name.is_empty()) {
            let state = ReviewState::from_name(name).ok_or(UnknownState)?;
            if !states.contains(&state) {
                states.push(state);
            }
        }
        Ok(Self(states))
    }
}

impl Serialize for States {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let names: Vec<&str> = self.0.iter().map(|state| state.as_str()).collect();
        serializer.serialize_str(&names.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_that_stands_twice_is_asked_once() {
        let (received, edited) = (ReviewState::Received, ReviewState::Edited);
        for (text, expect) in [
            ("received,received", vec![received]),
            ("edited,received,edited", vec![edited, received]),
            (",received,,received,", vec![received]),
            ("", vec![]),
        ] {
            assert_eq!(text.parse(), Ok(States(expect)), "{text}");
        }
        assert_eq!("received,none".parse::<States>(), Err(UnknownState));
    }
}
