// The real form with a count of the calls over the bridge.

import FarolaCore
import Foundation

public final class CountingFilling: FillingProtocol, @unchecked Sendable {
    private let inner: any FillingProtocol
    private let guarded = NSLock()
    private var names: [String] = []

    public init(_ inner: any FillingProtocol) { self.inner = inner }

    /// The calls so far, by name.
    public var calls: [String] {
        guarded.lock()
        defer { guarded.unlock() }
        return names
    }

    private func counted<T>(_ name: String, _ call: () throws -> T) rethrows -> T {
        guarded.lock()
        names.append(name)
        guarded.unlock()
        return try call()
    }

    public func addRepeat(reference: String) throws -> ScreenRecord {
        try counted("addRepeat") { try inner.addRepeat(reference: reference) }
    }
    public func answer(reference: String, value: String) throws -> AnswerRecord {
        try counted("answer") { try inner.answer(reference: reference, value: value) }
    }
    public func attachFile(reference: String, file: String) throws -> FileRecord {
        try counted("attachFile") { try inner.attachFile(reference: reference, file: file) }
    }
    public func attachPhoto(reference: String, file: String) throws -> FileRecord {
        try counted("attachPhoto") { try inner.attachPhoto(reference: reference, file: file) }
    }
    public func back() throws -> ScreenRecord? { try counted("back") { try inner.back() } }
    public func comments() throws -> [CommentRecord] {
        try counted("comments") { try inner.comments() }
    }
    public func corrects() throws -> String? { try counted("corrects") { try inner.corrects() } }
    public func left(reference: String) throws -> PatchRecord {
        try counted("left") { try inner.left(reference: reference) }
    }
    public func purpose() throws -> FormPurpose { try counted("purpose") { try inner.purpose() } }
    public func faults() throws -> [FaultRecord] { try counted("faults") { try inner.faults() } }
    public func file(name: String) throws -> Data {
        try counted("file") { try inner.file(name: name) }
    }
    public func finalize() throws -> FinalizedRecord {
        try counted("finalize") { try inner.finalize() }
    }
    public func finalizeOrReview(recording: Bool) throws -> FinalizingRecord {
        try counted("finalizeOrReview") { try inner.finalizeOrReview(recording: recording) }
    }
    public func findChoices(reference: String, text: String) throws -> FoundChoices {
        try counted("findChoices") { try inner.findChoices(reference: reference, text: text) }
    }
    public func formFile(name: String) throws -> Data? {
        try counted("formFile") { try inner.formFile(name: name) }
    }
    public func givePlace(reference: String, place: PointRecord) throws -> PatchRecord {
        try counted("givePlace") { try inner.givePlace(reference: reference, place: place) }
    }
    public func giveRecording(reference: String, file: String) throws -> PatchRecord {
        try counted("giveRecording") { try inner.giveRecording(reference: reference, file: file) }
    }
    public func give(reference: String, given: GivenAnswer) throws -> AnswerRecord {
        try counted("give") { try inner.give(reference: reference, given: given) }
    }
    public func typeIn(reference: String, text: String) throws -> TypedRecord {
        try counted("typeIn") { try inner.typeIn(reference: reference, text: text) }
    }
    public func stored(reference: String) throws -> String? {
        try counted("stored") { try inner.stored(reference: reference) }
    }
    public func pointHere(reference: String, fix: FixRecord) throws -> WalkedRecord {
        try counted("pointHere") { try inner.pointHere(reference: reference, fix: fix) }
    }

    public func walked(reference: String, fix: FixRecord) throws -> WalkedRecord {
        try counted("walked") { try inner.walked(reference: reference, fix: fix) }
    }
    public func readBy(locale: ReaderLocale) throws {
        try counted("readBy") { try inner.readBy(locale: locale) }
    }
    public func goTo(reference: String) throws -> ScreenRecord {
        try counted("goTo") { try inner.goTo(reference: reference) }
    }
    public func instance() throws -> String { try counted("instance") { try inner.instance() } }
    public func languages() throws -> [String] {
        try counted("languages") { try inner.languages() }
    }
    public func formLanguages() throws -> [LanguageRecord] {
        try counted("formLanguages") { try inner.formLanguages() }
    }
    public func leave() throws { try counted("leave") { try inner.leave() } }
    public func review() throws -> ReviewRecord {
        try counted("review") { try inner.review() }
    }
    public func lines() throws -> [LineRecord] { try counted("lines") { try inner.lines() } }
    public func next() throws -> StepRecord { try counted("next") { try inner.next() } }
    public func outline() throws -> [OutlineRecord] {
        try counted("outline") { try inner.outline() }
    }
    public func removeRepeat(reference: String) throws -> ScreenRecord {
        try counted("removeRepeat") { try inner.removeRepeat(reference: reference) }
    }
    public func requests() throws -> [RequestRecord] {
        try counted("requests") { try inner.requests() }
    }
    public func screen() throws -> ScreenRecord { try counted("screen") { try inner.screen() } }
    public func setLanguage(name: String) throws -> ScreenRecord {
        try counted("setLanguage") { try inner.setLanguage(name: name) }
    }
    public func skip() throws -> ScreenRecord { try counted("skip") { try inner.skip() } }
}
