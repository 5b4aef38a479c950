// Filling a form by hand: page by page, each question with its own control, touch by touch.

import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

extension Walker {
    /// The button "Seguir".
    private func goOn(_ form: FormModel) async throws {
        taps += 1
        try await hands.goOn(shell, form)
    }

    func fill(_ step: Step) async throws {
        for entry in step.entries ?? [] {
            let form = try form()
            let row = try await find(entry.at, form, lowest: step.rest == "lowest")
            try await answer(row, entry)
            if let broken = entry.broken {
                try await goOn(form)
                #expect(form.isHeld)
                #expect(row.fault(Words(.es)) == broken)
            }
        }
        if step.rest == "lowest" { restIsLowest = true }
    }

    /// Goes on until the page holds the question.
    private func find(_ at: String, _ form: FormModel, lowest: Bool) async throws -> FormRow {
        var asked: [String] = []
        for _ in 0..<60 {
            if let row = form.rows.first(where: {
                same($0.question.reference, at) && $0.question.kind == .question
            }) {
                return row
            }
            try #require(!form.isAtEnd, "\(at) is not asked; asked were \(asked)")
            asked += form.rows.map(\.question.reference)
            try await step(form, lowest: lowest)
        }
        throw Failure(code: "never reached \(at) by \(asked)")
    }

    /// One page on; what holds it is answered with the least, where the story says so.
    private func step(_ form: FormModel, lowest: Bool) async throws {
        try await goOn(form)
        guard form.isHeld else { return }
        let held = form.heldBy.map(\.reference)
        try #require(lowest, "held by \(held)")
        for row in form.rows where held.contains(row.question.reference) {
            try await answerLowest(row)
        }
        try await goOn(form)
        #expect(!form.isHeld, "still held by \(form.heldBy.map(\.reference))")
    }

    func finalize() async throws {
        let form = try form()
        let lowest = restIsLowest
        restIsLowest = false
        for _ in 0..<200 where !form.isAtEnd { try await step(form, lowest: lowest) }
        #expect(form.isAtEnd)
        #expect(form.faults.isEmpty, "\(form.faults.map(\.reference))")
        #expect(await until { !form.lines.isEmpty }, "nothing to review")
        taps += 1
        let unlocked = try unlocked()
        try await hands.finalize(shell, unlocked)
        #expect(form.problem == nil)
        #expect(unlocked.form == nil)
        #expect(unlocked.receipt != nil)
    }

    func answer(_ row: FormRow, _ entry: Entry) async throws {
        if let picks = entry.pick { return try await pick(row, picks) }
        if let text = entry.type { return try await type(row, text) }
        if entry.photo == true { return try await photo(row) }
        guard case .date(let control) = row.control else {
            Issue.record("\(entry.at) is no date")
            return
        }
        if entry.dateTime == "now" {
            taps += 1
            await control.chooseNow()
        } else if let days = entry.date.flatMap({ Int($0.dropFirst("today+".count)) }) {
            taps += 1
            let then = Date().addingTimeInterval(Double(days) * 86_400)
            await control.choose(proposedMoment(answer: .blank, now: LocalTime(then)).day)
        }
        #expect(row.refused == nil)
    }

    private func pick(_ row: FormRow, _ values: [String]) async throws {
        let control: ChoiceControl
        switch row.control {
        case .one(let one): control = one
        case .many(let many): control = many
        default: throw Failure(code: "\(row.id) is no choice")
        }
        if control.isFolded {
            taps += 1
            try await hands.open(row, control)
        }
        for value in values {
            let choice = try #require(
                control.choices.first { $0.value == value }, "\(row.id) has no \(value)")
            // The phone may have proposed it, the light from the hour: the count is that of
            // someone who has to choose, and what stands already is left as it is.
            taps += 1
            if !control.isChosen(choice) { try await hands.choose(row, control, choice) }
        }
        #expect(row.refused == nil)
        #expect(row.drawn.answer == .chosen(values: control.chosen))
    }

    /// A touch for the field and one for each character; what stood there goes by its own keys.
    private func type(_ row: FormRow, _ text: String) async throws {
        taps += 1
        for count in 1...max(1, text.count) {
            taps += 1
            try await hands.type(row, String(text.prefix(count)))
        }
        #expect(row.refused == nil)
        #expect(row.drawn.answer == .text(text: text))
    }

    /// Button and shutter.
    private func photo(_ row: FormRow) async throws {
        guard case .photo(let control) = row.control else {
            throw Failure(code: "\(row.id) is no photo")
        }
        taps += 2
        try await hands.take(row, control)
        #expect(row.refused == nil)
        #expect(control.thumbnail != nil)
    }

    private func answerLowest(_ row: FormRow) async throws {
        switch row.control {
        case .one(let control), .many(let control):
            let first = try #require(control.choices.first)
            try await pick(row, [first.value])
        case .number, .text: try await type(row, "0")
        case .photo: try await photo(row)
        default: throw Failure(code: "\(row.id) has no lowest answer")
        }
    }

    func language(_ step: Step) async throws {
        let form = try form()
        await form.set(language: step.name ?? "")
        #expect(form.language == step.name)
        let row = try #require(form.rows.first { same($0.question.reference, step.at) })
        #expect(row.label.plain == step.label)
    }

    /// Adding and removing stand on the page that asks for another one.
    func repeats(_ step: Step) async throws {
        let form = try form()
        let at = step.at ?? ""
        let base = at.hasSuffix("]") ? String(at.prefix { $0 != "[" }) : at
        for _ in 0..<50 {
            if let row = form.rows.first(where: {
                $0.question.kind == .prompt && $0.question.reference.hasPrefix(base)
            }), case .prompt(let control) = row.control {
                let before = control.instances.count
                if step.do == "add_repeat" { return await control.add() }
                let instance = control.instances.first { same($0.reference, at) }
                await control.remove(try #require(instance, "no \(at)"))
                let now = form.rows.first { $0.question.kind == .prompt }
                if case .prompt(let after)? = now?.control {
                    #expect(after.instances.count == before - 1)
                }
                return
            }
            try #require(!form.isAtEnd, "no page has the buttons of \(at)")
            try await goOn(form)
        }
    }
}
