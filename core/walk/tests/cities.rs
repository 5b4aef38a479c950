//! The cities of the crate, of the forms that ask for one, and of the review app are the same ones.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use farola_walk::CITIES;

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::fs::read_to_string(root.join(path)).unwrap()
}

#[test]
fn the_forms_offer_every_city_and_no_other() {
    for form in ["kit/cs_recorrido.xml", "kit/cs_hallazgo.xml"] {
        let xml = read(form);
        let values = xml.split("<name>").skip(1);
        let mut offered: Vec<&str> = values
            .filter_map(|rest| rest.split('<').next())
            .filter(|value| value.len() == 5 && value.bytes().all(|b| b.is_ascii_digit()))
            .collect();
        offered.sort_unstable();
        let known: Vec<&str> = CITIES.iter().map(|city| city.key).collect();
        assert_eq!(offered, known, "{form}");
        for city in &CITIES {
            assert!(xml.contains(city.name), "{form}: {}", city.name);
        }
    }
}

#[test]
fn the_review_app_shows_the_time_of_every_city() {
    let page = read("hub/web/src/lib/format.ts");
    for city in &CITIES {
        let shown = format!("'{}': '{}'", city.key, city.zone);
        let is_central = city.zone == "America/Mexico_City";
        assert_eq!(page.contains(&shown), !is_central, "{shown}");
    }
}
