import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

@MainActor
struct LockTests {
    @Test func theFirstStartAsksTwice() async throws {
        let real = RealPhone()
        #expect(real.shell.lock.step == .choose)
        await real.type("271828")
        #expect(real.shell.lock.step == .repeat)
        await real.type("271829")
        #expect(real.shell.lock.step == .choose)
        #expect(real.shell.lock.problem == "shell.pin_differs")
        await real.type("271828")
        await real.type("271828")
        #expect(real.shell.door == .open)
        #expect(try real.unlocked.route == .enrol)
    }

    @Test(arguments: ["111111", "123456", "654321"])
    func simplePinsAreRefused(pin: String) async {
        let real = RealPhone()
        await real.type(pin)
        #expect(real.shell.lock.step == .choose)
        #expect(real.shell.lock.problem == "lock.pin_simple")
    }

    @Test func shortPinsCannotBeHandedIn() async {
        let real = RealPhone()
        await real.type("12345")
        #expect(real.shell.lock.step == .choose)
        #expect(real.shell.lock.digits.count == 5)
        real.shell.lock.erase()
        #expect(real.shell.lock.digits == "1234")
    }

    /// Guesses are slowed down, also for whoever starts the app anew or turns the clock back.
    @Test func guessesCostTime() async throws {
        let real = try await RealPhone.opened()
        real.shell.closeAndLock()
        var waits: [Int] = []
        for _ in 0..<8 where real.shell.lock.waitSeconds == 0 {
            await real.type("999999")
            waits.append(real.shell.lock.waitSeconds)
        }
        #expect(real.shell.lock.problem == "lock.wrong_pin")
        #expect(waits.last ?? 0 > 0)
        let failures = real.shell.vault.failures
        await real.type(RealPhone.pin)
        #expect(real.shell.door == .locked)
        #expect(real.shell.vault.failures == failures)

        let again = Shell(platform: real.phone.platform, root: real.root)
        #expect(again.lock.waitSeconds > 0)
        real.phone.now.addTimeInterval(-86_400)
        again.lock.look()
        #expect(again.lock.waitSeconds > 0)

        real.phone.now.addTimeInterval(86_400 + Double(waits.last ?? 0) + 1)
        real.shell.lock.look()
        await real.type(RealPhone.pin)
        #expect(real.shell.door == .open)
        #expect(real.shell.vault.failures == 0)
    }

    @Test func theFaceOpensWhenItWasAllowed() async throws {
        let real = try await RealPhone.opened()
        real.phone.keys.set(biometry: .face)
        let settings = try real.unlocked.settings
        settings.set(usesBiometry: true)
        #expect(settings.usesBiometry)
        real.shell.closeAndLock()
        #expect(real.shell.lock.offersBiometry)
        await real.shell.lock.useBiometry(reason: "prueba")
        #expect(real.shell.door == .open)
        try real.unlocked.settings.set(usesBiometry: false)
        real.shell.closeAndLock()
        #expect(!real.shell.lock.offersBiometry)
    }

    @Test func theFileIsOfNoUseOnAnotherPhone() async throws {
        let real = try await RealPhone.opened()
        real.shell.closeAndLock()
        real.phone.keys.forget()
        await real.type(RealPhone.pin)
        #expect(real.shell.door == .locked)
        #expect(real.shell.lock.problem == "storage.key_missing")
    }

    @Test func neitherKeyNorPinLiesInTheFolder() async throws {
        let real = try await RealPhone.opened()
        let key = try HeldKeyReader.key(of: real.shell.vault, RealPhone.pin)
        for name in FileManager.default.subpaths(atPath: real.root.path) ?? [] {
            let path = real.root.appendingPathComponent(name)
            guard let bytes = try? Data(contentsOf: path) else { continue }
            #expect(bytes.range(of: key) == nil, "\(name)")
            #expect(bytes.range(of: Data(RealPhone.pin.utf8)) == nil, "\(name)")
        }
    }

    @Test func aDroppedKeyIsLocked() throws {
        let key = HeldKey(Data(repeating: 7, count: 32))
        #expect(try key.key().count == 32)
        key.drop()
        #expect(throws: KeyRefusal.self) { try key.key() }
    }
}

private enum HeldKeyReader {
    static func key(of vault: Vault, _ pin: String) throws -> Data {
        try vault.open(pin: pin, nowMs: 0).key()
    }
}
