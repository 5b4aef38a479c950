import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

/// What goes wrong on a walk is said, and the walk goes on.
@MainActor
struct WalkTroubleTests {
    private func atTheGate() async throws -> (RealPhone, Ailing) {
        let real = try await RealPhone.opened { Ailing(unsafeFromHandle: $0.uniffiCloneHandle()) }
        try real.add(RealPhone.file("kit/cs_recorrido.xml"))
        let unlocked = try real.unlocked
        try unlocked.phone.register()
        await unlocked.show(.walk)
        #expect(unlocked.walk.gateActs == GateActs(main: .start, others: [.leave]))
        return (real, try #require(unlocked.phone as? Ailing))
    }

    /// What would be refused again is not offered; the gate says why, and what can be done.
    @Test func aRefusedStartReadsTheGateAnew() async throws {
        let (real, phone) = try await atTheGate()
        let walk = try real.unlocked.walk
        phone.set(.closes)
        await walk.start()
        #expect(walk.problem?.code == "walk.gate_closed")
        #expect(walk.gate?.refusals == ["walk.no_consent"])
        #expect(walk.gateActs == Ailing.closed)
        phone.set(nil)
        await walk.refresh()
        #expect(walk.problem == nil && walk.gateActs == GateActs(main: .start, others: [.leave]))
    }

    /// What cannot be read lets nobody through, whatever it said before.
    @Test func aGateThatCannotBeReadIsReadAgain() async throws {
        let (real, phone) = try await atTheGate()
        let walk = try real.unlocked.walk
        phone.set(.unreadable)
        await walk.refresh()
        #expect(walk.gate == nil && walk.problem?.code == "storage.disk_full")
        #expect(walk.gateActs == GateActs(main: .lookAgain, others: [.leave]))
        phone.set(nil)
        await walk.refresh()
        #expect(walk.problem == nil && walk.gateActs == GateActs(main: .start, others: [.leave]))
    }

    /// Who has refused the position hears that, and not that a signal is being looked for.
    @Test func aRefusedPositionIsNoMissingSignal() async throws {
        let real = try await RealPhone.opened()
        let es = Words(.es)
        try await real.setOut()
        let walk = try real.unlocked.walk
        await walk.refresh()
        #expect(walk.signal == .silent && walk.signal(es) == es["walk.no_signal"])
        real.phone.places.refused = true
        await walk.refresh()
        #expect(walk.signal == .refused && walk.signal(es) == es["walk.places_refused"])
        real.phone.places.refused = false
        await walk.refresh()
        #expect(walk.signal == .silent)
    }
}

/// A phone whose gate ails.
private final class Ailing: Phone, @unchecked Sendable {
    enum Ill: Sendable { case closes, unreadable }

    private let guarded = NSLock()
    private var ill: Ill?

    static let closed = GateActs(main: .registerAgain, others: [.lookAgain, .leave])

    func set(_ ill: Ill?) { guarded.withLock { self.ill = ill } }

    override func walkGate(chargePercent: UInt8?) throws -> GateRecord {
        switch guarded.withLock({ ill }) {
        case nil: return try super.walkGate(chargePercent: chargePercent)
        case .closes?:
            return GateRecord(
                go: false, refusals: ["walk.no_consent"], advice: [],
                acts: Self.closed)
        case .unreadable?: throw FarolaError.Storage(code: "storage.disk_full")
        }
    }

    override func startWalk(chargePercent: UInt8?) throws -> WalkRecord {
        guard guarded.withLock({ ill }) == nil else {
            throw FarolaError.Conflict(code: "walk.gate_closed")
        }
        return try super.startWalk(chargePercent: chargePercent)
    }
}
