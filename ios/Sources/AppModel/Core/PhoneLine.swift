// The phone's calls, on the line.

import FarolaCore

/// The core's phone together with the line its calls run on.
public struct PhoneLine: Sendable {
    let phone: any PhoneProtocol
    let line: CoreLine

    /// Runs one or several calls as one errand.
    func run<T: Sendable>(
        _ work: @escaping @Sendable (any PhoneProtocol) throws -> T
    ) async throws -> T {
        let phone = phone
        return try await line.run { try work(phone) }
    }

    /// Runs an errand and hands what it gives to `then`, in the order in which errands were
    /// asked for: what was read earlier never replaces what was read later.
    @MainActor
    func take<T: Sendable>(
        _ work: @escaping @Sendable (any PhoneProtocol) throws -> T,
        then: @escaping @MainActor (T) -> Void
    ) async -> Failure? {
        let phone = phone
        return await withCheckedContinuation { continuation in
            line.post {
                try work(phone)
            } then: { result in
                switch result {
                case .success(let value):
                    then(value)
                    continuation.resume(returning: nil)
                case .failure(let error): continuation.resume(returning: Failure(error))
                }
            }
        }
    }
}
