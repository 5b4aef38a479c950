use super::*;
use crate::testing::{form, question};

/// What is drawn, and what of it is not as asked.
fn check(
    element: &str,
    data_type: &str,
    attributes: &str,
    control: Control,
    gap: Option<Unsupported>,
) {
    let plan = Plan::of(&question(element, data_type, attributes));
    assert_eq!(
        plan,
        Plan {
            control,
            unsupported: gap
        },
        "{element} {data_type} {attributes}"
    );
}

fn drawn(element: &str, data_type: &str, attributes: &str, control: Control) {
    check(element, data_type, attributes, control, None);
}

fn text(lines: u32, look: TextLook) -> Control {
    Control::Text { lines, look }
}

fn look(appearance: &str) -> String {
    format!("appearance=\"{appearance}\"")
}

#[test]
fn texts() {
    let plain = TextLook::Plain;
    for (attributes, control) in [
        ("", text(1, plain)),
        ("appearance=\"multiline\"", text(4, plain)),
        ("rows=\"5\"", text(5, plain)),
        ("rows=\"7\" appearance=\"multiline\"", text(7, plain)),
        ("rows=\"0\" appearance=\"multiline\"", text(4, plain)),
        ("rows=\"many\"", text(1, plain)),
        ("rows=\"900\"", text(12, plain)),
        ("appearance=\"MASKED\"", text(1, TextLook::Masked)),
        ("appearance=\"url\"", text(1, TextLook::Address)),
        // A word of barcodes alone, as in Collect.
        ("appearance=\"hidden-answer\"", text(1, plain)),
        // Collect covers no numbers.
        (
            "appearance=\"masked numbers\"",
            Control::Digits { grouped: false },
        ),
        (
            "appearance=\"numbers thousands-sep\"",
            Control::Digits { grouped: true },
        ),
        ("appearance=\"thousands-sep\"", text(1, plain)),
        ("appearance=\"w1 comment\"", text(1, plain)),
    ] {
        drawn("input", "string", attributes, control);
    }
    drawn("secret", "string", "", text(1, TextLook::Masked));
    drawn(
        "input",
        "int",
        "rows=\"3\"",
        Control::Number {
            decimals: false,
            grouped: false,
        },
    );
}

#[test]
fn numbers() {
    let number = |decimals, grouped| Control::Number { decimals, grouped };
    for (data_type, appearance, control) in [
        ("int", "", number(false, false)),
        ("int", "thousands-sep", number(false, true)),
        ("int", "counter", Control::Counter),
        ("int", "bearing", number(false, false)),
        ("decimal", "", number(true, false)),
        ("decimal", "bearing", Control::Bearing),
        ("decimal", "counter", number(true, false)),
        ("boolean", "", Control::Truth),
    ] {
        drawn("input", data_type, &look(appearance), control);
    }
}

#[test]
fn other_apps_and_devices_are_said() {
    let plain = text(1, TextLook::Plain);
    let digits = Control::Number {
        decimals: false,
        grouped: false,
    };
    for (element, data_type, attributes, control, gap) in [
        (
            "input",
            "string",
            "appearance=\"ex:org.example.list(a='masked', b=/data/q)\"",
            plain.clone(),
            Unsupported::OtherApp,
        ),
        ("input", "intent", "", plain.clone(), Unsupported::OtherApp),
        (
            "input",
            "int",
            "appearance=\"ex:org.example\"",
            digits,
            Unsupported::OtherApp,
        ),
        (
            "input",
            "string",
            "appearance=\"printer:org.example.print\"",
            plain,
            Unsupported::Printer,
        ),
        (
            "upload",
            "binary",
            "mediatype=\"application/pdf\" appearance=\"ex:org.example\"",
            Control::File {
                accept: vec!["application/pdf".to_owned()],
            },
            Unsupported::OtherApp,
        ),
        (
            "upload",
            "binary",
            "mediatype=\"osm/*\"",
            Control::File { accept: Vec::new() },
            Unsupported::MapTags,
        ),
    ] {
        check(element, data_type, attributes, control, Some(gap));
    }
}

#[test]
fn dates() {
    for (appearance, pick, calendar, gap) in [
        ("", DatePick::Calendar, Calendar::Gregorian, None),
        ("no-calendar", DatePick::Steps, Calendar::Gregorian, None),
        (
            "month-year",
            DatePick::MonthAndYear,
            Calendar::Gregorian,
            None,
        ),
        ("year", DatePick::Year, Calendar::Gregorian, None),
        (
            "year month-year",
            DatePick::MonthAndYear,
            Calendar::Gregorian,
            None,
        ),
        (
            "ethiopian",
            DatePick::Steps,
            Calendar::Ethiopian,
            Some(Unsupported::OtherCalendarPick),
        ),
        (
            "Islamic month-year",
            DatePick::MonthAndYear,
            Calendar::Islamic,
            Some(Unsupported::OtherCalendarPick),
        ),
        (
            "bikram-sambat",
            DatePick::Steps,
            Calendar::BikramSambat,
            Some(Unsupported::OtherCalendar),
        ),
        (
            "myanmar no-calendar",
            DatePick::Steps,
            Calendar::Myanmar,
            Some(Unsupported::OtherCalendar),
        ),
    ] {
        check(
            "input",
            "date",
            &look(appearance),
            Control::Date { pick, calendar },
            gap,
        );
        check(
            "input",
            "dateTime",
            &look(appearance),
            Control::DateTime { pick, calendar },
            gap,
        );
    }
    drawn("input", "time", "", Control::Time);
}

#[test]
fn choices() {
    use ChoiceLayout::{Columns, GridRow, ImageMap, Likert, List, Map, Minimal, Packed};
    let look_of = |search, bare| ListLook { search, bare };
    let none = look_of(false, false);
    for (appearance, one, many, list, quick) in [
        ("", List, List, none, false),
        ("minimal", Minimal, Minimal, none, false),
        ("autocomplete", List, List, look_of(true, false), false),
        ("search", List, List, look_of(true, false), false),
        (
            "minimal autocomplete",
            Minimal,
            Minimal,
            look_of(true, false),
            false,
        ),
        (
            "columns autocomplete",
            List,
            List,
            look_of(true, false),
            false,
        ),
        ("columns-3 search", List, List, look_of(true, false), false),
        (
            "likert autocomplete",
            List,
            List,
            look_of(true, false),
            false,
        ),
        ("list autocomplete", List, List, look_of(true, false), false),
        (
            "list-nolabel search",
            List,
            List,
            look_of(true, false),
            false,
        ),
        (
            "image-map autocomplete",
            List,
            List,
            look_of(true, false),
            false,
        ),
        ("map autocomplete", List, List, look_of(true, false), false),
        (
            "compact autocomplete",
            List,
            List,
            look_of(true, true),
            false,
        ),
        (
            "columns",
            Columns { count: None },
            Columns { count: None },
            none,
            false,
        ),
        (
            "columns-3",
            Columns { count: Some(3) },
            Columns { count: Some(3) },
            none,
            false,
        ),
        (
            "columns-0",
            Columns { count: Some(1) },
            Columns { count: Some(1) },
            none,
            false,
        ),
        (
            "columns-40",
            Columns { count: Some(6) },
            Columns { count: Some(6) },
            none,
            false,
        ),
        ("columns-x", List, List, none, false),
        ("columns-pack", Packed, Packed, none, false),
        (
            "columns-2 no-buttons",
            Columns { count: Some(2) },
            Columns { count: Some(2) },
            look_of(false, true),
            false,
        ),
        ("compact", Packed, Packed, look_of(false, true), false),
        (
            "compact-2",
            Columns { count: Some(2) },
            Columns { count: Some(2) },
            look_of(false, true),
            false,
        ),
        ("quickcompact", Packed, Packed, look_of(false, true), true),
        ("quick", List, List, none, true),
        (
            "horizontal",
            Columns { count: None },
            Columns { count: None },
            none,
            false,
        ),
        ("horizontal-compact", Packed, Packed, none, false),
        ("likert", Likert, List, none, false),
        (
            "list",
            GridRow { labels: true },
            GridRow { labels: true },
            none,
            false,
        ),
        (
            "list-nolabel",
            GridRow { labels: false },
            GridRow { labels: false },
            none,
            false,
        ),
        ("image-map", ImageMap, ImageMap, none, false),
        ("map", Map, List, none, false),
        ("picker", List, List, none, false),
        ("minimal list", Minimal, Minimal, none, false),
    ] {
        let one = Control::SelectOne {
            layout: one,
            list,
            quick,
        };
        drawn("select1", "string", &look(appearance), one);
        drawn(
            "select",
            "string",
            &look(appearance),
            Control::SelectMany { layout: many, list },
        );
    }
    for element in ["select1", "select"] {
        drawn(element, "string", &look("label"), Control::Legend);
        let timed = Plan::of(&question(element, "string", &look("x-timed-grid-5")));
        assert_eq!(timed.unsupported, Some(Unsupported::TimedGrid));
    }
    drawn("odk:rank", "odk:rank", &look("minimal"), Control::Rank);
    drawn("trigger", "string", "", Control::Acknowledge);
}

/// The choices of a form's question may come and go: a line holds five.
#[test]
fn a_scale_of_agreement_that_no_line_holds_is_a_list() {
    let mut asked = question("select1", "string", "appearance=\"likert quick\"");
    let choice = asked.choices[0].clone();
    for count in [0, 1, 3, 5, 6, 40] {
        asked.choices = vec![choice.clone(); count];
        let control = Control::of(&asked);
        assert!(control.goes_on());
        let Control::SelectOne { layout, .. } = control else {
            panic!("no choice");
        };
        let expect = if count > 5 {
            ChoiceLayout::List
        } else {
            ChoiceLayout::Likert
        };
        assert_eq!(layout, expect, "{count}");
    }
}

#[test]
fn ranges() {
    let ends = "start=\"1\" end=\"5\" step=\"1\"";
    let kind = |appearance: &str, ends: &str| match Control::of(&question(
        "range",
        "int",
        &format!("{} {ends}", look(appearance)),
    )) {
        Control::Slider {
            scale,
            upright: true,
        } => ("upright", scale.tick_every),
        Control::Slider { scale, .. } => ("slider", scale.tick_every),
        Control::Picker { scale } => ("picker", scale.tick_every),
        Control::Rating { scale } => ("rating", scale.tick_every),
        _ => ("other", None),
    };
    assert_eq!(kind("", ends), ("slider", Some(1)));
    assert_eq!(kind("no-ticks", ends), ("slider", None));
    assert_eq!(kind("vertical no-ticks", ends), ("upright", None));
    assert_eq!(kind("rating", ends), ("rating", Some(1)));
    assert_eq!(kind("picker", ends), ("picker", Some(1)));
    // Stars as long as they fit: nineteen steps are twenty of them.
    for (end, drawn) in [(19, "rating"), (20, "slider"), (100, "slider")] {
        let ends = format!("start=\"0\" end=\"{end}\" step=\"1\"");
        assert_eq!(kind("rating", &ends).0, drawn, "{end}");
    }
    let number = |decimals| Control::Number {
        decimals,
        grouped: false,
    };
    check(
        "range",
        "int",
        "start=\"0\" end=\"10\" step=\"3\"",
        number(false),
        Some(Unsupported::Scale),
    );
    check(
        "range",
        "decimal",
        "start=\"0\" end=\"1\" step=\"0\"",
        number(true),
        Some(Unsupported::Scale),
    );
}

#[test]
fn places() {
    let point = |map, take_at_m, good_m, warn_over_m| Control::Point {
        map,
        accuracy: Accuracy {
            take_at_m,
            good_m,
            warn_over_m,
        },
    };
    for (attributes, control) in [
        ("", point(MapUse::Absent, None, 25.0, 100.0)),
        (
            "accuracyThreshold=\"2.5\"",
            point(MapUse::Absent, Some(2.5), 2.5, 100.0),
        ),
        (
            "unacceptableAccuracyThreshold=\"50\"",
            point(MapUse::Absent, None, 25.0, 50.0),
        ),
        (
            "accuracyThreshold=\"-1\" unacceptableAccuracyThreshold=\"x\"",
            point(MapUse::Absent, None, 25.0, 100.0),
        ),
        (
            "appearance=\"maps\" accuracyThreshold=\"5\"",
            point(MapUse::Shown, None, 5.0, 100.0),
        ),
        (
            "appearance=\"placement-map\"",
            point(MapUse::Placed, None, 25.0, 100.0),
        ),
    ] {
        drawn("input", "geopoint", attributes, control);
    }
    // A line and an area are walked or drawn on the same sketch, whatever map the form names.
    for appearance in ["", "maps", "placement-map"] {
        drawn("input", "geotrace", &look(appearance), Control::Line);
        drawn("input", "geoshape", &look(appearance), Control::Area);
    }
}

#[test]
fn files() {
    let camera = |front, gallery| CameraUse { front, gallery };
    let photo = |front, gallery, annotated| Control::Photo {
        camera: camera(front, gallery),
        annotated,
        max_pixels: None,
    };
    let sheet = |signature| Control::Drawing {
        signature,
        max_pixels: None,
    };
    for (appearance, control) in [
        ("", photo(false, true, false)),
        ("new", photo(false, false, false)),
        ("new-front", photo(true, false, false)),
        ("front", photo(true, true, false)),
        ("selfie", photo(true, true, false)),
        ("annotate", photo(false, true, true)),
        ("annotate new", photo(false, false, true)),
        ("draw", sheet(false)),
        ("signature", sheet(true)),
    ] {
        let attributes = format!("mediatype=\"image/*\" {}", look(appearance));
        drawn("upload", "binary", &attributes, control);
    }
    let audio = |quality, files| Control::Audio { quality, files };
    let (normal, voice) = (AudioQuality::Normal, AudioQuality::VoiceOnly);
    drawn(
        "upload",
        "binary",
        "mediatype=\"audio/*\"",
        audio(normal, true),
    );
    drawn(
        "upload",
        "binary",
        "mediatype=\"audio/*\" appearance=\"new\"",
        audio(normal, false),
    );
    drawn(
        "upload",
        "binary",
        "mediatype=\"audio/*\" quality=\"voice-only\"",
        audio(voice, true),
    );
    check(
        "upload",
        "binary",
        "mediatype=\"audio/*\" quality=\"external\"",
        audio(normal, true),
        Some(Unsupported::OtherApp),
    );
    drawn(
        "upload",
        "binary",
        "mediatype=\"video/*\" appearance=\"new-front\"",
        Control::Video {
            camera: camera(true, false),
        },
    );
    let file = |accept: &[&str]| Control::File {
        accept: accept.iter().map(|kind| (*kind).to_owned()).collect(),
    };
    drawn("upload", "binary", "", file(&[]));
    drawn(
        "upload",
        "binary",
        "mediatype=\"*/*\" accept=\".pdf, .docx\"",
        file(&[".pdf", ".docx"]),
    );
    // Only a question for pictures draws one.
    drawn("upload", "binary", "appearance=\"signature\"", file(&[]));
    drawn(
        "input",
        "barcode",
        &look("front hidden-answer"),
        Control::Barcode {
            front: true,
            hidden: true,
        },
    );
    drawn("input", "binary", "", file(&[]));
    let sized = question(
        "upload",
        "binary",
        "mediatype=\"image/*\" max-pixels=\"640\"",
    );
    assert!(matches!(
        Control::of(&sized),
        Control::Photo {
            max_pixels: Some(640),
            ..
        }
    ));
}

#[test]
fn titles_and_prompts_name_what_they_stand_for() {
    let mut session = form(
        "<g><p jr:template=\"\"><x/></p></g>",
        "<group ref=\"/data/g\"><label>G</label><repeat nodeset=\"/data/g/p\">\
         <input ref=\"/data/g/p/x\"><label>x</label></input></repeat></group>",
    );
    for _ in 0..2 {
        session.add_repeat("/data/g/p").unwrap();
    }
    let instance = |reference: &str, number| RepeatInstance {
        reference: reference.to_owned(),
        number,
        removable: true,
    };
    let (first, second) = (instance("/data/g/p", 1), instance("/data/g/p[2]", 2));
    let drawn: Vec<Control> = session.questions().iter().map(Control::of).collect();
    let field = text(1, TextLook::Plain);
    let expected = [
        Control::Group { depth: 0 },
        Control::Repeat {
            depth: 1,
            instance: first.clone(),
        },
        field.clone(),
        Control::Repeat {
            depth: 1,
            instance: second.clone(),
        },
        field,
        Control::Prompt {
            repeat: "/data/g/p".to_owned(),
            instances: vec![first, second],
            asks: PromptAsks::Another,
        },
    ];
    assert_eq!(drawn, expected);
}

/// The two questions differ, and each has its own way on: one more, or none at all.
#[test]
fn a_prompt_asks_for_the_first_or_for_another() {
    let body = "<group ref=\"/data/p\"><repeat nodeset=\"/data/p\">\
                <input ref=\"/data/p/a\"/></repeat></group>";
    let mut session = form("<p jr:template=\"\"><a/></p>", body);
    for (there, expect) in [
        (0, PromptAsks::First),
        (1, PromptAsks::Another),
        (2, PromptAsks::Another),
    ] {
        let prompts = session
            .questions()
            .iter()
            .map(Control::of)
            .collect::<Vec<_>>();
        let asked = prompts.into_iter().find_map(|control| match control {
            Control::Prompt {
                asks, instances, ..
            } => Some((instances.len(), asks)),
            _ => None,
        });
        assert_eq!(asked, Some((there, expect)));
        session.add_repeat("/data/p").unwrap();
    }
}
