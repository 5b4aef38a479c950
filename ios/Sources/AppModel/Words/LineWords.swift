// Answers as people say them: the core gives choices by their labels, and dates, times and places
// as the form stores them.

import FarolaCore
import Foundation

extension Words {
    /// The answer of a line, for the review and for what was sent.
    public func answer(_ line: LineRecord) -> String {
        switch line.dataType {
        case "date": Day(line.text).map { day($0.noon, zone: Day.utc.timeZone) } ?? line.text
        case "time": ClockTime(line.text).map(clock) ?? line.text
        case "dateTime": dayAndTime(line.text) ?? line.text
        case "geopoint": place(line)
        case "geotrace", "geoshape":
            count("line.points", line.text.split(separator: ";").filter { !isBlank($0) }.count)
        default: line.text
        }
    }

    /// The wall clock that the person saw, not that of the phone's zone now.
    private func dayAndTime(_ text: String) -> String? {
        let parts = text.split(separator: "T", maxSplits: 1)
        guard parts.count == 2, let read = Day(parts[0]), let time = ClockTime(parts[1]) else {
            return nil
        }
        return day(read.noon, zone: Day.utc.timeZone) + Words.dot + clock(time)
    }

    private func clock(_ time: ClockTime) -> String {
        String(format: "%02d:%02d", time.hour, time.minute)
    }

    private func place(_ line: LineRecord) -> String {
        guard let metres = line.place?.accuracyM else { return self["line.place_set"] }
        return self("line.place", ["metres": number(Int(metres.rounded()))])
    }

    private func isBlank(_ text: Substring) -> Bool { text.allSatisfy(\.isWhitespace) }
}
