//! Documents of the wire: written, read back, and refused when hostile.

use farola_model::{Coded, FormId, FormRef, FormVersion, InstanceId, Md5, Sha256};
use farola_protocol::changes::PAGE_ENTRIES;
use farola_protocol::*;
use proptest::prelude::*;

fn read(list: &FormList) -> Result<Listed<FormList>, ProtocolError> {
    FormList::parse(list.to_xml().as_bytes())
}

/// A list without an odd entry.
fn whole<T>(list: T) -> Listed<T> {
    let odd = Vec::new();
    Listed { list, odd }
}

fn list() -> FormList {
    FormList {
        forms: vec![
            FormListEntry {
                form: FormRef {
                    id: FormId::new("cs_punto"),
                    version: FormVersion::new("2026.1"),
                },
                name: "Parada <del> \"recorrido\" & más".into(),
                hash: Some(Md5::of(b"xml")),
                download_url: "http://127.0.0.1:1/v1/key/k/projects/1/forms/cs_punto.xml".into(),
                manifest_url: Some("http://127.0.0.1:1/m".into()),
                description: None,
            },
            FormListEntry {
                form: FormRef {
                    id: FormId::new("x"),
                    version: FormVersion::new(""),
                },
                name: "Sin versión".into(),
                hash: None,
                download_url: "u".into(),
                manifest_url: None,
                description: Some("texto".into()),
            },
        ],
    }
}

fn receipt() -> Receipt {
    Receipt {
        instance_id: InstanceId::new("uuid:0b1"),
        xml_sha256: Sha256::of(b"xml"),
        kept_xml_sha256: None,
        files: vec![ReceiptFile {
            name: "lámpara & poste.jpg".into(),
            sha256: Sha256::of(b"jpg"),
            size: 3,
        }],
        missing: vec!["otra.jpg".into()],
        aside: Vec::new(),
    }
}

#[test]
fn form_list_on_the_wire() {
    insta::assert_snapshot!(list().to_xml());
    assert_eq!(read(&list()), Ok(whole(list())));
}

#[test]
fn manifest_on_the_wire() {
    let manifest = Manifest {
        files: vec![
            MediaFile {
                name: "plano.png".into(),
                hash: Some(Md5::of(b"png")),
                download_url: "http://h/plano.png".into(),
                kind: None,
                integrity_url: None,
            },
            MediaFile {
                name: "luminarias.csv".into(),
                hash: None,
                download_url: "http://h/l.csv".into(),
                kind: Some("entityList".into()),
                integrity_url: Some("http://h/i".into()),
            },
        ],
    };
    insta::assert_snapshot!(manifest.to_xml());
    assert_eq!(
        Manifest::parse(manifest.to_xml().as_bytes()),
        Ok(whole(manifest))
    );
}

#[test]
fn response_with_a_receipt_on_the_wire() {
    let response = Response::success("Recibido", Some(receipt()));
    insta::assert_snapshot!(response.to_xml());
    assert_eq!(Response::parse(response.to_xml().as_bytes()), Ok(response));
}

#[test]
fn receipt_as_json() {
    let json = serde_json::to_string_pretty(&receipt()).unwrap();
    insta::assert_snapshot!(json);
    assert_eq!(Receipt::parse(json.as_bytes()), Ok(receipt()));
    assert!(receipt().holds("lámpara & poste.jpg", &Sha256::of(b"jpg")));
    assert!(!receipt().holds("lámpara & poste.jpg", &Sha256::of(b"other")));
}

/// Both digests of what was changed, and what has no name any more: on both ways, and nothing of it
/// where nothing was set aside, so that phones of before read on.
#[test]
fn a_receipt_names_what_was_set_aside() {
    let told = Receipt {
        kept_xml_sha256: Some(Sha256::of(b"kept")),
        aside: vec![Sha256::of(b"one"), Sha256::of(b"two")],
        ..receipt()
    };
    let json = serde_json::to_string(&told).unwrap();
    assert_eq!(Receipt::parse(json.as_bytes()), Ok(told.clone()));
    let response = Response::success("Recibido", Some(told));
    let xml = response.to_xml();
    assert_eq!(Response::parse(xml.as_bytes()), Ok(response));
    for digest in [&b"kept"[..], b"one", b"two"] {
        let digest = Sha256::of(digest).to_string();
        assert!(json.contains(&digest) && xml.contains(&digest), "{digest}");
    }
    // A digest that is none leaves no receipt: it is asked for by itself.
    let broken = xml.replacen(&Sha256::of(b"one").to_string(), "0", 1);
    assert_eq!(Response::parse(broken.as_bytes()).unwrap().receipt, None);
    let bare = serde_json::to_string(&receipt()).unwrap();
    assert!(!bare.contains("aside") && !bare.contains("kept"), "{bare}");
}

#[test]
fn changes_as_json() {
    let page = ChangesPage {
        entries: vec![Change::Review(ReviewChange {
            seq: 12,
            instance_id: InstanceId::new("uuid:0b1"),
            xml_sha256: Sha256::of(b"xml"),
            state: "has_issues".into(),
            reason: None,
            comments: vec![Comment {
                id: "c1".into(),
                reference: Some("/data/p_luz".into()),
                body: "¿Cuántas lámparas?".into(),
                at: "2026-11-23T22:00:00Z".into(),
                role: "reviewer".into(),
            }],
        })],
        cursor: Some("e1.12".into()),
        up_to_date: true,
        must_refetch: false,
    };
    let json = serde_json::to_string_pretty(&page).unwrap();
    insta::assert_snapshot!(json);
    assert_eq!(ChangesPage::parse(json.as_bytes()), Ok(page));
    let refetch = serde_json::to_string(&ChangesPage::must_refetch()).unwrap();
    assert_eq!(refetch, r#"{"mustRefetch":true}"#);
    assert_eq!(
        ChangesPage::parse(refetch.as_bytes()),
        Ok(ChangesPage::must_refetch())
    );
}

#[test]
fn what_was_forgotten_as_json() {
    let digest = Sha256::of(b"xml");
    let page = ChangesPage {
        entries: vec![Change::Forgotten(ForgottenChange {
            seq: 13,
            instance_id: InstanceId::new("uuid:0b1"),
            xml_sha256: digest,
        })],
        cursor: Some("e1.13".into()),
        up_to_date: true,
        must_refetch: false,
    };
    let json = serde_json::to_string(&page).unwrap();
    let entry = format!(
        r#"{{"kind":"forgotten","seq":13,"instanceId":"uuid:0b1","xmlSha256":"{digest}"}}"#
    );
    assert!(json.contains(&entry), "{json}");
    assert_eq!(ChangesPage::parse(json.as_bytes()), Ok(page));
}

#[test]
fn changes_of_a_newer_hub_are_read() {
    let json = r#"{"entries":[{"seq":1,"kind":"tombstone","x":1},
        {"seq":2,"kind":"review","instanceId":"uuid:1","xmlSha256":"SHA","state":"on_hold","new":{}}],
        "cursor":"c","later":true}"#;
    let json = json.replace("SHA", &Sha256::of(b"").to_string());
    let page = ChangesPage::parse(json.as_bytes()).unwrap();
    assert_eq!(page.entries.first(), Some(&Change::Other));
    let Some(Change::Review(review)) = page.entries.get(1) else {
        panic!("no review")
    };
    assert_eq!(
        (review.state.as_str(), review.known_state()),
        ("on_hold", None)
    );
}

#[test]
fn words_and_keys_do_not_show_in_debug() {
    let comment = Comment {
        id: "c".into(),
        reference: None,
        body: "dicho en voz baja".into(),
        at: String::new(),
        role: String::new(),
    };
    assert!(!format!("{comment:?}").contains("baja"));
    let enrolment = Enrolment::parse("https://hub.example/v1/key/abc/projects/1").unwrap();
    assert!(!format!("{enrolment:?}").contains("abc"));
    assert_eq!(enrolment.shown_address(), "https://hub.example");
}

#[test]
fn lists_of_other_servers_are_read() {
    let kobo = br#"<?xml version='1.0' encoding='UTF-8' ?>
        <l:xforms xmlns:l="http://openrosa.org/xforms/xformsList"><l:xform>
        <l:formID> a1 </l:formID><l:name>N &#233; <![CDATA[<b>]]></l:name><l:majorMinorVersion/>
        <l:version>3</l:version><l:hash>MD5:x</l:hash><extra><deep/></extra>
        <l:downloadUrl>https://k/forms/1/form.xml</l:downloadUrl></l:xform></l:xforms>"#;
    let list = FormList::parse(kobo).unwrap().list;
    let form = list.forms.first().unwrap();
    assert_eq!(
        (form.form.id.as_str(), form.form.version.as_str()),
        ("a1", "3")
    );
    assert_eq!((form.name.as_str(), form.hash), ("N é <b>", None));
    let bare = format!(
        "<xforms><xform><formID>a</formID><name>b</name><downloadUrl>c</downloadUrl>\
        <hash>{}</hash></xform></xforms>",
        Md5::of(b"q")
    );
    assert_eq!(
        FormList::parse(bare.as_bytes()).unwrap().list.forms[0].hash,
        Some(Md5::of(b"q"))
    );
}

#[test]
fn hostile_documents_are_refused_with_their_code() {
    let deep = format!(
        "<xforms>{}{}</xforms>",
        "<a>".repeat(100),
        "</a>".repeat(100)
    );
    let many = format!("<xforms>{}</xforms>", "<a/>".repeat(100_001));
    let big = format!("<xforms>{}</xforms>", " ".repeat(5_000_000));
    let bomb = "<!DOCTYPE x [<!ENTITY a \"b\"><!ENTITY c \"&a;&a;\">]><xforms>&c;</xforms>";
    let cases: [(&[u8], &str); 12] = [
        (b"", "protocol.not_xml"),
        (b"\xff\xfe\x00", "protocol.not_utf8"),
        (b"<html><body>Sign in</body></html>", "protocol.wrong_root"),
        (b"<!doctype html><html></html>", "protocol.dtd_refused"),
        (b"<xforms><xform>", "protocol.not_xml"),
        (b"<xforms></xform>", "protocol.not_xml"),
        (b"<xforms/><xforms/>", "protocol.not_xml"),
        (b"<xforms>&nope;</xforms>", "protocol.not_xml"),
        (bomb.as_bytes(), "protocol.dtd_refused"),
        (deep.as_bytes(), "protocol.too_deep"),
        (many.as_bytes(), "protocol.too_large"),
        (big.as_bytes(), "protocol.too_large"),
    ];
    for (bytes, code) in cases {
        let error = FormList::parse(bytes).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
    }
}

/// What the rest of a list holds does not depend on its odd entries.
fn odd<T: PartialEq + std::fmt::Debug>(
    read: Listed<T>,
    rest: &T,
) -> Vec<(Option<String>, ProtocolError)> {
    assert_eq!(read.list, *rest);
    read.odd
        .into_iter()
        .map(|odd| (odd.name, odd.why))
        .collect()
}

#[test]
fn manifests_cannot_name_a_path() {
    let good = "<mediaFile><filename>A.png</filename><downloadUrl>u</downloadUrl></mediaFile>";
    let rest = Manifest::parse(format!("<manifest>{good}</manifest>").as_bytes()).unwrap();
    let rest = rest.list;
    assert_eq!(rest.files.len(), 1);
    for name in [
        "../../etc/passwd",
        "/etc/passwd",
        "a/b.png",
        "..",
        ".hidden",
        "a\\b",
        "c:d",
    ] {
        let xml = format!(
            "<manifest><mediaFile><filename>{name}</filename><downloadUrl>u</downloadUrl>\
             </mediaFile>{good}</manifest>"
        );
        let odd = odd(Manifest::parse(xml.as_bytes()).unwrap(), &rest);
        let why = ProtocolError::UnsafeFileName { number: 1 };
        assert_eq!(odd, [(Some(name.to_owned()), why)]);
    }
    let two = format!(
        "<manifest>{good}<mediaFile><filename>a.png</filename><downloadUrl>v</downloadUrl>\
         </mediaFile></manifest>"
    );
    let odd = odd(Manifest::parse(two.as_bytes()).unwrap(), &rest);
    let (item, number) = ("file", 2);
    let why = ProtocolError::Duplicate { item, number };
    assert_eq!(odd, [(Some("a.png".to_owned()), why)]);
}

#[test]
fn pages_are_bounded_and_need_a_cursor() {
    assert_eq!(
        ChangesPage::parse(b"{}").unwrap_err().code(),
        "protocol.missing_field"
    );
    assert_eq!(
        ChangesPage::parse(b"<html>").unwrap_err().code(),
        "protocol.not_json"
    );
    assert_eq!(
        Receipt::parse(b"{\"instanceId\":1}").unwrap_err().code(),
        "protocol.not_json"
    );
    let many = vec![Change::Other; PAGE_ENTRIES + 1];
    let page = ChangesPage {
        entries: many,
        cursor: Some("c".into()),
        ..ChangesPage::default()
    };
    let json = serde_json::to_vec(&page).unwrap();
    assert_eq!(
        ChangesPage::parse(&json).unwrap_err().code(),
        "protocol.too_large"
    );
}

const URL: &str = "https://hub.example/v1/key/abcDEF-_1/projects/7";

#[test]
fn every_way_to_enrol() {
    let plain = Enrolment::parse(&format!(" {URL}/ ")).unwrap();
    assert_eq!(plain.server_url.reveal(), URL);
    assert_eq!(plain.project().map(|p| p.0), Some(7));
    let named = Enrolment {
        project_name: Some("Red Jalisco & más".into()),
        ..plain
    };
    assert_eq!(Enrolment::parse(&named.to_link()), Ok(named.clone()));
    assert_eq!(
        Enrolment::parse(&named.to_collect_settings()),
        Ok(named.clone())
    );
    assert_eq!(Enrolment::parse(&named.to_collect_qr()), Ok(named.clone()));
    insta::assert_snapshot!(named.to_link());
    insta::assert_snapshot!(named.to_collect_settings());
    let basic = r#"{"general":{"server_url":"https://k.example/user","username":"u","password":"p"},
        "admin":{}}"#;
    let basic = Enrolment::parse(basic).unwrap();
    assert_eq!(
        (basic.username.as_deref(), basic.project()),
        (Some("u"), None)
    );
    assert_eq!(basic.password.as_ref().map(Secret::reveal), Some("p"));
}

/// Collect reads its own settings out of a code that carries the hub's key beside them. Its schema
/// (`client-settings.schema.json`, commit 0135d919 of 2024) asks for objects `general` and `admin`,
/// says which types their members have, and forbids no further ones.
#[test]
fn collect_reads_a_code_with_a_hubs_key() {
    let key = farola_protocol::HubSigner::from_seed(&[5; 32])
        .unwrap()
        .key();
    let enrolment = Enrolment {
        project_name: Some("Red Jalisco".into()),
        ..Enrolment::at(URL, Some(key)).unwrap()
    };
    for text in [
        enrolment.to_link(),
        enrolment.to_collect_settings(),
        enrolment.to_collect_qr(),
    ] {
        assert_eq!(Enrolment::parse(&text), Ok(enrolment.clone()));
    }
    insta::assert_snapshot!(enrolment.to_link(), @"farola://enrol?url=https%3A%2F%2Fhub.example%2Fv1%2Fkey%2FabcDEF-_1%2Fprojects%2F7&name=Red%20Jalisco&hub=bnoc3Smwt4_ROvTFWY_v9O8qlxZuPKby5Pv8zYBQW_E");
    let settings = enrolment.to_collect_settings();
    let read: serde_json::Value = serde_json::from_str(&settings).unwrap();
    assert_eq!(read["general"]["server_url"], URL);
    assert_eq!(read["general"]["form_update_mode"], "match_exactly");
    assert_eq!(read["general"]["autosend"], "wifi_and_cellular");
    assert!(read["admin"].is_object());
    assert_eq!(read["project"]["name"], "Red Jalisco");
    assert_eq!(read["farola"]["key"], key.to_string());
    let names: Vec<_> = read.as_object().unwrap().keys().collect();
    assert_eq!(names, ["admin", "farola", "general", "project"]);
    // A code of QR's version 40 holds 2,953 bytes; this one stays far below.
    assert!(enrolment.to_collect_qr().len() < 500);
}

#[test]
fn addresses_that_would_leak_the_key_are_refused() {
    for local in [
        "http://127.0.0.1:8460/v1",
        "http://[::1]:80/x",
        "farola://enrol?url=http%3A%2F%2F192.168.1.5&hub=JgPlHCfP9JJ9ZwR1ZSZPmVWAwaNvpOEbE6H_AW_BoxI",
        "farola://enrol?hub=JgPlHCfP9JJ9ZwR1ZSZPmVWAwaNvpOEbE6H_AW_BoxI&url=http%3A%2F%2Fh.local",
    ] {
        assert!(Enrolment::parse(local).is_ok(), "{local}");
    }
    for (wrong, code) in [
        ("http://192.168.1.5", "enrol.insecure_address"),
        ("http://h.local/a", "enrol.insecure_address"),
        (
            "farola://enrol?url=http%3A%2F%2F10.0.0.1",
            "enrol.insecure_address",
        ),
        (
            "farola://enrol?url=https%3A%2F%2Fh&hub=",
            "enrol.not_enrolment",
        ),
        (
            "farola://enrol?url=https%3A%2F%2Fh&hub=AAAA",
            "enrol.not_enrolment",
        ),
        (
            r#"{"general":{"server_url":"https://h"},"admin":{},"farola":{"key":"AAAA"}}"#,
            "enrol.not_enrolment",
        ),
        (
            "http://hub.example/v1/key/a/projects/1",
            "enrol.insecure_address",
        ),
        ("http://8.8.8.8/v1", "enrol.insecure_address"),
        ("http://127.0.0.1.evil.example/v1", "enrol.insecure_address"),
        ("https://user:pass@hub.example/", "enrol.not_enrolment"),
        ("https://", "enrol.not_enrolment"),
        ("https://hub.example/../x", "enrol.not_enrolment"),
        ("https://hub.example/x?y", "enrol.not_enrolment"),
        ("https://hub.example/a b", "enrol.not_enrolment"),
        ("farola://other?url=https%3A%2F%2Fh", "enrol.not_enrolment"),
        ("farola://enrol?name=x", "enrol.not_enrolment"),
        ("farola://enrol?url=%FF", "enrol.not_enrolment"),
        ("ftp://hub.example", "enrol.not_enrolment"),
        ("{\"general\":{}}", "enrol.not_enrolment"),
        ("hola", "enrol.not_enrolment"),
        ("", "enrol.not_enrolment"),
    ] {
        assert_eq!(Enrolment::parse(wrong).unwrap_err().code(), code, "{wrong}");
    }
}

#[test]
fn a_compressed_bomb_is_stopped() {
    use base64::Engine as _;
    use std::io::Write as _;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(&vec![b' '; 3_000_000]).unwrap();
    let text = base64::engine::general_purpose::STANDARD.encode(encoder.finish().unwrap());
    assert_eq!(
        Enrolment::parse(&text).unwrap_err().code(),
        "protocol.too_large"
    );
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = (FormList::parse(&bytes), Manifest::parse(&bytes), Response::parse(&bytes));
        let _ = (Receipt::parse(&bytes), ChangesPage::parse(&bytes));
        let _ = Enrolment::parse(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn a_cut_document_is_never_a_shorter_list(cut in 0usize..900) {
        let whole = list().to_xml();
        // A cut in the white space after the root is the whole document.
        if let Some(head) = whole.trim_end().get(..cut.min(whole.trim_end().len() - 1)) {
            prop_assert!(FormList::parse(head.as_bytes()).is_err());
        }
    }

    #[test]
    fn any_text_survives_the_round_trip(name in "\\PC{1,40}", id in "\\PC{1,20}") {
        prop_assume!(!name.trim().is_empty() && !id.trim().is_empty());
        let mut list = list();
        list.forms[0].name = name.trim().to_owned();
        list.forms[0].form.id = FormId::new(format!("i{}", id.trim()));
        prop_assert_eq!(read(&list), Ok(whole(list)));
    }
}
