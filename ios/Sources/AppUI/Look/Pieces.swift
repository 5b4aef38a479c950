// The pieces that screens are made of. Targets are 48 points at least, the main ones 64.

import AppModel
import SwiftUI

/// How loud a button is. Each screen has one `light`.
enum Loudness { case light, deep, quiet, bare, wrong }

struct LampButtonStyle: ButtonStyle {
    let loudness: Loudness
    let look: Look
    var height = Tokens.touchPrimary

    func makeBody(configuration: Configuration) -> some View {
        configuration.label
            .font(look.font(Tokens.sizeBody, .bold))
            .multilineTextAlignment(.center)
            .foregroundStyle(Color(ink))
            .padding(.horizontal, space(4))
            .padding(.vertical, space(2))
            .frame(maxWidth: .infinity, minHeight: CGFloat(height))
            .background {
                RoundedRectangle(cornerRadius: CGFloat(Tokens.radiusCard)).fill(ground)
            }
            .overlay {
                RoundedRectangle(cornerRadius: CGFloat(Tokens.radiusCard))
                    .stroke(edge, lineWidth: 2)
            }
            .opacity(configuration.isPressed ? 0.8 : 1)
    }

    private var ink: UInt32 {
        switch loudness {
        case .light: look.palette.onLight
        case .deep: look.palette.onDeep
        case .quiet, .bare: look.palette.ink
        case .wrong: look.palette.wrong
        }
    }

    private var ground: Color {
        switch loudness {
        case .light: Color(look.palette.light)
        case .deep: Color(look.palette.deep)
        case .quiet, .bare, .wrong: .clear
        }
    }

    private var edge: Color {
        switch loudness {
        case .light, .deep, .bare: .clear
        case .quiet: Color(look.palette.control)
        case .wrong: Color(look.palette.wrong)
        }
    }
}

/// A button with words.
struct LampButton: View {
    let text: String
    var loudness: Loudness = .quiet
    var height = Tokens.touchPrimary
    let action: @MainActor () async -> Void
    @Environment(\.look) private var look

    var body: some View {
        Button(action: act(action)) { Text(text) }
            .buttonStyle(LampButtonStyle(loudness: loudness, look: look, height: height))
    }
}

/// A card on the page.
struct Card<Content: View>: View {
    @ViewBuilder let content: () -> Content
    @Environment(\.look) private var look

    var body: some View {
        VStack(alignment: .leading, spacing: space(2)) { content() }
            .padding(space(4))
            .frame(maxWidth: .infinity, alignment: .leading)
            .background {
                RoundedRectangle(cornerRadius: CGFloat(Tokens.radiusCard))
                    .fill(Color(look.palette.card))
            }
            .overlay {
                RoundedRectangle(cornerRadius: CGFloat(Tokens.radiusCard))
                    .stroke(Color(look.palette.edge))
            }
    }
}

/// A card that opens something: a heading and a line below it.
struct CardButton: View {
    let title: String
    let line: String
    let action: @MainActor () async -> Void
    @Environment(\.look) private var look

    var body: some View {
        Button(action: act(action)) {
            Card {
                Text(title).font(look.strong).foregroundStyle(Color(look.palette.ink))
                if !line.isEmpty { Aside(line) }
            }
            .frame(minHeight: CGFloat(Tokens.touchMinimum))
        }
        .accessibilityElement(children: .combine)
        .accessibilityAddTraits(.isButton)
    }
}

struct Title: View {
    let text: String
    @Environment(\.look) private var look

    init(_ text: String) { self.text = text }

    var body: some View {
        Text(text).font(look.title).foregroundStyle(Color(look.palette.ink))
            .frame(maxWidth: .infinity, alignment: .leading)
            .accessibilityAddTraits(.isHeader)
    }
}

/// A few words beside a title.
struct Pill: View {
    let text: String
    @Environment(\.look) private var look

    init(_ text: String) { self.text = text }

    var body: some View {
        Text(text).font(look.small).bold().foregroundStyle(Color(look.palette.onNote))
            .padding(.horizontal, space(3))
            .padding(.vertical, space(1))
            .background {
                RoundedRectangle(cornerRadius: CGFloat(Tokens.radiusPill))
                    .fill(Color(look.palette.note))
            }
    }
}

/// Text said on the side.
struct Aside: View {
    let text: String
    @Environment(\.look) private var look

    init(_ text: String) { self.text = text }

    var body: some View {
        Text(text).font(look.small).foregroundStyle(Color(look.palette.quiet))
            .multilineTextAlignment(.leading)
    }
}

struct Say: View {
    let text: String
    @Environment(\.look) private var look

    init(_ text: String) { self.text = text }

    var body: some View {
        Text(text).font(look.body).foregroundStyle(Color(look.palette.ink))
            .multilineTextAlignment(.leading)
            .frame(maxWidth: .infinity, alignment: .leading)
    }
}

/// A word of advice, a reviewer's words, a sentence about what was done.
struct Note: View {
    let text: String
    @Environment(\.look) private var look

    init(_ text: String) { self.text = text }

    var body: some View { NoteFrame { Text(text).font(look.body) } }
}

/// The ground of a note.
struct NoteFrame<Content: View>: View {
    @ViewBuilder let content: () -> Content
    @Environment(\.look) private var look

    var body: some View {
        content().foregroundStyle(Color(look.palette.onNote))
            .multilineTextAlignment(.leading)
            .padding(space(3))
            .frame(maxWidth: .infinity, alignment: .leading)
            .background {
                RoundedRectangle(cornerRadius: 8).fill(Color(look.palette.note))
            }
            .overlay(alignment: .leading) {
                Rectangle().fill(Color(look.palette.light)).frame(width: 4)
            }
    }
}

/// What is wrong, with a sign beside the words: nothing depends on colour alone.
struct Wrong: View {
    let text: String
    @Environment(\.look) private var look

    init(_ text: String) { self.text = text }

    var body: some View {
        HStack(alignment: .firstTextBaseline, spacing: space(2)) {
            Image(systemName: "exclamationmark.triangle.fill").accessibilityHidden(true)
            Text(text).font(look.body).multilineTextAlignment(.leading)
        }
        .foregroundStyle(Color(look.palette.wrong))
        .frame(maxWidth: .infinity, alignment: .leading)
        .accessibilityElement(children: .combine)
    }
}

/// Things beside each other; below each other where the letters are large.
struct Beside<Content: View>: View {
    /// Step of the tokens between them.
    var gap = 3
    @ViewBuilder let content: () -> Content
    @Environment(\.look) private var look

    var body: some View {
        if look.isLarge {
            VStack(spacing: space(gap)) { content() }
        } else {
            HStack(spacing: space(gap)) { content() }
        }
    }
}

/// A page: heading, what scrolls, what stays at the foot.
struct Page<Content: View, Foot: View>: View {
    let title: String
    /// The row to bring into sight; each is brought there once.
    var sight: RowInSight?
    @ViewBuilder let content: () -> Content
    @ViewBuilder let foot: () -> Foot
    @Environment(\.look) private var look

    var body: some View {
        VStack(spacing: 0) {
            ScrollViewReader { reader in
                ScrollView {
                    VStack(alignment: .leading, spacing: space(4)) {
                        if !title.isEmpty { Title(title) }
                        content()
                    }
                    .padding(space(5))
                }
                .task(id: sight) {
                    if let sight { reader.scrollTo(sight.row, anchor: .top) }
                }
            }
            Beside { foot() }
                .padding(.horizontal, space(5))
                .padding(.vertical, space(3))
        }
        .frame(maxWidth: .infinity, maxHeight: .infinity)
        .background(Color(look.palette.page))
    }
}

/// A button that first asks whether it is meant.
struct SureButton: View {
    let text: String
    let question: String
    let sure: String
    var loudness: Loudness = .quiet
    let action: @MainActor () async -> Void
    @State private var asking = false
    @Environment(\.look) private var look

    var body: some View {
        if asking {
            VStack(spacing: space(2)) {
                Note(question)
                Beside {
                    LampButton(text: look.words["button.cancel"]) { asking = false }
                    LampButton(text: sure, loudness: .wrong) {
                        asking = false
                        await action()
                    }
                }
            }
        } else {
            LampButton(text: text, loudness: loudness) { asking = true }
        }
    }
}

/// How far: a bar with its words for whoever cannot see it.
struct Bar: View {
    let share: Double
    let words: String
    @Environment(\.look) private var look

    var body: some View {
        ProgressView(value: min(1, max(0, share)))
            .tint(Color(look.palette.light))
            .accessibilityLabel(words)
    }
}
