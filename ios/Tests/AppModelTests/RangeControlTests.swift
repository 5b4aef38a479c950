import Fakes
import FarolaCore
import Testing

@testable import AppModel

@MainActor
struct RangeControlTests {
    @Test func stepsAreWholeNumbersUnderneath() throws {
        let steps = try #require(RangeSteps(start: "0", end: "1", step: "0.1"))
        #expect(steps.count == 10)
        #expect(steps.value(at: 3) == "0.3")
        #expect(steps.value(at: 10) == "1")
        #expect(steps.position(of: "0.7") == 7)
        #expect(steps.position(of: "0.75") == nil)
    }

    @Test func fallingRanges() throws {
        let steps = try #require(RangeSteps(start: "10", end: "0", step: "2"))
        #expect(steps.count == 5)
        #expect(steps.value(at: 1) == "8")
        #expect(steps.position(of: "2") == 4)
    }

    @Test(arguments: [("a", "10", "1"), ("1", "10", "0"), ("1", "1", "1"), ("0", "1e9", "1")])
    func noScale(start: String, end: String, step: String) {
        #expect(RangeSteps(start: start, end: end, step: step) == nil)
    }

    @Test func aThumbThatIsMoved() async throws {
        let paper = try await Paper(
            .sample(
                control: "range", type: "int", parameters: ["start": "1", "end": "5", "step": "1"]))
        guard case .range(let range) = paper.row.control else {
            Issue.record("no range")
            return
        }
        #expect(range.position == nil)
        await range.nudge(1)
        #expect(paper.value == "1")
        await range.choose(4)
        #expect(paper.value == "5")
        await range.nudge(1)
        #expect(paper.value == "5")
        #expect(paper.count("answer") == 2)
        await range.clear()
        #expect(paper.value == nil)
        #expect(range.position == nil)
        #expect(range.ends.last == "5")
        #expect(range.hasTicks)
    }
}
