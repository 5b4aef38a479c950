//! A phone in a folder: driven through the binary, looked into through the store alone.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use farola_engine::env::SystemEntropy;
use farola_engine::store::{Key, KeyProvider, Store, SubmissionInfo};
use farola_form::{DeviceProperties, FormDef, MediaMap, Session, SessionEnv};
use farola_model::{InstanceId, Sha256};
use jiff::ZonedDateTime;

use super::done;

pub struct Phone {
    pub dir: PathBuf,
}

struct Random(SystemEntropy);

impl farola_form::Entropy for Random {
    fn fill(&mut self, bytes: &mut [u8]) {
        farola_engine::Entropy::fill(&self.0, bytes);
    }
}

impl Phone {
    /// Makes the folder and enrols it, or puts the kit's forms on it where there is no server.
    pub fn new(dir: &Path, enrolment: Option<&str>) -> Self {
        let phone = Self {
            dir: dir.to_owned(),
        };
        match enrolment {
            Some(url) => {
                done(&["device", "init", phone.path(), "--enrol", url]);
                done(&["device", "sync", phone.path()]);
            }
            None => {
                let forms = ["cs_cierre", "cs_hallazgo", "cs_punto", "cs_recorrido"];
                let forms = forms.map(|name| super::kit(&format!("{name}.xml")));
                let mut args = vec!["device", "init", phone.path()];
                for form in &forms {
                    args.extend(["--form", form.to_str().unwrap()]);
                }
                done(&args);
            }
        }
        phone
    }

    pub fn path(&self) -> &str {
        self.dir.to_str().unwrap()
    }

    pub fn key(&self) -> impl KeyProvider + Send + Sync + use<> {
        let text = std::fs::read_to_string(self.dir.join("key")).unwrap();
        let key: Sha256 = text.trim().parse().unwrap();
        move || Ok(Key::new(key.0))
    }

    /// The store, opened as after a restart; it must not have been damaged.
    pub fn store(&self) -> Store {
        let store = Store::open(&self.dir.join("farola.db"), &self.key()).unwrap();
        assert!(store.salvage().is_none(), "the database was damaged");
        store
    }
}

/// The answers of a draft as its journal has them, without writing anything.
pub fn draft_answers(
    store: &Store,
    draft: &InstanceId,
    forms: &mut BTreeMap<Sha256, Arc<FormDef>>,
) -> Session {
    let draft = store.load_draft(draft).unwrap();
    let sha256 = draft.info.form_sha256;
    let def = forms.entry(sha256).or_insert_with(|| {
        let xml = store.form_xml(&sha256).unwrap();
        Arc::new(FormDef::parse(&xml, &MediaMap::new()).0.unwrap())
    });
    let deltas: Vec<farola_form::Delta> = draft
        .deltas
        .iter()
        .map(|delta| serde_json::from_slice(&delta.bytes).unwrap())
        .collect();
    let env = SessionEnv {
        now: ZonedDateTime::now(),
        entropy: Box::new(Random(SystemEntropy)),
        properties: DeviceProperties::default(),
        language: None,
        last_saved: None,
    };
    Session::replay(
        Arc::clone(def),
        env,
        &draft.snapshot.unwrap_or_default(),
        &deltas,
    )
    .unwrap()
}

/// Every finalized submission, the first finalized first; XML and files must have their digests.
pub fn finalized(store: &Store) -> Vec<(SubmissionInfo, String, BTreeMap<String, Sha256>)> {
    let mut list = store.submissions().unwrap();
    list.reverse();
    let whole = |info: SubmissionInfo| {
        let submission = store.submission(&info.instance).unwrap();
        assert_eq!(Sha256::of(&submission.xml), info.xml_sha256, "XML altered");
        let mut files = BTreeMap::new();
        for file in submission.media {
            let sha256 = file.sha256;
            if file.size.is_some() {
                let bytes = store.media_bytes(&sha256).unwrap();
                assert_eq!(Sha256::of(&bytes), sha256, "file altered");
            }
            files.insert(file.name, sha256);
        }
        (info, String::from_utf8(submission.xml).unwrap(), files)
    };
    list.into_iter().map(whole).collect()
}

/// Leaves of an XML document with their paths, in order.
pub fn leaves(xml: &str) -> Vec<(String, String)> {
    let (mut path, mut found) = (Vec::<String>::new(), Vec::new());
    let mut is_leaf = false;
    for piece in xml.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap();
        if tag.starts_with(['?', '!']) {
            continue;
        }
        if tag.starts_with('/') {
            if is_leaf && found.last().is_none_or(|(p, _)| *p != path.join("/")) {
                found.push((path.join("/"), String::new()));
            }
            path.pop();
            is_leaf = false;
            continue;
        }
        path.push(tag.split([' ', '/']).next().unwrap().to_owned());
        is_leaf = true;
        if !text.is_empty() {
            found.push((path.join("/"), text.to_owned()));
        }
        if tag.ends_with('/') {
            found.push((path.join("/"), String::new()));
            path.pop();
            is_leaf = false;
        }
    }
    found
}
