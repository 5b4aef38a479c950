import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

@MainActor
struct PlaceControlTests {
    private func point(_ row: FormRow) throws -> PointControl {
        guard case .point(let control) = row.control else { throw Failure(code: "no point") }
        return control
    }

    private func trace(_ row: FormRow) throws -> TraceControl {
        guard case .trace(let control) = row.control else { throw Failure(code: "no trace") }
        return control
    }

    private func place(
        _ lat: Double, _ lon: Double, accuracy: Double? = nil
    ) -> PlaceRecord {
        PlaceRecord(lat: lat, lon: lon, altitudeM: nil, accuracyM: accuracy)
    }

    @Test func aPointIsTakenWhenItIsGood() async throws {
        let paper = try await Paper(.sample(.point()))
        let control = try point(paper.row)
        #expect(control.judged.exactness == .unknown && control.judged.metres == nil)
        control.listen()
        #expect(paper.phone.places.isOn)
        paper.phone.places.give(20.66890, -103.33920, 40, atMs: paper.phone.nowMs + 1)
        #expect(control.judged.exactness == .weak && control.judged.metres == 40)
        #expect(control.judged.share < 1)
        paper.phone.places.give(20.66891, -103.33921, 8, atMs: paper.phone.nowMs + 2)
        #expect(control.judged.exactness == .good)
        #expect(control.judged.share == 1)
        await control.take()
        #expect(paper.answer == .place(place: place(20.66891, -103.33921, accuracy: 8)))
        #expect(!paper.phone.places.isOn)
        #expect(paper.count("give") == 1)
    }

    /// Beyond the form's limit the person is warned, and can take the place all the same.
    @Test func aWeakPlaceIsTakenWithAWarning() async throws {
        let paper = try await Paper(.sample(.point()))
        let control = try point(paper.row)
        control.listen()
        paper.phone.places.give(20, -103, 101, atMs: paper.phone.nowMs + 1)
        #expect(control.judged.exactness == .poor)
        await control.take()
        #expect(paper.answer == .place(place: place(20, -103, accuracy: 101)))
    }

    /// As exact as the form wants it: nobody has to touch anything.
    @Test func anExactPlaceIsTakenByItself() async throws {
        let paper = try await Paper(.sample(.point(takeAt: 5)))
        let control = try point(paper.row)
        control.listen()
        paper.phone.places.give(20, -103, 8, atMs: paper.phone.nowMs + 1)
        #expect(control.isListening)
        paper.phone.places.give(20, -103, 5, atMs: paper.phone.nowMs + 2)
        #expect(await until { !control.isListening && paper.row.pending == 0 })
        #expect(paper.answer == .place(place: place(20, -103, accuracy: 5)))
    }

    @Test func aRefusalIsSaid() async throws {
        let paper = try await Paper(.sample(.point()))
        paper.phone.places.refused = true
        let control = try point(paper.row)
        control.listen()
        #expect(control.isRefused)
        await control.take()
        #expect(paper.answer == nil)
    }

    @Test func placedOnTheMap() async throws {
        let paper = try await Paper(.sample(.point(.placed)))
        let control = try point(paper.row)
        #expect(control.board == nil)
        await control.place(place(20.5, -103.25))
        #expect(paper.answer == .place(place: place(20.5, -103.25)))
        #expect(control.board?.pin == place(20.5, -103.25))
        await control.clear()
        #expect(paper.answer == nil)
    }

    /// Each fix goes to the core, which judges and keeps it; ending sends nothing more.
    @Test func everyFixOfAWalkGoesToTheCore() async throws {
        let paper = try await Paper(.sample(.line))
        let control = try trace(paper.row)
        control.startWalking()
        #expect(paper.phone.places.isBackground)
        for second: Int64 in 1...3 {
            paper.phone.places.give(20.66890, -103.33920, 90, atMs: paper.phone.nowMs + second)
        }
        #expect(await until { paper.row.pending == 0 })
        control.stopWalking()
        #expect(paper.paper.calls == ["readBy", "walked", "walked", "walked"])
        #expect(!paper.phone.places.isOn)
    }

    @Test func tooFewPointsStayOnTheScreen() async throws {
        let paper = try await Paper(.sample(.area))
        let control = try trace(paper.row)
        await control.draw(place(20, -103))
        #expect(paper.answer == nil)
        #expect(control.points.count == 1 && !control.isEnough)
        await control.draw(place(20, -102))
        #expect(paper.answer == nil && control.points.count == 2)
        await control.draw(place(21, -102))
        #expect(control.points.count == 3 && control.isEnough)
        await control.undo()
        await control.undo()
        #expect(paper.answer == nil)
        #expect(control.points == [place(20, -103)])
        await control.clear()
        #expect(control.points.isEmpty)
    }

    /// Walked or drawn, a line says what is missing and then how long it is, an area how large.
    @Test(arguments: [false, true])
    func whatThereIsOfALine(closed: Bool) async throws {
        let paper = try await Paper(
            .sample(closed ? .area : .line))
        let control = try trace(paper.row)
        let es = Words(.es)
        #expect(control.state(es) == es[closed ? "form.shape_none" : "form.trace_none"])
        await control.draw(place(20.6689, -103.3392))
        #expect(control.state(es) == "1 punto, falta(n) \(closed ? 2 : 1)\u{a0}más")
        await control.draw(place(20.6699, -103.3392))
        await control.draw(place(20.6699, -103.3382))
        #expect(control.state(es) == "3 puntos, " + (closed ? "5,784\u{a0}m²" : "215\u{a0}m"))
    }

    /// A line or an area on the real core, and where the form stands.
    private func onTheCore(_ kind: String) async throws -> (RealPhone, TraceControl) {
        let real = try await RealPhone.opened()
        let form = RealPhone.manyQuestions(1).replacingOccurrences(
            of: "q0\" type=\"string\"", with: "q0\" type=\"\(kind)\"")
        try real.add(form)
        try await real.unlocked.begin("many")
        let opened = try #require(try real.unlocked.form)
        let row = opened.rows.first { $0.question.reference == "/many/q0" }
        return (real, try trace(try #require(row)))
    }

    /// The core keeps points that are too few, drawn or walked: they are there after another page.
    @Test(arguments: ["geotrace", "geoshape"], [true, false])
    func whatWasBegunStays(kind: String, isDrawn: Bool) async throws {
        let (real, control) = try await onTheCore(kind)
        if isDrawn {
            await control.draw(place(20.67, -103.341))
        } else {
            await control.walked(step(1)).value
        }
        #expect(control.points.count == 1 && !control.isEnough)
        let begun = control.points
        let form = try #require(try real.unlocked.form)
        await form.next()
        #expect(form.isAtEnd)
        _ = await form.back()
        let row = form.rows.first { $0.question.reference == "/many/q0" }
        let again = try trace(try #require(row))
        #expect(again !== control)
        #expect(again.points == begun)
        await again.undo()
        #expect(again.points.isEmpty)
        await form.next()
        _ = await form.back()
        #expect(form.rows.first { $0.question.reference == "/many/q0" }?.question.begun == [])
    }

    /// The person may want a point where the walk makes none, but not a poor one.
    @Test func aPointWhereThePhoneIs() async throws {
        let (real, control) = try await onTheCore("geotrace")
        await control.here()
        #expect(control.points.isEmpty)
        control.startWalking()
        func come(_ lat: Double, _ accuracy: Double, after seconds: Int64) async throws {
            real.phone.places.give(
                lat, -103.34, accuracy, atMs: real.phone.nowMs + seconds * 60_000)
            try await real.settle()
            let pending = { try real.unlocked.form?.rows.contains { $0.pending > 0 } != false }
            #expect(await until { (try? pending()) == false })
        }
        try await come(20.67, 5, after: 1)
        #expect(control.points.count == 1)
        try await come(20.670_005, 5, after: 2)
        #expect(control.points.count == 1)
        await control.here()
        #expect(control.points.map(\.lat) == [20.67, 20.670_005] && control.isEnough)
        try await come(20.68, 51, after: 3)
        await control.here()
        #expect(control.points.count == 2)
        control.stopWalking()
        await control.here()
        #expect(control.points.count == 2)
    }

    private func step(_ number: Int64) -> FixRecord {
        FixRecord(
            atMs: 1_795_668_000_000 + number * 60_000, lat: Double(206_700 + 3 * number) / 10_000,
            lon: -103.34, altitudeM: nil, accuracyM: 5, speedMps: nil, bearingDeg: nil)
    }

    /// What was drawn before walking is the beginning of what is walked, one fix at a time or
    /// several at once.
    @Test(arguments: [("geotrace", 1), ("geoshape", 1), ("geoshape", 2)], [true, false])
    func walkingGoesOnFromWhatWasDrawn(
        asked: (kind: String, drawn: Int), waits: Bool
    ) async throws {
        let (real, control) = try await onTheCore(asked.kind)
        let hand = (0..<asked.drawn).map { place(20.67, -103.341 - Double($0) * 0.001) }
        for spot in hand { await control.draw(spot) }
        #expect(control.points == hand)
        var last: Task<Void, Never>?
        for number: Int64 in 1...4 {
            last = control.walked(step(number))
            if waits { await last?.value }
        }
        await last?.value
        let lats = control.points.map(\.lat)
        #expect(lats == hand.map(\.lat) + (1...4).map { step($0).lat })
        #expect(control.isEnough)
        let filling = try #require(try real.unlocked.form).filling
        let kept = try filling.stored(reference: "/many/q0") ?? ""
        #expect(kept.hasPrefix("20.67 -103.341 "))
    }

    /// The pin goes as many metres as the core says, each step from where it stands, and the sketch
    /// follows it.
    @Test func thePinOfASketch() throws {
        let here = place(20.6689, -103.3392)
        var board = try #require(sketchBoard(places: [], here: here))
        #expect(board.pin == here && board.frame == sketchAround(places: [here]))
        let frame = board.frame
        func put(_ moves: SketchMove...) {
            for by in moves { board = sketchMoved(board: board, by: by) }
        }
        func metres(_ one: PlaceRecord) -> Offset {
            flatOffsets(origin: here, places: [one])[0]
        }
        for step in 1...3 {
            put(.east, .south)
            #expect(abs(metres(board.pin).eastM - Double(step) * frame.stepM) < 0.01)
            #expect(abs(metres(board.pin).northM + Double(step) * frame.stepM) < 0.01)
            // It comes back as the answer.
            put(.to(place: board.pin))
        }
        #expect(board.frame == frame)
        put(.touch(by: Offset(eastM: 7, northM: 3)))
        #expect(abs(metres(board.pin).eastM - 7) < 0.01)
        put(.to(place: place(20.68, -103.3392)))
        #expect(board.frame.middle == board.pin && board.frame.eastM == frame.eastM)
        put(.farther)
        #expect(board.frame.middle == board.pin)
        #expect(board.frame.eastM == 2 * frame.eastM)
        put(.north, .nearer)
        #expect(board.frame.eastM == frame.eastM && board.frame.middle == board.pin)
        let drawn = [here, place(20.6690, -103.3392)]
        let line = try #require(sketchBoard(places: drawn, here: nil))
        #expect(line.pin == drawn[1] && line.frame == sketchAround(places: drawn))
    }

    /// The track of the walk goes on when a question lets go of its place.
    @Test func twoListenersOneSense() {
        let places = FakePlaces()
        let antenna = Antenna(places, now: { Date(timeIntervalSince1970: 0) })
        var track = 0
        var point = 0
        let first = antenna.listen(background: true) { _ in track += 1 }
        let second = antenna.listen(background: false) { _ in point += 1 }
        places.give(20, -103, 8, atMs: 1)
        antenna.leave(second)
        places.give(20, -103, 8, atMs: 2)
        #expect(track == 2)
        #expect(point == 1)
        #expect(places.isOn && places.isBackground)
        antenna.leave(first)
        #expect(!places.isOn)
    }

    /// What the receiver sensed before it was asked may be another corner; what it sensed since
    /// counts, however late it comes.
    @Test func anOldFixIsOfAnotherCorner() {
        let places = FakePlaces()
        let phone = FakePhone()
        let antenna = Antenna(places, now: { phone.now })
        var heard: [Int64] = []
        let number = antenna.listen(background: true) { heard.append($0.atMs) }
        let ms = phone.nowMs
        for at in [ms - 600_000, ms - 31_000, ms - 5_000, ms] {
            places.give(20, -103, 8, atMs: at)
        }
        #expect(heard == [ms - 5_000, ms])
        phone.now.addTimeInterval(900)
        places.give(20, -103, 8, atMs: ms + 60_000)
        places.give(20, -103, 8, atMs: ms - 5_000)
        #expect(heard == [ms - 5_000, ms, ms + 60_000])
        antenna.leave(number)
    }
}
