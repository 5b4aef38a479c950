// A screen as it is read and touched.

import Fakes
import FarolaCore
import Foundation
import SwiftUI
import Testing

@testable import AppModel
@testable import AppUI

@MainActor
struct Sight {
    let phone = FakePhone()
    let shell: Shell

    /// At the first start, once the door has said so.
    init(door: @escaping DoorMaker = { try Door(dir: $0, keys: $1, instants: $2) }) async {
        shell = Shell(platform: phone.platform, root: phone.root, door: door)
        await shell.lock.look()
    }

    /// Past the first start, in a language.
    static func opened(
        _ language: Language = .es,
        door: @escaping DoorMaker = { try Door(dir: $0, keys: $1, instants: $2) }
    ) async throws -> Sight {
        let sight = await Sight(door: door)
        for _ in 0..<2 {
            for digit in [2, 7, 1, 8, 2, 8] { sight.shell.lock.press(digit) }
            await sight.shell.lock.submit()
        }
        let unlocked = try #require(sight.shell.unlocked)
        await unlocked.settings.set(language: language)
        return sight
    }

    var unlocked: Unlocked {
        get throws { try #require(shell.unlocked) }
    }

    /// What the whole screen says now.
    var marks: [Mark] { Pen.read(RootView(shell: shell)) }
    var texts: [String] { marks.filter { $0.kind == .text }.map(\.name) }

    func says(_ text: String) -> Bool { marks.contains { $0.name.contains(text) } }

    /// The first thing of that name that can be touched.
    func find(_ name: String) -> Mark? {
        marks.first { $0.kind != .text && $0.name == name && !$0.isDisabled }
    }

    /// Touches what has that name and waits for what follows.
    func touch(_ name: String, until holds: @escaping @MainActor () -> Bool) async throws {
        let mark = try #require(find(name), "no «\(name)» among \(marks.map(\.name))")
        mark.press()
        let came = await eventually(holds)
        #expect(came, "nothing followed «\(name)»; the screen says \(marks.map(\.name))")
    }

    /// Touches what has that name and waits for a text.
    func touch(_ name: String, then text: String) async throws {
        try await touch(name) { says(text) }
    }

    func addForm(_ path: String) throws {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let xml = try Data(contentsOf: root.appendingPathComponent(path))
        _ = try unlocked.phone.addForm(xml: xml)
    }
}

/// Waits for the core, which answers on a thread of its own.
@MainActor
func eventually(_ holds: @MainActor () -> Bool) async -> Bool {
    for _ in 0..<2_000 {
        if holds() { return true }
        try? await Task.sleep(nanoseconds: 5_000_000)
    }
    return holds()
}

/// What holds of every screen: it says something, nothing in it is a key instead of words,
/// whatever can be touched has a name, and every button is 48 points high.
@MainActor
func inspect(_ marks: [Mark], _ about: String) {
    #expect(marks.contains { $0.kind == .text || $0.kind == .button }, "\(about) says nothing")
    for mark in marks where !mark.isHidden {
        let parts = mark.name.split(separator: ".", omittingEmptySubsequences: false)
        let isKey =
            parts.count > 1
            && parts.allSatisfy { part in
                !part.isEmpty && part.allSatisfy { $0.isLowercase || $0 == "_" }
            }
        #expect(!isKey, "\(about) shows the key \(mark.name)")
        #expect(!mark.name.contains("{"), "\(about) shows \(mark.name)")
        if mark.kind != .text && mark.kind != .image {
            let hasName = mark.name.contains { $0.isLetter || $0.isNumber }
            #expect(hasName, "\(about) has a nameless \(mark.kind)")
        }
        if mark.kind == .button {
            let isLarge = mark.height >= Tokens.touchMinimum
            #expect(isLarge, "\(about): «\(mark.name)» is \(mark.height) points high")
        }
    }
}
