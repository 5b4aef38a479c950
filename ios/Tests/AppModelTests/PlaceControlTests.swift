import Fakes
import FarolaCore
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
        control.listen()
        #expect(paper.phone.places.isOn)
        paper.phone.places.give(20.66890, -103.33920, 40, atMs: 1)
        #expect(!control.isGood && !control.isWeak)
        #expect(control.share < 1)
        paper.phone.places.give(20.66891, -103.33921, 8, atMs: 2)
        #expect(control.isGood)
        #expect(control.share == 1)
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
        paper.phone.places.give(20, -103, 101, atMs: 1)
        #expect(control.isWeak)
        await control.take()
        #expect(paper.answer == .place(place: place(20, -103, accuracy: 101)))
    }

    /// As exact as the form wants it: nobody has to touch anything.
    @Test func anExactPlaceIsTakenByItself() async throws {
        let paper = try await Paper(.sample(.point(takeAt: 5)))
        let control = try point(paper.row)
        control.listen()
        paper.phone.places.give(20, -103, 8, atMs: 1)
        #expect(control.isListening)
        paper.phone.places.give(20, -103, 5, atMs: 2)
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
        #expect(control.centre == nil)
        await control.place(place(20.5, -103.25))
        #expect(paper.answer == .place(place: place(20.5, -103.25)))
        #expect(control.centre == place(20.5, -103.25))
        await control.clear()
        #expect(paper.answer == nil)
    }

    /// Each fix goes to the core, which judges and keeps it; ending sends nothing more.
    @Test func everyFixOfAWalkGoesToTheCore() async throws {
        let paper = try await Paper(.sample(.line(map: .absent)))
        let control = try trace(paper.row)
        control.startWalking()
        #expect(paper.phone.places.isBackground)
        for second: Int64 in 1...3 {
            paper.phone.places.give(20.66890, -103.33920, 90, atMs: second)
        }
        #expect(await until { paper.row.pending == 0 })
        control.stopWalking()
        #expect(paper.paper.calls == ["readBy", "walked", "walked", "walked"])
        #expect(!paper.phone.places.isOn)
    }

    @Test func tooFewPointsStayOnTheScreen() async throws {
        let paper = try await Paper(.sample(.area(map: .placed)))
        let control = try trace(paper.row)
        await control.draw(place(20, -103))
        #expect(paper.answer == nil)
        #expect(control.points.count == 1 && !control.isEnough)
        await control.draw(place(20, -102))
        await control.draw(place(21, -102))
        #expect(control.points.count == 3 && control.isEnough)
        await control.undo()
        await control.undo()
        #expect(paper.answer == nil)
        #expect(control.points == [place(20, -103)])
        await control.clear()
        #expect(control.points.isEmpty)
    }

    /// The track of the walk goes on when a question lets go of its place.
    @Test func twoListenersOneSense() {
        let places = FakePlaces()
        let antenna = Antenna(places)
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
}
