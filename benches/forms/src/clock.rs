//! Two clocks at once: the processor's time of this thread and the wall's.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// A moment on both clocks, in nanoseconds.
#[derive(Clone, Copy)]
pub(crate) struct Moment {
    cpu: f64,
    wall: f64,
}

impl Moment {
    pub(crate) fn now() -> Self {
        Self {
            cpu: read(ClockId::ThreadCPUTime),
            wall: read(ClockId::Monotonic),
        }
    }
}

/// Milliseconds that this whole process has been on a processor since it was started.
pub(crate) fn process_cpu() -> f64 {
    read(ClockId::ProcessCPUTime) / 1e6
}

fn read(clock: ClockId) -> f64 {
    let at = clock_gettime(clock);
    let seconds = u64::try_from(at.tv_sec).unwrap_or(0);
    let nanos = u32::try_from(at.tv_nsec).unwrap_or(0);
    Duration::new(seconds, nanos).as_nanos() as f64
}

/// Times of one thing done many times, in milliseconds on both clocks.
#[derive(Default, Clone)]
pub(crate) struct Samples {
    cpu: Vec<f64>,
    wall: Vec<f64>,
}

impl Samples {
    /// Does `work` by both clocks.
    pub(crate) fn take<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let from = Moment::now();
        let result = work();
        let until = Moment::now();
        self.cpu.push((until.cpu - from.cpu) / 1e6);
        self.wall.push((until.wall - from.wall) / 1e6);
        result
    }

    /// Reading the clocks costs about as much as the shortest answers: such are timed in
    /// groups, each sample the mean of its group.
    pub(crate) fn take_many(&mut self, count: usize, mut work: impl FnMut(usize)) {
        let from = Moment::now();
        for turn in 0..count {
            work(turn);
        }
        let until = Moment::now();
        self.cpu.push((until.cpu - from.cpu) / 1e6 / count as f64);
        self.wall
            .push((until.wall - from.wall) / 1e6 / count as f64);
    }

    pub(crate) fn part(&self, range: std::ops::Range<usize>) -> Self {
        let cut = |list: &[f64]| list.get(range.clone()).unwrap_or_default().to_vec();
        Self {
            cpu: cut(&self.cpu),
            wall: cut(&self.wall),
        }
    }

    /// One JSON line, in the shape that all three engines print.
    pub(crate) fn print(&self, case: &str, what: &str) {
        let line = serde_json::json!({
            "engine": "farola", "case": case, "what": what, "n": self.cpu.len(),
            "cpu_ms": at(&self.cpu, 0.5), "cpu_p99_ms": at(&self.cpu, 0.99),
            "cpu_max_ms": at(&self.cpu, 1.0), "cpu_total_ms": self.cpu.iter().sum::<f64>(),
            "wall_ms": at(&self.wall, 0.5), "wall_p99_ms": at(&self.wall, 0.99),
            "wall_max_ms": at(&self.wall, 1.0), "wall_total_ms": self.wall.iter().sum::<f64>(),
        });
        println!("{line}");
    }
}

fn at(list: &[f64], share: f64) -> f64 {
    let mut sorted = list.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    let place = (last as f64 * share).ceil() as usize;
    sorted.get(place).copied().unwrap_or(0.0)
}

/// One number that is no series of times, in the same shape: a size, or a process's whole time.
pub(crate) fn print_one(case: &str, what: &str, value: f64) {
    let line = serde_json::json!({
        "engine": "farola", "case": case, "what": what, "n": 1, "cpu_ms": value, "wall_ms": value,
    });
    println!("{line}");
}

/// What an engine worked out, for the eye: all engines should print the same.
pub(crate) fn check(case: &str, what: &str, value: &str) {
    let line = serde_json::json!({
        "engine": "farola", "case": case, "check": what, "value": value,
    });
    println!("{line}");
}
