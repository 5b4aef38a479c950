// Dates and times. A date has no zone and never passes through an instant of one.

import FarolaCore
import Foundation
import Observation

extension DayRecord {
    /// At noon UTC, which no zone's offset moves to another day; for the pickers.
    public var noon: Date {
        let parts = DateComponents(year: Int(year), month: Int(month), day: Int(day), hour: 12)
        return Self.utc.date(from: parts) ?? Date(timeIntervalSince1970: 43_200)
    }

    public init(noon date: Date) { self.init(date, Self.utc) }

    /// The day it is somewhere now.
    public init(_ date: Date, zone: TimeZone) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        self.init(date, calendar)
    }

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
}

extension ClockRecord {
    /// The time it is here at a moment.
    init(_ date: Date) {
        let parts = Calendar(identifier: .gregorian).dateComponents([.hour, .minute], from: date)
        self.init(
            hour: UInt8(clamping: parts.hour ?? 0), minute: UInt8(clamping: parts.minute ?? 0))
    }
}

/// A date, or a date with a time.
@MainActor @Observable
public final class DateControl {
    public let pick: DatePick
    public let hasTime: Bool
    public private(set) var day: DayRecord?
    public private(set) var clock: ClockRecord?

    @ObservationIgnored private unowned let row: FormRow

    init(_ row: FormRow, _ pick: DatePick, hasTime: Bool) {
        self.row = row
        self.pick = pick
        self.hasTime = hasTime
        refresh()
    }

    func refresh() {
        switch row.drawn.answer {
        case .day(let day): (self.day, clock) = (day, nil)
        case .moment(let day, let clock): (self.day, self.clock) = (day, clock)
        case .blank, .text, .truth, .chosen, .clock, .position, .place, .line, .file, .acknowledged:
            (day, clock) = (nil, nil)
        }
    }

    /// Where a picker stands before anything was chosen.
    public var proposal: DayRecord { day ?? DayRecord(row.form.platform.now(), zone: .current) }
    public var clockProposal: ClockRecord { clock ?? ClockRecord(row.form.platform.now()) }
    /// The years of the wheel.
    public var years: ClosedRange<Int> {
        let span = yearsToPick(day: day)
        return Int(span.first)...Int(span.last)
    }
    /// The answer in words, and the day in the calendar that the form asks for.
    public var shown: String { row.drawn.shown }
    public var told: String? { row.drawn.told }

    /// A day was chosen.
    public func choose(_ wanted: DayRecord) async {
        day = wanted
        await row.give(.day(day: wanted)).value
    }

    public func choose(_ wanted: ClockRecord) async {
        clock = wanted
        await row.give(.clock(clock: wanted)).value
    }

    /// Today, or now.
    public func chooseNow() async { await row.give(.now).value }
    public func clear() async { await row.give(.clear).value }
}

/// A time of day.
@MainActor @Observable
public final class TimeControl {
    public private(set) var clock: ClockRecord?

    @ObservationIgnored private unowned let row: FormRow

    init(_ row: FormRow) {
        self.row = row
        refresh()
    }

    func refresh() {
        if case .clock(let clock) = row.drawn.answer { self.clock = clock } else { clock = nil }
    }

    /// Where the wheels stand before anything was chosen: whoever turns one keeps the other.
    public var proposal: ClockRecord { clock ?? ClockRecord(row.form.platform.now()) }

    public func choose(_ wanted: ClockRecord) async {
        clock = wanted
        await row.give(.clock(clock: wanted)).value
    }

    public func chooseNow() async { await row.give(.now).value }
    public func clear() async { await row.give(.clear).value }
}
