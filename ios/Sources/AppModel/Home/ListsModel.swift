// Forms, drafts, sent submissions and what reviewers say.

import FarolaCore
import Foundation
import Observation

@MainActor @Observable
public final class ListsModel {
    public private(set) var forms: [FormRecord] = []
    /// What was written, list by list from top to bottom.
    public private(set) var papers: [PapersRecord] = []
    public private(set) var messages: [MessageRecord] = []
    /// The message that is read, as it stands.
    public var message: MessageRecord? { messages.first { $0.instance == opened } }
    /// The submission that is looked at.
    public private(set) var looked: SubmissionRecord?
    /// What it says, in words.
    public private(set) var lines: [LineRecord] = []
    public private(set) var problem: Failure?

    private let core: PhoneLine
    /// The submission whose message is read.
    private var opened: String?

    init(core: PhoneLine) { self.core = core }

    public func refresh() async { await read { _ in } }

    /// Reads the lists as they stand after an errand.
    private func read(
        after errand: @escaping @Sendable (any PhoneProtocol) throws -> Void
    ) async {
        problem = await core.take { phone in
            try errand(phone)
            return (try phone.forms(), try phone.papers())
        } then: { forms, papers in
            self.forms = forms
            self.papers = papers
        }
    }

    public func refreshMessages(_ language: Language) async {
        problem = await core.take(
            { try $0.messages(language: language.code) }, then: { self.messages = $0 })
    }

    /// Shows what was sent.
    public func look(_ submission: SubmissionRecord, _ language: Language) async {
        let instance = submission.instance
        problem = await core.take {
            try $0.submissionLines(instance: instance, language: language.code)
        } then: {
            self.lines = $0
            self.looked = submission
        }
    }

    /// A picture that a line of it names; nothing where it is no longer here.
    public func picture(_ name: String) async -> Data? {
        guard let instance = looked?.instance else { return nil }
        return try? await core.run { try $0.submissionFile(instance: instance, name: name) }
    }

    /// Opens what is said about a submission.
    public func open(_ message: MessageRecord, _ language: Language) async {
        let instance = message.instance
        problem = await core.take { phone in
            _ = try phone.openMessage(instance: instance, language: language.code)
            return try phone.messages(language: language.code)
        } then: {
            self.messages = $0
            self.opened = instance
        }
    }

    /// Back to the list.
    public func close() {
        looked = nil
        lines = []
        opened = nil
    }

    /// A person decided that a stuck submission is tried again.
    public func retry(_ submission: SubmissionRecord) async {
        let instance = submission.instance
        await read { try $0.retry(instance: instance) }
    }
}
