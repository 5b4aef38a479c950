//! A record as the review page reads it: answers under their labels in the reader's language.

use std::collections::BTreeMap;

use farola_control::{DecimalMark, Language, Locale, shown};
use farola_form::DataType;
use farola_hub_store::StoreError;
use farola_hub_store::aside::{Aside, AsideKind, AsideReason};
use farola_hub_store::files::is_shown;
use farola_hub_store::record::{File, Neighbour, Part, Record, Version};
use farola_hub_store::review::{EventKind, HistoryLine};
use farola_hub_wire as wire;
use farola_hub_wire::{
    Actor, Answer, AnswerKind, Choice, Device, Fault, FaultKind, HistoryEntry, HistoryKind, Media,
    Phone, Receipt,
};
use farola_model::{InstanceId, ProjectId};
use farola_protocol::review::{ReviewAction, ReviewState};
use percent_encoding::utf8_percent_encode;

use super::review::{item, title};
use crate::app::App;
use crate::arrival::kept_name;
use crate::fields::{FieldRow, FieldTable};
use crate::kept_answers::{Answers, Given};
use crate::openrosa::SEGMENT;
use crate::photo::SMALL;
use crate::sniff;
use crate::verdict;

/// For whom a record is written.
pub(super) struct View {
    pub(super) project: ProjectId,
    /// `es` or `en`.
    pub(super) language: String,
    /// Whether the reader may decide.
    pub(super) decides: bool,
    /// Whether the reader administers the hub.
    pub(super) administers: bool,
    /// The first answer of the page, counted among all that were sent.
    pub(super) answers_from: usize,
    /// The line behind which the history goes on, where a further page of it is asked for.
    pub(super) history_after: Option<i64>,
}

impl View {
    /// What of the record is asked for.
    pub(super) fn part(&self) -> Part {
        match (self.history_after, self.answers_from) {
            (Some(after), _) => Part::History { after },
            (None, 0) => Part::Whole,
            (None, _) => Part::Frame,
        }
    }
}

/// Most answers of one page.
const PAGE_ANSWERS: usize = 1_000;
/// Bytes of texts after which a page ends.
const PAGE_BYTES: usize = 256 * 1024;

/// Writes a record for its reader, with the page of its answers where they are asked for.
pub(super) fn read(
    app: &App,
    record: Record,
    answers: Option<&Answers>,
    view: &View,
) -> Result<wire::Review, StoreError> {
    let table = app.fields(record.form_version)?;
    Ok(shape(record, answers, &table, view))
}

fn shape(
    record: Record,
    answers: Option<&Answers>,
    table: &FieldTable,
    view: &View,
) -> wire::Review {
    let files = record.files.iter();
    let writer = Writer {
        table,
        view,
        instance: record.item.instance_id.clone(),
        files: files.map(|file| (file.name.as_str(), file)).collect(),
    };
    let (answers, next_answers) = match answers {
        Some(all) => writer.page(all),
        None => (Vec::new(), None),
    };
    let extras = record.files.iter();
    let extras = extras.filter(|file| view.part() == Part::Whole && !file.expected);
    let neighbours = record.neighbours.into_iter();
    let versions = record.versions.into_iter();
    let geometry = record.geometry.as_deref();
    wire::Review {
        languages: table.languages.clone(),
        answers,
        next_answers,
        faults: verdict::faults(&record.faults)
            .map(|(kind, path)| writer.fault(kind, path))
            .collect(),
        aside: record
            .aside
            .into_iter()
            .map(|one| writer.aside(one))
            .collect(),
        extra_files: extras
            .map(|file| writer.media(&file.name, Some(file)))
            .collect(),
        geometry: geometry.and_then(|text| serde_json::from_str(text).ok()),
        neighbours: neighbours.map(|near| neighbour(near, view)).collect(),
        history: record
            .history
            .into_iter()
            .map(|line| writer.history(line))
            .collect(),
        next_history: record.next_history,
        versions: versions.map(version).collect(),
        allowed: allowed(record.item.state, view),
        device: Device {
            id: record.device_id,
        },
        owner: record.owner.map(|(id, name)| Phone { id: id.0, name }),
        receipt: Receipt {
            xml_sha256: record.xml_sha256,
            kept_xml_sha256: record.kept_sha256,
            complete: record.files.iter().all(|file| file.stored.is_some()),
        },
        item: item(record.item, &view.language),
    }
}

/// What the reader may decide in this state.
fn allowed(state: ReviewState, view: &View) -> Vec<ReviewAction> {
    let state = Some(state).filter(|_| view.decides);
    state.map(ReviewState::allowed).unwrap_or_default()
}

/// What a line of the history says, as the wire calls it.
fn kind(event: EventKind) -> HistoryKind {
    match event {
        EventKind::Received => HistoryKind::Received,
        EventKind::State => HistoryKind::State,
        EventKind::Comment => HistoryKind::Comment,
        EventKind::Edited => HistoryKind::Edited,
        EventKind::Media => HistoryKind::Media,
        EventKind::Handed => HistoryKind::Handed,
    }
}

fn neighbour(near: Neighbour, view: &View) -> wire::Neighbour {
    wire::Neighbour {
        instance_id: near.instance_id.to_string(),
        lat: near.lat,
        lon: near.lon,
        title: title(&view.language, near.title_es, near.title_en),
        band: near.band,
    }
}

fn version(version: Version) -> wire::Version {
    wire::Version {
        instance_id: version.instance_id.to_string(),
        current: version.current,
        created_at: version.created.into(),
    }
}

/// Writes the parts of one record.
struct Writer<'a> {
    table: &'a FieldTable,
    view: &'a View,
    instance: InstanceId,
    /// By name.
    files: BTreeMap<&'a str, &'a File>,
}

/// The path without its positions.
fn field_path(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for (number, step) in path.split('/').enumerate() {
        if number > 0 {
            out.push('/');
        }
        out.push_str(step.split('[').next().unwrap_or_default());
    }
    out
}

impl Writer<'_> {
    fn language(&self) -> usize {
        self.table.language(&self.view.language)
    }

    fn label(&self, path: &str) -> String {
        let field = self.table.get(&field_path(path));
        let label = field.map_or("", |field| field.label(self.language()));
        if label.is_empty() {
            path.rsplit('/').next().unwrap_or_default().to_owned()
        } else {
            label.to_owned()
        }
    }

    fn fault(&self, kind: FaultKind, path: &str) -> Fault {
        Fault {
            reference: path.to_owned(),
            label: self.label(path),
            kind,
        }
    }

    /// The answers of one page, and where the next one begins.
    fn page(&self, all: &Answers) -> (Vec<Answer>, Option<usize>) {
        let (mut answers, mut bytes) = (Vec::new(), 0usize);
        for (place, answer) in all.from(self.view.answers_from) {
            if answers.len() >= PAGE_ANSWERS || bytes >= PAGE_BYTES {
                return (answers, Some(place));
            }
            let written = self.answer(answer);
            bytes = bytes.saturating_add(written.as_ref().map_or(answer.path.len(), text_bytes));
            answers.extend(written);
        }
        (answers, None)
    }

    /// One answer; the root and the form's own bookkeeping are left out.
    fn answer(&self, answer: Given<'_>) -> Option<Answer> {
        let Given { path, value } = answer;
        let steps: Vec<&str> = path.split('/').skip(1).collect();
        // `meta` or `orx:meta`: which prefix names OpenRosa's namespace is for each form to say.
        let inside_meta = steps
            .get(1)
            .is_some_and(|step| step.rsplit(':').next() == Some("meta"));
        if steps.len() < 2 || inside_meta {
            return None;
        }
        let field = self.table.get(&field_path(path));
        let kind = match (field.map(|field| field.kind.as_str()), value) {
            (Some("group"), _) => AnswerKind::Group,
            (Some("repeat"), _) => AnswerKind::Repeat,
            // A node that the published form does not know. Without a text it holds others.
            (None, None) => AnswerKind::Group,
            _ => AnswerKind::Question,
        };
        let value = value.filter(|value| !value.is_empty());
        let chosen = match (field, value) {
            (Some(field), Some(value)) => field.chosen(value, self.language()),
            _ => Vec::new(),
        };
        let text = if chosen.is_empty() {
            value.map(|value| self.shown(field, value))
        } else {
            let labels: Vec<&str> = chosen.iter().map(|(_, label)| label.as_str()).collect();
            Some(labels.join(", "))
        };
        let is_file = field.is_some_and(FieldRow::is_file);
        let choices = chosen.into_iter();
        Some(Answer {
            reference: path.to_owned(),
            kind,
            depth: steps.len().saturating_sub(2),
            label: self.label(path),
            data_type: type_of(field).to_owned(),
            value: value.map(str::to_owned),
            text,
            choices: choices
                .map(|(value, label)| Choice { value, label })
                .collect(),
            media: value.filter(|_| is_file).map(|name| self.named_media(name)),
            computed: field.is_some_and(|field| field.kind == "calculate"),
        })
    }

    /// A value in words, by the rule of the phones.
    fn shown(&self, field: Option<&FieldRow>, value: &str) -> String {
        let data_type = field.and_then(|field| DataType::from_name(&field.data_type));
        let language = match self.view.language.as_str() {
            "en" => Language::English,
            _ => Language::Spanish,
        };
        let locale = Locale {
            language,
            decimal: DecimalMark::Point,
        };
        shown::value(value, data_type.unwrap_or_default(), None, &locale)
    }

    /// The file that an answer names, under the name by which it is kept.
    fn named_media(&self, answer: &str) -> Media {
        let name = kept_name(answer);
        let file = self.files.get(name.as_str()).copied();
        self.media(&name, file)
    }

    fn media(&self, name: &str, file: Option<&File>) -> Media {
        let stored = file.and_then(|file| file.stored.as_ref());
        let id = utf8_percent_encode(self.instance.as_str(), SEGMENT);
        let encoded = utf8_percent_encode(name, SEGMENT);
        let url = format!(
            "/v1/projects/{}/review/submissions/{id}/attachments/{encoded}",
            self.view.project
        );
        let is = |kind: fn(&str) -> bool| stored.is_some_and(|stored| kind(&stored.media_type));
        let shown = is(is_shown);
        let thumb_url = shown.then(|| format!("{url}?size={SMALL}"));
        let url = match (is(sniff::is_picture) && !shown, self.view.decides) {
            // There is nothing to see of it but the bytes that came; they are for who decides.
            (true, true) => format!("{url}?original=true"),
            (true, false) => String::new(),
            (false, _) => url,
        };
        Media {
            name: name.to_owned(),
            present: stored.is_some(),
            sha256: stored.map(|stored| stored.sha256),
            size: stored.map(|stored| stored.size),
            media_type: stored.map(|stored| stored.media_type.clone()),
            thumb_url,
            url,
            other_versions: file.map_or(0, |file| file.others),
            set_aside: file.is_some_and(|file| file.aside),
        }
    }

    fn aside(&self, one: Aside) -> wire::Aside {
        let id = utf8_percent_encode(self.instance.as_str(), SEGMENT);
        let (project, number) = (self.view.project, one.id);
        let url = format!("/v1/projects/{project}/review/submissions/{id}/aside/{number}");
        wire::Aside {
            id: one.id,
            kind: match one.kind {
                AsideKind::Answers => wire::AsideKind::Answers,
                AsideKind::File => wire::AsideKind::File,
            },
            reason: match one.reason {
                AsideReason::Unasked => wire::AsideReason::Unasked,
                AsideReason::Unclean => wire::AsideReason::Unclean,
            },
            sha256: one.sent_sha256,
            size: one.sent_size,
            received_at: one.at.into(),
            sealed: one.sealed.is_some(),
            url: (self.view.administers && one.sealed.is_some()).then_some(url),
        }
    }

    fn history(&self, line: HistoryLine) -> HistoryEntry {
        HistoryEntry {
            at: line.at.into(),
            actor: line.actor.map(|actor| Actor {
                name: actor.name,
                role: actor.role.as_str().to_owned(),
            }),
            kind: kind(line.kind),
            from: line.from,
            to: line.to,
            label: line.reference.as_deref().map(|path| self.label(path)),
            reference: line.reference,
            body: line.body,
        }
    }
}

/// Bytes of the texts of an answer.
fn text_bytes(answer: &Answer) -> usize {
    let texts = [Some(&answer.reference), Some(&answer.label)];
    let texts = texts
        .into_iter()
        .chain([answer.value.as_ref(), answer.text.as_ref()]);
    let chosen = answer.choices.iter();
    texts.flatten().map(String::len).sum::<usize>()
        + chosen
            .map(|choice| choice.value.len() + choice.label.len())
            .sum::<usize>()
}

fn type_of(field: Option<&FieldRow>) -> &str {
    match field {
        Some(field) if field.is_select() => field.control.as_deref().unwrap_or("select1"),
        Some(field) => &field.data_type,
        None => "string",
    }
}
