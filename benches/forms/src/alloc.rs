//! Counts what is allocated: how often, and how much stays.

use std::alloc::System;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static GLOBAL: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Everything allocated since it was started.
pub(crate) struct Counted(Region<'static, System>);

impl Counted {
    pub(crate) fn start() -> Self {
        Self(Region::new(GLOBAL))
    }

    /// Bytes that are still held.
    pub(crate) fn held(&self) -> f64 {
        let change = self.0.change();
        // What a growing vector gained is counted apart from new allocations.
        change.bytes_allocated as f64 - change.bytes_deallocated as f64
    }

    /// Allocations and growths.
    pub(crate) fn count(&self) -> f64 {
        let change = self.0.change();
        (change.allocations + change.reallocations) as f64
    }
}
