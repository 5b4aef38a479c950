//! The line of the home screen: what has not reached the server, in its order.
//!
//! What is set aside stands in it also where nothing else waits: a line that said "nothing to
//! send" alone would hide what a person must act on.

use farola_store::HomeCounts;

/// One part of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HomeCount {
    /// Submissions on their way.
    Waiting {
        /// How many.
        count: u64,
    },
    /// Files of those that the server does not have yet.
    Photos {
        /// How many.
        count: u64,
        /// How much of their bytes the server has, in per cent; nothing where that is unknown.
        percent: Option<u8>,
    },
    /// Submissions that no sync will send: a person must act.
    SetAside {
        /// How many.
        count: u64,
    },
    /// Submissions that wait for another server than that of the enrolment.
    Elsewhere {
        /// How many.
        count: u64,
    },
    /// All has arrived: said where nothing else is.
    Nothing,
}

impl HomeCount {
    /// The parts of the line in order, at least one; what there is none of is left out.
    #[must_use]
    pub fn line(
        waiting: u64,
        photos: u64,
        percent: Option<u8>,
        set_aside: u64,
        elsewhere: u64,
    ) -> Vec<Self> {
        let photos = Self::Photos {
            count: photos,
            percent,
        };
        let all = [
            Self::Waiting { count: waiting },
            photos,
            Self::SetAside { count: set_aside },
            Self::Elsewhere { count: elsewhere },
        ];
        let there: Vec<Self> = all.into_iter().filter(|part| part.count() > 0).collect();
        if there.is_empty() {
            return vec![Self::Nothing];
        }
        there
    }

    fn count(self) -> u64 {
        match self {
            Self::Waiting { count }
            | Self::Photos { count, .. }
            | Self::SetAside { count }
            | Self::Elsewhere { count } => count,
            Self::Nothing => 0,
        }
    }
}

/// How much of the bytes of waiting files the server has, in per cent and rounded down; nothing
/// where no file waits.
#[must_use]
pub fn media_percent(counts: &HomeCounts) -> Option<u8> {
    (counts.media_bytes > 0).then(|| percent_of(counts.media_bytes_sent, counts.media_bytes))
}

/// How much of `all` bytes were `sent`, in per cent and rounded down: 100 is whole. 0 of none.
#[must_use]
pub fn percent_of(sent: u64, all: u64) -> u8 {
    let percent = u128::from(sent)
        .saturating_mul(100)
        .checked_div(u128::from(all))
        .unwrap_or_default();
    u8::try_from(percent.min(100)).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_there_is_none_of_is_left_out() {
        let waiting = HomeCount::Waiting { count: 3 };
        let photos = HomeCount::Photos {
            count: 1,
            percent: Some(40),
        };
        let set_aside = HomeCount::SetAside { count: 2 };
        let elsewhere = HomeCount::Elsewhere { count: 4 };
        // Waiting, photos, set aside, for another server.
        let table = [
            ([0, 0, 0, 0], vec![HomeCount::Nothing]),
            ([3, 0, 0, 0], vec![waiting]),
            ([0, 1, 0, 0], vec![photos]),
            ([0, 0, 2, 0], vec![set_aside]),
            ([0, 0, 0, 4], vec![elsewhere]),
            ([3, 1, 0, 0], vec![waiting, photos]),
            ([3, 0, 2, 0], vec![waiting, set_aside]),
            ([0, 1, 2, 0], vec![photos, set_aside]),
            ([3, 1, 2, 4], vec![waiting, photos, set_aside, elsewhere]),
        ];
        for (counts, expect) in table {
            let [waiting, photos, set_aside, elsewhere] = counts;
            let line = HomeCount::line(waiting, photos, Some(40), set_aside, elsewhere);
            assert_eq!(line, expect, "{counts:?}");
        }
    }

    #[test]
    fn photos_of_unknown_size_are_counted_without_a_share() {
        let photos = HomeCount::Photos {
            count: 1,
            percent: None,
        };
        assert_eq!(HomeCount::line(0, 1, None, 0, 0), [photos]);
    }

    #[test]
    fn the_share_of_the_bytes_is_rounded_down() {
        for (sent, all, percent) in [
            (0, 0, None),
            (0, 10, Some(0)),
            (999, 1000, Some(99)),
            (10, 10, Some(100)),
            (u64::MAX, u64::MAX, Some(100)),
        ] {
            let counts = HomeCounts {
                media_bytes_sent: sent,
                media_bytes: all,
                ..HomeCounts::default()
            };
            assert_eq!(media_percent(&counts), percent, "{sent} of {all}");
        }
    }

    #[test]
    fn a_part_is_whole_only_when_all_of_it_is_there() {
        for (sent, all, percent) in [
            (0, 0, 0),
            (7, 0, 0),
            (0, 10, 0),
            (25, 100, 25),
            (999, 1000, 99),
            (u64::MAX - 1, u64::MAX, 99),
            (10, 10, 100),
            // A file that grew while it was sent.
            (11, 10, 100),
            (u64::MAX, 1, 100),
        ] {
            assert_eq!(percent_of(sent, all), percent, "{sent} of {all}");
        }
    }
}
