// The lock and the first start: a pad of large keys.

import AppModel
import SwiftUI

struct LockView: View {
    let model: LockModel
    @Environment(\.look) private var look

    var body: some View {
        Page(title: look.words[model.heading]) {
            if model.step == .choose { Say(look.words["lock.choose_why"]) }
            dots
            if let code = model.problem { Wrong(look.words.sentence(code)) }
            if model.waitSeconds > 0 {
                Say(look.words.count("lock.wait", model.waitSeconds))
                    .task(id: model.waitSeconds) {
                        try? await Task.sleep(nanoseconds: 1_000_000_000)
                        model.look()
                    }
            }
            pad
        } foot: {
            if model.offersBiometry {
                LampButton(text: look.words[biometryKey]) {
                    await model.useBiometry(reason: look.words["lock.reason"])
                }
            }
            LampButton(text: look.words["lock.open"], loudness: .light) { await model.submit() }
                .disabled(!model.isReady)
        }
    }

    private var biometryKey: String { model.biometry == .face ? "lock.face" : "lock.finger" }

    /// How many digits, never which.
    private var dots: some View {
        HStack(spacing: space(3)) {
            ForEach(0..<model.digits.count, id: \.self) { _ in
                Circle().fill(Color(look.palette.ink)).frame(width: 14, height: 14)
            }
        }
        .frame(maxWidth: .infinity, minHeight: 24)
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(look.words.count("lock.typed", model.digits.count))
    }

    private var pad: some View {
        VStack(spacing: space(3)) {
            ForEach([[1, 2, 3], [4, 5, 6], [7, 8, 9]], id: \.self) { row in
                HStack(spacing: space(3)) {
                    ForEach(row, id: \.self) { digit in key(digit) }
                }
            }
            HStack(spacing: space(3)) {
                Color.clear.frame(maxWidth: .infinity, minHeight: 64)
                key(0)
                Button(action: { model.erase() }) {
                    Image(systemName: "delete.left").font(look.number)
                }
                .buttonStyle(LampButtonStyle(loudness: .bare, look: look))
                .accessibilityLabel(look.words["lock.erase"])
            }
        }
    }

    private func key(_ digit: Int) -> some View {
        Button(action: { model.press(digit) }) { Text(String(digit)).font(look.number) }
            .buttonStyle(LampButtonStyle(loudness: .quiet, look: look))
    }
}
