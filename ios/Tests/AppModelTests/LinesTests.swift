import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

/// What must not wait for a form: the lock, the positions of a walk. And what locks by itself.
@MainActor
struct LinesTests {
    /// Runs something while the line of the forms is held: it comes to an end all the same.
    private func whileAFormWorks(
        _ real: RealPhone, _ work: @MainActor () async throws -> Void
    ) async throws {
        let free = DispatchSemaphore(value: 0)
        real.shell.line.post({ free.wait() }, then: { _ in })
        try await work()
        free.signal()
        try await real.settle()
    }

    @Test func aPositionWaitsForNoForm() async throws {
        let real = try await RealPhone.opened()
        try await real.setOut()
        let walk = try real.unlocked.walk
        let before = walk.walk?.fixesKept ?? 0
        try await whileAFormWorks(real) {
            await walk.add(
                FixRecord(
                    atMs: real.phone.nowMs, lat: 20.6689, lon: -103.3392, altitudeM: nil,
                    accuracyM: 5, speedMps: nil, bearingDeg: nil))
        }
        #expect(walk.problem == nil && walk.walk?.fixesKept == before + 1)
    }

    /// It waits for what was typed just before, and for that no longer than a moment.
    @Test func theLockWaitsForNoForm() async throws {
        let real = try await RealPhone.opened()
        try await whileAFormWorks(real) { await real.shell.closeAndLock() }
        #expect(real.shell.door == .locked && real.shell.unlocked == nil)
        await real.type(RealPhone.pin)
        #expect(real.shell.door == .open)
    }

    @Test func whatWasTypedJustBeforeIsKept() async throws {
        let real = try await RealPhone.opened()
        try real.add(RealPhone.file("bindings/scenario/form.xml"))
        try await real.unlocked.begin("corner")
        let form = try #require(try real.unlocked.form)
        guard case .text(let street) = form.rows[0].control else {
            Issue.record("no text")
            return
        }
        street.type("Pino Suárez")
        await real.shell.closeAndLock()
        await real.type(RealPhone.pin)
        let unlocked = try real.unlocked
        await unlocked.show(.papers)
        await unlocked.resume(try #require(unlocked.lists.drafts.first))
        #expect(unlocked.form?.rows.first?.drawn.answer == .text(text: "Pino Suárez"))
    }

    @Test func itLocksWhenNobodyTouchesIt() async throws {
        let real = try await RealPhone.opened()
        // What was asked of the door as it opened is asked of the time before.
        try await real.settle()
        real.phone.instants.pass(seconds: 59)
        real.phone.touches.touch()
        try await real.settle()
        real.phone.instants.pass(seconds: 59)
        real.shell.rest()
        try await real.settle()
        #expect(real.shell.door == .open)
        real.phone.instants.pass(seconds: 1)
        real.shell.rest()
        try await real.settle()
        #expect(await until { real.shell.door == .locked })
        #expect(real.shell.unlocked == nil)
    }
}
