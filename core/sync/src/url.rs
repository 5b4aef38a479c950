//! The little of URLs that sync needs: origin, joining, and who may be trusted.

/// `scheme://authority` of an address in lower case, and the rest.
fn split(url: &str) -> Option<(String, &str, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    if scheme != "http" && scheme != "https" {
        return None;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end)?;
    if authority.is_empty() || authority.contains('@') {
        return None;
    }
    Some((scheme, authority, path))
}

fn port_of<'a>(scheme: &str, authority: &'a str) -> (&'a str, &'a str) {
    let default = if scheme == "https" { "443" } else { "80" };
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (host, port),
        _ => (authority, default),
    }
}

/// Whether both are the same server: same host and port, or the same host moved up to https.
pub(crate) fn same_server(base: &str, other: &str) -> bool {
    let (Some((base_scheme, base_auth, _)), Some((scheme, auth, _))) = (split(base), split(other))
    else {
        return false;
    };
    let (base_host, base_port) = port_of(&base_scheme, base_auth);
    let (host, port) = port_of(&scheme, auth);
    let upgraded = base_scheme == "http" && scheme == "https" && port == "443";
    host.eq_ignore_ascii_case(base_host)
        && ((base_scheme == scheme && base_port == port) || upgraded)
}

/// The address that `reference` names when met at `base`; `None` for what is no http address.
pub(crate) fn join(base: &str, reference: &str) -> Option<String> {
    let reference = reference.trim();
    if reference.is_empty() || reference.contains(|c: char| c.is_control() || c == ' ') {
        return None;
    }
    if reference.contains("://") && !reference.starts_with(['/', '?']) {
        return split(reference).map(|_| reference.to_owned());
    }
    let (scheme, authority, path) = split(base)?;
    if let Some(rest) = reference.strip_prefix("//") {
        let url = format!("{scheme}://{rest}");
        return split(&url).map(|_| url.clone());
    }
    if reference.starts_with('/') {
        return Some(format!("{scheme}://{authority}{reference}"));
    }
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    Some(format!("{scheme}://{authority}{folder}/{reference}"))
}

/// Percent-encodes one path or query part.
pub(crate) fn encode(part: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(part.len());
    for byte in part.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_server_is_host_and_port() {
        for (a, b, same) in [
            ("http://h:8460/v1/key/x", "http://h:8460/other", true),
            ("http://h/a", "http://h:80/b", true),
            ("http://h/a", "https://h/b", true),
            ("https://h/a", "http://h/b", false),
            ("http://h:1/a", "http://h:2/a", false),
            ("http://h/a", "http://h.evil/a", false),
            ("http://h/a", "http://u@h/a", false),
            ("http://h/a", "file:///etc/passwd", false),
            ("https://h/a", "https://h:443/b", true),
            ("https://h/a", "https://h:80/b", false),
            ("http://h/a", "http://h:443/b", false),
            ("http://h:8460/a", "https://h/b", true),
            ("http://h/a", "https://h:8443/b", false),
            ("http://h/a", "https://o/b", false),
            ("HTTP://H/a", "http://h/b", true),
            ("http://[::1]:80/a", "http://[::1]/b", true),
            ("http://[::1]/a", "http://[::2]/b", false),
            ("http://h?x", "http://h#y", true),
            ("http:///a", "http:///a", false),
            ("ftp://h/a", "ftp://h/a", false),
            ("h/a", "h/a", false),
        ] {
            assert_eq!(same_server(a, b), same, "{a} {b}");
        }
    }

    #[test]
    fn references_join() {
        let base = "https://h/v1/key/k/projects/1/submission?x=1";
        for (reference, whole) in [
            ("https://o/x", Some("https://o/x")),
            ("/x", Some("https://h/x")),
            ("//o/x", Some("https://o/x")),
            ("y", Some("https://h/v1/key/k/projects/1/y")),
            ("file:///x", None),
            ("", None),
            ("  ", None),
            ("a b", None),
            ("a\u{7}b", None),
            (" y ", Some("https://h/v1/key/k/projects/1/y")),
            ("//", None),
            ("ftp://o/x", None),
            ("https://u@o/x", None),
            ("/x?next=http://o/", Some("https://h/x?next=http://o/")),
        ] {
            assert_eq!(join(base, reference).as_deref(), whole, "{reference}");
        }
        assert_eq!(encode("uuid:ñ/"), "uuid%3A%C3%B1%2F");
        assert_eq!(encode("aZ09-._~ +"), "aZ09-._~%20%2B");
        assert_eq!(join("https://h", "y").as_deref(), Some("https://h/y"));
        assert_eq!(join("https://h/a?b/c", "y").as_deref(), Some("https://h/y"));
        assert_eq!(join("nowhere", "y"), None);
    }
}
