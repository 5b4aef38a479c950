//! The address of a link by which a browser becomes known.

use farola_model::Timestamp;

use crate::token::Token;

/// How long a link is good.
const GOOD_MS: i64 = 3_600_000;

/// When a link ends that is made now.
pub(crate) fn expires(now: Timestamp) -> Timestamp {
    now.plus_millis(GOOD_MS)
}

/// Its address. The token stands behind the `#`: no server, no proxy and no log sees it there.
pub(crate) fn url(base: &str, token: &Token) -> String {
    let base = base.trim_end_matches('/');
    format!("{base}/entrar#enlace={}", token.reveal())
}
