// The words of where a submission and its review stand.

import FarolaCore
import Foundation

extension Words {
    /// Where a submission stands on its way.
    public func state(_ state: SubmissionState) -> String {
        switch state {
        case .finalized: self["state.finalised"]
        case .offered: self["state.offered"]
        case .bodyStored: self["state.body_stored"]
        case .mediaPartial: self["state.media_partial"]
        case .complete: self["state.complete"]
        case .acknowledged: self["state.acknowledged"]
        case .rejected: self["state.rejected"]
        case .wedged: self["state.wedged"]
        }
    }

    /// What is said of something finalized: when, where it stands, why it was stopped.
    public func standing(_ submission: SubmissionRecord, now: Date) -> String {
        let parts = submission.said.map { said in
            switch said {
            case .finalized(let atMs): momentAtStart(atMs, now: now)
            case .stands(let state): self.state(state)
            case .problem(let code): sentence(code)
            }
        }
        return parts.joined(separator: Self.dot)
    }

    /// What a message is called, also where the submission is no longer on the phone.
    public func title(_ message: MessageRecord) -> String {
        message.title ?? self["messages.untitled"]
    }

    /// Where its review stands.
    public func review(_ state: ReviewState) -> String {
        switch state {
        case .received: self["review.state.received"]
        case .inReview: self["review.state.in_review"]
        case .hasIssues: self["review.state.has_issues"]
        case .edited: self["review.state.edited"]
        case .approved: self["review.state.approved"]
        case .rejected: self["review.state.rejected"]
        case .other: self["review.state.other"]
        }
    }
}
