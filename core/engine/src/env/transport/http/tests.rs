//! What a server that cannot prove who it is becomes, on real connections.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;

use farola_protocol::Secret;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::*;

/// A server for one connection; gives its port.
fn served(answer: impl FnOnce(TcpStream) + Send + 'static) -> (u16, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let thread = std::thread::spawn(move || answer(listener.accept().unwrap().0));
    (port, thread)
}

/// Speaks TLS by a certificate that no authority made; it names 127.0.0.1.
fn self_signed(socket: TcpStream) {
    let certificate = CertificateDer::from(&include_bytes!("self-signed.crt")[..]);
    let key = PrivatePkcs8KeyDer::from(&include_bytes!("self-signed.key")[..]);
    let config =
        ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], PrivateKeyDer::Pkcs8(key))
            .unwrap();
    let connection = ServerConnection::new(Arc::new(config)).unwrap();
    // The client breaks off; what becomes of the connection is its own.
    let _ = StreamOwned::new(connection, socket).read(&mut [0; 1]);
}

/// Speaks HTTP to whoever comes, as a server behind a proxy that forgot its part.
fn plain(mut socket: TcpStream) {
    let _ = socket.read(&mut [0; 1_024]);
    let _ = socket.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
}

/// Closes the connection before a word.
fn silent(socket: TcpStream) {
    drop(socket);
}

fn asked(url: String) -> Failure {
    let request = WireRequest {
        method: Method::Get,
        url: Secret::new(url),
        credentials: None,
        nonce: None,
        body: None,
        deadline: Duration::from_secs(20),
    };
    match HttpTransport::new().send(request) {
        Ok(answer) => panic!("answered {}", answer.status),
        Err(failure) => failure,
    }
}

#[test]
fn who_cannot_prove_who_it_is_is_told_as_that_and_not_as_no_network() {
    for (what, server) in [
        ("self-signed", self_signed as fn(TcpStream)),
        ("plain", plain),
    ] {
        let (port, thread) = served(server);
        let failure = asked(format!("https://127.0.0.1:{port}/"));
        assert_eq!(failure, Failure::Tls, "{what}");
        thread.join().unwrap();
    }
}

#[test]
fn nobody_there_is_no_network_also_over_tls() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    assert_eq!(
        asked(format!("https://127.0.0.1:{port}/")),
        Failure::Offline
    );
}

#[test]
fn a_connection_that_ends_before_a_word_proves_nothing_about_certificates() {
    let (port, thread) = served(silent);
    let failure = asked(format!("https://127.0.0.1:{port}/"));
    assert_ne!(failure, Failure::Tls);
    thread.join().unwrap();
}
