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
    /// The entry as it is drawn: as the core wants it, or ahead of what was touched.
    public private(set) var drawn: DrawnRecord
    public private(set) var control: Control!
    /// Why an answer could not be kept; the form then stands as it was.
    public private(set) var refused: Failure?

    @ObservationIgnored unowned let form: FormModel
    /// Answers on their way: the screen is ahead of the core as long as there are some.
    @ObservationIgnored private(set) var pending = 0
    /// Whether the newest answer goes on to the next page.
    @ObservationIgnored private var goesOn = false

    init(_ question: QuestionRecord, form: FormModel) {
        id = question.key
        self.question = question
        drawn = question.drawn
        self.form = form
        control = Control(self)
    }

    /// Takes what the core says now.
    func update(_ question: QuestionRecord) {
        let isSame = question.drawn.control == drawn.control
        self.question = question
        if !isSame {
            drawn = question.drawn
            control = Control(self)
        } else if pending == 0 {
            settle()
        }
    }

    /// Nothing is on its way: the core has the word.
    private func settle() {
        drawn = question.drawn
        control.refresh()
    }

    /// What a reviewer says about it.
    public var comments: [CommentRecord] { question.comments }
    public var label: StyledText { drawn.label }
    public var isAnswered: Bool { drawn.answer != .blank }
    /// Whether an answer is asked for.
    public var isNeeded: Bool { question.required }
    /// Where the picker of a day or a time stands.
    var proposed: DayAndClock {
        proposedMoment(answer: drawn.answer, now: LocalTime(form.platform.now()))
    }

    /// Name of the file that the answer is.
    public var fileName: String? {
        guard case .file(let name) = drawn.answer else { return nil }
        return name
    }

    /// What is wrong, in words that say what to do; nothing where all is well.
    public func fault(_ words: Words) -> String? {
        if let refused { return words.sentence(refused) }
        return question.broken.map(words.fault)
    }

    /// The row with its form, for what takes its time: the person may leave meanwhile.
    var held: (row: FormRow, form: FormModel) { (self, form) }

    func refuse(_ failure: Failure?) { refused = failure }

    /// A picture or sound that came with the form.
    public func formFile(_ name: String) async -> Data? { await form.formFile(name) }

    /// Shows a film that came with the form; false where it is not there.
    public func watchOfForm(_ name: String) async -> Bool {
        await form.watch(name) { try $0.formFile(name: name) }
    }

    /// Shows the film that the answer is; false where it is not there.
    public func watchAnswer() async -> Bool {
        guard let name = fileName else { return false }
        return await form.watch(name) { try $0.file(name: name) }
    }

    /// The bytes of the file that the answer is, to be heard again.
    public func answerFile() async -> Data? {
        guard let name = fileName else { return nil }
        return await form.file(name)
    }
}

// MARK: - Answers

extension FormRow {
    /// Answers with what was touched: it is drawn as it will stand, and `latest` hears of it unless
    /// something newer was touched meanwhile. The task ends when the page shows it, or the next
    /// page where the core goes on.
    @discardableResult
    func give(
        _ given: GivenAnswer, latest: @escaping @MainActor (AnswerRecord) -> Void = { _ in }
    ) -> Task<Void, Never> {
        guard !question.readonly else { return Task {} }
        drawn = drawnAfter(drawn: drawn, given: given)
        goesOn = false
        let sent = send(
            { try $0.give(reference: $1, given: given) }, patch: { $0.patch },
            latest: { [weak self] record in
                self?.goesOn = record.goesOn
                latest(record)
            })
        return Task {
            await sent.value
            guard goesOn else { return }
            goesOn = false
            await form.next()
        }
    }

    /// Whether anything stands otherwise once this is given.
    func changes(_ given: GivenAnswer) -> Bool { drawnAfter(drawn: drawn, given: given) != drawn }

    /// The field was left: what is wrong with what was typed may be said now.
    func leave() {
        let reference = question.reference
        form.post({ try $0.left(reference: reference) }, patch: { $0 }, then: { _ in })
    }

    /// Answers with what stands in the field; `latest` hears of it unless something newer has
    /// been typed meanwhile.
    @discardableResult
    func type(
        _ text: String, latest: @escaping @MainActor (TypedRecord) -> Void
    ) -> Task<Void, Never> {
        send(
            { try $0.typeIn(reference: $1, text: text) }, patch: { $0.answer.patch },
            latest: latest)
    }

    /// Hands on the next fix of a line that is walked; or one that the person wants as its next
    /// point.
    @discardableResult
    func walk(
        _ fix: FixRecord, here: Bool = false, latest: @escaping @MainActor (WalkedRecord) -> Void
    ) -> Task<Void, Never> {
        send(
            {
                here
                    ? try $0.pointHere(reference: $1, fix: fix)
                    : try $0.walked(reference: $1, fix: fix)
            }, patch: { $0.answer?.patch }, latest: latest)
    }

    /// Takes a photo in; place, time and device are removed from it by the core, which also makes
    /// it as small as the form wants.
    func attachPhoto(_ file: URL) async {
        await attach(file) { try $0.attachPhoto(reference: $1, file: file.path) }
    }

    func attachFile(_ file: URL) async {
        await attach(file) { try $0.attachFile(reference: $1, file: file.path) }
    }

    private func attach(
        _ file: URL,
        _ call: @escaping @Sendable (any FillingProtocol, String) throws -> FileRecord
    ) async {
        let files = form.platform.files
        await send(call, patch: { $0.patch }).value
        // The core has its own copy, encrypted; ours must not stay.
        files.discard(file)
    }

    /// Puts a call on its way before this returns, so that keystrokes keep their order. The task
    /// ends when the core has answered and the page shows it.
    private func send<Record: Sendable>(
        _ call: @escaping @Sendable (any FillingProtocol, String) throws -> Record,
        patch: @escaping @MainActor (Record) -> PatchRecord?,
        latest: @escaping @MainActor (Record) -> Void = { _ in }
    ) -> Task<Void, Never> {
        guard !question.readonly else { return Task {} }
        pending += 1
        let reference = question.reference
        let (arrived, end) = AsyncStream<Void>.makeStream()
        form.post(
            { try call($0, reference) }, patch: patch,
            then: { [weak self] result in
                self?.arrived(result, latest)
                end.finish()
            })
        return Task { for await _ in arrived {} }
    }

    private func arrived<Record>(
        _ result: Result<Record, any Error>, _ latest: @MainActor (Record) -> Void
    ) {
        pending -= 1
        // Something newer is on its way: what this came to is old already.
        guard pending == 0 else { return }
        drawn = question.drawn
        switch result {
        case .success(let record):
            refused = nil
            latest(record)
        case .failure(let error): refused = Failure(error)
        }
        control.refresh()
    }
}

extension LocalTime {
    /// An instant by the clocks of a zone.
    init(_ date: Date, zone: TimeZone = .current) {
        self.init(
            atMs: Int64(date.timeIntervalSince1970 * 1000),
            offsetS: Int32(clamping: zone.secondsFromGMT(for: date)))
    }
}

extension StyledText {
    /// A text without markup.
    public init(_ plain: String) { self.init(plain: plain, blocks: []) }

    public var isEmpty: Bool { plain.isEmpty }
}
