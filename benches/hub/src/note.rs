//! What people write about a place: sentences out of parts, common words often and rare ones
//! seldom, names that nobody else has.

use crate::dice::Dice;

const WHAT: [&str; 40] = [
    "Lámparas apagadas",
    "No hay luz",
    "Banqueta rota",
    "Poste sin foco",
    "Lote baldío con maleza",
    "Basura acumulada",
    "Alumbrado insuficiente",
    "Autos sobre la banqueta",
    "Grupo de hombres tomando",
    "Parada sin techo ni banca",
    "Cruce peligroso",
    "Semáforo descompuesto",
    "Árboles que tapan la luz",
    "Casa abandonada",
    "Registro sin tapa",
    "Cable colgando",
    "Barda muy larga y sola",
    "Puente peatonal oscuro",
    "Túnel con mal olor",
    "Escalones sin barandal",
    "Camellón sin podar",
    "Callejón sin salida",
    "Cantina con clientes en la calle",
    "Obra detenida",
    "Coladera hundida",
    "Perros sueltos",
    "Vidrios rotos en el paso",
    "Cámara que no funciona",
    "Caseta vacía",
    "Botón de auxilio sin señal",
    "Estacionamiento sin vigilancia",
    "Muro pintado con insultos",
    "Carros a exceso de velocidad",
    "Señal de alto tirada",
    "Parque cerrado de noche",
    "Juegos infantiles oxidados",
    "Paso inundado cuando llueve",
    "Rampa bloqueada por un puesto",
    "Zanja abierta",
    "Motociclistas en sentido contrario",
];
const WHERE: [&str; 24] = [
    "frente a la escuela",
    "junto al mercado",
    "a un lado del canal",
    "en la esquina de la tienda",
    "afuera de la clínica",
    "por la parada del camión",
    "debajo del puente",
    "atrás de la iglesia",
    "entre las dos avenidas",
    "a media cuadra del parque",
    "en toda la calle",
    "cerca de la primaria",
    "a la salida de la fábrica",
    "junto a las vías del tren",
    "al final del andador",
    "en el camellón",
    "antes de llegar a la glorieta",
    "por donde pasan las estudiantes",
    "rumbo a la estación",
    "enfrente del panteón",
    "a espaldas del hospital",
    "sobre el puente",
    "en el pasillo del tianguis",
    "junto a la secundaria",
];
const SINCE: [&str; 20] = [
    "desde hace semanas",
    "desde hace meses",
    "todas las noches",
    "los fines de semana",
    "después de las ocho",
    "cuando sale el último turno",
    "en temporada de lluvias",
    "desde la obra",
    "desde que quitaron la caseta",
    "a la hora de la salida",
    "muy temprano por la mañana",
    "desde el año pasado",
    "cada quincena",
    "cuando cierran los comercios",
    "desde el temblor",
    "casi siempre",
    "los domingos",
    "en vacaciones",
    "desde la pandemia",
    "de madrugada",
];
const SAID: [&str; 24] = [
    "Las vecinas ya lo reportaron y nadie viene.",
    "Nadie camina sola por aquí.",
    "Dicen que han asaltado varias veces.",
    "Hay que bajarse al arroyo para pasar.",
    "Preferimos dar la vuelta aunque sea más largo.",
    "Las niñas pasan corriendo.",
    "Las señoras mayores no alcanzan a cruzar.",
    "Pedimos más rondines.",
    "Se siente tranquilo mientras hay gente.",
    "Aquí nos conocen y cuidan.",
    "Nos chiflaron y nos siguieron una cuadra.",
    "El camión no se detiene donde debe.",
    "Con silla de ruedas no se puede pasar.",
    "Proponen poner una luminaria nueva.",
    "Falta podar antes de que llueva.",
    "Ya se cayó una persona.",
    "El dueño del predio no responde.",
    "La patrulla pasa pero no se baja.",
    "Hay buena visibilidad hasta la avenida.",
    "Las vendedoras avisan cuando algo pasa.",
    "De día está bien, de noche cambia mucho.",
    "No hay señal de celular.",
    "Huele a drenaje.",
    "Estaría mejor con un mural y bancas.",
];
const BEGINS: [&str; 28] = [
    "Tla", "Xo", "Ca", "Ma", "Gua", "Ro", "Me", "Te", "Po", "Chi", "Za", "Ne", "Hua", "Jo", "Ve",
    "Que", "Li", "Si", "Fa", "Be", "Do", "Ra", "Le", "Iz", "Oco", "Ame", "Coa", "Pe",
];
const MIDDLES: [&str; 30] = [
    "que", "pa", "lo", "mi", "ra", "te", "ni", "do", "ca", "sa", "ri", "lu", "me", "to", "no",
    "li", "bo", "ga", "re", "cho", "pi", "ta", "co", "za", "na", "le", "fu", "va", "so", "de",
];
const ENDS: [&str; 20] = [
    "co", "tlán", "pan", "les", "ño", "ra", "llo", "cho", "rez", "na", "te", "do", "que", "lar",
    "mes", "tos", "ca", "nes", "ría", "zo",
];
/// One record in so many has the word that only these have.
const RARE_IN: u64 = 25_000;
pub(crate) const RARE: &str = "cenote";

/// A name of a shop, a street or a family: some of many thousands.
pub(crate) fn name(dice: &mut Dice) -> String {
    let mut name = dice.mostly(&BEGINS).to_owned();
    for _ in 0..=dice.below(2) {
        name.push_str(dice.mostly(&MIDDLES));
    }
    name.push_str(dice.mostly(&ENDS));
    name
}

/// Two to five sentences.
pub(crate) fn note(dice: &mut Dice) -> String {
    let mut note = format!(
        "{} {} {}.",
        dice.mostly(&WHAT),
        dice.mostly(&WHERE),
        dice.mostly(&SINCE)
    );
    for _ in 0..=dice.below(3) {
        note.push(' ');
        note.push_str(dice.mostly(&SAID));
    }
    if dice.one_in(2) {
        note.push_str(&format!(
            " Esquina de {} y {}, número {}.",
            name(dice),
            name(dice),
            1 + dice.below(2_000)
        ));
    }
    if dice.one_in(3) {
        note.push_str(&format!(
            " Lo dijo la señora {} de {}.",
            name(dice),
            name(dice)
        ));
    }
    if dice.one_in(RARE_IN) {
        note.push_str(" Pasa junto al ");
        note.push_str(RARE);
        note.push('.');
    }
    note
}
