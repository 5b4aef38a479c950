//! Exactly where each rule of the wire begins: whose network is a local one, when a receipt
//! speaks of a file, and which code and class an error has.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use farola_model::{Coded, ErrorClass, FormId, InstanceId, Md5, Sha256};
use farola_protocol::changes::PAGE_ENTRIES;
use farola_protocol::review::NotAllowed;
use farola_protocol::{
    Change, ChangesPage, Comment, Enrolment, FormList, HubKey, ProtocolError, Receipt, ReceiptFile,
    Response, ReviewAction, ReviewChange, ReviewState, Secret,
};

const KEY: HubKey = HubKey::new([7; 32]);

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
        assert!(Enrolment::at(&url, Some(KEY)).is_ok(), "{host}");
        // Without a key anybody in the café could be the hub; this machine is not a café.
        let here = ["127.", "localhost", "[::1]"];
        let here = here.iter().any(|here| host.starts_with(here));
        assert_eq!(Enrolment::from_url(&url).is_ok(), here, "{host}");
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
        let url = format!("http://{host}/v1");
        for refused in [Enrolment::from_url(&url), Enrolment::at(&url, Some(KEY))] {
            assert_eq!(refused, Err(ProtocolError::InsecureAddress), "{host}");
        }
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
fn a_link_of_enrolment_is_known_by_its_scheme() {
    for (text, link) in [
        ("farola://enrol?url=https%3A%2F%2Fh", true),
        ("farola:enrol", true),
        ("farola:", true),
        (" Farola://x", true),
        ("farola", false),
        ("farolas://enrol", false),
        ("https://hub.example/farola:", false),
        ("ñandú:ñ", false),
        ("", false),
    ] {
        assert_eq!(Enrolment::is_link(text), link, "{text}");
    }
}

#[test]
fn a_link_is_read_whatever_stands_beside() {
    let url = "https%3A%2F%2Fhub.example%2Fv1";
    for link in [
        format!("farola://enrol?url={url}"),
        format!("farola:enrol?url={url}"),
        format!("FAROLA://enrol?url={url}"),
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
        format!("farola:///enrol?url={url}"),
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

/// Settings of Collect in a QR code: compressed, so that a small code may hold a large text.
#[test]
fn a_code_holds_a_quarter_of_a_mebibyte_and_not_a_byte_more() {
    use base64::Engine as _;
    use std::io::Write as _;
    let code = |bytes: usize| {
        let mut json = r#"{"general":{"server_url":"https://hub.example"}}"#.to_owned();
        json.push_str(&" ".repeat(bytes - json.len()));
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(json.as_bytes()).unwrap();
        let text = base64::engine::general_purpose::STANDARD.encode(encoder.finish().unwrap());
        assert!(text.len() < 16 * 1024, "it is the JSON that is too long");
        Enrolment::parse(&text)
    };
    let limit = 256 * 1024;
    assert_eq!(
        code(limit).unwrap().server_url.reveal(),
        "https://hub.example"
    );
    let too_large = ProtocolError::TooLarge {
        limit: 256 * 1024,
        unit: "bytes",
    };
    for bytes in [limit + 1, limit + 2, 3_000_000] {
        assert_eq!(code(bytes), Err(too_large.clone()), "{bytes}");
    }
}

/// Whole pages and lists at their limit are read: a hub fills them to it.
#[test]
fn documents_as_large_as_allowed_are_read() {
    let full = |entries: usize| {
        let page = ChangesPage {
            entries: vec![Change::Other; entries],
            cursor: Some("c".to_owned()),
            ..ChangesPage::default()
        };
        ChangesPage::parse(&serde_json::to_vec(&page).unwrap()).map(|page| page.entries.len())
    };
    assert_eq!(full(PAGE_ENTRIES), Ok(PAGE_ENTRIES));
    assert!(full(PAGE_ENTRIES + 1).is_err());

    let of_bytes = |bytes: usize| {
        let (head, tail) = ("<xforms>", "</xforms>");
        let space = " ".repeat(bytes - head.len() - tail.len());
        FormList::parse(format!("{head}{space}{tail}").as_bytes())
    };
    let limit = usize::try_from(farola_model::limits::RESPONSE_BYTES).unwrap();
    assert!(of_bytes(limit).unwrap().list.forms.is_empty());
    assert_eq!(
        of_bytes(limit + 1).unwrap_err().code(),
        "protocol.too_large"
    );

    // The root counts too.
    let of_elements =
        |n: usize| FormList::parse(format!("<xforms>{}</xforms>", "<a/>".repeat(n - 1)).as_bytes());
    assert!(of_elements(100_000).is_ok());
    assert_eq!(
        of_elements(100_001).unwrap_err().code(),
        "protocol.too_large"
    );
}

/// Other servers escape what ours leaves as it is.
#[test]
fn all_five_entities_of_xml_are_read() {
    let list = "<xforms><xform><formID>a</formID><name>&lt;&gt;&amp;&quot;&apos;&#xe9;</name>\
        <downloadUrl>u?a=1&amp;b=2</downloadUrl></xform></xforms>";
    let list = FormList::parse(list.as_bytes()).unwrap().list;
    assert_eq!(list.forms[0].name, "<>&\"'\u{e9}");
    assert_eq!(list.forms[0].download_url, "u?a=1&b=2");
}

#[test]
fn an_error_says_which_form_it_is_about_counted_from_one() {
    let form = |id: &str, name: &str| {
        format!("<xform><formID>{id}</formID>{name}<downloadUrl>u</downloadUrl></xform>")
    };
    let parse = |forms: &[String]| {
        FormList::parse(format!("<xforms>{}</xforms>", forms.concat()).as_bytes())
    };
    let named = "<name>n</name>";
    let odd = |forms: &[String]| {
        let odd = parse(forms).unwrap().odd.into_iter();
        odd.map(|odd| (odd.name.unwrap(), odd.why))
            .collect::<Vec<_>>()
    };
    let missing = ProtocolError::Missing {
        item: "form",
        number: 2,
        field: "name",
    };
    assert_eq!(
        odd(&[form("a", named), form("b", "")]),
        [("b".to_owned(), missing)]
    );
    let duplicate = ProtocolError::Duplicate {
        item: "form",
        number: 3,
    };
    assert_eq!(
        odd(&[
            form("a", named),
            form("b", named),
            form("a", "<name>m</name>")
        ]),
        [("a".to_owned(), duplicate)]
    );
    let hashed = format!("{named}<hash>md5:{}</hash>", Md5::of(b"x"));
    let list = parse(&[form("a", &hashed)]).unwrap().list;
    assert_eq!(list.forms[0].form.id, FormId::new("a"));
    assert_eq!(list.forms[0].hash, Some(Md5::of(b"x")));
}

#[test]
fn an_error_on_the_wire_is_an_error() {
    let error = Response::error("No se pudo");
    assert_eq!(
        (
            error.nature.as_str(),
            error.message.as_str(),
            &error.receipt
        ),
        ("error", "No se pudo", &None)
    );
    assert_eq!(Response::parse(error.to_xml().as_bytes()), Ok(error));
}

#[test]
fn the_state_of_a_review_is_read_by_its_name() {
    let change = |state: &str| ReviewChange {
        seq: 1,
        instance_id: InstanceId::new("uuid:1"),
        xml_sha256: Sha256::of(b"x"),
        state: state.to_owned(),
        reason: None,
        comments: Vec::new(),
    };
    for state in [
        ReviewState::Received,
        ReviewState::InReview,
        ReviewState::HasIssues,
        ReviewState::Edited,
        ReviewState::Approved,
        ReviewState::Rejected,
    ] {
        assert_eq!(change(state.as_str()).known_state(), Some(state));
    }
    assert_eq!(change("on_hold").known_state(), None);
    let refused = NotAllowed {
        from: ReviewState::Approved,
        action: ReviewAction::Approve,
    };
    assert_eq!(
        (refused.code(), refused.class()),
        ("review.not_allowed", ErrorClass::User)
    );
}

/// A log says that something was there, and never what.
#[test]
fn what_is_secret_shows_as_its_kind_alone() {
    assert_eq!(format!("{:?}", Secret::new("abc")), "Secret(..)");
    let comment = Comment {
        id: "c1".to_owned(),
        reference: Some("/data/p_luz".to_owned()),
        body: "dicho en voz baja".to_owned(),
        at: "2026-11-23".to_owned(),
        role: "team".to_owned(),
    };
    assert_eq!(
        format!("{comment:?}"),
        r#"Comment { id: "c1", at: "2026-11-23", .. }"#
    );
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
        kept_xml_sha256: None,
        files: vec![file("a.jpg", one), file("b.jpg", two), file("a.jpg", two)],
        missing: Vec::new(),
        aside: vec![Sha256::of(b"3")],
    };
    // Set aside, a file has no name any more; only who sent it knows its digest.
    let three = Sha256::of(b"3");
    for (name, sha256, held) in [
        ("c.jpg", three, true),
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
        (ProtocolError::NotHubKey, "protocol.not_hub_key", Permanent),
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
