//! The kit's words: that they are those of the forms, and what is read by them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::path::Path;

use farola_walk::Item;
use farola_walk::kit::{
    Answers, Asks, Extent, Form, Registration, is_of_walk, place, question, summary,
};

/// Paths and values.
type Given = [(&'static str, &'static str)];
/// A title in Spanish and in English.
type Titles = (&'static str, &'static str);

/// The XForm as it is published.
fn xform(form: Form) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../kit");
    std::fs::read_to_string(folder.join(format!("{}.xml", form.id()))).unwrap()
}

/// A form by its questions: path, type, choices with their labels in Spanish and English.
#[derive(Default)]
struct Sheet {
    questions: Vec<(&'static str, &'static str)>,
    labels: Vec<(&'static str, &'static str, &'static str, &'static str)>,
}

impl Sheet {
    fn asking(paths: &[&'static str]) -> Self {
        Self {
            questions: paths.iter().map(|path| (*path, "string")).collect(),
            ..Self::default()
        }
    }
}

impl Asks for Sheet {
    fn has(&self, name: &str) -> bool {
        let mut paths = self.questions.iter();
        paths.any(|(path, _)| question::name_of(path) == name)
    }

    fn is_position(&self, path: &str) -> bool {
        self.questions.contains(&(path, "geopoint"))
    }

    fn label(&self, path: &str, value: &str, language: &str) -> Option<String> {
        let mut labels = self.labels.iter();
        let (.., es, en) = labels.find(|(at, known, ..)| *at == path && *known == value)?;
        Some(if language == "en" { *en } else { *es }.to_owned())
    }
}

#[test]
fn every_form_is_known_by_its_id_and_by_what_it_asks() {
    for form in Form::ALL {
        let xml = xform(form);
        assert!(
            xml.contains(&format!("<data id=\"{}\"", form.id())),
            "{form:?}"
        );
        assert_eq!(Form::from_id(form.id()), Some(form));
        // A copy under another id; the plan is of a case and has no walk.
        let asks = |name: &str| xml.contains(&format!("/{name}\""));
        let known = Some(form).filter(|form| *form != Form::Plan);
        assert_eq!(Form::from_questions(&asks), known, "{form:?}");
    }
    for id in ["", "cs_punto2", "CS_PUNTO", "punto", "huella_banqueta"] {
        assert_eq!(Form::from_id(id), None, "{id}");
    }
}

#[test]
fn every_name_is_asked_by_a_form_of_the_kit() {
    let forms: Vec<String> = Form::ALL.into_iter().map(xform).collect();
    let items = Item::ALL.map(Item::field);
    for name in question::ALL.into_iter().chain(items) {
        let asked = |xml: &String| {
            let bind = format!("/{name}\"");
            xml.lines()
                .any(|line| line.contains("<bind ") && line.contains(&bind))
        };
        assert!(forms.iter().any(asked), "no form asks {name}");
    }
    let stop = xform(Form::Stop);
    for item in items {
        assert!(
            stop.contains(&format!("nodeset=\"/data/{item}\"")),
            "{item}"
        );
    }
    assert!(stop.contains(&format!(
        "<{0}>{1}</{0}>",
        question::EXTENT,
        Extent::Full.code()
    )));
    assert!(stop.contains(&format!("'{}'", Extent::Short.code())));
}

#[test]
fn answers_are_read_by_name_wherever_they_are() {
    let answers = Answers::of([
        ("/data/pos", "  "),
        ("/data/g[2]/colonia", " Analco "),
        ("/data/colonia", "Centro"),
        ("/data/g/n_ninas", "4"),
        ("/data/consent", "1"),
        ("/data/consent_menor", "0"),
        ("/data/seguridad", "contacto  apoyo"),
        ("/data/meta/orx:instanceID", "uuid:1"),
    ]);
    assert_eq!(answers.text("colonia"), Some("Analco"), "the first of two");
    assert_eq!(answers.text("pos"), None, "blank is no answer");
    assert_eq!(
        answers.text("instanceID"),
        Some("uuid:1"),
        "without its prefix"
    );
    assert_eq!(answers.read("n_ninas"), Some(4u32));
    assert_eq!(answers.read::<u32>("colonia"), None);
    assert!(answers.is_yes("consent") && !answers.is_yes("consent_menor"));
    assert!(!answers.is_yes("ciudad"));
    let ticked: Vec<&str> = answers.chosen("seguridad").collect();
    assert_eq!(ticked, ["contacto", "apoyo"]);
    assert_eq!(answers.chosen("motivo").count(), 0);
    assert_eq!(format!("{answers:?}"), "Answers(7)", "no answer is printed");
}

#[test]
fn the_place_of_a_stop() {
    let sheet = Sheet {
        questions: vec![
            ("/data/entrada", "geopoint"),
            ("/data/pos", "geopoint"),
            ("/data/nota", "string"),
        ],
        ..Sheet::default()
    };
    let (near, far, moved) = ("20.5 -103.25 1550 9.5", "20.75 -103.5", "21 -103");
    let rows: [(&str, &Given, Option<f64>); 6] = [
        (
            "the receiver's",
            &[("/data/entrada", far), ("/data/pos", near)],
            Some(20.5),
        ),
        (
            "the pin",
            &[("/data/pos", near), ("/data/pos_fix", moved)],
            Some(21.0),
        ),
        (
            "a broken pin",
            &[("/data/pos", near), ("/data/pos_fix", "91 0")],
            Some(20.5),
        ),
        (
            "another",
            &[("/data/entrada", far), ("/data/pos", "?")],
            Some(20.75),
        ),
        ("a text", &[("/data/nota", near)], None),
        ("none", &[], None),
    ];
    for (why, given, lat) in rows {
        let answers = Answers::of(given.iter().copied());
        assert_eq!(place(&answers, &sheet).map(|point| point.lat), lat, "{why}");
    }
}

#[test]
fn the_registration_of_a_walk() {
    let answers = Answers::of([
        ("/data/walk_code", "14039-20261121-a3f09c"),
        ("/data/ciudad", "14039"),
        ("/data/colonia", "Analco"),
        ("/data/paradas_plan", "8"),
        ("/data/checkin_min", "15"),
        ("/data/ruta", "20.67 -103.34 0 0;20.68 -103.34 0 0"),
        ("/data/grupo/n_mujeres", "7"),
        ("/data/grupo/n_mayores", "2"),
        ("/data/grupo/n_hombres", "1"),
        ("/data/grupo/n_ninas", "3"),
        ("/data/seguridad", "contacto apoyo salidas"),
        ("/data/consent", "1"),
        ("/data/consent_menor", "1"),
    ]);
    let registration = Registration::of(&answers);
    assert_eq!(registration.code.as_deref(), Some("14039-20261121-a3f09c"));
    assert_eq!(registration.city.as_deref(), Some("14039"));
    assert_eq!(
        (registration.place.as_str(), registration.stops),
        ("Analco", 8)
    );
    assert_eq!(
        (registration.every_min, registration.route.len()),
        (Some(15), 2)
    );
    let gate = &registration.gate;
    assert_eq!((gate.adults, gate.minors, gate.charge), (10, 3, None));
    assert!(gate.consent && gate.guardian_permission);
    assert_eq!(gate.checks, ["contacto", "apoyo", "salidas"]);
    assert!(
        gate.route_m
            .is_some_and(|m| (1_100.0..1_125.0).contains(&m))
    );

    // Half a draft: the code begins with a dash, numbers are none, nothing is drawn.
    let draft = Answers::of([
        ("/data/walk_code", "-20261121-a3f09c"),
        ("/data/checkin_min", "muchos"),
        ("/data/grupo/n_mujeres", "-3"),
        ("/data/ruta", "no es una línea"),
    ]);
    assert_eq!(Registration::of(&draft), Registration::default());
}

const STOP: [(&str, &str); 6] = [
    ("/data/walk_code", "14039-20261121-a3f09c"),
    ("/data/parada", "4"),
    ("/data/lugar", "cruce"),
    ("/data/luz_ahora", "noche"),
    ("/data/n_calif", "7"),
    ("/data/pos", "20.5 -103.25 1550 9.5"),
];

fn stop_sheet() -> Sheet {
    Sheet {
        labels: vec![(
            "/data/lugar",
            "cruce",
            "Cruce o esquina",
            "Crossing or corner",
        )],
        ..Sheet::asking(&["/data/walk_code", "/data/parada", "/data/lugar"])
    }
}

#[test]
fn a_stop_in_a_list() {
    let rated = Item::ALL.map(|item| (item.field(), "1"));
    let answers = Answers::of(STOP.into_iter().chain(rated));
    let one = summary("cs_punto", &stop_sheet(), &answers).unwrap();
    let title = one.title.unwrap();
    assert_eq!(title.of("es"), "Parada 4 · Cruce o esquina");
    assert_eq!(title.of("en"), "Stop 4 · Crossing or corner");
    assert_eq!(title.of("nah"), "Parada 4 · Cruce o esquina");
    assert_eq!(one.city.as_deref(), Some("14039"), "of the walk's code");
    assert_eq!(
        one.index.map(|(isp, band)| (isp, band.code())),
        Some((33, "bajo"))
    );
    assert_eq!((one.voices, one.light.as_deref()), (Some(7), Some("noche")));
    assert_eq!(one.place.map(|place| place.accuracy_m), Some(9.5));
    assert!(!one.registers_walk);
    // Without the light nobody knows which items count; without nine there is no index.
    let dark = rated.into_iter().filter(|(name, _)| *name != "luz_ahora");
    let of = |given: &mut dyn Iterator<Item = (&'static str, &'static str)>| {
        summary("cs_punto", &stop_sheet(), &Answers::of(given))
            .unwrap()
            .index
    };
    assert_eq!(of(&mut dark.chain([("/data/parada", "4")])), None);
    assert_eq!(
        of(&mut STOP.into_iter().chain(rated.into_iter().take(8))),
        None
    );
    assert!(of(&mut STOP.into_iter().chain(rated.into_iter().take(9))).is_some());
}

#[test]
fn titles_of_the_other_forms() {
    let finding = Sheet {
        labels: vec![("/data/tipo", "lampara", "Lámpara apagada", "Lamp off")],
        ..Sheet::default()
    };
    let rows: [(&str, &Given, Option<Titles>); 9] = [
        (
            "cs_recorrido",
            &[("/data/colonia", "Analco")],
            Some(("Recorrido · Analco", "Walk · Analco")),
        ),
        ("cs_recorrido", &[], None),
        (
            "cs_punto",
            &[("/data/parada", "3")],
            Some(("Parada 3", "Stop 3")),
        ),
        ("cs_punto", &[("/data/parada", "?")], None),
        (
            "cs_hallazgo",
            &[("/data/tipo", "lampara")],
            Some(("Lámpara apagada", "Lamp off")),
        ),
        (
            "cs_hallazgo",
            &[("/data/tipo", "lampara"), ("/data/poste", "118")],
            Some(("Lámpara apagada · poste 118", "Lamp off · pole 118")),
        ),
        ("cs_hallazgo", &[("/data/tipo", "otro")], None),
        (
            "cs_cierre",
            &[],
            Some(("Cierre del recorrido", "Walk debrief")),
        ),
        ("cs_plan", &[("/data/caso", "7")], None),
    ];
    for (id, given, wanted) in rows {
        let answers = Answers::of(given.iter().copied());
        let title = summary(id, &finding, &answers).unwrap().title;
        let title = title.as_ref().map(|title| (title.of("es"), title.of("en")));
        assert_eq!(title, wanted, "{id} {given:?}");
    }
}

#[test]
fn a_walk_is_registered_by_the_form_that_makes_its_code() {
    let made = [
        ("/data/walk_uid", "a3f09c77"),
        ("/data/walk_code", "14039-20261121-a3f09c"),
    ];
    let of = |given: &[(&'static str, &'static str)]| {
        let answers = Answers::of(given.iter().copied());
        summary("cs_recorrido", &Sheet::default(), &answers)
            .unwrap()
            .registers_walk
    };
    assert!(of(&made));
    assert!(!of(&made[1..]), "carried, not made");
    assert!(
        !of(&[made[0], ("/data/walk_code", "-20261121-a3f09c")]),
        "no city yet"
    );
}

#[test]
fn forms_of_a_walk_and_others() {
    // A city's copy under another id is known by its questions.
    let copy = summary("gdl_parada", &stop_sheet(), &Answers::of(STOP)).unwrap();
    assert_eq!(copy.title.unwrap().es, "Parada 4 · Cruce o esquina");
    // A form of a walk that is none of the six has its walk and its city, and names itself.
    let more = Sheet::asking(&["/data/walk_code", "/data/bici"]);
    let more = summary("gdl_bici", &more, &Answers::of(STOP)).unwrap();
    assert_eq!((more.title, more.city.as_deref()), (None, Some("14039")));
    // Any other form is a matter of the hub alone, whatever its questions are called.
    let other = Sheet::asking(&["/data/parada", "/data/urgencia", "/data/tipo"]);
    assert!(!is_of_walk("buses", &other));
    assert_eq!(summary("buses", &other, &Answers::of(STOP)), None);
    assert_eq!(
        Form::from_questions(&|name| name != question::WALK_CODE),
        None
    );
}
