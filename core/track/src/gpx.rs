//! A track as GPX 1.1.

use std::fmt::Write as _;

use crate::track::Track;

impl Track {
    /// The track as a GPX 1.1 document, one `trkseg` a segment.
    #[must_use]
    pub fn to_gpx(&self, name: &str) -> String {
        let mut out = String::from(concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
            "<gpx version=\"1.1\" creator=\"Farola\" ",
            "xmlns=\"http://www.topografix.com/GPX/1/1\">\n",
        ));
        // Writing to a String cannot fail, so the results are of no interest.
        let _ = writeln!(out, "<trk><name>{}</name>", escaped(name));
        for segment in self.segments() {
            out.push_str("<trkseg>\n");
            for fix in segment {
                let point = &fix.point;
                let _ = writeln!(
                    out,
                    "<trkpt lat=\"{}\" lon=\"{}\"><ele>{}</ele><time>{}</time></trkpt>",
                    point.lat, point.lon, point.alt_m, fix.at
                );
            }
            out.push_str("</trkseg>\n");
        }
        out.push_str("</trk>\n</gpx>\n");
        out
    }
}

/// Text that is safe between tags; what XML 1.0 cannot hold at all is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{FFFE}' | '\u{FFFF}' => {}
            c if c.is_control() && c < ' ' => {}
            c => out.push(c),
        }
    }
    out
}
