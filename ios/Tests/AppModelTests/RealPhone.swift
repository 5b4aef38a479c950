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

    /// At the first start, once the door has said so.
    init() async {
        shell = Shell(platform: phone.platform, root: phone.root)
        await shell.lock.look()
    }

    /// Past the first start.
    static func opened() async throws -> RealPhone {
        let real = await RealPhone()
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
    func settle() async throws { try await shell.line.run {} }

    /// A group that set out: registered, through the gate, on its way.
    func setOut() async throws {
        try add(Self.file("kit/cs_recorrido.xml"))
        let filling = try unlocked.phone.newWalk(language: nil)
        for (name, value) in Self.registration {
            _ = try filling.answer(reference: "/data/" + name, value: value)
        }
        _ = try filling.finalize()
        await (try unlocked).walk.refresh()
        await (try unlocked).walk.start()
        try #require(try unlocked.walk.phase == .walking)
    }

    /// A registration that the gate lets through.
    private static let registration: [(String, String)] = [
        ("ciudad", "14039"), ("colonia", "Analco"), ("tipo", "base"), ("motivo", "luz acoso"),
        ("inicio_plan", "2026-12-21T18:00:00.000-06:00"), ("luz_plan", "mixto"),
        ("minutos_plan", "90"), ("paradas_plan", "5"), ("grupo/n_mujeres", "6"),
        ("grupo/n_mayores", "1"), ("grupo/n_ninas", "0"), ("grupo/n_hombres", "0"),
        ("policia_modo", "lejos"),
        ("seguridad", "reco salidas contacto telefonos clima apoyo"), ("checkin_min", "20"),
        ("consent", "1"), ("consent_foto", "1"), ("publicar", "agregado"),
        ("ruta", "20.6767 -103.347 0 0;20.6857 -103.347 0 0"),
    ]

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
