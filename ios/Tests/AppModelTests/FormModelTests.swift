import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

/// The form on the real core: pages, rules, patches, the end.
@MainActor
struct FormModelTests {
    private func corner() async throws -> (RealPhone, FormModel) {
        let real = try await RealPhone.opened()
        try real.add(RealPhone.file("bindings/scenario/form.xml"))
        try await real.unlocked.begin("corner")
        return (real, try #require(try real.unlocked.form))
    }

    private func type(_ form: FormModel, _ reference: String, _ text: String) async throws {
        let row = try #require(form.rows.first { $0.question.reference == reference })
        switch row.control {
        case .text(let control): await control.type(text).value
        case .number(let control): await control.type(text).value
        default: Issue.record("\(reference) is not typed")
        }
    }

    @Test func aPageHoldsWhileARuleIsBroken() async throws {
        let (_, form) = try await corner()
        #expect(form.rows.map(\.label.plain) == ["Calle"])
        await form.next()
        #expect(form.isHeld)
        #expect(form.rows[0].fault(Words(.es)) != nil)
        try await type(form, "/corner/street", "Pino Suárez")
        #expect(!form.isHeld)
        await form.next()
        try await type(form, "/corner/people", "8")
        try await type(form, "/corner/women", "9")
        await form.next()
        #expect(form.heldBy.map(\.reference) == ["/corner/women"])
        // The first that holds the page comes into sight, and once more when it still does.
        let seen = try #require(form.sight)
        #expect(form.rows.first { $0.id == seen.row }?.question.reference == "/corner/women")
        await form.next()
        #expect(form.sight?.row == seen.row && form.sight != seen)
        // It was seen: whatever changes on the page brings nobody back to it.
        try await type(form, "/corner/women", "10")
        #expect(form.sight == nil)
        let women = form.rows.first { $0.question.reference == "/corner/women" }
        #expect(women?.fault(Words(.es)) == "No pueden ser más que las personas")
        await form.skip()
        #expect(!form.rows.contains { $0.question.reference == "/corner/women" })
        #expect(form.sight == nil)
    }

    /// What is typed is said to be wrong once its field is left, and a held page lets go once it
    /// is mended.
    @Test func halfANumberIsNoMistake() async throws {
        let (_, form) = try await corner()
        try await type(form, "/corner/street", "Analco")
        await form.next()
        try await type(form, "/corner/people", "8")
        try await type(form, "/corner/women", "9")
        let women = try #require(
            form.rows.first { $0.question.reference == "/corner/women" })
        #expect(women.fault(Words(.es)) == nil)
        guard case .number(let control) = women.control else { throw Failure(code: "no number") }
        control.field.leave()
        #expect(await until { women.fault(Words(.es)) != nil })
        #expect(!form.isHeld, "nobody wanted to go on")
        await form.next()
        #expect(form.isHeld)
        try await type(form, "/corner/women", "8")
        #expect(women.fault(Words(.es)) == nil)
        #expect(!form.isHeld)
    }

    /// What it is filled for is the core's to say, also of a draft that is gone on with.
    @Test func aDraftGoneOnWithKeepsItsPurpose() async throws {
        let (real, form) = try await corner()
        #expect(form.purpose == .form)
        let unlocked = try real.unlocked
        await unlocked.goHome()
        try real.add(RealPhone.file("kit/cs_recorrido.xml"))
        await unlocked.register()
        #expect(unlocked.form?.purpose == .registration)
        await unlocked.back()
        await unlocked.show(.papers)
        let draft = unlocked.lists.drafts.first { $0.formId != "corner" }
        await unlocked.resume(try #require(draft))
        #expect(unlocked.form?.purpose == .registration)
    }

    /// Back from the first page leaves the form, which stays a draft.
    @Test func backFromTheFirstPageLeaves() async throws {
        let (real, form) = try await corner()
        let unlocked = try real.unlocked
        #expect(form.number == 1)
        try await type(form, "/corner/street", "Analco")
        await form.next()
        #expect(form.number == 2)
        await unlocked.turnBack()
        #expect(unlocked.form === form && form.number == 1)
        await unlocked.turnBack()
        #expect(unlocked.form == nil && unlocked.route == .home)
        await unlocked.show(.papers)
        await unlocked.resume(try #require(unlocked.lists.drafts.first))
        #expect(unlocked.form?.rows.first?.drawn.answer == .text(text: "Analco"))
    }

    @Test func finalizingNamesWhatIsMissing() async throws {
        let (real, form) = try await corner()
        while !form.isAtEnd { await form.skip() }
        #expect(form.faults.map(\.reference).contains("/corner/street"))
        try await real.unlocked.finalize()
        // The review names it; no other sentence is said.
        #expect(form.problem == nil)
        #expect(form.review?.next != .complete)
        let unlocked = try real.unlocked
        #expect(unlocked.form === form)
        await form.goTo("/corner/street")
        #expect(form.rows.map(\.question.reference) == ["/corner/street"])
    }

    @Test func theListJumps() async throws {
        let (_, form) = try await corner()
        await form.toggleOutline()
        let outline = try #require(form.outline)
        #expect(outline.contains { $0.reference == "/corner/street" && $0.state == .missing })
        await form.goTo("/corner/light")
        #expect(form.outline == nil)
        #expect(form.rows.first?.question.reference == "/corner/light")
        #expect(form.sight?.row == form.rows.first?.id)
        await form.toggleOutline()
        await form.toggleOutline()
        #expect(form.outline == nil)
    }

    @Test func anotherLanguageKeepsThePage() async throws {
        let (_, form) = try await corner()
        #expect(form.languages.count == 2)
        let before = form.reference
        await form.set(language: "English (en)")
        #expect(form.reference == before)
        #expect(form.language == "English (en)")
        #expect(form.rows[0].label.plain == "Street")
        await form.set(language: "Nahuatl")
        #expect(form.problem?.code == "form.no_such_language")
    }

    /// The app's language changes while a form is open: numbers, days and answers are told by it
    /// from then on, and the form's own language stays as it was chosen.
    @Test func theAppsLanguageReachesAnOpenForm() async throws {
        let real = try await RealPhone.opened()
        let unlocked = try real.unlocked
        await unlocked.settings.set(language: .es)
        try real.add(RealPhone.file("bindings/scenario/controls.xml"))
        await unlocked.begin("controls")
        let form = try #require(unlocked.form)
        func date() -> (FormRow, DateControl)? {
            for row in form.rows {
                if case .date(let control) = row.control, !control.hasTime { return (row, control) }
            }
            return nil
        }
        while date() == nil && !form.isAtEnd { await form.skip() }
        let (row, control) = try #require(date())
        await control.choose(DayRecord(year: 2026, month: 11, day: 25))
        #expect(row.drawn.shown.contains("nov"))
        let (spanish, chosen) = (row.drawn.shown, form.language)
        await unlocked.settings.set(language: .en)
        #expect(form.locale.language == .english)
        #expect(form.rows.contains { $0 === row })
        #expect(row.drawn.shown.contains("Nov") && row.drawn.shown != spanish)
        #expect(form.language == chosen)
        await unlocked.settings.set(language: .en)
        await unlocked.settings.set(language: .es)
        #expect(row.drawn.shown == spanish)
    }

    /// Whatever is typed, the bridge is crossed once for each keystroke and nothing else is
    /// asked; the rows that did not change stay the same objects.
    @Test(arguments: [20, 500])
    func oneCallForEachKeystroke(questions: Int) async throws {
        let real = try await RealPhone.opened()
        try real.add(RealPhone.manyQuestions(questions))
        let filling = CountingFilling(
            try real.unlocked.phone.begin(formId: "many", language: nil))
        let form = FormModel(
            filling: filling, line: CoreLine(), platform: real.phone.platform,
            locale: .mexico)
        try await form.load()
        #expect(form.rows.filter { $0.question.kind == .question }.count == questions + 1)
        let before = filling.calls.count
        let rows = form.rows.map(ObjectIdentifier.init)
        let text = "La lámpara del poste 118 no prende"
        for count in 1...text.count {
            try await type(form, "/many/q0", String(text.prefix(count)))
        }
        #expect(filling.calls.count - before == text.count)
        #expect(Set(filling.calls.dropFirst(before)) == ["typeIn"])
        #expect(form.rows.map(ObjectIdentifier.init) == rows)
        let again = form.rows.first { $0.question.reference == "/many/again" }
        #expect(again?.drawn.shown == "> " + text)
    }

    @Test func aRepeatIsAddedAndRemoved() async throws {
        let (_, form) = try await corner()
        func prompt() -> RepeatControl? {
            for row in form.rows {
                if case .prompt(let control) = row.control { return control }
            }
            return nil
        }
        while prompt() == nil && !form.isAtEnd { await form.skip() }
        let none = try #require(prompt())
        #expect(none.instances.isEmpty && none.asks == .first)
        let es = Words(.es)
        let first = [none.question(es), none.soFar(es), none.enoughWords(es)]
        for number in 1...2 {
            await (try #require(prompt())).add()
            #expect(form.rows.first?.label.plain == "Número del poste")
            try await type(form, form.rows[0].question.reference, "\(number)")
            await form.next()
            while prompt() == nil && !form.isAtEnd { await form.skip() }
            let now = try #require(prompt())
            #expect(now.instances.count == number && now.asks == .another)
            // Each of the two questions has its own words and its own way on.
            let said = [now.question(es), now.soFar(es), now.enoughWords(es)]
            #expect(zip(first, said).allSatisfy { $0 != $1 })
        }
        let two = try #require(prompt())
        await two.open(two.instances[1])
        #expect(form.rows.first?.drawn.answer == .text(text: "2"))
        while prompt() == nil && !form.isAtEnd { await form.skip() }
        let both = try #require(prompt())
        await both.remove(both.instances[0])
        while prompt() == nil && !form.isAtEnd { await form.skip() }
        let one = try #require(prompt())
        #expect(one.instances.count == 1)
        await one.open(one.instances[0])
        #expect(form.rows.first?.drawn.answer == .text(text: "2"))
    }

    @Test func searchingAnswersFromTheCore() async throws {
        let (_, form) = try await corner()
        await form.goTo("/corner/light")
        guard case .one(let choice) = form.rows[0].control else {
            Issue.record("no choice")
            return
        }
        let label = try #require(choice.choices.last?.words.plain)
        await choice.find(label.uppercased())
        #expect(choice.choices.map(\.words.plain) == [label])
    }
}
