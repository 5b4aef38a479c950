// The lock and the first start: a pad of large keys.

import AppModel
import SwiftUI

struct LockView: View {
    let model: LockModel
    @Environment(\.look) private var look

    var body: some View {
        Page(title: model.heading.map { look.words[$0] } ?? "") {
            if model.step == .choose { Say(look.words["lock.choose_why"]) }
            if model.asksDigits && !model.asksPhrase { dots }
            if let words = model.offered {
                Note(words)
                Say(look.words["lock.words_why"])
            }
            if let failure = model.problem { Wrong(look.words.sentence(failure)) }
            if model.waitSeconds > 0 {
                Say(look.words.count("lock.wait", model.waitSeconds)).task { await countDown() }
            }
            if model.asksDigits {
                if model.asksPhrase { phrase } else { pad }
                LampButton(
                    text: look.words[model.asksPhrase ? "lock.words_digits" : "lock.words_use"],
                    loudness: .bare
                ) { model.ask(phrase: !model.asksPhrase) }
            }
            if model.step == .choose {
                LampButton(text: look.words["lock.words_offer"]) {
                    model.offerWords(look.words.language)
                }
            }
            if model.step == .damaged { removal }
        } foot: {
            if model.offersBiometry {
                LampButton(text: look.words[biometryKey]) {
                    await model.useBiometry(reason: look.words["lock.reason"])
                }
            }
            if model.asksDigits {
                LampButton(text: look.words[model.submitKey], loudness: .light) {
                    await model.submit()
                }
                .disabled(!model.isReady)
            } else if model.step == .words {
                LampButton(text: look.words["lock.words_digits"]) { model.declineWords() }
                LampButton(text: look.words["lock.words_noted"], loudness: .light) {
                    model.noted()
                }
            } else if model.problem != nil {
                LampButton(text: look.words["button.try_again"]) { await model.look() }
            }
        }
    }

    private func countDown() async {
        while model.waitSeconds > 0 && !Task.isCancelled {
            try? await Task.sleep(nanoseconds: 1_000_000_000)
            await model.look()
        }
    }

    /// The last way out, where nothing opens what is kept.
    private var removal: some View {
        SureButton(
            text: look.words["settings.erase"], question: look.words["settings.erase_ask"],
            sure: look.words["settings.erase_yes"], loudness: .wrong
        ) { await model.eraseDamaged() }
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

    private var phrase: some View {
        FieldFrame {
            TextField(
                look.words["lock.words_repeat"],
                text: bound(get: { model.phrase }, set: { model.phrase = $0 }))
        }
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
