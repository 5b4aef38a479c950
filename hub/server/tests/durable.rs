//! What was acknowledged stays: over restarts, over `kill -9`, in a backup.
// A test that meets something unexpected is to fail at once, where it stands.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout
)]

mod rig;

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use farola_hub_server::admin;
use farola_model::Sha256;
use rig::{Rig, furnish, http, id, multipart, photo, place, stop};
use serde_json::json;

/// Set for the child: the folder it serves.
const FOLDER: &str = "FAROLA_TEST_HUB_FOLDER";
const KILLS: usize = 5;
const CLIENTS: u32 = 4;

#[test]
fn a_restart_keeps_everything() {
    let mut rig = Rig::new();
    let photo = photo(50);
    rig.submit(&stop(&id(1), "<foto>f.jpg</foto>"), &[("f.jpg", &photo)]);
    let token = rig.sign_in("reviewer");
    let path = format!("/v1/projects/1/review/submissions/{}/decision", id(1));
    let body = json!({"action": "reject", "reason": "Prueba", "expectedVersion": 1});
    assert_eq!(rig.json("POST", &path, Some(&token), &body).status, 200);
    let before = rig.read(&token, &format!("submissions/{}", id(1)));
    rig.restart();
    let after = rig.read(&token, &format!("submissions/{}", id(1)));
    assert_eq!(before, after, "sessions, records, history");
    assert_eq!(rig.read(&token, "queue")["total"], 1);
}

#[test]
fn a_backup_made_while_serving_is_whole_and_serves() {
    let rig = Rig::new();
    for number in 1..=5 {
        let photo = photo(u8::try_from(number * 40).unwrap());
        rig.submit(
            &stop(&id(number), "<foto>f.jpg</foto>"),
            &[("f.jpg", &photo)],
        );
    }
    let out = tempfile::tempdir().unwrap();
    let copy = out.path().join("copy");
    let report = admin::backup(place(&rig.dir), &copy).unwrap();
    assert_eq!((report.versions, report.files), (5, 5));
    assert!(admin::verify(&copy).unwrap().is_whole());
    assert!(
        admin::backup(place(&rig.dir), &copy).is_err(),
        "a backup is never written over"
    );

    let restored = Rig::on(&copy, rig.key.clone());
    let token = restored.sign_in("reviewer");
    assert_eq!(restored.read(&token, "queue")["total"], 5);
    drop(restored);

    let files: Vec<_> = std::fs::read_to_string(copy.join("files.sha256"))
        .unwrap()
        .lines()
        .map(|line| line.split("  ").next().unwrap().to_owned())
        .collect();
    let path = |digest: &str| copy.join("files").join(&digest[..2]).join(digest);
    std::fs::remove_file(path(&files[0])).unwrap();
    std::fs::write(path(&files[1]), b"altered").unwrap();
    let report = admin::verify(&copy).unwrap();
    assert_eq!(
        (report.missing_files.len(), report.wrong_files.len()),
        (1, 1)
    );
    assert!(!report.is_whole());
}

/// Not a test of its own: the process that is killed. Ignored unless called for.
#[test]
#[ignore = "run by the kill test as its child"]
fn child_serves() {
    let Ok(folder) = std::env::var(FOLDER) else {
        return;
    };
    let (address, _stop, thread) = rig::start(Path::new(&folder));
    println!("LISTENING {address}");
    thread.join().unwrap();
}

fn spawn(folder: &Path) -> (Child, SocketAddr) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_serves", "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let address = loop {
        let line = lines.next().expect("the child ended").unwrap();
        // The test harness may print on the same line before the child does.
        if let Some((_, address)) = line.split_once("LISTENING ") {
            break address.parse().unwrap();
        }
    };
    std::thread::spawn(move || lines.for_each(drop));
    (child, address)
}

fn submit(address: SocketAddr, key: &str, number: u32) -> Option<(u16, Sha256)> {
    let photo = [
        b"\xff\xd8\xff".as_slice(),
        &number.to_le_bytes(),
        &[7; 3000],
    ]
    .concat();
    let xml = stop(&id(number), "<foto>f.jpg</foto>");
    let (kind, body) = multipart(xml.as_bytes(), &[("f.jpg", &photo)]);
    let headers = [
        ("X-OpenRosa-Version", "1.0"),
        ("Content-Type", kind.as_str()),
    ];
    let path = format!("/v1/key/{key}/projects/1/submission");
    let answer = http::try_send(address, &path, &headers, &body)?;
    Some((answer.status, Sha256::of(&photo)))
}

#[test]
fn every_acknowledged_record_survives_kill_nine() {
    let temp = tempfile::tempdir().unwrap();
    let key = furnish(temp.path());
    let acknowledged: Mutex<Vec<(u32, Sha256)>> = Mutex::default();
    let next = AtomicU32::new(1);
    for round in 0..KILLS {
        let (mut child, address) = spawn(temp.path());
        let (heard, hears) = std::sync::mpsc::channel();
        std::thread::scope(|scope| {
            for _ in 0..CLIENTS {
                let heard = heard.clone();
                let (acknowledged, next, key) = (&acknowledged, &next, &key);
                scope.spawn(move || {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        match submit(address, key, number) {
                            Some((201, digest)) => {
                                acknowledged.lock().unwrap().push((number, digest));
                                let _ = heard.send(());
                            }
                            // Dead, or a torn answer: the number is never acknowledged.
                            _ => return,
                        }
                    }
                });
            }
            drop(heard);
            // The moment of death: in the middle of the work of all clients.
            let alive = hears.iter().take(8 + 5 * round).count();
            assert_eq!(alive, 8 + 5 * round, "the clients gave up");
            child.kill().unwrap();
            child.wait().unwrap();
        });
    }
    let acknowledged = acknowledged.into_inner().unwrap();

    let rig = Rig::on(temp.path(), key);
    let report = admin::verify(place(&rig.dir)).unwrap();
    assert!(report.is_whole(), "{report:?}");
    for (number, digest) in &acknowledged {
        let path = rig.phone(&format!("farola/receipts/{}", id(*number)));
        let receipt = farola_protocol::Receipt::parse(&rig.get(&path).body);
        let receipt = receipt.unwrap_or_else(|_| panic!("{number} was lost"));
        assert!(
            receipt.holds("f.jpg", digest),
            "the photo of {number} is missing"
        );
    }
    let total = {
        let token = rig.sign_in("reviewer");
        rig.read(&token, "queue")["total"].as_u64().unwrap()
    };
    let posted = u64::from(next.load(Ordering::Relaxed));
    assert!(
        total >= acknowledged.len() as u64 && total <= posted,
        "nothing arrived twice"
    );
    // Half received files of the killed processes are gone.
    assert_eq!(
        std::fs::read_dir(rig.dir.join("incoming")).unwrap().count(),
        0
    );
    // What the killed processes made durable and never named goes with the next sweep.
    let store = admin::open(place(&rig.dir)).unwrap();
    let stays = rig::to_stay(&store, report.files);
    let swept = store
        .sweep_orphans(farola_model::Timestamp(i64::MAX))
        .unwrap();
    assert_eq!(swept.files - swept.removed, stays, "{swept:?}");
    assert_eq!(
        store
            .sweep_orphans(farola_model::Timestamp(i64::MAX))
            .unwrap()
            .files,
        stays
    );
    println!(
        "{KILLS} kills, {} acknowledged, {total} kept, 0 lost",
        acknowledged.len()
    );
}
