//! The function library: names, arities and what each argument wants.

/// How many arguments a function takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arity {
    /// The least number.
    pub min: usize,
    /// The greatest number; `None` when there is no end.
    pub max: Option<usize>,
    /// Arguments beyond the least number come in groups of this many.
    pub group: usize,
}

impl Arity {
    /// Whether a call with `count` arguments is right.
    #[must_use]
    pub fn accepts(self, count: usize) -> bool {
        count >= self.min
            && self.max.is_none_or(|max| count <= max)
            && (count - self.min).is_multiple_of(self.group)
    }
}

impl std::fmt::Display for Arity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let plural = |n: usize| if n == 1 { "argument" } else { "arguments" };
        match self.max {
            Some(0) => f.write_str("no arguments"),
            Some(max) if max == self.min => write!(f, "{max} {}", plural(max)),
            Some(max) if self.group > 1 => {
                let counts: Vec<String> = (self.min..=max)
                    .step_by(self.group)
                    .map(|n| n.to_string())
                    .collect();
                write!(f, "{} arguments", counts.join(" or "))
            }
            Some(max) if max == self.min + 1 => write!(f, "{} or {max} {}", self.min, plural(max)),
            Some(max) => write!(f, "{} to {max} arguments", self.min),
            None if self.group > 1 => {
                write!(
                    f,
                    "{} arguments and then groups of {}",
                    self.min, self.group
                )
            }
            None => write!(f, "at least {} {}", self.min, plural(self.min)),
        }
    }
}

/// What type of value a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // The names say it.
pub enum Kind {
    Nodeset,
    String,
    Number,
    Boolean,
    Date,
    /// It depends on the arguments.
    Any,
}

const MANY: usize = usize::MAX;

macro_rules! library {
    ($( $variant:ident $name:literal $min:literal $max:tt $group:literal $kind:ident; )*) => {
        /// A function of the library, or a name that only the host may know.
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[allow(missing_docs)] // The names are the specification's.
        pub enum Function {
            $( $variant, )*
            /// Not in the library; the host may answer it.
            Other(Box<str>),
        }

        impl Function {
            /// Every function of the library.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )* ];

            /// The function with this name.
            #[must_use]
            pub fn from_name(name: &str) -> Self {
                match name {
                    $( $name => Self::$variant, )*
                    "is-selected" => Self::Selected,
                    "enclosed-area" => Self::Area,
                    other => Self::Other(other.into()),
                }
            }

            /// The name as it is written.
            #[must_use]
            pub fn name(&self) -> &str {
                match self {
                    $( Self::$variant => $name, )*
                    Self::Other(name) => name,
                }
            }

            /// How many arguments it takes.
            #[must_use]
            pub fn arity(&self) -> Arity {
                match self {
                    $( Self::$variant => Arity {
                        min: $min,
                        max: if $max == MANY { None } else { Some($max) },
                        group: $group,
                    }, )*
                    Self::Other(_) => Arity { min: 0, max: None, group: 1 },
                }
            }

            /// What it gives.
            #[must_use]
            pub fn kind(&self) -> Kind {
                match self {
                    $( Self::$variant => Kind::$kind, )*
                    Self::Other(_) => Kind::Any,
                }
            }
        }
    };
}

library! {
    // XPath 1.0: nodes
    Last "last" 0 0 1 Number;
    Position "position" 0 1 1 Number;
    Count "count" 1 1 1 Number;
    Id "id" 1 1 1 Nodeset;
    LocalName "local-name" 0 1 1 String;
    NamespaceUri "namespace-uri" 0 1 1 String;
    Name "name" 0 1 1 String;
    Lang "lang" 1 1 1 Boolean;
    // XPath 1.0: text
    String "string" 0 1 1 String;
    Concat "concat" 0 MANY 1 String;
    StartsWith "starts-with" 2 2 1 Boolean;
    EndsWith "ends-with" 2 2 1 Boolean;
    Contains "contains" 2 2 1 Boolean;
    SubstringBefore "substring-before" 2 2 1 String;
    SubstringAfter "substring-after" 2 2 1 String;
    Substring "substring" 2 3 1 String;
    StringLength "string-length" 0 1 1 Number;
    NormalizeSpace "normalize-space" 0 1 1 String;
    Translate "translate" 3 3 1 String;
    // XPath 1.0: truth and numbers
    Boolean "boolean" 1 1 1 Boolean;
    Not "not" 1 1 1 Boolean;
    True "true" 0 0 1 Boolean;
    False "false" 0 0 1 Boolean;
    Number "number" 0 1 1 Number;
    Sum "sum" 1 1 1 Number;
    Floor "floor" 1 1 1 Number;
    Ceiling "ceiling" 1 1 1 Number;
    Round "round" 1 2 1 Number;
    // ODK: text
    Join "join" 1 MANY 1 String;
    Substr "substr" 2 3 1 String;
    Uuid "uuid" 0 1 1 String;
    Digest "digest" 2 3 1 String;
    Base64Decode "base64-decode" 1 1 1 String;
    ExtractSigned "extract-signed" 2 2 1 String;
    Regex "regex" 2 2 1 Boolean;
    Coalesce "coalesce" 2 2 1 Any;
    // ODK: numbers
    Int "int" 1 1 1 Number;
    Pow "pow" 2 2 1 Number;
    Log "log" 1 1 1 Number;
    Log10 "log10" 1 1 1 Number;
    Abs "abs" 1 1 1 Number;
    Sqrt "sqrt" 1 1 1 Number;
    Exp "exp" 1 1 1 Number;
    Exp10 "exp10" 1 1 1 Number;
    Pi "pi" 0 0 1 Number;
    Sin "sin" 1 1 1 Number;
    Cos "cos" 1 1 1 Number;
    Tan "tan" 1 1 1 Number;
    Asin "asin" 1 1 1 Number;
    Acos "acos" 1 1 1 Number;
    Atan "atan" 1 1 1 Number;
    Atan2 "atan2" 2 2 1 Number;
    Random "random" 0 0 1 Number;
    Min "min" 0 MANY 1 Number;
    Max "max" 0 MANY 1 Number;
    // ODK: logic
    If "if" 3 3 1 Any;
    Once "once" 1 1 1 Any;
    BooleanFromString "boolean-from-string" 1 1 1 Boolean;
    Checklist "checklist" 2 MANY 1 Boolean;
    WeightedChecklist "weighted-checklist" 2 MANY 2 Boolean;
    Selected "selected" 2 2 1 Boolean;
    SelectedAt "selected-at" 2 2 1 String;
    CountSelected "count-selected" 1 1 1 Number;
    CountNonEmpty "count-non-empty" 1 1 1 Number;
    // ODK: nodes
    Instance "instance" 1 1 1 Nodeset;
    Current "current" 0 0 1 Nodeset;
    IndexedRepeat "indexed-repeat" 3 11 2 Any;
    Randomize "randomize" 1 2 1 Nodeset;
    Pulldata "pulldata" 4 4 1 String;
    // ODK: dates
    Today "today" 0 0 1 Date;
    Now "now" 0 0 1 Date;
    Date "date" 1 1 1 Any;
    DateTime "date-time" 1 1 1 Any;
    FormatDate "format-date" 2 2 1 String;
    FormatDateTime "format-date-time" 2 2 1 String;
    DecimalDateTime "decimal-date-time" 1 1 1 Any;
    DecimalTime "decimal-time" 1 1 1 Any;
    // JavaRosa
    Itext "jr:itext" 1 1 1 String;
    ChoiceName "jr:choice-name" 2 2 1 String;
    Depend "depend" 1 MANY 1 Any;
    Property "property" 1 1 1 String;
    Version "version" 0 0 1 String;
    // ODK: places
    Area "area" 1 1 1 Number;
    Distance "distance" 1 MANY 1 Number;
    Geofence "geofence" 2 2 1 Boolean;
    Intersects "intersects" 1 1 1 Boolean;
}

impl Function {
    /// Whether argument `index` (from 0) is taken as a set of nodes; any other argument that is
    /// a path is wanted for a single value.
    #[must_use]
    pub fn takes_nodeset(&self, index: usize) -> bool {
        match self {
            Self::Count
            | Self::Sum
            | Self::CountNonEmpty
            | Self::Min
            | Self::Max
            | Self::Area
            | Self::Distance
            | Self::Intersects
            | Self::IndexedRepeat => true,
            Self::Randomize => index == 0,
            Self::Join | Self::Geofence => index >= 1,
            Self::Checklist | Self::WeightedChecklist => index >= 2,
            _ => false,
        }
    }

    /// Whether argument `index` (from 0) must be nodes: a value there is a mistake.
    #[must_use]
    pub fn needs_nodeset(&self, index: usize) -> bool {
        match self {
            Self::Count
            | Self::Sum
            | Self::CountNonEmpty
            | Self::Position
            | Self::Name
            | Self::LocalName
            | Self::NamespaceUri
            | Self::Randomize => index == 0,
            Self::IndexedRepeat => index == 0 || !index.is_multiple_of(2),
            _ => false,
        }
    }

    /// Whether this is an aggregate that [`crate::Host::aggregate`] may answer.
    #[must_use]
    pub fn is_aggregate(&self) -> bool {
        matches!(
            self,
            Self::Count | Self::Sum | Self::CountNonEmpty | Self::Min | Self::Max
        )
    }

    /// The function of the library whose name is nearest to `name`, if one is near enough.
    #[must_use]
    pub fn nearest(name: &str) -> Option<&'static str> {
        // No function has so long a name, and comparing takes time by its length.
        if name.len() > 64 {
            return None;
        }
        let bare = name
            .trim_start_matches("jr:")
            .to_lowercase()
            .replace('_', "-");
        Self::ALL
            .iter()
            .map(|function| {
                let bare_candidate = function.name().trim_start_matches("jr:");
                (distance(&bare, bare_candidate), function.name())
            })
            .min()
            .filter(|(distance, name)| *distance <= 1 + name.len() / 4)
            .map(|(_, name)| name)
    }
}

/// The number of letters to change, add or drop (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (above, y) in row.iter().skip(1).zip(&b) {
            left = (diagonal + usize::from(x != *y))
                .min(left + 1)
                .min(above + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}
