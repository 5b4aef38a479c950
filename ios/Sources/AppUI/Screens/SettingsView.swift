// Settings.

import AppModel
import FarolaCore
import SwiftUI

struct SettingsView: View {
    let unlocked: Unlocked
    @State private var oldPin = ""
    @State private var newPin = ""
    @State private var newAgain = ""
    @State private var pinChanged = false
    @State private var offered: String?
    @State private var armPin = ""
    @State private var erasePin = ""
    @Environment(\.look) private var look

    private var settings: SettingsModel { unlocked.settings }
    private var words: Words { look.words }

    var body: some View {
        Page(title: words["settings.title"]) {
            language
            textSize
            dark
            saver
            lockTime
            keptTime
            lock
            if let storage = settings.storage {
                Aside(words["settings.storage"])
                Say(line(storage))
                LampButton(text: words["settings.purge_now"]) { await settings.purge() }
                Aside(words.count("settings.purge_about", Int(settings.record.purgeDays)))
                if let purged = settings.purged {
                    Note(words.count("settings.purged", purged))
                }
            }
            Aside(enrolled)
            LampButton(text: words["settings.join"]) { await unlocked.show(.enrol) }
            if let failure = settings.problem { Wrong(words.sentence(failure)) }
            erase
        } foot: {
            LampButton(text: words["button.back"], loudness: .light) { await unlocked.back() }
        }
    }

    private var language: some View {
        VStack(alignment: .leading, spacing: space(2)) {
            Aside(words["settings.language"])
            Beside {
                ForEach(SettingsModel.languages, id: \.code) { language in
                    choice(language.name, settings.language == language) {
                        await settings.set(language: language)
                    }
                }
            }
        }
    }

    private var textSize: some View {
        VStack(alignment: .leading, spacing: space(2)) {
            Aside(words["settings.text"])
            ForEach(SettingsModel.choices.textPercents, id: \.self) { percent in
                choice(
                    words("percent.of", ["n": String(percent)]),
                    settings.record.textPercent == percent
                ) {
                    await settings.set(textPercent: percent)
                }
            }
        }
    }

    private var dark: some View {
        VStack(alignment: .leading, spacing: space(2)) {
            Aside(words["settings.dark"])
            appearance("settings.dark.auto", .auto)
            appearance("settings.dark.light", .light)
            appearance("settings.dark.dark", .dark)
        }
    }

    private func appearance(_ key: String, _ value: Appearance) -> some View {
        choice(words[key], settings.record.appearance == value) {
            await settings.set(appearance: value)
        }
    }

    private func choice(
        _ text: String, _ chosen: Bool, _ action: @escaping @MainActor () async -> Void
    ) -> some View {
        LampButton(text: chosen ? "✓ " + text : text, loudness: chosen ? .deep : .quiet) {
            await action()
        }
        .accessibilityAddTraits(chosen ? .isSelected : [])
    }

    private var saver: some View {
        VStack(alignment: .leading, spacing: space(2)) {
            Toggle(
                isOn: bound(
                    get: { settings.record.dataSaver },
                    set: { on in Task { await settings.set(dataSaver: on) } })
            ) { Say(words["settings.saver"]) }
            Aside(words["settings.saver_why"])
        }
        .frame(minHeight: CGFloat(Tokens.touchMinimum))
    }

    private var lockTime: some View {
        VStack(alignment: .leading, spacing: space(2)) {
            Aside(words["settings.lock"])
            ForEach(SettingsModel.choices.lockAfterS, id: \.self) { seconds in
                choice(words.wait(seconds), settings.record.lockAfterS == seconds) {
                    await settings.set(lockAfterS: seconds)
                }
            }
        }
    }

    private var keptTime: some View {
        VStack(alignment: .leading, spacing: space(2)) {
            Aside(words["settings.keep"])
            ForEach(SettingsModel.choices.purgeDays, id: \.self) { days in
                choice(words.kept(days), settings.record.purgeDays == days) {
                    await settings.set(purgeDays: days)
                }
            }
        }
    }

    @ViewBuilder private var lock: some View {
        if settings.biometry != .none { biometry }
        Aside(words["settings.pin"])
        FieldFrame { SecureField(words["settings.pin_old"], text: $oldPin) }
        if let offered {
            Note(offered)
            Aside(words["lock.words_why"])
        } else {
            LampButton(text: words["lock.words_offer"]) { offered = settings.offerWords() }
        }
        FieldFrame { SecureField(words["settings.pin_new"], text: $newPin) }
        FieldFrame { SecureField(words["lock.repeat"], text: $newAgain) }
        LampButton(text: words["settings.pin"]) {
            pinChanged = await settings.changePin(from: oldPin, to: newPin, again: newAgain)
            oldPin = ""
            newPin = ""
            newAgain = ""
            if pinChanged { offered = nil }
        }
        .disabled(oldPin.isEmpty || newPin.isEmpty || newAgain.isEmpty)
        if pinChanged { Note(words["settings.pin_changed"]) }
    }

    /// Asks for the PIN: a face that opens is as good as it.
    @ViewBuilder private var biometry: some View {
        if settings.usesBiometry {
            LampButton(text: words["settings.biometry_off"]) { settings.disarm() }
        } else {
            Aside(words["settings.biometry_about"])
            FieldFrame { SecureField(words["settings.pin_old"], text: $armPin) }
            LampButton(text: words["settings.biometry"]) {
                let pin = armPin
                armPin = ""
                await settings.arm(pin: pin)
            }
            .disabled(armPin.isEmpty)
        }
    }

    /// Asks for the PIN: nobody else who holds the phone for a moment can do it.
    private var erase: some View {
        VStack(spacing: space(2)) {
            Aside(words["settings.erase"])
            Note(words["settings.erase_sure"])
            FieldFrame { SecureField(words["settings.pin_old"], text: $erasePin) }
            SureButton(
                text: words["settings.erase"], question: words["settings.erase_ask"],
                sure: words["settings.erase_yes"], loudness: .wrong
            ) {
                let pin = erasePin
                erasePin = ""
                await unlocked.removeEverything(pin: pin)
            }
            .disabled(erasePin.isEmpty)
        }
    }

    /// Whom this phone sends to.
    private var enrolled: String {
        let place = unlocked.home.plan?.device.place
        return place.map { words("enrol.at", ["place": $0]) } ?? words["enrol.not_yet"]
    }

    private func line(_ storage: StorageRecord) -> String {
        words(
            "settings.storage_used",
            [
                "all": words.bytes(storage.databaseBytes),
                "photos": words.bytes(storage.mediaBytes),
            ])
    }
}
