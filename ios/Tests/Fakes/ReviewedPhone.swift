// A phone that two reviewers wrote to; everything else is the real one's.

import FarolaCore
import Foundation

/// Says which messages were opened, and shows those as seen.
public final class ReviewedPhone: Phone, @unchecked Sendable {
    private let guarded = NSLock()
    private var names: [String] = []

    /// The submissions whose message was opened, in their order.
    public var opened: [String] { guarded.withLock { names } }

    override public func messages(language: String) throws -> [MessageRecord] {
        let seen = opened
        return Self.all.map { message in
            var message = message
            message.seen = seen.contains(message.instance)
            if message.seen { message.said.removeAll { $0 == .new } }
            return message
        }
    }

    override public func openMessage(
        instance: String, language: String
    ) throws -> MessageRecord {
        guarded.withLock { names.append(instance) }
        let all = try messages(language: language)
        guard let message = all.first(where: { $0.instance == instance }) else {
            throw FarolaError.NotFound(code: "engine.submission_unknown")
        }
        return message
    }

    /// One to correct, and one of a submission that is no longer here.
    public static let all = [
        MessageRecord(
            instance: "uuid:a", title: "Parada 3", review: .hasIssues, reason: nil,
            comments: [
                CommentRecord(
                    reference: nil, label: "Luz", body: "Falta la foto", at: "", role: "")
            ], seen: false, changedMs: 0,
            said: [.new, .review(review: .hasIssues), .changed(atMs: 0)], correction: .begin),
        MessageRecord(
            instance: "uuid:b", title: nil, review: .approved, reason: nil, comments: [],
            seen: false, changedMs: 0,
            said: [.new, .review(review: .approved), .changed(atMs: 0)], correction: nil),
    ]
}
