//! What the targets share: an environment that never changes, forms, and a walk through a session
//! that touches everything a shell would.

use std::sync::{Arc, OnceLock};

use farola_form::{
    DeviceProperties, Entropy, FormDef, FormError, MediaMap, NodeState, OpenAs, QuestionKind,
    Session, SessionEnv,
};

/// Forms that between them use all parts of the engine; a target picks one with a byte.
pub const FORMS: [&str; 12] = [
    include_str!("../../tests/conformance/forms/walk-score.xml"),
    include_str!("../../tests/conformance/forms/repeat-nested.xml"),
    include_str!("../../tests/conformance/forms/repeat-count-calculated.xml"),
    include_str!("../../tests/conformance/forms/cascade-in-repeat.xml"),
    include_str!("../../tests/conformance/forms/defaults-dynamic.xml"),
    include_str!("../../tests/conformance/forms/edit.xml"),
    include_str!("../../tests/conformance/forms/choice-name.xml"),
    include_str!("../../tests/conformance/forms/setvalue-changed.xml"),
    include_str!("../../tests/conformance/forms/relevance-inherited.xml"),
    include_str!("../../tests/conformance/forms/attributes.xml"),
    include_str!("../../tests/conformance/forms/geo.xml"),
    include_str!("../../kit/cs_punto.xml"),
];

/// Those of [`FORMS`] in which nothing happens at opening: recomputing them changes nothing.
pub const REPEATABLE: [usize; 7] = [0, 1, 2, 3, 6, 8, 9];

/// Chance that is none, so that a finding can be found again.
struct Counting(u8);

impl Entropy for Counting {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0 = self.0.wrapping_mul(29).wrapping_add(41);
            *byte = self.0;
        }
    }
}

/// The same moment and the same chance, always.
pub fn env() -> SessionEnv {
    SessionEnv {
        now: "2026-11-24T20:15:00-06:00[-06:00]"
            .parse()
            .unwrap_or_default(),
        entropy: Box::new(Counting(7)),
        properties: DeviceProperties::default(),
        language: None,
        last_saved: None,
    }
}

/// One of [`FORMS`], read once.
pub fn form(pick: u8) -> Option<Arc<FormDef>> {
    static READ: OnceLock<Vec<Arc<FormDef>>> = OnceLock::new();
    let forms = READ.get_or_init(|| {
        let read = |xml: &&str| FormDef::parse(xml.as_bytes(), &media()).0.map(Arc::new);
        FORMS.iter().filter_map(read).collect()
    });
    assert_eq!(forms.len(), FORMS.len(), "the forms are good ones");
    forms.get(usize::from(pick) % FORMS.len()).map(Arc::clone)
}

/// Files that a form may name.
pub fn media() -> MediaMap {
    let csv = b"name,label,k\na,Ana,1\nb,Bea,2\n\"c\"\"c\",C C,1\n".to_vec();
    let xml = b"<root><item><name>a</name><label>A</label></item><item/></root>".to_vec();
    let geo = br#"{"type":"FeatureCollection","features":[{"type":"Feature","id":"f",
        "geometry":{"type":"Point","coordinates":[-107.4,31.7]},"properties":{"name":"n"}}]}"#;
    [
        ("l.csv".to_owned(), csv),
        ("l.xml".to_owned(), xml),
        ("l.geojson".to_owned(), geo.to_vec()),
    ]
    .into()
}

/// Values worth trying everywhere.
pub const VALUES: [&str; 16] = [
    "1",
    "3",
    "a",
    "",
    "yes",
    "2026-02-30",
    "-0.5",
    "a b a",
    "1 2 3 4",
    "99999999999",
    "á<&\"",
    "2026-11-24",
    "12:30",
    "90 180 0 0; 0 0 0 0",
    "NaN",
    " ",
];

/// Fills what is asked with values that the bytes choose, then looks at everything, saves, opens
/// and finishes. What the journal rebuilds must be what was there.
pub fn fill(def: &Arc<FormDef>, session: &mut Session, bytes: &[u8]) {
    let baseline = session.snapshot();
    session.take_deltas();
    let mut chosen = bytes.iter().rev().cycle();
    let mut pick = move || usize::from(chosen.next().copied().unwrap_or(1));
    for _ in 0..2 {
        for question in session.questions().into_iter().take(60) {
            let value = VALUES.get(pick() % VALUES.len()).copied().unwrap_or("1");
            match question.kind {
                QuestionKind::Question => drop(session.answer(&question.path, value)),
                _ if pick() % 3 == 0 => drop(session.remove_repeat(&question.path)),
                _ => drop(session.add_repeat(without_position(&question.path))),
            }
        }
        session.refresh();
        session.next();
    }
    for language in def.languages().iter().take(3) {
        drop(session.set_language(language));
    }
    session.back();
    drop(session.screen());
    let ended = session.finalize();
    let state = session.dump();
    let again = Session::replay(Arc::clone(def), env(), &baseline, &session.take_deltas());
    match again {
        Ok(again) => same(&state, &again.dump(), "the journal leads elsewhere"),
        Err(error) => panic!("the journal is refused: {error}"),
    }
    let saved = session.save();
    let reopened = Session::open(Arc::clone(def), env(), &saved, OpenAs::Draft);
    let too_big = matches!(
        reopened,
        Err(FormError::TooBig { .. } | FormError::TooMany { .. })
    );
    assert!(reopened.is_ok() || too_big, "a saved draft does not open");
    if let Ok(submission) = ended {
        // A form without an id is warned of; nothing can be sent for it. The store refuses what
        // is too big, and the draft goes on.
        let read = farola_form::submission::read(&submission.xml);
        let too_big = matches!(
            read,
            Err(FormError::TooBig { .. } | FormError::TooMany { .. })
        );
        assert!(
            read.is_ok() || too_big || def.id().trim().is_empty(),
            "a submission cannot be read: {read:?}"
        );
        let edit = Session::open(Arc::clone(def), env(), &submission.xml, OpenAs::Edit);
        assert!(
            edit.is_ok() || too_big,
            "a submission does not open for correction"
        );
    }
}

/// `/data/r[3]` is the third of `/data/r`.
pub fn without_position(path: &str) -> &str {
    match path.rsplit_once('[') {
        Some((repeat, position)) if position.ends_with(']') => repeat,
        _ => path,
    }
}

/// Two states, and the first node in which they differ.
pub fn same(expected: &[NodeState], found: &[NodeState], what: &str) {
    for (one, other) in expected.iter().zip(found) {
        assert_eq!(one, other, "{what}");
    }
    assert_eq!(expected.len(), found.len(), "{what}");
}
