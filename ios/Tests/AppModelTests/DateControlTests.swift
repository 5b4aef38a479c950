import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

@MainActor
struct DateControlTests {
    private func date(_ row: FormRow) throws -> DateControl {
        guard case .date(let control) = row.control else { throw Failure(code: "no date") }
        return control
    }

    @Test(arguments: ["2026-02-29", "2026-13-01", "2026-1-01", "26-01-01", "2026-01-32", "x"])
    func noDays(text: String) { #expect(Day(text) == nil) }

    @Test func leapDays() {
        #expect(Day("2024-02-29") == Day(year: 2024, month: 2, day: 29))
        #expect(Day("2000-02-29") != nil)
        #expect(Day("1900-02-29") == nil)
    }

    /// No day becomes another one on its way through a picker, in no year.
    @Test func noonKeepsTheDay() {
        for year in [1936, 1999, 2022, 2026] {
            for month in 1...12 {
                let day = Day(year: year, month: month, day: Day.count(year, month))
                #expect(Day(noon: day.noon) == day)
            }
        }
    }

    @Test func daysMonthsAndYears() async throws {
        let paper = try await Paper(
            .sample("/a", type: "date"), .sample("/b", type: "date", appearance: "month-year"),
            .sample("/c", type: "date", appearance: "year"))
        let chosen = Day(year: 2026, month: 11, day: 25)
        for row in paper.form.rows { await (try date(row)).choose(chosen) }
        #expect(paper.paper.value("/a") == "2026-11-25")
        #expect(paper.paper.value("/b") == "2026-11-01")
        #expect(paper.paper.value("/c") == "2026-01-01")
        #expect(paper.count("answer") == 3)
    }

    /// A month with fewer days does not spill over into the next.
    @Test func theLastDayOfAShorterMonth() async throws {
        let paper = try await Paper(.sample(type: "date"))
        await (try date(paper.row)).choose(Day(year: 2026, month: 2, day: 31))
        #expect(paper.value == "2026-02-28")
    }

    @Test func dateWithTimeKeepsItsOffset() async throws {
        let paper = try await Paper(
            .sample(type: "dateTime", value: "2026-11-25T20:05:00.000-06:00"))
        let control = try date(paper.row)
        #expect(control.clock == ClockTime(hour: 20, minute: 5, offset: "-06:00"))
        await control.choose(hour: 21, minute: 0)
        #expect(paper.value == "2026-11-25T21:00:00.000-06:00")
        await control.choose(Day(year: 2026, month: 11, day: 26))
        #expect(paper.value == "2026-11-26T21:00:00.000-06:00")
        await control.clear()
        #expect(paper.value == nil)
    }

    @Test func nowIsOneTouchAndOneCall() async throws {
        let paper = try await Paper(.sample(type: "dateTime"))
        await (try date(paper.row)).chooseNow()
        #expect(paper.count("answer") == 1)
        #expect(paper.value?.hasPrefix("2026-11-2") == true)
    }

    @Test func timesReadAndWritten() async throws {
        let paper = try await Paper(.sample(type: "time", value: "14:30:00.000-06:00"))
        guard case .time(let time) = paper.row.control else {
            Issue.record("no time")
            return
        }
        #expect(time.clock?.hour == 14)
        await time.choose(hour: 9, minute: 5)
        #expect(paper.value == "09:05:00.000-06:00")
        await time.clear()
        #expect(paper.value == nil)
    }

    @Test(arguments: [(-21_600, "-06:00"), (0, "Z"), (19_800, "+05:30"), (-12_600, "-03:30")])
    func offsets(seconds: Int, text: String) throws {
        let zone = try #require(TimeZone(secondsFromGMT: seconds))
        #expect(ClockTime.offset(zone, at: Date(timeIntervalSince1970: 0)) == text)
    }

    /// The platform's own calendars show the day in their words; the value stays Gregorian.
    @Test func otherCalendars() async throws {
        let paper = try await Paper(
            .sample("/a", type: "date", appearance: "ethiopian", value: "2026-11-25"),
            .sample("/b", type: "date", appearance: "myanmar", value: "2026-11-25"))
        let ethiopian = try date(paper.form.rows[0])
        #expect(ethiopian.inOwnCalendar(.en)?.contains("2019") == true)
        #expect(try date(paper.form.rows[1]).inOwnCalendar(.en) == nil)
        await ethiopian.choose(Day(year: 2026, month: 11, day: 26))
        #expect(paper.paper.value("/a") == "2026-11-26")
    }
}
