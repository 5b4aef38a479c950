// A range: slider, rating or picker over the steps that the form gives.

import Foundation
import Observation

/// The steps between `start` and `end`. Counted in whole numbers, so that 0.1 added ten times
/// is 1.
public struct RangeSteps: Equatable, Sendable {
    public let start: Decimal
    public let step: Decimal
    /// Number of steps; the positions are 0 to this.
    public let count: Int

    /// Nothing where the form gives no usable scale.
    public init?(start: String?, end: String?, step: String?) {
        guard let start = Self.decimal(start ?? "1"), let end = Self.decimal(end ?? "10"),
            var step = Self.decimal(step ?? "1"), step != 0
        else { return nil }
        if (end < start) != (step < 0) { step.negate() }
        let steps = ((end - start) / step) as NSDecimalNumber
        guard steps.doubleValue > 0, steps.doubleValue <= 10_000 else { return nil }
        self.start = start
        self.step = step
        count = Int(steps.doubleValue + 1e-9)
    }

    public func value(at position: Int) -> String {
        Self.text(start + step * Decimal(min(max(0, position), count)))
    }

    /// Position of a value; nothing where it is none of the steps.
    public func position(of value: String) -> Int? {
        guard let number = Self.decimal(value) else { return nil }
        let place = ((number - start) / step) as NSDecimalNumber
        let whole = Int(place.doubleValue.rounded())
        guard (0...count).contains(whole), start + step * Decimal(whole) == number else {
            return nil
        }
        return whole
    }

    private static func decimal(_ text: String) -> Decimal? {
        let trimmed = text.trimmingCharacters(in: .whitespaces)
        guard !trimmed.isEmpty, trimmed.allSatisfy({ $0.isNumber || $0 == "." || $0 == "-" })
        else { return nil }
        return Decimal(string: trimmed, locale: Locale(identifier: "en_US_POSIX"))
    }

    private static func text(_ number: Decimal) -> String {
        (number as NSDecimalNumber).description(withLocale: Locale(identifier: "en_US_POSIX"))
    }
}

@MainActor @Observable
public final class RangeControl {
    public let style: RangeStyle
    public let steps: RangeSteps?
    /// Where the thumb stands; nothing while there is no answer.
    public private(set) var position: Int?

    @ObservationIgnored private unowned let row: FormRow

    init(_ row: FormRow, _ style: RangeStyle) {
        self.row = row
        self.style = style
        steps = RangeSteps(
            start: row.parameter("start"), end: row.parameter("end"), step: row.parameter("step"))
        refresh()
    }

    func refresh() { position = row.value.isEmpty ? nil : steps?.position(of: row.value) }

    /// The thumb was let go, a star touched, a row of the picker chosen.
    public func choose(_ position: Int) async {
        guard let steps, (0...steps.count).contains(position), position != self.position else {
            return
        }
        self.position = position
        await row.answer(steps.value(at: position))
    }

    /// One step up or down, for whoever cannot drag; the first gives the start.
    public func nudge(_ by: Int) async {
        guard let steps else { return }
        await choose(min(max(0, (position ?? (by > 0 ? -1 : 1)) + by), steps.count))
    }

    public func clear() async {
        position = nil
        await row.answer("")
    }

    /// The values at the ends and the one chosen.
    public var ends: (first: String, last: String) {
        guard let steps else { return ("", "") }
        return (steps.value(at: 0), steps.value(at: steps.count))
    }

    public var hasTicks: Bool {
        style != .sliderWithoutTicks && style != .verticalWithoutTicks && (steps?.count ?? 0) <= 40
    }
    public var isVertical: Bool { style == .vertical || style == .verticalWithoutTicks }
    /// What the label of a tick says, where the form names some.
    public func label(at position: Int) -> String? {
        guard let value = steps?.value(at: position) else { return nil }
        return row.question.choices.first { $0.value == value }?.label
    }
}
