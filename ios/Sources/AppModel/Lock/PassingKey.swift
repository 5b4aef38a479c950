// A raw key on its way between the core and the platform's key store.

import Foundation
import Synchronization

/// Holds the key for one use and overwrites it then.
final class PassingKey: Sendable {
    private let bytes: Mutex<Data>

    init(_ key: Data) { bytes = Mutex(key) }

    /// Hands the key to `work`, once.
    func spend<T>(_ work: (Data) throws -> T) rethrows -> T {
        try bytes.withLock { held in
            defer { held.resetBytes(in: 0..<held.count) }
            return try work(held)
        }
    }
}
