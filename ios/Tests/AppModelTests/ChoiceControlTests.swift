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

    /// What was touched is given; what it comes to is the core's to say.
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

    /// A question of the real core with so many choices, `v1` and so on.
    private func long(
        _ kind: String, _ look: String, _ count: Int
    ) async throws -> (RealPhone, ChoiceControl) {
        let items = (1...count).map {
            "<item><label>v\($0)</label><value>v\($0)</value></item>"
        }
        let form = """
            <h:html xmlns="http://www.w3.org/2002/xforms" \
            xmlns:h="http://www.w3.org/1999/xhtml" \
            xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>l</h:title><model><instance>\
            <data id="long"><q/><meta><instanceID/></meta></data></instance>\
            <bind nodeset="/data/meta/instanceID" type="string" jr:preload="uid"/></model></h:head>\
            <h:body><\(kind) ref="/data/q" appearance="\(look)"><label>q</label>\
            \(items.joined())</\(kind)></h:body></h:html>
            """
        let real = try await RealPhone.opened()
        try real.add(form)
        try await real.unlocked.begin("long")
        let row = try #require(try real.unlocked.form?.rows.first)
        return (real, try choice(row))
    }

    /// A list to search in as it opens: its first choices and what is chosen, also for blanks.
    @Test func aListToSearchInShowsItsFirstChoices() async throws {
        let names = (1...40).map { "v\($0)" }
        let (real, control) = try await long("select1", "autocomplete", 40)
        #expect(control.choices.map(\.value) == Array(names.prefix(8)))
        await control.find("v30")
        try await touch(control, "v30")
        await control.find("  ")
        #expect(control.choices.map(\.value) == names.prefix(8) + ["v30"])
        #expect(control.news == "form.search_more")
        await control.find("v39")
        #expect(control.choices.map(\.value) == ["v39"] && control.news == nil)
        await control.find("zz")
        #expect(control.choices.isEmpty && control.news == "form.search_none")
        // More than are ever shown.
        await control.find("v")
        #expect(control.choices.count == 20)
        #expect(control.news == "form.search_more")
        await control.find("")
        #expect(control.choices.count == 9)
        #expect(try real.unlocked.form?.problem == nil)
    }

    /// Blanks are no search, and the core is not asked.
    @Test func blanksAreNotSearchedFor() async throws {
        let paper = try await Paper(
            .sample(
                .selectOne(
                    layout: .list, list: ListLook(search: true, bare: false), quick: false),
                choices: ["a", "b"]))
        let control = try choice(paper.row)
        for blank in ["", "  ", "\u{a0}"] { await control.find(blank) }
        #expect(control.choices.count == 2 && control.news == nil)
        #expect(paper.count("findChoices") == 0)
    }

    /// A short list to search in has nothing more to say; one that is not searched shows all.
    @Test func nothingIsSaidWhereAllIsShown() async throws {
        for (look, count, shown) in [("search", 8, 8), ("", 40, 40), ("search", 9, 8)] {
            let (real, control) = try await long("select", look, count)
            #expect(control.choices.count == shown)
            #expect(control.news == (shown == count ? nil : "form.search_more"))
            #expect(try real.unlocked.form?.problem == nil)
        }
    }

    /// A needed yes or no is given again and not taken back.
    @Test func aNeededTruthStaysWhereItIsTouchedAgain() async throws {
        let paper = try await Paper(.sample(.truth, required: true, takesBack: false))
        guard case .truth(let control) = paper.row.control else { throw Failure(code: "no") }
        await control.touch(true)
        await control.touch(true)
        #expect(paper.answer == .truth(yes: true))
    }

    /// On a sketch the choice that is meant is the core's to say; one without a place is not on it.
    @Test func aTouchOnTheSketchOfChoices() async throws {
        var question = QuestionRecord.sample(.one(.map), choices: ["a", "b", "c"])
        let places = [-103.3392, -103.3380].map {
            PlaceRecord(lat: 20.6689, lon: $0, altitudeM: nil, accuracyM: nil)
        }
        question.choices[0].drawn.spot = places[0]
        question.choices[2].drawn.spot = places[1]
        let paper = try await Paper(question)
        guard case .one(let control) = paper.row.control else { throw Failure(code: "no") }
        #expect(control.placed.map(\.choice.value) == ["a", "c"])
        #expect(control.placed.map(\.place) == places)
        let frame = sketchAround(places: places)
        let offsets = flatOffsets(origin: frame.middle, places: places)
        await control.touch(Offset(eastM: 0, northM: frame.eastM), in: frame)
        #expect(paper.answer == nil)
        for (offset, value) in zip(offsets, ["a", "c"]) {
            await control.touch(offset, in: frame)
            #expect(paper.answer == .chosen(values: [value]))
        }
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
        await trigger.touch()
        #expect(paper.answer == .acknowledged)
        await trigger.touch()
        #expect(paper.answer == nil)
    }
}
