//! A hub with a form, a phone and a reviewer, and short ways to use it.

use farola_hub_store::account::{Account, NewUser, Role, UserId};
use farola_hub_store::app_user::{AppUserId, KeyDigest, NewKey};
use farola_hub_store::form::NewForm;
use farola_hub_store::review::{Decider, Decision, NewComment};
use farola_hub_store::submission::{Accepted, Arrival, ArrivedFile, Summary, Verdict};
use farola_hub_store::{OpenAs, Place, Store, StoreError};
use farola_model::{FormId, FormVersion, InstanceId, ProjectId, Sha256, Timestamp};
use farola_protocol::review::{ReviewAction, ReviewState};
use farola_protocol::{Change, Problem, ReviewChange};

use super::{Beside, On};

pub const NOW: Timestamp = Timestamp(1_795_985_580_000);
pub const ONE: ProjectId = ProjectId(1);
pub const HOUR_MS: i64 = 3_600_000;

/// A hub with a form, a phone and a reviewer.
pub struct Hub {
    pub dir: tempfile::TempDir,
    pub store: Store,
    pub beside: Beside,
    pub phone: AppUserId,
    pub reviewer: UserId,
}

pub fn user(email: &str, role: Role) -> NewUser {
    NewUser {
        email: email.to_owned(),
        display_name: "Ana".to_owned(),
        role,
        language: "es".to_owned(),
        password_hash: "$argon2id$one".to_owned(),
    }
}

pub fn key(token: &str) -> NewKey {
    NewKey {
        digest: KeyDigest(Sha256::of(token.as_bytes())),
        prefix: token.to_owned(),
    }
}

pub fn form(id: &str, attachments: &[&str]) -> NewForm {
    NewForm {
        id: FormId::new(id),
        version: FormVersion::new("1"),
        title: id.to_uppercase(),
        xml: format!("<{id}/>").into_bytes(),
        fields: format!("{{\"{id}\":1}}"),
        attachments: attachments.iter().map(|name| (*name).to_owned()).collect(),
        cities: vec![("14039".to_owned(), "Guadalajara".to_owned())],
    }
}

pub fn hub(on: On) -> Hub {
    let dir = tempfile::tempdir().unwrap();
    let (place, beside) = on.place_and_beside(dir.path());
    hub_at(dir, &place, beside)
}

/// The same at a place that the test knows.
pub fn hub_at(dir: tempfile::TempDir, place: &Place, beside: Beside) -> Hub {
    let store = Store::open(place, OpenAs::Server, NOW, "e1").unwrap();
    for new in [form("f", &[]), form("g", &["lista.csv"])] {
        let published = store.publish_form(ONE, new, Vec::new(), None, NOW);
        published.wait().unwrap();
    }
    let phone = store.add_app_user(ONE, "Equipo".to_owned(), key("t1"), None, NOW);
    let phone = phone.wait().unwrap().id;
    let reviewer = store.add_user(user("ana@farola.example", Role::Reviewer), NOW);
    let reviewer = reviewer.wait().unwrap();
    Hub {
        dir,
        store,
        beside,
        phone,
        reviewer,
    }
}

pub fn id(number: usize) -> InstanceId {
    InstanceId::new(format!("uuid:00000000-0000-4000-8000-{number:012}"))
}

/// What refused something.
pub fn refused<T: std::fmt::Debug>(outcome: Result<T, StoreError>) -> Problem {
    match outcome {
        Err(StoreError::Refused(problem)) => problem,
        other => panic!("{other:?}"),
    }
}

impl Hub {
    /// The reviewer as signing in needs her.
    pub fn account(&self) -> Account {
        let account = self.store.find_account("ana@farola.example").unwrap();
        account.unwrap()
    }

    pub fn arrival(&self, number: usize) -> Arrival {
        let version = FormVersion::new("1");
        let form = self.store.match_form(ONE, &FormId::new("f"), &version);
        let form = form.unwrap();
        let xml = format!("<data id=\"f\"><note>{number}</note></data>").into_bytes();
        Arrival {
            project: ONE,
            form: form.form,
            form_version: form.version,
            app_user: Some(self.phone),
            user: None,
            instance_id: id(number),
            deprecated_id: None,
            xml_sha256: Sha256::of(&xml),
            xml,
            left: None,
            summary: Summary::default(),
            verdict: Verdict::default(),
            expected: Vec::new(),
            files: Vec::new(),
            device_id: None,
            user_agent: None,
            device_date: None,
            at: NOW,
            event_uid: format!("arrived {number}"),
        }
    }

    pub fn accept(&self, arrival: Arrival) -> Result<Accepted, StoreError> {
        let accepted = self.store.accept_submission(arrival).wait();
        // Its files are where they stay before anything else is asked.
        self.store.move_files().unwrap();
        accepted.map(|(accepted, _)| accepted)
    }

    pub fn decision(&self, number: usize, action: ReviewAction, uid: &str) -> Decision {
        Decision {
            project: ONE,
            instance_id: id(number),
            action,
            reason: None,
            comments: Vec::new(),
            expected_version: None,
            by: self.decider(),
            at: NOW.plus_millis(HOUR_MS),
            uid: uid.to_owned(),
        }
    }

    pub fn decider(&self) -> Decider {
        Decider {
            user: self.reviewer,
            role: Role::Reviewer,
        }
    }

    pub fn comment(uid: &str) -> NewComment {
        NewComment {
            reference: Some("/data/p_luz".to_owned()),
            body: "¿Cuántas lámparas?".to_owned(),
            uid: uid.to_owned(),
        }
    }

    pub fn state(&self, number: usize) -> ReviewState {
        self.store.open_record(ONE, &id(number)).unwrap().item.state
    }

    /// Puts a file into the hub's folder, as a request with it does.
    pub fn file(&self, name: &str, bytes: &[u8]) -> ArrivedFile {
        ArrivedFile {
            name: name.to_owned(),
            sha256: self.store.files().put(bytes).unwrap(),
            size: bytes.len() as u64,
            media_type: "image/jpeg",
            kept: farola_hub_store::submission::Kept::AsItCame,
        }
    }

    pub fn feed(
        &self,
        since: Option<&str>,
        limit: usize,
    ) -> (Vec<ReviewChange>, Option<String>, bool) {
        let page = self.store.read_changes(ONE, self.phone, since, limit);
        let page = page.unwrap();
        assert!(!page.must_refetch);
        let entries = page.entries.into_iter().map(|entry| match entry {
            Change::Review(review) => review,
            Change::Forgotten(_) | Change::Other => panic!("it was not written"),
        });
        (entries.collect(), page.cursor, page.up_to_date)
    }
}
