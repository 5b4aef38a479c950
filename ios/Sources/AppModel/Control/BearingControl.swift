// Where something points: by the compass or written.

import FarolaCore
import Observation

/// Degrees from magnetic north, clockwise.
@MainActor @Observable
public final class BearingControl {
    /// The field to write in.
    public let number: NumberControl
    /// What the compass says now, while it is asked.
    public private(set) var live: Double?
    public private(set) var isMeasuring = false

    @ObservationIgnored private unowned let row: FormRow

    init(_ row: FormRow) {
        self.row = row
        number = NumberControl(row, decimals: true)
    }

    private var compass: any Compass { row.form.platform.compass }

    /// Whether the phone has one.
    public var canMeasure: Bool { compass.isThere }

    public func measure() {
        guard canMeasure, !isMeasuring else { return }
        live = nil
        isMeasuring = true
        compass.start { [weak self] degrees in self?.live = degrees }
    }

    public func stop() {
        guard isMeasuring else { return }
        isMeasuring = false
        compass.stop()
    }

    /// Keeps what the compass says now.
    public func keep() async {
        guard let live else { return }
        stop()
        await row.give(.degrees(degrees: live)).value
    }
}
