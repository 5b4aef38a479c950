//! Measures what the phone's database costs: `cargo run --profile server --example measure -p
//! farola-store -- FOLDER`. The folder's file system is what is measured; a RAM disk flatters.

#![allow(clippy::disallowed_methods)] // it runs on a PC, never on a phone, and measures real time

use std::error::Error;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use farola_model::{FormId, FormRef, FormVersion, InstanceId, Sha256, Timestamp};
use farola_store::{Attachment, Check, Key, KeyUnavailable, NewDraft, Store, StoreOptions};

const KB: usize = 1_000;
const AT: Timestamp = Timestamp(1);

fn key() -> Result<Key, KeyUnavailable> {
    Ok(Key::new([7; 32]))
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: measure FOLDER")?;
    let folder = Path::new(&folder).join("farola-measure");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let path = folder.join("farola.db");
    let mut out = std::io::stdout().lock();

    let started = Instant::now();
    let mut store = Store::open(&path, &key)?;
    line(&mut out, "create with its schema", &mut [started.elapsed()])?;
    drop(store);
    let mut times = repeat(30, || Store::open(&path, &key).map(drop))?;
    line(&mut out, "open and close", &mut times)?;

    store = Store::open(&path, &key)?;
    let draft = InstanceId::new("uuid:draft");
    store.begin_draft(&new_draft(&draft))?;
    let delta = [b'x'; 120];
    let mut times = repeat(5_000, || store.append_delta(&draft, &delta, AT).map(drop))?;
    line(&mut out, "append_delta, 120 bytes", &mut times)?;
    let snapshot = vec![b's'; 30 * KB];
    let mut times = repeat(50, || {
        let seq = store.append_delta(&draft, &delta, AT)?;
        store.snapshot_draft(&draft, seq, &snapshot, AT)
    })?;
    line(&mut out, "append_delta and snapshot of 30 kB", &mut times)?;

    let mut number = 0u64;
    let mut times = Vec::new();
    for _ in 0..100 {
        number += 1;
        let draft = InstanceId::new(format!("uuid:{number}"));
        store.begin_draft(&new_draft(&draft))?;
        let started = Instant::now();
        store.finalize(&draft, &vec![b'<'; 8 * KB], &[], AT)?;
        times.push(started.elapsed());
    }
    line(&mut out, "finalize, 8 kB of XML", &mut times)?;

    for size in [200 * KB, 2_000 * KB] {
        photos(&mut out, &mut store, &folder, size)?;
    }
    drop(store);
    let file = fs::metadata(&path)?.len();
    writeln!(out, "the file has {} MB now", file / 1_000_000)?;
    let mut times = repeat(30, || Store::open(&path, &key).map(drop))?;
    line(&mut out, "open and close", &mut times)?;
    let options = StoreOptions {
        check: Check::Full,
        ..StoreOptions::default()
    };
    let mut times = repeat(3, || Store::open_with(&path, &key, options).map(drop))?;
    line(&mut out, "open with the full check", &mut times)?;
    fs::remove_dir_all(&folder)?;
    Ok(())
}

/// Import, finalize after it (its sync carries the photo to the disk), and reading.
fn photos(
    out: &mut impl Write,
    store: &mut Store,
    folder: &Path,
    size: usize,
) -> Result<(), Box<dyn Error>> {
    let (mut imports, mut seals, mut reads, mut plain) = (vec![], vec![], vec![], vec![]);
    for n in 0..40u64 {
        let photo = noise(size, (n + 1) * size as u64);
        let draft = InstanceId::new(format!("uuid:photo-{size}-{n}"));
        store.begin_draft(&new_draft(&draft))?;
        let started = Instant::now();
        let mut source = photo.as_slice();
        let medium =
            store.import_draft_media(&draft, "1.jpg", "original", &mut source, "image/jpeg", AT)?;
        imports.push(started.elapsed());
        let file = Attachment {
            name: "1.jpg".into(),
            role: "original".into(),
            sha256: medium.sha256,
        };
        let started = Instant::now();
        store.finalize(&draft, &vec![b'<'; 8 * KB], &[file], AT)?;
        seals.push(started.elapsed());
        let started = Instant::now();
        let mut bytes = Vec::new();
        store.read_media(&medium.sha256)?.read_to_end(&mut bytes)?;
        reads.push(started.elapsed());
        plain.push(plain_file(folder, &photo, &medium.sha256)?);
    }
    let kb = size / KB;
    for (what, times) in [
        ("import", &mut imports),
        ("finalize after it", &mut seals),
        ("read back", &mut reads),
        ("as a plain file, hashed and synced", &mut plain),
    ] {
        line(out, &format!("photo of {kb} kB: {what}"), times)?;
        let total: Duration = times.iter().sum();
        let rate = (size * times.len()) as f64 / total.as_secs_f64() / 1e6;
        writeln!(out, "{:56} {rate:9.0} MB/s", "")?;
    }
    Ok(())
}

/// What a file beside the database costs before any encryption: write, sync, rename, sync.
fn plain_file(folder: &Path, photo: &[u8], digest: &Sha256) -> Result<Duration, Box<dyn Error>> {
    let started = Instant::now();
    let hashed = Sha256::of(photo);
    let part = folder.join("part");
    let mut file = fs::File::create(&part)?;
    file.write_all(photo)?;
    file.sync_all()?;
    fs::rename(&part, folder.join(hashed.to_string()))?;
    fs::File::open(folder)?.sync_all()?;
    assert_eq!(hashed, *digest);
    Ok(started.elapsed())
}

fn new_draft(instance: &InstanceId) -> NewDraft {
    NewDraft {
        instance: instance.clone(),
        form: FormRef {
            id: FormId::new("cs_punto"),
            version: FormVersion::new("1"),
        },
        form_sha256: Sha256::of(b"form"),
        title: "Punto".into(),
        deprecated: None,
        snapshot: None,
        at: AT,
    }
}

fn repeat(
    times: usize,
    mut action: impl FnMut() -> farola_store::Result<()>,
) -> farola_store::Result<Vec<Duration>> {
    (0..times)
        .map(|_| {
            let started = Instant::now();
            action().map(|()| started.elapsed())
        })
        .collect()
}

fn line(out: &mut impl Write, what: &str, times: &mut [Duration]) -> std::io::Result<()> {
    times.sort_unstable();
    let at = |percent: usize| -> f64 {
        let index = (times.len() * percent / 100).min(times.len().saturating_sub(1));
        times
            .get(index)
            .map_or(0.0, |time| time.as_secs_f64() * 1e3)
    };
    writeln!(
        out,
        "{what:56} {:9.3} ms median {:9.3} ms p99 ({} times)",
        at(50),
        at(99),
        times.len()
    )
}

/// Bytes that cannot be compressed or shared, as those of a photo.
fn noise(len: usize, seed: u64) -> Vec<u8> {
    let mut state = seed * 2 + 1;
    (0..len)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 24) as u8
        })
        .collect()
}
