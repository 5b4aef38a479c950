import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

/// The table of controls that both shells read, through the real core: what is drawn for each
/// question, and what is kept and shown of what is typed and touched.
@MainActor
struct ControlTableTests {
    struct Table: Decodable {
        let cases: [Case]
    }

    struct Case: Decodable {
        let ref: String
        let asks: String
        let draws: String
        var unsupported: String?
        var inputs: [Input]?
    }

    struct Input: Decodable {
        var type: String?
        var truth: Bool?
        var choose: [String]?
        var day: String?
        var clock: String?
        var now: Bool?
        var position: Int?
        var step: Int32?
        var degrees: Double?
        var place: [Double]?
        var line: [[Double]]?
        var code: String?
        var acknowledge: Bool?
        var clear: Bool?
        let kept: String
        let shown: String
        var field: String?
        var note: String?
    }

    private func controls() async throws -> (RealPhone, FormModel) {
        let real = try await RealPhone.opened()
        try real.add(RealPhone.file("bindings/scenario/controls.xml"))
        try await real.unlocked.begin("controls")
        return (real, try #require(try real.unlocked.form))
    }

    private func table() throws -> [Case] {
        let bytes = try Data(RealPhone.file("bindings/scenario/controls.json").utf8)
        return try JSONDecoder().decode(Table.self, from: bytes).cases
    }

    private func row(_ form: FormModel, _ reference: String) async throws -> FormRow {
        let there = { form.rows.first { $0.question.reference == reference } }
        if let row = there() { return row }
        await form.goTo(reference)
        return try #require(there(), "no page has \(reference)")
    }

    @Test func everyCaseIsDrawnAndKept() async throws {
        let (real, form) = try await controls()
        let cases = try table()
        #expect(cases.count > 130)
        for asked in cases {
            let row = try await self.row(form, asked.ref)
            #expect(name(row.control) == asked.draws, "\(asked.asks)")
            #expect(row.drawn.unsupported.map { "\($0)" } == asked.unsupported, "\(asked.asks)")
            for (number, input) in (asked.inputs ?? []).enumerated() {
                let about: Comment = "\(asked.asks), input \(number)"
                try await touch(self.row(form, asked.ref), input, real.phone)
                // Choosing may have gone on to the next page.
                let row = try await self.row(form, asked.ref)
                #expect(row.refused == nil, about)
                let kept = try form.filling.stored(reference: asked.ref) ?? ""
                compare(row, kept, input, about)
            }
        }
    }

    private func compare(_ row: FormRow, _ kept: String, _ input: Input, _ about: Comment) {
        if let field = self.field(row), let typed = input.type {
            #expect(field.text == input.field ?? typed, about)
            #expect(field.note.map(said) == input.note, about)
        }
        switch row.control {
        // The table was made at another time in another place: without them the day and the
        // clock that were chosen are left.
        case .date, .time:
            if input.now == true {
                #expect(row.isAnswered, about)
            } else if let clock = input.clock {
                #expect(kept.contains(clock), about)
                #expect(row.drawn.shown == input.shown, about)
            } else {
                #expect(kept.prefix(10) == input.kept.prefix(10), about)
                let day = input.shown.split(separator: "\u{a0}").first ?? ""
                #expect(row.drawn.shown.hasPrefix(day), about)
            }
        default:
            #expect(kept == input.kept, about)
            #expect(row.drawn.shown == input.shown, about)
        }
    }

    // MARK: What is drawn

    private func name(_ control: Control) -> String {
        switch control {
        case .group: "group"
        case .repeated: "repeat"
        case .prompt: "prompt"
        case .note: "note"
        case .text(let text): text.wantsDigits ? "digits" : "text"
        case .number(let number): number.isCount ? "counter" : "number"
        case .bearing: "bearing"
        case .truth: "truth"
        case .date(let date): date.hasTime ? "dateTime" : "date"
        case .time: "time"
        case .range(let range):
            switch range.style {
            case .slider: "slider"
            case .picker: "picker"
            case .rating: "rating"
            }
        case .one: "selectOne"
        case .many: "selectMany"
        case .legend: "legend"
        case .rank: "rank"
        case .trigger: "acknowledge"
        case .point: "point"
        case .trace(let trace): trace.closed ? "area" : "line"
        case .photo(let photo): photo.isSheet ? "drawing" : "photo"
        case .sound: "audio"
        case .file(let file): file.isVideo ? "video" : "file"
        case .barcode: "barcode"
        }
    }

    private func field(_ row: FormRow) -> TypedField? {
        switch row.control {
        case .text(let control): control.field
        case .number(let control): control.field
        case .bearing(let control): control.number.field
        case .point(let control): control.field
        case .barcode(let control): control.field
        default: nil
        }
    }

    private func said(_ note: TypedNote) -> String {
        switch note {
        case .kept(let number): "kept \(number)"
        case .notWhole: "notWhole"
        case .notANumber: "notANumber"
        case .notAPlace: "notAPlace"
        }
    }

    // MARK: What is typed and touched

    private func touch(_ row: FormRow, _ input: Input, _ phone: FakePhone) async throws {
        if let text = input.type {
            let field = try #require(self.field(row), "nothing to type in")
            return await field.type(text).value
        }
        switch row.control {
        case .number(let control): await control.step(try #require(input.step))
        case .bearing(let control):
            control.measure()
            phone.compass.turn(try #require(input.degrees))
            await control.keep()
        case .truth(let control): await control.touch(input.truth ?? control.chosen == true)
        case .date(let control): try await touch(control, input)
        case .time(let control):
            if input.clear == true { return await control.clear() }
            if input.now == true { return await control.chooseNow() }
            await control.choose(try clock(input.clock))
        case .range(let control):
            if input.clear == true { return await control.clear() }
            await control.choose(try #require(input.position))
        case .one(let control), .many(let control): await touch(control, input.choose ?? [])
        case .rank(let control): await touch(control, try #require(input.choose))
        case .trigger(let control): await control.touch()
        case .point(let control):
            if input.clear == true { return await control.clear() }
            await control.place(place(try #require(input.place)))
        case .trace(let control):
            await control.clear()
            for spot in input.line ?? [] { await control.draw(place(spot)) }
        case .barcode(let control):
            if input.clear == true { return await control.remove() }
            phone.capture.codeText = input.code
            await control.scan()
        default: Issue.record("nothing to touch at \(row.id)")
        }
    }

    private func touch(_ control: DateControl, _ input: Input) async throws {
        if input.clear == true { return await control.clear() }
        if input.now == true { return await control.chooseNow() }
        if input.clock != nil { return await control.choose(try clock(input.clock)) }
        let parts = try #require(input.day).split(separator: "-")
        await control.choose(
            DayRecord(
                year: try #require(Int16(parts[0])), month: try #require(UInt8(parts[1])),
                day: try #require(UInt8(parts[2]))))
    }

    private func touch(_ control: ChoiceControl, _ values: [String]) async {
        for choice in control.choices {
            let isWanted = values.contains(choice.value)
            // Choosing another one takes back the one before.
            guard isWanted || control.several || values.isEmpty else { continue }
            if control.isChosen(choice) != isWanted { await control.touch(choice) }
        }
    }

    /// Moves each up to its place.
    private func touch(_ control: RankControl, _ values: [String]) async {
        await control.accept()
        for (place, value) in values.enumerated() {
            while let at = control.order.firstIndex(where: { $0.value == value }), at > place {
                await control.move(control.order[at], by: -1)
            }
        }
    }

    private func clock(_ text: String?) throws -> ClockRecord {
        let parts = try #require(text).split(separator: ":")
        return ClockRecord(
            hour: try #require(UInt8(parts[0])), minute: try #require(UInt8(parts[1])))
    }

    private func place(_ numbers: [Double]) -> PlaceRecord {
        PlaceRecord(
            lat: numbers[0], lon: numbers[1], altitudeM: numbers[2], accuracyM: numbers[3])
    }

    // MARK: Numbers

    /// The cases of typed numbers: nothing that is no number is kept, and it is said.
    @Test(arguments: [("decimal", "/data/q025"), ("whole", "/data/q020")])
    func numbersAreTypedWithCommaOrPoint(kind: String, reference: String) async throws {
        let (_, form) = try await controls()
        let bytes = try Data(RealPhone.file("bindings/scenario/numbers.json").utf8)
        let cases = try JSONDecoder().decode([String: [String: String?]].self, from: bytes)
        let typed = try #require(cases[kind])
        #expect(typed.count > 10)
        let row = try await self.row(form, reference)
        let field = try #require(self.field(row))
        for (text, value) in typed {
            await field.type(text).value
            let kept = try form.filling.stored(reference: reference) ?? ""
            #expect(kept == value ?? "", "\(kind) \(text)")
            let isWrong = field.note == .notANumber || field.note == .notWhole
            #expect(isWrong == (value == nil), "\(kind) \(text)")
            #expect((field.fault != nil) == isWrong, "\(kind) \(text)")
            #expect(field.fault.map(Words(.es).knows) ?? true)
        }
    }

    @Test func aCommaIsShownAsItIsKept() async throws {
        let (_, form) = try await controls()
        let field = try #require(self.field(try await row(form, "/data/q025")))
        await field.type("1,23").value
        #expect(field.text == "1,23")
        #expect(field.note == .kept(number: "1.23"))
        #expect(Words(.es)("control.number_kept", ["n": "1.23"]) == "Se guarda como 1.23")
        #expect(field.fault == nil)
        await field.type("12").value
        #expect(field.note == nil)
    }

    @Test func whatIsTypedStandsUntilItMeansSomethingElse() async throws {
        let (_, form) = try await controls()
        let grouped = try #require(self.field(try await row(form, "/data/q026")))
        await grouped.type("1234").value
        #expect(grouped.text == "1,234")
        await grouped.type("1,234.").value
        #expect(grouped.text == "1,234.")
        await grouped.type("1,234.5").value
        #expect(grouped.text == "1,234.5")
    }

    // MARK: Walking

    /// Whether a fix is a point is the core's to say; what it took is kept at once, so that an
    /// app that is killed on the way loses nothing.
    @Test func aLineThatIsWalkedIsKeptPointByPoint() async throws {
        let (real, form) = try await controls()
        let row = try await self.row(form, "/data/q050")
        guard case .trace(let control) = row.control else { throw Failure(code: "no line") }
        control.startWalking()
        #expect(real.phone.places.isBackground)
        let fixes: [(Double, Double)] = [
            (20.66890, 8), (20.66891, 8), (20.66990, 90), (20.66920, 8), (20.66950, 8),
        ]
        for (second, fix) in fixes.enumerated() {
            let at = real.phone.nowMs + Int64(second) * 20_000
            real.phone.places.give(fix.0, -103.33920, fix.1, atMs: at)
            #expect(await until { row.pending == 0 })
            if second == 0 { #expect(control.points.count == 1 && !control.isEnough) }
        }
        #expect(control.points.map(\.lat) == [20.66890, 20.66920, 20.66950])
        #expect(row.drawn.shown == "3 puntos")

        let again = try await resumed(real, form)
        let kept = try await self.row(again, "/data/q050")
        guard case .trace(let line) = kept.control else { throw Failure(code: "no line") }
        #expect(line.points.count == 3)
        control.stopWalking()
        #expect(!real.phone.places.isOn)
    }

    /// The draft as it stands, without a farewell from the form before.
    private func resumed(_ real: RealPhone, _ form: FormModel) async throws -> FormModel {
        let phone = try real.unlocked.phone
        let instance = form.instance
        let line = CoreLine()
        let filling = try await line.run { try phone.resume(instance: instance) }
        let again = FormModel(
            filling: filling, line: line, platform: real.phone.platform,
            locale: .mexico)
        try await again.load()
        return again
    }
}
