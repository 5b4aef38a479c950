//! A phone with the kit's forms, a clock that is put, and a process that can be killed.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use farola_engine::env::files::SystemFiles;
use farola_engine::env::{SeededEntropy, SetClock};
use farola_engine::form::MediaMap;
use farola_engine::store::{Key, Store};
use farola_engine::transport::NoNetwork;
use farola_engine::{Engine, EngineConfig, EngineError, Env, Filling, WalkFix, WalkView};
use farola_model::{Coded, FormId, GeoPoint, Timestamp};
use jiff::tz::TimeZone;

/// 21 December 2026, 17:45 in Guadalajara: half an hour before sunset.
pub(crate) const EVENING: i64 = 1_797_896_700_000;
pub(crate) const MINUTE: i64 = 60_000;

const FORMS: [(&str, &str); 4] = [
    (
        "cs_recorrido",
        include_str!("../../../../kit/cs_recorrido.xml"),
    ),
    ("cs_punto", include_str!("../../../../kit/cs_punto.xml")),
    (
        "cs_hallazgo",
        include_str!("../../../../kit/cs_hallazgo.xml"),
    ),
    ("cs_cierre", include_str!("../../../../kit/cs_cierre.xml")),
];

pub(crate) struct Rig {
    dir: PathBuf,
    /// Removed with the rig.
    _temp: Option<tempfile::TempDir>,
    pub(crate) clock: Arc<SetClock>,
    /// Each process has randomness of its own.
    processes: AtomicU64,
    pub(crate) engine: Engine,
}

impl Rig {
    /// A phone with all forms of the walk.
    pub(crate) fn new() -> Self {
        Self::with(&["cs_recorrido", "cs_punto", "cs_hallazgo", "cs_cierre"])
    }

    /// A phone with some of them.
    pub(crate) fn with(forms: &[&str]) -> Self {
        let temp = tempfile::tempdir().unwrap();
        let mut rig = Self::in_folder(temp.path(), forms);
        rig._temp = Some(temp);
        rig
    }

    /// A phone with all forms in a folder of choice.
    pub(crate) fn at(dir: &Path) -> Self {
        Self::in_folder(
            dir,
            &["cs_recorrido", "cs_punto", "cs_hallazgo", "cs_cierre"],
        )
    }

    fn in_folder(dir: &Path, forms: &[&str]) -> Self {
        let zone = TimeZone::get("America/Mexico_City").unwrap();
        let clock = Arc::new(SetClock::new(Timestamp(EVENING), zone));
        let engine = open(dir, &clock, 0);
        for (name, xml) in FORMS {
            if forms.contains(&name) {
                engine.add_form(xml.as_bytes(), &MediaMap::new()).unwrap();
            }
        }
        Self {
            dir: dir.to_owned(),
            _temp: None,
            clock,
            processes: AtomicU64::new(1),
            engine,
        }
    }

    /// Kills the process and starts another on what is stored.
    pub(crate) fn kill(&mut self) {
        let process = self.processes.fetch_add(1, Ordering::Relaxed);
        // The old engine first: two processes do not share a folder.
        self.engine = open(tempfile::tempdir().unwrap().path(), &self.clock, 0);
        self.engine = open(&self.dir, &self.clock, process);
    }

    /// Takes a form off the phone, as a server that has it no longer does.
    pub(crate) fn retire(&mut self, form: &str) {
        self.engine = open(tempfile::tempdir().unwrap().path(), &self.clock, 0);
        let key = || Ok(Key::new([7; 32]));
        let mut store = Store::open(&self.dir.join("farola.db"), &key).unwrap();
        store.retire_form(&FormId::new(form)).unwrap();
        drop(store);
        self.kill();
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, ms: i64) {
        use farola_engine::Clock as _;
        self.clock.set(self.clock.now().plus_millis(ms));
    }

    /// What is shown now.
    pub(crate) fn walk(&self) -> WalkView {
        self.engine.walk().unwrap().expect("a walk is open")
    }

    /// What a process shows that was started after this was shown: the same, with nothing heard.
    pub(crate) fn unheard(shown: &WalkView) -> WalkView {
        WalkView {
            accuracy_m: None,
            ..shown.clone()
        }
    }

    /// A fix taken now, so many metres north of Guadalajara's Plaza de Armas.
    pub(crate) fn fix(&self, north_m: f64, accuracy_m: f64) -> WalkFix {
        use farola_engine::Clock as _;
        WalkFix {
            at: self.clock.now(),
            point: place(north_m, accuracy_m),
            speed_mps: Some(0.8),
            bearing_deg: None,
        }
    }

    /// Registers a walk and finalizes its registration.
    pub(crate) fn register(&self) {
        let mut filling = self.engine.new_walk(None).unwrap();
        answer(&mut filling, &registration());
        filling.finalize().unwrap();
    }

    /// Registers a walk and sets out.
    pub(crate) fn set_out(&self) {
        self.register();
        self.engine.start_walk(Some(90)).unwrap();
    }

    pub(crate) fn begin(&self, form: &str) -> Filling {
        self.engine.begin(&FormId::new(form), None).unwrap()
    }
}

fn open(dir: &Path, clock: &Arc<SetClock>, process: u64) -> Engine {
    Engine::open(EngineConfig {
        dir: dir.to_owned(),
        key: Arc::new(|| Ok(Key::new([7; 32]))),
        env: Env {
            clock: Arc::clone(clock) as Arc<_>,
            entropy: Arc::new(SeededEntropy::new(process)),
            transport: Arc::new(NoNetwork),
            files: Arc::new(SystemFiles),
        },
    })
    .unwrap()
}

pub(crate) fn place(north_m: f64, accuracy_m: f64) -> GeoPoint {
    GeoPoint {
        lat: 20.6767 + north_m / 111_195.0,
        lon: -103.347,
        alt_m: 1_550.0,
        accuracy_m,
    }
}

/// A registration that the gate lets through: five stops on a kilometre northwards.
pub(crate) fn registration() -> Vec<(&'static str, String)> {
    let end = place(1_000.0, 0.0);
    [
        ("ciudad", "14039"),
        ("colonia", "Analco"),
        ("tipo", "base"),
        ("motivo", "luz acoso"),
        ("inicio_plan", "2026-12-21T18:00:00.000-06:00"),
        ("luz_plan", "mixto"),
        ("minutos_plan", "90"),
        ("paradas_plan", "5"),
        ("grupo/n_mujeres", "6"),
        ("grupo/n_mayores", "1"),
        ("grupo/n_ninas", "0"),
        ("grupo/n_hombres", "0"),
        ("policia_modo", "lejos"),
        ("seguridad", "reco salidas contacto telefonos clima apoyo"),
        ("checkin_min", "20"),
        ("consent", "1"),
        ("consent_foto", "1"),
        ("publicar", "agregado"),
    ]
    .into_iter()
    .map(|(name, value)| (name, value.to_owned()))
    .chain([(
        "ruta",
        format!("20.6767 -103.347 0 0;{} {} 0 0", end.lat, end.lon),
    )])
    .collect()
}

/// What a group answers at a stop besides what is known.
pub(crate) const STOP: [(&str, &str); 16] = [
    ("lugar", "calle"),
    ("p_senal", "2"),
    ("p_luz", "1"),
    ("p_apertura", "2"),
    ("p_ojos", "1"),
    ("p_gente", "1"),
    ("p_genero", "2"),
    ("p_vigila", "0"),
    ("p_salida", "2"),
    ("p_trans", "2"),
    ("p_camino", "1"),
    ("p_cuidado", "1"),
    ("p_comun", "0"),
    ("p_siente", "2"),
    ("n_calif", "6"),
    ("n_evita", "0"),
];

/// And at the debrief.
pub(crate) const DEBRIEF: [(&str, &str); 7] = [
    ("n_final", "7"),
    ("ruta_completa", "1"),
    ("incidente", "0"),
    ("recibe", "alumbrado"),
    ("fecha_seguimiento", "2027-06-21"),
    ("retiros", "0"),
    ("bienestar", "1"),
];

/// Answers questions that are asked.
pub(crate) fn answer<V: AsRef<str>>(filling: &mut Filling, answers: &[(&str, V)]) {
    for (name, value) in answers {
        let path = format!("/data/{name}");
        match filling.answer(&path, value.as_ref()) {
            // By day nobody rates the light.
            Err(EngineError::Answer(error)) if error.word() == "not_relevant" => {}
            other => {
                let outcome = other.unwrap();
                assert!(outcome.invalid.is_none(), "{name}");
            }
        }
    }
}

pub(crate) fn debrief(filling: &mut Filling) {
    answer(filling, &DEBRIEF);
    for row in 1..=5 {
        let row = format!("prioridad[{row}]");
        let answers = [
            (format!("{row}/problema"), "Falta luz"),
            (format!("{row}/accion"), "reparar_luz"),
            (format!("{row}/dep"), "alumbrado"),
            (format!("{row}/plazo"), "corto"),
            (format!("{row}/votos"), "3"),
        ];
        for (name, value) in answers {
            filling.answer(&format!("/data/{name}"), value).unwrap();
        }
    }
}

/// The code of what was refused.
pub(crate) fn code<T>(result: Result<T, EngineError>) -> &'static str {
    match result {
        Ok(_) => panic!("was not refused"),
        Err(error) => error.code(),
    }
}

pub(crate) fn value(filling: &Filling, name: &str) -> String {
    filling.value(&format!("/data/{name}")).unwrap_or_default()
}
