//! HTTP/1.1 by hand: whole requests, torn ones, chunked ones. The suites of the hub and of the
//! command share this file.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

const BOUNDARY: &str = "farolaBoundary7MA4";

/// What the hub answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub fn receipt(&self) -> farola_protocol::Receipt {
        farola_protocol::Response::parse(&self.body)
            .unwrap()
            .receipt
            .expect("a receipt")
    }

    pub fn problem(&self) -> String {
        match self.header("x-farola-problem") {
            Some(code) => code.to_owned(),
            None => serde_json::from_slice::<serde_json::Value>(&self.body)
                .ok()
                .and_then(|body| body["problem"].as_str().map(str::to_owned))
                .unwrap_or_else(|| "(no code)".to_owned()),
        }
    }
}

/// Content type and body of a submission.
pub fn multipart(xml: &[u8], files: &[(&str, &[u8])]) -> (String, Vec<u8>) {
    let mut body = part("xml_submission_file", "submission.xml", "text/xml", xml);
    for (name, bytes) in files {
        body.extend(part(name, name, "image/jpeg", bytes));
    }
    (kind(), close(body))
}

pub fn kind() -> String {
    format!("multipart/form-data; boundary={BOUNDARY}")
}

pub fn part(name: &str, file: &str, media_type: &str, bytes: &[u8]) -> Vec<u8> {
    let mut out = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
         Content-Type: {media_type}\r\n\r\n"
    )
    .into_bytes();
    out.extend_from_slice(bytes);
    out.extend_from_slice(b"\r\n");
    out
}

pub fn close(mut body: Vec<u8>) -> Vec<u8> {
    body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
    body
}

fn head(method: &str, path: &str, headers: &[(&str, &str)]) -> String {
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: hub.test\r\nConnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head
}

pub fn send(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    let head = head(method, path, headers) + &format!("Content-Length: {}\r\n\r\n", body.len());
    raw(address, head.as_bytes(), body)
}

/// The same to a hub that may die under it.
pub fn try_send(
    address: SocketAddr,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Option<Answer> {
    try_request(address, "POST", path, headers, body)
}

/// Any request to a hub that may die under it.
pub fn try_request(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Option<Answer> {
    let head = head(method, path, headers) + &format!("Content-Length: {}\r\n\r\n", body.len());
    let mut stream = TcpStream::connect(address).ok()?;
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body).ok()?;
    read(&mut stream)
}

/// Sends a body without telling its length.
pub fn send_chunked(
    address: SocketAddr,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    let head = head("POST", path, headers) + "Transfer-Encoding: chunked\r\n\r\n";
    let mut chunked = Vec::new();
    for piece in body.chunks(777) {
        chunked.extend(format!("{:x}\r\n", piece.len()).into_bytes());
        chunked.extend_from_slice(piece);
        chunked.extend_from_slice(b"\r\n");
    }
    chunked.extend_from_slice(b"0\r\n\r\n");
    raw(address, head.as_bytes(), &chunked)
}

/// Sends the first `sent` bytes of a body and then hangs up its half of the connection.
pub fn send_torn(
    address: SocketAddr,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
    sent: usize,
) -> Option<Answer> {
    let head = head("POST", path, headers) + &format!("Content-Length: {}\r\n\r\n", body.len());
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(&body[..sent]).ok()?;
    stream.shutdown(std::net::Shutdown::Write).ok()?;
    read(&mut stream)
}

pub fn raw(address: SocketAddr, head: &[u8], body: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(head).unwrap();
    // A refusal may come before the whole body is sent.
    let _ = stream.write_all(body);
    read(&mut stream).expect("an answer")
}

fn read(stream: &mut TcpStream) -> Option<Answer> {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let split = bytes.windows(4).position(|w| w == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..split]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect();
    let chunked = headers.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case("transfer-encoding") && value.contains("chunked")
    });
    let rest = &bytes[split + 4..];
    let body = if chunked {
        unchunk(rest)
    } else {
        rest.to_vec()
    };
    Some(Answer {
        status,
        headers,
        body,
    })
}

fn unchunk(mut rest: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(line) = rest.windows(2).position(|w| w == b"\r\n") {
        let size = std::str::from_utf8(&rest[..line]).unwrap_or("0");
        let size = usize::from_str_radix(size.trim(), 16).unwrap_or(0);
        if size == 0 || rest.len() < line + 2 + size {
            break;
        }
        out.extend_from_slice(&rest[line + 2..line + 2 + size]);
        rest = &rest[(line + 4 + size).min(rest.len())..];
    }
    out
}

/// A value inside an address.
pub fn escaped(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.~".contains(&b);
    text.bytes()
        .map(|b| {
            if plain(b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}
