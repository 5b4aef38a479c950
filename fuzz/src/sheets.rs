//! A workbook made of words that mean something to the compiler, so that what is thrown at it is
//! almost a form.

use farola_xlsform::Workbook;
use farola_xlsform::workbook::Sheet;

use super::workbook::compiled;

/// Bytes above 0x7F are words of the list; 0x1D ends a sheet, 0x1E a row, 0x1F a cell; the rest is
/// text.
pub fn run(data: &[u8]) {
    let data = data.get(..8_192).unwrap_or(data);
    let names = [
        "survey",
        "choices",
        "settings",
        "entities",
        "external_choices",
        "osm",
    ];
    let parts = data.split(|byte| *byte == 0x1D);
    let sheets = names
        .iter()
        .zip(parts)
        .map(|(name, part)| sheet(name, part));
    compiled(&Workbook {
        sheets: sheets.collect(),
    });
}

fn sheet(name: &str, part: &[u8]) -> Sheet {
    let rows: Vec<Vec<String>> = part
        .split(|byte| *byte == 0x1E)
        .map(|row| row.split(|byte| *byte == 0x1F).map(text).collect())
        .collect();
    let rows: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.iter().map(String::as_str).collect())
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    Sheet::of_text(name, &rows)
}

fn text(cell: &[u8]) -> String {
    let mut out = String::new();
    for byte in cell {
        match byte.checked_sub(0x80) {
            Some(at) => {
                let word = WORDS.get(usize::from(at) % WORDS.len());
                out.push_str(word.copied().unwrap_or_default());
            }
            None => out.push(char::from(*byte)),
        }
    }
    out
}

/// The byte of a word, for the seeds.
pub fn byte(word: &str) -> Option<u8> {
    let at = WORDS.iter().position(|known| *known == word)?;
    u8::try_from(at).ok().map(|at| at + 0x80)
}

#[rustfmt::skip]
const WORDS: [&str; 124] = [
    "type", "name", "label", "hint", "list_name", "label::Español (es)", "label::English (en)",
    "hint::Español (es)", "relevant", "constraint", "constraint_message", "required", "default",
    "calculation", "appearance", "choice_filter", "parameters", "trigger", "repeat_count",
    "save_to", "media::image", "media::audio", "read_only", "bind::foo", "body::accuracy",
    "instance::x", "guidance_hint", "big-image", "image", "disabled", "text", "integer", "decimal",
    "select_one ", "select_multiple ", "rank ", "select_one_from_file ", "select_one_external ",
    " or_other", "note", "calculate", "hidden", "date", "time", "dateTime", "geopoint", "geotrace",
    "geoshape", "photo", "audio", "video", "file", "barcode", "range", "audit", "start", "end",
    "today", "deviceid", "username", "start-geopoint", "background-audio", "background-geopoint",
    "csv-external", "xml-external", "acknowledge", "begin group", "end group", "begin repeat",
    "end repeat", "begin loop over ", "end loop", "begin_group", "end_repeat", "osm ", "l", "a",
    "b", "c", "${a}", "${b}", "${last-saved#a}", "${", "}", ".", "..", " = ", " + ", " and ",
    " or ", "selected(", "count(", "indexed-repeat(", "position(..)", "instance('l')/root/item[",
    "]", "(", ")", ", ", "'", "1", "0", "yes", "no", "true()", "field-list", "table-list",
    "minimal", "search('l')", "randomize=true", "seed=", "start=", "end=", "step=", "max-pixels=",
    "value=", "quality=", "capture-accuracy=", "l.csv", "l.geojson", "form_id", "version",
    "entity_id", "create_if",
];
