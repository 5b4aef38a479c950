// Sending and fetching: how far it is and how it ended.

import FarolaCore
import Foundation
import Observation

@MainActor @Observable
public final class SyncModel {
    /// What goes on.
    public enum State: Equatable, Sendable {
        case idle
        case running(ProgressRecord?)
        case ended(ReportRecord)
        case failed(Failure)
    }

    public internal(set) var state: State = .idle

    private let core: PhoneLine
    private let device: any DeviceState
    private let errands: any Errands
    /// Not the line of the keystrokes: a sync may take minutes.
    private let line = CoreLine()
    private var session: SyncSession?
    private var running: Task<Void, Never>?
    private var isCancelled = false

    init(core: PhoneLine, device: any DeviceState, errands: any Errands) {
        self.core = core
        self.device = device
        self.errands = errands
    }

    /// What the core plans after `occasion`. The platform is asked for what is to be done later;
    /// the rest is the caller's.
    func plan(_ occasion: SyncOccasion) async -> SyncPlanRecord? {
        let plan = try? await core.run { try $0.syncPlan(occasion: occasion) }
        if let later = plan?.later { errands.sendLater(later) }
        return plan
    }

    public var isRunning: Bool {
        if case .running = state { return true }
        return false
    }

    /// Runs one exchange to its end, or waits for the one that runs. `asked`: a person asked.
    public func run(asked: Bool) async {
        let metered = device.isMetered
        await exchange { phone, watcher in
            try phone.sync(asked: asked, metered: metered, watcher: watcher)
        }
    }

    /// The app goes behind: ends what runs, and gives what is large and still to be sent to the
    /// platform, which carries it on while the app sleeps.
    public func handOver(to courier: any Courier) async {
        await end()
        let metered = device.isMetered
        let carrier = Carrier(courier)
        await exchange { phone, watcher in
            try phone.handOver(metered: metered, carrier: carrier, watcher: watcher)
        }
    }

    /// Stops what runs and waits for its end.
    func end() async {
        cancel()
        await wait()
    }

    /// Waits for the end of what runs.
    public func wait() async { await running?.value }

    private func exchange(
        _ begin: @escaping @Sendable (any PhoneProtocol, any SyncWatcher) throws -> SyncSession
    ) async {
        guard running == nil else { return await wait() }
        // Here: who cancels may come before the task begins.
        isCancelled = false
        let task = Task { await toItsEnd(begin) }
        running = task
        await task.value
        running = nil
    }

    private func toItsEnd(
        _ begin: @escaping @Sendable (any PhoneProtocol, any SyncWatcher) throws -> SyncSession
    ) async {
        state = .running(nil)
        let phone = core.phone
        let watcher = Relay { [weak self] progress in self?.heard(progress) }
        var ended = SyncOccasion.missed
        do {
            let session = try await line.run { try begin(phone, watcher) }
            self.session = session
            if isCancelled { session.cancel() }
            let report = try await line.run { try session.wait() }
            state = .ended(report)
            ended = report.occasion
        } catch {
            state = .failed(Failure(error))
        }
        session = nil
        _ = await plan(ended)
    }

    /// Stops at the next byte; what the server has stays there.
    public func cancel() {
        isCancelled = true
        session?.cancel()
    }

    /// The network came or went: a pause ends sooner.
    public func networkChanged(_ online: Bool) { session?.networkChanged(online: online) }

    private func heard(_ progress: ProgressRecord) {
        if case .running = state { state = .running(progress) }
    }

    /// One sentence about it; empty while there is nothing to say.
    public func sentence(_ words: Words) -> String {
        switch state {
        case .idle: ""
        case .running(let progress): words[Self.key(progress?.stage)]
        case .failed(let failure): words.sentence(failure)
        case .ended(let report):
            switch report.ended.ending {
            case .upToDate, .left: brought(report.ended, words)
            case .cancelled: words["sync.cancelled"]
            case .paused(let code): words.sentence(code) + " " + words["sync.nothing_lost"]
            }
        }
    }

    /// What arrived there, what came here and what is left; that there was nothing, if there was
    /// nothing.
    private func brought(_ ended: SyncEndedRecord, _ words: Words) -> String {
        let counts = [
            ("sync.delivered", ended.delivered), ("sync.got_forms", ended.forms),
            ("sync.got_news", ended.news), ("sync.set_aside", ended.setAside),
            ("sync.postponed", ended.postponed), ("sync.forms_missed", ended.formsMissed),
        ]
        let said = counts.filter { $0.1 > 0 }.map { words.count($0.0, Int(clamping: $0.1)) }
        return said.isEmpty ? words["sync.nothing"] : said.joined(separator: " ")
    }

    /// Part of the photo bytes that the server has, 0 to 1, while photos are sent.
    public var share: Double? {
        guard case .running(let progress?) = state, progress.fileBytes > 0 else { return nil }
        return min(1, Double(progress.fileBytesSent) / Double(progress.fileBytes))
    }

    /// Key of what is said of a stage; of none before it was heard.
    static func key(_ stage: SyncStage?) -> String {
        switch stage {
        case .idle, .greeting, nil: "sync.greeting"
        case .reports: "sync.reports"
        case .changes: "sync.changes"
        case .forms: "sync.forms"
        case .media: "sync.media"
        case .waiting: "sync.waiting"
        }
    }
}

/// Carries what the core's thread says to the main one.
private final class Relay: SyncWatcher {
    private let each: @MainActor @Sendable (ProgressRecord) -> Void

    init(each: @escaping @MainActor @Sendable (ProgressRecord) -> Void) { self.each = each }

    func progress(progress: ProgressRecord) throws {
        let each = each
        Task { @MainActor in each(progress) }
    }
}

/// A courier as the core calls it.
private final class Carrier: ParcelCarrier {
    private let courier: any Courier

    init(_ courier: any Courier) { self.courier = courier }

    func carry(parcel: ParcelRecord) throws {
        do {
            try courier.carry(parcel)
        } catch {
            // The core only asks whether: it sends the file the usual way then.
            throw CarrierFailed.Failed
        }
    }
}
