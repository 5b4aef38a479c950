//! Memory goes back: after each of these attacks the hub holds at most half more than before all
//! of them, and each was refused with its code, heard by everybody who sent it.
//!
//! Nothing is timed: after an attack the hub is asked for its health until it holds little again.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread;

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};

use crate::rig::http::{self, Answer, multipart};
use crate::rig::{Hub, PASSWORD, REVIEWER};

const VERSION: (&str, &str) = ("X-OpenRosa-Version", "1.0");
/// How often the hub is asked for its health until it holds little.
const ASKED: usize = 200_000;
/// Below so many KiB a hub holds little, whatever it held before: its program, its caches.
const LITTLE_KIB: u64 = 48 * 1024;
/// Uploads of one key at one time.
const SHARE: usize = 64;

/// Its name and what is done to the hub.
type Attack<'a> = (&'a str, &'a dyn Fn(&World));

/// The hub, somebody's keys, and a reviewer.
struct World {
    hub: Hub,
    /// Path of the submissions of a phone.
    path: String,
    /// The same of another one.
    other: String,
    token: String,
}

fn id(number: u32) -> String {
    format!("uuid:00000000-0000-4000-8000-{number:012}")
}

fn stop(number: u32, more: &str) -> Vec<u8> {
    let xml = format!(
        "<data id=\"cs_punto\" version=\"2026112501\"><walk_code>14039-CDG-2611-03</walk_code>\
         <pos>20.6767 -103.3470 1550 9.5</pos>{more}<meta><instanceID>{}</instanceID></meta></data>",
        id(number)
    );
    xml.into_bytes()
}

/// One submission with a file of that name.
fn with_file(number: u32, name: &str, bytes: &[u8]) -> Vec<u8> {
    let xml = stop(number, &format!("<foto>{name}</foto>"));
    multipart(&xml, &[(name, bytes)]).1
}

fn photo(width: u32, height: u32, shade: u8) -> Vec<u8> {
    let mut jpeg = Vec::new();
    let pixels = RgbImage::from_pixel(width, height, Rgb([shade, 40, 90]));
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, 80);
    pixels.write_with_encoder(encoder).unwrap();
    jpeg
}

/// Does the same so many times at once; what each came to.
fn at_once<T: Send>(times: u32, each: impl Fn(u32) -> T + Sync) -> Vec<T> {
    thread::scope(|scope| {
        let each = &each;
        let clients: Vec<_> = (0..times)
            .map(|number| scope.spawn(move || each(number)))
            .collect();
        let clients = clients.into_iter();
        clients.map(|client| client.join().unwrap()).collect()
    })
}

fn refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status, answer.problem().as_str()), (status, code));
}

impl World {
    fn new(hub: Hub) -> Self {
        let phone = |name: &str| {
            let url = hub.enrolment(name);
            format!("/v1{}/submission", url.split_once("/v1").unwrap().1)
        };
        let (path, other) = (phone("una"), phone("otra"));
        let token = hub.sign_in();
        let world = Self {
            hub,
            path,
            other,
            token,
        };
        world.ordinary_work();
        world
    }

    /// What a hub does every day, so that its caches are what they are.
    fn ordinary_work(&self) {
        for number in 1..=200 {
            let body = match number % 10 {
                0 => with_file(number, "f.jpg", &photo(640, 480, (number % 200) as u8)),
                _ => multipart(&stop(number, "<nota>una lampara rota</nota>"), &[]).1,
            };
            assert_eq!(self.post(&body).status, 201);
        }
        self.searches();
        self.hub.sign_in();
    }

    fn post(&self, body: &[u8]) -> Answer {
        self.post_as(&self.path, body)
    }

    fn post_as(&self, path: &str, body: &[u8]) -> Answer {
        let kind = http::kind();
        let headers = [VERSION, ("Content-Type", kind.as_str())];
        http::send(self.hub.address, "POST", path, &headers, body)
    }

    /// The head of a submission, for a body of so many bytes.
    fn head(&self, length: usize, more: &str) -> String {
        format!(
            "POST {} HTTP/1.1\r\nHost: h\r\nX-OpenRosa-Version: 1.0\r\nContent-Type: {}\r\n\
             {more}Content-Length: {length}\r\n\r\n",
            self.path,
            http::kind()
        )
    }

    fn get(&self, path: &str) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let path = format!("/v1/projects/1/review/{path}");
        let headers = [("Authorization", bearer.as_str())];
        http::send(self.hub.address, "GET", &path, &headers, b"")
    }

    /// The least that it holds, asked until that is at most `most`.
    fn settles(&self, most: u64) -> u64 {
        let mut least = u64::MAX;
        for _ in 0..ASKED {
            least = least.min(self.hub.held_kib());
            if least <= most {
                break;
            }
            http::send(self.hub.address, "GET", "/health", &[], b"");
        }
        least
    }

    /// 440 kB whose answers' paths would take 4 GB.
    fn costly_documents(&self) {
        let name = "n".repeat(20_000);
        let xml = stop(
            1_001,
            &format!("<{name}>{}</{name}>", "<a/>".repeat(100_000)),
        );
        let body = multipart(&xml, &[]).1;
        for answer in at_once(16, |_| self.post(&body)) {
            refused(&answer, 413, "submission.too_complex");
        }
    }

    /// 256 uploads with one key that stop half way: the other phones have their places.
    fn half_uploads(&self) {
        let body = with_file(1_002, "f.jpg", &photo(2_000, 1_500, 3));
        let head = self.head(body.len(), "Expect: 100-continue\r\n");
        let mut waiting = Vec::new();
        for number in 0..256 {
            let mut stream = TcpStream::connect(self.hub.address).unwrap();
            stream.write_all(head.as_bytes()).unwrap();
            // Asked to go on: it has its place.
            let mut told = [0; 12];
            stream.read_exact(&mut told).unwrap();
            match number < SHARE {
                true => assert_eq!(&told, b"HTTP/1.1 100"),
                false => assert_eq!(&told, b"HTTP/1.1 503"),
            }
            if number < SHARE {
                stream.write_all(&body[..body.len() / 2]).unwrap();
                waiting.push(stream);
            }
        }
        let whole = multipart(&stop(1_003, ""), &[]).1;
        refused(&self.post(&whole), 503, "server.busy");
        assert_eq!(self.post_as(&self.other, &whole).status, 201);
    }

    /// More elements than any form has.
    fn many_elements(&self) {
        let body = multipart(&stop(1_004, &"<a/>".repeat(400_000)), &[]).1;
        refused(&self.post(&body), 413, "submission.too_complex");
    }

    /// The longest record there is, opened by eight at once.
    fn long_record(&self) {
        let body = multipart(&stop(1_005, &"<a/>".repeat(199_000)), &[]).1;
        assert_eq!(self.post(&body).status, 201);
        at_once(8, |number| {
            let path = format!("submissions/{}?answersFrom={}", id(1_005), number * 1_000);
            let answer = self.get(&path);
            assert_eq!(answer.status, 200);
            assert!(answer.body.len() < 1_000_000, "{} bytes", answer.body.len());
        });
    }

    /// Hundreds of small photos whose request never ends: they do not wait in memory.
    fn unfinished_requests(&self, most: u64) {
        let photo = [&b"\xff\xd8\xff"[..], &[7; 249_997]].concat();
        let names: Vec<String> = (0..380).map(|number| format!("{number}.jpg")).collect();
        let files: Vec<(&str, &[u8])> = names.iter().map(|name| (&**name, &photo[..])).collect();
        let body = multipart(&stop(1_006, ""), &files).1;
        let head = self.head(body.len(), "");
        let waiting = at_once(4, |_| {
            let mut stream = TcpStream::connect(self.hub.address).unwrap();
            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all(&body[..body.len() - 100]).unwrap();
            stream
        });
        let held = self.settles(most);
        assert!(held <= most, "{held} KiB while four requests wait");
        drop(waiting);
    }

    fn header_of_a_part(&self) {
        let part = http::part(&"n".repeat(20_000_000), "f.jpg", "image/jpeg", b"x");
        refused(&self.post(&http::close(part)), 413, "request.too_large");
    }

    fn large_bodies(&self) {
        let large = vec![b'x'; 30_000_000];
        let body = http::part("xml_submission_file", "a.xml", "text/xml", &large);
        let body = http::close(body);
        for answer in at_once(40, |_| self.post(&body)) {
            refused(&answer, 413, "submission.too_large");
        }
    }

    fn searches(&self) {
        for answer in at_once(8, |number| {
            for _ in 0..5 {
                self.get(&format!("facets?q=lampara{number}"));
                self.get("queue?limit=200");
            }
            self.get("queue?q=lampara&limit=200")
        }) {
            assert_eq!(answer.status, 200);
        }
    }

    fn large_pictures(&self) {
        for number in 0..2 {
            let bytes = photo(4_000, 3_000, number as u8 * 60);
            let body = with_file(1_010 + number, "f.jpg", &bytes);
            assert_eq!(self.post(&body).status, 201);
        }
        for answer in at_once(4, |number| {
            let size = ["?size=1280", ""][number as usize / 2];
            let record = id(1_010 + number % 2);
            self.get(&format!("submissions/{record}/attachments/f.jpg{size}"))
        }) {
            assert_eq!(answer.status, 200);
        }
    }

    /// Files that are given out as they came.
    fn downloads(&self) {
        let large = vec![9; 30_000_000];
        let body = with_file(1_020, "a.bin", &large);
        assert_eq!(self.post(&body).status, 201);
        for answer in at_once(8, |_| {
            self.get(&format!("submissions/{}/attachments/a.bin", id(1_020)))
        }) {
            assert_eq!((answer.status, answer.body.len()), (200, large.len()));
        }
    }

    /// Sixty guesses at once: five are looked at, and nobody else is kept out.
    fn guesses(&self) {
        let sign_in = |password: &str| {
            let body = serde_json::json!({"email": REVIEWER, "password": password});
            let headers = [("Content-Type", "application/json")];
            let body = body.to_string();
            http::send(
                self.hub.address,
                "POST",
                "/v1/sessions",
                &headers,
                body.as_bytes(),
            )
        };
        let answers = at_once(60, |number| sign_in(&format!("{PASSWORD} {number}")));
        let wrong = answers.iter().filter(|answer| answer.status == 401).count();
        assert!(wrong <= 5, "{wrong} were looked at");
        for answer in answers.iter().filter(|answer| answer.status != 401) {
            refused(answer, 429, "auth.too_many_attempts");
        }
    }
}

#[test]
fn memory_goes_back_after_every_attack() {
    let temp = tempfile::tempdir().unwrap();
    let world = World::new(Hub::new(&temp.path().join("hub")));
    let before = world.hub.held_kib();
    let most = before.max(LITTLE_KIB) * 3 / 2;
    println!("{:>24}: {before:>7} KiB, at most {most}", "before");
    let unfinished = |world: &World| world.unfinished_requests(most);
    let attacks: [Attack<'_>; 11] = [
        ("costly documents", &World::costly_documents),
        ("half uploads", &World::half_uploads),
        ("too many elements", &World::many_elements),
        ("a long record", &World::long_record),
        ("unfinished requests", &unfinished),
        ("header of a part", &World::header_of_a_part),
        ("large bodies", &World::large_bodies),
        ("searches", &World::searches),
        ("large pictures", &World::large_pictures),
        ("downloads", &World::downloads),
        ("guesses", &World::guesses),
    ];
    for (name, attack) in attacks {
        attack(&world);
        let after = world.settles(most);
        println!("{name:>24}: {after:>7} KiB");
        assert!(after <= most, "{name}: {before} KiB before, {after} after");
    }
    let whole = multipart(&stop(1_030, ""), &[]).1;
    assert_eq!(world.post(&whole).status, 201, "it goes on");
}
