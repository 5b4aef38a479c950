import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

@MainActor
struct LockTests {
    @Test func theFirstStartAsksTwice() async throws {
        let real = await RealPhone()
        #expect(real.shell.lock.step == .choose)
        await real.type("271828")
        #expect(real.shell.lock.step == .repeat)
        await real.type("271829")
        #expect(real.shell.lock.step == .choose)
        #expect(real.shell.lock.problem?.code == "lock.pin_differs")
        await real.type("271828")
        await real.type("271828")
        #expect(real.shell.door == .open)
        #expect(try real.unlocked.route == .home)
        #expect(try real.unlocked.home.plan?.cards.first == .enrol)
    }

    @Test(arguments: ["111111", "123456", "654321"])
    func simplePinsAreRefused(pin: String) async {
        let real = await RealPhone()
        await real.type(pin)
        #expect(real.shell.lock.step == .choose)
        #expect(real.shell.lock.problem?.code == "lock.pin_simple")
    }

    @Test func shortPinsCannotBeHandedIn() async {
        let real = await RealPhone()
        await real.type("12345")
        #expect(real.shell.lock.step == .choose)
        #expect(real.shell.lock.digits.count == 5)
        real.shell.lock.erase()
        #expect(real.shell.lock.digits == "1234")
    }

    /// The core says how many digits a PIN has; the pad takes no more.
    @Test func thePadTakesWhatTheCoreSays() async {
        let real = await RealPhone()
        let lock = real.shell.lock!
        for _ in 1...20 {
            let before = lock.digits.count
            let more = pinPad(digits: UInt32(before)).takesMore
            lock.press(before % 10)
            let typed = lock.digits.count
            #expect(typed == (more ? before + 1 : before))
            #expect(lock.isReady == pinPad(digits: UInt32(typed)).whole)
        }
        let most = lock.digits.count
        #expect(most < 20 && lock.isReady)
        lock.erase()
        #expect(lock.digits.count == most - 1)
    }

    /// Six words that the phone draws are a PIN: noted, typed once, and from then on they open.
    @Test func sixWordsAreOfferedAndOpen() async throws {
        let real = await RealPhone()
        let lock = real.shell.lock!
        lock.offerWords(.es)
        let words = try #require(lock.offered)
        #expect(lock.step == .words && words.split(separator: " ").count == 6)
        lock.declineWords()
        #expect(lock.step == .choose && lock.offered == nil && !lock.asksPhrase)
        lock.offerWords(.es)
        let drawn = try #require(lock.offered)
        #expect(drawn != words)
        lock.noted()
        #expect(lock.step == .repeat && lock.asksPhrase && lock.offered == nil)
        lock.phrase = words
        await lock.submit()
        #expect(lock.problem?.code == "lock.pin_differs" && lock.step == .choose)
        lock.offerWords(.es)
        let taken = try #require(lock.offered)
        lock.noted()
        lock.phrase = String(taken.split(separator: " ").dropLast().joined(separator: " "))
        #expect(!lock.isReady)
        lock.phrase = taken.uppercased()
        #expect(lock.isReady)
        await lock.submit()
        #expect(real.shell.door == .open)
        await real.shell.closeAndLock()
        let again = real.shell.lock!
        await again.look()
        #expect(!again.asksPhrase)
        again.ask(phrase: true)
        again.phrase = taken
        await again.submit()
        #expect(real.shell.door == .open)
    }

    /// A wrong PIN counts at every use of it: unlocking, changing it, allowing the face, removing
    /// everything. The sixth waits, also for whoever starts the app anew or sets the clock.
    @Test func aWrongPinCountsAtEveryUseAndTheSixthWaits() async throws {
        let real = try await RealPhone.opened()
        let unlocked = try real.unlocked
        let settings = unlocked.settings
        #expect(await !settings.changePin(from: "999999", to: "314159", again: "314159"))
        #expect(settings.problem?.code == "lock.wrong_pin")
        await settings.arm(pin: "999999")
        #expect(settings.problem?.code == "lock.wrong_pin")
        #expect(!settings.usesBiometry)
        await unlocked.removeEverything(pin: "999999")
        #expect(unlocked.problem?.code == "lock.wrong_pin")
        await real.shell.closeAndLock()
        for _ in 0..<2 {
            #expect(real.shell.lock.waitSeconds == 0)
            await real.type("999999")
            #expect(real.shell.lock.problem?.code == "lock.wrong_pin")
        }
        #expect(real.shell.lock.waitSeconds == 30)
        // What is typed during the wait is no try, and opens nothing.
        await real.type(RealPhone.pin)
        #expect(real.shell.door == .locked)

        real.phone.now.addTimeInterval(86_400)
        let again = Shell(platform: real.phone.platform, root: real.root)
        await again.lock.look()
        #expect(again.lock.waitSeconds == 30)
        real.phone.instants.pass(seconds: 29)
        await real.shell.lock.look()
        #expect(real.shell.lock.waitSeconds == 1)
        real.phone.instants.pass(seconds: 1)
        await real.shell.lock.look()
        #expect(real.shell.lock.waitSeconds == 0)
        await real.type(RealPhone.pin)
        #expect(real.shell.door == .open)
    }

    /// With the app open the wait holds too, and the right PIN is no way around it.
    @Test func theWaitHoldsBehindTheDoor() async throws {
        let real = try await RealPhone.opened()
        let settings = try real.unlocked.settings
        for _ in 0..<5 {
            _ = await settings.changePin(from: "999999", to: "314159", again: "314159")
        }
        #expect(await !settings.changePin(from: RealPhone.pin, to: "314159", again: "314159"))
        #expect(settings.problem?.code == "lock.wait")
        real.phone.instants.pass(seconds: 30)
        #expect(await settings.changePin(from: RealPhone.pin, to: "314159", again: "314159"))
    }

    /// What the app up to 0.1 kept: the sealed key alone, and a count by the wall clock.
    @Test func aPhoneOfTheOldLayoutOpens() async throws {
        let real = try await RealPhone.opened()
        try real.add(RealPhone.file("bindings/scenario/form.xml"))
        await real.shell.closeAndLock()
        let file = real.root.appendingPathComponent("door")
        // Magic, count, instant and the start's id stand before the sealed key.
        let sealed = try real.phone.keys.unwrap(wrapped: Data(contentsOf: file)).dropFirst(33)
        try real.phone.keys.wrap(plain: Data(sealed))
            .write(to: real.root.appendingPathComponent("sealed"))
        try Data("5 1795668000000".utf8)
            .write(to: real.root.appendingPathComponent("guesses"))
        try FileManager.default.removeItem(at: file)

        let after = Shell(platform: real.phone.platform, root: real.root)
        await after.lock.look()
        #expect(after.lock.step == .enter)
        #expect(after.lock.waitSeconds == 30)
        real.phone.instants.pass(seconds: 30)
        await after.lock.look()
        for digit in RealPhone.pin { after.lock.press(Int(String(digit)) ?? 0) }
        await after.lock.submit()
        #expect(after.door == .open)
        let unlocked = try #require(after.unlocked)
        #expect(try unlocked.phone.forms().map(\.id) == ["corner"])
        for old in ["sealed", "guesses"] {
            let path = real.root.appendingPathComponent(old).path
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test func theFaceOpensWhenItWasAllowed() async throws {
        let real = try await RealPhone.opened()
        real.phone.keys.set(biometry: .face)
        let settings = try real.unlocked.settings
        await settings.arm(pin: RealPhone.pin)
        #expect(settings.usesBiometry)
        await real.shell.closeAndLock()
        await real.shell.lock.look()
        #expect(real.shell.lock.offersBiometry)
        await real.shell.lock.useBiometry(reason: "prueba")
        #expect(real.shell.door == .open)
        try real.unlocked.settings.disarm()
        await real.shell.closeAndLock()
        await real.shell.lock.look()
        #expect(!real.shell.lock.offersBiometry)
    }

    @Test func theFileIsOfNoUseOnAnotherPhone() async throws {
        let real = try await RealPhone.opened()
        await real.shell.closeAndLock()
        try real.phone.keys.forget()
        await real.type(RealPhone.pin)
        #expect(real.shell.door == .locked)
        #expect(real.shell.lock.problem?.code == "storage.key_missing")

        // Started there: the PIN is not even asked for, and what is left can be removed.
        let there = Shell(platform: real.phone.platform, root: real.root)
        await there.lock.look()
        #expect(there.lock.step == .damaged)
        #expect(there.lock.problem?.code == "storage.key_missing")
        #expect(!there.lock.asksDigits)
        await there.lock.eraseDamaged()
        #expect(there.lock.step == .choose)
        #expect(there.lock.problem == nil)
    }

    /// A torn file opens to no PIN; the face, which needs it not, still opens.
    @Test func theFaceOpensWhereTheDoorsFileIsTorn() async throws {
        let real = try await RealPhone.opened()
        real.phone.keys.set(biometry: .face)
        await (try real.unlocked).settings.arm(pin: RealPhone.pin)
        await real.shell.closeAndLock()
        try Data("torn".utf8).write(to: real.root.appendingPathComponent("door"))
        let after = Shell(platform: real.phone.platform, root: real.root)
        await after.lock.look()
        #expect(after.lock.step == .damaged)
        #expect(after.lock.problem?.code == "lock.damaged")
        await after.lock.useBiometry(reason: "prueba")
        #expect(after.door == .open)
    }

    @Test func neitherKeyNorPinLiesInTheFolder() async throws {
        let real = try await RealPhone.opened()
        await (try real.unlocked).settings.arm(pin: RealPhone.pin)
        let key = try await real.phone.keys.kept(reason: "prueba")
        #expect(key.count == 32)
        for name in FileManager.default.subpaths(atPath: real.root.path) ?? [] {
            let path = real.root.appendingPathComponent(name)
            guard let bytes = try? Data(contentsOf: path) else { continue }
            #expect(bytes.range(of: key) == nil, "\(name)")
            #expect(bytes.range(of: Data(RealPhone.pin.utf8)) == nil, "\(name)")
        }
    }

    @Test func aKeyIsOverwrittenAfterItsUse() {
        let key = PassingKey(Data(repeating: 7, count: 32))
        #expect(key.spend { $0.count } == 32)
        #expect(key.spend { $0 } == Data(repeating: 0, count: 32))
    }
}
