//! The hub's SQL, migrations and files.
