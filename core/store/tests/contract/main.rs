//! The contract of the phone's database, one file per part of it.
// Clippy's leave for tests covers functions marked as tests only, not what they call.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod draft;
mod entity;
mod fixture;
mod form;
mod kill;
mod media;
mod model;
mod opening;
mod outbox;
mod remains;
mod rescue;
mod review;
mod salvage;
mod secrecy;
mod track;
mod walk;

use std::path::{Path, PathBuf};

use farola_model::{FormId, FormRef, FormVersion, InstanceId, Sha256, Timestamp};
use farola_store::{
    Attachment, Check, Key, KeyProvider, KeyUnavailable, NewDraft, Store, StoreOptions,
};

const KEY: [u8; 32] = *b"a key of thirty-two bytes, tests";

fn key() -> impl KeyProvider {
    || Ok::<_, KeyUnavailable>(Key::new(KEY))
}

/// A folder with a database in it.
struct Phone {
    dir: tempfile::TempDir,
}

impl Phone {
    fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("farola.db")
    }

    fn open(&self) -> Store {
        Store::open(&self.path(), &key()).unwrap()
    }

    fn open_checked(&self) -> Store {
        let options = StoreOptions {
            check: Check::Full,
            ..StoreOptions::default()
        };
        Store::open_with(&self.path(), &key(), options).unwrap()
    }

    /// What a power cut or a kill would leave: the files as they are now, elsewhere.
    fn crash_copy(&self) -> Self {
        let copy = Self::new();
        copy_files(self.dir.path(), copy.dir.path());
        copy
    }
}

fn copy_files(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        // The index of the log is shared memory; after a power cut there is none.
        if !entry.file_name().to_string_lossy().ends_with("-shm") {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

fn id(text: &str) -> InstanceId {
    InstanceId::new(format!("uuid:{text}"))
}

fn form_ref() -> FormRef {
    FormRef {
        id: FormId::new("cs_punto"),
        version: FormVersion::new("2026111501"),
    }
}

fn new_draft(name: &str) -> NewDraft {
    NewDraft {
        instance: id(name),
        form: form_ref(),
        form_sha256: Sha256::of(b"form"),
        title: format!("Punto {name}"),
        deprecated: None,
        snapshot: None,
        at: Timestamp(1_000),
    }
}

fn attachment(name: &str, content: &[u8]) -> Attachment {
    Attachment {
        name: name.into(),
        role: "original".into(),
        sha256: Sha256::of(content),
    }
}

/// Begins a draft, gives it photos and seals it.
fn seal(store: &mut Store, name: &str, photos: &[(&str, &[u8])]) -> Sha256 {
    store.begin_draft(&new_draft(name)).unwrap();
    let mut files = Vec::new();
    for (file, mut content) in photos.iter().copied() {
        files.push(attachment(file, content));
        store
            .import_draft_media(
                &id(name),
                file,
                "original",
                &mut content,
                "image/jpeg",
                Timestamp(2_000),
            )
            .unwrap();
    }
    let xml = format!("<data id=\"cs_punto\"><a>{name}</a></data>");
    store
        .finalize(&id(name), xml.as_bytes(), &files, Timestamp(3_000))
        .unwrap()
}
