//! Test support shared by the suites in this folder.
