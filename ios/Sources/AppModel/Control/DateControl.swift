// Dates and times. A date has no zone and never passes through an instant of one.

import FarolaCore
import Foundation

extension DayRecord {
    /// At noon UTC, which no zone's offset moves to another day; for the pickers.
    public var noon: Date {
        let parts = DateComponents(year: Int(year), month: Int(month), day: Int(day), hour: 12)
        return Self.utc.date(from: parts) ?? Date(timeIntervalSince1970: 43_200)
    }

    public init(noon date: Date) { self.init(date, Self.utc) }

    private init(_ date: Date, _ calendar: Calendar) {
        let parts = calendar.dateComponents([.year, .month, .day], from: date)
        self.init(
            year: Int16(clamping: parts.year ?? 1970), month: UInt8(clamping: parts.month ?? 1),
            day: UInt8(clamping: parts.day ?? 1))
    }

    /// The zone of all pickers, so that a day stays the day.
    public static let utc: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .current
        return calendar
    }()

    /// The calendar of the pickers, whose weeks begin as the core says.
    public static func calendar(_ locale: ReaderLocale) -> Calendar {
        var calendar = utc
        // Foundation counts from Sunday as 1, the core from Monday.
        if let first = week(locale: locale).first {
            calendar.firstWeekday = Int(first.number) % 7 + 1
        }
        return calendar
    }
}

/// A date, or a date with a time.
@MainActor
public final class DateControl {
    public let pick: DatePick
    public let hasTime: Bool

    private unowned let row: FormRow

    init(_ row: FormRow, _ pick: DatePick, hasTime: Bool) {
        self.row = row
        self.pick = pick
        self.hasTime = hasTime
    }

    /// The answer's day; nothing where there is none.
    public var day: DayRecord? {
        switch row.drawn.answer {
        case .day(let day), .moment(let day, _): day
        case .blank, .text, .truth, .chosen, .clock, .position, .place, .line, .file, .acknowledged:
            nil
        }
    }

    /// Where the wheels stand.
    public var proposal: DayRecord { row.proposed.day }
    public var clockProposal: ClockRecord { row.proposed.clock }
    /// The years of the wheel.
    public var years: ClosedRange<Int>? {
        row.drawn.years.map { Int($0.first)...Int($0.last) }
    }
    /// The answer in words, and the day in the calendar that the form asks for.
    public var shown: String { row.drawn.shown }
    public var told: String? { row.drawn.told }

    /// A day was chosen.
    public func choose(_ wanted: DayRecord) async { await row.give(.day(day: wanted)).value }
    public func choose(_ wanted: ClockRecord) async { await row.give(.clock(clock: wanted)).value }

    /// Today, or now.
    public func chooseNow() async { await row.give(.now).value }
    public func clear() async { await row.give(.clear).value }
}

/// A time of day.
@MainActor
public final class TimeControl {
    private unowned let row: FormRow

    init(_ row: FormRow) { self.row = row }

    public var clock: ClockRecord? {
        guard case .clock(let clock) = row.drawn.answer else { return nil }
        return clock
    }

    /// Where the wheels stand: whoever turns one keeps the other.
    public var proposal: ClockRecord { row.proposed.clock }

    public func choose(_ wanted: ClockRecord) async { await row.give(.clock(clock: wanted)).value }
    public func chooseNow() async { await row.give(.now).value }
    public func clear() async { await row.give(.clear).value }
}
