//! A small table as every target gets it: whole files, so that a change of form is seen.

#![allow(clippy::unwrap_used)]

use farola_xtask::words::{self, Words};

const CODES: &str = r#"
in = "android ios terminal"
["lock.wrong_pin"]
es = "Ese no es el PIN. Intente otra vez."
en = "That's not the PIN. Try again."
"#;

const WORDS: &str = r#"
["home.photos_at"]
in = "android ios web terminal"
values = ["n: count", "percent: int"]
es = { one = "{n} foto al {percent} %", other = "{n} fotos al {percent} %" }
en = { one = "{n} photo at {percent}%", other = "{n} photos at {percent}%" }

["hint.lock.wrong_pin"]
in = "terminal"
es = "Use `farola`."
en = "Use `farola`."

["walk.on"]
in = "android ios web terminal"
es = "En recorrido"
en = "On the walk"
"#;

/// The file of that path, without its first two lines.
fn file(path: &str) -> String {
    let table = Words::read(|name| {
        Some(match name {
            "words/codes.toml" => CODES,
            "words/common.toml" => WORDS,
            _ => "",
        })
    });
    let files = words::generated(&table.unwrap());
    let found = files.into_iter().find(|file| file.path.ends_with(path));
    let text = found.unwrap().text;
    assert!(text.lines().take(2).any(|line| line.contains(words::MARK)));
    text
}

#[test]
fn android() {
    let expected = r#"<?xml version="1.0" encoding="utf-8"?>
<!-- Generated from words/ by `cargo xtask words`. Do not edit. -->
<resources>
    <plurals name="home_photos_at">
        <item quantity="one">%1$d foto al %2$d %%</item>
        <item quantity="many">%1$d fotos al %2$d %%</item>
        <item quantity="other">%1$d fotos al %2$d %%</item>
    </plurals>
    <string name="walk_on">En recorrido</string>
</resources>
"#;
    assert_eq!(file("values/words.xml"), expected);
    let code =
        "    <string name=\"code_lock_wrong_pin\">That\\'s not the PIN. Try again.</string>\n";
    assert!(file("values-en/codes.xml").contains(code));
    let kotlin = "    \"lock.wrong_pin\" to R.string.code_lock_wrong_pin,\n";
    assert!(file("CodeSentences.kt").contains(kotlin));
}

#[test]
fn ios() {
    let expected = r#"/* Generated from words/ by `cargo xtask words`. Do not edit. */
"home.photos_at.one" = "{n} photo at {percent}%";
"home.photos_at.other" = "{n} photos at {percent}%";
"walk.on" = "On the walk";
"#;
    assert_eq!(file("en.lproj/Localizable.strings"), expected);
    let code = "\"lock.wrong_pin\" = \"Ese no es el PIN. Intente otra vez.\";\n";
    assert!(file("es.lproj/Codes.strings").ends_with(code));
}

#[test]
fn web() {
    let text = file("words.generated.ts");
    let words = "\t'es-MX': {\n\t\t'home_photos_at_one': '{n} foto al {percent} %',\n\
                 \t\t'home_photos_at_other': '{n} fotos al {percent} %',\n\
                 \t\t'walk_on': 'En recorrido',\n\t},\n";
    assert!(text.contains(words), "{text}");
    // The code is not for the review app.
    assert!(text.ends_with(
        "export const sentences = {\n\t'es-MX': {\n\t},\n\t'en': {\n\t},\n} as const;\n"
    ));
}

#[test]
fn rust() {
    let text = file("generated.rs");
    for part in [
        "    Es,\n",
        "pub const ALL: [Self; 2] = [Self::Es, Self::En];",
        "(\"lock.wrong_pin\", crate::Text([\"Ese no es el PIN. Intente otra vez.\", \"That's not the PIN. Try again.\"])),",
        "HINTS: &[(&str, crate::Text)] = &[\n    (\"lock.wrong_pin\", ",
        "pub const WALK_ON: crate::Text = crate::Text([\"En recorrido\", \"On the walk\"]);",
        "pub fn home_photos_at(language: super::Language, n: u64, percent: u64) -> String {",
        "super::Language::Es if n == 1 => format!(\"{n} foto al {percent} %\"),",
        "super::Language::En => format!(\"{n} photos at {percent}%\"),",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}
