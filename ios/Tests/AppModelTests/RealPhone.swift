// A shell over the real core, with its folder to itself.

import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

@MainActor
struct RealPhone {
    static let pin = "271828"
    let phone = FakePhone()
    var root: URL { phone.root }
    let shell: Shell

    /// At the first start, once the door has said so; `each` may put another phone of the core
    /// in the place of the one that the door opened.
    init(_ each: @escaping @Sendable (Phone) -> Phone = { $0 }) async {
        shell = Shell(platform: phone.platform, root: phone.root) { dir, keys, instants in
            FakeDoor(try Door(dir: dir, keys: keys, instants: instants)) { phone, _ in each(phone) }
        }
        await shell.lock.look()
    }

    /// Past the first start.
    static func opened(
        _ each: @escaping @Sendable (Phone) -> Phone = { $0 }
    ) async throws -> RealPhone {
        let real = await RealPhone(each)
        await real.type(pin)
        await real.type(pin)
        try #require(real.shell.door == .open)
        return real
    }

    func type(_ pin: String) async {
        for digit in pin { shell.lock.press(Int(String(digit)) ?? 0) }
        await shell.lock.submit()
    }

    /// Until the door has been told of everything that the shell said.
    func settle() async throws {
        try await shell.doorLine.run {}
        try await shell.line.run {}
    }

    /// A group that set out: registered, through the gate, on its way.
    func setOut() async throws {
        try add(Self.file("kit/cs_recorrido.xml"))
        try unlocked.phone.register()
        await (try unlocked).walk.refresh()
        await (try unlocked).walk.start()
        try #require(try unlocked.walk.phase == .walking)
    }

    var unlocked: Unlocked {
        get throws { try #require(shell.unlocked) }
    }

    /// Stores a form of the project or one made up by the test.
    @discardableResult
    func add(_ xml: String) throws -> FormRecord {
        try unlocked.phone.addForm(xml: Data(xml.utf8))
    }

    /// The root of the project.
    static let root = WordsTests.root

    static func file(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// A form of so many texts; the first sets what the last shows.
    static func manyQuestions(_ count: Int) -> String {
        let names = (0..<count).map { "q\($0)" }
        let nodes = names.map { "<\($0)/>" }.joined()
        let binds = names.map { "<bind nodeset=\"/many/\($0)\" type=\"string\"/>" }.joined()
        let inputs = names.map {
            "<input ref=\"/many/\($0)\"><label>Pregunta \($0)</label></input>"
        }.joined()
        return """
            <h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" \
            xmlns:orx="http://openrosa.org/xforms"><h:head><h:title>Muchas</h:title><model>\
            <instance><many id="many" version="1">\(nodes)<again/><orx:meta><orx:instanceID/>\
            </orx:meta></many></instance>\(binds)\
            <bind nodeset="/many/again" type="string" calculate="concat('> ', /many/q0)"/>\
            <bind nodeset="/many/orx:meta/orx:instanceID" type="string" readonly="true()" \
            calculate="concat('uuid:', uuid())"/></model></h:head><h:body>\
            <group appearance="field-list" ref="/many"><label>Todas</label>\(inputs)\
            <input ref="/many/again"><label>Otra vez</label></input></group></h:body></h:html>
            """
    }
}
