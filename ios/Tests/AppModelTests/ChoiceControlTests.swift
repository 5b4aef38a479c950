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
        let paper = try await Paper(.sample(control: "select1", choices: ["a", "b"]))
        let control = try choice(paper.row)
        try await touch(control, "a")
        try await touch(control, "b")
        #expect(paper.value == "b")
        try await touch(control, "b")
        #expect(paper.value == nil)
        #expect(paper.count("answer") == 3)
    }

    @Test func aNeededAnswerIsNotTakenBackByTouchingItAgain() async throws {
        let paper = try await Paper(
            .sample(control: "select1", choices: ["a"], required: true))
        let control = try choice(paper.row)
        try await touch(control, "a")
        try await touch(control, "a")
        #expect(paper.value == "a")
    }

    @Test func severalKeepTheOrderOfTheList() async throws {
        let paper = try await Paper(.sample(control: "select", choices: ["a", "b", "c"]))
        let control = try choice(paper.row)
        try await touch(control, "c")
        try await touch(control, "a")
        #expect(paper.value == "a c")
        try await touch(control, "c")
        #expect(paper.value == "a")
        #expect(control.summary == ["A"])
    }

    @Test func quickGoesOn() async throws {
        let paper = try await Paper(
            .sample(control: "select1", appearance: "quick", choices: ["a"]))
        try await touch(try choice(paper.row), "a")
        #expect(paper.paper.calls == ["answer", "next"])
    }

    @Test func minimalIsFoldedUntilTouched() async throws {
        let paper = try await Paper(
            .sample(control: "select1", appearance: "minimal", choices: ["a"]))
        let control = try choice(paper.row)
        #expect(control.isFolded)
        control.open()
        #expect(!control.isFolded)
        try await touch(control, "a")
        #expect(control.isFolded)
        #expect(control.summary == ["A"])
    }

    @Test func searchingIsOneCallAndKeepsTheAnswer() async throws {
        let paper = try await Paper(
            .sample(
                control: "select1", appearance: "autocomplete", value: "b",
                choices: ["ana", "b", "banco"]))
        let control = try choice(paper.row)
        #expect(control.searches)
        await control.find("an")
        #expect(paper.count("findChoices") == 1)
        #expect(control.choices.map(\.value) == ["ana", "banco"])
        #expect(control.summary == ["B"])
        await control.find("")
        #expect(control.choices.count == 3)
    }

    @Test func yesAndNo() async throws {
        let paper = try await Paper(.sample(type: "boolean"))
        let control = try choice(paper.row)
        try await touch(control, "true")
        #expect(paper.value == "true")
        #expect(control.isTruth)
    }

    @Test(arguments: [
        ("1", "1 · Poca", "1", "Poca"), ("0", "Nada", "0", "Nada"), ("10", "10", "10", "10"),
        ("luz", "Luz", nil, "Luz"), ("1", "12 lámparas", "1", "12 lámparas"),
    ])
    func ratings(value: String, label: String, number: String?, words: String) {
        let record = ChoiceRecord(value: value, label: label, media: [:], columns: [:])
        #expect(ChoiceControl.number(of: record) == number)
        #expect(ChoiceControl.words(of: record) == words)
    }

    @Test func aChoiceLiesSomewhere() {
        let record = ChoiceRecord(
            value: "x", label: "X", media: [:], columns: ["geometry": "20.67 -103.34 0 0"])
        #expect(ChoiceControl.place(of: record)?.lat == 20.67)
    }

    @Test func rankingByButtons() async throws {
        let paper = try await Paper(.sample(control: "rank", choices: ["a", "b", "c"]))
        guard case .rank(let rank) = paper.row.control else {
            Issue.record("no rank")
            return
        }
        #expect(!rank.isAnswered)
        await rank.accept()
        #expect(paper.value == "a b c")
        await rank.move(rank.order[2], by: -1)
        #expect(paper.value == "a c b")
        await rank.move(rank.order[0], by: -1)
        #expect(paper.value == "a c b")
        #expect(rank.isAnswered)
    }

    @Test func theTrigger() async throws {
        let paper = try await Paper(.sample(control: "trigger"))
        guard case .trigger(let trigger) = paper.row.control else {
            Issue.record("no trigger")
            return
        }
        await trigger.toggle()
        #expect(paper.value == "OK")
        await trigger.toggle()
        #expect(paper.value == nil)
    }

    @Test func repeatsByReference() async throws {
        let paper = try await Paper(
            .sample("/paper/lamp[3]", control: nil, kind: .prompt),
            .sample("/paper/lamp", control: nil, kind: .repeat))
        guard case .prompt(let prompt) = paper.form.rows[0].control,
            case .repeated(let instance) = paper.form.rows[1].control
        else {
            Issue.record("no repeat")
            return
        }
        #expect(prompt.count == 2)
        await prompt.add()
        await prompt.remove(2)
        await prompt.remove(1)
        await instance.remove()
        #expect(
            paper.paper.calls == [
                "addRepeat /paper/lamp", "removeRepeat /paper/lamp[2]",
                "removeRepeat /paper/lamp", "removeRepeat /paper/lamp",
            ])
    }
}
