// A range: slider, rating or picker over the scale that the core gives. Positions are whole
// numbers; what they mean is the core's to say.

import FarolaCore
import Observation

@MainActor
public final class RangeControl {
    public enum Style: Equatable, Sendable {
        case slider(upright: Bool)
        case picker, rating
    }

    public let style: Style
    public let scale: ScaleRecord

    private unowned let row: FormRow
    /// What each position of a picker shows.
    public private(set) lazy var values = scaleAllShown(
        scale: scale, decimal: row.form.locale.decimal)

    init(_ row: FormRow, _ scale: ScaleRecord, _ style: Style) {
        self.row = row
        self.scale = scale
        self.style = style
    }

    /// Where the thumb stands; nothing while there is no answer.
    public var position: Int? {
        guard case .position(let at) = row.drawn.answer else { return nil }
        return Int(at)
    }
    /// The last position; the first is 0.
    public var last: Int { Int(scale.steps) }
    /// Where the thumb is drawn.
    public var thumb: Int { position ?? Int(scale.placeholder ?? 0) }
    /// Whether touching what is chosen again takes it back.
    public var takesBack: Bool { row.drawn.takesBack }

    /// What is said of a position: its number, and the form's words for it.
    public func shown(_ position: Int) -> String {
        let at = UInt32(min(max(0, position), last))
        return scaleSaid(scale: scale, at: at, decimal: row.form.locale.decimal)
    }

    /// The answer, or a dash.
    public var answer: String { position.map(shown) ?? "–" }

    /// A star was touched, or a row of the wheel; -1 is the row of none.
    public func touch(_ position: Int) async {
        if position >= 0 {
            await give(.position(at: UInt32(position)))
        } else if takesBack {
            await give(.clear)
        }
    }

    /// The thumb was let go.
    public func choose(_ position: Int) async {
        guard (0...last).contains(position), position != self.position else { return }
        await give(.position(at: UInt32(position)))
    }

    /// One step up or down, for whoever cannot drag.
    public func nudge(_ by: Int) async { await give(.step(by: Int32(by))) }

    public func clear() async { await give(.clear) }

    /// What leaves all as it stands is no answer.
    private func give(_ given: GivenAnswer) async {
        if row.changes(given) { await row.give(given).value }
    }

    /// Positions that have a mark.
    public var marks: [Int] {
        guard let every = scale.tickEvery, every > 0 else { return [] }
        return Array(stride(from: 0, through: last, by: Int(every)))
    }

    /// What the form says at a position, where it names some.
    public func label(at position: Int) -> String? {
        scale.labels.first { Int($0.at) == position }?.words
    }
}
