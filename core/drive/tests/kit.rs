//! The kit's own tests: every form has a file of cases, and every case passes.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::Path;
use std::sync::Arc;

use farola_drive::cases::{Defaults, Suite};
use farola_form::{FormDef, NoMedia};

#[test]
fn every_form_of_the_kit_passes_its_cases() {
    let kit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../kit");
    let mut forms = 0;
    for entry in fs::read_dir(&kit).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "xml") {
            continue;
        }
        forms += 1;
        let cases = kit
            .join("tests")
            .join(path.file_name().unwrap())
            .with_extension("yaml");
        let form = FormDef::parse(&fs::read(&path).unwrap(), &NoMedia).0;
        let text = fs::read_to_string(&cases)
            .unwrap_or_else(|error| panic!("{}: {error}", cases.display()));
        let suite = Suite::parse(&text).unwrap_or_else(|e| panic!("{}:{e}", cases.display()));
        let reports = suite.run(&Arc::new(form.unwrap()), &Defaults::default());
        for report in reports {
            let failures: Vec<String> = report.failures.iter().map(ToString::to_string).collect();
            assert!(failures.is_empty(), "{}: {failures:#?}", report.name);
        }
    }
    assert_eq!(forms, 6);
}
