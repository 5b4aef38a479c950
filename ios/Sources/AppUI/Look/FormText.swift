// Texts of a form with their markup, as the core read it: blocks of spans, each with its look.

import AppModel
import FarolaCore
import SwiftUI

/// A text of a form. What stands around it says its font; a span that has its own keeps that.
@MainActor
func formText(_ text: StyledText, _ look: Look) -> Text {
    guard !text.blocks.isEmpty else { return Text(verbatim: text.plain) }
    var whole = Text(verbatim: "")
    for (index, block) in text.blocks.enumerated() {
        whole = whole + Text(verbatim: (index > 0 ? "\n" : "") + mark(block.kind))
        for span in block.spans { whole = whole + drawn(span, block.kind, look) }
    }
    return whole
}

/// What stands before a block.
private func mark(_ kind: TextBlockKind) -> String {
    switch kind {
    case .paragraph, .heading: ""
    case .item(let number): number.map { "\($0). " } ?? "• "
    }
}

@MainActor
private func drawn(_ span: TextSpan, _ kind: TextBlockKind, _ look: Look) -> Text {
    let style = span.style
    var text = linked(span)
    if let font = font(style, kind, look) { text = text.font(font) }
    if style.bold { text = text.bold() }
    if style.italic { text = text.italic() }
    if style.underlined { text = text.underline() }
    if style.struck { text = text.strikethrough() }
    if let colour = style.colour { text = text.foregroundStyle(Color(colour)) }
    switch style.script {
    case .line: return text
    case .above: return text.baselineOffset(6)
    case .below: return text.baselineOffset(-4)
    }
}

/// An address behind words is opened by a touch; the core lets through only what may be.
private func linked(_ span: TextSpan) -> Text {
    guard let address = span.link.flatMap({ URL(string: $0) }) else {
        return Text(verbatim: span.text)
    }
    var words = AttributedString(span.text)
    words.link = address
    return Text(words)
}

@MainActor
private func font(_ style: TextStyling, _ kind: TextBlockKind, _ look: Look) -> Font? {
    if let name = style.font { return .custom(name, size: CGFloat(Tokens.sizeBody * look.scale)) }
    if case .heading(let level) = kind { return level < 3 ? look.title : look.question }
    if style.script != .line { return look.small }
    switch style.size {
    case .normal: return nil
    case .small: return look.small
    case .large: return look.question
    }
}
