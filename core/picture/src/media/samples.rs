//! Files as cameras and recorders write them, with a planted place wherever one can stand: for the
//! tests here and for those of whoever takes files in.

/// What must not be found afterwards.
pub(super) const PLANTED: &[u8] = b"+20.6767-103.3475/Pixel 9/SN-7781";
pub(super) const SEEN: &[u8] = b"what is seen, byte by byte";
pub(super) const HEARD: &[u8] = b"what is heard";

pub(super) fn boxed(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut out = u32::try_from(body.len() + 8)
        .unwrap()
        .to_be_bytes()
        .to_vec();
    out.extend(name);
    out.extend(body);
    out
}

fn full(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    boxed(name, &[&[0; 4], body].concat())
}

fn words(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|n| n.to_be_bytes()).collect()
}

/// A track of one chunk with one sample.
fn track(handler: &[u8; 4], codec: &[u8; 4], from: usize, length: usize) -> Vec<u8> {
    let entry = match handler {
        b"soun" => [&[0; 12], &b"Pixe"[..], &[0; 12]].concat(),
        _ => [&[0; 12], &b"Pixe"[..], &[0; 26], &PLANTED[..32], &[0; 4]].concat(),
    };
    let entry = [
        entry,
        boxed(b"avcC", b"how to decode"),
        boxed(b"uuid", PLANTED),
    ]
    .concat();
    let [from, length] = [from, length].map(|n| u32::try_from(n).unwrap());
    let tables = [
        full(b"stsd", &[words(&[1]), boxed(codec, &entry)].concat()),
        full(b"stts", &words(&[1, 1, 1])),
        full(b"stsc", &words(&[1, 1, 1, 1])),
        full(b"stsz", &words(&[0, 1, length])),
        full(b"stco", &words(&[1, from])),
    ];
    let place = full(
        b"dref",
        &[
            words(&[1]),
            boxed(b"alis", &[&[0, 0, 0, 1], PLANTED].concat()),
        ]
        .concat(),
    );
    let description = [
        full(b"vmhd", &[0; 8]),
        boxed(b"dinf", &place),
        boxed(
            b"stbl",
            &[tables.concat(), boxed(b"udta", PLANTED)].concat(),
        ),
    ];
    let handler = [
        &[0; 4],
        &handler[..],
        b"appl\0\0\0\0\0\0\0\0",
        PLANTED,
        &[0],
    ]
    .concat();
    let media = [
        full(b"mdhd", &[&b"when"[..], b"when", &[0; 12]].concat()),
        full(b"hdlr", &handler),
        boxed(b"minf", &description.concat()),
    ];
    let whole = [
        full(b"tkhd", &[&b"when"[..], b"when", &[0; 72]].concat()),
        boxed(b"mdia", &media.concat()),
        boxed(b"udta", &boxed(b"loci", PLANTED)),
        boxed(b"meta", PLANTED),
        boxed(b"uuid", PLANTED),
    ];
    boxed(b"trak", &whole.concat())
}

/// A film with a picture, a sound and a track of places, in either order of its parts.
pub(super) fn film(
    brand: &[u8; 4],
    tracks: &[(&[u8; 4], &[u8; 4], &[u8])],
    moov_first: bool,
) -> Vec<u8> {
    let first = boxed(b"ftyp", &[&brand[..], &[0; 4], brand].concat());
    let moov = |data: usize| {
        let mut at = data;
        let mut inside = vec![full(b"mvhd", &[&b"when"[..], b"when", &[0; 88]].concat())];
        for (handler, codec, sample) in tracks {
            inside.push(track(handler, codec, at, sample.len()));
            // Between two samples stands what no table names.
            at += sample.len() + PLANTED.len();
        }
        inside.push(boxed(b"udta", &boxed(b"\xa9xyz", PLANTED)));
        inside.push(boxed(b"meta", PLANTED));
        boxed(b"moov", &inside.concat())
    };
    let data: Vec<u8> = tracks
        .iter()
        .flat_map(|(_, _, sample)| [sample, PLANTED].concat())
        .collect();
    let data = boxed(b"mdat", &data);
    let others = [
        boxed(b"uuid", PLANTED),
        boxed(b"free", PLANTED),
        boxed(b"mpvd", PLANTED),
    ];
    let others = others.concat();
    // A trailer that is no box, as one maker appends.
    let trailer = [&[0, 0, 0, 3], PLANTED].concat();
    match moov_first {
        true => {
            let at = first.len() + moov(0).len() + others.len() + 8;
            [first, moov(at), others, data, trailer].concat()
        }
        false => {
            let at = first.len() + others.len() + 8;
            [first, others, data, moov(at), trailer].concat()
        }
    }
}

pub(super) const PICTURE: (&[u8; 4], &[u8; 4], &[u8]) = (b"vide", b"avc1", SEEN);
pub(super) const SOUND: (&[u8; 4], &[u8; 4], &[u8]) = (b"soun", b"mp4a", HEARD);

pub(super) fn heic(brand: &[u8; 4], inside: bool) -> Vec<u8> {
    let item = |id: u16, sort: &[u8; 4]| {
        let body = [&id.to_be_bytes()[..], &[0, 0], sort, PLANTED, &[0]].concat();
        boxed(b"infe", &[&[2, 0, 0, 0], &body[..]].concat())
    };
    let items = [item(1, b"hvc1"), item(2, b"Exif"), item(3, b"mime")].concat();
    let properties = [
        boxed(b"hvcC", b"how to decode"),
        boxed(b"udes", PLANTED),
        boxed(b"irot", &[1]),
    ];
    let properties = boxed(b"iprp", &boxed(b"ipco", &properties.concat()));
    let meta = |data: usize| {
        let place = |id: u16, from: usize, length: usize| {
            let [from, length] = [from, length].map(|n| u32::try_from(n).unwrap().to_be_bytes());
            let way = [0, u8::from(inside)];
            [&id.to_be_bytes()[..], &way, &[0, 0, 0, 1], &from, &length].concat()
        };
        let at = if inside { 0 } else { data };
        let places = [
            place(1, at, SEEN.len()),
            place(2, at + SEEN.len(), PLANTED.len()),
            place(3, at + SEEN.len() + PLANTED.len(), PLANTED.len()),
        ];
        let places = [&[1, 0, 0, 0, 0x44, 0, 0, 3], &places.concat()[..]].concat();
        let mut parts = vec![
            full(b"hdlr", &[&[0; 4], &b"pict"[..], PLANTED].concat()),
            full(b"pitm", &[0, 1]),
            full(b"iinf", &[&[0, 3], &items[..]].concat()),
            boxed(b"iloc", &places),
            properties.clone(),
            boxed(b"uuid", PLANTED),
        ];
        if inside {
            parts.push(boxed(b"idat", &[SEEN, PLANTED, PLANTED].concat()));
        }
        full(b"meta", &parts.concat())
    };
    let first = boxed(b"ftyp", &[&brand[..], &[0; 4], b"mif1", brand].concat());
    let at = first.len() + meta(0).len() + 8;
    let data = boxed(b"mdat", &[SEEN, PLANTED, PLANTED].concat());
    match inside {
        // The brand's data box is there all the same, and nothing names it.
        true => [first, meta(0), boxed(b"mdat", PLANTED)].concat(),
        false => [first, meta(at), data, boxed(b"mpvd", PLANTED)].concat(),
    }
}

pub(super) fn exif(turn: u8) -> Vec<u8> {
    let mut out = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    out.push(turn);
    out.extend([0; 6]);
    out.extend(PLANTED);
    out
}

pub(super) fn riff(kind: &[u8; 4], chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut body = kind.to_vec();
    for (name, content) in chunks {
        body.extend(*name);
        body.extend(u32::try_from(content.len()).unwrap().to_le_bytes());
        body.extend(*content);
        // Not the zero that it should be.
        body.extend(vec![b'P'; content.len() % 2]);
    }
    let size = u32::try_from(body.len()).unwrap().to_le_bytes();
    [&b"RIFF"[..], &size, &body, PLANTED].concat()
}
