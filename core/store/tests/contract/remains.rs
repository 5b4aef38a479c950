//! Gone means gone: some days after delivery nothing of what people wrote is on the phone.
//!
//! After any history, with a clock that was set to anything: looked for in every table, whatever
//! tables there are, and in every byte of the database, its log and its folder, decrypted.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use aes::Aes256;
use aes::cipher::{BlockCipherDecrypt, KeyInit};
use farola_model::{FormId, GeoPoint, InstanceId, Sha256, Timestamp};
use farola_store::{
    Device, FinalizedWith, Fix, Moment, NewComment, NewDraft, Receipt, RetentionPolicy,
    ReviewChange, Store, StoredEntity, StoredList, SubmissionEvent as Event, TrackPoint, WalkPart,
};
use proptest::prelude::*;

use crate::fixture::raw;
use crate::{KEY, Phone, attachment, id, new_draft};

const DAY: i64 = 86_400_000;
/// In everything that a person wrote, and in nothing else.
const WROTE: &str = "le-tiene-miedo-a-la-esquina";
/// Days after which everything is gone, whatever the setting: of a request for a correction.
const MOST_DAYS: u16 = 30;

/// What each table may hold when everything is gone. A table that is not here fails.
fn may_hold(table: &str, columns: &str) -> bool {
    match table {
        // Forms with their files, and the lists that servers give.
        "form" | "form_media" | "entity_list" => true,
        "media" | "media_chunk" | "entity" => false,
        // The phone itself, and how far it has read what servers say.
        "device" | "setting" | "sync_cursor" | "passed" | "sqlite_sequence" => true,
        "draft" | "draft_delta" | "draft_media" => false,
        "submission" | "submission_media" | "outbox" => false,
        "review" | "review_comment" | "last_saved" => false,
        "track" | "track_fix" | "walk" | "walk_form" => false,
        // Since when something has been done with; when all is gone, only of what is not removed.
        "leaving" => false,
        _ => panic!("{table} ({columns}) has no rule: how long is what it holds kept?"),
    }
}

/// A phone whose clock lies, and whose battery runs out.
struct World {
    phone: Phone,
    store: Store,
    truth: i64,
    lie: i64,
    since_boot: i64,
    boot: u8,
    named: bool,
    days: u16,
    next: u32,
    /// Instances of drafts, with when they were last touched.
    drafts: BTreeMap<String, i64>,
    /// What no server has confirmed.
    waiting: BTreeSet<String>,
    /// What a server has.
    arrived: Vec<String>,
    /// The digest of each that was finalized: by it the hub names what it forgot.
    digests: BTreeMap<String, Sha256>,
}

#[derive(Debug, Clone)]
enum Step {
    Begin,
    Answer,
    Photo(u8),
    Replace,
    Finalize,
    Deliver,
    Refuse,
    Asks(u8, bool),
    Correct(u8),
    Throw,
    Walk,
    WalkForm(u8),
    SetOut,
    Fix(u8),
    Leave,
    Track,
    Entity,
    Damage,
    Home,
    Retain,
    Hours(u16),
    Off(u16),
    Set(i16),
    Days(u16),
}

fn step() -> impl Strategy<Value = Step> {
    use Step as S;
    prop_oneof![
        4 => Just(S::Begin),
        4 => Just(S::Answer),
        3 => any::<u8>().prop_map(S::Photo),
        2 => Just(S::Replace),
        4 => Just(S::Finalize),
        5 => Just(S::Deliver),
        1 => Just(S::Refuse),
        2 => (any::<u8>(), any::<bool>()).prop_map(|(n, asks)| S::Asks(n, asks)),
        2 => any::<u8>().prop_map(S::Correct),
        1 => Just(S::Throw),
        2 => Just(S::Walk),
        3 => (0u8..3).prop_map(S::WalkForm),
        2 => Just(S::SetOut),
        3 => (1u8..20).prop_map(S::Fix),
        1 => Just(S::Leave),
        1 => Just(S::Track),
        1 => Just(S::Entity),
        1 => Just(S::Damage),
        2 => Just(S::Home),
        4 => Just(S::Retain),
        4 => (0u16..200).prop_map(S::Hours),
        2 => (0u16..400).prop_map(S::Off),
        3 => any::<i16>().prop_map(S::Set),
        1 => (0u16..=30).prop_map(S::Days),
    ]
}

impl World {
    fn new(named: bool) -> Self {
        let phone = Phone::new();
        let mut store = phone.open();
        let list = StoredList {
            name: "people".into(),
            hash: "md5:1".into(),
            needs_approval: true,
            properties: "[]".into(),
        };
        store.replace_entities(&list, &[], Timestamp(0)).unwrap();
        store.set_setting("language", "es").unwrap();
        let device = Device {
            id: farola_model::DeviceId::new("farola:1"),
            enrolment: None,
        };
        store.set_device(&device).unwrap();
        let mut world = Self {
            phone,
            store,
            truth: 0,
            lie: 0,
            since_boot: 0,
            boot: 1,
            named,
            days: 7,
            next: 0,
            drafts: BTreeMap::new(),
            waiting: BTreeSet::new(),
            arrived: Vec::new(),
            digests: BTreeMap::new(),
        };
        world.retain();
        world
    }

    fn wall(&self) -> Timestamp {
        Timestamp(1_800_000_000_000 + self.truth + self.lie)
    }

    fn moment(&self) -> Moment {
        Moment {
            wall: self.wall(),
            since_boot_ms: u64::try_from(self.since_boot).ok(),
            boot: self.named.then_some([self.boot; 16]),
        }
    }

    fn pass(&mut self, ms: i64) {
        self.truth += ms;
        self.since_boot += ms;
    }

    /// The days are over, as phones see them: they are looked at now and then.
    fn pass_days(&mut self, days: u16) {
        for _ in 0..days {
            self.pass(DAY);
            self.retain();
        }
    }

    fn retain(&mut self) {
        let policy = RetentionPolicy {
            days_after_acknowledged: self.days,
        };
        let now = self.moment();
        self.store.retain(policy, now).unwrap();
    }

    fn name(&mut self) -> String {
        self.next += 1;
        format!("{WROTE}-{}", self.next)
    }

    fn new_draft(&mut self) -> NewDraft {
        let name = self.name();
        NewDraft {
            title: format!("título {name}"),
            snapshot: Some(format!("<a>{name}</a>").repeat(300).into_bytes()),
            at: self.wall(),
            ..new_draft(&name)
        }
    }

    fn began(&mut self, draft: &NewDraft) {
        self.drafts.insert(draft.instance.to_string(), self.truth);
    }

    /// The draft that was begun last.
    fn draft(&mut self) -> Option<String> {
        let name = self.drafts.keys().next_back()?.clone();
        self.drafts.insert(name.clone(), self.truth);
        Some(name)
    }

    fn take(&mut self, step: &Step) {
        use Step as S;
        let at = self.wall();
        match step {
            S::Begin => {
                let draft = self.new_draft();
                self.store.begin_draft(&draft).unwrap();
                self.began(&draft);
            }
            S::Answer => {
                if let Some(draft) = self.draft() {
                    let answer = self.name().repeat(20);
                    let draft = InstanceId::new(draft);
                    self.store
                        .append_delta(&draft, answer.as_bytes(), at)
                        .unwrap();
                }
            }
            S::Photo(size) => {
                if let Some(draft) = self.draft() {
                    let name = self.name();
                    let photo = name.repeat(usize::from(*size) * 40 + 1);
                    let draft = InstanceId::new(draft);
                    let (file, mut photo) = (format!("{name}.jpg"), photo.as_bytes());
                    self.store
                        .import_draft_media(&draft, &file, "original", &mut photo, "image/jpeg", at)
                        .unwrap();
                }
            }
            S::Replace => self.replace(at),
            S::Finalize => self.finalize(at),
            S::Deliver => self.deliver(at),
            S::Refuse => {
                if let Some(name) = self.waiting.first() {
                    let instance = InstanceId::new(name.clone());
                    // One that was set aside already stays so.
                    let _ = self.store.wedge(&instance, "submission.refused", at);
                }
            }
            S::Asks(n, asks) => self.review(*n, *asks, at),
            S::Correct(n) => {
                let Some(instance) = self
                    .arrived
                    .get(usize::from(*n) % self.arrived.len().max(1))
                else {
                    return;
                };
                let instance = InstanceId::new(instance.clone());
                if self.store.submission_info(&instance).is_ok() {
                    let draft = NewDraft {
                        deprecated: Some(instance),
                        ..self.new_draft()
                    };
                    self.store.begin_draft(&draft).unwrap();
                    self.began(&draft);
                }
            }
            S::Throw => {
                if let Some(draft) = self.draft() {
                    self.drafts.remove(&draft);
                    let draft = InstanceId::new(draft);
                    self.store.delete_draft(&draft).unwrap();
                }
            }
            S::Walk => {
                let draft = self.new_draft();
                self.store.begin_walk(&draft).unwrap();
                self.began(&draft);
            }
            S::WalkForm(part) => {
                if self.store.open_walk().unwrap().is_some() {
                    let part =
                        [WalkPart::Stop, WalkPart::Finding, WalkPart::Debrief][usize::from(*part)];
                    let draft = self.new_draft();
                    self.store.begin_walk_form(&draft, part).unwrap();
                    self.began(&draft);
                }
            }
            S::SetOut => {
                let track = self.name();
                let open = self.store.open_walk().unwrap();
                if open.is_some_and(|walk| walk.track.is_none()) {
                    self.store.start_walk(&track, Some(WROTE), at).unwrap();
                }
            }
            S::Fix(fixes) => {
                let walk = self.store.open_walk().unwrap();
                if let Some(track) = walk.and_then(|walk| walk.track) {
                    self.fixes(&track, *fixes, at);
                }
            }
            S::Leave => self.store.leave_walk(at).unwrap(),
            S::Track => {
                let track = self.name();
                self.store.begin_track(&track, Some(WROTE), at).unwrap();
                self.fixes(&track, 3, at);
                if self.next.is_multiple_of(2) {
                    self.store.end_track(&track, at).unwrap();
                }
            }
            S::Entity => self.entity(at),
            S::Damage => {
                let aside = format!("farola.db.corrupt-{}", self.next % 3 + 1);
                for name in [aside.clone(), format!("{aside}-wal")] {
                    let file = self.phone.dir.path().join(name);
                    std::fs::write(file, b"pages").unwrap();
                }
            }
            S::Home => {
                let now = self.moment();
                self.store.warn_of_old_drafts(now).unwrap();
            }
            S::Retain => self.retain(),
            S::Hours(hours) => self.pass(i64::from(*hours) * 3_600_000),
            S::Off(hours) => {
                self.truth += i64::from(*hours) * 3_600_000;
                (self.since_boot, self.boot) = (1, self.boot.wrapping_add(1));
            }
            S::Set(days) => {
                // Seen before and after, as by any call that asks for the time.
                self.retain();
                self.lie += i64::from(*days) * DAY;
                self.retain();
            }
            S::Days(days) => self.days = *days,
        }
    }

    fn fixes(&mut self, track: &str, fixes: u8, at: Timestamp) {
        let fix = Fix {
            at,
            point: GeoPoint {
                lat: 20.67,
                lon: -103.34,
                alt_m: 1_550.0,
                accuracy_m: 9.5,
            },
            speed_mps: None,
            bearing_deg: None,
        };
        for _ in 0..fixes {
            self.store
                .append_track(track, &TrackPoint::Fix(fix))
                .unwrap();
        }
    }

    /// Another photo in the place of one: the answer names the new one alone.
    fn replace(&mut self, at: Timestamp) {
        let Some(draft) = self.draft() else { return };
        let draft = InstanceId::new(draft);
        let old = self.store.draft_media(&draft).unwrap();
        let Some(old) = old.first() else { return };
        let named = self.store.draft_media(&draft).unwrap();
        let twice = named
            .iter()
            .filter(|file| file.sha256 == old.sha256)
            .count()
            > 1;
        let name = self.name();
        let (file, mut photo) = (format!("{name}.jpg"), name.as_bytes());
        self.store
            .import_draft_media(&draft, &file, "original", &mut photo, "image/jpeg", at)
            .unwrap();
        let (delta, dropped) = (name.as_bytes(), [old.name.clone()]);
        self.store
            .append_and_drop(&draft, &[delta], &dropped, at)
            .unwrap();
        assert!(twice || self.store.medium(&old.sha256).is_err());
    }

    fn finalize(&mut self, at: Timestamp) {
        let Some(draft) = self.draft() else { return };
        let instance = InstanceId::new(draft.clone());
        let mut files = Vec::new();
        for file in self.store.draft_media(&instance).unwrap() {
            let content = self.store.media_bytes(&file.sha256).unwrap();
            files.push(attachment(&file.name, &content));
        }
        let xml = format!("<data>{}</data>", self.name().repeat(100));
        self.store
            .finalize(&instance, xml.as_bytes(), &files, at)
            .unwrap();
        self.store
            .keep_last_saved(&FormId::new("cs_punto"), &instance, xml.as_bytes())
            .unwrap();
        self.drafts.remove(&draft);
        self.digests
            .insert(draft.clone(), Sha256::of(xml.as_bytes()));
        self.waiting.insert(draft);
    }

    /// The server takes the first that waits, and says so; a sync ends with retention.
    fn deliver(&mut self, at: Timestamp) {
        let Some(name) = self.waiting.pop_first() else {
            return;
        };
        let instance = InstanceId::new(name.clone());
        let state = self.store.submission_info(&instance).unwrap().state;
        if state.is_stuck() {
            self.store.advance(&instance, Event::Retry, at).unwrap();
        }
        self.store.advance(&instance, Event::Offer, at).unwrap();
        let media = self.store.submission_media(&instance).unwrap();
        let names: Vec<_> = media.iter().map(|m| m.name.as_str()).collect();
        self.store.mark_stored(&instance, &names, at).unwrap();
        self.store
            .acknowledge(&instance, &Receipt::bare(), at)
            .unwrap();
        self.arrived.push(name);
        self.retain();
    }

    fn review(&mut self, n: u8, asks: bool, at: Timestamp) {
        if self.arrived.is_empty() {
            return;
        }
        let of = &self.arrived[usize::from(n) % self.arrived.len()];
        let instance = InstanceId::new(of.clone());
        let said = self.name();
        let change = ReviewChange {
            seq: u64::from(self.next),
            instance,
            xml_sha256: None,
            state: if asks { "has_issues" } else { "approved" }.into(),
            reason: Some(said.clone()),
            comments: vec![NewComment {
                id: said.clone(),
                reference: None,
                body: said,
                at: "t".into(),
                role: "reviewer".into(),
            }],
        };
        self.store
            .apply_changes("p", &[change], "cursor", at)
            .unwrap();
        self.retain();
    }

    fn entity(&mut self, at: Timestamp) {
        let draft = self.new_draft();
        self.store.begin_draft(&draft).unwrap();
        let name = self.name();
        let entity = StoredEntity {
            id: name.clone(),
            label: name.clone(),
            version: 1,
            trunk_version: None,
            branch_id: "b".into(),
            online: false,
            properties: format!("[[\"a\",\"{name}\"]]"),
        };
        let with = FinalizedWith {
            title: None,
            entities: &[("people".to_owned(), entity)],
        };
        self.store
            .finalize_with_entities(&draft.instance, b"<data/>", &[], with, at)
            .unwrap();
        let name = draft.instance.to_string();
        self.digests.insert(name.clone(), Sha256::of(b"<data/>"));
        self.waiting.insert(name);
    }

    /// What no server has is there, unless it is a draft that lay for longer than its warnings.
    fn assert_nothing_unsent_is_lost(&mut self) {
        let there = self.store.submissions().unwrap();
        let there: BTreeSet<String> = there.iter().map(|s| s.instance.to_string()).collect();
        for name in &self.waiting {
            assert!(there.contains(name), "{name} was removed and nobody has it");
        }
        let there = self.store.drafts().unwrap();
        let there: BTreeSet<String> = there.iter().map(|d| d.instance.to_string()).collect();
        let truth = self.truth;
        self.drafts.retain(|name, touched| {
            let old = truth - *touched >= (30 + 7 + 7) * DAY;
            assert!(old || there.contains(name), "{name} was removed too early");
            there.contains(name)
        });
    }

    /// The feed says that the hub forgot everything that it has of this phone.
    fn hear_that_all_is_forgotten(&mut self) {
        let versions: Vec<_> = self
            .arrived
            .iter()
            .map(|name| (InstanceId::new(name.clone()), self.digests[name]))
            .collect();
        self.store.forget(&versions).unwrap();
    }

    /// Everything is brought to its end: drafts are finalized, and a server takes all.
    fn settle(&mut self) {
        while !self.drafts.is_empty() {
            self.finalize(self.wall());
        }
        while !self.waiting.is_empty() {
            self.deliver(self.wall());
        }
        self.store.leave_walk(self.wall()).unwrap();
        self.retain();
    }
}

/// Every table with a row in it that may have none.
fn full_tables(path: &Path) -> Vec<String> {
    let conn = raw(path);
    let mut tables = conn
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        .unwrap();
    let tables: Vec<(String, String)> = tables
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    assert!(tables.len() > 20);
    let full = tables.into_iter().filter_map(|(table, sql)| {
        let sql_rows = format!("SELECT count(*) FROM {table}");
        let rows: i64 = conn.query_row(&sql_rows, [], |row| row.get(0)).unwrap();
        (!may_hold(&table, &sql) && rows > 0).then(|| format!("{table}: {rows}"))
    });
    full.collect()
}

/// One page as it stands in the file, decrypted; SQLCipher's own way, without its library.
fn decrypted(page: &[u8], first: bool) -> Vec<u8> {
    const RESERVED: usize = 80;
    let cipher = Aes256::new(&KEY.into());
    let end = page.len() - RESERVED;
    let start = if first { 16 } else { 0 };
    let mut before = page[end..end + 16].to_vec();
    let mut plain = Vec::with_capacity(end);
    for block in page[start..end].chunks_exact(16) {
        let mut out = aes::Block::try_from(block).unwrap();
        cipher.decrypt_block(&mut out);
        plain.extend(out.iter().zip(&before).map(|(a, b)| a ^ b));
        before = block.to_vec();
    }
    plain
}

/// Where `needle` stands in what lies in the phone's folder, decrypted page by page.
fn traces(phone: &Phone, needle: &[u8]) -> Vec<String> {
    let holds = |bytes: &[u8]| bytes.windows(needle.len()).any(|part| part == needle);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(phone.dir.path()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        let bytes = std::fs::read(entry.path()).unwrap();
        let pages: Vec<Vec<u8>> = match name.as_str() {
            "farola.db" => bytes
                .chunks_exact(4096)
                .enumerate()
                .map(|(n, page)| decrypted(page, n == 0))
                .collect(),
            "farola.db-wal" => bytes
                .get(32..)
                .unwrap_or_default()
                .chunks_exact(24 + 4096)
                .map(|frame| decrypted(&frame[24..], false))
                .collect(),
            "farola.db-shm" => Vec::new(),
            _ => {
                found.push(format!("{name} lies there"));
                vec![bytes]
            }
        };
        for (n, page) in pages.iter().enumerate().filter(|(_, page)| holds(page)) {
            let at = page.windows(needle.len()).position(|part| part == needle);
            found.push(format!("{name} page {n} kind {} at {at:?}", page[0]));
        }
    }
    found
}

fn history() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    /// The promise. Between delivery and its end the clock may be set to anything.
    #[test]
    fn days_after_delivery_the_phone_holds_forms_device_and_settings(
        steps in history(),
        named in any::<bool>(),
        lies in prop::collection::vec(any::<i16>(), 0..4),
    ) {
        let mut world = World::new(named);
        for step in &steps {
            world.take(step);
            world.assert_nothing_unsent_is_lost();
        }
        world.settle();
        for lie in lies {
            world.take(&Step::Set(lie));
        }
        world.pass_days(world.days.max(MOST_DAYS));
        let World { phone, store, .. } = world;
        prop_assert_eq!(full_tables(&phone.path()), Vec::<String>::new());
        let traces = traces(&phone, WROTE.as_bytes());
        drop(store);
        prop_assert_eq!(traces, Vec::<String>::new());
    }

    /// Whatever came before, and whatever the clock says: once the feed says forgotten, nothing of
    /// it is here, without a day's waiting.
    #[test]
    fn after_any_history_nothing_is_here_of_what_the_hub_forgot(
        steps in history(),
        named in any::<bool>(),
        lies in prop::collection::vec(any::<i16>(), 0..3),
    ) {
        let mut world = World::new(named);
        // A track that no walk has, and an entity, belong to no submission; a copy of a damaged
        // database is told of by nobody. Their own days end them.
        let of_none = |step: &&Step| !matches!(step, Step::Track | Step::Entity | Step::Damage);
        for step in steps.iter().filter(of_none) {
            world.take(step);
        }
        world.settle();
        for lie in lies {
            world.take(&Step::Set(lie));
        }
        world.hear_that_all_is_forgotten();
        let World { phone, store, .. } = world;
        prop_assert_eq!(full_tables(&phone.path()), Vec::<String>::new());
        let traces = traces(&phone, WROTE.as_bytes());
        drop(store);
        prop_assert_eq!(traces, Vec::<String>::new());
    }

    /// And in the middle of everything: what was not sent stays, of what was forgotten nothing
    /// does, not even the draft that corrects it.
    #[test]
    fn what_was_not_sent_stays_when_the_hub_forgets_the_rest(
        steps in history(),
        named in any::<bool>(),
    ) {
        let mut world = World::new(named);
        for step in &steps {
            world.take(step);
        }
        world.hear_that_all_is_forgotten();
        let there = world.store.submissions().unwrap();
        let there: BTreeSet<String> = there.iter().map(|s| s.instance.to_string()).collect();
        prop_assert!(world.arrived.iter().all(|name| !there.contains(name)));
        prop_assert!(world.waiting.iter().all(|name| there.contains(name)));
        for draft in world.store.drafts().unwrap() {
            let base = draft.deprecated.map(|base| base.to_string());
            prop_assert!(base.is_none_or(|base| !world.arrived.contains(&base)));
        }
        prop_assert_eq!(world.store.reviews().unwrap(), vec![]);
    }

    /// Without a request for a correction, and with a track that a form told of, it is the days
    /// that were set, none more; with none, at once.
    #[test]
    fn what_was_delivered_and_not_asked_for_goes_after_the_days_that_were_set(
        days in 0u16..=30,
        photos in 0u8..3,
        named in any::<bool>(),
        lie in any::<i16>(),
    ) {
        let mut world = World::new(named);
        world.days = days;
        for step in [Step::Walk, Step::Photo(9), Step::Finalize, Step::SetOut, Step::Fix(40)] {
            world.take(&step);
        }
        world.take(&Step::WalkForm(0));
        for n in 0..photos {
            world.take(&Step::Photo(n * 100));
            world.take(&Step::Replace);
        }
        for step in [Step::Finalize, Step::Entity, Step::WalkForm(2), Step::Finalize] {
            world.take(&step);
        }
        world.take(&Step::Set(lie));
        world.settle();
        world.pass_days(days);
        let World { phone, store, .. } = world;
        prop_assert_eq!(full_tables(&phone.path()), Vec::<String>::new());
        prop_assert_eq!(traces(&phone, WROTE.as_bytes()), Vec::<String>::new());
        drop(store);
    }

    /// A photo that is replaced is in no byte of the database when the call returns.
    #[test]
    fn a_replaced_photo_is_overwritten_at_once(
        size in 1usize..400_000,
        times in 1usize..4,
        other in any::<bool>(),
    ) {
        let phone = Phone::new();
        let mut store = phone.open();
        store.begin_draft(&new_draft("d")).unwrap();
        store.begin_draft(&new_draft("e")).unwrap();
        let put = |store: &mut Store, draft: &str, name: &str, word: &str| {
            let photo = word.repeat(size / word.len() + 1);
            store
                .import_draft_media(
                    &id(draft), name, "original", &mut photo.as_bytes(), "x", Timestamp(1),
                )
                .unwrap();
        };
        put(&mut store, "d", "0.jpg", "cara-descubierta-0");
        if other {
            put(&mut store, "e", "0.jpg", "cara-descubierta-0");
        }
        for n in 1..=times {
            // The covered one, under its own name; then the same name once more.
            let (old, new) = (format!("{}.jpg", n - 1), format!("{n}.jpg"));
            put(&mut store, "d", &new, &format!("cara-descubierta-{n}"));
            let dropped = [old];
            store.append_and_drop(&id("d"), &[b"a"], &dropped, Timestamp(2)).unwrap();
            let gone = format!("cara-descubierta-{}", n - 1);
            let named = other && n == 1;
            prop_assert_eq!(traces(&phone, gone.as_bytes()).is_empty(), !named);
        }
        let last = format!("{times}.jpg");
        put(&mut store, "d", &last, "tapada");
        let gone = format!("cara-descubierta-{times}");
        prop_assert_eq!(traces(&phone, gone.as_bytes()), Vec::<String>::new());
        prop_assert!(!traces(&phone, b"tapada").is_empty());
    }
}

/// What the hub forgot is in no byte of the phone when the call returns: the submission with its
/// photo, what was said of it, the draft that corrects it. Other bytes under its id are another's.
#[test]
fn what_the_hub_forgot_is_in_no_byte_of_the_phone() {
    let mut world = World::new(true);
    for step in [
        Step::Begin,
        Step::Answer,
        Step::Photo(50),
        Step::Finalize,
        Step::Deliver,
        Step::Asks(0, true),
        Step::Correct(0),
        Step::Answer,
    ] {
        world.take(&step);
    }
    assert_eq!(world.arrived.len(), 1);
    let of = InstanceId::new(world.arrived[0].clone());
    let digest = world.store.submission_info(&of).unwrap().xml_sha256;
    let other = Sha256::of(b"of another");
    assert_eq!(world.store.forget(&[(of.clone(), other)]).unwrap(), 0);
    assert!(!traces(&world.phone, WROTE.as_bytes()).is_empty());
    assert!(world.store.submission_info(&of).is_ok());
    assert_eq!(world.store.forget(&[(of.clone(), digest)]).unwrap(), 1);
    assert_eq!(full_tables(&world.phone.path()), Vec::<String>::new());
    assert_eq!(traces(&world.phone, WROTE.as_bytes()), Vec::<String>::new());
    assert_eq!(world.store.forget(&[(of, digest)]).unwrap(), 0);
}

#[test]
fn the_scan_finds_what_is_there() {
    let mut world = World::new(true);
    for step in [Step::Begin, Step::Photo(50), Step::Damage, Step::Retain] {
        world.take(&step);
    }
    let found = traces(&world.phone, WROTE.as_bytes());
    let pages = found
        .iter()
        .filter(|trace| trace.contains(" page "))
        .count();
    assert!(
        pages > 5 && found.iter().any(|trace| trace.contains("corrupt")),
        "{found:?}"
    );
    let full = full_tables(&world.phone.path());
    assert_eq!(
        full,
        [
            "draft: 1",
            "draft_media: 1",
            "leaving: 3",
            "media: 1",
            "media_chunk: 1"
        ]
    );
}

/// The warnings of a draft: when they come, what they say, and what ends them.
#[test]
fn an_untouched_draft_goes_after_two_warnings_and_not_before() {
    let mut world = World::new(true);
    world.take(&Step::Begin);
    let warn = |world: &mut World| {
        let now = world.moment();
        let old = world.store.warn_of_old_drafts(now).unwrap();
        old.map(|old| (old.drafts, old.days))
    };
    assert_eq!(warn(&mut world), None);
    // Set forward by a year: nothing has passed.
    world.take(&Step::Set(366));
    assert_eq!(warn(&mut world), None);
    world.pass_days(29);
    assert_eq!(warn(&mut world), None);
    // Nobody looks for months: nothing goes that nobody was warned of.
    world.pass_days(120);
    assert_eq!(world.store.drafts().unwrap().len(), 1);
    assert_eq!(warn(&mut world), Some((1, 14)));
    assert_eq!(warn(&mut world), Some((1, 14)));
    world.pass_days(6);
    assert_eq!(warn(&mut world), Some((1, 8)));
    world.pass_days(30);
    assert_eq!(world.store.drafts().unwrap().len(), 1);
    assert_eq!(warn(&mut world), Some((1, 7)));
    // She opens it: everything counts anew.
    let draft = world.store.drafts().unwrap()[0].instance.clone();
    let now = world.moment();
    world.store.touch_draft(&draft, now).unwrap();
    world.pass_days(29);
    assert_eq!(warn(&mut world), None);
    world.pass_days(1);
    assert_eq!(warn(&mut world), Some((1, 14)));
    world.pass_days(7);
    assert_eq!(warn(&mut world), Some((1, 7)));
    world.pass_days(6);
    assert_eq!(world.store.drafts().unwrap().len(), 1);
    assert_eq!(warn(&mut world), Some((1, 1)));
    world.pass_days(1);
    assert_eq!(world.store.drafts().unwrap(), []);
    assert_eq!(traces(&world.phone, WROTE.as_bytes()), Vec::<String>::new());
}

/// A walk that nobody ends does not keep its positions for ever.
#[test]
fn a_walk_that_nobody_ends_is_over_after_days_of_silence() {
    let mut world = World::new(true);
    for step in [
        Step::Walk,
        Step::Finalize,
        Step::Deliver,
        Step::SetOut,
        Step::Fix(9),
    ] {
        world.take(&step);
    }
    world.pass_days(2);
    world.take(&Step::Fix(1));
    world.pass_days(3);
    assert!(world.store.open_walk().unwrap().is_some());
    world.pass_days(1);
    assert!(world.store.open_walk().unwrap().is_none());
    assert_eq!(
        world.store.walks().unwrap().len(),
        1,
        "its track was never told"
    );
    world.pass_days(7);
    assert_eq!(world.store.walks().unwrap(), []);
    assert_eq!(world.store.tracks().unwrap(), []);
}

#[test]
fn a_request_for_a_correction_keeps_its_submission_for_a_month() {
    let mut world = World::new(true);
    for step in [
        Step::Begin,
        Step::Finalize,
        Step::Deliver,
        Step::Asks(0, true),
    ] {
        world.take(&step);
    }
    world.pass_days(29);
    assert_eq!(world.store.submissions().unwrap().len(), 1);
    assert_eq!(world.store.reviews().unwrap().len(), 1);
    world.pass_days(1);
    assert_eq!(world.store.submissions().unwrap(), []);
    assert_eq!(world.store.reviews().unwrap(), []);
}
