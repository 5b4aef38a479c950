//! Prints every fault of a form with its line: `cargo run -p farola-form --example check FORM`.
#![allow(clippy::print_stdout)]
#![allow(clippy::disallowed_methods)] // it runs on a PC, never on a phone

use std::borrow::Cow;
use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use farola_form::{FormDef, FormMedia};

/// The attached files of a form, in the folder where the form lies.
struct Beside(PathBuf);

impl FormMedia for Beside {
    fn get(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        // A form names files, never paths.
        let plain = !name.contains(['/', '\\']) && name != "..";
        let bytes = plain.then(|| fs::read(self.0.join(name)).ok()).flatten()?;
        Some(Cow::Owned(bytes))
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args_os().nth(1).map(PathBuf::from);
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/household.xml");
    let path = path.unwrap_or_else(|| PathBuf::from(example));
    let source = fs::read(&path)?;
    let folder = path.parent().map(PathBuf::from).unwrap_or_default();
    let (form, diagnostics) = FormDef::parse(&source, &Beside(folder));
    for diagnostic in &diagnostics {
        println!("{diagnostic}");
        if let Some(excerpt) = diagnostic.place.excerpt(&source) {
            println!("  {}\n  {}^", excerpt.text, " ".repeat(excerpt.caret));
        }
        println!("  {}", diagnostic.help);
    }
    match form {
        Some(form) => println!("{}: {} fields", form.id(), form.fields().len()),
        None => println!("the form cannot be filled"),
    }
    Ok(())
}
