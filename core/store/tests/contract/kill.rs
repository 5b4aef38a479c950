//! The process killed at any moment: what it said is stored is stored.
//!
//! The child is this test binary again; it says each thing after it was stored. The parent
//! kills it after the n-th word, in the middle of what comes then, and opens what is left.

#![allow(clippy::disallowed_methods)] // a test starts the child, not the store

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use farola_model::{Sha256, Timestamp};
use farola_store::{SubmissionEvent, SubmissionState};

use crate::{Phone, attachment, id, key, new_draft};

const FOLDER: &str = "FAROLA_STORE_KILL_TEST";
/// Lets the parent find the child's words among the test harness's.
const MARK: &str = "stored: ";
const ANSWERS: u64 = 12;

fn photo(name: &str) -> Vec<u8> {
    name.as_bytes().repeat(50_000)
}

fn say(word: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{MARK}{word}")
        .and_then(|()| out.flush())
        .unwrap();
}

/// The life of a phone, without end; does nothing unless the parent asked for it.
#[test]
fn child() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let path = Path::new(&folder).join("farola.db");
    let mut store = farola_store::Store::open(&path, &key()).unwrap();
    for n in 0u32.. {
        let name = format!("s{n}");
        let draft = id(&name);
        store.begin_draft(&new_draft(&name)).unwrap();
        say(&format!("draft {name}"));
        for _ in 0..ANSWERS {
            let seq = store
                .append_delta(&draft, name.as_bytes(), Timestamp(1))
                .unwrap();
            say(&format!("delta {name} {seq}"));
            if seq == ANSWERS / 2 {
                store
                    .snapshot_draft(&draft, seq, name.as_bytes(), Timestamp(1))
                    .unwrap();
            }
        }
        let content = photo(&name);
        let mut source = content.as_slice();
        store
            .import_draft_media(&draft, "f.jpg", "original", &mut source, "x", Timestamp(1))
            .unwrap();
        say(&format!("photo {name}"));
        let files = [attachment("f.jpg", &content)];
        store
            .finalize(&draft, name.as_bytes(), &files, Timestamp(1))
            .unwrap();
        say(&format!("sealed {name}"));
        store
            .advance(&draft, SubmissionEvent::Offer, Timestamp(1))
            .unwrap();
        store.mark_stored(&draft, &["f.jpg"], Timestamp(1)).unwrap();
        let word = farola_store::Receipt::bare();
        store.acknowledge(&draft, &word, Timestamp(1)).unwrap();
        say(&format!("sent {name}"));
    }
}

/// Runs the child and kills it after `words` words; says which they were.
fn killed_after(phone: &Phone, words: usize) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill::child", "--nocapture", "--test-threads=1"])
        .env(FOLDER, phone.dir.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let said: Vec<String> = lines
        .map(Result::unwrap)
        .filter_map(|line| line.split_once(MARK).map(|(_, word)| word.to_owned()))
        .take(words)
        .collect();
    child.kill().unwrap();
    child.wait().unwrap();
    said
}

fn assert_kept(phone: &Phone, said: &[String]) {
    let store = phone.open_checked();
    assert_eq!(store.salvage(), None);
    for word in said {
        let parts: Vec<&str> = word.split(' ').collect();
        let name = parts[1];
        let sealed = store.submission(&id(name)).ok();
        let draft = store.load_draft(&id(name)).ok();
        assert!(
            sealed.is_some() != draft.is_some(),
            "{word}: neither or both"
        );
        match parts[0] {
            "delta" if sealed.is_none() => {
                let draft = draft.unwrap();
                let last = draft
                    .deltas
                    .last()
                    .map_or(draft.snapshot_seq, |delta| delta.seq);
                assert!(last >= parts[2].parse().unwrap(), "{word}: have {last}");
            }
            "photo" if sealed.is_none() => {
                let media = store.draft_media(&id(name)).unwrap();
                assert_eq!(media[0].sha256, Sha256::of(&photo(name)));
            }
            "sealed" => {
                let sealed = sealed.unwrap();
                assert_eq!(sealed.xml, name.as_bytes());
                assert_eq!(
                    store.media_bytes(&sealed.media[0].sha256).unwrap(),
                    photo(name)
                );
            }
            "sent" => assert_eq!(sealed.unwrap().info.state, SubmissionState::Acknowledged),
            _ => {}
        }
    }
}

#[test]
fn killed_at_forty_moments_nothing_said_is_lost() {
    for words in 1..=40 {
        let phone = Phone::new();
        let said = killed_after(&phone, words);
        assert_eq!(said.len(), words);
        assert_kept(&phone, &said);
    }
}

#[test]
fn a_copy_of_the_files_at_any_moment_opens_with_everything() {
    let phone = Phone::new();
    let mut store = phone.open();
    let mut said = Vec::new();
    for n in 0..3 {
        let name = format!("s{n}");
        store.begin_draft(&new_draft(&name)).unwrap();
        for seq in 1..=ANSWERS {
            store
                .append_delta(&id(&name), name.as_bytes(), Timestamp(1))
                .unwrap();
            said.push(format!("delta {name} {seq}"));
            assert_kept(&phone.crash_copy(), &said);
        }
        let content = photo(&name);
        let mut source = content.as_slice();
        store
            .import_draft_media(
                &id(&name),
                "f.jpg",
                "original",
                &mut source,
                "x",
                Timestamp(1),
            )
            .unwrap();
        said.push(format!("photo {name}"));
        assert_kept(&phone.crash_copy(), &said);
        let files = [attachment("f.jpg", &content)];
        store
            .finalize(&id(&name), name.as_bytes(), &files, Timestamp(1))
            .unwrap();
        said.push(format!("sealed {name}"));
        assert_kept(&phone.crash_copy(), &said);
    }
}
