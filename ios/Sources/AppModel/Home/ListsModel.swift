// Forms, drafts, sent submissions and what reviewers say.

import FarolaCore
import Foundation
import Observation

@MainActor @Observable
public final class ListsModel {
    public private(set) var forms: [FormRecord] = []
    public private(set) var drafts: [DraftRecord] = []
    /// On their way, the last first.
    public private(set) var waiting: [SubmissionRecord] = []
    /// At the server, the last first.
    public private(set) var sent: [SubmissionRecord] = []
    public private(set) var messages: [MessageRecord] = []
    /// What one submission says, in words, while it is looked at.
    public private(set) var lines: [LineRecord] = []
    public private(set) var problem: Failure?

    private let core: PhoneLine

    init(core: PhoneLine) { self.core = core }

    public func refresh() async {
        await attempt { phone in
            (try phone.forms(), try phone.drafts(), try phone.submissions())
        } then: { forms, drafts, submissions in
            self.forms = forms
            self.drafts = drafts
            self.waiting = submissions.filter { $0.state != "acknowledged" }
            self.sent = submissions.filter { $0.state == "acknowledged" }
        }
    }

    public func refreshMessages(_ language: Language) async {
        await attempt {
            try $0.messages(language: language.code)
        } then: {
            self.messages = $0
        }
    }

    /// Shows what was sent.
    public func look(_ instance: String, _ language: Language) async {
        await attempt {
            try $0.submissionLines(instance: instance, language: language.code)
        } then: {
            self.lines = $0
        }
    }

    public func closeLines() { lines = [] }

    /// A person read what is said about a submission.
    public func markSeen(_ message: MessageRecord, _ language: Language) async {
        await attempt {
            try $0.markSeen(instance: message.instance)
        } then: {
        }
        await refreshMessages(language)
    }

    /// A person decided that a stuck submission is tried again.
    public func retry(_ submission: SubmissionRecord) async {
        await attempt {
            try $0.retry(instance: submission.instance)
        } then: {
        }
        await refresh()
    }

    private func attempt<T: Sendable>(
        _ work: @escaping @Sendable (any PhoneProtocol) throws -> T,
        then: @escaping @MainActor (T) -> Void
    ) async {
        problem = await core.take(work, then: then)
    }
}
