// Dates and times.

import AppModel
import SwiftUI

struct DateView: View {
    let control: DateControl
    let label: String
    @Environment(\.look) private var look

    var body: some View {
        VStack(alignment: .leading, spacing: space(2)) {
            if let day = control.day {
                Text(said(day)).font(look.strong).foregroundStyle(Color(look.palette.ink))
            } else {
                Aside(look.words["control.none"])
            }
            switch control.style {
            case .year: years
            case .monthYear:
                months
                years
            case .wheel: picker.dateWheel()
            case .day, .calendar: picker.datePickerStyle(.graphical)
            }
            if control.hasTime {
                ClockPicker(clock: control.clock, label: label) { hour, minute in
                    await control.choose(hour: hour, minute: minute)
                }
            }
            HStack(spacing: space(3)) {
                LampButton(
                    text: look.words[control.hasTime ? "control.now" : "control.today"]
                ) { await control.chooseNow() }
                if control.day != nil {
                    LampButton(text: look.words["button.clear"], loudness: .bare) {
                        await control.clear()
                    }
                }
            }
        }
    }

    private func said(_ day: Day) -> String {
        control.inOwnCalendar(look.words.language)
            ?? look.words.day(day.noon, zone: Day.utc.timeZone)
    }

    private var picker: some View {
        DatePicker(
            selection: bound(
                get: { control.proposal.noon },
                set: { date in Task { await control.choose(Day(noon: date)) } }),
            displayedComponents: .date
        ) {
            Text(label)
        }
        .labelsHidden()
        .environment(\.timeZone, Day.utc.timeZone)
        .accessibilityLabel(label)
    }

    private var months: some View {
        Picker(
            selection: bound(
                get: { control.proposal.month },
                set: { month in
                    var day = control.proposal
                    day.month = month
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
                get: { control.proposal.year },
                set: { year in
                    var day = control.proposal
                    day.year = year
                    let wanted = day
                    Task { await control.choose(wanted) }
                })
        ) {
            ForEach(1900...2100, id: \.self) { year in Text(String(year)).tag(year) }
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
            ClockPicker(clock: control.clock, label: label) { hour, minute in
                await control.choose(hour: hour, minute: minute)
            }
            HStack(spacing: space(3)) {
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
    let clock: ClockTime?
    let label: String
    let choose: @MainActor (Int, Int) async -> Void
    @Environment(\.look) private var look

    var body: some View {
        HStack {
            wheel(24, clock?.hour ?? 0, look.words["control.hour"]) { hour in
                await choose(hour, clock?.minute ?? 0)
            }
            Text(":").font(look.number)
            wheel(60, clock?.minute ?? 0, look.words["control.minute"]) { minute in
                await choose(clock?.hour ?? 0, minute)
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
