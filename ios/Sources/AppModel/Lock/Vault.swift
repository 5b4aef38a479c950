// Where the key of the database lies while the phone is locked: sealed under the PIN by the core,
// wrapped once more by the platform's key store, in a file beside the database. Guesses are
// counted in a file, so that killing the app gives no further ones.

import FarolaCore
import Foundation

/// The sealed key and the count of wrong PINs. All calls block (the core makes a guess slow on
/// purpose): call it on a `CoreLine`.
public final class Vault: Sendable {
    /// The folder of the database.
    public let data: URL
    private let folder: URL
    private let box: any KeyBox

    /// `root` holds the sealed key and, below it, the folder of the database.
    public init(root: URL, box: any KeyBox) {
        folder = root
        data = root.appendingPathComponent("phone", isDirectory: true)
        self.box = box
    }

    private var sealedFile: URL { folder.appendingPathComponent("sealed") }
    private var guessFile: URL { folder.appendingPathComponent("guesses") }

    /// Whether a PIN was chosen on this phone.
    public var exists: Bool { FileManager.default.fileExists(atPath: sealedFile.path) }

    public var biometry: Biometry { box.biometry }
    public var keepsKey: Bool { box.keepsKey && box.biometry != .none }

    /// First start: makes a key, seals it under `pin`, gives it.
    public func make(pin: String) throws -> HeldKey {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let sealed = try sealNewKey(pin: pin)
        try box.wrap(sealed).write(to: sealedFile, options: .atomic)
        return HeldKey(try unsealKey(sealed: sealed, pin: pin))
    }

    /// Opens with the PIN. `lock.wrong_pin` counts as a guess; `shell.wait` when it is too early
    /// for the next one.
    public func open(pin: String, nowMs: Int64) throws -> HeldKey {
        guard waitMs(nowMs: nowMs) == 0 else { throw Failure(code: "shell.wait") }
        do {
            let key = try unsealKey(sealed: try sealed(), pin: pin)
            try? FileManager.default.removeItem(at: guessFile)
            return HeldKey(key)
        } catch let error as FarolaError where error.code == "lock.wrong_pin" {
            let (count, _) = guesses
            try? Data("\(count + 1) \(nowMs)".utf8).write(to: guessFile, options: .atomic)
            throw error
        }
    }

    /// Opens with the face or the finger.
    public func openKept(reason: String) async throws -> HeldKey {
        HeldKey(try await box.kept(reason: reason))
    }

    /// Lets the face or finger open from now on.
    public func keep(_ key: HeldKey) throws { try box.keep(try key.key()) }

    /// Only the PIN opens from now on.
    public func dropKept() { box.dropKept() }

    /// Another PIN for the same key.
    public func change(from old: String, to new: String) throws {
        let again = try resealKey(sealed: try sealed(), oldPin: old, newPin: new)
        try box.wrap(again).write(to: sealedFile, options: .atomic)
    }

    /// How long until the next guess. A clock that was set back does not shorten it.
    public func waitMs(nowMs: Int64) -> Int64 {
        let (count, lastMs) = guesses
        guard count > 0 else { return 0 }
        let wait = Int64(clamping: pinWaitMs(failures: count))
        return min(wait, max(0, lastMs + wait - nowMs))
    }

    /// Wrong PINs in a row.
    public var failures: UInt32 { guesses.count }

    /// Removes everything: the database with all answers and photos, the key, the guesses. Every
    /// handle of the core must be gone.
    public func erase() throws {
        box.forget()
        try erasePhone(dir: data.path)
        for file in [sealedFile, guessFile] {
            try? FileManager.default.removeItem(at: file)
        }
    }

    private func sealed() throws -> Data {
        guard let wrapped = try? Data(contentsOf: sealedFile) else {
            throw Failure(code: "lock.damaged")
        }
        return try box.unwrap(wrapped)
    }

    private var guesses: (count: UInt32, lastMs: Int64) {
        guard let text = try? String(contentsOf: guessFile, encoding: .utf8) else { return (0, 0) }
        let parts = text.split(separator: " ")
        guard parts.count == 2, let count = UInt32(parts[0]), let last = Int64(parts[1]) else {
            return (0, 0)
        }
        return (count, last)
    }
}
