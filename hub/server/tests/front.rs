//! What stands before the routes: connections, TLS, and one client that is as rude as can be while
//! an honest phone and an honest reviewer get through.
// A test that meets something unexpected is to fail at once, where it stands.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout
)]

mod rig;

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use farola_hub_server::{HubError, Patience, Seats, TlsFiles, machine_clock};
use farola_model::Coded as _;
use rig::{PASSWORD, Rig, add_phone, http, id, stop};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use serde_json::json;
use socket2::{Domain, Socket, Type};

/// A connection from an address of this machine, as from a client of its own.
fn from(host: u8, hub: SocketAddr) -> Option<TcpStream> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).ok()?;
    let own = SocketAddr::from((Ipv4Addr::new(127, 0, 0, host), 0));
    socket.bind(&own.into()).ok()?;
    socket
        .connect_timeout(&hub.into(), Duration::from_secs(5))
        .ok()?;
    Some(socket.into())
}

/// Connections that say so much and then nothing more.
fn silent(hub: SocketAddr, hosts: std::ops::Range<u8>, many: usize, said: &str) -> Vec<TcpStream> {
    let hosts = hosts.cycle();
    let come = hosts.take(many).filter_map(|host| from(host, hub));
    come.map(|mut stream| {
        let _ = stream.write_all(said.as_bytes());
        stream
    })
    .collect()
}

fn credentials(email: &str, password: &str) -> String {
    json!({"email": email, "password": password}).to_string()
}

/// Tries passwords at accounts that nobody has, as fast as it goes.
fn guess(hub: SocketAddr, host: u8, stop: &AtomicBool) -> usize {
    let mut tries = 0;
    while !stop.load(Ordering::Relaxed) {
        tries += 1;
        let Some(mut stream) = from(host, hub) else {
            continue;
        };
        let body = credentials(&format!("{host}-{tries}@x.example"), "seis perros rojos");
        let head = format!(
            "POST /v1/sessions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let _ = stream.write_all(head.as_bytes());
        let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
        let _ = stream.read(&mut [0; 512]);
    }
    tries
}

/// Floods a hub with all of it and answers how long the honest ones took at most: a phone that
/// sends, and a reviewer who signs in and reads her list.
fn flooded(rig: &Rig, idle: usize) -> Duration {
    let rude = add_phone(&rig.dir, "rude");
    let email = "reviewer@farola.example";
    let json_kind = ("Content-Type", "application/json");
    let origin = ("Origin", "http://127.0.0.1");
    let sign_in = |cookie: &str| {
        let headers = [json_kind, origin, ("Cookie", cookie)];
        let body = credentials(email, PASSWORD);
        rig.send("POST", "/v1/sessions", &headers, body.as_bytes())
    };
    let known = sign_in("");
    let mut cookies = known
        .headers
        .iter()
        .filter(|(name, _)| name == "set-cookie");
    let cookie = cookies.find(|(_, value)| value.starts_with("farola_device="));
    let cookie = cookie.unwrap().1.split(';').next().unwrap().to_owned();

    let hub = rig.address;
    let mut held = silent(hub, 2..42, idle / 2, "");
    held.extend(silent(hub, 2..42, idle / 2, "GET /health HTTP/1.1\r\nHo"));
    let upload = format!(
        "POST /v1/key/{rude}/projects/1/submission HTTP/1.1\r\nHost: x\r\n\
         X-OpenRosa-Version: 1.0\r\nContent-Type: {}\r\nContent-Length: 1000000\r\n\r\n--",
        http::kind()
    );
    held.extend(silent(hub, 50..52, 80, &upload));
    let body = "POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
                Content-Length: 1000\r\n\r\n{";
    held.extend(silent(hub, 52..54, 40, body));

    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let over = &over;
        let guessing: Vec<_> = (60..64)
            .map(|host| scope.spawn(move || guess(hub, host, over)))
            .collect();
        let mut longest = Duration::ZERO;
        for number in 1..=5 {
            let started = Instant::now();
            let sent = rig.submit(&stop(&id(number), ""), &[]);
            assert_eq!(sent.status, 201, "{}", sent.text());
            longest = longest.max(started.elapsed());
            let started = Instant::now();
            let answer = sign_in(&cookie);
            assert_eq!(answer.status, 200, "{}", answer.text());
            let token = answer.json()["token"].as_str().unwrap().to_owned();
            rig.read(&token, "queue");
            longest = longest.max(started.elapsed());
        }
        over.store(true, Ordering::Relaxed);
        let tries: usize = guessing.into_iter().map(|one| one.join().unwrap()).sum();
        println!(
            "{} connections held, {tries} passwords tried: {} ms at most",
            held.len(),
            longest.as_millis()
        );
        longest
    })
}

#[test]
fn honest_ones_get_through_a_flood() {
    let rig = Rig::set(|config| {
        config.front.seats = Seats {
            all: 256,
            of_one_source: 64,
        };
    });
    // In a debug build beside other tests; by hand the bound is two seconds.
    let longest = flooded(&rig, 800);
    assert!(longest < Duration::from_secs(10), "{longest:?}");
}

/// `cargo test -p farola-hub-server --test front --release -- --ignored --nocapture`
#[test]
#[ignore = "ten thousand connections: by hand"]
fn honest_ones_get_through_ten_thousand_idle_connections() {
    let longest = flooded(&Rig::new(), 10_000);
    assert!(longest < Duration::from_secs(2), "{longest:?}");
}

/// A certificate of a server, not of an authority.
const REQUEST: &str = "[req]\ndistinguished_name = name\nx509_extensions = of_server\n[name]\n\
    [of_server]\nbasicConstraints = critical,CA:FALSE\n\
    subjectAltName = IP:127.0.0.1,DNS:farola.example.org\n";

/// Makes a certificate for 127.0.0.1; false where openssl is not installed.
fn certificate(dir: &Path, name: &str) -> bool {
    let path = |ending: &str| dir.join(format!("{name}.{ending}")).display().to_string();
    std::fs::write(path("cnf"), REQUEST).unwrap();
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
        ])
        .args([
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=farola.test",
            "-config",
            &path("cnf"),
        ])
        .args(["-keyout", &path("key"), "-out", &path("crt")])
        .output();
    let Ok(made) = made else {
        return false;
    };
    let said = String::from_utf8_lossy(&made.stderr).into_owned();
    assert!(made.status.success(), "{said}");
    true
}

/// A process that ends with its test.
struct Running(std::process::Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a hub answers by TLS to one who trusts that certificate alone.
fn ask(hub: SocketAddr, cert: &Path, request: &str) -> std::io::Result<String> {
    let mut roots = rustls::RootCertStore::empty();
    let cert = CertificateDer::from_pem_file(cert).unwrap();
    roots.add(cert).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("127.0.0.1").unwrap();
    let client = rustls::ClientConnection::new(Arc::new(config), name).unwrap();
    // Not from the address of a proxy on this machine, which would be believed.
    let mut stream = rustls::StreamOwned::new(client, from(9, hub).unwrap());
    stream.write_all(request.as_bytes())?;
    let mut said = Vec::new();
    // The hub closes without a word of TLS once it has answered.
    let _ = stream.read_to_end(&mut said);
    Ok(String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn a_hub_speaks_tls_by_its_certificate_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    if !certificate(dir.path(), "one") || !certificate(dir.path(), "other") {
        println!("not tested: openssl is not installed");
        return;
    }
    let file = |name: &str| dir.path().join(name);
    let (cert, key) = (file("one.crt"), file("one.key"));
    let files = TlsFiles {
        cert: cert.clone(),
        key: key.clone(),
    };
    let rig = Rig::set(|config| config.front.tls = Some(files));
    let body = credentials("admin@farola.example", PASSWORD);
    let request = format!(
        "POST /v1/sessions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let said = ask(rig.address, &cert, &request).unwrap();
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    for part in [
        "__Host-farola_session=",
        "; Secure",
        "strict-transport-security: max-age=",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(
        ask(rig.address, &file("other.crt"), &request).is_err(),
        "another certificate"
    );
    // Plain HTTP is no word of it.
    let mut plain = TcpStream::connect(rig.address).unwrap();
    plain
        .write_all(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        .unwrap();
    let mut said = Vec::new();
    let _ = plain.read_to_end(&mut said);
    assert!(!said.starts_with(b"HTTP/"), "{said:?}");
    // Files that are none, or belong to two certificates, start no hub.
    std::fs::write(file("empty"), b"").unwrap();
    for (cert, key, code) in [
        (file("none"), key.clone(), "hub.unreadable_file"),
        (cert.clone(), file("empty"), "hub.certificate"),
        (file("empty"), key, "hub.certificate"),
        (cert.clone(), file("other.key"), "hub.certificate"),
        (cert.clone(), cert, "hub.certificate"),
    ] {
        let place = rig::place(tempfile::tempdir().unwrap().path());
        let mut config = rig::config(place, Patience::default(), machine_clock);
        config.front.tls = Some(TlsFiles { cert, key });
        let done = farola_hub_server::run(config, |_| {}, async {});
        assert_eq!(done.err().map(|error: HubError| error.code()), Some(code));
    }
}

/// A port that is free now.
fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// The file of the guide, as it is but for names, ports and certificate.
#[test]
fn a_hub_is_served_behind_nginx_as_the_guide_has_it() {
    let dir = tempfile::tempdir().unwrap();
    let is_there = Command::new("nginx").arg("-v").output().is_ok();
    if !is_there || !certificate(dir.path(), "one") {
        println!("not tested: nginx or openssl is not installed (scripts/setup.sh nginx)");
        return;
    }
    let rig = Rig::set(|config| {
        config.base_url = Some("https://farola.example.org".to_owned());
        config.front.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    });
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guides/proxy/nginx.conf");
    let mut site = std::fs::read_to_string(guide).unwrap();
    let (tls, plain) = (free_port(), free_port());
    let live = "/etc/letsencrypt/live/farola.example.org";
    let file = |name: &str| dir.path().join(name).display().to_string();
    for (theirs, ours) in [
        ("listen 443 ssl", format!("listen 127.0.0.1:{tls} ssl")),
        ("listen 80", format!("listen 127.0.0.1:{plain}")),
        (&*format!("{live}/fullchain.pem"), file("one.crt")),
        (&*format!("{live}/privkey.pem"), file("one.key")),
        ("http://127.0.0.1:8460", format!("http://{}", rig.address)),
    ] {
        assert!(site.contains(theirs), "{theirs}");
        site = site.replace(theirs, &ours);
    }
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path {};", file(name)));
    let whole = format!(
        "daemon off; master_process off; pid {}; error_log stderr;\nevents {{}}\nhttp {{ access_log off; {}\n{site}}}\n",
        file("pid"),
        temporary.join(" ")
    );
    std::fs::write(file("nginx.conf"), whole).unwrap();
    let nginx = Command::new("nginx")
        .args(["-p", &file(""), "-c", &file("nginx.conf")])
        .stderr(Stdio::null())
        .spawn();
    let mut nginx = Running(nginx.unwrap());
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, tls));
    while TcpStream::connect(address).is_err() {
        assert!(nginx.0.try_wait().unwrap().is_none(), "nginx has ended");
        std::thread::yield_now();
    }
    let cert = dir.path().join("one.crt");
    let post = |path: &str, headers: &str, body: &[u8]| {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: farola.example.org\r\nConnection: close\r\n\
             {headers}Content-Length: {}\r\n\r\n",
            body.len()
        );
        let whole = [head.as_bytes(), body].concat();
        ask(address, &cert, &String::from_utf8_lossy(&whole)).unwrap()
    };
    let (kind, body) = rig::multipart(stop(&id(1), "").as_bytes(), &[]);
    let headers = format!("X-OpenRosa-Version: 1.0\r\nContent-Type: {kind}\r\n");
    let sent = post(&rig.phone("submission"), &headers, &body);
    assert!(sent.starts_with("HTTP/1.1 201"), "{sent}");
    // Each address that the proxy tells has its own guesses; what a client claims is none.
    let guess = |claimed: &str, password: &str| {
        let headers = format!("Content-Type: application/json\r\nX-Forwarded-For: {claimed}\r\n");
        let body = credentials("admin@farola.example", password);
        post("/v1/sessions", &headers, body.as_bytes())
    };
    let entered = guess("203.0.113.1", PASSWORD);
    assert!(entered.contains("__Host-farola_session="), "{entered}");
    for n in 0..6 {
        guess(&format!("203.0.113.{n}"), "not the password");
    }
    let held = guess("203.0.113.99", PASSWORD);
    assert!(held.starts_with("HTTP/1.1 429"), "{held}");
}
