// One entry of the page: the record as the core gave it, the control over it, and what became of
// the last answer. Rows stay the same objects while a page stands, so that a patch redraws only
// the rows that differ.

import FarolaCore
import Foundation
import Observation

@MainActor @Observable
public final class FormRow: Identifiable {
    /// Reference and kind: a repeat and its question may share a reference.
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
        id = Self.id(question)
        self.question = question
        self.form = form
        kind = ControlKind(question)
        control = Control(kind, row: self)
    }

    static func id(_ question: QuestionRecord) -> String {
        id(reference: question.reference, kind: question.kind)
    }

    static func id(reference: String, kind: EntryType) -> String {
        switch kind {
        case .question: reference
        case .group: "group " + reference
        case .repeat: "repeat " + reference
        case .prompt: "prompt " + reference
        }
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

    /// Answers the question: one call over the bridge.
    public func answer(_ value: String) async {
        guard !question.readonly else { return }
        pending += 1
        defer {
            pending -= 1
            if pending == 0 && refused == nil { control.refresh() }
        }
        do {
            try await form.answer(self, value)
            refused = nil
        } catch {
            refused = Failure(error).code
        }
    }

    func refuse(_ code: String?) { refused = code }

    public func parameter(_ name: String) -> String? { question.parameters[name] }

    /// A picture or sound that came with the form.
    public func formFile(_ name: String) async -> Data? { await form.formFile(name) }
}
