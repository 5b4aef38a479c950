import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

/// What a person sets, the PIN, and removing everything.
@MainActor
struct SettingsTests {
    @Test func settingsStayAndDecideTheWords() async throws {
        let real = try await RealPhone.opened()
        let settings = try real.unlocked.settings
        await settings.set(language: .en)
        await settings.set(textPercent: 150)
        await settings.set(appearance: .dark)
        await settings.set(dataSaver: true)
        #expect(settings.problem == nil)
        #expect(real.shell.words.language == .en)
        #expect(settings.isDark(system: false))
        await real.shell.closeAndLock()
        await real.type(RealPhone.pin)
        let after = try real.unlocked.settings
        #expect(after.record.language == "en")
        #expect(after.record.textPercent == 150)
        #expect(after.record.lockAfterS == 60)
        #expect(after.record.dataSaver)
        await after.set(appearance: .light)
        #expect(!after.isDark(system: true))
        await after.set(appearance: .auto)
        #expect(after.isDark(system: true))
        #expect(after.storage != nil)
        await after.purge()
        #expect(after.purged == 0)
    }

    /// Before anything is chosen the settings are the core's own, in the language of the phone.
    @Test func whatHoldsBeforeAnythingIsChosen() async throws {
        let real = try await RealPhone.opened()
        var kept = try real.unlocked.phone.settings()
        kept.language = Language.phone.code
        #expect(SettingsModel.usual == kept)
        let usual = usualSettings(phoneLanguage: "")
        #expect(try real.unlocked.settings.record.textPercent == usual.textPercent)
    }

    /// Each number of days that can be chosen is one that the core keeps.
    @Test(arguments: SettingsModel.choices.purgeDays)
    func whatWasDeliveredStaysAsLongAsChosen(days: UInt16) async throws {
        let real = try await RealPhone.opened()
        let settings = try real.unlocked.settings
        await settings.set(purgeDays: days)
        #expect(settings.record.purgeDays == days)
    }

    /// Each time that can be chosen is one that the core keeps, and the door goes by it.
    @Test(arguments: SettingsModel.choices.lockAfterS)
    func itLocksAfterTheChosenTime(seconds: UInt32) async throws {
        let real = try await RealPhone.opened()
        let settings = try real.unlocked.settings
        await settings.set(lockAfterS: seconds)
        #expect(settings.problem == nil)
        #expect(settings.record.lockAfterS == seconds)
        real.shell.hide()
        try await real.settle()
        real.phone.instants.pass(seconds: UInt64(seconds) - 1)
        await real.shell.look()
        #expect(real.shell.door == .open)
        real.phone.instants.pass(seconds: 1)
        await real.shell.look()
        #expect(real.shell.door == .locked)
    }

    @Test func thePinChangesOnlyForWhoKnowsIt() async throws {
        let real = try await RealPhone.opened()
        let settings = try real.unlocked.settings
        #expect(await settings.changePin(from: "999999", to: "314159", again: "314159") == false)
        #expect(settings.problem?.code == "lock.wrong_pin")
        #expect(
            await settings.changePin(from: RealPhone.pin, to: "123456", again: "123456") == false)
        #expect(settings.problem?.code == "lock.pin_simple")
        // A slip of the finger must not become the PIN.
        #expect(
            await settings.changePin(from: RealPhone.pin, to: "314159", again: "314158") == false)
        #expect(settings.problem?.code == "lock.pin_differs")
        #expect(await settings.changePin(from: RealPhone.pin, to: "314159", again: "314159"))
        await real.shell.closeAndLock()
        await real.type("314159")
        #expect(real.shell.door == .open)
    }

    @Test func removingEverythingNeedsThePin() async throws {
        let real = try await RealPhone.opened()
        try await real.unlocked.removeEverything(pin: "999999")
        #expect(real.shell.door == .open)
        #expect(try real.unlocked.problem?.code == "lock.wrong_pin")
        try await real.unlocked.removeEverything(pin: RealPhone.pin)
        #expect(real.shell.door == .locked)
        #expect(real.shell.lock.step == .choose)
    }
}
