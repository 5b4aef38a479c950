//! `farola form check FORM…`: every fault with its place, its line, its cause and the way out.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use farola_form::{Diagnostic, FormDef, Severity};
use serde_json::json;

use super::explain;
use super::load::{Told, load_told};

/// What `check` is given.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Forms to check.
    #[arg(required_unless_present = "explain")]
    forms: Vec<PathBuf>,
    /// Folder with the forms' attached files; each form's own folder where none is given.
    #[arg(long)]
    media: Option<PathBuf>,
    /// Says what a code means.
    #[arg(long, value_name = "CODE", conflicts_with = "forms")]
    explain: Option<String>,
    /// One JSON object per diagnostic.
    #[arg(long)]
    json: bool,
}

/// Checks forms: 0 all are usable (remarks are printed), 1 a form has errors, 2 usage: a file
/// cannot be read, or no such code.
pub(super) fn run(args: &CheckArgs) -> ExitCode {
    let out = &mut io::stdout().lock();
    let code = match &args.explain {
        Some(code) => explain_code(code, out),
        None => check(args, out),
    };
    match code {
        Ok(code) => ExitCode::from(code),
        // Whoever read our output went away; there is nobody left to tell.
        Err(_) => ExitCode::from(2),
    }
}

fn explain_code(code: &str, out: &mut impl Write) -> io::Result<u8> {
    match explain::explain(code) {
        Some(text) => write!(out, "{text}").map(|()| 0),
        None => writeln!(out, "{}", explain::unknown(code)).map(|()| 2),
    }
}

fn check(args: &CheckArgs, out: &mut impl Write) -> io::Result<u8> {
    let (mut worst, mut errors, mut warnings) = (0, 0_usize, 0_usize);
    for form in &args.forms {
        let beside = form.parent().map(Path::to_path_buf);
        let (def, diagnostics) = load_told(form, args.media.clone().or(beside));
        // Read again for its lines only where there is something to show.
        let source = match diagnostics.is_empty() {
            true => Vec::new(),
            false => fs::read(form).unwrap_or_default(),
        };
        for told in &diagnostics {
            let d = &told.diagnostic;
            worst = worst.max(exit_code(d));
            match d.severity {
                Severity::Error => errors += 1,
                Severity::Warning => warnings += 1,
            }
            if args.json {
                json_line(form, told, &source, out)?;
            } else {
                for_people(form, told, &source, out)?;
            }
        }
        if !args.json {
            summary(form, def.as_ref(), &diagnostics, out)?;
        }
    }
    if !args.json && args.forms.len() > 1 {
        let forms = args.forms.len();
        writeln!(
            out,
            "{forms} forms: {}, {}",
            number(errors, "error"),
            number(warnings, "warning")
        )?;
    }
    out.flush()?;
    Ok(worst)
}

fn json_line(form: &Path, told: &Told, source: &[u8], out: &mut impl Write) -> io::Result<()> {
    let (d, cell) = (&told.diagnostic, told.cell.as_ref());
    let excerpt = d.place.excerpt(source);
    let line = json!({
        "form": form.display().to_string(), "code": d.code, "severity": d.severity,
        "message": d.message, "place": d.place, "help": d.help,
        "line": d.place.line, "column": d.place.column, "path": d.place.path,
        "offset": d.place.offset, "xlsform": xlsform(&d.place.path),
        "sheet": cell.map(|cell| &cell.sheet), "row": cell.and_then(|cell| cell.row),
        "cell": cell.and_then(|cell| cell.address()),
        "header": cell.and_then(|cell| cell.header.as_ref()),
        "excerpt": excerpt.map(|e| json!({"text": e.text, "caret": e.caret})),
    });
    writeln!(out, "{line}")
}

fn for_people(form: &Path, told: &Told, source: &[u8], out: &mut impl Write) -> io::Result<()> {
    let d = &told.diagnostic;
    let (line, column) = (d.place.line, d.place.column);
    write!(out, "{}", form.display())?;
    if line > 0 {
        write!(out, ":{line}:{column}")?;
    }
    if let Some(cell) = told.cell.as_ref().filter(|cell| !cell.sheet.is_empty()) {
        write!(out, ": {cell}")?;
    }
    writeln!(out, ": {} {}: {}", d.severity, d.code, d.message)?;
    if let Some(excerpt) = d.place.excerpt(source) {
        let margin = " ".repeat(line.to_string().len().max(4));
        writeln!(out, "{line:>4} | {}", excerpt.text)?;
        writeln!(out, "{margin} | {}^", " ".repeat(excerpt.caret))?;
    }
    if line > 0 && !d.place.path.is_empty() {
        match xlsform(&d.place.path) {
            Some(cell) => writeln!(out, "  at: {} (XLSForm: {cell})", d.place.path)?,
            None => writeln!(out, "  at: {}", d.place.path)?,
        }
    }
    writeln!(out, "  way out: {}\n", d.help)
}

fn summary(
    form: &Path,
    def: Option<&FormDef>,
    diagnostics: &[Told],
    out: &mut impl Write,
) -> io::Result<()> {
    let name = form.display();
    let errors = diagnostics
        .iter()
        .filter(|told| told.diagnostic.severity == Severity::Error)
        .count();
    let found = format!(
        "{}, {}",
        number(errors, "error"),
        number(diagnostics.len() - errors, "warning")
    );
    match def {
        None => writeln!(out, "{name}: not usable; {found}"),
        Some(def) => {
            let questions = def.fields().iter().filter(|f| f.control.is_some()).count();
            let (title, id, version) = (def.title(), def.id(), def.version());
            let version = match version {
                "" => String::new(),
                version => format!(" {version}"),
            };
            let questions = number(questions, "question");
            writeln!(out, "{name}: {title} ({id}{version}), {questions}; {found}")
        }
    }
}

fn number(count: usize, word: &str) -> String {
    match count {
        0 => format!("no {word}s"),
        1 => format!("1 {word}"),
        _ => format!("{count} {word}s"),
    }
}

/// Where the designer of an XLSForm finds the place: the row and the column of the survey sheet.
fn xlsform(path: &str) -> Option<String> {
    let (node, part) = path.split_once(' ')?;
    let row = node.rsplit('/').next().filter(|name| !name.is_empty())?;
    let column = match part {
        "@relevant" => "relevant",
        "@readonly" => "read_only",
        "@required" => "required",
        "@constraint" => "constraint",
        "@calculate" => "calculation",
        "@jr:count" => "repeat_count",
        "message" => "constraint_message or required_message",
        "itemset/@nodeset" | "itemset" => "choice_filter, or the list named in type",
        "setvalue/@value" => "default, or calculation with trigger",
        "output/@value" | "label/@ref" => "label, hint or a message",
        _ => return None,
    };
    Some(format!("row {row}, column {column}"))
}

fn exit_code(diagnostic: &Diagnostic) -> u8 {
    match diagnostic.severity {
        Severity::Error if diagnostic.code == "form.unreadable" => 2,
        Severity::Error => 1,
        Severity::Warning => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::xlsform;

    #[test]
    fn places_are_said_as_cells() {
        let check = |path, expected: Option<&str>| assert_eq!(xlsform(path).as_deref(), expected);
        check("/data/g/age @relevant", Some("row age, column relevant"));
        check("/data/r @jr:count", Some("row r, column repeat_count"));
        check("/data/age", None);
        check("bind", None);
    }
}
