// Dates and times. A date has no zone and never passes through an instant of one.

import Foundation
import Observation

/// A calendar that a form may ask for.
public enum CalendarKind: String, CaseIterable, Sendable {
    case ethiopian, coptic, islamic, persian, buddhist, myanmar
    case bikramSambat = "bikram-sambat"

    /// The platform's, where it has one; the others are shown in the Gregorian one.
    var identifier: Calendar.Identifier? {
        switch self {
        case .ethiopian: .ethiopicAmeteMihret
        case .coptic: .coptic
        case .islamic: .islamicCivil
        case .persian: .persian
        case .buddhist: .buddhist
        case .myanmar, .bikramSambat: nil
        }
    }
}

/// A day of the Gregorian calendar, as XForms write it.
public struct Day: Equatable, Sendable {
    public var year: Int
    public var month: Int
    public var day: Int

    public init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads `2026-11-25`; nothing for what is no day.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            (1...12).contains(month), day >= 1, day <= Day.count(year, month)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    public var text: String {
        String(format: "%04d-%02d-%02d", year, month, day)
    }

    static func count(_ year: Int, _ month: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// At noon UTC, which no zone's offset moves to another day; for the pickers.
    public var noon: Date {
        Day.utc.date(from: DateComponents(year: year, month: month, day: day, hour: 12))
            ?? Date(timeIntervalSince1970: 43_200)
    }

    public init(noon date: Date) {
        let parts = Day.utc.dateComponents([.year, .month, .day], from: date)
        self.init(year: parts.year ?? 1970, month: parts.month ?? 1, day: parts.day ?? 1)
    }

    /// The day it is somewhere now.
    public init(_ date: Date, zone: TimeZone) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let parts = calendar.dateComponents([.year, .month, .day], from: date)
        self.init(year: parts.year ?? 1970, month: parts.month ?? 1, day: parts.day ?? 1)
    }

    /// The zone of all pickers, so that a day stays the day.
    public static let utc: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .current
        return calendar
    }()
}

/// A time of day with the offset it is kept with.
public struct ClockTime: Equatable, Sendable {
    public var hour: Int
    public var minute: Int
    /// `Z`, `-06:00` or nothing, as it was read.
    public var offset: String

    public init(hour: Int, minute: Int, offset: String) {
        self.hour = hour
        self.minute = minute
        self.offset = offset
    }

    /// Reads `14:30:00.000-06:00`.
    public init?(_ text: some StringProtocol) {
        let clock = text.prefix { $0.isNumber || $0 == ":" || $0 == "." }
        let parts = clock.split(separator: ":")
        guard parts.count >= 2, let hour = Int(parts[0]), let minute = Int(parts[1]),
            (0...23).contains(hour), (0...59).contains(minute)
        else { return nil }
        self.init(hour: hour, minute: minute, offset: String(text.dropFirst(clock.count)))
    }

    public var text: String {
        String(format: "%02d:%02d:00.000", hour, minute) + offset
    }

    /// The offset of a zone at a moment.
    public static func offset(_ zone: TimeZone, at date: Date) -> String {
        let seconds = zone.secondsFromGMT(for: date)
        if seconds == 0 { return "Z" }
        let minutes = abs(seconds) / 60
        return (seconds < 0 ? "-" : "+")
            + String(format: "%02d:%02d", minutes / 60, minutes % 60)
    }
}

/// A date, or a date with a time.
@MainActor @Observable
public final class DateControl {
    public let style: DateStyle
    public let hasTime: Bool
    public private(set) var day: Day?
    public private(set) var clock: ClockTime?

    @ObservationIgnored private unowned let row: FormRow
    @ObservationIgnored private let zone: TimeZone

    init(_ row: FormRow, _ style: DateStyle, hasTime: Bool, zone: TimeZone = .current) {
        self.row = row
        self.style = style
        self.hasTime = hasTime
        self.zone = zone
        refresh()
    }

    func refresh() {
        let parts = row.value.split(separator: "T", maxSplits: 1)
        let day = parts.first.flatMap { Day($0) }
        let clock = parts.count > 1 ? ClockTime(parts[1]) : nil
        if day != self.day { self.day = day }
        if clock != self.clock { self.clock = clock }
    }

    /// Where a picker stands before anything was chosen.
    public var proposal: Day { day ?? Day(row.form.platform.now(), zone: zone) }

    /// A day was chosen; months and years keep their first day.
    public func choose(_ wanted: Day) async {
        var chosen = wanted
        if style == .monthYear || style == .year { chosen.day = 1 }
        if style == .year { chosen.month = 1 }
        chosen.day = min(chosen.day, Day.count(chosen.year, chosen.month))
        day = chosen
        if hasTime && clock == nil { clock = now }
        await hand()
    }

    public func choose(hour: Int, minute: Int) async {
        var chosen = clock ?? now
        chosen.hour = hour
        chosen.minute = minute
        clock = chosen
        if day == nil { day = proposal }
        await hand()
    }

    /// Today, or now.
    public func chooseNow() async {
        day = Day(row.form.platform.now(), zone: zone)
        clock = hasTime ? now : nil
        let wanted = day ?? proposal
        await choose(wanted)
    }

    public func clear() async {
        day = nil
        clock = nil
        await row.answer("")
    }

    /// The day in the calendar that the form asks for, in words; nothing where the platform has
    /// none such.
    public func inOwnCalendar(_ language: Language) -> String? {
        guard case .calendar(let kind) = style, let identifier = kind.identifier, let day else {
            return nil
        }
        let format = DateFormatter()
        var calendar = Calendar(identifier: identifier)
        calendar.timeZone = Day.utc.timeZone
        calendar.locale = language.locale
        format.calendar = calendar
        format.locale = language.locale
        format.timeZone = Day.utc.timeZone
        format.dateFormat = "d MMMM y G"
        return format.string(from: day.noon)
    }

    private var now: ClockTime { ClockTime.now(row.form.platform.now(), zone) }

    private func hand() async {
        guard let day else { return }
        guard hasTime else { return await row.answer(day.text) }
        await row.answer(day.text + "T" + (clock ?? now).text)
    }
}

/// A time of day.
@MainActor @Observable
public final class TimeControl {
    public private(set) var clock: ClockTime?

    @ObservationIgnored private unowned let row: FormRow
    @ObservationIgnored private let zone: TimeZone

    init(_ row: FormRow, zone: TimeZone = .current) {
        self.row = row
        self.zone = zone
        refresh()
    }

    func refresh() {
        let now = ClockTime(row.value)
        if now != clock { clock = now }
    }

    public func choose(hour: Int, minute: Int) async {
        var chosen = clock ?? ClockTime.now(row.form.platform.now(), zone)
        chosen.hour = hour
        chosen.minute = minute
        clock = chosen
        await row.answer(chosen.text)
    }

    public func chooseNow() async {
        let now = ClockTime.now(row.form.platform.now(), zone)
        await choose(hour: now.hour, minute: now.minute)
    }

    public func clear() async {
        clock = nil
        await row.answer("")
    }
}

extension ClockTime {
    static func now(_ date: Date, _ zone: TimeZone) -> ClockTime {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let parts = calendar.dateComponents([.hour, .minute], from: date)
        return ClockTime(
            hour: parts.hour ?? 0, minute: parts.minute ?? 0, offset: offset(zone, at: date))
    }
}
