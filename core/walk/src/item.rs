//! The twelve rated items, the principle each belongs to, and the light of a visit.

/// One of the six principles of safe design (Montréal), in the walk's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Principle {
    /// P1: know where you are and where you are going.
    Orientation,
    /// P2: see and be seen.
    Sight,
    /// P3: hear and be heard; places with people.
    Company,
    /// P4: be able to get away and get help.
    Escape,
    /// P5: a clean and welcoming place.
    Upkeep,
    /// P6: act together.
    Community,
}

impl Principle {
    /// All six, P1 to P6.
    pub const ALL: [Self; 6] = [
        Self::Orientation,
        Self::Sight,
        Self::Company,
        Self::Escape,
        Self::Upkeep,
        Self::Community,
    ];

    /// `P1` to `P6`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Orientation => "P1",
            Self::Sight => "P2",
            Self::Company => "P3",
            Self::Escape => "P4",
            Self::Upkeep => "P5",
            Self::Community => "P6",
        }
    }

    /// The items of this principle that are rated in `light`.
    pub fn items(self, light: Light) -> impl Iterator<Item = Item> {
        light.items().filter(move |item| item.principle() == self)
    }
}

/// One rated item of the stop form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// Can one tell where one is (`p_senal`).
    Signs,
    /// Street lighting, asked only at twilight and night (`p_luz`).
    Light,
    /// Seeing and moving in all directions (`p_apertura`).
    Openness,
    /// Doors, windows and stalls that could see one (`p_ojos`).
    Eyes,
    /// How many people (`p_gente`).
    People,
    /// Women and children present (`p_genero`).
    Gender,
    /// Guards or police (`p_vigila`).
    Guards,
    /// Ways out (`p_salida`).
    Exits,
    /// Public transport on foot (`p_trans`).
    Transit,
    /// Footpath (`p_camino`).
    Path,
    /// Cleanliness and upkeep (`p_cuidado`).
    Upkeep,
    /// Care by the community (`p_comun`).
    Community,
}

impl Item {
    /// All twelve, in the order of the form.
    pub const ALL: [Self; 12] = [
        Self::Signs,
        Self::Light,
        Self::Openness,
        Self::Eyes,
        Self::People,
        Self::Gender,
        Self::Guards,
        Self::Exits,
        Self::Transit,
        Self::Path,
        Self::Upkeep,
        Self::Community,
    ];

    /// The principle this item speaks to.
    #[must_use]
    pub fn principle(self) -> Principle {
        match self {
            Self::Signs => Principle::Orientation,
            Self::Light | Self::Openness => Principle::Sight,
            Self::Eyes | Self::People | Self::Gender => Principle::Company,
            Self::Guards | Self::Exits | Self::Transit => Principle::Escape,
            Self::Path | Self::Upkeep => Principle::Upkeep,
            Self::Community => Principle::Community,
        }
    }

    /// Whether this is one of the eight items that published 0–5 scores also rate.
    #[must_use]
    pub fn is_comparable(self) -> bool {
        !matches!(
            self,
            Self::Signs | Self::Exits | Self::Upkeep | Self::Community
        )
    }

    /// Place in [`Item::ALL`].
    pub(crate) fn index(self) -> usize {
        self as usize
    }
}

/// The light a stop was rated in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Light {
    /// Daylight: street lighting is not rated.
    Day,
    /// Dawn or dusk.
    Twilight,
    /// After dark.
    Night,
}

impl Light {
    /// The choice of `luz_ahora`: `dia`, `crepusculo` or `noche`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Day => "dia",
            Self::Twilight => "crepusculo",
            Self::Night => "noche",
        }
    }

    /// Reads the choice of `luz_ahora`.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Day, Self::Twilight, Self::Night]
            .into_iter()
            .find(|light| light.code() == code)
    }

    /// The items rated in this light: eleven by day, twelve otherwise.
    pub fn items(self) -> impl Iterator<Item = Item> {
        Item::ALL
            .into_iter()
            .filter(move |item| self != Self::Day || *item != Item::Light)
    }
}
