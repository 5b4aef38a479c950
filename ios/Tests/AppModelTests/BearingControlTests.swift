import Fakes
import FarolaCore
import Testing

@testable import AppModel

@MainActor
struct BearingControlTests {
    private func bearing(_ row: FormRow) throws -> BearingControl {
        guard case .bearing(let control) = row.control else { throw Failure(code: "no bearing") }
        return control
    }

    @Test func theCompassGivesTheDegrees() async throws {
        let paper = try await Paper(.sample(.bearing))
        let control = try bearing(paper.row)
        control.measure()
        #expect(control.isMeasuring)
        await control.keep()
        #expect(paper.answer == nil)
        paper.phone.compass.turn(271.26)
        await control.keep()
        // How many decimals are kept is the core's to say.
        #expect(paper.answer == .text(text: "271.26"))
        #expect(control.number.text == "271.26")
        #expect(!paper.phone.compass.isOn)
    }

    @Test func leftInTheMiddleItRests() async throws {
        let paper = try await Paper(.sample(.bearing))
        let control = try bearing(paper.row)
        control.measure()
        control.stop()
        #expect(!paper.phone.compass.isOn)
    }

    @Test func withoutACompassTheDegreesAreWritten() async throws {
        let paper = try await Paper(.sample(.bearing))
        paper.phone.compass.isThere = false
        let control = try bearing(paper.row)
        control.measure()
        #expect(!control.isMeasuring)
        await control.number.type("90").value
        #expect(paper.answer == .text(text: "90"))
    }
}
