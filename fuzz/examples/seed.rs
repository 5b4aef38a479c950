//! Writes what the fuzzers begin with: `seed OUT` makes a folder for each target, out of the
//! forms, steps and tables of the conformance suite and of the kit.

use std::fs;
use std::path::{Path, PathBuf};

use farola_form::Session;
use farola_fuzz::ways;
use serde_json::Value;

fn main() -> std::io::Result<()> {
    let Some(out) = std::env::args().nth(1).map(PathBuf::from) else {
        return Err(std::io::Error::other("usage: seed OUT"));
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let forms = files(&root.join("tests/conformance/forms"))?;
    let mut made = Seeds { out, count: 0 };
    for (name, text) in forms.iter().chain(&files(&root.join("kit"))?) {
        if name.ends_with(".xml") {
            made.put("xform", text.as_bytes())?;
            for expr in expressions(text) {
                made.put("xpath", expr.as_bytes())?;
            }
        }
    }
    for (_, text) in files(&root.join("tests/conformance/xpath"))? {
        for line in text.lines() {
            let row: Value = serde_json::from_str(line)?;
            if let Some(expr) = row["expr"].as_str() {
                made.put("xpath", expr.as_bytes())?;
            }
        }
    }
    for (name, text) in &forms {
        let steps = text
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let lines: Vec<String> = steps.map(|step| step["send"].to_string()).collect();
        if name.ends_with(".jsonl") {
            let pick = u8::try_from(made.count % ways::FORMS.len()).unwrap_or(0);
            made.picked("drive", pick, lines.join("\n").as_bytes())?;
        }
    }
    for (pick, _) in (0..).zip(ways::FORMS) {
        made.picked(
            "drive",
            pick,
            b"\x05\x00\n\x00\x001\n\x00\x017\n\x06\x00\n\x04\x01",
        )?;
        if let Some(def) = ways::form(pick) {
            let session = Session::new(def, ways::env());
            made.picked("instance", pick, &session.save())?;
        }
    }
    for (name, text) in ways::media() {
        let kind = u8::from(name.ends_with("json")) + 2 * u8::from(name.ends_with("xml"));
        made.picked("lists", kind, &text)?;
    }
    for (name, bytes) in workbooks(&root)? {
        let kind = if name.ends_with(".csv") { 4 } else { 0 };
        made.picked("workbook", kind, &bytes)?;
    }
    for (kind, text) in WORKBOOKS {
        made.picked("workbook", kind, text.as_bytes())?;
    }
    for form in SHEETS {
        made.put("sheets", &in_words(form))?;
    }
    for (kind, text) in WIRE {
        made.picked("wire", kind, text.as_bytes())?;
    }
    Ok(())
}

const WIRE: [(u8, &str); 6] = [
    (
        0,
        "<xforms xmlns=\"http://openrosa.org/xforms/xformsList\"><xform><formID>a</formID><name>A\
         </name><version>1</version><hash>md5:00112233445566778899aabbccddeeff</hash><downloadUrl>\
         https://h.example/a.xml</downloadUrl><manifestUrl>https://h.example/m</manifestUrl>\
         </xform></xforms>",
    ),
    (
        1,
        "<manifest xmlns=\"http://openrosa.org/xforms/xformsManifest\"><mediaFile type=\"entityList\
         \"><filename>l.csv</filename><hash>md5:00112233445566778899aabbccddeeff</hash><downloadUrl>\
         https://h.example/l.csv</downloadUrl></mediaFile></manifest>",
    ),
    (
        2,
        "<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\"><message nature=\"\">ok\
         </message></OpenRosaResponse>",
    ),
    (
        3,
        "{\"instance_id\":\"uuid:1\",\"sha256\":\"00\",\"files\":[]}",
    ),
    (4, "{\"cursor\":\"1\",\"changes\":[],\"more\":false}"),
    (5, "https://h.example/v1/key/abc/projects/1"),
];

/// Parts of workbooks, as `farola_fuzz::workbook` puts them together.
const WORKBOOKS: [(u8, &str); 4] = [
    (
        1,
        "<s><cols><col min=\"1\" max=\"2\" hidden=\"1\"/></cols><sheetData><row r=\"1\"><c r=\"A1\" \
         t=\"s\"><v>0</v></c><c r=\"B1\" t=\"inlineStr\"><is><t>name</t></is></c></row><row><c s=\"1\">\
         <v>45000.5</v></c><c t=\"e\"><f>A1</f><v>#REF!</v></c></row></sheetData><mergeCells>\
         <mergeCell ref=\"A1:B2\"/></mergeCells></s>\0<sst><si><t>type</t></si></sst>\0<s><numFmts>\
         <numFmt numFmtId=\"164\" formatCode=\"dd/mm\"/></numFmts><cellXfs><xf/><xf \
         numFmtId=\"164\"/></cellXfs></s>",
    ),
    (
        2,
        "<o><table:table table:name=\"survey\"><table:table-row><table:table-cell \
         office:value-type=\"string\"><text:p>type</text:p></table:table-cell><table:table-cell \
         table:number-columns-repeated=\"2\" office:value-type=\"float\" office:value=\"1.0\"/>\
         </table:table-row></table:table></o>",
    ),
    (4, "survey,,\n,type,name\n,text,\"a \"\"b\"\"\"\n"),
    (
        5,
        "| survey | | |\n| | type | name | label |\n| | text | a | A |\n",
    ),
];

/// Forms for `farola_fuzz::sheets`: words apart by `~`, cells by `|`, rows by line breaks.
const SHEETS: [&str; 3] = [
    "type|name|label::Español (es)|relevant\nselect_one ~l|a|Q|\ntext|b|Q ~${a}|${a}~ = ~'~1~'",
    "type|name|label|repeat_count\nbegin repeat|a|R|1\ninteger|b|Q|\nend repeat|||",
    "type|name|label|calculation\nbegin group|a|G|\ncalculate|b||count(~${a}~)\nend group",
];

/// A form in the bytes of the target.
fn in_words(form: &str) -> Vec<u8> {
    let row = |row: &str| {
        let cells: Vec<Vec<u8>> = row.split('|').map(cell_in_words).collect();
        cells.join(&0x1F)
    };
    form.lines().map(row).collect::<Vec<_>>().join(&0x1E)
}

fn cell_in_words(cell: &str) -> Vec<u8> {
    let words = cell.split('~');
    let byte = |word: &str| {
        farola_fuzz::sheets::byte(word).map_or(word.as_bytes().to_vec(), |byte| vec![byte])
    };
    words.flat_map(byte).collect()
}

/// The workbooks of the kit.
fn workbooks(root: &Path) -> std::io::Result<Vec<(String, Vec<u8>)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root.join("kit"))? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if name.ends_with(".xlsx") {
            found.push((name, fs::read(&path)?));
        }
    }
    found.sort();
    Ok(found)
}

/// The values of attributes that hold expressions.
fn expressions(xml: &str) -> Vec<String> {
    let mut found = Vec::new();
    for name in [
        "calculate",
        "relevant",
        "constraint",
        "required",
        "nodeset",
        "value",
    ] {
        for part in xml.split(&format!(" {name}=\"")).skip(1) {
            let text = part.split('"').next().unwrap_or_default();
            let plain = [
                ("&lt;", "<"),
                ("&gt;", ">"),
                ("&quot;", "\""),
                ("&amp;", "&"),
            ];
            let text = plain
                .iter()
                .fold(text.to_owned(), |t, (a, b)| t.replace(a, b));
            found.push(text);
        }
    }
    found
}

/// The text files of a folder, by name.
fn files(folder: &Path) -> std::io::Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if let (Some(name), Ok(text)) = (path.file_name(), fs::read_to_string(&path)) {
            found.push((name.to_string_lossy().into_owned(), text));
        }
    }
    found.sort();
    Ok(found)
}

struct Seeds {
    out: PathBuf,
    count: usize,
}

impl Seeds {
    fn put(&mut self, target: &str, bytes: &[u8]) -> std::io::Result<()> {
        let folder = self.out.join(target);
        fs::create_dir_all(&folder)?;
        self.count += 1;
        fs::write(folder.join(format!("seed-{:05}", self.count)), bytes)
    }

    fn picked(&mut self, target: &str, pick: u8, bytes: &[u8]) -> std::io::Result<()> {
        self.put(target, &[&[pick], bytes].concat())
    }
}
