//! The reviewer's queue: what is asked, one page of it, the counts beside its filters.

use std::collections::BTreeMap;

use farola_model::InstanceId;
use farola_protocol::review;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::query::{States, filled};
use crate::{Band, Day, Flag, IsoTime, ReviewState};

/// The query of `GET review/queue` and `GET review/facets`. A parameter that is absent or empty
/// does not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
pub struct QueueQuery {
    /// States, separated by commas.
    #[serde(default, deserialize_with = "filled")]
    #[param(value_type = String)]
    #[schema(value_type = String)]
    pub state: Option<States>,
    /// Id of the form.
    #[serde(default, deserialize_with = "filled")]
    #[param(value_type = String)]
    #[schema(value_type = String)]
    pub form: Option<String>,
    /// INEGI key of the municipality.
    #[serde(default, deserialize_with = "filled")]
    #[param(value_type = String)]
    #[schema(value_type = String)]
    pub city: Option<String>,
    /// Neighbourhood. Case, accents and spaces do not count: people write it by hand.
    #[serde(default, deserialize_with = "filled")]
    #[param(value_type = String)]
    #[schema(value_type = String)]
    pub place: Option<String>,
    /// A flag that the record has.
    #[serde(default, deserialize_with = "filled")]
    #[param(value_type = String)]
    #[schema(value_type = String)]
    pub flag: Option<Flag>,
    /// First day, `2026-11-28`. The day of a record is that of its walk (the date in the walk's
    /// code); without a walk the day on which it was answered, or else arrived, in the
    /// project's time zone.
    #[serde(default, deserialize_with = "filled")]
    #[param(value_type = Day)]
    #[schema(value_type = Day)]
    pub from: Option<Day>,
    /// Last day, included.
    #[serde(default, deserialize_with = "filled")]
    #[param(value_type = Day)]
    #[schema(value_type = Day)]
    pub to: Option<Day>,
    /// Words that words of a record begin with, accents or not; at most the newest 5,000 records.
    #[serde(default, deserialize_with = "filled")]
    #[param(value_type = String)]
    #[schema(value_type = String)]
    pub q: Option<String>,
    /// `next` of the page before.
    #[serde(default, deserialize_with = "filled")]
    #[param(value_type = String)]
    #[schema(value_type = String)]
    pub cursor: Option<String>,
    /// Most rows of the page: 1 to 200, 50 without it.
    #[serde(default, deserialize_with = "filled")]
    #[param(value_type = u32)]
    #[schema(value_type = u32)]
    pub limit: Option<usize>,
    /// Language of titles: `en`, otherwise Spanish.
    #[serde(default, deserialize_with = "filled")]
    #[param(value_type = String)]
    #[schema(value_type = String)]
    pub lang: Option<String>,
}

/// A row of the queue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// `instanceID` of the current version.
    #[schema(value_type = String)]
    pub instance_id: InstanceId,
    /// Id of the form.
    pub form_id: String,
    /// Title of the form.
    pub form_title: String,
    /// Title of the record in the reader's language.
    pub title: String,
    /// Neighbourhood: the record's own, or that of its walk's registration.
    #[schema(required = true)]
    pub place: Option<String>,
    /// Municipality.
    #[schema(required = true)]
    pub city: Option<City>,
    /// Code of the walk.
    #[schema(required = true)]
    pub walk_code: Option<String>,
    /// Where the record stands.
    #[schema(value_type = ReviewState)]
    pub state: review::ReviewState,
    /// Urgency as the form calls it; the kit's forms say `1` (highest) to `4`.
    #[schema(required = true)]
    pub urgency: Option<String>,
    /// Index of a stop, recomputed by the hub.
    #[schema(required = true)]
    pub score: Option<Score>,
    /// Light as the form calls it; the kit's forms say `dia`, `crepusculo` or `noche`.
    #[schema(required = true)]
    pub light: Option<String>,
    /// Files of the record.
    pub photos: PhotoCount,
    /// When it was begun on the phone; its end where no start was kept.
    #[schema(required = true)]
    pub answered_at: Option<IsoTime>,
    /// When its first version arrived.
    pub received_at: IsoTime,
    /// Where it was made.
    #[schema(required = true)]
    pub position: Option<Position>,
    /// Grows with each decision, comment and correction; a decision names it.
    pub version: i64,
    /// What there is to know of it before it is believed.
    pub flags: Vec<Flag>,
}

/// A municipality.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct City {
    /// INEGI key.
    pub code: String,
    /// Name.
    pub name: String,
}

/// Index of a stop. Never shown without its light and its voices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Score {
    /// The index: 0 to 100.
    pub isp: i64,
    /// Its band.
    #[schema(value_type = Band)]
    pub band: String,
    /// The light under which it was rated.
    #[schema(required = true)]
    pub light: Option<String>,
    /// How many women spoke.
    #[schema(required = true)]
    pub voices: Option<i64>,
}

/// How many files a record names and how many of them are here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PhotoCount {
    /// Named by the answers.
    pub expected: i64,
    /// Of those, here.
    pub present: i64,
}

/// A place on the map, WGS 84.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Position {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Metres; 0 where the record does not say.
    pub accuracy: f64,
}

/// One page of the queue: the most urgent first, then what has waited longest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QueuePage {
    /// Its rows.
    pub items: Vec<Item>,
    /// Records on all pages.
    pub total: i64,
    /// Cursor of the next page; none on the last.
    #[schema(required = true)]
    pub next: Option<String>,
}

/// Counts beside the filters. Each list leaves its own filter out: it says what another choice
/// would give.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Facets {
    /// Records in each state.
    #[schema(value_type = BTreeMap<ReviewState, i64>)]
    pub states: BTreeMap<review::ReviewState, i64>,
    /// Records of each form.
    pub forms: Vec<FormCount>,
    /// Records of each municipality.
    pub cities: Vec<CityCount>,
    /// Records of each neighbourhood.
    pub places: Vec<PlaceCount>,
    /// Records with each flag that a record has.
    pub flags: Vec<FlagCount>,
}

/// Records with a flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FlagCount {
    /// The flag.
    pub flag: Flag,
    /// Records.
    pub count: i64,
}

/// Records of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FormCount {
    /// Id of the form.
    pub form_id: String,
    /// Its title.
    pub title: String,
    /// Records.
    pub count: i64,
}

/// Records of a municipality.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CityCount {
    /// INEGI key.
    pub code: String,
    /// Name.
    pub name: String,
    /// Records.
    pub count: i64,
}

/// Records of a neighbourhood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlaceCount {
    /// Name, as most records write it.
    pub name: String,
    /// Records, however they write it.
    pub count: i64,
}
