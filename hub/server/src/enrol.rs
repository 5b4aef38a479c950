//! The address that enrols a phone.

use farola_model::ProjectId;
use farola_protocol::{Enrolment, HubKey, Problem, Secret};

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
    hub_key: HubKey,
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
        hub_key: Some(hub_key),
        file_hosts: Vec::new(),
    })
}

/// Whether an address leads nowhere but to the machine that asks it: no phone reaches a hub by it.
#[must_use]
pub(crate) fn is_of_this_machine(url: &str) -> bool {
    let after = url.split_once("://").map_or(url, |(_, after)| after);
    let authority = after.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = match host.strip_prefix('[') {
        Some(six) => six.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let is_name =
        host.eq_ignore_ascii_case("localhost") || host.to_ascii_lowercase().ends_with(".localhost");
    let address: Option<std::net::IpAddr> = host.parse().ok();
    is_name
        || address.is_some_and(|address| {
            let address = address.to_canonical();
            address.is_loopback() || address.is_unspecified()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_this_machine_is_told_from_all_others() {
        for (url, local) in [
            ("http://127.0.0.1:8460/v1/key/k/projects/1", true),
            ("http://127.1.2.3", true),
            ("http://localhost:8460", true),
            ("http://LocalHost/", true),
            ("http://farola.localhost", true),
            ("http://[::1]:8460/v1", true),
            ("http://[::ffff:127.0.0.1]", true),
            ("http://0.0.0.0:8460", true),
            ("http://192.168.1.7:8460", false),
            ("https://farola.example.org/v1/key/localhost", false),
            ("https://localhost.example.org", false),
            ("https://127.0.0.1.example.org", false),
        ] {
            assert_eq!(is_of_this_machine(url), local, "{url}");
        }
    }
}
