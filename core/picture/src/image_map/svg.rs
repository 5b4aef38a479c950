//! Reads the shapes of an SVG: paths, rectangles, circles, ellipses, polygons and lines, through
//! groups and their transforms. Texts, pictures, gradients and scripts are not drawn.

use std::str::FromStr as _;

use kurbo::{Affine, BezPath, Circle, Ellipse, PathEl, Point, Rect, RoundedRect, Shape as _};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use svgtypes::{
    Length, LengthUnit, PointsParser, SimplePathSegment, SimplifyingPathParser, ViewBox,
};

use super::map::{ImageMap, MapShape, Outline};
use super::style::{Sheet, Style};

/// Most bytes of a picture; a drawing of a whole city has less.
const MOST_BYTES: usize = 2 << 20;
/// Most shapes of a picture, and most points of all of them, drawn on every frame.
const MOST_SHAPES: usize = 2_000;
const MOST_POINTS: usize = 100_000;

/// Deeper nesting than any drawing has.
const MOST_DEEP: usize = 128;
/// Longest length: beyond it, making lines of a circle would not end.
const MOST_LENGTH: f64 = 1e7;
/// How many pictures away a shape may reach; what is farther is not drawn.
const REACH: f64 = 100.0;
/// A picture without a size of its own.
const USUAL_SIZE: f64 = 300.0;

/// Attributes of one element.
type Attributes = Vec<(String, String)>;

/// What holds inside of an element.
#[derive(Debug, Clone)]
struct Inside {
    style: Style,
    transform: Affine,
    choice: Option<String>,
    /// Inside of what is only referred to: `defs`, `clipPath` and their like.
    aside: bool,
}

#[derive(Default)]
struct Drawing {
    width: f64,
    height: f64,
    sheet: Sheet,
    shapes: Vec<MapShape>,
    points: usize,
}

impl ImageMap {
    /// Reads an SVG. `choices` are the values that its parts may be.
    ///
    /// Nothing where it is no picture that can be drawn: the list of choices then does without.
    #[must_use]
    pub fn read(picture: &[u8], choices: &[String]) -> Option<Self> {
        if picture.len() > MOST_BYTES {
            return None;
        }
        read(std::str::from_utf8(picture).ok()?, choices)
    }
}

/// The picture; nothing where it is torn, has no shape or too many.
fn read(text: &str, choices: &[String]) -> Option<ImageMap> {
    let mut drawing = Drawing {
        sheet: sheet(text)?,
        ..Drawing::default()
    };
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Inside> = Vec::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                let inside = drawing.element(&start, open.last(), choices)?;
                open.push(inside);
                if open.len() > MOST_DEEP {
                    return None;
                }
            }
            Event::Empty(start) => {
                drawing.element(&start, open.last(), choices)?;
            }
            Event::End(_) => {
                open.pop();
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let whole = open.is_empty() && !drawing.shapes.is_empty();
    whole.then_some(ImageMap {
        width: drawing.width,
        height: drawing.height,
        shapes: drawing.shapes,
    })
}

/// The style sheets: they may stand behind what they are about.
fn sheet(text: &str) -> Option<Sheet> {
    let mut sheet = Sheet::default();
    if !text.contains("style") {
        return Some(sheet);
    }
    let mut reader = Reader::from_str(text);
    let mut within = false;
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => within = local(start.name().0) == "style",
            Event::End(_) => within = false,
            Event::Text(text) if within => sheet.read(&text.xml10_content()),
            Event::CData(text) if within => sheet.read(&text.into_inner()),
            Event::Eof => return Some(sheet),
            _ => {}
        }
    }
}

impl Drawing {
    /// Takes in an element and says what holds inside of it; nothing where the picture is not one
    /// to be drawn.
    fn element(
        &mut self,
        start: &BytesStart<'_>,
        around: Option<&Inside>,
        choices: &[String],
    ) -> Option<Inside> {
        let name = local(start.name().0);
        let attributes = attributes(start);
        let mut inside = match around {
            Some(around) => around.clone(),
            None if name == "svg" => self.root(&attributes)?,
            None => return None,
        };
        self.paint(&attributes, &mut inside.style);
        if around.is_some() {
            inside.transform *= transform(get(&attributes, "transform"));
        }
        if let Some(id) = get(&attributes, "id").filter(|id| choices.iter().any(|c| c == id)) {
            inside.choice = Some(id.to_owned());
        }
        inside.aside |= matches!(
            name,
            "defs" | "symbol" | "clipPath" | "mask" | "marker" | "pattern" | "foreignObject"
        );
        if !inside.aside
            && inside.style.shown
            && let Some(path) = outline(name, &attributes)
        {
            self.add(&path, &inside)?;
        }
        Some(inside)
    }

    /// The size of the picture and how its own units become ours.
    fn root(&mut self, attributes: &Attributes) -> Option<Inside> {
        let view = get(attributes, "viewBox").and_then(|v| ViewBox::from_str(v).ok());
        let side = |name| get(attributes, name).and_then(absolute);
        let (x, y, width, height) = match view {
            Some(view) => (view.x, view.y, view.w, view.h),
            None => (
                0.0,
                0.0,
                side("width").unwrap_or(USUAL_SIZE),
                side("height").unwrap_or(USUAL_SIZE),
            ),
        };
        let drawable = |length: f64| length > 0.0 && length <= MOST_LENGTH;
        if !drawable(width) || !drawable(height) {
            return None;
        }
        (self.width, self.height) = (width, height);
        Some(Inside {
            style: Style::default(),
            transform: Affine::translate((-x, -y)),
            choice: None,
            aside: false,
        })
    }

    /// Attributes first, then classes, then the element's own style: each wins over the one before.
    fn paint(&self, attributes: &Attributes, style: &mut Style) {
        for (name, value) in attributes {
            style.set(name, value);
        }
        for class in get(attributes, "class").unwrap_or("").split_whitespace() {
            style.set_all(self.sheet.class(class));
        }
        style.set_all(get(attributes, "style").unwrap_or(""));
    }

    fn add(&mut self, path: &BezPath, inside: &Inside) -> Option<()> {
        let path = inside.transform * path;
        let size = self.width.max(self.height);
        // Not a number is in no picture either.
        let near = |p: Point| p.x.abs() <= size * REACH && p.y.abs() <= size * REACH;
        if !path.iter().all(|part| points(part).all(near)) {
            return Some(());
        }
        let left = MOST_POINTS.checked_sub(self.points)?;
        let mut outlines: Vec<Outline> = Vec::new();
        let mut count = 0;
        // A curve may be off by a thousandth of the picture: less than a pixel of a phone.
        kurbo::flatten(path.iter(), size / 1_000.0, |part| {
            count += 1;
            match part {
                // No memory for what is thrown away.
                _ if count > left => {}
                PathEl::MoveTo(at) => outlines.push(Outline {
                    points: vec![(at.x, at.y)],
                    closed: false,
                }),
                PathEl::LineTo(at) => {
                    if let Some(last) = outlines.last_mut() {
                        last.points.push((at.x, at.y));
                    }
                }
                PathEl::ClosePath => {
                    if let Some(last) = outlines.last_mut() {
                        last.closed = true;
                    }
                }
                PathEl::QuadTo(..) | PathEl::CurveTo(..) => {}
            }
        });
        outlines.retain(|o| o.points.len() > 1);
        self.points += count;
        if count > left || self.shapes.len() >= MOST_SHAPES {
            return None;
        }
        if outlines.is_empty() {
            return Some(());
        }
        let scale = inside.transform.determinant().abs().sqrt();
        let Style {
            fill,
            stroke,
            width,
            ..
        } = inside.style;
        self.shapes.push(MapShape {
            choice: inside.choice.clone(),
            fill,
            stroke: stroke.map(|colour| (colour, width * scale)),
            outlines,
        });
        Some(())
    }
}

/// The points that a part of a path names.
fn points(part: PathEl) -> impl Iterator<Item = Point> {
    let named = match part {
        PathEl::MoveTo(a) | PathEl::LineTo(a) => [Some(a), None, None],
        PathEl::QuadTo(a, b) => [Some(a), Some(b), None],
        PathEl::CurveTo(a, b, c) => [Some(a), Some(b), Some(c)],
        PathEl::ClosePath => [None; 3],
    };
    named.into_iter().flatten()
}

/// The line around a shape, where the element is one.
fn outline(name: &str, attributes: &Attributes) -> Option<BezPath> {
    let number = |name| get(attributes, name).and_then(absolute);
    let or_none = |name| number(name).unwrap_or(0.0);
    let fine = 0.01;
    match name {
        "path" => path(get(attributes, "d")?),
        "rect" => {
            let (x, y) = (or_none("x"), or_none("y"));
            let (width, height) = (number("width")?, number("height")?);
            let rect = Rect::new(x, y, x + width, y + height);
            let round = number("rx").or(number("ry")).unwrap_or(0.0);
            Some(match round > 0.0 {
                true => RoundedRect::from_rect(rect, round).to_path(fine),
                false => rect.to_path(fine),
            })
        }
        "circle" => {
            let middle = (or_none("cx"), or_none("cy"));
            Some(Circle::new(middle, number("r")?).to_path(fine))
        }
        "ellipse" => {
            let middle = (or_none("cx"), or_none("cy"));
            Some(Ellipse::new(middle, (number("rx")?, number("ry")?), 0.0).to_path(fine))
        }
        "line" => {
            let from = (or_none("x1"), or_none("y1"));
            Some(through(&[from, (or_none("x2"), or_none("y2"))], false))
        }
        "polygon" | "polyline" => {
            let points: Vec<_> = PointsParser::from(get(attributes, "points")?).collect();
            (points.len() > 1).then(|| through(&points, name == "polygon"))
        }
        _ => None,
    }
}

/// The data of a path up to its first mistake, as the standard asks.
fn path(data: &str) -> Option<BezPath> {
    let mut path = BezPath::new();
    for segment in SimplifyingPathParser::from(data).map_while(Result::ok) {
        match segment {
            SimplePathSegment::MoveTo { x, y } => path.move_to((x, y)),
            _ if path.elements().is_empty() => return None,
            SimplePathSegment::LineTo { x, y } => path.line_to((x, y)),
            SimplePathSegment::CurveTo {
                x1,
                y1,
                x2,
                y2,
                x,
                y,
            } => path.curve_to((x1, y1), (x2, y2), (x, y)),
            SimplePathSegment::Quadratic { x1, y1, x, y } => path.quad_to((x1, y1), (x, y)),
            SimplePathSegment::ClosePath => path.close_path(),
        }
    }
    (!path.elements().is_empty()).then_some(path)
}

fn through(points: &[(f64, f64)], closed: bool) -> BezPath {
    let mut path = BezPath::new();
    for (at, point) in points.iter().map(|p| Point::from(*p)).enumerate() {
        path.push(match at {
            0 => PathEl::MoveTo(point),
            _ => PathEl::LineTo(point),
        });
    }
    if closed {
        path.close_path();
    }
    path
}

fn transform(written: Option<&str>) -> Affine {
    let read = written.and_then(|w| svgtypes::Transform::from_str(w).ok());
    read.map_or(Affine::IDENTITY, |t| {
        Affine::new([t.a, t.b, t.c, t.d, t.e, t.f])
    })
}

/// A length in units of the picture; shares of it are not read.
fn absolute(written: &str) -> Option<f64> {
    let length = Length::from_str(written.trim()).ok()?;
    let unit = match length.unit {
        LengthUnit::None | LengthUnit::Px => 1.0,
        LengthUnit::Pt => 4.0 / 3.0,
        LengthUnit::Pc => 16.0,
        LengthUnit::In => 96.0,
        LengthUnit::Cm => 96.0 / 2.54,
        LengthUnit::Mm => 96.0 / 25.4,
        LengthUnit::Em | LengthUnit::Ex | LengthUnit::Percent => return None,
    };
    Some(length.number * unit).filter(|length| length.abs() <= MOST_LENGTH)
}

/// The attributes without a namespace's prefix; `xlink:href` and its like are not ours to follow.
fn attributes(start: &BytesStart<'_>) -> Attributes {
    let read = |attribute: quick_xml::events::attributes::Attribute<'_>| {
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
        let name = attribute.key.0;
        (!name.contains(':')).then(|| (name.to_owned(), value.into_owned()))
    };
    let mut all = start.attributes();
    all.with_checks(false).flatten().filter_map(read).collect()
}

fn get<'a>(attributes: &'a Attributes, name: &str) -> Option<&'a str> {
    let found = attributes.iter().find(|(own, _)| own == name)?;
    Some(&found.1)
}

/// `path` of `svg:path`.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}
