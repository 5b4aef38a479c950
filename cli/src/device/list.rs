//! `device list`, `device show`, `device messages`: what the phone holds.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use farola_engine::env::SystemClock;
use farola_engine::{EngineError, Message};
use farola_model::InstanceId;
use farola_words::{Language, Text, word};
use serde_json::json;

use super::phone::{Network, open};
use super::{Done, Say};

#[derive(Debug, Args)]
pub(super) struct Folder {
    /// Folder of the phone.
    dir: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// Folder of the phone.
    dir: PathBuf,
    /// Id of a draft or submission.
    instance: String,
}

#[derive(Debug, Args)]
pub(super) struct MessagesArgs {
    /// Folder of the phone.
    dir: PathBuf,
    /// Only what was not seen before, which then counts as seen.
    #[arg(long)]
    new: bool,
}

pub(super) fn run(args: &Folder, key_file: Option<&Path>, say: &mut Say) -> Done {
    let engine = open(&args.dir, key_file, Arc::new(SystemClock), Network::Off)?;
    let device = engine.device()?;
    let last = device.last_contact.map(|at| at.to_string());
    let contact = last.clone().unwrap_or_else(|| "—".to_owned());
    say.line(
        &json!({"event": "device", "device": device.id, "server": device.server,
            "lastContact": last}),
        &format!("Teléfono {}, último contacto {contact}", device.id),
        &format!("Phone {}, last contact {contact}", device.id),
    );
    if let Some(salvage) = engine.salvage() {
        let aside = salvage.aside.display().to_string();
        say.line(
            &json!({"event": "salvaged", "aside": aside, "whole": salvage.is_whole()}),
            &format!("La base estaba dañada; se rescató lo legible. Original: {aside}"),
            &format!("The database was damaged; what could be read was saved. Original: {aside}"),
        );
    }
    for form in engine.forms()? {
        let line = format!("  {}  {} {}", form.title, form.form.id, form.form.version);
        let value = json!({"event": "form", "id": form.form.id, "version": form.form.version,
            "title": form.title, "sha256": form.sha256});
        say.line(&value, &line, &line);
    }
    for draft in engine.drafts()? {
        let seq = engine.draft_seq(&draft.instance)?;
        say.line(
            &json!({"event": "draft", "instance": draft.instance, "form": draft.form.id,
                "title": draft.title, "seq": seq, "corrects": draft.deprecated}),
            &format!("  borrador   {}  {}", draft.title, draft.instance),
            &format!("  draft      {}  {}", draft.title, draft.instance),
        );
    }
    for sent in engine.submissions()? {
        let state = sent.state.as_str();
        let (files, taken) = sent.media;
        let problem = sent.problem.clone().unwrap_or_default();
        let line = |language| {
            let state = brief(state).map_or(state, |text| text.in_language(language));
            format!("  {state:<12} {}  {}  {problem}", sent.title, sent.instance)
        };
        say.line(
            &json!({"event": "submission", "instance": sent.instance, "form": sent.form.id,
                "title": sent.title, "state": state, "problem": sent.problem,
                "xmlSha256": sent.xml_sha256, "corrects": sent.deprecated,
                "files": files, "filesSent": taken}),
            &line(Language::Es),
            &line(Language::En),
        );
    }
    let home = engine.home()?;
    say.line(
        &json!({"event": "home", "drafts": home.drafts, "waiting": home.waiting,
            "waitingFiles": home.waiting_media, "stuck": home.stuck, "sent": home.sent,
            "messages": home.messages, "elsewhere": home.elsewhere}),
        &format!(
            "Borradores {}, en espera {} (fotos {}), con problema {}, para otro servidor {}, \
             enviados {}, mensajes {}.",
            home.drafts,
            home.waiting,
            home.waiting_media,
            home.stuck,
            home.elsewhere,
            home.sent,
            home.messages
        ),
        &format!(
            "Drafts {}, waiting {} (photos {}), with a problem {}, for another server {}, sent {}, \
             messages {}.",
            home.drafts,
            home.waiting,
            home.waiting_media,
            home.stuck,
            home.elsewhere,
            home.sent,
            home.messages
        ),
    );
    Ok(())
}

/// The state of a submission in one or two words; nothing for one that this version does not
/// know, which is then shown as it is.
fn brief(state: &str) -> Option<Text> {
    Some(match state {
        "finalised" => word::LIST_WAITING,
        "offered" | "body_stored" | "media_partial" | "complete" => word::LIST_UNDER_WAY,
        "acknowledged" => word::LIST_ARRIVED,
        "rejected" => word::LIST_REFUSED,
        "wedged" => word::LIST_STUCK,
        _ => return None,
    })
}

pub(super) fn show(args: &ShowArgs, key_file: Option<&Path>, say: &mut Say) -> Done {
    let engine = open(&args.dir, key_file, Arc::new(SystemClock), Network::Off)?;
    let instance = InstanceId::new(&*args.instance);
    match engine.submission_xml(&instance) {
        Ok(xml) => {
            let text = String::from_utf8_lossy(&xml).into_owned();
            say.line(
                &json!({"event": "xml", "instance": instance, "xml": text}),
                &text,
                &text,
            );
            return Ok(());
        }
        Err(EngineError::Store(farola_engine::store::Error::NotFound { .. })) => {}
        Err(error) => return Err(error.into()),
    }
    let filling = engine.resume(&instance)?;
    for node in filling.dump() {
        let Some(value) = node.value.filter(|value| !value.is_empty()) else {
            continue;
        };
        let line = format!("{} = {value}", node.path);
        let json = json!({"event": "value", "ref": node.path, "value": value,
            "relevant": node.relevant, "valid": node.valid});
        say.line(&json, &line, &line);
    }
    Ok(())
}

pub(super) fn messages(args: &MessagesArgs, key_file: Option<&Path>, say: &mut Say) -> Done {
    let engine = open(&args.dir, key_file, Arc::new(SystemClock), Network::Off)?;
    for message in engine.messages(say.language())? {
        if args.new && message.seen {
            continue;
        }
        print(&message, say);
        if args.new {
            engine.mark_seen(&message.instance)?;
        }
    }
    Ok(())
}

fn print(message: &Message, say: &mut Say) {
    let comments: Vec<_> = message
        .comments
        .iter()
        .map(|c| json!({"ref": c.reference, "label": c.label, "body": c.body, "at": c.at, "role": c.role}))
        .collect();
    let title = message
        .title
        .clone()
        .unwrap_or_else(|| message.instance.to_string());
    let (es, en) = match message.state.as_str() {
        "received" => ("recibido", "received"),
        "in_review" => ("en revisión", "in review"),
        "has_issues" => ("piden corregir", "correction asked"),
        "edited" => ("corregido", "edited"),
        "approved" => ("aceptado", "approved"),
        "rejected" => ("rechazado", "rejected"),
        other => (other, other),
    };
    let value = json!({
        "event": "message", "instance": message.instance, "title": message.title,
        "form": message.form.as_ref().map(|f| f.id.as_str()), "state": message.state,
        "reason": message.reason, "comments": comments, "seen": message.seen,
        "canCorrect": message.can_correct, "correction": message.correction,
    });
    say.line(
        &value,
        &format!("{title}: {es}  {}", message.instance),
        &format!("{title}: {en}  {}", message.instance),
    );
    if say.for_machines() {
        return;
    }
    let none = serde_json::Value::Null;
    if let Some(reason) = &message.reason {
        say.line(&none, &format!("  «{reason}»"), &format!("  \"{reason}\""));
    }
    for comment in &message.comments {
        let about = comment.label.clone().or_else(|| comment.reference.clone());
        let about = about.map(|label| format!("{label}: ")).unwrap_or_default();
        let body = &comment.body;
        say.line(
            &none,
            &format!("  {about}«{body}»"),
            &format!("  {about}\"{body}\""),
        );
    }
}
