use super::*;

/// Entries of one file, or the reason why it cannot be read.
fn read(text: &str) -> Result<Vec<Entry>, String> {
    entries(WORDS[0], text).map_err(|error| error.0)
}

#[test]
fn a_key_has_its_texts_holes_and_targets() {
    let text = r#"
["walk.way"]
note = "in a line of its own"
in = "android ios web"
values = ["distance: text", "n: int"]
es = "A {distance}, {n}"
en = "{distance} away, {n}"

["a.count"]
values = ["n: count"]
es = { one = "{n} foto", other = "{n} fotos" }
en = { one = "{n} photo", other = "{n} photos" }
"#;
    let found = read(text).unwrap();
    assert_eq!(found[0].key, "a.count");
    assert!(found[0].is_counted());
    assert_eq!(found[0].targets, [Target::Android, Target::Ios]);
    let way = &found[1];
    assert_eq!(way.name(), "walk_way");
    assert_eq!(way.targets.len(), 3);
    assert_eq!(way.holes[1].kind, Kind::Int);
    assert_eq!(way.said[1], Said::Plain("{distance} away, {n}".to_owned()));
}

#[test]
fn the_targets_of_a_file_hold_for_its_keys() {
    let found = read("in = \"terminal\"\n[a]\nes = \"x\"\nen = \"y\"\n").unwrap();
    assert_eq!(found[0].targets, [Target::Terminal]);
}

#[test]
fn what_cannot_be_read_is_named() {
    for (text, why) in [
        ("[a]\nes = \"x\"\n", "`a`: no `en`"),
        ("[a]\nes = \"x\"\nen = 3\n", "`a`: `en` is no text"),
        (
            "[a]\nes = \"x\"\nen = \"y\"\nfr = \"z\"\n",
            "no field is called `fr`",
        ),
        (
            "[a]\nin = \"radio\"\nes = \"x\"\nen = \"y\"\n",
            "nothing shows words in `radio`",
        ),
        (
            "[a]\nvalues = [\"n\"]\nes = \"x\"\nen = \"y\"\n",
            "`name: kind`",
        ),
        (
            "[a]\nvalues = [\"n: float\"]\nes = \"x\"\nen = \"y\"\n",
            "`float` is no kind",
        ),
        ("[a]\nes = { one = \"x\" }\nen = \"y\"\n", "`es` is no text"),
        ("a = 3\n", "`a` is no table"),
    ] {
        let error = read(text).unwrap_err();
        assert!(error.contains(why), "{text}: {error}");
    }
}

#[test]
fn texts_fall_into_words_and_holes() {
    for (text, expected) in [
        ("", vec![]),
        ("a", vec![Piece::Words("a")]),
        ("{a}", vec![Piece::Hole("a")]),
        (
            "x {a}·{b}.",
            vec![
                Piece::Words("x "),
                Piece::Hole("a"),
                Piece::Words("·"),
                Piece::Hole("b"),
                Piece::Words("."),
            ],
        ),
        ("a { b", vec![Piece::Words("a { b")]),
    ] {
        assert_eq!(pieces(text), expected, "{text}");
    }
}
