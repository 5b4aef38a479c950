//! A real hub on loopback with a real database, and a client small enough to misbehave.
#![allow(dead_code, unreachable_pub)] // each suite uses a part of it

#[path = "../../../../tests/rig/http.rs"]
pub mod http;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use farola_hub_server::admin::{self, Newcomer};
use farola_hub_server::store::account::Role;
use farola_hub_server::store::{Place, Store};
use farola_hub_server::{Config, Patience, machine_clock, run};
use farola_model::{InstanceId, ProjectId, Sha256, Timestamp};
use farola_protocol::ParcelId;
use farola_protocol::parcel::{Announcement, ParcelKey, Sealer};
use tokio::sync::oneshot;

pub use http::{Answer, multipart};

pub const PASSWORD: &str = "farol en la esquina";
pub const WALK: &str = "14039-20261123-a1b2c3";

/// A hub that serves until it is dropped.
pub struct Rig {
    pub dir: PathBuf,
    pub address: SocketAddr,
    pub key: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    _temp: Option<tempfile::TempDir>,
}

fn kit(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../kit")
        .join(name)
}

/// Makes a folder with three people, the forms of the kit and one phone; answers its key.
pub fn furnish(dir: &Path) -> String {
    furnish_at(&place(dir))
}

/// The same at a place.
pub fn furnish_at(place: &Place) -> String {
    let store = admin::open(place).unwrap();
    for role in [Role::Admin, Role::Reviewer, Role::Team] {
        let person = Newcomer {
            email: format!("{}@farola.example", role.as_str()),
            name: Some(format!("Persona {}", role.as_str())),
            role,
            language: "es".to_owned(),
        };
        admin::add_user(&store, person, PASSWORD).unwrap();
    }
    for form in [
        "cs_recorrido.xml",
        "cs_punto.xml",
        "cs_hallazgo.xml",
        "cs_cierre.xml",
    ] {
        admin::publish(&store, ProjectId(1), &kit(form), None).unwrap();
    }
    drop(store);
    add_phone_at(place, "Equipo 1")
}

/// Adds a phone and answers its key.
pub fn add_phone(dir: &Path, name: &str) -> String {
    add_phone_at(&place(dir), name)
}

fn add_phone_at(place: &Place, name: &str) -> String {
    let store = admin::open(place).unwrap();
    let (_, enrolment) =
        admin::add_app_user(&store, ProjectId(1), name, "http://127.0.0.1:1").unwrap();
    let url = enrolment.server_url.reveal();
    url.split("/key/")
        .nth(1)
        .unwrap()
        .split('/')
        .next()
        .unwrap()
        .to_owned()
}

type Served = (SocketAddr, oneshot::Sender<()>, JoinHandle<()>);
/// Where the hub of a folder has its data. With a PostgreSQL and an S3 server in the environment
/// (`scripts/on-postgres.sh`), each folder has a database and a part of the bucket of its own
/// there; a backup has everything in it.
pub fn place(dir: &Path) -> Place {
    let place = Place::folder(dir);
    if dir.join("hub.db").exists() {
        return place;
    }
    let Ok(server) = std::env::var("FAROLA_TEST_POSTGRES") else {
        return place;
    };
    let name = database_name(dir);
    let admin = server.parse::<postgres::Config>().unwrap();
    let mut admin = admin.connect(postgres::NoTls).unwrap();
    // Copying the template is for one at a time, over all processes that test.
    admin.batch_execute("SELECT pg_advisory_lock(1)").unwrap();
    let there = admin.query("SELECT 1 FROM pg_database WHERE datname = $1", &[&name]);
    if there.unwrap().is_empty() {
        let create = format!("CREATE DATABASE {name}");
        admin.batch_execute(&create).unwrap();
    }
    let database = server.replace("/postgres", &format!("/{name}"));
    let endpoint = std::env::var("FAROLA_TEST_S3").unwrap();
    let files = format!("s3://farola/{name}?endpoint={endpoint}");
    let keys = [
        ("AWS_ACCESS_KEY_ID", "farola"),
        ("AWS_SECRET_ACCESS_KEY", "farola-secret"),
    ];
    let keys = keys.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let place = place.with_database(&database).unwrap();
    place.with_files(&files, keys).unwrap()
}

fn database_name(dir: &Path) -> String {
    let name = Sha256::of(dir.as_os_str().as_encoded_bytes()).to_string();
    format!("hub_{}", name.split_at(32).0)
}

/// The address of the PostgreSQL database that a folder's hub has.
pub fn database_of(dir: &Path) -> String {
    let server = std::env::var("FAROLA_TEST_POSTGRES").unwrap();
    server.replace("/postgres", &format!("/{}", database_name(dir)))
}

/// How many of the hub's files are to stay in its folder: all, or none once they were moved.
pub fn to_stay(store: &Store, files: usize) -> usize {
    if !store.moves_files() {
        return files;
    }
    while store.read_waiting_files().unwrap().files > 0 {
        store.move_files().unwrap();
    }
    0
}

/// Starts a hub on a folder.
pub fn start(dir: &Path) -> Served {
    start_with(dir, Patience::default())
}

/// Starts a hub that waits for bodies as long as it is told.
pub fn start_with(dir: &Path, patience: Patience) -> Served {
    start_at(place(dir), patience, machine_clock)
}

fn start_at(place: Place, patience: Patience, clock: fn() -> Timestamp) -> Served {
    serve(config(place, patience, clock))
}

/// What a hub of a test is started with.
pub fn config(place: Place, patience: Patience, clock: fn() -> Timestamp) -> Config {
    Config {
        place,
        listen: "127.0.0.1:0".parse().unwrap(),
        base_url: None,
        front: farola_hub_server::Front::default(),
        patience,
        quota: farola_hub_server::store::quota::Quota::default(),
        clock,
    }
}

fn serve(config: Config) -> Served {
    let (stop, stopped) = oneshot::channel::<()>();
    let (ready, address) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || {
        let stop = async {
            let _ = stopped.await;
        };
        run(config, |address| ready.send(address).unwrap(), stop).unwrap();
    });
    (address.recv().unwrap(), stop, thread)
}

impl Rig {
    pub fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let key = furnish(temp.path());
        let mut rig = Self::on(temp.path(), key);
        rig._temp = Some(temp);
        rig
    }

    pub fn on(dir: &Path, key: String) -> Self {
        Self::serving(start(dir), dir, key)
    }

    /// A hub that waits for bodies as long as it is told.
    pub fn patient(patience: Patience) -> Self {
        let temp = tempfile::tempdir().unwrap();
        let key = furnish(temp.path());
        let mut rig = Self::serving(start_with(temp.path(), patience), temp.path(), key);
        rig._temp = Some(temp);
        rig
    }

    /// A hub with other settings than the usual ones.
    pub fn set(change: impl FnOnce(&mut Config)) -> Self {
        let temp = tempfile::tempdir().unwrap();
        let key = furnish(temp.path());
        let mut config = config(place(temp.path()), Patience::default(), machine_clock);
        change(&mut config);
        let mut rig = Self::serving(serve(config), temp.path(), key);
        rig._temp = Some(temp);
        rig
    }

    /// A hub at a place that is furnished already.
    pub fn at(place: &Place, key: String) -> Self {
        Self::with_clock(place, key, machine_clock)
    }

    /// The same on a machine with that clock.
    pub fn with_clock(place: &Place, key: String, clock: fn() -> Timestamp) -> Self {
        let served = start_at(place.clone(), Patience::default(), clock);
        Self::serving(served, place.dir(), key)
    }

    fn serving((address, stop, thread): Served, dir: &Path, key: String) -> Self {
        Self {
            dir: dir.to_owned(),
            address,
            key,
            stop: Some(stop),
            thread: Some(thread),
            _temp: None,
        }
    }

    /// Stops and starts the hub on the same folder.
    pub fn restart(&mut self) {
        self.halt();
        let (address, stop, thread) = start(&self.dir);
        (self.address, self.stop, self.thread) = (address, Some(stop), Some(thread));
    }

    fn halt(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }

    /// Path below the phone's key.
    pub fn phone(&self, path: &str) -> String {
        format!("/v1/key/{}/projects/1/{path}", self.key)
    }

    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        http::send(self.address, method, path, headers, body)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[("X-OpenRosa-Version", "1.0")], b"")
    }

    /// Posts a submission with files the way ODK Collect does.
    pub fn submit(&self, xml: &str, files: &[(&str, &[u8])]) -> Answer {
        self.submit_with_key(&self.key, xml, files)
    }

    pub fn submit_with_key(&self, key: &str, xml: &str, files: &[(&str, &[u8])]) -> Answer {
        let (kind, body) = multipart(xml.as_bytes(), files);
        let headers = [
            ("X-OpenRosa-Version", "1.0"),
            ("Content-Type", kind.as_str()),
        ];
        let path = format!("/v1/key/{key}/projects/1/submission?deviceID=farola%3A01");
        self.send("POST", &path, &headers, &body)
    }

    /// Signs in and answers the token.
    pub fn sign_in(&self, role: &str) -> String {
        let body = serde_json::json!({
            "email": format!("{role}@farola.example"), "password": PASSWORD,
        });
        let answer = self.json("POST", "/v1/sessions", None, &body);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["token"].as_str().unwrap().to_owned()
    }

    pub fn json(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: &serde_json::Value,
    ) -> Answer {
        let bearer = token.map(|token| format!("Bearer {token}"));
        let mut headers = vec![("Content-Type", "application/json")];
        if let Some(bearer) = &bearer {
            headers.push(("Authorization", bearer));
        }
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        self.send(method, path, &headers, body.as_bytes())
    }

    pub fn read(&self, token: &str, path: &str) -> serde_json::Value {
        let path = format!("/v1/projects/1/review/{path}");
        let answer = self.json("GET", &path, Some(token), &serde_json::Value::Null);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.halt();
        }
    }
}

/// A file that a phone hands to its platform.
pub struct Parcel {
    pub id: ParcelId,
    pub told: Announcement,
    pub sealed: Vec<u8>,
}

/// Seals a file of a submission as a phone with that key does.
pub fn parcel(key: &str, xml: &str, instance: &str, name: &str, bytes: &[u8]) -> Parcel {
    let (xml_sha256, sha256) = (Sha256::of(xml.as_bytes()), Sha256::of(bytes));
    let id = ParcelId::of(key, &xml_sha256, name, &sha256);
    let secret = ParcelKey::new([42; 32]);
    let mut sealer = Sealer::new(&secret, &id).unwrap();
    let mut sealed = sealer.push(bytes).unwrap();
    sealed.extend(sealer.finish().unwrap());
    let told = Announcement {
        instance_id: InstanceId::new(instance),
        xml_sha256,
        name: name.to_owned(),
        sha256,
        size: bytes.len() as u64,
        key: secret,
    };
    Parcel { id, told, sealed }
}

impl Rig {
    /// Announces a parcel with the rig's key.
    pub fn announce(&self, id: &ParcelId, told: &[u8]) -> Answer {
        let headers = [
            ("X-OpenRosa-Version", "1.0"),
            ("Content-Type", "application/json"),
        ];
        let path = self.phone(&format!("farola/parcels/{id}"));
        self.send("POST", &path, &headers, told)
    }

    /// Uploads a sealed file as a phone's platform does: without any key.
    pub fn upload(&self, id: &str, sealed: &[u8]) -> Answer {
        let headers = [("Content-Type", "application/octet-stream")];
        let path = format!("/v1/farola/parcels/{id}");
        self.send("PUT", &path, &headers, sealed)
    }

    pub fn receipt(&self, instance: &str) -> farola_protocol::Receipt {
        let instance = http::escaped(instance);
        let answer = self.get(&self.phone(&format!("farola/receipts/{instance}")));
        assert_eq!(answer.status, 200, "{}", answer.text());
        farola_protocol::Receipt::parse(&answer.body).unwrap()
    }
}

/// A stop of the kit's form; `more` comes before the meta block.
pub fn stop(id: &str, more: &str) -> String {
    stop_of(id, None, more)
}

/// The same as a correction of `base`.
pub fn stop_of(id: &str, base: Option<&str>, more: &str) -> String {
    let deprecated = base
        .map(|base| format!("<deprecatedID>{base}</deprecatedID>"))
        .unwrap_or_default();
    format!(
        "<?xml version='1.0'?><data id=\"cs_punto\" version=\"2026112501\" \
         xmlns:orx=\"http://openrosa.org/xforms\">\
         <start>2026-11-23T19:40:00.000-06:00</start><end>2026-11-23T19:42:10.000-06:00</end>\
         <walk_code>{WALK}</walk_code><parada>4</parada>\
         <pos>20.6767 -103.3470 1550 9.5</pos><lugar>cruce</lugar><luz_ahora>noche</luz_ahora>\
         <p_senal>1</p_senal><p_luz>0</p_luz><p_apertura>1</p_apertura><p_ojos>1</p_ojos>\
         <p_gente>1</p_gente><p_genero>0</p_genero><p_vigila>0</p_vigila><p_salida>1</p_salida>\
         <p_trans>2</p_trans><p_camino>1</p_camino><p_cuidado>1</p_cuidado><p_comun>2</p_comun>\
         <p_siente>0</p_siente><n_calif>7</n_calif><n_evita>6</n_evita>{more}\
         <orx:meta><orx:instanceID>{id}</orx:instanceID>{deprecated}</orx:meta></data>"
    )
}

pub fn registration(id: &str) -> String {
    format!(
        "<data id=\"cs_recorrido\" version=\"2026112301\">\
         <end>2026-11-23T18:30:00.000-06:00</end><walk_uid>a1b2c3d4</walk_uid>\
         <ciudad>14039</ciudad><walk_code>{WALK}</walk_code><colonia>Santa Teresita</colonia>\
         <tipo>base</tipo><motivo>luz</motivo>\
         <inicio_plan>2026-11-23T19:00:00.000-06:00</inicio_plan><luz_plan>noche</luz_plan>\
         <minutos_plan>90</minutos_plan><paradas_plan>8</paradas_plan>\
         <ruta>20.676 -103.347 0 0;20.677 -103.348 0 0;20.678 -103.349 0 0</ruta>\
         <grupo><n_mujeres>6</n_mujeres><n_mayores>1</n_mayores><n_ninas>0</n_ninas>\
         <n_hombres>0</n_hombres></grupo><policia_modo>ninguna</policia_modo>\
         <seguridad>reco salidas contacto telefonos clima apoyo</seguridad>\
         <checkin_min>20</checkin_min><consent>1</consent><consent_foto>1</consent_foto>\
         <publicar>agregado</publicar><meta><instanceID>{id}</instanceID></meta></data>"
    )
}

pub fn id(number: u32) -> String {
    format!("uuid:00000000-0000-4000-8000-{number:012}")
}

/// A small real photo, as our phones send it.
pub fn photo(shade: u8) -> Vec<u8> {
    let mut jpeg = Vec::new();
    let pixels = image::RgbImage::from_pixel(640, 480, image::Rgb([shade, 40, 90]));
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 80);
    pixels.write_with_encoder(encoder).unwrap();
    jpeg
}

/// The same as a camera writes it: with a place in its metadata.
pub fn camera_photo(shade: u8) -> Vec<u8> {
    let jpeg = photo(shade);
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x0f\x01\x02\0\x04\0\0\0GPS\0\0\0\0\0".to_vec();
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let mut out = jpeg[..2].to_vec();
    out.extend([0xff, 0xe1]);
    out.extend(length);
    out.append(&mut exif);
    out.extend(&jpeg[2..]);
    out
}

/// The parts of a JPEG in their order, with nothing in them that could be decoded.
pub fn undecodable() -> &'static [u8] {
    b"\xff\xd8\xff\xda\0\x04\0\0no picture\xff\xd9"
}

/// A photo of an iPhone, as far as its boxes go: one item, whose bytes are `picture`.
pub fn heic(picture: &[u8]) -> Vec<u8> {
    let boxed = |name: &[u8], body: &[u8]| {
        let length = u32::try_from(body.len() + 8).unwrap().to_be_bytes();
        [&length[..], name, body].concat()
    };
    let first = boxed(b"ftyp", b"heic\0\0\0\0mif1heic");
    let item = boxed(b"infe", b"\x02\0\0\0\0\x01\0\0hvc1\0");
    let meta = |at: usize| {
        let [at, length] = [at, picture.len()].map(|n| u32::try_from(n).unwrap().to_be_bytes());
        let place = [&b"\0\0\0\0\x44\0\0\x01\0\x01\0\0\0\x01"[..], &at, &length].concat();
        let parts = [
            boxed(b"hdlr", b"\0\0\0\0\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0"),
            boxed(b"iinf", &[b"\0\0\0\0\0\x01", &item[..]].concat()),
            boxed(b"iloc", &place),
        ];
        boxed(b"meta", &[&[0; 4], &parts.concat()[..]].concat())
    };
    let at = first.len() + meta(0).len() + 8;
    [first, meta(at), boxed(b"mdat", picture)].concat()
}
