//! The settings sheet.

use super::columns::Row;
use super::form::Form;
use super::nodes::Nodes;
use super::paths::Paths;
use crate::emit::Mode;
use crate::settings::NAMESPACES;

/// Headers of the settings sheet in the order that people know.
pub(super) const FIRST: [&str; 5] = [
    "form_title",
    "form_id",
    "version",
    "default_language",
    "instance_name",
];

/// Attributes of the data element with a setting of their own.
const ROOT: [(&str, &str); 5] = [
    ("id", "form_id"),
    ("version", "version"),
    ("xmlns", "instance_xmlns"),
    ("odk:prefix", "prefix"),
    ("odk:delimiter", "delimiter"),
];

/// Attributes of `submission` with a setting of their own.
const SUBMISSION: [(&str, &str); 4] = [
    ("action", "submission_url"),
    ("base64RsaPublicKey", "public_key"),
    ("orx:auto-send", "auto_send"),
    ("orx:auto-delete", "auto_delete"),
];

/// The settings of a form.
pub(super) fn row(form: &Form<'_>, nodes: &Nodes<'_>, paths: &Paths<'_, '_>) -> Row {
    let mut row = Row::default();
    row.put("form_title", form.title.as_str());
    let mut attributes = Vec::new();
    for (name, value) in &form.data.attributes {
        match ROOT.iter().find(|(known, _)| known == name) {
            Some((_, setting)) => row.put(setting, value.as_str()),
            None if name.starts_with("xmlns:") => {}
            None => {
                let header = format!("attribute::{name}");
                row.put(&header, value.as_str());
                attributes.push(header);
            }
        }
    }
    row.chain(attributes);
    if form.data.name != "data" {
        row.put("name", form.data.name.as_str());
    }
    if form.default_language() != "default" {
        row.put("default_language", form.default_language());
    }
    if let Some(style) = form.body.get("class") {
        row.put("style", style);
    }
    if let Some(submission) = form.model.first("submission") {
        for (name, setting) in SUBMISSION {
            if let Some(value) = submission.get(name) {
                row.put(setting, value);
            }
        }
        if submission.get("odk:client-editable") == Some("true") {
            row.put("client_editable", "yes");
        }
    }
    meta(form, nodes, paths, &mut row);
    row.put("namespaces", namespaces(form));
    row
}

/// What `meta` says.
fn meta(form: &Form<'_>, nodes: &Nodes<'_>, paths: &Paths<'_, '_>, row: &mut Row) {
    let path = |name: &str| format!("/{}/meta/{name}", form.data.name);
    let bound = |name: &str, attribute: &str| {
        let bind = form.binds.get(path(name).as_str())?;
        bind.get(attribute)
    };
    if let Some(name) = bound("instanceName", "calculate") {
        let id = nodes.at(&path("instanceName"));
        row.put("instance_name", paths.referred(name, id, Mode::default()));
    }
    if nodes.at(&path("instanceID")).is_none() {
        row.put("omit_instanceID", "yes");
    }
    if let Some(other) = bound("instanceID", "jr:preload").filter(|p| *p != "uid") {
        row.put("instance_id", other);
    }
}

/// Namespaces that a form declares beyond those of every form.
fn namespaces(form: &Form<'_>) -> String {
    let has_entities = form.model.get("entities:entities-version").is_some();
    let declared = form.html.attributes.iter().filter_map(|(name, address)| {
        let prefix = name.strip_prefix("xmlns:")?;
        let known = NAMESPACES
            .iter()
            .any(|(own, known)| own == name || known == address);
        let own = prefix == "entities" && has_entities;
        (!known && !own).then(|| format!("{prefix}=\"{address}\""))
    });
    declared.collect::<Vec<_>>().join(" ")
}
