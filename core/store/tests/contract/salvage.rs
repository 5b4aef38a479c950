//! Damaged files: moved aside, read as far as they can be, never deleted.

use std::fs;
use std::path::PathBuf;

use farola_model::{Sha256, Timestamp};
use farola_store::{Check, Salvage, Store, StoreOptions};

use crate::{Phone, id, key, new_draft, seal};

const PAGE: usize = 4096;
const ANSWERS: u64 = 60;

/// A draft with a journal of some pages.
fn answer(store: &mut Store, answers: u64) {
    store.begin_draft(&new_draft("draft")).unwrap();
    for n in 0..answers {
        let answer = format!("answer {n} {}", "x".repeat(200));
        store
            .append_delta(&id("draft"), answer.as_bytes(), Timestamp(1))
            .unwrap();
    }
}

/// A closed database with a draft of 60 answers and three submissions, two with a photo.
fn furnished() -> Phone {
    let phone = Phone::new();
    let mut store = phone.open();
    answer(&mut store, ANSWERS);
    seal(&mut store, "a", &[]);
    seal(&mut store, "b", &[("f.jpg", &[b'b'; 12_000])]);
    seal(&mut store, "c", &[("f.jpg", &[b'c'; 12_000])]);
    drop(store);
    assert!(!phone.dir.path().join("farola.db-wal").exists());
    phone
}

fn aside(phone: &Phone, n: u32) -> PathBuf {
    phone.dir.path().join(format!("farola.db.corrupt-{n}"))
}

fn rows(salvage: &Salvage, table: &str) -> u64 {
    let found = salvage.rows.iter().find(|(name, _)| name == table);
    found.map_or(0, |(_, rows)| *rows)
}

/// The pages of the journal, each with how many answers it holds.
fn leaves_of_the_journal(phone: &Phone) -> Vec<(usize, u64)> {
    crate::fixture::raw(&phone.path())
        .prepare(
            "SELECT pageno, ncell FROM dbstat WHERE name = 'draft_delta' AND pagetype = 'leaf' \
             ORDER BY path",
        )
        .unwrap()
        .query_map([], |row| {
            Ok((row.get::<_, u32>(0)? as usize, row.get::<_, u32>(1)?.into()))
        })
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

/// No row was kept whose parent is lost.
fn assert_nothing_orphaned(store: &Store) {
    let sql = "SELECT count(*) FROM pragma_foreign_key_check";
    let orphans: i64 = crate::fixture::raw(store.path())
        .query_row(sql, [], |row| row.get(0))
        .unwrap();
    assert_eq!(orphans, 0);
}

/// What was saved is exactly what it was, and the new database is sound.
fn assert_sound(store: &mut Store) {
    store.check().unwrap();
    for submission in store.submissions().unwrap() {
        let whole = store.submission(&submission.instance).unwrap();
        for file in whole.media.iter().filter(|file| file.size.is_some()) {
            assert_eq!(
                Sha256::of(&store.media_bytes(&file.sha256).unwrap()),
                file.sha256
            );
        }
    }
    for draft in store.drafts().unwrap() {
        for delta in store.load_draft(&draft.instance).unwrap().deltas {
            let expected = format!("answer {} ", delta.seq - 1);
            assert!(delta.bytes.starts_with(expected.as_bytes()));
        }
    }
    store.begin_draft(&new_draft("after")).unwrap();
}

#[test]
fn any_one_damaged_page_costs_little_and_the_damaged_file_is_kept() {
    let phone = furnished();
    let sound = fs::read(phone.path()).unwrap();
    let pages = sound.len() / PAGE;
    let (mut unreadable, mut whole, mut least) = (Vec::new(), 0, u64::MAX);
    let mut orphans = 0;
    // The schema stands in the first pages; of the others every second one is enough.
    for page in (0..12).chain((12..pages).step_by(2)) {
        let phone = Phone::new();
        let mut damaged = sound.clone();
        damaged[page * PAGE + 1_000] ^= 0x55;
        fs::write(phone.path(), &damaged).unwrap();
        let mut store = phone.open_checked();
        let salvage = store.salvage().cloned().unwrap();
        assert_eq!(salvage.aside, aside(&phone, 1));
        assert!(fs::read(&salvage.aside).unwrap() == damaged, "page {page}");
        assert_sound(&mut store);
        assert_nothing_orphaned(&store);
        orphans += salvage.orphans;
        if salvage.rows.is_empty() {
            unreadable.push(page);
            continue;
        }
        whole += u64::from(salvage.is_whole());
        least = least.min(rows(&salvage, "draft_delta"));
        // A lost inner page of one table costs that table, never another one.
        let submissions = rows(&salvage, "submission");
        assert!(
            submissions == 3 || rows(&salvage, "draft_delta") == ANSWERS,
            "page {page}"
        );
    }
    assert_eq!(
        unreadable, [0_usize; 0],
        "of {pages} pages each can be done without"
    );
    assert!(whole > 0, "indexes and free pages are among them");
    assert!(least < ANSWERS, "no page of the journal was among them");
    assert!(orphans > 0, "no page of a parent was among them");
}

#[test]
fn a_damaged_page_of_the_journal_costs_its_answers_and_not_those_behind_it() {
    let phone = furnished();
    let sound = fs::read(phone.path()).unwrap();
    let leaves = leaves_of_the_journal(&phone);
    assert!(leaves.len() > 2, "{leaves:?}");
    assert_eq!(leaves.iter().map(|(_, rows)| rows).sum::<u64>(), ANSWERS);
    let last_two = leaves.len() - 2;
    for (n, (page, rows_of_it)) in leaves.into_iter().enumerate() {
        let phone = Phone::new();
        let mut damaged = sound.clone();
        damaged[(page - 1) * PAGE + 1_000] ^= 0x55;
        fs::write(phone.path(), &damaged).unwrap();
        let mut store = phone.open_checked();
        let salvage = store.salvage().cloned().unwrap();
        assert_eq!(salvage.damaged, 1, "{salvage:?}");
        assert!(!salvage.is_whole());
        // The steps over what cannot be read grow; they skip at most as much again.
        let saved = rows(&salvage, "draft_delta");
        assert!(saved < ANSWERS && saved + 2 * rows_of_it >= ANSWERS);
        let draft = store.load_draft(&id("draft")).unwrap();
        if n < last_two {
            assert_eq!(draft.deltas.last().unwrap().seq, ANSWERS);
        }
        assert_sound(&mut store);
    }
}

/// Wherever the steps over the first page end.
#[test]
fn the_last_answer_is_looked_for_too() {
    for answers in [20, 23, 30, 31, 32, 33] {
        let phone = Phone::new();
        let mut store = phone.open();
        answer(&mut store, answers);
        drop(store);
        let leaves = leaves_of_the_journal(&phone);
        assert_eq!(leaves.len(), 2);
        let mut bytes = fs::read(phone.path()).unwrap();
        bytes[(leaves[0].0 - 1) * PAGE + 1_000] ^= 0x55;
        fs::write(phone.path(), &bytes).unwrap();
        let store = phone.open_checked();
        let draft = store.load_draft(&id("draft")).unwrap();
        let saved: Vec<_> = draft.deltas.iter().map(|delta| delta.seq).collect();
        assert_eq!(saved.last(), Some(&answers), "of {answers}");
        if answers == 31 {
            // The steps have grown over the others of its page.
            assert_eq!(saved, [answers]);
        }
    }
}

/// Where the steps over a damaged page end at the first row behind it, the row before it is
/// none to start from: looking behind that one reads the damaged page for ever.
#[test]
fn a_row_right_behind_a_damaged_page_is_reached() {
    let phone = Phone::new();
    let mut store = phone.open();
    store.begin_draft(&new_draft("draft")).unwrap();
    for n in 0..40 {
        // Three to a page: the steps are single ones there.
        let answer = format!("answer {n} {}", "x".repeat(1_200));
        store
            .append_delta(&id("draft"), answer.as_bytes(), Timestamp(1))
            .unwrap();
    }
    drop(store);
    for (page, rows_of_it) in leaves_of_the_journal(&phone) {
        let damaged = Phone::new();
        let mut bytes = fs::read(phone.path()).unwrap();
        bytes[(page - 1) * PAGE + 1_000] ^= 0x55;
        fs::write(damaged.path(), &bytes).unwrap();
        let mut store = damaged.open_checked();
        let salvage = store.salvage().cloned().unwrap();
        assert_eq!(
            rows(&salvage, "draft_delta"),
            40 - rows_of_it,
            "page {page}"
        );
        assert_sound(&mut store);
    }
}

#[test]
fn only_a_rescue_that_lost_nothing_is_called_whole() {
    let whole = Salvage {
        aside: PathBuf::from("farola.db.corrupt-1"),
        rows: vec![("draft".into(), 0)],
        damaged: 0,
        media_lost: 0,
        orphans: 0,
    };
    assert!(whole.is_whole());
    let (mut nothing, mut damaged) = (whole.clone(), whole.clone());
    let (mut media_lost, mut orphans) = (whole.clone(), whole);
    nothing.rows.clear();
    damaged.damaged = 1;
    media_lost.media_lost = 1;
    orphans.orphans = 1;
    for lossy in [nothing, damaged, media_lost, orphans] {
        assert!(!lossy.is_whole(), "{lossy:?}");
    }
}

#[test]
fn a_damaged_photo_costs_the_photo_and_not_the_submission() {
    let phone = furnished();
    let mut bytes = fs::read(phone.path()).unwrap();
    // Chunks of 12 kB stand in runs of overflow pages: damage the middle of the last run.
    let conn = crate::fixture::raw(&phone.path());
    let page: usize = conn
        .query_row(
            "SELECT max(pageno) FROM dbstat WHERE name = 'media_chunk'",
            [],
            |row| row.get::<_, i64>(0),
        )
        .unwrap()
        .try_into()
        .unwrap();
    drop(conn);
    bytes[(page - 2) * PAGE + 9] ^= 1;
    fs::write(phone.path(), bytes).unwrap();
    let store = phone.open_checked();
    let salvage = store.salvage().unwrap();
    assert_eq!((salvage.media_lost, rows(salvage, "submission")), (1, 3));
    let lost: Vec<_> = ["b", "c"]
        .iter()
        .flat_map(|name| store.submission_media(&id(name)).unwrap())
        .map(|file| file.size.is_none())
        .collect();
    assert_eq!(lost.iter().filter(|lost| **lost).count(), 1, "{lost:?}");
}

#[test]
fn a_file_that_lost_its_end_is_noticed_without_a_full_check() {
    let phone = furnished();
    let sound = fs::read(phone.path()).unwrap();
    for len in [
        100,
        PAGE,
        PAGE + 1,
        sound.len() / 2,
        sound.len() - PAGE,
        sound.len() - 1,
    ] {
        let phone = Phone::new();
        fs::write(phone.path(), &sound[..len]).unwrap();
        let mut store = phone.open();
        let salvage = store.salvage().cloned().unwrap();
        assert!(
            fs::read(salvage.aside).unwrap() == sound[..len],
            "cut at {len}"
        );
        assert_sound(&mut store);
    }
}

#[test]
fn each_damaged_file_keeps_its_own_name() {
    let phone = furnished();
    for n in 1..=3 {
        let mut bytes = fs::read(phone.path()).unwrap();
        bytes[2_000] ^= 1;
        fs::write(phone.path(), &bytes).unwrap();
        assert_eq!(phone.open().salvage().unwrap().aside, aside(&phone, n));
    }
    assert_eq!(phone.open().salvage(), None);
    assert!((1..=3).all(|n| aside(&phone, n).exists()));
}

#[test]
fn a_torn_log_costs_its_end_and_nothing_before() {
    let phone = Phone::new();
    let mut store = phone.open();
    store.begin_draft(&new_draft("draft")).unwrap();
    for n in 0..ANSWERS {
        let answer = format!("answer {n} ");
        store
            .append_delta(&id("draft"), answer.as_bytes(), Timestamp(1))
            .unwrap();
    }
    let log = fs::read(phone.dir.path().join("farola.db-wal")).unwrap();
    let mut last = 0;
    for tenths in 5..=10 {
        let crashed = phone.crash_copy();
        let len = log.len() * tenths / 10;
        fs::write(crashed.dir.path().join("farola.db-wal"), &log[..len]).unwrap();
        let mut store = crashed.open_checked();
        assert_eq!(
            store.salvage(),
            None,
            "a torn log is a power cut, not damage"
        );
        let answers = store.load_draft(&id("draft")).unwrap().deltas.len();
        assert!(answers >= last);
        last = answers;
        assert_sound(&mut store);
    }
    assert_eq!(last as u64, ANSWERS);
}

#[test]
fn a_rescue_cut_short_is_taken_up_again() {
    let phone = furnished();
    // Killed after the file was moved: it is away, its log is not, and half a new one is here.
    fs::rename(phone.path(), aside(&phone, 1)).unwrap();
    fs::write(phone.dir.path().join("farola.db-wal"), b"").unwrap();
    fs::write(phone.dir.path().join("farola.db.salvage"), b"half").unwrap();
    let mut store = phone.open();
    let salvage = store.salvage().cloned().unwrap();
    assert!(salvage.is_whole(), "{salvage:?}");
    assert_eq!(rows(&salvage, "draft_delta"), ANSWERS);
    assert_sound(&mut store);
    assert!(aside(&phone, 1).exists());
    assert!(!phone.dir.path().join("farola.db.salvage").exists());
}

#[test]
fn what_only_the_log_held_is_saved_too() {
    let phone = furnished();
    let mut store = phone.open();
    seal(&mut store, "late", &[]);
    let crashed = phone.crash_copy();
    let mut bytes = fs::read(crashed.path()).unwrap();
    let last = bytes.len() - PAGE + 5;
    bytes[last] ^= 1;
    fs::write(crashed.path(), bytes).unwrap();
    let log = fs::read(crashed.dir.path().join("farola.db-wal")).unwrap();
    let options = StoreOptions {
        check: Check::Full,
        ..StoreOptions::default()
    };
    let store = Store::open_with(&crashed.path(), &key(), options).unwrap();
    let salvage = store.salvage().unwrap();
    assert_eq!(rows(salvage, "submission"), 4);
    let kept = fs::read(crashed.dir.path().join("farola.db.corrupt-1-wal")).unwrap();
    assert!(kept == log, "{} of {} bytes", kept.len(), log.len());
}

#[test]
fn a_first_page_that_was_wiped_is_damage_and_not_a_wrong_key() {
    let phone = furnished();
    let sound = fs::read(phone.path()).unwrap();
    for wiped in [512, PAGE] {
        let phone = Phone::new();
        let mut bytes = sound.clone();
        bytes[..wiped].fill(0);
        fs::write(phone.path(), bytes).unwrap();
        let mut store = phone.open();
        let salvage = store.salvage().cloned().unwrap();
        assert_eq!(rows(&salvage, "draft_delta"), ANSWERS);
        assert_eq!((rows(&salvage, "submission"), salvage.media_lost), (3, 0));
        assert_sound(&mut store);
        let left = fs::read_dir(phone.dir.path()).unwrap();
        let left: Vec<_> = left.map(|e| e.unwrap().file_name()).collect();
        assert!(
            left.iter()
                .all(|n| !n.to_string_lossy().contains("salvage")),
            "{left:?}"
        );
    }
}

#[test]
fn a_damaged_salt_harms_nothing() {
    let phone = furnished();
    let mut bytes = fs::read(phone.path()).unwrap();
    bytes[3] ^= 0xff;
    fs::write(phone.path(), bytes).unwrap();
    let mut store = phone.open_checked();
    assert_eq!(store.salvage(), None);
    assert_eq!(
        store.load_draft(&id("draft")).unwrap().deltas.len() as u64,
        ANSWERS
    );
    assert_sound(&mut store);
}
