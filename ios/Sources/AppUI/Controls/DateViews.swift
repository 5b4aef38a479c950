// Dates and times.

import AppModel
import FarolaCore
import SwiftUI

struct DateView: View {
    let control: DateControl
    let label: String
    @Environment(\.look) private var look

    var body: some View {
        VStack(alignment: .leading, spacing: space(2)) {
            if control.day != nil {
                Text(control.shown).font(look.strong).foregroundStyle(Color(look.palette.ink))
                if let day = control.told {
                    Aside(look.words("form.other_calendar", ["day": day]))
                }
            } else {
                Aside(look.words["control.none"])
            }
            switch control.pick {
            case .year: years
            case .monthAndYear:
                months
                years
            case .steps: picker.dateWheel()
            case .calendar: picker.datePickerStyle(.graphical)
            }
            if control.hasTime {
                ClockPicker(clock: control.clockProposal, label: label) {
                    await control.choose($0)
                }
            }
            Beside {
                LampButton(text: look.words[now]) { await control.chooseNow() }
                if control.day != nil {
                    LampButton(text: look.words["button.clear"], loudness: .bare) {
                        await control.clear()
                    }
                }
            }
        }
    }

    /// Key of what the core's now is called.
    private var now: String {
        if control.hasTime { return "control.now" }
        switch control.pick {
        case .calendar, .steps: return "control.today"
        case .monthAndYear: return "form.this_month"
        case .year: return "form.this_year"
        }
    }

    private var picker: some View {
        DatePicker(
            selection: bound(
                get: { control.proposal.noon },
                set: { date in Task { await control.choose(DayRecord(noon: date)) } }),
            displayedComponents: .date
        ) {
            Text(label)
        }
        .labelsHidden()
        .environment(\.timeZone, DayRecord.utc.timeZone)
        .environment(\.calendar, DayRecord.calendar(look.words.language.reader))
        .accessibilityLabel(label)
    }

    private var months: some View {
        Picker(
            selection: bound(
                get: { Int(control.proposal.month) },
                set: { month in
                    var day = control.proposal
                    day.month = UInt8(month)
                    let wanted = day
                    Task { await control.choose(wanted) }
                })
        ) {
            ForEach(1...12, id: \.self) { month in
                Text(look.words.month(month)).tag(month)
            }
        } label: {
            Text(look.words["control.month"])
        }
        .wheel()
    }

    private var years: some View {
        Picker(
            selection: bound(
                get: { Int(control.proposal.year) },
                set: { year in
                    var day = control.proposal
                    day.year = Int16(year)
                    let wanted = day
                    Task { await control.choose(wanted) }
                })
        ) {
            ForEach(control.years ?? 0...0, id: \.self) { year in Text(String(year)).tag(year) }
        } label: {
            Text(look.words["control.year"])
        }
        .wheel()
    }
}

struct TimeView: View {
    let control: TimeControl
    let label: String
    @Environment(\.look) private var look

    var body: some View {
        VStack(alignment: .leading, spacing: space(2)) {
            if control.clock == nil { Aside(look.words["control.none"]) }
            ClockPicker(clock: control.proposal, label: label) { await control.choose($0) }
            Beside {
                LampButton(text: look.words["control.now"]) { await control.chooseNow() }
                if control.clock != nil {
                    LampButton(text: look.words["button.clear"], loudness: .bare) {
                        await control.clear()
                    }
                }
            }
        }
    }
}

/// Hour and minute, each a wheel of its own: no zone in between.
private struct ClockPicker: View {
    let clock: ClockRecord
    let label: String
    let choose: @MainActor (ClockRecord) async -> Void
    @Environment(\.look) private var look

    var body: some View {
        let (hour, minute) = (clock.hour, clock.minute)
        HStack {
            wheel(24, Int(hour), look.words["control.hour"]) {
                await choose(ClockRecord(hour: UInt8($0), minute: minute))
            }
            Text(":").font(look.number)
            wheel(60, Int(minute), look.words["control.minute"]) {
                await choose(ClockRecord(hour: hour, minute: UInt8($0)))
            }
        }
        .accessibilityLabel(label)
    }

    private func wheel(
        _ count: Int, _ value: Int, _ words: String,
        _ each: @escaping @MainActor (Int) async -> Void
    ) -> some View {
        Picker(
            selection: bound(get: { value }, set: { number in Task { await each(number) } })
        ) {
            ForEach(0..<count, id: \.self) { number in
                Text(number < 10 ? "0\(number)" : String(number)).tag(number)
            }
        } label: {
            Text(words)
        }
        .wheel()
    }
}
