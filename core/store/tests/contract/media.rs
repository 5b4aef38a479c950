//! Files in the database.

use std::io::{self, Read};

use farola_model::limits::{MEDIA_BYTES, MEDIA_CHUNK_BYTES};
use farola_model::{Coded, Sha256, Timestamp};
use farola_store::{Error, Store};

use crate::{Phone, id, key, new_draft};

fn import(store: &mut Store, content: &[u8]) -> Sha256 {
    store
        .import_media(&mut &content[..], "image/jpeg", Timestamp(1_000))
        .unwrap()
        .sha256
}

/// Bytes that repeat nowhere a chunk would.
fn noise(len: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    (0..len)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[3]
        })
        .collect()
}

#[test]
fn content_of_every_size_around_a_chunk_comes_back() {
    let phone = Phone::new();
    let mut store = phone.open();
    for size in [
        0,
        1,
        MEDIA_CHUNK_BYTES - 1,
        MEDIA_CHUNK_BYTES,
        2 * MEDIA_CHUNK_BYTES + 7,
    ] {
        let content = noise(size);
        let digest = import(&mut store, &content);
        assert_eq!(digest, Sha256::of(&content));
        assert_eq!(store.media_bytes(&digest).unwrap(), content);
        assert_eq!(store.medium(&digest).unwrap().size, size as u64);
    }
}

/// A source that gives few bytes at a time, as a socket does.
struct Trickle<'a>(&'a [u8]);

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.0.len().min(buffer.len()).min(1_000);
        let (now, later) = self.0.split_at(len);
        buffer[..len].copy_from_slice(now);
        self.0 = later;
        Ok(len)
    }
}

#[test]
fn the_same_content_is_stored_once_however_it_comes() {
    let phone = Phone::new();
    let mut store = phone.open();
    let content = noise(600_000);
    let once = import(&mut store, &content);
    let used = store.storage_use().unwrap().media;
    let again = store
        .import_media(&mut Trickle(&content), "image/jpeg", Timestamp(2_000))
        .unwrap();
    assert_eq!(again.sha256, once);
    assert_eq!(store.storage_use().unwrap().media, used);
}

#[test]
fn a_source_that_breaks_off_leaves_nothing() {
    let phone = Phone::new();
    let mut store = phone.open();
    store.begin_draft(&new_draft("a")).unwrap();
    struct Broken(usize);
    impl Read for Broken {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.0 == 0 {
                return Err(io::ErrorKind::ConnectionReset.into());
            }
            self.0 -= 1;
            buffer.fill(7);
            Ok(buffer.len())
        }
    }
    let error = store
        .import_draft_media(
            &id("a"),
            "f.jpg",
            "original",
            &mut Broken(9),
            "x",
            Timestamp(1),
        )
        .unwrap_err();
    assert_eq!(error.code(), "storage.io");
    assert_eq!(store.storage_use().unwrap().media, 0);
    assert_eq!(store.draft_media(&id("a")).unwrap(), []);
}

#[test]
fn an_endless_source_is_cut_at_the_limit() {
    let phone = Phone::new();
    let mut store = phone.open();
    let error = store
        .import_media(&mut io::repeat(7), "video/mp4", Timestamp(1))
        .unwrap_err();
    assert_eq!(error.code(), "storage.too_large");
    assert_eq!(store.storage_use().unwrap().media, 0);
}

#[test]
fn a_draft_names_its_files_safely_and_can_replace_and_drop_them() {
    let phone = Phone::new();
    let mut store = phone.open();
    store.begin_draft(&new_draft("a")).unwrap();
    let first = import(&mut store, b"first");
    let second = import(&mut store, b"second");
    store
        .attach(&id("a"), "foto.jpg", "original", &first)
        .unwrap();
    store
        .attach(&id("a"), "foto.jpg", "original", &second)
        .unwrap();
    let media = store.draft_media(&id("a")).unwrap();
    assert_eq!(media.len(), 1);
    assert_eq!(media[0].sha256, second);
    for name in [
        "",
        "..",
        "../etc/passwd",
        "a/b.jpg",
        ".hidden",
        "a\0b",
        "a\\b",
    ] {
        let error = store
            .attach(&id("a"), name, "original", &first)
            .unwrap_err();
        assert_eq!(error.code(), "storage.unsafe_name", "{name:?}");
    }
    let absent = Sha256::of(b"absent");
    let error = store
        .attach(&id("a"), "b.jpg", "original", &absent)
        .unwrap_err();
    assert_eq!(error.code(), "storage.not_found");
    store.detach(&id("a"), "foto.jpg").unwrap();
    assert_eq!(
        store.detach(&id("a"), "foto.jpg").unwrap_err().code(),
        "storage.not_found"
    );
}

#[test]
fn a_file_can_be_read_on_another_thread_while_the_store_writes() {
    let phone = Phone::new();
    let mut store = phone.open();
    let content = noise(700_000);
    let digest = import(&mut store, &content);
    let mut body = store.reader(&key()).unwrap().into_media(&digest).unwrap();
    assert_eq!(body.left(), 700_000);
    store.begin_draft(&new_draft("a")).unwrap();
    let read = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        body.read_to_end(&mut bytes).map(|_| bytes)
    });
    assert_eq!(read.join().unwrap().unwrap(), content);
}

#[test]
fn content_changed_under_us_is_an_error_and_not_a_photo() {
    let phone = Phone::new();
    let mut store = phone.open();
    let digest = import(&mut store, b"a photo");
    let conn = crate::fixture::raw(&phone.path());
    conn.execute("UPDATE media_chunk SET bytes = x'00'", [])
        .unwrap();
    let mut bytes = Vec::new();
    let error = store
        .read_media(&digest)
        .unwrap()
        .read_to_end(&mut bytes)
        .unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    assert!(store.media_bytes(&digest).is_err());
}

/// A photo or sound of the largest size is kept, and one byte more is refused whole.
#[test]
fn a_file_ends_at_its_limit() {
    let phone = Phone::new();
    let mut store = phone.open();
    let mut most = std::io::repeat(b'p').take(MEDIA_BYTES);
    let kept = store
        .import_media(&mut most, "audio/mp4", Timestamp(1_000))
        .unwrap();
    assert_eq!(kept.size, MEDIA_BYTES);
    let mut more = std::io::repeat(b'q').take(MEDIA_BYTES + 1);
    let error = store
        .import_media(&mut more, "audio/mp4", Timestamp(1_000))
        .unwrap_err();
    assert!(
        matches!(error, Error::TooLarge { limit, .. } if limit == MEDIA_BYTES),
        "{error}"
    );
    assert_eq!(store.storage_use().unwrap().media, MEDIA_BYTES);
}
