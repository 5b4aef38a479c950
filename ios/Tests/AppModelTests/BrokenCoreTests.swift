import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

/// Faults of the core's own, and what the core cannot say.
@MainActor
struct BrokenCoreTests {
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
        #expect(await until { real.shell.unlocked?.problem?.code == "engine.panic" })
        let unlocked = try real.unlocked
        #expect(unlocked !== broken)
        #expect(real.shell.door == .open)
        await unlocked.show(.papers)
        await unlocked.resume(try #require(unlocked.lists.drafts.first))
        #expect(unlocked.form?.rows.first?.drawn.answer == .text(text: "Pino Suárez"))
    }

    /// A core that breaks each time it is asked about the walk, the last thing that opening reads.
    @Test func aFaultThatComesEachTimeIsNotOpenedForEver() async throws {
        let counter = Counter()
        let fakes = FakePhone()
        let shell = Shell(platform: fakes.platform, root: fakes.root) { dir, keys, instants in
            FakeDoor(try Door(dir: dir, keys: keys, instants: instants)) { phone, again in
                guard again else { return phone }
                _ = counter.next()
                return Breaking(unsafeFromHandle: phone.uniffiCloneHandle())
            }
        }
        for _ in 0..<2 {
            for digit in [2, 7, 1, 8, 2, 8] { shell.lock.press(digit) }
            await shell.lock.submit()
        }
        try #require(shell.door == .open)
        await #expect(throws: FarolaError.self) {
            try await shell.line.run { throw FarolaError.Bug(code: "engine.panic") }
        }
        #expect(await until { shell.unlocked?.problem?.code == "engine.panic" })
        for _ in 0..<200 { try await shell.line.run {} }
        #expect(counter.now == 1)
    }

    /// Whatever breaks when the core is asked where to go: what was finalized stays so, home is
    /// in front, and what is wrong is said.
    @Test(arguments: [Ask.afterFinalizing, .firstScreen, .submission])
    func whereToGoCannotBeAsked(breaks: Ask) async throws {
        let real = try await RealPhone.opened { phone in
            let silent = Silent(unsafeFromHandle: phone.uniffiCloneHandle())
            silent.breaks = breaks
            return silent
        }
        let unlocked = try real.unlocked
        #expect(unlocked.route == .home)
        let atOpening = breaks == .firstScreen ? "engine.io" : nil
        #expect(unlocked.problem?.code == atOpening)
        try real.add(RealPhone.file("bindings/scenario/form.xml"))
        await unlocked.begin("corner")
        let form = try #require(unlocked.form)
        _ = try form.filling.answer(reference: "/corner/street", value: "Analco")
        await unlocked.finalize()
        #expect(unlocked.form == nil)
        #expect(unlocked.home.plan?.counts.waiting == 1)
        switch breaks {
        case .afterFinalizing:
            #expect(unlocked.routes == [.home] && unlocked.kept == nil)
            #expect(unlocked.problem?.code == "engine.io")
        case .submission:
            #expect(unlocked.route == .receipt && unlocked.receipt == nil)
            #expect(unlocked.problem?.code == "engine.io")
        case .firstScreen:
            #expect(unlocked.route == .receipt && unlocked.receipt != nil)
            #expect(unlocked.problem == nil)
        }
    }
}

private final class Breaking: Phone, @unchecked Sendable {
    override func walk() throws -> WalkRecord? { throw FarolaError.Bug(code: "engine.panic") }
}

/// What the core is asked.
enum Ask: Sendable {
    case firstScreen, afterFinalizing, submission
}

/// Breaks when it is asked one thing.
private final class Silent: Phone, @unchecked Sendable {
    var breaks = Ask.firstScreen

    private func ask(_ what: Ask) throws {
        if breaks == what { throw FarolaError.Storage(code: "engine.io") }
    }

    override func firstScreen() throws -> FirstScreen {
        try ask(.firstScreen)
        return try super.firstScreen()
    }
    override func afterFinalizing(instance: String) throws -> AfterFinalizing {
        try ask(.afterFinalizing)
        return try super.afterFinalizing(instance: instance)
    }
    override func submission(instance: String) throws -> SubmissionRecord {
        try ask(.submission)
        return try super.submission(instance: instance)
    }
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
