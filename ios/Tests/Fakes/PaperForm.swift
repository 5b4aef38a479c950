// A form on paper: keeps answers, counts calls, and answers as the core would, for tests of the
// controls alone. Rules and pages are the core's own and are tested on the real one.

import AppModel
import FarolaCore
import Foundation

public final class PaperForm: FillingProtocol, @unchecked Sendable {
    private let guarded = NSLock()
    private var questions: [QuestionRecord]
    private var log: [String] = []
    private var refusing: Set<String> = []
    private var stored: [String: Data] = [:]
    private var formFiles: [String: Data] = [:]

    public init(_ questions: [QuestionRecord]) { self.questions = questions }

    /// The names of the calls so far.
    public var calls: [String] { locked { log } }
    /// Answers of this text are refused as no value of the type.
    public func refuse(_ text: String) { locked { _ = refusing.insert(text) } }
    /// A picture that comes with the form.
    public func bring(_ name: String, _ bytes: Data) { locked { formFiles[name] = bytes } }
    public func value(_ reference: String) -> String? {
        locked { questions.first { $0.reference == reference }?.value }
    }

    private func locked<T>(_ work: () -> T) -> T {
        guarded.lock()
        defer { guarded.unlock() }
        return work()
    }

    private func note(_ call: String) { locked { log.append(call) } }

    private var page: ScreenRecord {
        ScreenRecord(
            kind: .group, reference: "/paper", titles: [], questions: locked { questions },
            number: 1, of: 3, language: "Español (es)")
    }

    public func answer(reference: String, value: String) throws -> AnswerRecord {
        note("answer")
        if locked({ refusing.contains(value) }) {
            throw FarolaError.Invalid(code: "form.answer_type")
        }
        let changed = locked { () -> [QuestionRecord] in
            guard let at = questions.firstIndex(where: { $0.reference == reference }) else {
                return []
            }
            questions[at].value = value.isEmpty ? nil : value
            return [questions[at]]
        }
        return AnswerRecord(
            broken: nil, seq: 1, patch: PatchRecord(changed: changed, order: nil))
    }

    /// Keeps the text as it is typed: how numbers are read is the core's and tested on it.
    public func typeIn(reference: String, text: String) throws -> TypedRecord {
        note("typeIn")
        return TypedRecord(
            answer: try answer(reference: reference, value: text), field: nil, note: nil)
    }

    /// Notes what was given; what it means is the core's and tested on it.
    public func give(reference: String, given: GivenAnswer) throws -> AnswerRecord {
        note("give \(given)")
        return AnswerRecord(broken: nil, seq: 1, patch: PatchRecord(changed: [], order: nil))
    }

    public func walked(reference: String, fix: FixRecord) throws -> WalkedRecord {
        note("walked")
        return WalkedRecord(fix: .near, answer: nil, begun: [])
    }

    public func readBy(locale: ReaderLocale) throws { note("readBy") }

    public func attachPhoto(reference: String, file: String) throws -> FileRecord {
        try attach(reference, file, "attachPhoto", "photo.jpg")
    }

    public func attachFile(reference: String, file: String) throws -> FileRecord {
        try attach(reference, file, "attachFile", (file as NSString).lastPathComponent)
    }

    private func attach(
        _ reference: String, _ file: String, _ call: String, _ name: String
    ) throws -> FileRecord {
        note(call)
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw FarolaError.Invalid(code: "photo.unreadable")
        }
        locked {
            stored[name] = bytes
            if let at = questions.firstIndex(where: { $0.reference == reference }) {
                questions[at].value = name
            }
        }
        return FileRecord(
            name: name, sha256: "", size: UInt64(bytes.count),
            patch: PatchRecord(changed: page.questions, order: nil))
    }

    public func file(name: String) throws -> Data {
        note("file")
        guard let bytes = locked({ stored[name] }) else {
            throw FarolaError.NotFound(code: "engine.attachment_missing")
        }
        return bytes
    }

    public func findChoices(reference: String, text: String, limit: UInt32) throws
        -> [ChoiceRecord]
    {
        note("findChoices")
        return locked {
            questions.first { $0.reference == reference }?.choices.filter {
                $0.label.lowercased().contains(text.lowercased())
            } ?? []
        }
    }

    public func screen() throws -> ScreenRecord { page }
    public func next() throws -> StepRecord {
        note("next")
        return StepRecord(screen: page, heldBy: [])
    }
    public func skip() throws -> ScreenRecord { page }
    public func back() throws -> ScreenRecord { page }
    public func goTo(reference: String) throws -> ScreenRecord { page }
    public func addRepeat(reference: String) throws -> ScreenRecord {
        note("addRepeat " + reference)
        return page
    }
    public func removeRepeat(reference: String) throws -> ScreenRecord {
        note("removeRepeat " + reference)
        return page
    }
    public func setLanguage(name: String) throws -> ScreenRecord { page }
    public func instance() throws -> String { "uuid:paper" }
    public func corrects() throws -> String? { nil }
    public func languages() throws -> [String] { ["Español (es)", "English (en)"] }
    public func outline() throws -> [OutlineRecord] { [] }
    public func lines() throws -> [LineRecord] { [] }
    public func formFile(name: String) throws -> Data? { locked { formFiles[name] } }
    public func requests() throws -> [RequestRecord] { [] }
    public func givePlace(reference: String, place: PointRecord) throws -> PatchRecord {
        PatchRecord(changed: [], order: nil)
    }
    public func giveRecording(reference: String, file: String) throws -> PatchRecord {
        PatchRecord(changed: [], order: nil)
    }
    public func leave() throws { note("leave") }
    public func comments() throws -> [CommentRecord] { [] }
    public func faults() throws -> [FaultRecord] { [] }
    public func review() throws -> ReviewRecord {
        ReviewRecord(ready: true, faults: [], unanswered: [], lines: [])
    }
    public func finalize() throws -> SealedRecord {
        SealedRecord(instance: "uuid:paper", xmlSha256: "", attachments: [])
    }
}

extension QuestionRecord {
    /// A question as the core gives it, with what the test is about.
    public static func sample(
        _ reference: String = "/paper/q", control: String? = "input", type: String = "string",
        appearance: String = "", value: String? = nil, choices: [String] = [],
        parameters: [String: String] = [:], media: [String: String] = [:],
        readonly: Bool = false, required: Bool = false, kind: EntryType = .question
    ) -> QuestionRecord {
        QuestionRecord(
            key: "\(kind) \(reference)", reference: reference, kind: kind, control: control,
            dataType: type,
            appearance: appearance, relevant: true, readonly: readonly, required: required,
            value: value, label: "Pregunta", hint: "", guidance: "", media: media,
            choices: choices.map { name in
                ChoiceRecord(
                    value: name, label: name.uppercased(), media: [:], columns: [:])
            },
            moreChoices: 0, parameters: parameters, broken: nil)
    }
}
