// A field: what stands in it, and what the core says below it. What is typed is read by the core.

import FarolaCore
import Observation

@MainActor @Observable
public final class TypedField {
    /// What stands in the field.
    public private(set) var text = ""
    /// What became of what was typed, where something is to be said of it.
    public private(set) var note: TypedNote?
    /// Code of the sentence that says why it is kept as no answer.
    public private(set) var fault: String?
    /// The same, to be said once the field is left.
    @ObservationIgnored private var waiting: String?

    @ObservationIgnored private unowned let row: FormRow
    /// The answer that the field stands for: `1.` is on its way to a number and stays as it was
    /// typed, until the answer becomes another one by something else.
    @ObservationIgnored private var settled: QuestionAnswer?

    init(_ row: FormRow) {
        self.row = row
        refresh()
    }

    func refresh() {
        let answer = row.drawn.answer
        guard answer != settled else { return }
        settled = answer
        note = nil
        (fault, waiting) = (nil, nil)
        if case .text(let shown) = answer { text = shown } else { text = "" }
    }

    /// Takes the answer even where it has not changed: what was typed and is none goes.
    func empty() {
        guard row.pending == 0 else { return }
        settled = nil
        refresh()
    }

    /// The field changed to `typed`: one call over the bridge.
    @discardableResult
    public func type(_ typed: String) -> Task<Void, Never> {
        guard typed != text else { return Task {} }
        text = typed
        return row.type(typed) { [weak self] record in self?.take(record) }
    }

    /// What became of the newest keystroke.
    private func take(_ record: TypedRecord) {
        settled = row.drawn.answer
        if let field = record.field { text = field }
        note = record.note
        (fault, waiting) = record.codeWaits ? (nil, record.code) : (record.code, nil)
    }

    /// The field was left: what waited for that is said.
    public func leave() {
        if let waiting { fault = waiting }
        row.leave()
    }
}
