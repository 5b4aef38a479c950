//! The address that enrols a phone.

use farola_model::ProjectId;
use farola_protocol::{Enrolment, Problem, Secret};

use crate::token::Token;

/// The enrolment of a phone with this key. The address is what the operator says, so it is not
/// judged here: on a phone, the reader refuses an address without TLS outside of local networks.
///
/// # Errors
/// [`Problem::BadParameter`] when the hub's address cannot be one of a server.
pub(crate) fn enrolment(
    base: &str,
    project: ProjectId,
    token: &Token,
    name: Option<String>,
) -> Result<Enrolment, Problem> {
    let base = base.trim_end_matches('/');
    if !base.starts_with("http://") && !base.starts_with("https://") {
        return Err(Problem::BadParameter);
    }
    let url = format!("{base}/v1/key/{}/projects/{project}", token.reveal());
    Ok(Enrolment {
        server_url: Secret::new(url),
        project_name: name,
        username: None,
        password: None,
    })
}
