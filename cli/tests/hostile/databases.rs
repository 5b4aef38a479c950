//! The phone's database with the wrong key, cut, overwritten, from the future, on a full or
//! closed disk: a code, the original kept, no crash.

use std::path::{Path, PathBuf};
use std::process::Command;

use farola_engine::store::{Key, Store};
use farola_model::Sha256;

use crate::judge;
use crate::rig::phone::Phone;
use crate::rig::{done, farola, json_lines};

const NOTE: &str = "Registro sin tapa";

/// A phone with a draft that holds an answer, and a copy of its database file.
fn phone(temp: &Path) -> (Phone, Vec<u8>) {
    let phone = Phone::new(&temp.join("phone"), None);
    let answers = temp.join("answers.json");
    std::fs::write(
        &answers,
        format!("{{\"tipo\":\"hoyo\",\"nota\":\"{NOTE}\"}}"),
    )
    .unwrap();
    fill(&phone, &answers);
    let bytes = std::fs::read(database(&phone)).unwrap();
    (phone, bytes)
}

fn fill(phone: &Phone, answers: &Path) {
    let answers = answers.to_str().unwrap();
    done(&[
        "device",
        "fill",
        phone.path(),
        "cs_hallazgo",
        "--answers",
        answers,
        "--draft",
    ]);
}

fn database(phone: &Phone) -> PathBuf {
    phone.dir.join("farola.db")
}

/// The code that `list` gives; empty where it succeeds.
fn list_code(phone: &Phone) -> String {
    let output = farola(&["device", "--json", "list", phone.path()]);
    if output.status.success() {
        let lines = json_lines(&String::from_utf8(output.stdout).unwrap());
        let salvaged = lines.iter().any(|line| line["event"] == "salvaged");
        return if salvaged { "salvaged" } else { "" }.to_owned();
    }
    crate::code_of(&output)
}

fn still_there(phone: &Phone) -> bool {
    let drafts = phone.store().drafts().unwrap();
    drafts.iter().any(|draft| {
        let shown = farola(&["device", "show", phone.path(), draft.instance.as_str()]);
        String::from_utf8_lossy(&shown.stdout).contains(NOTE)
    })
}

#[test]
fn databases_that_cannot_be_used() {
    let temp = tempfile::tempdir().unwrap();
    let (phone, whole) = phone(temp.path());
    let key_file = phone.dir.join("key");
    let key = std::fs::read_to_string(&key_file).unwrap();
    let mut rows = Vec::new();
    let mut row = |name: &'static str, wanted: &str, got: String| {
        rows.push((name, wanted.to_owned(), got));
    };

    std::fs::write(&key_file, "11".repeat(32)).unwrap();
    row("wrong key", "storage.wrong_key", list_code(&phone));
    std::fs::write(&key_file, "hola").unwrap();
    row(
        "key that is no key",
        "storage.key_denied",
        list_code(&phone),
    );
    std::fs::remove_file(&key_file).unwrap();
    row("key missing", "storage.key_missing", list_code(&phone));
    assert_eq!(
        std::fs::read(database(&phone)).unwrap(),
        whole,
        "nothing was changed"
    );
    std::fs::write(&key_file, &key).unwrap();
    row("right key again", "", list_code(&phone));
    assert!(still_there(&phone));

    let noise: Vec<u8> = (0..40_000u32)
        .map(|i| (i.wrapping_mul(i) % 251) as u8)
        .collect();
    std::fs::write(database(&phone), &noise[..39_999]).unwrap();
    row("random bytes", "storage.not_a_database", list_code(&phone));
    assert_eq!(
        std::fs::read(database(&phone)).unwrap(),
        noise[..39_999],
        "left as it is"
    );
    std::fs::write(database(&phone), b"SQLite format 3\0 and then nothing").unwrap();
    row(
        "a database of someone else",
        "storage.not_a_database",
        list_code(&phone),
    );

    std::fs::write(database(&phone), &whole[..whole.len() / 2]).unwrap();
    row("cut in half", "salvaged", list_code(&phone));
    let aside = std::fs::read_dir(&phone.dir).unwrap().filter_map(|entry| {
        let path = entry.unwrap().path();
        let size = path.metadata().unwrap().len();
        (path != database(&phone) && size == (whole.len() / 2) as u64).then_some(path)
    });
    assert_eq!(aside.count(), 1, "the damaged original is kept beside");

    for entry in std::fs::read_dir(&phone.dir).unwrap() {
        let path = entry.unwrap().path();
        if path != key_file {
            std::fs::remove_file(path).unwrap();
        }
    }
    std::fs::write(database(&phone), &whole).unwrap();
    assert!(still_there(&phone), "the copy of before is whole");
    future(&phone, &key, &mut row);
    judge("Databases", rows);
}

/// A newer version has written the database: it is read, and refused for writing.
fn future(phone: &Phone, key: &str, row: &mut impl FnMut(&'static str, &str, String)) {
    let raw: Sha256 = key.trim().parse().unwrap();
    drop(Store::open(&database(phone), &(move || Ok(Key::new(raw.0)))).unwrap());
    let before = phone.store().drafts().unwrap().len();
    let conn = keyed(phone, &raw);
    let present: u32 = conn
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    conn.pragma_update(None, "user_version", 9999).unwrap();
    drop(conn);
    row("from the future, read", "", list_code(phone));
    let begun = farola(&[
        "device",
        "--json",
        "fill",
        phone.path(),
        "cs_hallazgo",
        "--draft",
    ]);
    row(
        "from the future, written",
        "storage.from_the_future",
        crate::code_of(&begun),
    );
    let conn = keyed(phone, &raw);
    conn.pragma_update(None, "user_version", present).unwrap();
    drop(conn);
    assert_eq!(
        phone.store().drafts().unwrap().len(),
        before,
        "nothing was written"
    );
}

/// The database with its key, as the store opens it.
fn keyed(phone: &Phone, key: &Sha256) -> rusqlite::Connection {
    let conn = rusqlite::Connection::open(database(phone)).unwrap();
    let start = std::fs::read(database(phone)).unwrap();
    let salt: String = start[..16].iter().map(|b| format!("{b:02x}")).collect();
    conn.execute_batch(&format!("PRAGMA key = \"x'{key}{salt}'\""))
        .unwrap();
    conn
}

/// A small file system in memory; none where the system does not let us.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn new(at: &Path, size: &str) -> Option<Self> {
        std::fs::create_dir_all(at).unwrap();
        let option = format!("size={size}");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &option, "tmpfs"]).arg(at);
        let done = mount.output().is_ok_and(|output| output.status.success());
        done.then(|| Self(at.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_loses_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::new(&temp.path().join("disk"), "3m") else {
        println!("full disk: SKIPPED, a tmpfs cannot be mounted here (needs root)");
        return;
    };
    let phone = Phone::new(&disk.0.join("phone"), None);
    let answers = temp.path().join("answers.json");
    std::fs::write(
        &answers,
        format!("{{\"tipo\":\"hoyo\",\"nota\":\"{NOTE}\"}}"),
    )
    .unwrap();
    fill(&phone, &answers);
    // Noise cannot be packed: three bytes for each pixel.
    let noise = |name: &str, height: u32| {
        let (path, mut noise) = (temp.path().join(name), 7u32);
        let image = image::RgbImage::from_fn(1000, height, |_, _| {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            image::Rgb([(noise >> 8) as u8, (noise >> 16) as u8, (noise >> 24) as u8])
        });
        image.save(&path).unwrap();
        format!("/data/foto={}", path.display())
    };
    let (large, fitting) = (noise("large.png", 1600), noise("fitting.png", 680));
    let args = [
        "device",
        "--json",
        "fill",
        phone.path(),
        "cs_hallazgo",
        "--resume",
        "--draft",
    ];
    let full = farola(&[&args[..], &["--photo", &large]].concat());
    let mut rows = vec![(
        "photo",
        "storage.disk_full".to_owned(),
        crate::code_of(&full),
    )];
    assert!(still_there(&phone), "what was stored is there");
    // This one fits into the log, and then there is no room to take it over into the database.
    farola(&[&args[..], &["--photo", &fitting]].concat());
    assert!(
        still_there(&phone),
        "a draft can be read while nothing can be written"
    );
    let mut filler = std::fs::File::create(disk.0.join("filler")).unwrap();
    while std::io::Write::write(&mut filler, &[0; 4096]).is_ok_and(|written| written > 0) {}
    let long = temp.path().join("long.json");
    std::fs::write(&long, format!("{{\"nota\":\"{}\"}}", "ñ".repeat(100_000))).unwrap();
    let full = farola(&[&args[..], &["--answers", long.to_str().unwrap()]].concat());
    rows.push((
        "answer",
        "storage.disk_full".to_owned(),
        crate::code_of(&full),
    ));
    std::fs::remove_file(disk.0.join("filler")).unwrap();
    assert!(still_there(&phone), "with room again, everything is there");
    judge("Full disk (tmpfs of 3 MB)", rows);
}

#[test]
fn folders_that_cannot_be_written() {
    let temp = tempfile::tempdir().unwrap();
    let file = temp.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let below = file.join("phone");
    let under_file = farola(&["device", "--json", "init", below.to_str().unwrap()]);
    let proc = farola(&["device", "--json", "init", "/proc/farola"]);
    let hub = farola(&["hub", "--json", "init", "--data", below.to_str().unwrap()]);
    judge(
        "Folders",
        vec![
            (
                "a file in the way",
                "cli.io".to_owned(),
                crate::code_of(&under_file),
            ),
            (
                "nothing may be made there",
                "cli.io".to_owned(),
                crate::code_of(&proc),
            ),
            (
                "hub under a file",
                "hub.file".to_owned(),
                crate::code_of(&hub),
            ),
        ],
    );
}
