//! Photos of questions with `max-pixels`: made smaller before they are stored, and no others.

#![allow(clippy::unwrap_used)]

#[path = "../../picture/src/media/samples.rs"]
#[allow(
    dead_code,
    clippy::indexing_slicing,
    reason = "the tests of the cleaning use all of them, and slice"
)]
mod samples;
#[path = "support/mod.rs"]
mod support;

use std::io::Cursor;

use farola_engine::Filling;
use farola_engine::form::MediaMap;
use farola_model::{Coded as _, FormId};
use farola_store::Store;
use image::codecs::jpeg::JpegEncoder;

use support::engine;

/// Uploads by what they say of the size: nothing, a size, nonsense, one size at the control and
/// another at the bind, and one inside a repeat.
const FORM: &str = r#"<h:html xmlns="http://www.w3.org/2002/xforms"
  xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"
  xmlns:orx="http://openrosa.org/xforms"><h:head><h:title>Fotos</h:title><model>
  <instance><data id="fotos" version="1"><plain/><sized/><odd/><both/>
  <r jr:template=""><in/></r><r><in/></r><meta><instanceID/></meta></data></instance>
  <bind nodeset="/data/plain" type="binary"/>
  <bind nodeset="/data/sized" type="binary" orx:max-pixels="100"/>
  <bind nodeset="/data/odd" type="binary" orx:max-pixels="-1"/>
  <bind nodeset="/data/both" type="binary" orx:max-pixels="100"/>
  <bind nodeset="/data/r/in" type="binary" orx:max-pixels=" 50 "/>
  <bind nodeset="/data/meta/instanceID" type="string" jr:preload="uid"/></model></h:head>
  <h:body>
  <upload ref="/data/plain" mediatype="image/*"><label>1</label></upload>
  <upload ref="/data/sized" mediatype="image/*"><label>2</label></upload>
  <upload ref="/data/odd" mediatype="image/*"><label>3</label></upload>
  <upload ref="/data/both" mediatype="image/*" orx:max-pixels="80"><label>4</label></upload>
  <group ref="/data/r"><repeat nodeset="/data/r">
  <upload ref="/data/r/in" mediatype="image/*"><label>5</label></upload></repeat></group>
  </h:body></h:html>"#;

fn photo() -> Vec<u8> {
    let mut out = Vec::new();
    let picture = image::RgbImage::from_pixel(240, 120, image::Rgb([9, 99, 199]));
    let encoder = JpegEncoder::new_with_quality(&mut out, 90);
    picture.write_with_encoder(encoder).unwrap();
    out
}

fn stored(filling: &mut Filling, path: &str) -> Vec<u8> {
    let taken = filling.attach_photo(path, &mut photo().as_slice()).unwrap();
    assert_eq!(filling.value(path), Some(taken.name.clone()));
    let bytes = filling.file(&taken.name).unwrap();
    assert_eq!(bytes.len() as u64, taken.size);
    bytes
}

#[test]
fn a_photo_is_made_smaller_where_its_question_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let engine = engine(dir.path());
    engine.add_form(FORM.as_bytes(), &MediaMap::new()).unwrap();
    let mut filling = engine.begin(&FormId::new("fotos"), None).unwrap();
    for (path, sides) in [
        ("/data/plain", (240, 120)),
        ("/data/sized", (100, 50)),
        ("/data/odd", (240, 120)),
        // The control's own goes before the bind's.
        ("/data/both", (80, 40)),
        ("/data/r[1]/in", (50, 25)),
    ] {
        let image = image::load_from_memory(&stored(&mut filling, path)).unwrap();
        assert_eq!((image.width(), image.height()), sides, "{path}");
    }
    let cleaned = farola_engine::photo::clean(&photo()).unwrap();
    assert_eq!(stored(&mut filling, "/data/plain"), cleaned.bytes);
}

/// Files of a draft that was left in the middle, by name.
fn lie_there(dir: &std::path::Path, draft: &farola_model::InstanceId) -> Vec<String> {
    let store = Store::open(&dir.join("farola.db"), support::key().as_ref()).unwrap();
    let media = store.draft_media(draft).unwrap();
    let names = media.into_iter().map(|file| file.name).collect();
    let used = store.storage_use().unwrap().media;
    assert!(used < 4 * 10_000, "{used} bytes of content lie there");
    names
}

#[test]
fn a_photo_that_no_answer_names_any_more_is_gone_with_the_answer() {
    let dir = tempfile::tempdir().unwrap();
    let engine = engine(dir.path());
    engine.add_form(FORM.as_bytes(), &MediaMap::new()).unwrap();
    let mut filling = engine.begin(&FormId::new("fotos"), None).unwrap();
    let draft = filling.instance().clone();
    let take = |filling: &mut Filling, path: &str| {
        filling
            .attach_photo(path, &mut photo().as_slice())
            .unwrap()
            .name
    };
    let face = take(&mut filling, "/data/plain");
    assert_eq!(lie_there(dir.path(), &draft), std::slice::from_ref(&face));
    // Covered: the same question, another file.
    let covered = take(&mut filling, "/data/plain");
    assert_eq!(
        lie_there(dir.path(), &draft),
        std::slice::from_ref(&covered)
    );
    assert!(filling.file(&face).is_err() && filling.file(&covered).is_ok());
    // A text that reads like its name does not make a photo go, nor one that two questions name.
    filling.answer("/data/odd", &covered).unwrap();
    filling.answer("/data/odd", "").unwrap();
    assert_eq!(
        lie_there(dir.path(), &draft),
        std::slice::from_ref(&covered)
    );
    // An instance takes its own along, and no other.
    filling.add_repeat("/data/r").unwrap();
    let (first, second) = (
        take(&mut filling, "/data/r[1]/in"),
        take(&mut filling, "/data/r[2]/in"),
    );
    filling.remove_repeat("/data/r[1]").unwrap();
    let mut left = lie_there(dir.path(), &draft);
    left.sort();
    let mut expected = vec![covered, second.clone()];
    expected.sort();
    assert_eq!(left, expected);
    assert!(filling.file(&first).is_err() && filling.file(&second).is_ok());
    // Taken back.
    filling.answer("/data/plain", "").unwrap();
    assert_eq!(lie_there(dir.path(), &draft), [second]);
    // Thrown away.
    drop(filling);
    engine.discard(&draft).unwrap();
    let store = Store::open(&dir.path().join("farola.db"), support::key().as_ref()).unwrap();
    assert_eq!(store.storage_use().unwrap().media, 0);
}

/// Files with a planted place by what they are, and the ending that each is stored with.
fn planted() -> Vec<(&'static str, Vec<u8>)> {
    use samples::{HEARD, PICTURE, PLANTED, SEEN, SOUND, exif, film, heic, riff};

    let camera = [PICTURE, (b"camm", b"camm", PLANTED), SOUND];
    let jpeg = {
        let mut photo = photo();
        let exif = [&b"Exif\0\0"[..], &exif(6)].concat();
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        let segment = [&[0xff, 0xe1], &length[..], &exif].concat();
        photo.splice(2..2, segment);
        photo.extend_from_slice(PLANTED);
        photo
    };
    let chunk = |kind: &[u8], body: &[u8]| {
        let length = u32::try_from(body.len()).unwrap().to_be_bytes();
        [&length[..], kind, body, &[0; 4]].concat()
    };
    let png = [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &[0; 13]),
        chunk(b"tEXt", PLANTED),
        chunk(b"IDAT", SEEN),
        chunk(b"IEND", b""),
        PLANTED.to_vec(),
    ]
    .concat();
    vec![
        ("jpg", jpeg),
        ("png", png),
        (
            "webp",
            riff(b"WEBP", &[(b"VP8 ", SEEN), (b"EXIF", PLANTED)]),
        ),
        ("heic", heic(b"heic", false)),
        ("mp4", film(b"mp42", &camera, true)),
        ("mov", film(b"qt  ", &[PICTURE, SOUND], false)),
        ("m4a", film(b"M4A ", &[SOUND], true)),
        (
            "wav",
            riff(
                b"WAVE",
                &[(b"fmt ", &[0; 16]), (b"LIST", PLANTED), (b"data", HEARD)],
            ),
        ),
    ]
}

fn has(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

/// Whatever a file is called: its bytes say what it is, and of the place in it nothing is stored.
#[test]
fn files_are_judged_by_their_bytes_and_lose_their_place() {
    let dir = tempfile::tempdir().unwrap();
    let engine = engine(dir.path());
    engine.add_form(FORM.as_bytes(), &MediaMap::new()).unwrap();
    let mut filling = engine.begin(&FormId::new("fotos"), None).unwrap();
    for (ending, bytes) in planted() {
        assert!(has(&bytes, samples::PLANTED), "{ending}");
        for called in [ending, "jpg", "mp4", "pdf", "", "TXT"] {
            let mut content = Cursor::new(bytes.clone());
            let taken = filling
                .attach_file("/data/plain", called, &mut content)
                .unwrap();
            assert!(
                taken.name.ends_with(&format!(".{ending}")),
                "{called}: {}",
                taken.name
            );
            let stored = filling.file(&taken.name).unwrap();
            assert_eq!(stored.len() as u64, taken.size);
            assert!(!has(&stored, samples::PLANTED), "{ending} called {called}");
            assert!(!has(&stored, b"Pixel"), "{ending} called {called}");
        }
    }
}

/// What cannot be gone through is refused with a code that has a sentence; the answer before it
/// stands, and nothing of the file is kept.
#[test]
fn what_cannot_be_cleaned_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let engine = engine(dir.path());
    engine.add_form(FORM.as_bytes(), &MediaMap::new()).unwrap();
    let mut filling = engine.begin(&FormId::new("fotos"), None).unwrap();
    let mut note = Cursor::new(b"poste 12: sin luz".to_vec());
    let kept = filling
        .attach_file("/data/plain", "csv", &mut note)
        .unwrap();
    assert!(kept.name.ends_with(".csv"), "{}", kept.name);
    let film = samples::film(b"mp42", &[samples::PICTURE], true);
    let document = b"%PDF-1.7 with a place".to_vec();
    let zip = b"PK\x03\x04\x14\0\0\0 with a place".to_vec();
    for (bytes, called, code) in [
        (document.clone(), "pdf", "file.cannot_clean"),
        (document, "jpg", "file.cannot_clean"),
        (zip, "docx", "file.cannot_clean"),
        (vec![0; 64], "m4a", "file.cannot_clean"),
        (film[..film.len() / 2].to_vec(), "mp4", "file.damaged"),
        (b"\xff\xd8\xff\xe1\xff".to_vec(), "jpg", "file.damaged"),
    ] {
        let refused = filling.attach_file("/data/plain", called, &mut Cursor::new(bytes));
        assert_eq!(refused.unwrap_err().code(), code, "{called}");
        assert_eq!(filling.value("/data/plain"), Some(kept.name.clone()));
    }
    filling.answer("/data/plain", "").unwrap();
    assert_eq!(engine.storage().unwrap().media_bytes, 0);
}
