import Fakes
import FarolaCore
import Testing

@testable import AppModel

@MainActor
struct RangeControlTests {
    private func range(_ scale: ScaleRecord) async throws -> (Paper, RangeControl) {
        let paper = try await Paper(.sample(.slider(scale: scale, upright: false)))
        guard case .range(let range) = paper.row.control else { throw Failure(code: "no range") }
        return (paper, range)
    }

    @Test func aThumbThatIsMoved() async throws {
        let (paper, range) = try await range(QuestionControl.scale())
        #expect(range.position == nil)
        #expect(range.answer == "–")
        await range.nudge(1)
        #expect(paper.answer == .position(at: 0))
        #expect(range.answer == "1")
        await range.choose(4)
        #expect(paper.answer == .position(at: 4))
        await range.nudge(1)
        #expect(range.position == 4)
        #expect(paper.count("give") == 2)
        await range.clear()
        #expect(paper.answer == nil)
        #expect(range.position == nil)
        #expect(range.shown(4) == "5")
        #expect(range.marks == [0, 1, 2, 3, 4])
        #expect(range.values == ["1", "2", "3", "4", "5"])
    }

    @Test func theThumbWaitsWhereTheFormWantsIt() async throws {
        var scale = QuestionControl.scale(10)
        scale.placeholder = 3
        scale.tickEvery = 5
        scale.labels = [ScaleLabel(at: 10, words: "Mucha")]
        let (paper, range) = try await range(scale)
        #expect(range.thumb == 3)
        #expect(range.answer == "–")
        await range.nudge(1)
        #expect(paper.answer == .position(at: 3))
        #expect(range.marks == [0, 5, 10])
        #expect(range.label(at: 10) == "Mucha")
    }

    /// What is chosen is taken back by a second touch, on the wheel by its row of none, and stays
    /// where an answer is required.
    @Test(arguments: [true, false], [true, false])
    func touchedAgain(required: Bool, isWheel: Bool) async throws {
        let scale = QuestionControl.scale()
        let paper = try await Paper(
            .sample(
                isWheel ? .picker(scale: scale) : .rating(scale: scale), required: required,
                takesBack: !required))
        guard case .range(let range) = paper.row.control else { throw Failure(code: "no range") }
        let again = isWheel ? -1 : 3
        await range.touch(-1)
        #expect(paper.answer == nil && paper.count("give") == 0)
        await range.touch(2)
        await range.touch(3)
        #expect(paper.answer == .position(at: 3) && range.position == 3)
        await range.touch(again)
        #expect(paper.answer == (required ? .position(at: 3) : nil))
        #expect(range.position == (required ? 3 : nil))
        #expect(paper.count("give") == (required ? 2 : 3))
    }

    /// A step goes no further than the scale, and the first one to where the thumb waits.
    @Test func stepsStayOnTheScale() async throws {
        var scale = QuestionControl.scale(2)
        scale.placeholder = 1
        let (paper, range) = try await range(scale)
        for (by, at) in [(-1, 1), (-1, 0), (-1, 0), (1, 1), (1, 2), (1, 2)] {
            await range.nudge(by)
            #expect(paper.answer == .position(at: UInt32(at)))
            #expect(range.thumb == at)
        }
    }
}
