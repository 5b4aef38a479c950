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
    private var files: [String: Data] = [:]
    private var formFiles: [String: Data] = [:]
    private var fields: [String: String] = [:]
    private var held: String?
    private let gate = DispatchSemaphore(value: 0)

    public init(_ questions: [QuestionRecord]) { self.questions = questions }

    /// The names of the calls so far.
    public var calls: [String] { locked { log } }
    /// What is given or typed like this is refused as no value of the type.
    public func refuse(_ text: String) { locked { _ = refusing.insert(text) } }
    /// What a field shows where it is not what was typed.
    public func show(_ typed: String, as field: String) { locked { fields[typed] = field } }
    /// The call that brings this text waits until it is let go.
    public func hold(_ text: String) { locked { held = text } }
    public func letGo() { gate.signal() }
    /// A picture that comes with the form.
    public func bring(_ name: String, _ bytes: Data) { locked { formFiles[name] = bytes } }
    public func answer(_ reference: String) -> QuestionAnswer? {
        locked { questions.first { $0.reference == reference }?.drawn.answer }
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
            number: 1, of: 3, language: "Español (es)", stays: true)
    }

    /// The shell types and gives; it writes no value of a form.
    public func answer(reference: String, value: String) throws -> AnswerRecord {
        note("answer")
        throw FarolaError.Bug(code: "form.answer_type")
    }

    public func stored(reference: String) throws -> String? { nil }

    private func keep(
        _ reference: String, _ answer: QuestionAnswer, begun: [PlaceRecord] = []
    ) -> AnswerRecord {
        let changed = locked { () -> [QuestionRecord] in
            guard let at = questions.firstIndex(where: { $0.reference == reference }) else {
                return []
            }
            questions[at].drawn.answer = answer
            questions[at].order()
            questions[at].begun = begun
            return [questions[at]]
        }
        return AnswerRecord(
            broken: nil, seq: 1, patch: PatchRecord(changed: changed, page: nil), begun: begun)
    }

    /// Too few places are begun and no answer.
    private func keep(_ reference: String, line places: [PlaceRecord]) -> AnswerRecord {
        let control = locked { questions.first { $0.reference == reference }?.drawn.control }
        let closed = if case .area = control { true } else { false }
        guard case .whole = lineState(places: places, closed: closed, locale: .mexico) else {
            return keep(reference, .blank, begun: places)
        }
        return keep(reference, .line(places: places))
    }

    private func check(_ text: String) throws {
        if locked({ refusing.contains(text) }) {
            throw FarolaError.Invalid(code: "form.answer_type")
        }
    }

    /// Keeps the text as it is typed: how it is read is the core's and tested on it.
    public func typeIn(reference: String, text: String) throws -> TypedRecord {
        note("typeIn")
        if locked({ held }) == text { gate.wait() }
        try check(text)
        let answer = keep(reference, text.isEmpty ? .blank : .text(text: text))
        return TypedRecord(answer: answer, field: locked { fields[text] }, note: nil)
    }

    /// Keeps what was given; what it means is the core's and tested on it.
    public func give(reference: String, given: GivenAnswer) throws -> AnswerRecord {
        note("give")
        let asked = locked { questions.first { $0.reference == reference } }
        guard let drawn = asked?.drawn else {
            throw FarolaError.NotFound(code: "form.no_such_node")
        }
        let answer: QuestionAnswer =
            switch given {
            case .clear, .truth, .touched, .moved, .inOrder, .chosen, .day, .clock, .turned,
                .position, .acknowledge:
                drawnAfter(drawn: drawn, given: given).answer
            case .now: .text(text: "now")
            case .step(let by):
                drawn.control == .counter
                    ? .text(text: "\(by)") : drawnAfter(drawn: drawn, given: given).answer
            case .degrees(let degrees): .text(text: "\(degrees)")
            case .place(let place): .place(place: place)
            case .line(let places): .line(places: places)
            case .code(let text): .text(text: text)
            }
        if case .text(let text) = answer { try check(text) }
        if case .line(let places) = answer { return keep(reference, line: places) }
        var record = keep(reference, answer)
        if case .selectOne(_, _, quick: true) = drawn.control { record.goesOn = answer != .blank }
        return record
    }

    public func left(reference: String) throws -> PatchRecord {
        note("left")
        return PatchRecord(changed: [], page: nil)
    }

    public func walked(reference: String, fix: FixRecord) throws -> WalkedRecord {
        note("walked")
        return WalkedRecord(fix: .near, answer: nil, begun: [])
    }

    public func pointHere(reference: String, fix: FixRecord) throws -> WalkedRecord {
        note("pointHere")
        return WalkedRecord(fix: .inexact, answer: nil, begun: [])
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
            files[name] = bytes
            if let at = questions.firstIndex(where: { $0.reference == reference }) {
                questions[at].drawn.answer = .file(name: name)
            }
        }
        return FileRecord(
            name: name, sha256: "", size: UInt64(bytes.count),
            patch: PatchRecord(changed: page.questions, page: nil))
    }

    public func file(name: String) throws -> Data {
        note("file")
        guard let bytes = locked({ files[name] }) else {
            throw FarolaError.NotFound(code: "engine.attachment_missing")
        }
        return bytes
    }

    public func findChoices(reference: String, text: String) throws -> FoundChoices {
        note("findChoices")
        return locked {
            let all = questions.first { $0.reference == reference }?.choices ?? []
            let found = all.filter { $0.drawn.label.plain.lowercased().contains(text.lowercased()) }
            return FoundChoices(choices: found, said: found.isEmpty ? .notFound : .nothing)
        }
    }

    public func screen() throws -> ScreenRecord { page }
    public func next() throws -> StepRecord {
        note("next")
        return StepRecord(screen: page, heldBy: [])
    }
    public func skip() throws -> ScreenRecord { page }
    public func back() throws -> ScreenRecord? { page }
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
    public func purpose() throws -> FormPurpose { .form }
    public func languages() throws -> [String] { [] }
    public func formLanguages() throws -> [LanguageRecord] {
        [("Español (es)", "Español"), ("English (en)", "English")].map(LanguageRecord.init)
    }
    public func outline() throws -> [OutlineRecord] { [] }
    public func lines() throws -> [LineRecord] { [] }
    public func formFile(name: String) throws -> Data? { locked { formFiles[name] } }
    public func requests() throws -> [RequestRecord] { [] }
    public func givePlace(reference: String, place: PointRecord) throws -> PatchRecord {
        PatchRecord(changed: [], page: nil)
    }
    public func giveRecording(reference: String, file: String) throws -> PatchRecord {
        PatchRecord(changed: [], page: nil)
    }
    public func leave() throws { note("leave") }
    public func comments() throws -> [CommentRecord] { [] }
    public func faults() throws -> [FaultRecord] { [] }
    public func review() throws -> ReviewRecord {
        ReviewRecord(next: .complete, faults: [], unanswered: [], lines: [])
    }
    public func finalize() throws -> FinalizedRecord {
        FinalizedRecord(instance: "uuid:paper", xmlSha256: "", attachments: [])
    }
    public func finalizeOrReview(recording: Bool) throws -> FinalizingRecord {
        .done(finalized: try finalize())
    }
}

extension QuestionRecord {
    /// A question as the core gives it, with what the test is about.
    public static func sample(
        _ control: QuestionControl = .text(lines: 1, look: .plain),
        at reference: String = "/paper/q", answer: QuestionAnswer = .blank, shown: String = "",
        unsupported: Unsupported? = nil, choices: [String] = [], image: String? = nil,
        picture: String? = nil, readonly: Bool = false, required: Bool = false,
        takesBack: Bool = true, kind: EntryType = .question
    ) -> QuestionRecord {
        var question = QuestionRecord(
            key: "\(kind) \(reference)", reference: reference, kind: kind, relevant: true,
            readonly: readonly, required: required && !readonly,
            choices: choices.enumerated().map { .sample($1, sign: Self.signs[$0 % 26]) },
            moreChoices: 0, searchSaid: .nothing, broken: nil,
            drawn: DrawnRecord(
                control: control, unsupported: unsupported, label: StyledText("Pregunta"),
                hint: StyledText(""), guidance: StyledText(""), media: .sample(image),
                answer: answer, shown: shown, told: nil))
        question.drawn.picture = picture
        question.drawn.takesBack = takesBack
        switch control {
        case .legend, .selectOne(.gridRow, _, _), .selectMany(.gridRow, _):
            question.drawn.namesItself = true
        default: break
        }
        question.order()
        return question
    }

    private static let signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".map(String.init)

    /// What is put in order, as it stands: what was given, then the rest.
    fileprivate mutating func order() {
        guard drawn.control == .rank else { return }
        var given: [String] = []
        if case .chosen(let values) = drawn.answer { given = values }
        drawn.order = given + choices.map(\.value).filter { !given.contains($0) }
    }
}

extension ChoiceRecord {
    public static func sample(
        _ value: String, _ label: String? = nil, sign: String = ""
    ) -> ChoiceRecord {
        ChoiceRecord(
            value: value,
            drawn: DrawnChoice(
                label: StyledText(label ?? value.uppercased()), media: .sample(), spot: nil,
                number: nil), sign: sign, meaning: "\(sign)\u{a0}\(label ?? value.uppercased())")
    }
}

extension LabelMedia {
    public static func sample(_ image: String? = nil) -> LabelMedia {
        LabelMedia(
            picture: image.map { LabelPicture(shown: $0, opened: $0) }, audio: nil, video: nil)
    }
}

extension ListLook {
    public static let plain = ListLook(search: false, bare: false)
}

extension QuestionControl {
    public static func one(
        _ layout: ChoiceLayout = .list, quick: Bool = false
    ) -> QuestionControl {
        .selectOne(layout: layout, list: .plain, quick: quick)
    }
    public static func many(_ layout: ChoiceLayout = .list) -> QuestionControl {
        .selectMany(layout: layout, list: .plain)
    }
    public static func point(_ map: MapUse = .absent, takeAt: Double? = nil) -> QuestionControl {
        .point(
            map: map, accuracy: PlaceAccuracy(takeAtM: takeAt, goodM: 25, warnOverM: 100))
    }
    public static func photo(
        front: Bool = false, gallery: Bool = true, annotated: Bool = false
    ) -> QuestionControl {
        .photo(
            camera: CameraUse(front: front, gallery: gallery), annotated: annotated,
            maxPixels: nil)
    }
    public static func scale(_ steps: UInt32 = 4) -> ScaleRecord {
        ScaleRecord(
            start: 1, step: 1, decimals: 0, steps: steps, tickEvery: 1, placeholder: nil,
            labels: [])
    }
}

extension ReaderLocale {
    /// As in Mexico.
    public static let mexico = ReaderLocale(language: .spanish, decimal: .point)
}
