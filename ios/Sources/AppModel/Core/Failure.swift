// What went wrong, by its code alone: the sentence is chosen by the code, and no error carries
// an answer, a place or a key.

import FarolaCore

/// A stable code of docs/errors.md, or one of the shell's own (`shell.…`).
public struct Failure: Error, Equatable, Sendable {
    public let code: String

    public init(code: String) {
        self.code = code
    }

    /// The code of any error; what is no error of ours is the shell's own fault.
    public init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as FarolaError: code = error.code
        case is CancellationError: code = "shell.cancelled"
        default: code = "shell.unexpected"
        }
    }
}

extension FarolaError {
    /// The stable code.
    public var code: String {
        switch self {
        case .Invalid(let code), .NotFound(let code), .Storage(let code), .Network(let code),
            .Auth(let code), .Conflict(let code), .Cancelled(let code), .Bug(let code):
            return code
        }
    }

    /// The class, as words/ names it.
    var className: String {
        switch self {
        case .Invalid: "invalid"
        case .NotFound: "not_found"
        case .Storage: "storage"
        case .Network: "network"
        case .Auth: "auth"
        case .Conflict: "conflict"
        case .Cancelled: "cancelled"
        case .Bug: "bug"
        }
    }
}
