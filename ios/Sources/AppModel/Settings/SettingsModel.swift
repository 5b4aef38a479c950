// Settings, kept by the core; what is stored, and the way out.

import FarolaCore
import Foundation
import Observation

@MainActor @Observable
public final class SettingsModel {
    public private(set) var record = SettingsModel.usual
    public private(set) var storage: StorageRecord?
    /// Whether the screen is dark, as the core says; nothing: as the phone is.
    public private(set) var dark: Bool?
    public private(set) var problem: Failure?
    /// How many submissions the last purge removed; nothing before one.
    public private(set) var purged: Int?
    /// Hears of another language when it is kept: what is open is read by it from then on.
    @ObservationIgnored var languageChanged: @MainActor (Language) async -> Void = { _ in }

    private let core: PhoneLine
    private let vault: Vault
    private let keys: any KeyBox

    init(core: PhoneLine, vault: Vault, keys: any KeyBox) {
        self.core = core
        self.vault = vault
        self.keys = keys
        usesBiometry = keys.opens
    }

    public var language: Language { Language(of: record.language) }

    /// What holds before anything was chosen, in the language of the phone.
    public static var usual: SettingsRecord {
        usualSettings(phoneLanguage: Language.tagOfPhone)
    }

    /// What can be chosen from.
    public nonisolated static let choices = settingChoices()
    public nonisolated static let languages = appLanguages()

    public func load() async {
        problem = await core.take { phone in
            (try phone.settings(), try phone.storage())
        } then: { record, storage in
            self.record = record
            self.storage = storage
        }
        await refreshDark()
    }

    /// Asks whether the screen is dark now; as the phone is, where the core cannot say.
    func refreshDark() async {
        let darkness = try? await core.run { try $0.darkness() }
        dark =
            switch darkness {
            case .dark?: true
            case .light?: false
            case .asPhone?, nil: nil
            }
    }

    public func isDark(system: Bool) -> Bool { dark ?? system }

    public func set(language: Language) async {
        let before = self.language
        await change { $0.language = language.code }
        if self.language != before { await languageChanged(self.language) }
    }
    public func set(textPercent: UInt16) async { await change { $0.textPercent = textPercent } }
    public func set(appearance: Appearance) async {
        await change { $0.appearance = appearance }
        await refreshDark()
    }
    public func set(dataSaver: Bool) async { await change { $0.dataSaver = dataSaver } }
    public func set(lockAfterS: UInt32) async { await change { $0.lockAfterS = lockAfterS } }
    public func set(purgeDays: UInt16) async { await change { $0.purgeDays = purgeDays } }

    /// Makes room: removes what the server has had for longer than the settings say.
    public func purge() async {
        problem = await core.take { phone in
            (try phone.makeRoom(), try phone.storage())
        } then: { purge, storage in
            self.purged = Int(clamping: purge.submissions)
            self.storage = storage
        }
    }

    // MARK: Lock

    public var biometry: Biometry { keys.biometry }
    public private(set) var usesBiometry: Bool

    /// Lets the face or finger open from now on, if `pin` is the PIN.
    public func arm(pin: String) async {
        let keys = keys
        await useDoor { door in
            try PassingKey(door.arm(pin: pin)).spend { try keys.keep($0) }
        }
        usesBiometry = keys.opens
    }

    /// Only the PIN opens from now on.
    public func disarm() {
        keys.dropKept()
        usesBiometry = keys.opens
    }

    /// Six words that the phone draws, to be written down and typed as the new PIN.
    public func offerWords() -> String? {
        do {
            problem = nil
            return try FarolaCore.offerWords(language: language.code)
        } catch {
            problem = Failure(error)
            return nil
        }
    }

    /// Another PIN, typed twice. True when it was taken.
    public func changePin(from old: String, to new: String, again: String) async -> Bool {
        if case .refused(let code) = choosePin(first: new, typed: again) {
            problem = Failure(code: code)
            return false
        }
        await useDoor { try $0.changePin(oldPin: old, newPin: new) }
        return problem == nil
    }

    private func useDoor(
        _ work: @escaping @Sendable (any DoorProtocol) throws -> Void
    ) async {
        do {
            try await vault.ask(work)
            problem = nil
        } catch {
            problem = Failure(error)
        }
    }

    private func change(_ edit: (inout SettingsRecord) -> Void) async {
        var wanted = record
        edit(&wanted)
        let settings = wanted
        problem = await core.take(
            { try $0.setSettings(settings: settings) }, then: { self.record = $0 })
    }
}
