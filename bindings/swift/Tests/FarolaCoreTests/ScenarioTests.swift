import FarolaCore
import Foundation
import XCTest

/// The steps of bindings/scenario on the real library; Kotlin and Python run the same.
final class ScenarioTests: XCTestCase {
    func testEveryStepGivesWhatItSays() throws {
        let file = scenarioFolder.appendingPathComponent("scenario.json")
        let read = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
        let scenario = try XCTUnwrap(read as? [String: Any])
        let steps = try XCTUnwrap(scenario["steps"] as? [[String: Any]])
        let form = try XCTUnwrap(scenario["form"] as? String)
        let xml = try Data(contentsOf: scenarioFolder.appendingPathComponent(form))
        try inFolder { folder in
            let run = try Run(folder: folder, form: xml)
            for (index, step) in steps.enumerated() {
                let place = "step \(index + 1)"
                do {
                    try run.step(Step(step, place: place))
                } catch {
                    XCTFail("\(place): \(step): \(error)")
                    throw error
                }
            }
        }
        XCTAssertGreaterThan(steps.count, 40)
    }
}

/// A submission that nobody has.
private let nobodys = "uuid:00000000-0000-4000-8000-000000000000"

private let fix = FixRecord(
    atMs: 1, lat: 20.6767, lon: -103.347, altitudeM: nil, accuracyM: 8, speedMps: nil,
    bearingDeg: nil)

private final class Unheard: SyncWatcher {
    func progress(progress: ProgressRecord) throws {}
}

private final class Untaken: ParcelCarrier {
    func carry(parcel: ParcelRecord) throws {}
}

/// One line of the file, read with a word about what is missing.
private struct Step {
    let fields: [String: Any]
    let place: String

    init(_ fields: [String: Any], place: String) {
        self.fields = fields
        self.place = place
    }

    func text(_ name: String) throws -> String {
        try XCTUnwrap(fields[name] as? String, "\(place) names no \(name)")
    }

    func number(_ name: String) throws -> Int {
        try XCTUnwrap(fields[name] as? Int, "\(place) names no \(name)")
    }

    func list(_ name: String) throws -> [String] {
        try XCTUnwrap(fields[name] as? [String], "\(place) names no \(name)")
    }

    func flag(_ name: String) throws -> Bool {
        try XCTUnwrap(fields[name] as? Bool, "\(place) names no \(name)")
    }

    func optionalList(_ name: String) -> [String] { fields[name] as? [String] ?? [] }

    func optional(_ name: String) -> String? { fields[name] as? String }
}

private final class Run {
    private let folder: String
    private let form: Data
    /// Gone for a moment only while everything is erased.
    private var phone: Phone!
    private var filling: Filling?

    init(folder: String, form: Data) throws {
        self.folder = folder
        self.form = form
        phone = try Phone.open(dir: folder, keys: FixedKey())
    }

    private func open() throws -> Filling { try XCTUnwrap(filling, "no form is open") }

    func step(_ step: Step) throws {
        switch try step.text("do") {
        case "add_form": try addForm(step)
        case "begin":
            filling = try phone.begin(
                formId: step.text("form"), language: step.text("language"))
        case "home": try home(step)
        case "storage": try storage(step)
        case "submission": try submission(step)
        case "settings":
            let asked = try settings(step)
            XCTAssertEqual(try phone.setSettings(settings: asked), asked, step.place)
            XCTAssertEqual(try phone.settings(), asked, step.place)
        case "settings_are": XCTAssertEqual(try phone.settings(), try settings(step), step.place)
        case "no_walk":
            XCTAssertNil(try phone.walk(), step.place)
            let darkness = "\(try phone.darkness())"
            XCTAssertEqual(darkness.lowercased(), try step.text("darkness").lowercased())
        case "discard": try discard(step)
        case "purge":
            let purged = try phone.purge(days: UInt16(step.number("days")))
            XCTAssertEqual(Int(purged.submissions), try step.number("submissions"), step.place)
            try parcelEnded(folder: folder, id: String(repeating: "0", count: 32))
        case "news":
            try phone.markSeen(instance: nobodys)
            XCTAssertEqual(
                try phone.messages(language: "es").count, try step.number("messages"), step.place)
        case "image_map": try imageMap(step)
        case "pin":
            var problem: String?
            if case .refused(let code) = choosePin(first: nil, typed: try step.text("pin")) {
                problem = code
            }
            XCTAssertEqual(problem, step.optional("problem"), step.place)
        case "lock": try lock(step)
        case "kill": try kill()
        case "erase": try erase(step)
        case "refused": try refused(step)
        default: try inTheForm(step)
        }
    }

    private func inTheForm(_ step: Step) throws {
        switch try step.text("do") {
        case "screen": try shows(step, open().screen())
        case "next":
            let gone = try open().next()
            XCTAssertEqual(gone.heldBy.map(\.reference), step.optionalList("held_by"), step.place)
            try shows(step, gone.screen)
        case "skip": try shows(step, open().skip())
        case "back": try shows(step, XCTUnwrap(open().back(), step.place))
        case "go_to": try shows(step, open().goTo(reference: step.text("at")))
        case "language": try shows(step, open().setLanguage(name: step.text("name")))
        case "add_repeat": try shows(step, open().addRepeat(reference: step.text("at")))
        case "remove_repeat": _ = try open().removeRepeat(reference: step.text("at"))
        case "answer": try answer(step)
        case "photo": try photo(step)
        case "value": try value(step)
        case "form_file":
            let file = try open().formFile(name: step.text("name"))
            XCTAssertEqual(file != nil, try step.flag("there"), step.place)
        case "give_place": try givePlace(step)
        case "languages": XCTAssertEqual(try open().languages(), try step.list("names"), step.place)
        case "find_choices":
            let found = try open().findChoices(
                reference: step.text("at"), text: step.text("text"))
            XCTAssertEqual(
                found.choices.map(\.drawn.label.plain), try step.list("labels"), step.place)
        case "faults":
            XCTAssertEqual(
                try open().faults().map(\.reference), try step.list("references"), step.place)
        case "outline": try outline(step)
        case "lines":
            let lines = try open().lines()
            XCTAssertEqual(texts(of: lines), try step.list("texts"), step.place)
            XCTAssertEqual(
                lines.count - texts(of: lines).count, try step.number("files"), step.place)
        case "finalize":
            XCTAssertEqual(
                try open().finalize().attachments.count, try step.number("attachments"), step.place)
        default: XCTFail("\(step.place): no such step")
        }
    }

    private func answer(_ step: Step) throws {
        let answered = try open().answer(reference: step.text("at"), value: step.text("value"))
        XCTAssertEqual(answered.broken?.words, step.optional("broken"), step.place)
        if step.fields["changed"] != nil {
            XCTAssertEqual(
                answered.patch.changed.map(\.reference), try step.list("changed"), step.place)
        }
    }

    private func photo(_ step: Step) throws {
        let picture = scenarioFolder.appendingPathComponent(try step.text("file")).path
        let file = try open().attachPhoto(reference: step.text("at"), file: picture)
        XCTAssertEqual(
            file.patch.changed.map(\.drawn.answer), [.file(name: file.name)], step.place)
        XCTAssertEqual(UInt64(try open().file(name: file.name).count), file.size, step.place)
    }

    private func discard(_ step: Step) throws {
        let before = try phone.drafts().map(\.instance)
        let begun = try phone.begin(formId: step.text("form"), language: nil).instance()
        XCTAssertTrue(try phone.drafts().map(\.instance).contains(begun), step.place)
        try phone.discard(instance: begun)
        XCTAssertEqual(try phone.drafts().map(\.instance), before, step.place)
    }

    private func imageMap(_ step: Step) throws {
        let file = scenarioFolder.appendingPathComponent(try step.text("file"))
        let read = readImageMap(
            picture: try Data(contentsOf: file), choices: try step.list("choices"))
        guard let parts = step.fields["parts"] as? [Any] else {
            XCTAssertNil(read, step.place)
            return
        }
        let map = try XCTUnwrap(read, step.place)
        let drawing = map.drawing()
        XCTAssertEqual(drawing.width, Double(try step.number("width")), step.place)
        XCTAssertEqual(drawing.shapes.map(\.choice), parts.map { $0 as? String }, step.place)
        for fields in try XCTUnwrap(step.fields["touches"] as? [[String: Any]], step.place) {
            let touch = Step(fields, place: step.place)
            let (x, y) = (Double(try touch.number("x")), Double(try touch.number("y")))
            let at = map.touched(x: x, y: y, reach: Double(try touch.number("reach")))
            XCTAssertEqual(at, touch.optional("is"), step.place)
        }
    }

    private func givePlace(_ step: Step) throws {
        _ = try open().screen()
        XCTAssertEqual(try open().requests().count, 0, step.place)
        let lat = try XCTUnwrap(step.fields["lat"] as? Double, step.place)
        let lon = try XCTUnwrap(step.fields["lon"] as? Double, step.place)
        let place = PointRecord(lat: lat, lon: lon, accuracyM: nil)
        let patch = try open().givePlace(reference: step.text("at"), place: place)
        XCTAssertEqual(patch.changed.count, 0, step.place)
    }

    private func outline(_ step: Step) throws {
        let wanted = try XCTUnwrap(step.fields["states"] as? [String: String], step.place)
        let states = Dictionary(
            try open().outline().map { ($0.reference, "\($0.state)".capitalized) },
            uniquingKeysWith: { first, _ in first })
        XCTAssertEqual(states.filter { wanted[$0.key] != nil }, wanted, step.place)
    }

    private func texts(of lines: [LineRecord]) -> [String] {
        lines.compactMap { if case .words(let text) = $0.shown { text } else { nil } }
    }

    private func home(_ step: Step) throws {
        let home = try phone.home()
        XCTAssertEqual(Int(home.drafts), try step.number("drafts"), step.place)
        XCTAssertEqual(Int(home.waiting), try step.number("waiting"), step.place)
    }

    private func storage(_ step: Step) throws {
        let held = try phone.storage()
        XCTAssertEqual(Int(held.drafts), try step.number("drafts"), step.place)
        XCTAssertEqual(Int(held.waiting), try step.number("waiting"), step.place)
        XCTAssertEqual(Int(held.sent), try step.number("sent"), step.place)
        XCTAssertEqual(held.mediaBytes > 0, try step.flag("media"), step.place)
    }

    private func submission(_ step: Step) throws {
        let sealed = try XCTUnwrap(try phone.submissions().first, step.place)
        let lines = try phone.submissionLines(
            instance: sealed.instance, language: step.text("language"))
        XCTAssertEqual(texts(of: lines), try step.list("texts"), step.place)
    }

    private func settings(_ step: Step) throws -> SettingsRecord {
        let name = try step.text("appearance")
        let appearance: Appearance? = ["Auto": .auto, "Light": .light, "Dark": .dark][name]
        return SettingsRecord(
            language: try step.text("language"),
            textPercent: UInt16(try step.number("text_percent")),
            appearance: try XCTUnwrap(appearance, step.place),
            dataSaver: try step.flag("data_saver"), lockAfterS: 60, purgeDays: 7)
    }

    private func lock(_ step: Step) throws {
        let (pin, new) = (try step.text("pin"), try step.text("new"))
        let door = try Door(dir: folder + "-door", keys: Turned(), instants: nil)
        XCTAssertEqual(try door.state(), .unused, step.place)
        _ = try door.begin(pin: pin)
        let error = try refusal { try door.check(pin: step.text("wrong")) }
        XCTAssertEqual(error.kindAndCode.code, try step.text("code"), step.place)
        let key = try door.arm(pin: pin)
        XCTAssertEqual(key.count, 32, step.place)
        try door.changePin(oldPin: pin, newPin: new)
        XCTAssertEqual(try door.arm(pin: new), key, step.place)
        try door.erase(pin: new)
        XCTAssertEqual(try door.state(), .unused, step.place)
    }

    private func erase(_ step: Step) throws {
        filling = nil
        phone = nil
        try FileManager.default.removeItem(atPath: folder)
        phone = try Phone.open(dir: folder, keys: FixedKey(9))
        XCTAssertEqual(try phone.forms().count + phone.submissions().count, 0, step.place)
    }

    private func addForm(_ step: Step) throws {
        let added = try phone.addForm(xml: form)
        XCTAssertEqual(added.id, try step.text("id"), step.place)
        XCTAssertEqual(added.title, try step.text("title"), step.place)
        XCTAssertEqual(try phone.forms().count, 1, step.place)
    }

    private func value(_ step: Step) throws {
        let at = try step.text("at")
        let question = try open().goTo(reference: at).questions.first { $0.reference == at }
        XCTAssertNotNil(question, step.place)
        XCTAssertEqual(try open().stored(reference: at), try step.text("is"), step.place)
    }

    /// Nothing is closed in order: the handles are dropped as when the process dies.
    private func kill() throws {
        let instance = try open().instance()
        filling = nil
        phone = try Phone.open(dir: folder, keys: FixedKey())
        filling = try phone.resume(instance: instance)
    }

    private func shows(_ step: Step, _ screen: ScreenRecord) throws {
        XCTAssertEqual(
            screen.questions.map(\.drawn.label.plain), try step.list("labels"), step.place)
    }

    private func refused(_ step: Step) throws {
        let error = try refusal {
            switch try step.text("call") {
            case "begin": _ = try phone.begin(formId: step.text("form"), language: nil)
            case "finalize": _ = try open().finalize()
            case "answer":
                _ = try open().answer(reference: step.text("at"), value: step.text("value"))
            case "enrol": _ = try phone.enrol(text: step.text("text"))
            case "new_walk": _ = try phone.newWalk(language: "es")
            case "start_walk": _ = try phone.startWalk(chargePercent: 80)
            case "discard": try phone.discard(instance: nobodys)
            case "resume": _ = try phone.resume(instance: nobodys)
            case "retry": try phone.retry(instance: nobodys)
            case "correct": _ = try phone.correct(instance: nobodys, language: "es")
            case "give_recording":
                _ = try open().giveRecording(reference: step.text("at"), file: "/nowhere.m4a")
            case "file": _ = try open().file(name: "nowhere.jpg")
            case "sync":
                _ = try phone.sync(asked: true, metered: false, watcher: Unheard()).wait()
            case "hand_over":
                _ = try phone.handOver(metered: false, carrier: Untaken(), watcher: Unheard())
                    .wait()
            case "add_fix": _ = try phone.addFix(fix: fix)
            case "check_in": _ = try phone.checkIn()
            case "key": _ = try Phone.open(dir: folder, keys: LockedKey())
            default: XCTFail("\(step.place): no such call")
            }
        }
        XCTAssertEqual(error.kindAndCode.kind, try step.text("kind"), step.place)
        XCTAssertEqual(error.kindAndCode.code, try step.text("code"), step.place)
    }
}
