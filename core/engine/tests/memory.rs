//! What is left in the memory of the process after the door was shut: neither the key of the
//! database nor an answer. The process reads itself; what is looked for stands nowhere in plain,
//! the test's own copies least of all.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::sync::Arc;

use farola_engine::door::{Door, DoorConfig, Folder, Locked, PlatformKeys};
use farola_engine::env::{SeededEntropy, SetClock, SetInstants};
use farola_engine::form::MediaMap;
use farola_engine::store::KeyUnavailable;
use farola_engine::transport::NoNetwork;
use farola_engine::{Env, Filling};
use farola_model::{FormId, Timestamp};
use zeroize::Zeroizing;

#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

const PIN: &str = "493815";
const MASK: u8 = 0x5a;

struct Keys;

impl PlatformKeys for Keys {
    fn wrap(&self, plain: &[u8]) -> Result<Vec<u8>, KeyUnavailable> {
        Ok(plain.iter().map(|byte| !byte).collect())
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, KeyUnavailable> {
        self.wrap(wrapped)
    }

    fn forget(&self) -> Result<(), KeyUnavailable> {
        Ok(())
    }
}

/// Bytes that are looked for, never in plain.
struct Masked(Vec<u8>);

impl Masked {
    fn of(plain: &[u8]) -> Self {
        Self(plain.iter().map(|byte| byte ^ MASK).collect())
    }

    /// A text that nothing else in the process holds, from numbers alone.
    fn planted(seed: u64) -> Self {
        let letter = |n: u64| b'a' + (seed.wrapping_mul(n * 2 + 3) >> 7) as u8 % 26;
        Self((1..=24).map(|n| letter(n) ^ MASK).collect())
    }

    fn plain(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(self.0.len()));
        for byte in &self.0 {
            text.push(char::from(byte ^ MASK));
        }
        text
    }

    fn stands_at(&self, bytes: &[u8]) -> bool {
        bytes.len() >= self.0.len()
            && self
                .0
                .iter()
                .zip(bytes)
                .all(|(own, byte)| *own == byte ^ MASK)
    }
}

/// How often each stands in what the process may write to, and the parts it stands in.
fn scan(wanted: &[&Masked]) -> Vec<(usize, Vec<String>)> {
    const PIECE: usize = 1 << 20;
    const OVERLAP: usize = 64;
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let mut memory = File::open("/proc/self/mem").unwrap();
    let mut found = vec![(0, Vec::new()); wanted.len()];
    let mut piece = vec![0_u8; PIECE + OVERLAP];
    for line in maps.lines() {
        let mut parts = line.split_whitespace();
        let (range, rights) = (parts.next().unwrap(), parts.next().unwrap());
        let name = parts.nth(3).unwrap_or("-");
        if !rights.starts_with("rw") || name.starts_with("[v") {
            continue;
        }
        let (from, to) = range.split_once('-').unwrap();
        let from = u64::from_str_radix(from, 16).unwrap();
        let to = u64::from_str_radix(to, 16).unwrap();
        let mut at = from;
        while at < to {
            let length = usize::try_from(to - at).unwrap().min(PIECE + OVERLAP);
            let own = piece.as_ptr() as u64;
            piece.fill(0);
            memory.seek(SeekFrom::Start(at)).unwrap();
            if memory.read_exact(&mut piece[..length]).is_err() {
                break;
            }
            for offset in 0..length.min(PIECE) {
                for (wanted, found) in wanted.iter().zip(&mut found) {
                    let here = at + offset as u64;
                    // What was read is no find of its own.
                    let is_own = here >= own && here < own + (PIECE + OVERLAP) as u64;
                    if !is_own && wanted.stands_at(&piece[offset..length]) {
                        found.0 += 1;
                        found.1.push(format!("{name}+{:x}", here - from));
                    }
                }
            }
            at += PIECE as u64;
        }
    }
    piece.fill(0);
    found
}

const FORM: &str = r#"<h:html xmlns="http://www.w3.org/2002/xforms"
    xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
  <h:head><h:title>Hi</h:title><model>
    <instance><data id="hi" version="1"><name/><again/><meta><instanceID/></meta></data></instance>
    <bind nodeset="/data/name" type="string"/>
    <bind nodeset="/data/again" calculate="concat('x', /data/name)"/>
    <bind nodeset="/data/meta/instanceID" type="string" jr:preload="uid"/></model></h:head>
  <h:body><input ref="/data/name"><label>Name</label></input></h:body></h:html>"#;

fn answer(filling: &mut Filling, planted: &Masked) {
    filling
        .answer("/data/name", planted.plain().as_str())
        .unwrap();
    assert_eq!(filling.page().entries.len(), 1);
    drop(filling.review());
}

/// The key, by a frame of its own, that is written over afterwards: what the test leaves behind
/// is not what it looks for.
#[inline(never)]
fn armed(door: &Door) -> Masked {
    Masked::of(door.arm(PIN).unwrap().as_ref())
}

/// Writes over what dead frames of this thread left below.
#[inline(never)]
fn write_over() {
    let room = std::hint::black_box([0_u8; 256 * 1024]);
    assert!(room.iter().all(|byte| *byte == 0));
}

#[test]
fn after_the_lock_neither_key_nor_answer_is_in_memory() {
    let dir = tempfile::tempdir().unwrap();
    let zone = jiff::tz::TimeZone::get("America/Mexico_City").unwrap();
    let door = Door::new(DoorConfig {
        dir: dir.path().to_owned(),
        shelf: Arc::new(Folder::new(dir.path())),
        keys: Arc::new(Keys),
        instants: Arc::new(SetInstants::new(1_000_000, None)),
        env: Env {
            clock: Arc::new(SetClock::new(Timestamp(1_797_896_700_000), zone)),
            entropy: Arc::new(SeededEntropy::new(1)),
            ..Env::system(Arc::new(NoNetwork))
        },
    })
    .unwrap();
    let engine = door.begin(PIN).unwrap();
    let key = armed(&door);
    let (draft, sent) = (
        Masked::planted(0x9e37_79b9_7f4a_7c15),
        Masked::planted(0xbf58_476d_1ce4_e5b9),
    );
    engine.add_form(FORM.as_bytes(), &MediaMap::new()).unwrap();
    let mut filling = engine.begin(&FormId::new("hi"), None).unwrap();
    answer(&mut filling, &sent);
    let instance = filling.finalize().unwrap().instance;
    drop(filling);
    let mut filling = engine.begin(&FormId::new("hi"), None).unwrap();
    answer(&mut filling, &draft);
    drop(engine.submission_lines(&instance, "es").unwrap());
    // While it is open they are there: a scan that finds nothing would say nothing.
    let open = scan(&[&key, &draft, &sent]);
    for (found, what) in open.iter().zip(["key", "draft", "sent"]) {
        println!("open: {what} {} times", found.0);
    }
    assert!(open[0].0 > 0 && open[1].0 > 0, "the scan sees nothing");
    drop(filling);
    drop(engine);
    assert_eq!(door.lock(), Locked::Shut);
    write_over();
    let shut = scan(&[&key, &draft, &sent]);
    for (found, what) in shut.iter().zip(["key", "draft", "sent"]) {
        println!("shut: {what} {} times: {:?}", found.0, found.1);
    }
    let left: Vec<usize> = shut.iter().map(|found| found.0).collect();
    assert_eq!(left, [0, 0, 0]);
}
