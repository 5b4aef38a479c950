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
}
