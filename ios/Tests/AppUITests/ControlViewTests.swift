import Fakes
import FarolaCore
import SwiftUI
import Testing

@testable import AppModel
@testable import AppUI

/// Every control and appearance is drawn, and everything in it has a name.
@MainActor
struct ControlViewTests {
    nonisolated static let inputs: [(String, String)] = [
        ("string", ""), ("string", "multiline"), ("string", "numbers"), ("string", "url"),
        ("string", "masked"), ("string", "ex:org.app"), ("string", "bearing"), ("int", ""),
        ("int", "thousands-sep"), ("int", "counter"), ("decimal", ""), ("boolean", ""),
        ("date", ""), ("date", "no-calendar"), ("date", "month-year"), ("date", "year"),
        ("date", "ethiopian"), ("date", "myanmar"), ("time", ""), ("dateTime", ""),
        ("geopoint", ""), ("geopoint", "maps"), ("geopoint", "placement-map"),
        ("geotrace", ""), ("geotrace", "placement-map"), ("geoshape", ""), ("barcode", ""),
        ("barcode", "hidden-answer"),
    ]
    nonisolated static let values = [
        "string": "Pino Suárez", "int": "4", "decimal": "1.5", "boolean": "true",
        "date": "2026-11-25", "time": "14:30:00.000-06:00",
        "dateTime": "2026-11-25T14:30:00.000-06:00", "geopoint": "20.67 -103.34 0 8",
        "geotrace": "20.67 -103.34 0 8;20.68 -103.34 0 8",
        "geoshape": "20.67 -103.34 0 8;20.68 -103.34 0 8;20.68 -103.33 0 8;20.67 -103.34 0 8",
        "barcode": "118",
    ]
    nonisolated static let styles = [
        "", "minimal", "autocomplete", "quick", "columns", "columns-3", "columns-pack", "likert",
        "label", "list-nolabel", "list", "image-map", "map",
    ]

    private func draw(_ question: QuestionRecord, _ about: String) async throws -> [Mark] {
        let phone = FakePhone()
        let form = FormModel(
            filling: PaperForm([question]), purpose: .form, line: CoreLine(),
            platform: phone.platform)
        try await form.load()
        let marks = Pen.read(RowView(row: form.rows[0]))
        inspect(marks, about)
        // A line of a grid says its label itself; every other row says it above.
        #expect(marks.contains { $0.name.contains("Pregunta") }, "\(about) has no label")
        return marks
    }

    @Test(arguments: inputs)
    func inputs(type: String, appearance: String) async throws {
        let about = "\(type) \(appearance)"
        _ = try await draw(.sample(type: type, appearance: appearance), about)
        let value = Self.values[type]
        let marks = try await draw(
            .sample(type: type, appearance: appearance, value: value), about + " with a value")
        if appearance == "hidden-answer" {
            #expect(!marks.contains { $0.name.contains("118") || $0.text.contains("118") })
        }
    }

    @Test(arguments: styles)
    func choices(appearance: String) async throws {
        for control in ["select1", "select"] {
            let about = "\(control) \(appearance)"
            let marks = try await draw(
                .sample(
                    control: control, appearance: appearance, value: "1",
                    choices: ["0", "1", "2", "3"]), about)
            let touched = marks.filter { $0.kind == .button }
            switch appearance {
            case "minimal": #expect(touched.map(\.name) == ["1"])
            case "label": #expect(touched.isEmpty)
            default: #expect(touched.count >= 4, "\(about): \(touched.map(\.name))")
            }
        }
    }

    @Test(arguments: ["", "no-ticks", "vertical", "rating", "picker"])
    func ranges(appearance: String) async throws {
        let parameters = ["start": "1", "end": "5", "step": "1"]
        for value in [nil, "3"] as [String?] {
            _ = try await draw(
                .sample(
                    control: "range", type: "int", appearance: appearance, value: value,
                    parameters: parameters), "range \(appearance)")
        }
    }

    @Test(arguments: [
        ("image/*", ""), ("image/*", "new"), ("image/*", "annotate"), ("image/*", "mask"),
        ("image/*", "draw"), ("image/*", "signature"), ("audio/*", ""), ("video/*", ""),
        ("*/*", ""),
    ])
    func uploads(mediatype: String, appearance: String) async throws {
        for value in [nil, "x.jpg"] as [String?] {
            _ = try await draw(
                .sample(
                    control: "upload", type: "binary", appearance: appearance, value: value,
                    parameters: ["mediatype": mediatype]), "\(mediatype) \(appearance)")
        }
    }

    @Test func theRest() async throws {
        _ = try await draw(.sample(control: "trigger"), "trigger")
        _ = try await draw(.sample(control: "rank", choices: ["a", "b"]), "rank")
        _ = try await draw(.sample(readonly: true), "note")
        _ = try await draw(.sample(control: nil, kind: .group), "group")
        _ = try await draw(.sample("/paper/r[2]", control: nil, kind: .repeat), "repeat")
        let prompt = try await draw(.sample("/paper/r[3]", control: nil, kind: .prompt), "prompt")
        let remove = Words(.es)["form.remove_one"]
        #expect(prompt.filter { $0.name == remove }.count == 2)
    }

    /// What a reviewer says stands in front of the question, and what is wrong behind it.
    @Test func theCommentBesideTheQuestion() async throws {
        var question = QuestionRecord.sample(value: "7")
        question.broken = BrokenRule(rule: .constraint, words: "No puede ser más que el total")
        let form = FormModel(
            filling: PaperForm([question]), purpose: .correction, line: CoreLine(),
            platform: FakePhone().platform)
        try await form.load()
        form.rows[0].comments = [
            CommentRecord(
                reference: "/paper/q", label: nil, body: "¿Siete de ocho?", at: "", role: "reviewer"
            )
        ]
        let names = Pen.read(RowView(row: form.rows[0])).map(\.name)
        let comment = try #require(names.firstIndex(of: "¿Siete de ocho?"))
        let label = try #require(names.firstIndex(of: "Pregunta"))
        let wrong = try #require(names.firstIndex(of: "No puede ser más que el total"))
        #expect(comment < label && label < wrong)
    }
}
