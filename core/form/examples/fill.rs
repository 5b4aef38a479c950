//! Fills a form from beginning to end: `cargo run -p farola-form --example fill`.
//!
//! What a shell does with a person in front of it: show a screen, take the answer, show what
//! changed, and finish when no rule is broken.
#![allow(clippy::print_stdout)]

use std::collections::hash_map::RandomState;
use std::error::Error;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;

use farola_form::jiff::ZonedDateTime;
use farola_form::{FormDef, NoMedia, ScreenKind, Session, SessionEnv};

fn main() -> Result<(), Box<dyn Error>> {
    let (form, diagnostics) = FormDef::parse(include_bytes!("household.xml"), &NoMedia);
    for diagnostic in &diagnostics {
        println!("{diagnostic}\n    {}", diagnostic.help);
    }
    let form = Arc::new(form.ok_or("the form cannot be filled")?);
    println!("{} ({})", form.title(), form.languages().join(", "));

    let mut session = Session::new(form, SessionEnv::new(now(), random));
    session.answer("/data/street", "Calle 8")?;
    for (name, age) in [("Ana", "34"), ("Luz", "9")] {
        let person = session.add_repeat("/data/person")?.path;
        session.answer(&format!("{person}/name"), name)?;
        let outcome = session.answer(&format!("{person}/age"), age)?;
        println!("{person}: {} nodes changed", outcome.changes.nodes.len());
    }
    session.answer("/data/person[2]/school", "norte")?;

    session.set_language("Español (es)")?;
    let mut screen = session.screen();
    while screen.kind != ScreenKind::End {
        for question in screen.questions.iter().filter(|q| q.relevant) {
            let value = question.value.as_deref().unwrap_or_default();
            println!("{}: {value}", question.label);
        }
        screen = session.next();
    }

    match session.finalize() {
        Ok(done) => println!("{}", String::from_utf8_lossy(&done.xml)),
        Err(errors) => {
            for error in errors {
                println!("{}: {} {}", error.path, error.error.name(), error.message);
            }
        }
    }
    Ok(())
}

/// The crate reads no clock: the time is given to it.
fn now() -> ZonedDateTime {
    ZonedDateTime::now()
}

/// Nor any random source. A program takes the system's (the crate getrandom); the standard
/// library's own is enough for an example.
fn random(bytes: &mut [u8]) {
    for chunk in bytes.chunks_mut(8) {
        let random = RandomState::new().build_hasher().finish().to_le_bytes();
        chunk.copy_from_slice(random.get(..chunk.len()).unwrap_or_default());
    }
}
