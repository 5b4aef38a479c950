// What went wrong, by its code alone: the sentence is chosen by the code, and no error carries
// an answer, a place or a key.

import FarolaCore

/// What only this shell can say: no call of the core ends with it.
public enum ShellFault: String, CaseIterable, Sendable {
    /// The person went back, or something else was under way.
    case cancelled = "shell.cancelled"
    case noCamera = "shell.no_camera"
    case noMicrophone = "shell.no_microphone"
    /// The microphone is the form's, which is being recorded.
    case recording = "shell.recording"
    /// What is no error of ours.
    case unexpected = "shell.unexpected"
}

/// A stable code of docs/errors.md, or one of the shell's own.
public struct Failure: Error, Equatable, Sendable {
    public let code: String
    /// Key of the sentence of an error's class, for a code that this version does not know.
    let classKey: String?

    public init(code: String) { self.init(code: code, classKey: nil) }

    public init(_ fault: ShellFault) { self.init(code: fault.rawValue) }

    private init(code: String, classKey: String?) {
        self.code = code
        self.classKey = classKey
    }

    /// The code of any error; what is no error of ours is the shell's own fault.
    public init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as FarolaError:
            self.init(code: error.code, classKey: error.classKey)
        case is CancellationError: self.init(.cancelled)
        default: self.init(.unexpected)
        }
    }

    /// Which of the shell's own it is; nothing for one of the core.
    public var shell: ShellFault? { ShellFault(rawValue: code) }
}

extension Words {
    /// What to say about a failure, and what to do: by its code, or by its class where this
    /// version has no sentence for the code.
    public func sentence(_ failure: Failure) -> String {
        guard !knows(failure.code), let key = failure.classKey else {
            return sentence(failure.code)
        }
        return sentence(key)
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

    /// Key of the sentence of its class.
    var classKey: String {
        switch self {
        case .Invalid: "class.invalid"
        case .NotFound: "class.not_found"
        case .Storage: "class.storage"
        case .Network: "class.network"
        case .Auth: "class.auth"
        case .Conflict: "class.conflict"
        case .Cancelled: "class.cancelled"
        case .Bug: "class.bug"
        }
    }
}
