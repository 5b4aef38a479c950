// One sense of place for everybody: the track of the walk and a question that wants a point may
// listen at the same time, and neither ends the other's.

import FarolaCore
import Foundation

@MainActor
public final class Antenna {
    private let source: any PlaceSource
    private let now: @MainActor () -> Date
    private var listeners: [Int: Listener] = [:]
    private var issued = 0
    private var isBackground = false

    private struct Listener {
        let background: Bool
        /// When it began, in milliseconds since 1970.
        let sinceMs: Int64
        let each: @MainActor (FixRecord) -> Void
    }

    public init(_ source: any PlaceSource, now: @escaping @MainActor () -> Date = { Date() }) {
        self.source = source
        self.now = now
    }

    private var nowMs: Int64 { Int64(now().timeIntervalSince1970 * 1000) }

    public var refused: Bool { source.refused }
    /// Whether anybody listens.
    public var isOn: Bool { !listeners.isEmpty }

    /// Gives each fix to `each` until `leave` is called with the number this returns.
    func listen(background: Bool, each: @escaping @MainActor (FixRecord) -> Void) -> Int {
        issued += 1
        listeners[issued] = Listener(background: background, sinceMs: nowMs, each: each)
        tune()
        return issued
    }

    func leave(_ number: Int) {
        guard listeners.removeValue(forKey: number) != nil else { return }
        tune()
    }

    private func tune() {
        guard !listeners.isEmpty else {
            isBackground = false
            source.stop()
            return
        }
        let background = listeners.values.contains(where: \.background)
        guard listeners.count == 1 || background != isBackground else { return }
        isBackground = background
        source.start(background: background) { [weak self] fix in
            guard let self else { return }
            for listener in self.listeners.values where self.counts(fix, listener) {
                listener.each(fix)
            }
        }
    }

    /// A receiver hands out what it sensed before it was asked: that may be another corner. What
    /// it sensed since counts, however late it comes, as for a track with the screen off.
    private func counts(_ fix: FixRecord, _ listener: Listener) -> Bool {
        fix.atMs >= listener.sinceMs || fixIsFresh(atMs: fix.atMs, nowMs: nowMs)
    }
}
