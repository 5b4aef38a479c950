//! A large file goes to the bucket in pieces, and only where nothing is: what came to its place
//! meanwhile, by another hub or by whatever hand, stays as it is.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice
)]

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};

use farola_hub_store::moving::Moved;
use farola_hub_store::submission::Arrival;
use farola_hub_store::{Place, Store, StoreError};
use farola_model::{Coded as _, Sha256};
use rig::hub::{Hub, hub_at};
use rig::s3::{self, S3, objects};
use rig::{Beside, On};

mod rig;

/// Above the largest file that goes in one request.
const LARGE: usize = 11 * 1024 * 1024;

type Deed = Box<dyn FnOnce() + Send>;

/// Between a hub and its server: does something in the moment before the server hears that an
/// upload in pieces is at its end, and keeps what was said there.
#[derive(Default)]
struct Between {
    deed: Mutex<Option<Deed>>,
    ends: Mutex<Vec<String>>,
}

impl Between {
    fn listen(self: &Arc<Self>, server: SocketAddr) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let between = Arc::clone(self);
        std::thread::spawn(move || {
            for hub in listener.incoming().flatten() {
                let (between, server) = (Arc::clone(&between), TcpStream::connect(server));
                std::thread::spawn(move || between.join(hub, server.unwrap()));
            }
        });
        address
    }

    fn join(&self, mut hub: TcpStream, mut server: TcpStream) {
        let (mut back, mut to_hub) = (server.try_clone().unwrap(), hub.try_clone().unwrap());
        std::thread::spawn(move || {
            let _ = std::io::copy(&mut back, &mut to_hub);
            let _ = to_hub.shutdown(Shutdown::Both);
        });
        let mut bytes = vec![0; 64 * 1024];
        while let Ok(read @ 1..) = hub.read(&mut bytes) {
            self.look_at(&bytes[..read]);
            if server.write_all(&bytes[..read]).is_err() {
                break;
            }
        }
        let _ = server.shutdown(Shutdown::Both);
    }

    fn look_at(&self, said: &[u8]) {
        let text = String::from_utf8_lossy(&said[..said.len().min(4096)]).to_ascii_lowercase();
        if text.starts_with("post ") && text.contains("uploadid=") {
            self.ends.lock().unwrap().push(text);
            if let Some(deed) = self.deed.lock().unwrap().take() {
                deed();
            }
        }
    }
}

/// A hub that reaches its server through [`Between`].
struct Race {
    hub: Hub,
    place: Place,
    between: Arc<Between>,
    kept: tempfile::TempDir,
    _server: S3,
}

fn race() -> Race {
    let kept = tempfile::tempdir().unwrap();
    let server = S3::own(kept.path());
    let address = server.endpoint.strip_prefix("http://").unwrap();
    let between = Arc::new(Between::default());
    let through = between.listen(address.parse().unwrap());
    let dir = tempfile::tempdir().unwrap();
    let (place, beside): (Place, Beside) = On::Sqlite.place_and_beside(dir.path());
    let url = format!("s3://farola/large?endpoint=http://{through}");
    let place = s3::with(place, &url).unwrap();
    Race {
        hub: hub_at(dir, &place, beside),
        place,
        between,
        kept,
        _server: server,
    }
}

impl Race {
    /// Takes a file in, and moves it while `deed` is done with the place where it belongs.
    fn move_while(
        &self,
        bytes: &[u8],
        deed: impl FnOnce(&Path) + Send + 'static,
    ) -> Result<Moved, StoreError> {
        let arrival = Arrival {
            files: vec![self.hub.file("a.bin", bytes)],
            ..self.hub.arrival(1)
        };
        self.hub.store.accept_submission(arrival).wait().unwrap();
        let there = self.place_of(bytes);
        let deed: Deed = Box::new(move || {
            std::fs::create_dir_all(there.parent().unwrap()).unwrap();
            deed(&there);
        });
        *self.between.deed.lock().unwrap() = Some(deed);
        self.hub.store.move_files()
    }

    fn place_of(&self, bytes: &[u8]) -> PathBuf {
        let digest = Sha256::of(bytes).to_string();
        let files = self.kept.path().join("farola/large/files");
        files.join(&digest[..2]).join(&digest)
    }

    /// Pieces that nobody made a file of.
    fn pieces(&self) -> usize {
        let entries = std::fs::read_dir(self.kept.path()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.contains(".part-")).count()
    }

    fn here(&self) -> usize {
        objects(&self.hub.dir.path().join("files")).len()
    }

    /// What the server was told at the end of the one upload.
    fn end(&self) -> String {
        let ends = self.between.ends.lock().unwrap();
        let [end] = &ends[..] else {
            panic!("{} ends", ends.len())
        };
        end.clone()
    }
}

fn large() -> Vec<u8> {
    (0..LARGE as u32).map(|n| (n % 251) as u8).collect()
}

#[test]
fn a_large_file_is_put_where_nothing_is() {
    let (race, bytes) = (race(), large());
    let moved = race.move_while(&bytes, |_| ()).unwrap();
    assert_eq!(moved, Moved { files: 1, left: 0 });
    assert!(race.end().contains("\r\nif-none-match: *\r\n"));
    assert!(std::fs::read(race.place_of(&bytes)).unwrap() == bytes);
    assert_eq!((race.here(), race.pieces()), (0, 0));
}

#[test]
fn what_came_meanwhile_under_its_name_is_not_overwritten() {
    let (race, bytes) = (race(), large());
    let moved = race.move_while(&bytes, |there| std::fs::write(there, b"not it").unwrap());
    assert_eq!(moved.unwrap_err().code(), "hub.bug");
    race.end();
    assert_eq!(std::fs::read(race.place_of(&bytes)).unwrap(), b"not it");
    assert_eq!((race.here(), race.pieces()), (1, 0), "it stays here");
    assert_eq!(race.hub.store.read_waiting_files().unwrap().files, 1);
    let read = race.hub.store.read_file(Sha256::of(&bytes)).unwrap();
    assert!(read == bytes);
}

#[test]
fn the_same_file_of_another_hub_is_left_and_is_success() {
    let (race, bytes) = (race(), large());
    let (others, (tell, told)) = (bytes.clone(), channel());
    let number = |there: &Path| std::fs::metadata(there).unwrap().ino();
    let moved = race.move_while(&bytes, move |there| {
        std::fs::write(there, others).unwrap();
        tell.send(number(there)).unwrap();
    });
    assert_eq!(moved.unwrap(), Moved { files: 1, left: 0 });
    assert_eq!((race.here(), race.pieces()), (0, 0));
    // The server writes aside and renames: what was overwritten is another file of the disk.
    assert_eq!(number(&race.place_of(&bytes)), told.recv().unwrap());
    race.end();
    assert!(race.hub.store.read_file(Sha256::of(&bytes)).unwrap() == bytes);
    let report = Store::verify(&race.place).unwrap();
    assert!(report.is_whole(), "{report:?}");
}
