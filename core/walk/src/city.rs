//! The pilot cities of the network, keyed as INEGI does.

/// A municipality of the network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct City {
    /// INEGI key: two digits of the state, three of the municipality.
    pub key: &'static str,
    /// Name, the same in Spanish and English.
    pub name: &'static str,
    /// IANA time zone.
    pub zone: &'static str,
    /// Latitude of the main square in degrees.
    pub lat: f64,
    /// Longitude of the main square in degrees.
    pub lon: f64,
}

/// The five pilot cities, by key.
pub const CITIES: [City; 5] = [
    City {
        key: "01001",
        name: "Aguascalientes",
        zone: "America/Mexico_City",
        lat: 21.8806,
        lon: -102.2962,
    },
    City {
        key: "06002",
        name: "Colima",
        zone: "America/Mexico_City",
        lat: 19.2433,
        lon: -103.7281,
    },
    City {
        key: "08037",
        name: "Ciudad Juárez",
        zone: "America/Ciudad_Juarez",
        lat: 31.7386,
        lon: -106.4870,
    },
    City {
        key: "14039",
        name: "Guadalajara",
        zone: "America/Mexico_City",
        lat: 20.6767,
        lon: -103.3470,
    },
    City {
        key: "22014",
        name: "Querétaro",
        zone: "America/Mexico_City",
        lat: 20.5931,
        lon: -100.3899,
    },
];

/// The city of an INEGI key.
#[must_use]
pub fn city(key: &str) -> Option<&'static City> {
    CITIES.iter().find(|city| city.key == key)
}
