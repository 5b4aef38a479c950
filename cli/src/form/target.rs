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
    // Each is looked at once, before anything is written.
    let there: Vec<There> = files.iter().map(there).collect();
    let mut others = files
        .iter()
        .zip(&there)
        .filter(|(file, there)| **there == There::Another && !ours.contains(&file.path));
    if let Some((other, _)) = others.next()
        && !force
        && !may_overwrite(words, &other.path, out)?
    {
        return Ok(false);
    }
    for (file, there) in files.iter().zip(there) {
        let written = match (file.path == Path::new("-"), there) {
            (true, _) => io::stdout().lock().write_all(&file.content),
            (false, There::Same) => Ok(()),
            (false, There::Nothing | There::Another) => std::fs::write(&file.path, &file.content),
        };
        if let Err(error) = written {
            writeln!(out, "{}: {error}", file.path.display())?;
            return Ok(false);
        }
    }
    Ok(true)
}

/// What is in the place of a file that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum There {
    Nothing,
    Same,
    /// Other bytes, or what cannot be read.
    Another,
}

fn there(file: &Written<'_>) -> There {
    let path = &file.path;
    if path == Path::new("-") || !path.exists() {
        return There::Nothing;
    }
    match std::fs::read(path) {
        Ok(bytes) if bytes == *file.content => There::Same,
        _ => There::Another,
    }
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
