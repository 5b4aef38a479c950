//! What a form says, fact by fact, so that two forms can be compared: ids of texts are replaced by
//! the texts, and the order of attributes says nothing.

use std::collections::{BTreeMap, HashMap};

use super::dom::{Element, Node};
use super::texts::id_of;

/// Facts by the part of the form that they are about; a part can have several.
pub(super) type Facts = BTreeMap<String, Vec<String>>;

/// A part that two forms say otherwise.
#[derive(Debug)]
pub(super) struct Difference {
    pub(super) part: String,
    /// What the form says.
    pub(super) form: Option<String>,
    /// What the form of the sheets says.
    pub(super) sheet: Option<String>,
}

/// Every part in which the two differ.
pub(super) fn differences(form: &Facts, sheet: &Facts) -> Vec<Difference> {
    let mut parts: Vec<&String> = form.keys().collect();
    parts.extend(sheet.keys().filter(|part| !form.contains_key(*part)));
    let joined = |facts: &Facts, part: &String| facts.get(part).map(|facts| facts.join("; "));
    let differing = parts
        .into_iter()
        .filter(|part| form.get(*part) != sheet.get(*part));
    differing
        .map(|part| Difference {
            part: part.clone(),
            form: joined(form, part),
            sheet: joined(sheet, part),
        })
        .collect()
}

/// The facts of a form.
pub(super) fn of(html: &Element) -> Facts {
    let mut reader = Reader::default();
    for (name, value) in &html.attributes {
        reader.add(format!("html @{name}"), value.clone());
    }
    let head = html.first("h:head");
    let model = head.and_then(|head| head.first("model"));
    if let Some(title) = head.and_then(|head| head.first("h:title")) {
        reader.add("title".to_owned(), plain(title));
    }
    if let Some(model) = model {
        for itext in model.elements().filter(|element| element.name == "itext") {
            reader.texts(itext);
        }
        reader.model(model);
    }
    if let Some(body) = html.first("h:body") {
        reader.attributes("body", body, &[]);
        reader.body(body, "body");
    }
    reader.facts
}

#[derive(Default)]
struct Reader {
    facts: Facts,
    /// Each text by its id, as one line of all languages and forms.
    texts: HashMap<String, String>,
}

impl Reader {
    fn add(&mut self, part: String, fact: String) {
        self.facts.entry(part).or_default().push(fact);
    }

    fn attributes(&mut self, part: &str, element: &Element, but: &[&str]) {
        for (name, value) in &element.attributes {
            if !but.contains(&name.as_str()) {
                let value = self.meant(value);
                self.add(format!("{part} @{name}"), value);
            }
        }
    }

    /// A text of the translations instead of its id.
    fn meant(&self, value: &str) -> String {
        let text = id_of(value).and_then(|id| self.texts.get(id));
        text.map_or_else(|| single_blanks(value), Clone::clone)
    }

    fn texts(&mut self, itext: &Element) {
        let mut languages = Vec::new();
        for translation in itext.elements() {
            let language = translation.get("lang").unwrap_or_default();
            let sign = translation.get("default").map_or("", |_| " (default)");
            languages.push(format!("{language}{sign}"));
            for text in translation.elements() {
                let id = text.get("id").unwrap_or_default().to_owned();
                let line = self.texts.entry(id).or_default();
                for value in text.elements() {
                    let form = value.get("form").unwrap_or_default();
                    line.push_str(&format!("[{language} {form}] {} ", plain(value)));
                }
            }
        }
        self.add("languages".to_owned(), languages.join(", "));
    }

    fn model(&mut self, model: &Element) {
        self.attributes("model", model, &[]);
        let mut instances = 0_usize;
        for element in model.elements() {
            match element.name.as_str() {
                "itext" => {}
                "instance" => {
                    instances += 1;
                    match instances {
                        1 => element.elements().for_each(|data| {
                            let path = format!("/{}", data.name);
                            self.data(data, &path);
                        }),
                        _ => self.list(element),
                    }
                }
                "bind" => {
                    let path = element.get("nodeset").unwrap_or_default().trim();
                    self.attributes(path, element, &["nodeset"]);
                }
                "submission" => self.attributes("submission", element, &[]),
                _ => self.action(element, ""),
            }
        }
    }

    fn data(&mut self, element: &Element, path: &str) {
        self.attributes(&format!("{path} (data)"), element, &[]);
        let names = element.elements().map(|child| {
            let sign = child.get("jr:template").map_or("", |_| " (template)");
            format!("{}{sign}", child.name)
        });
        let mut names: Vec<String> = names.collect();
        match names.is_empty() {
            true => self.add(format!("{path} (data)"), element.text()),
            false => {
                // The order of the data says nothing; that of the questions stands in the body.
                names.sort();
                self.add(format!("{path} (data)"), names.join(" "));
            }
        }
        for child in element.elements() {
            self.data(child, &format!("{path}/{}", child.name));
        }
    }

    fn list(&mut self, instance: &Element) {
        let id = instance.get("id").unwrap_or_default();
        let part = format!("instance {id}");
        self.attributes(&part, instance, &["id"]);
        for item in instance.elements().flat_map(Element::elements) {
            let fact = self.choice(item);
            self.add(part.clone(), fact);
        }
        if instance.get("src").is_none() {
            self.add(part, "-".to_owned());
        }
    }

    /// A choice as one line.
    fn choice(&self, item: &Element) -> String {
        let cells = item.elements().map(|cell| {
            let text = plain(cell);
            match cell.name.as_str() {
                "itextId" => {
                    let text = self.texts.get(&text).cloned().unwrap_or_default();
                    format!("label={text}")
                }
                name => match cell.get("ref") {
                    Some(reference) => format!("{name}={}", self.meant(reference)),
                    None => format!("{name}={text}"),
                },
            }
        });
        cells.collect::<Vec<_>>().join(" ")
    }

    fn action(&mut self, element: &Element, within: &str) {
        let target = element.get("ref").unwrap_or_default();
        let value = element.get("value").map(single_blanks).unwrap_or_default();
        let event = element.get("event").unwrap_or_default();
        let quality = element.get("odk:quality").unwrap_or_default();
        let fact = format!("{within} {event} {value} {quality}");
        self.add(format!("{target} {}", element.name), fact.trim().to_owned());
    }

    fn body(&mut self, within: &Element, around: &str) {
        for element in within.elements() {
            let path = element.get("ref").or_else(|| element.get("nodeset"));
            let path = path.map_or_else(|| around.to_owned(), |path| path.trim().to_owned());
            let part = format!("{path} {}", element.name);
            match element.name.as_str() {
                "setvalue" | "odk:setgeopoint" | "odk:recordaudio" => self.action(element, around),
                "label" | "hint" => self.said(&format!("{around} {}", element.name), element),
                "item" => {
                    let fact = self.choice(element);
                    self.add(format!("{around} item"), fact);
                }
                "itemset" => self.itemset(around, element),
                _ => {
                    self.add("body".to_owned(), part.clone());
                    self.attributes(&part, element, &["ref", "nodeset"]);
                    self.body(element, &path);
                }
            }
        }
    }

    fn said(&mut self, part: &str, element: &Element) {
        let text = match element.get("ref") {
            Some(reference) => self.meant(reference),
            None => plain(element),
        };
        self.add(part.to_owned(), text);
    }

    fn itemset(&mut self, around: &str, element: &Element) {
        let nodeset = element.get("nodeset").map(single_blanks);
        let parts = element.elements().map(|part| {
            let reference = part.get("ref").unwrap_or_default();
            format!("{}={reference}", part.name)
        });
        let parts: Vec<String> = nodeset.into_iter().chain(parts).collect();
        self.add(format!("{around} itemset"), parts.join(" "));
    }
}

/// The text of an element with its outputs.
fn plain(element: &Element) -> String {
    let mut out = String::new();
    for node in &element.nodes {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Element(element) => {
                let value = element.get("value").unwrap_or_default();
                out.push_str(&format!("<{}>", single_blanks(value)));
            }
        }
    }
    out.trim().to_owned()
}

/// Blanks in an expression part words; how many there are says nothing.
fn single_blanks(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
