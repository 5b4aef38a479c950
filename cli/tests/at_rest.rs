//! What lies on a phone's disk tells nothing: no answer, photo, key of the hub, form text or
//! table name is found in any file of its folder, while a form is open and after it is finalized.
//!
//! The file `key` is left out: it holds the key itself, because a command line has no key store
//! of a platform (`farola device --help` says so).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod rig;

use std::path::Path;
use std::time::Duration;

use farola_model::Sha256;
use rig::phone::{Phone, finalized};
use rig::{Watched, done};

const NOTE: &str = "La tía Xóchitl vio al vecino quitar el foco";
const POLE: &str = "GDL-7781-ZQX";
const PLACE: &str = "20.6712345 -103.3498765 1550 9.5";
const TOKEN: &str = "q7Zr1Yw9Kd3Lm5Np8Tb2Vc4Xf6Gh0JsAeUiOqWrTyPz";

/// What must not be found, with what it is.
fn secrets(phone: &Phone, photo: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let key = std::fs::read_to_string(phone.dir.join("key")).unwrap();
    let raw: Sha256 = key.trim().parse().unwrap();
    let mut list = vec![
        ("an answer", NOTE.into()),
        ("a part of an answer", "chitl vio al vec".into()),
        (
            "an answer in UTF-16",
            NOTE.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ),
        ("a pole number", POLE.into()),
        ("a coordinate", "20.6712345".into()),
        ("the hub's key", TOKEN.into()),
        ("the hub's address", "hub.municipio.example".into()),
        ("the database's key", raw.0.to_vec()),
        ("the database's key as text", key.trim().into()),
        ("SQLite's mark", b"SQLite format 3".into()),
        ("a table", b"CREATE TABLE".into()),
        ("a table's name", b"submission".into()),
        ("form text", "Registro de un hallazgo".into()),
        ("form markup", b"jr:constraintMsg".into()),
        ("a reference", b"/data/urgencia".into()),
        ("XML of a submission", b"<instanceID>".into()),
        ("an instance id", b"uuid:".into()),
        ("a JPEG", b"\xff\xd8\xff".into()),
    ];
    for start in [0, photo.len() / 3, photo.len() / 2, photo.len() - 40] {
        list.push(("a photo", photo[start..start + 32].to_vec()));
    }
    list
}

/// Every file of the folder but the key; their names and sizes.
fn scan(dir: &Path, secrets: &[(&str, Vec<u8>)]) -> Vec<(String, u64)> {
    let mut scanned = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        assert!(path.is_file(), "a folder is not expected: {path:?}");
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name == "key" {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        for (what, secret) in secrets {
            // Three bytes occur in any random megabyte; only at the start do they mean a file.
            let found = match secret.len() {
                0..8 => bytes.starts_with(secret),
                length => bytes
                    .windows(length)
                    .any(|window| window == secret.as_slice()),
            };
            let found = found || (bytes.len() < 4096 && contains(&bytes, secret));
            assert!(!found, "{what} lies open in {name}");
        }
        scanned.push((name, bytes.len() as u64));
    }
    scanned
}

fn contains(bytes: &[u8], secret: &[u8]) -> bool {
    bytes.windows(secret.len()).any(|window| window == secret)
}

/// Looks as any program with SQLite would.
fn opens_without_key(dir: &Path) -> bool {
    let conn = rusqlite::Connection::open(dir.join("farola.db")).unwrap();
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
        .is_ok()
}

#[test]
fn a_phones_files_tell_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let url = format!("https://hub.municipio.example/v1/key/{TOKEN}/projects/1");
    let phone = Phone::new(&temp.path().join("phone"), None);
    done(&["device", "init", phone.path(), "--enrol", &url]);
    let photo = temp.path().join("photo.jpg");
    let image = image::RgbImage::from_fn(640, 480, |x, y| {
        image::Rgb([
            (x * 7 % 256) as u8,
            (y * 5 % 256) as u8,
            (x * y % 251) as u8,
        ])
    });
    image.save(&photo).unwrap();
    let answers = temp.path().join("answers.json");
    let text = serde_json::json!([
        {"ciudad": "14039"}, {"pos": PLACE}, {"tipo": "lampara"}, {"poste": POLE},
        {"urgencia": "1"}, {"nota": NOTE},
    ]);
    std::fs::write(&answers, text.to_string()).unwrap();
    let clean = temp.path().join("clean.json");
    std::fs::write(&clean, r#"{"foto_limpia":"1"}"#).unwrap();
    let form = [
        "device",
        "--json",
        "fill",
        phone.path(),
        "cs_hallazgo",
        "--resume",
    ];
    let photo_answer = format!("/data/foto={}", photo.display());
    let given = [
        "--answers",
        answers.to_str().unwrap(),
        "--photo",
        &photo_answer,
        "--draft",
    ];
    let begin = [&form[..], &given].concat();

    // Killed with the photo just taken in: the log still holds everything.
    let (lines, _) = Watched::start(&begin).kill_after(
        1,
        |line| {
            line["value"]
                .as_str()
                .is_some_and(|value| value.ends_with(".jpg"))
        },
        Duration::ZERO,
    );
    assert!(
        lines.iter().any(|line| line["value"] == NOTE),
        "the note was answered"
    );
    let stored = farola_engine::photo::clean(&std::fs::read(&photo).unwrap())
        .unwrap()
        .bytes;
    let secrets = secrets(&phone, &stored);
    let killed = scan(&phone.dir, &secrets);
    assert!(!opens_without_key(&phone.dir));

    done(&begin);
    let store = phone.store();
    let open = scan(&phone.dir, &secrets);
    assert!(
        open.iter().any(|(name, _)| name == "farola.db-wal"),
        "looked at while open"
    );
    drop(store);
    done(&[&form[..], &["--answers", clean.to_str().unwrap()]].concat());
    let list = finalized(&phone.store());
    assert!(
        list[0].1.contains(NOTE) && list[0].1.contains(POLE),
        "it is all in there"
    );
    assert_eq!(*list[0].2.values().next().unwrap(), Sha256::of(&stored));
    let closed = scan(&phone.dir, &secrets);
    assert!(!opens_without_key(&phone.dir));

    let total: u64 = [&killed, &open, &closed]
        .into_iter()
        .flatten()
        .map(|(_, n)| n)
        .sum();
    println!(
        "{} secrets looked for in {total} bytes: after kill -9 {killed:?}, while open {open:?}, \
         finalized {closed:?}; found 0 (the file `key` is left out: it is the key)",
        secrets.len()
    );
}
