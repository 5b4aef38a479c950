//! Exactly where each rule of the wire begins: whose network is a local one, when a receipt
//! speaks of a file, and which code and class an error has.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use farola_model::{Coded, ErrorClass, InstanceId, Sha256};
use farola_protocol::{Enrolment, ProtocolError, Receipt, ReceiptFile};

/// A key in clear text is for the network of a house, never for the street.
#[test]
fn only_local_networks_may_go_without_encryption() {
    let local = [
        "127.0.0.1",
        "127.255.0.1",
        "10.0.0.1",
        "10.255.255.255",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.1",
        "169.254.1.1",
        "localhost",
        "localhost:8460",
        "hub.local",
        "hub.local:80",
        "[::1]",
        "[::1]:8460",
        "[fd00::1]",
        "[fc00::1]",
        "[fe80::1]:80",
    ];
    for host in local {
        let url = format!("http://{host}/v1");
        assert!(Enrolment::from_url(&url).is_ok(), "{host}");
    }
    let public = [
        "128.0.0.1",
        "9.255.255.255",
        "11.0.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.0.1",
        "192.169.0.1",
        "169.253.0.1",
        "169.255.0.1",
        "8.8.8.8:80",
        "localhost.example",
        "local",
        "notlocal",
        "hub.local.example",
        "[2001:db8::1]",
        "[::2]",
        "[fb00::1]",
        "[fec0::1]",
        "[ff02::1]",
        "0.0.0.0",
    ];
    for host in public {
        let refused = Enrolment::from_url(&format!("http://{host}/v1"));
        assert_eq!(refused, Err(ProtocolError::InsecureAddress), "{host}");
        assert!(
            Enrolment::from_url(&format!("https://{host}/v1")).is_ok(),
            "{host}"
        );
    }
}

#[test]
fn an_address_is_a_host_and_a_plain_path() {
    let odd = [
        "@", "?", "#", "\\", "<", ">", "\"", "`", "{", "}", "|", "^", " ", "\t", "\n", "\u{7}",
    ];
    for odd in odd {
        let url = format!("https://hub.example/a{odd}b");
        assert_eq!(
            Enrolment::from_url(&url),
            Err(ProtocolError::NotEnrolment),
            "{odd:?}"
        );
    }
    for url in [
        "hub.example",
        "https:/hub.example",
        "https:///v1",
        "https://h_b.example/./a",
        "https://hub.example/a/..",
        "https://hub.example/./x",
        "https://hüb.example/x",
        "https://hub%2e.example/x",
        "HTTPS://hub.example",
    ] {
        assert_eq!(
            Enrolment::from_url(url),
            Err(ProtocolError::NotEnrolment),
            "{url}"
        );
    }
    for (url, kept) in [
        (" https://hub.example/v1/ ", "https://hub.example/v1"),
        ("https://hub.example//", "https://hub.example"),
        (
            "https://hub-1.example:8443/a.b/..c",
            "https://hub-1.example:8443/a.b/..c",
        ),
    ] {
        let enrolment = Enrolment::from_url(url).unwrap();
        assert_eq!(enrolment.server_url.reveal(), kept);
    }
}

#[test]
fn the_address_for_people_is_without_its_key() {
    let rows = [
        (
            "https://h.mx/v1/key/abc/projects/7",
            "https://h.mx",
            Some(7),
        ),
        (
            "https://h.mx/odk/key/abc/projects/x",
            "https://h.mx/odk",
            None,
        ),
        ("https://h.mx/user", "https://h.mx/user", None),
        (
            "https://h.mx/v1/projects/7/more",
            "https://h.mx/v1/projects/7/more",
            None,
        ),
    ];
    for (url, shown, project) in rows {
        let enrolment = Enrolment::from_url(url).unwrap();
        assert_eq!(enrolment.shown_address(), shown);
        assert_eq!(
            enrolment.project().map(|project| project.0),
            project,
            "{url}"
        );
    }
}

#[test]
fn a_link_is_read_whatever_stands_beside() {
    let url = "https%3A%2F%2Fhub.example%2Fv1";
    for link in [
        format!("farola://enrol?url={url}"),
        format!("farola:enrol?url={url}"),
        format!("farola://enrol?new=1&url={url}&x"),
    ] {
        let enrolment = Enrolment::parse(&link).unwrap();
        assert_eq!(
            enrolment.server_url.reveal(),
            "https://hub.example/v1",
            "{link}"
        );
        assert_eq!(enrolment.project_name, None);
    }
    let named = Enrolment::parse(&format!("farola://enrol?url={url}&name=Red%20MX")).unwrap();
    assert_eq!(named.project_name.as_deref(), Some("Red MX"));
    for link in [
        format!("farola://enroll?url={url}"),
        format!("farola://enrol&url={url}"),
        "farola://enrol".to_owned(),
    ] {
        assert_eq!(
            Enrolment::parse(&link),
            Err(ProtocolError::NotEnrolment),
            "{link}"
        );
    }
    // As long as a text may be, and one byte more.
    let long = |bytes: usize| Enrolment::parse(&"x".repeat(bytes)).unwrap_err().code();
    assert_eq!(long(16 * 1024), "enrol.not_enrolment");
    assert_eq!(long(16 * 1024 + 1), "protocol.too_large");
}

/// A phone deletes a photo by this word: name and digest must both be those.
#[test]
fn a_receipt_holds_a_file_by_its_name_and_its_digest() {
    let (one, two) = (Sha256::of(b"one"), Sha256::of(b"two"));
    let file = |name: &str, sha256: Sha256| ReceiptFile {
        name: name.to_owned(),
        sha256,
        size: 3,
    };
    let receipt = Receipt {
        instance_id: InstanceId::new("uuid:1"),
        xml_sha256: one,
        files: vec![file("a.jpg", one), file("b.jpg", two), file("a.jpg", two)],
        missing: Vec::new(),
    };
    for (name, sha256, held) in [
        ("a.jpg", one, true),
        ("a.jpg", two, true),
        ("b.jpg", two, true),
        ("b.jpg", one, false),
        ("c.jpg", one, false),
        ("A.jpg", one, false),
        ("", one, false),
    ] {
        assert_eq!(receipt.holds(name, &sha256), held, "{name}");
    }
}

#[test]
fn codes_and_classes_of_errors_are_a_contract() {
    use ErrorClass::{Permanent, User};
    let (number, limit) = (1, 9);
    let rows = [
        (ProtocolError::NotUtf8, "protocol.not_utf8", Permanent),
        (
            ProtocolError::NotXml { offset: 3 },
            "protocol.not_xml",
            Permanent,
        ),
        (ProtocolError::DtdRefused, "protocol.dtd_refused", Permanent),
        (
            ProtocolError::TooDeep { limit: 9 },
            "protocol.too_deep",
            Permanent,
        ),
        (
            ProtocolError::TooLarge {
                limit,
                unit: "bytes",
            },
            "protocol.too_large",
            Permanent,
        ),
        (
            ProtocolError::WrongRoot { expected: "x" },
            "protocol.wrong_root",
            Permanent,
        ),
        (
            ProtocolError::Missing {
                item: "form",
                number,
                field: "name",
            },
            "protocol.missing_field",
            Permanent,
        ),
        (
            ProtocolError::UnsafeFileName { number },
            "protocol.unsafe_file_name",
            Permanent,
        ),
        (
            ProtocolError::Duplicate {
                item: "file",
                number,
            },
            "protocol.duplicate",
            Permanent,
        ),
        (
            ProtocolError::NotJson { line: 1, column: 2 },
            "protocol.not_json",
            Permanent,
        ),
        (
            ProtocolError::NotParcelId,
            "protocol.not_parcel_id",
            Permanent,
        ),
        (ProtocolError::NotEnrolment, "enrol.not_enrolment", User),
        (
            ProtocolError::InsecureAddress,
            "enrol.insecure_address",
            User,
        ),
    ];
    for (error, code, class) in rows {
        assert_eq!((error.code(), error.class()), (code, class));
    }
}
