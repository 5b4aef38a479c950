//! Measuring support shared by the benchmarks in this folder.
//!
//! Wall time after a warm-up, as median and 99th percentile, and the mean of what the processor
//! spent, which depends less on neighbours; nothing is asserted about a time, since a shared
//! machine would make such a test lie. Each run says how busy the machine was.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use farola_sim::street::{self, Scene};
use rustix::time::{ClockId, clock_gettime};

const PHOTO_BYTES: usize = 204_000;

/// What one doing of a thing took.
#[derive(Debug, Clone, Copy)]
pub struct Took {
    /// By the clock on the wall.
    pub wall: Duration,
    /// Of the processors, all threads of this process.
    pub cpu: Duration,
}

/// Does `work` once, on both clocks. Reading the second one costs about a third of a microsecond:
/// what is shorter than some twenty is for [`measure`].
pub fn took<T>(work: impl FnOnce() -> T) -> (T, Took) {
    let (spent, began) = (cpu(), Instant::now());
    let made = work();
    let wall = began.elapsed();
    let cpu = cpu().saturating_sub(spent);
    (made, Took { wall, cpu })
}

/// Processor time of this process so far, all threads.
#[must_use]
pub fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(
        u64::try_from(time.tv_sec).unwrap_or(0),
        u32::try_from(time.tv_nsec).unwrap_or(0),
    )
}

/// Times of one thing done many times, sorted.
#[derive(Debug, Clone)]
pub struct Samples {
    walls: Vec<Duration>,
    cpu: Duration,
}

impl Samples {
    /// From what each took, in any order.
    #[must_use]
    pub fn new(each: &[Took]) -> Self {
        Self::of(
            each.iter().map(|took| took.wall).collect(),
            each.iter().map(|took| took.cpu).sum(),
        )
    }

    /// From wall times in any order, and processor time over all of them.
    fn of(mut walls: Vec<Duration>, cpu: Duration) -> Self {
        walls.sort_unstable();
        Self { walls, cpu }
    }

    /// The time below which `share` of them lie, in microseconds; 0 without samples.
    #[must_use]
    pub fn at(&self, share: f64) -> f64 {
        let last = self.count().saturating_sub(1);
        let place = (last as f64 * share).ceil() as usize;
        self.walls
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

    /// The mean of the processor's time in microseconds; 0 without samples.
    #[must_use]
    pub fn mean_cpu(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / self.count().max(1) as f64
    }

    /// How many.
    #[must_use]
    pub fn count(&self) -> usize {
        self.walls.len()
    }

    /// All samples of several things together.
    #[must_use]
    pub fn together<'a>(parts: impl IntoIterator<Item = &'a Self> + Clone) -> Self {
        Self::of(
            parts
                .clone()
                .into_iter()
                .flat_map(|part| part.walls.iter().copied())
                .collect(),
            parts.into_iter().map(|part| part.cpu).sum(),
        )
    }
}

/// Does `work` `warm` times for nothing, then `count` times by the clock. `work` gets the
/// number of its turn.
pub fn measure(warm: usize, count: usize, mut work: impl FnMut(usize)) -> Samples {
    for turn in 0..warm {
        work(turn);
    }
    let spent = cpu();
    let walls = (warm..warm + count).map(|turn| {
        let began = Instant::now();
        work(turn);
        began.elapsed()
    });
    let walls = walls.collect();
    Samples::of(walls, cpu().saturating_sub(spent))
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
