//! The first databases of a process, opened by many threads at once.
//!
//! SQLite takes itself for initialised before SQLCipher is: who opened a database in between
//! got an error for its key. It happens once in the life of a process, so that this stands in
//! a file of its own.

#![allow(clippy::unwrap_used)]

use std::sync::Barrier;

use farola_store::{Key, KeyUnavailable, Store};

const THREADS: usize = 16;

#[test]
fn the_first_databases_of_a_process_open_for_every_thread() {
    let dir = tempfile::tempdir().unwrap();
    let together = Barrier::new(THREADS);
    let open = |n: usize| {
        together.wait();
        let key = || Ok::<_, KeyUnavailable>(Key::new([7; 32]));
        Store::open(&dir.path().join(format!("{n}.db")), &key).map(drop)
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|n| {
                scope.spawn({
                    let open = &open;
                    move || open(n)
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap().unwrap();
        }
    });
}
