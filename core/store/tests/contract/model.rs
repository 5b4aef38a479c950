//! Random operations against a model in memory: the same answers, the same content.

use std::collections::{BTreeMap, BTreeSet};

use farola_model::{Coded, Sha256, Timestamp};
use farola_store::{
    Receipt, RetentionPolicy, Store, SubmissionEvent as Event, SubmissionState as State,
};
use proptest::prelude::*;

use crate::{Phone, attachment, id, new_draft};

const DAY: i64 = 86_400_000;

#[derive(Debug, Clone)]
enum Operation {
    Begin(u8),
    Answer(u8, u8),
    Answers(u8, Vec<u8>),
    Snapshot(u8, u8),
    Photo(u8, u8),
    Delete(u8),
    Finalize(u8),
    Offer(u8),
    Stored(u8, bool),
    Missing(u8),
    Acknowledge(u8),
    Wedge(u8),
    Retry(u8),
    Reoffer(u8),
    Purge(u8),
    Reopen,
    Crash,
}

fn operation() -> impl Strategy<Value = Operation> {
    use Operation as O;
    let which = 0u8..4;
    prop_oneof![
        3 => which.clone().prop_map(O::Begin),
        6 => (which.clone(), any::<u8>()).prop_map(|(d, a)| O::Answer(d, a)),
        2 => (which.clone(), prop::collection::vec(any::<u8>(), 0..4))
            .prop_map(|(d, a)| O::Answers(d, a)),
        2 => (which.clone(), 0u8..12).prop_map(|(d, n)| O::Snapshot(d, n)),
        3 => (which.clone(), 0u8..3).prop_map(|(d, p)| O::Photo(d, p)),
        1 => which.clone().prop_map(O::Delete),
        3 => which.clone().prop_map(O::Finalize),
        3 => which.clone().prop_map(O::Offer),
        3 => (which.clone(), any::<bool>()).prop_map(|(d, all)| O::Stored(d, all)),
        1 => which.clone().prop_map(O::Missing),
        3 => which.clone().prop_map(O::Acknowledge),
        1 => which.clone().prop_map(O::Wedge),
        1 => which.clone().prop_map(O::Retry),
        1 => which.prop_map(O::Reoffer),
        1 => (0u8..12).prop_map(O::Purge),
        1 => Just(O::Reopen),
        1 => Just(O::Crash),
    ]
}

#[derive(Default)]
struct ModelDraft {
    last: u64,
    snapshot: Option<Vec<u8>>,
    deltas: BTreeMap<u64, Vec<u8>>,
    photos: BTreeMap<String, Vec<u8>>,
}

struct ModelSubmission {
    xml: Vec<u8>,
    photos: BTreeMap<String, (Vec<u8>, bool)>,
    state: State,
    /// When a purge first found that the server has it, in days that passed.
    since: Option<i64>,
}

#[derive(Default)]
struct Model {
    passed: i64,
    wall: Option<i64>,
    drafts: BTreeMap<u8, ModelDraft>,
    submissions: BTreeMap<u8, ModelSubmission>,
}

type Outcome = Result<(), &'static str>;

impl Model {
    fn draft(&mut self, n: u8) -> Result<&mut ModelDraft, &'static str> {
        self.drafts.get_mut(&n).ok_or("storage.not_found")
    }

    fn step(&mut self, n: u8, event: Event) -> Outcome {
        let submission = self.submissions.get_mut(&n).ok_or("storage.not_found")?;
        submission.state = submission.state.after(event).ok_or("storage.transition")?;
        Ok(())
    }

    fn stored(&mut self, n: u8, all: bool) -> Outcome {
        self.step(n, Event::BodyStored)?;
        let photos = &mut self.submissions.get_mut(&n).unwrap().photos;
        let take = if all {
            photos.len()
        } else {
            photos.len().min(1)
        };
        photos
            .values_mut()
            .take(take)
            .for_each(|(_, sent)| *sent = true);
        let left = photos.values().any(|(_, sent)| !sent);
        match (left, take) {
            (false, _) => self.step(n, Event::AllStored),
            (true, 0) => Ok(()),
            (true, _) => self.step(n, Event::MediaStored),
        }
    }

    fn acknowledge(&mut self, n: u8) -> Outcome {
        let submission = self.submissions.get(&n).ok_or("storage.not_found")?;
        let to = submission
            .state
            .after(Event::Acknowledge)
            .ok_or("storage.transition")?;
        if submission.photos.values().any(|(_, sent)| !sent) {
            return Err("storage.receipt_mismatch");
        }
        self.submissions.get_mut(&n).unwrap().state = to;
        Ok(())
    }

    /// Only the wall is known here: what it goes forward counts, what it goes back does not.
    fn purge(&mut self, days: u8) {
        let wall = i64::from(days);
        self.passed += self.wall.map_or(0, |seen| (wall - seen).max(0));
        self.wall = Some(wall);
        for submission in self.submissions.values_mut() {
            submission.since = match submission.state {
                // Acknowledged at 0 by the wall.
                State::Acknowledged => submission.since.or(Some(self.passed - wall)),
                _ => None,
            };
        }
        let passed = self.passed;
        let is_due = |since: i64| passed - since >= 7;
        self.submissions.retain(|_, s| !s.since.is_some_and(is_due));
    }

    /// A photo is there as long as something names it, and not a moment longer.
    fn named(&self) -> BTreeSet<Vec<u8>> {
        let drafts = self.drafts.values().flat_map(|d| d.photos.values());
        let submissions = self.submissions.values().flat_map(|s| s.photos.values());
        let submissions = submissions.map(|(bytes, _)| bytes);
        drafts.chain(submissions).cloned().collect()
    }

    fn apply(&mut self, operation: &Operation) -> Outcome {
        use Operation as O;
        match operation {
            O::Begin(n) => {
                if self.drafts.contains_key(n) || self.submissions.contains_key(n) {
                    return Err("storage.exists");
                }
                self.drafts.insert(*n, ModelDraft::default());
                Ok(())
            }
            O::Answer(n, answer) => self.apply(&O::Answers(*n, vec![*answer])),
            O::Answers(n, answers) => {
                let draft = self.draft(*n)?;
                for answer in answers {
                    draft.last += 1;
                    draft.deltas.insert(draft.last, vec![*answer]);
                }
                Ok(())
            }
            O::Snapshot(n, covers) => {
                let draft = self.draft(*n)?;
                if u64::from(*covers) > draft.last {
                    return Err("storage.not_found");
                }
                draft.snapshot = Some(vec![*covers]);
                draft.deltas.retain(|seq, _| *seq > u64::from(*covers));
                Ok(())
            }
            O::Photo(n, which) => {
                let (name, bytes) = photo(*which);
                self.draft(*n)?.photos.insert(name, bytes);
                Ok(())
            }
            O::Delete(n) => {
                self.draft(*n)?;
                self.drafts.remove(n);
                Ok(())
            }
            O::Finalize(n) => {
                if self.submissions.contains_key(n) {
                    return Ok(());
                }
                self.draft(*n)?;
                let draft = self.drafts.remove(n).unwrap();
                let sealed = ModelSubmission {
                    xml: vec![*n],
                    photos: draft
                        .photos
                        .into_iter()
                        .map(|(k, v)| (k, (v, false)))
                        .collect(),
                    state: State::Finalized,
                    since: None,
                };
                self.submissions.insert(*n, sealed);
                Ok(())
            }
            O::Offer(n) => self.step(*n, Event::Offer),
            O::Stored(n, all) => self.stored(*n, *all),
            O::Missing(n) => {
                self.step(*n, Event::MediaMissing)?;
                let photos = &mut self.submissions.get_mut(n).unwrap().photos;
                photos.values_mut().for_each(|(_, sent)| *sent = false);
                Ok(())
            }
            O::Acknowledge(n) => self.acknowledge(*n),
            O::Wedge(n) => self.step(*n, Event::Wedge),
            O::Retry(n) => self.step(*n, Event::Retry),
            O::Reoffer(n) => {
                self.step(*n, Event::Reoffer)?;
                let photos = &mut self.submissions.get_mut(n).unwrap().photos;
                photos.values_mut().for_each(|(_, sent)| *sent = false);
                Ok(())
            }
            O::Purge(days) => {
                self.purge(*days);
                Ok(())
            }
            O::Reopen | O::Crash => Ok(()),
        }
    }
}

fn photo(which: u8) -> (String, Vec<u8>) {
    (
        format!("{which}.jpg"),
        vec![which; 100 + usize::from(which) * 300_000],
    )
}

fn name(n: u8) -> String {
    format!("s{n}")
}

fn apply(phone: &mut Phone, store: &mut Store, operation: &Operation) -> Outcome {
    use Operation as O;
    let at = Timestamp(0);
    let files = |store: &Store, n: u8| -> Vec<String> {
        let media = store.submission_media(&id(&name(n))).unwrap();
        media.into_iter().map(|file| file.name).collect()
    };
    let result = match operation {
        O::Begin(n) => store.begin_draft(&new_draft(&name(*n))),
        O::Answer(n, answer) => store.append_delta(&id(&name(*n)), &[*answer], at).map(drop),
        O::Answers(n, answers) => {
            let deltas: Vec<&[u8]> = answers.chunks(1).collect();
            store.append_deltas(&id(&name(*n)), &deltas, at).map(drop)
        }
        O::Snapshot(n, covers) => {
            store.snapshot_draft(&id(&name(*n)), u64::from(*covers), &[*covers], at)
        }
        O::Photo(n, which) => {
            let (file, bytes) = photo(*which);
            let mut source = bytes.as_slice();
            store
                .import_draft_media(&id(&name(*n)), &file, "original", &mut source, "x", at)
                .map(drop)
        }
        O::Delete(n) => store.delete_draft(&id(&name(*n))),
        O::Finalize(n) => {
            let mut files = Vec::new();
            for file in store.draft_media(&id(&name(*n))).unwrap() {
                let content = store.media_bytes(&file.sha256).unwrap();
                files.push(attachment(&file.name, &content));
            }
            store.finalize(&id(&name(*n)), &[*n], &files, at).map(drop)
        }
        O::Offer(n) => store.advance(&id(&name(*n)), Event::Offer, at).map(drop),
        O::Stored(n, all) => {
            let files = files(store, *n);
            let take = if *all {
                files.len()
            } else {
                files.len().min(1)
            };
            let files: Vec<&str> = files.iter().take(take).map(String::as_str).collect();
            store.mark_stored(&id(&name(*n)), &files, at).map(drop)
        }
        O::Missing(n) => {
            let files = files(store, *n);
            let files: Vec<&str> = files.iter().map(String::as_str).collect();
            store.mark_missing(&id(&name(*n)), &files, at).map(drop)
        }
        O::Acknowledge(n) => store
            .acknowledge(&id(&name(*n)), &Receipt::bare(), at)
            .map(drop),
        O::Wedge(n) => store.wedge(&id(&name(*n)), "x", at),
        O::Retry(n) => store.advance(&id(&name(*n)), Event::Retry, at).map(drop),
        O::Reoffer(n) => store.advance(&id(&name(*n)), Event::Reoffer, at).map(drop),
        O::Purge(days) => {
            let now = Timestamp(i64::from(*days) * DAY);
            store.purge(RetentionPolicy::default(), now).map(drop)
        }
        O::Reopen => {
            *store = phone.open();
            Ok(())
        }
        O::Crash => {
            let copy = phone.crash_copy();
            *store = copy.open();
            *phone = copy;
            Ok(())
        }
    };
    result.map_err(|error| error.code())
}

fn assert_same(store: &Store, model: &Model) {
    let drafts = store.drafts().unwrap();
    assert_eq!(drafts.len(), model.drafts.len());
    for (n, expected) in &model.drafts {
        let draft = store.load_draft(&id(&name(*n))).unwrap();
        assert_eq!(draft.snapshot, expected.snapshot);
        let deltas: Vec<_> = draft.deltas.into_iter().map(|d| (d.seq, d.bytes)).collect();
        assert_eq!(
            deltas,
            expected.deltas.clone().into_iter().collect::<Vec<_>>()
        );
    }
    assert_eq!(store.submissions().unwrap().len(), model.submissions.len());
    let mut due: BTreeSet<String> = BTreeSet::new();
    for (n, expected) in &model.submissions {
        let submission = store.submission(&id(&name(*n))).unwrap();
        assert_eq!(
            (submission.info.state, &submission.xml),
            (expected.state, &expected.xml)
        );
        let photos: Vec<_> = submission
            .media
            .iter()
            .map(|f| {
                (
                    f.name.clone(),
                    (store.media_bytes(&f.sha256).unwrap(), f.sent),
                )
            })
            .collect();
        assert_eq!(
            photos,
            expected.photos.clone().into_iter().collect::<Vec<_>>()
        );
        if expected.state.is_waiting() {
            due.insert(id(&name(*n)).to_string());
        }
    }
    let offered = store.due(Timestamp(i64::MAX), 100).unwrap();
    let offered: BTreeSet<_> = offered
        .iter()
        .map(|o| o.info.instance.to_string())
        .collect();
    assert_eq!(offered, due);
    let named = model.named();
    for bytes in &named {
        assert!(store.medium(&Sha256::of(bytes)).is_ok());
    }
    let used: usize = named.iter().map(Vec::len).sum();
    assert_eq!(store.storage_use().unwrap().media, used as u64);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_store_is_what_the_model_says(
        operations in prop::collection::vec(operation(), 1..60)
    ) {
        let mut phone = Phone::new();
        let mut store = phone.open();
        let mut model = Model::default();
        for operation in &operations {
            let expected = model.apply(operation);
            prop_assert_eq!(apply(&mut phone, &mut store, operation), expected, "{:?}", operation);
        }
        assert_same(&store, &model);
        drop(store);
        assert_same(&phone.open_checked(), &model);
    }
}
