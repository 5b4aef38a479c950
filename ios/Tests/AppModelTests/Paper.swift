// One row of a paper form with its control.

import Fakes
import FarolaCore
import Foundation

@testable import AppModel

@MainActor
struct Paper {
    let phone = FakePhone()
    let paper: PaperForm
    let form: FormModel

    init(_ questions: QuestionRecord...) async throws {
        paper = PaperForm(questions)
        form = FormModel(
            filling: paper, line: CoreLine(), platform: phone.platform,
            locale: .mexico)
        try await form.load()
    }

    var row: FormRow { form.rows[0] }
    /// The answer that the form holds; nothing where there is none.
    var answer: QuestionAnswer? {
        let held = paper.answer(row.question.reference)
        return held == .blank ? nil : held
    }
    /// How often a name was called.
    func count(_ call: String) -> Int { paper.calls.filter { $0 == call }.count }
}

/// Waits until something holds, turn by turn and without a clock; gives up after many turns.
@MainActor
func until(_ holds: @MainActor () -> Bool) async -> Bool {
    for _ in 0..<200_000 {
        if holds() { return true }
        await Task.yield()
    }
    return holds()
}
