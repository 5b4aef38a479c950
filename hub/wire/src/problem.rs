//! How a request is refused.

use farola_model::Coded as _;
use farola_protocol::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The body of every answer that is an error. `message` and `code` are ODK Central's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Refusal {
    /// Sentence for the person.
    pub message: String,
    /// Central's dotted number.
    pub code: String,
    /// Our dotted code; `docs/errors.md` has them all.
    pub problem: String,
    /// What a client may use.
    pub details: Details,
}

impl Refusal {
    /// The body for a problem.
    #[must_use]
    pub fn new(problem: Problem, details: Details) -> Self {
        Self {
            message: problem.to_string(),
            code: problem.central_code().to_owned(),
            problem: problem.code().to_owned(),
            details,
        }
    }
}

/// Names and numbers beside a refusal, never answers. What does not apply is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Details {
    /// Seconds until it may be tried again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<i64>,
    /// Field of the body that is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Parameter of the query that is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// Why it is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<ParameterFault>,
    /// Address that makes a new key where the asked one cannot be shown any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotate: Option<String>,
    /// Faults of a form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub diagnostics: Vec<FormFault>,
}

/// Why a parameter of a query is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ParameterFault {
    /// The address has no such parameter.
    Unknown,
    /// It was given more than once.
    Repeated,
    /// Its value is not possible.
    Value,
}

/// One fault of a form that was to be published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FormFault {
    /// Dotted code.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// Where in the form.
    pub place: String,
    /// The way out.
    pub help: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn body_for_rest_clients() {
        let body = Refusal {
            message: "La copia no es la última.".to_owned(),
            ..Refusal::new(Problem::BaseOutdated, Details::default())
        };
        insta::assert_snapshot!(serde_json::to_string(&body).unwrap(), @r#"{"message":"La copia no es la última.","code":"409.9","problem":"submission.base_outdated","details":{}}"#);
    }
}
