import Fakes
import FarolaCore
import SwiftUI
import Testing

@testable import AppModel
@testable import AppUI

/// By touch alone, through the views: from the first PIN to a receipt, on the real core.
@MainActor
struct TouchTests {
    private func es(_ key: String) -> String { Words(.es)[key] }

    private func typePin(_ sight: Sight) async throws {
        for digit in "271828" {
            let key = try #require(sight.find(String(digit)))
            key.press()
        }
    }

    @Test func fromTheFirstPinToTheReceipt() async throws {
        let sight = await Sight()
        let keep = sight.shell.words["lock.keep"]
        try await typePin(sight)
        try await sight.touch(keep) { sight.shell.lock.step == .repeat }
        try await typePin(sight)
        try await sight.touch(keep) { sight.shell.door == .open && sight.shell.unlocked != nil }
        let unlocked = try sight.unlocked
        await unlocked.settings.set(language: .es)
        await unlocked.goHome()
        try sight.addForm("bindings/scenario/form.xml")

        try await sight.touch(es("enrol.title"), then: es("enrol.how"))
        try await sight.touch(es("enrol.later"), then: es("home.title"))
        let forms = es("home.forms") + " " + Words(.es).count("home.forms_here", 1)
        let corner = "Esquina " + Words(.es)("forms.version", ["version": "1"])
        try await sight.touch(forms, then: corner)
        try await sight.touch(corner, then: "Calle")
        let next = es("button.next")
        try await sight.touch(next, then: es("form.held"))
        sight.marks.first { $0.kind == .field }?.type("Pino Suárez")
        #expect(await eventually { !sight.says(es("form.held")) })
        try await sight.touch(next, then: "¿Cuántas personas pasan?")
        let numbers = sight.marks.filter { $0.kind == .field }
        numbers.first?.type("8")
        numbers.last?.type("9")
        try await sight.touch(next, then: "No pueden ser más que las personas")
        sight.marks.last { $0.kind == .field }?.type("7")
        #expect(await eventually { !sight.says("No pueden ser más que las personas") })
        try await sight.touch(next) { unlocked.form?.reference == "/corner/light" }

        // The first choice, by its name.
        guard case .one(let light)? = unlocked.form?.rows.first?.control else {
            Issue.record("no choice")
            return
        }
        let choice = try #require(light.choices.last)
        let name = "\(choice.value): \(choice.rating.plain)"
        try await sight.touch(name) { light.chosen == [choice.value] }
        for _ in 0..<10 where unlocked.form?.isAtEnd == false {
            let before = unlocked.form?.number ?? 0
            if let no = sight.find(es("form.add_none")) {
                no.press()
            } else {
                sight.find(next)?.press()
            }
            #expect(
                await eventually {
                    unlocked.form?.number != before || unlocked.form?.isAtEnd == true
                })
        }
        #expect(sight.says(es("review.title")))
        #expect(await eventually { sight.says("Pino Suárez") })
        try await sight.touch(es("review.complete"), then: es("receipt.title"))
        #expect(sight.says(es("state.finalised")))
        try await sight.touch(es("receipt.home"), then: "1 por enviar")
        // What was written is in one place; what it says stands on a page of its own.
        let papers = sight.marks.first {
            $0.kind == .button && $0.name.hasPrefix(es("home.papers"))
        }
        try #require(papers).press()
        #expect(await eventually { sight.says(es("sent.waiting")) })
        try await sight.touch(es("sent.look"), then: "Pino Suárez")
        #expect(!sight.says(es("sent.look")))
        try await sight.touch(es("button.back"), then: es("sent.look"))
        try await sight.touch(es("button.back"), then: es("home.title"))
        try await sight.touch(es("button.lock")) { sight.shell.door == .locked }
        #expect(!sight.says("Pino Suárez"))
    }

    /// The way out of a gate that stays closed: one touch leaves the walk and registers another;
    /// what was finalized stays so. A gate that is open has no such button.
    @Test(arguments: [true, false])
    func registeringAgainAtTheGate(isOpen: Bool) async throws {
        let sight = try await Sight.opened()
        try sight.addForm("kit/cs_recorrido.xml")
        let unlocked = try sight.unlocked
        try unlocked.phone.register(isOpen ? [] : Registration.tooFewAdults)
        await unlocked.show(.walk)
        let first = try #require(unlocked.walk.walk?.registration)
        let again = es("gate.register_again")
        guard !isOpen else {
            #expect(sight.find(es("gate.start")) != nil && !sight.says(again))
            return
        }
        #expect(sight.says(Words(.es).sentence("walk.too_few_adults")))
        try await sight.touch(again) { unlocked.route == .form }
        #expect(unlocked.problem == nil)
        #expect(await eventually { unlocked.walk.phase == .registration })
        #expect(unlocked.walk.walk?.registration != first)
        #expect(try unlocked.phone.submissions().map(\.instance) == [first])
    }
}
