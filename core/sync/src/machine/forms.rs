//! Getting forms: the list, and per form its XML, manifest and files, each verified by its
//! hash; the phone switches to a version only when all of it is here that can be had.
//!
//! What cannot be had is named and left; the rest of the list goes on (`lacks.rs`).

use std::collections::{BTreeMap, VecDeque};

use farola_model::limits::{FORM_XML_BYTES, MEDIA_BYTES, RESPONSE_BYTES};
use farola_model::{FormId, Md5, Sha256};
use farola_protocol::{FormList, FormListEntry, Manifest, MediaFile};

use super::kinds::{Draft, Next, Purpose};
use super::lacks::Lack;
use super::session::Session;
use crate::answer::{Answer, AnswerBody};
use crate::command::{Sink, StoreCommand};
use crate::event::{KnownFile, KnownForm};
use crate::problem::SyncProblem;
use crate::report::Missed;
use crate::url;

/// Forms and files per form that are looked at.
const MAX_FORMS: usize = 2_000;
const MAX_FILES: usize = 1_000;

#[derive(Debug)]
pub(super) struct Forms {
    pub(super) listed: bool,
    pub(super) known: Vec<KnownForm>,
    /// Files at hand by the hash that manifests give.
    files: BTreeMap<Md5, Sha256>,
    pub(super) queue: VecDeque<Job>,
    /// Parts in a row that were given up because the server or the network failed.
    pub(super) fruitless: u32,
}

/// One form on its way.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) entry: FormListEntry,
    pub(super) needs_xml: bool,
    xml: Option<Vec<u8>>,
    /// Files of its manifest that are still to be had; `None` before it came.
    pub(super) wanted: Option<VecDeque<MediaFile>>,
    pub(super) files: Vec<KnownFile>,
    pub(super) wrong_hashes: u32,
    /// Whether a file is missing without which the version in use stays in use.
    pub(super) waits: bool,
}

impl Forms {
    pub(super) fn new(known: &[KnownForm], check: bool) -> Self {
        let files = known
            .iter()
            .flat_map(|f| &f.files)
            .map(|f| (f.hash, f.sha256))
            .collect();
        Self {
            listed: !check,
            known: known.to_vec(),
            files,
            queue: VecDeque::new(),
            fruitless: 0,
        }
    }

    fn job(&self, entry: FormListEntry) -> Job {
        let known = self.known.iter().find(|k| k.form == entry.form);
        let same = known.is_some_and(|k| match entry.hash {
            Some(hash) => hash == k.hash,
            // Without a hash the version must speak; without both, fetch to be sure.
            None => !entry.form.version.as_str().is_empty(),
        });
        Job {
            entry,
            needs_xml: !same,
            xml: None,
            wanted: None,
            files: Vec::new(),
            wrong_hashes: 0,
            waits: false,
        }
    }
}

impl Session {
    pub(super) fn next_form(&mut self) -> Next {
        // Addresses in the list are relative to the list (OpenRosa's form list API).
        let list_url = format!("{}/formList", self.server());
        if !self.forms.listed {
            return Next::Request(Box::new(Draft::get(
                list_url,
                RESPONSE_BYTES,
                Purpose::FormList,
            )));
        }
        let Some(job) = self.forms.queue.front_mut() else {
            return Next::Nothing;
        };
        let memory = |limit| Sink::Memory { limit };
        let (reference, hash, purpose, sink) = if job.needs_xml && job.xml.is_none() {
            let (reference, sink) = (job.entry.download_url.clone(), FORM_XML_BYTES as u64);
            (reference, job.entry.hash, Purpose::FormXml, memory(sink))
        // Also of a form that is here already: its files may have changed without it.
        } else if let (Some(reference), None) = (&job.entry.manifest_url, &job.wanted) {
            let sink = memory(RESPONSE_BYTES);
            (reference.clone(), None, Purpose::Manifest, sink)
        } else {
            match next_file(job, &self.forms.files) {
                Some((reference, hash)) => {
                    let sink = Sink::Stage { limit: MEDIA_BYTES };
                    (reference, hash, Purpose::FormFile, sink)
                }
                None => {
                    self.finish_form();
                    return Next::Again;
                }
            }
        };
        let address = url::join(&list_url, &reference);
        match address.filter(|address| self.may_come_from(address, hash)) {
            Some(address) => {
                let draft = Draft::get(address, 0, purpose);
                Next::Request(Box::new(Draft { sink, ..draft }))
            }
            None => {
                self.lack(&purpose, Lack::Odd, SyncProblem::ForeignAddress);
                Next::Again
            }
        }
    }

    /// Whether a part of a form may be fetched there: from the server that the phone is enrolled
    /// with, or another that the enrolment names. Such a one cannot sign: where the hub has a key,
    /// its list must say what the part is.
    pub(super) fn may_come_from(&self, address: &str, hash: Option<Md5>) -> bool {
        let hosts = &self.start.enrolment.file_hosts;
        url::same_server(self.server(), address)
            || (hosts.iter().any(|host| url::same_server(host, address))
                && (hash.is_some() || !self.must_be_proven()))
    }

    fn finish_form(&mut self) {
        let Some(job) = self.forms.queue.pop_front() else {
            return;
        };
        self.tries = 0;
        // A form that waits for a file is told by the file.
        if job.waits {
            return;
        }
        let known = self.forms.known.iter().find(|k| k.form == job.entry.form);
        let mut before = known.map(|k| k.files.clone()).unwrap_or_default();
        let mut after = job.files.clone();
        // In any order: a manifest that lists the same files anew is no change.
        before.sort_by(|a, b| a.name.cmp(&b.name));
        after.sort_by(|a, b| a.name.cmp(&b.name));
        if !job.needs_xml && before == after {
            return;
        }
        self.report.forms_stored.push(job.entry.form.clone());
        let (entry, xml, files) = (job.entry, job.xml, job.files);
        self.stores
            .push_back(StoreCommand::StoreForm { entry, xml, files });
    }

    pub(super) fn on_form_list(&mut self, answer: &Answer) {
        self.tries = 0;
        let read = match FormList::parse(answer.bytes()) {
            Ok(read) => read,
            Err(_) if answer.is_html() => return self.pause(SyncProblem::CaptivePortal),
            Err(_) => return self.pause(SyncProblem::Unintelligible),
        };
        self.forms.listed = true;
        for odd in read.odd {
            let form = FormId::new(odd.name.unwrap_or_default());
            let (file, problem) = (None, SyncProblem::OddEntry);
            self.report.missed.push(Missed {
                form,
                file,
                problem,
            });
        }
        let jobs = read.list.one_of_each().into_iter().take(MAX_FORMS);
        self.forms.queue = jobs.map(|entry| self.forms.job(entry)).collect();
    }

    /// Takes a part of the first form out of an answer that came from where it should.
    pub(super) fn take_part(
        &mut self,
        url: &str,
        purpose: &Purpose,
        answer: &Answer,
    ) -> Result<(), (Lack, SyncProblem)> {
        let forms = &mut self.forms;
        let Some(job) = forms.queue.front_mut() else {
            return Ok(());
        };
        match purpose {
            Purpose::FormXml => take_xml(job, answer)?,
            Purpose::Manifest => return self.take_manifest(answer, url),
            _ => take_file(job, answer, &mut forms.files)?,
        }
        job.wrong_hashes = 0;
        Ok(())
    }

    fn take_manifest(&mut self, answer: &Answer, url: &str) -> Result<(), (Lack, SyncProblem)> {
        let Some(job) = self.forms.queue.front_mut() else {
            return Ok(());
        };
        let read = Manifest::parse(answer.bytes());
        let read = read.map_err(|_| (Lack::Failed, unreadable(answer)))?;
        let missed = |file: Option<String>, problem| Missed {
            form: job.entry.form.id.clone(),
            file: Some(file.unwrap_or_default()),
            problem,
        };
        let odd = read.odd.into_iter();
        let odd = odd.map(|odd| missed(odd.name, SyncProblem::OddEntry));
        self.report.missed.extend(odd);
        let mut wanted = VecDeque::new();
        for mut file in read.list.files.into_iter().take(MAX_FILES) {
            // A reference that is none stays as it is, and is refused when its turn comes.
            if let Some(joined) = url::join(url, &file.download_url) {
                file.download_url = joined;
            }
            wanted.push_back(file);
        }
        job.wanted = Some(wanted);
        Ok(())
    }
}

/// Takes over files that are at hand, and names the address of the first that is not.
fn next_file(job: &mut Job, at_hand: &BTreeMap<Md5, Sha256>) -> Option<(String, Option<Md5>)> {
    let wanted = job.wanted.as_mut()?;
    // What another form brought under the same digest is not fetched again.
    while let Some(file) = wanted.pop_front() {
        match file
            .hash
            .and_then(|hash| at_hand.get(&hash).map(|sha| (hash, *sha)))
        {
            Some((hash, sha256)) => job.files.push(known_file(file, hash, sha256)),
            None => {
                let asked = (file.download_url.clone(), file.hash);
                wanted.push_front(file);
                return Some(asked);
            }
        }
    }
    None
}

fn known_file(file: MediaFile, hash: Md5, sha256: Sha256) -> KnownFile {
    KnownFile {
        name: file.name,
        hash,
        sha256,
        kind: file.kind,
    }
}

/// What is not what was asked for: a page for people, mostly, is that of a network.
fn unreadable(answer: &Answer) -> SyncProblem {
    if answer.is_html() {
        SyncProblem::CaptivePortal
    } else {
        SyncProblem::Unintelligible
    }
}

fn take_xml(job: &mut Job, answer: &Answer) -> Result<(), (Lack, SyncProblem)> {
    let bytes = answer.bytes();
    let right = job.entry.hash.is_none_or(|hash| hash == Md5::of(bytes));
    if !right || bytes.is_empty() {
        return Err(if answer.is_html() {
            (Lack::Failed, SyncProblem::CaptivePortal)
        } else {
            (Lack::Wrong, SyncProblem::FormHashMismatch)
        });
    }
    job.xml = Some(bytes.to_vec());
    Ok(())
}

fn take_file(
    job: &mut Job,
    answer: &Answer,
    at_hand: &mut BTreeMap<Md5, Sha256>,
) -> Result<(), (Lack, SyncProblem)> {
    let AnswerBody::Staged { md5, sha256, .. } = answer.body else {
        return Err((Lack::Failed, SyncProblem::Unintelligible));
    };
    let wanted = job.wanted.as_mut();
    let Some(file) = wanted.and_then(VecDeque::pop_front) else {
        return Ok(());
    };
    if file.hash.is_some_and(|hash| hash != md5) {
        if let Some(wanted) = &mut job.wanted {
            wanted.push_front(file);
        }
        return Err((Lack::Wrong, SyncProblem::MediaHashMismatch));
    }
    at_hand.insert(md5, sha256);
    job.files.push(known_file(file, md5, sha256));
    Ok(())
}
