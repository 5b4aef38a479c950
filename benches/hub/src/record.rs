//! Walks and their records, as phones send them: a registration, its stops, its findings.

use std::fmt::Write as _;

use crate::dice::Dice;
use crate::note::{name, note};

/// Municipalities: key, how many neighbourhoods, latitude, longitude. The first ones walk most.
const CITIES: [(&str, u64, f64, f64); 5] = [
    ("14039", 320, 20.6767, -103.347),
    ("22014", 150, 20.5881, -100.3899),
    ("08037", 120, 31.7386, -106.487),
    ("01001", 80, 21.8806, -102.2962),
    ("06002", 30, 19.2433, -103.7281),
];
/// Days over which the walks are spread, the last of them in November 2026.
const DAYS: u64 = 700;

/// A record that is ready to be sent.
pub(crate) struct Record {
    pub(crate) id: String,
    pub(crate) xml: String,
}

/// A walk that was made up from its number.
pub(crate) struct Walk {
    number: u64,
    code: String,
    date: String,
    city: &'static str,
    place: String,
    lat: f64,
    lon: f64,
    night: bool,
    stops: u64,
    findings: u64,
}

/// The id of the n-th record of a walk, as a phone makes them: random, but the same again.
pub(crate) fn id(walk: u64, index: u64) -> String {
    let mut dice = Dice::new(walk, 7_000 + index);
    let (a, b) = (dice.roll(), dice.roll());
    format!(
        "uuid:{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
        a >> 32,
        a & 0xffff,
        b >> 52,
        (b >> 40) & 0xfff,
        b & 0xffff_ffff_ffff
    )
}

/// Civil date of a day counted from 1970 (Howard Hinnant's algorithm).
fn civil(day: u64) -> (u64, u64, u64) {
    let z = day + 719_468;
    let (era, of_era) = (z / 146_097, z % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year + era * 400 + u64::from(month <= 2);
    (year, month, of_year - (153 * shifted + 2) / 5 + 1)
}

/// The neighbourhood that most walks of the first municipality are in.
pub(crate) fn common_place() -> String {
    place(0, 0)
}

/// One with few.
pub(crate) fn rare_place() -> String {
    place(0, CITIES[0].1 - 1)
}

fn place(city: u64, number: u64) -> String {
    let mut dice = Dice::new(4_000 + city, number);
    format!("Colonia {} {}", name(&mut dice), number)
}

impl Walk {
    pub(crate) fn new(number: u64) -> Self {
        let mut dice = Dice::new(number, 1);
        let city = dice.low(CITIES.len() as u64);
        let (key, places, lat, lon) = CITIES[city as usize];
        // The last day is 28 November 2026.
        let (year, month, day) = civil(20_785 - dice.below(DAYS));
        Self {
            number,
            code: format!("{key}-{year}{month:02}{day:02}-{:06x}", dice.below(1 << 24)),
            date: format!("{year}-{month:02}-{day:02}"),
            city: key,
            place: place(city, dice.low(places)),
            lat: lat + dice.below(1_000) as f64 / 10_000.0,
            lon: lon + dice.below(1_000) as f64 / 10_000.0,
            night: !dice.one_in(4),
            stops: 8 + dice.below(5),
            findings: 1 + dice.below(4),
        }
    }

    /// How many records it has.
    pub(crate) fn records(&self) -> u64 {
        1 + self.stops + self.findings
    }

    /// Its records in the order in which they are sent.
    pub(crate) fn each(&self) -> impl Iterator<Item = Record> + '_ {
        (0..self.records()).map(|index| self.record(index))
    }

    fn record(&self, index: u64) -> Record {
        let mut dice = Dice::new(self.number, 100 + index);
        let id = id(self.number, index);
        let mut xml = String::with_capacity(2_048);
        if index == 0 {
            self.registration(&mut xml, &mut dice);
        } else if index <= self.stops {
            self.stop(&mut xml, index, &mut dice);
        } else {
            self.finding(&mut xml, &mut dice);
        }
        let _ = write!(xml, "<meta><instanceID>{id}</instanceID></meta></data>");
        Record { id, xml }
    }

    fn time(&self, minute: u64) -> String {
        let hour = if self.night { 19 } else { 11 };
        let (hour, minute) = (hour + minute / 60, minute % 60);
        format!("{}T{hour:02}:{minute:02}:00.000-06:00", self.date)
    }

    fn registration(&self, xml: &mut String, dice: &mut Dice) {
        let _ = write!(
            xml,
            "<data id=\"cs_recorrido\" version=\"2026112301\"><start>{}</start><end>{}</end>\
             <walk_uid>{:08x}</walk_uid><walk_dia>{}</walk_dia><ciudad>{}</ciudad><walk_code>{}</walk_code>\
             <colonia>{}</colonia><tipo>base</tipo><motivo>luz acoso transporte</motivo>\
             <luz_plan>mixto</luz_plan><minutos_plan>90</minutos_plan>\
             <paradas_plan>{}</paradas_plan><ruta>",
            self.time(0),
            self.time(9),
            dice.below(1 << 32),
            &self.code[6..14],
            self.city,
            self.code,
            self.place,
            self.stops,
        );
        for corner in 0..12 {
            let (lat, lon) = self.point(corner);
            let _ = write!(
                xml,
                "{}{lat:.5} {lon:.5} 0 0",
                if corner > 0 { ";" } else { "" }
            );
        }
        let _ = write!(
            xml,
            "</ruta><grupo><n_mujeres>{}</n_mujeres><n_mayores>{}</n_mayores><n_ninas>0</n_ninas>\
             <n_hombres>0</n_hombres></grupo><autoridades>alumbrado mujeres</autoridades>\
             <seguridad>reco salidas contacto telefonos clima apoyo palabra</seguridad>\
             <checkin_min>20</checkin_min><consent>1</consent><publicar>agregado</publicar>",
            5 + dice.below(6),
            1 + dice.below(3),
        );
    }

    fn stop(&self, xml: &mut String, index: u64, dice: &mut Dice) {
        let (lat, lon) = self.point(index);
        let light = if self.night { "noche" } else { "dia" };
        let lugar = dice.mostly(&[
            "calle", "parque", "parada", "cruce", "andador", "mercado", "escuela", "puente",
            "baldio",
        ]);
        let _ = write!(
            xml,
            "<data id=\"cs_punto\" version=\"2026112501\"><start>{}</start><end>{}</end>\
             <walk_code>{}</walk_code><parada>{index}</parada><perfil>completo</perfil>\
             <pos>{lat:.6} {lon:.6} 1550 {}</pos><lugar>{lugar}</lugar>\
             <luz_ahora>{light}</luz_ahora>",
            self.time(10 + index * 6),
            self.time(13 + index * 6),
            self.code,
            3 + dice.below(20),
        );
        for item in [
            "p_senal",
            "p_luz",
            "p_apertura",
            "p_ojos",
            "p_gente",
            "p_genero",
            "p_vigila",
            "p_salida",
            "p_trans",
            "p_camino",
            "p_cuidado",
            "p_comun",
            "p_siente",
        ] {
            let _ = write!(xml, "<{item}>{}</{item}>", dice.below(4));
        }
        let barrier = dice.mostly(&["hoyo", "sin_rampa", "ninguna", "escalones", "agua"]);
        let proposal = dice.mostly(&[
            "reparar_luz",
            "nueva_luz",
            "podar",
            "banqueta",
            "cruce",
            "limpiar",
            "vigilar",
            "parada",
        ]);
        let _ = write!(
            xml,
            "<lamp_total>{}</lamp_total><lamp_apagadas>{}</lamp_apagadas>\
             <escondites>esquina</escondites><cobertura>poca</cobertura>\
             <barreras>{barrier}</barreras><n_calif>{}</n_calif><n_evita>{}</n_evita>\
             <porque>luz solo</porque><presencia>ninguna</presencia>\
             <propuesta>{proposal}</propuesta><urgencia>{}</urgencia><nota>{}</nota>",
            2 + dice.below(6),
            dice.below(3),
            5 + dice.below(5),
            dice.below(5),
            1 + dice.low(4).min(3),
            note(dice),
        );
    }

    fn finding(&self, xml: &mut String, dice: &mut Dice) {
        let (lat, lon) = self.point(dice.below(12));
        let kind = dice.mostly(&["lampara", "hoyo", "basura", "cable", "maleza"]);
        let _ = write!(
            xml,
            "<data id=\"cs_hallazgo\" version=\"2026112301\"><start>{}</start>\
             <walk_code>{}</walk_code><ciudad>{}</ciudad><pos>{lat:.6} {lon:.6} 1550 {}</pos>\
             <tipo>{kind}</tipo><poste>GDL-{}</poste><urgencia>{}</urgencia><nota>{}</nota>",
            self.time(20 + dice.below(60)),
            self.code,
            self.city,
            3 + dice.below(20),
            dice.below(40_000),
            1 + dice.low(4).min(3),
            note(dice),
        );
    }

    fn point(&self, step: u64) -> (f64, f64) {
        let step = step as f64 / 2_000.0;
        (self.lat + step, self.lon + step / 2.0)
    }
}
