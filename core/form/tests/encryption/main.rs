//! Encrypted submissions against what another implementation makes of the same input, and
//! read back with the private key.
//!
//! `private.pem` and `public.txt` are a pair made for these tests; they protect nothing.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use aes::Aes256;
use aes::cipher::KeyIvInit;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use cfb_mode::BufDecryptor;
use farola_form::encryption::{Encrypted, Encryptor, Envelope, check_key};
use farola_form::{Entropy, FormDef, NoMedia};
use farola_model::Coded;
use md5::{Digest, Md5};
use proptest::prelude::*;
use rsa::PrivateKey;
use rsa::pkcs8::DecodePrivateKey;
use sha2::Sha256;

const PUBLIC: &str = include_str!("public.txt");
const PRIVATE: &str = include_str!("private.pem");
const INSTANCE: &str = "uuid:5b9cf8d1-106f-4004-844f-c072d76762ed";
const PHOTO: &[u8] = b"not really a photo, 42 bytes long, or so..";
const XML: &str = "<data><luz>mala ñ</luz></data>";

/// Counts up from zero, so that the first key is the bytes 0 to 31.
struct Counting(u8);

impl Entropy for Counting {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = self.0;
            self.0 = self.0.wrapping_add(1);
        }
    }
}

fn envelope() -> Envelope<'static> {
    Envelope {
        form_id: "parada",
        version: "2026112401",
        instance_id: INSTANCE,
        public_key: PUBLIC,
    }
}

/// Encrypts files, each cut into pieces of `piece` bytes.
fn encrypt(files: &[(&str, &[u8])], xml: &[u8], piece: usize) -> (Vec<Vec<u8>>, Encrypted) {
    let mut entropy = Counting(0);
    let mut encryptor = Encryptor::new(envelope(), &mut entropy).unwrap();
    let mut contents = Vec::new();
    for (name, content) in files {
        let mut out = content.to_vec();
        let mut file = encryptor.file(name);
        for part in out.chunks_mut(piece) {
            file.update(part);
        }
        out.extend(file.finish());
        contents.push(out);
    }
    (
        contents,
        encryptor.finish(xml.to_vec(), &mut entropy).unwrap(),
    )
}

fn text(manifest: &[u8], tag: &str) -> String {
    let manifest = std::str::from_utf8(manifest).unwrap();
    let (_, rest) = manifest.split_once(&format!("<{tag}>")).unwrap();
    rest.split_once('<').unwrap().0.to_owned()
}

fn unwrap_secret(wrapped: &str) -> Vec<u8> {
    let key = PrivateKey::from_pkcs8_pem(PRIVATE).unwrap();
    key.oaep_decrypt::<Sha256>(&BASE64.decode(wrapped).unwrap())
        .unwrap()
}

/// Reads files back by the words of the specification, not by the code under test.
fn decrypt(key: &[u8], contents: &[&[u8]]) -> Vec<Vec<u8>> {
    let seed = Md5::new()
        .chain_update(INSTANCE)
        .chain_update(key)
        .finalize();
    let mut vector: [u8; 16] = seed.into();
    let mut plain = Vec::new();
    for (counter, content) in contents.iter().enumerate() {
        vector[counter % 16] = vector[counter % 16].wrapping_add(1);
        let mut out = content.to_vec();
        BufDecryptor::<Aes256>::new_from_slices(key, &vector)
            .unwrap()
            .decrypt(&mut out);
        let padding = usize::from(*out.last().unwrap());
        assert!((1..=16).contains(&padding));
        assert!(
            out[out.len() - padding..]
                .iter()
                .all(|byte| usize::from(*byte) == padding)
        );
        out.truncate(out.len() - padding);
        plain.push(out);
    }
    plain
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_bytes_are_those_of_another_implementation() {
    let (files, sent) = encrypt(&[("luz.jpg", PHOTO), ("vacio.txt", b"")], XML.as_bytes(), 7);
    assert_eq!(
        hex(&files[0]),
        "91f091eea0c0a37650752cdbf492c0e4a26c9395c6d22b74ff6a36ab24eabe2a\
         1bc5c20658488a4429a85ef83d20231d"
    );
    assert_eq!(hex(&files[1]), "371108614ee5a9205a60ac3b04328cd0");
    assert_eq!(
        hex(&sent.xml),
        "12a9514148846a7e1944ebf8dc575aebed2e459492fccfc94fb3b2bb24732943"
    );
}

#[test]
fn the_signature_covers_form_key_instance_and_files() {
    let (_, sent) = encrypt(
        &[("luz.jpg", PHOTO), ("vacio.txt", b"")],
        XML.as_bytes(),
        64,
    );
    let wrapped = text(&sent.manifest, "base64EncryptedKey");
    let signed = format!(
        "parada\n2026112401\n{wrapped}\n{INSTANCE}\n\
         luz.jpg::28fbe91e1957b399efd6aaf898423b3c\n\
         vacio.txt::d41d8cd98f00b204e9800998ecf8427e\n\
         submission.xml::dee0bfadb25aec98038be101be72ac73\n"
    );
    let signature = unwrap_secret(&text(&sent.manifest, "base64EncryptedElementSignature"));
    assert_eq!(signature, Md5::digest(signed).to_vec());
}

#[test]
fn the_manifest_names_files_in_order_and_no_answer() {
    let (_, sent) = encrypt(
        &[("luz.jpg", PHOTO), ("vacio.txt", b"")],
        XML.as_bytes(),
        64,
    );
    let manifest = String::from_utf8(sent.manifest.clone()).unwrap();
    let masked = manifest
        .replace(&text(&sent.manifest, "base64EncryptedKey"), "KEY")
        .replace(
            &text(&sent.manifest, "base64EncryptedElementSignature"),
            "SIGNATURE",
        );
    insta::assert_snapshot!(masked);
    assert!(!manifest.contains("mala"));
}

#[test]
fn a_form_without_version_has_none_in_manifest_and_signature() {
    let mut entropy = Counting(0);
    let nameless = Envelope {
        version: "",
        ..envelope()
    };
    let encryptor = Encryptor::new(nameless, &mut entropy).unwrap();
    let sent = encryptor
        .finish(XML.as_bytes().to_vec(), &mut entropy)
        .unwrap();
    assert!(String::from_utf8_lossy(&sent.manifest).contains(" id=\"parada\" encrypted=\"yes\">"));
    let wrapped = text(&sent.manifest, "base64EncryptedKey");
    let signed = format!(
        "parada\n{wrapped}\n{INSTANCE}\nsubmission.xml::dee0bfadb25aec98038be101be72ac73\n"
    );
    let signature = unwrap_secret(&text(&sent.manifest, "base64EncryptedElementSignature"));
    assert_eq!(signature, Md5::digest(signed).to_vec());
}

#[test]
fn what_is_no_key_is_said_when_the_form_is_read() {
    assert_eq!(check_key(PUBLIC), Ok(()));
    for key in ["", "MIIB", "no key at all", PRIVATE] {
        assert_eq!(
            check_key(key).unwrap_err().code(),
            "form.public_key",
            "{key}"
        );
    }
    let form = |key: &str| {
        format!(
            "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml' \
             xmlns:orx='http://openrosa.org/xforms'><h:head><h:title>t</h:title><model>\
             <submission base64RsaPublicKey='{key}' orx:auto-send='true' \
             action='https://a.example'/>\
             <instance><data id='t'><a/><meta><instanceID/></meta></data></instance></model>\
             </h:head><h:body><input ref='/data/a'><label>a</label></input></h:body></h:html>"
        )
    };
    let (def, diagnostics) = FormDef::parse(form(PUBLIC.trim()).as_bytes(), &NoMedia);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let def = def.unwrap();
    assert_eq!(def.sending().public_key.as_deref(), Some(PUBLIC.trim()));
    assert_eq!(def.sending().auto_send, Some(true));
    assert_eq!(def.sending().auto_delete, None);
    assert_eq!(def.sending().action.as_deref(), Some("https://a.example"));
    let (def, diagnostics) = FormDef::parse(form("MIIB").as_bytes(), &NoMedia);
    assert!(def.is_none());
    assert_eq!(diagnostics[0].code, "form.public_key");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// More than 16 files, so that the vector goes round; pieces cut anywhere.
    #[test]
    fn who_holds_the_private_key_reads_everything(
        files in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..70), 0..20),
        xml in proptest::collection::vec(any::<u8>(), 0..70),
        piece in 1_usize..40,
    ) {
        let names: Vec<String> = (0..files.len()).map(|at| format!("{at}.bin")).collect();
        let named: Vec<(&str, &[u8])> = names
            .iter()
            .map(String::as_str)
            .zip(files.iter().map(Vec::as_slice))
            .collect();
        let (contents, sent) = encrypt(&named, &xml, piece);
        let key = unwrap_secret(&text(&sent.manifest, "base64EncryptedKey"));
        let all: Vec<&[u8]> = contents
            .iter()
            .map(Vec::as_slice)
            .chain([sent.xml.as_slice()])
            .collect();
        let mut plain = decrypt(&key, &all);
        prop_assert_eq!(plain.pop().unwrap(), xml);
        prop_assert_eq!(plain, files);
    }
}
