//! Rules that are words: what is not to be written, and where it may be all the same.

use super::super::{Finding, Tree};
use super::lines::{self, Shell};

/// Words that a shell does not write.
pub(super) struct Forbidden {
    kotlin: &'static [&'static str],
    swift: &'static [&'static str],
    /// Words of Kotlin that say something only where a file is at hand.
    beside_files: &'static [&'static str],
    /// Whether capitals count.
    in_any_case: bool,
    /// Whether the part that senses may write them.
    senses_may: bool,
    /// Ends of paths, each with the word that may stand there and the reason.
    except: &'static [(&'static str, &'static str, &'static str)],
    why: &'static str,
}

const LOOK: &str = "the look of the app, a setting";

/// The settings have a look of the app of that name.
pub(super) const APPEARANCE: Forbidden = Forbidden {
    kotlin: &["appearance"],
    swift: &["appearance"],
    beside_files: &[],
    in_any_case: true,
    senses_may: false,
    except: &[
        ("app/MainActivity.kt", "appearance", LOOK),
        ("home/SettingsScreen.kt", "appearance", LOOK),
        ("Settings/SettingsModel.swift", "appearance", LOOK),
        ("Screens/SettingsView.swift", "appearance", LOOK),
        ("Screens/RootView.swift", "appearance", LOOK),
    ],
    why: "match on the entry's control (QuestionControl)",
};

pub(super) const SPLITTING: Forbidden = Forbidden {
    kotlin: &[
        ".split(",
        "splitToSequence(",
        "substringBefore",
        "substringAfter",
        "Regex(",
        ".toRegex(",
        ".lineSequence(",
        "[$",
    ],
    swift: &[
        ".split(",
        "components(separatedBy",
        "NSRegularExpression",
        "Regex(",
        "Regex {",
        "firstIndex(of: \"",
        "lastIndex(of: \"",
        ".firstMatch(",
        ".wholeMatch(",
        "[\\(",
    ],
    beside_files: &[],
    in_any_case: false,
    senses_may: true,
    except: &[],
    why: "the core reads and writes values and references; ask it for the parts",
};

pub(super) const NUMBERS: Forbidden = Forbidden {
    kotlin: &[
        ".toIntOrNull(",
        ".toLongOrNull(",
        ".toShortOrNull(",
        ".toUIntOrNull(",
        ".toULongOrNull(",
        ".toFloatOrNull(",
        ".toDoubleOrNull(",
        ".toBigDecimalOrNull(",
        ".toBigIntegerOrNull(",
        "parseInt(",
        "parseLong(",
        "parseFloat(",
        "parseDouble(",
        "Date.parse(",
        "Time.parse(",
        "DateTime.parse(",
        "Instant.parse(",
        "ormat.parse(",
        "DecimalFormat(",
        "text.toInt(",
        "text.toLong(",
        "text.toFloat(",
        "text.toDouble(",
        "toString().toInt(",
        "toString().toLong(",
        "toString().toFloat(",
        "toString().toDouble(",
        "trim().toInt(",
        "trim().toLong(",
        "trim().toDouble(",
        ".toBigDecimal(",
    ],
    swift: &[
        "NumberFormatter",
        "Scanner(",
        "ParseStrategy",
        "Decimal(string",
        "compactMap(Int.init",
        "flatMap(Int.init",
        "compactMap(Double.init",
        "flatMap(Double.init",
    ],
    beside_files: &[],
    in_any_case: false,
    senses_may: true,
    except: &[(
        "Words/Words.swift",
        "NumberFormatter",
        "it writes numbers and reads none",
    )],
    why: "the core reads what is typed (Filling.type_in) and gives values as types",
};

pub(super) const CALENDARS: Forbidden = Forbidden {
    kotlin: &[
        "java.time",
        "java.util.Calendar",
        "WeekFields",
        "DateFormat",
        "getDisplayName(",
        "\"es\"",
        "\"en\"",
    ],
    swift: &[
        "DateFormatter",
        "weekdaySymbols",
        "WeekdaySymbols",
        "monthSymbols",
        "MonthSymbols",
        ".formatted(",
        "\"es\"",
        "\"en\"",
    ],
    beside_files: &[],
    in_any_case: false,
    senses_may: true,
    except: &[],
    why: "the core has the languages (app_languages), the weeks and months, and tells values",
};

pub(super) const FILES: Forbidden = Forbidden {
    kotlin: &[
        "java.nio.file",
        "FileInputStream",
        "FileOutputStream",
        "FileReader",
        "FileWriter",
        "RandomAccessFile",
        "createTempFile",
        "contentResolver",
        "openInputStream(",
        "openOutputStream(",
        "openFileInput(",
        "openFileOutput(",
        "SharedPreferences",
        ".readBytes(",
        ".readText(",
        ".readLines(",
        ".writeBytes(",
        ".writeText(",
        ".deleteRecursively(",
        ".listFiles(",
        ".mkdirs(",
        ".renameTo(",
        "decodeFile(",
    ],
    swift: &[
        "FileManager",
        "FileHandle",
        "Data(contentsOf",
        "String(contentsOf",
        ".write(to:",
        "UserDefaults",
    ],
    beside_files: &[
        ".exists()",
        "::exists",
        ".delete()",
        ".length()",
        ".inputStream(",
    ],
    in_any_case: false,
    senses_may: true,
    except: &[
        (
            "look/LastLook.kt",
            "SharedPreferences",
            "how the lock looks, before the database is open",
        ),
        (
            "Words/Words.swift",
            "Data(contentsOf",
            "the app's own words, out of its bundle",
        ),
    ],
    why: "files are opened where the phone is sensed (sense, AppPlatform)",
};

/// Every line of a shell with a word that it is not to have; one finding a line.
pub(super) fn found(tree: &Tree, forbidden: &Forbidden) -> Vec<Finding> {
    each_line(tree, forbidden.senses_may, |shell, path, text, line| {
        let words = match shell {
            Shell::Android => forbidden.kotlin,
            Shell::Ios => forbidden.swift,
        };
        let has_files = shell == Shell::Android && text.contains("java.io.File");
        let more = if has_files {
            forbidden.beside_files
        } else {
            &[]
        };
        let code = if forbidden.in_any_case {
            line.to_lowercase()
        } else {
            line.to_owned()
        };
        let mut all = words.iter().chain(more);
        let word = all.find(|word| code.contains(*word) && !forbidden.excepts(path, word))?;
        Some(format!("`{word}`: {}", forbidden.why))
    })
}

impl Forbidden {
    fn excepts(&self, path: &str, word: &str) -> bool {
        let mut all = self.except.iter();
        all.any(|(end, allowed, _)| path.ends_with(end) && *allowed == word)
    }
}

pub(super) fn each_line(
    tree: &Tree,
    senses_may: bool,
    wrong: impl Fn(Shell, &str, &str, &str) -> Option<String>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for shell in [Shell::Android, Shell::Ios] {
        for (path, text) in lines::of(tree, shell) {
            if senses_may && shell.senses(path) {
                continue;
            }
            for (index, line) in lines::code(text) {
                if let Some(said) = wrong(shell, path, text, line) {
                    findings.push(Finding::line(path, index, said));
                }
            }
        }
    }
    findings
}

/// What takes a text apart, asked of a reference.
const OF_REFERENCES: [&str; 14] = [
    "count",
    "replace",
    "contains",
    "hasPrefix",
    "hasSuffix",
    "startsWith",
    "endsWith",
    "substring",
    "removeSuffix",
    "removePrefix",
    "indexOf",
    "lastIndex",
    "dropLast",
    "dropFirst",
];

/// Every line that takes a reference apart.
pub(super) fn references(tree: &Tree) -> Vec<Finding> {
    each_line(tree, true, |_, _, _, line| {
        let asked = line.match_indices("eference.").find_map(|(at, dot)| {
            let method = line.get(at + dot.len()..)?;
            OF_REFERENCES.iter().find(|name| method.starts_with(*name))
        })?;
        Some(format!(
            "`reference.{asked}`: a reference is given back as it came; ask the core for its parts"
        ))
    })
}

/// Types of Swift that are made from a number as well as from a text.
const SWIFT_NUMBERS: [&str; 7] = ["Int", "Int32", "Int64", "UInt", "UInt32", "Double", "Float"];

/// Every line of Swift that makes a number of a text. From a text the result is optional, and
/// that is seen in what stands around the call.
pub(super) fn swift_numbers(tree: &Tree) -> Vec<Finding> {
    each_line(tree, true, |shell, _, _, line| {
        if shell != Shell::Ios {
            return None;
        }
        let name = SWIFT_NUMBERS.iter().find(|name| is_read(line, name))?;
        Some(format!(
            "`{name}(…)` of a text: the core gives values as types"
        ))
    })
}

fn is_read(line: &str, name: &str) -> bool {
    let call = format!("{name}(");
    line.match_indices(&call).any(|(at, _)| {
        let before = line.get(..at).unwrap_or_default();
        let inside = line.get(at + call.len()..).unwrap_or_default();
        let within = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        if before.ends_with(within) {
            return false;
        }
        let after = inside
            .get(closing(inside)..)
            .unwrap_or_default()
            .trim_start();
        let optional = ["??", "!= nil", "== nil", "?."];
        optional.iter().any(|mark| after.starts_with(mark))
            || is_bound(before, after)
            || before.trim_end().ends_with("compactMap {")
    })
}

/// Whether the call's result is unwrapped: `guard let x = Int(…)`, `if let x = Int(…) {`, and
/// in the second line of one.
fn is_bound(before: &str, after: &str) -> bool {
    let Some((start, name)) = before
        .trim_end()
        .strip_suffix('=')
        .and_then(|text| text.rsplit_once("let "))
    else {
        return false;
    };
    let plain = name.trim().chars().all(|c| c.is_alphanumeric() || c == '_');
    let start = start.trim_end();
    let condition = ["if", "guard", "while", ","]
        .iter()
        .any(|word| start.ends_with(word));
    plain
        && (condition
            || after.starts_with(',')
            || after.starts_with("else")
            || after.starts_with('{'))
}

/// The place after the parenthesis that closes what was just opened.
fn closing(inside: &str) -> usize {
    let mut depth = 1;
    for (at, c) in inside.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    inside.len()
}
