//! Measuring support shared by the benchmarks in this folder.
//!
//! Wall time after a warm-up, as median and 99th percentile; nothing is asserted about a time,
//! since a shared machine would make such a test lie. Each run says how busy the machine was.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use farola_sim::street::{self, Scene};

const PHOTO_BYTES: usize = 204_000;

/// Times of one thing done many times, sorted.
#[derive(Debug, Clone)]
pub struct Samples(Vec<Duration>);

impl Samples {
    /// From times in any order.
    #[must_use]
    pub fn new(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    /// The time below which `share` of them lie, in microseconds; 0 without samples.
    #[must_use]
    pub fn at(&self, share: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        let place = (last as f64 * share).ceil() as usize;
        self.0
            .get(place)
            .map_or(0.0, |time| time.as_secs_f64() * 1e6)
    }

    /// The median in microseconds.
    #[must_use]
    pub fn median(&self) -> f64 {
        self.at(0.5)
    }

    /// The 99th percentile in microseconds.
    #[must_use]
    pub fn p99(&self) -> f64 {
        self.at(0.99)
    }

    /// How many.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// All samples of several things together.
    #[must_use]
    pub fn together<'a>(parts: impl IntoIterator<Item = &'a Self>) -> Self {
        Self::new(
            parts
                .into_iter()
                .flat_map(|part| part.0.iter().copied())
                .collect(),
        )
    }
}

/// Does `work` `warm` times for nothing, then `count` times by the clock. `work` gets the
/// number of its turn.
pub fn measure(warm: usize, count: usize, mut work: impl FnMut(usize)) -> Samples {
    for turn in 0..warm {
        work(turn);
    }
    let times = (warm..warm + count).map(|turn| {
        let began = Instant::now();
        work(turn);
        began.elapsed()
    });
    Samples::new(times.collect())
}

/// How busy the machine is: `load 0.31 of 2 cores`.
#[must_use]
pub fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let minute = text.split(' ').next().unwrap_or("unknown").to_owned();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!("load {minute} of {cores} cores")
}

/// A street photo of the weight that ODK Central was measured with. Whoever needs many writes
/// over its `farola_sim::street::STAMP`. Nothing where the photo alone weighs more, which this
/// one does not.
#[must_use]
pub fn photo() -> Option<Vec<u8>> {
    let scene = Scene {
        seed: 7,
        light: 0.5,
        dusk: true,
    };
    street::of_weight(&scene, PHOTO_BYTES)
}

/// A form of 500 fields that shows what an answer costs as forms grow: 300 whole numbers
/// (every third constrained), a chain of 100 calculations in which each needs the one before
/// and one number, and 100 texts that are asked while a calculation is even.
///
/// Answering `n3` runs the whole chain, `n300` its last link, `n1` a constraint only.
#[must_use]
pub fn a500() -> String {
    let (mut primary, mut binds, mut body) = (String::new(), String::new(), String::new());
    for i in 1..=300 {
        let rule = if i % 3 == 1 {
            r#" constraint=". &gt;= 0 and . &lt;= 100000""#
        } else {
            ""
        };
        let _ = write!(primary, "<n{i}/>");
        let _ = writeln!(binds, r#"<bind nodeset="/data/n{i}" type="int"{rule}/>"#);
        let _ = writeln!(
            body,
            r#"<input ref="/data/n{i}"><label>Number {i}</label></input>"#
        );
    }
    for k in 1..=100 {
        let number = format!("/data/n{}", 3 * k);
        let before = if k > 1 {
            format!(" + /data/c{}", k - 1)
        } else {
            String::new()
        };
        let _ = write!(primary, "<c{k}/><r{k}/>");
        let _ = writeln!(
            binds,
            r#"<bind nodeset="/data/c{k}" type="int" calculate="if({number} = '', 0, {number}){before}"/>
<bind nodeset="/data/r{k}" type="string" relevant=" /data/c{k} mod 2 = 0"/>"#
        );
        let _ = writeln!(
            body,
            r#"<input ref="/data/r{k}"><label>Text {k}</label></input>"#
        );
    }
    format!(
        r#"<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
<h:head><h:title>a500</h:title><model>
<instance><data id="a500" version="1">{primary}<meta><instanceID/></meta></data></instance>
{binds}<bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
</model></h:head>
<h:body>
{body}</h:body></h:html>
"#
    )
}
