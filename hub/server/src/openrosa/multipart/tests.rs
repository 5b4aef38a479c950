//! Every way in which a body can be cut into pieces gives the same parts.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use http_body::Frame;

use super::*;
use crate::upload::Patience;

/// A body that comes in these pieces.
struct Pieces(std::vec::IntoIter<Bytes>);

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.next().map(|piece| Ok(Frame::data(piece))))
    }
}

type Read = Result<Vec<(Part, Vec<u8>)>, Problem>;

fn read(body: &[u8], size: usize) -> Read {
    let pieces: Vec<Bytes> = body.chunks(size).map(Bytes::copy_from_slice).collect();
    let body = Body::new(Pieces(pieces.into_iter()));
    let upload = Upload::new(body, 1 << 20, Patience::default());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut parts = Parts::of("multipart/form-data; boundary=b0", upload)?;
        let mut read = Vec::new();
        while let Some(part) = parts.next().await? {
            let mut bytes = Vec::new();
            while let Some(piece) = parts.piece().await? {
                bytes.extend_from_slice(&piece);
            }
            read.push((part, bytes));
        }
        Ok(read)
    })
}

/// Reads it whole, byte by byte and in between; all must agree.
fn check(body: &[u8]) -> Read {
    let whole = read(body, body.len().max(1));
    for size in [1, 2, 3, 5, 7, 64] {
        assert_eq!(read(body, size), whole, "in pieces of {size}");
    }
    whole
}

fn part(name: &str, file: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!(
        "--b0\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
         Content-Type: image/jpeg\r\n\r\n"
    );
    [head.as_bytes(), bytes, b"\r\n"].concat()
}

fn named(name: &str, file: &str) -> Part {
    Part {
        name: name.to_owned(),
        file_name: Some(file.to_owned()),
    }
}

#[test]
fn parts_are_read_however_they_are_cut() {
    let hard: &[&[u8]] = &[
        b"",
        b"\r\n",
        b"\r\n--b",
        b"\r\n--b1\r\n\r\r\n--",
        b"--b0",
        b"x\r\n-",
        b"\r\r\r\r",
    ];
    for bytes in hard {
        let body = [
            &part("a", "a.jpg", bytes)[..],
            &part("z", "z.jpg", b"z"),
            b"--b0--\r\n",
        ];
        let read = check(&body.concat()).unwrap();
        let expected = vec![
            (named("a", "a.jpg"), bytes.to_vec()),
            (named("z", "z.jpg"), b"z".to_vec()),
        ];
        assert_eq!(read, expected, "{bytes:?}");
    }
}

#[test]
fn what_stands_around_the_parts_is_passed_over() {
    let body = [
        b"a preamble\r\n".to_vec(),
        part("a", "b", b"c"),
        b"--b0-- and more".to_vec(),
    ];
    assert_eq!(check(&body.concat()).unwrap().len(), 1);
    assert_eq!(check(b"--b0--").unwrap(), []);
    let padded = b"--b0 \t\r\n\r\nx\r\n--b0--";
    assert_eq!(check(padded).unwrap(), [(Part::default(), b"x".to_vec())]);
}

#[test]
fn a_body_without_its_end_is_torn() {
    let whole = [part("a", "b", b"cde"), b"--b0--".to_vec()].concat();
    for cut in 0..whole.len() {
        let torn = check(&whole[..cut]);
        assert_eq!(torn.unwrap_err(), Problem::TornBody, "cut at {cut}");
    }
    assert!(check(&whole).is_ok());
}

#[test]
fn headers_have_an_end() {
    let long = part("a", &"n".repeat(17_000), b"");
    assert_eq!(check(&long).unwrap_err(), Problem::BodyTooLarge);
    let many = format!("--b0\r\n{}", "a: b\r\n".repeat(4_000));
    assert_eq!(check(many.as_bytes()).unwrap_err(), Problem::BodyTooLarge);
    let one_line = [b"--b0\r\n".to_vec(), vec![b'x'; 600_000]].concat();
    assert_eq!(read(&one_line, 8_192).unwrap_err(), Problem::BodyTooLarge);
    let other = b"--b0x\r\n\r\nx\r\n--b0--";
    assert_eq!(check(other).unwrap_err(), Problem::NotMultipart);
}

#[test]
fn names_are_read_as_clients_write_them() {
    for (header, name, file) in [
        (
            "form-data; name=\"a\"; filename=\"lámpara 1.jpg\"",
            "a",
            Some("lámpara 1.jpg"),
        ),
        ("form-data; name=a; filename=b.jpg", "a", Some("b.jpg")),
        (
            "form-data;filename=\"a;b=c.jpg\" ; NAME=\"x\"",
            "x",
            Some("a;b=c.jpg"),
        ),
        (
            "form-data; name=\"a\\\"b\"; filename=\"c%22d\"",
            "a\"b",
            Some("c\"d"),
        ),
        (
            "form-data; name=\"a\"; filename=\"C:\\dir\\f.jpg\"",
            "a",
            Some("C:\\dir\\f.jpg"),
        ),
        ("form-data; name*=utf-8''l%C3%A1mpara", "lámpara", None),
        ("form-data; name=\"a", "a", None),
        ("form-data", "", None),
        ("", "", None),
    ] {
        let expected = Part {
            name: name.to_owned(),
            file_name: file.map(str::to_owned),
        };
        assert_eq!(disposition(header), expected, "{header}");
    }
}

#[test]
fn only_form_data_with_a_boundary_is_multipart() {
    let of = |kind: &str| {
        let upload = Upload::new(Body::empty(), 10, Patience::default());
        Parts::of(kind, upload).map(|parts| parts.delimiter.needle().to_vec())
    };
    assert_eq!(
        of("Multipart/Form-Data;boundary=\"a b\"").unwrap(),
        b"\r\n--a b"
    );
    let long = format!("multipart/form-data; boundary={}", "x".repeat(300));
    for other in [
        "",
        "text/xml",
        "multipart/form-data",
        "multipart/mixed; boundary=a",
        &long,
    ] {
        assert_eq!(of(other).unwrap_err(), Problem::NotMultipart, "{other}");
    }
}
