//! `kill -9` on a serving hub while phones and a raw client post photos: what it acknowledged
//! it has, once, with the right digest.
//!
//! FAROLA_HUB_KILLS sets the number of kills, FAROLA_SEED another run of the dice.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod rig;

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use farola_engine::store::SubmissionState;
use farola_model::Sha256;
use rig::phone::{Phone, finalized};
use rig::raw::{Acknowledged, Finding, PATIENCE, wait_for};
use rig::{Dice, Hub, done, farola, http, kills, seed};

const CLIENTS: usize = 2;
const PHONES: usize = 2;
/// Largest photo of the raw clients, in bytes.
const PHOTO_BYTES: u64 = 900_000;
/// Most submissions that go through between two kills.
const BETWEEN: u64 = 8;

/// How far the clients are.
#[derive(Default)]
struct Through {
    taken: AtomicUsize,
    retries: AtomicUsize,
}

/// Posts until told to stop; each submission until the hub has acknowledged it.
fn client(
    number: usize,
    address: SocketAddr,
    url: &str,
    stop: &AtomicBool,
    through: &Through,
) -> Vec<Acknowledged> {
    let mut dice = Dice(seed() ^ 0xc11e_0000 ^ number as u64);
    let key_path = format!("/v1{}", url.split_once("/v1").unwrap().1);
    let path = format!("{key_path}/submission");
    let mut all = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let finding = Finding::new(all.len(), number, &mut dice, PHOTO_BYTES);
        loop {
            match finding.post(address, &path) {
                Some(201 | 202) => break,
                Some(_) => {}
                // Killed under us, or not up again yet: the person tries again.
                None => std::thread::sleep(Duration::from_millis(10)),
            }
            through.retries.fetch_add(1, Ordering::Relaxed);
        }
        through.taken.fetch_add(1, Ordering::Relaxed);
        all.push(finding.acknowledged(&key_path));
    }
    all
}

/// Fills findings with a photo and syncs, over and over; at the end until all is delivered.
fn phone(number: usize, phone: &Phone, folder: &Path, stop: &AtomicBool, cuts: &AtomicUsize) {
    let answers = folder.join("answers.json");
    let text = r#"{"ciudad":"14039","pos":"20.6767 -103.347 1550 9.5","tipo":"hoyo",
        "urgencia":"1","nota":"Registro sin tapa."}"#;
    std::fs::write(&answers, text).unwrap();
    let photo = folder.join("photo.jpg");
    let mut round = 0u32;
    while !stop.load(Ordering::Relaxed) {
        let shade = u8::try_from(round % 250).unwrap();
        let image = image::RgbImage::from_fn(320, 240, |x, y| {
            image::Rgb([shade, (x * y % 251) as u8, number as u8 * 40])
        });
        image.save(&photo).unwrap();
        let photo_answer = format!("/data/foto={}", photo.display());
        let clean = folder.join("clean.json");
        std::fs::write(&clean, r#"{"foto_limpia":"1"}"#).unwrap();
        let form = ["device", "fill", phone.path(), "cs_hallazgo"];
        let first = [
            "--answers",
            answers.to_str().unwrap(),
            "--photo",
            &photo_answer,
            "--draft",
        ];
        done(&[&form[..], &first].concat());
        done(
            &[
                &form[..],
                &["--answers", clean.to_str().unwrap(), "--resume"],
            ]
            .concat(),
        );
        let synced = farola(&["device", "sync", phone.path(), "--patience", "0"]);
        cuts.fetch_add(usize::from(!synced.status.success()), Ordering::Relaxed);
        round += 1;
    }
}

fn receipt(hub: &Hub, key_path: &str, instance: &str) -> (Sha256, BTreeMap<String, Sha256>) {
    let path = format!("{key_path}/farola/receipts/{}", http::escaped(instance));
    let answer = http::send(hub.address, "GET", &path, &[], b"");
    assert_eq!(answer.status, 200, "{instance} is not at the hub");
    let receipt = answer.json();
    let files = receipt["files"].as_array().unwrap().iter().map(|file| {
        let sha256 = file["sha256"].as_str().unwrap().parse().unwrap();
        (file["name"].as_str().unwrap().to_owned(), sha256)
    });
    (
        receipt["xmlSha256"].as_str().unwrap().parse().unwrap(),
        files.collect(),
    )
}

/// Syncs until nothing waits. A pause of a minute may have been asked for: a person who taps
/// "send" is not made to wait.
fn converge(phone: &Phone) {
    for _ in 0..5 {
        if farola(&["device", "sync", phone.path()]).status.success() {
            break;
        }
    }
    for submission in phone.store().submissions().unwrap() {
        assert_eq!(
            submission.state,
            SubmissionState::Acknowledged,
            "still waiting"
        );
    }
}

#[test]
fn what_a_hub_acknowledged_it_has_once() {
    let temp = tempfile::tempdir().unwrap();
    let mut hub = Hub::new(&temp.path().join("hub"));
    let address = hub.address;
    let keys: Vec<String> = (0..CLIENTS)
        .map(|n| hub.enrolment(&format!("raw {n}")))
        .collect();
    let phones: Vec<(Phone, String)> = (0..PHONES)
        .map(|n| {
            let folder = temp.path().join(format!("p{n}"));
            std::fs::create_dir(&folder).unwrap();
            let url = hub.enrolment(&format!("phone {n}"));
            (Phone::new(&folder.join("phone"), Some(&url)), url)
        })
        .collect();
    let wanted = kills("FAROLA_HUB_KILLS", 50);
    let mut dice = Dice(seed());
    println!("seed {}", seed());
    let (stop, mut moving) = (AtomicBool::new(false), true);
    let (through, cuts) = (Through::default(), AtomicUsize::new(0));
    let collected = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for (number, url) in keys.iter().enumerate() {
            let (stop, through, collected) = (&stop, &through, &collected);
            scope.spawn(move || {
                let all = client(number, address, url, stop, through);
                collected.lock().unwrap().extend(all);
            });
        }
        for (number, (one, _)) in phones.iter().enumerate() {
            let folder = temp.path().join(format!("p{number}"));
            let (stop, cuts) = (&stop, &cuts);
            scope.spawn(move || phone(number, one, &folder, stop, cuts));
        }
        for _ in 0..wanted {
            let more = usize::try_from(dice.below(BETWEEN)).unwrap();
            moving &= wait_for(&through.taken, more);
            std::thread::sleep(Duration::from_micros(dice.below(60_000)));
            hub.kill();
            hub.serve();
        }
        moving &= wait_for(&through.taken, 4);
        stop.store(true, Ordering::Relaxed);
    });
    assert!(moving, "nothing went through for {PATIENCE:?}");
    hub.kill();
    let report = hub.verify();
    hub.serve();
    let acknowledged = collected.into_inner().unwrap();
    for one in &acknowledged {
        let (xml, files) = receipt(&hub, &one.key_path, &one.instance);
        assert_eq!(xml, one.xml);
        assert_eq!(files.into_values().collect::<Vec<_>>(), [one.photo]);
    }
    let mut sent: BTreeSet<String> = acknowledged.iter().map(|a| a.instance.clone()).collect();
    let mut from_phones = 0;
    for (phone, url) in &phones {
        converge(phone);
        let key_path = format!("/v1{}", url.split_once("/v1").unwrap().1);
        for (info, _, files) in finalized(&phone.store()) {
            let held = receipt(&hub, &key_path, info.instance.as_str());
            assert_eq!(held, (info.xml_sha256, files));
            assert!(sent.insert(info.instance.to_string()));
            from_phones += 1;
        }
    }
    let held = hub.records();
    assert_eq!(held.len(), sent.len(), "nothing twice, nothing missing");
    assert_eq!(held.into_iter().collect::<BTreeSet<_>>(), sent);
    let after = hub.verify();
    assert_eq!(after["versions"], sent.len());
    assert_eq!(hub.files().1, 0, "half files are left");
    // Orphans would be in the folder; what waits for a bucket is in it too, for a moment.
    let here = hub.files().0 as u64;
    let named = after["files"].as_u64().unwrap();
    match Hub::has_bucket() {
        false => assert_eq!(here, named, "orphans"),
        true => assert!(here <= named, "{here} of {named}"),
    }
    assert!(
        acknowledged.len() >= wanted && from_phones > 0,
        "too little went through"
    );
    println!(
        "{wanted} kills -9 of the hub; {} submissions with photos acknowledged to raw clients \
         ({} tries cut or refused), {from_phones} delivered by {PHONES} phones ({} syncs cut); \
         lost 0, twice 0, altered 0, orphan files 0; verified after the last kill: {} records",
        acknowledged.len(),
        through.retries.load(Ordering::Relaxed),
        cuts.load(Ordering::Relaxed),
        report["versions"]
    );
}
