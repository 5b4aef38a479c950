import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

/// When a sync begins, and what is planned after it.
@MainActor
struct SyncPlanTests {
    /// A cancel between being asked and beginning is heard.
    @Test func aSyncThatWasCancelledBeforeItBeganIsCancelled() async throws {
        let plans = Plans()
        let phone = Planned(noHandle: .init())
        phone.plans = plans
        let fakes = FakePhone()
        let sync = SyncModel(
            core: PhoneLine(phone: phone, line: CoreLine()), device: fakes.device,
            errands: fakes.errands)
        let run = Task { await sync.run(asked: true) }
        let cancel = Task { sync.cancel() }
        await cancel.value
        await run.value
        #expect(plans.heard == ["sync asked: true", "cancelled", "ended"])
        await sync.run(asked: true)
        #expect(plans.heard.suffix(2) == ["sync asked: true", "ended"])
    }

    /// What is planned after a sync is the report's own occasion, whatever it came to, or that
    /// there was none.
    @Test(arguments: [SyncOccasion.ended(cancelled: true, retryAtMs: 9), nil])
    func whatIsPlannedAfterASyncIsTheCores(occasion: SyncOccasion?) async throws {
        let plans = Plans()
        plans.ends = occasion
        let phone = Planned(noHandle: .init())
        phone.plans = plans
        let fakes = FakePhone()
        let sync = SyncModel(
            core: PhoneLine(phone: phone, line: CoreLine()), device: fakes.device,
            errands: fakes.errands)
        await sync.run(asked: true)
        #expect(plans.occasions == [occasion ?? .missed])
    }

    /// The core plans when to sync; the shell begins it, hands over, or asks the platform.
    @Test func aSyncBeginsWhenThePlanSays() async throws {
        let plans = Plans()
        let fakes = FakePhone()
        let shell = Shell(platform: fakes.platform, root: fakes.root) { dir, keys, instants in
            FakeDoor(try Door(dir: dir, keys: keys, instants: instants)) { phone, _ in
                let planned = Planned(unsafeFromHandle: phone.uniffiCloneHandle())
                planned.plans = plans
                return planned
            }
        }
        await shell.lock.look()
        for _ in 0..<2 {
            for digit in [2, 7, 1, 8, 2, 8] { shell.lock.press(digit) }
            await shell.lock.submit()
        }
        let unlocked = try #require(shell.unlocked)
        #expect(plans.heard == ["unlocked"])
        #expect(fakes.errands.asked.isEmpty)
        // As it is pasted: blanks around it are the core's to take away.
        unlocked.enrol.text = " farola://enrol?url=http%3A%2F%2F127.0.0.1%3A9%2Fkey%2Fabc\n"
        await unlocked.enrol.look()
        await unlocked.join()
        #expect(unlocked.enrol.problem == nil)
        #expect(plans.heard == ["unlocked", "enrolled", "sync asked: true", "ended"])
        _ = try unlocked.phone.addForm(
            xml: Data(RealPhone.file("bindings/scenario/form.xml").utf8))
        await unlocked.begin("corner")
        let form = try #require(unlocked.form)
        _ = try form.filling.answer(reference: "/corner/street", value: "Analco")
        await unlocked.finalize()
        #expect(unlocked.route == .receipt && unlocked.kept?.kept == .form)
        #expect(plans.heard.last == "finalized")
        #expect(fakes.errands.asked == [SyncLaterRecord(notBeforeMs: 7, unmetered: true)])
        shell.hide()
        await fakes.errands.finishing?.value
        #expect(plans.heard.suffix(3) == ["hidden", "hand over", "ended"])
        await shell.useMoment()
        #expect(plans.heard.suffix(2) == ["sync asked: false", "ended"])
    }
}

/// Plans as the test wants, and notes what was asked and begun.
private final class Plans: @unchecked Sendable {
    private let guarded = NSLock()
    private var notes: [String] = []
    private var asked: [SyncOccasion] = []
    private var ending: SyncOccasion? = .ended(cancelled: false, retryAtMs: nil)

    var heard: [String] { guarded.withLock { notes } }
    /// The occasions that a plan was asked for.
    var occasions: [SyncOccasion] { guarded.withLock { asked } }
    /// What a sync is followed by; nothing: it fails.
    var ends: SyncOccasion? {
        get { guarded.withLock { ending } }
        set { guarded.withLock { ending = newValue } }
    }
    func ask(_ occasion: SyncOccasion) { guarded.withLock { asked.append(occasion) } }
    func note(_ what: String) { guarded.withLock { notes.append(what) } }
}

private final class Planned: Phone, @unchecked Sendable {
    var plans = Plans()

    override func syncPlan(occasion: SyncOccasion) throws -> SyncPlanRecord {
        plans.ask(occasion)
        var plan = SyncPlanRecord(now: false, handOver: false, later: nil)
        switch occasion {
        case .enrolled:
            plans.note("enrolled")
            plan.now = true
        case .unlocked: plans.note("unlocked")
        case .finalized:
            plans.note("finalized")
            plan.later = SyncLaterRecord(notBeforeMs: 7, unmetered: true)
        case .hidden:
            plans.note("hidden")
            plan.handOver = true
        case .ended: plans.note("ended")
        case .missed: plans.note("missed")
        }
        return plan
    }

    override func sync(
        asked: Bool, metered: Bool, watcher: any SyncWatcher
    ) throws -> SyncSession {
        plans.note("sync asked: \(asked)")
        let session = Ended(noHandle: .init())
        session.plans = plans
        return session
    }

    override func handOver(
        metered: Bool, carrier: any ParcelCarrier, watcher: any SyncWatcher
    ) throws -> SyncSession {
        plans.note("hand over")
        let session = Ended(noHandle: .init())
        session.plans = plans
        return session
    }
}

/// A sync that is over.
private final class Ended: SyncSession, @unchecked Sendable {
    var plans = Plans()

    override func cancel() { plans.note("cancelled") }

    override func wait() throws -> ReportRecord {
        guard let occasion = plans.ends else { throw FarolaError.Network(code: "network.down") }
        return .of(
            SyncEndedRecord(
                ending: .upToDate, delivered: 0, forms: 0, news: 0, setAside: 0, postponed: 0,
                formsMissed: 0), occasion)
    }
}
