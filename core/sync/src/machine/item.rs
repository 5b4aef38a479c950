//! One waiting submission inside a session, and how its files are split over posts.

use farola_model::Timestamp;
use farola_protocol::Receipt;

use crate::event::{OutboxFile, OutboxItem};
use crate::problem::SyncProblem;

/// Bytes that a multipart body needs around the XML, and around each file beside its name:
/// boundary, headers, line ends. Generous, since a post over the limit is refused whole.
const BODY_OVERHEAD: u64 = 2_048;
const PART_OVERHEAD: u64 = 512;
/// Most files in one post. ODK Collect splits at 100; each file here is an open connection to
/// the phone's database while it is sent, and phones allow few open files.
const FILES_PER_POST: usize = 20;

/// Where an item stands in this session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Waiting,
    Delivered,
    /// Wedged or postponed: not touched again in this session.
    Set,
}

#[derive(Debug)]
pub(super) struct Item {
    pub(super) spec: OutboxItem,
    pub(super) status: Status,
    /// Whether the store knows that sending began.
    pub(super) offered: bool,
    /// Whether to ask the hub what it has before sending anything.
    pub(super) ask_receipt: bool,
    pub(super) not_before: Timestamp,
    pub(super) tries: u32,
    /// Most files per post, lowered when the server finds a post too large.
    pub(super) max_files: usize,
    /// Files of the last post that the server took, until a receipt confirms them.
    pub(super) in_doubt: Option<Vec<usize>>,
    /// Posts after which the receipt did not name what was sent.
    pub(super) unconfirmed: u32,
    /// Files that should have been given to the platform: a later session sends them.
    pub(super) left: Vec<usize>,
}

impl Item {
    pub(super) fn new(spec: &OutboxItem) -> Self {
        Self {
            spec: spec.clone(),
            status: Status::Waiting,
            offered: false,
            // A session before this one may have been cut between the hub's write and ours.
            ask_receipt: spec.body_stored || spec.offered,
            not_before: Timestamp(i64::MIN),
            tries: 0,
            max_files: FILES_PER_POST,
            in_doubt: None,
            unconfirmed: 0,
            left: Vec::new(),
        }
    }

    /// How much the server has: grows with progress.
    pub(super) fn held(&self) -> usize {
        usize::from(self.spec.body_stored) + self.spec.files.iter().filter(|f| f.sent).count()
    }

    pub(super) fn bytes(&self) -> u64 {
        self.spec.files.iter().map(|f| f.size).sum()
    }

    pub(super) fn bytes_sent(&self) -> u64 {
        let done = self.status == Status::Delivered;
        self.spec
            .files
            .iter()
            .filter(|f| f.sent || done)
            .map(|f| f.size)
            .sum()
    }

    pub(super) fn all_sent(&self) -> bool {
        self.spec.body_stored && self.spec.files.iter().all(|f| f.sent)
    }

    /// Files that the server does not have and that are sent from here, with their places.
    fn here(&self) -> impl Iterator<Item = (usize, &OutboxFile)> {
        let files = self.spec.files.iter().enumerate();
        files.filter(|(index, file)| !file.sent && !file.in_flight && !self.left.contains(index))
    }

    /// Bytes that are still to be sent from here.
    pub(super) fn bytes_here(&self) -> u64 {
        self.here().map(|(_, file)| file.size).sum()
    }

    /// Whether all that is missing is on its way by the platform, or left to another session.
    pub(super) fn is_away(&self) -> bool {
        self.spec.body_stored && !self.all_sent() && self.here().next().is_none()
    }

    /// The first file of at least that size that is still here.
    pub(super) fn next_large(&self, size: u64) -> Option<usize> {
        let mut large = self.here().filter(|(_, file)| file.size >= size);
        large.next().map(|(index, _)| index)
    }

    /// Takes files back that the platform was to upload.
    pub(super) fn recall(&mut self) {
        for file in &mut self.spec.files {
            file.in_flight = false;
        }
    }

    /// The files of the next post, and whether more posts follow.
    pub(super) fn plan(&self, limit: u64) -> Result<(Vec<usize>, bool), SyncProblem> {
        let mut size = self.spec.xml_size.saturating_add(BODY_OVERHEAD);
        // The XML goes with every post and cannot be split.
        if size > limit {
            return Err(SyncProblem::TooLargeForServer);
        }
        let mut files = Vec::new();
        let unsent = self.spec.files.iter().filter(|file| !file.sent).count();
        let mut more = self.here().count() < unsent;
        for (index, file) in self.here() {
            let part = file
                .size
                .saturating_add(PART_OVERHEAD + 2 * file.name.len() as u64);
            if self.spec.xml_size + BODY_OVERHEAD + part > limit {
                return Err(SyncProblem::TooLargeForServer);
            }
            if size.saturating_add(part) > limit || files.len() >= self.max_files {
                more = true;
                break;
            }
            size += part;
            files.push(index);
        }
        Ok((files, more))
    }

    /// Takes over what the hub acknowledged; says whether everything is there.
    pub(super) fn apply(&mut self, receipt: &Receipt) -> Result<bool, SyncProblem> {
        let same = receipt.instance_id == self.spec.instance_id
            && receipt.xml_sha256 == self.spec.xml_sha256;
        if !same {
            return Err(SyncProblem::ReceiptMismatch);
        }
        self.spec.body_stored = true;
        for file in &mut self.spec.files {
            // Also back to not sent: the hub may have lost what an earlier answer named.
            file.sent = receipt.holds(&file.name, &file.sha256);
        }
        Ok(self.all_sent())
    }

    pub(super) fn names_sent(&self) -> Vec<String> {
        self.spec
            .files
            .iter()
            .filter(|f| f.sent)
            .map(|f| f.name.clone())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use farola_model::{InstanceId, Sha256};
    use proptest::prelude::*;

    fn item(xml_size: u64, sizes: &[u64]) -> Item {
        let files = sizes.iter().enumerate().map(|(i, size)| OutboxFile {
            name: format!("{i}.jpg"),
            sha256: Sha256::of(&[i as u8]),
            size: *size,
            sent: false,
            in_flight: false,
        });
        Item::new(&OutboxItem {
            instance_id: InstanceId::new("uuid:1"),
            deprecated_id: None,
            xml_sha256: Sha256::of(b""),
            xml_size,
            files: files.collect(),
            offered: false,
            body_stored: false,
            attempts: 0,
            next_attempt: Timestamp(0),
        })
    }

    proptest! {
        #[test]
        fn posts_stay_under_the_limit_and_carry_every_file_once(
            sizes in proptest::collection::vec(0u64..40_000, 0..250),
            xml in 0u64..10_000,
        ) {
            let limit = 64_000;
            let mut item = item(xml, &sizes);
            let mut carried = Vec::new();
            loop {
                let (files, more) = item.plan(limit).unwrap();
                let bytes: u64 = files.iter().map(|i| sizes[*i] + PART_OVERHEAD).sum();
                prop_assert!(bytes + xml <= limit && files.len() <= FILES_PER_POST);
                for index in &files {
                    item.spec.files[*index].sent = true;
                }
                carried.extend(files);
                if !more { break }
            }
            prop_assert_eq!(carried, (0..sizes.len()).collect::<Vec<_>>());
        }
    }

    /// A post one byte over a server's limit is refused whole, and each refusal costs the upload.
    #[test]
    fn a_post_is_filled_to_the_byte_and_not_over() {
        let too_large = Err(SyncProblem::TooLargeForServer);
        let alone = 1_000 + BODY_OVERHEAD;
        assert_eq!(item(1_000, &[]).plan(alone), Ok((vec![], false)));
        assert_eq!(item(1_000, &[]).plan(alone - 1), too_large);
        // A part is its bytes, what stands around them, and its name twice: `0.jpg`.
        let part = |bytes: u64| bytes + PART_OVERHEAD + 10;
        let one = item(1_000, &[7]);
        assert_eq!(one.plan(alone + part(7)), Ok((vec![0], false)));
        assert_eq!(one.plan(alone + part(7) - 1), too_large);
        let two = item(1_000, &[7, 9]);
        let both = alone + part(7) + part(9);
        assert_eq!(two.plan(both), Ok((vec![0, 1], false)));
        assert_eq!(two.plan(both - 1), Ok((vec![0], true)));
    }

    #[test]
    fn a_post_is_not_the_last_while_a_file_is_on_another_way() {
        let mut away = item(1_000, &[7, 9]);
        away.spec.files[1].in_flight = true;
        assert_eq!(away.plan(64_000), Ok((vec![0], true)));
        away.spec.files[1].sent = true;
        assert_eq!(away.plan(64_000), Ok((vec![0], false)));
        away.left.push(0);
        assert_eq!(away.plan(64_000), Ok((vec![], true)));
    }

    #[test]
    fn what_cannot_fit_is_named() {
        assert_eq!(
            item(70_000, &[]).plan(64_000),
            Err(SyncProblem::TooLargeForServer)
        );
        assert_eq!(
            item(1_000, &[10, 63_000]).plan(64_000),
            Err(SyncProblem::TooLargeForServer)
        );
    }
}
