//! Getting forms: the list, and per form its XML, manifest and files, each verified by its
//! hash; the phone switches to a version only when all of it is here.

use std::collections::{BTreeMap, VecDeque};

use farola_model::limits::{FORM_XML_BYTES, MEDIA_BYTES, RESPONSE_BYTES};
use farola_model::{Md5, Sha256, Timestamp};
use farola_protocol::{FormList, FormListEntry, Manifest};

use super::kinds::{Draft, Next, Purpose};
use super::session::Session;
use super::steps::Config;
use crate::answer::{Answer, AnswerBody};
use crate::backoff::Jitter;
use crate::command::{Sink, StoreCommand};
use crate::event::{KnownFile, KnownForm};
use crate::problem::SyncProblem;
use crate::url;

/// Forms and files per form that are looked at.
const MAX_FORMS: usize = 2_000;
const MAX_FILES: usize = 1_000;
/// A part with a wrong hash is fetched once more: it may have been replaced meanwhile.
const MAX_WRONG_HASHES: u32 = 2;

#[derive(Debug)]
pub(super) struct Forms {
    listed: bool,
    known: Vec<KnownForm>,
    /// Files at hand by the hash that manifests give.
    files: BTreeMap<Md5, Sha256>,
    queue: VecDeque<Job>,
}

/// One form on its way.
#[derive(Debug)]
struct Job {
    entry: FormListEntry,
    needs_xml: bool,
    xml: Option<Vec<u8>>,
    manifest: Option<Manifest>,
    files: Vec<KnownFile>,
    wrong_hashes: u32,
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
        }
    }

    fn job(&self, entry: FormListEntry) -> Job {
        let known = self.known.iter().find(|k| k.form == entry.form);
        let same = known.is_some_and(|k| match entry.hash {
            Some(hash) => hash == k.hash,
            // Without a hash the version must speak; without both, fetch to be sure.
            None => !entry.form.version.as_str().is_empty(),
        });
        let (xml, manifest, files) = (None, None, Vec::new());
        Job {
            entry,
            needs_xml: !same,
            xml,
            manifest,
            files,
            wrong_hashes: 0,
        }
    }
}

impl Session {
    pub(super) fn next_form(&mut self) -> Next {
        if !self.forms.listed {
            let address = format!("{}/formList", self.server());
            return Next::Request(Box::new(Draft::get(
                address,
                RESPONSE_BYTES,
                Purpose::FormList,
            )));
        }
        // Addresses in the list are relative to the list (OpenRosa's form list API).
        let list_url = format!("{}/formList", self.server());
        let Some(job) = self.forms.queue.front_mut() else {
            return Next::Nothing;
        };
        let (reference, purpose, sink) = if job.needs_xml && job.xml.is_none() {
            let limit = FORM_XML_BYTES as u64;
            (
                job.entry.download_url.clone(),
                Purpose::FormXml,
                Sink::Memory { limit },
            )
        // Also of a form that is here already: its files may have changed without it.
        } else if let (Some(reference), None) = (&job.entry.manifest_url, &job.manifest) {
            (
                reference.clone(),
                Purpose::Manifest,
                Sink::Memory {
                    limit: RESPONSE_BYTES,
                },
            )
        } else {
            match next_file(job, &self.forms.files) {
                Some(reference) => (
                    reference,
                    Purpose::FormFile,
                    Sink::Stage { limit: MEDIA_BYTES },
                ),
                None => {
                    self.finish_form();
                    return Next::Again;
                }
            }
        };
        let address = url::join(&list_url, &reference)
            // Files may lie on another host, but nobody between may change them.
            .filter(|a| url::same_server(&list_url, a) || url::is_https(a));
        match address {
            Some(address) => {
                let draft = Draft::get(address, 0, purpose);
                Next::Request(Box::new(Draft { sink, ..draft }))
            }
            None => {
                self.drop_form(SyncProblem::ForeignAddress);
                Next::Again
            }
        }
    }

    fn finish_form(&mut self) {
        let Some(job) = self.forms.queue.pop_front() else {
            return;
        };
        self.tries = 0;
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

    /// Gives a form up for this session; the others go on.
    pub(super) fn drop_form(&mut self, problem: SyncProblem) {
        self.tries = 0;
        if let Some(job) = self.forms.queue.pop_front() {
            self.report.form_problems.push((job.entry.form, problem));
        }
    }

    pub(super) fn on_form_list(&mut self, answer: &Answer) {
        self.tries = 0;
        let list = match FormList::parse(answer.bytes()) {
            Ok(list) => list,
            Err(_) if answer.is_html() => return self.pause(SyncProblem::CaptivePortal),
            Err(_) => return self.pause(SyncProblem::Unintelligible),
        };
        self.forms.listed = true;
        let jobs = list.forms.into_iter().take(MAX_FORMS);
        self.forms.queue = jobs.map(|entry| self.forms.job(entry)).collect();
    }

    pub(super) fn on_form_part(
        &mut self,
        now: Timestamp,
        jitter: &mut Jitter,
        config: &Config,
        url: &str,
        purpose: &Purpose,
        answer: &Answer,
    ) {
        let html = answer.is_html();
        let Some(job) = self.forms.queue.front_mut() else {
            return;
        };
        let taken = match purpose {
            Purpose::FormXml => take_xml(job, answer, html),
            Purpose::Manifest => take_manifest(job, answer, url),
            _ => take_file(job, answer, &mut self.forms.files),
        };
        match taken {
            Ok(()) => self.tries = 0,
            Err(SyncProblem::Unintelligible) if html => self.pause(SyncProblem::CaptivePortal),
            Err(problem @ (SyncProblem::FormHashMismatch | SyncProblem::MediaHashMismatch)) => {
                // A wrong digest is mostly a cut transfer; over and over it is the server's
                // mistake.
                job.wrong_hashes += 1;
                if job.wrong_hashes >= MAX_WRONG_HASHES {
                    self.drop_form(problem);
                } else {
                    self.on_transient(now, jitter, config, purpose, problem, None);
                }
            }
            // One form that cannot be had must not keep the others away.
            Err(problem) => self.drop_form(problem),
        }
    }
}

/// Takes over files that are at hand, and names the address of the first that is not.
fn next_file(job: &mut Job, at_hand: &BTreeMap<Md5, Sha256>) -> Option<String> {
    let files = job
        .manifest
        .as_ref()
        .map(|m| m.files.as_slice())
        .unwrap_or_default();
    // What another form brought under the same digest is not fetched again.
    while let Some(file) = files.get(job.files.len()) {
        match file
            .hash
            .and_then(|hash| at_hand.get(&hash).map(|sha| (hash, *sha)))
        {
            Some((hash, sha256)) => {
                job.files.push(KnownFile {
                    name: file.name.clone(),
                    hash,
                    sha256,
                    kind: file.kind.clone(),
                });
            }
            None => return Some(file.download_url.clone()),
        }
    }
    None
}

fn take_xml(job: &mut Job, answer: &Answer, html: bool) -> Result<(), SyncProblem> {
    let bytes = answer.bytes();
    let right = job.entry.hash.is_none_or(|hash| hash == Md5::of(bytes));
    if !right || bytes.is_empty() {
        return Err(if html {
            SyncProblem::Unintelligible
        } else {
            SyncProblem::FormHashMismatch
        });
    }
    job.xml = Some(bytes.to_vec());
    Ok(())
}

fn take_manifest(job: &mut Job, answer: &Answer, url: &str) -> Result<(), SyncProblem> {
    let mut manifest = Manifest::parse(answer.bytes()).map_err(|_| SyncProblem::Unintelligible)?;
    manifest.files.truncate(MAX_FILES);
    for file in &mut manifest.files {
        let joined = url::join(url, &file.download_url);
        file.download_url = joined.ok_or(SyncProblem::ForeignAddress)?;
    }
    job.manifest = Some(manifest);
    Ok(())
}

fn take_file(
    job: &mut Job,
    answer: &Answer,
    at_hand: &mut BTreeMap<Md5, Sha256>,
) -> Result<(), SyncProblem> {
    let AnswerBody::Staged { md5, sha256, .. } = answer.body else {
        return Err(SyncProblem::Unintelligible);
    };
    let files = job
        .manifest
        .as_ref()
        .map(|m| m.files.as_slice())
        .unwrap_or_default();
    let Some(file) = files.get(job.files.len()) else {
        return Ok(());
    };
    if file.hash.is_some_and(|hash| hash != md5) {
        return Err(SyncProblem::MediaHashMismatch);
    }
    at_hand.insert(md5, sha256);
    job.files.push(KnownFile {
        name: file.name.clone(),
        hash: md5,
        sha256,
        kind: file.kind.clone(),
    });
    Ok(())
}
