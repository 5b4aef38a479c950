import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

@MainActor
struct ShellTests {
    @Test func awayForLongerThanAllowedLocks() async throws {
        let real = try await RealPhone.opened()
        real.shell.hide()
        #expect(real.shell.covered)
        #expect(real.phone.errands.asked == 1)
        real.phone.now.addTimeInterval(30)
        real.shell.show()
        #expect(!real.shell.covered)
        #expect(real.shell.door == .open)
        real.shell.hide()
        real.phone.now.addTimeInterval(61)
        real.shell.show()
        #expect(real.shell.door == .locked)
        #expect(real.shell.unlocked == nil)
    }

    /// A fault of the core's own: its handles are thrown away, and nothing typed is lost.
    @Test func afterAFaultOfTheCoreEverythingIsOpenedAnew() async throws {
        let real = try await RealPhone.opened()
        try real.add(RealPhone.file("bindings/scenario/form.xml"))
        let broken = try real.unlocked
        await broken.begin("corner")
        let form = try #require(broken.form)
        guard case .text(let street) = form.rows[0].control else {
            Issue.record("no text")
            return
        }
        await street.type("Pino Suárez").value
        let line = real.shell.line
        await #expect(throws: FarolaError.self) {
            try await line.run { throw FarolaError.Bug(code: "engine.panic") }
        }
        #expect(await until { real.shell.unlocked?.problem == "engine.panic" })
        let unlocked = try real.unlocked
        #expect(unlocked !== broken)
        #expect(real.shell.door == .open)
        await unlocked.show(.drafts)
        await unlocked.resume(try #require(unlocked.lists.drafts.first))
        #expect(unlocked.form?.rows.first?.value == "Pino Suárez")
    }

    /// A core that breaks each time it is asked about the walk, the last thing that opening reads.
    @Test func aFaultThatComesEachTimeIsNotOpenedForEver() async throws {
        let counter = Counter()
        let fakes = FakePhone()
        let shell = Shell(platform: fakes.platform, root: fakes.root) { dir, keys in
            let real = try Phone.open(dir: dir, keys: keys)
            return counter.next() == 1
                ? real : Breaking(unsafeFromHandle: real.uniffiCloneHandle())
        }
        for _ in 0..<2 {
            for digit in [2, 7, 1, 8, 2, 8] { shell.lock.press(digit) }
            await shell.lock.submit()
        }
        try #require(shell.door == .open)
        await #expect(throws: FarolaError.self) {
            try await shell.line.run { throw FarolaError.Bug(code: "engine.panic") }
        }
        #expect(await until { shell.unlocked?.problem == "engine.panic" })
        for _ in 0..<200 { try await shell.line.run {} }
        #expect(counter.now == 2)
    }

    @Test func aLinkOfEnrolmentOpensAtOnceOrAfterThePin() async throws {
        let real = try await RealPhone.opened()
        let link = try #require(URL(string: "farola://enrol?url=https%3A%2F%2Fhub.example"))
        await real.shell.take(link: link)
        #expect(try real.unlocked.route == .enrol)
        #expect(try real.unlocked.enrol.text == link.absoluteString)
        real.shell.closeAndLock()
        await real.shell.take(link: link)
        #expect(real.shell.door == .locked)
        await real.type(RealPhone.pin)
        #expect(try real.unlocked.enrol.text == link.absoluteString)
        #expect(try real.unlocked.route == .enrol)
        let other = try #require(URL(string: "https://hub.example/"))
        try real.unlocked.enrol.text = ""
        await real.shell.take(link: other)
        #expect(try real.unlocked.enrol.text == "")
    }

    @Test func aDraftIsThereAfterTheLock() async throws {
        let real = try await RealPhone.opened()
        try real.add(RealPhone.file("bindings/scenario/form.xml"))
        try await real.unlocked.begin("corner")
        let form = try #require(try real.unlocked.form)
        guard case .text(let street) = form.rows[0].control else {
            Issue.record("no text")
            return
        }
        await street.type("Pino Suárez").value
        real.shell.closeAndLock()
        await real.type(RealPhone.pin)
        let unlocked = try real.unlocked
        await unlocked.show(.drafts)
        let draft = try #require(unlocked.lists.drafts.first)
        await unlocked.resume(draft)
        #expect(unlocked.form?.rows.first?.value == "Pino Suárez")
        await unlocked.back()
        #expect(unlocked.route == .drafts)
        await unlocked.discard(draft)
        #expect(unlocked.lists.drafts.isEmpty)
    }

    /// While the way is recorded, the lock closes the screen and not the track.
    @Test func theTrackGoesOnBehindTheLock() async throws {
        let real = try await RealPhone.opened()
        let unlocked = try real.unlocked
        try real.add(RealPhone.file("bindings/scenario/form.xml"))
        await unlocked.begin("corner")
        unlocked.walk.walk = WalkRecord(
            code: nil, city: "Guadalajara", place: "Analco", phase: .walking, registration: nil,
            debrief: nil, startedMs: nil, elapsedS: 0, distanceM: 0, accuracyM: nil,
            fixesKept: 0, fixesRefused: 0, plannedStops: 0, stopsDone: 0, findings: 0,
            nextStop: 1, nextStopM: nil, nextStopBearingDeg: nil, checkIn: nil, night: false,
            line: [], route: [], stops: [])
        unlocked.closeAndLock()
        #expect(real.shell.door == .locked)
        #expect(real.shell.unlocked === unlocked)
        #expect(unlocked.form == nil)
        await real.type("999999")
        #expect(real.shell.door == .locked)
        await real.type(RealPhone.pin)
        #expect(real.shell.door == .open)
        #expect(unlocked.route == .walk)
        unlocked.walk.walk = nil
    }

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
        real.shell.closeAndLock()
        await real.type(RealPhone.pin)
        let after = try real.unlocked.settings
        #expect(after.record.language == "en")
        #expect(after.record.textPercent == 150)
        #expect(after.record.dataSaver)
        await after.set(appearance: .light)
        #expect(!after.isDark(system: true))
        await after.set(appearance: .auto)
        #expect(after.isDark(system: true))
        #expect(after.storage != nil)
        await after.purge()
        #expect(after.purged == 0)
    }

    @Test func thePinChangesOnlyForWhoKnowsIt() async throws {
        let real = try await RealPhone.opened()
        let settings = try real.unlocked.settings
        #expect(await settings.changePin(from: "999999", to: "314159") == false)
        #expect(settings.problem == "lock.wrong_pin")
        #expect(await settings.changePin(from: RealPhone.pin, to: "123456") == false)
        #expect(settings.problem == "lock.pin_simple")
        #expect(await settings.changePin(from: RealPhone.pin, to: "314159"))
        real.shell.closeAndLock()
        await real.type("314159")
        #expect(real.shell.door == .open)
    }

    @Test func removingEverythingNeedsThePin() async throws {
        let real = try await RealPhone.opened()
        try await real.unlocked.removeEverything(pin: "999999")
        #expect(real.shell.door == .open)
        #expect(try real.unlocked.problem == "lock.wrong_pin")
        try await real.unlocked.removeEverything(pin: RealPhone.pin)
        #expect(real.shell.door == .locked)
        #expect(real.shell.lock.step == .choose)
    }

    @Test func whatIsNoCodeIsSaid() async throws {
        let real = try await RealPhone.opened()
        let unlocked = try real.unlocked
        #expect(await unlocked.enrol.scan() == false)
        unlocked.enrol.text = "  "
        await unlocked.join()
        #expect(unlocked.enrol.problem == nil)
        unlocked.enrol.text = "hola"
        await unlocked.join()
        #expect(unlocked.enrol.problem == "enrol.not_enrolment")
        #expect(unlocked.route == .enrol)
        await unlocked.send()
        #expect(!unlocked.sync.sentence(Words(.es)).isEmpty)
    }

    @Test func aFormThatIsNotThereIsSaid() async throws {
        let real = try await RealPhone.opened()
        let unlocked = try real.unlocked
        await unlocked.goHome()
        await unlocked.begin("nowhere")
        #expect(unlocked.problem == "engine.form_unknown")
        #expect(unlocked.route == .home)
    }

    @Test func theFolderIsProtectedBeforeItIsOpened() async throws {
        let real = try await RealPhone.opened()
        #expect(real.phone.files.guarded == [false])
    }
}

private final class Breaking: Phone, @unchecked Sendable {
    override func walk() throws -> WalkRecord? { throw FarolaError.Bug(code: "engine.panic") }
}

private final class Counter: @unchecked Sendable {
    private let guarded = NSLock()
    private var count = 0

    var now: Int { guarded.withLock { count } }
    func next() -> Int {
        guarded.withLock {
            count += 1
            return count
        }
    }
}
