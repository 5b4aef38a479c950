// The camera and its kin may take the screen: while one of them is open, the person is away
// because we sent her there.

import Foundation

/// Any `Capture`, with a note of whether one of its calls is under way.
@MainActor
public final class Outing: Capture {
    private let inner: any Capture
    private var open = 0

    init(_ inner: any Capture) { self.inner = inner }

    /// Whether the person is out with the camera, the gallery, the files or the scanner.
    public var isUnderWay: Bool { open > 0 }

    public var hasCamera: Bool { inner.hasCamera }
    public func photo(_ wish: CameraWish) async throws -> URL? {
        try await out { try await inner.photo(wish) }
    }
    public func video(_ wish: CameraWish) async throws -> URL? {
        try await out { try await inner.video(wish) }
    }
    public func file(_ accept: [String]) async throws -> URL? {
        try await out { try await inner.file(accept) }
    }
    public func code(front: Bool) async throws -> String? {
        try await out { try await inner.code(front: front) }
    }

    private func out<T>(_ work: @MainActor () async throws -> T) async rethrows -> T {
        open += 1
        defer { open -= 1 }
        return try await work()
    }
}
