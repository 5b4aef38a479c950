//! The points of León filled offline through the engine, with their real times, positions and
//! accuracies, then synced over loopback to a real hub.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use farola_engine::store::{Key, KeyUnavailable};
use farola_engine::transport::HttpTransport;
use farola_engine::{
    Cancel, Clock, Engine, EngineConfig, EngineError, Env, Finalized, Outcome, Progress,
    SyncOptions,
};
use farola_hub_server::store::Place;
use farola_hub_server::{Config, Hub, admin};
use farola_model::{FormId, ProjectId, Sha256, Timestamp};
use jiff::tz::TimeZone;

use crate::leon::{Point, points};

const PROJECT: ProjectId = ProjectId(1);

/// A watch that shows what the test sets, in the zone of León.
struct Watch(AtomicI64);

impl Watch {
    fn set(&self, text: &str) {
        let at = crate::leon_forms::local(text).timestamp().as_millisecond();
        self.0.store(at, Ordering::Relaxed);
    }
}

impl Clock for Watch {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }

    fn instant(&self) -> farola_engine::env::Instant {
        let ms = self.0.load(Ordering::Relaxed).unsigned_abs();
        farola_engine::env::Instant {
            since_boot_ms: ms,
            boot: None,
        }
    }

    fn zone(&self) -> TimeZone {
        TimeZone::get("America/Mexico_City").unwrap()
    }

    fn wait(&self, until: Timestamp, _cancel: &Cancel) {
        self.0.fetch_max(until.as_millis(), Ordering::Relaxed);
    }
}

/// A hub on a free port of the loopback interface, in this process.
struct Serving {
    address: SocketAddr,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Serving {
    fn start(data: &Path) -> Self {
        let config = Config {
            place: Place::folder(data),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            base_url: None,
            front: farola_hub_server::Front::default(),
            patience: farola_hub_server::Patience::default(),
            quota: farola_hub_server::store::quota::Quota::default(),
            clock: farola_hub_server::machine_clock,
        };
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let (tell, told) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(async move {
                let hub = Hub::bind(config).await.unwrap();
                tell.send(hub.address()).unwrap();
                let stop = async {
                    let _ = stopped.await;
                };
                hub.run(stop).await.unwrap();
            });
        });
        Self {
            address: told.recv_timeout(Duration::from_secs(30)).unwrap(),
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    fn stop(mut self) {
        let _ = self.stop.take().unwrap().send(());
        self.thread.take().unwrap().join().unwrap();
    }
}

fn phone(dir: &Path, watch: &Arc<Watch>) -> Engine {
    let transport = HttpTransport::new();
    let mut env = Env::system(Arc::new(transport));
    env.clock = Arc::<Watch>::clone(watch);
    let key = || Ok::<_, KeyUnavailable>(Key::new([7; 32]));
    Engine::open(EngineConfig {
        dir: dir.to_owned(),
        key: Arc::new(key),
        env,
    })
    .unwrap()
}

fn fill(engine: &Engine, watch: &Watch, point: &Point) -> Result<Finalized, EngineError> {
    watch.set(&point.start);
    let mut filling = engine.begin(&FormId::new("huella_banqueta"), None)?;
    for (path, value) in &point.answers {
        filling.answer(path, value)?;
    }
    watch.set(&point.end);
    filling.finalize()
}

#[test]
fn leon_points_reach_the_hub() {
    let points = points();
    if points.is_empty() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (hub_dir, phone_dir) = (folder.path().join("hub"), folder.path().join("phone"));
    fs::create_dir_all(&hub_dir).unwrap();
    let form = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("real/huella_banqueta.xml");
    let store = admin::open(&hub_dir).unwrap();
    admin::publish(&store, PROJECT, &form, None).unwrap();
    drop(store);
    let hub = Serving::start(&hub_dir);
    let base = format!("http://{}", hub.address);
    let store = admin::open(&hub_dir).unwrap();
    let (_, enrolment) = admin::add_app_user(&store, PROJECT, "León", &base).unwrap();
    drop(store);

    let watch = Arc::new(Watch(AtomicI64::new(0)));
    watch.set("2021-11-20T09:00:00-06:00");
    let engine = phone(&phone_dir, &watch);
    engine.enrol(&enrolment.to_link()).unwrap();
    let quiet = |_: Progress| ();
    let report = engine
        .sync(SyncOptions::default(), &quiet, &Cancel::default())
        .unwrap();
    assert_eq!(report.outcome, Outcome::Complete, "{report:?}");
    assert_eq!(report.forms_stored.len(), 1);

    let began = Instant::now();
    let (mut sealed, mut refused) = (Vec::new(), 0);
    for point in &points {
        match fill(&engine, &watch, point) {
            Ok(finalized) => sealed.push(finalized),
            Err(EngineError::NotReady(_)) => refused += 1,
            Err(other) => panic!("{other}"),
        }
    }
    println!(
        "offline: {} sealed, {refused} refused and kept as drafts, {} answers each journalled, {} ms",
        sealed.len(),
        points
            .iter()
            .map(|point| point.answers.len())
            .sum::<usize>(),
        began.elapsed().as_millis()
    );
    assert_eq!((sealed.len(), refused), (274, 4));
    assert_eq!(engine.drafts().unwrap().len(), 4);

    let began = Instant::now();
    let report = engine
        .sync(SyncOptions::default(), &quiet, &Cancel::default())
        .unwrap();
    let spent = began.elapsed();
    println!(
        "sync: {} delivered, {} set aside, {} postponed, {} ms ({:.0} a second, one phone)",
        report.delivered.len(),
        report.wedged.len(),
        report.postponed.len(),
        spent.as_millis(),
        274.0 / spent.as_secs_f64()
    );
    assert_eq!(report.delivered.len(), 274, "{report:?}");
    let again = engine
        .sync(SyncOptions::default(), &quiet, &Cancel::default())
        .unwrap();
    assert_eq!(again.delivered.len(), 0, "nothing is sent twice");
    hub.stop();

    println!(
        "phone's database: {} kB, hub's folder: {} kB",
        size_kb(&phone_dir),
        size_kb(&hub_dir)
    );
    assert!(admin::verify(&hub_dir).unwrap().is_whole());
    let store = admin::open(&hub_dir).unwrap();
    for finalized in &sealed {
        let id = finalized.instance.clone();
        let bytes = store.read_submission_xml(PROJECT, &id).unwrap();
        assert_eq!(Sha256::of(&bytes), finalized.xml_sha256, "the exact bytes");
    }
    the_phone_shows_nothing(&phone_dir);
}

/// No file of the phone holds an answer or a SQLite header in the clear.
fn the_phone_shows_nothing(dir: &Path) {
    let refused: [&[u8]; 4] = [b"SQLite format 3", b"Tepeyac", b"huella_banqueta", b"21.11"];
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = fs::read(&path).unwrap();
            for text in refused {
                let found = bytes.windows(text.len()).any(|window| window == text);
                assert!(
                    !found,
                    "{} shows {}",
                    path.display(),
                    String::from_utf8_lossy(text)
                );
            }
        }
    }
}

fn size_kb(dir: &Path) -> u64 {
    let mut total = 0;
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        total += if path.is_dir() {
            size_kb(&path)
        } else {
            fs::metadata(&path).unwrap().len() / 1024
        };
    }
    total
}
