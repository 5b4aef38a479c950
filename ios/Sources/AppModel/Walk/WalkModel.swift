// The walk: gate, start, the track, pause, the sign of life, the end. What may happen when is the
// core's to say; here are the senses (places, charge) and what the screen shows.

import FarolaCore
import Foundation
import Observation

@MainActor @Observable
public final class WalkModel {
    public internal(set) var walk: WalkRecord?
    public private(set) var gate: GateRecord?
    public private(set) var problem: Failure?
    /// Whether the person refused to say where the phone is.
    private var placesRefused = false

    private let core: PhoneLine
    /// The line of the positions.
    private let wayLine: PhoneLine
    private let platform: Platform
    private let folder: URL
    private var listening: Int?
    /// What the reminder is set for, by the clock of the phone.
    private var remindedMs: Int64?
    private let words: @MainActor () -> Words

    init(
        core: PhoneLine, way: PhoneLine, platform: Platform, folder: URL,
        words: @escaping @MainActor () -> Words
    ) {
        self.core = core
        wayLine = way
        self.platform = platform
        self.folder = folder
        self.words = words
    }

    public var phase: WalkPhase? { walk?.phase }

    /// Whether positions are taken in: through pauses and behind the lock.
    public var isTracking: Bool { walk?.follows == true }

    /// Reads the walk; goes on listening to places if it is under way.
    public func refresh() async {
        await take { try $0.walk() }
        if walk?.page == .gate { await openGate() }
    }

    /// Asks whether the walk may start, with the charge of the phone as it is. A gate that cannot
    /// be read lets nobody through: what it said before is of before.
    private func openGate() async {
        let charge = platform.device.chargePercent
        do {
            gate = try await core.run { try $0.walkGate(chargePercent: charge) }
        } catch {
            gate = nil
            problem = Failure(error)
        }
    }

    /// The buttons of the gate.
    public var gateActs: GateActs { gate?.acts ?? actsOfUnreadGate() }

    public func start() async {
        let charge = platform.device.chargePercent
        await take { try $0.startWalk(chargePercent: charge) }
        if walk?.page == .gate { await openGate() }
    }

    public func pause() async { await take { try $0.pauseWalk() } }
    public func goOn() async { await take { try $0.goOnWalk() } }

    /// «We are well.»
    public func checkIn() async { await take { try $0.checkIn() } }

    /// Anyone may end it; what was filled stays.
    public func leave() async {
        await take { phone in
            try phone.leaveWalk()
            return try phone.walk()
        }
    }

    /// One fix of the way.
    func add(_ fix: FixRecord) async { await take(on: wayLine) { try $0.addFix(fix: fix) } }

    func stopListening() {
        guard let number = listening else { return }
        listening = nil
        platform.places.leave(number)
        try? platform.files.protect(folder, walking: false)
    }

    private func listen() {
        guard listening == nil else { return }
        // With the screen locked the track must still be written.
        try? platform.files.protect(folder, walking: true)
        listening = platform.places.listen(background: true) { [weak self] fix in
            Task { await self?.add(fix) }
        }
    }

    private func take(
        on line: PhoneLine? = nil,
        _ call: @escaping @Sendable (any PhoneProtocol) throws -> WalkRecord?
    ) async {
        problem = await (line ?? core).take(call) { self.walk = $0 }
        guard problem == nil else { return }
        if isTracking { listen() } else { stopListening() }
        placesRefused = platform.places.refused
        arrangeReminder()
    }

    /// The sign of life is asked for also with the screen off, in a pause too, and again while
    /// nobody answers: the core says when the next reminder is due.
    func arrangeReminder() {
        guard let checkIn = walk?.checkIn else {
            if remindedMs != nil { platform.reminder.clear() }
            remindedMs = nil
            return
        }
        let nowMs = Int64(platform.now().timeIntervalSince1970 * 1000)
        let due = checkInAlarm(checkIn: checkIn, nowMs: nowMs, setForMs: remindedMs)
        guard let due else { return }
        remindedMs = due
        let date = Date(timeIntervalSince1970: Double(due) / 1000)
        platform.reminder.set(at: date, words: words()["walk.reminder"])
    }

    // MARK: What the screen says

    /// «51 min · 1.1 km»
    public func progress(_ words: Words) -> String {
        guard let walk else { return "" }
        let distance = words.distance(Double(walk.distanceM))
        return words.duration(Int(walk.elapsedS)) + Words.dot + distance
    }

    /// «A 120 m hacia el oriente», or that the stop is here.
    public func way(_ words: Words) -> String {
        switch walk?.ahead {
        case nil: ""
        case .there?: words["walk.there"]
        case .towards(let metres, let bearing)?:
            words(
                "walk.way",
                [
                    "distance": words.distance(Double(metres)),
                    "direction": words.direction(Int(bearing)),
                ])
        }
    }

    /// «En 9 min», «Ahora», «Hace 4 min que tocaba»
    public func checkInText(_ words: Words) -> String {
        guard let checkIn = walk?.checkIn else { return "" }
        let minutes = words.number(Int(checkIn.minutes))
        switch checkIn.state {
        case .fine: return words("walk.check_in_fine", ["n": minutes])
        case .due: return words["walk.check_in_due"]
        case .missed: return words("walk.check_in_missed", ["n": minutes])
        }
    }

    /// What is heard of the receiver.
    public var signal: WaySignal {
        waySignal(accuracyM: walk?.accuracyM, refused: placesRefused)
    }

    /// «±9 m», or why not.
    public func signal(_ words: Words) -> String {
        switch signal {
        case .refused: words["walk.places_refused"]
        case .silent: words["walk.no_signal"]
        case .heard(let metres):
            words("form.accuracy", ["metres": words.number(Int(metres))])
        }
    }
}
