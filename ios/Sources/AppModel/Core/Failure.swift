// What went wrong, by its code alone: the sentence is chosen by the code, and no error carries
// an answer, a place or a key.

import FarolaCore

/// What only this shell can say: no call of the core ends with it.
public enum ShellFault: String, CaseIterable, Sendable {
    /// The person went back, or something else was under way.
    case cancelled = "shell.cancelled"
    case noCamera = "shell.no_camera"
    case noMicrophone = "shell.no_microphone"
    /// The PIN that was typed again is another one.
    case pinDiffers = "shell.pin_differs"
    /// The microphone is the form's, which is being recorded.
    case recording = "shell.recording"
    /// What is no error of ours.
    case unexpected = "shell.unexpected"
}

/// A stable code of docs/errors.md, or one of the shell's own.
public struct Failure: Error, Equatable, Sendable {
    public let code: String
    /// The class of an error of the core, as words/ names it.
    let className: String?

    public init(code: String) { self.init(code: code, className: nil) }

    public init(_ fault: ShellFault) { self.init(code: fault.rawValue) }

    private init(code: String, className: String?) {
        self.code = code
        self.className = className
    }

    /// The code of any error; what is no error of ours is the shell's own fault.
    public init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as FarolaError:
            self.init(code: error.code, className: error.className)
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
        guard !knows(failure.code), let name = failure.className else {
            return sentence(failure.code)
        }
        return sentence("class." + name)
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
