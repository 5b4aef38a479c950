//! How a sync ended, in counts and in the sentences that a person is told, decided here for every
//! shell.

use farola_model::Coded as _;
use farola_protocol::shown_name;
use farola_sync::{Missed, Outcome, Report};

/// Forms and files that are named one by one; of more only forms are counted.
const NAMED: usize = 5;

/// How a sync ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Nothing is left to send, and nothing is set aside.
    UpToDate,
    /// It came to its end, and something is left: see the counts.
    Left,
    /// It stopped before its end; nothing is lost.
    Paused {
        /// Code of the reason.
        code: String,
    },
    /// The person stopped it.
    Cancelled,
}

/// What a sync came to, in counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncEnded {
    /// How it ended.
    pub ending: Ending,
    /// Submissions that the server acknowledged.
    pub delivered: u64,
    /// Forms that came or changed.
    pub forms: u64,
    /// Entries of reviewers' news.
    pub news: u64,
    /// Submissions that were set aside: a person must act.
    pub set_aside: u64,
    /// Submissions that are tried later.
    pub postponed: u64,
    /// Forms that could not be had.
    pub forms_missed: u64,
    /// Forms, and files of forms, that could not be had, by name.
    pub missed: Vec<MissedPart>,
}

/// A form, or a file of one, that could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissedPart {
    /// Id of the form; blank where the server names none.
    pub form: String,
    /// The file, blank where the server names none; `None` where it is the form itself.
    pub file: Option<String>,
    /// Code of the reason.
    pub code: String,
}

impl From<&Missed> for MissedPart {
    fn from(missed: &Missed) -> Self {
        Self {
            form: shown_name(missed.form.as_str()).unwrap_or_default(),
            file: missed.file.clone(),
            code: missed.problem.code().to_owned(),
        }
    }
}

impl From<&Report> for SyncEnded {
    fn from(report: &Report) -> Self {
        let left = report.wedged.len() + report.postponed.len() + report.missed.len();
        Self {
            ending: match &report.outcome {
                Outcome::Complete if left == 0 => Ending::UpToDate,
                Outcome::Complete => Ending::Left,
                Outcome::Paused(problem) => Ending::Paused {
                    code: problem.code().to_owned(),
                },
                Outcome::Cancelled => Ending::Cancelled,
            },
            delivered: report.delivered.len() as u64,
            forms: report.forms_stored.len() as u64,
            news: report.changes as u64,
            set_aside: report.wedged.len() as u64,
            postponed: report.postponed.len() as u64,
            forms_missed: report.missed.iter().filter(|m| m.file.is_none()).count() as u64,
            missed: report.missed.iter().map(MissedPart::from).collect(),
        }
    }
}

/// One sentence about a sync that ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyncSaid {
    /// Submissions that the server acknowledged.
    Delivered {
        /// How many.
        count: u64,
    },
    /// Forms that came or changed.
    Forms {
        /// How many.
        count: u64,
    },
    /// Entries of reviewers' news.
    News {
        /// How many.
        count: u64,
    },
    /// Submissions that were set aside: a person must act.
    SetAside {
        /// How many.
        count: u64,
    },
    /// Submissions that are tried later.
    Postponed {
        /// How many.
        count: u64,
    },
    /// Forms that could not be had.
    FormsMissed {
        /// How many.
        count: u64,
    },
    /// A form that could not be had.
    FormMissed {
        /// Its id; blank where the server names none.
        form: String,
        /// Code of the reason.
        code: String,
    },
    /// A file of a form that could not be had.
    FileMissed {
        /// Id of the form.
        form: String,
        /// The file; blank where the server names none.
        file: String,
        /// Code of the reason.
        code: String,
    },
    /// There was nothing to send and nothing new.
    Nothing,
    /// Why it stopped before its end.
    Problem {
        /// Code of the reason.
        code: String,
    },
    /// What was not sent is still here.
    NothingLost,
    /// The person stopped it.
    Cancelled,
}

impl SyncSaid {
    /// How many it tells of; 0 of what is no count.
    fn count(&self) -> u64 {
        match self {
            Self::Delivered { count }
            | Self::Forms { count }
            | Self::News { count }
            | Self::SetAside { count }
            | Self::Postponed { count }
            | Self::FormsMissed { count } => *count,
            Self::FormMissed { .. }
            | Self::FileMissed { .. }
            | Self::Nothing
            | Self::Problem { .. }
            | Self::NothingLost
            | Self::Cancelled => 0,
        }
    }
}

impl MissedPart {
    fn said(&self) -> SyncSaid {
        let (form, code) = (self.form.clone(), self.code.clone());
        match self.file.clone() {
            Some(file) => SyncSaid::FileMissed { form, file, code },
            None => SyncSaid::FormMissed { form, code },
        }
    }
}

impl SyncEnded {
    /// What a person is told of it, in order: what arrived there, what came here, what is left.
    ///
    /// One that stopped early is told by its reason alone: what it did before is in the line of
    /// the home screen.
    #[must_use]
    pub fn said(&self) -> Vec<SyncSaid> {
        match &self.ending {
            Ending::UpToDate | Ending::Left => self.counted(),
            Ending::Paused { code } => vec![
                SyncSaid::Problem { code: code.clone() },
                SyncSaid::NothingLost,
            ],
            Ending::Cancelled => vec![SyncSaid::Cancelled],
        }
    }

    /// What there is none of is left out; where there is none of anything, that is told.
    fn counted(&self) -> Vec<SyncSaid> {
        let all = [
            SyncSaid::Delivered {
                count: self.delivered,
            },
            SyncSaid::Forms { count: self.forms },
            SyncSaid::News { count: self.news },
            SyncSaid::SetAside {
                count: self.set_aside,
            },
            SyncSaid::Postponed {
                count: self.postponed,
            },
            SyncSaid::FormsMissed {
                count: self.forms_missed,
            },
        ];
        let counts = all.into_iter().filter(|one| one.count() > 0);
        let named = self.missed.iter().take(NAMED).map(MissedPart::said);
        let said: Vec<_> = counts.chain(named).collect();
        if said.is_empty() {
            vec![SyncSaid::Nothing]
        } else {
            said
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use farola_model::{FormId, FormRef, FormVersion, InstanceId};
    use farola_sync::SyncProblem;

    /// A report with as many delivered, set aside, postponed, forms, forms missed and news.
    pub(crate) fn report(outcome: Outcome, counts: [usize; 6]) -> Report {
        let [delivered, set_aside, postponed, forms, missed, news] = counts;
        let ids = |many: usize| (0..many).map(|n| InstanceId::new(format!("uuid:{n}")));
        let held = |many| ids(many).map(|id| (id, SyncProblem::Offline)).collect();
        let form = |n: usize| FormRef {
            id: FormId::new(format!("form{n}")),
            version: FormVersion::new("1"),
        };
        let missing = |n| Missed {
            form: form(n).id,
            file: None,
            problem: SyncProblem::Timeout,
        };
        Report {
            outcome,
            dialect: None,
            delivered: ids(delivered).collect(),
            wedged: held(set_aside),
            postponed: held(postponed),
            forms_stored: (0..forms).map(form).collect(),
            missed: (0..missed).map(missing).collect(),
            changes: news,
            changes_up_to_date: true,
            retry_at: None,
            handed_over: 0,
        }
    }

    #[test]
    fn each_end_with_its_counts() {
        let paused = Outcome::Paused(SyncProblem::Offline);
        let code = SyncProblem::Offline.code().to_owned();
        // Delivered, set aside, postponed, forms, forms missed, news: what is left there alone
        // makes an end that is complete another one.
        let counts = [
            ([0, 0, 0, 0, 0, 0], Ending::UpToDate),
            ([2, 0, 0, 0, 0, 0], Ending::UpToDate),
            ([0, 0, 0, 3, 0, 4], Ending::UpToDate),
            ([0, 1, 0, 0, 0, 0], Ending::Left),
            ([0, 0, 1, 0, 0, 0], Ending::Left),
            ([0, 0, 0, 0, 1, 0], Ending::Left),
            ([1, 2, 3, 4, 5, 6], Ending::Left),
        ];
        for (counts, complete) in counts {
            for (outcome, ending) in [
                (Outcome::Complete, complete),
                (paused, Ending::Paused { code: code.clone() }),
                (Outcome::Cancelled, Ending::Cancelled),
            ] {
                let [delivered, set_aside, postponed, forms, forms_missed, news] =
                    counts.map(|count| count as u64);
                let expected = SyncEnded {
                    ending,
                    delivered,
                    forms,
                    news,
                    set_aside,
                    postponed,
                    forms_missed,
                    missed: parts(forms_missed),
                };
                let said = SyncEnded::from(&report(outcome, counts));
                assert_eq!(said, expected, "{counts:?}");
            }
        }
    }

    fn ended(ending: Ending, counts: [u64; 6]) -> SyncEnded {
        let [delivered, forms, news, set_aside, postponed, forms_missed] = counts;
        SyncEnded {
            ending,
            delivered,
            forms,
            news,
            set_aside,
            postponed,
            forms_missed,
            missed: parts(forms_missed),
        }
    }

    fn parts(many: u64) -> Vec<MissedPart> {
        let part = |n| MissedPart {
            form: format!("form{n}"),
            file: None,
            code: "network.timeout".to_owned(),
        };
        (0..many).map(part).collect()
    }

    /// A letter for each sentence, with its count.
    fn letters(said: &[SyncSaid]) -> String {
        let words = said.iter().map(|one| match one {
            SyncSaid::Delivered { count } => format!("d{count}"),
            SyncSaid::Forms { count } => format!("f{count}"),
            SyncSaid::News { count } => format!("n{count}"),
            SyncSaid::SetAside { count } => format!("a{count}"),
            SyncSaid::Postponed { count } => format!("p{count}"),
            SyncSaid::FormsMissed { count } => format!("m{count}"),
            SyncSaid::FormMissed { form, code } => format!("{form}={code}"),
            SyncSaid::FileMissed { form, file, code } => format!("{form}/{file}={code}"),
            SyncSaid::Nothing => "nothing".to_owned(),
            SyncSaid::Problem { code } => code.clone(),
            SyncSaid::NothingLost => "lost-none".to_owned(),
            SyncSaid::Cancelled => "cancelled".to_owned(),
        });
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_told_of_an_end() {
        let paused = Ending::Paused {
            code: "server.failed".to_owned(),
        };
        // Delivered, forms, news, set aside, postponed, forms missed.
        for (ending, counts, expect) in [
            (Ending::UpToDate, [0; 6], "nothing"),
            (Ending::UpToDate, [2, 1, 1, 0, 0, 0], "d2 f1 n1"),
            (Ending::UpToDate, [0, 3, 0, 0, 0, 0], "f3"),
            (Ending::Left, [0, 0, 0, 1, 0, 0], "a1"),
            (
                Ending::Left,
                [1, 0, 0, 0, 2, 1],
                "d1 p2 m1 form0=network.timeout",
            ),
            (Ending::Left, [1, 2, 3, 4, 5, 6], {
                "d1 f2 n3 a4 p5 m6 form0=network.timeout form1=network.timeout \
                 form2=network.timeout form3=network.timeout form4=network.timeout"
            }),
            (paused, [1, 2, 3, 4, 5, 6], "server.failed lost-none"),
            (Ending::Cancelled, [1, 2, 3, 4, 5, 6], "cancelled"),
        ] {
            let said = ended(ending, counts).said();
            assert_eq!(letters(&said), expect, "{counts:?}");
        }
    }

    /// A file that was left out is told by its name, and leaves no form uncounted.
    #[test]
    fn a_file_that_is_missed_is_named() {
        let mut report = report(Outcome::Complete, [0, 0, 0, 1, 0, 0]);
        report.missed = vec![
            Missed {
                form: FormId::new("a\u{202e}b"),
                file: Some("../evil.txt".to_owned()),
                problem: SyncProblem::OddEntry,
            },
            Missed {
                form: FormId::new("c"),
                file: Some(String::new()),
                problem: SyncProblem::ForeignAddress,
            },
        ];
        let ended = SyncEnded::from(&report);
        assert_eq!((ended.forms_missed, &ended.ending), (0, &Ending::Left));
        assert_eq!(
            letters(&ended.said()),
            "f1 ab/../evil.txt=form.odd_entry c/=form.foreign_address"
        );
    }
}
