import Fakes
import FarolaCore
import Testing

@testable import AppModel

@MainActor
struct ChoiceControlTests {
    private func choice(_ row: FormRow) throws -> ChoiceControl {
        switch row.control {
        case .one(let control), .many(let control): return control
        default: throw Failure(code: "no choice")
        }
    }

    private func touch(_ control: ChoiceControl, _ value: String) async throws {
        await control.touch(try #require(control.choices.first { $0.value == value }))
    }

    @Test func oneReplacesTheOther() async throws {
        let paper = try await Paper(.sample(.one(), choices: ["a", "b"]))
        let control = try choice(paper.row)
        try await touch(control, "a")
        try await touch(control, "b")
        #expect(paper.answer == .chosen(values: ["b"]))
        try await touch(control, "b")
        #expect(paper.answer == nil)
        #expect(paper.count("give") == 3)
    }

    /// Whether touching again takes it back is the core's to say; where it does not, the same is
    /// given once more, so that `quick` goes on.
    @Test func aNeededAnswerIsNotTakenBackByTouchingItAgain() async throws {
        let paper = try await Paper(
            .sample(.one(quick: true), choices: ["a"], required: true, takesBack: false))
        let control = try choice(paper.row)
        try await touch(control, "a")
        try await touch(control, "a")
        #expect(paper.answer == .chosen(values: ["a"]))
        #expect(paper.paper.calls == ["readBy", "give", "next", "give", "next"])
    }

    /// All that are chosen are given each time; their order is the core's to say.
    @Test func severalAreChosenAndTakenBack() async throws {
        let paper = try await Paper(.sample(.many(), choices: ["a", "b", "c"]))
        let control = try choice(paper.row)
        try await touch(control, "c")
        try await touch(control, "a")
        #expect(paper.answer == .chosen(values: ["c", "a"]))
        try await touch(control, "c")
        #expect(paper.answer == .chosen(values: ["a"]))
        #expect(control.chosen == ["a"])
    }

    @Test func quickGoesOn() async throws {
        let paper = try await Paper(.sample(.one(quick: true), choices: ["a"]))
        try await touch(try choice(paper.row), "a")
        #expect(paper.paper.calls == ["readBy", "give", "next"])
    }

    @Test func minimalIsFoldedUntilTouched() async throws {
        let paper = try await Paper(.sample(.one(.minimal), choices: ["a"]))
        let control = try choice(paper.row)
        #expect(control.isFolded)
        control.open()
        #expect(!control.isFolded)
        try await touch(control, "a")
        #expect(control.isFolded)
    }

    @Test func searchingIsOneCallAndKeepsTheAnswer() async throws {
        let paper = try await Paper(
            .sample(
                .selectOne(
                    layout: .list, list: ListLook(search: true, bare: false), quick: false),
                answer: .chosen(values: ["b"]), shown: "B", choices: ["ana", "b", "banco"]))
        let control = try choice(paper.row)
        #expect(control.list.search)
        await control.find("an")
        #expect(paper.count("findChoices") == 1)
        #expect(control.choices.map(\.value) == ["ana", "banco"])
        #expect(control.summary == "B")
        await control.find("")
        #expect(control.choices.count == 3)
    }

    /// A needed yes or no is given again and not taken back.
    @Test func aNeededTruthStaysWhereItIsTouchedAgain() async throws {
        let paper = try await Paper(.sample(.truth, required: true, takesBack: false))
        guard case .truth(let control) = paper.row.control else { throw Failure(code: "no") }
        await control.touch(true)
        await control.touch(true)
        #expect(paper.answer == .truth(yes: true))
    }

    @Test func yesAndNo() async throws {
        let paper = try await Paper(.sample(.truth))
        guard case .truth(let control) = paper.row.control else { throw Failure(code: "no") }
        await control.touch(true)
        #expect(paper.answer == .truth(yes: true))
        await control.touch(false)
        #expect(paper.answer == .truth(yes: false))
        await control.touch(false)
        #expect(paper.answer == nil)
    }

    @Test func rankingByButtons() async throws {
        let paper = try await Paper(.sample(.rank, choices: ["a", "b", "c"]))
        guard case .rank(let rank) = paper.row.control else {
            Issue.record("no rank")
            return
        }
        #expect(!rank.isAnswered)
        await rank.accept()
        #expect(paper.answer == .chosen(values: ["a", "b", "c"]))
        await rank.move(rank.order[2], by: -1)
        #expect(paper.answer == .chosen(values: ["a", "c", "b"]))
        await rank.move(rank.order[0], by: -1)
        #expect(paper.answer == .chosen(values: ["a", "c", "b"]))
        #expect(rank.isAnswered)
    }

    @Test func theTrigger() async throws {
        let paper = try await Paper(.sample(.acknowledge))
        guard case .trigger(let trigger) = paper.row.control else {
            Issue.record("no trigger")
            return
        }
        await trigger.toggle()
        #expect(paper.answer == .acknowledged)
        await trigger.toggle()
        #expect(paper.answer == nil)
    }
}
