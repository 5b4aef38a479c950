// A line of calls to the core.
//
// Calls of the core block until what they did is durable, so none is made on the main thread.
// On one line they are made one after the other in the order they were asked for: two keystrokes
// never overtake each other. There are three: forms and lists share one, the door has one and the
// positions of the walk have one, so that neither ever waits for a form (ADR 0047).

import Dispatch
import FarolaCore
import Foundation

/// Runs calls of the core in order, away from the main thread.
public final class CoreLine: Sendable {
    private let queue: DispatchQueue
    private let bugs = BugListener()

    public init(_ name: String = "org.farola.core") {
        queue = DispatchQueue(label: name, qos: .userInitiated)
    }

    /// Waits until what was asked for before is done, at most so long. Only for another line.
    func settle(withinMs ms: Int) {
        let done = DispatchSemaphore(value: 0)
        queue.async { done.signal() }
        _ = done.wait(timeout: .now() + .milliseconds(ms))
    }

    /// `each` hears of every fault of the core's own, on the main actor: its handles are to be
    /// thrown away and the file opened anew.
    @MainActor
    func whenBroken(_ each: @escaping @MainActor (Failure) -> Void) { bugs.listen(each) }

    /// Runs `work` after everything asked for before it, and gives what it gives.
    public func run<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { [bugs] in continuation.resume(with: bugs.heard(Result(catching: work))) }
        }
    }

    /// Puts `work` on the line before this returns, and hands what it gives to `then` in the
    /// same order on the main actor. Tasks do not promise an order; queues do.
    @MainActor
    public func post<T: Sendable>(
        _ work: @escaping @Sendable () throws -> T,
        then: @escaping @MainActor @Sendable (Result<T, any Error>) -> Void
    ) {
        queue.async { [bugs] in
            let result = bugs.heard(Result(catching: work))
            DispatchQueue.main.async { MainActor.assumeIsolated { then(result) } }
        }
    }

    /// As `post`, and waits until `then` has run.
    @MainActor
    func take<T: Sendable>(
        _ work: @escaping @Sendable () throws -> T,
        then: @escaping @MainActor @Sendable (Result<T, any Error>) -> Void
    ) async {
        await withCheckedContinuation { continuation in
            post(work) { result in
                then(result)
                continuation.resume()
            }
        }
    }
}

/// Looks at what calls end with.
private final class BugListener: @unchecked Sendable {
    private let guarded = NSLock()
    private var each: (@MainActor (Failure) -> Void)?

    func listen(_ each: @escaping @MainActor (Failure) -> Void) {
        guarded.withLock { self.each = each }
    }

    func heard<T>(_ result: Result<T, any Error>) -> Result<T, any Error> {
        guard case .failure(let error) = result, case FarolaError.Bug(let code) = error,
            let each = guarded.withLock({ self.each })
        else { return result }
        DispatchQueue.main.async { MainActor.assumeIsolated { each(Failure(code: code)) } }
        return result
    }
}
