import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

/// The way out of a walk.
@MainActor
struct WalkLeavingTests {
    /// Who thinks that she has ended a walk must not be followed on: one that could not be ended
    /// stays in sight, with the reason.
    @Test func aWalkThatCouldNotBeEndedIsNotLeft() async throws {
        let real = try await RealPhone.opened { Full(unsafeFromHandle: $0.uniffiCloneHandle()) }
        let unlocked = try real.unlocked
        try await real.setOut()
        await unlocked.show(.walk)
        let full = try #require(unlocked.phone as? Full)
        full.set(isFull: true)
        await unlocked.leaveWalk()
        #expect(unlocked.route == .walk)
        #expect(unlocked.walk.problem?.code == "storage.disk_full")
        #expect(unlocked.walk.phase == .walking && real.phone.places.isOn)
        full.set(isFull: false)
        await unlocked.leaveWalk()
        #expect(unlocked.routes == [.home])
        #expect(unlocked.walk.problem == nil && !real.phone.places.isOn)
    }
}

/// A phone without room to write that the walk is over.
private final class Full: Phone, @unchecked Sendable {
    private let guarded = NSLock()
    private var isFull = false

    func set(isFull: Bool) { guarded.withLock { self.isFull = isFull } }

    override func leaveWalk() throws {
        if guarded.withLock({ isFull }) { throw FarolaError.Storage(code: "storage.disk_full") }
        try super.leaveWalk()
    }
}
