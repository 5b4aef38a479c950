//! A balancer of TCP connections: each goes to the next hub in turn, or to the other one where
//! that one is not there.

use std::io::copy;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

pub struct Balancer {
    pub address: SocketAddr,
    /// How many connections each hub was given.
    given: Arc<[AtomicUsize; 2]>,
}

impl Balancer {
    /// Listens for as long as the process lives.
    pub fn start(hubs: [SocketAddr; 2]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let given: Arc<[AtomicUsize; 2]> = Arc::default();
        let counts = Arc::clone(&given);
        std::thread::spawn(move || {
            for (turn, client) in listener.incoming().enumerate() {
                let (Ok(client), counts) = (client, Arc::clone(&counts)) else {
                    continue;
                };
                std::thread::spawn(move || {
                    let order = [turn % 2, (turn + 1) % 2];
                    let mut found = order.iter().filter_map(|hub| {
                        let stream = TcpStream::connect(hubs[*hub]).ok()?;
                        counts[*hub].fetch_add(1, Ordering::Relaxed);
                        Some(stream)
                    });
                    if let Some(hub) = found.next() {
                        join(client, hub);
                    }
                });
            }
        });
        Self { address, given }
    }

    /// How many connections each hub was given.
    pub fn given(&self) -> [usize; 2] {
        [0, 1].map(|hub| self.given[hub].load(Ordering::Relaxed))
    }
}

/// Hands bytes on both ways until either side ends.
fn join(client: TcpStream, hub: TcpStream) {
    let (mut from, mut to) = (client.try_clone().unwrap(), hub.try_clone().unwrap());
    let sending = std::thread::spawn(move || {
        let _ = copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    });
    let (mut from, mut to) = (hub, client);
    let _ = copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Both);
    let _ = from.shutdown(Shutdown::Both);
    let _ = sending.join();
}
