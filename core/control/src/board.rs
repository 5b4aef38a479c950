//! A sketch with a pin on it: where both stand at first, and where a hand moves them.

use crate::flat::{Offset, moved};
use crate::place::Place;
use crate::sketch::SketchFrame;

/// A sketch and the place that its pin stands on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SketchBoard {
    /// What is shown.
    pub frame: SketchFrame,
    /// Where the pin is.
    pub pin: Place,
}

/// What a hand does to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SketchMove {
    /// The pin stands on another place, such as the answer.
    To {
        /// The place.
        place: Place,
    },
    /// The sketch was touched.
    Touch {
        /// So far from its middle.
        by: Offset,
    },
    /// The pin goes one step to the north.
    North,
    /// The pin goes one step to the south.
    South,
    /// The pin goes one step to the west.
    West,
    /// The pin goes one step to the east.
    East,
    /// Less is shown, and larger, around the pin.
    Nearer,
    /// More is shown around the pin.
    Farther,
}

impl SketchBoard {
    /// Around the places that are there, the pin on the last of them; before there is one around
    /// where the phone is. Nothing where neither is known.
    #[must_use]
    pub fn of(places: &[Place], here: Option<Place>) -> Option<Self> {
        let pin = places.last().copied().or(here)?;
        let frame = SketchFrame::around(places).or_else(|| SketchFrame::around(&[pin]))?;
        Some(Self { frame, pin })
    }

    /// As it is afterwards. Where the pin leaves the frame, the frame follows it.
    #[must_use]
    pub fn moved(&self, by: &SketchMove) -> Self {
        let step = self.frame.step_m;
        match *by {
            SketchMove::To { place } => self.with(place),
            SketchMove::Touch { by } => self.with(moved(&self.frame.middle, &by)),
            SketchMove::North => self.stepped(0.0, step),
            SketchMove::South => self.stepped(0.0, -step),
            SketchMove::West => self.stepped(-step, 0.0),
            SketchMove::East => self.stepped(step, 0.0),
            SketchMove::Nearer => self.zoomed(true),
            SketchMove::Farther => self.zoomed(false),
        }
    }

    fn with(&self, pin: Place) -> Self {
        Self {
            frame: self.frame.following(&pin),
            pin,
        }
    }

    fn stepped(&self, east_m: f64, north_m: f64) -> Self {
        self.with(moved(&self.pin, &Offset { east_m, north_m }))
    }

    fn zoomed(&self, nearer: bool) -> Self {
        let around = SketchFrame {
            middle: self.pin,
            ..self.frame
        };
        Self {
            frame: around.zoomed(nearer),
            ..*self
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::flat::offsets;

    const KIOSK: Place = Place {
        lat: 20.6767,
        lon: -103.347,
        altitude_m: Some(1550.0),
        accuracy_m: Some(5.0),
    };

    fn from_kiosk(east_m: f64, north_m: f64) -> Place {
        moved(&KIOSK, &Offset { east_m, north_m })
    }

    fn metres(place: &Place) -> (f64, f64) {
        let at = offsets(&KIOSK, &[*place])[0];
        (at.east_m, at.north_m)
    }

    fn near(at: (f64, f64), wanted: (f64, f64)) -> bool {
        (at.0 - wanted.0).abs() < 0.01 && (at.1 - wanted.1).abs() < 0.01
    }

    #[test]
    fn the_pin_stands_on_the_last_place_or_where_the_phone_is() {
        let drawn = [from_kiosk(0.0, 0.0), from_kiosk(300.0, 0.0)];
        let board = SketchBoard::of(&drawn, Some(KIOSK)).unwrap();
        assert_eq!(board.pin, drawn[1]);
        assert_eq!(Some(board.frame), SketchFrame::around(&drawn));
        let board = SketchBoard::of(&[], Some(KIOSK)).unwrap();
        assert_eq!(board.pin, KIOSK);
        assert_eq!(Some(board.frame), SketchFrame::around(&[KIOSK]));
        assert_eq!(SketchBoard::of(&[], None), None);
    }

    #[test]
    fn each_step_goes_its_way() {
        use SketchMove::{East, North, South, West};
        let board = SketchBoard::of(&[KIOSK], None).unwrap();
        assert!(near((board.frame.step_m, 0.0), (2.0, 0.0)));
        let table = [
            (North, (0.0, 2.0)),
            (South, (0.0, -2.0)),
            (West, (-2.0, 0.0)),
            (East, (2.0, 0.0)),
        ];
        for (by, wanted) in table {
            let moved = board.moved(&by);
            assert!(near(metres(&moved.pin), wanted), "{by:?}");
            assert_eq!(moved.frame, board.frame);
            assert_eq!(moved.pin.accuracy_m, None, "it was put by hand");
        }
        let around = [North, East, South, West]
            .iter()
            .fold(board, |b, by| b.moved(by));
        assert!(near(metres(&around.pin), (0.0, 0.0)));
    }

    /// A touch counts from the middle of the sketch, wherever the pin is.
    #[test]
    fn a_touch_puts_the_pin() {
        let by = Offset {
            east_m: 7.0,
            north_m: 3.0,
        };
        let board = SketchBoard::of(&[KIOSK], None).unwrap();
        let board = board
            .moved(&SketchMove::North)
            .moved(&SketchMove::Touch { by });
        assert!(near(metres(&board.pin), (7.0, 3.0)));
    }

    #[test]
    fn the_frame_follows_a_pin_that_leaves_it() {
        let mut board = SketchBoard::of(&[KIOSK], None).unwrap();
        let first = board.frame;
        for _ in 0..15 {
            board = board.moved(&SketchMove::East);
        }
        assert_eq!(board.frame, first, "30 m east is its edge");
        board = board.moved(&SketchMove::East);
        assert_eq!(board.frame.middle, board.pin);
        let place = from_kiosk(0.0, -500.0);
        let board = board.moved(&SketchMove::To { place });
        assert_eq!((board.pin, board.frame.middle), (place, place));
        assert_eq!(board.frame.east_m.to_bits(), first.east_m.to_bits());
    }

    #[test]
    fn zooming_is_around_the_pin() {
        let board = SketchBoard::of(&[KIOSK], None).unwrap();
        let board = board.moved(&SketchMove::East).moved(&SketchMove::Farther);
        assert_eq!(board.frame.middle, board.pin);
        assert!(near((board.frame.east_m, board.frame.step_m), (120.0, 5.0)));
        let nearer = board.moved(&SketchMove::North).moved(&SketchMove::Nearer);
        assert_eq!(nearer.frame.middle, nearer.pin);
        assert!(near(
            (nearer.frame.east_m, nearer.frame.step_m),
            (60.0, 2.0)
        ));
    }

    fn any_move() -> impl Strategy<Value = SketchMove> {
        let metres = -3000.0..3000.0_f64;
        prop_oneof![
            Just(SketchMove::North),
            Just(SketchMove::South),
            Just(SketchMove::West),
            Just(SketchMove::East),
            Just(SketchMove::Nearer),
            Just(SketchMove::Farther),
            (metres.clone(), metres.clone()).prop_map(|(east_m, north_m)| SketchMove::Touch {
                by: Offset { east_m, north_m },
            }),
            (metres.clone(), metres).prop_map(|(east_m, north_m)| SketchMove::To {
                place: from_kiosk(east_m, north_m),
            }),
        ]
    }

    proptest! {
        /// Whatever is done, the pin is on the sketch, and only zooming changes how much is seen.
        #[test]
        fn the_pin_is_always_seen(moves in prop::collection::vec(any_move(), 1..20)) {
            let mut board = SketchBoard::of(&[KIOSK], None).unwrap();
            for by in moves {
                let before = board.frame;
                board = board.moved(&by);
                let at = offsets(&board.frame.middle, &[board.pin])[0];
                prop_assert!(2.0 * at.east_m.abs() <= board.frame.east_m);
                prop_assert!(2.0 * at.north_m.abs() <= board.frame.north_m);
                if !matches!(by, SketchMove::Nearer | SketchMove::Farther) {
                    prop_assert_eq!(before.east_m.to_bits(), board.frame.east_m.to_bits());
                }
            }
        }
    }
}
