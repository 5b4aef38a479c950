use super::*;
use proptest::prelude::*;

/// Blocks as one text: `h1:`, `-` or `3.` before a block, styles in braces behind their words.
fn drawn(text: &str) -> String {
    let read = StyledText::read(text);
    if read.blocks.is_empty() {
        return read.plain;
    }
    let blocks = read.blocks.iter().map(|block| {
        let before = match block.kind {
            BlockKind::Paragraph => String::new(),
            BlockKind::Heading { level } => format!("h{level}:"),
            BlockKind::Item { number: None } => "-".to_owned(),
            BlockKind::Item {
                number: Some(number),
            } => format!("{number}."),
        };
        let spans: String = block.spans.iter().map(span).collect();
        format!("{before}{spans}")
    });
    blocks.collect::<Vec<_>>().join("|")
}

fn span(span: &Span) -> String {
    let style = &span.style;
    let mut marks = Vec::new();
    for (set, mark) in [
        (style.bold, "b"),
        (style.italic, "i"),
        (style.underlined, "u"),
        (style.struck, "s"),
        (style.size == SpanSize::Small, "small"),
        (style.size == SpanSize::Large, "large"),
        (style.script == Script::Above, "above"),
        (style.script == Script::Below, "below"),
    ] {
        marks.extend(set.then(|| mark.to_owned()));
    }
    marks.extend(style.colour.map(|colour| format!("#{colour:06x}")));
    marks.extend(style.font.clone());
    marks.extend(span.link.clone());
    if marks.is_empty() {
        return span.text.clone();
    }
    format!("({}){{{}}}", span.text, marks.join(" "))
}

fn check(text: &str, expect: &str) {
    assert_eq!(drawn(text), expect, "{text}");
}

#[test]
fn bold_and_italic() {
    check("a **b** c", "a (b){b} c");
    check("a __b__ c", "a (b){b} c");
    check("a *b* c _d_ e", "a (b){i} c (d){i} e");
    check("**a *b* c**", "(a ){b}(b){b i}( c){b}");
    check("***a***", "(a){b i}");
    check("**a\nb** c", "(a){b}|(b){b} c");
    check("*a **b* c**", "(a ){i}(b){b i}( c){b}");
}

#[test]
fn signs_that_mark_nothing() {
    for text in [
        "2 * 3 * 4",
        "a_b_c",
        "snake_case_name",
        "**",
        "* a",
        "_ a _",
        "*a\nb*",
        "5*",
        "a*",
    ] {
        check(text, text);
    }
    check("a**b", "a**b");
    check("** a ** b **", "( a ){b} b **");
    check("_a_b", "_a_b");
}

#[test]
fn escapes_and_entities() {
    check("\\*a\\* \\_b\\_ \\# \\\\", "*a* _b_ # \\");
    check("\\a", "\\a");
    check(
        "a &lt; b &amp; c&nbsp;d &#191;&#xe9; &nothing; &",
        "a < b & c\u{a0}d ¿é &nothing; &",
    );
    check("&#0;&#x110000;", "&#0;&#x110000;");
    check("**a\\*\\*b**", "(a**b){b}");
}

#[test]
fn headings_stand_at_the_start_of_a_line() {
    check("# Luz", "h1:Luz");
    check("## Luz ##\nb", "h2:Luz|b");
    check("a\n### **b** c", "a|h3:(b){b} c");
    check("#5 Main Street", "#5 Main Street");
    check("####### a", "####### a");
    check("a # b", "a # b");
}

#[test]
fn links_keep_their_words() {
    check(
        "see [the page](https://example.org/a_b_c) now",
        "see (the page){https://example.org/a_b_c} now",
    );
    check(
        "[a **b** c](tel:123)",
        "(a ){tel:123}(b){b tel:123}( c){tel:123}",
    );
    check("[a](javascript:alert(1))", "a)");
    check("[a](file:///etc/passwd)", "a");
    for text in ["[a]", "[a](", "[a] (b)", "a](b)", "[a]()"] {
        check(text, text);
    }
}

#[test]
fn tags_dress_words() {
    check("<span style=\"color:#f00\">a</span> b", "(a){#ff0000} b");
    check(
        "<span style='font-family: serif; color: Blue; top:1px'>a</span>",
        "(a){#0000ff serif}",
    );
    check(
        "<span style=\"color:red\">a <span style=\"color:blue\">b</span> c</span>",
        "(a ){#ff0000}(b){#0000ff}( c){#ff0000}",
    );
    check("<b>a<i>b</b>c</i>", "(a){b}(b){b i}c");
    check("m<sup>2</sup> H<sub>2</sub>O", "m(2){above} H(2){below}O");
    check(
        "<small>a</small><big>b</big><u>c</u><s>d</s>",
        "(a){small}(b){large}(c){u}(d){s}",
    );
    check(
        "<font color=\"green\" face=\"serif\">a</font>",
        "(a){#008000 serif}",
    );
    check(
        "<a href=\"https://example.org\">a</a>",
        "(a){https://example.org}",
    );
    check("<video src=\"x\">a</video>", "a");
    check("a < b > c <3 </", "a < b > c <3 </");
    check("<b", "<b");
    check("</b>a", "a");
}

#[test]
fn lines_paragraphs_and_lists() {
    check("a\nb\n\nc", "a\nb\n\nc");
    check("a\r\n**b**", "a|(b){b}");
    check("a<br>b<br/>c", "a\nb\nc");
    check("<p>a</p>\n<p>b</p>", "a\nb");
    check("<ul><li>a</li>\n<li>b</li></ul>c", "-a|-b|c");
    check("<ol><li>a<li>b</ol>", "1.a|2.b");
    check("<h2>a</h2>b", "h2:a|b");
}

#[test]
fn the_words_alone_have_no_marks() {
    assert_eq!(plain("# **a** <i>b</i>\n[c](https://d)"), "a b\nc");
    assert_eq!(plain("nothing"), "nothing");
}

#[test]
fn hostile_texts_are_read_in_one_pass() {
    // Each would take minutes if a part of it were read again and again.
    for piece in [
        "[", "](", "*", "_", "**", "<", "<b", "<b>", "</b>", "&", "\\", "_a", "*a ", "[a](",
        "<ol><li>", "#\n",
    ] {
        let text = piece.repeat(1_000_000 / piece.len());
        assert!(
            StyledText::read(&text).plain.len() <= 3 * text.len(),
            "{piece}"
        );
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in "[\\x20-\\x7e\\n\\r*_#<>&\\\\\\[\\]()áé\u{a0}]{0,200}") {
        let read = StyledText::read(&text);
        for block in &read.blocks {
            prop_assert!(block.spans.iter().all(|span| !span.text.contains('\n')));
        }
        // What is shown without markup is what the blocks say.
        let words: Vec<String> = read.blocks.iter()
            .map(|block| block.spans.iter().map(|span| span.text.as_str()).collect())
            .collect();
        prop_assert!(read.blocks.is_empty() || words.join("\n") == read.plain);
    }

    #[test]
    fn words_without_marks_stay(text in "[a-zA-Z0-9áéíóúñ¿? .,;:!()/\n-]{0,120}") {
        let read = StyledText::read(&text);
        // What nobody can read is no text.
        let kept = if text.trim().is_empty() { "" } else { text.as_str() };
        prop_assert_eq!(read.plain, kept);
        prop_assert!(read.blocks.is_empty());
    }
}

/// What nobody can read is no text: a shell then says what stands for it.
#[test]
fn a_text_of_blanks_is_empty() {
    for blank in [
        "",
        " ",
        "\t\n",
        "\u{a0}",
        "\n\n",
        "<span style=\"color:red\"> </span>",
    ] {
        assert_eq!(StyledText::read(blank), StyledText::default(), "{blank:?}");
        assert_eq!(plain(blank), "", "{blank:?}");
    }
    assert_eq!(plain(" a "), " a ");
}
