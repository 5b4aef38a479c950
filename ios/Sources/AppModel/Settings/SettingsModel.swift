// Settings, kept by the core; what is stored, and the way out.

import FarolaCore
import Foundation
import Observation

@MainActor @Observable
public final class SettingsModel {
    public private(set) var record = SettingsRecord(
        language: Shell.phoneLanguage.code, textPercent: 100, appearance: .auto, dataSaver: false,
        lockAfterS: 60, purgeDays: 7)
    public private(set) var storage: StorageRecord?
    public private(set) var isNight = false
    public private(set) var problem: String?
    /// How many submissions the last purge removed; nothing before one.
    public private(set) var purged: Int?

    private let core: PhoneLine
    private let vault: Vault
    private let key: HeldKey

    init(core: PhoneLine, vault: Vault, key: HeldKey) {
        self.core = core
        self.vault = vault
        self.key = key
        usesBiometry = vault.keepsKey
    }

    public var language: Language { Language(rawValue: record.language) ?? .es }

    /// Text sizes that can be chosen, in percent.
    public static let textSizes: [UInt16] = [100, 125, 150, 200]

    public func load() async {
        await attempt { phone in
            (try phone.settings(), try phone.storage(), try phone.isNight())
        } then: { record, storage, night in
            self.record = record
            self.storage = storage
            self.isNight = night
        }
    }

    /// Whether the screen is dark: as chosen, or after civil twilight, or as the phone is.
    public func isDark(system: Bool) -> Bool {
        switch record.appearance {
        case .dark: true
        case .light: false
        case .auto: isNight || system
        }
    }

    public func set(language: Language) async { await change { $0.language = language.code } }
    public func set(textPercent: UInt16) async { await change { $0.textPercent = textPercent } }
    public func set(appearance: Appearance) async { await change { $0.appearance = appearance } }
    public func set(dataSaver: Bool) async { await change { $0.dataSaver = dataSaver } }

    /// Makes room: removes what the server has had for longer than the settings say.
    public func purge() async {
        let days = record.purgeDays
        await attempt { phone in
            (try phone.purge(days: days), try phone.storage())
        } then: { purge, storage in
            self.purged = Int(clamping: purge.submissions)
            self.storage = storage
        }
    }

    // MARK: Lock

    public var biometry: Biometry { vault.biometry }
    public private(set) var usesBiometry: Bool

    public func set(usesBiometry: Bool) {
        do {
            if usesBiometry { try vault.keep(key) } else { vault.dropKept() }
            self.usesBiometry = vault.keepsKey
            problem = nil
        } catch {
            problem = Failure(error).code
        }
    }

    /// Another PIN; true when it was taken.
    public func changePin(from old: String, to new: String) async -> Bool {
        if let refused = pinProblem(pin: new) {
            problem = refused
            return false
        }
        let vault = vault
        do {
            try await core.run { _ in try vault.change(from: old, to: new) }
            problem = nil
            return true
        } catch {
            problem = Failure(error).code
            return false
        }
    }

    private func change(_ edit: (inout SettingsRecord) -> Void) async {
        var wanted = record
        edit(&wanted)
        let settings = wanted
        await attempt {
            try $0.setSettings(settings: settings)
        } then: {
            self.record = $0
        }
    }

    private func attempt<T: Sendable>(
        _ work: @escaping @Sendable (any PhoneProtocol) throws -> T,
        then: @escaping @MainActor (T) -> Void
    ) async {
        problem = await core.take(work, then: then)?.code
    }
}
