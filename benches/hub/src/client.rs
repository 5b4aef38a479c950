//! A client of HTTP/1.1 on one connection that stays open.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

pub(crate) struct Client {
    stream: TcpStream,
    token: String,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

impl Client {
    /// A phone, which needs no session.
    pub(crate) fn phone(address: SocketAddr) -> Self {
        Self::person(address, "")
    }

    pub(crate) fn person(address: SocketAddr, token: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream,
            token: token.to_owned(),
        }
    }

    pub(crate) fn get(&mut self, path: &str) -> Answer {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: bench\r\nX-OpenRosa-Version: 1.0\r\n\
             Authorization: Bearer {}\r\n\r\n",
            self.token
        );
        self.send(request.as_bytes())
    }

    pub(crate) fn post(&mut self, path: &str, body: &serde_json::Value) -> Answer {
        let body = body.to_string();
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.token,
            body.len()
        );
        self.send(request.as_bytes())
    }

    /// Sends a record as phones do.
    pub(crate) fn submit(&mut self, key: &str, xml: &str) -> Answer {
        let body = format!(
            "--B\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; \
             filename=\"s.xml\"\r\nContent-Type: text/xml\r\n\r\n{xml}\r\n--B--\r\n"
        );
        let request = format!(
            "POST {key}/submission HTTP/1.1\r\nHost: bench\r\nX-OpenRosa-Version: 1.0\r\n\
             Content-Type: multipart/form-data; boundary=B\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.send(request.as_bytes())
    }

    fn send(&mut self, request: &[u8]) -> Answer {
        self.stream.write_all(request).unwrap();
        let (mut bytes, mut piece) = (Vec::new(), [0u8; 64 * 1024]);
        let (mut head, mut length) = (0, None::<usize>);
        loop {
            let read = self.stream.read(&mut piece).unwrap();
            assert!(read > 0, "the hub hung up");
            bytes.extend_from_slice(&piece[..read]);
            if head == 0 {
                let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
                    continue;
                };
                head = end + 4;
                let said = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
                let after = said.split("\r\ncontent-length: ").nth(1);
                length = after.and_then(|rest| rest.split("\r\n").next()?.parse().ok());
            }
            let whole = match length {
                Some(length) => bytes.len() >= head + length,
                None => bytes.ends_with(b"0\r\n\r\n"),
            };
            if whole {
                break;
            }
        }
        let status = String::from_utf8_lossy(&bytes[9..12]).parse().unwrap();
        let body = bytes.split_off(head);
        Answer { status, body }
    }
}
