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

    private let someDay = DayRecord(year: 2026, month: 11, day: 25)

    /// No day becomes another one on its way through a picker, in no year.
    @Test func noonKeepsTheDay() {
        for year: Int16 in [1936, 1999, 2022, 2026] {
            for month: UInt8 in 1...12 {
                for last: UInt8 in [1, 28] {
                    let day = DayRecord(year: year, month: month, day: last)
                    #expect(DayRecord(noon: day.noon) == day)
                }
            }
        }
    }

    /// Weeks begin on Sunday, which Foundation counts as the first, whatever the phone is set to.
    @Test func aWeekBeginsAsTheCoreSays() {
        for language in Language.allCases {
            #expect(week(locale: language.reader).first?.number == 7)
            #expect(DayRecord.calendar(language.reader).firstWeekday == 1)
        }
    }

    @Test func aDayIsGivenAsItWasPicked() async throws {
        let paper = try await Paper(.sample(.date(pick: .calendar, calendar: .gregorian)))
        let control = try date(paper.row)
        #expect(control.day == nil)
        #expect(control.proposal.year == 2026)
        await control.choose(someDay)
        #expect(paper.answer == .day(day: someDay))
        #expect(control.day == someDay)
        await control.clear()
        #expect(paper.answer == nil)
        #expect(control.day == nil)
        #expect(paper.count("give") == 2)
    }

    /// A wheel of years reaches as far as the answers did: a year that was left is on it still.
    @Test func theYearsOfTheWheel() async throws {
        let real = try await RealPhone.opened()
        try real.add(RealPhone.file("bindings/scenario/controls.xml"))
        try await real.unlocked.begin("controls")
        let form = try #require(try real.unlocked.form)
        func wheel() throws -> DateControl? {
            let row = form.rows.first { if case .date = $0.control { true } else { false } }
            return try row.map(date)
        }
        while try wheel() == nil && !form.isAtEnd { await form.skip() }
        let control = try #require(try wheel())
        #expect(control.years == 1900...2100)
        for (year, years): (Int16, ClosedRange<Int>) in [
            (2026, 1900...2100), (1850, 1850...2100), (1851, 1850...2100), (2101, 1850...2101),
            (2026, 1850...2101),
        ] {
            await control.choose(DayRecord(year: year, month: 1, day: 1))
            #expect(control.years == years)
        }
    }

    @Test func aDayAndATime() async throws {
        let noon = ClockRecord(hour: 12, minute: 5)
        let paper = try await Paper(
            .sample(
                .dateTime(pick: .steps, calendar: .gregorian),
                answer: .moment(day: someDay, clock: noon)))
        let control = try date(paper.row)
        #expect(control.hasTime)
        #expect(control.day == someDay && control.clockProposal == noon)
        await control.choose(ClockRecord(hour: 21, minute: 0))
        let late = ClockRecord(hour: 21, minute: 0)
        #expect(paper.answer == .moment(day: someDay, clock: late))
    }

    /// The wheels of an empty time stand at now: whoever turns one keeps the other as it stood.
    @Test func anEmptyTimeIsProposedAsNow() async throws {
        let paper = try await Paper(.sample(.time))
        guard case .time(let time) = paper.row.control else { throw Failure(code: "no time") }
        let both = try await Paper(.sample(.dateTime(pick: .steps, calendar: .gregorian)))
        let moment = try date(both.row)
        for minutes in [0, 1, 59, 60, 733, 1439] {
            let now = Date(timeIntervalSince1970: 1_795_000_000 + Double(minutes) * 60)
            let here = Calendar.current.dateComponents([.hour, .minute], from: now)
            (paper.phone.now, both.phone.now) = (now, now)
            for proposal in [time.proposal, moment.clockProposal] {
                #expect(Int(proposal.hour) == here.hour, "\(minutes)")
                #expect(Int(proposal.minute) == here.minute, "\(minutes)")
            }
        }
        await time.choose(ClockRecord(hour: 9, minute: 5))
        #expect(time.proposal == ClockRecord(hour: 9, minute: 5))
    }

    @Test func nowIsOneTouchAndOneCall() async throws {
        let paper = try await Paper(.sample(.dateTime(pick: .calendar, calendar: .gregorian)))
        await (try date(paper.row)).chooseNow()
        #expect(paper.paper.calls == ["readBy", "give"])
        #expect(paper.answer == .text(text: "now"))
    }

    @Test func aTime() async throws {
        let paper = try await Paper(
            .sample(.time, answer: .clock(clock: ClockRecord(hour: 14, minute: 30))))
        guard case .time(let time) = paper.row.control else { throw Failure(code: "no time") }
        #expect(time.clock?.hour == 14)
        await time.choose(ClockRecord(hour: 9, minute: 5))
        #expect(paper.answer == .clock(clock: ClockRecord(hour: 9, minute: 5)))
        await time.clear()
        #expect(paper.answer == nil)
        #expect(time.clock == nil)
    }
}
