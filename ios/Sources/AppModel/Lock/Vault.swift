// The core's door as the shell reaches it: made once, and asked on a line of its own.

import FarolaCore
import Foundation
import Synchronization

/// Makes the door; tests give one that breaks.
public typealias DoorMaker =
    @Sendable (String, any PlatformKeys, (any InstantSource)?) throws -> any DoorProtocol

/// The door of the app's folder.
public final class Vault: Sendable {
    /// The app's folder: the door's file lies in it.
    public let root: URL
    /// The folder of the database.
    public let data: URL
    private let line: CoreLine
    private let forms: CoreLine
    private let make: @Sendable () throws -> any DoorProtocol
    private let made = Mutex<(any DoorProtocol)?>(nil)

    init(
        root: URL, line: CoreLine, forms: CoreLine, keys: any PlatformKeys,
        instants: (any InstantSource)?,
        make: @escaping DoorMaker
    ) {
        self.root = root
        data = root.appendingPathComponent("phone", isDirectory: true)
        self.line = line
        self.forms = forms
        self.make = { try make(root.path, keys, instants) }
    }

    /// Runs `work` on the line and gives what it gives.
    func ask<T: Sendable>(
        _ work: @escaping @Sendable (any DoorProtocol) throws -> T
    ) async throws -> T {
        try await line.run { try work(self.door()) }
    }

    /// Puts `work` on the line before this returns, and hands what it gives to `then` in the same
    /// order: coming back never overtakes going away.
    @MainActor
    func post<T: Sendable>(
        _ work: @escaping @Sendable (any DoorProtocol) throws -> T,
        then: @escaping @MainActor (Result<T, any Error>) -> Void
    ) {
        line.post({ try work(self.door()) }, then: then)
    }

    /// As `post`, and waits until `then` has run.
    @MainActor
    func take<T: Sendable>(
        _ work: @escaping @Sendable (any DoorProtocol) throws -> T,
        then: @escaping @MainActor (Result<T, any Error>) -> Void
    ) async {
        await line.take({ try work(self.door()) }, then: then)
    }

    /// Locks. What was typed just before is kept, as far as that takes no longer than a moment.
    @MainActor
    func lock(then: @escaping @MainActor (Result<LockedType, any Error>) -> Void) async {
        let forms = forms
        await take(
            { door in
                forms.settle(withinMs: Self.typedMs)
                return try door.lock()
            }, then: then)
    }

    /// Runs `work` once what the forms do is put down, or has had the time to be.
    func askAlone<T: Sendable>(
        _ work: @escaping @Sendable (any DoorProtocol) throws -> T
    ) async throws -> T {
        let forms = forms
        return try await ask { door in
            forms.settle(withinMs: Self.putDownMs)
            return try work(door)
        }
    }

    /// So long a lock waits for what was typed just before it.
    private static let typedMs = 150
    /// So long a removal waits for what a form still does.
    private static let putDownMs = 5_000

    /// Only ever called on the line. One that could not be made is made by the next call.
    private func door() throws -> any DoorProtocol {
        if let door = made.withLock({ $0 }) { return door }
        let door = try make()
        made.withLock { $0 = door }
        return door
    }
}
