//! What is left of files as cameras and recorders write them.

use std::io::{Cursor, Read as _};

use proptest::prelude::*;

use super::samples::{HEARD, PICTURE, PLANTED, SEEN, SOUND, boxed, exif, film, heic, riff};
use super::{Kind, MediaError, plan};

fn has(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

fn clean(bytes: &[u8]) -> Result<(Kind, Vec<u8>), MediaError> {
    let plan = plan(&mut Cursor::new(bytes))?;
    let (kind, size, same) = (plan.kind(), plan.size(), plan.is_unchanged());
    let mut out = Vec::new();
    plan.read(Cursor::new(bytes)).read_to_end(&mut out).unwrap();
    assert_eq!(out.len() as u64, size);
    assert_eq!(same, out == bytes);
    Ok((kind, out))
}

/// Cleans, looks that nothing planted is left, and that a second cleaning changes nothing.
fn cleaned(kind: Kind, bytes: &[u8]) -> Vec<u8> {
    let (found, out) = clean(bytes).unwrap();
    assert_eq!(found, kind);
    assert!(!has(&out, PLANTED) && !has(&out, b"Pixel"), "{kind:?}");
    assert_eq!(clean(&out), Ok((kind, out.clone())), "{kind:?} twice");
    out
}

#[test]
fn a_film_keeps_what_is_seen_and_heard_and_nothing_else() {
    let places: [(&[u8; 4], &[u8; 4]); 5] = [
        (b"camm", b"camm"),
        (b"meta", b"gpmd"),
        (b"meta", b"mebx"),
        // A track that says it is seen, and is none.
        (b"vide", b"camm"),
        (b"text", b"tx3g"),
    ];
    for (handler, codec) in places {
        for moov_first in [true, false] {
            let tracks = [PICTURE, (handler, codec, PLANTED), SOUND];
            let out = cleaned(Kind::Mp4, &film(b"mp42", &tracks, moov_first));
            assert!(has(&out, SEEN) && has(&out, HEARD) && has(&out, b"how to decode"));
            assert!(!has(&out, b"when") && !has(&out, codec) && !has(&out, b"appl"));
        }
    }
    for (brand, tracks, kind) in [
        (b"qt  ", &[PICTURE, SOUND][..], Kind::Mov),
        (b"3gp4", &[PICTURE], Kind::ThreeGp),
        (b"M4A ", &[SOUND], Kind::M4a),
        (b"isom", &[SOUND], Kind::M4a),
    ] {
        cleaned(kind, &film(brand, tracks, false));
    }
}

#[test]
fn bytes_of_a_film_stay_where_they_are() {
    let whole = film(b"mp42", &[PICTURE, SOUND], true);
    let (_, out) = clean(&whole).unwrap();
    let at = |bytes: &[u8]| bytes.windows(SEEN.len()).position(|w| w == SEEN);
    assert_eq!(at(&whole), at(&out));
}

#[test]
fn a_picture_of_a_phone_loses_its_exif_in_place() {
    for inside in [true, false] {
        let out = cleaned(Kind::Heic, &heic(b"heic", inside));
        assert!(has(&out, SEEN) && has(&out, b"how to decode") && has(&out, b"irot"));
        cleaned(Kind::Avif, &heic(b"avif", inside));
    }
}

#[test]
fn webp_and_wav_lose_the_chunks_that_are_not_theirs() {
    let frame = [
        &[0; 16],
        &b"VP8 \x04\0\0\0seenhide!\0\0\0"[..],
        &PLANTED[..33],
    ]
    .concat();
    let frame = [&frame[..], &[0]].concat();
    for (turn, said) in [(6, true), (1, false)] {
        let exif = exif(turn);
        let chunks: [(&[u8; 4], &[u8]); 7] = [
            (b"VP8X", &[0x0c, 0, 0, 0, 1, 0, 0, 1, 0, 0]),
            (b"ICCP", b"colours"),
            (b"VP8 ", SEEN),
            (b"ANMF", &frame),
            (b"EXIF", &exif),
            (b"XMP ", PLANTED),
            (b"hide", PLANTED),
        ];
        let out = cleaned(Kind::Webp, &riff(b"WEBP", &chunks));
        assert!(has(&out, SEEN) && has(&out, b"colours"));
        assert_eq!(has(&out, &exif[..26]), said, "the orientation alone");
        assert_eq!(out[20], if said { 8 } else { 0 });
    }
    let chunks: [(&[u8; 4], &[u8]); 4] = [
        (b"fmt ", &[0; 16]),
        (b"LIST", PLANTED),
        (b"data", HEARD),
        (b"bext", PLANTED),
    ];
    assert!(has(&cleaned(Kind::Wav, &riff(b"WAVE", &chunks)), HEARD));
}

#[test]
fn a_jpeg_keeps_its_orientation_once() {
    let segment = |marker: u8, body: &[u8]| {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker], &length[..], body].concat()
    };
    let exif = [&b"Exif\0\0"[..], &exif(6)].concat();
    for (before, after) in [(true, false), (false, true), (true, true)] {
        let exif = segment(0xe1, &exif);
        let file = [
            vec![0xff, 0xd8],
            if before { exif.clone() } else { Vec::new() },
            segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
            if after { exif } else { Vec::new() },
            segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", PLANTED].concat()),
            segment(0xe2, &[b"MPF\0", PLANTED].concat()),
            segment(0xda, &[0; 4]),
            SEEN.to_vec(),
            vec![0xff, 0xd9],
            PLANTED.to_vec(),
        ]
        .concat();
        let out = cleaned(Kind::Jpeg, &file);
        assert!(has(&out, SEEN));
        assert_eq!(out.windows(4).filter(|w| *w == b"Exif").count(), 1);
    }
}

#[test]
fn sounds_of_frames_keep_their_frames() {
    // MPEG 1 layer III, 128 kbit/s, 44,100 Hz: 417 bytes.
    let frame = [&[0xff, 0xfb, 0x90, 0x00], &[7; 413][..]].concat();
    let tag = [&b"ID3\x04\0\0\0\0\0\x21"[..], PLANTED].concat();
    let last = [&b"TAG"[..], PLANTED, &[0; 92]].concat();
    for (begin, end) in [
        (&tag[..], &last[..]),
        (&[], &[]),
        (&tag, &[]),
        (&[], &frame[..60]),
    ] {
        let file = [begin, &frame, &frame, &frame, end].concat();
        assert_eq!(cleaned(Kind::Mp3, &file), frame.repeat(3));
    }
    for (head, first) in [(&b"#!AMR\n"[..], 0x3c), (b"#!AMR-WB\n", 0x04)] {
        let length = if first == 0x3c { 32 } else { 18 };
        let frame = [&[first], &vec![7; length - 1][..]].concat();
        let whole = [head, &frame, &frame].concat();
        assert_eq!(cleaned(Kind::Amr, &[&whole, PLANTED].concat()), whole);
    }
}

#[test]
fn what_cannot_be_gone_through_is_refused() {
    let parts = [film(b"mp42", &[PICTURE], true), boxed(b"moof", &[0; 16])].concat();
    let cases: [(&[u8], MediaError); 14] = [
        (b"%PDF-1.7", MediaError::CannotClean),
        (b"PK\x03\x04", MediaError::CannotClean),
        (b"GIF89a\0", MediaError::CannotClean),
        (b"II*\0\x08", MediaError::CannotClean),
        (b"OggS\0\x02", MediaError::CannotClean),
        (b"\x1a\x45\xdf\xa3webm", MediaError::CannotClean),
        (b" <svg/>", MediaError::CannotClean),
        (b"\xef\xbb\xbf<gpx>", MediaError::CannotClean),
        (b"{\\rtf1", MediaError::CannotClean),
        (b"text\0and more", MediaError::CannotClean),
        (b"caf\xe9", MediaError::CannotClean),
        (&parts[..parts.len() - 1], MediaError::CannotClean),
        (b"\xff\xd8\xff\xe1\xff", MediaError::Damaged),
        (b"\0\0\0\x18ftypheic", MediaError::Damaged),
    ];
    for (bytes, error) in cases {
        let found = clean(bytes);
        let refused = found == Err(error) || bytes.len() == parts.len() - 1 && found.is_ok();
        assert!(refused, "{:?} {found:?}", &bytes[..bytes.len().min(16)]);
    }
    // In parts, with nothing behind: refused whatever stands before.
    let whole = film(b"mp42", &[PICTURE], true);
    let trailer = PLANTED.len() + 4;
    let parts = [&whole[..whole.len() - trailer], &boxed(b"moof", &[0; 16])].concat();
    assert_eq!(clean(&parts), Err(MediaError::CannotClean));
    let only_places = film(b"mp42", &[(b"camm", b"camm", PLANTED)], true);
    assert_eq!(clean(&only_places), Err(MediaError::CannotClean));
    for plain in ["", "poste 12: sin luz\r\n", "a,b\n1,ñandú\n"] {
        assert_eq!(clean(plain.as_bytes()).unwrap().0, Kind::Text);
    }
}

fn samples() -> Vec<Vec<u8>> {
    vec![
        film(
            b"mp42",
            &[PICTURE, (b"camm", b"camm", PLANTED), SOUND],
            true,
        ),
        film(b"qt  ", &[PICTURE, SOUND], false),
        heic(b"heic", false),
        heic(b"avif", true),
        riff(
            b"WEBP",
            &[
                (b"VP8X", &[0x0c, 0, 0, 0, 1, 0, 0, 1, 0, 0]),
                (b"VP8 ", SEEN),
            ],
        ),
    ]
}

proptest! {
    /// Whatever a file says: it is refused, or what is made of it is made of it again.
    #[test]
    fn bent_and_cut_files_end_and_what_is_taken_stays_taken(
        which in 0usize..5,
        cut in 0usize..4_000,
        bends in proptest::collection::vec((0usize..4_000, any::<u8>()), 0..6),
    ) {
        let mut bytes = samples().swap_remove(which);
        bytes.truncate(cut.max(12));
        for (at, byte) in bends {
            let length = bytes.len();
            bytes[at % length] = byte;
        }
        if let Ok((_, out)) = clean(&bytes) {
            prop_assert!(out.len() <= bytes.len() + 64);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(
        head in 0usize..8,
        bytes in proptest::collection::vec(any::<u8>(), 0..400),
    ) {
        let heads: [&[u8]; 8] = [
            b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x40\0\0\0WEBP", b"RIFF\x40\0\0\0WAVE",
            b"ID3", b"#!AMR\n", b"\0\0\0\x10ftypheic\0\0\0\0",
        ];
        let _ = clean(&[heads[head], &bytes].concat());
    }

    #[test]
    fn a_place_planted_anywhere_in_the_data_goes(
        before in 0usize..70_000, after in 0usize..70_000,
    ) {
        let data = [vec![1; before], PLANTED.to_vec(), vec![2; after]].concat();
        let tracks = [PICTURE, (b"meta" as &[u8; 4], b"gpmd" as &[u8; 4], &data[..]), SOUND];
        cleaned(Kind::Mp4, &film(b"mp42", &tracks, before % 2 == 0));
    }
}
