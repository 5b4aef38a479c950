//! From control, type, appearance and parameters to what is drawn.
//!
//! Where peers differ the rule is ODK Collect's (`WidgetFactory`, `Appearances`); the table in
//! `docs/form-support.md` names each case and every deviation.

use farola_form::{ControlKind, DataType, Question, QuestionKind};

use crate::appearance::Appearance;
use crate::calendar::Calendar;
use crate::exactness::GOOD_M;
use crate::scale::Scale;

use super::{
    Accuracy, AudioQuality, CameraUse, ChoiceLayout, Control, DatePick, MapUse, MediaKind,
    TextLook, Unsupported, repeat, select,
};

/// Lines of a field that is `multiline` and says no number, as in Collect.
const MULTILINE_LINES: u32 = 4;
/// A field of more lines would push the question off the screen.
const MOST_LINES: u32 = 12;
/// More squares than that is no rating.
const MOST_RATINGS: u32 = 20;
/// Collect's default of `unacceptableAccuracyThreshold`.
const WARN_OVER_M: f64 = 100.0;

/// How a question is drawn, and what of it is not as the form asks.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// What is drawn.
    pub control: Control,
    /// What the form asks for and is not done; `control` is what is drawn instead.
    pub unsupported: Option<Unsupported>,
}

impl From<Control> for Plan {
    fn from(control: Control) -> Self {
        Self {
            control,
            unsupported: None,
        }
    }
}

impl Control {
    /// What is drawn for an entry of a screen.
    #[must_use]
    pub fn of(question: &Question) -> Self {
        Plan::of(question).control
    }

    /// Whether answering by a touch goes on to the next page, where the answer stands.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        matches!(self, Self::SelectOne { quick: true, .. })
    }

    /// The scale of a range.
    pub(crate) fn scale(&self) -> Option<&Scale> {
        match self {
            Self::Slider { scale, .. } | Self::Picker { scale } | Self::Rating { scale } => {
                Some(scale)
            }
            _ => None,
        }
    }
}

impl Plan {
    /// What is drawn for an entry of a screen, and what is not done as the form asks.
    #[must_use]
    pub fn of(question: &Question) -> Self {
        match question.kind {
            QuestionKind::Group => repeat::group(question).into(),
            QuestionKind::Repeat => repeat::repeat(question).into(),
            QuestionKind::Prompt => repeat::prompt(question).into(),
            QuestionKind::Question => Asked::of(question).plan(),
        }
    }
}

/// A question with its words read.
struct Asked<'a> {
    question: &'a Question,
    data_type: DataType,
    look: Appearance,
}

impl<'a> Asked<'a> {
    fn of(question: &'a Question) -> Self {
        Self {
            question,
            data_type: DataType::from_name(question.data_type).unwrap_or_default(),
            look: Appearance::parse(&question.appearance),
        }
    }

    fn parameter(&self, name: &str) -> Option<&'a str> {
        self.question.parameters.get(name).map(String::as_str)
    }

    fn metres(&self, name: &str) -> Option<f64> {
        let metres: f64 = self.parameter(name)?.trim().parse().ok()?;
        (metres.is_finite() && metres > 0.0).then_some(metres)
    }

    fn plan(&self) -> Plan {
        if self.question.readonly {
            return Control::Note {
                media: self.media(),
            }
            .into();
        }
        match self.question.control {
            Some(ControlKind::Select1) => self.choices(false),
            Some(ControlKind::Select) => self.choices(true),
            Some(ControlKind::Rank) => Control::Rank.into(),
            Some(ControlKind::Range) => self.range(),
            Some(ControlKind::Trigger) => Control::Acknowledge.into(),
            Some(ControlKind::Upload) => self.upload(),
            // Collect shows a secret; a form that asks for one does not want it seen.
            Some(ControlKind::Secret) => Control::Text {
                lines: 1,
                look: TextLook::Masked,
            }
            .into(),
            Some(ControlKind::Input) | None => self.input(),
        }
    }

    fn media(&self) -> Option<MediaKind> {
        if self.data_type != DataType::Binary {
            return None;
        }
        Some(match self.parameter("mediatype").unwrap_or_default() {
            kind if kind.starts_with("image/") => MediaKind::Picture,
            kind if kind.starts_with("audio/") => MediaKind::Sound,
            kind if kind.starts_with("video/") => MediaKind::Video,
            _ => MediaKind::File,
        })
    }

    fn choices(&self, several: bool) -> Plan {
        let look = &self.look;
        let list = select::list(look, self.question.more_choices);
        let asked = select::layout(look, several);
        let before_label = matches!(
            asked,
            ChoiceLayout::GridRow { .. } | ChoiceLayout::Minimal | ChoiceLayout::Likert
        );
        let layout = select::searched(asked, &list);
        let layout = select::fitting(layout, self.question.choices.len());
        let control = if look.has("label") && !before_label {
            Control::Legend
        } else if several {
            Control::SelectMany { layout, list }
        } else {
            let quick = look.has_any(&["quick", "quickcompact"]);
            Control::SelectOne {
                layout,
                list,
                quick,
            }
        };
        let timed = look.begins("x-timed-grid") || look.has("literacy");
        self.instead(control, timed.then_some(Unsupported::TimedGrid))
    }

    fn input(&self) -> Plan {
        let control = match self.data_type {
            DataType::Int if self.look.has("counter") => Control::Counter,
            DataType::Decimal if self.look.has("bearing") => Control::Bearing,
            DataType::Int => self.number(false),
            DataType::Decimal => self.number(true),
            DataType::Boolean => Control::Truth,
            DataType::Date | DataType::DateTime => return self.date(),
            DataType::Time => Control::Time,
            DataType::GeoPoint => self.point(),
            DataType::GeoTrace => Control::Line,
            DataType::GeoShape => Control::Area,
            DataType::Barcode => Control::Barcode {
                front: self.look.has("front"),
                hidden: self.look.has("hidden-answer"),
            },
            // A file's name is not for typing.
            DataType::Binary => Control::File {
                accept: self.accept(),
            },
            DataType::String | DataType::Intent => self.text(),
        };
        let timed = self.look.has("literacy").then_some(Unsupported::TimedGrid);
        self.instead(control, timed)
    }

    fn number(&self, decimals: bool) -> Control {
        let grouped = self.look.has("thousands-sep");
        Control::Number { decimals, grouped }
    }

    fn text(&self) -> Control {
        let look = &self.look;
        if look.has("numbers") {
            let grouped = look.has("thousands-sep");
            return Control::Digits { grouped };
        }
        let rows = self
            .parameter("rows")
            .and_then(|rows| rows.trim().parse::<u32>().ok());
        let asked = if look.has("multiline") {
            MULTILINE_LINES
        } else {
            1
        };
        let lines = rows
            .filter(|rows| *rows > 0)
            .unwrap_or(asked)
            .min(MOST_LINES);
        if look.has("masked") {
            let look = TextLook::Masked;
            return Control::Text { lines, look };
        }
        let look = if look.has("url") {
            TextLook::Address
        } else {
            TextLook::Plain
        };
        Control::Text { lines, look }
    }

    fn date(&self) -> Plan {
        let look = &self.look;
        let named = Calendar::NAMED.iter().find(|(word, _)| look.has(word));
        let calendar = named.map_or(Calendar::Gregorian, |(_, calendar)| *calendar);
        let pick = if look.has("month-year") {
            DatePick::MonthAndYear
        } else if look.has("year") {
            DatePick::Year
        } else if look.has("no-calendar") || calendar != Calendar::Gregorian {
            DatePick::Steps
        } else {
            DatePick::Calendar
        };
        let control = match self.data_type {
            DataType::DateTime => Control::DateTime { pick, calendar },
            _ => Control::Date { pick, calendar },
        };
        let unsupported = match calendar {
            Calendar::Gregorian => None,
            other if other.is_told() => Some(Unsupported::OtherCalendarPick),
            _ => Some(Unsupported::OtherCalendar),
        };
        Plan {
            control,
            unsupported,
        }
    }

    fn map(&self) -> MapUse {
        if self.look.has("placement-map") {
            MapUse::Placed
        } else if self.look.has("maps") {
            MapUse::Shown
        } else {
            MapUse::Absent
        }
    }

    fn point(&self) -> Control {
        let map = self.map();
        let threshold = self.metres("accuracyThreshold");
        let warn = self.metres("unacceptableAccuracyThreshold");
        Control::Point {
            map,
            accuracy: Accuracy {
                // On a map Collect waits for the person.
                take_at_m: threshold.filter(|_| map == MapUse::Absent),
                good_m: threshold.unwrap_or(GOOD_M),
                warn_over_m: warn.unwrap_or(WARN_OVER_M),
            },
        }
    }

    fn range(&self) -> Plan {
        let ticks = !self.look.has("no-ticks");
        let read = |name: &str| self.parameter(name);
        let Some(scale) = Scale::read(read, &self.question.choices, ticks) else {
            let control = Control::Number {
                decimals: self.data_type != DataType::Int,
                grouped: false,
            };
            return Plan {
                control,
                unsupported: Some(Unsupported::Scale),
            };
        };
        let upright = self.look.has("vertical");
        if self.look.begins("rating") && scale.steps < MOST_RATINGS {
            Control::Rating { scale }.into()
        } else if self.look.has("picker") {
            Control::Picker { scale }.into()
        } else {
            Control::Slider { scale, upright }.into()
        }
    }

    fn upload(&self) -> Plan {
        let look = &self.look;
        let fresh = look.has_any(&["new", "new-front"]);
        let camera = CameraUse {
            front: look.has_any(&["front", "new-front", "selfie"]),
            gallery: !fresh,
        };
        let kind = self.parameter("mediatype").unwrap_or_default();
        let max_pixels = self.max_pixels();
        let control = if kind.starts_with("image/") {
            if look.has("signature") {
                Control::Drawing {
                    signature: true,
                    max_pixels,
                }
            } else if look.has("draw") && !look.has("annotate") {
                Control::Drawing {
                    signature: false,
                    max_pixels,
                }
            } else {
                let annotated = look.has("annotate");
                Control::Photo {
                    camera,
                    annotated,
                    max_pixels,
                }
            }
        } else if kind.starts_with("audio/") {
            let quality = self.quality();
            Control::Audio {
                quality,
                files: !fresh,
            }
        } else if kind.starts_with("video/") {
            Control::Video { camera }
        } else {
            Control::File {
                accept: self.accept(),
            }
        };
        let tags = kind.starts_with("osm/").then_some(Unsupported::MapTags);
        self.instead(control, tags)
    }

    fn max_pixels(&self) -> Option<u32> {
        let pixels = self.parameter("max-pixels")?.trim().parse().ok()?;
        (pixels > 0).then_some(pixels)
    }

    fn quality(&self) -> AudioQuality {
        AudioQuality::named(self.parameter("quality"))
    }

    fn accept(&self) -> Vec<String> {
        let any = |kind: &&str| !matches!(*kind, "" | "*/*" | "*" | "osm/*");
        let kind = self.parameter("mediatype").filter(any);
        let listed = self.parameter("accept").or(kind).unwrap_or_default();
        let types = listed.split(',').map(str::trim).filter(any);
        types.map(str::to_owned).collect()
    }

    /// The control with what it stands for; another app goes before what the control itself
    /// cannot do.
    fn instead(&self, control: Control, unsupported: Option<Unsupported>) -> Plan {
        let intent = self.parameter("intent").is_some_and(|app| !app.is_empty());
        let app = self.look.begins("ex:") || self.data_type == DataType::Intent || intent;
        let external = self.parameter("quality") == Some("external");
        let unsupported = if app || external {
            Some(Unsupported::OtherApp)
        } else if self.look.begins("printer") {
            Some(Unsupported::Printer)
        } else {
            unsupported
        };
        Plan {
            control,
            unsupported,
        }
    }
}
