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
        case .running(let progress): progress.map(words.said) ?? words["sync.greeting"]
        case .failed(let failure): words.sentence(failure)
        case .ended(let report):
            syncSaid(ended: report.ended).map(words.said).joined(separator: " ")
        }
    }
}

extension Words {
    /// What an exchange does now.
    func said(_ progress: ProgressRecord) -> String {
        switch progress.stage {
        case .idle, .greeting: self["sync.greeting"]
        case .reports:
            self(
                "sync.reports_of",
                [
                    "n": number(Int(clamping: progress.delivered)),
                    "of": number(Int(clamping: progress.submissions)),
                ])
        case .changes: self["sync.changes"]
        case .forms: self["sync.forms"]
        case .media: self("sync.media_at", ["percent": String(progress.percent)])
        case .waiting: self["sync.waiting"]
        }
    }

    /// One sentence about how an exchange ended.
    fileprivate func said(_ said: SyncSaid) -> String {
        switch said {
        case .delivered(let count): self.count("sync.delivered", Int(clamping: count))
        case .forms(let count): self.count("sync.got_forms", Int(clamping: count))
        case .news(let count): self.count("sync.got_news", Int(clamping: count))
        case .setAside(let count): self.count("sync.set_aside", Int(clamping: count))
        case .postponed(let count): self.count("sync.postponed", Int(clamping: count))
        case .formsMissed(let count): self.count("sync.forms_missed", Int(clamping: count))
        case .formMissed(let form, let code):
            self("sync.missed_form", ["form": form, "why": sentence(code)])
        case .fileMissed(let form, let file, let code):
            self("sync.missed_file", ["file": file, "form": form, "why": sentence(code)])
        case .nothing: self["sync.nothing"]
        case .problem(let code): sentence(code)
        case .nothingLost: self["sync.nothing_lost"]
        case .cancelled: self["sync.cancelled"]
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
