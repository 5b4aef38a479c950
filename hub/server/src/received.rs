//! A small reader of received submissions, until the form engine's own is there.

use farola_form::submission::{FlatAnswer, ReceivedSubmission};
use farola_model::limits::{SUBMISSION_XML_BYTES, XML_DEPTH};
use farola_protocol::Problem;
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

struct Open {
    path: String,
    field: String,
    name: String,
    text: String,
    answer: usize,
    children: std::collections::BTreeMap<String, usize>,
}

/// Reads a submission into flat answers.
pub(crate) fn read(xml: &[u8]) -> Result<ReceivedSubmission, Problem> {
    if xml.len() > SUBMISSION_XML_BYTES {
        return Err(Problem::XmlTooLarge);
    }
    let text = std::str::from_utf8(xml).map_err(|_| Problem::XmlInvalid)?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut received = ReceivedSubmission::default();
    let mut stack: Vec<Open> = Vec::new();
    let mut rooted = false;
    loop {
        match reader.read_event().map_err(|_| Problem::XmlInvalid)? {
            Event::DocType(_) => return Err(Problem::XmlDtd),
            Event::Eof => break,
            Event::Start(start) => open(&mut received, &mut stack, &start, &mut rooted)?,
            Event::Empty(start) => {
                open(&mut received, &mut stack, &start, &mut rooted)?;
                close(&mut received, &mut stack);
            }
            Event::End(_) => close(&mut received, &mut stack),
            Event::Text(text) => {
                push(&mut stack, &text.xml_content(XmlVersion::Implicit1_0))?;
            }
            Event::CData(text) => {
                push(&mut stack, &text.xml_content(XmlVersion::Implicit1_0))?;
            }
            Event::GeneralRef(entity) => {
                let resolved = match entity.resolve_char_ref() {
                    Ok(Some(c)) => c.to_string(),
                    Err(_) => return Err(Problem::XmlInvalid),
                    Ok(None) => quick_xml::escape::resolve_predefined_entity(&entity.into_inner())
                        .ok_or(Problem::XmlInvalid)?
                        .to_owned(),
                };
                push(&mut stack, &resolved)?;
            }
            _ => {}
        }
    }
    if !stack.is_empty() || !rooted {
        return Err(Problem::XmlInvalid);
    }
    if received.form_id.is_empty() {
        return Err(Problem::FormIdMissing);
    }
    Ok(received)
}

fn push(stack: &mut [Open], text: &str) -> Result<(), Problem> {
    match stack.last_mut() {
        Some(open) => open.text.push_str(text),
        None if text.trim().is_empty() => {}
        None => return Err(Problem::XmlInvalid),
    }
    Ok(())
}

fn open(
    received: &mut ReceivedSubmission,
    stack: &mut Vec<Open>,
    start: &BytesStart<'_>,
    rooted: &mut bool,
) -> Result<(), Problem> {
    if stack.len() >= XML_DEPTH {
        return Err(Problem::XmlTooDeep);
    }
    let name = start.local_name().as_ref().to_owned();
    let (path, field) = match stack.last_mut() {
        None if *rooted => return Err(Problem::XmlInvalid),
        None => {
            *rooted = true;
            let mut namespace = String::new();
            for attribute in start.attributes() {
                let attribute = attribute.map_err(|_| Problem::XmlInvalid)?;
                let value = attribute
                    .normalized_value(XmlVersion::Implicit1_0)
                    .map_err(|_| Problem::XmlInvalid)?;
                match attribute.key.as_ref() {
                    "id" => received.form_id = value.into_owned(),
                    "version" => received.version = value.into_owned(),
                    "xmlns" => namespace = value.into_owned(),
                    _ => {}
                }
            }
            if received.form_id.is_empty() {
                received.form_id = namespace;
            }
            (format!("/{name}"), format!("/{name}"))
        }
        Some(parent) => {
            let seen = parent.children.entry(name.clone()).or_insert(0);
            *seen += 1;
            let position = if *seen > 1 {
                format!("[{seen}]")
            } else {
                String::new()
            };
            (
                format!("{}/{name}{position}", parent.path),
                format!("{}/{name}", parent.field),
            )
        }
    };
    received.answers.push(FlatAnswer {
        path: path.clone(),
        field: field.clone(),
        value: None,
    });
    stack.push(Open {
        path,
        field,
        name,
        text: String::new(),
        answer: received.answers.len() - 1,
        children: std::collections::BTreeMap::new(),
    });
    Ok(())
}

fn close(received: &mut ReceivedSubmission, stack: &mut Vec<Open>) {
    let Some(open) = stack.pop() else { return };
    if !open.children.is_empty() {
        return;
    }
    if stack.last().is_some_and(|parent| parent.name == "meta") {
        let id = Some(open.text.trim().to_owned()).filter(|id| !id.is_empty());
        match open.name.as_str() {
            "instanceID" => received.instance_id = id,
            "deprecatedID" => received.deprecated_id = id,
            "instanceName" => received.instance_name = id,
            _ => {}
        }
    }
    if let Some(answer) = received.answers.get_mut(open.answer) {
        answer.value = Some(open.text);
    }
}
