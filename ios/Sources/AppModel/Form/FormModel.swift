// One form being filled, one page at a time. The core keeps every answer before a call returns;
// here is what the page shows.

import FarolaCore
import Foundation
import Observation

/// A row that comes into sight. The number tells two wishes for the same row apart: the person may
/// have scrolled meanwhile.
public struct RowInSight: Hashable, Sendable {
    public let row: String
    let number: Int
}

@MainActor @Observable
public final class FormModel {
    /// What it is filled for.
    public private(set) var purpose: FormPurpose = .form
    /// What the page is.
    public private(set) var kind: ScreenType = .question
    public private(set) var reference = ""
    public private(set) var titles: [String] = []
    /// This page and how many there are now.
    public private(set) var number = 0
    public private(set) var of = 0
    public private(set) var language = ""
    public private(set) var rows: [FormRow] = []
    /// Whether what kept the page from being left is still wrong.
    public private(set) var isHeld = false
    /// What it was.
    public private(set) var heldBy: [FaultRecord] = []
    /// The question to bring into sight.
    public private(set) var sight: RowInSight?
    /// Those to choose from.
    public private(set) var languages: [LanguageRecord] = []
    /// A correction's comments that stand on every page; the others are with their rows.
    public private(set) var comments: [CommentRecord] = []
    /// The list to jump from, while it is open.
    public private(set) var outline: [OutlineRecord]?
    /// On the last page: what will be sent, what was left out, and what still keeps it from being
    /// finalized.
    public private(set) var review: ReviewRecord?
    public private(set) var problem: Failure?
    public private(set) var busy = false
    /// Instance id of the draft.
    public private(set) var instance = ""

    /// What the form asks of the phone by itself.
    @ObservationIgnored public private(set) lazy var requests = FormRequests(
        filling: filling, line: line, platform: platform,
        patched: { [weak self] patch in self?.apply(patch) })

    /// The question that was recorded for last, perhaps still is.
    @ObservationIgnored var recorded: SoundControl?
    @ObservationIgnored private var isLeft = false
    /// How often a row was to be brought into sight.
    @ObservationIgnored private var wishes = 0

    let filling: any FillingProtocol
    let platform: Platform
    /// How numbers and days are typed and told.
    private(set) var locale: ReaderLocale
    private let line: CoreLine

    init(
        filling: any FillingProtocol, line: CoreLine, platform: Platform, locale: ReaderLocale
    ) {
        self.filling = filling
        self.line = line
        self.platform = platform
        self.locale = locale
    }

    /// Reads the page the draft stands on.
    func load() async throws {
        let filling = filling
        let locale = locale
        let (screen, languages, instance, purpose) = try await line.run {
            try filling.readBy(locale: locale)
            return (
                try filling.screen(), try filling.formLanguages(), try filling.instance(),
                try filling.purpose()
            )
        }
        self.languages = languages
        self.instance = instance
        self.purpose = purpose
        show(screen)
        if isAtEnd { await readReview() }
        await requests.begin()
    }

    /// Whether a microphone is on, for a question or for the form itself.
    var isRecording: Bool { requests.voice == .recording || recorded?.isRecording == true }

    /// Part of the form that lies behind, 0 to 1.
    public var share: Double { of == 0 ? 0 : Double(number) / Double(of) }
    public var isAtEnd: Bool { kind == .end }

    // MARK: Pages

    /// Goes on; stays, and says why, while a rule is broken on the page.
    public func next() async {
        let filling = filling
        _ = await work {
            let step = try filling.next()
            return (step.screen, step.heldBy)
        }
    }

    /// Goes on all the same; finalizing will name what is missing.
    public func skip() async { await turn { try $0.skip() } }

    /// The page before; false where there is none: the form is to be left then.
    public func back() async -> Bool {
        let filling = filling
        return await work { (try filling.back(), []) }
    }

    public func goTo(_ reference: String) async {
        outline = nil
        await turn { try $0.goTo(reference: reference) }
    }

    public func addRepeat(_ reference: String) async {
        await turn { try $0.addRepeat(reference: reference) }
    }

    public func removeRepeat(_ reference: String) async {
        await turn { try $0.removeRepeat(reference: reference) }
    }

    /// The app speaks another language: numbers, days and answers are told by it from now on.
    func read(by locale: ReaderLocale) async {
        self.locale = locale
        await turn { filling in
            try filling.readBy(locale: locale)
            return try filling.screen()
        }
    }

    public func set(language: String) async {
        await turn { try $0.setLanguage(name: language) }
    }

    /// Opens or closes the list to jump from.
    public func toggleOutline() async {
        guard outline == nil else {
            outline = nil
            return
        }
        let filling = filling
        do {
            outline = try await line.run { try filling.outline() }
        } catch {
            problem = Failure(error)
        }
    }

    // MARK: Answers

    /// One call over the bridge; the patch that comes back is applied row by row, and then
    /// `then` hears what became of it.
    func post<Record: Sendable>(
        _ call: @escaping @Sendable (any FillingProtocol) throws -> Record,
        patch: @escaping @MainActor (Record) -> PatchRecord?,
        then: @escaping @MainActor (Result<Record, any Error>) -> Void
    ) {
        let filling = filling
        line.post {
            try call(filling)
        } then: { [weak self] result in
            if case .success(let record) = result, let patch = patch(record) {
                self?.apply(patch)
            }
            then(result)
        }
    }

    /// Redraws what differs; the other rows stay the objects they are.
    private func apply(_ patch: PatchRecord) {
        isHeld = patch.held
        // Whatever it was, the person has seen it, and may have scrolled on.
        sight = nil
        let standing = Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0) })
        for question in patch.changed { standing[question.key]?.update(question) }
        if let page = patch.page { arrange(page, over: standing) }
    }

    /// Brings the rows into the order of a page; those that stay are the objects they were.
    private func arrange(_ questions: [QuestionRecord], over standing: [String: FormRow]) {
        rows = questions.map { standing[$0.key] ?? FormRow($0, form: self) }
    }

    /// Searches the choices of a question: one call.
    func choices(
        _ reference: String, matching text: String
    ) async -> FoundChoices? {
        let filling = filling
        return await quietly { try filling.findChoices(reference: reference, text: text) }
    }

    // MARK: Files

    /// An attached file, for its thumbnail.
    public func file(_ name: String) async -> Data? {
        let filling = filling
        return await quietly { try filling.file(name: name) }
    }

    /// A picture or sound that came with the form.
    public func formFile(_ name: String) async -> Data? {
        let filling = filling
        return await quietly { try filling.formFile(name: name) } ?? nil
    }

    /// Shows a film over everything; false where it is not there or cannot be played.
    func watch(
        _ name: String, read: @escaping @Sendable (any FillingProtocol) throws -> Data?
    ) async -> Bool {
        let filling = filling
        guard let film = await quietly({ try read(filling) }), let bytes = film else {
            return false
        }
        return (try? platform.film.show(bytes, name: name)) != nil
    }

    /// A picture of the form whose parts are choices, and what is drawn of it.
    func imageMap(_ name: String, _ choices: [String]) async -> (ImageMap, DrawingRecord)? {
        let filling = filling
        return await quietly {
            let bytes = try filling.formFile(name: name)
            let map = bytes.flatMap { readImageMap(picture: $0, choices: choices) }
            return map.map { ($0, $0.drawing()) }
        } ?? nil
    }

    // MARK: The end

    public var lines: [LineRecord] { review?.lines ?? [] }
    public var faults: [ReviewFaultRecord] { review?.faults ?? [] }

    /// Finalizes the form; nothing when answers are missing, and `faults` then names them.
    public func finalize() async -> FinalizedRecord? {
        guard !busy else { return nil }
        busy = true
        defer { busy = false }
        await recorded?.stop()
        do {
            return try await finalized(recording: requests.voice == .recording)
        } catch {
            problem = Failure(error)
        }
        return nil
    }

    private func finalized(recording: Bool) async throws -> FinalizedRecord? {
        let filling = filling
        switch try await line.run({ try filling.finalizeOrReview(recording: recording) }) {
        case .done(let finalized): return finalized
        case .notReady(let missing): review = missing
        case .endRecording:
            await requests.end()
            return try await finalized(recording: false)
        }
        return nil
    }

    /// Whether the row is on the page, and the form open.
    func shows(_ row: FormRow) -> Bool { !isLeft && rows.contains { $0 === row } }

    /// Leaves the form for now; the draft is kept.
    func leave() {
        isLeft = true
        let recording = recorded?.end()
        let filling = filling
        let line = line
        let requests = requests
        Task {
            await recording?.value
            await requests.end()
            try? await line.run { try filling.leave() }
        }
    }

    // MARK: Inside

    private func turn(
        _ call: @escaping @Sendable (any FillingProtocol) throws -> ScreenRecord
    ) async {
        let filling = filling
        _ = await work { (try call(filling), []) }
    }

    /// The page that comes back is shown in its turn: an answer that was given before it is
    /// applied before it. False where none comes back.
    private func work(
        _ call: @escaping @Sendable () throws -> (ScreenRecord?, [FaultRecord])
    ) async -> Bool {
        let there = await withCheckedContinuation { continuation in
            line.post(call) { [weak self] result in
                continuation.resume(returning: self?.turned(result) ?? true)
            }
        }
        guard there else { return false }
        if isAtEnd { await readReview() }
        if !isLeft { await requests.begin() }
        return true
    }

    /// Shows the page; false where there is none.
    private func turned(_ result: Result<(ScreenRecord?, [FaultRecord]), any Error>) -> Bool {
        switch result {
        case .success((let screen?, let held)):
            problem = nil
            show(screen)
            heldBy = held
        case .success((nil, _)): return false
        case .failure(let error): problem = Failure(error)
        }
        return true
    }

    private func show(_ screen: ScreenRecord) {
        kind = screen.kind
        reference = screen.reference
        titles = screen.titles
        number = Int(screen.number)
        of = Int(screen.of)
        language = screen.language
        comments = screen.comments
        sight = screen.focus.map(inSight)
        isHeld = screen.held
        heldBy = []
        let standing =
            screen.stays ? Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0) }) : [:]
        for question in screen.questions { standing[question.key]?.update(question) }
        arrange(screen.questions, over: standing)
    }

    private func inSight(_ row: String) -> RowInSight {
        wishes += 1
        return RowInSight(row: row, number: wishes)
    }

    private func readReview() async {
        let filling = filling
        review = await quietly { try filling.review() }
    }

    private func quietly<T: Sendable>(_ call: @escaping @Sendable () throws -> T) async -> T? {
        do {
            return try await line.run(call)
        } catch {
            problem = Failure(error)
            return nil
        }
    }
}

extension FormPurpose {
    /// Key of what is said once it is finalized.
    var kept: String {
        switch self {
        case .registration: "finalized.registration"
        case .stop: "finalized.stop"
        case .finding: "finalized.finding"
        case .debrief: "finalized.debrief"
        case .form: "finalized.form"
        case .correction: "finalized.correction"
        }
    }
}
