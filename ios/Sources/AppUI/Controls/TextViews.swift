// Typing: text and numbers.

import AppModel
import FarolaCore
import SwiftUI

#if os(iOS)
    import UIKit
#endif

/// What the keyboard offers; the platform's names exist on iPhones only.
enum Keys { case text, digits, address }

extension View {
    func keys(_ keys: Keys) -> some View {
        #if os(iOS)
            let type: UIKeyboardType =
                switch keys {
                case .text: .default
                // The pads of digits have no minus.
                case .digits: .numbersAndPunctuation
                case .address: .URL
                }
            return keyboardType(type)
                .textInputAutocapitalization(keys == .text ? .sentences : .never)
        #else
            return self
        #endif
    }
}

extension TypedField {
    /// The field for a text field of SwiftUI: one call over the bridge for each keystroke.
    @MainActor var binding: Binding<String> {
        bound(get: { self.text }, set: { text in self.type(text) })
    }
}

/// The frame of a field of the form, which hears that the field is left.
struct TypedFrame<Content: View>: View {
    let field: TypedField
    @ViewBuilder let content: () -> Content
    @FocusState private var isFocused: Bool

    var body: some View {
        FieldFrame { content().focused($isFocused) }
            .onChange(of: isFocused) { _, now in
                if !now { field.leave() }
            }
    }
}

/// What the core says below a field.
struct FieldNote: View {
    let field: TypedField
    @Environment(\.look) private var look

    var body: some View {
        if let fault = field.fault {
            Wrong(look.words.sentence(fault))
        } else if case .kept(let number) = field.note {
            Aside(look.words("control.number_kept", ["n": number]))
        }
    }
}

struct TextControlView: View {
    let control: TextControl
    let label: String
    @Environment(\.look) private var look
    @Environment(\.openURL) private var openURL

    var body: some View {
        let typed = control.field.binding
        TypedFrame(field: control.field) {
            if control.isMasked {
                SecureField(label, text: typed).font(look.body)
            } else if control.lines > 1 {
                TextField(label, text: typed, axis: .vertical).font(look.body)
                    .frame(minHeight: CGFloat(control.lines) * 24, alignment: .topLeading)
            } else {
                TextField(label, text: typed).font(look.body).keys(keys)
            }
        }
        .privacySensitive()
        .accessibilityLabel(label)
        FieldNote(field: control.field)
        if let link = control.link {
            LampButton(text: look.words["control.open_link"]) { openURL(link) }
        }
    }

    private var keys: Keys {
        if control.wantsDigits { return .digits }
        return control.look == .address ? .address : .text
    }
}

struct NumberControlView: View {
    let control: NumberControl
    let label: String
    @Environment(\.look) private var look

    var body: some View {
        HStack(spacing: space(3)) {
            if control.isCount {
                step("minus", look.words["control.less_one"], -1)
                    .disabled(!control.canSubtract)
            }
            TypedFrame(field: control.field) {
                TextField(label, text: control.field.binding)
                    .font(look.number)
                    .multilineTextAlignment(.center)
                    .keys(.digits)
            }
            .accessibilityLabel(label)
            if control.isCount { step("plus", look.words["control.more_one"], 1) }
        }
        .privacySensitive()
        FieldNote(field: control.field)
    }

    private func step(_ sign: String, _ words: String, _ by: Int32) -> some View {
        Button(action: act { await control.step(by) }) {
            Image(systemName: sign).font(look.number)
        }
        .buttonStyle(LampButtonStyle(loudness: .quiet, look: look))
        .frame(width: CGFloat(Tokens.touchPrimary) + space(5))
        .accessibilityLabel(words)
    }
}
