//! Holding what arrives to its form.
//!
//! A phone lets nobody give an answer that the form refuses; whoever has a phone's key can send
//! any bytes. So the published version's rules are run here once more. What breaks them is kept,
//! because a submission is not ours to refuse, and marked: nobody is shown it as if it were good.
//! What the form does not ask at all is set aside ([`crate::aside`]).
//! What cannot be judged (a form that is too dear, or encrypted, or not readable any more) is
//! marked as that.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use farola_form::jiff::tz::TimeZone;
use farola_form::submission::ReceivedSubmission;
use farola_form::{Breach, FormDef, FormMedia, Held, SessionEnv};
use farola_hub_store::flag::Flag;
use farola_hub_store::form::{FormFile, FormVersionKey, MatchedForm};
use farola_hub_store::submission::Verdict;
use farola_hub_store::{Store, StoreError};
use farola_hub_wire::FaultKind;
use farola_model::{Sha256, Timestamp};
use serde::Deserialize as _;
use serde::de::IntoDeserializer as _;
use serde::de::value::StrDeserializer;

use crate::app::App;

/// Forms that are kept ready.
const FORMS: usize = 32;
/// Bytes of the XML and of the lists of the forms that are kept ready: each takes some ten times
/// as much.
const FORM_BYTES: usize = 16 * 1024 * 1024;
/// Largest list that is read with a form; what rests on a larger one is not judged.
const LIST_BYTES: u64 = 4 * 1024 * 1024;
/// Most rules that are noted of one submission.
const FAULTS: usize = 200;

/// Forms that are ready to judge, the one that was used last first.
#[derive(Default)]
pub(crate) struct ReadyForms(Mutex<VecDeque<Ready>>);

/// A version with the lists that it had.
struct Ready {
    version: FormVersionKey,
    files: Sha256,
    /// None where it cannot be read.
    form: Option<Arc<FormDef>>,
    bytes: usize,
}

impl ReadyForms {
    /// The form of a version. Blocks. None where nothing can be held to it.
    fn get(
        &self,
        store: &Store,
        matched: &MatchedForm,
    ) -> Result<Option<Arc<FormDef>>, StoreError> {
        let is_it = |one: &Ready| one.version == matched.version && one.files == matched.files;
        {
            let mut ready = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(place) = ready.iter().position(is_it)
                && let Some(found) = ready.remove(place)
            {
                let form = found.form.clone();
                ready.push_front(found);
                return Ok(form);
            }
        }
        let read = read(store, matched)?;
        let form = read.form.clone();
        let mut ready = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ready.retain(|one| one.version != matched.version);
        ready.push_front(read);
        let total = |ready: &VecDeque<Ready>| ready.iter().map(|one| one.bytes).sum::<usize>();
        while ready.len() > FORMS || (ready.len() > 1 && total(&ready) > FORM_BYTES) {
            ready.pop_back();
        }
        Ok(form)
    }
}

fn read(store: &Store, matched: &MatchedForm) -> Result<Ready, StoreError> {
    let definition = store.read_definition(matched.version)?;
    let lists = Lists {
        store,
        files: &definition.files,
    };
    // It was published, so that it can be filled; one of a hub of before may be so no longer.
    let (form, _) = FormDef::parse(&definition.xml, &lists);
    let listed = definition.files.iter().filter_map(|file| file.stored);
    let listed = listed.map(|stored| usize::try_from(stored.size).unwrap_or(usize::MAX));
    let bytes = listed.fold(definition.xml.len(), usize::saturating_add);
    Ok(Ready {
        version: matched.version,
        files: matched.files,
        form: form.map(Arc::new),
        bytes,
    })
}

/// The files of a form as far as they are lists.
struct Lists<'a> {
    store: &'a Store,
    files: &'a [FormFile],
}

impl FormMedia for Lists<'_> {
    fn get(&self, name: &str) -> Option<std::borrow::Cow<'_, [u8]>> {
        let file = self.files.iter().find(|file| file.name == name)?;
        let stored = file.stored.filter(|stored| stored.size <= LIST_BYTES)?;
        self.store.read_file(stored.sha256).ok().map(Into::into)
    }
}

/// What the form says of a submission, and what of it is to be kept.
pub(crate) struct Judged {
    pub(crate) verdict: Verdict,
    /// Names of the files that asked answers name; none where that is not known.
    pub(crate) files: Option<Vec<String>>,
    /// The document without what its form does not ask; none where that is nothing.
    pub(crate) left: Option<Vec<u8>>,
}

impl Judged {
    fn unchecked() -> Self {
        let flags = vec![Flag::Unchecked];
        Self {
            verdict: Verdict {
                flags,
                faults: String::new(),
            },
            files: None,
            left: None,
        }
    }

    /// Of answers that only the holder of the form's key reads: what they name is encrypted too.
    fn sealed(parsed: &ReceivedSubmission) -> Self {
        let named = parsed.answers.iter().filter(|answer| {
            let steps: Vec<&str> = answer.field.split('/').skip(2).collect();
            matches!(steps[..], ["encryptedXmlFile"] | ["media", "file"])
        });
        Self {
            files: Some(named.filter_map(|answer| answer.value.clone()).collect()),
            ..Self::unchecked()
        }
    }
}

/// Holds a submission to the form that it names. Blocks.
///
/// # Errors
/// A failure of the database.
pub(crate) fn judge(
    app: &App,
    matched: &MatchedForm,
    xml: &[u8],
    parsed: &ReceivedSubmission,
    at: Timestamp,
) -> Result<Judged, StoreError> {
    let Some(form) = app.forms().get(app.store(), matched)? else {
        return Ok(Judged::unchecked());
    };
    // Only a form with a key has answers that nobody here can read.
    if parsed.is_encrypted && form.sending().public_key.is_some() {
        return Ok(Judged::sealed(parsed));
    }
    let Some(env) = env(at, &matched.time_zone) else {
        return Ok(Judged::unchecked());
    };
    match form.hold(env, xml) {
        Ok(held) if !held.is_unfinished => Ok(judged(held)),
        _ => Ok(Judged::unchecked()),
    }
}

/// The time of the hub where the project is. Nothing that is held draws lots.
fn env(at: Timestamp, zone: &str) -> Option<SessionEnv> {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let at = farola_form::jiff::Timestamp::from_millisecond(at.as_millis()).ok()?;
    Some(SessionEnv::new(
        at.to_zoned_datetime(zone),
        |bytes: &mut [u8]| {
            bytes.fill(0);
        },
    ))
}

fn judged(held: Held) -> Judged {
    let mut flags = Vec::new();
    if !held.broken.is_empty() || !held.unasked.is_empty() {
        flags.push(Flag::Form);
    }
    if !held.unsure.is_empty() {
        flags.push(Flag::Unchecked);
    }
    Judged {
        verdict: Verdict {
            flags,
            faults: written(&held),
        },
        files: Some(held.files),
        left: held.left,
    }
}

/// One fault a line: the word of its kind and the path.
fn written(held: &Held) -> String {
    let broken = held.broken.iter();
    let broken = broken.map(|Breach { path, kind, .. }| (kind.name(), path));
    let unasked = held.unasked.iter().map(|path| (UNASKED, path));
    let lines = broken.chain(unasked).take(FAULTS);
    lines
        .map(|(kind, path)| format!("{kind} {path}\n"))
        .collect()
}

const UNASKED: &str = "unasked";

/// Reads what [`judge`] wrote, whose words are those of the wire; what a newer hub wrote beside
/// this one is passed over.
pub(crate) fn faults(written: &str) -> impl Iterator<Item = (FaultKind, &str)> {
    written.lines().filter_map(|line| {
        let (kind, path) = line.split_once(' ')?;
        let kind: StrDeserializer<'_, serde::de::value::Error> = kind.into_deserializer();
        Some((FaultKind::deserialize(kind).ok()?, path))
    })
}
