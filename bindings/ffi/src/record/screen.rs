//! What a form shows and what became of an answer.

use farola_engine::control::{Drawn, DrawnChoice, Listed, Locale, is_needed, own_words, sign};
use farola_engine::form::{
    Choice, Invalid, InvalidKind, QuestionKind, ScreenKind, ValidationError,
};
use farola_engine::{Answered, Attached, Entry, Filling, Finalized, Finalizing, Page, Patch, Step};
use farola_model::Coded as _;

pub use farola_engine::control::SearchSaid;

use super::{CommentRecord, DrawnRecord, PlaceRecord, ReviewRecord};

/// What a screen is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ScreenType {
    /// One question.
    Question,
    /// Several questions on one page.
    Group,
    /// The question whether to add another repeat instance.
    Prompt,
    /// After the last question.
    End,
}

/// The page to show now.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct ScreenRecord {
    /// What it is.
    pub kind: ScreenType,
    /// The question, group or prompt it is about; empty at the end.
    pub reference: String,
    /// Labels of the groups and repeat instances around it, outermost first.
    pub titles: Vec<String>,
    /// What is asked on it.
    pub questions: Vec<QuestionRecord>,
    /// Its number among the screens, from 1.
    pub number: u32,
    /// Screens there are at present.
    pub of: u32,
    /// The language of its texts, by its name in the form.
    pub language: String,
    /// Whether it is the screen that was handed over last: what stands of it stays, each entry by
    /// its `key`. Any other is drawn anew, from its top.
    #[uniffi(default = false)]
    pub stays: bool,
    /// Whether what held it when the person wanted to go on is still wrong: say so, and offer
    /// `Filling.skip`. Each patch says it anew.
    #[uniffi(default = false)]
    pub held: bool,
    /// What reviewers say about the whole of a correction, and about nothing that is asked at
    /// present, in the order it came. It stands on every page.
    #[uniffi(default = [])]
    pub comments: Vec<CommentRecord>,
    /// Key of the question to bring into sight and, where the platform has one, to give the
    /// focus: the one that was gone to, or the first that holds the page. Nothing where the page
    /// is shown from its top, or stays as it is where it is the one that stands already.
    #[uniffi(default = None)]
    pub focus: Option<String>,
}

impl ScreenRecord {
    pub(crate) fn of(page: Page, filling: &Filling) -> Self {
        let locale = filling.locale();
        let question = |entry| QuestionRecord::of(entry, filling, &locale);
        Self {
            kind: match page.kind {
                ScreenKind::Question => ScreenType::Question,
                ScreenKind::Group => ScreenType::Group,
                ScreenKind::Prompt => ScreenType::Prompt,
                ScreenKind::End => ScreenType::End,
            },
            reference: page.path,
            titles: page.titles,
            questions: page.entries.into_iter().map(question).collect(),
            number: counted(page.number),
            of: counted(page.of),
            language: page.language,
            stays: page.stays,
            held: page.held,
            comments: page.comments.into_iter().map(Into::into).collect(),
            focus: page.focus,
        }
    }
}

fn counted(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A step to the next screen, or why it was not made.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct StepRecord {
    /// The screen to show now.
    pub screen: ScreenRecord,
    /// What is wrong on the screen that was to be left; empty when it was left. It stands in
    /// `screen` beside its questions too, and `ScreenRecord.focus` is the first of them.
    pub held_by: Vec<FaultRecord>,
}

impl StepRecord {
    pub(crate) fn of(step: Step, filling: &Filling) -> Self {
        Self {
            screen: ScreenRecord::of(step.page, filling),
            held_by: FaultRecord::all(step.held_by, filling),
        }
    }
}

/// How the screen differs from what was handed over before: redraw these entries and no others.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct PatchRecord {
    /// Entries that are new or differ, by their `key`.
    pub changed: Vec<QuestionRecord>,
    /// All entries of the screen in order, when some came or went: in the place of those that
    /// stood there. Nothing where `changed` alone is drawn anew.
    pub page: Option<Vec<QuestionRecord>>,
    /// As `ScreenRecord.held`.
    #[uniffi(default = false)]
    pub held: bool,
}

impl PatchRecord {
    pub(crate) fn of(patch: Patch, filling: &Filling) -> Self {
        let locale = filling.locale();
        let questions = |entries: Vec<Entry>| -> Vec<QuestionRecord> {
            let question = |entry| QuestionRecord::of(entry, filling, &locale);
            entries.into_iter().map(question).collect()
        };
        Self {
            changed: questions(patch.changed),
            page: patch.page.map(questions),
            held: patch.held,
        }
    }
}

/// What an entry of a screen is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum EntryType {
    /// A question or a note.
    Question,
    /// A group, before its questions.
    Group,
    /// A repeat instance, before its questions.
    Repeat,
    /// The question whether there is another instance.
    Prompt,
}

impl From<QuestionKind> for EntryType {
    fn from(kind: QuestionKind) -> Self {
        match kind {
            QuestionKind::Question => Self::Question,
            QuestionKind::Group => Self::Group,
            QuestionKind::Repeat => Self::Repeat,
            QuestionKind::Prompt => Self::Prompt,
        }
    }
}

/// One entry of a screen.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct QuestionRecord {
    /// Names the entry on its screen.
    pub key: String,
    /// Its reference, for `Filling.answer`.
    pub reference: String,
    /// What it is.
    pub kind: EntryType,
    /// Whether it is asked.
    pub relevant: bool,
    /// Whether it cannot be answered by hand.
    pub readonly: bool,
    /// Whether an answer is needed: not of what is `readonly`, whatever the form says.
    pub required: bool,
    /// Choices after filtering: the first hundred, of a list to search in the first eight, and
    /// those that are chosen.
    pub choices: Vec<ChoiceRecord>,
    /// How many more there are: `Filling.find_choices` finds them.
    pub more_choices: u32,
    /// What is said below the choices of a list to search in, before anything is searched for.
    pub search_said: SearchSaid,
    /// What is wrong with the answer, where it is to be said beside it now: of what was touched
    /// at once, of what is typed once its field was left (`Filling.left`) or the person wanted to
    /// go on, of a missing answer once they wanted to go on.
    pub broken: Option<BrokenRule>,
    /// The entry ready to be drawn: its control, its texts with their markup, its answer.
    pub drawn: DrawnRecord,
    /// Of a line or an area: its places while they are too few for an answer, drawn or walked.
    #[uniffi(default = [])]
    pub begun: Vec<PlaceRecord>,
    /// What reviewers say about it, in the order it came.
    #[uniffi(default = [])]
    pub comments: Vec<CommentRecord>,
}

impl QuestionRecord {
    fn of(entry: Entry, filling: &Filling, locale: &Locale) -> Self {
        let mut drawn = Drawn::of(&entry.question, locale);
        let question = entry.question;
        let required = is_needed(&question);
        let listed = Listed::standing(question.choices, question.more_choices, &drawn);
        drawn.years = drawn
            .years
            .map(|years| years.and(filling.years(&question.path)));
        let broken = |invalid: Invalid| {
            BrokenRule::of(&question.path, invalid.kind, invalid.message, filling)
        };
        Self {
            drawn,
            begun: filling.begun(&question.path),
            key: entry.key,
            comments: entry.comments.into_iter().map(Into::into).collect(),
            broken: entry.broken.map(broken),
            reference: question.path,
            kind: question.kind.into(),
            relevant: question.relevant,
            readonly: question.readonly,
            required,
            choices: ChoiceRecord::in_place(listed.shown),
            more_choices: counted(listed.more),
            search_said: listed.said,
        }
    }
}

/// One choice of a question.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct ChoiceRecord {
    /// What is stored.
    pub value: String,
    /// The choice ready to be drawn.
    pub drawn: DrawnChoice,
    /// What stands for it where there is no room for its words: its number, else the letter of
    /// its place, A to Z, and 27 and so on behind them. Empty for one that was searched for.
    #[uniffi(default = "")]
    pub sign: String,
    /// The sign with what it means, `3 Mucha`, not to be broken between them: one part of the
    /// legend of a grid. Empty for one that was searched for.
    #[uniffi(default = "")]
    pub meaning: String,
}

impl ChoiceRecord {
    /// The choices of a screen, each with the sign of its place.
    fn in_place(choices: Vec<Choice>) -> Vec<Self> {
        let records = choices.into_iter().map(Self::from).enumerate();
        let signed = records.map(|(at, record)| {
            let sign = sign(record.drawn.number.as_ref(), at);
            Self {
                meaning: record.drawn.meaning(&sign),
                sign,
                ..record
            }
        });
        signed.collect()
    }
}

/// What is said below a list that is searched.
#[uniffi::remote(Enum)]
pub enum SearchSaid {
    /// Nothing: all of it stands there, or nothing can be searched for.
    Nothing,
    /// There are others, which more letters find.
    Others,
    /// Nothing was found.
    NotFound,
}

/// What a list shows of what was searched for.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct FoundChoices {
    /// The choices to show, in the place of those of the question.
    pub choices: Vec<ChoiceRecord>,
    /// What is said below them.
    pub said: SearchSaid,
}

impl From<Listed> for FoundChoices {
    fn from(listed: Listed) -> Self {
        let found = listed.shown.into_iter();
        Self {
            choices: found.map(Into::into).collect(),
            said: listed.said,
        }
    }
}

impl From<Choice> for ChoiceRecord {
    fn from(choice: Choice) -> Self {
        Self {
            drawn: DrawnChoice::of(&choice),
            value: choice.value,
            sign: String::new(),
            meaning: String::new(),
        }
    }
}

/// Which rule a value breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Rule {
    /// An answer is required.
    Required,
    /// The constraint is not met.
    Constraint,
    /// The value is not of the question's type.
    Type,
    /// The form asks for more work than a call does: whether a rule is broken is not known, and
    /// texts or choices of the question may be missing. Nothing that is typed mends it.
    TooDear,
}

impl From<InvalidKind> for Rule {
    fn from(kind: InvalidKind) -> Self {
        match kind {
            InvalidKind::Required => Self::Required,
            InvalidKind::Constraint => Self::Constraint,
            InvalidKind::Type => Self::Type,
            InvalidKind::TooDear => Self::TooDear,
        }
    }
}

/// A rule that an answer breaks, with the form's own words for it.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct BrokenRule {
    /// Which rule.
    pub rule: Rule,
    /// The form's message; nothing where it has none, or only blanks.
    pub words: Option<String>,
    /// A code of docs/errors.md with a sentence, to be said where there are no `words`.
    #[uniffi(default = "")]
    pub code: String,
}

impl BrokenRule {
    fn of(path: &str, rule: InvalidKind, words: String, filling: &Filling) -> Self {
        Self {
            rule: rule.into(),
            words: own_words(words),
            code: filling.fault(path, rule).code().to_owned(),
        }
    }
}

/// What became of an answer.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct AnswerRecord {
    /// The rule it breaks; it is kept all the same. Whether that is said yet is in `patch`.
    pub broken: Option<BrokenRule>,
    /// Number of the journal entry that holds it: durable now.
    pub seq: u64,
    /// What it changed on the screen.
    pub patch: PatchRecord,
    /// Of a line or an area: its places while they are too few for an answer, as
    /// `QuestionRecord.begun`, which a patch need not bring.
    #[uniffi(default = [])]
    pub begun: Vec<PlaceRecord>,
    /// Whether the person goes on by it: call `Filling.next`. A choice was made whose form wants
    /// that, and it breaks no rule.
    #[uniffi(default = false)]
    pub goes_on: bool,
}

impl AnswerRecord {
    pub(crate) fn of(reference: &str, answered: Answered, filling: &Filling) -> Self {
        Self {
            broken: answered
                .invalid
                .map(|invalid| BrokenRule::of(reference, invalid.kind, invalid.message, filling)),
            seq: answered.seq,
            patch: PatchRecord::of(answered.patch, filling),
            begun: filling.begun(reference),
            goes_on: answered.goes_on,
        }
    }
}

/// A photo or another file that was taken in.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct FileRecord {
    /// File name in the answer.
    pub name: String,
    /// Digest of the stored bytes.
    pub sha256: String,
    /// Number of stored bytes.
    pub size: u64,
    /// What it changed on the screen.
    pub patch: PatchRecord,
}

impl FileRecord {
    pub(crate) fn of(file: Attached, patch: Patch, filling: &Filling) -> Self {
        Self {
            name: file.name,
            sha256: file.sha256.to_string(),
            size: file.size,
            patch: PatchRecord::of(patch, filling),
        }
    }
}

/// A question that keeps the form from being finalized.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct FaultRecord {
    /// The question.
    pub reference: String,
    /// The rule and the form's words for it.
    pub broken: BrokenRule,
}

impl FaultRecord {
    pub(crate) fn all(errors: Vec<ValidationError>, filling: &Filling) -> Vec<Self> {
        let faults = errors.into_iter().map(|error| Self {
            broken: BrokenRule::of(&error.path, error.error, error.message, filling),
            reference: error.path,
        });
        faults.collect()
    }
}

/// A finalized submission.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FinalizedRecord {
    /// The submission.
    pub instance: String,
    /// Digest of its exact XML.
    pub xml_sha256: String,
    /// Names of its files.
    pub attachments: Vec<String>,
}

impl From<Finalized> for FinalizedRecord {
    fn from(finalized: Finalized) -> Self {
        Self {
            instance: finalized.instance.to_string(),
            xml_sha256: finalized.xml_sha256.to_string(),
            attachments: finalized.attachments,
        }
    }
}

/// What became of the wish to finalize a form.
#[derive(Clone, PartialEq, uniffi::Enum)]
pub enum FinalizingRecord {
    /// It is finalized.
    Done {
        /// The submission.
        finalized: FinalizedRecord,
    },
    /// It is not: show this review in the place of the one before. The draft goes on.
    NotReady {
        /// What is missing.
        review: ReviewRecord,
    },
    /// It is not yet: end the recording, give it, and finalize again.
    EndRecording,
}

impl From<Finalizing> for FinalizingRecord {
    fn from(finalizing: Finalizing) -> Self {
        match finalizing {
            Finalizing::Done(finalized) => Self::Done {
                finalized: finalized.into(),
            },
            Finalizing::NotReady(review) => Self::NotReady {
                review: review.into(),
            },
            Finalizing::EndRecording => Self::EndRecording,
        }
    }
}
