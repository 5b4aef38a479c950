//! `farola form sheet FORM.xml`: a form as an XLSForm, and what a sheet cannot say.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use farola_xlsform::workbook::Sheet;
use farola_xlsform::{Fault, Severity, Sheeted, Workbook, write};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, XlsxError};

use super::target::{self, Written};
use super::telling::Telling;
use crate::words::Words;

/// What `sheet` is given.
#[derive(Debug, Args)]
pub(crate) struct SheetArgs {
    /// The form (XML). Its `itemsets.csv`, where it has one, is read beside it.
    form: PathBuf,
    /// Where the sheets go: .xlsx, .csv, .md, or a folder with one CSV file for each sheet; beside
    /// the form with the end .xlsx where none is given.
    #[arg(short, long, value_name = "SHEET")]
    output: Option<PathBuf>,
    /// Writes over files that are there, without asking.
    #[arg(long)]
    force: bool,
    /// The language of what is said.
    #[arg(long, value_enum, default_value = "es")]
    words: Words,
    /// One JSON object per remark, in both languages.
    #[arg(long)]
    json: bool,
}

/// Makes sheets: 0 they are made (what they cannot say is printed), 1 the file is no form or the
/// sheets cannot be written so, 2 a file cannot be read or written, or another one is there.
pub(super) fn run(args: &SheetArgs) -> ExitCode {
    let out = &mut io::stderr().lock();
    match sheet(args, out) {
        Ok(code) => ExitCode::from(code),
        Err(_) => ExitCode::from(2),
    }
}

fn sheet(args: &SheetArgs, out: &mut impl Write) -> io::Result<u8> {
    let telling = Telling {
        file: &args.form,
        words: args.words,
        json: args.json,
    };
    // Only UTF-8 is read: a letter that is guessed would be another form.
    let lists = args.form.with_file_name("itemsets.csv");
    let xml = std::fs::read_to_string(&args.form);
    let itemsets = match std::fs::read_to_string(&lists) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        read => read.map(Some),
    };
    let (xml, itemsets) = match (xml, itemsets) {
        (Ok(xml), Ok(itemsets)) => (xml, itemsets),
        (Err(error), _) => return unreadable(&args.form, &error, out),
        (_, Err(error)) => return unreadable(&lists, &error, out),
    };
    let made = farola_xlsform::sheets(&xml, itemsets.as_deref());
    let Sheeted {
        workbook, remarks, ..
    } = match made {
        Ok(sheeted) => sheeted,
        Err(fault) => {
            telling.tell(&fault, out)?;
            return Ok(1);
        }
    };
    for remark in &remarks {
        telling.tell(remark, out)?;
    }
    let target = args.output.clone();
    let target = target.unwrap_or_else(|| args.form.with_extension("xlsx"));
    let files = match files(&target, &workbook) {
        Ok(files) => files,
        Err(Unwritten::Refused(fault)) => {
            telling.tell(&fault, out)?;
            return Ok(1);
        }
        Err(Unwritten::Workbook(error)) => {
            writeln!(out, "{}: {error}", target.display())?;
            return Ok(1);
        }
    };
    let folder = files.iter().all(|file| file.path != target);
    if folder && let Err(error) = std::fs::create_dir_all(&target) {
        writeln!(out, "{}: {error}", target.display())?;
        return Ok(2);
    }
    if !target::write(&files, args.force, &[], args.words, out)? {
        return Ok(2);
    }
    summary(args, &target, &workbook, &remarks, out)?;
    Ok(0)
}

fn unreadable(file: &Path, error: &io::Error, out: &mut impl Write) -> io::Result<u8> {
    writeln!(out, "{}: form.unreadable: {error}", file.display())?;
    Ok(2)
}

/// Why sheets cannot be written in this way.
enum Unwritten {
    /// A cell holds what this kind of file cannot.
    Refused(Box<Fault>),
    /// The writer of workbooks refuses them: a cell of more than 32,767 characters.
    Workbook(XlsxError),
}

fn files(target: &Path, workbook: &Workbook) -> Result<Vec<Written<'static>>, Unwritten> {
    let end = target.extension().and_then(|end| end.to_str());
    let content = match end.map(str::to_lowercase).as_deref() {
        Some("md") => {
            let table = write::markdown(workbook);
            table
                .map_err(|fault| Unwritten::Refused(Box::new(fault)))?
                .into_bytes()
        }
        Some("csv") => write::csv_of_all(workbook).into_bytes(),
        Some(_) => excel(workbook).map_err(Unwritten::Workbook)?,
        None => {
            let sheets = workbook.sheets.iter();
            let files = sheets.map(|sheet| Written {
                path: target.join(format!("{}.csv", sheet.name)),
                content: write::csv(sheet).into_bytes().into(),
            });
            return Ok(files.collect());
        }
    };
    Ok(vec![Written {
        path: target.to_path_buf(),
        content: content.into(),
    }])
}

/// A workbook of Excel: every cell a text, so that no program makes a number or a date of one.
fn excel(workbook: &Workbook) -> Result<Vec<u8>, XlsxError> {
    let mut book = rust_xlsxwriter::Workbook::new();
    // The same form gives the same file, whenever it is made.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let (head, text) = (Format::new().set_bold().set_text_wrap(), Format::new());
    let text = text.set_num_format("@");
    for sheet in &workbook.sheets {
        let page = book.add_worksheet();
        page.set_name(&sheet.name)?;
        page.set_freeze_panes(1, 0)?;
        for row in &sheet.rows {
            let number = row.number.saturating_sub(1);
            let format = if number == 0 { &head } else { &text };
            for cell in &row.cells {
                let column = u16::try_from(cell.column).unwrap_or(u16::MAX);
                page.write_string_with_format(number, column, cell.value.text(), format)?;
            }
        }
        for (column, width) in widths(sheet) {
            page.set_column_width(column, width)?;
        }
    }
    book.save_to_buffer()
}

/// How wide each column is: as its longest text, within bounds.
fn widths(sheet: &Sheet) -> Vec<(u16, u32)> {
    const BOUNDS: (usize, usize) = (8, 48);
    let mut widths: Vec<(u16, u32)> = Vec::new();
    for cell in sheet.rows.iter().flat_map(|row| &row.cells) {
        let column = u16::try_from(cell.column).unwrap_or(u16::MAX);
        let length = cell.value.text().chars().take(BOUNDS.1).count();
        let width = u32::try_from(length.max(BOUNDS.0) + 2).unwrap_or_default();
        match widths.iter_mut().find(|(known, _)| *known == column) {
            Some((_, known)) => *known = width.max(*known),
            None => widths.push((column, width)),
        }
    }
    widths
}

fn summary(
    args: &SheetArgs,
    target: &Path,
    workbook: &Workbook,
    remarks: &[Fault],
    out: &mut impl Write,
) -> io::Result<()> {
    if args.json {
        return Ok(());
    }
    let rows = workbook.sheets.iter().map(|sheet| {
        let count = sheet.rows.len().saturating_sub(1);
        format!("{} {count}", sheet.name)
    });
    let rows: Vec<String> = rows.collect();
    let (target, rows) = (target.display(), rows.join(", "));
    let compiles = remarks
        .iter()
        .all(|remark| remark.severity() < Severity::Error);
    let count = remarks.len();
    match (args.words, compiles) {
        (Words::Es, _) if count == 0 => {
            writeln!(out, "{target}: {rows}; las hojas dan el mismo formulario")
        }
        (Words::En, _) if count == 0 => {
            writeln!(out, "{target}: {rows}; the sheets give the same form")
        }
        (Words::Es, true) => writeln!(out, "{target}: {rows}; diferencias: {count}"),
        (Words::En, true) => writeln!(out, "{target}: {rows}; differences: {count}"),
        (Words::Es, false) => writeln!(out, "{target}: {rows}; todavía no compilan"),
        (Words::En, false) => writeln!(out, "{target}: {rows}; they do not compile yet"),
    }
}
