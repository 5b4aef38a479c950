//! Hashes of forms and files as servers write them.

use std::str::FromStr;

use farola_model::Md5;

/// The hash of a form or file, which OpenRosa writes `md5:…`; another scheme counts as none.
pub(super) fn read_hash(text: Option<String>) -> Option<Md5> {
    let text = text?;
    let digits = text.strip_prefix("md5:").unwrap_or(&text).trim();
    Md5::from_str(&digits.to_ascii_lowercase()).ok()
}
