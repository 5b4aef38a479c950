//! A record as the review page reads it: answers under their labels in the reader's language.

use std::collections::BTreeMap;

use farola_hub_store::record::{File, Record, record};
use farola_hub_store::review::HistoryLine;
use farola_hub_store::{Connection, StoreError};
use farola_model::{InstanceId, ProjectId};
use farola_protocol::review::{ReviewAction, ReviewState};
use percent_encoding::utf8_percent_encode;
use serde_json::{Value, json};

use super::review::item_json;
use crate::app::App;
use crate::fields::{FieldRow, FieldTable};
use crate::openrosa::SEGMENT;
use crate::sniff;

/// For whom a record is written.
pub(super) struct View {
    pub(super) project: ProjectId,
    /// `es` or `en`.
    pub(super) language: String,
    /// Whether the reader may decide.
    pub(super) decides: bool,
}

/// Reads a record and writes it as JSON.
pub(super) fn read(
    app: &App,
    connection: &Connection,
    instance: &InstanceId,
    view: &View,
) -> Result<Value, StoreError> {
    let record = record(connection, view.project, instance)?;
    let table = app.fields(connection, record.form_version)?;
    Ok(shape(record, &table, view))
}

fn shape(record: Record, table: &FieldTable, view: &View) -> Value {
    let state = ReviewState::from_name(&record.item.state);
    let allowed: Vec<&str> = match state {
        Some(state) if view.decides => state
            .allowed()
            .into_iter()
            .map(ReviewAction::as_str)
            .collect(),
        _ => Vec::new(),
    };
    let parsed: Vec<(String, Option<String>)> =
        serde_json::from_str(&record.answers).unwrap_or_default();
    let complete = record.files.iter().all(|file| file.stored.is_some());
    let writer = Writer {
        table,
        view,
        record: &record,
    };
    let answers: Vec<Value> = parsed
        .iter()
        .filter_map(|pair| writer.answer(pair))
        .collect();
    let history: Vec<Value> = record
        .history
        .iter()
        .map(|line| writer.history(line))
        .collect();
    let extras: Vec<Value> = record
        .files
        .iter()
        .filter(|file| !file.expected)
        .map(|file| writer.media(&file.name, Some(file)))
        .collect();
    let neighbours: Vec<Value> = record
        .neighbours
        .iter()
        .map(|near| {
            let title = if view.language == "en" {
                &near.title_en
            } else {
                &near.title_es
            };
            json!({
                "instanceId": near.instance_id, "lat": near.lat, "lon": near.lon,
                "title": title, "band": near.band,
            })
        })
        .collect();
    let versions: Vec<Value> = record
        .versions
        .iter()
        .map(|version| {
            json!({
                "instanceId": version.instance_id, "current": version.current,
                "createdAt": version.created.to_string(),
            })
        })
        .collect();
    let geometry = record.geometry.as_deref();
    let geometry: Option<Value> = geometry.and_then(|text| serde_json::from_str(text).ok());
    let rest = json!({
        "languages": table.languages,
        "answers": answers,
        "extraFiles": extras,
        "geometry": geometry,
        "neighbours": neighbours,
        "history": history,
        "versions": versions,
        "allowed": allowed,
        "device": {"id": record.device_id},
        "receipt": {"xmlSha256": record.xml_sha256, "complete": complete},
    });
    let mut whole = item_json(record.item, &view.language);
    if let (Value::Object(whole), Value::Object(rest)) = (&mut whole, rest) {
        whole.extend(rest);
    }
    whole
}

/// Writes the parts of one record.
struct Writer<'a> {
    table: &'a FieldTable,
    view: &'a View,
    record: &'a Record,
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

    /// One answer; the root and the form's own bookkeeping are left out.
    fn answer(&self, (path, value): &(String, Option<String>)) -> Option<Value> {
        let steps: Vec<&str> = path.split('/').skip(1).collect();
        let inside_meta = steps
            .get(1)
            .is_some_and(|step| step.rsplit(':').next() == Some("meta"));
        if steps.len() < 2 || inside_meta {
            return None;
        }
        let field = self.table.get(&field_path(path));
        let kind = match (field.map(|field| field.kind.as_str()), value) {
            (Some("group"), _) => "group",
            (Some("repeat"), _) => "repeat",
            (None, None) => "group",
            _ => "question",
        };
        let value = value.as_deref().filter(|value| !value.is_empty());
        let chosen = match (field, value) {
            (Some(field), Some(value)) => field.chosen(value, self.language()),
            _ => Vec::new(),
        };
        let text = if chosen.is_empty() {
            value.map(str::to_owned)
        } else {
            let labels: Vec<&str> = chosen.iter().map(|(_, label)| label.as_str()).collect();
            Some(labels.join(", "))
        };
        let choices: Vec<Value> = chosen
            .iter()
            .map(|(value, label)| json!({"value": value, "label": label}))
            .collect();
        let is_file = field.is_some_and(FieldRow::is_file);
        let media = value.filter(|_| is_file).map(|name| {
            self.media(
                name,
                self.record.files.iter().find(|file| file.name == name),
            )
        });
        Some(json!({
            "ref": path,
            "kind": kind,
            "depth": steps.len() - 2,
            "label": self.label(path),
            "type": type_of(field),
            "value": value,
            "text": text,
            "choices": choices,
            "media": media,
            "computed": field.is_some_and(|field| field.kind == "calculate"),
        }))
    }

    fn media(&self, name: &str, file: Option<&File>) -> Value {
        let stored = file.and_then(|file| file.stored.as_ref());
        let id = utf8_percent_encode(self.record.item.instance_id.as_str(), SEGMENT);
        let encoded = utf8_percent_encode(name, SEGMENT);
        let url = format!(
            "/v1/projects/{}/review/submissions/{id}/attachments/{encoded}",
            self.view.project
        );
        let shown = stored.is_some_and(|stored| sniff::is_shown(&stored.media_type));
        json!({
            "name": name,
            "present": stored.is_some(),
            "sha256": stored.map(|stored| stored.sha256),
            "size": stored.map(|stored| stored.size),
            "mediaType": stored.map(|stored| &stored.media_type),
            "url": url,
            "thumbUrl": shown.then(|| format!("{url}?size=320")),
            "otherVersions": file.map_or(0, |file| file.others),
        })
    }

    fn history(&self, line: &HistoryLine) -> Value {
        let actor = line.actor.as_ref();
        let actor = actor.map(|(name, role)| BTreeMap::from([("name", name), ("role", role)]));
        json!({
            "at": line.at.to_string(),
            "actor": actor,
            "kind": line.kind,
            "from": line.from,
            "to": line.to,
            "ref": line.reference,
            "label": line.reference.as_deref().map(|path| self.label(path)),
            "body": line.body,
        })
    }
}

fn type_of(field: Option<&FieldRow>) -> &str {
    match field {
        Some(field) if field.is_select() => field.control.as_deref().unwrap_or("select1"),
        Some(field) => &field.data_type,
        None => "string",
    }
}
