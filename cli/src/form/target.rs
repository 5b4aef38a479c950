//! Files that a command writes: never over another file without being told to.

use std::borrow::Cow;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use crate::words::Words;

/// A file that is written: its path, `-` for standard output, and what is in it.
#[derive(Debug)]
pub(super) struct Written<'f> {
    pub(super) path: PathBuf,
    pub(super) content: Cow<'f, [u8]>,
}

/// The code of a file that stays because it is another one.
const FILE_THERE: &str = "form.file_there";

/// Writes files: whether all are there. Where one of them is another file already and none of
/// `ours`, somebody at the terminal is asked; `force` needs no answer. A file that is there as it
/// is to be is left alone: whoever watches it would see a save.
pub(super) fn write(
    files: &[Written<'_>],
    force: bool,
    ours: &[PathBuf],
    words: Words,
    out: &mut impl Write,
) -> io::Result<bool> {
    if let Some(there) = files
        .iter()
        .find(|file| !ours.contains(&file.path) && is_another(file))
        && !force
        && !may_overwrite(words, &there.path, out)?
    {
        return Ok(false);
    }
    for file in files {
        let written = match file.path == Path::new("-") {
            true => io::stdout().lock().write_all(&file.content),
            false if file.path.exists() && !is_another(file) => Ok(()),
            false => std::fs::write(&file.path, &file.content),
        };
        if let Err(error) = written {
            writeln!(out, "{}: {error}", file.path.display())?;
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether another file is in the place of one that is written.
fn is_another(file: &Written<'_>) -> bool {
    let path = &file.path;
    path != Path::new("-")
        && path.exists()
        && std::fs::read(path).map_or(true, |there| there != *file.content)
}

/// Asks whether a file may be written over; where nobody can be asked, it may not.
fn may_overwrite(words: Words, path: &Path, out: &mut impl Write) -> io::Result<bool> {
    let name = path.display();
    if !io::stdin().is_terminal() {
        writeln!(
            out,
            "{name}: {FILE_THERE}: {}",
            words.diagnostic(FILE_THERE)
        )?;
        return Ok(false);
    }
    let asked = match words {
        Words::Es => "ya está y es otro archivo. ¿Escribir encima? [s/N]",
        Words::En => "is there and is another file. Write over it? [y/N]",
    };
    write!(out, "{name}: {asked} ")?;
    out.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    let answer = answer.trim().to_lowercase();
    Ok(["s", "si", "sí", "y", "yes"].contains(&answer.as_str()))
}
