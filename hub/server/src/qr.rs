//! QR codes as SVG, for enrolling phones.

use std::fmt::Write as _;

use farola_protocol::Problem;
use qrcodegen::{QrCode, QrCodeEcc};

/// White modules around the code, which scanners need.
const QUIET: i32 = 4;

/// Draws `text` as a QR code.
///
/// # Errors
/// [`Problem::Internal`] when the text does not fit into any code.
pub fn svg(text: &str) -> Result<String, Problem> {
    let code = QrCode::encode_text(text, QrCodeEcc::Low).map_err(|_| Problem::Internal)?;
    let side = code.size() + 2 * QUIET;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\" role=\"img\" aria-label=\"QR\">\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/><path fill=\"#000\" d=\""
    );
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            let _ = write!(out, "M{},{}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    out.push_str("\"/></svg>\n");
    Ok(out)
}

/// Draws `text` as a QR code for a terminal: two modules per character, dark on light.
///
/// # Errors
/// As [`svg`].
pub fn terminal(text: &str) -> Result<String, Problem> {
    let code = QrCode::encode_text(text, QrCodeEcc::Low).map_err(|_| Problem::Internal)?;
    let edge = 2;
    let mut out = String::new();
    let mut y = -edge;
    while y < code.size() + edge {
        for x in -edge..code.size() + edge {
            let (upper, lower) = (code.get_module(x, y), code.get_module(x, y + 1));
            // The terminal's own colour is taken as light on dark.
            out.push(match (upper, lower) {
                (true, true) => ' ',
                (true, false) => '▄',
                (false, true) => '▀',
                (false, false) => '█',
            });
        }
        out.push('\n');
        y += 2;
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn() {
        let drawn = svg("farola").unwrap();
        assert!(drawn.starts_with("<svg xmlns=") && drawn.contains("viewBox=\"0 0 29 29\""));
        assert_eq!(terminal("farola").unwrap().lines().count(), 13);
    }
}
