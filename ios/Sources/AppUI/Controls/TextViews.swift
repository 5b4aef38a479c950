// Typing: text and numbers.

import AppModel
import SwiftUI

#if os(iOS)
    import UIKit
#endif

/// What the keyboard offers; the platform's names exist on iPhones only.
enum Keys { case text, digits, decimals, address }

extension View {
    func keys(_ keys: Keys) -> some View {
        #if os(iOS)
            let type: UIKeyboardType =
                switch keys {
                case .text: .default
                case .digits: .numbersAndPunctuation
                case .decimals: .decimalPad
                case .address: .URL
                }
            return keyboardType(type)
                .textInputAutocapitalization(keys == .text ? .sentences : .never)
        #else
            return self
        #endif
    }
}

struct TextControlView: View {
    let control: TextControl
    let label: String
    @Environment(\.look) private var look
    @Environment(\.openURL) private var openURL

    var body: some View {
        let typed = bound(
            get: { control.text }, set: { text in control.type(text) })
        FieldFrame {
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
        if let link = control.link {
            LampButton(text: look.words["control.open_link"]) { openURL(link) }
        }
    }

    private var keys: Keys {
        if control.wantsDigits { return .digits }
        return control.style == .url ? .address : .text
    }
}

struct NumberControlView: View {
    let control: NumberControl
    let label: String
    @Environment(\.look) private var look

    var body: some View {
        HStack(spacing: space(3)) {
            if !control.decimals { step("minus", look.words["control.less_one"], -1) }
            FieldFrame {
                TextField(
                    label,
                    text: bound(
                        get: { control.text },
                        set: { text in control.type(text) })
                )
                .font(look.number)
                .multilineTextAlignment(.center)
                .keys(control.decimals ? .decimals : .digits)
            }
            .accessibilityLabel(label)
            if !control.decimals { step("plus", look.words["control.more_one"], 1) }
        }
        .privacySensitive()
        if let kept = control.kept { Aside(look.words("control.number_kept", ["n": kept])) }
    }

    private func step(_ sign: String, _ words: String, _ by: Int) -> some View {
        Button(action: act { await control.step(by) }) {
            Image(systemName: sign).font(look.number)
        }
        .buttonStyle(LampButtonStyle(loudness: .quiet, look: look))
        .frame(width: CGFloat(Tokens.touchPrimary) + space(5))
        .accessibilityLabel(words)
    }
}
