import FarolaCore
import Testing

@testable import AppModel

/// What is sent, in words: no lexical value of the form standards reaches the screen.
struct LineWordsTests {
    private func line(
        _ type: String, _ text: String, place: PointRecord? = nil
    ) -> LineRecord {
        LineRecord(
            reference: "/a", label: "A", titles: [], dataType: type, text: text, file: nil,
            place: place)
    }

    private func both(_ line: LineRecord) -> [String] {
        [Words(.es).answer(line), Words(.en).answer(line)]
    }

    @Test func daysAndTimes() {
        #expect(both(line("date", "2026-11-25")) == ["25 nov 2026", "Nov 25, 2026"])
        #expect(both(line("time", "20:51:00.000-06:00")) == ["20:51", "20:51"])
        // The clock of the place where it was answered, whatever this phone's zone is.
        #expect(
            both(line("dateTime", "2026-11-25T23:51:07.123-06:00"))
                == ["25 nov 2026\u{a0}· 23:51", "Nov 25, 2026\u{a0}· 23:51"])
        #expect(both(line("dateTime", "2026-11-25T00:05:00.000Z"))[0] == "25 nov 2026\u{a0}· 00:05")
    }

    @Test func places() {
        let sure = PointRecord(lat: 20.6, lon: -103.3, accuracyM: 8.6)
        #expect(
            both(line("geopoint", "20.6 -103.3 0 8.6", place: sure))
                == ["Ubicación tomada, ±9 m", "Position taken, ±9 m"])
        let drawn = PointRecord(lat: 20.6, lon: -103.3, accuracyM: nil)
        #expect(
            both(line("geopoint", "20.6 -103.3 0 0", place: drawn))
                == ["Lugar marcado", "Place marked"])
        let way = "20.6 -103.3 0 0;20.7 -103.3 0 0; "
        #expect(both(line("geotrace", way)) == ["2 puntos dibujados", "2 points drawn"])
        #expect(both(line("geoshape", "1 1 0 0")) == ["1 punto dibujado", "1 point drawn"])
    }

    @Test func whatIsNoDayIsShownAsItIs() {
        for (type, text) in [
            ("date", "mañana"), ("time", "?"), ("dateTime", "2026-11-25"), ("string", "2026-11-25"),
            ("dateTime", ""),
        ] {
            #expect(both(line(type, text)) == [text, text])
        }
    }
}
