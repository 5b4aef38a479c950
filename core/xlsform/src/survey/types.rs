//! The types of questions: how each is shown and what its bind says from the start.

use super::tree::{Control, Element, Kind};

/// What a type of question brings with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape {
    control: Control,
    tag: &'static str,
    /// What an `upload` takes.
    media: &'static str,
    bind: &'static [(&'static str, &'static str)],
    hint: Option<&'static str>,
}

const fn shape(
    control: Control,
    tag: &'static str,
    bind: &'static [(&'static str, &'static str)],
) -> Shape {
    Shape {
        control,
        tag,
        media: "",
        bind,
        hint: None,
    }
}

const fn upload(media: &'static str) -> Shape {
    Shape {
        control: Control::Upload,
        tag: "upload",
        media,
        bind: &[("type", "binary")],
        hint: None,
    }
}

const fn hinted(bind: &'static [(&'static str, &'static str)], hint: &'static str) -> Shape {
    Shape {
        hint: Some(hint),
        ..shape(Control::Input, "input", bind)
    }
}

/// The bind of what the phone fills in by itself.
macro_rules! preload {
    ($preload:literal, $type:literal, $params:literal) => {
        shape(
            Control::None,
            "",
            &[
                ("jr:preload", $preload),
                ("type", $type),
                ("jr:preloadParams", $params),
            ],
        )
    };
}

/// A bind with a type alone.
macro_rules! typed {
    ($control:ident, $tag:literal, $type:literal) => {
        shape(Control::$control, $tag, &[("type", $type)])
    };
}

/// Every type with its older names.
static TYPES: &[(&[&str], Shape)] = &[
    (
        &[
            "text",
            "string",
            "q string",
            "add text prompt",
            "select one external",
        ],
        typed!(Input, "input", "string"),
    ),
    (
        &["integer", "int", "q int", "add integer prompt"],
        typed!(Input, "input", "int"),
    ),
    (
        &["decimal", "q decimal", "add decimal prompt"],
        typed!(Input, "input", "decimal"),
    ),
    (
        &["note", "q note", "add note prompt"],
        shape(
            Control::Input,
            "input",
            &[("readonly", "true()"), ("type", "string")],
        ),
    ),
    (
        &["date", "q date", "add date prompt"],
        typed!(Input, "input", "date"),
    ),
    (&["time"], typed!(Input, "input", "time")),
    (
        &[
            "dateTime",
            "datetime",
            "date time",
            "q dateTime",
            "q date time",
            "add dateTime prompt",
            "add date time prompt",
        ],
        typed!(Input, "input", "dateTime"),
    ),
    (
        &[
            "select one",
            "select one using",
            "q select1",
            "add select one prompt using",
        ],
        typed!(Select, "select1", "string"),
    ),
    (
        &[
            "select all that apply",
            "select all that apply from",
            "select multiple from",
            "select multiple using",
            "q select",
            "add select multiple prompt using",
        ],
        typed!(Select, "select", "string"),
    ),
    (&["rank"], typed!(Select, "odk:rank", "odk:rank")),
    (&["range"], typed!(Range, "range", "int")),
    (
        &["photo", "image", "q image", "q picture", "add image prompt"],
        upload("image/*"),
    ),
    (&["audio", "q audio", "add audio prompt"], upload("audio/*")),
    (&["video", "q video", "add video prompt"], upload("video/*")),
    (&["file", "add file prompt"], upload("application/*")),
    (
        &["osm"],
        Shape {
            control: Control::Osm,
            ..upload("osm/*")
        },
    ),
    (&["geopoint"], typed!(Geo, "input", "geopoint")),
    (&["geoshape"], typed!(Geo, "input", "geoshape")),
    (&["geotrace"], typed!(Geo, "input", "geotrace")),
    (
        &[
            "gps",
            "location",
            "q geopoint",
            "q location",
            "add location prompt",
        ],
        typed!(Input, "input", "geopoint"),
    ),
    (&["q geoshape"], typed!(Input, "input", "geoshape")),
    (&["q geotrace"], typed!(Input, "input", "geotrace")),
    (
        &["barcode", "q barcode", "add barcode prompt"],
        typed!(Input, "input", "barcode"),
    ),
    (
        &["acknowledge", "q acknowledge", "add acknowledge prompt"],
        typed!(Trigger, "trigger", "string"),
    ),
    (&["trigger"], shape(Control::Trigger, "trigger", &[])),
    (
        &["background-geopoint"],
        typed!(Trigger, "trigger", "geopoint"),
    ),
    (
        &["calculate", "hidden", "q calculate", "add calculate prompt"],
        typed!(None, "", "string"),
    ),
    (&["audit", "background-audio"], typed!(None, "", "binary")),
    (&["start-geopoint"], typed!(None, "", "geopoint")),
    (
        &["xml-external", "csv-external"],
        shape(Control::None, "", &[]),
    ),
    (
        &["percentage"],
        shape(
            Control::Input,
            "input",
            &[("type", "int"), ("constraint", "0 <= . and . <= 100")],
        ),
    ),
    (
        &["phone number"],
        hinted(
            &[("type", "string"), ("constraint", "regex(., '^\\d*$')")],
            "Enter numbers only.",
        ),
    ),
    (
        &["number of days in last month"],
        hinted(
            &[("type", "int"), ("constraint", "0 <= . and . <= 31")],
            "Enter a number 0-31.",
        ),
    ),
    (
        &["number of days in last six months"],
        hinted(
            &[("type", "int"), ("constraint", "0 <= . and . <= 183")],
            "Enter a number 0-183.",
        ),
    ),
    (
        &["number of days in last year"],
        hinted(
            &[("type", "int"), ("constraint", "0 <= . and . <= 365")],
            "Enter a number 0-365.",
        ),
    ),
    (
        &["start", "start time", "get start time"],
        preload!("timestamp", "dateTime", "start"),
    ),
    (
        &["end", "end time", "get end time"],
        preload!("timestamp", "dateTime", "end"),
    ),
    (&["today", "get today"], preload!("date", "date", "today")),
    (
        &["deviceid", "device id", "get device id", "imei"],
        preload!("property", "string", "deviceid"),
    ),
    (
        &["subscriberid", "subscriber id", "get subscriber id"],
        preload!("property", "string", "subscriberid"),
    ),
    (
        &["simserial", "sim id", "get sim id"],
        preload!("property", "string", "simserial"),
    ),
    (
        &["phonenumber", "get phone number"],
        preload!("property", "string", "phonenumber"),
    ),
    (&["username"], preload!("property", "string", "username")),
    (&["email"], preload!("property", "string", "email")),
    (
        &["uri:deviceid"],
        preload!("property", "string", "uri:deviceid"),
    ),
    (
        &["uri:subscriberid"],
        preload!("property", "string", "uri:subscriberid"),
    ),
    (
        &["uri:simserial"],
        preload!("property", "string", "uri:simserial"),
    ),
    (
        &["uri:phonenumber"],
        preload!("property", "string", "uri:phonenumber"),
    ),
    (
        &["uri:username"],
        preload!("property", "string", "uri:username"),
    ),
    (&["uri:email"], preload!("property", "string", "uri:email")),
];

/// Names of types that are turned into others before anything else.
const ALIASES: [(&str, &str); 7] = [
    ("imei", "deviceid"),
    ("image", "photo"),
    ("add image prompt", "photo"),
    ("add photo prompt", "photo"),
    ("add audio prompt", "audio"),
    ("add video prompt", "video"),
    ("add file prompt", "file"),
];

/// Types that people write most, for the nearest right name.
const COMMON: [&str; 40] = [
    "text",
    "integer",
    "decimal",
    "note",
    "date",
    "time",
    "dateTime",
    "select_one",
    "select_multiple",
    "select_one_from_file",
    "select_multiple_from_file",
    "select_one_external",
    "rank",
    "range",
    "image",
    "audio",
    "video",
    "file",
    "geopoint",
    "geoshape",
    "geotrace",
    "barcode",
    "acknowledge",
    "calculate",
    "hidden",
    "audit",
    "background-audio",
    "background-geopoint",
    "start-geopoint",
    "xml-external",
    "csv-external",
    "start",
    "end",
    "today",
    "deviceid",
    "begin_group",
    "end_group",
    "begin_repeat",
    "end_repeat",
    "username",
];

/// The type that a name stands for.
pub(crate) fn dealiased(question: &str) -> &str {
    let found = ALIASES.iter().find(|(alias, _)| *alias == question);
    found.map_or(question, |(_, name)| name)
}

/// What a type brings with it; nothing where there is no such type.
pub(crate) fn shape_of(question: &str) -> Option<&'static Shape> {
    let mut types = TYPES.iter();
    let found = types.find(|(names, _)| names.contains(&question));
    found.map(|(_, shape)| shape)
}

/// Other words for types in English; those in Spanish are in [`crate::spanish`].
const OTHER_WORDS: [(&str, &str); 4] = [
    ("number", "integer"),
    ("numeric", "decimal"),
    ("picture", "image"),
    ("calculation", "calculate"),
];

/// The type that is probably meant: its word in Spanish, or another spelling.
pub(crate) fn nearest(question: &str) -> Option<String> {
    let spanish = crate::spanish::question(question);
    spanish.or_else(|| respelt(question).map(str::to_owned))
}

fn respelt(question: &str) -> Option<&'static str> {
    let first = question.split_whitespace().next().unwrap_or_default();
    let written = crate::columns::snake_case(question);
    let lower = first.to_lowercase();
    let two: Vec<&str> = words(question).take(2).collect();
    let other = OTHER_WORDS.iter().find(|(word, _)| *word == lower);
    other
        .map(|(_, name)| *name)
        .or_else(|| {
            COMMON
                .iter()
                .copied()
                .find(|name| *name == two.join("_").to_lowercase())
        })
        .or_else(|| farola_model::nearest(&written, COMMON))
        .or_else(|| farola_model::nearest(&lower, COMMON))
}

fn words(question: &str) -> impl Iterator<Item = &str> {
    question.split(|c: char| c.is_whitespace() || c == '_')
}

/// An element of this type with what the type brings.
pub(crate) fn element(question: &str, name: &str, row: u32) -> Option<Element> {
    let shape = shape_of(question)?;
    let kind = match question {
        "xml-external" | "csv-external" => Kind::External,
        _ => Kind::Question(shape.control),
    };
    let mut element = Element::new(kind, question, name, row);
    element.tag = shape.tag;
    for (name, value) in shape.bind {
        element.set_bind(name, value);
    }
    if !shape.media.is_empty() {
        element.control.set("mediatype", shape.media.to_owned());
    }
    element.hint = shape
        .hint
        .map(|hint| crate::text::Text::Plain(hint.to_owned()));
    Some(element)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_stands_for_one_type() {
        let mut names: Vec<&str> = TYPES
            .iter()
            .flat_map(|(names, _)| names.iter().copied())
            .collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!((names.len(), count), (112, 112));
    }

    #[test]
    fn the_nearest_type_is_named() {
        for (written, expected) in [
            ("Text", Some("text")),
            ("texto", Some("text")),
            ("select one si_no x", Some("select_one")),
            ("begin gruop", Some("begin_group")),
            ("fecha", Some("date")),
            ("zzzzzzzz", None),
        ] {
            assert_eq!(nearest(written).as_deref(), expected, "{written}");
        }
    }
}
