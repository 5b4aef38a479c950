import FarolaCore
import Foundation
import XCTest

/// Gives the same 32 bytes each time; counts how often it was asked.
final class FixedKey: KeySource, @unchecked Sendable {
    private let byte: UInt8
    private let lock = NSLock()
    private var count = 0

    init(_ byte: UInt8 = 7) { self.byte = byte }

    var asked: Int { lock.withLock { count } }

    func key() throws -> Data {
        lock.withLock { count += 1 }
        return Data(repeating: byte, count: 32)
    }
}

/// A key store whose device is locked.
final class LockedKey: KeySource {
    func key() throws -> Data { throw KeyRefusal.Locked }
}

/// A key store that turns each byte around.
final class Turned: PlatformKeys {
    func wrap(plain: Data) throws -> Data { Data(plain.map { ~$0 }) }
    func unwrap(wrapped: Data) throws -> Data { Data(wrapped.map { ~$0 }) }
    func prepare() throws -> Bool { true }
    func stir(input: Data) throws -> Data { try wrap(plain: input) }
    func forget() throws {}
}

/// A folder for one test, gone afterwards.
func inFolder(_ work: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("farola-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try work(folder.path)
}

/// The files that every language runs.
let scenarioFolder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("scenario")

func cornerForm() throws -> Data {
    try Data(contentsOf: scenarioFolder.appendingPathComponent("form.xml"))
}

extension FarolaError {
    /// The variant's name and the stable code.
    var kindAndCode: (kind: String, code: String) {
        switch self {
        case .Invalid(let code): ("Invalid", code)
        case .NotFound(let code): ("NotFound", code)
        case .Storage(let code): ("Storage", code)
        case .Network(let code): ("Network", code)
        case .Auth(let code): ("Auth", code)
        case .Conflict(let code): ("Conflict", code)
        case .Cancelled(let code): ("Cancelled", code)
        case .Bug(let code): ("Bug", code)
        }
    }
}

/// Does `work`, which must throw a `FarolaError`, and gives that.
func refusal(
    file: StaticString = #filePath, line: UInt = #line, _ work: () throws -> Void
) throws -> FarolaError {
    do {
        try work()
    } catch let error as FarolaError {
        return error
    }
    XCTFail("was not refused", file: file, line: line)
    throw Unrefused()
}

struct Unrefused: Error {}
