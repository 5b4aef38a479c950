// The key while the phone is unlocked. Dropping it is what locking means.

import FarolaCore
import Foundation
import Synchronization

/// Holds the raw key between unlocking and locking, and gives it to the core.
public final class HeldKey: KeySource {
    private let bytes: Mutex<Data?>

    public init(_ key: Data) {
        bytes = Mutex(key)
    }

    /// Called by the core on any thread.
    public func key() throws -> Data {
        try bytes.withLock { held in
            guard let held else { throw KeyRefusal.Locked }
            return held
        }
    }

    /// Overwrites and forgets the key.
    public func drop() {
        bytes.withLock { held in
            if let count = held?.count { held?.resetBytes(in: 0..<count) }
            held = nil
        }
    }
}
