//! The cases of the table: every appearance of `docs/form-support.md`, by type of value.

/// Something that a person does.
pub(crate) enum Touch {
    Type(&'static str),
    Choose(&'static [&'static str]),
    Truth(bool),
    Day(&'static str),
    Clock(&'static str),
    Now,
    Position(u32),
    Step(i32),
    Degrees(f64),
    Place(&'static str),
    Line(&'static [&'static str]),
    Code(&'static str),
    Acknowledge,
    Clear,
}

/// A question and what is done with it.
pub(crate) struct Case {
    pub(crate) element: &'static str,
    pub(crate) data_type: &'static str,
    pub(crate) appearance: &'static str,
    pub(crate) parameters: &'static [(&'static str, &'static str)],
    pub(crate) readonly: bool,
    pub(crate) begins: &'static str,
    pub(crate) inputs: &'static [Touch],
}

impl Case {
    /// What the question asks for, in the words of a form.
    pub(crate) fn label(&self) -> String {
        let mut words = vec![self.element, self.data_type];
        words.extend(Some(self.appearance).filter(|words| !words.is_empty()));
        words.extend(self.readonly.then_some("readonly"));
        let parameters = self.parameters.iter().filter(|_| self.parameters != RANGE);
        let parameters = parameters.map(|(name, value)| format!("{name}={value}"));
        let words = words.into_iter().map(str::to_owned).chain(parameters);
        words
            .collect::<Vec<_>>()
            .join(" ")
            .replace('&', "&amp;")
            .replace('<', "&lt;")
    }
}

/// The scale of most ranges.
pub(crate) const RANGE: &[(&str, &str)] = &[("start", "1"), ("end", "5"), ("step", "1")];
const IMAGE: &[(&str, &str)] = &[("mediatype", "image/*")];
const AUDIO: &[(&str, &str)] = &[("mediatype", "audio/*")];
const VIDEO: &[(&str, &str)] = &[("mediatype", "video/*")];

const fn case(
    element: &'static str,
    data_type: &'static str,
    appearance: &'static str,
    parameters: &'static [(&'static str, &'static str)],
    inputs: &'static [Touch],
) -> Case {
    Case {
        element,
        data_type,
        appearance,
        parameters,
        readonly: false,
        begins: "",
        inputs,
    }
}

const fn input(
    data_type: &'static str,
    appearance: &'static str,
    inputs: &'static [Touch],
) -> Case {
    case("input", data_type, appearance, &[], inputs)
}

const fn one(appearance: &'static str) -> Case {
    case(
        "select1",
        "string",
        appearance,
        &[],
        &[Choose(&["b"]), Choose(&[])],
    )
}

const fn many(appearance: &'static str) -> Case {
    case(
        "select",
        "string",
        appearance,
        &[],
        &[Choose(&["c", "a"]), Choose(&["a"])],
    )
}

const fn range(appearance: &'static str) -> Case {
    case(
        "range",
        "int",
        appearance,
        RANGE,
        &[Position(0), Position(4), Clear],
    )
}

const fn upload(
    appearance: &'static str,
    parameters: &'static [(&'static str, &'static str)],
) -> Case {
    case("upload", "binary", appearance, parameters, &[])
}

const fn note(data_type: &'static str, begins: &'static str) -> Case {
    Case {
        readonly: true,
        begins,
        ..input(data_type, "", &[])
    }
}

use Touch::{
    Acknowledge, Choose, Clear, Clock, Code, Day, Degrees, Line, Now, Place, Position, Step, Truth,
    Type,
};

const TYPED: &[Touch] = &[Type(" a_b **c** "), Type("")];
const COUNTED: &[Touch] = &[Step(1), Step(1), Step(-5), Type("12"), Type("1.5")];
const WHOLE: &[Touch] = &[
    Type("12"),
    Type("1,234"),
    Type("1.5"),
    Type("-"),
    Type("2147483648"),
    Type("x"),
];
const DECIMAL: &[Touch] = &[
    Type("1.5"),
    Type("1,5"),
    Type("1,234.50"),
    Type("1."),
    Type("-.5"),
    Type("a"),
];
const IN_GROUPS: &[Touch] = &[Type("1234"), Type("1,2345"), Type("1,23")];
const DAYS: &[Touch] = &[Day("2026-11-25"), Day("2026-02-31"), Now, Clear];
const MOMENTS: &[Touch] = &[Day("2026-01-02"), Clock("07:05"), Now, Clear];
const PLACES: &[Touch] = &[
    Place("20.6767 -103.347 1550 9.5"),
    Place("20.67670004 -103.347 0 0"),
    Type("20.6767, -103.347"),
    Type("20.6767,"),
    Clear,
];
const LINES: &[Touch] = &[
    Line(&["20.6767 -103.347 0 0"]),
    Line(&["20.6767 -103.347 0 0", "20.6777 -103.347 1550 5"]),
    Line(&[
        "20.6767 -103.347 0 0",
        "20.6777 -103.347 0 0",
        "20.6777 -103.346 0 0",
    ]),
    Clear,
];

pub(crate) static CASES: &[Case] = &[
    input("string", "", TYPED),
    input("string", "multiline", TYPED),
    case("input", "string", "", &[("rows", "5")], TYPED),
    input("string", "numbers", &[Type("007"), Type("1,5")]),
    input("string", "numbers thousands-sep", IN_GROUPS),
    input("string", "thousands-sep", &[Type("1234")]),
    input("string", "url", &[Type("https://example.org/a?b=c")]),
    input("string", "masked", TYPED),
    input("string", "hidden-answer", TYPED),
    input("string", "comment", TYPED),
    input("string", "w1", TYPED),
    input("string", "w2 numbers", &[Type("12")]),
    input("string", "literacy", TYPED),
    input("string", "table-list", TYPED),
    input("string", "field-list", TYPED),
    input("string", "ex:org.example.app(a='1', b=/data/o)", TYPED),
    input("string", "printer:org.example.print", TYPED),
    input("intent", "ex:org.example.app", TYPED),
    case("secret", "string", "", &[], TYPED),
    input("int", "", WHOLE),
    input("int", "thousands-sep", IN_GROUPS),
    input("int", "counter", COUNTED),
    input("int", "analog-scale", WHOLE),
    input("int", "ex:org.example.app", WHOLE),
    input("decimal", "", DECIMAL),
    input("decimal", "thousands-sep", IN_GROUPS),
    input(
        "decimal",
        "bearing",
        &[Degrees(12.345), Degrees(359.99), Type("45.5")],
    ),
    input("boolean", "", &[Truth(true), Truth(false), Clear]),
    input("date", "", DAYS),
    input("date", "no-calendar", DAYS),
    input("date", "month-year", DAYS),
    input("date", "year", DAYS),
    input("date", "ethiopian", DAYS),
    input("date", "coptic", DAYS),
    input("date", "islamic", DAYS),
    input("date", "bikram-sambat", DAYS),
    input("date", "myanmar", DAYS),
    input("date", "persian", DAYS),
    input("date", "buddhist", DAYS),
    input("time", "", &[Clock("07:05"), Now, Clear]),
    input("dateTime", "", MOMENTS),
    input("dateTime", "no-calendar", MOMENTS),
    input("dateTime", "ethiopian", MOMENTS),
    input("geopoint", "", PLACES),
    case(
        "input",
        "geopoint",
        "",
        &[("accuracyThreshold", "2.5")],
        PLACES,
    ),
    case(
        "input",
        "geopoint",
        "",
        &[("unacceptableAccuracyThreshold", "50")],
        PLACES,
    ),
    input("geopoint", "maps", PLACES),
    input("geopoint", "placement-map", PLACES),
    input("geopoint", "hide-input", PLACES),
    input("geotrace", "", LINES),
    input("geotrace", "placement-map", LINES),
    input("geotrace", "hide-input", LINES),
    input("geoshape", "", LINES),
    input("geoshape", "placement-map", LINES),
    input("geoshape", "hide-input", LINES),
    input("barcode", "", &[Code("7501055300075"), Type("x"), Clear]),
    input("barcode", "front", &[Code("a b")]),
    input("barcode", "hidden-answer", &[Code("a b")]),
    one(""),
    one("minimal"),
    one("search"),
    one("autocomplete"),
    one("minimal autocomplete"),
    one("quick"),
    one("columns"),
    one("columns-2"),
    one("columns-pack"),
    one("columns quick"),
    one("compact"),
    one("compact-3"),
    one("quickcompact"),
    one("no-buttons"),
    one("image-map"),
    one("likert"),
    one("list"),
    one("list-nolabel"),
    case("select1", "string", "label", &[], &[]),
    one("map"),
    one("picker"),
    one("x-timed-grid"),
    one("horizontal"),
    one("horizontal-compact"),
    many(""),
    many("minimal"),
    many("minimal autocomplete"),
    many("columns-2"),
    many("columns-pack no-buttons"),
    many("image-map"),
    case("select", "string", "label", &[], &[]),
    many("list-nolabel"),
    many("list"),
    many("likert"),
    many("map"),
    many("x-timed-grid-5"),
    case("odk:rank", "odk:rank", "", &[], &[Choose(&["c", "a", "b"])]),
    case(
        "odk:rank",
        "odk:rank",
        "minimal",
        &[],
        &[Choose(&["c", "a", "b"])],
    ),
    range(""),
    range("vertical"),
    range("no-ticks"),
    range("rating"),
    range("picker"),
    range("analog-scale"),
    case(
        "range",
        "decimal",
        "vertical no-ticks",
        RANGE,
        &[Position(2)],
    ),
    case("range", "decimal", "horizontal", RANGE, &[Position(2)]),
    case(
        "range",
        "decimal",
        "",
        &[
            ("start", "0"),
            ("end", "1"),
            ("step", "0.1"),
            ("tick-interval", "0.5"),
            ("placeholder", "0.3"),
        ],
        &[Position(3), Position(10)],
    ),
    case(
        "range",
        "int",
        "",
        &[("start", "10"), ("end", "0"), ("step", "2")],
        &[Position(1)],
    ),
    case(
        "range",
        "int",
        "",
        &[("start", "0"), ("end", "10"), ("step", "3")],
        &[Type("7")],
    ),
    case(
        "range",
        "int",
        "",
        &[("start", "0"), ("end", "20000"), ("step", "1")],
        &[Type("7")],
    ),
    case("trigger", "string", "", &[], &[Acknowledge, Clear]),
    case("trigger", "string", "minimal", &[], &[Acknowledge]),
    upload("", IMAGE),
    upload("new", IMAGE),
    upload("new-front", IMAGE),
    upload("front", IMAGE),
    upload("selfie", IMAGE),
    upload("signature", IMAGE),
    upload("draw", IMAGE),
    upload("annotate", IMAGE),
    upload("", &[("mediatype", "image/*"), ("max-pixels", "640")]),
    upload("ex:org.example.scan", IMAGE),
    upload("", AUDIO),
    upload("new", AUDIO),
    upload("voice-only", AUDIO),
    upload("", &[("mediatype", "audio/*"), ("quality", "voice-only")]),
    upload("", &[("mediatype", "audio/*"), ("quality", "low")]),
    upload("", &[("mediatype", "audio/*"), ("quality", "external")]),
    upload("", VIDEO),
    upload("new-front", VIDEO),
    upload("", &[("mediatype", "*/*")]),
    upload("", &[("mediatype", "application/pdf")]),
    upload("", &[("mediatype", "*/*"), ("accept", ".pdf,.docx")]),
    upload("", &[("mediatype", "osm/*")]),
    upload("signature", &[("mediatype", "*/*")]),
    note("string", "**Lea** esto"),
    note("int", "12345"),
    note("date", "2026-11-25"),
    note("geopoint", "20.6767 -103.347 1550 9.5"),
    note("binary", ""),
];
