//! A hub, a phone with one submission, and a platform that uploads.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use farola_engine::env::SetClock;
use farola_engine::store::{Attachment, Key, KeyProvider, NewDraft, Store};
use farola_engine::transport::HttpTransport;
use farola_engine::{
    Cancel, Clock as _, Engine, EngineConfig, Env, Parcel, ParcelCarrier, Report, SyncOptions,
};
use farola_hub_server::{Config, admin, run};
use farola_model::{FormId, FormRef, FormVersion, InstanceId, ProjectId, Sha256, Timestamp};
use farola_protocol::Receipt;

use crate::http::{self, Answer};

pub const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
const ID: &str = "uuid:00000000-0000-4000-8000-000000000001";
const NOW: Timestamp = Timestamp(1_795_985_580_000);

/// Bytes that look like nothing else: 300,000 of them.
pub fn photo(seed: u64) -> Vec<u8> {
    let mut state = seed;
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0];
    while bytes.len() < 300_000 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        bytes.extend((state >> 24).to_be_bytes());
    }
    bytes
}

pub struct World {
    pub phone: PathBuf,
    /// The phone's address at the hub, with its key.
    pub url: String,
    clock: Arc<SetClock>,
    engine: Option<Engine>,
    hub: SocketAddr,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    _folder: tempfile::TempDir,
}

impl World {
    /// With a submission that has these files and waits to be sent.
    pub fn new(files: &[(&str, Vec<u8>)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (hub_dir, phone) = (folder.path().join("hub"), folder.path().join("phone"));
        std::fs::create_dir_all(&phone).unwrap();
        let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
        let form = folder.path().join("f.xml");
        std::fs::write(&form, form_of(names.len())).unwrap();
        let store = admin::open(&hub_dir).unwrap();
        admin::publish(&store, ProjectId(1), &form, None).unwrap();
        let (hub, stop, thread) = serve(&hub_dir);
        let base = format!("http://{hub}");
        let (_, enrolment) = admin::add_app_user(&store, ProjectId(1), "Equipo", &base).unwrap();
        seal(&phone, files);
        let mut world = Self {
            phone,
            url: enrolment.server_url.reveal().to_owned(),
            clock: Arc::new(SetClock::new(NOW, jiff::tz::TimeZone::UTC)),
            engine: None,
            hub,
            stop: Some(stop),
            thread: Some(thread),
            _folder: folder,
        };
        world.reopen();
        world.engine().enrol_decided(&enrolment.to_link()).unwrap();
        world
    }

    pub fn engine(&self) -> &Engine {
        self.engine.as_ref().unwrap()
    }

    pub fn close(&mut self) {
        self.engine = None;
    }

    pub fn reopen(&mut self) {
        self.close();
        let mut env = Env::system(Arc::new(HttpTransport::new()));
        env.clock = Arc::<SetClock>::clone(&self.clock);
        let engine = Engine::open(EngineConfig {
            dir: self.phone.clone(),
            key: key(),
            env,
        });
        self.engine = Some(engine.unwrap());
    }

    pub fn wait(&mut self, ms: i64) {
        let until = self.clock.now().plus_millis(ms);
        self.clock.wait(until, &Cancel::default());
        assert!(self.clock.now() >= until);
    }

    pub fn sync(&mut self) -> Report {
        let options = SyncOptions {
            check_forms: false,
            ..SyncOptions::default()
        };
        let engine = self.engine();
        engine.sync(options, &|_| {}, &Cancel::default()).unwrap()
    }

    pub fn hand_over(&mut self) -> (Report, Vec<Parcel>) {
        self.collecting(false)
    }

    pub fn hand_over_sparing(&mut self) -> (Report, Vec<Parcel>) {
        self.collecting(true)
    }

    fn collecting(&mut self, spare_media: bool) -> (Report, Vec<Parcel>) {
        let given = Mutex::new(Vec::new());
        let carrier = |parcel: Parcel| {
            given.lock().unwrap().push(parcel);
            Ok(())
        };
        let report = self.hand_over_with(spare_media, &carrier);
        (report, given.into_inner().unwrap())
    }

    pub fn hand_over_to(&mut self, carrier: &dyn ParcelCarrier) -> Report {
        self.hand_over_with(false, carrier)
    }

    fn hand_over_with(&mut self, spare_media: bool, carrier: &dyn ParcelCarrier) -> Report {
        let options = SyncOptions {
            spare_media,
            ..self.engine().hand_over_options(false).unwrap()
        };
        let engine = self.engine();
        engine
            .hand_over(options, carrier, &|_| {}, &Cancel::default())
            .unwrap()
    }

    /// Names of what lies in the folder of parcels.
    pub fn lying(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.phone.join("parcels")) else {
            return Vec::new();
        };
        let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        names.collect()
    }

    pub fn upload(&self, parcel: &Parcel) -> Answer {
        // The platform may hold the file open or have a copy; here it is read when it goes.
        match std::fs::read(&parcel.path) {
            Ok(body) => self.put(parcel, &body),
            // A repetition after the file was removed.
            Err(_) => {
                let size = usize::try_from(parcel.size).unwrap();
                self.put(parcel, &vec![0; size])
            }
        }
    }

    pub fn put(&self, parcel: &Parcel, body: &[u8]) -> Answer {
        let path = self.path(parcel);
        let headers = [("Content-Type", parcel.content_type)];
        http::send(self.hub, "PUT", &path, &headers, body)
    }

    /// Sends a part of a body and hangs up.
    pub fn put_torn(&self, parcel: &Parcel, body: &[u8], sent: usize) -> Option<u16> {
        let head = format!(
            "PUT {} HTTP/1.1\r\nHost: hub.test\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            self.path(parcel),
            body.len()
        );
        let mut stream = TcpStream::connect(self.hub).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&body[..sent]).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        answer.split(' ').nth(1)?.parse().ok()
    }

    fn path(&self, parcel: &Parcel) -> String {
        let url = parcel.url.reveal();
        url.strip_prefix(&format!("http://{}", self.hub))
            .expect("goes to the hub")
            .to_owned()
    }

    /// What the hub has of the submission.
    pub fn receipt(&self) -> Receipt {
        let (_, path) = self.url.split_once(&self.hub.to_string()).unwrap();
        let path = format!("{path}/farola/receipts/{}", http::escaped(ID));
        let answer = http::send(self.hub, "GET", &path, &[], b"");
        assert_eq!(answer.status, 200, "{}", answer.text());
        Receipt::parse(&answer.body).unwrap()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = self.stop.take().unwrap().send(());
        let _ = self.thread.take().unwrap().join();
    }
}

fn serve(dir: &Path) -> (SocketAddr, tokio::sync::oneshot::Sender<()>, JoinHandle<()>) {
    let config = Config {
        place: farola_hub_server::store::Place::folder(dir),
        listen: "127.0.0.1:0".parse().unwrap(),
        base_url: None,
        front: farola_hub_server::Front::default(),
        patience: farola_hub_server::Patience::default(),
        quota: farola_hub_server::store::quota::Quota::default(),
        clock: farola_hub_server::machine_clock,
    };
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let (ready, address) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || {
        let stop = async {
            let _ = stopped.await;
        };
        run(config, |address| ready.send(address).unwrap(), stop).unwrap();
    });
    (address.recv().unwrap(), stop, thread)
}

fn key() -> Arc<dyn KeyProvider + Send + Sync> {
    Arc::new(|| Ok(Key::new([7; 32])))
}

/// A form that asks for so many photos.
fn form_of(photos: usize) -> String {
    let each = |text: &dyn Fn(usize) -> String| (0..photos).map(text).collect::<String>();
    format!(
        "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\">\
         <h:head><h:title>Fotos</h:title><model><instance><data id=\"f\" version=\"1\">{}<meta>\
         <instanceID/></meta></data></instance>{}</model></h:head><h:body>{}</h:body></h:html>",
        each(&|n| format!("<p{n}/>")),
        each(&|n| format!("<bind nodeset=\"/data/p{n}\" type=\"binary\"/>")),
        each(&|n| format!(
            "<upload ref=\"/data/p{n}\" mediatype=\"image/*\"><label>F</label></upload>"
        )),
    )
}

/// Puts the sealed submission into the phone's database.
fn seal(dir: &Path, files: &[(&str, Vec<u8>)]) {
    let mut store = Store::open(&dir.join(farola_engine::DATABASE_FILE), key().as_ref()).unwrap();
    let instance = InstanceId::new(ID);
    store
        .begin_draft(&NewDraft {
            instance: instance.clone(),
            form: FormRef {
                id: FormId::new("f"),
                version: FormVersion::new("1"),
            },
            form_sha256: Sha256::of(b"form"),
            title: "Fotos".into(),
            deprecated: None,
            snapshot: None,
            at: NOW,
        })
        .unwrap();
    let mut attachments = Vec::new();
    for (name, bytes) in files {
        let medium = store.import_media(&mut bytes.as_slice(), "image/jpeg", NOW);
        attachments.push(Attachment {
            name: (*name).to_owned(),
            role: "original".to_owned(),
            sha256: medium.unwrap().sha256,
        });
    }
    let named: String = (0..)
        .zip(files)
        .map(|(n, (name, _)): (usize, _)| format!("<p{n}>{name}</p{n}>"))
        .collect();
    let xml = format!(
        "<data id=\"f\" version=\"1\">{named}<meta><instanceID>{ID}</instanceID></meta></data>"
    );
    store
        .finalize(&instance, xml.as_bytes(), &attachments, NOW)
        .unwrap();
}
