//! A question as it is shown: its texts with their markup, and its answer in words.

use farola_control::{Block, BlockKind, Drawn, Locale, Script, Span, SpanSize, StyledText};
use farola_form::{Question, QuestionKind, Session};
use serde_json::{Map, Value, json};

/// The question at a reference as it is shown in `es`, or in `en`; nothing where none is asked.
pub(crate) fn drawn(session: &Session, path: &str, language: Option<&str>) -> Option<Value> {
    let asked =
        |question: &Question| question.path == path && question.kind == QuestionKind::Question;
    let question = session.questions().into_iter().find(asked)?;
    let locale = Locale::of_language(language.unwrap_or_default());
    let drawn = Drawn::of(&question, &locale);
    Some(json!({
        "ok": true,
        "label": text(&drawn.label),
        "hint": text(&drawn.hint),
        "guidance": text(&drawn.guidance),
        "shown": drawn.shown,
    }))
}

/// A text; `blocks` only where something in it is marked up.
fn text(text: &StyledText) -> Value {
    let mut shape = json!({"plain": text.plain});
    if !text.blocks.is_empty() {
        let blocks: Vec<Value> = text.blocks.iter().map(block).collect();
        put(&mut shape, "blocks", blocks.into());
    }
    shape
}

fn block(block: &Block) -> Value {
    let spans: Vec<Value> = block.spans.iter().map(span).collect();
    match block.kind {
        BlockKind::Paragraph => json!({"kind": "paragraph", "spans": spans}),
        BlockKind::Heading { level } => json!({"kind": "heading", "level": level, "spans": spans}),
        BlockKind::Item { number } => json!({"kind": "item", "number": number, "spans": spans}),
    }
}

/// A span; what it is not is left out.
fn span(span: &Span) -> Value {
    let style = &span.style;
    let mut shape = json!({"text": span.text});
    for (name, set) in [
        ("bold", style.bold),
        ("italic", style.italic),
        ("underlined", style.underlined),
        ("struck", style.struck),
    ] {
        if set {
            put(&mut shape, name, true.into());
        }
    }
    match style.size {
        SpanSize::Normal => {}
        SpanSize::Small => put(&mut shape, "size", "small".into()),
        SpanSize::Large => put(&mut shape, "size", "large".into()),
    }
    match style.script {
        Script::Line => {}
        Script::Above => put(&mut shape, "script", "above".into()),
        Script::Below => put(&mut shape, "script", "below".into()),
    }
    if let Some(colour) = style.colour {
        put(&mut shape, "colour", format!("#{colour:06x}").into());
    }
    for (name, text) in [("font", &style.font), ("link", &span.link)] {
        if let Some(text) = text {
            put(&mut shape, name, text.as_str().into());
        }
    }
    shape
}

fn put(shape: &mut Value, name: &str, value: Value) {
    let object: Option<&mut Map<String, Value>> = shape.as_object_mut();
    if let Some(object) = object {
        object.insert(name.to_owned(), value);
    }
}
