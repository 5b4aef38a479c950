//! Raw clients that post findings with a photo: what they send, and what they were told of it.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use farola_model::Sha256;

use super::{Dice, http};

/// How long nothing at all may get through before the hubs count as broken.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// What a hub answered 201 or 202 to.
pub struct Acknowledged {
    pub key_path: String,
    pub instance: String,
    pub xml: Sha256,
    pub photo: Sha256,
}

/// One submission, ready to be posted as often as it takes.
pub struct Finding {
    instance: String,
    xml: String,
    photo: Vec<u8>,
    kind: String,
    body: Vec<u8>,
}

impl Finding {
    /// The finding of that number of a client, with a photo of at most so many bytes and 2,000.
    pub fn new(number: usize, client: usize, dice: &mut Dice, photo_bytes: u64) -> Self {
        let instance = format!("uuid:00000000-0000-4000-8000-{client:04x}{number:08x}");
        let xml = format!(
            "<?xml version=\"1.0\"?><data id=\"cs_hallazgo\" version=\"2026112301\">\
             <start>2026-11-23T19:40:00.000-06:00</start><ciudad>14039</ciudad>\
             <pos>20.6767 -103.3470 1550 9.5</pos><tipo>hoyo</tipo><foto>f-{number}.jpg</foto>\
             <foto_limpia>1</foto_limpia><urgencia>2</urgencia>\
             <meta><instanceID>{instance}</instanceID></meta></data>"
        );
        let photo = photo(dice, photo_bytes);
        let name = format!("f-{number}.jpg");
        let (kind, body) = http::multipart(xml.as_bytes(), &[(&name, &photo)]);
        Self {
            instance,
            xml,
            photo,
            kind,
            body,
        }
    }

    /// Posts it once: the status of the answer, nothing where none came. A refusal of what is
    /// sent fails the test.
    pub fn post(&self, address: SocketAddr, path: &str) -> Option<u16> {
        let headers = [("X-OpenRosa-Version", "1.0"), ("Content-Type", &*self.kind)];
        let status = http::try_send(address, path, &headers, &self.body)?.status;
        assert!(
            matches!(status, 201 | 202) || status >= 500,
            "refused with {status}"
        );
        Some(status)
    }

    pub fn acknowledged(self, key_path: &str) -> Acknowledged {
        Acknowledged {
            key_path: key_path.to_owned(),
            instance: self.instance,
            xml: Sha256::of(self.xml.as_bytes()),
            photo: Sha256::of(&self.photo),
        }
    }
}

fn photo(dice: &mut Dice, most: u64) -> Vec<u8> {
    let size = 2_000 + dice.below(most);
    let mut bytes = b"\xff\xd8\xff\xe0".to_vec();
    while (bytes.len() as u64) < size {
        bytes.extend(dice.next().to_le_bytes());
    }
    bytes
}

/// Waits until so many more went through; `false` if that never comes. Kills follow this instead
/// of a clock, so that a busy machine only takes longer.
pub fn wait_for(taken: &AtomicUsize, more: usize) -> bool {
    let wanted = taken.load(Ordering::Relaxed) + more;
    let began = Instant::now();
    while taken.load(Ordering::Relaxed) < wanted {
        if began.elapsed() > PATIENCE {
            return false;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    true
}
