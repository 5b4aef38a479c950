//! Measuring support shared by the benchmarks in this folder.
