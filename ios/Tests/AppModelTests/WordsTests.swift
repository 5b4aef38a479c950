import Fakes
import FarolaCore
import Foundation
import Testing

@testable import AppModel

struct WordsTests {
    /// The root of the project, from this file.
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    @Test func bothLanguagesSayTheSameThings() {
        let es = Words(.es)
        let en = Words(.en)
        #expect(es.keys.count > 200)
        #expect(es.keys == en.keys)
        #expect(es.codeKeys == en.codeKeys)
        for key in es.keys {
            #expect(!es[key].isEmpty && !en[key].isEmpty, "\(key)")
            #expect(places(es[key]) == places(en[key]), "\(key)")
        }
    }

    private func places(_ text: String) -> Set<String> {
        Set(
            text.split(separator: "{", omittingEmptySubsequences: false).dropFirst()
                .compactMap { $0.split(separator: "}").first.map(String.init) })
    }

    /// Areas of docs/errors.md whose codes reach a phone. The others speak of the hub, of a
    /// form's making or of its own tests.
    static let areas: Set = [
        "auth", "engine", "enrol", "file", "form", "lock", "network", "photo", "protocol",
        "server", "storage", "submission", "sync", "track", "walk",
    ]

    @Test func everyCodeAShellCanMeetHasASentence() throws {
        let page = try String(
            contentsOf: Self.root.appendingPathComponent("docs/errors.md"), encoding: .utf8)
        let phone = page.components(separatedBy: "## Problem codes of the hub")[0]
        let codes = phone.split(separator: "\n").compactMap { line -> String? in
            guard line.hasPrefix("| `") else { return nil }
            return line.dropFirst(3).split(separator: "`").first.map(String.init)
        }
        let met = codes.filter { code in
            code.split(separator: ".").first.map { Self.areas.contains(String($0)) } ?? false
        }
        #expect(met.count > 80)
        for language in Language.allCases {
            let missing = met.filter { !Words(language).knows($0) }
            #expect(missing.isEmpty, "\(language): \(missing)")
        }
    }

    /// Every key written in the sources is in the tables, and every key in the tables is written
    /// in full somewhere: none is put together.
    @Test func keysAndSourcesAgree() throws {
        let sources = Self.root.appendingPathComponent("ios/Sources").resolvingSymlinksInPath()
        var text = ""
        let walker = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        while let file = walker?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            text += try String(contentsOf: file, encoding: .utf8)
        }
        let literals = Set(
            text.components(separatedBy: "\"").enumerated().filter { $0.offset % 2 == 1 }
                .map(\.element))
        let table = Words(.es).keys
        let heads = Set(table.compactMap { $0.split(separator: ".").first.map(String.init) })
        let used = table.filter { key in
            literals.contains(key)
                || literals.contains { key == $0 + ".one" || key == $0 + ".other" }
        }
        #expect(table.subtracting(used).sorted() == [])
        let unknown = literals.filter { literal in
            let parts = literal.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count >= 2 && heads.contains(String(parts[0]))
                && literal.allSatisfy { $0.isLowercase || $0 == "." || $0 == "_" }
                && !table.contains(literal)
                && !table.contains(literal + ".one") && !Words(.es).knows(literal)
        }
        #expect(unknown.sorted() == [])
    }

    /// What iOS asks in our name: each permission of project.yml in both languages, and no other.
    @Test func permissionsAreAskedInBothLanguages() throws {
        let app = Self.root.appendingPathComponent("ios")
        let project = try String(
            contentsOf: app.appendingPathComponent("project.yml"), encoding: .utf8)
        let asked = project.split(separator: "\n").compactMap { line -> String? in
            let key = line.split(separator: ":")[0].trimmingCharacters(in: .whitespaces)
            return key.hasSuffix("UsageDescription") ? key : nil
        }
        #expect(asked.count == 5)
        for language in Language.allCases {
            let file = app.appendingPathComponent(
                "App/\(language.code).lproj/InfoPlist.strings")
            let read = try PropertyListSerialization.propertyList(
                from: Data(contentsOf: file), format: nil)
            let said = try #require(read as? [String: String])
            #expect(Set(said.keys) == Set(asked))
            #expect(said.values.allSatisfy { !$0.isEmpty })
        }
    }

    /// No answer, place or key can reach a log where nothing is ever logged.
    @Test func nothingIsLogged() throws {
        let sources = Self.root.appendingPathComponent("ios/Sources").resolvingSymlinksInPath()
        let walker = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        var files = 0
        while let file = walker?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            files += 1
            let text = try String(contentsOf: file, encoding: .utf8)
            for call in ["print(", "debugPrint(", "NSLog(", "os_log(", "Logger(", "dump("] {
                #expect(!text.contains(call), "\(file.lastPathComponent) calls \(call)")
            }
        }
        #expect(files > 40)
    }

    @Test func numbersTimesAndDistances() throws {
        let es = Words(.es)
        let zone = try #require(TimeZone(identifier: "America/Mexico_City"))
        let now = Date(timeIntervalSince1970: 1_795_668_000)
        #expect(es.number(1234) == "1,234")
        #expect(es.month(11) == "noviembre" && Words(.en).month(2) == "February")
        let ms = Int64(1_795_668_000_000)
        #expect(es.moment(ms - 3_600_000, now: now, zone: zone) == "hoy 21:40")
        #expect(es.moment(ms - 86_400_000, now: now, zone: zone) == "ayer 22:40")
        #expect(es.moment(ms - 5 * 86_400_000, now: now, zone: zone) == "20 nov 2026, 22:40")
        #expect(es.momentAtStart(ms - 3_600_000, now: now, zone: zone) == "Hoy 21:40")
        #expect(es.distance(120) == "120\u{a0}m")
        #expect(es.distance(1_149) == "1.1\u{a0}km")
        #expect(es.duration(51 * 60) == "51\u{a0}min")
        #expect(es.duration(3_900) == "1\u{a0}h 05\u{a0}min")
        let waits = SettingsModel.choices.lockAfterS.map(es.wait)
        #expect(waits == ["15 segundos", "1 minuto", "5 minutos"])
        #expect(es.direction(90) == "oriente")
        #expect(es.direction(-10) == "norte")
        #expect(es.direction(359) == "norte")
        #expect(Words(.en).direction(225) == "southwest")
        #expect(es.bytes(12_000) == "12\u{a0}kB")
        #expect(es.bytes(1_530_000) == "1.5\u{a0}MB")
        #expect(es.count("home.waiting", 3) == "3 por enviar")
        #expect(es.sentence("no.such").contains("no.such"))
    }

    /// The true one of two that contradicted each other, on this phone too.
    @Test func sentencesThatHadToBeTrue() {
        let es = Words(.es)
        #expect(es.sentence("walk.team_size").contains("3 a 15"))
        #expect(!es.sentence("storage.corrupt").contains("a salvo"))
        #expect(es.sentence("storage.wrong_key").contains("pida ayuda"))
        #expect(es.direction(135) == "sureste")
        #expect(es.count("lock.wait", 1) == "Espere 1 segundo y pruebe otra vez.")
        #expect(
            es.count("home.photos_at", 2, ["percent": "40"]) == "2 fotos al 40 %")
    }

    /// Whatever the phone calls its language, one of ours is spoken.
    @Test func theLanguageOfATag() {
        let tags: [(String, Language)] = [
            ("en", .en), ("en-MX", .en), ("en_MX", .en), ("es", .es), ("es-419", .es),
            ("fr-CA", .es), ("", .es),
        ]
        for (tag, language) in tags { #expect(Language(of: tag) == language, "\(tag)") }
        for language in Language.allCases { #expect(Language(of: language.code) == language) }
    }

    /// What was finalized is said by its purpose.
    @Test func eachPurposeIsSaid() {
        let all: [FormPurpose] = [.registration, .stop, .finding, .debrief, .form, .correction]
        for language in Language.allCases {
            let said = all.map { Words(language)[$0.kept] }
            #expect(Set(said).count == all.count && said.allSatisfy { !$0.hasPrefix("finalized.") })
        }
    }

    /// Nothing is promised of a network where there is no server; the receipt says at more length
    /// what is said behind the note of another screen.
    @Test func howItGoesOnIsSaid() {
        for language in Language.allCases {
            let words = Words(language)
            for goes in [KeptGoes.withNetwork, .notEnrolled] {
                let way = AfterFinalizing(leadsTo: .way, kept: .stop, goes: goes)
                #expect(way.said(words) == words["finalized.stop"] + " " + words[goes.short])
                let receipt = AfterFinalizing(leadsTo: .receipt, kept: .stop, goes: goes)
                #expect(receipt.said(words) == words["finalized.stop"])
                #expect(receipt.about(words) == words[goes.long])
            }
            let both = [KeptGoes.withNetwork, .notEnrolled].flatMap { [$0.short, $0.long] }
            #expect(Set(both.map { words[$0] }).count == 4)
            #expect(both.allSatisfy { words[$0] != $0 })
        }
    }

    /// What the shell says by itself has a sentence, and no sentence is left of one it had.
    @Test(arguments: Language.allCases)
    func eachFaultOfTheShellHasASentence(language: Language) {
        let said = Words(language).codeKeys.filter { $0.hasPrefix("shell.") }
        #expect(said == Set(ShellFault.allCases.map(\.rawValue)))
        for fault in ShellFault.allCases {
            #expect(Failure(fault).shell == fault)
            #expect(Words(language).knows(Failure(fault).code))
        }
        #expect(Failure(CancellationError()).shell == .cancelled)
        #expect(Failure(FarolaError.Cancelled(code: "sync.cancelled")).shell == nil)
    }

    /// An error whose code this version does not know is said by its class.
    @Test func anErrorOfANewerCore() {
        let es = Words(.es)
        let known = FarolaError.Auth(code: "lock.wrong_pin")
        #expect(es.sentence(Failure(known)) == es.sentence("lock.wrong_pin"))
        let newer: [(FarolaError, String)] = [
            (.Invalid(code: "a.b"), "class.invalid"), (.NotFound(code: "a.b"), "class.not_found"),
            (.Storage(code: "a.b"), "class.storage"), (.Network(code: "a.b"), "class.network"),
            (.Auth(code: "a.b"), "class.auth"), (.Conflict(code: "a.b"), "class.conflict"),
            (.Cancelled(code: "a.b"), "class.cancelled"), (.Bug(code: "a.b"), "class.bug"),
        ]
        for (error, key) in newer {
            #expect(es.knows(key))
            #expect(es.sentence(Failure(error)) == es.sentence(key))
        }
    }
}
