//! Parts of forms that cannot be had: each is named and left, and never keeps away what is behind
//! it, neither the rest of its list nor the photos that are sent afterwards.

use std::collections::VecDeque;

use farola_model::Timestamp;

use super::kinds::{Purpose, Sent};
use super::session::Session;
use super::steps::Config;
use crate::answer::{Answer, Failure, Verdict};
use crate::backoff::Jitter;
use crate::problem::SyncProblem;
use crate::report::Missed;
use crate::url;

/// A part with a wrong hash is fetched once more: it may have been replaced meanwhile.
const MAX_WRONG_HASHES: u32 = 2;
/// Parts given up in a row, for trouble of server or network, after which no more forms are asked
/// for in this session: the server is in trouble, and what is to be sent has its own patience.
const MAX_FRUITLESS: u32 = 6;

/// How a part of a form is lacking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lack {
    /// Its entry can never be right: the form is taken without it.
    Odd,
    /// The server does not give it: the form waits, and the version in use stays in use.
    Refused,
    /// What came is something else; once more, then as [`Lack::Refused`].
    Wrong,
    /// It may come by itself. As [`Lack::Refused`], and the server is trusted with less.
    Failed,
}

impl Purpose {
    /// Whether it is one part of one form.
    pub(super) fn is_part(&self) -> bool {
        matches!(self, Self::Manifest | Self::FormXml | Self::FormFile)
    }
}

impl Session {
    /// An answer to a request for a part of a form; redirects are followed elsewhere.
    pub(super) fn on_part(
        &mut self,
        (now, jitter, config): (Timestamp, &mut Jitter, &Config),
        sent: &Sent,
        is_proven: bool,
        verdict: Verdict,
        answer: &Answer,
    ) {
        // Counted in a row only.
        self.redirects = 0;
        let purpose = &sent.purpose;
        let (lack, problem) = match verdict {
            Verdict::Transient {
                problem,
                retry_after_ms,
            } => return self.on_transient(now, jitter, config, purpose, problem, retry_after_ms),
            Verdict::Portal | Verdict::Redirect(_) => (Lack::Failed, SyncProblem::CaptivePortal),
            _ if !is_proven && answer.is_html() => (Lack::Failed, SyncProblem::CaptivePortal),
            _ if !is_proven => (Lack::Failed, SyncProblem::Unproven),
            Verdict::Success => match self.take_part(&sent.url, purpose, answer) {
                Ok(()) => {
                    (self.trouble, self.tries, self.forms.fruitless) = (0, 0, 0);
                    self.auth_refusal = None;
                    return;
                }
                Err((Lack::Wrong, problem)) => {
                    // A wrong digest is mostly a cut transfer; over and over it is the server's
                    // mistake.
                    let job = self.forms.queue.front_mut();
                    let wrong = job.map_or(MAX_WRONG_HASHES, |job| {
                        job.wrong_hashes += 1;
                        job.wrong_hashes
                    });
                    if wrong < MAX_WRONG_HASHES {
                        return self.on_transient(now, jitter, config, purpose, problem, None);
                    }
                    (Lack::Refused, problem)
                }
                Err(lack) => lack,
            },
            Verdict::Auth(_) | Verdict::Refused(_) | Verdict::TooLarge => {
                let status = answer.status;
                (Lack::Refused, SyncProblem::FormUnavailable { status })
            }
        };
        self.lack(purpose, lack, problem);
    }

    /// No whole answer came to a request for a part of a form. Whether the network is there at all
    /// only the server itself tells, not another host.
    pub(super) fn on_part_failed(
        &mut self,
        (now, jitter, config): (Timestamp, &mut Jitter, &Config),
        sent: &Sent,
        failure: Failure,
    ) {
        let problem = SyncProblem::from(failure);
        let ours = url::same_server(self.server(), &sent.url);
        match failure {
            Failure::TooLarge => self.lack(&sent.purpose, Lack::Refused, problem),
            Failure::Offline | Failure::Tls if ours => self.pause(problem),
            Failure::Offline | Failure::Tls => self.lack(&sent.purpose, Lack::Failed, problem),
            _ => self.on_transient(now, jitter, config, &sent.purpose, problem, None),
        }
    }

    /// Attempts that a part of a form has: after one that was given up the others have one each,
    /// until something comes.
    pub(super) fn attempts_of_part(&self, config: &Config) -> u32 {
        if self.forms.fruitless == 0 {
            config.attempts
        } else {
            1
        }
    }

    /// Names a part that cannot be had, and goes on behind it.
    pub(super) fn lack(&mut self, purpose: &Purpose, lack: Lack, problem: SyncProblem) {
        self.tries = 0;
        // What failed for this part says nothing about what is to be sent.
        self.trouble = 0;
        if *purpose == Purpose::FormFile {
            self.leave_file(lack, problem);
        } else {
            self.drop_form(problem);
        }
        // A part on another host says nothing about the server.
        if lack == Lack::Failed && problem != SyncProblem::ForeignAddress {
            self.forms.fruitless += 1;
            if self.forms.fruitless >= MAX_FRUITLESS {
                while !self.forms.queue.is_empty() {
                    self.drop_form(problem);
                }
            }
        }
    }

    /// Gives a form up for this session; the others go on.
    fn drop_form(&mut self, problem: SyncProblem) {
        if let Some(job) = self.forms.queue.pop_front() {
            let (form, file) = (job.entry.form.id, None);
            self.report.missed.push(Missed {
                form,
                file,
                problem,
            });
        }
    }

    fn leave_file(&mut self, lack: Lack, problem: SyncProblem) {
        let forms = &mut self.forms;
        let Some(job) = forms.queue.front_mut() else {
            return;
        };
        let Some(file) = job.wanted.as_mut().and_then(VecDeque::pop_front) else {
            return;
        };
        job.wrong_hashes = 0;
        let held = forms.known.iter().find(|k| k.form.id == job.entry.form.id);
        // Better the file of before than none.
        let before = held.and_then(|k| k.files.iter().find(|before| before.name == file.name));
        job.files.extend(before.cloned());
        // A new version comes with all that can be had, or not at all.
        job.waits |= job.needs_xml && lack != Lack::Odd;
        self.report.missed.push(Missed {
            form: job.entry.form.id.clone(),
            file: farola_protocol::shown_name(&file.name),
            problem,
        });
    }
}
