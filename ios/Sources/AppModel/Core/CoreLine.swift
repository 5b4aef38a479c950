// The one line to the core.
//
// Calls of the core block until what they did is durable, so none is made on the main thread.
// They are made one after the other in the order they were asked for: two keystrokes never
// overtake each other.

import Dispatch

/// Runs calls of the core in order, away from the main thread.
public final class CoreLine: Sendable {
    private let queue = DispatchQueue(label: "org.farola.core", qos: .userInitiated)

    public init() {}

    /// Runs `work` after everything asked for before it, and gives what it gives.
    public func run<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: work)) }
        }
    }

    /// Puts `work` on the line before this returns, and hands what it gives to `then` in the
    /// same order on the main actor. Tasks do not promise an order; queues do.
    @MainActor
    public func post<T: Sendable>(
        _ work: @escaping @Sendable () throws -> T,
        then: @escaping @MainActor @Sendable (Result<T, any Error>) -> Void
    ) {
        queue.async {
            let result = Result(catching: work)
            DispatchQueue.main.async { MainActor.assumeIsolated { then(result) } }
        }
    }
}
