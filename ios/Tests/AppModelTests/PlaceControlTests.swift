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

    @Test func aPointIsTakenWhenItIsGood() async throws {
        let paper = try await Paper(.sample(type: "geopoint"))
        let control = try point(paper.row)
        control.listen()
        #expect(paper.phone.places.isOn)
        paper.phone.places.give(20.66890, -103.33920, 40, atMs: 1)
        #expect(!control.isGood)
        #expect(control.share < 1)
        paper.phone.places.give(20.66891, -103.33921, 8, atMs: 2)
        #expect(control.isGood)
        #expect(control.share == 1)
        await control.take()
        #expect(paper.value == "20.66891 -103.33921 0.0 8.0")
        #expect(!paper.phone.places.isOn)
        #expect(paper.count("answer") == 1)
    }

    @Test func theFormMayWantItBetter() async throws {
        let paper = try await Paper(
            .sample(type: "geopoint", parameters: ["accuracyThreshold": "5"]))
        let control = try point(paper.row)
        control.listen()
        paper.phone.places.give(20, -103, 8, atMs: 1)
        #expect(!control.isGood)
    }

    @Test func aRefusalIsSaid() async throws {
        let paper = try await Paper(.sample(type: "geopoint"))
        paper.phone.places.refused = true
        let control = try point(paper.row)
        control.listen()
        #expect(control.isRefused)
        await control.take()
        #expect(paper.value == nil)
    }

    @Test func placedOnTheMap() async throws {
        let paper = try await Paper(.sample(type: "geopoint", appearance: "placement-map"))
        let control = try point(paper.row)
        #expect(control.centre == nil)
        await control.place(lat: 20.5, lon: -103.25)
        #expect(paper.value == "20.5 -103.25 0.0 0.0")
        #expect(control.centre == Plane(lat: 20.5, lon: -103.25))
        await control.clear()
        #expect(paper.value == nil)
    }

    @Test func aWalkedTraceLeavesOutWhatIsNoStep() async throws {
        let paper = try await Paper(.sample(type: "geotrace"))
        let control = try trace(paper.row)
        control.startWalking()
        #expect(paper.phone.places.isBackground)
        let places = paper.phone.places
        places.give(20.66890, -103.33920, 8, atMs: 1)
        places.give(20.66891, -103.33920, 8, atMs: 2)  // one metre: no step
        places.give(20.66900, -103.33920, 90, atMs: 3)  // not known well enough
        places.give(20.66900, -103.33920, 8, atMs: 4)
        #expect(control.points.count == 2)
        await control.stopWalking()
        #expect(
            paper.value == "20.6689 -103.3392 0.0 8.0;20.669 -103.3392 0.0 8.0")
        #expect(paper.count("answer") == 1)
    }

    @Test func aDrawnShapeClosesOnItself() async throws {
        let paper = try await Paper(.sample(type: "geoshape"))
        let control = try trace(paper.row)
        await control.draw(lat: 20, lon: -103)
        await control.draw(lat: 20, lon: -102)
        #expect(paper.value == nil)
        #expect(control.points.count == 2)
        await control.draw(lat: 21, lon: -102)
        let parts = paper.value?.split(separator: ";") ?? []
        #expect(parts.count == 4)
        #expect(parts.first == parts.last)
        #expect(control.points.count == 3)
        await control.undo()
        #expect(paper.value == nil)
        #expect(control.points.count == 2)
    }

    @Test(arguments: [
        ("20.5 -103.25 0 8", 1), ("20.5 -103.25;20.6 -103.2;", 2), ("91 0 0 0", 0), ("x y", 0),
        ("", 0),
    ])
    func reading(text: String, count: Int) { #expect(GeoText.points(text).count == count) }

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

    @Test func thePlaneComesBackToWhereItBegan() {
        let plane = Plane(lat: 20.6689, lon: -103.3392)
        let metres = plane.metres(20.6698, -103.3380)
        #expect(abs(metres.y - 100.2) < 0.5)
        #expect(abs(metres.x - 125.0) < 0.5)
        let back = plane.place(metres)
        #expect(abs(back.lat - 20.6698) < 1e-9)
        #expect(abs(back.lon + 103.3380) < 1e-9)
    }
}
