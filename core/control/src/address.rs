//! Addresses of the web that a form shows: which of them a touch opens.

/// The schemes that a browser opens: a form leads to no other app.
const SCHEMES: [&str; 2] = ["https", "http"];

/// The address of a page in a text; nothing where a browser would not open it.
///
/// Blanks around it go; its scheme is written small, since Android finds the browser by it. It
/// has a host and no blank inside.
#[must_use]
pub fn page_address(text: &str) -> Option<String> {
    let text = text.trim();
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return None;
    }
    let (scheme, rest) = text.split_once("://")?;
    let scheme = SCHEMES
        .into_iter()
        .find(|known| scheme.eq_ignore_ascii_case(known))?;
    has_host(rest).then(|| format!("{scheme}://{rest}"))
}

/// Whether a host stands between who asks and the port: `ana@example.org:80/a`.
fn has_host(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    !host.is_empty() && !host.starts_with(':')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_touch_opens_pages_and_nothing_else() {
        for (text, expect) in [
            (
                "https://example.org/a?b#c",
                Some("https://example.org/a?b#c"),
            ),
            ("http://example.org", Some("http://example.org")),
            ("HTTPS://a", Some("https://a")),
            ("Http://Example.org/A", Some("http://Example.org/A")),
            (" \thttps://a/b\n", Some("https://a/b")),
            ("https://[::1]:8080/", Some("https://[::1]:8080/")),
            (
                "https://ana@example.org:8080/",
                Some("https://ana@example.org:8080/"),
            ),
            (
                "https://ejemplo.mx/calle/ñ",
                Some("https://ejemplo.mx/calle/ñ"),
            ),
            ("", None),
            (" ", None),
            ("http:", None),
            ("http://", None),
            ("https:///a", None),
            ("https://?a", None),
            ("https://:80/", None),
            ("https://ana@/a", None),
            ("https:example.org", None),
            ("https://exa mple.org", None),
            ("https://a/b c", None),
            ("https://a/\u{a0}b", None),
            ("https://a/\u{0}", None),
            ("mailto:ana@example.org", None),
            ("javascript://a/%0aalert(1)", None),
            ("intent://a#Intent;scheme=https;end", None),
            ("file:///sdcard/a", None),
            ("tel:+5215512345678", None),
            ("example.org", None),
            ("xhttps://a", None),
        ] {
            assert_eq!(page_address(text).as_deref(), expect, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_opened_begins_as_a_page_and_is_opened_again(text in ".{0,40}") {
            for text in [text.clone(), format!("HTTP://{text}")] {
                if let Some(address) = page_address(&text) {
                    let page = address.starts_with("http://") || address.starts_with("https://");
                    prop_assert!(page);
                    prop_assert_eq!(page_address(&address), Some(address));
                }
            }
        }
    }
}
