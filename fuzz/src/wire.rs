//! What a server answers, and the code that a person scans: read, and written back where it can be.

use farola_protocol::{ChangesPage, Enrolment, FormList, Listed, Manifest, Receipt, Response};

/// The first byte says which document, the rest is it.
pub fn run(data: &[u8]) {
    let Some((pick, body)) = data.split_first() else {
        return;
    };
    match pick % 6 {
        0 => {
            if let Ok(Listed { list, .. }) = FormList::parse(body) {
                let again = FormList::parse(list.to_xml().as_bytes());
                let odd = Vec::new();
                assert_eq!(
                    again.ok(),
                    Some(Listed { list, odd }),
                    "a form list written and read again"
                );
            }
        }
        1 => {
            if let Ok(Listed { list, .. }) = Manifest::parse(body) {
                let again = Manifest::parse(list.to_xml().as_bytes());
                let odd = Vec::new();
                assert_eq!(
                    again.ok(),
                    Some(Listed { list, odd }),
                    "a manifest written and read again"
                );
            }
        }
        2 => {
            if let Ok(response) = Response::parse(body) {
                let again = Response::parse(response.to_xml().as_bytes());
                assert_eq!(
                    again.ok(),
                    Some(response),
                    "a response written and read again"
                );
            }
        }
        3 => drop(Receipt::parse(body)),
        4 => drop(ChangesPage::parse(body)),
        _ => {
            let Ok(text) = std::str::from_utf8(body) else {
                return;
            };
            if let Ok(enrolment) = Enrolment::parse(text) {
                let again = Enrolment::parse(&enrolment.to_link());
                assert!(again.is_ok(), "an enrolment's own link is refused");
                drop(enrolment.to_collect_qr());
            }
        }
    }
}
