//! Pictures whose parts are choices: what is read of an SVG, and what a touch means.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]

use farola_picture::ImageMap;
use proptest::prelude::*;

fn choices(names: &[&str]) -> Vec<String> {
    names.iter().map(|n| (*n).to_owned()).collect()
}

fn read(svg: &str, names: &[&str]) -> Option<ImageMap> {
    ImageMap::read(svg.as_bytes(), &choices(names))
}

/// A street corner: a group that is a choice, a park with a hole, a lamp, a decoration above.
const CORNER: &str = r##"<?xml version="1.0"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">
<svg:svg xmlns:svg="http://www.w3.org/2000/svg" viewBox="10 20 200 100">
  <svg:defs><svg:style>.calle { fill: #ccc } .orilla, .calle { stroke: rgb(0,0,255); stroke-width: 2 }</svg:style>
    <svg:rect id="lampara" width="500" height="500"/></svg:defs>
  <svg:g id="calle" class="calle" transform="translate(10 20)">
    <svg:rect width="200" height="30"/>
    <svg:path d="M0 70 h200 v30 h-200 z" style="fill:none"/>
  </svg:g>
  <svg:path id="parque" fill="green" d="M20 60 h60 v20 h-60 Z M40 65 v10 h20 v-10 z"/>
  <svg:circle id="lampara" cx="150" cy="70" r="2" fill="#ffcc00"/>
  <svg:g display="none"><svg:rect id="parque" width="200" height="100"/></svg:g>
  <svg:polyline points="20,60 80,80" stroke="black" fill="none"/>
  <svg:text x="1" y="1">Parque</svg:text>
</svg:svg>"##;

#[test]
fn shapes_know_their_choice_and_how_they_are_painted() {
    let map = read(CORNER, &["calle", "parque", "lampara"]).unwrap();
    assert_eq!((map.width, map.height), (200.0, 100.0));
    let seen: Vec<_> = map
        .shapes
        .iter()
        .map(|s| (s.choice.as_deref(), s.fill, s.stroke, s.outlines.len()))
        .collect();
    let blue = Some((0xff00_00ff, 2.0));
    assert_eq!(
        seen,
        [
            (Some("calle"), Some(0xffcc_cccc), blue, 1),
            (Some("calle"), None, blue, 1),
            (Some("parque"), Some(0xff00_8000), None, 2),
            (Some("lampara"), Some(0xffff_cc00), None, 1),
            (None, None, Some((0xff00_0000, 1.0)), 1),
        ]
    );
    // The upper edge of the picture is 20 in its own units.
    assert_eq!(
        map.shapes[0].outlines[0].points,
        [(0.0, 0.0), (200.0, 0.0), (200.0, 30.0), (0.0, 30.0)]
    );
}

#[test]
fn a_touch_is_the_uppermost_choice_or_the_nearest_within_reach() {
    let map = read(CORNER, &["calle", "parque", "lampara"]).unwrap();
    let at = |x, y, reach| map.touched(x, y, reach).unwrap_or("-");
    assert_eq!(at(100.0, 10.0, 0.0), "calle");
    assert_eq!(at(100.0, 90.0, 0.0), "calle", "an area without a colour");
    assert_eq!(at(15.0, 50.0, 0.0), "parque");
    assert_eq!(
        at(40.0, 50.0, 0.0),
        "-",
        "a hole, and the line above is no choice"
    );
    assert_eq!(at(40.0, 50.0, 8.0), "parque");
    assert_eq!(at(140.0, 50.0, 0.0), "lampara");
    assert_eq!(at(140.0, 56.0, 0.0), "-");
    assert_eq!(
        at(140.0, 56.0, 5.0),
        "lampara",
        "a finger beside a small lamp"
    );
    assert_eq!(at(-50.0, -50.0, 5.0), "-");
    let fewer = read(CORNER, &["lampara"]).unwrap();
    assert_eq!(
        fewer.touched(100.0, 10.0, 0.0),
        None,
        "no choice of this question"
    );
}

#[test]
fn curves_are_round_and_scaled_edges_too() {
    let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50mm">
        <g transform="scale(2)"><ellipse id="a" cx="20" cy="20" rx="10" ry="5" stroke="red"/></g></svg>"#;
    let map = read(svg, &["a"]).unwrap();
    assert_eq!(map.width, 100.0);
    assert!((map.height - 188.976).abs() < 0.01);
    assert_eq!(map.shapes[0].stroke, Some((0xffff_0000, 2.0)));
    let points = &map.shapes[0].outlines[0].points;
    assert!(points.len() > 8, "{} points", points.len());
    for (x, y) in points {
        let off = ((x - 40.0) / 20.0).hypot((y - 40.0) / 10.0) - 1.0;
        assert!(off.abs() < 0.02, "{x} {y}");
    }
}

#[test]
fn what_is_no_picture_is_nothing() {
    let torn = &CORNER[..CORNER.len() - 40];
    let deep = format!("<svg>{}", "<g>".repeat(10_000));
    let many = format!(
        r#"<svg viewBox="0 0 9 9">{}</svg>"#,
        r#"<rect width="1" height="1"/>"#.repeat(2_001)
    );
    let cases = [
        "",
        "%PNG",
        "<html/>",
        "<svg/>",
        torn,
        &deep,
        &many,
        r#"<svg width="0" height="9"><rect width="1" height="1"/></svg>"#,
        r#"<svg viewBox="0 0 9 9"><path d="L 1 1"/><rect width="nan" height="1"/></svg>"#,
    ];
    for svg in cases {
        assert_eq!(read(svg, &["a"]), None, "{}", svg.get(..40).unwrap_or(svg));
    }
    assert_eq!(ImageMap::read(b"\xff\xfe", &[]), None);
}

/// Each of these would make lines without an end.
#[test]
fn what_is_far_too_large_is_left_out() {
    let endless = "C 9 0 0 9 9 9 C 0 9 9 0 0 0 ".repeat(20_000);
    let shapes = [
        r#"<path d="M0 0C1e300 0 0 1e300 1 1"/>"#,
        r#"<path d="M0 0Q1e15 0 1 1z"/>"#,
        r#"<path d="M0 0A1e300 1e300 0 0 1 1e300 5"/>"#,
        r#"<circle r="1e300"/>"#,
        r#"<ellipse rx="1e300" ry="1"/>"#,
        r#"<rect width="1e300" height="1" rx="1e299"/>"#,
        r#"<g transform="scale(1e300)"><circle r="3"/></g>"#,
        r#"<g transform="matrix(1e300 1e300 1e300 1e300 1e300 1e300)"><circle r="1e6"/></g>"#,
        r#"<polygon points="0,0 1e300,0 0,1e300"/>"#,
    ];
    for shape in shapes {
        let svg =
            format!(r#"<svg viewBox="0 0 9 9">{shape}<rect id="a" width="1" height="1"/></svg>"#);
        let map = read(&svg, &["a"]).unwrap();
        assert_eq!(map.shapes.len(), 1, "{shape}");
    }
    let long = format!(r#"<svg viewBox="0 0 9 9"><path d="M0 0{endless}"/></svg>"#);
    assert!(
        read(&long, &[]).is_none(),
        "more points than a phone can draw"
    );
    for size in ["1e300", "1e-300", "nan", "-1"] {
        let svg = format!(r#"<svg width="{size}" height="{size}"><circle r="3"/></svg>"#);
        if let Some(map) = read(&svg, &[]) {
            let points: usize = map
                .shapes
                .iter()
                .flat_map(|s| &s.outlines)
                .map(|o| o.points.len())
                .sum();
            assert!(points < 1_000, "{size}: {points}");
        }
    }
}

proptest! {
    /// Any bytes, and any picture with its parts exchanged, is read or not, and nothing breaks.
    #[test]
    fn hostile_pictures_are_harmless(cut in 0..CORNER.len(), put in ".{0,12}", x in -1e9..1e9, y in -1e9..1e9) {
        let at = (cut..).find(|at| CORNER.is_char_boundary(*at)).unwrap();
        let (head, tail) = CORNER.split_at(at);
        let svg = format!("{head}{put}{tail}");
        if let Some(map) = read(&svg, &["calle", "parque"]) {
            prop_assert!(map.width > 0.0 && map.height > 0.0);
            let touched = map.touched(x, y, 10.0);
            prop_assert!(touched.is_none() || matches!(touched, Some("calle" | "parque")));
            let all = map.shapes.iter().flat_map(|s| &s.outlines).flat_map(|o| &o.points);
            for (x, y) in all {
                prop_assert!(x.is_finite() && y.is_finite());
            }
        }
    }
}
