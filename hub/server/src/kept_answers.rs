//! Answers of large records that somebody reads page by page: taken out of the XML once, and kept
//! for the next page, within so many bytes and for a short time. Without that each page would pay
//! for the whole record, and reading all of it would cost its square.
//!
//! They are kept by the digest of the XML, so that a page is of the bytes that the database names
//! at that moment and of no others.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use farola_form::submission::FlatAnswer;
use farola_model::Sha256;
use farola_protocol::Problem;

use crate::arrival;
use crate::config::{LARGE_RECORDS, LARGE_XML};
use crate::failure::Failure;
use crate::room::Room;

/// Bytes of all answers that are kept: of the largest record that may arrive they are 20 MB.
const KEPT_BYTES: usize = 64 * 1024 * 1024;
/// How long they are kept after somebody read them.
pub(crate) const KEPT_FOR: Duration = Duration::from_secs(20);

/// The answers of a record in their order, in one piece of memory.
pub(crate) struct Answers {
    text: String,
    places: Vec<Place>,
}

/// Where an answer ends in the text; it begins where the one before it ends.
struct Place {
    path: usize,
    /// None for groups and repeat instances.
    value: Option<usize>,
}

/// One answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Given<'a> {
    /// Its path, with positions where they are not the first.
    pub(crate) path: &'a str,
    /// Its text; nothing for groups and repeat instances.
    pub(crate) value: Option<&'a str>,
}

impl Answers {
    /// Puts answers together.
    pub(crate) fn of(answers: Vec<FlatAnswer>) -> Self {
        let bytes = |answer: &FlatAnswer| {
            let value = answer.value.as_ref().map_or(0, String::len);
            answer.path.len() + value
        };
        let mut text = String::with_capacity(answers.iter().map(bytes).sum());
        let mut places = Vec::with_capacity(answers.len());
        for answer in answers {
            text.push_str(&answer.path);
            let path = text.len();
            let value = answer.value.map(|value| {
                text.push_str(&value);
                text.len()
            });
            places.push(Place { path, value });
        }
        Self { text, places }
    }

    /// The answers from that place on, each with its place.
    pub(crate) fn from(&self, first: usize) -> impl Iterator<Item = (usize, Given<'_>)> {
        let places = self.places.get(first..).unwrap_or_default();
        let before = first
            .checked_sub(1)
            .and_then(|place| self.places.get(place));
        let mut begin = before.map_or(0, Place::end);
        places.iter().zip(first..).map(move |(place, number)| {
            let path = self.text.get(begin..place.path).unwrap_or_default();
            let value = place.value.and_then(|end| self.text.get(place.path..end));
            begin = place.end();
            (number, Given { path, value })
        })
    }

    fn bytes(&self) -> usize {
        self.text.len() + self.places.len() * size_of::<Place>()
    }
}

impl Place {
    fn end(&self) -> usize {
        self.value.unwrap_or(self.path)
    }
}

/// Room for those that are read from their XML, and those that are kept.
pub(crate) struct KeptAnswers {
    room: Room,
    kept: Mutex<VecDeque<Kept>>,
}

struct Kept {
    xml: Sha256,
    answers: Arc<Answers>,
    used: Instant,
}

impl KeptAnswers {
    pub(crate) fn new() -> Self {
        Self {
            room: Room::new(LARGE_RECORDS),
            kept: Mutex::default(),
        }
    }

    /// The answers of an XML: as they are kept, else out of the bytes that `take` gets with their
    /// digest. Those of a large one are kept, and few of them are read at one time.
    ///
    /// # Errors
    /// What `take` answers; [`Problem::Busy`] where no room came free in that time.
    pub(crate) async fn read(
        &self,
        xml: Sha256,
        patience: Duration,
        take: impl AsyncFnOnce() -> Result<(Sha256, Vec<u8>), Failure>,
    ) -> Result<Arc<Answers>, Failure> {
        if let Some(kept) = self.find(xml, Instant::now()) {
            return Ok(kept);
        }
        let (xml, bytes) = take().await?;
        let is_large = bytes.len() > LARGE_XML;
        let _room = match is_large {
            true => Some(self.room.enter(patience).await?),
            false => None,
        };
        // Whoever had the place before may have read the same one.
        if let Some(kept) = self.find(xml, Instant::now()) {
            return Ok(kept);
        }
        let read = move || {
            // What was received under looser bounds than today's may not be read: the rest of the
            // record is shown.
            let received = arrival::read(&bytes).unwrap_or_default();
            Arc::new(Answers::of(received.answers))
        };
        let read = tokio::task::spawn_blocking(read).await;
        let answers = read.map_err(|_| Problem::Internal)?;
        if is_large {
            self.keep(xml, Arc::clone(&answers), Instant::now());
        }
        Ok(answers)
    }

    /// The answers of that XML, where they are kept.
    fn find(&self, xml: Sha256, now: Instant) -> Option<Arc<Answers>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.iter().position(|one| one.xml == xml)?;
        let mut one = kept.remove(place)?;
        one.used = now;
        let answers = Arc::clone(&one.answers);
        kept.push_back(one);
        Some(answers)
    }

    /// Keeps the answers of an XML; those that were not read for longest make room.
    fn keep(&self, xml: Sha256, answers: Arc<Answers>, now: Instant) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|one| one.xml != xml);
        kept.push_back(Kept {
            xml,
            answers,
            used: now,
        });
        let mut bytes: usize = kept.iter().map(|one| one.answers.bytes()).sum();
        while bytes > KEPT_BYTES
            && let Some(oldest) = kept.pop_front()
        {
            bytes -= oldest.answers.bytes();
        }
    }

    /// Whether nothing is kept.
    pub(crate) fn is_empty(&self) -> bool {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.is_empty()
    }

    /// Forgets what nobody read for some time; whether something is left.
    pub(crate) fn forget(&self, now: Instant) -> bool {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|one| now.saturating_duration_since(one.used) < KEPT_FOR);
        if kept.is_empty() {
            kept.shrink_to_fit();
        }
        !kept.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(xml: &str) -> Arc<Answers> {
        let received = arrival::read(xml.as_bytes()).unwrap();
        Arc::new(Answers::of(received.answers))
    }

    fn large(megabytes: usize, letter: &str) -> (Sha256, Arc<Answers>) {
        let value = letter.repeat(megabytes << 20);
        let path = "/d/a".to_owned();
        let mut answers = Answers::of(Vec::new());
        answers.text = format!("{path}{value}");
        answers.places.push(Place {
            path: path.len(),
            value: Some(answers.text.len()),
        });
        (Sha256::of(letter.as_bytes()), Arc::new(answers))
    }

    #[test]
    fn answers_are_the_same_from_any_place_on() {
        let xml = "<d id='x'><a>uno</a><g><b/><b>ñandú</b></g><a/><c>&lt;</c></d>";
        let whole = arrival::read(xml.as_bytes()).unwrap().answers;
        let put = answers(xml);
        for first in 0..whole.len() + 2 {
            let told: Vec<_> = put.from(first).collect();
            let wanted = whole.iter().enumerate().skip(first).map(|(place, answer)| {
                let value = answer.value.as_deref();
                let path = answer.path.as_str();
                (place, Given { path, value })
            });
            assert_eq!(told, wanted.collect::<Vec<_>>(), "from {first}");
        }
        assert_eq!(put.from(usize::MAX).count(), 0);
    }

    /// What opening every page of a record costs: bytes of XML that are read, answers looked at.
    async fn cost_of_all_pages(elements: usize) -> (usize, usize) {
        const PAGE: usize = 1_000;
        let xml = format!("<d id='x'>{}</d>", "<a>1</a>".repeat(elements));
        let digest = Sha256::of(xml.as_bytes());
        let kept = KeptAnswers::new();
        let (mut read, mut seen, mut from) = (0, 0, 0);
        loop {
            let take = async || {
                read += xml.len();
                Ok((digest, xml.clone().into_bytes()))
            };
            let all = kept.read(digest, Duration::from_secs(60), take).await;
            let all = all.ok().unwrap();
            let page = all.from(from).take(PAGE).count();
            seen += page;
            from += page;
            if page < PAGE {
                return (read, seen);
            }
        }
    }

    #[tokio::test]
    async fn all_pages_of_a_record_cost_what_it_is_long() {
        for elements in [10_000, 40_000, 160_000] {
            let (read, seen) = cost_of_all_pages(elements).await;
            assert_eq!(seen, elements + 1, "each answer once");
            assert!(read < elements * 10, "{read} bytes of {elements} elements");
        }
    }

    #[test]
    fn what_is_kept_has_an_end_in_bytes_and_in_time() {
        let kept = KeptAnswers::new();
        let start = Instant::now();
        let sets: Vec<_> = ["a", "b", "c"].map(|letter| large(30, letter)).into();
        for (xml, answers) in &sets {
            kept.keep(*xml, Arc::clone(answers), start);
        }
        let found = |n: usize, at| kept.find(sets[n].0, at).is_some();
        assert_eq!([found(0, start), found(1, start)], [false, true]);
        // Read again, the second stays and the third makes room.
        kept.keep(sets[0].0, Arc::clone(&sets[0].1), start);
        assert_eq!([found(1, start), found(2, start)], [true, false]);
        // One that is larger than all that may be kept is not.
        let (xml, huge) = large(65, "d");
        kept.keep(xml, huge, start);
        assert!(kept.find(xml, start).is_none());
        kept.keep(sets[1].0, Arc::clone(&sets[1].1), start);
        let later = start + KEPT_FOR / 2;
        assert!(kept.forget(later) && found(1, later));
        assert!(kept.forget(start + KEPT_FOR), "it was read meanwhile");
        assert!(!kept.forget(later + KEPT_FOR));
        assert!(!found(1, later + KEPT_FOR));
    }
}
