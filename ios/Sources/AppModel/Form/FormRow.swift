// One entry of the page: the record as the core gave it, the control over it, and what became of
// the last answer. Rows stay the same objects while a page stands, so that a patch redraws only
// the rows that differ.

import FarolaCore
import Foundation
import Observation

@MainActor @Observable
public final class FormRow: Identifiable {
    /// The entry's key on its page.
    public nonisolated let id: String
    public private(set) var question: QuestionRecord
    public private(set) var kind: ControlKind
    public private(set) var control: Control!
    /// Code of an answer that was no value of the type; the form then stands as it was.
    public private(set) var refused: String?
    /// What a reviewer says about it.
    public internal(set) var comments: [CommentRecord] = []

    @ObservationIgnored unowned let form: FormModel
    /// Answers on their way: the screen is ahead of the core as long as there are some.
    @ObservationIgnored private(set) var pending = 0

    init(_ question: QuestionRecord, form: FormModel) {
        id = question.key
        self.question = question
        self.form = form
        kind = ControlKind(question)
        control = Control(kind, row: self)
    }

    /// Takes what the core says now.
    func update(_ question: QuestionRecord) {
        let before = kind
        self.question = question
        let now = ControlKind(question)
        if now != before {
            kind = now
            control = Control(now, row: self)
        } else if pending == 0 {
            control.refresh()
        }
    }

    /// The answer as it stands; empty where there is none.
    public var value: String { question.value ?? "" }

    /// Key of a sentence where this shell does something simpler than the form asks for.
    public var fallback: String? {
        let look = AppearanceWords(question.appearance)
        return look.begins(with: "x-timed-grid") ? "fallback.timed" : kind.fallback
    }

    /// Whether a rule is broken or the value was refused.
    public var isBroken: Bool { question.broken != nil || refused != nil }

    /// What is wrong, in words that say what to do; nothing where all is well.
    public func fault(_ words: Words) -> String? {
        if let refused { return words.sentence(refused) }
        guard let broken = question.broken else { return nil }
        if !broken.words.isEmpty { return broken.words }
        switch broken.rule {
        case .required: return words["fault.required"]
        case .constraint: return words["fault.constraint"]
        case .type: return words["fault.type"]
        }
    }

    /// Puts an answer on its way before this returns, so that keystrokes keep their order: one
    /// call over the bridge. The task ends when the core has it and the page shows it.
    @discardableResult
    public func send(_ value: String) -> Task<Void, Never> {
        guard !question.readonly else { return Task {} }
        pending += 1
        let (arrived, end) = AsyncStream<Void>.makeStream()
        form.answer(question.reference, value) { [weak self] failure in
            self?.arrived(failure)
            end.finish()
        }
        return Task { for await _ in arrived {} }
    }

    private func arrived(_ failure: Failure?) {
        pending -= 1
        refused = failure?.code
        if pending == 0 && refused == nil { control.refresh() }
    }

    /// Answers the question and waits until the page shows it.
    public func answer(_ value: String) async { await send(value).value }

    func refuse(_ code: String?) { refused = code }

    public func parameter(_ name: String) -> String? { question.parameters[name] }

    /// A picture or sound that came with the form.
    public func formFile(_ name: String) async -> Data? { await form.formFile(name) }
}
